"""Who may come in: so many in all, and so many from one address, whatever it looks like."""

import pytest

from app.web.hall import FROM_ONE, Hall

CLASS = "203.0.113.7"


def come(hall: Hall, host: str, count: int) -> int:
    return sum(hall.enter(host) for _ in range(count))


def test_a_class_may_come_from_one_address_but_not_everything() -> None:
    hall = Hall(10_000)
    assert come(hall, CLASS, FROM_ONE + 50) == FROM_ONE
    assert hall.enter("203.0.113.8")
    hall.leave(CLASS)
    assert come(hall, CLASS, 2) == 1


@pytest.mark.parametrize("home", ["127.0.0.1", "::1"])
def test_this_machine_may_fill_the_hall_unless_it_is_bounded_too(home: str) -> None:
    assert come(Hall(2_000), home, 3_000) == 2_200
    assert come(Hall(2_000, from_one=3), home, 3_000) == 3


def test_whoever_leaves_makes_room_and_is_not_remembered() -> None:
    hall = Hall(1)
    assert hall.enter(CLASS) and hall.enter("198.51.100.1") and not hall.enter("198.51.100.2")
    hall.leave(CLASS)
    assert hall.enter("198.51.100.2")
    assert CLASS not in hall._inside


def test_an_address_of_ipv6_is_its_network_and_one_of_ipv4_is_the_same_in_both() -> None:
    hall = Hall(100, from_one=2)
    assert hall.enter("2001:db8::1") and hall.enter("2001:db8::2:3%eth0") and not hall.enter("2001:db8::4")
    assert hall.enter("2001:db8:0:1::1")
    assert hall.enter(CLASS) and hall.enter(f"::ffff:{CLASS}") and not hall.enter(CLASS)
    assert come(hall, "a name from a proxy", 3) == 2

"""How often those who watch ask over HTTP: a class behind one address notices nothing, who asks without end does."""

from app.web.turnstile import AT_ONCE, MOST, RATE, WHOLE, Turnstile
from tests.app.driven import Clock

CLASS = "203.0.113.7"
ASK = "/api/exercise/mark"


def passed(turnstile: Turnstile, host: str, count: int, path: str = ASK) -> int:
    return sum(turnstile.wait(host, path) == 0 for _ in range(count))


def test_a_class_of_forty_passes_at_once_and_each_goes_on_once_a_second() -> None:
    clock = Clock(tick=0)
    turnstile = Turnstile(clock=clock)
    assert passed(turnstile, CLASS, 40 * 10) == 400
    for _ in range(60):
        clock.now += 1
        assert passed(turnstile, CLASS, 40) == 40


def test_who_asks_without_end_waits_and_another_address_does_not() -> None:
    clock = Clock(tick=0)
    turnstile = Turnstile(clock=clock)
    assert passed(turnstile, CLASS, 10_000) == RATE * AT_ONCE
    assert turnstile.wait(CLASS, ASK) == 1 and turnstile.wait("203.0.113.8", ASK) == 0
    clock.now += 1
    assert passed(turnstile, CLASS, 10_000) == RATE


def test_to_take_a_whole_run_along_counts_as_much_as_it_takes() -> None:
    assert passed(Turnstile(clock=Clock(tick=0)), CLASS, 1_000, "/api/runs/x/run.zip") == RATE * AT_ONCE / WHOLE
    slow = Turnstile(0.5, Clock(tick=0))  # and is not forbidden where little is allowed
    assert slow.wait(CLASS, "/api/runs/x/run.zip") == 0 and slow.wait(CLASS, "/api/runs/x/run.zip") == 40


def test_this_machine_asks_as_it_likes_unless_it_is_bounded_too() -> None:
    assert passed(Turnstile(), "127.0.0.1", 5_000) == 5_000
    assert passed(Turnstile(3, Clock(tick=0)), "127.0.0.1", 5_000) == 30


def test_not_all_addresses_are_remembered_without_end() -> None:
    turnstile = Turnstile()
    for i in range(MOST + 50):
        turnstile.wait(f"10.0.{i // 256}.{i % 256}", ASK)
    assert len(turnstile._allowances) == MOST

import math

import pytest

from app.race.show import AHEAD, BEGIN, Show
from app.wire.race_commands import Law

FRAME = 1 / 60


def watch(show: Show, seconds: float) -> float:
    """Lets the show go on for so long while the race keeps up with it; the race's clock in the end."""
    show.stop()
    for frame in range(round(seconds / FRAME) + 1):
        show.tick(frame * FRAME, show.allowed * 1.001, show.allowed)
    return show.allowed


def test_with_the_log_law_each_decade_takes_the_same_time() -> None:
    show = Show("log", 5.0, shortest=2e-5)
    show.tick(0.0, 2e-5, 0.0)
    assert show.allowed == pytest.approx(BEGIN * 2e-5)
    first = watch(show, 5.0)
    assert first == pytest.approx(BEGIN * 2e-4, rel=0.02)
    assert watch(show, 5.0) == pytest.approx(10 * first, rel=0.02)
    assert show.seconds == pytest.approx(10, rel=0.01)
    assert show.rate() == pytest.approx(first * 10 * math.log(10) / 5, rel=0.3)


def test_with_the_linear_law_a_second_of_show_is_so_much_of_the_clock() -> None:
    show = Show("linear", 0.02, shortest=1e-5)
    assert watch(show, 3.0) == pytest.approx(0.06, rel=0.02)
    assert show.rate() == pytest.approx(0.02, rel=0.05)
    assert show.wait(show.allowed + 0.01) == pytest.approx(0.5)


def test_a_race_as_fast_as_it_can_be_never_waits() -> None:
    show = Show("free", 1.0, shortest=1.0)
    show.tick(0.0, 1.0, 0.0)
    assert show.allowed == math.inf and show.wait(1e9) == 0.0
    show.set("linear", 2.0)
    show.tick(0.0, 50.0, 40.0)
    assert show.allowed == 40.0


def test_a_machine_that_cannot_keep_up_is_not_chased() -> None:
    show = Show("log", 1.0, shortest=1.0)
    now = 0.0
    for _ in range(600):
        now += FRAME
        show.tick(now, 100.0, 90.0)
    assert show.allowed == pytest.approx(100.0 * 10**AHEAD)


def test_the_watch_stands_while_nobody_races() -> None:
    show = Show("linear", 1.0, shortest=1.0)
    show.tick(0.0, 1.0, 0.0)
    show.tick(0.05, 1.0, 0.0)
    show.stop()
    show.tick(100.0, 1.0, 0.0)
    show.tick(100.05, 1.0, 0.0)
    assert show.seconds == pytest.approx(0.1)
    show.tick(200.0, 1.0, 0.0)  # nobody watches for a hundred seconds at one go
    assert show.seconds == pytest.approx(0.2)


def test_the_show_waits_for_what_is_due_and_no_longer() -> None:
    show = Show("log", 5.0, shortest=1.0)
    show.tick(0.0, 1.0, 0.0)
    assert show.wait(1.0) == 0.0
    assert show.wait(BEGIN * 10) == pytest.approx(5.0)
    show.tick(0.0, 80.0, 70.0)  # somebody stepped ahead by hand
    assert show.allowed == 70.0
    assert show.wait(700.0) == pytest.approx(5.0)


@pytest.mark.parametrize("law", ["log", "free"])
def test_a_watch_that_was_written_down_stands_where_it_stood(law: Law) -> None:
    show, restored = Show(law, 5.0, shortest=2e-5), Show(law, 5.0, shortest=7.0)
    watch(show, 1.0)
    restored.restore(show.state())
    assert (restored.seconds, restored.allowed) == (show.seconds, show.allowed)
    assert restored.state() == show.state()

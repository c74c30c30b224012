"""Far away more pictures are on their way at a time; to who draws slowly, or over a line that is full, they are not."""

from collections.abc import Callable

import pytest

from app.runs.window import FEWEST, MOST, QUEUED, Window

EVERY = 1 / 38  # seconds from picture to picture


def played(answered_at: Callable[[float, float], float], seconds: float = 10.0) -> tuple[list[float], Window]:
    """How old each picture was when it was answered, which is at `answered_at` (when it was sent, when the one before
    it was answered); and the window in the end."""
    window, ages, waiting = Window(), [], []
    now = before = 0.0
    while now < seconds:
        while waiting and waiting[0][1] <= now:
            sent_at, at = waiting.pop(0)
            window.drawn(1, at)
            ages.append(at - sent_at)
        if not window.full():
            window.sent(now)
            before = max(answered_at(now, before), before)
            waiting.append((now, before))
        now += EVERY
    return ages, window


@pytest.mark.parametrize(("way", "at_least"), [(0.005, 37.0), (0.05, 37.0), (0.1, 37.0), (0.2, 30.0)])
def test_over_a_long_way_pictures_come_as_often_as_near_by(way: float, at_least: float) -> None:
    ages, window = played(lambda sent_at, _: sent_at + way)
    assert len(ages) / 10 > at_least
    assert max(ages) == pytest.approx(way)
    assert FEWEST <= window.size <= MOST


@pytest.mark.parametrize("each", [0.05, 0.1, 0.2, 0.5])
def test_who_draws_slowly_sees_the_present(each: float) -> None:
    ages, window = played(lambda sent_at, before: max(sent_at, before) + each)
    assert max(ages) < FEWEST * each + QUEUED + each
    assert window.size <= FEWEST + 2 * QUEUED / each


def test_when_the_line_fills_up_there_are_fewer_again() -> None:
    window = Window()
    now = 0.0
    for took in [0.2] * 20 + [0.2 + 2 * QUEUED] * 20:
        while not window.full():
            window.sent(now)
        largest = max(window.size, FEWEST)
        now += took
        window.drawn(1, now)
        for _ in range(len(window)):
            window.drawn(1, now)
    assert largest < MOST or window.size < largest
    assert window.size == FEWEST

import pytest

from app.training.pace import SLICE, WAKE, Pace


def simulated(speed: float | None, each: float, seconds: float) -> tuple[int, int, int, Pace]:
    """Steps taken, times woken and turns in so long, where a step takes `each` seconds, and the pace at the end."""
    pace, now, steps, woken, turns = Pace(), 0.0, 0, 0, 0
    while now < seconds:
        rest = pace.wait(now, speed)
        now += rest
        count = pace.due(now, speed)
        woken += rest > 0
        turns += 1
        assert count >= 0
        now += count * each + 1e-6
        steps += count
        if count:
            pace.took(count, count, count * each)
        pace.rate(now, steps)
    return steps, woken, turns, pace


@pytest.mark.parametrize("speed", [0.5, 1, 10, 100, 300, 1_000, 10_000])
def test_steps_are_taken_at_the_speed_asked_for(speed: float) -> None:
    steps, woken, _, pace = simulated(speed, 20e-6, 20)
    assert steps == pytest.approx(20 * speed + 1, rel=0.02, abs=1.5)
    assert woken <= 20 / WAKE + steps + 2  # asleep in between
    assert woken <= 20 / WAKE * 1.1 or speed < 1 / WAKE
    assert pace.rate(20, steps) == pytest.approx(speed, rel=0.3)


def test_the_first_step_comes_at_once_and_the_next_after_its_time() -> None:
    pace = Pace()
    assert pace.wait(5.0, 1.0) == 0
    assert pace.due(5.0, 1.0) == 1
    pace.took(1, 1, 1e-5)
    assert pace.wait(5.1, 1.0) == pytest.approx(0.9)
    assert pace.due(5.5, 1.0) == 0


def test_unthrottled_a_slice_is_as_long_as_a_command_may_wait() -> None:
    steps, woken, turns, _ = simulated(None, 20e-6, 2)
    assert steps > 0.97 * 2 / 20e-6
    assert (woken, 2 / turns) == (0, pytest.approx(SLICE, rel=0.1))


def test_a_speed_beyond_the_machine_owes_nothing_later() -> None:
    pace, now = Pace(), 0.0
    for _ in range(1000):
        now += pace.wait(now, 1e6)
        count = pace.due(now, 1e6)
        now += count * 20e-6
        pace.took(count, count, count * 20e-6)
    assert count * 20e-6 <= 2 * SLICE
    assert pace.due(now + 10, 10.0) <= 3  # ten seconds of sleep are not caught up with


def test_after_a_delay_a_tenth_of_a_second_is_caught_up_with() -> None:
    pace = Pace()
    assert pace.due(0.0, 600.0) == 0  # steps are saved up
    pace.took(1, 1, 20e-6)
    assert pace.due(5.0, 600.0) == pytest.approx(SLICE / 20e-6)
    pace.took(50, 50, 50 * 20e-6)
    assert pace.due(5.0, 600.0) == 0.1 * 600 + 2 * 5 - 50  # and the steps of two wakings


def test_steps_that_have_become_slow_are_not_taken_by_the_hundred() -> None:
    pace = Pace()
    for _ in range(20):
        count = pace.due(0.0, None)
        pace.took(count, count, count * 20e-6)
    assert pace.due(0.0, None) == pytest.approx(SLICE / 20e-6, rel=0.1)
    pace.took(50, 50, 50 * 190e-6)  # ten times as slow is believed at once
    assert pace.due(0.0, None) == 5
    pace.took(5, 5, 5 * 540e-6)  # not quite three times by and by
    assert pace.due(0.0, None) == 3
    pace.forget()
    assert pace.due(0.0, None) == 1
    pace.took(1, 1, 1.0)
    assert pace.due(0.0, None) == 1


def test_part_of_a_step_is_free_until_the_step_is_done() -> None:
    pace = Pace()
    assert pace.due(0.0, 1.0) == 1
    for _ in range(14):
        pace.took(0, 0, 0.01)
        assert pace.wait(0.01, 1.0) == 0
    pace.took(1, 1, 0.01)
    assert pace.wait(0.02, 1.0) > 0.9

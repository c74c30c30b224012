import itertools

import numpy as np
import pytest

from engine.exercise import CHOICES, Exercise, draw, field, name, number, solve, steps

EVERY = list(itertools.product(CHOICES["activation"], CHOICES["cost"]))
EPSILON, CLOSE = 1e-6, 1e-7


def cost_with(exercise: Exercise, part: str, at: tuple[int, ...], away: float) -> float:
    """The cost, were one given number another."""
    changed = getattr(exercise, part).copy()
    changed[at] += away
    return number(solve(exercise.changed({part: changed})), "cost")


@pytest.mark.parametrize(("activation", "cost"), EVERY)
@pytest.mark.parametrize("seed", range(3))
def test_nudges_are_minus_the_numeric_derivative(activation: str, cost: str, seed: int) -> None:
    exercise = draw(seed, activation, cost)
    numbers = solve(exercise)
    for part, kind in (("W", "nudge_W"), ("b", "nudge_b")):
        for at in np.ndindex(numbers[kind].shape):
            above, below = (cost_with(exercise, part, at, away) for away in (EPSILON, -EPSILON))
            assert numbers[kind][at] == pytest.approx((below - above) / (2 * EPSILON), abs=CLOSE)


@pytest.mark.parametrize(("activation", "cost"), EVERY)
def test_the_step_is_eta_times_the_nudge_and_lowers_the_cost(activation: str, cost: str) -> None:
    exercise = draw(4, activation, cost).changed({"eta": 0.01})
    n = solve(exercise)
    np.testing.assert_array_equal(n["new_W"], exercise.W + 0.01 * n["nudge_W"])
    np.testing.assert_array_equal(n["new_b"], exercise.b + 0.01 * n["nudge_b"])
    after = exercise.changed({"W": n["new_W"], "b": n["new_b"]})
    assert number(solve(after), "cost") == n["new_cost"] < n["cost"]


@pytest.mark.parametrize(("activation", "cost"), EVERY)
def test_every_field_is_a_number_that_follows_from_those_found_before(activation: str, cost: str) -> None:
    exercise = draw(0, activation, cost)
    numbers = solve(exercise)
    known = {"eta", *(name("a", 0, k) for k in (0, 1)), *(name("y", j) for j in (0, 1))}
    known |= {name(part, *at) for part in ("W", "b") for at in np.ndindex(numbers[part].shape)}
    for of_step in steps(exercise).values():
        assert any(each.asked for each in of_step)
        for each in of_step:
            number(numbers, each.name)
            assert field(exercise, each.name) == each
            assert set(each.uses) <= known, each.name
            known.add(each.name)
    assert ("slope.1.0" in known) == (cost == "quadratic")  # with cross-entropy it has dropped out


def test_of_two_like_numbers_one_is_asked_for_and_of_the_weights_the_one_that_cannot_be_taken_for_its_mirror() -> None:
    asked = [each.name for of_step in steps(draw(0)).values() for each in of_step if each.asked]
    forward, cost = ["z.0.0", "a.1.0", "z.1.0", "a.2.0"], ["cost", "wish.0", "slope.1.0", "nudge_z.1.0"]
    back = ["nudge_a.1.0", "slope.0.0", "nudge_z.0.0", "nudge_W.1.0.1", "nudge_W.0.0.1", "nudge_b.1.0", "nudge_b.0.0"]
    assert asked == [*forward, *cost, *back, "new_W.1.0.1", "new_W.0.0.1"]


def test_the_same_seed_draws_the_same_numbers_and_they_are_short() -> None:
    one, other, third = draw(7), draw(7), draw(8)
    assert one.as_mapping() == other.as_mapping() != third.as_mapping()
    assert Exercise.from_mapping(one.as_mapping()).as_mapping() == one.as_mapping()
    for seed in range(50):
        drawn = draw(seed)
        for part in (drawn.W, drawn.b, drawn.x, drawn.y):
            np.testing.assert_array_equal(part, part.round(1))


def test_a_number_that_there_is_not_is_called_so() -> None:
    numbers = solve(draw(0))
    for called in ("", "z", "z.0", "z.0.2", "z.0.0.0", "z.-1.0", "q.0.0", "z.0.٠", "cost.0", "__class__"):
        with pytest.raises(ValueError, match="there is no number"):
            number(numbers, called)
    with pytest.raises(ValueError, match="nothing to be found"):
        field(draw(0), "W.0.0.0")
    with pytest.raises(ValueError, match="cost is 'log_likelihood', expected one of quadratic, cross_entropy"):
        draw(0, "sigmoid", "log_likelihood")

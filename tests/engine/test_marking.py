"""Every slip is found for its error, and none is ever found in a right answer."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.exercise import CHOICES, Exercise, Field, Numbers, draw, field, number, solve, steps
from engine.marking import Answer, Mark, mark, read
from engine.slips import RIGHT, right, slips

EVERY = list(itertools.product(CHOICES["activation"], CHOICES["cost"]))
PRECISE = 12  # figures, so that nothing is nearly something else

exercises = st.builds(
    lambda seed, kind, eta: draw(seed, *kind).changed({"eta": eta}),
    st.integers(0, 10_000), st.sampled_from(EVERY), st.sampled_from([0.1, 0.5, 2.0]),
)  # fmt: skip


def fields(exercise: Exercise) -> list[Field]:
    return [each for of_step in steps(exercise).values() for each in of_step]


def written(value: float, figures: int) -> str:
    return f"{value:#.{figures}g}"


def marked(exercise: Exercise, called: str, text: str, **found: str) -> Mark:
    answers = {name.replace("_at_", "."): read(each) for name, each in found.items()}
    return mark(exercise, solve(exercise), field(exercise, called), text, answers)  # type: ignore[arg-type]


@pytest.mark.parametrize(("activation", "cost"), EVERY)
def test_the_right_formulas_give_the_engines_own_numbers(activation: str, cost: str) -> None:
    for seed in range(5):
        exercise = draw(seed, activation, cost)
        numbers = solve(exercise)
        for kind in RIGHT:
            np.testing.assert_allclose(right(exercise, numbers, kind), numbers[kind], rtol=1e-12, atol=1e-15)


@given(exercise=exercises, figures=st.integers(2, 8), data=st.data())
@settings(deadline=None)
def test_whatever_is_rightly_rounded_is_right_and_no_slip(
    exercise: Exercise, figures: int, data: st.DataObject
) -> None:
    numbers = solve(exercise)
    for each in fields(exercise):
        text = written(number(numbers, each.name), figures)
        found = data.draw(st.sampled_from([{}, _rounded(numbers, each, figures)]))
        assert mark(exercise, numbers, each, text, found) == Mark("right"), (each.name, text)


@given(exercise=exercises, figures=st.integers(3, 6))
@settings(deadline=None)
def test_who_goes_on_with_rounded_numbers_is_right_all_the_same(exercise: Exercise, figures: int) -> None:
    numbers = solve(exercise)
    for each in fields(exercise):
        found = _rounded(numbers, each, figures)
        theirs = {kind: values.copy() for kind, values in numbers.items()}
        for called, answer in found.items():
            kind, *at = called.split(".")
            theirs[kind][tuple(map(int, at))] = answer.value
        text = written(float(right(exercise, theirs, each.kind)[each.at]), figures)
        assert mark(exercise, numbers, each, text, found).verdict == "right", (each.name, text)


def _rounded(numbers: Numbers, of: Field, figures: int) -> dict[str, Answer]:
    """What this field uses, as somebody has written it who rounds."""
    found = {called: read(written(number(numbers, called), figures)) for called in of.uses}
    return {called: answer for called, answer in found.items() if answer is not None}


@pytest.mark.parametrize("cost", CHOICES["cost"])
@pytest.mark.parametrize("kind", RIGHT)
def test_every_slip_is_found_for_its_error(cost: str, kind: str) -> None:
    """In nearly all exercises: in some two slips lead to one number, and in some a slip changes nothing."""
    found: dict[tuple[str, ...], list[bool]] = {}
    with np.errstate(all="ignore"):
        for seed, activation in itertools.product(range(8), CHOICES["activation"]):
            exercise = draw(seed, activation, cost)
            numbers = solve(exercise)
            for names, values in slips(exercise, numbers, kind):
                of_slip = found.setdefault(names, [])
                for of in (each for each in fields(exercise) if each.kind == kind):
                    value = float(values[of.at])
                    if not np.isfinite(value) or abs(value - number(numbers, of.name)) < 1e-6:
                        continue
                    reasons = mark(exercise, numbers, of, written(value, PRECISE), {}).reasons
                    of_slip.append(names in reasons or any(len(reason) < len(names) for reason in reasons))
    for names, each in found.items():
        assert len(each) >= 8 and sum(each) > 0.9 * len(each), names


def test_a_wrong_answer_is_told_what_it_came_of() -> None:
    exercise = draw(0)
    n = solve(exercise)
    nudge, wish, slope = n["nudge_z"][1, 0], n["wish"][0], n["slope"][1, 0]
    for value, reasons in {
        -nudge: (("sign",),),
        2 * wish: (("no_slope",),),
        wish * slope: (("no_two",),),
        -wish * slope: (("sign", "no_two"),),  # the customary ½, and ∂C/∂z in place of the nudge
        nudge * 1.006: (("rounding",),),
        nudge * 1.3: (),
    }.items():
        assert marked(exercise, "nudge_z.1.0", written(value, 5)) == Mark("wrong", reasons)
    assert marked(exercise, "z.0.0", written(n["z"][0, 0] - exercise.b[0, 0], 4)).reasons == (("bias",),)
    turned = n["nudge_z"][1] @ exercise.W[1].T
    assert marked(exercise, "nudge_a.1.0", written(turned[0], 5)).reasons == (("transposed",),)


def test_of_two_slips_that_lead_to_one_number_both_are_named() -> None:
    exercise = draw(0).changed({"eta": 1.0, "b": [[0.5, 0.5], [0.5, 0.5]]})
    doubled = exercise.changed({"eta": 0.5})  # b is eta: the nudge times either is one number
    times = number(solve(doubled), "nudge_b.1.0") * 0.5
    assert set(marked(doubled, "nudge_b.1.0", written(times, 6)).reasons) == {("times_bias",), ("eta_early",)}


def test_an_answer_may_follow_from_a_wrong_one() -> None:
    exercise = draw(0)
    assert marked(exercise, "a.1.0", "0.7311", z_at_0_at_0="1.0") == Mark("follows", own=("z.0.0",))
    assert marked(exercise, "a.1.0", "0.7311").verdict == "wrong"
    right = number(solve(exercise), "a.1.0")
    assert marked(exercise, "a.1.0", written(right, 4), z_at_0_at_0="1.0") == Mark("right")


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("-0.49", "right"), ("−0.490", "right"), ("-4.9e-1", "right"), (" -.49 ", "right"), ("-0.5", "coarse")]
    + [(text, "unreadable") for text in ("", "abc", "0,49", "1/2", "--1", "nan", "inf", "1e9999", "0x1", "٣", "1 2")],
)
def test_answers_are_read_as_people_write_them(text: str, verdict: str) -> None:
    exercise = draw(0).changed({"b": [[0.0, 0.1], [0.1, 0.1]], "x": [0.7, 0.4], "W": [[[-0.3, -0.7], [0.1, 0.2]]] * 2})
    assert number(solve(exercise), "z.0.0") == pytest.approx(-0.49)
    assert marked(exercise, "z.0.0", text).verdict == verdict


def test_what_is_exact_needs_no_second_figure() -> None:
    exercise = draw(0, "relu").changed({"W": [[[-1.0, -1.0], [1.0, 2.0]], [[1.0, 1.0], [1.0, -1.0]]], "x": [1.0, 1.0]})
    assert [marked(exercise, called, text).verdict for called, text in (("a.1.0", "0"), ("slope.0.1", "1"))] == [
        "right"
    ] * 2

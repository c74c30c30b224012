import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.descent import descend
from engine.drawing import MOST_POINTS, rasterise
from engine.mnist import Data
from engine.network import Network
from engine.plan import Plan

Stroke = list[list[float]]
CENTRE = 13.5


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> Stroke:
    """Part of an ellipse; angles in degrees, clockwise from the right, for y points down."""
    angles = np.radians(np.linspace(start, end, 25))
    return [[x + rx * math.cos(angle), y + ry * math.sin(angle)] for angle in angles]


DIGITS: list[list[Stroke]] = [
    [arc(50, 50, 30, 42, -90, 270)],
    [[[50, 10], [50, 90]]],
    [[*arc(50, 32, 26, 22, -160, 40), [25, 88], [30, 90], [78, 88]]],
    [arc(45, 30, 26, 20, -150, 85) + arc(45, 70, 30, 20, -85, 150)],
    [[[30, 12], [24, 50], [70, 50]], [[68, 12], [66, 90]]],
    [[[72, 12], [34, 12], [30, 45], *arc(46, 64, 28, 24, -120, 140)]],
    [[[62, 10], [38, 40], *arc(48, 68, 22, 22, -170, 190)]],
    [[[22, 14], [76, 14], [45, 90]]],
    [arc(50, 30, 20, 19, 90, -270) + arc(50, 70, 23, 21, -90, 270)],
    [[*arc(48, 32, 21, 21, 0, -360), [69, 32], [64, 90]]],
]


def ink_of(strokes: list[Stroke]) -> np.ndarray:
    return rasterise(strokes).reshape(28, 28)


def centre_of_mass(ink: np.ndarray) -> tuple[float, float]:
    pixels = np.arange(28)
    return float(ink.sum(0) @ pixels / ink.sum()), float(ink.sum(1) @ pixels / ink.sum())


def scaled(strokes: list[Stroke], by: float, x: float, y: float) -> list[Stroke]:
    return [[[px * by + x, py * by + y] for px, py in stroke] for stroke in strokes]


def test_drawn_digits_are_recognised(mnist: Data) -> None:
    plan = Plan()
    rng = np.random.default_rng(plan.seed)
    network = Network.initial(plan, rng)
    descent = descend(network, mnist.train, plan, rng)
    while descent.epoch < 2:
        next(descent)
    seen = network.forward(np.stack([rasterise(strokes) for strokes in DIGITS])).a[-1]
    assert seen.argmax(axis=1).tolist() == list(range(10))


def test_drawn_digits_have_as_much_ink_and_as_grey_an_edge_as_mnist(mnist: Data) -> None:
    drawn, real = np.stack([rasterise(strokes) for strokes in DIGITS]), mnist.test.x
    assert drawn.sum(axis=1).mean() == pytest.approx(float(real.sum(axis=1).mean()), rel=0.05)

    def share_of_grey(x: np.ndarray) -> float:
        return float(((x > 0.1) & (x < 0.9)).sum() / (x > 0.1).sum())

    assert share_of_grey(drawn) == pytest.approx(share_of_grey(real), abs=0.05)


@pytest.mark.parametrize("strokes", DIGITS, ids=range(10))
def test_a_drawing_fills_the_box_of_twenty_and_balances_in_the_middle(strokes: list[Stroke]) -> None:
    ink = ink_of(strokes)
    rows, columns = np.flatnonzero(ink.max(axis=1) > 0.1), np.flatnonzero(ink.max(axis=0) > 0.1)
    assert 19 <= max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1 <= 22
    assert centre_of_mass(ink) == pytest.approx((CENTRE, CENTRE), abs=0.1)


@pytest.mark.parametrize(("by", "x", "y"), [(0.01, 0, 0), (1, -500, 300), (37, 1e5, -1e5)])
def test_units_and_place_do_not_matter(by: float, x: float, y: float) -> None:
    for strokes in DIGITS:
        np.testing.assert_allclose(ink_of(scaled(strokes, by, x, y)), ink_of(strokes), atol=0.01)


def test_y_points_down_and_the_shape_is_kept() -> None:
    ink = ink_of([[[0, 0], [100, 0]], [[0, 0], [0, 50]]])  # a bar above, a leg at the left
    rows, columns = ink.sum(axis=1), ink.sum(axis=0)
    assert np.argmax(rows) < 14 and np.argmax(columns) < 14
    height, width = np.ptp(np.flatnonzero(rows > 0.5)), np.ptp(np.flatnonzero(columns > 0.5))
    assert width == pytest.approx(2 * height, abs=3)


def test_a_dot_is_a_dot_in_the_middle() -> None:
    for strokes in ([[[3.0, 4.0]]], [[[3.0, 4.0], [3.0, 4.0]]], [[], [[3.0, 4.0]]], [[[3e-320, 0], [0, 0]]]):
        ink = ink_of(strokes)
        assert centre_of_mass(ink) == pytest.approx((CENTRE, CENTRE), abs=1e-3)
        assert 3 < ink.sum() < 8 and 0 < ink.max() <= 1


def test_a_pen_that_has_been_lifted_draws_no_line_to_where_it_is_set_down_again() -> None:
    bar, dot = [[0, 0], [100, 0]], [[50, 60], [50.1, 60]]
    np.testing.assert_allclose(ink_of([bar, dot]), ink_of([dot, bar]), atol=1e-5)


def test_many_points_along_a_line_draw_the_same_line() -> None:
    few = [[[0, 0], [10, 30]]]
    many = [[[10 * t, 30 * t] for t in np.linspace(0, 1, 5000)]]
    np.testing.assert_allclose(ink_of(many), ink_of(few), atol=0.02)


@pytest.mark.parametrize(
    ("strokes", "said"),
    [
        ([], "no points"),
        ([[]], "no points"),
        ([[[1.0, math.nan]]], "not finite"),
        ([[[1.0, math.inf]]], "not finite"),
        ([[[1e300, 0.0]]], "beyond"),
        ([[[1.0]]], "list of points"),
        ([[[1.0, 2.0, 3.0]]], "list of points"),
        ([[[1.0, 2.0], [3.0]]], "list of points"),
        ([[["a", "b"]]], "list of points"),
        ([[1.0, 2.0]], "list of points"),
        ([[[0.0, 0.0]] * (MOST_POINTS + 1)], "more than 20,000"),
        ([[[0.0, 0.0]]] * (MOST_POINTS + 1), "more than 20,000"),
    ],
)
def test_what_is_not_a_drawing_is_refused_with_a_sentence(strokes: list[Stroke], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        rasterise(strokes)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.lists(st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=2), min_size=1, max_size=5), min_size=1))
def test_any_drawing_gives_a_picture(strokes: list[Stroke]) -> None:
    x = rasterise(strokes)
    assert x.shape == (784,) and x.dtype == np.float32
    assert 0 <= x.min() and x.max() <= 1 and x.sum() > 0


def test_the_longest_scrawl_is_rendered_within_a_second() -> None:
    points = np.random.default_rng(0).random((MOST_POINTS, 2)).tolist()
    start = time.process_time()
    rasterise([points])
    assert time.process_time() - start < 1

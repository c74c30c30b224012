import numpy as np
import pytest

from engine.evaluation import evaluate
from engine.landscape import LEVELS, SAMPLE, Landscape, sample
from engine.mnist import Data, Dataset
from engine.network import Network
from engine.plan import Plan
from engine.plane import Frame, Plane, across, captured, principal, through
from tests.engine.small import network_of, small_plan

COST_TOLERANCE = 1e-5


def at(network: Network, parameters: np.ndarray) -> Network:
    moved = network.copy()
    moved.parameters[:] = parameters
    return moved


def scattered(network: Network, count: int, seed: int = 0) -> np.ndarray:
    """Weights (count, P) some way off those of the network, in float32 as a path keeps them."""
    rng = np.random.default_rng(seed)
    away = rng.standard_normal((count, network.parameters.size))
    return (network.parameters + np.cumsum(away, axis=0) / 10).astype(np.float32)


@pytest.mark.parametrize("sizes", [(784, 16, 16, 10), (784, 30, 10)])
@pytest.mark.parametrize(
    ("activation", "cost"), [("sigmoid", "quadratic"), ("relu", "log_likelihood"), ("tanh", "cross_entropy")]
)
def test_points_in_the_plane_have_the_cost_of_the_weights_they_stand_for(
    mnist: Data, sizes: tuple[int, ...], activation: str, cost: str
) -> None:
    network = Network.initial(Plan(sizes=sizes, activation=activation, cost=cost), np.random.default_rng(0))
    start, path = network.parameters, scattered(network, 20)
    plane = through(start, path[-1], path[7], path)
    points = np.stack([start, path[-1], path[7]])
    coordinates, distance = plane.project(points)
    fixed = sample(mnist.train)
    landscape = Landscape(network, plane, Frame.around(coordinates, 0.1), fixed)
    assert len(fixed) == SAMPLE
    assert (distance < 1e-9 * np.linalg.norm(path[-1] - start)).all()
    for point, (x, y) in zip(points, coordinates, strict=True):
        true = evaluate(at(network, point), fixed).cost
        assert landscape.cost(x, y) == pytest.approx(true, rel=COST_TOLERANCE, abs=COST_TOLERANCE)
        assert evaluate(at(network, plane.at(x, y)), fixed).cost == pytest.approx(true, rel=COST_TOLERANCE)


def test_every_level_holds_the_crossings_of_those_before_and_computes_none_twice(tiny: Dataset) -> None:
    network = network_of(small_plan(), np.float32)
    path = scattered(network, 5)
    plane = through(network.parameters, path[-1], path[2], path)
    landscape = Landscape(network, plane, Frame.around(plane.project(path)[0], 0.1), tiny)
    assert landscape.size == 0
    with pytest.raises(ValueError, match="coarsest"):
        landscape.grid()
    computed, grids = 0, []
    while landscape.next_size is not None:
        computed += 1
        if landscape.advance(1):
            grids.append(landscape.grid())
    assert computed == 11**2 + (21**2 - 11**2) + (41**2 - 21**2) + (61**2 - 21**2)
    assert tuple(len(x) for x, _, _ in grids) == LEVELS
    for x, y, cost in grids:
        assert cost.shape == (len(y), len(x)) and cost.dtype == np.float32
        assert np.isfinite(cost).all()
    np.testing.assert_array_equal(grids[0][2], grids[1][2][::2, ::2])
    np.testing.assert_array_equal(grids[1][2], grids[3][2][::3, ::3])
    x, y, cost = grids[1]
    assert cost[3, 8] == pytest.approx(landscape.cost(float(x[8]), float(y[3])), rel=COST_TOLERANCE)


def test_a_plane_through_ends_holds_start_and_both_of_them(tiny: Dataset) -> None:
    network = network_of(small_plan(), np.float32)
    start, path = network.parameters, scattered(network, 9)
    plane = through(start, path[3], path[8], path)
    coordinates, distance = plane.project(np.stack([start, path[3], path[8], path[5]]))
    assert (distance[:3] < 1e-12).all() and distance[3] > 0.01
    np.testing.assert_allclose(coordinates[0], 0, atol=1e-12)
    for (x, y), point in zip(coordinates[1:3], (path[3], path[8]), strict=True):
        np.testing.assert_allclose(plane.at(x, y), point, atol=1e-6)
    assert plane.first @ plane.second == pytest.approx(0, abs=1e-12)
    assert np.linalg.norm([plane.first, plane.second], axis=1) == pytest.approx([1, 1])


def test_while_an_end_stands_at_the_start_the_path_of_the_other_spans_the_plane(tiny: Dataset) -> None:
    start, path = (network := network_of(small_plan(), np.float32)).parameters, scattered(network, 9)
    plane = through(start, start, path[8], path)
    _, distance = plane.project(path)
    assert distance[8] < 1e-12
    assert (distance < 1e-12).sum() == 2
    for others in (path[:0], np.stack([start, path[8]])):
        lone = through(start, start, path[8], others)
        assert lone.first @ lone.second == pytest.approx(0, abs=1e-9)
    nowhere = through(start, start, start, path[:0])
    assert np.linalg.norm([nowhere.first, nowhere.second], axis=1) == pytest.approx([1, 1])


def test_points_on_one_line_span_a_plane_all_the_same() -> None:
    start = np.arange(30, dtype=np.float32)
    line = start + np.outer(np.arange(6), np.ones(30)).astype(np.float32)  # of which rounding leaves the same again
    for plane in (principal(start, line), through(start, line[-1], line[3], line), across(start, line[-1], line)):
        both = np.stack([plane.first, plane.second])
        np.testing.assert_allclose(both @ both.T, np.eye(2), atol=1e-12)
        assert plane.project(line)[1].max() < 1e-9


def test_principal_directions_capture_more_than_any_other_plane_and_what_svd_says() -> None:
    rng = np.random.default_rng(3)
    start = rng.standard_normal(200)
    points = start + rng.standard_normal((30, 200)) * np.linspace(3, 0.1, 200)
    plane = principal(start, points)
    _, distance = plane.project(points)
    moved = np.linalg.norm(points - start, axis=1)
    singular = np.linalg.svd(points - start, compute_uv=False)
    share = captured(moved, distance)
    assert share == pytest.approx((singular[:2] ** 2).sum() / (singular**2).sum(), rel=1e-5)
    ends = through(start, points[4], points[9], points)
    assert captured(moved, ends.project(points)[1]) < share


def test_a_plane_turned_like_another_is_the_same_plane_with_its_directions_near_the_others() -> None:
    rng = np.random.default_rng(4)
    start, points = rng.standard_normal(50), rng.standard_normal((4, 50))
    old = through(start, points[0], points[1], points)
    new = through(start, points[1] + 0.01 * points[2], points[0], points)
    turned = new.turned_like(old)
    np.testing.assert_allclose(turned.project(points)[1], new.project(points)[1], atol=1e-9)
    assert turned.first @ old.first > 0.99 and turned.second @ old.second > 0.99
    assert isinstance(turned, Plane)


def test_directions_are_turned_and_flipped_within_their_plane_until_they_lie_near_anothers() -> None:
    rng = np.random.default_rng(7)
    start, points = rng.standard_normal(50), rng.standard_normal((2, 50))
    old = through(start, *points, points)
    for degrees in (30, 100, 200):
        c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
        turned = Plane(start, c * old.first + s * old.second, c * old.second - s * old.first).turned_like(old)
        np.testing.assert_allclose([turned.first, turned.second], [old.first, old.second], atol=1e-12)
    near = 0.6 * old.second + 0.8 * np.eye(start.size)[-1]  # some way off the other's
    for sign in (1, -1):
        flipped = Plane(start, old.first, sign * near).flipped_like(old)
        np.testing.assert_array_equal([flipped.first, flipped.second], [old.first, near])


@pytest.mark.parametrize("seed", range(4))
def test_along_the_principal_directions_paths_run_to_the_right(seed: int) -> None:
    rng = np.random.default_rng(seed)
    start, way = rng.standard_normal(60), rng.standard_normal(60)
    path = start + np.linspace(0, 1, 20)[:, np.newaxis] * way + rng.standard_normal((20, 60)) / 10
    x = principal(start, path).project(path)[0][:, 0]
    assert x[-1] > 0.9 * np.abs(x).max()


def test_a_frame_holds_its_points_with_room_around_them() -> None:
    points = np.array([[0.0, 0.0], [4.0, 1.0], [2.0, -1.0]])
    frame = Frame.around(points, 0.1)
    assert frame.holds(points, 0.099) and not frame.holds(points, 0.11)
    assert not frame.holds(np.array([[9.0, 0.0]]))
    assert (frame.right - frame.left) / (frame.top - frame.bottom) == pytest.approx(4 / 3)
    width, height = np.ptp(points, axis=0)
    spread = width / (frame.right - frame.left), height / (frame.top - frame.bottom)
    assert max(spread) == pytest.approx(0.8)


def test_the_sample_is_spread_over_the_data_and_all_of_it_where_there_is_little(mnist: Data, tiny: Dataset) -> None:
    fixed = sample(mnist.train)
    assert np.bincount(fixed.labels, minlength=10).min() > 70
    assert len(sample(tiny)) == len(tiny)
    np.testing.assert_array_equal(sample(tiny).x1, tiny.x1)


def test_a_stagger_is_shown_by_the_plane_across_it() -> None:
    rng = np.random.default_rng(5)
    start, way, side = rng.standard_normal(100), rng.standard_normal(100), rng.standard_normal(100)
    side -= (side @ way) / (way @ way) * way
    along = np.linspace(0, 1, 60)[:, np.newaxis]
    bend = np.square(along) * rng.standard_normal(100)  # a long bend is no stagger
    path = start + along * way * 9 + bend * 3 + np.where(np.arange(60) % 2, 0.1, -0.1)[:, np.newaxis] * side
    plane = across(start, path[-1], path)
    assert plane.project(path[-1:])[1] < 1e-9
    assert abs(plane.second @ side) / np.linalg.norm(side) > 0.95
    assert abs(through(start, path[-1], path[30], path).second @ side) / np.linalg.norm(side) < 0.5

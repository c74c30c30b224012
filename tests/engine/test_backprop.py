import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import backprop
from engine.activations import HIDDEN
from engine.arrays import with_ones
from engine.backprop import Backprop, rows_at_once
from engine.costs import COSTS
from engine.network import Network
from engine.plan import Plan
from tests.engine.small import network_of, small_plan

STEP, RELATIVE = 1e-5, 1e-6
DEPTHS = {1: [6, 5, 10], 2: [6, 5, 4, 10], 3: [6, 5, 4, 3, 10], 4: [6, 5, 4, 3, 5, 10]}
ONE = np.array(1.0)


def examples(m: int, n: int = 6, dtype: type = np.float64) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    return rng.random((m, n)).astype(dtype), np.eye(10, dtype=dtype)[rng.integers(0, 10, m)]


def total_cost(network: Network, x: np.ndarray, y: np.ndarray) -> float:
    activity = network.forward(x)
    return float(network.cost.value(activity.z[-1], activity.a[-1], y).sum())


def numeric_gradient(network: Network, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The central difference of the summed cost, one knob at a time."""
    gradient = np.empty_like(network.parameters)
    for i, value in enumerate(network.parameters.copy()):
        sides = []
        for step in (STEP, -STEP):
            network.parameters[i] = value + step
            sides.append(total_cost(network, x, y))
        network.parameters[i] = value
        gradient[i] = (sides[0] - sides[1]) / (2 * STEP)
    return gradient


@pytest.mark.parametrize("sizes", DEPTHS.values(), ids=[f"{depth} hidden" for depth in DEPTHS])
@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("activation", HIDDEN)
def test_the_gradient_is_the_numeric_derivative(activation: str, cost: str, sizes: list[int]) -> None:
    network = network_of(small_plan(sizes=sizes, activation=activation, cost=cost, initialisation="normal", seed=5))
    x, y = examples(7)
    gradient = Backprop(network, 7).run(with_ones(x), y, np.arange(7), ONE)
    numeric = numeric_gradient(network, x, y)
    assert np.linalg.norm(gradient - numeric) <= RELATIVE * np.linalg.norm(numeric)
    np.testing.assert_allclose(gradient, numeric, rtol=RELATIVE, atol=RELATIVE * np.abs(numeric).max())


@pytest.mark.parametrize("m", [1, 2, 143, 144, 145, 289])
@pytest.mark.parametrize("cost", COSTS)
def test_blocks_add_up_to_the_gradient_of_the_whole(m: int, cost: str) -> None:
    plan = Plan(cost=cost)
    network = network_of(plan)
    x, y = examples(m, 784)
    x1 = with_ones(x)
    whole = sum(Backprop(network, 1).run(x1, y, np.array([i]), ONE) for i in range(m))
    for indices in (None, np.arange(m), np.random.default_rng(0).permutation(m)):
        blocked = Backprop(network, m)
        np.testing.assert_allclose(blocked.run(x1, y, indices, ONE), whole, rtol=1e-9, atol=1e-12)
        order = slice(None) if indices is None else indices
        assert blocked.costs(y[order]).sum() == pytest.approx(total_cost(network, x, y))


@settings(max_examples=40, deadline=None)
@given(
    hidden=st.lists(st.integers(1, 9), min_size=1, max_size=4),
    ends=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    m=st.integers(1, 12),
    activation=st.sampled_from(sorted(HIDDEN)),
    cost=st.sampled_from(sorted(COSTS)),
)
def test_any_shape_runs_in_both_float_types_and_they_agree(
    hidden: list[int], ends: tuple[int, int], m: int, activation: str, cost: str
) -> None:
    plan = Plan(sizes=(ends[0], *hidden, ends[1]), activation=activation, cost=cost)
    rng = np.random.default_rng(0)
    x1, y = with_ones(rng.random((m, ends[0]))), np.eye(ends[1])[rng.integers(0, ends[1], m)]
    precise = network_of(plan)
    coarse = precise.copy(np.float32)
    expected = Backprop(precise, m).run(x1, y, np.arange(m), ONE)
    came = Backprop(coarse, m).run(x1.astype(np.float32), y.astype(np.float32), np.arange(m), np.array(1, np.float32))
    assert came.dtype == np.float32
    np.testing.assert_allclose(came, expected, rtol=1e-3, atol=1e-5 * max(1, float(np.abs(expected).max())))


def test_a_large_batch_reports_after_every_part() -> None:
    network = network_of(small_plan(sizes=[784, 16, 10]), np.float32)
    x, y = examples(10_000, 784, np.float32)
    done = list(Backprop(network, 10_000).parts(with_ones(x), y, None, np.array(1, np.float32)))
    rows = rows_at_once(network.sizes, 10_000)
    assert len(done) == 2 and all(0 <= n - part * backprop.PART < part * rows for part, n in enumerate(done, 1))
    twice = 2 * done[0]  # a whole number of parts, of which the last is the step itself
    assert list(Backprop(network, twice).parts(with_ones(x), y, None, np.array(1, np.float32))) == [done[0]]


@pytest.mark.parametrize("sizes", [(784, 16, 16, 10), (784, 512, 512, 10), (1, 1, 1), (4096, 512, 10)])
@pytest.mark.parametrize("batch", [1, 10, 72, 73, 1000, 59_999, 60_000])
def test_blocks_are_never_larger_than_the_batch_and_nearly_equal(sizes: tuple[int, ...], batch: int) -> None:
    rows = rows_at_once(sizes, batch)
    assert 1 <= rows <= batch
    assert rows == batch or rows % 8 == 0

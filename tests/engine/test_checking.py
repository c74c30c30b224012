import itertools

import numpy as np
import pytest

from engine.activations import HIDDEN
from engine.checking import FLOOR, check, gradient, mean_cost, probe
from engine.costs import COSTS
from engine.explain import entry, place_of
from engine.network import Network
from engine.plan import Plan

AGREES = 1e-4  # relative: what is shown to a person as "the same"
PLACES = [(0, 1, 2), (0, 4, None), (1, 0, 3), (1, 3, None), (2, 9, 1), (2, 0, None)]


def network_with(activation: str, cost: str, dtype: type = np.float64) -> Network:
    plan = Plan((6, 5, 4, 10), activation, cost, initialisation="normal", seed=3)
    return Network.initial(plan, np.random.default_rng(3), dtype)


def batch(m: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(m)
    return rng.random((m, 6)), np.eye(10)[rng.integers(10, size=m)]


@pytest.mark.parametrize(("activation", "cost"), list(itertools.product(HIDDEN, COSTS)))
@pytest.mark.parametrize("m", [1, 9])
def test_both_ways_to_a_gradient_agree(activation: str, cost: str, m: int) -> None:
    network = network_with(activation, cost)
    for place in PLACES:
        found = check(network, *batch(m), place)
        assert found.relative_error < AGREES
        assert abs(found.analytic - found.numeric) <= found.relative_error * max(abs(found.analytic), FLOOR) * 1.001


def test_a_wrong_gradient_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    network = network_with("sigmoid", "quadratic")
    monkeypatch.setattr("engine.checking.gradient", lambda *_: 1.01 * gradient(network, *batch(1)))
    assert check(network, *batch(1), (2, 9, 1)).relative_error == pytest.approx(0.01, rel=0.05)


def test_a_network_of_single_precision_is_checked_in_double() -> None:
    network = network_with("sigmoid", "quadratic", np.float32)
    assert check(network, *batch(4), (1, 0, 3)).relative_error < AGREES


def test_to_check_and_to_probe_change_nothing() -> None:
    network = network_with("tanh", "cross_entropy", np.float32)
    before = network.parameters.copy()
    check(network, *batch(4), (0, 0, 0))
    probe(network, *batch(1), (0, 0, 0), 3.0)
    np.testing.assert_array_equal(network.parameters, before)


def test_the_line_touches_the_cost_and_the_cost_is_true() -> None:
    network = network_with("sigmoid", "quadratic")
    x, y = batch(1)
    found = probe(network, x, y, (1, 2, 1), 0.5)
    value = entry(network.parameters, network.sizes, (1, 2, 1))
    assert (found.value, found.at[0], found.at[20], found.at[40]) == pytest.approx(
        (value, value - 0.5, value, value + 0.5)
    )
    assert found.line[20] == found.cost[20] == pytest.approx(mean_cost(network, x, y))
    assert found.gradient == pytest.approx(entry(gradient(network, x, y), network.sizes, (1, 2, 1)))
    for i in (0, 33):
        moved = network.copy()
        moved.W[1][2, 1] = found.at[i]
        assert found.cost[i] == pytest.approx(mean_cost(moved, x, y), rel=1e-12)
    slope = (found.cost[21] - found.cost[19]) / (found.at[21] - found.at[19])
    assert slope == pytest.approx(found.gradient, rel=1e-2)


def test_a_large_batch_is_what_its_parts_are(monkeypatch: pytest.MonkeyPatch) -> None:
    network = network_with("relu", "log_likelihood")
    whole, slopes = mean_cost(network, *batch(50)), gradient(network, *batch(50))
    monkeypatch.setattr("engine.checking.ROWS", 7)
    assert mean_cost(network, *batch(50)) == pytest.approx(whole, rel=1e-12)
    np.testing.assert_allclose(gradient(network, *batch(50)), slopes, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("ask", [check, lambda *a: probe(*a, 1.0)])
def test_a_parameter_that_is_not_there_cannot_be_checked(ask: object) -> None:
    with pytest.raises(IndexError, match="no row 5"):
        ask(network_with("sigmoid", "quadratic"), *batch(1), (0, 5, 0))  # type: ignore[operator]


def test_every_parameter_has_its_gradient_in_place() -> None:
    network = network_with("sigmoid", "quadratic")
    every = gradient(network, *batch(3))
    for position in range(0, every.size, 7):
        place = place_of(position, network.sizes)
        assert check(network, *batch(3), place).analytic == every[position]

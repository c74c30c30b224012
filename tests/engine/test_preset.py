import numpy as np
import pytest

from engine.costs import COSTS
from engine.explain import explain, output_slope, stack
from engine.network import Network
from engine.nudges import wishes
from engine.plan import Plan
from engine.preset import LABEL, OUTPUTS

X = np.random.default_rng(0).random(6)
Y = np.eye(10)[LABEL]


def network_with(cost: str, dtype: type = np.float64) -> Network:
    plan = Plan((6, 5, 4, 10), cost=cost, seed=3)
    return Network.initial(plan, np.random.default_rng(3), dtype)


def test_the_blackboard_says_what_the_lesson_says() -> None:
    wished = wishes(network_with("quadratic"), X, Y, np.array(OUTPUTS))
    assert wished.a[-1].tolist() == list(OUTPUTS)
    np.testing.assert_allclose(wished.wish, [-0.5, -0.8, 0.8, -1, -0.4, -0.6, -1, 0, -0.2, -0.1])
    assert wished.cost == pytest.approx(sum(wish**2 for wish in wished.wish))
    slope = output_slope(network_with("quadratic"), wished)
    np.testing.assert_allclose(slope, [a * (1 - a) for a in OUTPUTS])
    np.testing.assert_allclose(wished.nudge_z[-1], 2 * wished.wish * slope)
    assert wished.nudge_z[-1][3] == 0  # stuck at 1.0: it wishes most and moves least


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_identities_hold_for_outputs_set_wishes(cost: str, dtype: type) -> None:
    network = network_with(cost, dtype)
    wished = wishes(network, X, Y, np.array(OUTPUTS))
    assert np.isfinite(wished.cost)
    for layer in range(network.depth):
        np.testing.assert_allclose(stack(network, wished, layer).wishes.sum(axis=0), wished.nudge_a[layer], atol=1e-6)
    assert explain(network, wished, 3, LABEL).target == pytest.approx(1)
    own = wishes(network, X, Y)
    for set_by_hand, computed in zip(wished.a[:-1], own.a[:-1], strict=True):
        np.testing.assert_array_equal(set_by_hand, computed)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("cost", COSTS)
def test_the_cost_is_that_of_the_very_outputs_that_were_set(cost: str, dtype: type) -> None:
    a = np.linspace(0.05, 0.95, 10)  # which softmax would never say
    of_each = -np.log(np.where(Y == 1, a, 1 - a))
    expected = {"quadratic": ((a - Y) ** 2).sum(), "cross_entropy": of_each.sum(), "log_likelihood": of_each[LABEL]}
    assert wishes(network_with(cost, dtype), X, Y, a).cost == pytest.approx(expected[cost], rel=1e-5)


@pytest.mark.parametrize("cost", COSTS)
def test_the_networks_own_outputs_set_by_hand_give_its_own_wishes(cost: str) -> None:
    network = network_with(cost)
    own = wishes(network, X, Y)
    same = wishes(network, X, Y, own.a[-1])
    assert same.cost == pytest.approx(own.cost)
    for ours, theirs in zip(same.nudge_z + same.nudge_a, own.nudge_z + own.nudge_a, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


def test_there_must_be_an_output_for_each_target() -> None:
    with pytest.raises(ValueError, match=r"outputs have shape \(3,\), expected \(10,\)"):
        wishes(network_with("quadratic"), X, Y, np.zeros(3))

import itertools

import numpy as np
import pytest

from engine.activations import HIDDEN
from engine.costs import COSTS
from engine.explain import explain
from engine.imagine import STEP, imagine, ratio
from engine.nudges import wishes
from tests.engine.small import network_of, small_plan

EXACT = 1e-12  # relative
FIRST_ORDER = 0.02  # relative: an effect is of a whole step, a nudge is the slope at its beginning

X = np.random.default_rng(5).random(6)
Y = np.eye(10)[2]


@pytest.mark.parametrize(("activation", "cost", "layer"), list(itertools.product(HIDDEN, COSTS, [1, 2, 3])))
def test_to_imagine_things_as_they_are_is_to_explain_them(activation: str, cost: str, layer: int) -> None:
    network = network_of(small_plan(activation=activation, cost=cost, initialisation="normal"))
    wished = wishes(network, X, Y)
    as_it_is = explain(network, wished, layer, 1)
    found = imagine(network, X, Y, layer, 1, (0, 3), wished.a[layer - 1][[0, 3]])
    np.testing.assert_allclose([found.a, found.z], [as_it_is.a, as_it_is.z], rtol=EXACT)
    np.testing.assert_allclose(found.nudge_z, as_it_is.nudge_z, rtol=EXACT, atol=1e-15)
    np.testing.assert_allclose(found.nudge_W, as_it_is.nudge_W[[0, 3]], rtol=EXACT, atol=1e-15)


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("layer", [1, 2, 3])
def test_nudges_and_effects_stand_to_each_other_as_the_activations_do(cost: str, layer: int) -> None:
    network = network_of(small_plan(cost=cost, initialisation="normal"))
    found = imagine(network, X, Y, layer, 1, (0, 3), np.array([0.9, 0.1]))
    assert ratio(*found.nudge_W) == pytest.approx(9, rel=EXACT)
    assert ratio(*found.effects) == pytest.approx(9, rel=FIRST_ORDER)
    np.testing.assert_allclose(found.effects, -STEP * found.nudge_W, rtol=FIRST_ORDER)


def test_to_imagine_changes_nothing() -> None:
    network = network_of(small_plan())
    before = network.parameters.copy()
    imagine(network, X, Y, 2, 0, (1, 2), np.array([1.0, 0.0]))
    np.testing.assert_array_equal(network.parameters, before)


def test_a_ratio_to_nothing_is_none() -> None:
    assert ratio(1.0, 0.0) is None
    assert ratio(-3.0, 1.5) == 2


@pytest.mark.parametrize(("layer", "neuron", "k"), [(0, 0, 0), (4, 0, 0), (1, 5, 0), (1, 0, 6)])
def test_there_is_nothing_to_imagine_where_there_is_no_neuron(layer: int, neuron: int, k: int) -> None:
    with pytest.raises(IndexError, match=r"layer \d"):
        imagine(network_of(small_plan()), X, Y, layer, neuron, (0, k), np.array([0.5, 0.5]))

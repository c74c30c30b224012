import itertools

import numpy as np
import pytest

from engine.activations import HIDDEN
from engine.arrays import Array
from engine.costs import COSTS
from engine.explain import (
    check_place,
    entry,
    explain,
    flat_nudge,
    output_slope,
    place_of,
    ranks,
    stack,
    strongest,
    table,
)
from engine.network import Network
from engine.nudges import Wishes, batch_nudge, wishes
from engine.plan import Plan

EXACT = 1e-9  # relative, in float64
SHAPES = ([6, 5, 10], [6, 5, 4, 10], [7, 3, 6, 4, 5, 10])
EVERY = list(itertools.product(HIDDEN, COSTS, SHAPES))


def network_with(activation: str, cost: str, sizes: list[int], seed: int) -> Network:
    plan = Plan(tuple(sizes), activation, cost, initialisation="normal", seed=seed)
    return Network.initial(plan, np.random.default_rng(seed), np.float64)


def example(sizes: list[int], seed: int) -> tuple[Array, Array]:
    rng = np.random.default_rng(seed)
    return rng.random(sizes[0]), np.eye(sizes[-1])[rng.integers(sizes[-1])]


def close(left: object, right: object) -> None:
    np.testing.assert_allclose(left, right, rtol=EXACT, atol=EXACT)


@pytest.mark.parametrize(("activation", "cost", "sizes"), EVERY)
@pytest.mark.parametrize("seed", range(3))
def test_the_three_avenues_of_every_neuron_hold(activation: str, cost: str, sizes: list[int], seed: int) -> None:
    network = network_with(activation, cost, sizes, seed)
    x, y = example(sizes, seed)
    wished = wishes(network, x, y)
    for layer in range(1, network.depth + 1):
        for neuron in range(sizes[layer]):
            found = explain(network, wished, layer, neuron)
            close(found.terms.sum() + found.b, found.z)
            close(found.terms, found.W * found.before)
            close(found.nudge_b, found.nudge_z)
            close(found.nudge_W, found.nudge_z * found.before)
            close(found.wish_before, found.nudge_z * found.W)
            close(found.share.sum(), 1)
            close(
                found.share * (found.W @ found.W),
                found.share[2] * np.array([1, found.before @ found.before, found.W @ found.W]),
            )
            close(found.fall, found.nudge_b**2 + found.nudge_W @ found.nudge_W)
            if layer < network.depth:
                assert found.target is None
                close(found.from_next.sum(), found.nudge_a)
                assert found.wish == found.nudge_a
            else:
                close(found.wish, y[neuron] - found.a)
                close(found.target, y[neuron])
                assert found.from_next.size == 0
            if found.slope is not None:
                close(found.nudge_z, found.nudge_a * found.slope)


@pytest.mark.parametrize(("activation", "cost", "sizes"), EVERY)
def test_the_wishes_of_all_neurons_add_up_to_the_nudge_of_the_layer_before(
    activation: str, cost: str, sizes: list[int]
) -> None:
    network = network_with(activation, cost, sizes, 4)
    wished = wishes(network, *example(sizes, 4))
    for layer in range(network.depth):
        found = stack(network, wished, layer)
        assert found.wishes.shape == (sizes[layer + 1], sizes[layer])
        close(found.wishes.sum(axis=0), found.total)
        close(found.total, wished.nudge_a[layer])
        rows = [explain(network, wished, layer + 1, j) for j in range(sizes[layer + 1])]
        close(found.wishes, [row.wish_before for row in rows])
        close(found.asked, [row.nudge_z for row in rows])
        close(found.nudge_W, [row.nudge_W for row in rows])
        close(rows[0].total_before, found.total)


@pytest.mark.parametrize(("activation", "cost", "sizes"), EVERY)
def test_the_columns_of_a_table_average_to_the_nudge_of_the_batch(activation: str, cost: str, sizes: list[int]) -> None:
    network = network_with(activation, cost, sizes, 5)
    examples = [example(sizes, seed) for seed in range(7)]
    batch = batch_nudge(network, np.array([x for x, _ in examples]), np.array([y for _, y in examples]))
    places = [place_of(position, sizes) for position in range(network.parameters.size)]
    found = table([wishes(network, x, y) for x, y in examples], places)
    close(found.mean, batch.flat)
    close(found.running[:, -1], found.mean)
    close(found.running[:, 2], found.cells[:, :3].mean(axis=1))
    costs = [wishes(network, x, y).cost for x, y in examples]
    close(found.costs, costs)
    close(found.running_cost, [sum(costs[:n]) / n for n in range(1, 8)])
    close(found.running_cost[-1], found.cost)
    close(found.cells.T, [flat_nudge(wishes(network, x, y)) for x, y in examples])


def test_places_and_positions_are_the_same_in_both_directions() -> None:
    network = network_with("sigmoid", "quadratic", [6, 5, 4, 10], 1)
    sizes = network.sizes
    for position, value in enumerate(network.parameters):
        layer, j, k = place = place_of(position, sizes)
        assert entry(network.parameters, sizes, place) == value
        assert value == (network.b[layer][j] if k is None else network.W[layer][j, k])
    with pytest.raises(IndexError, match="position 109 lies behind the last of 109 parameters"):
        place_of(109, sizes)


def test_the_strongest_come_first_and_have_the_first_ranks() -> None:
    sizes = (6, 5, 10)
    nudge = np.random.default_rng(0).standard_normal(6 * 5 + 5 + 5 * 10 + 10)
    places = strongest(nudge, sizes, 7)
    values = [entry(nudge, sizes, place) for place in places]
    assert [abs(value) for value in values] == sorted(np.abs(nudge), reverse=True)[:7]
    np.testing.assert_array_equal(ranks(nudge, values), range(1, 8))
    assert len(strongest(nudge, sizes, 1000)) == nudge.size
    assert strongest(nudge, sizes, 0) == []


def test_equal_gradients_share_a_rank() -> None:
    np.testing.assert_array_equal(ranks(np.array([0.0, -2, 2, 1]), [2, -2, 1, 0]), [1, 1, 3, 4])


@pytest.mark.parametrize("cost", COSTS)
def test_the_slope_is_told_only_where_the_cost_does_not_cancel_it(cost: str) -> None:
    network = network_with("tanh", cost, [6, 5, 10], 2)
    wished = wishes(network, *example([6, 5, 10], 2))
    slope = output_slope(network, wished)
    if cost == "quadratic":
        close(slope, wished.a[-1] * (1 - wished.a[-1]))
    else:
        assert slope is None
        assert explain(network, wished, 2, 0).slope is None


def test_those_that_fire_together_are_found_when_the_neuron_is_asked_to_fire() -> None:
    network = network_with("sigmoid", "quadratic", [6, 5, 10], 3)
    x, y = np.array([0, 0.9, 0.2, 1, 0.5, 0.49]), np.eye(10)[4]
    wished = wishes(network, x, y)
    for neuron in range(5):
        found = explain(network, wished, 1, neuron)
        assert found.hebb.tolist() == ([1, 3, 4] if found.nudge_z > 0 else [])


def test_where_all_are_silent_nobody_fires() -> None:
    network = network_with("sigmoid", "quadratic", [6, 5, 10], 3)
    wished = wishes(network, np.zeros(6), np.eye(10)[4])
    asked = [explain(network, wished, 1, neuron) for neuron in range(5)]
    assert any(found.nudge_z > 0 for found in asked)
    assert all(found.hebb.size == 0 for found in asked)


@pytest.mark.parametrize(
    ("layer", "neuron", "sentence"),
    [
        (0, 0, "no layer 0 to ask about, expected 1 to 2"),
        (3, 0, "no layer 3 to ask about, expected 1 to 2"),
        (1, 5, "layer 1 has no neuron 5, expected 0 to 4"),
        (2, -1, "layer 2 has no neuron -1, expected 0 to 9"),
    ],
)
def test_a_neuron_that_is_not_there_cannot_be_explained(layer: int, neuron: int, sentence: str) -> None:
    network = network_with("sigmoid", "quadratic", [6, 5, 10], 0)
    with pytest.raises(IndexError, match=sentence):
        explain(network, wishes(network, *example([6, 5, 10], 0)), layer, neuron)


@pytest.mark.parametrize(
    ("place", "sentence"),
    [((2, 0, 0), r"no W\[2\]"), ((0, 5, 0), "no row 5"), ((0, 0, 6), "no column 6"), ((0, 0, -1), "no column -1")],
)
def test_a_parameter_that_is_not_there_has_no_place(place: tuple[int, int, int], sentence: str) -> None:
    with pytest.raises(IndexError, match=sentence):
        check_place(network_with("sigmoid", "quadratic", [6, 5, 10], 0), place)


def test_nothing_explained_shares_memory_with_the_network() -> None:
    network = network_with("sigmoid", "quadratic", [6, 5, 10], 0)
    wished: Wishes = wishes(network, *example([6, 5, 10], 0))
    found = explain(network, wished, 2, 3)
    found.W[:] = 0
    stack(network, wished, 1).wishes[:] = 0
    assert (network.W[1][3] != 0).all()


def test_nobody_listens_to_the_output() -> None:
    network = network_with("sigmoid", "quadratic", [6, 5, 10], 0)
    with pytest.raises(IndexError, match="layer 2 has nobody listening to it, expected 0 to 1"):
        stack(network, wishes(network, *example([6, 5, 10], 0)), 2)

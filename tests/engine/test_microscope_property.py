"""Random networks and examples, every cost and activation: what the microscope shows adds up, to 1e-9 in float64."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as some

from engine.activations import HIDDEN
from engine.costs import COSTS
from engine.explain import explain, flat_nudge, place_of, stack, table
from engine.network import Network
from engine.nudges import Wishes, batch_nudge, wishes
from engine.plan import INITIALISATIONS, Plan

EXACT = 1e-9

widths = some.lists(some.integers(1, 12), min_size=1, max_size=4)
networks = some.builds(
    lambda n_in, hidden, activation, cost, initialisation, seed: Network.initial(
        Plan((n_in, *hidden, 10), activation, cost, initialisation=initialisation, seed=seed),
        np.random.default_rng(seed),
        np.float64,
    ),
    some.integers(1, 20),
    widths,
    some.sampled_from(sorted(HIDDEN)),
    some.sampled_from(sorted(COSTS)),
    some.sampled_from(INITIALISATIONS),
    some.integers(0, 2**32 - 1),
)


def wishes_of(network: Network, seed: int) -> tuple[Wishes, np.ndarray, np.ndarray]:
    """A random example: ink between 0 and 1, much of it none."""
    rng = np.random.default_rng(seed)
    x = np.clip(rng.normal(0, 0.7, network.sizes[0]), 0, 1)
    y = np.eye(10)[rng.integers(10)]
    return wishes(network, x, y), x, y


def close(left: object, right: object) -> None:
    np.testing.assert_allclose(left, right, rtol=EXACT, atol=EXACT)


@settings(deadline=None)
@given(networks, some.integers(0, 2**32 - 1))
def test_the_three_avenues_and_the_stack_add_up(network: Network, seed: int) -> None:
    wished, _, _ = wishes_of(network, seed)
    for layer in range(1, network.depth + 1):
        stacked = stack(network, wished, layer - 1)
        close(stacked.wishes.sum(axis=0), stacked.total)
        close(stacked.total, wished.nudge_a[layer - 1])
        for neuron in range(network.sizes[layer]):
            found = explain(network, wished, layer, neuron)
            close(found.terms.sum() + found.b, found.z)
            close(found.nudge_W, wished.nudge_W(layer - 1)[neuron])
            close(found.nudge_b, wished.nudge_b(layer - 1)[neuron])
            close(found.wish_before, stacked.wishes[neuron])
            close(found.fall, found.nudge_b**2 + found.nudge_W @ found.nudge_W)
            close(found.share.sum(), 1)
            if layer < network.depth:
                close(found.from_next.sum(), found.nudge_a)


@settings(deadline=None)
@given(networks, some.lists(some.integers(0, 2**32 - 1), min_size=1, max_size=6))
def test_the_table_averages_to_the_nudge_of_its_batch(network: Network, seeds: list[int]) -> None:
    examples = [wishes_of(network, seed) for seed in seeds]
    nudge = batch_nudge(network, np.array([x for _, x, _ in examples]), np.array([y for _, _, y in examples]))
    places = [place_of(position, network.sizes) for position in range(0, nudge.flat.size, 7)]
    found = table([wished for wished, _, _ in examples], places)
    close(found.mean, nudge.flat[::7])
    close(found.running[:, -1], found.mean)
    close(np.mean([flat_nudge(wished) for wished, _, _ in examples], axis=0), nudge.flat)

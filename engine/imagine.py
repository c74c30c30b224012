"""What if neurons before were louder or quieter? The same network from there on, other activations, other nudges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.checking import costs_at
from engine.explain import check_neuron
from engine.network import Network
from engine.nudges import wishes

STEP = 0.01  # how far each weight is moved, to see how much the cost listens to it


@dataclass(frozen=True, slots=True)
class Imagined:
    """One neuron, were the activations `a_k` before it others than they are: what it would do (a, z), what it would be
    asked (nudge_z), the nudge of each of those weights `nudge_W` (m,) = nudge_z · a_k, and `effects` (m,): by how much
    the cost would change if that weight alone grew by `STEP`, by a whole forward pass."""

    a: float
    z: float
    nudge_z: float
    nudge_W: Array
    effects: Array


def imagine(network: Network, x: Array, y: Array, layer: int, neuron: int, ks: Sequence[int], a: Array) -> Imagined:
    """Neuron `neuron` of a[layer] and the example x (n₀,), y (n_L,), if a[layer − 1][ks] were `a` (m,).

    Everyone in the layer hears the change, and all that follows does. Raises NotThere when there is no such neuron.
    """
    check_neuron(network, layer, neuron, first=1)
    for k in ks:
        check_neuron(network, layer - 1, k)
    later = _from(network, layer - 1)
    before = network.forward(x[np.newaxis]).a[layer - 1][0].copy()
    before[list(ks)] = a
    wished = wishes(later, before, y)
    effects = [
        np.diff(costs_at(later, before[np.newaxis], y[np.newaxis], (0, neuron, k), np.array([0.0, STEP])))[0]
        for k in ks
    ]
    nudge_z = float(wished.nudge_z[0][neuron])
    return Imagined(
        a=float(wished.a[1][neuron]),
        z=float(wished.z[0][neuron]),
        nudge_z=nudge_z,
        nudge_W=nudge_z * before[list(ks)],
        effects=np.array(effects),
    )


def _from(network: Network, layer: int) -> Network:
    """The part of the network that begins with a[layer], on the same parameters."""
    start = sum(block.size for block in network.blocks[:layer])
    sizes = network.sizes[layer:]
    return Network(sizes, network.activation.name, network.cost.name, network.parameters[start:])


def ratio(one: float, other: float) -> float | None:
    """|one / other|; None where there is nothing to compare with."""
    return abs(one / other) if other else None

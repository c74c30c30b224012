"""Why a number is asked to change, for whom, and whether that is true: one neuron, one layer and one knob in close-up.

Nothing here trains. Every function takes a network apart with the wishes of `nudges` in hand and gives back named
arrays whose identities hold to rounding: the terms add up to z, the wishes of a layer to −∂C/∂a, the columns of a table
to their mean. Ask with a float64 network (`network.copy(np.float64)`) and rounding is about 1e-15.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from engine.arrays import Array
from engine.network import Network, layers
from engine.nudges import Wishes

FIRES = 0.5  # a neuron fires when it is at least this part as loud as the loudest of its layer
Place = tuple[int, int, int | None]  # W[l][j, k], or b[l][j] when k is None


class NotThere(IndexError):
    """There is no such neuron, weight or bias. The message says which there are."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One neuron j of activations a[l + 1], with n neurons before it (l = layer − 1). Three avenues lead to a better a:

    bias         nudge_b = nudge_z
    weights      nudge_W (n,) = nudge_z · before
    activations  wish_before (n,) = nudge_z · W, which can only be wished for

    Each buys a part of the first-order fall of the cost, in proportion to the square of its nudge: with
    nudge_z² · (1 + Σ before²) = `fall` for what can be acted on, and `share` (3,) = 1 : Σ before² : Σ W², parts of 1.
    """

    a: float
    z: float
    b: float
    W: Array  # (n,)
    before: Array  # (n,)
    terms: Array  # (n,) W · before; z = Σ terms + b
    target: float | None  # at the output only
    wish: float  # y − a at the output, −∂C/∂a elsewhere
    nudge_a: float
    slope: float | None  # σ′(z); None where the cost cancels it
    nudge_z: float
    nudge_b: float
    nudge_W: Array  # (n,)
    wish_before: Array  # (n,)
    total_before: Array  # (n,) −∂C/∂a of the layer before: the sum of the wishes of all neurons here
    share: Array  # (3,)
    fall: float
    from_next: Array  # (n_next,) the wish of each next neuron for this one; they add up to nudge_a; empty at the output
    hebb: Array  # the k that fire while this neuron is asked to: fire together, wire together


@dataclass(frozen=True, slots=True)
class Stack:
    """For each neuron of a layer (n,), the wish of each next neuron (n_next,) for it, and what they add up to. The
    weights between have one listener each: what is asked of them is never added up."""

    wishes: Array  # (n_next, n) nudge_z[j] · W[j, k]
    total: Array  # (n,) −∂C/∂a
    asked: Array  # (n_next,) nudge_z
    nudge_W: Array  # (n_next, n) nudge_z[j] · a[k]


def explain(network: Network, wishes: Wishes, layer: int, neuron: int) -> Explanation:
    """Everything about one neuron and the example that `wishes` came from. `layer` counts from 1, the first hidden.

    Raises NotThere when there is no such neuron.
    """
    check_neuron(network, layer, neuron, first=1)
    l = layer - 1
    at_output = layer == network.depth
    W, before = network.W[l][neuron], wishes.a[l]
    nudge_z = float(wishes.nudge_z[l][neuron])
    slope = output_slope(network, wishes) if at_output else wishes.slope[l]
    parts = np.array([1.0, float(before @ before), float(W @ W)])
    a, nudge_a = float(wishes.a[layer][neuron]), float(wishes.nudge_a[layer][neuron])
    wish = float(wishes.wish[neuron]) if at_output else nudge_a
    return Explanation(
        a=a,
        z=float(wishes.z[l][neuron]),
        b=float(network.b[l][neuron]),
        W=W.copy(),
        before=before.copy(),
        terms=W * before,
        target=wish + a if at_output else None,
        wish=wish,
        nudge_a=nudge_a,
        slope=None if slope is None else float(slope[neuron]),
        nudge_z=nudge_z,
        nudge_b=nudge_z,
        nudge_W=nudge_z * before,
        wish_before=nudge_z * W,
        total_before=wishes.nudge_a[l].copy(),
        share=parts / parts.sum(),
        fall=nudge_z**2 * float(parts[0] + parts[1]),
        from_next=before[:0] if at_output else wishes.nudge_z[layer] * network.W[layer][:, neuron],
        hebb=np.flatnonzero((before > 0) & (before >= FIRES * before.max()) & (nudge_z > 0)),
    )


def output_slope(network: Network, wishes: Wishes) -> Array | None:
    """σ′(z) of the output neurons (n_L,), or None where the cost is made so that it cancels."""
    return None if network.cost.weight is None else wishes.slope[-1]


def stack(network: Network, wishes: Wishes, layer: int) -> Stack:
    """Who in layer `layer` + 1 wishes what of each neuron in `layer` (0: the pixels). Raises NotThere."""
    if not 0 <= layer < network.depth:
        raise NotThere(f"layer {layer} has nobody listening to it, expected 0 to {network.depth - 1}")
    asked = wishes.nudge_z[layer]
    wished = asked[:, np.newaxis] * network.W[layer]
    return Stack(wished, wishes.nudge_a[layer].copy(), asked.copy(), wishes.nudge_W(layer))


def flat_nudge(wishes: Wishes) -> Array:
    """What the example wishes of all parameters, laid out like them."""
    rows = [
        np.outer(nudge_z, np.append(a, a.dtype.type(1))).ravel()
        for nudge_z, a in zip(wishes.nudge_z, wishes.a[:-1], strict=True)
    ]
    return np.concatenate(rows)


def entry(flat: Array, sizes: Sequence[int], place: Place) -> float:
    """The number at `place` of a flat vector laid out like the parameters."""
    layer, j, k = place
    return float(layers(flat, tuple(sizes))[layer][j, -1 if k is None else k])


def check_place(network: Network, place: Place) -> None:
    """Raises NotThere, with a sentence, when the network has no such weight or bias."""
    layer, j, k = place
    if not 0 <= layer < network.depth:
        raise NotThere(f"there is no W[{layer}], expected 0 to {network.depth - 1}")
    n_out, n_in = network.W[layer].shape
    if not 0 <= j < n_out:
        raise NotThere(f"W[{layer}] has no row {j}, expected 0 to {n_out - 1}")
    if k is not None and not 0 <= k < n_in:
        raise NotThere(f"W[{layer}] has no column {k}, expected 0 to {n_in - 1}")


def ranks(gradient: Array, values: Sequence[float]) -> Array:
    """The rank of each value by magnitude among all of a gradient (1: the most sensitive), int32."""
    magnitude = np.abs(gradient)
    return np.array([1 + np.count_nonzero(magnitude > abs(value)) for value in values], np.int32)


@dataclass(frozen=True, slots=True)
class Table:
    """Each example's own nudge of some parameters: `cells` (rows, m), the mean of the first 1, 2, … m columns
    `running` (rows, m), and the mean of all, `mean` (rows,). The same of what each costs: `costs` (m,),
    `running_cost` (m,) and `cost`."""

    cells: Array
    running: Array
    mean: Array
    costs: Array
    running_cost: Array
    cost: float


def table(wishes_of: Sequence[Wishes], places: Sequence[Place]) -> Table:
    """The table whose columns are these examples and whose rows are these parameters, at least one example."""
    cells = np.array([[_nudge(wishes, place) for wishes in wishes_of] for place in places], np.float64)
    cells = cells.reshape(len(places), len(wishes_of))
    costs = np.array([wishes.cost for wishes in wishes_of], np.float64)
    counts = np.arange(1, len(wishes_of) + 1)
    running, running_cost = cells.cumsum(axis=1) / counts, costs.cumsum() / counts
    return Table(cells, running, cells.mean(axis=1), costs, running_cost, float(running_cost[-1]))


def strongest(nudge: Array, sizes: Sequence[int], count: int) -> list[Place]:
    """The `count` parameters of a flat nudge that are asked to move most, the strongest first."""
    count = min(count, nudge.size)
    magnitude = np.abs(nudge)
    candidates = np.argpartition(magnitude, nudge.size - count)[nudge.size - count :] if count else np.arange(0)
    order = candidates[np.lexsort((candidates, -magnitude[candidates]))]
    return [place_of(int(position), sizes) for position in order]


def place_of(position: int, sizes: Sequence[int]) -> Place:
    """Where in W or b the number at `position` of the flat vector lies. Raises NotThere where the vector has ended."""
    start = 0
    for layer, (n_in, n_out) in enumerate(pairwise(sizes)):
        end = start + (n_in + 1) * n_out
        if position < end:
            j, k = divmod(position - start, n_in + 1)
            return layer, j, None if k == n_in else k
        start = end
    raise NotThere(f"position {position} lies behind the last of {start} parameters")


def _nudge(wishes: Wishes, place: Place) -> float:
    """One entry of `wishes.nudge_W` or `nudge_b`, without the thousands beside it."""
    layer, j, k = place
    nudge_z = float(wishes.nudge_z[layer][j])
    return nudge_z if k is None else nudge_z * float(wishes.a[layer][k])


def check_neuron(network: Network, layer: int, neuron: int, first: int = 0) -> None:
    """Raises NotThere, with a sentence, when a[layer] has no such neuron, or `layer` is below `first`."""
    if not first <= layer <= network.depth:
        raise NotThere(f"there is no layer {layer} to ask about, expected {first} to {network.depth}")
    if not 0 <= neuron < network.sizes[layer]:
        raise NotThere(f"layer {layer} has no neuron {neuron}, expected 0 to {network.sizes[layer] - 1}")

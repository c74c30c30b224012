"""A nudge is what the cost wishes of a number: nudge = −gradient, the way down, and how steep it is.

This is the one place that turns the sign, and turns it back. An example wishes each output neuron to move towards its
target; that wish runs backwards through the network to every weight, bias and activation. A batch's nudge is the mean
of its examples'.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.activations import SOFTMAX, Elementwise
from engine.arrays import Array, with_ones
from engine.backprop import Backprop
from engine.network import Network, layers


def factor(m: int) -> float:
    """What turns the summed gradient of m examples into their mean nudge."""
    return -1 / m


@dataclass(frozen=True, slots=True)
class Wishes:
    """One example's forward pass, and what it wishes of every number in the network.

    Lists go over the layers: `z`, `slope` (σ′(z), None for softmax) and `nudge_z` (−∂C/∂z) have an entry (n_{l+1},) for
    each layer of weights, `a` and `nudge_a` (−∂C/∂a, by which the pixels are wished for too) one more, (n_l,).
    `wish` is y − a at the output.
    """

    cost: float
    z: list[Array]
    a: list[Array]
    slope: list[Array | None]
    wish: Array
    nudge_z: list[Array]
    nudge_a: list[Array]

    def nudge_W(self, l: int) -> Array:
        """−∂C/∂W[l] (n_{l+1}, n_l): in proportion to how loud each neuron before was."""
        return np.outer(self.nudge_z[l], self.a[l])

    def nudge_b(self, l: int) -> Array:
        """−∂C/∂b[l] (n_{l+1},)."""
        return self.nudge_z[l]


def gradient_of(nudge: Array) -> Array:
    """The gradient that a nudge is the way down of."""
    return -nudge


def wishes(network: Network, x: Array, y: Array, outputs: Array | None = None) -> Wishes:
    """What one example, x (n₀,) with its target y (n_L,), wishes: equations (1) to (3) of backprop, one by one.

    `outputs` (n_L,) take the place of the network's own. Cost, wish, slope and nudges at the output then follow from
    them and run backwards through the network's own weights; the hidden layers are as it computes them. z of the output
    is what would give those outputs, held finite where they are 0 or 1: by softmax only if they add up to one, which
    set by hand they need not. Raises ValueError for other shapes.
    """
    n_in, n_out = network.sizes[0], network.sizes[-1]
    if x.shape != (n_in,) or y.shape != (n_out,):
        raise ValueError(f"x and y have shapes {x.shape} and {y.shape}, expected ({n_in},) and ({n_out},)")
    activity = network.forward(x[np.newaxis])
    y = y[np.newaxis].astype(network.parameters.dtype, copy=False)
    z, a, cost = [*activity.z], [*activity.a], network.cost
    if outputs is not None:
        if outputs.shape != (n_out,):
            raise ValueError(f"outputs have shape {outputs.shape}, expected ({n_out},)")
        a[-1] = outputs[np.newaxis].astype(y.dtype)
        z[-1] = np.log(_held(a[-1])) if cost.output is SOFTMAX else _logit(a[-1])

    slope = [
        activation.slope(after, np.empty_like(after)) if isinstance(activation, Elementwise) else None
        for activation, after in zip(network.activations(), a[1:], strict=True)
    ]
    nudge_z = [-cost.delta(z[-1], a[-1], y, np.empty_like(y))]
    nudge_a = [-cost.slope(a[-1], y)]
    for l in range(network.depth - 1, -1, -1):
        nudge_a.insert(0, nudge_z[0] @ network.W[l])
        before = slope[l - 1] if l else None
        if before is not None:
            nudge_z.insert(0, nudge_a[0] * before)

    by_hand = outputs is not None and cost.output is SOFTMAX
    value = -(y * z[-1]).sum(axis=-1) if by_hand else cost.value(z[-1], a[-1], y)  # −Σ y ln a of these very a
    return Wishes(
        cost=float(value[0]),
        z=[each[0] for each in z],
        a=[each[0] for each in a],
        slope=[None if each is None else each[0] for each in slope],
        wish=(y - a[-1])[0],
        nudge_z=[each[0] for each in nudge_z],
        nudge_a=[each[0] for each in nudge_a],
    )


def _logit(a: Array) -> Array:
    """The z that gives each a: ln(a / (1 − a))."""
    held = _held(a)
    z: Array = np.log(held / (1 - held))
    return z


def _held(a: Array) -> Array:
    """Outputs, held so far from 0 and 1 that a logarithm of them is finite."""
    edge = np.finfo(a.dtype).eps
    held: Array = a.clip(edge, 1 - edge)
    return held


@dataclass(frozen=True, slots=True)
class Nudge:
    """A nudge of all parameters: `flat`, and views of it that are shaped like W[l] and b[l]."""

    flat: Array
    W: list[Array]
    b: list[Array]

    @classmethod
    def of(cls, flat: Array, sizes: tuple[int, ...]) -> Nudge:
        """The nudge that lies in `flat`, of a network of these sizes. Raises ValueError where it does not fit."""
        blocks = layers(flat, sizes)
        return cls(flat, [block[:, :-1] for block in blocks], [block[:, -1] for block in blocks])


def batch_nudge(network: Network, x: Array, y: Array) -> Nudge:
    """The mean nudge of a batch, x (m, n₀) and y (m, n_L), computed as training computes it. Raises ValueError for
    other shapes."""
    m, kind = x.shape[0], network.parameters.dtype
    if x.ndim != 2 or m == 0 or x.shape[1] != network.sizes[0] or y.shape != (m, network.sizes[-1]):
        expected = f"(m, {network.sizes[0]}) and (m, {network.sizes[-1]}), m > 0"
        raise ValueError(f"x and y have shapes {x.shape} and {y.shape}, expected {expected}")
    x1, y = with_ones(x.astype(kind, copy=False)), y.astype(kind, copy=False)
    return Nudge.of(Backprop(network, m).run(x1, y, None, np.array(factor(m), kind)), network.sizes)

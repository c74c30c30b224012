"""A step, seen from the side: what the cost would be after it, were eta smaller or larger.

Whatever an optimizer remembers, its change is eta times something that eta is not in. So steps of all etas lead to
points of one line, θ + eta · d, and the cost along that line is an exact slice of the cost. At its beginning it falls
by nudge · d for each unit of eta, which for plain descent is |nudge|²: the straight line that a small step follows.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.mnist import Dataset
from engine.network import Network, layers
from engine.nudges import batch_nudge

LADDER = (*(figure * 10.0**power for power in (-3, -2, -1, 0, 1) for figure in (1, 2, 5)), 100.0)
LEAST, MOST = 1 / 100, 20  # single batches are tried at etas from and to so many times the present one
ROUNDING = 1e-5  # of the cost: of smaller changes float32 says little

Stepping = Callable[[Array], Array]  # from a nudge (flat) to d


@dataclass(frozen=True, slots=True)
class SideView:
    """Mean costs of a sample after one step, by eta.

    `eta` (n,) is 0, and then the ladder with the present eta, eta[present], in its place. `whole` (n,) is after a step
    on the sample itself, and `fall` how steep that curve begins. `parts` (k, t) is after a step on each of k batches of
    other examples, at eta[tried] (t,), among which is the present one. Training takes its steps on batches like these
    if `is_on_parts`; otherwise the sample speaks for its batch. What is no finite number is infinite.
    """

    eta: Array
    present: int
    whole: Array
    fall: float
    tried: Array
    parts: Array
    is_on_parts: bool

    @property
    def cost(self) -> float:
        """Before the step."""
        return float(self.whole[0])

    @property
    def line(self) -> Array:
        """What the nudge promises (n,): the cost, were it to fall all the way as it begins to."""
        promised: Array = self.cost - self.fall * self.eta
        return promised

    @property
    def part(self) -> Array:
        """The mean cost after a step on a single batch (t,), or nothing."""
        mean: Array = self.parts.mean(axis=0) if len(self.parts) else np.empty(0)
        return mean

    @property
    def expected(self) -> tuple[Array, Array]:
        """Etas and the cost to be expected after a step as training takes it, of one batch."""
        return (self.eta[self.tried], self.part) if self.is_on_parts else (self.eta, self.whole)

    @property
    def after(self) -> float:
        """The cost to be expected after a step at the present eta."""
        eta, costs = self.expected
        return float(costs[eta == self.eta[self.present]][0])

    @property
    def lowest(self) -> tuple[int, float] | None:
        """Which eta leads lowest after a step as training takes it, and to which cost; None: none lower than it is."""
        eta, costs = self.expected
        best = int(np.argmin(costs))
        if costs[best] >= self.cost * (1 - ROUNDING):
            return None
        return int(np.flatnonzero(self.eta == eta[best])[0]), float(costs[best])


def etas(present: float) -> tuple[Array, int]:
    """The etas of a side view, and which of them is the present one."""
    every = sorted({0.0, *LADDER, present})
    return np.array(every), every.index(present)


def costs_along(network: Network, data: Dataset, d: Array, at: Array) -> Generator[None, None, Array]:
    """The mean cost of all data for θ + eta · d at each eta, working for one eta at a time.

    What the first layer hears is x · (W + eta dW), whose two parts are multiplied out once: that is most of the work.
    """
    kind, activations = network.parameters.dtype, network.activations()
    x, y = data.x1.astype(kind, copy=False), data.y.astype(kind, copy=False)
    turns = layers(d, network.sizes)
    heard, more = x @ network.blocks[0].T, x @ turns[0].T
    costs = np.empty(at.size)
    for i, eta in enumerate(at.astype(kind)):
        yield
        z = heard + eta * more
        for block, turn, activation in zip(network.blocks[1:], turns[1:], activations, strict=False):
            moved = block + eta * turn
            z = activation.value(z, np.empty_like(z)) @ moved[:, :-1].T + moved[:, -1]
        a = activations[-1].value(z, np.empty_like(z))
        costs[i] = network.cost.value(z, a, y).mean(dtype=np.float64)
    costs[~np.isfinite(costs)] = np.inf
    return costs


def side_view(
    network: Network,
    data: Dataset,
    nudge: Array,
    batches: Sequence[Dataset],
    eta: float,
    stepping: Stepping,
    is_on_parts: bool = True,
) -> Generator[None, None, SideView]:
    """Works a few milliseconds at a time. `nudge` (flat) is the mean one of `data`; `stepping` makes a step of one."""
    at, present = etas(eta)
    d = stepping(nudge)
    whole = yield from costs_along(network, data, d, at)
    tried = np.flatnonzero((at >= eta * LEAST) & (at <= eta * MOST))
    parts = np.empty((len(batches), tried.size))
    for i, batch in enumerate(batches):
        own = stepping(batch_nudge(network, batch.x, batch.y).flat)
        parts[i] = yield from costs_along(network, data, own, at[tried])
    fall = float(np.dot(nudge.astype(np.float64), d))
    return SideView(at, present, whole, fall, tried, parts, is_on_parts and len(parts) > 0)

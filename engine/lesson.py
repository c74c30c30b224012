"""One lesson: a few examples, their right answers, one step of plain descent, and what that did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.network import Network
from engine.nudges import batch_nudge


@dataclass(frozen=True, slots=True)
class Answers:
    """What a network says of m examples: its outputs (m, n_L), the most active of each (m,) int32, the costs (m,)."""

    outputs: Array
    verdicts: Array
    costs: Array
    right: int

    @property
    def cost(self) -> float:
        """The mean of the costs."""
        return float(self.costs.mean(dtype=np.float64))


@dataclass(frozen=True, slots=True)
class Lesson:
    """The answers before and after, and what was added to the parameters, flat."""

    before: Answers
    after: Answers
    change: Array


def teach(network: Network, x: Array, y: Array, eta: float) -> Lesson:
    """Changes `network` by eta · mean nudge of the examples x (m, n₀) with targets y (m, n_L): whatever optimizer it
    trains with, a lesson is plain descent and leaves that optimizer's memory alone."""
    before = answers(network, x, y)
    nudge = batch_nudge(network, x, y).flat
    change = nudge * nudge.dtype.type(eta)
    np.add(network.parameters, change, network.parameters)
    return Lesson(before, answers(network, x, y), change)


def answers(network: Network, x: Array, y: Array) -> Answers:
    """What the network says of the examples x (m, n₀) with targets y (m, n_L), m > 0."""
    activity = network.forward(x)
    z, a = activity.z[-1], activity.a[-1]
    verdicts = a.argmax(axis=1).astype(np.int32)
    costs = network.cost.value(z, a, y.astype(network.parameters.dtype, copy=False))
    return Answers(a, verdicts, costs, int(np.count_nonzero(verdicts == y.argmax(axis=1))))

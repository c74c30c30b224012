"""One lesson: a single example, its right answer, one step of plain descent, and what that did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.network import Network
from engine.nudges import batch_nudge


@dataclass(frozen=True, slots=True)
class Lesson:
    """The outputs (n_L,) and the cost of the example before and after, and what was added to the parameters, flat."""

    before: Array
    after: Array
    cost_before: float
    cost_after: float
    change: Array


def teach(network: Network, x: Array, y: Array, eta: float) -> Lesson:
    """Changes `network` by eta · nudge of one example, x (n₀,) with target y (n_L,): whatever optimizer it trains with,
    a lesson is plain descent and leaves that optimizer's memory alone."""
    before, cost_before = _answer(network, x, y)
    nudge = batch_nudge(network, x[np.newaxis], y[np.newaxis]).flat
    change = nudge * nudge.dtype.type(eta)
    np.add(network.parameters, change, network.parameters)
    after, cost_after = _answer(network, x, y)
    return Lesson(before, after, cost_before, cost_after, change)


def _answer(network: Network, x: Array, y: Array) -> tuple[Array, float]:
    activity = network.forward(x[np.newaxis])
    y = y[np.newaxis].astype(network.parameters.dtype, copy=False)
    return activity.a[-1][0], float(network.cost.value(activity.z[-1], activity.a[-1], y)[0])

"""Do not believe a gradient, check it: move one knob a little, look at the cost again, and compare.

Everything here is in float64 and on a copy: no network is ever changed by being checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.explain import Place, check_place, entry
from engine.network import Network
from engine.nudges import batch_nudge, gradient_of

ROWS = 4096  # examples taken through the network at once, so that a large batch needs no large memory
EPSILON = 1e-5  # for float64: the error of the formula, ε², and that of rounding, 1e-16/ε, are both small
FLOOR = 1e-6  # below this a gradient is compared with the floor instead of with itself: the rest is rounding
POINTS = 41


@dataclass(frozen=True, slots=True)
class Checked:
    """∂C/∂p by back-propagation and by (C(p + ε) − C(p − ε)) / 2ε, and how far apart they are."""

    analytic: float
    numeric: float
    epsilon: float
    relative_error: float


@dataclass(frozen=True, slots=True)
class Probe:
    """The true cost of some examples at values `at` (41,) of one parameter, and `line` (41,): C + ∂C/∂p · (at − p)."""

    value: float
    gradient: float
    at: Array
    cost: Array
    line: Array


def mean_cost(network: Network, x: Array, y: Array) -> float:
    """The mean cost of x (m, n₀) and y (m, n_L)."""
    total = 0.0
    for start in range(0, len(x), ROWS):
        activity = network.forward(x[start : start + ROWS])
        y_rows = y[start : start + ROWS].astype(network.parameters.dtype, copy=False)
        total += float(network.cost.value(activity.z[-1], activity.a[-1], y_rows).sum())
    return total / len(x)


def gradient(network: Network, x: Array, y: Array) -> Array:
    """∂C/∂parameters (flat, float64) of the mean cost of x (m, n₀) and y (m, n_L): how sensitive it is to each knob."""
    exact, total = network.copy(np.float64), np.zeros(network.parameters.size)
    for start in range(0, len(x), ROWS):
        rows = x[start : start + ROWS]
        total += len(rows) * batch_nudge(exact, rows, y[start : start + ROWS]).flat
    return gradient_of(total / len(x))


def check(network: Network, x: Array, y: Array, place: Place) -> Checked:
    """One parameter's gradient, derived twice. Raises NotThere when there is no such parameter."""
    check_place(network, place)
    analytic = entry(gradient(network, x, y), network.sizes, place)
    above, below = costs_at(network, x, y, place, np.array([EPSILON, -EPSILON]))
    numeric = float(above - below) / (2 * EPSILON)
    largest = max(abs(analytic), abs(numeric), FLOOR)
    return Checked(analytic, numeric, EPSILON, abs(analytic - numeric) / largest)


def probe(network: Network, x: Array, y: Array, place: Place, reach: float) -> Probe:
    """The cost as one parameter moves `reach` to either side of its value. Raises NotThere."""
    check_place(network, place)
    value = entry(network.parameters, network.sizes, place)
    slope = entry(gradient(network, x, y), network.sizes, place)
    away = np.linspace(-reach, reach, POINTS)
    cost = costs_at(network, x, y, place, away)
    return Probe(value, slope, value + away, cost, cost[POINTS // 2] + slope * away)


def changes(network: Network, x: Array, y: Array, places: Sequence[Place], step: float) -> Array:
    """By how much the mean cost truly changes when each of these parameters alone grows by `step`, (n,)."""
    away = np.array([0.0, step])
    return np.array([np.diff(costs_at(network, x, y, place, away))[0] for place in places], np.float64)


def times(gradients: Array) -> Array:
    """How many times as sensitive the cost is to the first of these (n,) as to each, (n,); infinite for a zero."""
    first = np.abs(gradients[:1])
    compared: Array = np.divide(first, np.abs(gradients), out=np.full(gradients.shape, np.inf), where=gradients != 0)
    return compared


def costs_at(network: Network, x: Array, y: Array, place: Place, away: Array) -> Array:
    """The mean cost with one parameter moved `away` (n,) from where it is, (n,), by as many whole forward passes."""
    moved = network.copy(np.float64)
    layer, j, k = place
    row, column = moved.blocks[layer][j], -1 if k is None else k
    value = row[column]
    costs = np.empty(away.size)
    for i, each in enumerate(away):
        row[column] = value + each
        costs[i] = mean_cost(moved, x, y)
    return costs

"""The landscape that the descents walk on: the network's own cost, at every crossing of a grid laid over a plane.

What is drawn is the cost over a fixed sample of training examples, the same at every point (Li et al. 2018 draw filter-
normalised random directions; we draw the plane of the paths themselves, where lengths are true and need no
normalising). The grid becomes finer in levels, and no crossing is computed twice.

The first layer, which holds nearly all weights, costs nothing here: its z is linear in the weights, so along the plane
z(x, y) = z(start) + x z(first) + y z(second), three products for the whole map. What remains at each crossing is the
activation of that layer and the small layers above, whose weights are had in the same way.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from engine.arrays import Array
from engine.backprop import Forward
from engine.mnist import Dataset
from engine.network import Network, layers
from engine.plane import Frame, Plane
from engine.tape import Tape, play

LEVELS = (11, 21, 41, 61)  # crossings along each side
FINEST = 121  # along the side of a grid on which each level's crossings lie: 120 has 10, 20, 40 and 60 as divisors
SAMPLE = 1000  # training examples behind each cost


def sample(data: Dataset) -> Dataset:
    """The fixed sample of the data: `SAMPLE` examples at equal distances, or all where there are fewer."""
    chosen = np.linspace(0, len(data) - 1, min(SAMPLE, len(data))).round().astype(np.intp)
    return Dataset.labelled(np.ascontiguousarray(data.x1[chosen]), data.labels[chosen])


class Landscape:
    """The cost of networks like `network` on a part of a plane, over the examples of `data`."""

    def __init__(self, network: Network, plane: Plane, frame: Frame, data: Dataset) -> None:
        """Takes from `network` its shape, activation and cost; its weights do not matter."""
        self.plane = plane
        self.frame = frame
        self.x = np.linspace(frame.left, frame.right, FINEST)
        self.y = np.linspace(frame.bottom, frame.top, FINEST)
        self._known = np.full((FINEST, FINEST), np.nan)
        self._todo: list[tuple[int, int]] = []
        self._level = -1

        sizes, kind = network.sizes, network.parameters.dtype
        self._along = np.stack([
            np.append(layers(each, sizes)[0].astype(kind) @ data.x1.T, each[sizes[1] * (sizes[0] + 1) :].astype(kind))
            for each in (plane.start, plane.first, plane.second)
        ])  # fmt: skip
        # All crossings go through the same arrays: to make them anew each time took a third of it.
        self._there = np.empty_like(self._along[0])
        z, parameters = np.split(self._there, [sizes[1] * len(data)])
        z, a = z.reshape(sizes[1], -1), np.ones((sizes[1] + 1, len(data)), kind)
        upper = Network(sizes[1:], network.activation.name, network.cost.name, parameters)
        forward, tape = Forward(upper, len(data)), Tape()
        network.activation.value(z.T, a[:-1].T, tape.note)
        self._calls = tape.calls + forward.calls(a.T)
        self._costs = partial(network.cost.value, forward.output_z, forward.output_a, data.y)
        self._next_level()

    @property
    def size(self) -> int:
        """The finest level that is complete; 0 before the first is."""
        return LEVELS[self._level - 1] if self._level > 0 else 0

    @property
    def next_size(self) -> int | None:
        """The level that is being computed; None when all are done."""
        return LEVELS[self._level] if self._level < len(LEVELS) else None

    def advance(self, cells: int) -> bool:
        """Computes up to `cells` more crossings, of one level. True when this completed it."""
        for _ in range(min(cells, len(self._todo))):
            i, j = self._todo.pop()
            self._known[i, j] = self.cost(self.x[j], self.y[i])
        if self._todo or self.next_size is None:
            return False
        self._next_level()
        return True

    def cost(self, x: float, y: float) -> float:
        """The mean cost over the sample at a point of the plane."""
        np.dot(np.array((1.0, x, y), self._there.dtype), self._along, self._there)
        play(self._calls)
        costs = self._costs()
        return float(costs.sum(dtype=np.float64)) / len(costs)

    def grid(self) -> tuple[Array, Array, Array]:
        """x (n,), y (n,) and cost[row, column] (n, n) at (x[column], y[row]), of the finest complete level, float32.
        Raises ValueError while there is none."""
        if not self.size:
            raise ValueError("no level of the landscape is complete, expected at least the coarsest")
        step = (FINEST - 1) // (self.size - 1)
        parts = self.x[::step], self.y[::step], self._known[::step, ::step]
        x, y, cost = (np.ascontiguousarray(part, np.float32) for part in parts)
        return x, y, cost

    def _next_level(self) -> None:
        """Lists the crossings of the next level that are not known yet, the middle ones to be computed first."""
        self._level += 1
        if self.next_size is None:
            return
        step = (FINEST - 1) // (self.next_size - 1)
        missing = np.argwhere(np.isnan(self._known[::step, ::step])) * step
        middle = FINEST // 2
        far_first = np.argsort(-np.abs(missing - middle).max(axis=1), kind="stable")
        self._todo = [(int(i), int(j)) for i, j in missing[far_first]]

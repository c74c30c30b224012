"""Where a descent has been: its weights at steps that lie evenly along the way, and what it had paid to be there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.arrays import Array

POINTS = 300  # along a path, at most
FEWEST = 8


class Path:
    """Recorded weights, thinned evenly: once full, every other point is dropped and from then on half as many are kept.

    The start stays the first point. `step`, `examples` (int64), `seconds`, `show` and `cost` (float32) are (n,),
    `weights` (n, P): views of what is recorded so far, valid until the next `add`.
    """

    def __init__(self, parameters: int, capacity: int = POINTS) -> None:
        """Raises ValueError where there is room for too few points."""
        if capacity < FEWEST:
            raise ValueError(f"a path has room for {capacity} points, expected at least {FEWEST}")
        self.stride = 1
        self.revision = 0  # counts up whenever earlier points are dropped
        self._count = 0
        self._full = capacity // 2 * 2  # after an odd number, every other point and the next would lie unevenly
        self._whole = np.zeros((2, capacity), np.int64)
        self._numbers = np.zeros((3, capacity), np.float32)
        # Reserved, but not touched before it is used: what is not recorded takes no memory.
        self._weights = np.empty((capacity, parameters), np.float32)

    def __len__(self) -> int:
        return self._count

    def due(self, step: int) -> bool:
        """Whether this step is one to record."""
        return step % self.stride == 0

    def add(self, step: int, examples: int, seconds: float, show: float, cost: float, parameters: Array) -> None:
        """Records a point. A step recorded already is not recorded again."""
        if self._count and self._whole[0, self._count - 1] == step:
            return
        if self._count >= self._full:
            self._thin()
        i = self._count
        self._whole[:, i] = step, examples
        self._numbers[:, i] = seconds, show, cost
        self._weights[i] = parameters
        self._count += 1

    @property
    def capacity(self) -> int:
        """How many points there is room for."""
        return self._weights.shape[0]

    @property
    def step(self) -> Array:
        return self._whole[0, : self._count]

    @property
    def examples(self) -> Array:
        return self._whole[1, : self._count]

    @property
    def seconds(self) -> Array:
        return self._numbers[0, : self._count]

    @property
    def show(self) -> Array:
        return self._numbers[1, : self._count]

    @property
    def cost(self) -> Array:
        return self._numbers[2, : self._count]

    @property
    def weights(self) -> Array:
        return self._weights[: self._count]

    def nearest(self, step: int) -> int:
        """The index of the recorded point nearest to a step."""
        return int(np.abs(self.step - float(step)).argmin())

    def state(self) -> dict[str, Any]:
        """Copies of all that `restore` needs."""
        n = self._count
        return {
            "stride": self.stride,
            "revision": self.revision,
            "path_whole": self._whole[:, :n].copy(),
            "path_numbers": self._numbers[:, :n].copy(),
            "path_weights": self._weights[:n].copy(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Takes up what `state()` gave."""
        n = self._count = len(state["path_weights"])
        self._whole[:, :n], self._numbers[:, :n] = state["path_whole"], state["path_numbers"]
        self._weights[:n] = state["path_weights"]
        self.stride, self.revision = int(state["stride"]), int(state["revision"])

    def _thin(self) -> None:
        kept = -(-self._count // 2)
        for each in (self._whole.T, self._numbers.T, self._weights):
            for i in range(1, kept):  # one at a time: the rows overlap, and there is no room for a copy
                each[i] = each[2 * i]
        self._count = kept
        self.stride *= 2
        self.revision += 1


def capacity(parameters: int, lanes: int, memory: int) -> int:
    """How many points of a path each lane may keep, so that all of them stay within `memory` bytes, or else the fewest
    that make a path: for five of the largest networks on MNIST that is a fifth more."""
    return max(FEWEST, min(POINTS, memory // (4 * parameters * lanes)))

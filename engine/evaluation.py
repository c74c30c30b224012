"""How good a network is, told by examples that it has never been trained on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.backprop import Forward, rows_at_once
from engine.mnist import CLASSES, Dataset
from engine.network import Network
from engine.tape import play

ADVANCE = 1000  # examples in one `advance`: about half a millisecond for 784-16-16-10


@dataclass(frozen=True, slots=True)
class Score:
    """The mean cost, the share of right answers, and who was taken for whom.

    `confusion[truth, answer]` (10, 10) counts examples, `per_class` (10,) is the share of each class that was answered
    rightly (NaN for a class without examples), `predicted` (m,) is every answer, uint8.
    """

    cost: float
    accuracy: float
    confusion: Array
    per_class: Array
    predicted: Array

    @property
    def answers(self) -> Array:
        """The share of all examples that were called each class (10,), rightly or not."""
        shares: Array = self.confusion.sum(axis=0) / self.confusion.sum()
        return shares


class Evaluation:
    """An evaluation that can be done a little at a time, of the network as it was when this was made: `network`."""

    def __init__(self, network: Network, data: Dataset) -> None:
        self.network = network.copy()
        self._data = data
        self._done = 0
        self._cost = 0.0
        self._predicted = np.empty(len(data), np.uint8)
        self._rows = rows_at_once(network.sizes, len(data))
        self._forward = Forward(self.network, self._rows)
        # What the outputs of one `advance` were, an example a column: to score them together costs a third.
        shape = network.sizes[-1], min(ADVANCE + self._rows, len(data))
        self._z, self._a = (np.empty(shape, network.parameters.dtype) for _ in range(2))

    def advance(self) -> bool:
        """Looks at the next `ADVANCE` examples or a little more. True when all have been looked at."""
        start, goal = self._done, min(self._done + ADVANCE, len(self._data))
        while self._done < goal:
            self._block(self._done, min(self._done + self._rows, len(self._data)), self._done - start)
        z, a = (each[:, : self._done - start].T for each in (self._z, self._a))
        self._cost += float(self.network.cost.value(z, a, self._data.y[start : self._done]).sum(dtype=np.float64))
        self._predicted[start : self._done] = a.argmax(axis=1)
        return self._done == len(self._data)

    @property
    def result(self) -> Score:
        """The score over all the data. Raises ValueError before they have all been looked at."""
        m = len(self._data)
        if self._done < m or m == 0:
            raise ValueError(f"{self._done} of {m} examples have been looked at, expected all of at least one")
        pairs = self._data.labels.astype(np.intp) * CLASSES + self._predicted
        confusion = np.bincount(pairs, minlength=CLASSES * CLASSES).reshape(CLASSES, CLASSES)
        right, of = confusion.diagonal(), confusion.sum(axis=1)
        per_class = np.full(CLASSES, np.nan)
        np.divide(right, of, per_class, where=of > 0)
        return Score(self._cost / m, float(right.sum() / m), confusion, per_class, self._predicted.copy())

    def _block(self, start: int, end: int, place: int) -> None:
        if end - start != self._rows:
            self._forward = Forward(self.network, end - start)
        forward, places = self._forward, slice(place, place + end - start)
        play(forward.calls(self._data.x1[start:end]))
        self._z[:, places], self._a[:, places] = forward.z[-1], forward.a[-1]
        self._done = end


def evaluate(network: Network, data: Dataset) -> Score:
    """The network's score on all of `data`."""
    evaluation = Evaluation(network, data)
    while not evaluation.advance():
        pass
    return evaluation.result

"""Scores of a network that goes on learning: a little at a time, so that training hardly waits for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.wire.messages import Array, Score
from engine.evaluation import Evaluation
from engine.evaluation import Score as Result
from engine.mnist import Data
from engine.network import Network

TRAIN_COUNT = 10_000  # so many training examples are scored as the test set has
EVERY = 0.125  # seconds from the beginning of one evaluation to that of the next while training
# A training learns most in its first hundred steps, which may take a few milliseconds. So each score is followed by
# another as soon as its steps have grown by half, whatever share of the time that takes: the curves of a pass over the
# data at full speed would else be a straight line from its start to its end. So many seconds may be spent ahead.
GROWN, AHEAD = 1.5, 1.0


@dataclass(frozen=True, slots=True)
class Mark:
    """Which network it is, and how far it has come: `lessons` counts what changed it beside its steps."""

    step: int
    lessons: int
    epoch: float
    examples: int
    seconds: float

    def same_network(self, other: Mark) -> bool:
        return (self.step, self.lessons) == (other.step, other.lessons)


class Scoring:
    """The evaluations of one run. `latest` is the last score, of the network at `mark`.

    `sets` are what it is scored on; `share` is the part of the time that they may take: 1 means that nothing else is to
    be done.
    """

    def __init__(self, data: Data, clock: Callable[[], float]) -> None:
        self.latest: Score | None = None
        self.mark: Mark | None = None
        self.sets = {"test": data.test, "train": data.train.subset(slice(TRAIN_COUNT))}
        self._clock = clock
        self._under_way: tuple[Mark, dict[str, Evaluation]] | None = None
        self._results: dict[str, Result] = {}
        self._begun_at = self._rested_at = float("-inf")
        self._ahead = 0.0

    def forget(self) -> None:
        """For a new network: drops the evaluation under way and the results."""
        self.latest = self.mark = self._under_way = None
        self._results = {}
        self._begun_at = self._rested_at = float("-inf")
        self._ahead = 0.0

    def fresh(self, mark: Mark) -> bool:
        """Whether the latest score is of this very network."""
        return self.mark is not None and self.mark.same_network(mark)

    def rest(self, mark: Mark, share: float) -> float | None:
        """Seconds until a piece of evaluation is due; None while the score is of this very network."""
        if self.fresh(mark):
            return None
        if self._grown(mark):
            return 0.0
        due_at = self._rested_at if self._under_way else max(self._rested_at, self._begun_at + EVERY)
        return max(0.0, due_at - self._clock()) if share < 1 else 0.0

    def _grown(self, mark: Mark) -> bool:
        """Whether a young training has left behind what has been scored, or is being scored, of it."""
        newest = self._under_way[0] if self._under_way else self.mark
        return newest is not None and self._ahead < AHEAD and mark.step > newest.step * GROWN

    def begin(self, network: Network, mark: Mark) -> tuple[Mark, dict[str, Evaluation]]:
        """Sets out to score this network, as it now is."""
        self._under_way = mark, {name: Evaluation(network, data) for name, data in self.sets.items()}
        self._results = {}
        self._begun_at = self._clock()
        return self._under_way

    def advance(self, network: Network, mark: Mark, share: float) -> tuple[Mark, Score, Network] | None:
        """Does one piece; when that was the last, the score and a copy of what was scored. With all the time there is,
        an evaluation of an older network is given up for one of this, but for the first of all: with it the curves
        begin."""
        started, is_ahead = self._clock(), share < 1 and self._grown(mark)
        begun = self._under_way
        if begun is None or (share == 1 and self.latest is not None and not begun[0].same_network(mark)):
            begun = self.begin(network, mark)
        marked, evaluations = begun
        name = next(name for name in evaluations if name not in self._results)
        if evaluations[name].advance():
            self._results[name] = evaluations[name].result
        now = self._clock()
        if is_ahead:
            self._ahead += now - started
        self._rested_at = now + (1 / share - 1) * (now - started)
        if len(self._results) < len(evaluations):
            return None
        self._under_way = None
        self.mark, self.latest = marked, self._score(marked)
        self._predicted = {name: result.predicted for name, result in self._results.items()}
        return marked, self.latest, evaluations["test"].network

    def predicted(self, source: str) -> Array:
        """The latest answers to the test set or to the first training examples, uint8."""
        return self._predicted[source] if self.latest is not None else np.empty(0, np.uint8)

    def _score(self, mark: Mark) -> Score:
        test, train = self._results["test"], self._results["train"]
        return Score(
            step=mark.step,
            epoch=mark.epoch,
            seconds=mark.seconds,
            test_cost=test.cost,
            test_accuracy=test.accuracy,
            train_cost=train.cost,
            train_count=train.predicted.size,
            test_count=test.predicted.size,
            confusion=test.confusion.astype(np.int32),
            per_class=test.per_class.astype(np.float32),
            answers=test.answers.astype(np.float32),
        )

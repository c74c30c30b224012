"""A lane of a race: one way down, what it has paid so far, and what is remembered of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from math import ceil, nan
from statistics import median
from typing import Any, Literal

import numpy as np

from engine.arrays import Array
from engine.backprop import PART
from engine.descent import Descent, Part
from engine.diverged import Diverged
from engine.evaluation import evaluate
from engine.mnist import Dataset
from engine.moments import Moments
from engine.network import Network
from engine.path import Path
from engine.race_plan import GOALS, Limit

Walk = Literal["ready", "walking", "arrived", "stopped", "diverged"]

STEPS = 32  # in one advance, at most, and fewer where they are long:
EXAMPLES = 1024
BATCH_RATIO = 1.01  # between the steps at which a batch's cost is kept: 230 in a decade
SCORE_RATIO = 1.03  # between the steps at which the fixed sets are looked at: 78 in a decade
USUAL = 31  # advances whose median time is the usual one
LENIENCE = 3  # times the usual one is charged at most: shuffling, and pauses of the machine, are not computing
GUESS = 1e-6  # seconds an example, before any has been measured


@dataclass(frozen=True, slots=True)
class Goal:
    """When a lane first answered this share of the test set rightly."""

    accuracy: float
    step: int
    examples: int
    seconds: float
    show: float

    def paid(self, clock: str) -> float:
        """In examples, steps or seconds."""
        return {"examples": self.examples, "steps": self.step, "seconds": self.seconds}[clock]


@dataclass(frozen=True, slots=True)
class BatchCost:
    """The mean cost of one batch before its step, beside what had been paid then: of the network at step 7 it is known
    when the 8th has been taken."""

    step: int
    examples: int
    seconds: float
    cost: float


@dataclass(frozen=True, slots=True)
class LaneScore:
    """A lane on the fixed sets: `cost` on the training sample, the others on the test set."""

    step: int
    examples: int
    seconds: float
    cost: float
    test_cost: float
    test_accuracy: float


class Lane:
    """One descent, what it has paid, and what is remembered of its way."""

    def __init__(self, descent: Descent, fixed: Dataset, test: Dataset, limit: Limit, points: int) -> None:
        self.descent = descent
        self.walk: Walk = "ready"
        self.diverged: Diverged | None = None
        self.part: tuple[int, int] | None = None
        self.seconds = 0.0
        self.path = Path(descent.network.parameters.size, points)
        self.batches: list[BatchCost] = []
        self.scores: list[LaneScore] = []
        self.goals: list[Goal] = []
        self._fixed, self._test, self._limit = fixed, test, limit
        self._batch_moments, self._score_moments = Moments(BATCH_RATIO), Moments(SCORE_RATIO)
        self._usual: deque[float] = deque(maxlen=USUAL)  # seconds an example
        self._whole_steps: deque[float] = deque(maxlen=USUAL)  # seconds of steps that were taken in parts
        self._began = (0, 0, 0.0)  # steps, examples and seconds when the step under way did
        self._looked_at = 0
        self._score(0.0)
        self.path.add(0, 0, 0.0, 0.0, self.scores[0].cost, descent.network.parameters)

    @property
    def network(self) -> Network:
        return self.descent.network

    @property
    def newest(self) -> Array:
        """The weights now (P,); of a lane that has diverged, the last that were numbers."""
        return self.path.weights[-1] if self.walk == "diverged" else self.network.parameters

    @property
    def steps(self) -> int:
        return self.descent.steps

    @property
    def examples(self) -> int:
        """Looked at so far, in the step under way too."""
        return self.descent.examples + (self.part[0] if self.part else 0)

    @property
    def batch_size(self) -> int:
        """Examples of a step: all there are, where the plan asks for more."""
        return min(self.descent.plan.batch_size, self.descent.pass_size)

    @property
    def on_its_way(self) -> bool:
        return self.walk in ("ready", "walking")

    @property
    def step_seconds(self) -> float | None:
        """The usual compute time of a whole step."""
        if self._whole_steps:
            return median(self._whole_steps)
        if not self._usual or (self.steps == 0 and self.part is None):
            return None
        return median(self._usual) * self.batch_size

    @property
    def whole_steps(self) -> int:
        """How many whole steps, taken in parts, `step_seconds` is the median of."""
        return len(self._whole_steps)

    def ahead(self) -> Array | None:
        """Where the step under way would end (P,), were what it has looked at all of its batch. None where it is not
        taken in parts, or would lead to what are no numbers."""
        with np.errstate(over="ignore", invalid="ignore"):
            change = self.descent.ahead()
            if change is None:
                return None
            end: Array = self.network.parameters + change
        return end if np.isfinite(end).all() else None

    def paid(self, clock: str) -> float:
        """In examples, steps (a part of one counts in proportion) or seconds."""
        if clock == "seconds":
            return self.seconds
        if clock == "steps":
            return self.steps + (self.part[0] / self.part[1] if self.part else 0.0)
        return float(self.examples)

    def price(self, clock: str) -> float:
        """About what the next advance will cost, at the least."""
        size = min(self.batch_size, PART)
        if clock == "seconds":
            return size * (median(self._usual) if self._usual else GUESS)
        return size / self.batch_size if clock == "steps" else float(size)

    def expect(self, seconds_an_example: float) -> None:
        """Takes a measurement from elsewhere as the usual time, until there are enough of its own."""
        self._usual.extend([seconds_an_example] * (USUAL // 2))

    def advance(self, most: int = STEPS) -> None:
        """Up to `most` steps, or a part of a large one; never past a step that is to be recorded, or a limit."""
        self.walk = "walking"
        before, stop = self.examples, self._next_stop()
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                for _ in range(min(most, self._most())):
                    event = next(self.descent)
                    if isinstance(event, Part):
                        self.part = event.done, event.of
                        break
                    self.part = None
                    if self.steps >= stop:
                        break
        except Diverged as diverged:
            self.part = None
            self.walk, self.diverged = "diverged", diverged
        self._looked_at = self.examples - before

    def pay(self, seconds: float, show: float) -> None:
        """Charges the advance just made, and remembers what is to be remembered of it."""
        if self._looked_at:
            each = seconds / self._looked_at
            usual = median(self._usual) if self._usual else each
            self._usual.append(each)
            seconds = min(seconds, LENIENCE * usual * self._looked_at)
        self.seconds += seconds
        if self.part is None:
            if self.batch_size > PART:
                self._whole_steps.append(self.seconds - self._began[-1])
            if self.walk == "walking":
                self._remember(show)
            self._began = self.steps, self.examples, self.seconds

    def state(self) -> dict[str, Any]:
        """Copies of all that `restore` needs. A step of which a part has been done begins anew, and is paid anew."""
        diverged = self.diverged
        return {
            **self.descent.state(),
            **self.path.state(),
            "parameters": self.network.parameters.copy(),
            "walk": self.walk,
            "diverged": [diverged.step, diverged.eta] if diverged else None,
            "seconds": self._began[-1],
            "moments": [self._batch_moments.next, self._score_moments.next],
            "usual": list(self._usual),
            "whole_steps": list(self._whole_steps),
            "goals": [astuple(goal) for goal in self.goals],
            "batches": np.array([astuple(row) for row in self.batches]).reshape(-1, len(fields(BatchCost))),
            "scores": np.array([astuple(row) for row in self.scores]),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Goes on from where `state()` was taken of a lane of the same plan and data, bit for bit."""
        self.descent.restore(state)
        self.network.parameters[:] = state["parameters"]
        self.path.restore(state)
        self.walk, self.part, self.seconds = state["walk"], None, float(state["seconds"])
        self._began = self.steps, self.examples, self.seconds
        self.diverged = Diverged(state["diverged"][0], nan, state["diverged"][1]) if state["diverged"] else None
        self._batch_moments.next, self._score_moments.next = map(int, state["moments"])
        self._usual.extend(state["usual"])
        self._whole_steps.extend(state["whole_steps"])
        self.goals = [Goal(*goal) for goal in state["goals"]]
        self.batches = [BatchCost(int(step), int(seen), *row) for step, seen, *row in state["batches"].tolist()]
        self.scores = [LaneScore(int(step), int(seen), *row) for step, seen, *row in state["scores"].tolist()]

    def _remember(self, show: float) -> None:
        step = self.steps
        if self._batch_moments.came(self._began[0]):
            try:
                self.batches.append(BatchCost(*self._began, self.descent.cost()))
            except Diverged as diverged:
                self.walk, self.diverged = "diverged", diverged
                return
        self._batch_moments.come(step)
        limit = self._limit
        bounds = ((step, limit.steps), (self.examples, limit.examples), (self.seconds, limit.seconds))
        is_over = any(most is not None and paid >= most for paid, most in bounds)
        if self._score_moments.come(step) or is_over:
            self._score(show)
            if limit.accuracy is not None and self.scores[-1].test_accuracy >= limit.accuracy:
                self.walk = "arrived"
        if is_over and self.walk == "walking":
            self.walk = "stopped"
        parameters = self.network.parameters
        if (not self.on_its_way or self.path.due(step)) and np.isfinite(parameters).all():
            latest = self.scores[-1]
            cost = latest.cost if latest.step == step else self._true_cost()
            self.path.add(step, self.examples, self.seconds, show, cost, parameters)

    def _score(self, show: float) -> None:
        with np.errstate(over="ignore", invalid="ignore"):
            test = evaluate(self.network, self._test)
        score = LaneScore(self.steps, self.examples, self.seconds, self._true_cost(), test.cost, test.accuracy)
        self.scores.append(score)
        for accuracy in GOALS[len(self.goals) :]:
            if test.accuracy >= accuracy:
                self.goals.append(Goal(accuracy, self.steps, self.examples, self.seconds, show))

    def _true_cost(self) -> float:
        with np.errstate(over="ignore", invalid="ignore"):
            return evaluate(self.network, self._fixed).cost

    def _most(self) -> int:
        """Steps of an advance, at most."""
        limit, size = self._limit, self.batch_size
        most = [STEPS, EXAMPLES // size]
        if limit.steps is not None:
            most.append(ceil(limit.steps) - self.steps)
        if limit.examples is not None:
            most.append(ceil((limit.examples - self.examples) / size))
        return max(1, min(most))

    def _next_stop(self) -> int:
        """The next step after which something is to be remembered: at once, where the batch's cost is."""
        if self._batch_moments.came(self.steps):
            return self.steps + 1
        recorded = (self.steps // self.path.stride + 1) * self.path.stride
        return min(recorded, self._batch_moments.next, self._score_moments.next)

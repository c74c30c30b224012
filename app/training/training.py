"""A network on its way down, and what is kept of the way: a point now and then, and the last step whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from app.training.points import Thinning
from app.training.scoring import Mark
from app.wire.messages import Array, Points, Status
from engine.backprop import PART
from engine.descent import Part, descend
from engine.lesson import Lesson, teach
from engine.mnist import Data
from engine.network import Network
from engine.nudges import Nudge
from engine.plan import Plan

KEEP_EVERY = 0.1  # seconds of full speed between two steps that are kept whole


@dataclass(frozen=True, slots=True)
class KeptStep:
    """A step kept whole: the parameters before it, the examples of its batch, the very nudge that it applied, and the
    mean cost that it found (None: kept by a version that did not write it down)."""

    index: int
    before: Array
    batch: Array
    nudge: Nudge
    cost: float | None


@dataclass(frozen=True, slots=True)
class State:
    """A training between two steps, as copies."""

    descent: dict[str, Any]
    parameters: Array
    kept: KeptStep | None


@dataclass(frozen=True, slots=True)
class Goal:
    """Where a training stops by itself, at so many steps or passes; how it then stands, and why."""

    then: Status
    reason: dict[str, Any]
    steps: int | None = None
    epoch: float | None = None
    hurry: bool = False  # unthrottled, whatever the speed


class Training:
    """One network and its descent. Raises ValueError if the plan does not fit the data."""

    def __init__(self, plan: Plan, data: Data, clock: Callable[[], float]) -> None:
        rng = np.random.default_rng(plan.seed)
        self.network = Network.initial(plan, rng)
        self.descent = descend(self.network, data.train, plan, rng)
        self.kept: KeptStep | None = None  # the newest that was kept, which need not be the last
        self.part: tuple[int, int] | None = None  # examples done, of how many, in the large batch under way
        self.seconds = 0.0  # spent on training
        self.lessons = 0
        self._clock = clock
        self._points = Thinning()
        self._kept_at = float("-inf")
        self._began = (0, 0.0, 0.0)  # step, epoch and seconds before the step that was last taken

    @property
    def plan(self) -> Plan:
        """The plan as it now is."""
        return self.descent.plan

    @property
    def mark(self) -> Mark:
        """Which network this is now."""
        descent = self.descent
        return Mark(descent.steps, self.lessons, descent.epoch, descent.examples, self.seconds)

    @property
    def last(self) -> KeptStep | None:
        """The last step, if it was kept."""
        return self.kept if self.kept is not None and self.kept.index == self.descent.steps else None

    @property
    def latest_nudge(self) -> Nudge | None:
        """The nudge of the last step, to be looked at before the next. None before the first, and where the last was
        not kept and the next is under way, or has been undone."""
        if self.last is not None:
            return self.last.nudge
        return self.descent.nudge if self.descent.remembers else None

    def reached(self, goal: Goal | None) -> bool:
        """Whether the training is where it was to stop."""
        if goal is None:
            return False
        if goal.steps is not None:
            return self.descent.steps >= goal.steps
        return goal.epoch is not None and self.descent.epoch > goal.epoch - 0.5 / self.descent.pass_size

    def advance(self, count: int, goal: Goal | None) -> None:
        """Takes `count` steps, or a part of a large one, but none beyond the goal. Raises Diverged."""
        started = self._clock()
        try:
            if self.plan.batch_size > PART:
                self._advance_part()
            else:
                self._advance_steps(count, goal, started)
        finally:
            self.seconds += self._clock() - started

    def step(self, beat: Callable[[], None] = lambda: None) -> None:
        """Takes one whole step and keeps it, calling `beat` after each part of a large one. Raises Diverged."""
        started = self._clock()
        try:
            if self.plan.batch_size > PART:
                self._advance_part()
                while self.part is not None:
                    beat()
                    self._advance_part()
            else:
                self._begin(started)
                self._kept_step()
                self._point(started)
        finally:
            self.seconds += self._clock() - started

    def keep_last(self) -> None:
        """Takes one more step if the last was too fast to be kept whole."""
        if self.part is None and self.descent.steps and self.last is None:
            self.step()

    def points(self, all: bool = False) -> Points | None:
        """Points that it is time to send."""
        return self._points.take(self._clock(), all)

    def set(self, **changes: Any) -> None:
        """Changes eta, batch size or digits from the next step on. Raises ValueError."""
        self.descent.set(**changes)
        self.part = None

    def teach(self, x: Array, y: Array) -> Lesson:
        """A lesson on these examples, outside the descent. A large batch under way begins anew, for half of it saw
        another network."""
        lesson = teach(self.network, x, y, self.plan.eta)
        self.lessons += 1
        self.set()
        return lesson

    def state(self) -> State:
        """All that `restore` needs to come back to this step."""
        return State(self.descent.state(), self.network.parameters.copy(), self.kept)

    def restore(self, state: State) -> None:
        """Goes back to a step of the same plan. With another eta the next leads elsewhere than it did."""
        self.lessons += 1
        self.descent.restore(state.descent)
        self.network.parameters[:] = state.parameters
        self.kept, self.part = state.kept, None

    def _advance_steps(self, count: int, goal: Goal | None, now: float) -> None:
        """The whole loop at full speed is the `for`: everything else happens once in a few milliseconds."""
        begin = self.descent.steps
        end = begin + count
        while self.descent.steps < end and not self.reached(goal):
            sure = self._sure(goal)
            steps = min(sure, end - self.descent.steps)
            keep = sure == 1 or now >= self._kept_at + KEEP_EVERY
            for _ in islice(self.descent, steps - 1):
                pass
            self._begin(now)
            if keep:
                self._kept_step()
                self._kept_at = now
            else:
                next(self.descent)
        if self.descent.steps > begin:
            self._point(now)

    def _sure(self, goal: Goal | None) -> int:
        """So many steps cannot pass the goal, for no step takes more examples than a batch; at least 1."""
        if goal is None:
            return 1_000_000_000
        if goal.steps is not None:
            return max(1, goal.steps - self.descent.steps)
        left = ((goal.epoch or 0.0) - self.descent.epoch) * self.descent.pass_size
        return max(1, int((left - 0.5) // self.plan.batch_size))

    def _advance_part(self) -> None:
        if self.part is None:
            self._before = self.network.parameters.copy()
            self._began = self.descent.steps, self.descent.epoch, self.seconds
        done = next(self.descent)
        if isinstance(done, Part):
            self.part = done.done, done.of
            return
        self.part = None
        self._keep(self._before)
        self._point(self._clock())

    def _begin(self, now: float) -> None:
        """A step is about to be taken, in an advance that began at `now`."""
        self._began = self.descent.steps, self.descent.epoch, self.seconds + self._clock() - now

    def _kept_step(self) -> None:
        before = self.network.parameters.copy()
        next(self.descent)
        self._keep(before)

    def _keep(self, before: Array) -> None:
        descent = self.descent
        self.kept = KeptStep(descent.steps, before, descent.batch.copy(), descent.nudge, descent.cost())

    def _point(self, now: float) -> None:
        """Makes a point of the last step, which shows whether its cost is finite. It stands where the network stood of
        which it is the cost."""
        if self._points.wanted(now):
            known = self.last.cost if self.last is not None else None
            self._points.add(*self._began, self.descent.cost() if known is None else known)

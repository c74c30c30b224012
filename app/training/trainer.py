"""One run: a network, its way down, and how it stands. It trains when told to and keeps what happened for whoever sends
it on. It has no pipe and no pace of its own, and its clock is lent.

What people want of it stands in `orders`, what they ask in `answers`, what they see in `camera`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from app.training.look import Moment, Windows
from app.training.origin import Origin
from app.training.past import Earlier, LookedAt, Past
from app.training.scoring import Mark, Scoring
from app.training.slow import PHASE_SECONDS, SlowMotion
from app.training.training import Goal, Training
from app.training.wall import Wall
from app.training.watching import Example, Watching
from app.wire import messages
from app.wire.base import column
from app.wire.messages import Array, Changed, Event, Status
from app.wire.refused import Refused
from engine.diverged import Diverged
from engine.mnist import Data
from engine.network import Network
from engine.plan import Plan

FULL_SHARE = 0.1  # of the time is for evaluation while training goes as fast as it can
SPARE_SHARE = 0.04  # the same at a given speed, at which the process should be at rest most of the time
SPEED = 300.0  # steps a second at which the first ten seconds are the interesting ones


class Trainer:
    """`turn` trains, `evaluate` scores, `events` gives what has happened since it was last asked.

    `looks` is raised whenever what a person sees has changed otherwise than by training at speed, so that it wants new
    pictures at once. `beat` is called now and then within long work.
    """

    def __init__(
        self,
        plan: Plan,
        data: Data,
        clock: Callable[[], float],
        beat: Callable[[], None] = lambda: None,
        origin: Origin | None = None,
    ) -> None:
        """Raises ValueError if the plan does not fit the data."""
        self.data = data
        self.origin = origin
        self.beat = beat
        self.status: Status = "paused"
        self.reason: dict[str, Any] = {}
        self.speed: float | None = SPEED
        self.slow = False
        self.goal: Goal | None = None
        self.rate = 0.0  # measured steps a second, by whoever has a clock to measure with
        self.looks = 0
        self.watching = Watching(data)
        self.wall = Wall()
        self.scoring = Scoring(data, clock)
        self.windows = Windows(plan.sizes)
        self._clock = clock
        self._events: list[Event] = []
        self.begin(plan)

    def begin(self, plan: Plan) -> None:
        """A fresh start, from the origin where there is one. Raises ValueError if the plan does not fit the data, and
        then nothing has changed."""
        plan.check_ends(*self.data.ends)
        self.training = Training(plan, self.data, self._clock)
        self.inherited = self.origin is not None and self.origin.give(self.training.network, plan)
        self.motion = SlowMotion(self.training, self.watching)
        if self.windows.sizes != plan.sizes:
            self.windows = Windows(plan.sizes)
        self.scoring.forget()
        self.past = Past(plan.parameter_count)
        self.looked: LookedAt | None = None
        self._past_told: tuple[int, LookedAt | None, Mark] | None = None
        self.goal = None
        self.scoring.begin(self.training.network, self.training.mark)  # with it the curves begin, whatever comes first
        self.change("paused", fresh=True)

    # --- what is so ---------------------------------------------------------------------------------------------------

    @property
    def pace(self) -> float | None:
        """Turns a second that are wanted while running: steps, or phases in slow motion. None: as many as can be."""
        if self.goal is not None and self.goal.hurry:
            return None
        return 1 / PHASE_SECONDS if self.slow else self.speed

    @property
    def example(self) -> Example:
        """The example that everybody watches: in slow motion, the one that the batch has come to."""
        return self.motion.example or self.watching.example

    @property
    def network(self) -> Network:
        """The network that everybody looks at: that of the training, unless they look back."""
        return self.looked.network if self.looked else self.training.network

    @property
    def moment(self) -> Moment:
        """How far that network has come."""
        if self.looked:
            mark = self.looked.mark
            return Moment(mark.step, mark.epoch, mark.examples, mark.seconds, 0.0, None, None)
        mark, part = self.training.mark, self.training.part
        rate = self.rate if self.status == "running" else 0.0
        return Moment(mark.step, mark.epoch, mark.examples, mark.seconds, rate, self.motion.phase, part)

    @property
    def sane(self) -> bool:
        """Whether the training has a network worth looking at."""
        return self.status not in ("diverged", "failed")

    def check_seen(self) -> None:
        """Raises Refused unless the network that everybody looks at is worth asking."""
        if not self.looked:
            self.check_sane()

    def check_present(self) -> None:
        """Raises Refused where the present is asked about while everybody looks back."""
        if self.looked:
            raise Refused(
                "in_the_past",
                f"everybody looks back at step {self.looked.mark.step}, of which the network alone has been kept: "
                "go back to the present",
            )

    def check_sane(self) -> None:
        """Raises Refused unless the training can go on."""
        if self.status == "diverged":
            raise Refused("diverged", "the numbers have grown beyond all bounds: reset the network, with a smaller eta")
        if self.status == "failed":
            raise Refused("failed", "something went wrong in this run: reset the network to go on")

    def events(self) -> list[Event]:
        """What has happened since this was last asked, oldest first."""
        points = self.training.points()
        news = points, self._past_news(), self.wall.news(self._clock)
        events, self._events = [*self._events, *filter(None, news)], []
        return events

    def predicted(self, source: str) -> Array:
        """The latest answers to the test set or to the first training examples. While nothing trains they are of the
        very network that everybody looks at, evaluated anew if need be."""
        if self.looked:
            return self.looked.predicted(source, self.scoring.sets[source], self.beat)
        while self.sane and (self.status != "running" or self.scoring.latest is None):
            if not self._piece(share=1):
                break
            self.beat()
        return self.scoring.predicted(source)

    # --- what time brings ---------------------------------------------------------------------------------------------

    def turn(self, count: int) -> None:
        """While running: trains for about `count` steps, or goes on by one phase of slow motion."""
        try:
            if self.training.reached(self.goal):
                pass  # by single steps, since it was set
            elif self.slow and not (self.goal and self.goal.hurry):
                self.motion.forward(self.beat)
                self.looks += 1
            else:
                self.training.advance(count, self.goal)
        except Diverged as diverged:
            return self.diverge(diverged)
        if self.goal is not None and self.training.reached(self.goal):
            goal, self.goal = self.goal, None
            self.change(goal.then, goal.reason)

    def rest(self) -> float | None:
        """Seconds until the next piece of evaluation is due; None if there is none to come."""
        return self.scoring.rest(self.training.mark, self._share) if self.sane else None

    def evaluate(self) -> None:
        """Does a piece of evaluation if one is due."""
        if self.sane:
            self._piece(self._share)

    @property
    def _share(self) -> float:
        """The part of the time that evaluation may take."""
        if self.status != "running":
            return 1
        return FULL_SHARE if self.pace is None else SPARE_SHARE

    def _piece(self, share: float) -> bool:
        """Does a piece of evaluation if one is due, and says whether."""
        mark = self.training.mark
        if self.scoring.rest(mark, share) != 0:
            return False
        if scored := self.scoring.advance(self.training.network, mark, share):
            marked, score, network = scored
            self.tell(score)
            if math.isfinite(score.test_cost + score.train_cost):
                self.past.keep(Earlier(marked, score, network.parameters), self.looked)
            else:
                self.diverge(Diverged(score.step, score.test_cost, self.training.plan.eta))
        return True

    # --- what it was --------------------------------------------------------------------------------------------------

    def look_back(self, step: int | None) -> None:
        """Lets everybody look at the newest network kept up to this step, or (None) at the present one, as also where
        what is kept is of this very step, perhaps before a lesson, or of one that was undone: it is about to be
        replaced. Raises Refused if none is as old."""
        earlier = None if step is None else self.past.at(step)
        if step is not None and earlier is None:
            raise Refused("out_of_range", f"no network of step {step} or before has been kept")
        if earlier is not None and earlier.mark.step >= self.training.mark.step:
            earlier = None
        self.looked = LookedAt(earlier, self.training.plan) if earlier else None
        self.looks += 1

    def _past_news(self) -> messages.Past | None:
        """What can be looked back at, if that is different and nothing trains; and that nobody looks back any more."""
        looked_back = self._past_told is not None and self._past_told[1] is not None
        if not self.past.all or (self.status == "running" and not looked_back):
            return None
        now = self.training.mark
        told = self.past.edition, self.looked, now
        if told == self._past_told:
            return None
        self._past_told = told
        return messages.Past(
            steps=column("step", [each.mark.step for each in self.past.all if each.mark.step < now.step]),
            at=self.looked.mark.step if self.looked else None,
            score=self.looked.score if self.looked else None,
        )

    # --- what becomes of it -------------------------------------------------------------------------------------------

    def diverge(self, diverged: Diverged) -> None:
        """The numbers have grown beyond all bounds, and no step will bring them back."""
        self.goal = self.looked = None
        self.motion.end()
        reason = {"eta": diverged.eta, "step": diverged.step, "suggested": diverged.suggested}
        self.change("diverged", {"code": "diverged", **reason})

    def fail(self, message: str) -> None:
        """Something went wrong that should not have."""
        self.goal = None
        self.change("failed", {"code": "error", "message": message})

    def tell(self, event: Event) -> None:
        """Keeps an event for whoever sends it on."""
        self._events.append(event)

    def change(self, status: Status, reason: dict[str, Any] | None = None, fresh: bool = False) -> None:
        """From now on the run stands so; points and pictures follow at once."""
        points = self.training.points(all=True)
        if points:
            self.tell(points)
        self.status, self.reason = status, reason or {}
        mark = self.training.mark
        self.looks += 1
        self.tell(Changed(
            status=status, reason=self.reason, plan=self.training.plan.as_mapping(),
            parameter_count=self.training.plan.parameter_count, speed=self.speed, slow=self.slow, fresh=fresh,
            inherited=self.inherited, step=mark.step, epoch=mark.epoch, examples=self.training.descent.examples,
        ))  # fmt: skip

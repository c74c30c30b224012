"""A race: several ways down from one start, of which none may look at more, step oftener or compute longer than others.

The lanes pay in one coin, the race's clock: examples looked at, steps taken or seconds computed. Whose next advance
would end first has the turn, so that at every moment all have paid the same, to within an advance. Each has a network,
a generator of random numbers, an optimizer and buffers of its own: it cannot know whether it is alone.

The engine has no clock. Whoever drives the race says after each advance how many seconds it took.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.descent import Descent, Part, descend
from engine.diverged import Diverged
from engine.landscape import sample
from engine.lane import Lane
from engine.mnist import Data
from engine.network import Network
from engine.path import capacity
from engine.race_plan import CLOCKS, RacePlan

MEMORY = 160_000_000  # bytes of recorded weights, of all lanes together
REHEARSALS = 40  # advances of a double before the race, at most, and no more than it takes
REHEARSED = 16_384  # to look at so many examples
MANY = 100_000_000  # examples: what one step over all data would cost if there were so many


@dataclass(frozen=True, slots=True)
class Timing:
    """What one step over all the data costs: `step_seconds` is the median of `measured` whole steps, or, if that is 0,
    in proportion to the part of the first that has been done."""

    examples: int
    step_seconds: float
    measured: int

    @property
    def many_seconds(self) -> float:
        """One step over `MANY` examples, at the same speed."""
        return self.step_seconds * MANY / self.examples


class Race:
    """`turn`, `advance`, `pay`, and again, until nobody is on the way.

    `fixed` is the sample of training examples on which the lanes' true costs and the landscape are measured.
    """

    def __init__(self, plan: RacePlan, data: Data) -> None:
        self.plan = plan
        self.data = data
        self.fixed = sample(data.train)
        self.start = Network.initial(plan.plan, np.random.default_rng(plan.plan.seed))
        points = capacity(plan.plan.parameter_count, len(plan.lanes), MEMORY)
        self.lanes = [self._lane(index, points) for index in range(len(plan.lanes))]

    @property
    def finished(self) -> bool:
        """Whether all have arrived, or stopped for another reason."""
        return not any(lane.on_its_way for lane in self.lanes)

    @property
    def position(self) -> float:
        """Where the race's own clock is: what the furthest lane has paid, of those on the way, or else of all."""
        clock = self.plan.clock
        walking = [lane.paid(clock) for lane in self.lanes if lane.on_its_way]
        return max(walking) if walking else max(lane.paid(clock) for lane in self.lanes)

    def turn(self) -> tuple[Lane, float] | None:
        """The lane whose next advance ends first, and about what it will then have paid; None when all have ended."""
        clock = self.plan.clock
        ends = [(lane.paid(clock) + lane.price(clock), lane) for lane in self.lanes if lane.on_its_way]
        if not ends:
            return None
        paid, lane = min(ends, key=lambda each: each[0])
        return lane, paid

    def rehearse(self, index: int) -> Iterator[int]:
        """The first advances of a lane, made by a double that nobody will remember, so that its usual time is known
        before it starts. Each yields how many examples it looked at; there are fewer where the double diverges."""
        double = self._descent(index)
        before = looked_at = advances = 0
        while advances < REHEARSALS and looked_at < REHEARSED:
            try:
                event = next(double)
            except Diverged:
                return
            now = double.examples + (event.done if isinstance(event, Part) else 0)
            yield now - before
            before, advances, looked_at = now, advances + 1, now

    def first(self) -> dict[str, int | None]:
        """By each clock, the lane that came to the limit's accuracy for the least; None where none has, or several."""
        arrived = {index: lane for index, lane in enumerate(self.lanes) if lane.walk == "arrived"}
        return {clock: _alone({index: lane.paid(clock) for index, lane in arrived.items()}) for clock in CLOCKS}

    def first_at(self, accuracy: float) -> dict[str, int | None]:
        """By each clock, the lane that came to one of the goals for the least; None where none has, or several, or
        where one that is on its way has paid less so far: it may still be first."""
        reached = {
            index: goal for index, lane in enumerate(self.lanes) for goal in lane.goals if goal.accuracy == accuracy
        }
        first: dict[str, int | None] = {}
        for clock in CLOCKS:
            best = _alone({index: goal.paid(clock) for index, goal in reached.items()})
            first[clock] = best
            if best is not None:
                others = (lane for index, lane in enumerate(self.lanes) if index not in reached and lane.on_its_way)
                if any(lane.paid(clock) < reached[best].paid(clock) for lane in others):
                    first[clock] = None
        return first

    def timing(self) -> Timing | None:
        """What a full-batch step costs; None while no lane has begun one."""
        everything = len(self.data.train)
        for lane in self.lanes:
            seconds = lane.step_seconds
            if lane.batch_size == everything and seconds is not None:
                return Timing(everything, seconds, lane.whole_steps)
        return None

    def recorded(self, most: int) -> list[Array]:
        """Each lane's recorded weights (n, P), evenly thinned to at most `most` points, the newest last."""
        weights = []
        for lane in self.lanes:
            path = lane.path.weights
            chosen = np.unique(np.linspace(0, len(path) - 1, min(most - 1, len(path))).round().astype(int))
            weights.append(np.concatenate([path[chosen], lane.newest[np.newaxis]]))
        return weights

    def _lane(self, index: int, points: int) -> Lane:
        return Lane(self._descent(index), self.fixed, self.data.test, self.plan.limit, points)

    def _descent(self, index: int) -> Descent:
        plan = self.plan.of_lane(index)
        return descend(self.start.copy(), self.data.train, plan, np.random.default_rng(plan.seed))


def _alone(paid: Mapping[int, float]) -> int | None:
    """Who has paid the least; None where nobody has, or several have."""
    least = [index for index, each in paid.items() if each == min(paid.values())]
    return least[0] if len(least) == 1 else None

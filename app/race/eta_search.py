"""The search for each lane's best eta, under way."""

from __future__ import annotations

from collections.abc import Callable

from app.wire.race import Trial
from engine.race import Race
from engine.tuning import search


class EtaSearch:
    """`advance` goes on for a few milliseconds until it is `done`; `plan` is the race's, with the best etas so far.

    `wanted`: which lanes were asked for; `then_race`: whether the race begins by itself afterwards.
    """

    def __init__(self, race: Race, lanes: list[int], then_race: bool, clock: Callable[[], float]) -> None:
        self.plan = race.plan
        self.wanted = tuple(lanes)
        self.then_race = then_race
        self.done = False
        self._race = race
        self._lanes = lanes
        self._clock = clock
        self._seconds = 0.0
        self._begin()

    def advance(self) -> Trial | None:
        """A trial that has come to its end just now, if one has."""
        started = self._clock()
        trial = next(self._work, None)
        self._seconds += self._clock() - started
        if trial is None:
            return None
        lane, seconds, self._seconds = self._lanes[0], self._seconds, 0.0
        if trial.best is not None:
            self.plan = self.plan.with_eta(lane, trial.best)
        if trial.done == trial.of:
            self._lanes = self._lanes[1:]
            self.done = not self._lanes
            if self._lanes:
                self._begin()
        return Trial(
            lane=lane, eta=trial.eta, steps=trial.steps, examples=trial.examples, seconds=seconds, cost=trial.cost,
            done=trial.done, of=trial.of, best=trial.best,
        )  # fmt: skip

    def _begin(self) -> None:
        race = self._race
        self._work = search(race.plan.of_lane(self._lanes[0]), race.start, race.data.train, race.fixed)

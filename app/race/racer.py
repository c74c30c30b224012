"""One race: its lanes, its show, its map. It goes on when told to and keeps what happened for whoever sends it on.

Like a trainer it has no pipe, and its clock is lent. What people want of it stands in `orders`, what they see in
`look`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from statistics import median
from typing import Any, Literal

from app.race.curves import CurveTeller, Milestones
from app.race.errand import Errand
from app.race.eta_search import EtaSearch
from app.race.show import Show
from app.race.study import Study
from app.wire.messages import Changed, Event, Status
from app.wire.race import Trial
from app.wire.race_setting import Setting
from engine.chart import Chart
from engine.lane import GUESS, STEPS
from engine.mnist import Data
from engine.race import Race

SLICE = 0.006  # seconds of racing, searching or comparing between two moments at which commands are listened to
IDLE_SLICE = 0.004  # seconds of drawing the map while the race waits for its show
OVERHEAD = 0.08  # of the lanes' compute time, what the map may take from a race that does not wait
CELLS = 8  # crossings of the landscape at a time, about a millisecond
CURVES_EVERY = 0.2  # seconds between two tellings of the curves


class Racer:
    """`work` goes on a little, `events` gives what has happened since it was last asked.

    `looks` is raised whenever what a person sees has changed otherwise than by racing. `beat` is called now and then
    within long work.
    """

    def __init__(
        self, setting: Setting, data: Data, clock: Callable[[], float], beat: Callable[[], None] = lambda: None
    ) -> None:
        """Raises ValueError if the plan does not fit the data."""
        self.data = data
        self.status: Status = "paused"
        self.reason: dict[str, Any] = {}
        self.study: Study | None = None
        self.studies = 0
        self.studied: int | None = None  # how many steps there were at the last study
        self.looks = 0
        self._clock = clock
        self._beat = beat
        self._events: list[Event] = []
        self.searched = False  # whether the etas of the plan are what a search has found
        self.search: EtaSearch | None = None
        self.trials: list[Trial] = []  # of the latest search of each lane
        self.begin(setting)

    def begin(self, setting: Setting, status: Status = "paused") -> None:
        """A fresh start. Raises ValueError if the plan does not fit the data, and then nothing has changed."""
        setting.plan.plan.check_ends(*self.data.ends)
        race = Race(setting.plan, self.data)
        self.race, self.setting = race, setting
        self.chart = Chart(race, setting.plane.kind, setting.plane.lanes)
        self.errand: Errand | None = None
        self.compute = 0.0  # seconds, of all lanes
        self.map_charged = 0.0  # seconds that the map took from the race
        self._credit = 0.0
        self._curves = CurveTeller(race)
        self._curves_at = self._clock()
        self._milestones = Milestones(race)
        self.search = None
        self.study = self.studied = None
        for index, lane in enumerate(race.lanes):
            lane.expect(self._usual(index))
            self._beat()
        first = race.turn()
        self.show = Show(setting.pace.law, setting.pace.value, first[1] if first else 1.0)
        self.change(status, fresh=True)

    # --- what is so ---------------------------------------------------------------------------------------------------

    @property
    def phase(self) -> Literal["ready", "searching", "racing", "finished"]:
        if self.search is not None:
            return "searching"
        if self.race.finished:
            return "finished"
        return "racing" if any(lane.walk != "ready" for lane in self.race.lanes) else "ready"

    @property
    def epoch(self) -> float:
        """Of the lane that is furthest."""
        return max(lane.examples for lane in self.race.lanes) / len(self.data.train)

    @property
    def steps(self) -> int:
        return sum(lane.steps for lane in self.race.lanes)

    @property
    def examples(self) -> int:
        return sum(lane.examples for lane in self.race.lanes)

    @property
    def overhead(self) -> float:
        """What the map has taken from the race, in proportion to the lanes' compute time."""
        return self.map_charged / self.compute if self.compute else 0.0

    @property
    def waits(self) -> bool:
        """Whether there is nothing to race now: not running, or the show has not come so far."""
        if self.status != "running" or self.search is not None:
            return self.status != "running"
        turn = self.race.turn()
        return self.errand is None and turn is not None and turn[1] > self.show.allowed

    @property
    def studying(self) -> bool:
        """Whether gradients are being compared: unasked, only while the race waits."""
        return self.study is not None and self.study.under_way and (self.study.asked or self.waits)

    def rest(self) -> float | None:
        """Seconds until there is something to do; None: not before somebody says so."""
        if self.studying or not self.waits or self.chart.wants():
            return 0.0
        turn = self.race.turn()
        return self.show.wait(turn[1]) if self.status == "running" and turn else None

    def events(self) -> list[Event]:
        """What has happened since this was last asked, oldest first."""
        if self._clock() >= self._curves_at + CURVES_EVERY:
            self._tell_curves()
        events, self._events = self._events, []
        return events

    # --- what time brings ---------------------------------------------------------------------------------------------

    def work(self) -> None:
        """Goes on for a few milliseconds with whatever there is to do."""
        until = self._clock() + SLICE
        if self.status == "running" and self.search is not None:
            self._go_on_searching(until)
        elif self.status == "running":
            self._go_on_racing(until)
        if self.studying:
            self._go_on_studying(self._clock() + SLICE)
        self._draw_map()

    def _go_on_racing(self, until: float) -> None:
        race, show = self.race, self.show
        turn = race.turn()
        if turn is not None:
            show.tick(self._clock(), turn[1], race.position)
        while True:
            if self.errand is not None:
                asked = self.errand.turn(race.lanes)
                if asked is None:
                    self.errand = None
                    show.stop()
                    return self._finish() if race.finished else self.change("paused")
                lane, most = asked
            else:
                turn = race.turn()
                if turn is None:
                    return self._finish()
                (lane, due), most = turn, STEPS
                if due > show.allowed:
                    return
            started, walk = self._clock(), lane.walk
            lane.advance(most)
            now = self._clock()
            lane.pay(now - started, show.seconds)
            self.compute += now - started
            self._credit += OVERHEAD * (now - started)
            self.looks += lane.walk != walk
            self._events += self._milestones.news(race.lanes.index(lane))
            if self._clock() >= until:
                return

    def _draw_map(self) -> None:
        """Draws for a while if the race waits; else as much as it may take from the race."""
        started, free = self._clock(), self.waits
        while free or self._credit > 0:
            before = self._clock()
            more = self.chart.work(CELLS)
            now = self._clock()
            if not free:
                self._credit -= now - before
                self.map_charged += now - before
            if not more:
                self._credit = min(self._credit, 0.0)
                return
            if now >= started + IDLE_SLICE:
                return

    def _go_on_searching(self, until: float) -> None:
        found = self.search
        while found is not None and self._clock() < until:
            if (trial := found.advance()) is not None:
                self._try(trial)
            if found.done:
                self.search, self.searched = None, True
                setting = self.setting.with_plan(replace(found.plan, etas="best"))
                return self.begin(setting, "running" if found.then_race else "paused")

    def _go_on_studying(self, until: float) -> None:
        study = self.study
        while study is not None and study.under_way and self._clock() < until:
            study.advance()

    # --- what becomes of it -------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Goes on; with the search for the best etas first, where the plan wants that and it has not been done."""
        if self.setting.plan.etas == "best" and not self.searched and self.search is None:
            self.look_for_etas(list(range(len(self.race.lanes))), then_race=True)
        self.show.stop()
        self.change("running")

    def look_for_etas(self, lanes: list[int], then_race: bool) -> None:
        """Begins to search. What comes of it is in the plan afterwards, and the race starts afresh."""
        self.search = EtaSearch(self.race, lanes, then_race, self._clock)

    def come_back(self, status: Status, reason: dict[str, Any], trials: list[Trial]) -> None:
        """The lanes are where another process has left them: from now on the race stands so, and tells all again."""
        self._events.clear()
        self._curves = CurveTeller(self.race)
        self.change(status, reason, fresh=True)
        self._events += self._milestones.again()
        for trial in trials:
            self._try(trial)

    def change(self, status: Status, reason: dict[str, Any] | None = None, fresh: bool = False) -> None:
        """From now on the race stands so; curves and pictures follow at once."""
        if not fresh:
            self._tell_curves()
        self.status, self.reason = status, reason or {}
        if status != "running":
            self.show.stop()
        self.looks += 1
        self.tell(Changed(
            status=status, reason=self.reason, plan=self.setting.as_mapping(),
            parameter_count=self.setting.plan.plan.parameter_count, speed=None, slow=False, fresh=fresh,
            step=self.steps, epoch=self.epoch, examples=self.examples,
        ))  # fmt: skip
        if fresh:
            self._tell_curves()  # the start is the first row of each

    def fail(self, message: str) -> None:
        """Something went wrong that should not have."""
        self.errand = self.search = self.study = None
        self.change("failed", {"code": "error", "message": message})

    def tell(self, event: Event) -> None:
        """Keeps an event for whoever sends it on."""
        self._events.append(event)

    def _try(self, trial: Trial) -> None:
        """Tells of a try, and remembers it."""
        if trial.done == 1:  # the lane is searched for anew
            self.trials = [each for each in self.trials if each.lane != trial.lane]
        self.trials.append(trial)
        self.tell(trial)

    def _finish(self) -> None:
        self.change("finished", {"code": "race_over", "first": self.race.first()})

    def _tell_curves(self) -> None:
        self._curves_at = self._clock()
        if curves := self._curves.news():
            self.tell(curves)

    def _usual(self, index: int) -> float:
        """Seconds an example, measured on a double of the lane."""
        each = []
        started = self._clock()
        for examples in self.race.rehearse(index):
            each.append((self._clock() - started) / examples)
            started = self._clock()
        return median(each) if each else GUESS

"""The map of a race while it is run: a plane through the paths, their shadows on it, and the landscape below them.

Paths grow, so the plane is renewed: when a walker leaves the frame, or the plane no longer holds what it was laid
through. A new plane takes the place of the old only when its landscape is as fine as people have come to expect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np

from engine.arrays import Array
from engine.landscape import LEVELS, Landscape
from engine.lane import Lane
from engine.path import Path
from engine.plane import ASPECT, TINY, Frame, Plane, across, captured, principal, through
from engine.race import Race

Kind = Literal["ends", "stagger", "principal"]

RECORDED = 48  # points of each path that help to lay a plane
JOLTS = 150  # points of the newest part of a path whose stagger is looked at
ROOM = 0.24  # of the frame's width and height, left free on every side of paths that still grow
MARGIN = 0.1  # the same when all have ended
EDGE = 0.03  # who comes so near to a side of the frame is about to leave it
ACROSS = 0.45  # of the height that the way leaves free, what a stagger may fill
STRETCH = 12  # times larger, at most, is a stagger drawn than the way
TURNED = 0.08  # of the frame's width: so far may walkers depart from the plane before it is renewed


class Shadow:
    """A path on a plane: `rows` (n, 3) are x, y and the distance from it, one for each recorded point."""

    def __init__(self, plane: Plane, path: Path) -> None:
        self._plane = plane
        self._path = path
        self._revision = path.revision
        self.rows = np.empty((0, 3))
        self.follow()

    def follow(self) -> Array:
        """`rows`, with those points that have been recorded since, and without those that were dropped."""
        for _ in range(self._path.revision - self._revision):
            self.rows = self.rows[::2]
        self._revision = self._path.revision
        if len(self.rows) < len(self._path):
            new = self._plane.project(self._path.weights[len(self.rows) :])
            self.rows = np.concatenate([self.rows, np.column_stack(new)])
        return self.rows


@dataclass(frozen=True, slots=True)
class Survey:
    """A plane with all that is drawn on it.

    `drawn` are the lanes that shape it, `through` those whose ends it was laid through: two, one for a stagger, none if
    principal. `departed` is how far from the plane the walkers were when it was laid.
    """

    kind: Kind
    drawn: tuple[int, ...]
    through: tuple[int, ...]
    plane: Plane
    shadows: list[Shadow]
    landscape: Landscape
    departed: Array
    last: bool

    def tips(self, lanes: list[Lane]) -> Array:
        """Where the walkers are: x, y and distance (lanes, 3)."""
        return _tips(self.plane, lanes)

    def ahead(self, lane: Lane) -> tuple[float, float] | None:
        """Where the step that a walker has under way would end, were what it has looked at all of its batch: x, y."""
        end = lane.ahead()
        if end is None:
            return None
        coordinates, _ = self.plane.project(end[np.newaxis])
        return float(coordinates[0, 0]), float(coordinates[0, 1])


class Chart:
    """`work` does a little where there is something to do; `survey` is what can be shown, `number` counts planes."""

    def __init__(self, race: Race, kind: Kind = "ends", lanes: tuple[int, int] | None = None) -> None:
        self._race = race
        self._kind: Kind = kind
        self._lanes = lanes
        self._chosen_anew = False
        self._next: Survey | None = None
        self._choices = 0
        self._looked_at: tuple[int, bool, int] | None = None
        self.number = 0
        self.version = 0  # counts up with every level of fineness, and every plane
        self.survey: Survey | None = None

    def choose(self, kind: Kind, lanes: tuple[int, int] | None) -> None:
        """From now on a plane of this kind; through the ends of these lanes, or of the two farthest from each other. Of
        the staggering lane, which is the one with the smallest batches unless it is said, only the first counts. Raises
        ValueError for lanes that are not two of the race."""
        count = len(self._race.lanes)
        if kind != "principal" and lanes and (lanes[0] == lanes[1] or not set(lanes) <= set(range(count))):
            raise ValueError(f"the lanes are {list(lanes)}, expected two different ones of {count}")
        self._kind, self._lanes, self._next = kind, lanes, None
        self._chosen_anew = True
        self._choices += 1

    def work(self, cells: int) -> bool:
        """Lays a new plane, or computes some crossings of the landscape. False when there is nothing to do."""
        if self._next is None and self._is_stale():
            self._next = self._lay()
            return True
        if self._next is not None:
            landscape = self._next.landscape
            if landscape.advance(cells) and landscape.size >= LEVELS[0 if self.survey is None else 1]:
                self.survey, self._next = self._next, None
                self.number += 1
                self.version += 1
            return True
        if self.survey is not None and self.survey.landscape.next_size is not None:
            self.version += self.survey.landscape.advance(cells)
            return True
        return False

    def wants(self) -> bool:
        """Whether there is something for `work` to do."""
        refining = self.survey is not None and self.survey.landscape.next_size is not None
        return refining or self._next is not None or self._moved()

    def share(self) -> float:
        """How much of all the recorded movement, squared, of the lanes that shape the map lies in its plane."""
        survey = self.survey
        if survey is None:
            return 1.0
        rows = np.concatenate([survey.shadows[index].follow() for index in survey.drawn])
        return captured(np.linalg.norm(rows, axis=1), rows[:, 2])

    def state(self) -> dict[str, Any]:
        """What `restore` needs to show the same plane again; nothing where there is none."""
        survey = self._next or self.survey
        if survey is None:
            return {}
        return {
            "kind": survey.kind,
            "through": list(survey.through),
            "last": survey.last,
            "stale": self._chosen_anew or survey.drawn != self._drawn(),
            "number": self.number,
            "frame": astuple(survey.landscape.frame),
            "departed": survey.departed,
            "first": survey.plane.first,
            "second": survey.plane.second,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Shows the plane of `state()` as soon as its landscape has been computed again."""
        race, number = self._race, int(state["number"])
        plane = Plane(race.start.parameters.astype(np.float64), state["first"], state["second"])
        landscape = Landscape(race.start, plane, Frame(*state["frame"]), race.fixed)
        shadows = [Shadow(plane, lane.path) for lane in race.lanes]
        through = tuple(map(int, state["through"]))
        drawn, last = self._drawn() or tuple(range(len(race.lanes))), bool(state["last"])
        self._next = Survey(state["kind"], drawn, through, plane, shadows, landscape, state["departed"], last)
        self._chosen_anew = bool(state["stale"])
        self.number = self.version = number  # whoever knows the earlier one takes this for another

    def _now(self) -> tuple[int, bool, int]:
        """What is another whenever there may be a reason for another plane."""
        race = self._race
        return sum(lane.steps for lane in race.lanes), race.finished, self._choices

    def _moved(self) -> bool:
        """Whether there may be a reason for another plane that has not been looked at yet."""
        now = self._now()
        return now[0] > 0 and now != self._looked_at

    def _drawn(self) -> tuple[int, ...]:
        """The lanes that shape the map: all but those whose weights have lost all bounds."""
        return tuple(index for index, lane in enumerate(self._race.lanes) if lane.walk != "diverged")

    def _is_stale(self) -> bool:
        race, survey = self._race, self.survey
        if not self._moved():
            return False
        self._looked_at = self._now()
        drawn = self._drawn()
        if not drawn:
            return False
        if survey is None or self._chosen_anew or survey.drawn != drawn or (race.finished and not survey.last):
            return True
        frame = survey.landscape.frame
        tips = survey.tips(race.lanes)
        departed = tips[:, 2] - survey.departed
        watched = survey.through or drawn
        turned = any(departed[index] > TURNED * (frame.right - frame.left) for index in watched)
        return turned or not frame.holds(tips[list(drawn), :2], EDGE)

    def _lay(self) -> Survey:
        race, drawn = self._race, self._drawn()
        last = race.finished
        start = race.start.parameters
        recorded = [points for index, points in enumerate(race.recorded(RECORDED)) if index in drawn]
        ends: tuple[int, ...] = ()
        ways = False  # whether the plane's two directions each have a meaning
        reeling = self._reeling(drawn)
        if self._kind == "principal" or len(drawn) < 2:
            plane = principal(start, np.concatenate(recorded))
        elif self._kind == "stagger" and len(race.lanes[reeling].path) > 2:
            ends, ways = (reeling,), True
            path = race.lanes[reeling].path.weights
            plane = across(start, race.lanes[reeling].newest, path[-JOLTS:])
        else:
            ends = self._ends(drawn)
            a, b = (race.lanes[index].newest for index in ends)
            plane = through(start, a, b, np.concatenate(recorded))
        if self.survey is not None and not self._chosen_anew:
            plane = plane.flipped_like(self.survey.plane) if ways else plane.turned_like(self.survey.plane)
        self._chosen_anew = False
        shadows = [Shadow(plane, lane.path) for lane in race.lanes]
        tips = _tips(plane, race.lanes)
        drawn_rows = np.concatenate([*(shadows[index].rows for index in drawn), tips[list(drawn)]])
        margin = MARGIN if last else ROOM
        frame = Frame.around(drawn_rows[:, :2], margin, _stretch(drawn_rows[:, :2]) if ways else 1.0)
        landscape = Landscape(race.start, plane, frame, race.fixed)
        return Survey(self._kind, drawn, ends, plane, shadows, landscape, tips[:, 2], last)

    def _reeling(self, drawn: tuple[int, ...]) -> int:
        """The lane whose stagger is shown."""
        if self._lanes is not None and self._lanes[0] in drawn:
            return self._lanes[0]
        return min(drawn, key=lambda index: self._race.lanes[index].batch_size)

    def _ends(self, drawn: tuple[int, ...]) -> tuple[int, int]:
        """The two lanes through whose ends the plane goes: as chosen, or those that have come farthest apart."""
        lanes = self._race.lanes
        if self._lanes is not None and set(self._lanes) <= set(drawn):
            return self._lanes
        return max(
            combinations(drawn, 2),
            key=lambda pair: float(np.linalg.norm(lanes[pair[0]].newest - lanes[pair[1]].newest)),
        )


def _tips(plane: Plane, lanes: list[Lane]) -> Array:
    return np.column_stack(plane.project(np.stack([lane.newest for lane in lanes])))


def _stretch(coordinates: Array) -> float:
    """How many times larger y is drawn than x so that a stagger (n, 2) is seen: a whole number."""
    width, height = np.ptp(coordinates, axis=0)
    return float(np.clip(width / ASPECT * ACROSS // max(height, TINY), 1, STRETCH))

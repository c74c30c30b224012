"""What is new of a race since the last telling: its curves as they go over the wire, what its lanes have come to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from app.wire.base import column
from app.wire.messages import Event, Notice
from app.wire.race import Curve, Curves, Reached, Scores
from engine.lane import BatchCost, Goal, LaneScore
from engine.race import Race

Told = TypeVar("Told", Curve, Scores)


class CurveTeller:
    """Remembers how far it has told."""

    def __init__(self, race: Race) -> None:
        self._race = race
        self._batches = [0] * len(race.lanes)
        self._scores = [0] * len(race.lanes)

    def news(self) -> Curves | None:
        """What was added to every lane's curves; None where nothing was."""
        lanes = self._race.lanes
        batches = [lane.batches[told:] for lane, told in zip(lanes, self._batches, strict=True)]
        scores = [lane.scores[told:] for lane, told in zip(lanes, self._scores, strict=True)]
        self._batches = [len(lane.batches) for lane in lanes]
        self._scores = [len(lane.scores) for lane in lanes]
        if not any(batches) and not any(scores):
            return None
        return Curves(
            batches=[columns(Curve, rows) for rows in batches], scores=[columns(Scores, rows) for rows in scores]
        )


class Milestones:
    """What each lane has come to: a share of answers that are right, or the loss of all bounds."""

    def __init__(self, race: Race) -> None:
        self._race = race
        self._told = [(0, False)] * len(race.lanes)

    def news(self, index: int) -> list[Event]:
        """What this lane has come to since."""
        lane, (goals, fallen) = self._race.lanes[index], self._told[index]
        self._told[index] = len(lane.goals), lane.diverged is not None
        events: list[Event] = [_reached(index, goal) for goal in lane.goals[goals:]]
        if lane.diverged is not None and not fallen:
            eta, suggested = lane.diverged.eta, lane.diverged.suggested
            events.append(Notice(notice={"code": "lane_diverged", "lane": index, "eta": eta, "suggested": suggested}))
        return events

    def again(self) -> list[Reached]:
        """All shares that the lanes have come to, as they came to them in the show."""
        lanes = self._race.lanes
        self._told = [(len(lane.goals), lane.diverged is not None) for lane in lanes]
        reached = [_reached(index, goal) for index, lane in enumerate(lanes) for goal in lane.goals]
        return sorted(reached, key=lambda each: each.show)


def _reached(index: int, goal: Goal) -> Reached:
    return Reached(
        lane=index, accuracy=goal.accuracy, step=goal.step, examples=goal.examples, seconds=goal.seconds,
        show=goal.show,
    )  # fmt: skip


def columns(kind: type[Told], rows: Sequence[BatchCost | LaneScore]) -> Told:
    """The rows as the columns of a `kind`."""
    names = [field.name for field in msgspec.structs.fields(kind)]
    return kind(**{name: column(name, (getattr(row, name) for row in rows)) for name in names})

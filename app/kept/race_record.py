"""What is known of a race in the web process: as of a training, but its curves are each lane's own."""

from __future__ import annotations

from typing import Any

from app.kept.curve import Curve
from app.kept.record import KEPT, Record, as_columns, finite
from app.wire.messages import AnyEvent, Array, Changed, Curves, RaceState, Reached, Trial
from app.wire.race import Curve as WireCurve
from app.wire.race import Scores

SENT = 1_000  # rows of each curve in a `race_state`; they lie at moments ever wider apart, so that few races have more
BATCHES, SCORES = WireCurve.__struct_fields__, Scores.__struct_fields__

Row = tuple[float, ...]


class RaceRecord(Record):
    """One race. `plan` is the race plan with its pace and plane."""

    kind = "race"

    def __init__(self, id: str, name: str, plan: dict[str, Any]) -> None:
        self._trials: list[Trial] = []
        super().__init__(id, name, plan)

    def apply(self, event: AnyEvent) -> AnyEvent:
        was = ways(self.plan)
        event = super().apply(event)
        match event:
            case Curves():
                for lane, batches in enumerate(event.batches):
                    _append(self._batches, lane, batches, BATCHES)
                for lane, scores in enumerate(event.scores):
                    _append(self._lane_scores, lane, scores, SCORES)
            case Reached():
                self._reached.append(event)
            case Trial():
                if event.done == 1:  # the lane is searched for anew
                    self._trials = [trial for trial in self._trials if trial.lane != event.lane]
                self._trials.append(event)
            case Changed() if ways(event.plan) != was:
                self._trials = []  # what was best for other lanes says nothing of these
            case _:
                pass
        return event

    def state(self) -> RaceState:  # type: ignore[override]
        """Everything, for a viewer who has just come."""
        lanes = range(len(self.plan["lanes"]))
        batches, scores = self._of(self._batches, BATCHES), self._of(self._lane_scores, SCORES)
        return RaceState(
            seq=self.seq, id=self.id, name=self.name, status=self.status, reason=self.reason, plan=self.plan,
            step=self.step, examples=self.examples, batches=[WireCurve(**batches[lane]) for lane in lanes],
            scores=[Scores(**scores[lane]) for lane in lanes], reached=self._reached, trials=self._trials,
        )  # fmt: skip

    def metrics(self) -> dict[str, list[dict[str, float | None]]]:
        """The curves as rows that begin with the lane, for a program."""
        return {"scores": _rows(self._lane_scores, SCORES), "points": _rows(self._batches, BATCHES)}

    @staticmethod
    def columns(curve: str) -> tuple[str, ...]:
        return ("lane", *(SCORES if curve == "scores" else BATCHES))

    def _forget_curves(self) -> None:
        super()._forget_curves()
        self._reached: list[Reached] = []
        self._batches: dict[int, Curve[Row]] = {}
        self._lane_scores: dict[int, Curve[Row]] = {}

    def _of(self, curves: dict[int, Curve[Row]], names: tuple[str, ...]) -> list[dict[str, Array]]:
        """Each lane's rows as columns."""
        lanes = range(len(self.plan["lanes"]))
        return [as_columns(names, curves[lane].rows(SENT) if lane in curves else []) for lane in lanes]


def ways(plan: dict[str, Any]) -> object:
    """What of a race plan decides which eta is best for its lanes."""
    lanes = [(lane["batch_size"], lane["optimizer"]) for lane in plan["lanes"]]
    shared = {name: value for name, value in plan["plan"].items() if name not in ("eta", "batch_size", "optimizer")}
    return lanes, shared


def _append(curves: dict[int, Curve[Row]], lane: int, more: WireCurve | Scores, names: tuple[str, ...]) -> None:
    curve = curves.setdefault(lane, Curve(KEPT))
    for row in zip(*(getattr(more, name).tolist() for name in names), strict=True):
        curve.append(row)


def _rows(curves: dict[int, Curve[Row]], names: tuple[str, ...]) -> list[dict[str, float | None]]:
    return [
        {"lane": lane, **dict(zip(names, map(finite, row), strict=True))}
        for lane in sorted(curves)
        for row in curves[lane].rows()
    ]

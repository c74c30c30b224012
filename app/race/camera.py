"""When which picture of a race is worth taking: as often as it pays, and at once when something else has changed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

from app.race import look
from app.race.racer import Racer
from app.wire.commands import Kind
from app.wire.messages import Picture

Shown = Literal["race", "race_paths", "contours", "agreement"]

SHOWN: tuple[Shown, ...] = ("race", "race_paths", "contours", "agreement")  # the others are of a training
EVERY = {"race": 1 / 30, "race_paths": 1 / 10, "contours": 1 / 30, "agreement": 1 / 30}  # seconds


@dataclass(frozen=True, slots=True)
class Shot:
    """The last picture of a kind: when it was taken and of what."""

    at: float
    looks: int
    of: tuple[int, ...]


class RaceCamera:
    """The pictures of one race. Only those kinds are taken that somebody looks at."""

    def __init__(self) -> None:
        self._kinds: tuple[Shown, ...] = ()
        self._last: dict[Shown, Shot] = {}
        self._count = 0

    def subscribe(self, kinds: Collection[Kind]) -> None:
        """From now on takes these kinds, each new one at once."""
        self._kinds = tuple(kind for kind in SHOWN if kind in kinds)
        self._last = {kind: shot for kind, shot in self._last.items() if kind in self._kinds}

    def shows(self, kind: Shown) -> bool:
        """Whether somebody looks at this kind."""
        return kind in self._kinds

    def due(self, racer: Racer, now: float) -> list[Shown]:
        """The kinds of picture that are worth taking now. A new plane's paths and contours go out together."""
        return [kind for kind in self._kinds if self._is_due(kind, racer, now)]

    def owes(self, racer: Racer) -> bool:
        """Whether a picture must go out as soon as there is room."""
        return bool(self.due(racer, float("-inf")))

    def take(self, kind: Shown, racer: Racer, now: float, wall: Callable[[], float]) -> Picture | None:
        """The picture. `wall` tells the time of day for its stamp."""
        self._count += 1
        n, at = self._count, wall()
        self._last[kind] = Shot(now, racer.looks, _subject(kind, racer) or ())
        match kind:
            case "race":
                return look.race_now(racer, n, at)
            case "race_paths":
                return look.paths(racer, n, at)
            case "contours":
                survey = racer.chart.survey
                return look.contours(racer, survey, n, at) if survey else None
            case "agreement":
                return look.agreement(racer.study, n, at) if racer.study else None

    def _is_due(self, kind: Shown, racer: Racer, now: float) -> bool:
        subject, shot = _subject(kind, racer), self._last.get(kind)
        if subject is None:
            return False
        if shot is None:
            return True
        if kind in ("race", "race_paths") and (shot.looks != racer.looks or shot.of[:1] != subject[:1]):
            return True
        return shot.of != subject and now >= shot.at + EVERY[kind]


def _subject(kind: Shown, racer: Racer) -> tuple[int, ...] | None:
    """What a picture is of, in numbers, the plane's first; None where there is nothing to be seen."""
    plane = racer.chart.number
    match kind:
        case "race":
            return plane, racer.examples, racer.steps
        case "race_paths":
            return (
                plane,
                *(len(lane.path) for lane in racer.race.lanes),
                *(lane.path.revision for lane in racer.race.lanes),
            )
        case "contours":
            return (plane, racer.chart.version) if racer.chart.survey else None
        case "agreement":
            study = racer.study
            return (racer.studies, study.version) if study is not None and study.latest is not None else None

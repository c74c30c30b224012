"""When which picture is worth taking: at most so often while training, and at once when something else has changed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Literal

from app.training import hanging, look
from app.training.trainer import Trainer
from app.training.watching import Example
from app.wire.commands import Kind
from app.wire.messages import Picture
from engine.diverged import Diverged
from engine.quantise import NotFinite

Seen = Literal["picture", "verdicts"] | look.Kind
Shown = Seen | Literal["watched", "wall"]

SEEN: tuple[Seen, ...] = ("picture", "weights", "batch", "example", "products", "verdicts")  # others are of a race
ACTIVITY_EVERY = 1 / 30  # seconds between two pictures of the watched example while training
MATRICES_EVERY = 1 / 8  # the same for weights and nudges
WALL: frozenset[Shown] = frozenset(("wall", "verdicts"))
WALL_EVERY = 1 / 4  # the same for the drawings on the wall, which may change quickly too, and what is said of them


@dataclass(frozen=True, slots=True)
class Shot:
    """The last picture of a kind: when it was due and of what."""

    at: float
    looks: int
    step: int
    part: tuple[int, int] | None
    example: Example
    edition: int


class Camera:
    """The pictures of one run. `kinds` are those that somebody looks at; the watched example and the wall themselves
    always go out: for newcomers, and for the next process."""

    def __init__(self) -> None:
        self._kinds: tuple[Seen, ...] = ()
        self._last: dict[Shown, Shot] = {}
        self._count = 0

    def subscribe(self, kinds: Collection[Kind]) -> None:
        """From now on takes these kinds, each new one at once."""
        self._kinds = tuple(kind for kind in SEEN if kind in kinds)
        self._last = {route: shot for route, shot in self._last.items() if route in ("watched", "wall", *self._kinds)}

    def due(self, trainer: Trainer, now: float) -> list[Shown]:
        """The kinds of picture that are worth taking now."""
        routes: tuple[Shown, ...] = ("watched", "wall", *self._kinds) if trainer.sane or trainer.looked else ("wall",)
        due = {route for route in routes if self._is_due(route, trainer, now)}
        if not due.isdisjoint(WALL) and self._is_new_wall(trainer):
            due.update(WALL)  # together: verdicts on another wall say nothing of this one
        return [route for route in routes if route in due]

    def owes(self, trainer: Trainer) -> bool:
        """Whether a picture must go out as soon as there is room."""
        return bool(self.due(trainer, float("-inf")))

    def take(self, route: Shown, trainer: Trainer, now: float, wall: Callable[[], float]) -> Picture | None:
        """The picture; None if it shows that the network has diverged. `wall` tells the time of day for its stamp."""
        training, example = trainer.training, trainer.example
        self._count += 1
        n, at = self._count, wall()
        self._last[route] = Shot(
            self._beat(route, now), trainer.looks, training.descent.steps, training.part, example, trainer.wall.edition
        )
        if route == "watched":
            return look.watched(example, n, at)
        if route == "wall":
            return trainer.wall.shown(n, at)
        if route == "verdicts":
            return hanging.verdicts(trainer, n, at)
        if route == "picture":
            return look.activity(trainer.network, example, trainer.windows, trainer.moment, n, at)
        try:
            nudge = None if trainer.looked else training.latest_nudge
            step = trainer.moment.step
            return look.matrices(route, trainer.network, example, nudge, trainer.windows, step, n, at)
        except NotFinite:
            trainer.diverge(Diverged(training.descent.steps, float("nan"), training.plan.eta))
            return None

    def _is_due(self, route: Shown, trainer: Trainer, now: float) -> bool:
        shot, edition = self._last.get(route), trainer.wall.edition
        if route == "watched":
            return shot is None or shot.example is not trainer.example
        if route == "wall":
            return edition > 0 if shot is None else shot.edition != edition and now >= shot.at + WALL_EVERY
        if shot is None or shot.looks != trainer.looks:
            return True
        training = trainer.training
        new = shot.step != training.descent.steps or shot.part != training.part
        new |= route == "verdicts" and shot.edition != edition
        return new and now >= shot.at + _every(route)

    def _is_new_wall(self, trainer: Trainer) -> bool:
        shot = self._last.get("wall")
        return trainer.wall.edition != (shot.edition if shot else 0)

    def _beat(self, route: Shown, now: float) -> float:
        """When a picture counts as taken: when it was due, unless one was missed, lest delays add up."""
        shot, every = self._last.get(route), _every(route)
        due = shot.at + every if shot else now
        return due if due <= now < due + every else now


def _every(route: Shown) -> float:
    if route in ("wall", "verdicts"):
        return WALL_EVERY
    return ACTIVITY_EVERY if route == "picture" else MATRICES_EVERY

"""A step of a race that was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.lane import Lane


@dataclass(frozen=True, slots=True)
class Errand:
    """A step that was asked for: these lanes go on, each until it has paid so much, as fast as it can; then a pause."""

    until: dict[int, float]
    clock: Literal["steps", "examples"]

    def turn(self, lanes: list[Lane]) -> Lane | None:
        """The lane that is to go on; None when all have done enough."""
        for index, enough in self.until.items():
            if lanes[index].on_its_way and lanes[index].paid(self.clock) < enough:
                return lanes[index]
        return None

"""A step of a race that was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Literal

from engine.lane import Lane


@dataclass(frozen=True, slots=True)
class Errand:
    """A step that was asked for: these lanes go on, each until it has paid so much, as fast as it can; then a pause."""

    until: dict[int, float]
    clock: Literal["steps", "examples"]

    def turn(self, lanes: list[Lane]) -> tuple[Lane, int] | None:
        """The lane that is to go on, and for how many steps at most; None when all have done enough."""
        for index, enough in self.until.items():
            lane = lanes[index]
            left = enough - lane.paid(self.clock)
            if lane.on_its_way and left > 0:
                return lane, ceil(left if self.clock == "steps" else left / lane.batch_size)
        return None

"""The cost of single batches as a curve: thinned to what a page can draw, sent a handful at a time."""

from __future__ import annotations

from app.wire.base import column
from app.wire.messages import Points

A_SECOND = 40.0  # points; a short run at full speed may use up one second's worth at once
MESSAGES_EVERY = 0.125  # seconds


class Thinning:
    """Decides which steps become points, and holds the points until they are sent. Never holds more than a few."""

    def __init__(self) -> None:
        self._allowance = A_SECOND
        self._counted_at: float | None = None
        self._sent_at = float("-inf")
        self._rows: list[tuple[int, float, float, float]] = []

    def wanted(self, now: float) -> bool:
        """Whether the step just taken should be a point."""
        since = 0.0 if self._counted_at is None else now - self._counted_at
        self._counted_at = now
        self._allowance = min(A_SECOND, self._allowance + since * A_SECOND)
        return self._allowance >= 1

    def add(self, step: int, epoch: float, seconds: float, cost: float) -> None:
        """Adds a point."""
        self._allowance -= 1
        self._rows.append((step, epoch, seconds, cost))

    def take(self, now: float, all: bool = False) -> Points | None:
        """The points to send now, if it is time or `all` are asked for, and there are any."""
        if not self._rows or not (all or now >= self._sent_at + MESSAGES_EVERY):
            return None
        self._sent_at = now
        step, epoch, seconds, cost = zip(*self._rows, strict=True)
        self._rows = []
        return Points(
            step=column("step", step),
            epoch=column("epoch", epoch),
            seconds=column("seconds", seconds),
            cost=column("cost", cost),
        )

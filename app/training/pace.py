"""How fast: steps owed by the clock, as many at a time as fit between two looks at it."""

from __future__ import annotations

import math
from collections import deque

SLICE = 0.001  # seconds of training between two looks at the clock: so long may a command wait
WAKE = 1 / 120  # at a given speed, steps are saved up for so long, that a fast pace need not wake the process for each
MOST_OWED = 0.1  # seconds of steps that may be caught up with after a delay
ROUNDING = 1e-6  # of a step: who wakes when it is time must not be sent back to sleep
WINDOW = 1.0  # seconds over which the rate is measured


class Pace:
    """A debt of steps that grows with time and is paid by training. Times are in seconds on one clock."""

    def __init__(self) -> None:
        self._owed = 1.0
        self._awake = False  # there is more of a lot than fits into one turn
        self._counted_at: float | None = None
        self._step_seconds: float | None = None
        self._marks: deque[tuple[float, int]] = deque()

    def restart(self) -> None:
        """Begins anew, with one step owed at once."""
        self._owed = 1.0
        self._awake = False
        self._counted_at = None
        self._marks.clear()

    def due(self, now: float, speed: float | None) -> int:
        """How many steps to take now; `speed` in steps a second, None for as many as can be."""
        if speed is None:
            return self._slice()
        self._count(now, speed)
        owed = int(self._owed + ROUNDING)
        count = min(owed, self._slice()) if self._awake or owed >= _lot(speed) else 0
        self._awake = 0 < count < owed
        return count

    def wait(self, now: float, speed: float | None) -> float:
        """Seconds until something is due."""
        if speed is None or self._awake:
            return 0.0
        self._count(now, speed)
        return max(0.0, (_lot(speed) - self._owed) / speed)

    def took(self, paid: int, steps: int, seconds: float) -> None:
        """So many turns have been paid for; they were so many steps and took so long."""
        self._owed -= paid
        if steps:
            each = seconds / steps
            known = self._step_seconds
            # What has become much slower is believed at once, lest a slice take a second; all else by and by.
            self._step_seconds = each if known is None or each > 4 * known else 0.8 * known + 0.2 * each

    def forget(self) -> None:
        """Steps may take another time from now on."""
        self._step_seconds = None

    def rate(self, now: float, step: int) -> float:
        """Measured steps a second, lately, the network now being at this step."""
        if not self._marks or now - self._marks[-1][0] >= WINDOW / 20:
            self._marks.append((now, step))
        while len(self._marks) > 2 and now - self._marks[1][0] > WINDOW:
            self._marks.popleft()
        if now <= self._marks[0][0]:
            return 0.0
        return (step - self._marks[0][1]) / (now - self._marks[0][0])

    def _slice(self) -> int:
        return 1 if self._step_seconds is None else max(1, int(SLICE / max(self._step_seconds, 1e-7)))

    def _count(self, now: float, speed: float) -> None:
        since = 0.0 if self._counted_at is None else now - self._counted_at
        self._counted_at = now
        self._owed = min(self._owed + since * speed, 2 * _lot(speed) + MOST_OWED * speed)


def _lot(speed: float) -> int:
    """So many steps are worth waking up for."""
    return max(1, math.ceil(speed * WAKE))

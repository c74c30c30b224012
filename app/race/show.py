"""The show: how fast the race's clock goes, so that a tenth of a second and half a minute can be watched in one go.

Mini-batches are at home before the full batch has lifted a foot. So by default each decade of the race's clock takes
the same time to watch: slow motion at the start, ever faster, until the machine can do no more.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping

from app.wire.race_commands import Law

BEGIN = 5.0  # the log law begins where so many of the shortest steps have been paid for
AHEAD = 0.05  # seconds of show that the clock may be owed, so that a machine that cannot keep up is not chased
LONGEST = 0.1  # seconds between two ticks that count: whoever slept longer has not been watching
WINDOW = 1.0  # seconds of show over which the rate is measured


class Show:
    """`seconds` of show so far, and how far the race's clock is `allowed` to be by now."""

    def __init__(self, law: Law, value: float, shortest: float) -> None:
        """`shortest`: what the shortest first step costs by the race's clock."""
        self.seconds = 0.0
        self.allowed = 0.0
        self._begin = BEGIN * shortest
        self._ticked_at: float | None = None
        self._marks: deque[tuple[float, float]] = deque()
        self.set(law, value)

    def set(self, law: Law, value: float) -> None:
        """From now on at this pace."""
        self._law, self._value = law, value

    def stop(self) -> None:
        """The watch stands until the next tick."""
        self._ticked_at = None
        self._marks.clear()

    def state(self) -> dict[str, float | None]:
        """What `restore` needs."""
        allowed = self.allowed if math.isfinite(self.allowed) else None
        return {"seconds": self.seconds, "allowed": allowed, "begin": self._begin}

    def restore(self, state: Mapping[str, float | None]) -> None:
        """The watch stands where `state()` was taken."""
        seconds, allowed, begin = (state[name] for name in ("seconds", "allowed", "begin"))
        self.seconds, self._begin = seconds or 0.0, begin or 0.0
        self.allowed = math.inf if allowed is None else allowed

    def tick(self, now: float, due: float, position: float) -> None:
        """Time has passed. `due` is where the race's clock will be after the next advance, `position` where it is."""
        since = 0.0 if self._ticked_at is None else min(now - self._ticked_at, LONGEST)
        self._ticked_at = now
        self.seconds += since
        if self._law == "free":
            self.allowed = math.inf
        else:
            allowed = 0.0 if math.isinf(self.allowed) else self._later(self.allowed, since)
            self.allowed = max(position, min(allowed, self._later(due, AHEAD)))
        if not self._marks or self.seconds - self._marks[-1][0] >= WINDOW / 10:
            self._marks.append((self.seconds, position))
        while len(self._marks) > 2 and self.seconds - self._marks[1][0] > WINDOW:
            self._marks.popleft()

    def wait(self, due: float) -> float:
        """Seconds until the clock may be at `due`."""
        if due <= self.allowed:
            return 0.0
        if self._law == "log":
            return self._value * math.log10(due / max(self.allowed, self._begin))
        return (due - self.allowed) / self._value

    def rate(self) -> float | None:
        """Units of the race's clock in a second of show, lately."""
        if len(self._marks) < 2 or self._marks[-1][0] <= self._marks[0][0]:
            return None
        (then, before), (now, position) = self._marks[0], self._marks[-1]
        return (position - before) / (now - then)

    def _later(self, position: float, seconds: float) -> float:
        """Where the clock may be after so many seconds more."""
        if self._law == "log":
            decades = min(seconds / self._value, 300.0)  # more are beyond all numbers
            return max(position, self._begin) * math.pow(10.0, decades)
        return position + seconds * self._value

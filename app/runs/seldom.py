"""What changes often, told to all but now and then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Seldom:
    """Calls `tell` now, or soon: not before so many seconds, by this clock, have passed since the last time."""

    def __init__(self, tell: Callable[[], None], every: float, clock: Callable[[], float]) -> None:
        self._tell = tell
        self._every = every
        self._clock = clock
        self._told_at = float("-inf")
        self._due: asyncio.TimerHandle | None = None

    def now(self) -> None:
        if self._due:
            self._due.cancel()
        self._due, self._told_at = None, self._clock()
        self._tell()

    def soon(self) -> None:
        if self._due is None:
            wait = max(0.0, self._told_at + self._every - self._clock())
            self._due = asyncio.get_running_loop().call_later(wait, self.now)

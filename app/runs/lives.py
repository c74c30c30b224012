"""How often a run may be started again after its process has died: a few times, ever more hesitantly, then no more."""

from __future__ import annotations

import errno
from collections import deque
from typing import Any

from app.wire.messages import Status

REST = {"idle", "stopped"}  # reasons for which a run is put to sleep
WITHIN = 60.0  # seconds
FIRST = 0.5  # seconds before the second life, and twice that before each further one


class Lives:
    """`most`: restarts within a minute. Times are in seconds on one clock."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._deaths: deque[float] = deque()

    def after_death(self, now: float) -> float | None:
        """Seconds to wait before the next life; None where there is none."""
        while self._deaths and now - self._deaths[0] > WITHIN:
            self._deaths.popleft()
        if len(self._deaths) >= self._most:
            return None
        self._deaths.append(now)
        return FIRST * 2.0 ** (len(self._deaths) - 1)

    def forget(self) -> None:
        """All is new: somebody has started afresh."""
        self._deaths.clear()


def given_up(reason: dict[str, Any], waking: bool) -> Status:
    """How a run stands whose last process has ended so. `waking`: that was still taking up what an earlier one left. If
    it hung in that, as it does with the disk, nothing is wrong with the run: it goes on when somebody comes again."""
    return "interrupted" if waking and reason["code"] == "worker_hung" else "failed"


def reason_of(code: int | None) -> dict[str, Any]:
    """Why a process has ended, from its exit status (None: it never started)."""
    if code is None:
        return {"code": "start_failed"}
    return {"code": "out_of_memory"} if code == errno.ENOMEM else {"code": "worker_died", "exit": code}

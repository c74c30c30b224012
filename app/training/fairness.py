"""What questions may cost a training at full speed: a twentieth of its time, some of it in advance."""

from __future__ import annotations

SHARE = 0.02  # of the time, for most questions
EXAMINING_SHARE = 0.015  # for an examination, which is one for all who ask, however many
LONG_SHARE = 0.01  # the same for the one kind that may take a second or two, so that the others do not wait for it
DISK_SHARE = 0.005  # and for what may have to wait for a disk
ADVANCE = 0.15  # seconds that may be spent at once after a quiet time: whoever asks now and then never waits


class Fairness:
    """Seconds that may be spent on answers: a share of the time. What was spent too much is a debt, whatever it is."""

    def __init__(self, share: float = SHARE) -> None:
        self._share = share
        self._left = ADVANCE
        self._counted_at: float | None = None

    def wait(self, now: float) -> float:
        """Seconds until another question may be answered."""
        since = 0.0 if self._counted_at is None else now - self._counted_at
        self._counted_at = now
        self._left = min(ADVANCE, self._left + since * self._share)
        return max(0.0, -self._left / self._share)

    def spend(self, seconds: float) -> None:
        """An answer has taken so long."""
        self._left -= seconds

"""How often somebody may do something: so many times a second, and a good many at once after a rest."""

from __future__ import annotations

from collections.abc import Callable

CALM = 1.0  # seconds without excess that end a spell of it


class Allowance:
    """A bucket of tokens. `rate`: how many come a second, by this clock; `burst`: how many it holds."""

    __slots__ = ("_at", "_burst", "_clock", "_left", "_over", "_since", "rate")

    def __init__(self, rate: float, burst: float, clock: Callable[[], float]) -> None:
        self.rate = rate
        self._burst = burst
        self._clock = clock
        self._left = burst
        self._at: float | None = None
        self._over = float("-inf")  # when there was none left, last
        self._since = 0.0  # and when that began

    def take(self, many: float = 1) -> bool:
        """Takes a token, or so many at once, if there are."""
        now = self._clock()
        if self._at is not None:
            self._left = min(self._burst, self._left + (now - self._at) * self.rate)
        self._at = now
        if self._left >= many:
            self._left -= many
            return True
        if now - self._over > CALM:
            self._since = now
        self._over = now
        return False

    def excess(self) -> float | None:
        """How long too much has been asked for by now; None when it has not."""
        now = self._clock()
        return now - self._since if now - self._over <= CALM else None

"""The newest events of a run, kept for viewers who come back and want to hear what they missed."""

from __future__ import annotations

from collections import deque

KEPT = 1_024


class Ring:
    """Encoded events by their numbers, which count on without a gap, but where all was forgotten."""

    def __init__(self) -> None:
        self._events: deque[bytes] = deque(maxlen=KEPT)
        self._seq = 0  # of the newest

    def append(self, seq: int, letter: bytes) -> None:
        """The next event."""
        self._seq = seq
        self._events.append(letter)

    def forget(self, seq: int) -> None:
        """Up to this number nothing is to be pieced together any more."""
        self._seq = seq
        self._events.clear()

    def missed(self, seq: int, most: int) -> list[bytes] | None:
        """The events after `seq`; None where they are forgotten or too many."""
        wanted = self._seq - seq
        if not 0 <= wanted <= min(most, len(self._events)):
            return None
        return list(self._events)[len(self._events) - wanted :]

"""How many pictures may be on their way to one viewer: as many as the length of the way asks for.

Near by, two are enough: one that is drawn and one that comes. Where an answer takes a fifth of a second, two at a time
would be nine a second, and the picture would stutter; so there more may follow before the first is answered. It is the
way that takes so long, and not a viewer that draws slowly or a line that is full, as long as an answer takes hardly
longer than the quickest did: what queues up makes the last ones wait for those before.
"""

from __future__ import annotations

from collections import deque
from math import inf

FEWEST, MOST = 2, 8
QUEUED = 0.1  # seconds that an answer may take longer than the quickest; a picture is older by about so much at most


class Window:
    """The pictures that are on their way to a viewer or not drawn yet, and how many they may be."""

    __slots__ = ("_answers", "_quickest", "_sent_at", "_was_full", "size")

    def __init__(self) -> None:
        self.size = FEWEST
        self._sent_at: deque[float] = deque()
        self._quickest = inf
        self._answers = 0  # since the size was looked at
        self._was_full = False  # meanwhile, while another picture waited

    def __len__(self) -> int:
        return len(self._sent_at)

    def full(self) -> bool:
        """Whether another picture has to wait."""
        is_full = len(self._sent_at) >= self.size
        self._was_full |= is_full
        return is_full

    def sent(self, now: float) -> None:
        """One more is on its way."""
        self._sent_at.append(now)

    def drawn(self, count: int, now: float) -> None:
        """The oldest `count`, at least one, have been drawn."""
        for _ in range(count):
            sent_at = self._sent_at.popleft()
        took = now - sent_at
        self._quickest = min(self._quickest, took)
        self._answers += count
        if self._answers < self.size:
            return  # what it has led to is still to be seen
        if took > self._quickest + QUEUED:
            self.size = max(self.size - 1, FEWEST)
        elif self._was_full:
            self.size = min(self.size + 1, MOST)
        self._answers, self._was_full = 0, False

"""When something that goes on for long is looked at: often at first, then ever more seldom, as a log axis shows it."""

from __future__ import annotations

from math import ceil


class Moments:
    """Whole numbers that lie ever wider apart, each at least `ratio` times the one before."""

    def __init__(self, ratio: float) -> None:
        self._ratio = ratio
        self.next = 1

    def come(self, step: int) -> bool:
        """Whether the next moment has come; if so, the one after it is waited for."""
        if step < self.next:
            return False
        self.next = self._after(step)
        return True

    def came(self, step: int) -> bool:
        """Whether this was the newest moment, or is the start."""
        return self.next == self._after(step)

    def _after(self, step: int) -> int:
        return max(step + 1, ceil(step * self._ratio))

"""How late the event loop is: what every viewer of every run waits for besides its own."""

from __future__ import annotations

import asyncio

EVERY = 0.5  # seconds between two looks
BOUNDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)  # seconds


class Lag:
    """Sleeps, and counts by how much it was woken too late: `counts` by upper bound, the last one of what is later."""

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS) + 1)
        self.sum = 0.0

    async def watch(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + EVERY
            await asyncio.sleep(EVERY)
            self.add(max(0.0, loop.time() - due))

    def add(self, late: float) -> None:
        """Woken so many seconds too late."""
        self.counts[sum(late > bound for bound in BOUNDS)] += 1
        self.sum += late

"""What a server has done so far, in numbers that only grow."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """Counted where it happens, read by `metrics`."""

    pictures: int = 0  # sent
    skipped: int = 0  # pictures that a newer one replaced before they could be sent
    letters: int = 0  # events and replies sent
    bytes: int = 0  # of all these
    commands: int = 0  # that viewers sent
    dropped: int = 0  # that viewers sent too fast
    refused: int = 0  # viewers for whom there was no room
    slow: int = 0  # viewers that were given up

"""Why a run is not being written down just now, if it is not: said when it begins, and when all is well again."""

from __future__ import annotations

from typing import Any

WELL = {"code": "disk_ok"}


class Troubles:
    """What those who write say of it, each for itself: the worker of its checkpoints, the server of its store."""

    def __init__(self) -> None:
        self._by: dict[str, dict[str, Any]] = {}

    @property
    def now(self) -> dict[str, Any] | None:
        """What a person who comes now should be told."""
        return next(iter(self._by.values()), None)

    def of(self, who: str) -> dict[str, Any] | None:
        """Why this one cannot write, if so."""
        return self._by.get(who)

    def note(self, who: str, trouble: dict[str, Any] | None) -> dict[str, Any] | None:
        """Who writes can do so (None), or why not. What everybody should be told because of it, if anything."""
        before = self.now
        if trouble is None:
            self._by.pop(who, None)
        else:
            self._by.setdefault(who, trouble)
        if (before is None) == (self.now is None):
            return None
        return self.now or WELL

"""How a class does at an exercise by hand: of each step, how many have found it, and of nobody who."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from app.runs.seldom import Seldom
from app.wire import commands, messages
from app.wire.class_commands import Found
from app.wire.protocol import ProtocolError

MOST = 2_000  # sheets: as many as may watch
TOLD_EVERY = 0.5  # seconds between two words to all viewers


class Sheets:
    """Of a run: the newest that each page has said of its sheet. Those at the exercise of who leads are counted."""

    def __init__(self, publish: Callable[[messages.Filled], None], clock: Callable[[], float] = monotonic) -> None:
        self._publish = publish
        self._exercise: str | None = None
        self._sheets: dict[str, tuple[str, list[Found]]] = {}
        self._telling = Seldom(self._tell, TOLD_EVERY, clock)

    def collect(self, exercise: str | None) -> None:
        """From now on the sheets of this exercise are counted, or of none."""
        if exercise != self._exercise:
            self._exercise = exercise
            self._telling.now()

    def fill(self, command: commands.Fill) -> None:
        """How far a page is, in place of what it said before. Raises ProtocolError."""
        if command.key not in self._sheets and len(self._sheets) >= MOST:
            raise ProtocolError(f"{MOST} sheets are known, and no more can be", "poll_full", command.id)
        before = self._sheets.get(command.key, ("", []))
        self._sheets[command.key] = (command.exercise, command.steps)
        if self._exercise in (before[0], command.exercise):
            self._telling.soon()

    def forget(self) -> None:
        """Nobody leads any more."""
        self._sheets.clear()
        self.collect(None)

    def _tell(self) -> None:
        sheets = [steps for exercise, steps in self._sheets.values() if exercise == self._exercise]
        columns = list(zip(*sheets, strict=False))
        self._publish(
            messages.Filled(
                exercise=self._exercise, count=len(sheets), found=[each.count("found") for each in columns],
                shown=[each.count("shown") for each in columns], wrong=[each.count("wrong") for each in columns],
            )
        )  # fmt: skip

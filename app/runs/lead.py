"""Leading the class: what one who teaches looks at, for all who follow, and how far these are at an exercise."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic
from weakref import WeakValueDictionary

from app.runs.allowance import Allowance
from app.runs.outbox import Outbox
from app.runs.sheets import Sheets
from app.wire import commands, messages
from app.wire.protocol import ProtocolError

RATE, BURST = 5.0, 10  # changes a second: a page sends four at most
GONE = 30.0  # seconds without the leader's socket after which nobody leads any more


class Lead:
    """Of a run. The newest who leads does; `publish` tells all. `places`: of all runs, where each leader did so last.
    Who goes on to another run leads there, and this one shows the way as long as that one is led."""

    def __init__(
        self,
        publish: Callable[[messages.Led | messages.Filled], None],
        clock: Callable[[], float] = monotonic,
        places: Places | None = None,
    ) -> None:
        self._publish = publish
        self._places = Places() if places is None else places
        self._allowance = Allowance(RATE, BURST, clock)
        self.sheets = Sheets(publish, clock)
        self._leader: Outbox | None = None
        self._by = 0
        self._gone: asyncio.TimerHandle | None = None

    def show(self, command: commands.Lead, viewer: Outbox) -> None:
        """All shall see what this viewer looks at, or, without a look, nobody leads. Raises ProtocolError."""
        if command.look is not None and not self._allowance.take():
            raise ProtocolError(f"more than {RATE:g} looks a second; those beyond are dropped", "too_fast", command.id)
        self._forget()
        if command.look is not None:
            self._leader, self._by = viewer, command.by
            self._places[command.by] = self
        else:
            self.sheets.forget()
        self._publish(messages.Led(look=command.look, by=command.by))

    def left(self, viewer: Outbox) -> None:
        """This viewer's socket is gone: if it was the leader's, it may come back in a while."""
        if viewer is self._leader:
            self._wait()

    def _wait(self) -> None:
        self._gone = asyncio.get_running_loop().call_later(GONE, self._end)

    def _end(self) -> None:
        place = self._places.get(self._by)
        if place is not None and place is not self and place._leader is not None:
            return self._wait()
        self._forget()
        self.sheets.forget()
        self._publish(messages.Led(look=None, by=self._by))

    def _forget(self) -> None:
        if self._gone:
            self._gone.cancel()
        self._leader = self._gone = None


Places = WeakValueDictionary[int, Lead]

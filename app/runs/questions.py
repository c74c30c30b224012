"""Which questions are open, and who waits for their answers: a viewer's outbox, or a REST caller's future."""

from __future__ import annotations

import asyncio
from collections import Counter
from itertools import count
from typing import Any

from app.runs.outbox import Outbox
from app.wire import messages, protocol

MOST = 32  # that one asker may have open
HELD = 128  # commands that wait for the next worker, at most: half of what one may leave unread

# Code and sentence of what who asks is told when nobody will answer.
ENDED = ("worker_died", "the worker of this run has ended; reset starts it anew")

ASLEEP = ("asleep", "this run rests, as more run already than this server allows; delete one, and ask again")
RESTED = ("restarted", "this run has just been put to rest; ask once more, and it goes on as it stood")
BUSY = ("busy", "the worker does not keep up; try again")
BROKEN = ("restarted", "the worker of this run has died and is started again; ask once more")


def over(reason: dict[str, Any]) -> tuple[str, str]:
    """The same of a run that has no process any more, for this reason."""
    return ("failed", reason["message"]) if "message" in reason else ENDED


Asker = Outbox | asyncio.Future[bytes]


class Questions:
    """Numbers run on for ever, so that a late answer never meets another question."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self._open: dict[int, tuple[Asker, int | None]] = {}
        self._by: Counter[Asker] = Counter()
        self._orders: dict[int, str] = {}  # under way, also when nobody waits for the answer any more
        self._held: list[tuple[int, bytes]] = []  # commands that wait for the next worker

    def ask(self, asker: Asker, id: int | None, order: str | None = None) -> int | None:
        """The number of a new question; None when this asker has too many open, and has been told so. `order`: what is
        to be noted if it is carried out."""
        if self._by[asker] >= MOST:
            _give(asker, _error(id, "busy", f"{MOST} questions are still open, wait for their answers"))
            return None
        number = next(self._numbers)
        self._open[number] = (asker, id)
        self._by[asker] += 1
        if order is not None:
            self._orders[number] = order
        return number

    def answer(self, number: int, reply: bytes) -> str | None:
        """Gives the reply to who asked, if it still waits. Returns the order that has been carried out, if any."""
        if number in self._open:
            _give(self._close(number)[0], reply)
        order = self._orders.pop(number, None)
        return order if order and not isinstance(protocol.decode(reply), messages.Error) else None

    def refuse(self, number: int, code: str, message: str) -> None:
        """Answers a question with an error, if somebody still waits."""
        self._orders.pop(number, None)
        if number in self._open:
            asker, id = self._close(number)
            _give(asker, _error(id, code, message))

    def refuse_all(self, code: str, message: str) -> None:
        """Answers all open questions so; none is held any longer."""
        self._held.clear()
        self._orders.clear()
        for number in list(self._open):
            self.refuse(number, code, message)

    def hold(self, number: int, command: bytes) -> None:
        """Keeps a command until there is a worker to hear it."""
        if len(self._held) < HELD:
            self._held.append((number, command))
        else:
            self.refuse(number, *BUSY)

    def held(self) -> list[tuple[int, bytes]]:
        """What was held, with the numbers of the questions; it is not any longer."""
        held, self._held = self._held, []
        return held

    def drop(self, asker: Asker) -> None:
        """Forgets all that this asker has asked."""
        for number in [number for number, (other, _) in self._open.items() if other is asker]:
            self._close(number)

    def _close(self, number: int) -> tuple[Asker, int | None]:
        asker, id = self._open.pop(number)
        self._by[asker] -= 1
        if not self._by[asker]:
            del self._by[asker]
        return asker, id


def _give(asker: Asker, reply: bytes) -> None:
    if isinstance(asker, Outbox):
        asker.put(reply)
    elif not asker.done():
        asker.set_result(reply)


def _error(id: int | None, code: str, message: str) -> bytes:
    return protocol.encode(messages.Error(id=id, code=code, message=message))

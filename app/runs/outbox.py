"""What waits to be sent to one viewer: of each kind of picture only the newest, of everything else all.

A picture goes out only while few are on their way or not yet drawn (`window`): the viewer says how many it has drawn.
Otherwise the buffers of the network would hold seconds of the past. Who lets too much pile up is not waited for.

What can go at once goes straight to the socket, to all viewers of a picture in one turn of the loop; a task is woken
only for a socket that has no room just now.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from app.runs.tally import Tally
from app.runs.window import Window
from app.wire.commands import Kind
from app.wire.protocol import Route

PATIENCE = 10.0  # seconds that a viewer may take to draw one
HEAP = 200 * 1024  # bytes that may wait, here and in the socket's own buffer; a larger letter alone


@dataclass(frozen=True, slots=True)
class Closing:
    """Why a viewer's socket ends, as the close frame says it."""

    code: int
    reason: str


TOO_SLOW = Closing(4008, "too slow: come back for the newest state")


class Direct(Protocol):
    """A socket as it is below all that waits."""

    hear: Callable[[int], bool] | None  # is told first how many pictures have been drawn, and whether that can be

    def ready(self) -> bool:
        """Whether a message would go out at once."""

    def waiting(self) -> int:
        """Bytes that were sent and are still here."""

    def post(self, messages: tuple[bytes, ...]) -> None:
        """Sends these, if ready."""


class Outbox:
    """Filled by a run, emptied by the task that sends. `control`: whether this viewer may change the run."""

    __slots__ = (
        "_clock", "_direct", "_drawn", "_due", "_heap", "_letters", "_news", "_pictures", "_room", "_routes",
        "_sending", "_tally", "_window", "closing", "control", "key", "kinds", "skipped",
    )  # fmt: skip

    def __init__(
        self,
        room: int,
        control: bool,
        tally: Tally | None = None,
        direct: Direct | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.control = control
        self.key: str | None = None  # under which this viewer has handed in a drawing
        self._tally = tally or Tally()
        self._direct = direct
        self._clock = clock
        self._sending = False  # the task is, and nothing may overtake it
        self.closing: Closing | None = None
        self.kinds: frozenset[Kind] = frozenset()
        self._routes: frozenset[Route] = frozenset()  # on which its pictures come
        self.skipped = 0  # pictures that a newer one replaced
        self._room = room
        self._letters: deque[bytes] = deque()
        self._heap = 0  # their bytes
        self._pictures: dict[Route, bytes] = {}
        self._drawn = 0
        self._window = Window()
        self._due: float | None = None  # when a picture should have been drawn at the latest
        self._news = asyncio.Event()

    def put(self, letter: bytes, hold: bool = False) -> None:
        """Queues an event or a reply; on `hold` it waits for a picture or a `push`. Who has too many is given up."""
        waiting = self._heap + (self._direct.waiting() if self._direct else 0)
        if len(self._letters) >= self._room or (waiting and waiting + len(letter) > HEAP):
            self.close(TOO_SLOW)
        if self.closing:
            return
        self._letters.append(letter)
        self._heap += len(letter)
        if not hold:
            self.push()

    def show(self, route: Route, picture: bytes) -> None:
        """Offers a picture; an older one of its kind that still waits is forgotten."""
        if route not in self._routes:
            return
        if route in self._pictures:
            self.skip(1)
        self._pictures[route] = picture
        self.push()

    def skip(self, count: int) -> None:
        """So many pictures were replaced by a newer one."""
        self.skipped += count
        self._tally.skipped += count

    def wants(self, route: Route) -> bool:
        """Whether this viewer looks at pictures of this kind. The watched example belongs to each of them."""
        return route in self._routes

    def subscribe(self, kinds: Iterable[Kind]) -> None:
        """From now on pictures of these kinds alone. A hidden tab wants none, and is not pressed for its debts."""
        self.kinds = frozenset(kinds)
        self._routes = self.kinds | {"watched"} if self.kinds else frozenset()
        self._pictures = {route: picture for route, picture in self._pictures.items() if route in self._routes}
        self._due = self._clock() + PATIENCE if self.kinds and self._window else None
        self._news.set()

    def acknowledge(self, drawn: int) -> bool:
        """The viewer has drawn so many pictures in all. False when that cannot be."""
        count = drawn - self._drawn
        if not 0 <= count <= len(self._window):
            return False
        now = self._clock()
        if count:
            self._drawn = drawn
            self._window.drawn(count, now)
        self._due = now + PATIENCE if self._window and self.kinds else None
        if self._pictures:
            self.push()
        return True

    def close(self, closing: Closing) -> None:
        """The sending task shall close the socket. The first reason stands."""
        if self.closing is None:
            self.closing = closing
            self._tally.slow += closing is TOO_SLOW
            self._letters.clear()
        self._news.set()

    def take(self) -> bytes | None:
        """The next frame to send, if there is one: letters first, then the picture that has waited longest."""
        frame = self._next()
        self._sending = frame is not None
        return frame

    def push(self) -> None:
        """Sends what can go at once, in one piece; the task is to see to the rest."""
        direct = self._direct
        if direct is None or self._sending or not direct.ready():
            self._news.set()
            return
        frames = []
        while (self._letters or self._pictures) and (frame := self._next()) is not None:
            frames.append(frame)
        if frames:
            direct.post(tuple(frames))

    def _next(self) -> bytes | None:
        now = self._clock()
        if self._due is not None and now >= self._due:
            self.close(TOO_SLOW)
        if self.closing:
            return None
        if self._letters:
            letter = self._letters.popleft()
            self._heap -= len(letter)
            self._tally.letters += 1
            self._tally.bytes += len(letter)
            return letter
        if self._pictures and not self._window.full():
            route = next(iter(self._pictures))
            self._window.sent(now)
            if self._due is None:
                self._due = now + PATIENCE
            picture = self._pictures.pop(route)
            self._tally.pictures += 1
            self._tally.bytes += len(picture)
            return picture
        return None

    async def wait(self) -> None:
        """Returns when there may be something to do, at the latest when a viewer would be too slow.

        What is pushed meanwhile is due later than anything that was not yet sent when this began.
        """
        self._news.clear()
        if self.closing:
            return
        try:
            async with asyncio.timeout(PATIENCE if self._due is None else max(0.0, self._due - self._clock())):
                await self._news.wait()
        except TimeoutError:
            return

"""The worker's end of the pipe, which never makes training wait: what cannot go out now goes later, or not at all."""

from __future__ import annotations

import selectors
import struct
from collections import deque
from collections.abc import Iterator
from multiprocessing.connection import Connection

MOST_WAITING = 4_096  # frames: minutes of events that the web process has not read
_number = struct.Struct("<I")


class Closed(Exception):
    """The web process has closed the pipe, or is no more."""


class Pipe:
    """Frames out, commands in. What is sent is kept in order until there is room, what is offered needs room now."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: deque[bytes] = deque()
        self._room = selectors.DefaultSelector()
        self._room.register(connection, selectors.EVENT_WRITE)
        self._news = selectors.DefaultSelector()
        self._news.register(connection, selectors.EVENT_READ)

    def send(self, frame: bytes) -> None:
        """Sends a frame when there is room, after all that wait."""
        self._waiting.append(frame)
        self.flush()

    @property
    def full(self) -> bool:
        """Whether so much waits that nothing should be added: then even training has to."""
        return len(self._waiting) >= MOST_WAITING

    @property
    def free(self) -> bool:
        """Whether a frame can go out at once. Raises Closed."""
        self.flush()
        return not self._waiting and self._writable()

    def offer(self, frame: bytes) -> bool:
        """Sends a frame if there is room now, and says whether. Raises Closed."""
        if not self.free:
            return False
        self._write(frame)
        return True

    def flush(self) -> None:
        """Sends what waits, as far as there is room. Raises Closed."""
        while self._waiting and self._writable():
            self._write(self._waiting[0])
            self._waiting.popleft()

    def wait(self, seconds: float, for_room: bool = False) -> None:
        """Returns when a command has come, when there is room again if that is waited for, or after so long."""
        if for_room or self._waiting:
            self._news.modify(self._connection, selectors.EVENT_READ | selectors.EVENT_WRITE)
            self._news.select(seconds)
            self._news.modify(self._connection, selectors.EVENT_READ)
        else:
            self._news.select(seconds)

    def commands(self) -> Iterator[tuple[int, bytes]]:
        """The commands that have come, with the numbers of the questions that they are. Raises Closed."""
        while self._news.select(0):
            try:
                frame = self._connection.recv_bytes()
            except (EOFError, OSError):
                raise Closed from None
            yield _number.unpack_from(frame)[0], frame[_number.size :]

    def _writable(self) -> bool:
        return bool(self._room.select(0))

    def _write(self, frame: bytes) -> None:
        try:
            self._connection.send_bytes(frame)
        except OSError:
            raise Closed from None

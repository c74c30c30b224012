"""uvicorn's end of a WebSocket, mended: it ends when it should, takes in so many frames, and has a short way for most.

A picture to 300 pages, 30 times a second, and 300 acknowledgements of it: that is most of what this server does. Both
go past all that waits; everything else goes through uvicorn and Starlette.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from struct import pack
from typing import Any

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.frames import Frame, apply_mask  # type: ignore[attr-defined]
from websockets.http11 import Request

from app.runs.allowance import Allowance
from app.wire.protocol import read_count

FLUSH = 2.0  # seconds for the last bytes of a socket to leave
FRAMES = 500.0  # a second from one socket: pages send messages and acknowledgements by the dozen
FRAMES_AT_ONCE = 2_000
PIECE = 4_096  # bytes of input between two looks at how many frames there were
SHORT = 64  # bytes of text: no acknowledgement has as many

TEXT, BINARY, PING, PONG = 0x81, 0x82, 0x89, 0x8A  # how a frame begins that is whole
MASKED = 0x80  # in its second byte, with its size


class Viewers(WebSocketsSansIOProtocol):
    """A socket that ends when it should: closing waits for the buffer to drain, which with a stalled peer is never."""

    # What every picture needs lies together: three hundred viewers fill a processor's cache.
    __slots__ = ("_frames", "_heard", "_is_lost", "hear")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._frames = Allowance(FRAMES, FRAMES_AT_ONCE, self.loop.time)
        self.hear: Callable[[int], bool] | None = None
        self._heard = 0  # pictures that were acknowledged the short way
        self._is_lost = False  # where one frame ends and the next begins: then all goes the long way

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.response.status_code == 101:
            self.scope["state"]["direct"] = self

    def ready(self) -> bool:
        """Whether a message would go out at once."""
        return self.writable.is_set() and not self.close_sent and not self.transport.is_closing()

    def waiting(self) -> int:
        """Bytes that were sent and are still here."""
        size: int = self.transport.get_write_buffer_size()
        return size

    def post(self, messages: tuple[bytes, ...]) -> None:
        """Sends these, if ready."""
        self.transport.write(_framed(messages))

    def data_received(self, data: bytes) -> None:
        if self.hear is not None and not self._is_lost:
            while size := self._hear(data):
                data = data[size:]
            if not data:
                return
        if not self.handshake_initiated:
            self._is_lost = data.find(b"\r\n\r\n") != len(data) - 4
        elif not self._is_lost:
            self._is_lost = not _are_whole(data)
        for start in range(0, len(data), PIECE):
            if self.transport.is_closing():
                return
            super().data_received(data[start : start + PIECE])

    def _hear(self, data: bytes) -> int:
        """Takes in the acknowledgement with which these bytes begin, where a frame does; its size, or 0 if it is none.

        It must count a picture more than the one before: then there are no more of them than of pictures.
        """
        if len(data) < 6 or data[0] != TEXT or not MASKED <= data[1] < MASKED | SHORT:
            return 0
        size = data[1] - MASKED
        if len(data) < 6 + size:
            return 0
        count = read_count(apply_mask(data[6 : 6 + size], data[2:6]))
        if count is None or count <= self._heard or self.hear is None or not self.hear(count):
            return 0
        self._heard = count
        return 6 + size

    def handle_cont(self, event: Frame) -> None:
        if self._may():
            super().handle_cont(event)

    def handle_text(self, event: Frame) -> None:
        if self._may():
            super().handle_text(event)

    def handle_bytes(self, event: Frame) -> None:
        if self._may():
            super().handle_bytes(event)

    def handle_ping(self) -> None:
        if self._may():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        if self._may():
            super().handle_pong(event)

    def send_receive_event_to_app(self) -> None:
        # A text that is none is answered with 1007; but if the peer's close came with it, that one has been answered
        # already, its event is next, and nothing is left to say.
        with suppress(InvalidState):
            super().send_receive_event_to_app()

    def _may(self) -> bool:
        """Whether one more frame is not too many; else the socket is closed, for frames may carry nothing at all."""
        if self.close_sent or self._frames.take():
            return True
        self.conn.fail(1008, "too many frames")
        self.handle_parser_exception()
        self.loop.call_later(FLUSH, self.transport.abort)
        return False

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        self.transport.abort()

    def shutdown(self) -> None:
        super().shutdown()
        self.loop.call_later(FLUSH, self.transport.abort)

    async def send(self, message: ASGISendEvent) -> None:
        if self.close_sent and self.initial_response is None:
            raise ClientDisconnected  # closed for a bad frame, of which the app has not heard yet
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body", False):
            self.handshake_complete = True  # refused, which is an end like another, and no fault to be logged

    async def run_asgi(self) -> None:
        await super().run_asgi()
        self.loop.call_later(FLUSH, self.transport.abort)


@lru_cache(1)
def _framed(messages: tuple[bytes, ...]) -> bytes:
    """Each as one frame. They are the same for all viewers of a run, who come one after the other."""
    return b"".join(part for message in messages for part in (_head(len(message)), message))


def _head(size: int) -> bytes:
    if size < 126:
        return bytes((BINARY, size))
    return pack("!BBH", BINARY, 126, size) if size < 2**16 else pack("!BBQ", BINARY, 127, size)


def _are_whole(data: bytes) -> bool:
    """Whether these bytes are whole frames, each of them a whole message of no more than 64 kilobytes."""
    start = 0
    while start < len(data):
        if len(data) - start < 6 or data[start] not in {TEXT, BINARY, PING, PONG}:
            return False
        size, head = data[start + 1] - MASKED, 6
        if size == 126:
            size, head = int.from_bytes(data[start + 2 : start + 4], "big"), 8
        elif not 0 <= size < 126:
            return False
        start += head + size
    return start == len(data)

"""What requests bring: each so much, all files under way together so much, and none without end or on and on."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

IMPORTS = "/api/imports"  # where files are brought to
STALLED = 30.0  # seconds without a byte of a body after which its caller is taken to be gone
COME_BACK = 10  # seconds after which there may be room again


class Room:
    """For all files that are under way: so many bytes, from the first that is read of one until it has become a run."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.held = 0

    def take(self, more: int, size: int) -> None:
        """Takes up so many bytes more for a file of this size, as far as that is known. Raises HTTPException."""
        if self.held + more > self._most:
            raise HTTPException(
                503,
                f"a file of {size:,} bytes is too much just now: all files that are under way may hold {self._most:,} "
                f"bytes together, of which {self._most - self.held:,} are free; bring it again in {COME_BACK} seconds, "
                "or have NUDGE_UPLOADS set higher",
                {"retry-after": str(COME_BACK)},
            )
        self.held += more


class Body:
    """One, as it comes in. What is too much is refused when it is asked for: by then it is known who may bring it."""

    def __init__(self, receive: Receive, headers: Headers, most: int, room: Room | None) -> None:
        self._receive = receive
        self._most = most
        self._room = room
        length = headers.get("content-length", "")
        self._size = int(length) if length.isdecimal() else 0  # as far as it is known
        self._came = 0
        self._held = 0
        self._ended = False

    async def receive(self) -> Message:
        """The next of it. Raises HTTPException."""
        if self._ended:
            return await self._receive()
        self._hold()
        try:
            async with asyncio.timeout(STALLED):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(
                408, f"nothing of the request has come for {STALLED:g} seconds; send it again", {"connection": "close"}
            ) from None
        if message["type"] == "http.disconnect":
            raise HTTPException(400, "the request was broken off")  # nobody hears it; a fault of ours it is not
        self._came += len(message.get("body", b""))
        self._size = max(self._size, self._came)
        self._hold()
        self._ended = not message.get("more_body", False)
        return message

    def _hold(self) -> None:
        if self._size > self._most:
            raise HTTPException(
                413, f"the request brings {self._size:,} bytes or more, and may bring {self._most:,} at most"
            )
        if self._room and self._size > self._held:
            self._room.take(self._size - self._held, self._size)
            self._held = self._size

    def release(self) -> None:
        """It has been dealt with, in whatever way."""
        if self._room:
            self._room.held -= self._held
            self._held = 0


class Bodies:
    """Every request's. `most`: bytes of one; `upload`: of one that brings a file; `uploads`: of all these together."""

    def __init__(self, app: ASGIApp, most: int, upload: int, uploads: int) -> None:
        self._app = app
        self._most = most
        self._upload = upload
        self._room = Room(uploads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        is_file = scope["path"] == IMPORTS
        most, room = (self._upload, self._room) if is_file else (self._most, None)
        body = Body(receive, Headers(scope=scope), most, room)
        try:
            await self._app(scope, body.receive, send)
        finally:
            body.release()

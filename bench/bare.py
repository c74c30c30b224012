"""What sockets alone cost: a loop that writes so many bytes to each of them 30 times a second, and reads what comes.

`python -m bench.bare BYTES` prints where it listens, for `bench.viewers`, and goes on until it is told to end.
"""

from __future__ import annotations

import asyncio
import struct
import sys
import time
from typing import cast

import uvloop

from bench.viewers import AT, PICTURES

EVERY = 1 / 30  # seconds
WAITING = 2_048  # that may wait to be let in


class Socket(asyncio.Protocol):
    """Once it has asked for anything it is sent pictures."""

    def __init__(self, open: set[asyncio.Transport]) -> None:
        self.open = open

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        if self.transport not in self.open:
            self.transport.write(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
            self.open.add(self.transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.open.discard(self.transport)


async def serve(size: int) -> None:
    loop, sockets = asyncio.get_running_loop(), set[asyncio.Transport]()
    server = await loop.create_server(lambda: Socket(sockets), "127.0.0.1", 0, backlog=WAITING)
    print("http://{}:{}".format(*server.sockets[0].getsockname()), flush=True)
    due = loop.time()
    while True:
        head = PICTURES[0] + AT + struct.pack(">d", time.time())
        frame = struct.pack("!BBH", 0x82, 126, size) + head.ljust(size, b"\0")
        for transport in sockets:
            transport.write(frame)
        due = max(due + EVERY, loop.time())
        await asyncio.sleep(due - loop.time())


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))

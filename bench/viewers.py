"""Many viewers of one run in one process: `python -m bench.viewers URL RUN COUNT KIND ...`.

They speak the WebSocket protocol by hand and look at no more of a picture than when it was taken, so that little of
what is measured is their own. It prints a line once all have seen a picture, and one for each line that it is told:
"measure SECONDS" is answered with what they have seen, as JSON; "away" and "look" let them look elsewhere, and again.
"""

from __future__ import annotations

import asyncio
import json
import re
import resource
import struct
import sys
import time
from typing import cast
from urllib.parse import urlsplit

import uvloop

from app.wire.protocol import VERSION

AT = b"\xa2at\xcb"  # the key "at" and the mark of a float64, in MessagePack
PICTURES = (b"\xa7picture", b"\xa8matrices", b"\xa7watched")
KIND = re.compile(b"|".join(PICTURES))
MOMENT = struct.Struct(">d")
HEAD = 24  # bytes of a message within which it says what it is
JOINING = 0.002  # seconds between two that come
LATEST = 60.0  # seconds for the last to be shown a picture
SETTLING = 1.0  # seconds after that


class Crowd:
    """What all viewers look at, and have seen since the measurement began."""

    def __init__(self, url: str, run: str, kinds: list[str]) -> None:
        self.address = urlsplit(url)
        self.run = run
        self.kinds = kinds
        self.is_measuring = False
        self.ages: list[float] = []
        self.pictures = 0
        self.bytes = 0
        self.lost = 0


class Viewer(asyncio.Protocol):
    """A socket from its handshake on."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.rest = b""  # of what came, the beginning of a frame
        self.is_open = False
        self.drawn = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        host = self.crowd.address.netloc
        self.transport.write(
            f"GET /ws/{self.crowd.run} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: bnVkZ2UgaXMgYmVpbmcgYg==\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        data = self.rest + data if self.rest else data
        start = 0
        if not self.is_open:
            start = data.find(b"\r\n\r\n") + 4
            self.is_open = start >= 4
            if not self.is_open:
                self.rest = data
                return
            self.say({"type": "hello", "version": VERSION})
            self.say({"type": "subscribe", "kinds": self.crowd.kinds})
        while start + 2 <= len(data):
            length, head = data[start + 1], 2
            if length == 126:
                length, head = int.from_bytes(data[start + 2 : start + 4], "big"), 4
            elif length == 127:
                length, head = int.from_bytes(data[start + 2 : start + 10], "big"), 10
            end = start + head + length
            if end > len(data):  # also where part of the head is still to come
                break
            self.take(data[start] & 15, data, start + head, end)
            start = end
        self.rest = data[start:]

    def take(self, kind: int, data: bytes, start: int, end: int) -> None:
        """A whole frame, whose payload lies there. Servers send theirs whole and unmasked."""
        if kind == 9:
            self.write(10, data[start:end])
        elif kind == 2 and KIND.search(data, start, min(end, start + HEAD)):
            self.drawn += 1
            self.write(1, b'{"type":"ack","count":%d}' % self.drawn)  # as a page writes it
            crowd = self.crowd
            if crowd.is_measuring:
                crowd.pictures += 1
                crowd.bytes += end - start
                place = data.find(AT, start, min(end, start + 64))
                if place >= 0:
                    crowd.ages.append(time.time() - MOMENT.unpack_from(data, place + 4)[0])

    def say(self, command: dict[str, object]) -> None:
        self.write(1, json.dumps(command).encode())

    def write(self, kind: int, payload: bytes) -> None:
        """A client's frame, masked with zeros, which leaves it as it is."""
        assert len(payload) < 126
        self.transport.write(bytes((0x80 | kind, 0x80 | len(payload), 0, 0, 0, 0)) + payload)

    def connection_lost(self, exc: Exception | None) -> None:
        self.crowd.lost += 1


async def watch(crowd: Crowd, count: int) -> None:
    """So many viewers, who do as they are told until nobody tells them any more."""
    loop, viewers = asyncio.get_running_loop(), []
    for _ in range(count):
        made = await loop.create_connection(lambda: Viewer(crowd), crowd.address.hostname, crowd.address.port)
        viewers.append(made[1])
        await asyncio.sleep(JOINING)
    late = loop.time() + LATEST
    while loop.time() < late and not all(viewer.drawn for viewer in viewers):  # let in, greeted, and shown something
        await asyncio.sleep(JOINING)
    await asyncio.sleep(SETTLING)
    print("here", flush=True)
    while words := (await loop.run_in_executor(None, sys.stdin.readline)).split():
        if words[0] == "measure":
            print(json.dumps(await measure(crowd, float(words[1]))), flush=True)
        else:
            for viewer in viewers:
                viewer.say({"type": "subscribe", "kinds": crowd.kinds if words[0] == "look" else []})
            print("so they do", flush=True)
    for viewer in viewers:
        viewer.transport.abort()


async def measure(crowd: Crowd, seconds: float) -> dict[str, object]:
    """What they see within so many seconds."""
    crowd.ages, crowd.pictures, crowd.bytes = [], 0, 0
    started, used = time.time(), time.process_time()
    crowd.is_measuring = True
    await asyncio.sleep(seconds)
    crowd.is_measuring = False
    took, used = time.time() - started, time.process_time() - used
    ages = sorted(crowd.ages)
    return {
        "pictures": crowd.pictures,
        "seconds": took,
        "bytes": crowd.bytes / max(crowd.pictures, 1),
        "p50": ages[len(ages) // 2] if ages else None,
        "p99": ages[len(ages) * 99 // 100] if ages else None,
        "own": used / took,
        "lost": crowd.lost,
    }


def main() -> None:
    url, run, count, *kinds = sys.argv[1:]
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192) if hard > 0 else 8192, hard))
    uvloop.run(watch(Crowd(url, run, kinds), int(count)))


if __name__ == "__main__":
    main()

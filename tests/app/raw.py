"""A WebSocket without manners: says what it is told, byte for byte, and reads what comes back."""

import socket
import struct
from typing import Any

from app.wire import commands, protocol
from tests.conftest import WAIT, Server

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
NO_CODE = 1005
HELLO = protocol.write_command(commands.Hello(version=protocol.VERSION))


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, rsv: int = 0, masked: bool = True) -> bytes:
    """One frame, right or wrong."""
    mask = 0x80 if masked else 0
    head = bytes([(0x80 if fin else 0) | rsv << 4 | opcode])
    size = len(payload)
    if size < 126:
        head += bytes([mask | size])
    elif size < 2**16:
        head += struct.pack("!BH", mask | 126, size)
    else:
        head += struct.pack("!BQ", mask | 127, size)
    return head + (bytes(4) if masked else b"") + payload  # a mask of zeros leaves it as it is


def request(server: Server, run: str) -> bytes:
    """What asks for a WebSocket."""
    return (
        f"GET /ws/{run} HTTP/1.1\r\nHost: {server.url.removeprefix('http://')}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    ).encode()


class Raw:
    """Connected and greeted by HTTP; what follows is up to the test."""

    def __init__(self, server: Server, run: str, receive_buffer: int = 0, hello: bool = True) -> None:
        host, port = server.url.removeprefix("http://").split(":")
        self.socket = socket.socket()
        self.socket.settimeout(WAIT)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.connect((host, int(port)))
        self._came = b""
        self.socket.sendall(request(server, run))
        while b"\r\n\r\n" not in self._came:
            more = self.socket.recv(4096)
            if not more:
                break
            self._came += more
        head, _, self._came = self._came.partition(b"\r\n\r\n")
        self.status = int(head.split()[1])
        self.head = head.decode().lower()
        if hello and self.status == 101:
            self.send(TEXT, HELLO)

    def __enter__(self) -> "Raw":
        return self

    def __exit__(self, *exception: Any) -> None:
        self.socket.close()

    def send(self, opcode: int, payload: bytes = b"", **options: Any) -> None:
        self.socket.sendall(frame(opcode, payload, **options))

    def read(self) -> tuple[int, bytes] | None:
        """The next frame's opcode and payload; None at the end."""
        while (found := self._complete()) is None:
            try:
                more = self.socket.recv(65536)
            except ConnectionResetError:
                return None
            if not more:
                return None
            self._came += more
        return found

    def _complete(self) -> tuple[int, bytes] | None:
        if len(self._came) < 2:
            return None
        size, start = self._came[1] & 0x7F, 2
        if size >= 126:
            width = 2 if size == 126 else 8
            size, start = int.from_bytes(self._came[2 : 2 + width], "big"), 2 + width
        if len(self._came) < start + size:
            return None
        opcode, payload = self._came[0] & 15, self._came[start : start + size]
        self._came = self._came[start + size :]
        return opcode, payload

    def closed(self) -> int | None:
        """The code with which the server closes, whatever comes before; None when it goes without a word."""
        while found := self.read():
            if found[0] == CLOSE:
                return int.from_bytes(found[1][:2], "big") if found[1] else NO_CODE
        return None

"""Frames from a child's pipe as they come, for a loop that never waits: `multiprocessing` waits for a whole frame."""

from __future__ import annotations

import os
import selectors
import socket
import struct

PIECE = 64 * 1024  # bytes
PIECES = 16  # at a time, for others wait too; the kernel keeps no more than four of them
# Bytes of a frame: all weights of the largest network on MNIST are 4.8 MB, and 20 with ends as wide as they may be.
LARGEST = 64 * 2**20
_size = struct.Struct("!i")  # of a frame, before it


class Intake:
    """Reads what a `Connection` at the other end of a pipe sends. `ended`: nothing more will come.

    A loop is to watch `fileno`, which is not the pipe: libuv would make that non-blocking, also for who writes to it.
    """

    def __init__(self, pipe: int) -> None:
        self._socket = socket.socket(fileno=os.dup(pipe))
        self._news = selectors.DefaultSelector()
        self._news.register(self._socket, selectors.EVENT_READ)
        self._came = bytearray()
        self.ended = False

    def fileno(self) -> int:
        """What can be read when the pipe can."""
        return self._news.fileno()

    def close(self) -> None:
        self._news.close()
        self._socket.close()

    def read(self) -> list[bytes]:
        """The frames that have come as a whole by now."""
        for _ in range(PIECES):
            piece = self._piece()
            if piece is None:
                break
            self._came += piece
            if not piece:
                self.ended = True
                break
        frames, start = [], 0
        while len(self._came) >= start + _size.size:
            (size,) = _size.unpack_from(self._came, start)
            if not 0 <= size <= LARGEST:
                self.ended = True
                break
            begin, end = start + _size.size, start + _size.size + size
            if end > len(self._came):
                break
            frames.append(bytes(self._came[begin:end]))
            start = end
        del self._came[:start]
        return frames

    def _piece(self) -> bytes | None:
        """What has come, at most so much; None when that is nothing, and no bytes at the end."""
        try:
            return self._socket.recv(PIECE, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return None
        except OSError:
            return b""

"""uvicorn, configured for a class of browsers of which some stop reading, some never finish asking, and all may leave.

Some of its habits are mended here, each measured: it never drops a viewer who stops reading, nor ends while there is
one; it waits for ever for the end of a request's head; and neither that head, nor the frames that it takes in, nor the
lines that it writes about bad ones have a bound.
"""

from __future__ import annotations

import errno
import gc
import logging
import os
import resource
import signal
import socket
import sys
import threading
import time
from asyncio import BaseTransport, TimerHandle, Transport
from contextlib import suppress
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.settings import Settings
from app.web.sockets import Viewers

GRACEFUL = 5  # seconds for requests under way when the server ends
LAST = 3.0  # seconds for Python to end when the server has
UNREAD = 20_000  # milliseconds after which the kernel drops a peer that takes nothing in
UNSENT = 64 * 1024  # bytes that may wait in the kernel before a socket counts as full
TRIES = 100  # ports
OTHER_FILES = 512  # open ones besides the viewers' sockets
PIECE = 4096  # bytes of input between two looks at how much of it is a head
SAME = 60.0  # seconds between two lines that say the same
SENTENCE = b"The head of the request has more than %d bytes, which NUDGE_MAX_HEAD allows.\n"
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
TOO_LARGE += b"content-length: %d\r\nconnection: close\r\n\r\n%s"


class Requests(HttpToolsProtocol):
    """Requests whose head comes in time, and is not too large. The clock runs from the connection, or from a request's
    first byte. What is counted are bytes that end no head and are no body: trailers after a body, too."""

    seconds: float
    most: int
    _head: TimerHandle | None = None
    _loose = 0

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(cast(Transport, transport))
        self._head = self.loop.call_later(self.seconds, self.transport.abort)

    def data_received(self, data: bytes) -> None:
        for start in range(0, len(data), PIECE):
            if self.transport.is_closing() or self.transport.get_protocol() is not self:  # refused, or a socket by now
                return
            piece = data[start : start + PIECE]
            self._loose += len(piece)
            super().data_received(piece)
            if self._loose > self.most:
                return self._too_much()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._loose = 0
        self._stop_clock()
        self._head = self.loop.call_later(self.seconds, self.transport.abort)

    def on_headers_complete(self) -> None:
        self._loose = 0
        self._stop_clock()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._loose = 0
        super().on_body(body)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_clock()
        super().connection_lost(exc)

    def _stop_clock(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _too_much(self) -> None:
        """Ends the connection; with an answer, where none is under way."""
        cycle: RequestResponseCycle | None = self.cycle  # none before the first request
        if cycle is None or cycle.response_complete:
            self.transport.write(TOO_LARGE % (len(sentence := SENTENCE % self.most), sentence))
            self.transport.close()
        else:
            self.transport.abort()


class Seldom(logging.Filter):
    """Lets the same line pass once a minute, and says how often it was held back: callers can provoke some at will."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, str], tuple[float, int]] = {}  # when it was said, and how often held back since

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        line, now = str(record.msg), time.monotonic()
        what = (line, type(error).__name__)
        at, held = self._said.get(what, (float("-inf"), 0))
        if now - at < SAME:
            self._said[what] = (at, held + 1)
            return False
        self._said[what] = (now, 0)
        if isinstance(error, UnicodeDecodeError):
            record.exc_info = None  # the caller's fault: where in our code it was noticed helps nobody
        if held:
            record.msg = f"{line.rstrip()} (and {held} times since this was said last)"
        return True


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens on this port, or on the next free one. What it is set to, its children inherit.

    Raises OSError when there is none.
    """
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except socket.gaierror as error:
        raise OSError(f"cannot listen on {host}: {error.strerror}") from None
    for attempt in range(TRIES):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        _set(listener, "TCP_USER_TIMEOUT", UNREAD)
        _set(listener, "TCP_NOTSENT_LOWAT", UNSENT)
        try:
            listener.bind((address[0], port + attempt if port else 0, *address[2:]))
            listener.listen(2048)
            return listener
        except OSError as error:
            listener.close()
            if error.errno != errno.EADDRINUSE or port + attempt >= 65535:
                raise OSError(f"cannot listen on {host}, port {port + attempt}: {error.strerror}") from None
    raise OSError(f"no port from {port} to {port + TRIES - 1} is free")


def _set(listener: socket.socket, option: str, value: int) -> None:
    """Where this system has the option, and lets us."""
    number = getattr(socket, option, None)
    if number is not None and sys.platform == "linux":
        listener.setsockopt(socket.IPPROTO_TCP, number, value)


def _allow_files(count: int) -> None:
    """As many open files, where the system lets us: most shells allow a thousand, and each viewer is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def serve(app: Any, listener: socket.socket, settings: Settings) -> None:
    """Serves until told to end."""

    class Timed(Requests):
        seconds = settings.head_seconds
        most = settings.max_head * 1024

    config = uvicorn.Config(
        app,
        http=Timed,
        ws=Viewers,
        ws_max_size=settings.max_message * 1024,
        ws_per_message_deflate=False,  # 200 µs a picture, to save a twentieth
        ws_ping_interval=10,
        ws_ping_timeout=10,
        timeout_graceful_shutdown=GRACEFUL,
        access_log=False,
        log_level="warning",
        server_header=False,
    )
    logging.getLogger("uvicorn.error").addFilter(Seldom())
    _allow_files(round(settings.max_viewers * 1.2) + OTHER_FILES)
    gc.freeze()  # all modules: to look through them takes 47 ms, in which nobody is served, whenever a class comes
    with suppress(KeyboardInterrupt):
        # uvicorn raises the signal that ended it anew when all is done. If that killed the process, what
        # multiprocessing has among the system's temporary files would stay there.
        signal.signal(signal.SIGTERM, _end)
        signal.signal(signal.SIGINT, _end)
        if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # or nohup had it ignored
            signal.signal(signal.SIGHUP, _hang_up)
        uvicorn.Server(config).run(sockets=[listener])


def _hang_up(number: int, frame: object) -> None:
    """The terminal has been closed: ends as if told so in words."""
    signal.raise_signal(signal.SIGTERM)


def _end(number: int, frame: object) -> None:
    """Lets Python end in its own way, but not wait for ever: for a child, say, that waits for a disk."""
    last = threading.Timer(LAST, os._exit, [128 + number])
    last.daemon = True
    last.start()
    raise KeyboardInterrupt

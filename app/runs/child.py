"""One child process and the pipe to it, so that the web loop never waits for arithmetic.

The loop takes in what has come; one thread sends, another starts the child and sees it end: one that hangs blocks a
thread and nothing else. Nothing is ever unpickled, so a child gone wrong cannot command its parent. The child ends when
its pipe ends; so does one whose parent was killed.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import queue
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Protocol

from app.runs.intake import Intake

WAITING = 256  # commands that a busy child may leave unread
LAST_MOMENT = 2.0  # seconds between the end of the pipe and that of the process
_number = struct.Struct("<I")


class Entry(Protocol):
    """What runs in a child: app.worker.main."""

    def __call__(self, connection: Connection, setup: Mapping[str, Any]) -> None: ...


@dataclass(frozen=True, slots=True)
class Nursery:
    """What all children of a server share. `lock`: multiprocessing keeps a list of children, and has no lock for it."""

    entry: Entry
    data: str | None = None
    cache: str | None = None
    nice: int = 0
    kept: Path | None = None  # where each run has a directory for its checkpoints; None: nothing is kept
    restarts: int = 0  # how often within a minute a run goes on from its checkpoint when its child has died
    memory: int | None = None  # bytes that a child may use
    lock: threading.Lock = field(default_factory=threading.Lock)

    def prepare(self, preload: list[str]) -> None:
        """Starts the server that forks children from a process in which these modules are loaded already."""
        forkserver.set_forkserver_preload(["app.runs.forker", *preload])
        forkserver.ensure_running()


class Child:
    """`take` gets all frames, some at once if they came so, and `ended`, once, the exit code (None: it never started).
    Both are called in the event loop."""

    def __init__(
        self,
        nursery: Nursery,
        setup: Mapping[str, Any],
        take: Callable[[list[bytes]], None],
        ended: Callable[[int | None], None],
    ) -> None:
        self._nursery = nursery
        self._take = take
        self._ended = ended
        self._loop = asyncio.get_running_loop()
        self._gone = asyncio.Event()
        context = multiprocessing.get_context("forkserver")
        ours, theirs = context.Pipe()
        self._pipe = ours
        self._intake = Intake(ours.fileno())
        self._silent = threading.Event()  # nothing more will come
        self._doomed = False  # whether the process is to end as soon as there is one
        self._process = context.Process(target=nursery.entry, args=(theirs, setup), daemon=True)
        self._outgoing: queue.Queue[bytes | None] = queue.Queue(WAITING)
        threading.Thread(target=self._live, args=(theirs,), name="child", daemon=True).start()

    @property
    def pid(self) -> int | None:
        """The process's number, once it runs."""
        return self._process.pid

    def send(self, number: int, command: bytes) -> bool:
        """Hands a command on, with the number of the question it is. False when the child does not keep up."""
        try:
            self._outgoing.put_nowait(_number.pack(number) + command)
        except queue.Full:
            return False
        return True

    def kill(self) -> None:
        """Ends the process at once, also one that is only being started. What follows is what follows any death."""
        self._doomed = True
        if self._process.pid is not None and not self._gone.is_set():
            self._process.kill()

    async def stop(self, seconds: float) -> None:
        """Ends the pipe, gives the child so long to finish, then kills it. Where the kernel has it wait for a disk even
        that takes long, for which nobody waits."""
        try:
            self._outgoing.put_nowait(None)
        except queue.Full:
            self.kill()
        try:
            async with asyncio.timeout(seconds):
                await self._gone.wait()
        except TimeoutError:
            self.kill()
            with suppress(TimeoutError):
                async with asyncio.timeout(LAST_MOMENT):
                    await self._gone.wait()

    # Below: in the threads.

    def _live(self, theirs: Connection) -> None:
        code: int | None = None
        writer = threading.Thread(target=self._write, name="to child", daemon=True)
        writer.start()
        try:
            try:
                with self._nursery.lock:
                    self._process.start()
                if self._doomed:
                    self._process.kill()
            finally:
                theirs.close()  # or its end would never reach us
            if self._in_loop(self._listen):
                self._silent.wait()
            code = self._bury()
        except (OSError, EOFError):
            pass  # it could not be started: no memory, or what forks the children has just died
        finally:  # whatever else went wrong: somebody waits for the end
            with suppress(queue.Full):  # full: the writer is awake already, and about to find the pipe broken
                self._outgoing.put_nowait(None)
            writer.join()
            self._intake.close()
            self._pipe.close()
            self._in_loop(self._end, code)

    def _write(self) -> None:
        try:
            while (command := self._outgoing.get()) is not None:
                self._pipe.send_bytes(command)
            with socket.socket(fileno=os.dup(self._pipe.fileno())) as end:
                end.shutdown(socket.SHUT_WR)
        except OSError:
            return  # who reads sees the same end

    def _bury(self) -> int | None:
        if not wait([self._process.sentinel], LAST_MOMENT):
            self._process.kill()
            wait([self._process.sentinel])
        with self._nursery.lock:
            return self._process.exitcode

    def _in_loop(self, action: Callable[..., None], *args: object) -> bool:
        try:
            self._loop.call_soon_threadsafe(action, *args)
        except RuntimeError:
            return False  # the loop is closed: the server has ended
        return True

    # Below: in the loop.

    def _listen(self) -> None:
        self._loop.add_reader(self._intake.fileno(), self._arrive)

    def _arrive(self) -> None:
        try:
            if frames := self._intake.read():
                self._take(frames)
        finally:
            if self._intake.ended:
                self._loop.remove_reader(self._intake.fileno())
                self._silent.set()

    def _end(self, code: int | None) -> None:
        self._gone.set()
        self._ended(code)

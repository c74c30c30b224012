"""A thread that does for the web process what a disk may keep waiting, and how long it is waited for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeVar

DISK_SLOW = ("disk_slow", "the disk on which the runs are kept does not answer; try again in a little while")

Got = TypeVar("Got")


class Hanging(Exception):
    """The disk does not answer. The message says so to a person."""

    def __init__(self) -> None:
        super().__init__(DISK_SLOW[1])


class Clerk(Executor):
    """One thing after the other, in one thread. Where that hangs it keeps neither those waiting who want nothing of the
    disk, as it would in the threads that all share, nor the process from ending."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._todo: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def submit(self, work: Callable[..., Got], /, *arguments: Any, **more: Any) -> Future[Got]:
        """Has this done when all before it has been."""
        future: Future[Got] = Future()
        self._todo.put(partial(_do, future, partial(work, *arguments, **more)))
        if self._thread is None:
            self._thread = threading.Thread(target=self._live, name=self._name, daemon=True)
            self._thread.start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """There is no more to do than this."""
        self._todo.put(None)
        if wait and self._thread:
            self._thread.join()

    async def ask(self, work: Callable[..., Got], *arguments: Any, seconds: float | None = None) -> Got:
        """The same for who waits in an event loop, and perhaps only so long. Raises Hanging; then what has not begun
        will not."""
        try:
            async with asyncio.timeout(seconds) as limit:
                return await asyncio.get_running_loop().run_in_executor(self, work, *arguments)
        except TimeoutError:
            if limit.expired():
                raise Hanging from None
            raise  # the disk's own way to say so

    def _live(self) -> None:
        while (work := self._todo.get()) is not None:
            work()
            del work  # and what came of it, which may be large


def _do(future: Future[Got], work: Callable[[], Got]) -> None:
    if future.set_running_or_notify_cancel():
        try:
            future.set_result(work())
        except BaseException as error:
            future.set_exception(error)

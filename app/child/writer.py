"""A thread that writes, so that a disk that does not answer keeps nobody waiting."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate


class Writer:
    """One piece of writing at a time. A thread that hangs in it does not keep its process from ending."""

    def __init__(self) -> None:
        self._work: Future[None] | None = None

    def begin(self, write: Callable[[], None]) -> None:
        """Has this done, once what was begun before has `ended`."""
        self._work = Future()
        threading.Thread(target=_do, args=(write, self._work), name="writer", daemon=True).start()

    def ended(self, seconds: float) -> bool:
        """Whether nothing is being written any more; waits so long for that. Raises, once, what the writing raised."""
        if self._work is None:
            return True
        try:
            error = self._work.exception(seconds)
        except TooLate:
            return False
        self._work = None
        if error is not None:
            raise error
        return True


def _do(write: Callable[[], None], work: Future[None]) -> None:
    try:
        write()
    except BaseException as error:
        work.set_exception(error)
    else:
        work.set_result(None)

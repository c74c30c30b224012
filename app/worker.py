"""The child process: the clock of one run. It works in short slices, listens between them, and sends what is seen.

The engine is a generator and waits for nothing; in the shifts is decided when the next step is taken, how often a
picture is worth sending, and that nobody's slowness is training's.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import signal
import sys
import traceback
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from app.child.pipe import Closed, Pipe
from app.race.shift import RaceShift
from app.training.shift import TrainingShift

PR_SET_PDEATHSIG = 1


def main(connection: Connection, setup: Mapping[str, Any]) -> None:
    """Runs until the pipe ends. `setup`: id, kind ("training" or "race"), plan (a mapping), data (a directory, None:
    the one that comes with the project), cache (a directory or None), nice; of a training perhaps `start`, the encoded
    `taken` of another run, with whose weights it begins; `kept`, the directory of its checkpoints; `brought`, a file to
    begin with; `wall`, the encoded `wall` of an earlier process; `step`, how far that had come; `fresh`, whether
    checkpoints are to be left alone; and `memory`, the bytes that this process may use."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which then ends the pipe
    _end_with_parent()
    os.nice(setup.get("nice", 0))
    np.seterr(all="ignore")  # numbers that grow beyond all bounds are found by their cost, not by a warning
    _limit(setup.get("memory"))
    kind: type[RaceShift | TrainingShift] = RaceShift if setup.get("kind") == "race" else TrainingShift
    shift = kind(Pipe(connection), setup)

    def end(number: int, frame: object) -> None:
        shift.ending = True

    signal.signal(signal.SIGTERM, end)  # as whoever ends a service sends it to all of its processes
    try:
        shift.live()
    except Closed:
        return
    except MemoryError:
        try:
            traceback.print_exc(file=sys.stderr)
        finally:  # even to print it may take too much
            os._exit(errno.ENOMEM)  # what else would have to be tidied up lies in the memory that is lacking


def _end_with_parent() -> None:
    """On Linux the kernel ends this process at once when what forked it ends, which does so with the server. So nobody
    goes on with the runs of a server that was killed when the next one does; what was not yet written down is lost."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _limit(memory: int | None) -> None:
    """A network that grows beyond all bounds takes its own process down, not the machine."""
    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

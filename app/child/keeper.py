"""When a run is written down: at every change that people make, and every few seconds while it goes on."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from app.child.writer import Writer
from app.kept.checkpoint import LARGEST, Checkpoint, Checkpoints
from app.wire.messages import Event, Notice, Status

EVERY = 2.0  # seconds of training that may be lost
SHARE = 0.05  # of the time, what writing may take: of large files more may be lost. More than `PATIENCE` is hanging
AGAIN = 10.0  # seconds after which a full disk is tried again
PATIENCE = 1.0  # seconds that an answer waits for what it says to be written down
SLOW = {"code": "disk_slow"}

FULL = {errno.ENOSPC, errno.EDQUOT}


class Subject(Protocol):
    """What is written down: a trainer or a racer."""

    status: Status

    def tell(self, event: Event) -> None:
        """Keeps an event for whoever sends it on."""


Kept = TypeVar("Kept", bound=Subject)


@dataclass(frozen=True, slots=True)
class Way(Generic[Kept]):
    """How one kind of run is written down. `put_back` raises Unsound. `stands`: what must not be lost when it changes;
    `step`: how far it has come; `largest`: bytes of a checkpoint, at most."""

    taken: Callable[[Kept], Checkpoint]
    put_back: Callable[[Checkpoint, Kept], None]
    stands: Callable[[Kept], object]
    step: Callable[[Kept], int]
    largest: int = LARGEST


class Keeper(Generic[Kept]):
    """When the disk is full or does not answer, the run goes on; that is said, it is tried again now and then, and said
    when it works."""

    def __init__(
        self, checkpoints: Checkpoints, way: Way[Kept], clock: Callable[[], float], writer: Writer | None = None
    ) -> None:
        self._checkpoints = checkpoints
        self._way = way
        self._clock = clock
        self._writer = writer or Writer()
        self._writing = False
        self._stood: object = None
        self._step = -1
        self._began_at = 0.0
        self._due_at = float("-inf")
        self._trouble: dict[str, Any] | None = None

    def turn(self, subject: Kept) -> None:
        """Writes, if something has changed that must not be lost, or it is time; for the former it waits a little."""
        changed = self._way.stands(subject) != self._stood
        if not self._ended(subject, self._patience(changed)):
            return
        late = self._clock() >= self._due_at
        if subject.status == "failed" or (self._trouble and not late):
            return
        if changed or (late and self._way.step(subject) != self._step):
            self._begin(subject)
            self._ended(subject, self._patience(changed))

    def write(self, subject: Kept) -> bool:
        """Writes now, and says whether it could within a little while."""
        if not self._ended(subject, self._patience()):
            return False
        self._begin(subject)
        return self._ended(subject, self._patience()) and self._trouble is None

    def finish(self, subject: Kept, seconds: float) -> None:
        """Writes for the last time, and waits for it so long, also for a disk that is known to be slow."""
        until = self._clock() + seconds
        if self._ended(subject, seconds):
            self._begin(subject)
            self._ended(subject, max(0.0, until - self._clock()))

    def _patience(self, changed: bool = True) -> float:
        """How long is waited for what must not be lost: where the disk is known not to answer, not at all."""
        return PATIENCE if changed and self._trouble != SLOW else 0.0

    def _begin(self, subject: Kept) -> None:
        self._began_at = self._clock()
        self._stood, self._step = self._way.stands(subject), self._way.step(subject)
        self._writer.begin(partial(self._checkpoints.save, self._way.taken(subject)))
        self._writing = True

    def _ended(self, subject: Kept, patience: float) -> bool:
        """Whether nothing is being written; says what came of it, or that it takes too long."""
        if not self._writing:
            return True
        try:
            self._writing = not self._writer.ended(patience)
        except (OSError, ValueError) as error:  # the latter where something in it is not finite, which JSON cannot say
            self._writing, self._stood = False, None
            self._due_at = self._clock() + AGAIN
            self._complain(subject, complaint(error))
            return True
        now = self._clock()
        if self._writing:
            if patience or now >= self._began_at + PATIENCE:
                self._complain(subject, SLOW)
            return False
        self._due_at = self._began_at + max(EVERY, min(now - self._began_at, PATIENCE) / SHARE)
        if self._trouble:
            self._trouble = None
            subject.tell(Notice(notice={"code": "disk_ok"}))
        return True

    def _complain(self, subject: Kept, trouble: dict[str, Any]) -> None:
        if self._trouble is None:
            subject.tell(Notice(notice=trouble))
        self._trouble = trouble


def complaint(error: OSError | ValueError) -> dict[str, Any]:
    """What a person is told when a file could not be written."""
    if isinstance(error, OSError) and error.errno in FULL:
        return {"code": "disk_full"}
    return {"code": "disk_error", "message": getattr(error, "strerror", None) or str(error)}

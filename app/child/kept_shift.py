"""The shift of a run that is written down: it begins where an earlier process ended, and leaves it to a later."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol, TypeVar

from app.child import keeper, shift
from app.child.keeper import Keeper, Way
from app.child.pipe import Closed, Pipe
from app.child.shift import Looks, Shift, Unbegun
from app.kept.checkpoint import Checkpoint, Checkpoints
from app.wire import protocol
from app.wire.commands import Ack, Collect, EndPoll, Fill, Hands, Hello, Lead, Poll, Reveal, Save, Subscribe, Task, Vote
from app.wire.messages import Done, Notice, Reply
from app.wire.refused import Refused
from engine.mnist import Data

LAST = 4.0  # seconds for the last checkpoint, of the five that a process has to finish


class Subject(shift.Subject, keeper.Subject, Protocol):
    """A trainer or a racer."""


Worked = TypeVar("Worked", bound=Subject)


class KeptShift(Shift[Worked]):
    """What happens when, and when it is written down. Without a directory to write in, nothing is."""

    def __init__(self, pipe: Pipe, setup: Mapping[str, Any], camera: Looks[Worked], way: Way[Worked]) -> None:
        super().__init__(pipe, setup, camera)
        self._way = way
        self._keeper: Keeper[Worked] | None = None

    @abstractmethod
    def new(self, data: Data, found: Checkpoint | None) -> Worked:
        """A fresh start. `found`: the newest checkpoint, of which more may have to be known than where to go on.
        Raises ValueError."""

    @abstractmethod
    def go_on(self, subject: Worked) -> None:
        """Works for a few milliseconds, if something is to be done now."""

    @abstractmethod
    def follow(self, subject: Worked, command: Task) -> Reply:
        """Carries out a command that this kind of run has. Raises Refused, and then nothing has changed."""

    def begin(self, data: Data) -> Worked:
        """From the newest sound checkpoint, or afresh. Raises ValueError, or Unbegun where one cannot be read or is
        gone: that is not passed over without a word."""
        kept = Checkpoints(Path(self.setup["kept"]), self._way.largest) if self.setup.get("kept") else None
        found, damaged = self._load(kept) if kept else (None, 0)
        subject = self.new(data, found)
        if found and not self.setup.get("fresh"):
            self._way.put_back(found, subject)
        if damaged:
            subject.tell(Notice(notice={"code": "damaged", "step": self._way.step(subject)}))
        if kept:
            self._keeper = Keeper(kept, self._way, time.perf_counter)
            self._keeper.write(subject)
        return subject

    def work(self, subject: Worked) -> None:
        self.go_on(subject)
        if self._keeper:
            self._keeper.turn(subject)

    def obey(self, subject: Worked, text: bytes) -> Reply:
        """What changes how a run stands has been written down before it is answered, so that it is not undone; unless
        the disk is full or slow, which everybody has then been told."""
        command = protocol.read_command(text)
        match command:
            case Subscribe():
                self.camera.subscribe(command.kinds)
                return Done(id=command.id)
            case Save():
                if subject.status == "failed":  # what was written before it failed is better than what it is now
                    raise Refused("failed", "something went wrong in this run: what was written before stays")
                if self._keeper and not self._keeper.write(subject):
                    raise Refused(
                        "not_saved", "the run could not be written down: the disk is full, slow, or out of order"
                    )
                return Done(id=command.id)
            case Hello() | Ack() | Lead() | Poll() | Hands() | Vote() | Reveal() | EndPoll() | Collect() | Fill():
                raise Refused("bad_command", "a worker takes no hello, ack, lead or poll: they are the web process's")
        reply = self.follow(subject, command)
        if self._keeper:
            self._keeper.turn(subject)
        return reply

    def leave(self, subject: Worked) -> None:
        """Writes all down, and says once more how far it has come: the pipe ends only in the other direction."""
        if self._keeper and subject.status != "failed":
            self._keeper.finish(subject, LAST)
            with suppress(Closed):
                self._tell_all(subject)
                self.beat(now=True)

    def _load(self, kept: Checkpoints) -> tuple[Checkpoint | None, int]:
        fresh, step = self.setup.get("fresh"), self.setup.get("step", 0)
        directory = Path(self.setup["kept"])
        folder = f"{directory.parent.name}/{directory.name}"
        try:
            found, damaged = kept.load()
        except OSError as error:
            if fresh:
                return None, 0
            why = error.strerror or str(error)
            raise Unbegun({
                "code": "unreadable", "step": step, "folder": folder, "why": why,
                "message": f"what is written down of this run cannot be read just now ({why}): it stays as it is, and "
                "the run goes on from there when it can be read and the server is started again; a reset gives it up",
            }) from None  # fmt: skip
        if step and not (found or damaged or fresh):
            raise Unbegun({
                "code": "lost", "step": step, "folder": folder,
                "message": f"this run had come to step {step:,}, and nothing that was written down of it is left in "
                f"{folder} of the server's data directory: put that back and start the server again; a reset begins "
                "it afresh",
            })  # fmt: skip
        return found, damaged

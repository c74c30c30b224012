"""A shift: what every child does between its start and the end of its pipe. Listen, work, tell, show, once more."""

from __future__ import annotations

import sys
import time
import traceback
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from app.child.pipe import Closed, Pipe
from app.kept.npz import Unsound
from app.kept.record import Heartbeat
from app.wire import protocol
from app.wire.commands import Kind
from app.wire.messages import Changed, Error, Event, Picture, Reply
from app.wire.protocol import ProtocolError, Route
from app.wire.refused import Refused
from engine.mnist import BUILT_IN, MNIST_DIGESTS, Data, load

HEARTBEAT = 0.5  # seconds
PATIENCE = 3  # turns that may fail in a row before the process gives up
HEARS = 0.01  # seconds of a turn in which commands are carried out, and one more; the others wait for the next turn


class Subject(Protocol):
    """What a shift is about: a trainer or a racer."""

    def events(self) -> list[Event]:
        """What has happened since this was last asked, oldest first."""

    def fail(self, message: str) -> None:
        """Something went wrong that should not have."""


class Unbegun(Exception):
    """There is nothing to begin with; the reason is told to a person."""

    def __init__(self, reason: dict[str, Any]) -> None:
        super().__init__(reason.get("message"))
        self.reason = reason


Worked = TypeVar("Worked", bound=Subject)
Seen = TypeVar("Seen", contravariant=True)


class Looks(Protocol[Seen]):
    """What decides which picture is worth taking: a camera."""

    def subscribe(self, kinds: Collection[Kind]) -> None:
        """From now on takes these kinds."""

    def due(self, subject: Seen, now: float) -> Sequence[Route]:
        """The kinds that are worth taking now."""

    def owes(self, subject: Seen) -> bool:
        """Whether a picture must go out as soon as there is room."""

    def take(self, route: Any, subject: Seen, now: float, wall: Callable[[], float]) -> Picture | None:
        """The picture; None if there is nothing to be seen after all."""


class Shift(ABC, Generic[Worked]):
    """What happens when. A subclass knows what to work on; a command is carried out between two of its turns."""

    speed: float | None = None  # that a run has which never came to be

    def __init__(self, pipe: Pipe, setup: Mapping[str, Any], camera: Looks[Worked]) -> None:
        self.pipe = pipe
        self.setup = setup
        self.camera = camera
        self.ending = False  # set by whoever tells this process to end
        self._beat_at = float("-inf")

    @abstractmethod
    def begin(self, data: Data) -> Worked:
        """What there is to work on. Raises ValueError when the plan does not fit the data."""

    @abstractmethod
    def work(self, subject: Worked) -> None:
        """Works for a few milliseconds, if something is to be done now."""

    @abstractmethod
    def rest(self, subject: Worked) -> float | None:
        """Seconds until something is to be done; None: not before somebody says so."""

    @abstractmethod
    def obey(self, subject: Worked, text: bytes) -> Reply:
        """Carries out a command. Raises ProtocolError or Refused, and then nothing has changed."""

    @abstractmethod
    def at(self, subject: Worked | None) -> Heartbeat:
        """How far it is, for the web process; before the start, nowhere."""

    def leave(self, subject: Worked) -> None:
        """The pipe has ended, and with it what there was to do."""

    def live(self) -> None:
        """The whole life of the process. Raises Closed at its end; returns where there was nothing to begin with."""
        self._subject: Worked | None = None
        try:
            subject = self._subject = self.begin(self._data())
        except (Closed, MemoryError):
            raise
        except Unbegun as error:
            print(error, file=sys.stderr)
            return self._give_up(error.reason)
        except Exception as error:
            # Of what somebody has brought it is their fault, and helps nobody where in our code it was noticed.
            if not (isinstance(error, Unsound) and self.setup.get("brought")):
                _report()
            return self._give_up({"code": "error", "message": str(error)})
        in_a_row = 0
        while True:
            try:
                self._turn(subject)
                in_a_row = 0
            except Closed:
                self.leave(subject)
                raise
            except MemoryError:
                raise  # there is no going on from here; another process may have more luck
            except Exception as error:
                _report()
                in_a_row += 1
                if in_a_row > PATIENCE:
                    raise
                subject.fail(f"{type(error).__name__}: {error}")

    def beat(self, now: bool = False) -> None:
        """Says that this process is alive, and where it is, if that is due or it is to do so now."""
        clock = time.perf_counter()
        if now or clock >= self._beat_at + HEARTBEAT:
            self._beat_at = clock
            self.pipe.offer(protocol.wrap("heartbeat", msgspec.json.encode(self.at(self._subject))))

    def _data(self) -> Data:
        directory, cache = self.setup.get("data"), self.setup.get("cache")
        return load(
            Path(directory) if directory else BUILT_IN,
            Path(cache) if cache else None,
            None if directory else MNIST_DIGESTS,
        )

    def _give_up(self, reason: dict[str, Any]) -> None:
        """There is no run: says why, and sees to it that this is on its way."""
        plan = dict(self.setup["plan"])
        self._tell(Changed(
            status="failed", reason=reason, plan=plan, speed=self.speed, slow=False, fresh=True,
            step=0, epoch=0.0, examples=0,
        ))  # fmt: skip
        while not self.pipe.free:
            self.pipe.wait(HEARTBEAT, for_room=True)

    def _turn(self, subject: Worked) -> None:
        """Listen, work a little, tell, show."""
        if self.ending:
            raise Closed
        idle = max(0.0, self._beat_at + HEARTBEAT - time.perf_counter())
        rest = self.rest(subject)
        self.pipe.wait(idle if rest is None else min(idle, rest), for_room=self.camera.owes(subject))
        started = time.perf_counter()
        for number, text in self.pipe.commands():
            self.carry_out(subject, number, text)
            if time.perf_counter() >= started + HEARS:
                break  # who asks without end stops neither the work nor the pictures
        self.work(subject)
        self._tell_all(subject)
        self._show(subject)
        self.beat()

    def carry_out(self, subject: Worked, number: int, text: bytes) -> None:
        """Carries out one command; what happened by it goes out before the answer."""
        try:
            reply = self.obey(subject, text)
        except ProtocolError as error:
            reply = Error(id=error.id, code=error.code, message=str(error))
        except Refused as refused:
            reply = Error(id=id_of(text), code=refused.code, message=str(refused))
        except Exception as error:
            self.reply(number, Error(id=id_of(text), code="error", message=f"{type(error).__name__}: {error}"))
            raise
        self._tell_all(subject)
        self.reply(number, reply)

    def _tell_all(self, subject: Worked) -> None:
        for event in subject.events():
            self._tell(event)

    def _tell(self, event: Event) -> None:
        self.pipe.send(protocol.wrap("event", protocol.encode(event)))

    def reply(self, number: int, reply: Reply) -> None:
        """Sends an answer, unless nobody wants one."""
        if number:
            self.pipe.send(protocol.wrap("reply", protocol.encode(reply), number))

    def _show(self, subject: Worked) -> None:
        """Sends the pictures that are due, as far as there is room."""
        for route in self.camera.due(subject, time.perf_counter()):
            if not self.pipe.free:
                return
            picture = self.camera.take(route, subject, time.perf_counter(), time.time)
            if picture is None:
                return
            self.pipe.offer(protocol.wrap(route, protocol.encode(picture)))


def _report() -> None:
    """The one place where an error of this process is written down."""
    traceback.print_exc(file=sys.stderr)


def id_of(text: bytes) -> int | None:
    """The id of a command, whatever else is wrong with it."""
    try:
        return protocol.read_command(text).id
    except ProtocolError as error:
        return error.id

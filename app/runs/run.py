"""A run is one training: one record, one child process, any number of viewers. Here its parts are held together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from app.kept.record import Record, heartbeat, noted
from app.runs.audience import Audience
from app.runs.child import Child, Nursery
from app.runs.lead import Lead, Places
from app.runs.lives import REST, Lives, given_up, reason_of
from app.runs.outbox import Closing, Outbox
from app.runs.poll import Poll
from app.runs.questions import ASLEEP, BROKEN, BUSY, ENDED, RESTED, Asker, Questions, over
from app.runs.ring import Ring
from app.runs.setup import setup_of
from app.runs.troubles import Troubles
from app.wire import commands, messages, protocol
from app.wire.protocol import ProtocolError

PATIENCE = 10.0  # seconds without a sign of life before a child is ended, and for an answer
GRACE = 30.0  # the same while it starts
LAST_WISH = 5.0  # seconds that a child has to finish when it is asked to

log = logging.getLogger(__name__)


class Run:
    """One training and all who watch it. Outlives its child, if not too many; once it is closed it has none."""

    def __init__(self, record: Record, nursery: Nursery, places: Places | None = None) -> None:
        self.record = record
        self._settled = asyncio.Event()
        self._nursery = nursery
        self._child: Child | None = None
        self._audience = Audience(self._subscribe)
        self._events, self._questions = Ring(), Questions()
        self._allowance = 0.0  # seconds of silence left
        self._end: dict[str, Any] | None = None  # why the child is being ended, when it is by us
        self._lives, self.restarts = Lives(nursery.restarts), 0  # in all
        self._pause: asyncio.TimerHandle | None = None  # until the next life
        self._return: dict[str, Any] | None = None  # what is to be told when the run is back
        self._owes = False  # whether the child must still be told which pictures are looked at
        self._closed = False
        self.troubles, self.saving = Troubles(), asyncio.Lock()  # the lock: one save at a time for who takes it along
        self.lead, self.poll = Lead(self._publish, places=places), Poll(self._publish, self._audience.watching)
        self.touch()

    @property
    def alive(self) -> bool:
        return self._child is not None or self._pause is not None

    @property
    def kept(self) -> Path | None:
        """The directory of its checkpoints, if it has any."""
        return self._nursery.kept / self.record.id if self._nursery.kept else None

    @property
    def asleep(self) -> bool:
        """Whether it has no process, but could go on."""
        return not (self.alive or self._closed) and self.kept is not None and self.record.status != "failed"

    @property
    def resting(self) -> bool:
        """Whether it has no process, or will soon have none."""
        return not self.alive or self._end is not None

    @property
    def unused(self) -> bool:
        """Whether nothing would be lost, and nobody looks."""
        return self.record.untouched and not self._audience

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    @property
    def viewers(self) -> int:
        return len(self._audience)

    def touch(self) -> None:
        """Somebody cares for this run."""
        self.touched = asyncio.get_running_loop().time()

    # --- its child ---

    def start(self, fresh: bool = False) -> None:
        """Starts a child, which goes on from its checkpoint if there is one, unless it is to be fresh."""
        if self._closed:
            return
        self._end = self._pause = None
        self.trouble("checkpoint", None)
        self.poll.over()  # in another process another example may be watched
        self._audience.forget()
        self._allowance = GRACE
        self._settled.clear()
        setup = setup_of(self.record, self._nursery, self.kept, self._audience.wall, fresh)
        try:
            self._child = Child(self._nursery, setup, self._take_all, self._ended)
        except (OSError, RuntimeError):  # no more files may be open, or no more threads run
            return self._ended(None)
        self._subscribe(self._audience.kinds)
        for number, command in self._questions.held():
            if not self._child.send(number, command):
                self._questions.refuse(number, *BUSY)

    def wake(self) -> None:
        """Gives a run that sleeps, or has brought what it begins with, its child."""
        self._return = {"code": "reopened"} if self.record.status == "interrupted" else {"code": ""}
        self.start()

    def revive(self) -> None:
        """Gives a run that has failed a child that starts afresh, at the pace that the run had."""
        self._return = None
        self._lives.forget()
        self.start(fresh=True)
        if self._child:
            self._child.send(0, protocol.write_command(commands.Set(speed=self.record.speed, slow=self.record.slow)))

    async def rest(self) -> None:
        """Returns when the child has ended, if it is just being ended."""
        if self._child and self._end:
            await self._child.stop(LAST_WISH)

    async def settle(self) -> None:
        """Returns when the child has said how it stands, or has died. Raises TimeoutError."""
        await asyncio.wait_for(self._settled.wait(), GRACE)

    async def stop(self, reason: dict[str, Any], seconds: float | None = None) -> None:
        """Ends the child, giving it time to finish: so long, or as long as it ever gets."""
        if self._pause:
            self._pause.cancel()
            self._pause = None
            self._publish(self.record.ended(reason, "interrupted"))
            self._questions.refuse_all(*(RESTED if self.asleep else ENDED))
        if self._child:
            self._end = reason
            await self._child.stop(LAST_WISH if seconds is None else seconds)

    async def close(self, closing: Closing, seconds: float | None = None) -> None:
        """Ends all, for good: the viewers' sockets and the child, which is given so long to finish."""
        self._closed = True
        self._audience.close(closing)
        await self.stop({"code": "stopped"}, seconds)

    def tick(self, seconds: float) -> None:
        """So much time has passed, in which the loop ran: silence counts only then."""
        self._allowance -= seconds
        if self._owes:
            self._subscribe(self._audience.kinds)
        if self._child and self._allowance <= 0 and self._end is None:
            self._end = {"code": "worker_hung", "seconds": PATIENCE}
            self._child.kill()

    def _take_all(self, frames: list[bytes]) -> None:
        """Of the pictures of a kind that came together only the newest is worth a look."""
        newest, older = protocol.newest(frames)
        for frame in newest:
            self._take(frame)
        self._audience.skip(older)

    def _take(self, frame: bytes) -> None:
        self._allowance = PATIENCE
        try:
            route, to, payload = protocol.unwrap(frame)
            match route:
                case "event":
                    event = protocol.decode(payload)
                    if not isinstance(event, messages.AnyEvent):
                        raise ProtocolError(f"{type(event).__name__} is no event")
                    self._happen(event)
                case "reply":
                    if order := self._questions.answer(to, payload):
                        self.record.command(order)
                case "heartbeat":
                    if self._return is None and self.record.status != "failed":  # or it is nowhere
                        self.record.beat(heartbeat.decode(payload))
                case _:
                    self._audience.show(route, payload)
        except (ProtocolError, msgspec.DecodeError) as error:
            log.error("run %s: its worker sent what cannot be read: %s", self.record.id, error)
            if self._child:
                self._child.kill()

    def _ended(self, code: int | None) -> None:
        self._child = None
        reason = self._end or reason_of(code)
        if reason["code"] in REST:
            self._publish(self.record.ended(reason, "interrupted"))
            return self._questions.refuse_all(*(RESTED if self.asleep else ENDED))
        if self._end and self.record.status == "failed":  # it has said why
            return self._questions.refuse_all(*over(self.record.reason))
        log.error("run %s: its worker ended: %s", self.record.id, reason)
        seconds = self._lives.after_death(asyncio.get_running_loop().time()) if self.kept else None
        if seconds is None:
            waking = self._return is not None and not self.record.brought
            self._publish(self.record.ended(reason, given_up(reason, waking)))
            return self._questions.refuse_all(*ENDED)
        self.restarts += 1
        self._return = {**reason, "code": "restarted", "why": reason["code"]}
        self._pause = asyncio.get_running_loop().call_later(seconds, self.start)
        self._questions.refuse_all(*BROKEN)

    def _happen(self, event: messages.AnyEvent) -> None:
        match event:
            case messages.Changed(status="failed", fresh=True):  # it could not even begin: what was known of it stays
                self._end = event.reason
                self._publish(self.record.ended(event.reason))
            case messages.Changed() if self._return is not None:
                self._come_back(event, self._return)
            case messages.Notice(notice={"code": "disk_ok" | "disk_full" | "disk_error" | "disk_slow" as code}):
                self.trouble("checkpoint", None if code == "disk_ok" else event.notice)
            case _:
                self._publish(event)

    def _come_back(self, event: messages.Changed, notice: dict[str, Any]) -> None:
        """The run goes on in another process, perhaps a little before where it was: all viewers are told all anew."""
        self._return = None
        if not event.fresh:
            event = self.record.rewind(event)
        self.record.apply(event)
        self._events.forget(self.record.seq)  # whoever comes back now must not piece together what was and what is
        self._audience.tell(self.state())
        if notice["code"]:
            self._publish(messages.Notice(notice={**notice, "step": event.step}))
        self._settled.set()

    def trouble(self, who: str, trouble: dict[str, Any] | None) -> None:
        """Whether `who` can write this run down just now, or why not."""
        if told := self.troubles.note(who, trouble):
            self._publish(messages.Notice(notice=told))

    def _publish(self, event: messages.AnyEvent) -> None:
        event = self.record.apply(event)
        letter = protocol.encode(event)
        self._events.append(event.seq, letter)
        self._audience.tell(letter, hold=isinstance(event, messages.CURVES))
        if isinstance(event, messages.Changed):
            self._settled.set()

    # --- its viewers ---

    def missed(self, seq: int, most: int) -> list[bytes] | None:
        """The events after `seq`; None where they are forgotten or too many: the viewer needs the whole state."""
        return self._events.missed(seq, most)

    def state(self) -> bytes:
        """The whole run, encoded."""
        return protocol.encode(self.record.state())

    def join(self, viewer: Outbox) -> None:
        """From now on this viewer is told what happens."""
        self._audience.join(viewer)
        if trouble := self.troubles.now:
            viewer.put(protocol.encode(messages.Notice(notice=trouble, seq=self.record.seq)))

    def leave(self, viewer: Outbox) -> None:
        """Forgets a viewer and its open questions."""
        self._audience.leave(viewer)
        self._questions.drop(viewer)
        self.touch()

    def subscribe(self, viewer: Outbox, kinds: Iterable[commands.Kind]) -> None:
        """This viewer looks at these kinds of picture alone; what is known of them it gets at once."""
        self._audience.subscribe(viewer, kinds)

    def _subscribe(self, kinds: Iterable[commands.Kind]) -> None:
        command = protocol.write_command(commands.Subscribe(kinds=sorted(kinds)))
        self._owes = self._child is not None and not self._child.send(0, command)

    # --- questions and answers ---

    def ask(self, command: commands.Command, asker: Asker) -> None:
        """Hands a command on to the child, whose answer goes to the asker."""
        self.poll.heed(command)
        text = protocol.write_command(command)
        if (number := self._questions.ask(asker, command.id, noted(command, text))) is None:
            return
        if self._pause:
            self._questions.hold(number, text)
        elif self._child is None:
            self._questions.refuse(number, *(ASLEEP if self.asleep else over(self.record.reason)))
        elif not self._child.send(number, text):
            self._questions.refuse(number, *BUSY)

    async def request(self, command: commands.Command) -> messages.Message:
        """The child's answer to a command. Raises TimeoutError."""
        self.touch()
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.ask(command, future)
        try:
            return protocol.decode(await asyncio.wait_for(future, PATIENCE))
        finally:
            self._questions.drop(future)

"""The shift of a training: steps at the pace that people want, scores in between."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from app.child.kept_shift import KeptShift
from app.child.pipe import Pipe
from app.child.shift import id_of
from app.kept import weights
from app.kept.checkpoint import Checkpoint
from app.kept.record import Heartbeat
from app.training import answers, hanging, orders
from app.training.camera import Camera
from app.training.examining import MOST_ASKERS, Examining
from app.training.fairness import DISK_SHARE, EXAMINING_SHARE, LONG_SHARE, Fairness
from app.training.keeping import TRAINING, origin_of, put_back
from app.training.origin import Origin
from app.training.pace import Pace
from app.training.trainer import SPEED, Trainer
from app.training.wall import Wall
from app.wire import commands
from app.wire.messages import Array, Error, Reply
from app.wire.refused import Refused
from engine.mnist import Data
from engine.plan import Plan

QUESTIONS = {kind.__struct_config__.tag for kind in (*commands.QUESTION, *commands.HANDING)}
LESSONS = {kind.__struct_config__.tag for kind in (commands.Learn, commands.LearnWall)}
SAVE = commands.Save.__struct_config__.tag
MOST_QUESTIONS = 256  # that may wait
LONGEST = 5.0  # seconds that a long question may wait; beyond that, whoever asks is told how long it would be


@dataclass(slots=True)
class Line:
    """Questions that wait because training has been kept from its work long enough, and what they may cost.

    The clock is that of the processor: what else the machine does is no fault of who asks. It stands still while a disk
    is waited for.
    """

    fairness: Fairness
    clock: Callable[[], float] = time.thread_time
    questions: deque[tuple[int, bytes]] = field(default_factory=deque)


class TrainingShift(KeptShift[Trainer]):
    """What happens when, in a training."""

    speed = SPEED

    def __init__(self, pipe: Pipe, setup: Mapping[str, Any]) -> None:
        super().__init__(pipe, setup, Camera(), TRAINING)
        self._pace = Pace()
        self._stood: object = None
        self._short, self._long = Line(Fairness()), Line(Fairness(LONG_SHARE))
        self._disk = Line(Fairness(DISK_SHARE), time.perf_counter)
        self._lines = self._short, self._long, self._disk
        self._examining, self._examined = Examining(), Line(Fairness(EXAMINING_SHARE))

    def new(self, data: Data, found: Checkpoint | None) -> Trainer:
        """With the network that the plan draws, or from its origin; a checkpoint that was brought is put back."""
        brought: Checkpoint | list[Array] | None = None
        if self.setup.get("brought") and not found:
            brought = weights.read(Path(self.setup["brought"]))
        plan, origin = Plan.from_mapping(self.setup["plan"]), None
        if isinstance(brought, list):
            plan = weights.plan_of(brought, self.setup["plan"])
            origin = Origin(plan, weights.joined(brought))
        elif self.setup.get("start"):
            origin = Origin.taken(self.setup["start"])
        elif written := brought or found:
            origin = origin_of(written)
        if brought is not None:
            weights.check_ends(plan, data)
        trainer = Trainer(plan, data, time.perf_counter, self.beat, origin)
        if isinstance(brought, Checkpoint):
            put_back(brought, trainer)
        trainer.wall = Wall.of(self.setup.get("wall"))
        return trainer

    def go_on(self, trainer: Trainer) -> None:
        stands = trainer.status, trainer.pace
        if stands != self._stood:
            self._pace.restart()
            self._stood = stands
        descent, started = trainer.training.descent, time.perf_counter()
        count = self._pace.due(started, trainer.pace) if trainer.status == "running" and not self.pipe.full else 0
        if count:
            before = descent.steps
            trainer.turn(count)
            now, steps = time.perf_counter(), descent.steps - before
            # Part of a large batch is no step yet; a phase of slow motion counts as one.
            paid = steps or int(trainer.training.part is None)
            self._pace.took(paid, steps, now - started)
            trainer.rate = self._pace.rate(now, descent.steps)
        trainer.evaluate()
        for line in self._lines:
            if line.questions and not self._wait(line, trainer):
                self._answer(line, trainer, *line.questions.popleft())
        if self._examining.wanted and not self._wait(self._examined, trainer):
            with _paid(self._examined, trainer):
                for number, reply in self._examining.advance(trainer):
                    self.reply(number, reply)

    def carry_out(self, trainer: Trainer, number: int, text: bytes) -> None:
        """At full speed, questions beyond their share of the time wait; what may not wait so long is refused."""
        if self._examining.asked(trainer, number, text):
            return
        found = self._line(text)
        if found is None:
            return super().carry_out(trainer, number, text)
        line, longest = found
        wait = self._wait(line, trainer)
        if not wait and not (line.questions and longest):
            return self._answer(line, trainer, number, text)
        if wait > longest:
            message = f"this would keep the training from its work, ask again in {math.ceil(wait)} s or pause it"
        elif len(line.questions) >= MOST_QUESTIONS:
            message = f"{MOST_QUESTIONS} questions wait already"
        else:
            return line.questions.append((number, text))
        self.reply(number, Error(id=id_of(text), code="busy", message=message))

    def rest(self, trainer: Trainer) -> float | None:
        rest = trainer.rest()
        if self._examining.wanted or any(line.questions for line in self._lines):
            rest = 0.0
        if trainer.status == "running" and not self.pipe.full:
            due = self._pace.wait(time.perf_counter(), trainer.pace)
            return due if rest is None else min(rest, due)
        return rest

    def follow(self, trainer: Trainer, command: commands.Task) -> Reply:
        match command:
            case commands.Set() | commands.Reset():
                self._pace.forget()  # steps may take another time from now on
                return orders.obey(command, trainer)
            case (
                commands.Run() | commands.Pause() | commands.Resume() | commands.Step()
                | commands.Watch() | commands.Show() | commands.LookBack() | commands.Learn()
            ):  # fmt: skip
                return orders.obey(command, trainer)
            case (
                commands.Hand()
                | commands.TakeBack()
                | commands.Mine()
                | commands.TakeDown()
                | commands.CloseWall()
                | commands.LearnWall()
            ):
                return hanging.obey(command, trainer)
            case (
                commands.Pace() | commands.Plane() | commands.Search() | commands.Agree()
                | commands.Deal() | commands.Export()
            ):  # fmt: skip
                raise Refused("no_race", f"this run is no race, it takes no {command.__struct_config__.tag}")
            case commands.Examine():
                trainer.check_sane()
                trainer.check_present()
                raise Refused("busy", f"{MOST_ASKERS} wait for this answer already")
            case _:
                return answers.answer(command, trainer)

    def _line(self, text: bytes) -> tuple[Line, float] | None:
        """Where a question waits, and how many seconds at most; None for what is none.

        A lesson costs as much as a question, but what came after it must not come before it."""
        try:
            asked = msgspec.json.decode(text, type=_Asked)
        except msgspec.DecodeError:
            return None  # it will be refused, which takes no time
        if asked.type == "check" and asked.over == "batch":
            return self._long, LONGEST
        if asked.type in LESSONS:
            return self._short, 0.0
        if asked.type == SAVE:
            return self._disk, math.inf
        return (self._short, math.inf) if asked.type in QUESTIONS else None

    def _wait(self, line: Line, trainer: Trainer) -> float:
        """Seconds until it may be answered: none unless a training at full speed has been kept from it long enough."""
        wait = line.fairness.wait(line.clock())
        return wait if _hurried(trainer) else 0.0

    def _answer(self, line: Line, trainer: Trainer, number: int, text: bytes) -> None:
        with _paid(line, trainer):
            super().carry_out(trainer, number, text)

    def at(self, trainer: Trainer | None) -> Heartbeat:
        if trainer is None:
            return Heartbeat(step=0, epoch=0.0, examples=0, seconds=0.0)
        mark, descent = trainer.training.mark, trainer.training.descent
        return Heartbeat(step=mark.step, epoch=mark.epoch, examples=descent.examples, seconds=mark.seconds)


class _Asked(msgspec.Struct):
    """As much of a command as tells how long it may take."""

    type: str = ""
    over: str = ""


@contextmanager
def _paid(line: Line, trainer: Trainer) -> Iterator[None]:
    """What takes of a training at full speed the time that this line may."""
    started, hurried = line.clock(), _hurried(trainer)
    try:
        yield
    finally:
        if hurried:
            line.fairness.spend(line.clock() - started)


def _hurried(trainer: Trainer) -> bool:
    return trainer.status == "running" and trainer.pace is None

"""What the matter is with a training, measured a little at a time, once for all who ask meanwhile."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import msgspec
import numpy as np

from app.training.trainer import Trainer
from app.training.training import Training
from app.wire import protocol
from app.wire.commands import Examine
from app.wire.messages import Error, Examined, Finding, Reply
from app.wire.protocol import ProtocolError
from app.wire.refused import Refused
from engine.examination import Facts, examine
from engine.findings import findings
from engine.plan import Plan

MOST_ASKERS = 2048  # that may wait: as many as a server lets in

Answers = list[tuple[int, Reply]]


@dataclass(frozen=True, slots=True)
class Patient:
    """What is examined: a training at a step, with its plan. `lessons`: what changed its network beside its steps."""

    training: Training
    plan: Plan
    lessons: int
    step: int

    @classmethod
    def of(cls, trainer: Trainer) -> Patient:
        training = trainer.training
        return cls(training, training.plan, training.lessons, training.mark.step)

    def is_so(self, now: Patient) -> bool:
        """Whether it has only gone on since."""
        return (self.training, self.plan, self.lessons) == (now.training, now.plan, now.lessons)


class Examining:
    """Who has asked, and the examination under way."""

    def __init__(self) -> None:
        self._askers: list[tuple[int, int | None]] = []
        self._under_way: tuple[Patient, Iterator[Facts | None]] | None = None
        self._latest: tuple[Patient, Examined] | None = None

    @property
    def wanted(self) -> bool:
        """Whether somebody waits."""
        return bool(self._askers)

    def asked(self, trainer: Trainer, number: int, text: bytes) -> bool:
        """Whether this is a command that waits here from now on. Otherwise it is any other, or to be refused."""
        try:
            command = protocol.read_command(text)
        except ProtocolError:
            return False
        if not isinstance(command, Examine) or not trainer.sane or trainer.looked or len(self._askers) >= MOST_ASKERS:
            return False
        self._askers.append((number, command.id))
        return True

    def advance(self, trainer: Trainer) -> Answers:
        """Works a few milliseconds; the answers to all who wait, when that was the last of it."""
        try:
            trainer.check_sane()
            trainer.check_present()
        except Refused as refused:
            return self._refuse(refused)
        now = Patient.of(trainer)
        if self._latest is not None and self._latest[0] == now:
            return self._tell(self._latest[1])  # nothing has moved since
        if self._under_way is None or not self._under_way[0].is_so(now):
            descent = now.training.descent
            work = examine(descent.network.copy(), trainer.data.train, now.plan, descent.stepping(), now.step)
            self._under_way = now, work
        patient, work = self._under_way
        facts = next(work)
        if facts is None:
            return []
        if not math.isfinite(facts.cost):
            return self._refuse(
                Refused("diverged", f"the cost of the network at step {facts.steps} is no finite number")
            )
        self._under_way, self._latest = None, (patient, examined(facts))
        return self._tell(self._latest[1])

    def _refuse(self, refused: Refused) -> Answers:
        self._under_way = None
        return self._answers(lambda id: Error(id=id, code=refused.code, message=str(refused)))

    def _tell(self, found: Examined) -> Answers:
        return self._answers(lambda id: msgspec.structs.replace(found, id=id))

    def _answers(self, reply: Callable[[int | None], Reply]) -> Answers:
        askers, self._askers = self._askers, []
        return [(number, reply(id)) for number, id in askers]


def examined(facts: Facts) -> Examined:
    """What was measured, as it goes out."""
    view = facts.view
    return Examined(
        step=facts.steps,
        count=facts.count,
        cost=facts.cost,
        after=view.after,
        accuracy=facts.accuracy,
        eta=view.eta,
        present=view.present,
        whole=view.whole,
        line=view.line,
        batch_size=facts.batch_size,
        batches=len(view.parts),
        tried=view.tried.astype(np.int32),
        part=view.part,
        lowest=None if view.lowest is None else view.lowest[0],
        lowest_cost=None if view.lowest is None else view.lowest[1],
        findings=[Finding(each.name, dict(each.values), dict(each.remedy), each.afresh) for each in findings(facts)],
    )

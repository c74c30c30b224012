"""What is known of a run: its plan, how it stands, and the curves it has drawn so far. Events and heartbeats in."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Literal

import msgspec

from app.kept import tables
from app.kept.curve import Curve
from app.kept.store import COMMAND_LENGTH, COMMANDS, Change, Progress, Saved, Told
from app.kept.store import Curve as Numbered
from app.wire import protocol
from app.wire.base import column
from app.wire.commands import COURSE, Command
from app.wire.messages import AnyEvent, Changed, Filled, Hung, Led, Past, Points, Polled, Score, State, Status
from app.wire.protocol import ProtocolError

SENT = 500  # rows of each curve in a `state`
KEPT = 4_000  # rows of each curve in memory
SCORES = ("step", "epoch", "seconds", "test_cost", "test_accuracy", "train_cost")
POINTS = ("step", "epoch", "seconds", "cost")


class Heartbeat(msgspec.Struct, frozen=True):
    """Where the worker is, at least once a second."""

    step: int
    epoch: float
    examples: int
    seconds: float


heartbeat = msgspec.json.Decoder(Heartbeat)


class Record:
    """One run as the web process knows it. `seq` is the number of its newest event.

    `start` is the encoded `taken` of another run, where the first child is to begin with its weights.
    """

    kind: Literal["training", "race"] = "training"

    def __init__(self, id: str, name: str, plan: dict[str, Any]) -> None:
        self.id = id
        self.name = name
        self.plan = plan
        self.parameter_count: int | None = None  # of its network, as its child says
        self.status: Status = "paused"
        self.reason: dict[str, Any] = {}
        self.speed: float | None = None
        self.slow = False
        self.hung, self.closed = 0, False  # drawings on its wall, and whether it takes no more
        self.led: Led | None = None  # what whoever leads looks at
        self.polled: Polled | None = None  # what the class is asked
        self.filled: Filled | None = None  # how far the class is at an exercise
        self.inherited = False  # whether its network began with weights that were brought, or taken from another run
        self.step = 0
        self.epoch = 0.0
        self.examples = 0
        self.seconds = 0.0
        self.seq = 0
        self.start: bytes | None = None
        self.brought: str | None = None  # a file that a person has brought, with which the first child is to begin
        self.given = False  # whether it began with such a file
        self.born = time.time()
        self.recalled = True  # whether its curves are here, not only in the store
        self.score: Score | None = None
        self.past: Past | None = None  # which networks of earlier can be looked at, and which is
        self._commands: deque[Told] = deque(maxlen=COMMANDS)
        self._commanded = 0
        self._edition = 0  # of the curves: another one shares no rows with this
        self._saved = Progress(-1, {}, 0, None)
        self._forget_curves()

    def apply(self, event: AnyEvent) -> AnyEvent:
        """Takes the next event to the record and gives it its number."""
        self.seq += 1
        match event:
            case Changed():
                self._change(event)
            case Score():
                self.score = event
                self._scores.append(tuple(getattr(event, name) for name in SCORES))
                if event.step >= self.step:  # scoring takes a while: the run may be further already, or at its end
                    self.step, self.epoch, self.seconds = event.step, event.epoch, event.seconds
            case Past():
                self.past = event
            case Hung():
                self.hung, self.closed = event.count, event.closed
            case Led():
                self.led = event if event.look is not None else None
            case Polled():
                self.polled = event if event.asked is not None else None
            case Filled():
                self.filled = event if event.exercise is not None else None
            case Points():
                for row in zip(*(getattr(event, name).tolist() for name in POINTS), strict=True):
                    self._points.append(row)
            case _:
                pass  # a word to the people who look, nothing of the run
        return msgspec.structs.replace(event, seq=self.seq)

    def command(self, text: str) -> None:
        """Notes what the run was told to do, and has done."""
        self._commanded += 1
        self._commands.append((self._commanded, time.time(), self.step, text))

    def rewind(self, event: Changed) -> Changed:
        """The run goes on from an earlier step: what its curves say of later ones has not happened. If it rests there,
        the event says why it stands so."""
        step = event.step
        self._scores.cut(lambda row: row[0] < step)  # what is said of this very step is about to come again
        self._points.cut(lambda row: row[0] < step)
        self.past = None
        self._edition += 1
        is_said = event.status == "paused" and step < self.step
        return msgspec.structs.replace(event, reason={"code": "rewound", "from": self.step}) if is_said else event

    def beat(self, heartbeat: Heartbeat) -> None:
        """Takes down where the worker is."""
        self.step, self.epoch = heartbeat.step, heartbeat.epoch
        self.examples, self.seconds = heartbeat.examples, heartbeat.seconds

    def ended(self, reason: dict[str, Any], status: Status = "failed") -> Changed:
        """The event that says that the run has no process any more. The next one begins at the present."""
        self.past = None
        return Changed(
            status=status, reason=reason, plan=self.plan, parameter_count=self.parameter_count, speed=self.speed,
            slow=self.slow, fresh=False, inherited=self.inherited, step=self.step, epoch=self.epoch,
            examples=self.examples,
        )  # fmt: skip

    def state(self) -> State:
        """Everything, for a viewer who has just come."""
        points = self._points.rows(SENT)
        scores = self._scores.rows(SENT)
        return State(
            seq=self.seq, id=self.id, name=self.name, status=self.status, reason=self.reason, plan=self.plan,
            parameter_count=self.parameter_count, speed=self.speed, slow=self.slow, inherited=self.inherited,
            step=self.step, epoch=self.epoch, examples=self.examples, points=Points(**as_columns(POINTS, points)),
            scores=as_columns(SCORES, scores), score=self.score, past=self.past, hung=self.hung, closed=self.closed,
            led=self.led, poll=self.polled, filled=self.filled,
        )  # fmt: skip

    @property
    def untouched(self) -> bool:
        """Whether nothing of it would be missed: it has learnt nothing, and began with nobody's weights."""
        taught = any('"type":"learn' in text for *_, text in self._commands)
        return not (self.step or self.start or self.given or self.hung or taught)

    def metrics(self) -> dict[str, list[dict[str, float | None]]]:
        """The curves as rows, for a program: `scores` of the fixed sets, `points` of single batches."""
        return {"scores": _rows(SCORES, self._scores.rows()), "points": _rows(POINTS, self._points.rows())}

    def table(self, curve: str) -> str:
        """One of these as CSV."""
        columns = self.columns(curve)
        return tables.written(columns, ([row[name] for name in columns] for row in self.metrics()[curve]))

    # --- what is written down of it ---

    def unsaved(self) -> Change | None:
        """What has changed since it was last written down."""
        row = Saved(
            id=self.id, born=self.born, kind=self.kind, name=self.name, plan=self.plan, status=self.status,
            reason=self.reason, speed=self.speed, slow=self.slow, step=self.step, epoch=self.epoch,
            examples=self.examples, seconds=self.seconds,
            score=protocol.encode(self.score) if self.score else None,
        )  # fmt: skip
        done, curves = self._saved, {"score": self._scores, "point": self._points}
        fresh = done.edition != self._edition
        new = {name: curve.since(0 if fresh else done.seen[name]) for name, curve in curves.items()}
        told = [command for command in self._commands if command[0] > done.commands]
        if row == done.row and not fresh and not told and not any(new.values()):
            return None
        upto = Progress(self._edition, {name: curve.seen for name, curve in curves.items()}, self._commanded, row)
        return Change(row, fresh, new, {name: curve.stride for name, curve in curves.items()}, told, upto)

    def saved(self, change: Change) -> None:
        """That change has been written down."""
        self._saved = change.upto or self._saved

    @classmethod
    def known(cls, saved: Saved) -> Record:
        """A run of an earlier server; its curves come with `recall`. If it was running then, it was interrupted."""
        record = cls(saved.id, saved.name, saved.plan)
        record.born, record.speed, record.slow = saved.born, saved.speed, saved.slow
        record.status, record.reason = saved.status, saved.reason
        record.step, record.epoch, record.examples = saved.step, saved.epoch, saved.examples
        record.seconds = saved.seconds
        with suppress(ProtocolError):  # it may be of another version of the protocol
            score = protocol.decode(saved.score) if saved.score else None
            record.score = score if isinstance(score, Score) else None
        record._saved = Progress(0, {"score": 0, "point": 0}, 0, saved)
        record.recalled = False
        if record.status in ("running", "failed"):  # which may go better with another server
            record.status, record.reason = "interrupted", {"code": "server_ended"}
        return record

    def recall(self, curves: Mapping[str, Numbered], commands: Sequence[Told], written: bool = True) -> None:
        """Takes up curves and commands, which are in the store if they are `written`."""
        for name, curve in {"score": self._scores, "point": self._points}.items():
            curve.restore(curves[name])
        self._commands.extend(commands)
        self._commanded = commands[-1][0] if commands else 0
        seen = {"score": self._scores.seen, "point": self._points.seen}
        if written:
            self._saved = Progress(self._edition, seen, self._commanded, self._saved.row)
        self.recalled = True

    def numbered(self) -> dict[str, Numbered]:
        """The curves as `recall` takes them."""
        return {"score": self._scores.since(0), "point": self._points.since(0)}

    def told(self) -> list[Told]:
        """The newest of what the run was told."""
        return list(self._commands)

    @staticmethod
    def columns(curve: str) -> tuple[str, ...]:
        """The names of a curve's columns."""
        return SCORES if curve == "scores" else POINTS

    def _change(self, event: Changed) -> None:
        if event.fresh:
            self._forget_curves()
            self._edition += 1
        self.status, self.reason, self.plan = event.status, event.reason, event.plan
        self.parameter_count, self.speed, self.slow = event.parameter_count, event.speed, event.slow
        self.inherited = event.inherited
        self.step, self.epoch, self.examples = event.step, event.epoch, event.examples

    def _forget_curves(self) -> None:
        self.score = None
        self.past = None
        self.seconds = 0.0
        self._points: Curve[tuple[float, ...]] = Curve(KEPT)
        self._scores: Curve[tuple[float, ...]] = Curve(KEPT)


def noted(command: Command, text: bytes) -> str | None:
    """What is kept on record of a command that is written so: of a long one its type; None of what decides nothing."""
    if not isinstance(command, COURSE):
        return None
    return text.decode() if len(text) <= COMMAND_LENGTH else f'{{"type":"{command.__struct_config__.tag}"}}'


def finite(value: float) -> float | None:
    """The number, or None where JSON has no word for it."""
    return value if math.isfinite(value) else None


def as_columns(names: tuple[str, ...], rows: list[tuple[float, ...]]) -> dict[str, Any]:
    """The rows of a curve as its columns, by name."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    return {name: column(name, values) for name, values in zip(names, columns, strict=True)}


def _rows(names: tuple[str, ...], rows: list[tuple[float, ...]]) -> list[dict[str, float | None]]:
    return [dict(zip(names, map(finite, row), strict=True)) for row in rows]

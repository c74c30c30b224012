"""How much a training is slowed by who watches it: the same one by turns with and without, and what a picture costs it.

What else the machine does comes and goes within seconds. So a training is watched for a third of a second, and then not
for as long, many times over (A B B A, which also takes out what drifts), and of the ratios the median counts.

Even so a percent is hard to see: at 30 pictures a second one spell holds but a few of them. Looked at more closely, in
spells of a few milliseconds of which every second holds one picture, its cost stands out; and 30 times that is what a
second loses.
"""

from __future__ import annotations

import multiprocessing
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection

import numpy as np

from app.child.pipe import Pipe
from app.training.camera import ACTIVITY_EVERY
from app.training.shift import TrainingShift
from app.training.trainer import Trainer
from app.wire import commands, messages, protocol
from bench.crowd import Crowd
from bench.digits import data
from bench.report import number
from bench.server import Server, Socket, main_thread_seconds
from engine.plan import Plan

SPELL = 0.3  # seconds of a training in a process of its own
SHORT = 0.003  # seconds of processor time: the shorter, the more a picture stands out, but it should find caches cold
WARMING = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of many, and the quarters below and above it."""

    low: float
    middle: float
    high: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Spread:
        return cls(*statistics.quantiles(values, n=4, method="inclusive"))

    def __str__(self) -> str:
        return f"{number(self.middle)} ({number(self.low)} to {number(self.high)})"


@dataclass(frozen=True, slots=True)
class Slowed:
    """By how many percent fewer steps are taken, in a second of wall time and in one of the training's own."""

    wall: Spread
    own: Spread


class Training:
    """A training at full speed in a process of its own, as seen by a viewer who looks up now and then."""

    def __init__(self, server: Server, run: str, process: int) -> None:
        self._socket = Socket(server, run, [])
        self._process = process

    def slowed(self, crowd: Crowd, rounds: int) -> Slowed:
        """By this crowd, which looks, and looks away."""
        wall, own = [], []
        for _ in range(rounds):
            spells = []
            for looks in (False, True, True, False):
                crowd.look(looks)
                spells.append(self._spell())
            first, second, third, fourth = spells
            for spread, i in ((wall, 0), (own, 1)):
                without, watched = (first[i] * fourth[i]) ** 0.5, (second[i] * third[i]) ** 0.5
                spread.append((1 - watched / without) * 100)
        crowd.look(True)
        return Slowed(Spread.of(wall), Spread.of(own))

    def close(self) -> None:
        self._socket.close()

    def _spell(self) -> tuple[float, float]:
        """Steps a second of wall time and of the training's own."""
        step, at, used = self._mark()
        time.sleep(SPELL)
        step_then, at_then, used_then = self._mark()
        return (step_then - step) / (at_then - at), (step_then - step) / (used_then - used)

    def _mark(self) -> tuple[int, float, float]:
        """Where the training is, when, and what it has used of the processor; for that it makes a picture or two."""
        self._socket.send(commands.Subscribe(kinds=["picture"]))
        asked = time.time()
        while (picture := self._socket.until(messages.Activity)).at < asked:
            pass
        used = main_thread_seconds(self._process)
        self._socket.send(commands.Subscribe(kinds=[]))
        return picture.step, picture.at, used


class Shift(TrainingShift):
    """The work of a run's process as it is, but here, where every step and all processor time can be counted."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(Pipe(connection), {"plan": Plan().as_mapping()})
        self._subject: Trainer = self.begin(data())
        self._subject.evaluate = lambda: None  # type: ignore[method-assign]  # comes in lumps, watched or not
        self.carry_out(self._subject, 0, protocol.write_command(commands.Run(speed=None)))

    def spell(self, seconds: float, looks: bool) -> tuple[float, int]:
        """The processor seconds of a short spell, and its steps. With somebody who looks, it begins with a picture."""
        self.camera.subscribe(["picture"] if looks else [])
        descent = self._subject.training.descent
        steps, started = descent.steps, time.thread_time()
        while (used := time.thread_time() - started) < seconds:
            self._turn(self._subject)
        return used, descent.steps - steps


def picture(seconds: float) -> Spread:
    """Microseconds that one picture takes of a training's process, with what it costs the steps that come after it."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    reader = context.Process(target=_read, args=(ours,))
    reader.start()
    ours.close()
    shift = Shift(theirs)
    with np.errstate(all="ignore"):
        shift.spell(WARMING, looks=True)
        costs, until = [], time.perf_counter() + seconds
        while time.perf_counter() < until or len(costs) < 2:
            first, second, third, fourth = (shift.spell(SHORT, looks) for looks in (False, True, True, False))
            step = (first[0] + fourth[0]) / (first[1] + fourth[1])
            costs.append((second[0] + third[0] - (second[1] + third[1]) * step) / 2 * 1e6)
    theirs.close()
    reader.join()
    return Spread.of(costs)


def share(cost: Spread) -> Spread:
    """The percent of a second that pictures take, each of so many microseconds."""
    low, middle, high = (each / 1e6 / ACTIVITY_EVERY * 100 for each in (cost.low, cost.middle, cost.high))
    return Spread(low, middle, high)


def _read(connection: Connection) -> None:
    """In place of the web process."""
    try:
        while True:
            connection.recv_bytes()
    except EOFError:
        pass

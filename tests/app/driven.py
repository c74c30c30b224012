"""A trainer without a process: its clock goes on by itself, a little with every look at it."""

from collections.abc import Callable
from concurrent.futures import wait
from typing import Any

import numpy as np

from app.child.writer import Writer
from app.training import answers, hanging, orders
from app.training.trainer import Trainer
from app.wire.commands import Command
from app.wire.messages import Changed, Event, Points, Score
from engine.descent import Descent, descend
from engine.mnist import Data
from engine.network import Network
from engine.plan import Plan

TICK = 0.001  # seconds by which the clock goes on at each look


class Clock:
    """Goes on by `tick` seconds at each look; by none, it stands until it is set."""

    def __init__(self, tick: float = TICK) -> None:
        self.now = 0.0
        self.tick = tick

    def __call__(self) -> float:
        self.now += self.tick
        return self.now


class AtOnce(Writer):
    """Has written when it has begun to."""

    def begin(self, write: Callable[[], None]) -> None:
        super().begin(write)
        assert self._work is not None
        wait([self._work])


class Driven:
    """A trainer, its clock, and all events so far."""

    def __init__(self, data: Data, **plan: Any) -> None:
        self.clock = Clock()
        self.beats = 0
        self.trainer = Trainer(Plan.from_mapping(plan), data, self.clock, self._beat)
        self.events: list[Event] = []

    def _beat(self) -> None:
        self.beats += 1

    def __call__(self, command: Command) -> Any:
        """Obeys or answers."""
        reply: Any
        if isinstance(command, orders.Order):
            reply = orders.obey(command, self.trainer)
        elif isinstance(command, hanging.Hanging):
            reply = hanging.obey(command, self.trainer)
        else:
            reply = answers.answer(command, self.trainer)
        self.collect()
        return reply

    def collect(self) -> list[Event]:
        """The events since last asked."""
        new = self.trainer.events()
        self.events += new
        return new

    def settle(self) -> Score:
        """Evaluates until the score is of this very network."""
        while self.trainer.rest() is not None:
            self.trainer.evaluate()
        self.collect()
        score = self.trainer.scoring.latest
        assert score is not None
        return score

    def run(self, count: int = 100) -> Changed:
        """Turns until it no longer runs; the event that says so."""
        while self.trainer.status == "running":
            self.trainer.turn(count)
            self.trainer.evaluate()
            self.collect()
        return self.changed()

    def changed(self) -> Changed:
        """How it was last said to stand."""
        self.collect()
        return next(event for event in reversed(self.events) if isinstance(event, Changed))

    def points(self) -> list[int]:
        """The steps of all points so far."""
        return [int(step) for event in self.events if isinstance(event, Points) for step in event.step]

    @property
    def step(self) -> int:
        return self.trainer.training.descent.steps

    @property
    def parameters(self) -> np.ndarray:
        return self.trainer.training.network.parameters


def bare(data: Data, steps: int, **plan: Any) -> Descent:
    """The same descent with nobody looking."""
    wanted = Plan.from_mapping(plan)
    rng = np.random.default_rng(wanted.seed)
    descent = descend(Network.initial(wanted, rng), data.train, wanted, rng)
    while descent.steps < steps:
        next(descent)
    return descent


def same(one: np.ndarray, other: np.ndarray) -> None:
    """Equal bit for bit."""
    np.testing.assert_array_equal(one.view(np.uint32), other.view(np.uint32))

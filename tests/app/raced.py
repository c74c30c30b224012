"""A racer without a process, on a little of MNIST: its clock goes on by itself, a little with every look at it."""

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from app.race.orders import obey
from app.race.racer import Racer
from app.wire.commands import Command, Reset
from app.wire.messages import Changed, Event
from app.wire.race_setting import Setting
from engine.mnist import Data, Dataset
from tests.app.driven import Clock

Kind = TypeVar("Kind", bound=Event)
TRAIN, TEST = 2_000, 500
MOST_TURNS = 20_000


def little(data: Data) -> Data:
    """The first examples of a data set."""

    def first(part: Dataset, count: int) -> Dataset:
        return Dataset.labelled(part.x1[:count].copy(), part.labels[:count].copy())

    return Data(first(data.train, TRAIN), first(data.test, TEST), data.names, data.digest)


class Raced:
    """A racer, its clock, and all events so far."""

    def __init__(self, data: Data, **plan: Any) -> None:
        self.clock = Clock()
        self.clock.tick = 3e-4  # so that a turn has some twenty looks at the clock
        self.racer = Racer(Setting.of({"pace": {"law": "free", "value": 1.0}} | plan), data, self.clock)
        self.events: list[Event] = []

    def __call__(self, command: Command) -> Any:
        """Obeys or answers."""
        reply = obey(command, self.racer)
        self.collect()
        return reply

    def reset(self, **plan: Any) -> Any:
        """Starts afresh with a part of the race plan changed."""
        return self(Reset(plan={name: msgspec.Raw(msgspec.json.encode(value)) for name, value in plan.items()}))

    def collect(self) -> None:
        self.events += self.racer.events()

    def turns(self, count: int = MOST_TURNS, until: Callable[[], bool] | None = None) -> None:
        """Works so often, or until something is so, or until there is nothing to do."""
        for _ in range(count):
            if (until is not None and until()) or (until is None and self.racer.rest() is None):
                return
            self.racer.work()
            self.collect()
        assert until is None or until(), "it did not come to it"

    def of(self, kind: type[Kind]) -> list[Kind]:
        """The events of a kind so far."""
        self.clock.now += 1
        self.collect()
        return [event for event in self.events if isinstance(event, kind)]

    def changed(self) -> Changed:
        """How it was last said to stand."""
        return self.of(Changed)[-1]

"""The shift of a race: racing when the show allows it, and drawing the map in between."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.child.kept_shift import KeptShift
from app.child.pipe import Pipe
from app.kept.checkpoint import Checkpoint
from app.kept.record import Heartbeat
from app.race import brought, orders
from app.race.camera import RaceCamera
from app.race.keeping import RACE, put_back
from app.race.racer import Racer
from app.wire.commands import Task
from app.wire.messages import Reply
from app.wire.race_setting import Setting
from engine.mnist import Data


class RaceShift(KeptShift[Racer]):
    """What happens when, in a race."""

    def __init__(self, pipe: Pipe, setup: Mapping[str, Any]) -> None:
        self.race_camera = RaceCamera()
        super().__init__(pipe, setup, self.race_camera, RACE)

    def new(self, data: Data, found: Checkpoint | None) -> Racer:
        racer = Racer(Setting.of(self.setup["plan"]), data, time.perf_counter, self.beat)
        if self.setup.get("brought") and not found:
            put_back(brought.read(Path(self.setup["brought"]), data), racer)
        return racer

    def go_on(self, racer: Racer) -> None:
        if self.pipe.full:
            return
        if self._owes(racer):
            orders.compare_at_rest(racer)
        racer.work()

    def rest(self, racer: Racer) -> float | None:
        if self.pipe.full:
            return None
        return 0.0 if self._owes(racer) else racer.rest()

    def _owes(self, racer: Racer) -> bool:
        """Whether somebody looks at a comparison that has not been made."""
        return self.race_camera.shows("agreement") and orders.owes_comparison(racer)

    def follow(self, racer: Racer, command: Task) -> Reply:
        return orders.obey(command, racer)

    def at(self, racer: Racer | None) -> Heartbeat:
        if racer is None:
            return Heartbeat(step=0, epoch=0.0, examples=0, seconds=0.0)
        return Heartbeat(step=racer.steps, epoch=racer.epoch, examples=racer.examples, seconds=racer.compute)

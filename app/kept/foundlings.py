"""Runs of which only checkpoints are left: what knew of them was damaged. They come back without name and curves."""

from __future__ import annotations

import logging
from collections.abc import Collection
from pathlib import Path
from typing import Any

import msgspec

from app.kept.checkpoint import Checkpoints
from app.kept.store import Saved
from app.wire.messages import Status

log = logging.getLogger(__name__)


class Way(msgspec.Struct):
    """How far the descent of a training, or of a lane, has come."""

    step: int
    examples: int
    passed: float


class Left(msgspec.Struct):
    """What in the facts of a checkpoint says how its run stands: `plan` and `descent` of a training, the others of a
    race."""

    status: Status
    reason: dict[str, Any]
    plan: dict[str, Any] | None = None
    setting: dict[str, Any] | None = None
    descent: Way | None = None
    lanes: list[Way] = []
    speed: float | None = None
    slow: bool = False
    seconds: float = 0.0
    compute: float = 0.0


def foundlings(runs: Path, known: Collection[str]) -> list[Saved]:
    """The runs that have a checkpoint in this directory, but for those that are known. Of hundreds of megabytes only
    what says how a run stands is read, as nobody is served meanwhile; the rest is checked before a run goes on."""
    found = []
    for directory in sorted(runs.glob("*")):
        if directory.name in known or (facts := Checkpoints(directory).facts()) is None:
            continue
        try:
            left = msgspec.convert(facts, Left)
        except msgspec.ValidationError as error:
            log.warning(
                "nothing knows the run in %s any more, and what it has written says too little: %s", directory, error
            )
            continue
        found.append(_saved(directory, left))
    if found:
        log.warning("%d run(s) have been found again by their checkpoints, without their names and curves", len(found))
    return found


def _saved(directory: Path, left: Left) -> Saved:
    """As the store would know it."""
    ways = [left.descent] if left.descent else left.lanes
    return Saved(
        id=directory.name, born=directory.stat().st_mtime, kind="race" if left.setting else "training",
        name=f"Run {directory.name}", plan=left.setting or left.plan or {}, status=left.status, reason=left.reason,
        speed=left.speed, slow=left.slow, step=sum(way.step for way in ways),
        epoch=max((way.passed for way in ways), default=0.0), examples=sum(way.examples for way in ways),
        seconds=left.seconds or left.compute, score=None,
    )  # fmt: skip

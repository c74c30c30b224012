"""What of a training is written down, when, and how it goes on from there: bit for bit as if nothing had happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Annotated, Any, Literal

import msgspec
import numpy as np
from msgspec import Meta

from app.child.facts import Number, Vast, Walk, distrusted
from app.child.keeper import Way
from app.kept import weights
from app.kept.checkpoint import Checkpoint
from app.kept.npz import Unsound
from app.training.origin import Origin
from app.training.past import MOST, Earlier
from app.training.trainer import Trainer
from app.training.training import Goal, KeptStep, State
from app.wire.base import Whole
from app.wire.commands import Digit, Watch
from app.wire.messages import Array
from engine.nudges import Nudge
from engine.plan import Plan

MEMORY = "memory."  # what the optimizer remembers
ORIGIN = "origin"


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is in a checkpoint beside its arrays. `watched`: source, index, label."""

    format: Literal[1]
    data: str
    plan: dict[str, Any]
    status: Literal["paused", "running", "finished", "diverged"]
    reason: dict[str, Any]
    speed: Annotated[float, Meta(gt=0, le=1_000_000)] | None
    slow: bool
    seconds: Number
    lessons: Whole
    descent: Walk
    goal: End | None
    windows: list[Whole]
    watched: tuple[Literal["train", "test", "drawing", "preset"], int | None, Digit | None]
    cost: Vast | None = None  # of the last step's batch
    origin: dict[str, Any] | None = None  # the plan of the weights with which it began, if they were brought or taken
    past: Annotated[list[str], Meta(max_length=MOST)] = []  # networks of earlier, by the names of their files


class End(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where it was to stop."""

    then: Literal["paused", "finished"]
    reason: dict[str, Any]
    steps: Whole | None
    epoch: Number | None
    hurry: bool


def taken(trainer: Trainer) -> Checkpoint:
    """All that `put_back` needs, as copies."""
    training, watching = trainer.training, trainer.watching
    state = training.descent.state()
    arrays: dict[str, Array] = {
        weights.PARAMETERS: training.network.parameters.copy(),
        "order": state.pop("order").astype(np.int32),
        "pixels": watching.example.pixels,
    }
    for name in [name for name, value in state.items() if isinstance(value, np.ndarray)]:
        arrays[MEMORY + name] = state.pop(name)
    last = training.last
    if last is not None:  # what it did can be looked at
        arrays |= {"before": last.before, "batch": last.batch, "nudge": last.nudge.flat.copy()}
    goal, origin, past = trainer.goal, trainer.origin, list(trainer.past.all)
    if origin is not None:
        arrays[ORIGIN] = origin.parameters
    return Checkpoint(
        {
            "format": 1,
            "data": trainer.data.digest,
            "plan": training.plan.as_mapping(),
            "cost": last.cost if last is not None else None,
            "origin": origin.plan.as_mapping() if origin else None,
            "status": trainer.status,
            "reason": trainer.reason,
            "speed": trainer.speed,
            "slow": trainer.slow,
            "seconds": training.seconds,
            "lessons": training.lessons,
            "descent": state,
            "goal": asdict(goal) if goal else None,
            "windows": [window.first for window in trainer.windows.all],
            "watched": [watching.example.source, watching.example.index, watching.example.label],
            "past": [earlier.name for earlier in past],
        },
        arrays,
        {earlier.name: earlier.content for earlier in past},
    )


def put_back(checkpoint: Checkpoint, trainer: Trainer) -> None:
    """Lets a trainer, whoever's it was, go on from there. Raises Unsound, and then it is good for nothing."""
    with distrusted("this checkpoint"):
        facts = msgspec.convert(checkpoint.facts, Facts)
        if facts.data != trainer.data.digest:
            raise Unsound("this run was trained on other data: start the server with those to go on with it")
        _put_back(facts, checkpoint.arrays, trainer)
        _look_back(facts, checkpoint.beside, trainer)


def origin_of(checkpoint: Checkpoint) -> Origin | None:
    """Where the training began that is written down there, if not with a network of its own. Raises Unsound."""
    with distrusted("this checkpoint"):
        facts = msgspec.convert(checkpoint.facts, Facts)
        if facts.origin is None:
            return None
        plan, parameters = Plan.from_mapping(facts.origin), checkpoint.arrays[ORIGIN]
        if (parameters.shape, parameters.dtype) != ((plan.parameter_count,), np.float32):
            raise Unsound(f"the weights it began with are {parameters.dtype} {parameters.shape}")
        return Origin(plan, parameters)


def _put_back(facts: Facts, arrays: dict[str, Array], trainer: Trainer) -> None:
    trainer.begin(Plan.from_mapping(facts.plan))
    training = trainer.training
    memory = {name.removeprefix(MEMORY): array for name, array in arrays.items() if name.startswith(MEMORY)}
    _check(arrays, memory, trainer)
    last = None
    if "nudge" in arrays:
        nudge = Nudge.of(arrays["nudge"].copy(), training.plan.sizes)
        last = KeptStep(facts.descent.step, arrays["before"], arrays["batch"], nudge, facts.cost)
    descent = {**msgspec.structs.asdict(facts.descent), **memory, "order": arrays["order"]}
    training.restore(State(descent, arrays[weights.PARAMETERS], last))
    training.seconds, training.lessons = facts.seconds, facts.lessons
    trainer.scoring.forget()
    trainer.goal = None if facts.goal is None else Goal(**msgspec.structs.asdict(facts.goal))
    trainer.speed, trainer.slow = facts.speed, facts.slow
    for layer, first in enumerate(facts.windows, 1):
        trainer.windows.move(layer, first)
    source, index, label = facts.watched
    pixels = arrays["pixels"].tolist() if source == "drawing" else None
    index = None if source == "drawing" else index
    trainer.watching.choose(Watch(source=source, index=index, label=label, pixels=pixels), trainer.predicted)
    trainer.events()  # those of the network that is no more
    trainer.change(facts.status, facts.reason)


def _look_back(facts: Facts, beside: Mapping[str, Callable[[], bytes]], trainer: Trainer) -> None:
    """Takes up the networks of earlier that are still there."""
    for name in facts.past:
        if name in beside:
            with suppress(Unsound, OSError):
                trainer.past.keep(Earlier.read(beside[name](), trainer.training.network.parameters.size))


def _check(arrays: dict[str, Array], memory: dict[str, Array], trainer: Trainer) -> None:
    """Raises Unsound unless the arrays are such as this trainer would write down."""
    training = trainer.training
    like = training.network.parameters
    state = training.descent.state()
    expected = {name: value for name, value in state.items() if isinstance(value, np.ndarray) and name != "order"}
    if memory.keys() != expected.keys():
        raise Unsound(f"the optimizer remembers {sorted(memory)}, expected {sorted(expected)}")
    wanted = {weights.PARAMETERS: like, **{MEMORY + name: value for name, value in expected.items()}}
    if "nudge" in arrays:
        wanted |= {"nudge": like, "before": like}
        batch = arrays["batch"]
        if batch.dtype.kind != "i" or batch.ndim != 1 or not np.all((batch >= 0) & (batch < len(trainer.data.train))):
            raise Unsound("the last batch is not of the training set")
    for name, value in wanted.items():
        found = arrays[name]
        if (found.shape, found.dtype) != (value.shape, value.dtype):
            raise Unsound(f"{name} is {found.dtype} {found.shape}, expected {value.dtype} {value.shape}")
    order, pixels = arrays["order"], arrays["pixels"]
    grey = pixels.shape == (784,) and bool(((pixels >= 0) & (pixels <= 1)).all())
    if order.dtype.kind != "i" or order.ndim != 1 or not grey:
        raise Unsound("the order of the examples, or the picture that was watched, is none")


def stands(trainer: Trainer) -> object:
    """What changes only when somebody wants it so, or at a goal."""
    training = trainer.training
    return training, training.plan, training.lessons, trainer.status, trainer.speed, trainer.slow, trainer.goal


def step(trainer: Trainer) -> int:
    """How far it has come."""
    return trainer.training.mark.step


TRAINING = Way(taken, put_back, stands, step)

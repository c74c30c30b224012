"""What people want of a run: train, stop, go slowly, start afresh, watch this one, learn that one."""

from __future__ import annotations

import msgspec
import numpy as np

from app.training.trainer import Trainer
from app.training.training import Goal
from app.training.watching import one_hot
from app.wire.commands import Learn, LookBack, Pause, Reset, Resume, Run, Set, Show, Step, Watch
from app.wire.messages import Done, Learned, Notice, Reply
from app.wire.refused import Refused
from engine.backprop import PART
from engine.diverged import Diverged
from engine.evaluation import evaluate
from engine.explain import entry, strongest

MOVED = 12  # so many of the largest changes of a lesson are told

Order = Run | Pause | Resume | Step | Set | Reset | Watch | Show | LookBack | Learn


def obey(order: Order, trainer: Trainer) -> Reply:
    """Carries out an order. Raises Refused, and then nothing has changed."""
    if not isinstance(order, Set | Reset | Watch | Show | LookBack):
        trainer.check_sane()
    match order:
        case Run():
            _run(order, trainer)
        case Resume():
            _resume(trainer)
        case Pause():
            _pause(trainer)
        case Step():
            _step(order, trainer)
        case Set():
            _set(order, trainer)
        case Reset():
            _reset(order, trainer)
        case Watch():
            trainer.watching.choose(order, trainer.predicted)
        case Show():
            trainer.windows.move(order.layer, order.first)
        case LookBack():
            _look_back(order, trainer)
        case Learn():
            return _learn(order, trainer)
    trainer.looks += 1
    return Done(id=order.id)


def _run(order: Run, trainer: Trainer) -> None:
    if order.speed is not msgspec.UNSET:
        trainer.speed = order.speed
    trainer.goal = None
    if order.epochs is not None:
        reason = {"code": "epochs_done", "epochs": order.epochs}
        trainer.goal = Goal("finished", reason, epoch=trainer.training.mark.epoch + order.epochs)
    _go(trainer)


def _resume(trainer: Trainer) -> None:
    """On towards the goal that was set before the pause."""
    if trainer.status != "running":
        _drop_interrupted(trainer)
        _go(trainer)


def _drop_interrupted(trainer: Trainer) -> None:
    """A long step that was interrupted is no goal to come back to."""
    if trainer.goal is not None and trainer.goal.hurry:
        trainer.goal = None


def _go(trainer: Trainer) -> None:
    """What trains is the present."""
    trainer.look_back(None)
    if not trainer.slow:
        trainer.motion.end()
    trainer.change("running")


def _pause(trainer: Trainer) -> None:
    if trainer.status != "running":
        return
    try:
        trainer.training.keep_last()
    except Diverged as diverged:
        trainer.diverge(diverged)
    else:
        trainer.change("paused")


def _step(order: Step, trainer: Trainer) -> None:
    training, motion = trainer.training, trainer.motion
    if order.back and order.unit != "phase":
        raise Refused("bad_step", f"a whole {order.unit} cannot be undone, only a phase can")
    try:
        if order.back:
            motion.back()
        elif order.unit == "phase":
            motion.forward(trainer.beat)
        elif order.unit == "example":
            motion.forward_example(trainer.beat)
        elif order.unit == "batch" and training.plan.batch_size <= PART:
            motion.end()
            training.step()
        else:
            return _hurry(order, trainer)
    except Diverged as diverged:
        return trainer.diverge(diverged)
    _drop_interrupted(trainer)
    trainer.look_back(None)
    trainer.change("paused")


def _hurry(order: Step, trainer: Trainer) -> None:
    """Sets out on a step that takes a while, and pauses when it is done."""
    mark = trainer.training.mark
    if order.unit == "epoch":
        trainer.goal = Goal("paused", {}, epoch=mark.epoch + 1, hurry=True)
    else:
        trainer.goal = Goal("paused", {}, steps=mark.step + 1, hurry=True)
    trainer.motion.end()
    _go(trainer)


def _set(order: Set, trainer: Trainer) -> None:
    live = {"eta": order.eta, "batch_size": order.batch_size, "digits": order.digits}
    changes = {name: value for name, value in live.items() if value is not None}
    try:
        if changes:
            trainer.training.set(**changes)
    except ValueError as error:
        raise Refused("bad_plan", str(error)) from None
    if order.speed is not msgspec.UNSET:
        trainer.speed = order.speed
    if order.slow is not None:
        trainer.slow = order.slow
    if order.slow is False or "batch_size" in changes or "digits" in changes:
        trainer.motion.end()
    trainer.change(trainer.status, trainer.reason)


def _reset(order: Reset, trainer: Trainer) -> None:
    try:
        changes = {name: msgspec.json.decode(value) for name, value in order.plan.items()}
        trainer.begin(trainer.training.plan.changed(**changes))
    except ValueError as error:
        raise Refused("bad_plan", str(error)) from None


def _look_back(order: LookBack, trainer: Trainer) -> None:
    trainer.look_back(order.step)
    _pause(trainer)


def _learn(order: Learn, trainer: Trainer) -> Learned:
    """One step of plain descent on the drawing, and what it did to everybody else."""
    training, example = trainer.training, trainer.watching.example
    if example.source != "drawing":
        raise Refused("no_drawing", f"a lesson needs a drawing, but what is watched is of the {example.source} set")
    trainer.look_back(None)
    accuracy = known_accuracy(trainer)
    lesson = training.teach(example.pixels[np.newaxis], one_hot(order.label)[np.newaxis])
    before, after = lesson.before, lesson.after
    trainer.motion.end()
    trainer.watching.label(order.label)
    sizes = training.plan.sizes
    trainer.tell(Notice(notice={"code": "learned", "label": order.label, "eta": training.plan.eta}))
    trainer.looks += 1
    return Learned(
        id=order.id,
        step=training.mark.step,
        label=order.label,
        before=before.outputs[0],
        after=after.outputs[0],
        verdict_before=int(before.verdicts[0]),
        verdict_after=int(after.verdicts[0]),
        cost_before=before.cost,
        cost_after=after.cost,
        test_accuracy_before=accuracy,
        test_accuracy_after=test_accuracy(trainer),
        moved=[(*place, entry(lesson.change, sizes, place)) for place in strongest(lesson.change, sizes, MOVED)],
    )


def known_accuracy(trainer: Trainer) -> float:
    """The share of the test set that this very network answers rightly, looked up where it is known."""
    latest = trainer.scoring.latest
    if latest is not None and trainer.scoring.fresh(trainer.training.mark):
        return latest.test_accuracy
    return test_accuracy(trainer)


def test_accuracy(trainer: Trainer) -> float:
    """The same, evaluated."""
    trainer.beat()
    return evaluate(trainer.training.network, trainer.data.test).accuracy

"""What people want of the wall: hang a drawing, take it off, learn from them all."""

from __future__ import annotations

from app.training.orders import known_accuracy, test_accuracy
from app.training.trainer import Trainer
from app.training.watching import drawn
from app.wire.commands import CloseWall, Hand, LearnWall, Mine, TakeBack, TakeDown
from app.wire.messages import Done, Handed, Notice, Reply, Verdicts, WallLearned
from app.wire.refused import Refused
from engine.lesson import answers

Hanging = Hand | TakeBack | Mine | TakeDown | CloseWall | LearnWall


def obey(order: Hanging, trainer: Trainer) -> Reply:
    """Carries out what is wanted of the wall. Raises Refused, and then nothing has changed."""
    match order:
        case Hand():
            pixels = drawn(order.strokes, order.pixels)
            if pixels is None:
                raise Refused("no_drawing", "nothing has been drawn: send strokes or pixels")
            trainer.wall.hand(order.key, order.label, pixels)
        case TakeBack():
            trainer.wall.take_back(order.key)
        case TakeDown():
            trainer.wall.take_down(order.drawing)
            return Done(id=order.id)
        case CloseWall():
            trainer.wall.close(order.closed)
            return Done(id=order.id)
        case LearnWall():
            return _learn(order, trainer)
    return Handed(id=order.id, label=trainer.wall.label(order.key))


def verdicts(trainer: Trainer, n: int, at: float) -> Verdicts:
    """What the network that everybody looks at says of the wall."""
    wall, step = trainer.wall, trainer.moment.step
    if not len(wall):
        labels = wall.labels
        return Verdicts(
            n=n, at=at, edition=wall.edition, step=step, verdicts=labels, costs=labels.astype("f4"), right=0, cost=None
        )
    found = answers(trainer.network, *wall.batch)
    return Verdicts(
        n=n, at=at, edition=wall.edition, step=step, verdicts=found.verdicts, costs=found.costs, right=found.right,
        cost=found.cost,
    )  # fmt: skip


def _learn(order: LearnWall, trainer: Trainer) -> WallLearned:
    """One step of plain descent on all drawings, and what it did to everybody else."""
    trainer.check_sane()
    training, count = trainer.training, len(trainer.wall)
    if not count:
        raise Refused("wall_empty", "there is nothing to learn from: no drawing hangs on the wall")
    trainer.look_back(None)
    accuracy = known_accuracy(trainer)
    lesson = training.teach(*trainer.wall.batch)
    trainer.motion.end()
    trainer.tell(Notice(notice={"code": "learned_wall", "count": count, "eta": training.plan.eta}))
    trainer.looks += 1
    return WallLearned(
        id=order.id,
        step=training.mark.step,
        count=count,
        right_before=lesson.before.right,
        right_after=lesson.after.right,
        cost_before=lesson.before.cost,
        cost_after=lesson.after.cost,
        test_accuracy_before=accuracy,
        test_accuracy_after=test_accuracy(trainer),
    )

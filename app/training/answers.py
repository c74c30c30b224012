"""Questions about the network that everybody looks at, answered to the one who asked. To ask changes nothing."""

from __future__ import annotations

import msgspec
import numpy as np

from app.training import look, subject
from app.training.past import LookedAt
from app.training.trainer import Trainer
from app.training.watching import drawn, one_hot
from app.wire.commands import Check, Explain, Imagine, Inspect, Predict, Probe, Stack, Table, Take
from app.wire.messages import (
    Checked,
    Explanation,
    Imagined,
    Inspected,
    Prediction,
    Probed,
    Reply,
    Stacked,
    Tabled,
    Taken,
)
from app.wire.refused import Refused
from engine import checking, explain, imagine
from engine.crowd import crowd
from engine.nudges import batch_nudge, gradient_of, wishes

MOST_COLUMNS = 100

Question = Predict | Explain | Imagine | Stack | Inspect | Check | Probe | Table | Take


def answer(question: Question, trainer: Trainer) -> Reply:
    """The reply to a question. Raises Refused."""
    if not (isinstance(question, Take) and question.step is not None):  # what is kept is sane, whatever became of it
        trainer.check_seen()
    step = trainer.moment.step
    try:
        match question:
            case Predict():
                reply: Reply = _predict(question, trainer, step)
            case Explain():
                reply = _explain(question, trainer, step)
            case Imagine():
                reply = _imagine(question, trainer, step)
            case Stack():
                reply = _stack(question, trainer, step)
            case Inspect():
                reply = _inspect(question, trainer, step)
            case Check():
                reply = _check(question, trainer, step)
            case Probe():
                reply = _probe(question, trainer, step)
            case Table():
                reply = _table(question, trainer, step)
            case Take():
                reply = _taken(question, trainer)
    except explain.NotThere as error:
        raise Refused("out_of_range", str(error)) from None
    return msgspec.structs.replace(reply, id=question.id)


def _predict(question: Predict, trainer: Trainer, step: int) -> Prediction:
    pixels = drawn(question.strokes, question.pixels)
    if pixels is None:
        raise Refused("no_drawing", "a prediction needs a drawing: send strokes or pixels")
    network, label = trainer.network, question.label
    seen = None if label is None else wishes(network, pixels, one_hot(label))
    a = [each[0] for each in network.forward(pixels[np.newaxis]).a] if seen is None else seen.a
    return Prediction(
        step=step,
        pixels=pixels,
        a=trainer.windows.part(a[1:]),
        verdict=int(a[-1].argmax()),
        label=label,
        cost=None if seen is None else seen.cost,
        wish=look.NOTHING if seen is None else seen.wish,
    )


def _explain(question: Explain, trainer: Trainer, step: int) -> Explanation:
    network, wished = subject.exact(trainer)
    found = explain.explain(network, wished, question.layer, question.neuron)
    return Explanation(
        step=step,
        layer=question.layer,
        neuron=question.neuron,
        a=found.a,
        z=found.z,
        b=found.b,
        W=subject.single(found.W),
        before=subject.single(found.before),
        terms=subject.single(found.terms),
        target=found.target,
        wish=found.wish,
        nudge_a=found.nudge_a,
        slope=found.slope,
        nudge_z=found.nudge_z,
        nudge_b=found.nudge_b,
        nudge_W=subject.single(found.nudge_W),
        wish_before=subject.single(found.wish_before),
        total_before=subject.single(found.total_before),
        share=found.share,
        fall=found.fall,
        from_next=subject.single(found.from_next),
        hebb=found.hebb.astype(np.int32),
    )


def _stack(question: Stack, trainer: Trainer, step: int) -> Stacked:
    found = explain.stack(*subject.exact(trainer), question.layer)
    seen = crowd(found, question.most)
    return Stacked(
        step=step,
        layer=question.layer,
        askers=seen.askers.astype(np.int32),
        wishes=subject.single(seen.wishes),
        rest=subject.single(seen.rest),
        total=subject.single(found.total),
        asked=subject.single(found.asked[seen.askers]),
        nudge_W=subject.single(found.nudge_W[seen.askers]),
        difference=seen.difference,
    )


def _imagine(question: Imagine, trainer: Trainer, step: int) -> Imagined:
    network, x, y = subject.watched(trainer)
    exact, (k0, k1), a = network.copy(np.float64), question.k, np.array(question.a)
    x, y = x[0].astype(np.float64), y[0].astype(np.float64)
    found = imagine.imagine(exact, x, y, question.layer, question.neuron, (k0, k1), a)
    return Imagined(
        step=step,
        layer=question.layer,
        neuron=question.neuron,
        k=(k0, k1),
        before=a,
        a=found.a,
        z=found.z,
        nudge_z=found.nudge_z,
        nudge_W=found.nudge_W,
        effects=found.effects,
        moved=imagine.STEP,
        ratio_a=imagine.ratio(*a),
        ratio_nudge=imagine.ratio(*found.nudge_W),
        ratio_effect=imagine.ratio(*found.effects),
    )


def _inspect(question: Inspect, trainer: Trainer, step: int) -> Inspected:
    network = trainer.network
    sizes = network.sizes
    if question.over == "batch":
        nudge = subject.kept_step(trainer).nudge.flat.astype(np.float64)
    else:
        nudge = explain.flat_nudge(subject.exact(trainer)[1])
    gradient = gradient_of(nudge)
    places = [subject.place(network, each) for each in question.parameters]
    places += explain.strongest(gradient, sizes, question.strongest)
    gradients = np.array([explain.entry(gradient, sizes, place) for place in places], np.float64)
    measurable = question.over == "example" and trainer.example.source != "preset"
    return Inspected(
        step=step,
        count=gradient.size,
        rows=places,
        values=np.array([explain.entry(network.parameters, sizes, place) for place in places], np.float64),
        gradients=gradients,
        ranks=explain.ranks(gradient, gradients.tolist()),
        moved=imagine.STEP,
        predicted=gradients * imagine.STEP,
        measured=checking.changes(*subject.watched(trainer), places, imagine.STEP) if measurable else gradients[:0],
        times=checking.times(gradients),
    )


def _check(question: Check, trainer: Trainer, step: int) -> Checked:
    network, x, y = subject.examined(question, trainer)
    place = subject.place(network, question.parameter)
    found = checking.check(network, x, y, place)
    return Checked(
        step=step,
        row=place,
        analytic=found.analytic,
        numeric=found.numeric,
        epsilon=found.epsilon,
        relative_error=found.relative_error,
    )


def _probe(question: Probe, trainer: Trainer, step: int) -> Probed:
    network, x, y = subject.watched(trainer)
    place = subject.place(network, question.parameter)
    found = checking.probe(network, x, y, place, question.reach)
    return Probed(
        step=step,
        row=place,
        value=found.value,
        gradient=found.gradient,
        at=found.at,
        cost=found.cost,
        line=found.line,
    )


def _table(question: Table, trainer: Trainer, step: int) -> Tabled:
    train = trainer.data.train
    last = subject.kept_step(trainer) if question.examples == "batch" else None
    if last is not None:
        network = subject.before(trainer, last)
        of, step = last.batch, last.index
        indices = of[:MOST_COLUMNS]
    else:
        network = trainer.network.copy(np.float64)
        fits = np.isin(train.labels, question.digits) if question.digits else np.ones(len(train), bool)
        of = np.flatnonzero(fits)
        indices = of[: question.count]
    if not indices.size:
        raise Refused("none_found", "the training set has no example of these digits")
    labels = train.labels[indices]
    if question.sort == "label":
        order = np.argsort(labels, kind="stable")
        indices, labels = indices[order], labels[order]

    columns = [wishes(network, train.x[i], train.y[i]) for i in indices]
    places = [subject.place(network, each) for each in question.parameters]
    mean = batch_nudge(network, train.x[indices], train.y[indices]).flat
    strongest = explain.strongest(mean, network.sizes, question.strongest)
    places += [place for place in strongest if place not in places]
    found = explain.table(columns, places)
    whole = last is not None and of.size <= MOST_COLUMNS
    nudge = last.nudge.flat if last is not None and whole else None
    applied = [] if nudge is None else [explain.entry(nudge, network.sizes, place) for place in places]
    return Tabled(
        step=step,
        of=of.size,
        indices=indices.astype(np.int32),
        labels=labels,
        pixels=np.rint(train.x[indices] * 255).astype(np.uint8),
        rows=places,
        cells=found.cells,
        running=found.running,
        mean=found.mean,
        applied=np.array(applied, np.float64),
        difference=float(np.abs(found.mean - applied).max(initial=0)) if whole else None,
        costs=found.costs,
        running_cost=found.running_cost,
        cost=found.cost,
        applied_cost=last.cost if last is not None else None,
    )


def _taken(question: Take, trainer: Trainer) -> Taken:
    """The network of a step that is kept, or the one that everybody looks at, for another run to begin with."""
    network, step = trainer.network, trainer.moment.step
    if question.lane:
        raise Refused("out_of_range", f"a training has no lane {question.lane}, only 0")
    if question.step is not None:
        earlier = trainer.past.at(question.step)
        if earlier is None or earlier.mark.step != question.step:  # which would be another than whoever asks has seen
            raise Refused(
                "out_of_range", f"no network of step {question.step} is kept: look back, and take one that is"
            )
        network, step = LookedAt(earlier, trainer.training.plan).network, earlier.mark.step
    return Taken(
        lane=0, step=step, plan=trainer.training.plan.as_mapping(), W=[W.copy() for W in network.W],
        b=[b.copy() for b in network.b],
    )  # fmt: skip

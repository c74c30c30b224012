"""What the matter is with a training, told from what was measured of it; and the one change that helps.

A rule looks at the facts, and says in numbers what it finds, or nothing. Each was made on trainings that suffer from
it, and its remedy on whether they then went better, which tests/engine/test_findings.py tries again. A step is judged
by its true cost, not by what is usual: that says only what to begin anew with, and how far a small eta may be raised.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.examination import USUAL_BATCH, Facts, Layer
from engine.plan import Plan
from engine.side_view import LADDER, ROUNDING

MOST = 3  # findings that are told: whoever has more mends these first

# Of a layer, or of the examples. In networks that learn well up to a third of the ReLU neurons are silent, and as many
# tanh neurons flat; half of them and more are where eta is several times too large.
HALF = 0.5
NOTHING, WORSE = 0.9, 1.1  # of the constant cost: about as good as, and worse than knowing only how frequent digits are
SAME = 0.8  # of the examples get one answer; the most frequent digit has a ninth of them
# Of the cost. Steps that raise it by some hundredths are usual where training goes well: they cross steep directions to
# and fro while they get on along flat ones, and a smaller eta, better for one step, was worse for two thousand.
RAISED = 0.1
SURE = 2.0  # standard errors: the mean over the batches is then no chance
# A promise that holds for a step five times as large, where at least half of what the slope says comes true.
LARGER, KEPT = 5.0, 0.5
EARLY = 5_000  # steps, or a pass over the data where that is sooner
NOISY = 10  # examples: steps of larger batches raise the cost as often, but for the reason above, and get on
SMALLER = 5.0  # times smaller an eta, of which as many steps take the noise of five batches together
VANISHED, DEEP = 100.0, 3  # times weaker than in the last layer; one of sigmoids weakens a nudge about five times
CHEAPER = 10.0  # times as much for its work a step of a small batch must bring
LEARNED = 0.5  # of the constant cost: below it a network knows the digits, and its steps begin to be about details

# With these etas 784-16-16-10 has learned 0.88 of the test set and more after 5,000 steps of 10. Momentum adds up ten
# nudges, μ being 0.9; with Adam each parameter moves by about eta, however strong its nudge.
USUAL_ETA = {"sigmoid": 1.0, "tanh": 0.2, "relu": 0.1}
MOMENTUM = 0.1
ADAM = 0.005
TOO_FAR = 3.0  # times that: then it is worth while to begin anew with less


@dataclass(frozen=True, slots=True)
class Finding:
    """What is the matter, by name, and the numbers that show it. `remedy`: what of the plan to change; `afresh`: with a
    new network, which forgets what was learned. Empty: nothing of the plan would help."""

    name: str
    values: dict[str, float]
    remedy: Mapping[str, Any] = field(default_factory=dict)
    afresh: bool = False


def findings(facts: Facts) -> list[Finding]:
    """What is the matter, the worst first; nothing where all is well."""
    found = [finding for rule in RULES if (finding := rule(facts)) is not None]
    return found[:MOST]


def usual_eta(plan: Plan) -> float:
    """The eta at which such a training learns well."""
    if plan.optimizer == "adam":
        return ADAM
    eta = USUAL_ETA[plan.activation]
    return eta if plan.optimizer == "plain" else eta * MOMENTUM


def better_start(plan: Plan) -> dict[str, Any]:
    """What of a plan to change for a start that neither throws neurons out of their range nor begins outside of it."""
    remedy: dict[str, Any] = {}
    if plan.eta > TOO_FAR * usual_eta(plan):
        remedy["eta"] = usual_eta(plan)
    if plan.initialisation == "normal":
        remedy["initialisation"] = "he" if plan.activation == "relu" else "scaled"
    return remedy


# --- the rules, the worst first --------------------------------------------------------------------------------------


def silent(facts: Facts) -> Finding | None:
    """ReLU neurons that are 0 for every example have slope 0 for every example: no nudge reaches their weights."""
    return _of_layer("silent", facts, lambda layer: layer.silent)


def stuck(facts: Facts) -> Finding | None:
    """Outputs that are wrong at the flat end of the sigmoid, whose slope is a factor of the quadratic cost's nudge."""
    if facts.stuck < HALF or facts.cost < NOTHING * facts.constant:
        return None
    remedy = better_start(facts.plan) or {"cost": "cross_entropy"}
    return Finding("stuck", {"share": facts.stuck, "count": facts.count}, remedy, afresh=True)


def flat(facts: Facts) -> Finding | None:
    """Sigmoid or tanh neurons at the flat ends of their curve for nearly all examples: next to no slope."""
    return _of_layer("flat", facts, lambda layer: layer.flat)


def too_large(facts: Facts) -> Finding | None:
    """A step that raises the cost, where a smaller one would not."""
    view = facts.view
    error = _few(facts)[1] if view.is_on_parts and len(view.parts) > 1 else 0.0
    if view.after - facts.cost <= max(RAISED * facts.cost, SURE * error):
        return None
    eta, costs = view.expected
    smaller = eta < facts.plan.eta
    best = int(np.argmin(np.where(smaller, costs, np.inf)))
    if eta[best] == 0 or costs[best] >= facts.cost:
        return None
    better = {"better": float(eta[best]), "better_cost": float(costs[best])}
    values = {"eta": facts.plan.eta, "cost": facts.cost, "after": view.after, **better}
    return Finding("too_large", values, {"eta": better["better"]})


def some_digits(facts: Facts) -> Finding | None:
    """Who is trained on some digits only cannot know the others: no example has ever wished for them."""
    if facts.others is None:
        return None
    values = {"known": len(facts.plan.digits), "accuracy": facts.accuracy, "others": facts.others}
    return Finding("some_digits", values, {"digits": []})


def vanishing(facts: Facts) -> Finding | None:
    """Nudges that are handed back through many sigmoids arrive too weak in the first layer."""
    first, last = facts.rms[0], facts.rms[-1]
    is_there = NOTHING * facts.constant <= facts.cost <= WORSE * facts.constant
    if facts.steps == 0 or len(facts.layers) < DEEP or not is_there or not 0 < first < last / VANISHED:
        return None
    plan = facts.plan
    remedy: dict[str, Any] = {}
    if plan.activation == "sigmoid":
        remedy = {"activation": "tanh", "eta": usual_eta(plan.changed(activation="tanh"))}
    values = {"times": last / first, "layers": float(len(facts.layers)), "first": first, "last": last}
    return Finding("vanishing", values, remedy, afresh=bool(remedy))


def all_at_once(facts: Facts) -> Finding | None:
    """A step that asks all the data, where a few examples show nearly the same way for a fraction of the work."""
    view, everything = facts.view, facts.everything
    if facts.plan.batch_size < everything or len(view.parts) < 2:
        return None
    whole = float(view.whole[view.present])
    few, error = _few(facts)
    fall, steps = facts.cost - few, everything // USUAL_BATCH
    if fall <= SURE * error or fall * steps < CHEAPER * (facts.cost - whole):
        return None
    values = {"everything": everything, "steps": steps, "cost": facts.cost, "after": whole, "few": few}
    return Finding("all_at_once", values, {"batch_size": USUAL_BATCH})


def too_small(facts: Facts) -> Finding | None:
    """A step so small that one several times as large would still follow the slope, up to the eta that is usual, and
    that of a single batch would lead no less far down."""
    view, now = facts.view, facts.plan.eta
    fall = facts.cost - float(view.whole[view.present])
    if fall <= ROUNDING * facts.cost:
        return None
    for place in view.tried[::-1].tolist():
        eta, larger = float(view.eta[place]), facts.cost - float(view.whole[place])
        if eta > usual_eta(facts.plan) or larger < KEPT * fall * eta / now:
            continue
        if eta < LARGER * now:
            break
        if _is_no_worse(facts, place):
            values = {"eta": now, "cost": facts.cost, "fall": fall, "better": eta, "better_fall": larger}
            return Finding("too_small", values | {"times": larger / fall}, {"eta": eta})
    return None


def same_answer(facts: Facts) -> Finding | None:
    """One answer for everybody, or nearly: what the biases of the outputs can learn alone."""
    share = float(facts.answers.max())
    if facts.steps == 0 or facts.classes < 2 or share < SAME or facts.cost < NOTHING * facts.constant:
        return None
    values = {"answer": float(facts.answers.argmax()), "share": share, "cost": facts.cost, "constant": facts.constant}
    remedy = better_start(facts.plan)
    remedy = remedy if "eta" in remedy else {}  # without, it is a place that all pass on their way
    return Finding("same_answer", values, remedy, afresh=bool(remedy))


def noise(facts: Facts) -> Finding | None:
    """After a pass over the data, steps of single batches that go up as often as down, while the mean nudge still leads
    down: what is left to learn is less than what one batch differs from the next."""
    view, plan = facts.view, facts.plan
    is_early = facts.steps < min(facts.everything / plan.batch_size, EARLY) or facts.cost > LEARNED * facts.constant
    if is_early or len(view.parts) < 2 or plan.batch_size > NOISY:
        return None
    raising = int((view.parts[:, _here(facts)] > facts.cost).sum())
    whole = float(view.whole[view.present])
    smaller = [eta for eta in LADDER if eta <= plan.eta / SMALLER * (1 + ROUNDING)]
    if view.after < facts.cost or 2 * raising < len(view.parts) or whole >= facts.cost or not smaller:
        return None
    values = {"raising": raising, "batches": len(view.parts), "batch_size": plan.batch_size, "cost": facts.cost}
    return Finding("noise", values | {"after": view.after, "whole": whole}, {"eta": smaller[-1]})


RULES: tuple[Callable[[Facts], Finding | None], ...] = (
    silent, stuck, flat, too_large, some_digits, vanishing, all_at_once, too_small, same_answer, noise,
)  # fmt: skip


def _here(facts: Facts) -> int:
    """The present eta among those at which single batches were tried."""
    return int(np.flatnonzero(facts.view.tried == facts.view.present)[0])


def _few(facts: Facts) -> tuple[float, float]:
    """The mean cost after a step on a single batch at the present eta, and its standard error."""
    at_eta = facts.view.parts[:, _here(facts)]
    return float(at_eta.mean()), _standard_error(at_eta)


def _standard_error(values: Array) -> float:
    """Of the mean of these, two at least."""
    return float(values.std(ddof=1) / len(values) ** 0.5)


def _is_no_worse(facts: Facts, place: int) -> bool:
    """Whether a step of a single batch at eta[place] leads as far down as at the present eta, on average; once the
    network has learned, surely further."""
    parts = facts.view.parts
    if not facts.view.is_on_parts or len(parts) < 2:
        return True
    there = int(np.flatnonzero(facts.view.tried == place)[0])
    differ = parts[:, there] - parts[:, _here(facts)]
    margin = SURE * _standard_error(differ) if facts.cost <= LEARNED * facts.constant else 0.0
    return float(differ.mean()) + margin <= 0


def _of_layer(name: str, facts: Facts, which: Callable[[Layer], tuple[int, ...]]) -> Finding | None:
    """The hidden layer most of whose neurons are so, if in any it is at least half; and the first of them."""
    worst = max(range(len(facts.layers)), key=lambda l: len(which(facts.layers[l])) / facts.layers[l].width)
    layer = facts.layers[worst]
    neurons = which(layer)
    if len(neurons) < HALF * layer.width:
        return None
    values = {"neurons": len(neurons), "width": layer.width, "layer": worst + 1, "count": facts.count}
    remedy = better_start(facts.plan)
    return Finding(name, {**values, "neuron": neurons[0]}, remedy, afresh=bool(remedy))

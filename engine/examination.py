"""What can be measured of a network in training without touching it: how it answers, how far its neurons can still be
turned, how strong a nudge arrives in each layer, and where a step would lead.

All of it is about fixed examples, so that the same network always gives the same numbers. What they mean is said in
`findings`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.activations import RELU
from engine.arrays import Array
from engine.mnist import Dataset
from engine.network import Network
from engine.nudges import Nudge, batch_nudge
from engine.plan import Plan
from engine.side_view import SideView, Stepping, side_view

SAMPLE = 1000  # examples: a share of them is good to two percent, and a look at 784-16-16-10 takes a tenth of a second
AT_ONCE = 250  # of them go back through the network: as long as all take forward
BATCHES = 12  # whose steps are tried: enough to tell a mean from chance, and as many ticks of a pen
USUAL_BATCH = 10  # is tried where a batch is all the data

FLAT = 0.04  # of the steepest slope that a neuron can have: there a sigmoid is below 0.01 or above 0.99
NEARLY_ALL = 0.95  # of the examples
WRONG, STUCK = 0.5, 0.01  # an output that is wrong by more than a half, where its slope is less than a hundredth


@dataclass(frozen=True, slots=True)
class Layer:
    """A hidden layer of `width` neurons. `flat`: those with next to no slope for nearly all examples. `silent`: those
    that are 0, and have none, for every example, which only ReLU can do."""

    width: int
    flat: tuple[int, ...]
    silent: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What was measured after so many `steps`.

    `count` examples were the sample, of the `everything` that are trained on; `others` is the share of right answers to
    as many examples of the digits that are not, None where all are. `cost` and `accuracy` are the sample's, which has
    `classes` classes, and `answers` (10,) the share of it that got each answer. `constant` is what the best answer
    costs that is the same for all. `stuck` is the share with an output that is wrong but has next to no slope, which is
    a factor of the quadratic cost's nudge. `rms` is the root mean square nudge of each layer's weights. `batch_size` is
    that of the view's batches, 0 without any.
    """

    plan: Plan
    steps: int
    everything: int
    count: int
    others: float | None
    cost: float
    accuracy: float
    answers: Array
    classes: int
    constant: float
    layers: tuple[Layer, ...]
    stuck: float
    rms: tuple[float, ...]
    batch_size: int
    view: SideView


def examine(network: Network, data: Dataset, plan: Plan, stepping: Stepping, steps: int) -> Iterator[Facts | None]:
    """Works a few milliseconds at a time: None means that there is more to come.

    `network` must not change meanwhile: pass a copy. `stepping` is from `Descent.stepping`.
    """
    chosen = np.isin(data.labels, plan.digits) if plan.digits else np.ones(len(data), bool)
    members = np.flatnonzero(chosen)
    sample = data.subset(members[:SAMPLE])
    activity = network.forward(sample.x)
    outputs, answers = activity.a[-1], activity.a[-1].argmax(axis=1)
    yield None
    flat = np.zeros(network.parameters.size)
    for start in range(0, len(sample), AT_ONCE):
        some = slice(start, start + AT_ONCE)
        flat += batch_nudge(network, sample.x[some], sample.y[some]).flat * (len(sample.x[some]) / len(sample))
        yield None
    nudge = Nudge.of(flat.astype(network.parameters.dtype), network.sizes)

    size = _tried(plan.batch_size, members.size)
    batches = [members[SAMPLE + i * size :][:size] for i in range(BATCHES)] if size else []
    whole = [data.subset(each) for each in batches if len(each) == size]
    is_all = plan.batch_size >= members.size
    view = yield from side_view(network, sample, nudge.flat, whole, plan.eta, stepping, is_on_parts=not is_all)

    other = data.subset(np.flatnonzero(~chosen)[:SAMPLE])
    yield Facts(
        plan=plan,
        steps=steps,
        everything=int(members.size),
        count=len(sample),
        others=float((network.forward(other.x).a[-1].argmax(axis=1) == other.labels).mean()) if len(other) else None,
        cost=view.cost,
        accuracy=float((answers == sample.labels).mean()),
        answers=np.bincount(answers, minlength=outputs.shape[1]) / len(sample),
        classes=int(np.unique(sample.labels).size),
        constant=constant_cost(network.cost.name, sample.y.mean(axis=0, dtype=np.float64)),
        layers=tuple(_layer(network, a) for a in activity.a[1:-1]),
        stuck=_stuck(network, outputs, sample.y),
        rms=tuple(float(np.sqrt(np.square(W, dtype=np.float64).mean())) for W in nudge.W),
        batch_size=size if whole else 0,
        view=view,
    )


def constant_cost(cost: str, p: Array) -> float:
    """What the best answer costs that is the same for all examples, where output j is to be 1 for the share p[j] (n,).
    Every cost here is least at aⱼ = pⱼ: Σ p (1 − p) of the quadratic one, of the others the entropy of each output, or
    of all together."""
    if cost == "quadratic":
        return float((p * (1 - p)).sum())
    yes = _entropy(p)
    return yes if cost == "log_likelihood" else yes + _entropy(1 - p)


def _entropy(p: Array) -> float:
    """−Σ p ln p, of which nothing is left at p = 0."""
    some = p[p > 0]
    return -float((some * np.log(some)).sum())


def _tried(batch_size: int, everything: int) -> int:
    """How large the single batches are; 0: no smaller than the sample, which then speaks for them."""
    if batch_size >= everything:
        return USUAL_BATCH
    return batch_size if batch_size < SAMPLE else 0


def _layer(network: Network, a: Array) -> Layer:
    """How its neurons stand, by their activations (m, n)."""
    activation = network.activation
    slope = activation.slope(a, np.empty_like(a))
    if activation is RELU:
        return Layer(a.shape[1], (), tuple(np.flatnonzero((slope == 0).all(axis=0)).tolist()))
    at_zero = activation.value(np.zeros(1, a.dtype), np.empty(1, a.dtype))
    steepest = activation.slope(at_zero, np.empty_like(at_zero))
    flat = (slope < FLAT * steepest).mean(axis=0) >= NEARLY_ALL
    return Layer(a.shape[1], tuple(np.flatnonzero(flat).tolist()), ())


def _stuck(network: Network, a: Array, y: Array) -> float:
    """The share of the examples with an output that is stuck; none where the slope drops out of the nudge."""
    if network.cost.weight is None:
        return 0.0
    slope = a * (1 - a)
    return float(((np.abs(a - y) > WRONG) & (slope < STUCK)).any(axis=1).mean())

"""What a server answers to one viewer's question: every reply once, with the shape and meaning of each field."""

from __future__ import annotations

from typing import Any

import msgspec

from app.wire.base import Array, Reply


class Done(Reply, tag="done", frozen=True, kw_only=True):
    """The command was carried out."""


class Error(Reply, tag="error", frozen=True, kw_only=True):
    """The command was not carried out and changed nothing. `message` says what came and what was expected."""

    code: str
    message: str


class Prediction(Reply, tag="prediction", frozen=True, kw_only=True):
    """A drawing as the network saw it, and its answer with the weights of this step."""

    step: int
    pixels: Array  # (784,) float32
    a: list[Array]  # layers 1..L, the windows' activations
    verdict: int
    label: int | None
    cost: float | None
    wish: Array  # (10,) y - a; empty without a label


class Explanation(Reply, tag="explanation", frozen=True, kw_only=True):
    """One neuron and the watched example. n is the number of neurons that it listens to."""

    step: int
    layer: int
    neuron: int
    a: float
    z: float
    b: float
    W: Array  # (n,)
    before: Array  # (n,) activations of the layer before
    terms: Array  # (n,) W * before; z is their sum plus b
    target: float | None  # at the output only
    wish: float  # y - a at the output, -dC/da elsewhere
    nudge_a: float  # -dC/da
    slope: float | None  # sigma'(z); None where the cost cancels it
    nudge_z: float  # -dC/dz
    nudge_b: float
    nudge_W: Array  # noqa: N815 - (n,) nudge_z * before
    wish_before: Array  # (n,) nudge_z * W: this neuron's own wish for each activation before
    total_before: Array  # (n,) -dC/da of the layer before: the sum of all neurons' wishes
    share: Array  # (3,) bias : weights : activations before, parts of the first-order fall of the cost; sum 1
    fall: float  # nudge_z squared times (1 + sum a^2): fall of the cost per unit of eta through b and W of this neuron
    from_next: Array  # (n_next,) each next-layer neuron's wish for this one; empty at the output
    hebb: Array  # indices k of the before-neurons that fire while this one is asked to, so that W[k] is to grow


class Imagined(Reply, tag="imagined", frozen=True, kw_only=True):
    """One neuron, were two activations before it what was asked. Ratios: the first by the second, in magnitude."""

    step: int
    layer: int
    neuron: int
    k: tuple[int, int]
    before: Array  # (2,) the activations asked for
    a: float
    z: float
    nudge_z: float
    nudge_W: Array  # noqa: N815 - (2,) nudge_z * before
    effects: Array  # (2,) change of the cost if that weight alone grew by `moved`
    moved: float
    ratio_a: float | None
    ratio_nudge: float | None
    ratio_effect: float | None


class Stacked(Reply, tag="stacked", frozen=True, kw_only=True):
    """Each next-layer neuron's wish for each neuron of `layer`, the loudest askers by name, and the sum of all."""

    step: int
    layer: int
    askers: Array  # (m,) int32, which neurons of the next layer
    wishes: Array  # (m, n) float32
    rest: Array  # (n,) what all other askers wish together; empty without any
    total: Array  # (n,) = -dC/da
    asked: Array  # (m,) nudge_z of the askers
    nudge_W: Array  # noqa: N815 - (m, n) float32, asked * a: each weight's own nudge, which nobody adds up
    difference: float  # the largest |sum of the wishes - total|, in float64


class Inspected(Reply, tag="inspected", frozen=True, kw_only=True):
    """Value, gradient and rank by |gradient| (1: the most sensitive) of each asked for, then of the strongest."""

    step: int
    count: int  # all parameters of the network
    rows: list[tuple[int, int, int | None]]  # layer, j, k
    values: Array  # float64
    gradients: Array  # float64
    ranks: Array  # int32
    moved: float  # how far a parameter is moved for the next two
    predicted: Array  # float64: the change of the cost that the gradient predicts
    measured: Array  # float64: the true change; empty over a batch, and where the outputs were set by hand
    times: Array  # float64: |gradient of the first row| / |gradient of this row|


class Checked(Reply, tag="checked", frozen=True, kw_only=True):
    """One gradient derived twice: by back-propagation and by a central difference of the cost (float64)."""

    step: int
    row: tuple[int, int, int | None]  # layer, j, k
    analytic: float
    numeric: float
    epsilon: float
    relative_error: float


class Probed(Reply, tag="probed", frozen=True, kw_only=True):
    """The cost of the watched example along one parameter, and the line that the gradient predicts."""

    step: int
    row: tuple[int, int, int | None]  # layer, j, k
    value: float
    gradient: float
    at: Array  # values of the parameter
    cost: Array  # true cost at each
    line: Array  # predicted cost at each


class Tabled(Reply, tag="tabled", frozen=True, kw_only=True):
    """The nudges and costs of single examples, and their means."""

    step: int
    of: int  # how many examples there are of which the columns are the first: in the last batch, or of the digits
    indices: Array  # (m,) into the training set
    labels: Array  # (m,) uint8
    pixels: Array  # (m, 784) uint8
    rows: list[tuple[int, int, int | None]]  # layer, j, k
    cells: Array  # (rows, m)
    running: Array  # (rows, m): mean of the first 1, 2, ... m columns
    mean: Array  # (rows,)
    applied: Array  # (rows,) the nudge of the step that was taken; empty unless the columns are the last batch
    difference: float | None  # the largest |mean - applied|
    costs: Array  # (m,) of each example
    running_cost: Array  # (m,): mean of the first 1, 2, ... m costs
    cost: float  # the mean of all
    applied_cost: float | None  # of the whole last batch, as its step found it; None unless the columns are of it


class Finding(msgspec.Struct, frozen=True):
    """What is the matter, by name, and the numbers that show it."""

    name: str
    values: dict[str, float]
    remedy: dict[str, Any]  # what of the plan to change; empty: nothing of it would help
    afresh: bool  # the remedy needs a new network, which forgets what was learned


class Examined(Reply, tag="examined", frozen=True, kw_only=True):
    """What the matter is with a training, and the cost of a fixed sample after its next step, by eta. A cost that is no
    finite number is infinite."""

    step: int
    count: int  # training examples of the sample
    cost: float  # of the sample now
    after: float  # to be expected after the next step, as training takes it
    accuracy: float  # of the sample
    eta: Array  # (n,) float64, rising from 0
    present: int  # eta[present] is that of the plan
    whole: Array  # (n,) float64: the cost after a step on the whole sample; whole[0] is the cost now
    line: Array  # (n,) float64: what its nudge promises, were the cost to fall on as it begins to
    batch_size: (
        int  # of the single batches that were tried, few where the plan takes all; 0: none, the sample is as good
    )
    batches: int
    tried: Array  # (t,) int32: at which etas they were tried
    part: Array  # (t,) float64: the cost after a step on one of them, on average
    lowest: (
        int | None
    )  # of all etas that a step as training takes it was tried at, the one that leads lowest; null: none
    lowest_cost: float | None  # then
    findings: list[Finding]  # the worst first; none: all is well


class Handed(Reply, tag="handed", frozen=True, kw_only=True):
    """What the asker's own drawing on the wall says it is; null: there is none."""

    label: int | None


class WallLearned(Reply, tag="wall_learned", frozen=True, kw_only=True):
    """One step on all drawings of the wall together: before, after, and what it cost everybody else."""

    step: int
    count: int  # drawings
    right_before: int
    right_after: int
    cost_before: float  # the mean over the wall
    cost_after: float
    test_accuracy_before: float
    test_accuracy_after: float


class Learned(Reply, tag="learned", frozen=True, kw_only=True):
    """One step on one drawing: before, after, and what it cost everybody else."""

    step: int
    label: int
    before: Array  # (10,)
    after: Array  # (10,)
    verdict_before: int  # the most active output
    verdict_after: int
    cost_before: float
    cost_after: float
    test_accuracy_before: float
    test_accuracy_after: float
    moved: list[tuple[int, int, int | None, float]]  # layer, j, k, change: the largest changes

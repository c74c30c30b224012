"""What a race tells a page: the messages that a training does not have, with the shape and meaning of each field.

A race also speaks the common words: `hello`, `changed`, `notice`, `done`, `error`. In `changed`, `plan` is the race
plan, `step` and `examples` are sums over the lanes, `epoch` is of the lane that is furthest. What it obeys stands in
`race_commands`.

The race plan, as a mapping: {"plan": a plan as in Learn (of which sizes, activation, cost, initialisation and seed
count; without digits, for a race goes down on all the data), "lanes": 2 to 5 of {"name", "batch_size", "optimizer",
"eta", "colour": 0 to 4}, "clock": "examples" | "steps" | "seconds", "etas": "own" | "same" | "best", "limit":
{"accuracy", "steps", "examples", "seconds"} (a lane stops at the first that it reaches; null: none), "pace": {"law",
"value"} as in `pace`, "plane": {"kind", "lanes"} as in `plane`}.

Lanes are counted from 0 in the order of the plan. A point of a path is named by its lane and step, because paths are
thinned as they grow.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from app.wire.base import Array, Event, Message, Picture, Reply, Status

Walk = Literal["ready", "walking", "arrived", "stopped", "diverged"]
PlaneKind = Literal["ends", "stagger", "principal"]

# --- the race as it goes: pictures ------------------------------------------------------------------------------------


class LaneNow(msgspec.Struct, frozen=True):
    """One lane: a row of the scoreboard, and where its walker stands on the map.

    `walk`: ready (not begun), walking, arrived (at the limit's accuracy), stopped (at another limit), diverged.
    """

    walk: Walk
    eta: float
    step: int
    epoch: float
    examples: int  # seen so far, those of an unfinished step included
    seconds: float  # its own compute time, measured
    part: tuple[int, int] | None  # examples done, of how many, inside the step under way; None for small batches
    batch_cost: float | None  # mean cost of its last batch, before that step: noisy
    cost: float | None  # on the fixed training sample, when last measured: true
    test_accuracy: float | None  # 0 to 1, when last measured
    step_seconds: float | None  # median compute time of one whole step
    x: float | None  # the walker in the plane's coordinates; None while there is no plane
    y: float | None
    distance: float | None  # of the walker from the plane, in the same unit as x and y
    ahead: tuple[float, float] | None  # x, y where its step would end, were the `part` of its batch all of it


class Timing(msgspec.Struct, frozen=True):
    """What one step over all the data costs: measured, and what it would be with more data (C27)."""

    examples: int  # how many the data has
    step_seconds: float  # measured: the median of whole full-batch steps; else in proportion to the part done so far
    measured: int  # whole full-batch steps behind it; 0: only a part of the first has been measured
    many: int  # 100,000,000
    many_seconds: float  # one step over so many, at the same speed


class First(msgspec.Struct, frozen=True):
    """By each clock, the lane that came to this accuracy on the test set for the least; null while none has, while one
    that is on its way could still do it for less, or where several did it for as little."""

    accuracy: float
    examples: int | None
    steps: int | None
    seconds: int | None


class RaceNow(Picture, tag="race", frozen=True, kw_only=True):
    """The scoreboard and the walkers. At most 30 a second."""

    phase: Literal["ready", "searching", "racing", "finished"]
    show: float  # seconds of show so far: what the viewer's watch says, pauses left out
    clock: float  # how far the race is on its own clock (examples, steps or seconds, as the plan says)
    rate: float | None  # units of that clock in one second of show, as measured just now
    compute: float  # seconds of compute so far, all lanes together
    plane: int  # which plane x, y and distance are in; 0: none yet
    lanes: list[LaneNow]
    timing: Timing | None
    first: list[First]  # one for each accuracy that `reached` tells of, in rising order


class LanePath(msgspec.Struct, frozen=True):
    """One lane's recorded path, thinned evenly, start and newest point kept: arrays of one length, at most 300.

    x, y and distance are empty while there is no plane. The page replays by picking points whose clock has passed.
    """

    step: Array  # float64
    examples: Array  # float64
    seconds: Array  # float32: compute time of this lane
    show: Array  # float32: seconds of show
    x: Array  # float32: coordinates in the plane
    y: Array  # float32
    distance: Array  # float32: from the plane
    cost: Array  # float32: of these very weights, on the fixed training sample


class Paths(Picture, tag="race_paths", frozen=True, kw_only=True):
    """All paths in the coordinates of one plane. Sent anew as they grow, at most 10 a second."""

    plane: int  # its number: counts up each time that the plane is renewed
    lanes: list[LanePath]
    captured: float  # share, 0 to 1, of the movement (squared, about the start; no diverged lane's) in the plane
    furthest: list[float]  # each lane's largest distance from the plane


class Contours(Picture, tag="contours", frozen=True, kw_only=True):
    """The cost on the plane, over a fixed sample of training examples. Sent when a level of fineness is complete.

    A point of the plane is start + x * first + y * second, where `first` and `second` are orthogonal directions of
    length 1 in the space of all weights and biases, so x, y and distances are lengths in that space. To be drawn four
    wide and three high: across a stagger y is thereby stretched, by a whole number; otherwise x and y have one scale.
    """

    plane: int
    kind: PlaneKind
    through: list[int]  # the lanes whose ends lie exactly in the plane: two, one for a stagger, none if principal
    size: int  # 11, 21, 41, 61: points along each side
    next_size: int | None  # the level under way; None when the finest is done
    x: Array  # (size,) float32, growing
    y: Array  # (size,) float32, growing
    cost: Array  # (size, size) float32: cost[row, column] at (x[column], y[row])
    sample: int  # training examples behind each cost
    overhead: float  # compute spent on the map in proportion to that of the lanes, so far


# --- what happened: events --------------------------------------------------------------------------------------------


class Curve(msgspec.Struct, frozen=True):
    """Costs of a lane's own batches, at moments that lie ever wider apart (about 230 in each decade of steps). Each
    stands where the network stood of which it is the cost, so that the first is at step 0."""

    step: Array  # float64: before the batch's step
    examples: Array  # float64
    seconds: Array  # float32
    cost: Array  # float32: mean over the batch, before its step


class Scores(msgspec.Struct, frozen=True):
    """A lane on the fixed sets, at moments that lie ever wider apart. The first row is the start."""

    step: Array  # float64
    examples: Array  # float64
    seconds: Array  # float32
    cost: Array  # float32: mean over the fixed training sample
    test_cost: Array  # float32: mean over the test set
    test_accuracy: Array  # float32: 0 to 1


class Curves(Event, tag="race_curves", frozen=True, kw_only=True):
    """What was added to every lane's curves since the last such event; entries without news have empty arrays."""

    batches: list[Curve]
    scores: list[Scores]


class Reached(Event, tag="reached", frozen=True, kw_only=True):
    """A lane has for the first time come to this accuracy on the test set (0.8, 0.9 or 0.95)."""

    lane: int
    accuracy: float
    step: int
    examples: int
    seconds: float
    show: float


class Trial(Event, tag="trial", frozen=True, kw_only=True):
    """One try of the search for a lane's best eta: from the start, for a small budget, and how well it went."""

    lane: int
    eta: float
    steps: int
    examples: int
    seconds: float
    cost: float | None  # on the fixed training sample at the end; None: it diverged
    done: int  # tries of this lane done so far, this one included
    of: int
    best: float | None  # the best eta of this lane so far


# --- the gradient of a part and of the whole -------------------------------------------------------------------------


class Agreed(msgspec.Struct, frozen=True):
    """Mini-batches of one size, each drawn without replacement, against the full gradient: K of them."""

    batch_size: int
    cosine: Array  # (K,) float32: with the full gradient
    x: Array  # (K,) float32: along the full gradient, in units of its length: the full gradient itself is at 1
    y: Array  # (K,) float32: square to it, along the direction in which single examples differ most
    mean_x: float  # of the K gradients: their mean tends to (1, 0), where the full gradient is
    mean_y: float
    spread: float  # root mean squared distance from the full gradient, in units of its length
    line: float  # what 1/sqrt(B) predicts, from the spread of single examples
    finite: float  # the same with the finite-population factor sqrt((N - B) / (N - 1))


class Agreement(Picture, tag="agreement", frozen=True, kw_only=True):
    """How well a part speaks for the whole, at one lane's weights. Sent as it grows, sizes in rising order."""

    lane: int
    step: int
    of: int  # N, all the examples
    norm: float  # length of the full gradient
    sigma: float  # root mean squared distance of single examples' gradients from it, in units of its length
    sizes: list[Agreed]
    done: int  # sizes done
    count: int  # sizes in all; none where the full gradient is zero, or no number: it has no direction
    slope: float | None  # of log spread against log B, fitted where B is far below N; theory says -0.5
    piles: int | None  # of the check: all mini-batches of one epoch, at this lane's batch size
    difference: float | None  # |mean of their gradients - full gradient| in units of the latter's length


# --- the race as a whole, for a viewer who has just come -------------------------------------------------------------


class RaceState(Message, tag="race_state", frozen=True, kw_only=True):
    """What a newcomer needs, in place of `state`.

    The pictures (`race`, `race_paths`, `contours`, `agreement`) follow at once for whoever subscribes to them; then
    come events. What a race may be asked for stands in `hello`, as choices["race"]: presets (name -> race plan),
    clocks, optimizers, ranges.
    """

    seq: int
    id: str
    name: str
    status: Status
    reason: dict[str, Any]
    plan: dict[str, Any]
    step: int  # sums over the lanes
    examples: int
    batches: list[Curve]  # one a lane
    scores: list[Scores]  # one a lane
    reached: list[Reached]
    trials: list[Trial]


# --- replies ----------------------------------------------------------------------------------------------------------


class Dealt(Reply, tag="dealt", frozen=True, kw_only=True):
    """One epoch's data, shuffled and dealt into piles: N/B piles, one step for each."""

    of: int  # N, all the examples
    batch_size: int
    piles: int  # = steps in an epoch
    last: int  # examples in the last pile
    disjoint: bool  # no example lies in two piles (checked on this very deal)
    covering: bool  # every example lies in a pile
    indices: list[Array]  # the first piles (at most 12), their first cards (at most 12): indices into the data, int32
    labels: list[Array]  # uint8, the same shape
    pixels: list[Array]  # (cards, 784) uint8


class Exported(Reply, tag="exported", frozen=True, kw_only=True):
    """All lanes' recorded paths or curves as one table; a column `lane` says whose row it is."""

    of: Literal["paths", "batches", "scores"]
    columns: list[str]
    values: list[Array]  # one (rows,) float64 a column


class Taken(Reply, tag="taken", frozen=True, kw_only=True):
    """The weights of a recorded point, and the plan with which Learn can go on from there."""

    lane: int
    step: int
    plan: dict[str, Any]
    W: list[Array]  # W[l]: (n of layer l + 1, n of layer l) float32
    b: list[Array]  # b[l]: (n of layer l + 1,) float32

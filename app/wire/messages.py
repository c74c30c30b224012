"""What a server tells a page: every message once, with the shape and meaning of each field.

The events and pictures of a training are here, those of a race in `race`, replies in `replies`, what they share in
`base`; all are found under this name.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from app.wire.base import About as About
from app.wire.base import Array as Array
from app.wire.base import Event as Event
from app.wire.base import Message as Message
from app.wire.base import Picture as Picture
from app.wire.base import Reply as Reply
from app.wire.base import Status as Status
from app.wire.race import Agreement as Agreement
from app.wire.race import Contours as Contours
from app.wire.race import Curves as Curves
from app.wire.race import Dealt as Dealt
from app.wire.race import Exported as Exported
from app.wire.race import Paths as Paths
from app.wire.race import RaceNow as RaceNow
from app.wire.race import RaceState as RaceState
from app.wire.race import Reached as Reached
from app.wire.race import Taken as Taken
from app.wire.race import Trial as Trial
from app.wire.replies import Checked as Checked
from app.wire.replies import Done as Done
from app.wire.replies import Error as Error
from app.wire.replies import Examined as Examined
from app.wire.replies import Explanation as Explanation
from app.wire.replies import Finding as Finding
from app.wire.replies import Handed as Handed
from app.wire.replies import Imagined as Imagined
from app.wire.replies import Inspected as Inspected
from app.wire.replies import Learned as Learned
from app.wire.replies import Prediction as Prediction
from app.wire.replies import Probed as Probed
from app.wire.replies import Stacked as Stacked
from app.wire.replies import Tabled as Tabled
from app.wire.replies import WallLearned as WallLearned

# --- the greeting ----------------------------------------------------------------------------------------------------


class Hello(Message, tag="hello", frozen=True, kw_only=True):
    """The first message on a socket. `resumed`: the missed events follow; otherwise a `state` does."""

    version: int
    boot: str
    run: str
    resumed: bool
    control: bool
    choices: dict[str, Any]
    data: dict[str, Any]


class Led(Event, tag="led", frozen=True, kw_only=True):
    """Whoever follows shall see this, as a lesson link says it; null: nobody leads any more. `by`: who said so."""

    look: str | None
    by: int


class Asked(msgspec.Struct, frozen=True):
    """What the class is asked: which way a neuron's activation, its bias or one of its weights is asked to go. About
    `hands`: what is said aloud, of which only `choices` (0, 1, ...) and `race` are known."""

    poll: int  # another for each question, by which a vote names it
    about: About | Literal["hands"]
    choices: list[str]
    layer: int = 0  # from 1, as in `explain`
    neuron: int = 0
    k: int | None = None  # of a weight: the neuron before
    step: int = 0
    a: float = 0.0  # its activation
    target: float | None = None  # at the output only
    w: float | None = None  # the value of the bias or weight
    before: float | None = None  # of a weight: the activation before
    race: str | None = None  # of hands: the race whose lanes are the choices


class Polled(Event, tag="polled", frozen=True, kw_only=True):
    """The class is asked this, so many have answered; null: nothing, or not any more. Until it is revealed, `counts` is
    empty and `right` and `nudge` are null; of hands these stay so."""

    asked: Asked | None
    votes: int
    present: int = 0  # who only watch, as it was said
    counts: list[int] = msgspec.field(default_factory=list)  # of each choice
    right: str | None = None  # choice
    nudge: float | None = None  # of the bias or weight; for an activation the wish, as in `explanation`


class Filled(Event, tag="filled", frozen=True, kw_only=True):
    """How far the class is at the exercise by hand of who leads, step by step, and of nobody who; null: at none."""

    exercise: str | None
    found: list[int]  # sheets on which all of it is, by hand
    shown: list[int]  # all of it, but for help
    wrong: list[int]  # something of it is wrong now
    count: int  # of sheets


class Score(Event, tag="score", frozen=True, kw_only=True):
    """The network on its fixed sets: means over the test set and over the first `train_count` training examples."""

    step: int
    epoch: float
    seconds: float
    test_cost: float
    test_accuracy: float
    train_cost: float
    train_count: int
    test_count: int
    confusion: Array  # (10, 10) int32, rows are the truth, columns the answer
    per_class: Array  # (10,) float32: the share of each digit's test examples answered rightly
    answers: Array  # (10,) float32: the share of all test examples called each digit, rightly or not


class Points(Event, tag="points", frozen=True, kw_only=True):
    """Costs of single batches, thinned, oldest first: four arrays of one length. Each stands where the network stood of
    which it is the cost, so that the first is at step 0."""

    step: Array  # float64, as all counts that have no end: before the batch's step
    epoch: Array  # float32
    seconds: Array  # float32: compute time so far
    cost: Array  # float32: this batch's mean cost before its step


class Past(Event, tag="past", frozen=True, kw_only=True):
    """Which networks of earlier can be looked at. Sent when training stops, and when everybody looks at another."""

    steps: Array  # (n,) float64, ascending: those of the networks that are kept, but for the present one
    at: int | None  # the step that everybody looks at; null: the present
    score: Score | None  # of that network; null at the present


class State(Message, tag="state", frozen=True, kw_only=True):
    """A run as a whole, for a viewer who has just come. History is thinned to at most 500 rows each."""

    seq: int
    id: str
    name: str
    status: Status
    reason: dict[str, Any]
    plan: dict[str, Any]
    parameter_count: int | None = None  # weights and biases; null until the worker has said it
    speed: float | None
    slow: bool
    inherited: bool  # as in `changed`
    step: int
    epoch: float
    examples: int
    points: Points
    scores: dict[str, Array]  # step, epoch, seconds, test_cost, test_accuracy, train_cost: one row a score
    score: Score | None
    past: Past | None = None  # null until training has stopped once
    hung: int = 0  # drawings on the wall
    closed: bool = False  # whether it takes no more
    led: Led | None = None  # if somebody leads
    poll: Polled | None = None  # if the class is asked something
    filled: Filled | None = None  # if it is counted how far the class is


# --- events ----------------------------------------------------------------------------------------------------------


class Changed(Event, tag="changed", frozen=True, kw_only=True):
    """Status, plan or pace changed. `fresh`: the network is new, so that history starts again; `inherited`: it began
    with weights that were brought, or taken from another run.

    `reason` says why in a form the page can put into words: {"code": "diverged", "eta": 30.0, "suggested": 3.0, ...}.
    """

    status: Status
    reason: dict[str, Any]
    plan: dict[str, Any]
    parameter_count: int | None = None  # weights and biases; null until the worker has said it
    speed: float | None
    slow: bool
    fresh: bool
    inherited: bool = False
    step: int
    epoch: float
    examples: int


class Notice(Event, tag="notice", frozen=True, kw_only=True):
    """Something a person should know that changes nothing of the run: {"code": "disk_full"}, "restarted", ..."""

    notice: dict[str, Any]


class Hung(Event, tag="hung", frozen=True, kw_only=True):
    """The wall is different, twice a second at most. `down` grows when drawings were taken off by who controls."""

    count: int
    down: int
    closed: bool  # whether it takes no more


# --- pictures --------------------------------------------------------------------------------------------------------


class Window(msgspec.Struct, frozen=True):
    """Which neurons of a layer are sent and drawn: `count` of `of`, from `first`."""

    first: int
    count: int
    of: int


class Watched(Picture, tag="watched", frozen=True, kw_only=True):
    """The example that everybody watches. Sent when it changes."""

    source: Literal["train", "test", "drawing", "preset"]
    index: int | None
    label: int | None
    pixels: Array  # (784,) float32 in 0..1


class Phase(msgspec.Struct, frozen=True):
    """Where slow motion stands: which part of the step, on which example of its batch."""

    name: Literal["forward", "cost", "backward", "update"]
    example: int
    of: int


class Activity(Picture, tag="picture", frozen=True, kw_only=True):
    """The watched example in the current network. Layers count from 0 (pixels); index l here is layer l + 1."""

    step: int
    epoch: float
    examples: int
    seconds: float  # compute time so far
    rate: float  # measured steps a second
    label: int | None
    verdict: int  # the most active output
    cost: float | None  # of this one example; None without a label
    windows: list[Window]  # layers 1..L
    a: list[Array]  # layers 1..L, the windows' activations, float32
    nudge_a: list[Array]  # layers 1..L: -dC/da, the wish for each activation; empty arrays without a label
    target: Array  # (10,) y
    wish: Array  # (10,) y - a
    slope: Array  # (10,) sigma'(z) at the output; empty where the cost cancels it
    nudge_z: Array  # (10,) -dC/dz
    phase: Phase | None
    part: tuple[int, int] | None  # examples done, of how many, inside a large batch


class Matrices(Picture, tag="matrices", frozen=True, kw_only=True):
    """One quantity for every drawn weight and bias.

    The first layer is int8 (value = entry * scale / 127), because it is only drawn; the others are float32, exact.
    """

    of: Literal["weights", "batch", "example", "products"]
    step: int
    W: list[Array]  # W[l]: (window of layer l + 1, window of layer l; all 784 for l = 0)
    b: list[Array]  # b[l]: (window of layer l + 1,) float32; empty for products
    scale: list[float]  # the largest magnitude in each W[l]


class Wall(Picture, tag="wall", frozen=True, kw_only=True):
    """The drawings that viewers have handed in, oldest first. Sent when they change, and only to who controls."""

    edition: int
    drawings: list[str]  # the name of each, by which it can be taken down: no key
    labels: Array  # (m,) int32, what each says it is
    pixels: Array  # (m, 784) uint8, as the network sees them
    closed: bool  # as in `hung`


class Verdicts(Picture, tag="verdicts", frozen=True, kw_only=True):
    """The wall of this edition in the current network."""

    edition: int
    step: int
    verdicts: Array  # (m,) int32, the most active outputs
    costs: Array  # (m,) float32
    right: int
    cost: float | None  # the mean; None of an empty wall


CURVES = (Points, Score, Curves)  # events that only add to a curve: they may wait for the next picture
AnyEvent = Score | Points | Changed | Past | Notice | Hung | Led | Polled | Filled | Curves | Reached | Trial
AnyMessage = (
    Hello | State | Score | Points | Changed | Past | Notice | Hung | Led | Polled | Filled
    | Watched | Activity | Matrices | Wall | Verdicts
    | Done | Error | Prediction | Explanation | Imagined | Stacked | Inspected | Checked | Probed | Tabled | Learned
    | Examined | Handed | WallLearned
    | RaceState | Curves | Reached | Trial | RaceNow | Paths | Contours | Agreement | Dealt | Exported | Taken
)  # fmt: skip

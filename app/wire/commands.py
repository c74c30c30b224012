"""What a page may ask of a run: the closed set of commands, each a struct that checks itself."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from app.wire.base import About as About
from app.wire.base import Command as Command
from app.wire.base import Layer as Layer
from app.wire.base import Neuron as Neuron
from app.wire.base import Whole as Whole
from app.wire.class_commands import Collect as Collect
from app.wire.class_commands import EndPoll as EndPoll
from app.wire.class_commands import Fill as Fill
from app.wire.class_commands import Hands as Hands
from app.wire.class_commands import Key as Key
from app.wire.class_commands import Lead as Lead
from app.wire.class_commands import Poll as Poll
from app.wire.class_commands import Reveal as Reveal
from app.wire.class_commands import Vote as Vote
from app.wire.race_commands import Agree as Agree
from app.wire.race_commands import Deal as Deal
from app.wire.race_commands import Export as Export
from app.wire.race_commands import Pace as Pace
from app.wire.race_commands import Plane as Plane
from app.wire.race_commands import Search as Search
from app.wire.race_commands import Take as Take

Strokes = Annotated[list[Annotated[list[tuple[float, float]], Meta(max_length=10_000)]], Meta(max_length=500)]
Pixels = Annotated[list[Annotated[float, Meta(ge=0, le=1)]], Meta(min_length=784, max_length=784)]
Digit = Annotated[int, Meta(ge=0, le=9)]
Kind = Literal[
    "picture", "weights", "batch", "example", "products", "race", "race_paths", "contours", "agreement",
    "wall", "verdicts",
]  # fmt: skip
Unit = Literal["phase", "example", "batch", "epoch"]


# --- of the viewer itself --------------------------------------------------------------------------------------------


class Hello(Command, tag="hello", frozen=True, kw_only=True):
    """The first message on a socket: which wire the page speaks, and the last event it has seen of which server."""

    version: Whole
    boot: Annotated[str, Meta(max_length=64)] = ""
    seq: Whole = 0


class Ack(Command, tag="ack", frozen=True, kw_only=True):
    """Pictures drawn so far on this socket; the viewer is sent the next while fewer than two are outstanding."""

    count: Whole


class Subscribe(Command, tag="subscribe", frozen=True, kw_only=True):
    """Which kinds of picture the open panels need. None at all is right for a hidden tab."""

    kinds: Annotated[list[Kind], Meta(max_length=16)]


class Hand(Command, tag="hand", frozen=True, kw_only=True):
    """Hang a drawing on the wall, with what it says it is, in place of the one that hangs there under this key. Of one
    page all come under one key. Answered by `handed`."""

    key: Key
    label: Digit
    strokes: Strokes | None = None
    pixels: Pixels | None = None


class TakeBack(Command, tag="take_back", frozen=True, kw_only=True):
    """Take one's own drawing off the wall. Answered by `handed`."""

    key: Key


class Mine(Command, tag="mine", frozen=True, kw_only=True):
    """Does my drawing hang on the wall? Answered by `handed`."""

    key: Key


# --- of the clock and the network: these need the right to control ---------------------------------------------------


class Run(Command, tag="run", frozen=True, kw_only=True):
    """Train for `epochs` more passes (None: until paused) at `speed` steps a second (None: unthrottled)."""

    epochs: Annotated[float, Meta(gt=0, le=100_000)] | None = None
    speed: Annotated[float, Meta(gt=0, le=1_000_000)] | msgspec.UnsetType | None = msgspec.UNSET


class Pause(Command, tag="pause", frozen=True, kw_only=True):
    """Stop after the step under way."""


class Resume(Command, tag="resume", frozen=True, kw_only=True):
    """Go on as before the pause."""


class Step(Command, tag="step", frozen=True, kw_only=True):
    """Advance by one unit and pause; `back` undoes one phase of slow motion."""

    unit: Unit = "batch"
    back: bool = False


class Set(Command, tag="set", frozen=True, kw_only=True):
    """Change what may change without losing the network."""

    eta: float | None = None
    batch_size: Whole | None = None
    digits: list[Digit] | None = None
    speed: Annotated[float, Meta(gt=0, le=1_000_000)] | msgspec.UnsetType | None = msgspec.UNSET
    slow: bool | None = None


class Reset(Command, tag="reset", frozen=True, kw_only=True):
    """Start afresh: the very same start, or with any part of the plan changed (a new seed, other sizes, ...)."""

    plan: dict[str, msgspec.Raw] = msgspec.field(default_factory=dict)


class Watch(Command, tag="watch", frozen=True, kw_only=True):
    """Choose the example that everybody watches.

    By `index` in `source`; or the next (previous) that fits: of this `digit`, or answered wrongly (`mistake`), or of
    this truth and prediction; or a drawing, with the label it should have; or the video's own case (`preset`).
    """

    source: Literal["train", "test", "drawing", "preset"] = "test"
    index: Whole | None = None
    move: Literal["next", "previous"] = "next"
    digit: Digit | None = None
    mistake: bool = False
    predicted: Digit | None = None
    strokes: Strokes | None = None
    pixels: Pixels | None = None
    label: Digit | None = None


class Show(Command, tag="show", frozen=True, kw_only=True):
    """Which neurons of a layer wider than the window are drawn: the window's first neuron."""

    layer: Layer
    first: Neuron


class LookBack(Command, tag="look_back", frozen=True, kw_only=True):
    """Pause, and show everybody the network as it was at the newest kept step up to this one; None: as it is now.
    Whatever trains goes on from the present."""

    step: Whole | None = None


class Learn(Command, tag="learn", frozen=True, kw_only=True):
    """One step of descent on the watched drawing alone, with the right answer given. Answered by `learned`."""

    label: Digit


class TakeDown(Command, tag="take_down", frozen=True, kw_only=True):
    """Take a drawing off the wall, or all of them (None)."""

    drawing: Annotated[str, Meta(max_length=64)] | None = None


class CloseWall(Command, tag="close_wall", frozen=True, kw_only=True):
    """Take no drawing for the wall any more, or take them again."""

    closed: bool


class LearnWall(Command, tag="learn_wall", frozen=True, kw_only=True):
    """One step of descent on all drawings of the wall together. Answered by `wall_learned`."""


# --- questions: answered to the asker alone, never change anything ---------------------------------------------------


class Save(Command, tag="save", frozen=True, kw_only=True):
    """Write the run down as it is now, for whoever wants to take it along. Answered by `done`."""


class Predict(Command, tag="predict", frozen=True, kw_only=True):
    """What the current weights make of a drawing. Answered by `prediction`."""

    strokes: Strokes | None = None
    pixels: Pixels | None = None
    label: Digit | None = None


class Explain(Command, tag="explain", frozen=True, kw_only=True):
    """Everything about one neuron and the watched example: the three avenues. Answered by `explanation`.

    `layer` counts from 1 (first hidden) to the output; the inputs have no wish that a parameter could serve.
    """

    layer: Layer
    neuron: Neuron


class Imagine(Command, tag="imagine", frozen=True, kw_only=True):
    """What if two neurons `k` before this one had activations `a`? Answered by `imagined`."""

    layer: Layer
    neuron: Neuron
    k: tuple[Neuron, Neuron]
    a: tuple[Annotated[float, Meta(ge=-100, le=100)], Annotated[float, Meta(ge=-100, le=100)]]


class Stack(Command, tag="stack", frozen=True, kw_only=True):
    """For layer `layer` (0: the pixels): each next-layer neuron's wish for each neuron here. Answered by `stacked`."""

    layer: Layer
    most: Annotated[int, Meta(ge=1, le=64)] = 24  # askers by name; the rest are one


class Parameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One weight W[layer][j, k], or the bias b[layer][j] when `k` is not given."""

    layer: Layer
    j: Neuron
    k: Neuron | None = None


class Inspect(Command, tag="inspect", frozen=True, kw_only=True):
    """Value, gradient and rank of up to 20 parameters, and of the `strongest` so many. Answered by `inspected`."""

    parameters: Annotated[list[Parameter], Meta(max_length=20)]
    strongest: Annotated[int, Meta(ge=0, le=20)] = 0
    over: Literal["example", "batch"] = "example"


class Check(Command, tag="check", frozen=True, kw_only=True):
    """Derive one gradient anew by a central difference in float64. Answered by `checked`."""

    parameter: Parameter
    over: Literal["example", "batch"] = "example"


class Probe(Command, tag="probe", frozen=True, kw_only=True):
    """The true cost along one parameter beside the straight line the gradient predicts. Answered by `probed`."""

    parameter: Parameter
    reach: Annotated[float, Meta(gt=0, le=100)] = 1.0


class Table(Command, tag="table", frozen=True, kw_only=True):
    """Examples as columns, parameters as rows, each cell that example's own nudge. Answered by `tabled`."""

    examples: Literal["batch", "chosen"] = "batch"
    digits: list[Digit] = msgspec.field(default_factory=list)
    count: Annotated[int, Meta(ge=1, le=100)] = 10
    parameters: Annotated[list[Parameter], Meta(max_length=50)] = msgspec.field(default_factory=list)
    strongest: Annotated[int, Meta(ge=0, le=50)] = 12
    sort: Literal["order", "label"] = "order"


class Examine(Command, tag="examine", frozen=True, kw_only=True):
    """What the matter is with this training, and where a step would lead at other etas. Answered by `examined` once all
    of it has been measured, a little at a time; who asks while that goes on shares the answer."""


AnyCommand = (
    Hello | Ack | Subscribe | Hand | TakeBack | Mine | Lead | Poll | Hands | Vote | Reveal | EndPoll | Collect | Fill
    | Run | Pause | Resume | Step | Set | Reset | Watch | Show | LookBack | Learn | TakeDown | CloseWall | LearnWall
    | Save | Predict | Explain | Imagine | Stack | Inspect | Check | Probe | Table | Examine
    | Pace | Plane | Search | Agree | Deal | Take | Export
)  # fmt: skip
Task = (  # what only the kind of run can say how to do
    Hand | TakeBack | Mine
    | Run | Pause | Resume | Step | Set | Reset | Watch | Show | LookBack | Learn | TakeDown | CloseWall | LearnWall
    | Predict | Explain | Imagine | Stack | Inspect | Check | Probe | Table | Examine
    | Pace | Plane | Search | Agree | Deal | Take | Export
)  # fmt: skip
HANDING = (Hand, TakeBack, Mine)  # what comes under a key, of the wall
Keyed = Hand | TakeBack | Mine | Vote | Fill
Polling = Poll | Hands | Vote | Reveal | EndPoll
POLLING = (Poll, Hands, Vote, Reveal, EndPoll)
VIEWER = (Hello, Ack, Subscribe, *HANDING, Lead, *POLLING, Collect, Fill)
CONTROL = (
    Run, Pause, Resume, Step, Set, Reset, Watch, Show, LookBack, Learn, TakeDown, CloseWall, LearnWall,
    Lead, Poll, Hands, Reveal, EndPoll, Collect, Pace, Plane, Search, Agree,
)  # fmt: skip
GUARDED = frozenset[Kind](("wall", "verdicts"))  # the pictures that only who may control is shown
COURSE = (Run, Pause, Resume, Step, Set, Reset, Learn, LearnWall, Search)  # what of these decides the weights of a run
QUESTION = (Save, Predict, Explain, Imagine, Stack, Inspect, Check, Probe, Table, Examine, Deal, Take, Export)

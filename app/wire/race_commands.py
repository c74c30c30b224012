"""What a page may ask of a race, beside the commands that a training has too.

A race also obeys `run`, `pause`, `resume`, `step` (batch: one step of the lane whose turn it is; epoch: until each lane
has seen as many more examples as there are) and `reset` (with any part of the race plan; the race then starts afresh).
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from app.wire.base import Command, Whole
from app.wire.race import PlaneKind

Law = Literal["log", "linear", "free"]
LaneIndex = Annotated[int, Meta(ge=0, le=4)]


class Pace(Command, tag="pace", frozen=True, kw_only=True):
    """How fast the race's clock (examples, steps or seconds of compute, as the plan says) goes in the show.

    log: each decade of the clock takes `value` seconds of show, from the first steps on; where the machine cannot keep
    up, it is as fast as it can. linear: one second of show is `value` units of the clock. free: as fast as it can.
    """

    law: Law = "log"
    value: Annotated[float, Meta(gt=0, le=1_000_000_000)] = 5.0


class Plane(Command, tag="plane", frozen=True, kw_only=True):
    """Which plane the map shows, always through the start.

    ends: and the ends of two lanes. stagger: and the end of one, `lanes[0]`, along the direction in which its steps
    stagger most, so that it is seen reeling across its valley. principal: along the principal directions of all paths.
    """

    kind: PlaneKind = "ends"
    lanes: tuple[LaneIndex, LaneIndex] | None = None  # None: those farthest apart; for a stagger the smallest batches


class Search(Command, tag="search", frozen=True, kw_only=True):
    """Look for the best eta of each lane (of these lanes), by short tries; then start afresh with them."""

    lanes: Annotated[list[LaneIndex], Meta(max_length=5)] = msgspec.field(default_factory=list)


class Agree(Command, tag="agree", frozen=True, kw_only=True):
    """Compare mini-batch gradients with the full one, at the recorded point nearest to a lane's `step`.

    None: where it now stands. Answered by `done` at once; `agreement` pictures follow. While somebody looks at these, a
    race that rests makes one by itself.
    """

    lane: LaneIndex = 0
    step: Whole | None = None


class Deal(Command, tag="deal", frozen=True, kw_only=True):
    """Shuffle the data and deal it into piles. Answered by `dealt`."""

    batch_size: Annotated[int, Meta(ge=1, le=60_000)] = 10
    seed: Annotated[int, Meta(ge=0, le=2**32 - 1)] = 0


class Take(Command, tag="take", frozen=True, kw_only=True):
    """The weights of a lane at the recorded point nearest to `step` (None: now); of a training, which has the lane 0,
    at that very step, if it is kept (None: of the network that everybody looks at). Answered by `taken`."""

    lane: LaneIndex
    step: Whole | None = None


class Export(Command, tag="export", frozen=True, kw_only=True):
    """All that was recorded, as a table. Answered by `exported`."""

    of: Literal["paths", "batches", "scores"] = "paths"

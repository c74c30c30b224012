"""What the facts of a checkpoint are made of, be it of a training or of a race."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from app.wire.base import Whole

Number = Annotated[float, Meta(ge=0, le=2**53)]  # finite, whatever JSON says
Vast = Annotated[float, Meta(ge=0, le=sys.float_info.max)]  # the same of what may have grown on its way out of bounds


class Walk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the engine says of a descent, but for its arrays."""

    rng: dict[str, Any]
    step: Whole
    examples: Whole
    passed: Number
    position: Whole

"""What the facts of a checkpoint are made of, be it of a training or of a race, and how little of them is believed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from app.kept.npz import Unsound
from app.wire.base import Whole

# What a checkpoint from elsewhere may raise on its way into a run.
STRANGE = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError)

Number = Annotated[float, Meta(ge=0, le=2**53)]  # finite, whatever JSON says
Vast = Annotated[float, Meta(ge=0, le=sys.float_info.max)]  # the same of what may have grown on its way out of bounds


@contextmanager
def distrusted(what: str) -> Iterator[None]:
    """Raises Unsound where what is taken from it raises anything that something strange may."""
    try:
        yield
    except Unsound:
        raise
    except STRANGE as error:
        raise Unsound(f"{what} does not hold together: {error}") from None


class Walk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the engine says of a descent, but for its arrays."""

    rng: dict[str, Any]
    step: Whole
    examples: Whole
    passed: Number
    position: Whole

"""What all messages to a page share: a `type`, and one of three families. And what all commands from it share: an `id`.

*Events* happen once, carry a `seq` and are never lost. *Pictures* show how things stand; a newer one replaces an older.
*Replies* answer one viewer's question and carry its `id`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

import msgspec
import numpy as np
from msgspec import Meta

Whole = Annotated[int, Meta(ge=0, le=2**53 - 1)]  # what a page's numbers hold exactly
Layer = Annotated[int, Meta(ge=0, le=5)]
Neuron = Annotated[int, Meta(ge=0, le=4095)]
Array = np.ndarray[Any, Any]
# Of a curve: whole numbers that may outgrow an int32; a float64 holds them exactly to 2**53.
COUNTS = ("step", "examples")
About = Literal["activation", "bias", "weight"]  # of a neuron, what the class is asked about
Status = Literal["paused", "running", "finished", "diverged", "failed", "interrupted"]


def column(name: str, values: Iterable[float]) -> Array:
    """A column of a curve: a count as float64, what is measured as float32."""
    return np.fromiter(values, np.float64 if name in COUNTS else np.float32)


class Message(msgspec.Struct, tag_field="type", frozen=True, kw_only=True):
    """The base of all messages."""


class Event(Message, frozen=True, kw_only=True):
    """Something that happened in a run. `seq` counts a run's events from 1 and is given by the web process."""

    seq: int = 0


class Picture(Message, frozen=True, kw_only=True):
    """How things stand. `n` counts this run's pictures, `at` is the worker's clock in seconds (for measuring age)."""

    n: int = 0
    at: float = 0.0


class Reply(Message, frozen=True, kw_only=True):
    """An answer to the command with this `id`."""

    id: int | None = None


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """The base of all commands. `id`, when given, comes back in the answer (`done`, `error` or the reply itself)."""

    id: Whole | None = None

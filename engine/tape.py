"""A tape holds calls into NumPy that are made again and again with the same arrays: written down once, then played.

A step on a small batch is some thirty calls on a few hundred numbers each, and takes longer to say than to compute. To
look up names and gather arguments anew costs 0.06 µs a call, of 0.3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeAlias

Call: TypeAlias = Callable[[], object]
Do: TypeAlias = Callable[..., None]


def now(function: Callable[..., object], *arguments: Any, **named: Any) -> None:
    """Calls `function` at once: what takes a `Do` can be done now, or be noted on a tape."""
    function(*arguments, **named)


def play(calls: Iterable[Call]) -> None:
    """Makes these calls, one after the other."""
    for call in calls:
        call()


class Tape:
    """Calls in their order. Whatever their arrays hold when they are played is what they compute with."""

    def __init__(self, calls: Iterable[Call] = ()) -> None:
        self.calls = list(calls)

    def note(self, function: Callable[..., object], *arguments: Any, **named: Any) -> None:
        """Writes a call down, to be made whenever the tape is played."""
        self.calls.append(partial(function, *arguments, **named))

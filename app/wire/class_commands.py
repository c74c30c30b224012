"""What a page may ask of a class: to be led, to be asked, to vote. They are the web process's, and reach no run."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from app.wire.base import About, Command, Layer, Neuron, Whole

Exercise = Annotated[str, Meta(min_length=1, max_length=1_000)]
Found = Literal[
    "open", "found", "shown", "wrong"
]  # of a step; `wrong`: something in it is so now; `shown`: not all by hand
Key = Annotated[str, Meta(min_length=16, max_length=64)]  # a secret of the browser that nobody else is ever told


class Lead(Command, tag="lead", frozen=True, kw_only=True):
    """All who follow shall see this: `look` is what a lesson link says of a screen (#lesson=1...); None: nobody leads
    any more. `by` is any number by which a page knows what it has sent itself. Needs the right to control."""

    look: Annotated[str, Meta(max_length=1_000)] | None
    by: Whole


class Poll(Command, tag="poll", frozen=True, kw_only=True):
    """Ask the class which way the watched example asks a neuron, its bias or one of its weights to go, in place of what
    was asked before. While the network learns it is refused. Needs the right to control."""

    about: About
    layer: Layer  # as in `explain`, from 1
    neuron: Neuron
    k: Neuron | None = None  # of a weight: the neuron before, from which it comes


class Hands(Command, tag="hands", frozen=True, kw_only=True):
    """Ask the class what is said aloud, with so many choices, in place of what was asked before: nothing is right or
    wrong, nothing is veiled, and nothing ends it but another question or `end_poll`. Needs the right to control."""

    choices: Annotated[int, Meta(ge=2, le=10)]
    race: Annotated[str, Meta(max_length=64)] | None = None  # whose lanes these are: which will be there first?


class Vote(Command, tag="vote", frozen=True, kw_only=True):
    """Answer what the class is asked, in place of the answer under this key. Of one page all come under one key."""

    key: Key
    poll: Whole
    choice: Annotated[str, Meta(max_length=16)]


class Reveal(Command, tag="reveal", frozen=True, kw_only=True):
    """Tell the class what is right, and how many have said what. Needs the right to control."""

    poll: Whole


class Collect(Command, tag="collect", frozen=True, kw_only=True):
    """Count how far the class is at this exercise by hand, as a link has it, or at none. Needs the right to control."""

    exercise: Exercise | None


class Fill(Command, tag="fill", frozen=True, kw_only=True):
    """How far one's own sheet is, step by step. Of one page all come under one key."""

    key: Key
    exercise: Exercise
    steps: Annotated[list[Found], Meta(min_length=1, max_length=16)]


class EndPoll(Command, tag="end_poll", frozen=True, kw_only=True):
    """The class is asked nothing any more. Needs the right to control."""

"""Slow motion: one step of descent taken apart into phases that a person can follow, forwards and back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from app.training.training import State, Training
from app.training.watching import Example, Watching
from app.wire.messages import Array, Phase
from app.wire.refused import Refused

PHASE_SECONDS = 1.2  # how long a phase stays when slow motion runs by itself
WHOLE = 10  # batches up to this size are shown example by example
SHOWN = 3  # of a larger one, so many examples are shown in phases; then the rest at once

Name = Literal["forward", "cost", "backward"]
NEXT: dict[Name, Name] = {"forward": "cost", "cost": "backward"}


@dataclass(slots=True)
class Followed:
    """How far a batch has been followed: its examples (indices into the training set) and the phases gone through.

    The last phase of all is the update, in which the step is taken; `trail` holds those before it. `undo` is how things
    stood before the update, while one can still go back to it.
    """

    batch: Array
    trail: list[tuple[Name, int]] = field(default_factory=lambda: [("forward", 0)])
    updated: bool = False
    undo: State | None = None

    @property
    def complete(self) -> bool:
        """Whether all examples have been followed, so that what comes next is the update."""
        return self.trail[-1] == ("backward", len(self.batch) - 1)

    def advance(self, leap: bool) -> None:
        """On to the next phase of a batch that is not complete. With `leap`, the many at the end of a large batch go by
        at once."""
        name, example = self.trail[-1]
        if name in NEXT:
            self.trail.append((NEXT[name], example))
        elif leap and len(self.batch) > WHOLE and example >= SHOWN - 1:
            self.trail.append(("backward", len(self.batch) - 1))
        else:
            self.trail.append(("forward", example + 1))


class SlowMotion:
    """The batch that is being followed, if one is, and the one before it, to which one can still go back."""

    def __init__(self, training: Training, watching: Watching) -> None:
        self._training, self._watching = training, watching
        self._now: Followed | None = None
        self._before: Followed | None = None
        self._example: Example | None = None

    @property
    def phase(self) -> Phase | None:
        """Where slow motion stands."""
        if self._now is None:
            return None
        name, example = self._now.trail[-1]
        return Phase("update" if self._now.updated else name, example, len(self._now.batch))

    @property
    def example(self) -> Example | None:
        """The training example that the batch has come to; the same object while it is the same example."""
        if self._now is None:
            return None
        index = int(self._now.batch[self._now.trail[-1][1]])
        if self._example is None or self._example.index != index:
            self._example = self._watching.at("train", index)
        return self._example

    def forward(self, beat: Callable[[], None]) -> None:
        """On to the next phase. Raises Diverged if that was an update that led nowhere."""
        now = self._now
        if now is None or now.updated:
            self._begin()
        elif now.complete:
            self._update(now, beat)
        else:
            now.advance(leap=True)

    def forward_example(self, beat: Callable[[], None]) -> None:
        """Through all phases of the next example (or the rest of this one), and through the update after the last."""
        now = self._now
        if now is None or now.updated:
            now = self._begin()
        elif now.complete:
            return self._update(now, beat)
        else:
            now.advance(leap=False)
        while now.trail[-1][0] != "backward":
            now.advance(leap=False)
        if now.complete:
            self._update(now, beat)

    def back(self) -> None:
        """Undoes one phase, across one update. Raises Refused where there is none to undo."""
        now = self._now
        if now is None:
            raise Refused("no_phase", "slow motion has not begun: there is no phase to undo")
        if now.updated:
            if now.undo is None:
                raise Refused("too_far_back", "only the last update can be undone, and that has been done")
            self._training.restore(now.undo)
            now.updated, now.undo = False, None
        elif len(now.trail) > 1:
            now.trail.pop()
        elif self._before is not None:
            self._now, self._before = self._before, None
        else:
            raise Refused("too_far_back", "this is the first phase that is remembered: there is none before it")

    def end(self) -> None:
        """Stops following; the step is left to be taken at once."""
        self._now = self._before = self._example = None

    def _begin(self) -> Followed:
        self._before = self._now
        self._now = Followed(self._training.descent.peek().copy())
        return self._now

    def _update(self, now: Followed, beat: Callable[[], None]) -> None:
        """Takes the very step that would have been taken at speed."""
        now.undo = self._training.state()
        if self._before is not None:
            self._before.undo = None  # one update is remembered, the newest
        self._training.step(beat)
        now.updated = True

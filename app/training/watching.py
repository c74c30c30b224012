"""Which example everybody watches, and how the next one is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from app.wire.commands import Pixels, Strokes, Watch
from app.wire.messages import Array
from app.wire.refused import Refused
from engine import drawing, preset
from engine.mnist import CLASSES, Data, Dataset

Predicted = Callable[[str], Array]


@dataclass(frozen=True, slots=True)
class Example:
    """One picture (784,) float32, what it is (None: nobody has said), and where it comes from."""

    source: Literal["train", "test", "drawing", "preset"]
    index: int | None
    label: int | None
    pixels: Array

    @property
    def target(self) -> Array:
        """y (10,), float32. Raises Refused for a drawing without a label."""
        if self.label is None:
            raise Refused("no_label", "the drawing has no label: say which digit it should be")
        return one_hot(self.label)


def one_hot(label: int) -> Array:
    """The target (10,) of a label."""
    y = np.zeros(CLASSES, np.float32)
    y[label] = 1
    return y


def drawn(strokes: Strokes | None, pixels: Pixels | None) -> Array | None:
    """The picture (784,) of a drawing, however it was given; None if it was not. Raises Refused."""
    if strokes is not None and pixels is not None:
        raise Refused("bad_drawing", "both strokes and pixels came, expected one of them")
    if pixels is not None:
        return np.array(pixels, np.float32)
    if strokes is None:
        return None
    try:
        return drawing.rasterise(strokes)
    except ValueError as error:
        raise Refused("bad_drawing", str(error)) from None


class Watching:
    """The example of the viewers' own choice. It begins with the first 2 of the test set, where the lesson begins."""

    def __init__(self, data: Data) -> None:
        self._sets: dict[str, Dataset] = {"train": data.train, "test": data.test}
        self._drawing: Array | None = None
        twos = np.flatnonzero(data.test.labels == preset.LABEL)
        self.example = self.at("test", int(twos[0]) if twos.size else 0)

    def at(self, source: Literal["train", "test"], index: int) -> Example:
        """An example of the data. Raises Refused when there is none of that index."""
        data = self._sets[source]
        if index >= len(data):
            raise Refused("out_of_range", f"the {source} set has no example {index}, expected 0 to {len(data) - 1}")
        return Example(source, index, int(data.labels[index]), np.array(data.x[index], np.float32))

    def choose(self, wish: Watch, predicted: Predicted) -> None:
        """Watches what the command says. `predicted(source)` gives the latest answers to the examples of a set, or to
        the first of them. Raises Refused, and then goes on watching what it was watching."""
        if wish.source == "drawing":
            self._choose_drawing(wish)
        elif wish.source == "preset":
            twos = np.flatnonzero(self._sets["test"].labels == preset.LABEL)
            if not twos.size:
                raise Refused("none_found", f"the test set has no {preset.LABEL} to show the blackboard's case with")
            two = self.at("test", int(twos[0]))
            self.example = Example("preset", two.index, two.label, two.pixels)
        elif wish.index is not None:
            self.example = self.at(wish.source, wish.index)
        else:
            self.example = self.at(wish.source, self._found(wish, wish.source, predicted))

    def label(self, label: int) -> None:
        """Gives what is watched another label."""
        self.example = replace(self.example, label=label)

    def _choose_drawing(self, wish: Watch) -> None:
        pixels = drawn(wish.strokes, wish.pixels)
        pixels = self._drawing if pixels is None else pixels
        if pixels is None:
            raise Refused("no_drawing", "nothing has been drawn yet: send strokes or pixels")
        self._drawing = pixels
        self.example = Example("drawing", None, wish.label, pixels)

    def _found(self, wish: Watch, source: str, predicted: Predicted) -> int:
        """The next example of the set that fits, going round at the end."""
        labels = self._sets[source].labels
        fits = np.ones(len(labels), bool)
        if wish.digit is not None:
            fits &= labels == wish.digit
        if wish.mistake or wish.predicted is not None:
            answers = predicted(source)
            fits[len(answers) :] = False
            known = fits[: len(answers)]
            if wish.mistake:
                known &= labels[: len(answers)] != answers
            if wish.predicted is not None:
                known &= answers == wish.predicted
        here = self.example.index if self.example.source == source and self.example.index is not None else -1
        found = np.flatnonzero(fits)
        if not found.size:
            raise Refused("none_found", f"no example of the {source} set is like that with the network as it is")
        if wish.move == "next":
            return int(found[np.searchsorted(found, here, "right") % found.size])
        return int(found[np.searchsorted(found, here, "left") - 1])

"""The wall: drawings that viewers have handed in, one a browser, each with what it says it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.training.watching import one_hot
from app.wire import messages, protocol
from app.wire.messages import Array, Hung
from app.wire.refused import Refused
from engine.mnist import CLASSES

MOST = 64  # drawings
TOLD_EVERY = 0.5  # seconds between two words to all viewers that it is different
NAME = 32  # hexadecimal digits: nobody finds a key for a name


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture (784,) in 256 greys, as those of MNIST are, and what it says it is."""

    label: int
    pixels: Array


class Wall:
    """Drawings by name, oldest first. A name is the hash of the key under which a drawing was handed in: who is shown
    the names cannot hand in under them. `edition` is another after every change."""

    def __init__(self) -> None:
        self.edition = 0
        self._closed = False
        self._drawings: dict[str, Drawing] = {}
        self._down = 0
        self._told = 0
        self._told_at = float("-inf")

    @classmethod
    def of(cls, picture: bytes | None) -> Wall:
        """The wall of an earlier process, by the last that was seen of it."""
        wall = cls()
        shown = protocol.decode(picture) if picture else None
        if isinstance(shown, messages.Wall):
            labelled = zip(shown.drawings, shown.labels.tolist(), shown.pixels, strict=True)
            wall._drawings = {name: Drawing(label, pixels) for name, label, pixels in labelled}
            wall.edition, wall._closed = shown.edition + 1, shown.closed
        return wall

    def __len__(self) -> int:
        return len(self._drawings)

    def hand(self, key: str, label: int, pixels: Array) -> None:
        """Hangs a drawing, pixels (784,) in 0..1, in place of the one under this key. Raises Refused."""
        if self._closed:
            raise Refused("wall_closed", "the wall takes no more drawings")
        name = _name(key)
        if name not in self._drawings and len(self) >= MOST:
            raise Refused(
                "wall_full", f"{MOST} drawings hang on the wall, and it takes no more: one must come off first"
            )
        self._drawings[name] = Drawing(label, np.rint(pixels * 255).astype(np.uint8))
        self.edition += 1

    def take_back(self, key: str) -> None:
        """Takes off the drawing under this key, if there is one."""
        if self._drawings.pop(_name(key), None):
            self.edition += 1

    def label(self, key: str) -> int | None:
        """What the drawing under this key says it is; None: there is none."""
        drawing = self._drawings.get(_name(key))
        return drawing.label if drawing else None

    def take_down(self, name: str | None) -> None:
        """Takes off the drawing of this name, or all. Raises Refused."""
        if name is None:
            self._drawings.clear()
        elif self._drawings.pop(name, None) is None:
            raise Refused("not_hung", "there is no drawing of that name on the wall: it has been taken off")
        self._down += 1
        self.edition += 1

    def close(self, closed: bool) -> None:
        """It takes no drawing any more, or takes them again."""
        if closed != self._closed:
            self._closed = closed
            self.edition += 1

    @property
    def labels(self) -> Array:
        """What the drawings say they are (m,), int32."""
        return np.array([drawing.label for drawing in self._drawings.values()], np.int32)

    @property
    def batch(self) -> tuple[Array, Array]:
        """The drawings as examples: x (m, 784) and y (m, 10), float32."""
        y = [one_hot(drawing.label) for drawing in self._drawings.values()]
        return self._pixels / np.float32(255), np.array(y, np.float32).reshape(-1, CLASSES)

    def shown(self, n: int, at: float) -> messages.Wall:
        """All of it."""
        return messages.Wall(
            n=n, at=at, edition=self.edition, drawings=list(self._drawings), labels=self.labels, pixels=self._pixels,
            closed=self._closed,
        )  # fmt: skip

    def news(self, clock: Callable[[], float]) -> Hung | None:
        """What all viewers are to be told, if it is different, and long enough since they last were."""
        if self.edition == self._told:
            return None
        now = clock()
        if now < self._told_at + TOLD_EVERY:
            return None
        self._told, self._told_at = self.edition, now
        return Hung(count=len(self), down=self._down, closed=self._closed)

    @property
    def _pixels(self) -> Array:
        pixels = [drawing.pixels for drawing in self._drawings.values()]
        return np.array(pixels, np.uint8).reshape(-1, 784)


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:NAME]

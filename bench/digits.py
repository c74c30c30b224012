"""MNIST, as the server loads it; decoded once into a directory of its own."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from engine.mnist import MNIST_DIGESTS, Data, load

DIRECTORY = Path(__file__).parents[1] / "data" / "mnist"
KEPT = Path(tempfile.gettempdir()) / "nudge-bench"


@cache
def data() -> Data:
    return load(DIRECTORY, KEPT, MNIST_DIGESTS)

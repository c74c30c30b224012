"""The one kind of value that the engine computes with: arrays of float32 to train, of float64 to test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]


def constant(value: float) -> Mapping[Any, Array]:
    """`value` as a 0-d array of each float type, by dtype: `HALF[z.dtype]`.

    A ufunc takes a 0-d array of its own type in half the time of a Python number (0.5 against 1.1 µs on 160 values),
    and of such calls a small step is made.
    """
    return {np.dtype(kind): np.array(value, kind) for kind in (np.float32, np.float64)}


BYTE = constant(1 / 255)


def from_bytes(x: Array, out: Array) -> Array:
    """The bytes `x` as numbers in [0, 1]: 255 becomes 1, exactly."""
    np.copyto(out, x)  # to cast and then to multiply takes half as long as to multiply what must be cast
    return np.multiply(out, BYTE[out.dtype], out)


def with_ones(x: Array) -> Array:
    """A copy of `x` (m, n) with a last column of ones (m, n + 1): the input that every bias listens to."""
    out = np.ones((x.shape[0], x.shape[1] + 1), x.dtype)
    out[:, :-1] = x
    return out

"""Numbers that are only drawn, in a byte each: zero stays zero, and the largest is told beside them."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array

LEVELS = 127  # of an int8 on either side of zero


class NotFinite(ArithmeticError):
    """There is a number among them that cannot be drawn, because it is none: the network has diverged."""


def quantise(array: Array) -> tuple[Array, float]:
    """`array` as int8 and the scale that brings it back: array ≈ int8 · scale, zero exactly zero. Raises NotFinite."""
    largest = float(np.abs(array).max(initial=0))
    if not np.isfinite(largest):
        raise NotFinite(f"the largest number is {largest}, expected a finite one")
    scale = largest / LEVELS
    if scale == 0:
        return np.zeros(array.shape, np.int8), 0.0
    if scale < np.finfo(np.float32).tiny:  # float32 has hardly a digit left for it
        array = array.astype(np.float64)
    return np.rint(array / scale).astype(np.int8), scale

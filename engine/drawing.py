"""A drawing made to look like MNIST: strokes of any size become a digit of 20×20 whose ink balances in a 28×28 picture.

So were the originals prepared (LeCun et al. 1998, section III.A): scaled into a box of 20×20 with its shape kept, grey
at the edges, then moved until the centre of mass is the centre of the field.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.arrays import Array

SIDE = 28
BOX = 20.0
PEN = 2.5  # pixels across: plainly written digits then have as much ink as MNIST's, 102 pixels' worth on average
EDGE = 1.0  # pixels over which the ink fades out at the rim: half of all inked pixels are grey, as in MNIST
MOST_POINTS = 20_000
AT_ONCE = 16  # pieces of line rendered together: few enough that all that is computed of them stays in the cache
POINT = 1e-300  # an extent below this is none: what would make it as large as the box is no number
WORTHWHILE = 0.4  # pixels: points nearer than this to the last one kept add nothing that can be seen

Strokes = Sequence[Sequence[Sequence[float]]]


def rasterise(strokes: Strokes) -> Array:
    """The picture (784,) float32 in [0, 1] of strokes, which are lists of points [x, y], y down, in any unit.

    Raises ValueError unless there is at least one point, at most `MOST_POINTS`, and every number is finite.
    """
    start, end = _segments(strokes)
    low, high = np.minimum(start, end).min(axis=0), np.maximum(start, end).max(axis=0)
    extent = float((high - low).max())
    scale = (BOX - PEN) / extent if extent > POINT else 0.0  # the pen's own width is part of the box
    centre = low + (high - low) / 2
    start, end = (start - centre) * scale, (end - centre) * scale
    start, end = _thinned(start, end)

    # The ink is drawn twice: once about the middle of the box, to weigh it, and once where its weight is the middle.
    middle = (SIDE - 1) / 2
    ink = _ink(start + middle, end + middle)
    offset = middle - _centre_of_mass(ink)
    return _ink(start + middle + offset, end + middle + offset).astype(np.float32).reshape(-1)


def _segments(strokes: Strokes) -> tuple[Array, Array]:
    """The two ends (n, 2) of each piece of line, in float64; a lone point is a piece of no length."""
    total = 0
    starts, ends = [], []
    for stroke in strokes:
        total += len(stroke)
        if total > MOST_POINTS:
            raise ValueError(f"the drawing has more than {MOST_POINTS:,} points, expected at most that many")
        if not len(stroke):
            continue
        try:
            points = np.asarray(stroke, np.float64)
        except (TypeError, ValueError):
            points = np.empty(0)
        if points.ndim != 2 or points.shape[1] != 2:
            raise ValueError("a stroke is not a list of points, expected [[x, y], ...]")
        if not np.isfinite(points).all() or np.abs(points).max() > 1e9:
            raise ValueError("a point of the drawing is not finite or beyond 1e9, expected ordinary coordinates")
        starts.append(points[:-1] if len(points) > 1 else points)
        ends.append(points[1:] if len(points) > 1 else points)
    if not starts:
        raise ValueError("the drawing has no points, expected at least one")
    return np.concatenate(starts), np.concatenate(ends)


def _thinned(start: Array, end: Array) -> tuple[Array, Array]:
    """The same line in fewer pieces: one is drawn only when the pen has gone `WORTHWHILE` pixels along its way."""
    lengths = np.hypot(*(end - start).T)
    walked = np.floor(np.cumsum(lengths) / WORTHWHILE)
    first = np.ones(len(start), bool)  # of a group: the pen has gone far enough, or has been lifted
    first[1:] = (walked[1:] > walked[:-1]) | (start[1:] != end[:-1]).any(axis=1)
    groups = np.flatnonzero(first)
    return start[groups], end[np.append(groups[1:] - 1, len(end) - 1)]


def _ink(start: Array, end: Array) -> Array:
    """How dark each pixel (28, 28) is, by its distance to the nearest piece of line: 1 under the pen, 0 off it."""
    nearest = np.full(SIDE * SIDE, np.inf, np.float32)
    for first in range(0, len(start), AT_ONCE):
        piece = slice(first, first + AT_ONCE)
        np.minimum(nearest, _distance2(start[piece], end[piece]).min(axis=0), out=nearest)
    ink: Array = np.clip((PEN / 2 + EDGE / 2 - np.sqrt(nearest)) / EDGE, 0, 1)
    return ink.reshape(SIDE, SIDE)


def _distance2(start: Array, end: Array) -> Array:
    """The squared distance (n, 784) of each pixel's middle from each of n pieces of line."""
    row, column = np.indices((SIDE, SIDE), np.float32).reshape(2, -1)
    start, way = start.astype(np.float32), (end - start).astype(np.float32)
    x, y = column - start[:, :1], row - start[:, 1:]  # pixels as seen from the start
    way_x, way_y = way[:, :1], way[:, 1:]
    length2 = np.maximum(way_x**2 + way_y**2, np.float32(1e-12))
    along = x * (way_x / length2)
    along += y * (way_y / length2)
    np.clip(along, 0, 1, out=along)  # the nearest point of the piece, as a part of the way
    x -= along * way_x
    y -= along * way_y
    x *= x
    y *= y
    x += y
    return x


def _centre_of_mass(ink: Array) -> Array:
    """[x, y] of the balance point."""
    pixels = np.arange(SIDE)
    return np.array([ink.sum(axis=0) @ pixels, ink.sum(axis=1) @ pixels]) / float(ink.sum())

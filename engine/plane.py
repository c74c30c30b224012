"""A plane through the space of all weights: the only kind of map that thirteen thousand dimensions leave us.

Every point of it is a network, start + x · first + y · second. Start always lies in it; two more things can be asked of
it. Through the *ends* of two paths, it shows three true points and the straight lines between them. With the *stagger*
of one path across the way to its end, it shows the valley, and the walker reeling from side to side. Along the
*principal directions* it shows as much as a plane can of all the movement there was (Li, Xu, Taylor, Studer and
Goldstein 2018, "Visualizing the Loss Landscape of Neural Nets", section 7). All else that is drawn on it is a shadow:
how far away the thing itself is, is part of the picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array

ROWS = 16  # of weights turned into float64 together: a few megabytes
TINY = 1e-9  # of a vector; what is left of it below this, beside another, has no direction of its own
ASPECT = 4 / 3  # of a frame, width to height


@dataclass(frozen=True, slots=True)
class Plane:
    """`start` (P,) and two orthogonal directions (P,) of length 1, all float64, so that x and y are lengths."""

    start: Array
    first: Array
    second: Array

    def at(self, x: float, y: float) -> Array:
        """The weights and biases (P,) at a point of the plane, float64."""
        return self.start + x * self.first + y * self.second

    def project(self, points: Array) -> tuple[Array, Array]:
        """The coordinates (n, 2) of the nearest points of the plane to `points` (n, P), and how far away it is (n,)."""
        coordinates, distance = np.empty((len(points), 2)), np.empty(len(points))
        for i in range(0, len(points), ROWS):
            away = points[i : i + ROWS] - self.start
            x, y = away @ self.first, away @ self.second
            coordinates[i : i + ROWS] = np.column_stack([x, y])
            # Measured, not had from Pythagoras: a point of the plane has distance 0, not the root of a rounding error.
            away -= np.outer(x, self.first)
            away -= np.outer(y, self.second)
            distance[i : i + ROWS] = np.sqrt(np.einsum("ij,ij->i", away, away))
        return coordinates, distance

    def turned_like(self, other: Plane) -> Plane:
        """The same plane, its two directions turned or flipped within it so as to lie as near as they can to another's.

        That is the orthogonal Procrustes problem; a map that is drawn anew does not jump about.
        """
        mine, theirs = np.stack([self.first, self.second]), np.stack([other.first, other.second])
        left, _, right = np.linalg.svd(theirs @ mine.T)
        first, second = left @ right @ mine
        return Plane(self.start, first, second)

    def flipped_like(self, other: Plane) -> Plane:
        """The same plane, `second` turned about if it points away from another's: where the directions mean something,
        turning both would lose that."""
        return Plane(self.start, self.first, self.second * (1 if self.second @ other.second >= 0 else -1))


def through(start: Array, a: Array, b: Array, others: Array) -> Plane:
    """The plane through start, a and b (P,), with `first` towards the farther of the two ends.

    While an end has not yet moved, or both lie on one line with start, the farthest from that line of `others` (n, P)
    takes its place.
    """
    start = start.astype(np.float64)
    ends = [a - start, b - start]
    if np.linalg.norm(ends[1]) > np.linalg.norm(ends[0]):
        ends.reverse()
    first = _unit(ends[0], start.size, 0)
    second = ends[1]
    if np.linalg.norm(_without(second, first)) <= TINY * max(float(np.linalg.norm(ends[0])), TINY):
        farthest = max(others, key=lambda point: float(np.linalg.norm(_without(point - start, first))), default=start)
        second = farthest - start
    return _along(start, first, second)


def across(start: Array, end: Array, path: Array) -> Plane:
    """The plane through start and end (P,) in which the path (n, P) staggers most, n > 2.

    A jolt is how far a point lies from the middle between its neighbours: what is left of the way when all that is
    straight in it is taken out. Steps of small batches jolt in all directions, which is why a plane that follows the
    way hardly shows it; `second` is the principal direction of the jolts.
    """
    start = start.astype(np.float64)
    first = _unit(end - start, start.size, 0)
    middle = path[1:-1].astype(np.float32)
    jolts = middle - (path[:-2] + path[2:]) / np.float32(2)
    jolts -= np.outer(jolts @ first.astype(np.float32), first.astype(np.float32))
    _, vectors = np.linalg.eigh((jolts @ jolts.T).astype(np.float64))
    return _along(start, first, vectors[:, -1] @ jolts.astype(np.float64))


def principal(start: Array, points: Array) -> Plane:
    """The plane through start (P,) that lies nearest to all the `points` (n, P).

    Its directions are the principal ones of the movements D = points − start (n, P), which are no more than n: rather
    than from the P × P covariance DᵀD, they come from the n × n Gram matrix DDᵀ. If DDᵀ u = λ u, then Dᵀu is an
    eigenvector of DᵀD with the same λ.
    """
    moved = (points - start).astype(np.float32)
    _, vectors = np.linalg.eigh((moved @ moved.T).astype(np.float64))
    largest = vectors[:, ::-1].T[:2]  # fewer, where there are fewer points
    directions = np.zeros((2, start.size))
    directions[: len(largest)] = largest @ moved
    # Towards where the paths went, so that they run to the right.
    if len(points) and directions[0] @ moved[-1] < 0:
        directions[0] *= -1
    return _along(start.astype(np.float64), *directions)


def captured(moved: Array, distance: Array) -> float:
    """The share of all movement (squared, about the start) that lies in the plane: 1 − Σ distance² / Σ moved².

    `moved` and `distance` (n,) are how far each point is from the start, and from the plane.
    """
    whole = float(np.square(moved, dtype=np.float64).sum())
    return 1 - float(np.square(distance, dtype=np.float64).sum()) / whole if whole > 0 else 1.0


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of a plane that is drawn: from `left` to `right` and from `bottom` to `top`."""

    left: float
    right: float
    bottom: float
    top: float

    @classmethod
    def around(cls, coordinates: Array, margin: float, stretch: float = 1.0) -> Frame:
        """The smallest frame of the usual shape that leaves `margin` of its own width and height free on every side of
        the points (n, 2). A frame to be drawn with y `stretch` times larger than x is so much lower."""
        low, high = coordinates.min(axis=0), coordinates.max(axis=0)
        centre, (width, height) = (low + high) / 2, high - low
        height = max(float(height), float(width) / ASPECT / stretch, 1e-6) / (1 - 2 * margin)
        half = height * ASPECT * stretch / 2, height / 2
        return cls(*map(float, (centre[0] - half[0], centre[0] + half[0], centre[1] - half[1], centre[1] + half[1])))

    def holds(self, coordinates: Array, margin: float = 0.0) -> bool:
        """Whether all points (n, 2) lie inside, `margin` of the width and height away from the sides."""
        x, y = coordinates[:, 0], coordinates[:, 1]
        dx, dy = margin * (self.right - self.left), margin * (self.top - self.bottom)
        inside = (x >= self.left + dx) & (x <= self.right - dx) & (y >= self.bottom + dy) & (y <= self.top - dy)
        return bool(inside.all())


def _along(start: Array, first: Array, second: Array) -> Plane:
    """The plane through start along two vectors; where one has no direction beside the other, along a random one."""
    first = _unit(first, start.size, 0)
    rest = _without(second, first)
    has_own = np.linalg.norm(rest) > TINY * np.linalg.norm(second)  # less is what rounding leaves
    second = _unit(rest if has_own else np.zeros_like(rest), start.size, 1)
    # Once more: a random direction is not square to the first, nor quite what is left of nearly the same one.
    return Plane(start, first, _unit(_without(second, first), start.size, 1))


def _without(vector: Array, direction: Array) -> Array:
    """What of a vector is square to a direction of length 1."""
    rest: Array = vector - (vector @ direction) * direction
    return rest


def _unit(vector: Array, size: int, seed: int) -> Array:
    """The direction of a vector; a random one, always the same, where it has none."""
    length = np.linalg.norm(vector)
    if not length > 0:
        vector = np.random.default_rng(seed).standard_normal(size)
        length = np.linalg.norm(vector)
    unit: Array = np.asarray(vector, np.float64) / length
    return unit

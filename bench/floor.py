"""The floor: nothing but the matrix products of a training step, in the shapes and pieces that this machine likes best.

Forward W a for every layer, backward Wᵀ δ for all but the first, δ aᵀ for every layer; operands and results are arrays
that exist. It walks through all the data in their order, as training must read them, but gathers nothing, and knows no
activation, no cost, no change. Whatever is above it is what a step costs beside its arithmetic.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from engine.arrays import Array
from engine.backprop import is_whole, note_product, rows_at_once
from engine.tape import Call, Tape, play


class Floor:
    """The products of one step of a network of these sizes; `x` (m, n₀ + 1) is what it walks through."""

    def __init__(self, sizes: tuple[int, ...], batch: int, x: Array) -> None:
        self._x = x
        self._batch = batch
        self._position = 0
        self._rows = rows_at_once(sizes, batch)
        self._products = {rows: _Products(sizes, rows) for rows in {self._rows, batch % self._rows} - {0}}

    def step(self) -> None:
        if self._position + self._batch > len(self._x):
            self._position = 0
        end = self._position + self._batch
        while self._position < end:
            rows = min(self._rows, end - self._position)
            self._products[rows].run(self._x[self._position : self._position + rows])
            self._position += rows

    def forward(self) -> None:
        """The forward products alone."""
        for start in range(0, self._batch, self._rows):
            x = self._x[start : min(start + self._rows, self._batch)]
            self._products[len(x)].forward(x)


class _Products:
    def __init__(self, sizes: tuple[int, ...], rows: int) -> None:
        rng = np.random.default_rng(0)

        def some(*shape: int) -> Array:
            return rng.standard_normal(shape, np.float32)

        shapes = [(n_out, n_in + 1) for n_in, n_out in pairwise(sizes)]
        W = [some(*shape) for shape in shapes]
        a = [some(n, rows) for _, n in shapes]  # a[0] is not used: the examples are
        delta = [some(n, rows) for n, _ in shapes]
        gradient = [np.empty_like(each) for each in W]
        up, down, whole = Tape(), Tape(), is_whole(sizes, rows)
        for l in range(1, len(W)):
            note_product(up, W[l], a[l], np.empty_like(delta[l]), whole)
        for l in range(len(W) - 1, 0, -1):
            note_product(down, delta[l], a[l].T, gradient[l], whole)
            note_product(down, W[l].T, delta[l], np.empty_like(a[l]), whole)
        self._up, self._down = up.calls, down.calls
        # The first layer's operands are new each time: only x is put into its place.
        self._first = _pieces(W[0], rows, np.empty_like(delta[0]), whole)
        self._last = _pieces(delta[0], W[0].shape[1], gradient[0], whole)

    def forward(self, x: Array) -> None:
        columns = x.T
        for dot, out in self._first:
            dot(columns, out)
        play(self._up)

    def run(self, x: Array) -> None:
        self.forward(x)
        play(self._down)
        for dot, out in self._last:
            dot(x, out)


def _pieces(left: Array, width: int, out: Array, whole: bool) -> list[tuple[Call, Array]]:
    """`left` times anything of this width, cut as training cuts it."""
    tape = Tape()
    note_product(tape, left, np.empty((left.shape[1], width), left.dtype), out, whole)
    return [(call.func, call.args[1]) for call in tape.calls]  # type: ignore[attr-defined]

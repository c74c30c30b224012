"""Back-propagation: how wrong the output is, handed back layer by layer, tells every weight its share of the blame.

For one example, with z[l] = W[l] a[l] + b[l], a[l+1] = σ(z[l]), a[0] = x and L layers of weights:

    (1)  δ[L−1] = ∂C/∂z[L−1]                        from the cost
    (2)  δ[l−1] = (W[l]ᵀ δ[l]) ⊙ σ′(z[l−1])         one layer back
    (3)  ∂C/∂W[l] = δ[l] a[l]ᵀ,   ∂C/∂b[l] = δ[l]

A batch is taken at once by giving every example a column: the products in (2) and (3) become products of matrices, and
(3) adds up over the examples by itself. A row of ones below the activations makes the bias one more column of W, so
that (3) is one product a layer.

This is where training spends its time. Every array is made once, every call writes into one of them, and the calls are
noted on a tape: at a batch of 10, half of a step is the overhead of about thirty calls into NumPy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import isfinite

import numpy as np

from engine.activations import Elementwise
from engine.arrays import Array, from_bytes
from engine.kernel import SMALL, is_cut, is_packed
from engine.network import Network, layers
from engine.tape import Call, Tape

PART = 4096  # a batch larger than this can be watched, or put aside, after about so many examples
AHEAD = 128  # examples to gather at a time for small batches: 0.4 MB, which stays in the second-level cache

LEAST_HEIGHT = 8  # neurons in a small product; below that its speed falls
MOST_ROWS = 1024
PACKED_ROWS = 504  # to which packing W is nothing; the full batch of 784-128-64-10 takes 160 ms so, 173 by 144


def rows_at_once(sizes: tuple[int, ...], batch: int) -> int:
    """How many examples to take through the network together: as many as keep the product of 8 neurons small, or more
    where that is not what makes it fast.

    Larger blocks share out the overhead of calls. The full batch of 784-16-16-10 takes 48 ms in blocks of 144, 52 in
    blocks of 72 and 91 in one piece.
    """
    rows = min(max(SMALL // (LEAST_HEIGHT * (sizes[0] + 1)) // 8 * 8, 8), MOST_ROWS)
    if is_whole(sizes, rows):
        rows = max(rows, PACKED_ROWS)
    if batch <= rows:
        return batch
    blocks = -(-batch // rows)
    return -(-batch // blocks // 8) * 8  # blocks of one size, but for the last


def is_whole(sizes: tuple[int, ...], rows: int) -> bool:
    """Whether no product of a block of so many rows is to be cut: the first layer's, by far the largest, is packed."""
    return is_packed(sizes[1] * (sizes[0] + 1) * rows)


def note_product(tape: Tape, left: Array, right: Array, out: Array, whole: bool) -> None:
    """Notes out = left · right, cut along the rows of `left` where small products are faster, unless it is to be whole.

    Heights are multiples of 4, which fill the registers. 784-128-64-10 at batch 10 is just above what is small: in two
    pieces its first product takes half as long.
    """
    n = len(left)
    most = max(SMALL // right.size // 4 * 4, 4) if not whole and is_cut(n * right.size) else n
    height = -(-n // -(-n // most) // 4) * 4
    for start in range(0, n, height):
        rows = slice(start, start + height)
        tape.note(left[rows].dot, right, out[rows])  # NumPy's fastest way to say a product: 0.2 µs less than np.dot


class Forward:
    """The forward pass of a block of examples, in columns: `a[l]` is (n_{l+1} + 1, m) with a last row of ones, `z[l]`
    is (n_{l+1}, m). The last layer's `a` has no ones: nobody listens to it. The input is not among them, so `a[l]` here
    is the a[l+1] of the equations."""

    def __init__(self, network: Network, rows: int) -> None:
        sizes, kind = network.sizes, network.parameters.dtype
        self.heights = [*(n + 1 for n in sizes[1:-1]), sizes[-1]]
        # All activations lie in one array, so that (1) and (2) get σ′ of all layers from one call.
        self.flat = np.ones(sum(self.heights) * rows, kind)
        self.a = stacked(self.flat, self.heights, rows)
        self.z = [np.empty((n, rows), kind) for n in sizes[1:]]
        # Outputs are handed to the cost and to softmax as they know them, an example a row.
        self.output_z, self.output_a = self.z[-1].T, self.a[-1].T

        self._W = network.blocks[0]
        self._whole = is_whole(sizes, rows)
        tape = Tape()
        for l, activation in enumerate(network.activations()):
            if l:
                note_product(tape, network.blocks[l], self.a[l - 1], self.z[l], self._whole)
            activation.value(self.z[l].T, self.a[l][: sizes[l + 1]].T, tape.note)
        self._others = tape.calls

    def calls(self, x: Array) -> list[Call]:
        """What takes the rows of `x` (m, n₀ + 1), whose last column is ones, through the network."""
        tape = Tape()
        note_product(tape, self._W, x.T, self.z[0], self._whole)
        return tape.calls + self._others


class Block:
    """Forward and backward for a block of examples, into a `gradient` that is flat like the parameters."""

    def __init__(self, network: Network, rows: int, gradient: Array, factor: Array) -> None:
        """The gradient of the summed cost is multiplied by what `factor` () holds at the time."""
        sizes, kind, cost = network.sizes, network.parameters.dtype, network.cost
        self.forward = Forward(network, rows)
        self._delta = [np.empty((n, rows), kind) for n in sizes[1:]]
        self._dC_dW = layers(gradient, sizes)
        self._whole = whole = is_whole(sizes, rows)

        a, delta, dC_dW = self.forward.a, self._delta, self._dC_dW
        tape = Tape()
        slope = self._slopes(network, rows, tape)
        if cost.weight is not None:
            tape.note(np.multiply, delta[-1], slope[-1], delta[-1])  # (1)
        tape.note(np.multiply, delta[-1], factor, delta[-1])
        for l in range(network.depth - 1, 0, -1):
            blame = np.empty((sizes[l] + 1, rows), kind)
            note_product(tape, delta[l], a[l - 1].T, dC_dW[l], whole)  # (3)
            note_product(tape, network.blocks[l].T, delta[l], blame, whole)  # (2)
            tape.note(np.multiply, blame[:-1], slope[l - 1][:-1], delta[l - 1])
        self._backward = tape.calls

    def _slopes(self, network: Network, rows: int, tape: Tape) -> list[Array]:
        """Notes how σ′ is found from the activations, and returns where it will be."""
        forward, hidden, cost = self.forward, network.activation, network.cost
        output = cost.output if cost.weight is not None else None  # else its slope has dropped out
        a, slopes = forward.flat, np.empty_like(forward.flat)
        outputs = a.size - forward.a[-1].size
        if hidden is output:
            hidden.slope(a, slopes, tape.note)
        else:
            hidden.slope(a[:outputs], slopes[:outputs], tape.note)
            if isinstance(output, Elementwise):
                output.slope(a[outputs:], slopes[outputs:], tape.note)
        return stacked(slopes, forward.heights, rows)

    def calls(self, x: Array, y: Array) -> list[Call]:
        """What fills the gradient from x (m, n₀ + 1), whose last column is ones, and y (n_L, m)."""
        tape = Tape(self.forward.calls(x))
        tape.note(np.subtract, self.forward.a[-1], y, self._delta[-1])  # (1), the part that all costs share
        tape.calls += self._backward
        note_product(tape, self._delta[0], x, self._dC_dW[0], self._whole)  # (3)
        return tape.calls


@dataclass(frozen=True, slots=True)
class Buffer:
    """Where examples are put, `x` (m, n₀ + 1) and `y` (n_L, m), and the calls that then fill a block's gradient."""

    x: Array
    y: Array
    calls: list[Call]


class Backprop:
    """The gradient of a network's cost over batches of one size, in blocks where a batch is large.

    `gradient` is flat like the parameters. It holds factor · Σ over the batch of ∂C/∂parameters.

    Examples are rows of x (·, n₀ + 1) and y (·, n_L). The last column of x is ones; or x is in bytes that stand for
    255ths, and its last column is 255. y is best stored with its columns contiguous. Where `indices` choose from them,
    all that is not in bytes is of the network's own float type.
    """

    def __init__(self, network: Network, batch: int) -> None:
        self.batch = self._done = batch
        self.gradient = np.empty_like(network.parameters)
        self._cost, self._n_in = network.cost, network.sizes[0] + 1
        self._kind = network.parameters.dtype
        self._factor = np.empty((), self._kind)
        self._weight = 1.0 if network.cost.weight is None else network.cost.weight
        rows = rows_at_once(network.sizes, batch)
        self._rows = rows
        self._block = Block(network, rows, self.gradient, self._factor)
        # What the output layer heard, kept for `costs` where one block does not hold it all.
        self._z = self._block.forward.z[-1]

        # The first block writes straight into the gradient, the others into what is then added to it.
        x = np.empty((rows, self._n_in), self._kind)
        self._first = self._buffer(self._block, x)
        self._others: dict[int, tuple[Block, Buffer]] = {}
        if rows < batch:
            self._z = np.empty((network.sizes[-1], batch), self._kind)
            self._summand = np.empty_like(self.gradient)
            for m in {min(rows, batch - rows), batch % rows or rows}:
                block = Block(network, m, self._summand, self._factor)
                self._others[m] = block, self._buffer(block, x[:m])

    def run(self, x: Array, y: Array, indices: Array | None, factor: Array) -> Array:
        """`gradient`, for the examples `indices` of x and y, or for the first `batch` in their order."""
        for _ in self.parts(x, y, indices, factor):
            pass
        return self.gradient

    def parts(self, x: Array, y: Array, indices: Array | None, factor: Array) -> Iterator[int]:
        """Like `run`, stopping after every `PART` examples or a little more to say how many are done."""
        self._scale(factor)
        rows, reported, columns = self._rows, 0, y.T
        block, buffer = self._block, self._first
        for start in range(0, self.batch, rows):
            end = min(start + rows, self.batch)
            if start:
                block, buffer = self._others[end - start]
            if indices is None:
                self._gather(x[start:end], None, buffer.x)
                np.copyto(buffer.y, columns[:, start:end])
            else:
                self._gather(x, indices[start:end], buffer.x)
                columns.take(indices[start:end], 1, buffer.y, "clip")
            for call in buffer.calls:
                call()
            if start:
                np.add(self.gradient, self._summand, self.gradient)
            if self._others:
                self._z[:, start:end] = block.forward.z[-1]
            if end - reported >= PART and end < self.batch:
                self._done = reported = end
                yield end

    def so_far(self) -> Array:
        """`gradient`, were those examples the whole batch of which `parts` has last said that they are done."""
        so_far: Array = self.gradient * (self.batch / self._done)
        return so_far

    def ahead(self, x: Array, y: Array, order: Array, factor: Array) -> list[list[Call]]:
        """Puts the examples of the first few batches of `order` in their buffers, as many as fit, and returns, batch by
        batch, the calls that compute its gradient. Only for batches that are one block."""
        self._scale(factor)
        xs, ys, calls = self._room
        count = min(len(calls), order.size // self.batch)
        chosen = order[: count * self.batch]
        self._gather(x, chosen, xs[: chosen.size])
        np.copyto(ys[:count], y.T.take(chosen, 1, mode="clip").reshape(-1, count, self.batch).swapaxes(0, 1))
        return calls[:count]

    @property
    def one_block(self) -> bool:
        return not self._others

    def costs(self, y: Array) -> Array:
        """The cost of each example of the last batch (batch,), as its forward pass found it; y (batch, n_L)."""
        z = self._z.T
        return self._cost.value(z, self._cost.output.value(z, np.empty_like(z)), y)

    @property
    def finite(self) -> bool:
        """Whether the costs of the last batch are finite numbers, as far as can be told for little: if this is False
        they may be all the same."""
        z = self._z.reshape(-1)
        return isfinite(z.dot(z))

    @cached_property
    def _room(self) -> tuple[Array, Array, list[list[Call]]]:
        """For several small batches: x (·, n₀ + 1), y (batches, n_L, m), and the calls of each."""
        count = max(AHEAD // self.batch, 1)
        x = np.empty((count * self.batch, self._n_in), self._kind)
        y = np.empty((count, *self._first.y.shape), self._kind)
        xs = x.reshape(count, self.batch, self._n_in)
        return x, y, [self._block.calls(*each) for each in zip(xs, y, strict=True)]

    @cached_property
    def _bytes(self) -> Array:
        return np.empty((max(AHEAD, self._rows), self._n_in), np.uint8)

    def _gather(self, x: Array, chosen: Array | None, out: Array) -> None:
        """Fills `out` with the chosen rows of x, or with all."""
        if x.dtype == np.uint8:
            # Most of the time is spent waiting for memory, of which bytes take a quarter.
            if chosen is not None:
                x = x.take(chosen, 0, self._bytes[: chosen.size], "clip")
            from_bytes(x, out)
        elif chosen is None:
            np.copyto(out, x)
        else:
            x.take(chosen, 0, out, "clip")  # "clip" because to check indices takes longer than to take them

    def _buffer(self, block: Block, x: Array) -> Buffer:
        y = np.empty((block.forward.a[-1].shape[0], len(x)), self._kind)
        return Buffer(x, y, block.calls(x, y))

    def _scale(self, factor: Array) -> None:
        self._factor[()] = factor * self._weight


def stacked(flat: Array, heights: list[int], rows: int) -> list[Array]:
    """Views (height, rows) of a flat array, one below the other."""
    views = []
    start = 0
    for height in heights:
        views.append(flat[start : start + height * rows].reshape(height, rows))
        start += height * rows
    return views

"""The floors of what a run computes beside its steps: what cannot be left out, into arrays that exist.

These are the matrix products and the activations, and what turns them into what was asked for, where that is as few
passes as can be. None of them gathers examples, copies anything, or makes an array.
"""

from __future__ import annotations

import numpy as np

from bench.clock import Case
from engine.arrays import Array
from engine.backprop import Block, Forward, rows_at_once
from engine.mnist import Dataset
from engine.network import Network
from engine.nudges import factor
from engine.tape import Call, Tape, play

BLOCKS = 600  # whose calls are written down at most; after them one begins anew


def forward(network: Network, data: Dataset) -> Case:
    """All the data, through the network."""
    rows = rows_at_once(network.sizes, len(data))
    forwards = {size: Forward(network, size) for size in {rows, len(data) % rows} - {0}}

    def run() -> None:
        for start in range(0, len(data), rows):
            x = data.x1[start : start + rows]
            play(forwards[len(x)].calls(x))

    return run


def crossing(network: Network, m: int) -> Case:
    """One cost of the landscape over m examples: where along the plane z of the first layer and the weights above it
    are, what they make of the examples, and how far that is from the targets."""
    rng, sizes = np.random.default_rng(0), network.sizes
    upper = network.parameters.size - network.blocks[0].size
    along = rng.standard_normal((3, sizes[1] * m + upper), np.float32)
    there, point, y = np.empty_like(along[0]), along[:, 0].copy(), rng.standard_normal((sizes[-1], m), np.float32)
    z, a = there[: sizes[1] * m].reshape(sizes[1], m), np.ones((sizes[1] + 1, m), np.float32)
    rest = Forward(Network(sizes[1:], network.activation.name, network.cost.name, there[sizes[1] * m :]), m)
    miss = np.empty_like(y)
    tape = Tape()
    tape.note(point.dot, along, there)
    network.activation.value(z, a[:-1], tape.note)
    tape.calls += rest.calls(a.T)
    tape.note(np.subtract, rest.a[-1], y, miss)
    tape.note(miss.reshape(-1).dot, miss.reshape(-1))
    return lambda: play(tape.calls)


def gradients(network: Network, data: Dataset, size: int, count: int, added_up: bool = False) -> Case:
    """So many gradients of batches of one size, the data in their order; of each its length and its place in a plane
    are asked for, or they are added up."""
    gradient, rows = np.empty_like(network.parameters), rows_at_once(network.sizes, size)
    total, others = np.zeros(gradient.size), np.zeros((2, gradient.size), np.float32)
    scale = np.array(1 / size, gradient.dtype)
    blocks = {each: Block(network, each, gradient, scale) for each in {rows, size % rows} - {0}}
    batches: list[list[Call]] = []
    for start in range(0, len(data) // size * size, size):
        tape = Tape()
        for first in range(start, start + size, rows):
            chosen = slice(first, min(first + rows, start + size))
            tape.calls += blocks[chosen.stop - first].calls(data.x1[chosen], data.y[chosen].T)
        if added_up:
            tape.note(np.add, total, gradient, total)
        else:
            for each in (gradient, *others):
                tape.note(gradient.dot, each)
        batches.append(tape.calls)
        if len(batches) in (count, max(BLOCKS * rows // size, 1)):
            break

    def run() -> None:
        for i in range(count):
            play(batches[i % len(batches)])

    return run


def explanation(network: Network, x: Array, y: Array) -> dict[str, Case]:
    """One neuron of the first layer and one example: "products", forward and backward to what is wished of the pixels;
    "all": with activations, slopes and δ, and what becomes of the neuron's weights."""
    sizes, kind = network.sizes, network.parameters.dtype
    a = [np.ones(n + 1, kind) for n in sizes]
    z, slope, nudge_z = ([np.empty(n, kind) for n in sizes[1:]] for _ in range(3))
    nudge_a = [np.empty(n + 1, kind) for n in sizes[:-1]]
    a[0][:-1] = x
    tape = Tape()
    for l, activation in enumerate(network.activations()):
        after = a[l + 1][:-1]
        tape.note(network.blocks[l].dot, a[l], z[l])
        activation.value(z[l], after, tape.note)
        if activation.slope is not None:
            activation.slope(after, slope[l], tape.note)
    tape.note(np.subtract, y.astype(kind), a[-1][:-1], nudge_z[-1])
    for l in range(network.depth - 1, -1, -1):
        if l < network.depth - 1:
            tape.note(np.multiply, nudge_a[l + 1][:-1], slope[l], nudge_z[l])
        else:
            tape.note(np.multiply, nudge_z[l], slope[l], nudge_z[l])
        tape.note(network.blocks[l].T.dot, nudge_z[l], nudge_a[l])
    products = [call for call in tape.calls if call.func.__name__ == "dot"]  # type: ignore[attr-defined]

    W, before, asked = network.W[0][0], a[0][:-1], np.array(factor(1), kind)
    for left, right in ((W, before), (before, asked), (W, asked)):
        tape.note(np.multiply, left, right, np.empty_like(W))
    for each in (W, before):
        tape.note(each.dot, each)
    return {"products": lambda: play(products), "all": lambda: play(tape.calls)}

"""A training step through `descend`, as the server takes it, against the floor of its arithmetic."""

from __future__ import annotations

import gc
from collections.abc import Callable

import numpy as np

from bench import clock, machine
from bench.digits import data
from bench.floor import Floor
from bench.report import Part, Row, number, table
from engine.backprop import Backprop
from engine.descent import Step, descend
from engine.network import Network
from engine.plan import Plan

NETWORKS = ((784, 16, 16, 10), (784, 30, 10), (784, 128, 64, 10))
BATCHES = (1, 10, 32, 128, 1000, 60_000)
GOALS = {10: 1.5, 60_000: 1.15}
TURNS, TURNS_OF_LARGE = 60, 7
LARGE = 5000


def measure(quick: bool) -> Part:
    machine.one_core()
    lines, rows = [], []
    for sizes in NETWORKS[:1] if quick else NETWORKS:
        for batch in BATCHES[:3] if quick else BATCHES:
            cases = {"floor": Floor(sizes, batch, data().train.x1).step, "step": stepping(sizes, batch)}
            turns = 2 if quick else TURNS_OF_LARGE if batch > LARGE else TURNS
            taken = clock.by_turns(cases, turns)
            ratio = taken["step"] / taken["floor"]
            lines.append((
                name(sizes), f"{batch:,}", *(number(taken[case] * 1e6) for case in cases), f"{ratio:.2f}",
                f"{batch / taken['step'] / 1e3:,.0f}",
            ))  # fmt: skip
            if batch in GOALS:
                rows.append(Row(f"step of {name(sizes)}, batch {batch:,}, over its floor", GOALS[batch], ratio))
            gc.collect()
    head = ("network", "batch", "floor, µs", "step, µs", "ratio", "thousand examples/s")
    return Part("Training steps", rows, TEXT + table(head, lines) + "\n\n" + parts_of_a_step(quick))


def stepping(sizes: tuple[int, ...], batch: int) -> Callable[[], object]:
    """What takes one step of a new descent."""
    plan = Plan(sizes=sizes, batch_size=batch)
    rng = np.random.default_rng(plan.seed)
    descent = descend(Network.initial(plan, rng), data().train, plan, rng)
    if batch <= 4096:
        return descent.__next__

    def whole() -> None:
        while not isinstance(next(descent), Step):
            pass

    return whole


def name(sizes: tuple[int, ...]) -> str:
    return "-".join(map(str, sizes))


def parts_of_a_step(quick: bool) -> str:
    """Where the time of one step of the default plan goes."""
    plan = Plan()
    rng = np.random.default_rng(plan.seed)
    descent = descend(Network.initial(plan, rng), data().train, plan, rng)
    network = descent.network
    backprop = Backprop(network, plan.batch_size)
    order = rng.permutation(len(data().train))
    x, y, factor = data().train.raw, np.asfortranarray(data().train.y), np.array(-0.1, np.float32)
    calls = backprop.ahead(x, y, order, factor)
    products = [call for call in calls[0] if call.func.__name__ == "dot"]
    others = [call for call in calls[0] if call.func.__name__ != "dot"]
    nothing, position = np.zeros_like(network.parameters), 0

    def gather() -> None:
        nonlocal position
        position = (position + len(calls) * plan.batch_size) % 50_000
        backprop.ahead(x, y, order[position:], factor)

    def apply() -> None:
        np.add(network.parameters, nothing, network.parameters)

    def play(calls: list[Callable[[], object]]) -> Callable[[], None]:
        def played() -> None:
            for call in calls:
                call()

        return played

    taken = clock.by_turns(
        {
            "step": descent.__next__,
            "gather": gather,
            "products": play(products),
            "others": play(others),
            "apply": apply,
        },
        2 if quick else TURNS,
    )
    gathered = taken["gather"] / len(calls)
    rest = taken["step"] - gathered - taken["products"] - taken["others"] - taken["apply"]
    lines = (
        (f"{len(products)} matrix products", number(taken["products"] * 1e6)),
        (f"{len(others)} other calls (activations, slopes, δ) on at most 440 numbers", number(taken["others"] * 1e6)),
        ("its share of gathering examples, which wait for memory", number(gathered * 1e6)),
        (f"parameters += change: {nothing.size:,} numbers", number(taken["apply"] * 1e6)),
        ("the rest: Python, and caches that the parts share", number(rest * 1e6)),
        ("**a step**", f"**{number(taken['step'] * 1e6)}**"),
    )
    return PARTS + table(("one step of 784-16-16-10, batch 10", "µs"), lines)


TEXT = """
One BLAS thread, plain descent, sigmoid and quadratic cost, nudges kept, examples shuffled anew each epoch. The floor is
the step's matrix products alone (`bench/floor.py`). Eta is 1, as in the default plan: powers of two cost no
multiplication of their own.

"""

PARTS = """
What keeps a small batch from its floor is the number of calls, not their arithmetic: NumPy takes about 0.22 µs to be
called.

"""

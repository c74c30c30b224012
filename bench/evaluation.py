"""What a run computes beside its steps: scores, crossings of the landscape, agreement of gradients, explanations."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np

from bench import clock, machine
from bench.digits import data
from bench.engine import TURNS
from bench.floor import Floor
from bench.report import Part, Row, number, table
from engine.agreement import compare
from engine.backprop import Forward, rows_at_once
from engine.evaluation import Evaluation, evaluate
from engine.landscape import Landscape, sample
from engine.network import Network
from engine.nudges import wishes
from engine.plan import Plan
from engine.plane import Frame, Plane
from engine.tape import play

SLICE = 10.0  # milliseconds of training between two looks at the commands that have come (app/pace.py)


def measure(quick: bool) -> Part:
    machine.one_core()
    plan = Plan()
    rng = np.random.default_rng(plan.seed)
    network, test = Network.initial(plan, rng), data().test
    examples = len(test)
    rows = rows_at_once(plan.sizes, examples)
    forwards = {size: Forward(network, size) for size in {rows, examples % rows} - {0}}
    landscape = Landscape(network, *_plane(network, rng), sample(data().train))
    x, y = test.x[0], test.y[0]

    def forward() -> None:
        for start in range(0, examples, rows):
            block = test.x1[start : start + rows]
            play(forwards[len(block)].calls(block))

    cases = {
        "products": Floor(plan.sizes, examples, test.x1).forward,
        "forward": forward,
        "evaluation": lambda: evaluate(network, test),
        "cell": lambda: landscape.cost(0.5, 0.5),
        "wishes": lambda: wishes(network, x, y),
    }
    taken = {name: seconds * 1e3 for name, seconds in clock.by_turns(cases, 2 if quick else TURNS).items()}
    pieces = {
        "evaluation, one `advance`": _longest(_advances(network)),
        "agreement, one `next`": _longest(_some(compare(network, data().train, rng), 200 if quick else 2000)),
        "landscape, one crossing": taken["cell"],
        "all wishes of one example": taken["wishes"],
    }
    lines = [
        ("evaluation of the 10,000: its products", number(taken["products"])),
        ("products and activations: its floor", number(taken["forward"])),
        ("the whole evaluation", number(taken["evaluation"])),
        *((f"longest piece: {name}", number(longest)) for name, longest in pieces.items()),
    ]
    found = [Row("evaluation of the 10,000 test digits over its floor", 1.2, taken["evaluation"] / taken["forward"])]
    found += [Row(f"longest piece: {name}", SLICE, longest, "ms") for name, longest in pieces.items()]
    return Part("Beside the training", found, TEXT + table(("784-16-16-10", "ms"), lines))


def _plane(network: Network, rng: np.random.Generator) -> tuple[Plane, Frame]:
    start = network.parameters.astype(np.float64)
    first, second = np.linalg.qr(rng.standard_normal((start.size, 2)))[0].T
    return Plane(start, first, second), Frame(-1.0, 1.0, -1.0, 1.0)


def _advances(network: Network) -> Iterator[bool]:
    evaluation = Evaluation(network, data().test)
    while not evaluation.advance():
        yield False


def _some(work: Iterator[object], count: int) -> Iterator[object]:
    for _, each in zip(range(count), work, strict=False):
        yield each


def _longest(work: Iterator[object]) -> float:
    """Milliseconds of processor time that the longest piece took."""
    longest = 0.0
    while True:
        started = time.thread_time()
        if next(work, work) is work:
            return longest * 1e3
        longest = max(longest, time.thread_time() - started)


TEXT = """
A run scores its network while it trains, and answers questions; it does so in pieces, between which commands are heard.

"""

"""What a run computes beside its steps: scores, crossings of the landscape, agreement of gradients, explanations."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator

import numpy as np

from bench import clock, floors, machine
from bench.digits import data
from bench.engine import TURNS
from bench.floor import Floor
from bench.report import Part, Row, number, table
from engine.agreement import BLOCK, compare
from engine.evaluation import Evaluation, evaluate
from engine.explain import explain
from engine.landscape import Landscape, sample
from engine.mnist import Dataset
from engine.network import Network
from engine.nudges import wishes
from engine.plan import Plan
from engine.plane import Frame, Plane

SLICE = 10.0  # milliseconds of training between two looks at the commands that have come (app/training/pace.py)
GOAL = 1.2  # times its floor
TURNS_OF_COMPARISON = 5  # each takes a second
CHECK = 10  # the batch size of the epoch whose mean is taken


def measure(quick: bool) -> Part:
    machine.one_core()
    plan = Plan()
    rng = np.random.default_rng(plan.seed)
    network, test = Network.initial(plan, rng), data().test
    exact = network.copy(np.float64)
    fixed = sample(data().train)
    landscape = Landscape(network, *_plane(network, rng), fixed)
    x, y = test.x[0], test.y[0]
    seen, explained = wishes(exact, x, y), floors.explanation(exact, x, y)
    cases = {
        "evaluation's products": Floor(plan.sizes, len(test), test.x1).forward,
        "evaluation's floor": floors.forward(network, test),
        "evaluation": lambda: evaluate(network, test),
        "crossing's floor": floors.crossing(network, len(fixed)),
        "crossing": lambda: landscape.cost(0.5, 0.5),
        "wishes": lambda: wishes(network, x, y),
        "explanation's products": explained["products"],
        "explanation's floor": explained["all"],
        "explanation": lambda: explain(each := network.copy(np.float64), wishes(each, x, y), 1, 0),
        "copy": lambda: network.copy(np.float64),
        "forward pass": lambda: exact.forward(x[np.newaxis]),
        "wishes in double precision": lambda: wishes(exact, x, y),
        "its neuron": lambda: explain(exact, seen, 1, 0),
    }
    taken = {name: seconds * 1e3 for name, seconds in clock.by_turns(cases, 2 if quick else TURNS).items()}
    taken |= comparison(network, fixed if quick else data().train, 1 if quick else TURNS_OF_COMPARISON)
    pieces = {
        "evaluation, one `advance`": _longest(_advances(network)),
        "agreement, one `next`": _longest(_some(compare(network, data().train, rng), 200 if quick else 2000)),
        "landscape, one crossing": taken["crossing"],
        "all wishes of one example": taken["wishes"],
    }
    compared = {
        "evaluation of the 10,000 test digits": "evaluation",
        "one crossing of the landscape": "crossing",
        "a comparison of gradients": "comparison",
        "an explanation of one neuron": "explanation",
    }
    ratios = {what: taken[name] / taken[f"{name}'s floor"] for what, name in compared.items()}
    lines = [
        (what, *(number(taken[each]) for each in (f"{name}'s floor", name)), f"{ratios[what]:.2f}")
        for what, name in compared.items()
    ]
    found = [Row(f"{what} over its floor", GOAL, ratio, note=NOTES.get(what, "")) for what, ratio in ratios.items()]
    found += [Row(f"longest piece: {name}", SLICE, longest, "ms") for name, longest in pieces.items()]
    text = [
        TEXT.format(products=number(taken["evaluation's products"])),
        table(("784-16-16-10", "its floor, ms", "ms", "ratio"), lines),
        WHY,
        table(("an explanation of one neuron of the first layer", "µs"), _explanation(taken)),
        PIECES,
        table(("longest piece", "ms"), [(name, number(longest)) for name, longest in pieces.items()]),
    ]
    return Part("Beside the training", found, "\n\n".join(text))


def comparison(network: Network, train: Dataset, turns: int) -> dict[str, float]:
    """Milliseconds that a whole comparison of gradients takes, and those of its floor."""
    *_, last = compare(network, train, np.random.default_rng(0), check=CHECK)
    assert last is not None and last.piles is not None
    least = [floors.gradients(network, train, each.batch_size, len(each.x)) for each in last.clouds]
    least += [
        floors.gradients(network, train, BLOCK, len(train) // BLOCK, added_up=True),  # the whole
        floors.forward(network, train),  # the lengths of all single gradients, of which the backward pass is no part
        floors.gradients(network, train, 1, len(last.clouds[0].x)),  # those that span the plane
        floors.gradients(network, train, CHECK, last.piles, added_up=True),
    ]

    def floor() -> None:
        for each in least:
            each()

    def compared() -> None:
        deque(compare(network, train, np.random.default_rng(0), check=CHECK), maxlen=0)

    taken = clock.by_turns({"comparison's floor": floor, "comparison": compared}, turns)
    return {name: seconds * 1e3 for name, seconds in taken.items()}


def _explanation(taken: dict[str, float]) -> list[tuple[str, str]]:
    """Where the time of one explanation goes."""
    backward = taken["wishes in double precision"] - taken["forward pass"]
    parts = {
        "its floor: six matrix products": taken["explanation's products"],
        "its floor: the rest": taken["explanation's floor"] - taken["explanation's products"],
        "to copy the network in double precision": taken["copy"],
        "forward pass": taken["forward pass"],
        "backward, with every wish": backward,
        "to take the neuron apart": taken["its neuron"],
        "**an explanation**": taken["explanation"],
    }
    return [(name, number(milliseconds * 1e3)) for name, milliseconds in parts.items()]


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


NOTES = {"an explanation of one neuron": "some seventy calls on few numbers: see there"}

TEXT = """
Floors (`bench/floors.py`) are matrix products and activations, into arrays that exist, and nothing else but what makes
of them what is asked for: of a crossing, the cost; of a comparison's gradients, lengths, places and sums. No floor
gathers examples. Of the evaluation's, the products alone take {products} ms. A comparison takes the full gradient,
clouds of gradients of eleven sizes of batch, and an epoch of batches of ten.
"""

WHY = """
An explanation is far from its floor because it is one example: some seventy calls, most of them on sixteen numbers,
each into a new array, which whoever asked keeps. To write them down ahead, as training does, would be worth it for what
is done a thousand times a second; a person asks a few times, and the page's pictures 30 times, which is a thousandth
part of a core. It is computed in double precision, for what it adds up is shown to the last digit.
"""

PIECES = """
A run scores its network while it trains, and answers questions; it does so in pieces, between which commands are heard.
"""

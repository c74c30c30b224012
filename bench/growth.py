"""How the cost of an example grows, with the batch, the width, the depth and the number of runs, and why it bends."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import pairwise

from bench import clock, machine
from bench.engine import LARGE, TURNS_OF_LARGE, stepping
from bench.report import Part, number, table
from engine.backprop import rows_at_once

BATCHES = (1, 2, 5, 10, 20, 50, 100, 144, 152, 200, 504, 512, 1000, 5000, 60_000)
WIDTHS = (4, 8, 16, 32, 64, 128, 256, 512)
DEPTHS = (1, 2, 3, 4)
RUNS = (1, 2, 4, 8)
TURNS = 25
SECONDS = 1.5  # of training, with so many runs at a time


def measure(quick: bool) -> Part:
    machine.one_core()
    batches = [((784, 16, 16, 10), batch) for batch in (BATCHES[:2] if quick else BATCHES)]
    widths = [((784, width, 10), batch) for width in (WIDTHS[:1] if quick else WIDTHS) for batch in (10, 1000)]
    depths = [((784, *[16] * depth, 10), batch) for depth in (DEPTHS[:1] if quick else DEPTHS) for batch in (10, 1000)]
    taken = {}
    small, large = ([each for each in batches if (each[1] > LARGE) is above] for above in (False, True))
    for group in (small, large, widths, depths):
        turns = 2 if quick else TURNS_OF_LARGE if any(batch > LARGE for _, batch in group) else TURNS
        for each, seconds in clock.by_turns({each: stepping(*each) for each in group}, turns).items():
            taken[each] = seconds

    def micro(sizes: Sequence[int], batch: int) -> str:
        return number(taken[tuple(sizes), batch] / batch * 1e6)

    def weights(sizes: Sequence[int]) -> int:
        return sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))

    block = f"{rows_at_once(batches[0][0], batches[-1][1]):,}"
    text = [
        BATCH.format(block),
        table(("batch", "µs an example"), [(f"{batch:,}", micro(sizes, batch)) for sizes, batch in batches]),
    ]
    text += [WIDTH, table(
        ("width", "parameters", "batch 10: µs an example", "batch 1,000"),
        [(sizes[1], f"{weights(sizes):,}", micro(sizes, 10), micro(sizes, 1000)) for sizes, _ in widths[::2]],
    )]  # fmt: skip
    text += [DEPTH, table(
        ("hidden layers of 16", "batch 10: µs an example", "batch 1,000"),
        [(len(sizes) - 2, micro(sizes, 10), micro(sizes, 1000)) for sizes, _ in depths[::2]],
    )]  # fmt: skip
    rates = {count: together(count, 0.2 if quick else SECONDS) for count in (RUNS[:1] if quick else RUNS)}
    text += [RUN, table(
        ("runs at a time", "steps a second of each", "of all", "share of one alone, a core"),
        [
            (count, f"{rate / count:,.0f}", f"{rate:,.0f}", f"{rate / rates[1] / min(count, os.cpu_count() or 1):.2f}")
            for count, rate in rates.items()
        ],
    )]  # fmt: skip
    return Part("How it grows", (), "\n\n".join(text))


def together(count: int, seconds: float) -> float:
    """Steps a second of so many trainings at a time, each a process, in sum."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.growth", str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(count)
    ]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()  # ready
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return sum(float(process.communicate()[0]) for process in processes)


def train(seconds: float) -> None:
    """One of several trainings: says when it is ready, and, once told to go, how many steps a second it took."""
    machine.all_cores()
    step = stepping((784, 16, 16, 10), 10)
    step()
    print("ready", flush=True)
    sys.stdin.readline()
    started, steps = time.perf_counter(), 0
    while time.perf_counter() - started < seconds:
        for _ in range(100):
            step()
        steps += 100
    print(steps / (time.perf_counter() - started), flush=True)


BATCH = """
**With the batch** (784-16-16-10). From 1 to 50, a step's thirty calls and its change of all parameters are shared out
over more and more examples. From about 100 on, what is left is arithmetic and fetching the examples. Up to {} examples
are one block here; above, there are several, and their gradients are added up. The full batch falls once more: it takes
its examples in their order, which memory delivers ahead."""

WIDTH = """
**With the width** of one hidden layer. Narrow layers cost what calls cost; from about 32 neurons on, the products do,
in proportion to the parameters. At batch 10 three passes over all parameters (gradient, change, sum) are shared out
over ten examples only, and above 128 neurons they no longer fit into the second-level cache."""

DEPTH = """
**With the depth.** A further layer of 16 adds 272 parameters to 13,000: its arithmetic is next to nothing, its eight
calls are all, which ten examples feel and a thousand do not."""

RUN = """
**With the number of runs**, each a process (784-16-16-10, batch 10, wall time). As many as there are cores disturb each
other only through the memory that they share; beyond, they take turns."""


if __name__ == "__main__":
    train(float(sys.argv[1]))

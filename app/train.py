"""`python -m app train`: the same descent in the terminal, with no server, no page and no child process."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import deque
from dataclasses import fields
from itertools import islice
from typing import TextIO

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from engine.descent import Descent, Step, descend
from engine.diverged import Diverged
from engine.evaluation import evaluate
from engine.mnist import Data
from engine.network import Network
from engine.plan import CHOICES, Plan

LOOK_EVERY = 0.1  # seconds between two looks at how far it has come
DIVERGED, INTERRUPTED = 1, 130  # exit statuses


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What a person may say about the run: any part of a plan, and for how long."""
    default = Plan()
    parser.add_argument("--epochs", type=_epochs, required=True, metavar="N", help="passes through the training set")
    sizes = ",".join(map(str, default.sizes))
    parser.add_argument("--sizes", type=_whole_numbers, metavar="N,N,...", help=f"widths of the layers ({sizes})")
    parser.add_argument("--eta", type=float, help=f"the learning rate ({default.eta:g})")
    parser.add_argument("--batch-size", type=int, metavar="N", help=f"examples in a batch ({default.batch_size})")
    for name, known in CHOICES.items():
        parser.add_argument(f"--{name}", choices=known, help=f"({getattr(default, name)})")
    parser.add_argument("--seed", type=int, metavar="N", help=f"of all that is random ({default.seed})")
    parser.add_argument("--digits", type=_whole_numbers, metavar="N,N,...", help="the only ones to train on (all)")
    parser.add_argument("--json", action="store_true", help="print the outcome as one JSON object")


def plan_of(chosen: argparse.Namespace) -> Plan:
    """The plan that the arguments describe. Raises ValueError."""
    given = {field.name: getattr(chosen, field.name, None) for field in fields(Plan)}
    return Plan.from_mapping({name: value for name, value in given.items() if value is not None})


def train(chosen: argparse.Namespace, data: Data, out: TextIO = sys.stdout, progress: TextIO = sys.stderr) -> int:
    """Trains, prints what came of it, and returns the exit status. Raises ValueError for a plan that cannot be."""
    plan = plan_of(chosen)
    rng = np.random.default_rng(plan.seed)
    network = Network.initial(plan, rng)
    descent = descend(network, data.train, plan, rng)
    console = Console(file=progress)
    try:
        seconds = _descend(descent, chosen.epochs, console)
    except Diverged as diverged:
        console.print(f"The network has diverged: {diverged}. Try --eta {diverged.suggested:g}.", highlight=False)
        return DIVERGED
    except KeyboardInterrupt:
        console.print(f"Stopped at step {descent.steps}, epoch {descent.epoch:.2f}.", highlight=False)
        return INTERRUPTED
    score = evaluate(network, data.test)
    if chosen.json:
        outcome = {
            "test_accuracy": score.accuracy,
            "test_cost": score.cost,
            "epochs": descent.epoch,
            "steps": descent.steps,
            "seconds": seconds,
            "plan": plan.as_mapping(),
        }
        print(json.dumps(outcome), file=out)
    else:
        rate = descent.steps / seconds if seconds else 0.0
        print(f"Test accuracy {score.accuracy:.2%}, test cost {score.cost:.4f}", file=out)
        print(
            f"after {descent.epoch:g} epochs: {descent.steps:,} steps in {seconds:.2f} s, {rate:,.0f} a second",
            file=out,
        )
    return 0


def _descend(descent: Descent, epochs: float, console: Console) -> float:
    """Trains for so many epochs under a bar. Returns the seconds that it took. Raises Diverged."""
    bar = Progress(
        TextColumn("epoch {task.fields[epoch]:.2f}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("examples, cost {task.fields[cost]:.4f}"),
        TimeRemainingColumn(),
        console=console,
    )
    total = round(epochs * descent.pass_size)
    seconds, at_once, cost = 0.0, 1, 0.0
    with bar, np.errstate(over="ignore", invalid="ignore"):  # a cost beyond all bounds is found without a warning
        task = bar.add_task("", total=total, epoch=0.0, cost=0.0)
        while descent.examples < total:
            # No step takes more examples than a batch: these do not pass the end, unless a single one does.
            sure = max(1, (total - descent.examples) // descent.plan.batch_size)
            started = time.perf_counter()
            done = deque(islice(descent, min(at_once, sure)), maxlen=1).pop()
            took = time.perf_counter() - started
            seconds += took
            at_once = max(1, min(2 * at_once, int(at_once * LOOK_EVERY / max(took, 1e-6))))
            if isinstance(done, Step):
                cost = done.cost
            bar.update(task, completed=descent.examples, epoch=descent.epoch, cost=cost)
    return seconds


def _epochs(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 100_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0 and at most 100,000")
    return value


def _whole_numbers(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of whole numbers with commas between them") from None

"""Which eta suits a way down best? A few are tried, from the same start and for the same while, and the cost decides.

Full batch and single examples want very different ones, so "the same eta for all" and "each its best" are both fair,
in different senses.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.descent import Part, descend
from engine.diverged import Diverged
from engine.evaluation import evaluate
from engine.mnist import Dataset
from engine.network import Network
from engine.plan import LARGEST_ETA, Plan

# The etas tried first, each twice the one before. A velocity adds up ten nudges, so momentum wants a tenth of the eta;
# Adam's eta is about the length of a step of each single weight.
GRID = tuple(2.0**k for k in range(-4, 5))
SCALE = {"plain": 1.0, "momentum": 0.1, "nesterov": 0.1, "adam": 0.008}
STEPS = 120  # of each try, at least,
EXAMPLES = 20_000  # and as many as it takes to look at so many examples
LARGE = 6_000  # a larger batch is tried on a tenth of the data: that is what a part is good for
TENTH = 10
SLICE = 2_000  # examples between two moments at which the search can be put aside


@dataclass(frozen=True, slots=True)
class Trial:
    """One try: `cost` is that of the fixed sample afterwards, None if it diverged; `best` the best eta so far."""

    eta: float
    steps: int
    examples: int
    cost: float | None
    done: int
    of: int
    best: float | None


def search(plan: Plan, start: Network, data: Dataset, fixed: Dataset) -> Iterator[Trial | None]:
    """Tries etas for `plan`, a few milliseconds at a time: None means that a try is under way.

    Batches of more than `LARGE` examples are tried on every tenth example of the data.
    """
    if min(plan.batch_size, len(data)) > LARGE:
        data = Dataset.labelled(np.ascontiguousarray(data.x1[::TENTH]), data.labels[::TENTH])
    steps = max(STEPS, -(-EXAMPLES // min(plan.batch_size, len(data))))
    etas = [min(SCALE[plan.optimizer] * each, LARGEST_ETA) for each in GRID]
    best: tuple[float, float] | None = None
    for done, eta in enumerate(etas, 1):
        network = start.copy()
        descent = descend(network, data, plan.changed(eta=eta), np.random.default_rng(plan.seed))
        cost: float | None = None
        since = 0
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                while descent.steps < steps:
                    event, since = next(descent), since + min(plan.batch_size, SLICE)
                    if isinstance(event, Part) or since >= SLICE:
                        since = 0
                        yield None
                descent.cost()
                found = evaluate(network, fixed).cost
                cost = found if np.isfinite(found) else None
        except Diverged:
            pass
        if cost is not None and (best is None or cost < best[0]):
            best = cost, eta
        yield Trial(eta, descent.steps, descent.examples, cost, done, len(etas), best[1] if best else None)

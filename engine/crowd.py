"""When many ask at once: the loudest of them by name, all others as one voice, and whether that is everybody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Array
from engine.explain import Stack


@dataclass(frozen=True, slots=True)
class Crowd:
    """`askers` (m,) are the rows of the stack that stay, in their own order, with their `wishes` (m, n); `rest` (n,) is
    what all others wish together, empty when there are none. `difference` is the largest |wishes + rest − total|."""

    askers: Array
    wishes: Array
    rest: Array
    difference: float


def crowd(stack: Stack, most: int) -> Crowd:
    """The `most` who ask for most, by |nudge_z|, and the rest in one. At least one."""
    n_next = len(stack.asked)
    order = np.argsort(-np.abs(stack.asked), kind="stable")
    askers = np.sort(order[:most])
    others = np.sort(order[most:])
    wishes = stack.wishes[askers]
    rest = stack.wishes[others].sum(axis=0) if n_next > most else stack.total[:0]
    everybody = wishes.sum(axis=0) + (rest if rest.size else 0)
    return Crowd(askers, wishes, rest, float(np.abs(everybody - stack.total).max(initial=0)))

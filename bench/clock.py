"""Fair timing on a machine that is never quiet: short slices of all cases by turns, and the median of each."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Hashable, Mapping
from typing import TypeVar

Case = Callable[[], object]
Name = TypeVar("Name", bound=Hashable)

SLICE = 0.008  # seconds


def by_turns(cases: Mapping[Name, Case], turns: int, seconds: float = SLICE) -> dict[Name, float]:
    """The median seconds that one call of each case takes, A B C A B C ...

    The clock is the thread's processor time: what another process takes of the core meanwhile does not count. What it
    takes of caches and memory does.
    """
    counts = {name: _count(case, seconds) for name, case in cases.items()}
    taken: dict[Name, list[float]] = {name: [] for name in cases}
    for _ in range(turns):
        for name, case in cases.items():
            taken[name].append(_each(case, counts[name]))
    return {name: statistics.median(each) for name, each in taken.items()}


def _each(case: Case, count: int) -> float:
    started = time.thread_time()
    for _ in range(count):
        case()
    return (time.thread_time() - started) / count


def _count(case: Case, seconds: float) -> int:
    """How many calls fill so many seconds."""
    case()
    return max(1, int(seconds / max(_each(case, 1), 1e-7)))


def percentile(values: list[float], share: float) -> float:
    """The smallest value that so large a share of all does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

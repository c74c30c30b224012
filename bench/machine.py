"""What everything was measured on: processor, cores, versions, and the kernel that multiplies."""

from __future__ import annotations

import os
import platform
import statistics
import time
from functools import cache
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info

from engine.kernel import processor


@cache
def describe() -> str:
    """One line."""
    return "; ".join([
        f"{_processor()} (family {processor()[1] or '?'}), {os.cpu_count()} cores, {_memory()}",
        f"{platform.system()} {platform.release().split('-')[0]}",
        f"Python {platform.python_version()}, NumPy {np.__version__}",
        kernel(),
    ])  # fmt: skip


def kernel() -> str:
    """The matrix product, its kernel and its threads."""
    found = [
        f"{pool['internal_api']} {pool['version']} ({pool.get('architecture', '?')}, {pool['num_threads']} thread)"
        for pool in threadpool_info()
        if pool["user_api"] == "blas"
    ]
    preset = os.environ.get("OPENBLAS_CORETYPE")
    return ", ".join(found or ["an unknown BLAS"]) + (f", OPENBLAS_CORETYPE={preset}" if preset else "")


def pulse() -> float:
    """How fast the machine is just now: milliseconds of processor time for a million additions in Python."""

    def additions() -> float:
        total, started = 0, time.thread_time()
        for each in range(1_000_000):
            total += each
        return (time.thread_time() - started) * 1e3

    return statistics.median(additions() for _ in range(9))


def one_core() -> None:
    """Stays on the last core, where there is a choice."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def all_cores() -> None:
    """Takes back what `one_core` did, for a process that was started since."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, range(os.cpu_count() or 1))


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        flags = next((line for line in lines if line.startswith("flags")), "")
        name = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
        return name + (" with AVX-512" if "avx512f" in flags else "")
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
    except (ValueError, OSError, AttributeError):
        return "memory unknown"

"""The same training by others: PyTorch, JAX, scikit-learn and plain NumPy, each as its users would write it.

Each runs in a process of its own, on one core and one thread, and is asked by turns. PyTorch, JAX and scikit-learn come
from an environment beside ours (`make bench-peers`); without it only plain NumPy is compared with.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import numpy as np

from bench.digits import KEPT, data
from bench.engine import BATCHES, NETWORKS, name
from bench.peer import OURS, THEIRS
from bench.report import Part, Row, number, table

ROOT = Path(__file__).parents[1]
ENVIRONMENT = Path(os.environ.get("NUDGE_PEERS", ROOT / ".venv-peers"))
SECONDS, TURNS = 0.12, 3


class Process:
    """One peer at work."""

    def __init__(self, name: str, file: Path) -> None:
        here = name in OURS
        python = sys.executable if here else str(ENVIRONMENT / "bin" / "python")
        environment = os.environ | {
            "PYTHONPATH": str(ROOT), "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
            **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
        }  # fmt: skip
        command = [python, "-m", "bench.peer"] if here else [python, str(ROOT / "bench" / "peer.py")]
        self.process = subprocess.Popen(
            [*command, name, str(file)], cwd=ROOT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def ask(self, sizes: tuple[int, ...], batch: int, seconds: float) -> float | None:
        """Seconds a step; None when the process has died."""
        assert self.process.stdin is not None and self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps({"sizes": sizes, "batch": batch, "seconds": seconds}) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return None
        line = self.process.stdout.readline()
        return float(json.loads(line)["step"]) if line else None

    def end(self) -> None:
        self.process.communicate()


def measure(quick: bool) -> Part:
    there = (ENVIRONMENT / "bin" / "python").exists() and not quick
    names = [*OURS, *(THEIRS if there else ())]
    processes = {each: Process(each, _file()) for each in names}
    lines: list[tuple[str, ...]] = []
    worst: dict[str, Row] = {}
    for sizes in NETWORKS[:1] if quick else NETWORKS:
        for batch in BATCHES[1:2] if quick else BATCHES:
            found: dict[str, list[float]] = {each: [] for each in names}
            for _ in range(1 if quick else TURNS):
                for each, process in processes.items():
                    answer = process.ask(sizes, batch, 0.02 if quick else SECONDS)
                    found[each] += [] if answer is None else [answer]
            taken = {each: statistics.median(times) for each, times in found.items() if times}
            best = min((each for each in taken if each != "nudge"), key=lambda each: taken[each])
            ratio = taken["nudge"] / taken[best]
            # Batch 1 stands for itself, the others for one another.
            kind = "batch 1" if batch == 1 else "at worst from batch 10 on"
            what = f"step of {name(sizes)} over the fastest of the others, {kind}"
            row = Row(what, 1.0, ratio, note=best if batch == 1 else f"batch {batch:,}, {best}")
            worst[what] = max(worst.get(what, row), row, key=lambda each: each.measured)
            micro = (number(taken[each] * 1e6) if each in taken else "-" for each in names)
            lines.append((name(sizes), f"{batch:,}", *micro, f"{ratio:.2f}"))
    for process in processes.values():
        process.end()
    text = (
        TEXT + table(("network", "batch", *names, "nudge over the fastest"), lines) + "\n" + ("" if there else MISSING)
    )
    return Part("Against others", list(worst.values()), text)


def _file() -> Path:
    """The training pictures, decoded, with their labels beside."""
    labels = data().train.labels
    file = max(KEPT.glob("*-float32.npy"), key=lambda each: each.stat().st_size)
    np.save(f"{file}.labels.npy", labels)
    return file


TEXT = """
Microseconds of processor time a step, one core, one thread, float32, each with its own loop over shuffled examples:
sigmoid layers and the quadratic cost, but for scikit-learn, which has softmax and cross-entropy. "By hand" is
back-propagation written out into tensors that exist; JAX compiles the whole loop, so that no Python runs between steps.
At batch 1 that is worth half the time: thirty calls into NumPy take 7 µs before they compute anything, and "nudge"
writes down the nudge of every weight, which a compiled loop need not do.

"""

MISSING = """
PyTorch, JAX and scikit-learn were not there to be measured: `make bench-peers` installs them.
"""

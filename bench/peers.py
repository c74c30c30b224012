"""The same training by others: PyTorch, JAX, scikit-learn, TensorFlow.js, ..., each as its users would write it.

Each runs in a process of its own, on one core and one thread, and is asked by turns. All but plain NumPy come from an
environment beside ours (`make bench-peers`); those that are not there are left out. Two are in no registry of packages:
who wants them measured puts `network.py` of github.com/mnielsen/neural-networks-and-deep-learning and `nn.ts` of
github.com/tensorflow/playground into its folder `by-hand`.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np

from bench import machine
from bench.digits import KEPT, data
from bench.engine import BATCHES, NETWORKS, name
from bench.peer import OURS, THEIRS
from bench.report import Part, Row, number, table

ROOT = Path(__file__).parents[1]
ENVIRONMENT = Path(os.environ.get("NUDGE_PEERS", ROOT / ".venv-peers"))
PACKAGES = ENVIRONMENT / "js"
BY_HAND = ENVIRONMENT / "by-hand"
SECONDS, TURNS = 0.12, 3
SLOW = 1.0  # seconds a step, of which one is measured once
JAVASCRIPT = ("TensorFlow.js, WebAssembly", "ConvNetJS", "TensorFlow Playground")
# In one batch, of those that take one example after the other: 60,000 of them would take from seconds to minutes.
MOST = dict.fromkeys(("ConvNetJS", "TensorFlow Playground", "Nielsen's network.py"), 1000)


class Process:
    """One peer at work."""

    def __init__(self, name: str, file: Path) -> None:
        environment = os.environ | {
            "PYTHONPATH": f"{ROOT}{os.pathsep}{BY_HAND}", "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
            **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
        }  # fmt: skip
        self.process: subprocess.Popen[str] | None = None
        with suppress(FileNotFoundError):
            self.process = subprocess.Popen(
                [*_program(name), name, str(file), *([str(PACKAGES)] if name in JAVASCRIPT else [])],
                cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )  # fmt: skip

    def ask(self, sizes: tuple[int, ...], batch: int, seconds: float) -> float | None:
        """Seconds a step; None when the process has died, or never lived."""
        if self.process is None:
            return None
        assert self.process.stdin is not None and self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps({"sizes": sizes, "batch": batch, "seconds": seconds}) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return None
        line = self.process.stdout.readline()
        return float(json.loads(line)["step"]) if line else None

    def end(self) -> None:
        if self.process is not None:
            with suppress(BrokenPipeError):
                self.process.communicate()


def measure(quick: bool) -> Part:
    machine.one_core()  # which they share with this
    names = [*OURS, *(() if quick else (*THEIRS, *JAVASCRIPT))]
    processes = {each: Process(each, _file()) for each in names}
    found: list[tuple[tuple[int, ...], int, dict[str, float]]] = []
    worst: dict[str, Row] = {}
    for sizes in NETWORKS[:1] if quick else NETWORKS:
        for batch in BATCHES[1:2] if quick else BATCHES:
            taken = _asked(processes, sizes, batch, 1 if quick else TURNS, 0.02 if quick else SECONDS)
            found.append((sizes, batch, taken))
            best = fastest(taken)
            ratio = taken["nudge"] / taken[best]
            # Batch 1 stands for itself, the others for one another.
            kind = "batch 1" if batch == 1 else "at worst from batch 10 on"
            what = f"step of {name(sizes)} over the fastest of the others, {kind}"
            row = Row(what, 1.0, ratio, note=best if batch == 1 else f"batch {batch:,}, {best}")
            worst[what] = max(worst.get(what, row), row, key=lambda each: each.measured)
    for process in processes.values():
        process.end()
    there = [each for each in names if any(each in taken for *_, taken in found)]
    lines = [
        (
            name(sizes), f"{batch:,}", *(number(taken[each] * 1e6) if each in taken else "-" for each in there),
            f"{taken['nudge'] / taken[fastest(taken)]:.2f}",
        )
        for sizes, batch, taken in found
    ]  # fmt: skip
    absent = [each for each in (*THEIRS, *JAVASCRIPT) if each not in there]
    text = TEXT + table(("network", "batch", *there, "nudge over the fastest"), lines) + "\n"
    return Part("Against others", list(worst.values()), text + (MISSING.format("; ".join(absent)) if absent else ""))


def fastest(taken: dict[str, float]) -> str:
    """Who of the others is."""
    return min((each for each in taken if each != "nudge"), key=lambda each: taken[each])


def _asked(
    processes: dict[str, Process], sizes: tuple[int, ...], batch: int, turns: int, seconds: float
) -> dict[str, float]:
    """The median seconds a step of those who answer."""
    found: dict[str, list[float]] = {each: [] for each in processes}
    for _ in range(turns):
        for each, process in processes.items():
            if batch > MOST.get(each, batch) or max(found[each], default=0.0) > SLOW:
                continue
            answer = process.ask(sizes, batch, seconds)
            found[each] += [] if answer is None else [answer]
    return {each: statistics.median(times) for each, times in found.items() if times}


def _program(name: str) -> list[str]:
    if name in OURS:
        return [sys.executable, "-m", "bench.peer"]
    if name in JAVASCRIPT:
        return [str(Path(sys.executable).parent / "node"), str(ROOT / "bench" / "peer.mjs")]
    return [str(ENVIRONMENT / "bin" / "python"), str(ROOT / "bench" / "peer.py")]


def _file() -> Path:
    """The training pictures, decoded, with their labels beside."""
    labels = data().train.labels
    file = max(KEPT.glob("*-float32.npy"), key=lambda each: each.stat().st_size)
    np.save(f"{file}.labels.npy", labels)
    return file


TEXT = """
Microseconds of processor time a step, one core, one thread, float32, each with its own loop over shuffled examples:
sigmoid layers and the quadratic cost, but for scikit-learn and neural-network-digits, which have softmax and
cross-entropy, ConvNetJS, whose outputs are linear, and TensorFlow Playground, which has one output instead of ten. "By
hand" is back-propagation written out into tensors that exist; "compiled" is the same as a function that PyTorch turns
into C++; JAX compiles the whole loop, so that no Python runs between steps. At batch 1 that is worth half the time:
thirty calls into NumPy take 7 µs before they compute anything, and "nudge" writes down the nudge of every weight, which
a compiled loop need not do. ConvNetJS, TensorFlow Playground and Nielsen's network.py take one example after the other,
however large the batch, in numbers of 64 bits, and were not asked for 60,000. The last two are in no registry of
packages: `bench/peers.py` says where to put them.

"""

MISSING = """
Not there to be measured: {}. `make bench-peers` installs them, but for the two that are put there by hand.
"""

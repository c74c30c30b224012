"""How much memory a server needs, and each run of it."""

from __future__ import annotations

import sys
import time

from bench.report import Part, Row, table
from bench.server import Server, descendants, memory

RUNS = 3
SETTLING = 3.0  # seconds of training before a run is measured
SERVER, RUN = 300.0, 60.0  # megabytes


def measure(quick: bool) -> Part | None:
    if not sys.platform.startswith("linux"):
        return None
    with Server() as server:
        server.http.get("/").raise_for_status()
        server.http.get("/api/data/train/59999").raise_for_status()
        runs: dict[int, dict[str, float]] = {}
        known = descendants(server.process.pid)
        helper = [memory(pid) for pid in known]
        for _ in range(1 if quick else RUNS):
            run = server.new_run(speed=None)
            server.command(run, type="run", speed=None)
            time.sleep(0.5 if quick else SETTLING)
        web = memory(server.process.pid)
        runs = {pid: memory(pid) for pid in descendants(server.process.pid) - known}
    lines = [("web process, with the data", *_columns(web))]
    lines += [("what children are forked from", *_columns(each)) for each in helper]
    lines += [(f"run {i}", *_columns(each)) for i, each in enumerate(runs.values(), 1)]
    rows = [
        Row("a server with the data loaded, resident", SERVER, web["Rss"], "MB"),
        Row("each further run, of its own", RUN, max(map(_own, runs.values())), "MB"),
    ]
    return Part("Memory", rows, TEXT + table(("process", "resident, MB", "its share, MB", "its own, MB"), lines))


def _own(found: dict[str, float]) -> float:
    return found["Private_Dirty"]


def _columns(found: dict[str, float]) -> tuple[str, ...]:
    return tuple(f"{value:.0f}" for value in (found["Rss"], found["Pss"], _own(found)))


TEXT = """
Resident is all that a process has touched; its share counts what several have touched in parts; its own is what it has
written. The data are mapped from two files by all, and are fetched as they are looked at.

"""

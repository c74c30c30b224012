"""Pictures on their way to 1 to 1,000 viewers: how old they are, what each costs, and how training bears it."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from subprocess import PIPE
from typing import Any

from bench import machine, slowed
from bench.crowd import Crowd
from bench.report import Part, Row, number, table
from bench.server import Server, busiest, descendants, processor_seconds
from bench.slowed import Slowed, Training

CROWDS = (1, 10, 100, 300, 1000)
SECONDS = 5.0
ROOM = {"NUDGE_MAX_RUN_VIEWERS": "1100", "NUDGE_MAX_VIEWERS": "2200"}
OLDEST = {300: 20.0, 1000: 60.0}  # milliseconds, p99
SLOWED = {1: 3.0, 300: 10.0}  # percent
ROUNDS = 10  # of those
PICTURE_SECONDS = 15.0  # to measure what a picture costs the training
EACH = 20.0  # µs of the server a viewer and picture
SKIPPED = 1.0  # percent, for newer ones
LARGEST = 4096.0  # bytes of a picture
ALONE, WITH_WEIGHTS = ("picture",), ("picture", "weights")


def measure(quick: bool) -> Part | None:
    if not sys.platform.startswith("linux"):
        return None
    machine.all_cores()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    seconds, lines, slow, rows = 0.5 if quick else SECONDS, [], [], []
    with Server(**ROOM) as server:
        run = server.new_run(speed=None)
        server.command(run, type="run", speed=None)
        time.sleep(1.0)
        training = busiest(descendants(server.process.pid))
        for kinds in (ALONE, WITH_WEIGHTS):
            for count in CROWDS[1:2] if quick else CROWDS if kinds is ALONE else OLDEST:
                with Crowd(server.url, run, count, *kinds) as crowd:
                    found, used = watched(server, crowd, seconds)
                    if kinds is ALONE and (quick or count in SLOWED):
                        slow.append((count, by_viewers(server, run, training, crowd, 2 if quick else ROUNDS)))
                what = f"{count:,}" if kinds is ALONE else f"{count:,}, weights too"
                lines.append((*line(what, count, found, used), f"{found['skipped']:.1%}"))
                if count in OLDEST:
                    least, least_used = bare(count, found["bytes"])
                    lines.append((*line(f"{what}: bare loop", count, least, least_used), ""))
                    rows += ages(count, kinds, found, least)
                if kinds is ALONE and count == 300:
                    rows += costs(found, used, least, least_used)
                if kinds is ALONE and count == 1:
                    rows.append(Row("a default picture, mean", LARGEST, found["bytes"], "bytes"))
    picture = slowed.picture(0.5 if quick else PICTURE_SECONDS)
    rows += [slower(count, found, slowed.share(picture)) for count, found in slow if count in SLOWED]
    head = (
        "viewers", "pictures/s each", "bytes each", "age p50, ms", "p99", "server, of a core",
        "µs a viewer and picture", "the viewers, of a core", "skipped",
    )  # fmt: skip
    slow_lines = [(f"{count:,}", found.own, found.wall) for count, found in slow]
    slow_head = "viewers", "training slowed, its own time, %", "wall time, %"
    text = [
        TEXT, table(head, lines), BY_TURNS, table(slow_head, slow_lines),
        PICTURE.format(cost=picture, share=slowed.share(picture)),
    ]  # fmt: skip
    return Part("Streaming", rows, "\n\n".join(text))


def watched(server: Server, crowd: Crowd, seconds: float) -> tuple[dict[str, Any], float]:
    """What a crowd sees, and what that takes of a core in the server."""
    before, used, started = counted(server), processor_seconds(server.process.pid), time.time()
    found = crowd.measure(seconds)
    used, took = processor_seconds(server.process.pid) - used, time.time() - started
    sent, skipped = (now - then for now, then in zip(counted(server), before, strict=True))
    return found | {"skipped": skipped / max(sent + skipped, 1)}, used / took


def by_viewers(server: Server, run: str, process: int, crowd: Crowd, rounds: int) -> Slowed:
    training = Training(server, run, process)
    try:
        return training.slowed(crowd, rounds)
    finally:
        training.close()


def bare(count: int, size: float) -> tuple[dict[str, Any], float]:
    """What so many viewers see of sockets alone, and what that takes of a core; the training goes on meanwhile."""
    with subprocess.Popen([sys.executable, "-m", "bench.bare", str(round(size))], stdout=PIPE, text=True) as loop:
        assert loop.stdout is not None
        with Crowd(loop.stdout.readline().strip(), "any", count, *ALONE) as crowd:
            used, started = processor_seconds(loop.pid), time.time()
            found = crowd.measure(SECONDS)
            used, took = processor_seconds(loop.pid) - used, time.time() - started
        loop.terminate()
    return found, used / took


def ages(count: int, kinds: tuple[str, ...], found: dict[str, Any], least: dict[str, Any]) -> list[Row]:
    age, least_age = found["p99"] * 1e3, least["p99"] * 1e3
    note = f"{number(least_age)} ms with a bare loop, {age / least_age:.2g} times that"
    what = f"picture's age, p99, {count:,} viewers × 30/s"
    if kinds is WITH_WEIGHTS:
        what += ", and the weights 8/s"
        note = f"{found['bytes']:,.0f} bytes on average; {note}"
    return [Row(what, OLDEST[count], age, "ms", note)]


def costs(found: dict[str, Any], used: float, least: dict[str, Any], least_used: float) -> list[Row]:
    each, least_each = microseconds(found, used), microseconds(least, least_used)
    note = f"{number(least_each)} µs with a bare loop, {each / least_each:.2g} times that"
    return [
        Row("server, a viewer and picture, 300 viewers", EACH, each, "µs", note),
        Row("pictures skipped, 300 viewers", SKIPPED, found["skipped"] * 100, "%"),
    ]


def slower(count: int, found: Slowed, share: slowed.Spread) -> Row:
    """Of one viewer, what its pictures take; of many, also what they take of memory and caches."""
    if count == 1:
        note = f"by turns with and without: {found.own} % of its own time, {found.wall} % of wall time"
        return Row("training slowed, viewers: 1", SLOWED[1], share.middle, "%", note)
    note = f"quartiles {number(found.own.low)} and {number(found.own.high)}; {found.wall} % of wall time"
    return Row(f"training slowed, viewers: {count:,}", SLOWED[count], max(found.own.middle, 0.0), "%", note)


def line(name: str, count: int, found: dict[str, Any], used: float) -> tuple[str, ...]:
    """One of the table: what the viewers saw, what that took of a core, and what they took themselves."""
    lost = f" ({found['lost']} lost)" if found["lost"] else ""
    return (
        name + lost, number(found["pictures"] / found["seconds"] / count), f"{found['bytes']:,.0f}",
        number(found["p50"] * 1e3), number(found["p99"] * 1e3), f"{used:.1%}", number(microseconds(found, used)),
        f"{found['own']:.0%}",
    )  # fmt: skip


def microseconds(found: dict[str, Any], used: float) -> float:
    """Of processor time for each picture that a viewer has seen."""
    return used * found["seconds"] / max(found["pictures"], 1) * 1e6


def counted(server: Server) -> tuple[float, float]:
    """The pictures that the server has sent so far, and those that it has skipped for newer ones."""
    lines = dict(line.rsplit(" ", 1) for line in server.http.get("/metrics").text.splitlines() if line[0] != "#")
    return float(lines["nudge_pictures_sent_total"]), float(lines["nudge_pictures_skipped_total"])


TEXT = """
A real server and a training at full speed, the viewers in a process of their own on the same machine; each acknowledges
a picture as soon as it has come. Ages are from the moment at which the training took the picture. A page with the
network open asks for the weights too, 8 times a second, which makes it 38 pictures. The bare loop writes as many bytes
to as many sockets 30 times a second, reads what they answer, and does no more (`bench/bare.py`): so much does the
machine itself ask for, with the viewers and the training on the same cores.

"""

BY_TURNS = """
How much the training is slowed: by so many viewers, who by turns look and look away for a third of a second each
(`bench/slowed.py`); in steps a second of its own processor time, and of wall time, for which the viewers and the server
compete with it. The median, and in brackets the quartiles, of the rounds.
"""

PICTURE = """
Closer to it, in a process that does the same work: one picture takes {cost} µs, with what it costs the steps after it.
30 times a second, however many viewers there are, these are {share} %.
"""

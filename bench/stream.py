"""Pictures on their way to 1 to 1,000 viewers: how old they are, what each costs, and how training bears it."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from subprocess import PIPE
from typing import Any

from bench import machine
from bench.report import Part, Row, number, table
from bench.server import TICKS, Milestones, Server, busiest, descendants, processor_seconds

CROWDS = (1, 10, 100, 300, 1000)
SECONDS = 5.0
ROOM = {"NUDGE_MAX_RUN_VIEWERS": "1100", "NUDGE_MAX_VIEWERS": "2200"}
OLDEST = {300: 20.0, 1000: 60.0}  # milliseconds, p99
SLOWED = {1: 3.0, 300: 10.0}  # percent
EACH = 20.0  # µs of the server a viewer and picture
SKIPPED = 1.0  # percent, for newer ones
LARGEST = 4096.0  # bytes of a picture


@dataclass(frozen=True, slots=True)
class Pace:
    """Steps a second of wall time, and a second of the training's own processor time."""

    wall: float
    own: float


def measure(quick: bool) -> Part | None:
    if not sys.platform.startswith("linux"):
        return None
    machine.all_cores()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    lines, rows = [], []
    with Server(**ROOM) as server:
        run = server.new_run(speed=None)
        server.command(run, type="run", speed=None)
        time.sleep(1.0)
        web, training = server.process.pid, busiest(descendants(server.process.pid))
        miles = Milestones(server, run)
        for count in CROWDS[1:2] if quick else CROWDS:
            found, slowed, used = crowd(server, run, count, miles, (web, training), 0.5 if quick else SECONDS)
            slower = f"{slowed.wall:.1f} %", f"{slowed.own:.1f} %"
            lines.append((*line(f"{count:,}", count, found, used), f"{found['skipped']:.1%}", *slower))
            if count in OLDEST:
                least, least_used = bare(count, found["bytes"])
                lines.append((*line(f"{count:,} of a bare loop", count, least, least_used), "", "", ""))
                age, least_age = found["p99"] * 1e3, least["p99"] * 1e3
                note = f"{number(least_age)} ms with a bare loop, {age / least_age:.2g} times that"
                rows.append(Row(f"picture's age, p99, {count:,} viewers × 30/s", OLDEST[count], age, "ms", note))
            if count in SLOWED:
                note = f"{slowed.wall:.1f} % of wall time, the viewers on the same machine"
                rows.append(Row(f"training slowed, viewers: {count:,}", SLOWED[count], max(slowed.own, 0.0), "%", note))
            if count == 300:
                each, least_each = microseconds(found, used), microseconds(least, least_used)
                note = f"{number(least_each)} µs with a bare loop, {each / least_each:.2g} times that"
                rows.append(Row("server, a viewer and picture, 300 viewers", EACH, each, "µs", note))
                rows.append(Row("pictures skipped, 300 viewers", SKIPPED, found["skipped"] * 100, "%"))
            if count == 1:
                rows.append(Row("a default picture, mean", LARGEST, found["bytes"], "bytes"))
        default, *_ = crowd(server, run, 10, miles, (web, training), 0.5 if quick else SECONDS, ("picture", "weights"))
    head = (
        "viewers", "pictures/s each", "age p50, ms", "p99", "server, of a core", "µs a viewer and picture",
        "the viewers, of a core", "skipped", "training slowed, wall time", "its own time",
    )  # fmt: skip
    first = (
        "\n\nWith the weights, which a page with the network open asks for too, 8 times a second: "
        f"{default['pictures'] / default['seconds'] / 10:.0f} pictures a second, "
        f"of {default['bytes']:,.0f} bytes on average."
    )
    return Part("Streaming", rows, TEXT + table(head, lines) + first)


def crowd(
    server: Server, run: str, count: int, miles: Milestones, pids: tuple[int, int], seconds: float,
    kinds: tuple[str, ...] = ("picture",),
) -> tuple[dict[str, Any], Pace, float]:  # fmt: skip
    """What so many viewers saw, by how many percent the training was slowed, and the server's share of a core."""
    before = pace(miles, pids[1], seconds / 2)
    viewers = come(server.url, run, count, seconds, *kinds)
    before_it = counted(server)
    used, started = processor_seconds(pids[0]), time.time()
    during = pace(miles, pids[1], seconds * 0.9)
    used, took = processor_seconds(pids[0]) - used, time.time() - started
    sent, skipped = (now - then for now, then in zip(counted(server), before_it, strict=True))
    found: dict[str, Any] = json.loads(viewers.communicate()[0]) | {"skipped": skipped / max(sent + skipped, 1)}
    after = pace(miles, pids[1], seconds / 2)
    wall, own = ((mean - now) / mean * 100 for mean, now in (
        ((before.wall + after.wall) / 2, during.wall), ((before.own + after.own) / 2, during.own),
    ))  # fmt: skip
    return found, Pace(wall, own), used / took


def bare(count: int, size: float) -> tuple[dict[str, Any], float]:
    """What so many viewers see of sockets alone, and what that takes of a core; the training goes on meanwhile."""
    with subprocess.Popen([sys.executable, "-m", "bench.bare", str(round(size))], stdout=PIPE, text=True) as loop:
        assert loop.stdout is not None
        viewers = come(loop.stdout.readline().strip(), "any", count, SECONDS, "picture")
        used, started = processor_seconds(loop.pid), time.time()
        time.sleep(SECONDS * 0.9)
        used, took = processor_seconds(loop.pid) - used, time.time() - started
        found: dict[str, Any] = json.loads(viewers.communicate()[0])
        loop.terminate()
    return found, used / took


def come(url: str, run: str, count: int, seconds: float, *kinds: str) -> subprocess.Popen[str]:
    """So many viewers, who are there when this returns, and write what they saw when so many seconds are over."""
    command = [sys.executable, "-m", "bench.viewers", url, run, str(count), str(seconds), *kinds]
    viewers = subprocess.Popen(command, stdout=PIPE, text=True)
    assert viewers.stdout is not None
    viewers.stdout.readline()
    return viewers


def line(name: str, count: int, found: dict[str, Any], used: float) -> tuple[str, ...]:
    """One of the table: what the viewers saw, what that took of a core, and what they took themselves."""
    lost = f" ({found['lost']} lost)" if found["lost"] else ""
    return (
        name + lost, number(found["pictures"] / found["seconds"] / count), number(found["p50"] * 1e3),
        number(found["p99"] * 1e3), f"{used:.1%}", number(microseconds(found, used)), f"{found['own']:.0%}",
    )  # fmt: skip


def microseconds(found: dict[str, Any], used: float) -> float:
    """Of processor time for each picture that a viewer has seen."""
    return used * found["seconds"] / max(found["pictures"], 1) * 1e6


def counted(server: Server) -> tuple[float, float]:
    """The pictures that the server has sent so far, and those that it has skipped for newer ones."""
    lines = dict(line.rsplit(" ", 1) for line in server.http.get("/metrics").text.splitlines() if line[0] != "#")
    return float(lines["nudge_pictures_sent_total"]), float(lines["nudge_pictures_skipped_total"])


def pace(miles: Milestones, training: int, seconds: float) -> Pace:
    step, at = miles.now()
    used = processor_seconds(training)
    time.sleep(seconds)
    step_then, at_then = miles.now()
    used = processor_seconds(training) - used
    steps = step_then - step
    return Pace(steps / (at_then - at), steps / max(used, 1 / TICKS))


TEXT = """
A real server and a training at full speed, the viewers in a process of their own on the same machine; each acknowledges
a picture as soon as it has come. Ages are from the moment at which the training took the picture. The bare loop writes
as many bytes to as many sockets 30 times a second, reads what they answer, and does no more (`bench/bare.py`): so much
does the machine itself ask for, with the viewers and the training on the same cores.

"""

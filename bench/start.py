"""How long one waits: for a server's first byte, and after Play for the first picture that moves."""

from __future__ import annotations

import statistics
import time

from app.wire import commands, messages
from bench.report import Part, Row, number, table
from bench.server import Server, Socket

STARTS, PLAYS = 3, 7
FIRST_BYTE = 3.0  # seconds
FIRST_PICTURE = 300.0  # milliseconds


def measure(quick: bool) -> Part:
    Server().end()  # decodes the data, if nobody has
    bytes_after, pictures_after, runs_after = [], [], []
    for _ in range(1 if quick else STARTS):
        started = time.perf_counter()
        with Server() as server:
            server.http.get("/").raise_for_status()
            bytes_after.append(time.perf_counter() - started)
            for _ in range(1 if quick else PLAYS):
                began = time.perf_counter()
                run = server.new_run()
                runs_after.append(time.perf_counter() - began)
                socket = Socket(server, run, ["picture", "weights"])
                socket.until(messages.Activity)  # before the first lesson
                pictures_after.append(_play(socket))
                server.http.delete(f"/api/runs/{run}").raise_for_status()
    first = statistics.median(pictures_after) * 1e3
    lines = [
        ("from the start of the process to the first byte of the page", f"{statistics.median(bytes_after):.2f} s"),
        ("a new run", f"{number(statistics.median(runs_after) * 1e3)} ms"),
        ("from Play to the first picture with a step in it", f"{number(first)} ms"),
    ]
    rows = [
        Row("second start to first byte", FIRST_BYTE, statistics.median(bytes_after), "s"),
        Row("Play to first moving picture", FIRST_PICTURE, first, "ms"),
    ]
    return Part("Start", rows, TEXT + table(("", "median"), lines))


def _play(socket: Socket) -> float:
    """Seconds from the command to the first picture of a network that has learnt."""
    began = time.perf_counter()
    socket.send(commands.Run(id=1))
    while socket.until(messages.Activity).step == 0:
        pass
    took = time.perf_counter() - began
    socket.close()
    return took


TEXT = """
`make run` starts `python -m app serve`, which is what is started here, with the data decoded before.

"""

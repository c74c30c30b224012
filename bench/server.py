"""A server to be measured, a socket that speaks its wire, and what processes cost as Linux counts it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from websockets.sync.client import connect

from app.wire import commands, messages, protocol
from app.wire.commands import Kind
from bench.digits import KEPT

ROOT = Path(__file__).parents[1]
URL = re.compile(r"http://\S+")
WAIT = 60.0  # seconds
TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """`python -m app serve` in a process of its own, with an empty memory but with the data decoded before."""

    def __init__(self, **environment: str) -> None:
        self._directory = Path(tempfile.mkdtemp(prefix="nudge-bench-"))
        KEPT.mkdir(exist_ok=True)
        (self._directory / "cache").symlink_to(KEPT)
        command = [sys.executable, "-m", "app", "serve", "--port", "0", "--data-dir", str(self._directory)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.url = self._address()
        self.http = httpx.Client(base_url=self.url, timeout=WAIT)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *error: object) -> None:
        self.end()

    def end(self) -> None:
        self.http.close()
        self.process.terminate()
        self.process.communicate()
        shutil.rmtree(self._directory, ignore_errors=True)

    def new_run(self, **plan: Any) -> str:
        return str(self.http.post("/api/runs", json=plan).raise_for_status().json()["id"])

    def command(self, run: str, **wanted: Any) -> None:
        self.http.post(f"/api/runs/{run}/commands", json=wanted).raise_for_status()

    def _address(self) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if found := URL.search(line):
                return found[0].partition("/?")[0].rstrip("/")
        raise RuntimeError("the server ended before it said where it is")


class Socket:
    """One viewer, who acknowledges what comes."""

    def __init__(self, server: Server, run: str, kinds: list[Kind]) -> None:
        address = f"{server.url.replace('http', 'ws')}/ws/{run}"
        self._socket = connect(address, max_size=None, compression=None, open_timeout=WAIT)
        self._drawn = 0
        self.send(commands.Hello(version=protocol.VERSION))
        self.until(messages.Hello)
        self.send(commands.Subscribe(kinds=kinds))

    def send(self, command: commands.Command) -> None:
        self._socket.send(protocol.write_command(command).decode())

    def until(self, kind: type[Any]) -> Any:
        """The next message of this kind."""
        while True:
            frame = self._socket.recv(timeout=WAIT)
            assert isinstance(frame, bytes)
            message = protocol.decode(frame)
            if isinstance(message, messages.Picture):
                self._drawn += 1
                self.send(commands.Ack(count=self._drawn))
            if isinstance(message, kind):
                return message

    def close(self) -> None:
        self._socket.close()


def processor_seconds(pid: int) -> float:
    """What a process has used of the processor."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def main_thread_seconds(pid: int) -> float:
    """The same of its first thread alone, and finer."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def memory(pid: int) -> dict[str, float]:
    """Megabytes by name: Rss, Pss, Private_Dirty, ..."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    return {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines}


def descendants(pid: int) -> set[int]:
    """All processes that this one has begotten."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def busiest(pids: set[int], seconds: float = 0.3) -> int:
    """The one that computes: the training."""
    before = {pid: processor_seconds(pid) for pid in pids}
    time.sleep(seconds)
    return max(pids, key=lambda pid: processor_seconds(pid) - before[pid])

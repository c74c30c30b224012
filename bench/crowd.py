"""Many viewers in a process of their own, and what they are told."""

from __future__ import annotations

import json
import subprocess
import sys
from subprocess import PIPE
from typing import Any


class Crowd:
    """So many viewers of a run, all of whom have been shown something when this has been made."""

    def __init__(self, url: str, run: str, count: int, *kinds: str) -> None:
        self.count = count
        command = [sys.executable, "-m", "bench.viewers", url, run, str(count), *kinds]
        self._process = subprocess.Popen(command, stdin=PIPE, stdout=PIPE, text=True)
        self._answer()

    def __enter__(self) -> Crowd:
        return self

    def __exit__(self, *error: object) -> None:
        self._process.communicate()

    def measure(self, seconds: float) -> dict[str, Any]:
        """What they see within so many seconds."""
        found: dict[str, Any] = json.loads(self._ask(f"measure {seconds}"))
        return found

    def look(self, looks: bool) -> None:
        """From now on they look, or do not."""
        self._ask("look" if looks else "away")

    def _ask(self, line: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

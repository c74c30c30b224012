"""A clerk does one thing after the other, and neither its callers nor its process wait for one that hangs."""

import asyncio
import gc
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from typing import Any

import pytest

from app.kept.clerk import Clerk, Hanging

ROOT = Path(__file__).parents[2]


async def test_one_thing_is_done_after_the_other_in_one_thread() -> None:
    done: list[tuple[int, str]] = []

    clerk = Clerk("clerk")
    await asyncio.gather(
        *(clerk.ask(lambda n: done.append((n, threading.current_thread().name)), n) for n in range(20))
    )
    clerk.shutdown()
    assert done == [(n, "clerk") for n in range(20)]


@pytest.mark.parametrize("error", [ValueError("wrong"), TimeoutError("said by the disk"), KeyboardInterrupt()])
async def test_what_goes_wrong_is_raised_where_it_was_asked_and_the_clerk_goes_on(error: BaseException) -> None:
    def fail() -> None:
        raise error

    clerk = Clerk("clerk")
    assert clerk.submit(fail).exception(20) is error
    assert clerk.submit(lambda: 7).result(20) == 7
    if isinstance(error, Exception):
        with pytest.raises(type(error)):
            await clerk.ask(fail, seconds=20)


async def test_who_waits_only_so_long_is_told_and_what_had_not_begun_is_not_done() -> None:
    answers, done = threading.Event(), []

    clerk = Clerk("clerk")
    clerk.submit(answers.wait)
    for seconds in (0.01, 0.0):
        with pytest.raises(Hanging, match="does not answer"):
            await clerk.ask(done.append, "late", seconds=seconds)
    answers.set()
    await clerk.ask(done.append, "in time", seconds=20)
    assert done == ["in time"]


async def test_a_clerk_keeps_nothing_of_what_it_has_found() -> None:
    class Large:
        pass

    found: list[weakref.ref[Any]] = []

    def find() -> Large:
        large = Large()
        found.append(weakref.ref(large))
        return large

    clerk = Clerk("clerk")
    await clerk.ask(find)
    await clerk.ask(int)  # so that it is through with the other
    gc.collect()
    assert found[0]() is None


HANGS = """
import asyncio, sys, threading
from pathlib import Path
from app.kept import memory as memories
from app.kept.record import Record
from app.kept.store import SqliteStore

class Hanging(SqliteStore):
    def save(self, changes):
        print("hangs", flush=True)
        threading.Event().wait()

async def live():
    directory = Path(sys.argv[1])
    memories.LAST = 0.1
    memory = memories.Memory(directory, Hanging(directory))
    await memory.close([Record("a1", "Run 1", {})])

asyncio.run(live())
"""


def test_fault_13_a_server_whose_disk_hangs_can_be_ended(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HANGS, str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "hangs\n", "")

"""The web process's memory: what the registry knows, taken down by a thread of its own so that the loop never waits.

A run that has changed is written whole or not at all. While that fails, because the disk is full or somebody else holds
the file, what is to be written stays with the run, and grows no larger than the run itself.
"""

from __future__ import annotations

import asyncio
import atexit
import fcntl
import logging
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from app.kept.clerk import Clerk
from app.kept.foundlings import foundlings
from app.kept.record import Record
from app.kept.store import Change, Curve, Saved, SqliteStore, Told

AGAIN = 10.0  # seconds after which a full disk is tried again
PATIENCE = 6.0  # seconds for one; SQLite itself waits five for who holds the file
LAST = 6.0  # seconds for the last one, and for the end
WEIGHED = 60.0  # seconds between two looks at how much room the checkpoints take
LOCK = "nudge.lock"
RUNS = "runs"  # the directory of their checkpoints
GONE = ".gone"  # what the directory of a run is called as well, once the run has been deleted

# What SQLite and Python raise because of what is in a record, not because of the disk.
UNFIT = (
    sqlite3.IntegrityError, sqlite3.InterfaceError, sqlite3.ProgrammingError, sqlite3.DataError, OverflowError,
    ValueError, TypeError,
)  # fmt: skip

log = logging.getLogger(__name__)


class Taken(Exception):
    """Another server keeps its runs in this directory."""


class Memory:
    """What is kept in `directory`. Raises Taken, Newer, sqlite3.Error or OSError."""

    def __init__(self, directory: Path, store: SqliteStore | None = None) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._lock = _locked(directory / LOCK)
        self._store = store or SqliteStore(directory)
        self._runs = directory / RUNS
        self._writer = Clerk("memory")
        self._forgotten: set[str] = set()  # runs that are still to be removed
        self._due_at = 0.0
        self._hanging: asyncio.Task[None] | None = None  # what waits for a disk that does not answer
        self._weigh_at = 0.0
        self.sizes: dict[str, int] = {}  # bytes of checkpoints by run, as they were a moment ago
        self.trouble: dict[str, Any] | None = None  # why nothing can be written just now, as a notice says it
        self._unfit: dict[str, dict[str, Any]] = {}  # the same of single runs, which keep no other from being written

    def trouble_of(self, id: str) -> dict[str, Any] | None:
        """Why this run cannot be written down just now."""
        return self.trouble or self._unfit.get(id)

    async def known(self) -> list[Saved]:
        """All runs of earlier servers, in the order in which they were made; those too that have left a checkpoint, and
        of which the store knows nothing, and from now on does. Not those that one of them had begun to remove."""
        gone = {path.stem for path in await self._writer.ask(_gone, self._runs)}
        self._forgotten |= gone
        runs = [run for run in await self._writer.ask(self._store.runs) if run.id not in gone]
        known = {run.id for run in runs} | gone | {f"{id}{GONE}" for id in gone}
        found = await self._writer.ask(foundlings, self._runs, known)
        with suppress(sqlite3.Error, OSError, *UNFIT):  # then they are found again next time
            await self._writer.ask(self._store.save, [Change(run) for run in found])
        return sorted([*runs, *found], key=lambda run: run.born)

    async def curves(self, id: str) -> dict[str, Curve]:
        """The curves of a run. Raises Hanging."""
        ask, seconds = self._writer.ask, self._patience
        return {name: await ask(self._store.curve, id, name, seconds=seconds) for name in ("score", "point")}

    async def commands(self, id: str) -> list[Told]:
        """What a run was told. Raises Hanging."""
        return await self._writer.ask(self._store.commands, id, seconds=self._patience)

    @property
    def _patience(self) -> float:
        """How long somebody waits for the disk: where it is known not to answer, not at all."""
        return 0.0 if self._hanging and not self._hanging.done() else PATIENCE

    async def take_down(self, records: Iterable[Record]) -> None:
        """Writes what has changed, unless it is not yet time to try again. `trouble` says what came of it, or that the
        disk does not answer, in which case nobody waits for it any longer."""
        if self._hanging and not self._hanging.done():
            return
        work = asyncio.create_task(self._take_down(records))
        done, _ = await asyncio.wait({work}, timeout=PATIENCE)
        if done:
            return work.result()
        self._hanging = work
        log.error("the runs are not being written down: the disk does not answer")
        self.trouble = {"code": "disk_slow"}

    async def _take_down(self, records: Iterable[Record]) -> None:
        loop = asyncio.get_running_loop()
        if loop.time() < self._due_at:
            return
        try:
            for id in list(self._forgotten):
                await self._writer.ask(self._remove, id)
                self._forgotten.discard(id)
            changed = [(record, change) for record in records if (change := record.unsaved())]
            if changed:  # at once, or a run that is removed meanwhile might be written after that
                await self._save(changed)
            if loop.time() >= self._weigh_at:
                self._weigh_at = loop.time() + WEIGHED
                self.sizes = await self._writer.ask(_sizes, self._runs)
        except (sqlite3.Error, OSError) as error:
            if _is_busy(error):
                return  # somebody else is at it; nothing is lost
            if self.trouble is None:
                log.error("the runs cannot be written down: %s", error)
            full = "full" in str(error)
            self.trouble = {"code": "disk_full"} if full else {"code": "disk_error", "message": str(error)}
            self._due_at = loop.time() + AGAIN
            return
        self.trouble = None

    async def _save(self, changed: list[tuple[Record, Change]]) -> None:
        faults = await self._writer.ask(self._saved, [change for _, change in changed])
        for (record, change), fault in zip(changed, faults, strict=True):
            if fault is None:
                record.saved(change)
                self._unfit.pop(record.id, None)
                continue
            if record.id not in self._unfit:
                log.error("run %s cannot be written down: %s", record.id, fault)
            self._unfit[record.id] = {"code": "disk_error", "message": str(fault)}

    def _saved(self, changes: list[Change]) -> list[Exception | None]:
        """Writes all of them in one transaction. Where something in one is such that it cannot be written, each in its
        own; what was wrong with each."""
        try:
            self._store.save(changes)
        except UNFIT as error:
            return [error] if len(changes) == 1 else [self._saved([change])[0] for change in changes]
        return [None] * len(changes)

    async def forget(self, id: str) -> None:
        """Removes a run, its checkpoints too; if that cannot be done now, as soon as it can."""
        self._forgotten.add(id)
        self.sizes.pop(id, None)
        self._unfit.pop(id, None)
        with suppress(sqlite3.Error, OSError):
            await self._writer.ask(self._remove, id)
            self._forgotten.discard(id)

    def _remove(self, id: str) -> None:
        """Whatever ends this server in between, the next one goes on from the first line, or finds the run whole."""
        directory, gone = self._runs / id, self._runs / f"{id}{GONE}"
        try:
            directory.rename(gone)
        except OSError:
            if directory.exists():  # or it has been done before, or nothing was written
                shutil.rmtree(directory)  # there may be no room even for another name
        for file in gone.glob("*"):  # first what takes room: without any the store could not forget
            with suppress(OSError):
                file.unlink()
        self._store.forget(id)
        shutil.rmtree(gone, ignore_errors=True)

    async def close(self, records: Iterable[Record]) -> None:
        """Writes what there is to write, and ends."""
        self._due_at = 0.0
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST):
                await self.take_down(records)
                await self._writer.ask(self._store.close)
        self._writer.shutdown(wait=False)
        self._lock.close()


def _gone(runs: Path) -> list[Path]:
    return list(runs.glob(f"*{GONE}"))


def _sizes(runs: Path) -> dict[str, int]:
    sizes: Counter[str] = Counter()
    for file in runs.glob("*/*"):
        with suppress(FileNotFoundError):  # it has just gone
            sizes[file.parent.name] += file.stat().st_size
    return sizes


def remembering(directory: Path) -> tuple[Memory | None, Path]:
    """The memory in this directory, and where checkpoints are written. Without a memory they are this server's alone.

    Raises Newer.
    """
    try:
        memory = Memory(directory)
    except (Taken, OSError, sqlite3.Error) as error:
        log.warning("%s; so this server will not remember its runs when it ends", error)
        passing = tempfile.TemporaryDirectory(prefix="nudge-")
        atexit.register(passing.cleanup)
        return None, Path(passing.name)
    return memory, directory / RUNS


def is_held(directory: Path) -> bool:
    """Whether a server keeps its runs there just now."""
    try:
        if (file := directory / LOCK).exists():
            _locked(file).close()
    except Taken:
        return True
    except OSError:
        pass  # where the lock cannot be had, no server has it either
    return False


def _is_busy(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", None) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _locked(path: Path) -> IO[str]:
    """The file, locked until it is closed or this process ends. Raises Taken."""
    file = path.open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise Taken(f"another server keeps its runs in {path.parent}") from None
    return file

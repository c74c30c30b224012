"""What the server remembers of its runs, in one SQLite file: plans, how they stand, curves, what they were told.

One thread writes, in transactions; SQLite sees to it that each is there whole or not at all, whatever is killed when. A
version number in the file says which tables it has; older files are brought up to date, newer ones refused.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal

import msgspec

from app.wire.messages import Status
from app.wire.race_setting import Setting
from engine.plan import Plan

log = logging.getLogger(__name__)

FILE = "runs.db"
PATIENCE = 5_000  # milliseconds that SQLite waits for who holds the file
COMMANDS = 1_000  # the newest of each run are kept
COMMAND_LENGTH = 2_000  # bytes of one

Row = tuple[float, ...]
Curve = Sequence[tuple[int, Row]]  # rows with their numbers, in the order in which they came
Told = tuple[int, float, int, str]  # what a run was told: number, time, step, the command as JSON

# Each brings a file from the version before it; the first makes a new one. Never change one that has been released.
MIGRATIONS = (
    """
    CREATE TABLE run (
        id TEXT PRIMARY KEY, born REAL NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, plan TEXT NOT NULL,
        status TEXT NOT NULL, reason TEXT NOT NULL, speed REAL, slow INTEGER NOT NULL, step INTEGER NOT NULL,
        epoch REAL NOT NULL, examples INTEGER NOT NULL, seconds REAL NOT NULL, score BLOB
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE score (
        run TEXT NOT NULL REFERENCES run ON DELETE CASCADE, n INTEGER NOT NULL, step REAL, epoch REAL, seconds REAL,
        test_cost REAL, test_accuracy REAL, train_cost REAL, PRIMARY KEY (run, n)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE point (
        run TEXT NOT NULL REFERENCES run ON DELETE CASCADE, n INTEGER NOT NULL, step REAL, epoch REAL, seconds REAL,
        cost REAL, PRIMARY KEY (run, n)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE command (
        run TEXT NOT NULL REFERENCES run ON DELETE CASCADE, n INTEGER NOT NULL, at REAL NOT NULL, step INTEGER NOT NULL,
        text TEXT NOT NULL, PRIMARY KEY (run, n)
    ) STRICT, WITHOUT ROWID;
    """,
)
COLUMNS = {"score": 6, "point": 4}  # numbers a row
PLANS: Mapping[str, Callable[[Mapping[str, Any]], Plan | Setting]] = {"training": Plan.from_mapping, "race": Setting.of}


class Newer(Exception):
    """The file was written by a later version of this program. The message says so to a person."""

    def __init__(self, file: Path, version: int) -> None:
        super().__init__(
            f"{file} was written by a later version of Nudge (its tables are of version {version}, this program knows "
            f"{len(MIGRATIONS)}): update Nudge, or choose another directory with --data-dir"
        )


@dataclass(frozen=True, slots=True)
class Saved:
    """One run as it stands, without its curves. `score` is its newest score, encoded."""

    id: str
    born: float
    kind: Literal["training", "race"]
    name: str
    plan: dict[str, Any]
    status: Status
    reason: dict[str, Any]
    speed: float | None
    slow: bool
    step: int
    epoch: float
    examples: int
    seconds: float
    score: bytes | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of a run has been written down: of which edition of its curves, how many rows, how many commands."""

    edition: int
    seen: dict[str, int]
    commands: int
    row: Saved | None


@dataclass(frozen=True, slots=True)
class Change:
    """What is new of a run. `fresh`: the curves that were there are of another network and go. `strides`: of what is
    there of a curve, only the rows stay whose number this divides. `upto`: how much is written down when this is, for
    the record that it is of."""

    run: Saved
    fresh: bool = False
    curves: Mapping[str, Curve] = field(default_factory=dict)
    strides: Mapping[str, int] = field(default_factory=dict)
    commands: Sequence[Told] = ()
    upto: Progress | None = None


class SqliteStore:
    """The store in a directory. All of it may block, and raises sqlite3.Error or OSError; to open it also Newer."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._file = directory / FILE
        self._database = self._opened()
        self._opened_file = self._file.stat()

    def runs(self) -> list[Saved]:
        """All that can be read, in the order in which they were made."""
        rows = self._database.execute("SELECT * FROM run ORDER BY born, id").fetchall()
        return [run for row in rows if (run := _saved(row))]

    def curve(self, id: str, name: str) -> Curve:
        """One curve of a run: "score" or "point"."""
        if name not in COLUMNS:
            raise ValueError(f"there is no curve {name!r}")
        rows = self._database.execute(f"SELECT * FROM {name} WHERE run = ? ORDER BY n", (id,))
        nan = float("nan")  # which SQLite keeps as NULL
        return [(n, tuple(nan if value is None else value for value in row)) for _, n, *row in rows]

    def commands(self, id: str) -> list[Told]:
        """What a run was told."""
        query = "SELECT n, at, step, text FROM command WHERE run = ? ORDER BY n"
        return self._database.execute(query, (id,)).fetchall()

    def save(self, changes: Iterable[Change]) -> None:
        """Takes down all of these, or nothing."""
        self._check_there()
        self._database.execute("BEGIN IMMEDIATE")
        try:
            for change in changes:
                self._save(change)
            self._database.execute("COMMIT")
        except BaseException:
            if self._database.in_transaction:  # on a full disk SQLite has rolled back by itself
                self._database.execute("ROLLBACK")
            raise

    def forget(self, id: str) -> None:
        """Removes a run and all that belongs to it."""
        self._database.execute("DELETE FROM run WHERE id = ?", (id,))

    def close(self) -> None:
        self._database.close()

    def _save(self, change: Change) -> None:
        run, execute = change.run, self._database.execute
        marks = ", ".join("?" * 13)
        names = "born, kind, name, plan, status, reason, speed, slow, step, epoch, examples, seconds, score"
        updates = ", ".join(f"{name} = excluded.{name}" for name in names.split(", "))
        execute(
            f"INSERT INTO run (id, {names}) VALUES (?, {marks}) ON CONFLICT (id) DO UPDATE SET {updates}", _row(run)
        )
        for name, columns in COLUMNS.items():
            if change.fresh:
                execute(f"DELETE FROM {name} WHERE run = ?", (run.id,))
            marks = ", ".join("?" * (columns + 2))
            rows = ((run.id, n, *row) for n, row in change.curves.get(name, ()))
            self._database.executemany(f"INSERT OR REPLACE INTO {name} VALUES ({marks})", rows)
            if (stride := change.strides.get(name, 1)) > 1:
                execute(f"DELETE FROM {name} WHERE run = ? AND n % ? != 0", (run.id, stride))
        rows = ((run.id, *command) for command in change.commands)
        self._database.executemany("INSERT OR REPLACE INTO command VALUES (?, ?, ?, ?, ?)", rows)
        if change.commands:
            last = change.commands[-1][0]
            execute("DELETE FROM command WHERE run = ? AND n <= ?", (run.id, last - COMMANDS))

    def _check_there(self) -> None:
        """Raises OSError where the file has been removed or exchanged: what is written then is not found again."""
        with suppress(FileNotFoundError):
            if os.path.samestat(self._file.stat(), self._opened_file):
                return
        raise OSError(
            f"{self._file} has been removed or exchanged: until the server is started again, names and curves of runs "
            "are not remembered"
        )

    def _opened(self) -> sqlite3.Connection:
        """The file, of this version; one that is beyond repair is put aside."""
        try:
            return self._connected()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            for suffix in ("", "-wal", "-shm"):
                damaged = self._file.with_name(self._file.name + suffix)
                if damaged.exists():
                    damaged.replace(damaged.with_name(f"{damaged.name}.damaged-{int(time.time())}"))
            return self._connected()

    def _connected(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._file, timeout=PATIENCE / 1000, isolation_level=None, check_same_thread=False)
        # Of a damaged text what can still be read: else one would keep all runs from being listed.
        database.text_factory = lambda text: text.decode(errors="replace")
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute("PRAGMA foreign_keys = ON")
            if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError(f"{self._file} is damaged")
            self._migrate(database)
        except BaseException:
            database.close()
            raise
        return database

    def _migrate(self, database: sqlite3.Connection) -> None:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise Newer(self._file, version)
        if 0 < version < len(MIGRATIONS):
            with closing(sqlite3.connect(self._file.with_name(f"{FILE}.{version}"))) as copy:
                database.backup(copy)
        for number, script in enumerate(MIGRATIONS[version:], version + 1):
            database.executescript(f"BEGIN IMMEDIATE; {script}; PRAGMA user_version = {number}; COMMIT;")


def _saved(row: Sequence[Any]) -> Saved | None:
    """None where that is damaged, which SQLite need not notice: all others are to be had nevertheless."""
    found = dict(zip((column.name for column in fields(Saved)), row, strict=True))
    try:
        found |= {name: msgspec.json.decode(found[name]) for name in ("plan", "reason")}
        saved = msgspec.convert({**found, "slow": bool(found["slow"])}, Saved)
        return replace(saved, plan=PLANS[saved.kind](saved.plan).as_mapping())
    except (msgspec.DecodeError, ValueError) as error:
        log.error("what is written down of run %s cannot be read: %s", found["id"], error)
        return None


def _row(run: Saved) -> tuple[Any, ...]:
    plan, reason = (msgspec.json.encode(value).decode() for value in (run.plan, run.reason))
    return (
        run.id, run.born, run.kind, run.name, plan, run.status, reason, run.speed, int(run.slow), run.step, run.epoch,
        run.examples, run.seconds, run.score,
    )  # fmt: skip

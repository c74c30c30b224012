"""The store takes down all or nothing, keeps curves in bounds, survives its own history and other people's locks."""

import asyncio
import errno
import json
import math
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.kept import memory as memories
from app.kept import store as stores
from app.kept.checkpoint import Checkpoint, Checkpoints
from app.kept.memory import Memory, Taken
from app.kept.record import Record
from app.kept.store import COMMANDS, FILE, Change, Newer, Saved, SqliteStore
from app.runs.child import Nursery
from app.runs.registry import Runs
from app.wire.race_setting import Setting
from engine.plan import Plan
from tests.app import standin
from tests.app.test_foundlings import orphan
from tests.app.test_record import changed, points, score
from tests.conftest import Server

FIXTURES = Path(__file__).parent / "stores"
ROOT = Path(__file__).parents[2]


def saved(id: str = "a1", **more: Any) -> Saved:
    fields: dict[str, Any] = {
        "id": id, "born": 1.0, "kind": "training", "name": "Run \N{HANGUL SYLLABLE GEUL}", "plan": Plan().as_mapping(),
        "status": "paused", "reason": {}, "speed": None, "slow": False, "step": 3, "epoch": 0.5, "examples": 30,
        "seconds": 1.5, "score": None,
    }  # fmt: skip
    return Saved(**fields | more)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore(tmp_path)
    yield store
    store.close()


ROW = (1.0, 0.1, 0.2, 0.3, 0.4, 0.5)


def test_what_was_saved_is_known(store: SqliteStore, tmp_path: Path) -> None:
    run = saved(speed=300.0, slow=True, reason={"code": "diverged"}, score=b"\x00bytes")
    store.save([Change(run, True, {"score": [(0, ROW)]}, {}, [(1, 9.0, 3, '{"type":"run"}')]), Change(saved("b2"))])
    store.close()
    again = SqliteStore(tmp_path)
    assert again.runs() == [run, saved("b2")]
    assert again.curve("a1", "score") == [(0, ROW)] and again.curve("b2", "score") == []
    assert again.commands("a1") == [(1, 9.0, 3, '{"type":"run"}')]
    again.close()


def test_runs_are_known_in_the_order_in_which_they_were_made(store: SqliteStore) -> None:
    store.save([Change(saved(id, born=born)) for id, born in [("b", 2.0), ("a", 3.0), ("c", 1.0)]])
    assert [run.id for run in store.runs()] == ["c", "b", "a"]


def test_what_is_not_finite_comes_back(store: SqliteStore) -> None:
    store.save([Change(saved(), True, {"point": [(0, (1.0, math.nan, math.inf, -math.inf))]})])
    ((_, row),) = store.curve("a1", "point")
    assert row[0] == 1 and math.isnan(row[1]) and row[2:] == (math.inf, -math.inf)


def test_a_forgotten_run_takes_its_curves_along(store: SqliteStore, tmp_path: Path) -> None:
    store.save([Change(saved(), True, {"score": [(0, ROW)]}, {}, [(1, 1.0, 1, "{}")])])
    store.forget("a1")
    with sqlite3.connect(tmp_path / FILE) as other:
        counts = [other.execute(f"SELECT count(*) FROM {name}").fetchone() for name in ("run", "score", "command")]
    other.close()
    assert counts == [(0,)] * 3


def test_the_newest_commands_are_kept(store: SqliteStore) -> None:
    store.save([Change(saved(), commands=[(n, 0.0, n, "{}") for n in range(1, COMMANDS + 11)])])
    told = store.commands("a1")
    assert (told[0][0], len(told)) == (11, COMMANDS)


def test_a_change_that_cannot_be_made_leaves_none_of_its_batch(store: SqliteStore) -> None:
    bad = Change(saved("b2"), curves={"score": [(0, ("no", "number", 1, 2, 3, 4))]})  # type: ignore[dict-item]
    with pytest.raises(sqlite3.Error):
        store.save([Change(saved()), bad])
    assert store.runs() == []


# --- its history ------------------------------------------------------------------------------------------------------


def test_there_is_a_fixture_of_every_version() -> None:
    """Written by that version, with `.dump`; a new version brings its own."""
    assert sorted(int(file.stem) for file in FIXTURES.glob("*.sql")) == list(range(1, len(stores.MIGRATIONS) + 1))


@pytest.mark.parametrize("file", sorted(FIXTURES.glob("*.sql")), ids=lambda file: file.stem)
def test_a_store_of_an_earlier_version_yields_the_same_runs(file: Path, tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / FILE)
    old.executescript(file.read_text(encoding="utf-8"))
    old.close()
    store = SqliteStore(tmp_path)
    runs = store.runs()
    assert [(run.id, run.name, run.status, run.step) for run in runs] == [
        ("0123456789ab", "Nielsen", "paused", 120), ("ba9876543210", "Run 2", "running", 7),
    ]  # fmt: skip
    assert runs[0].plan["sizes"] == [784, 30, 10] and runs[0].speed is None
    assert [row[0] for _, row in store.curve("0123456789ab", "score")] == [0.0, 60.0, 120.0]
    assert [n for n, _ in store.curve("0123456789ab", "point")] == [0, 2, 4]
    assert store.commands("0123456789ab") == [(1, 1_700_000_001.0, 0, '{"type":"run","epochs":0.02}')]
    store.close()


def test_a_migration_keeps_a_copy_of_what_was(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save([Change(saved())])
    store.close()
    more = "ALTER TABLE run ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue'"
    version = len(stores.MIGRATIONS)
    monkeypatch.setattr(stores, "MIGRATIONS", (*stores.MIGRATIONS, more))
    SqliteStore(tmp_path).close()
    with sqlite3.connect(tmp_path / FILE) as new, sqlite3.connect(tmp_path / f"{FILE}.{version}") as old:
        assert new.execute("SELECT id, colour FROM run").fetchall() == [("a1", "blue")]
        assert new.execute("PRAGMA user_version").fetchone() == (version + 1,)
        assert old.execute("SELECT id FROM run").fetchall() == [("a1",)]
    new.close()
    old.close()


def test_a_migration_that_fails_changes_nothing(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.save([Change(saved())])
    store.close()
    with monkeypatch.context() as broken:
        broken.setattr(stores, "MIGRATIONS", (*stores.MIGRATIONS, "DROP TABLE command; SELECT * FROM nothing"))
        with pytest.raises(sqlite3.OperationalError):
            SqliteStore(tmp_path)
    again = SqliteStore(tmp_path)
    assert again.runs() == [saved()] and again.commands("a1") == []
    again.close()


def test_a_store_of_a_later_version_is_refused_with_a_sentence(store: SqliteStore, tmp_path: Path) -> None:
    store.close()
    with sqlite3.connect(tmp_path / FILE) as later:
        later.execute("PRAGMA user_version = 99")
    later.close()
    with pytest.raises(Newer, match=r"later version of Nudge .* version 99, .* --data-dir"):
        SqliteStore(tmp_path)


def test_the_command_line_says_so_and_ends(tmp_path: Path) -> None:
    test_directory = tmp_path / "later"
    SqliteStore(test_directory).close()
    with sqlite3.connect(test_directory / FILE) as later:
        later.execute("PRAGMA user_version = 99")
    later.close()
    command = [sys.executable, "-m", "app", "serve", "--port", "0", "--data-dir", str(test_directory)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2 and "later version" in ended.stderr and "Traceback" not in ended.stderr


@pytest.mark.parametrize("damage", ["noise", "torn"])
def test_a_store_beyond_repair_is_put_aside(damage: str, store: SqliteStore, tmp_path: Path) -> None:
    store.save([Change(saved(f"{n:012}"), True, {"score": [(i, ROW) for i in range(50)]}) for n in range(50)])
    store.close()
    content = (tmp_path / FILE).read_bytes()
    noise = b"not a database at all " * 500
    (tmp_path / FILE).write_bytes(noise if damage == "noise" else content[:8192] + noise[:4096] + content[12288:])
    again = SqliteStore(tmp_path)
    assert again.runs() == []
    again.close()
    assert len(list(tmp_path.glob(f"{FILE}.damaged-*"))) == 1


def test_a_text_that_is_damaged_keeps_no_run_from_being_listed(store: SqliteStore) -> None:
    store.save([Change(saved("a1")), Change(saved("b2"))])
    store._database.execute("UPDATE run SET name = CAST(x'61FF' AS TEXT) WHERE id = 'a1'")
    store._database.execute("UPDATE run SET plan = CAST(x'7BFF' AS TEXT) WHERE id = 'b2'")
    assert [(run.id, run.name) for run in store.runs()] == [("a1", "a\N{REPLACEMENT CHARACTER}")]


@pytest.mark.parametrize(("kind", "plan"), [("training", Plan()), ("race", Setting.of({}))])
def test_what_a_plan_leaves_out_is_as_usual(kind: str, plan: Plan | Setting, store: SqliteStore) -> None:
    store.save([Change(saved(kind=kind, plan={}))])
    assert store.runs()[0].plan == plan.as_mapping()


@pytest.mark.parametrize(
    "damage",
    [
        "plan = '{'",
        "plan = '[]'",
        "plan = '{\"eat\": 1}'",
        "reason = 'x'",
        "kind = 'walk'",
        "status = 'lost'",
        "score = x'93'",
    ],
)
async def test_a_run_that_cannot_be_read_keeps_no_other_from_being_known_and_comes_back_from_its_checkpoint(
    damage: str, tmp_path: Path
) -> None:
    orphan(tmp_path / memories.RUNS, "a1", 7)
    store = SqliteStore(tmp_path)
    store.save([Change(saved("a1", step=7)), Change(saved("b2"))])
    store._database.execute(f"UPDATE run SET {damage} WHERE id = 'a1'")
    store.close()

    for _ in range(2):
        memory = Memory(tmp_path)
        runs = Runs(Nursery(standin.good, kept=tmp_path / memories.RUNS), 1, 60.0, memory)
        await runs.remember()
        assert {(run.record.id, run.record.step, run.record.score) for run in runs} == {
            ("a1", 7, None), ("b2", 3, None),
        }  # fmt: skip
        await runs.close()


# --- faults -----------------------------------------------------------------------------------------------------------


def record(steps: int = 0) -> Record:
    record = Record("a1", "Run 1", Plan().as_mapping())
    record.apply(changed(fresh=True, step=0))
    for step in range(1, steps + 1):
        record.apply(score(step))
    return record


async def test_fault_17_a_store_locked_by_another_process_loses_no_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "PATIENCE", 20)

    memory = Memory(tmp_path)
    known = record(steps=1)
    await memory.take_down([known])
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    for step in range(2, 12):
        known.apply(score(step))
        known.command(f"{step}")
        started = asyncio.get_running_loop().time()
        waiting = asyncio.create_task(memory.take_down([known]))
        await asyncio.sleep(0)
        assert asyncio.get_running_loop().time() - started < 0.02  # the loop does not wait
        await waiting
        assert memory.trouble is None
    other.execute("ROLLBACK")
    other.close()
    await memory.take_down([known])
    curves, told = await memory.curves("a1"), await memory.commands("a1")
    assert [row[0] for _, row in curves["score"]] == list(range(1, 12))
    assert [text for *_, text in told] == [f"{step}" for step in range(2, 12)]
    await memory.close([])


STANDS = ("name", "status", "step", "epoch", "examples")


@pytest.mark.long
def test_fault_17_a_store_that_another_process_holds_for_ten_seconds_loses_nothing(
    start_server: Callable[..., Server], tmp_path: Path
) -> None:
    server = start_server(memory=tmp_path)
    run = server.new_run(speed=200)
    with server.client() as client, holding(tmp_path / FILE, 10.0) as other:
        for label in ("run", "pause", "resume"):
            assert client.post(f"/api/runs/{run}/commands", json={"type": label}).json()["type"] == "done"
        client.patch(f"/api/runs/{run}", json={"name": "while it was held"})
        while other.poll() is None:
            before = client.get(f"/api/runs/{run}").json()["step"]
            try:
                other.wait(2.0)
            except subprocess.TimeoutExpired:
                assert client.get(f"/api/runs/{run}").json()["step"] > before, "the run waits for the store"
        client.post(f"/api/runs/{run}/commands", json={"type": "pause"})
        shown = client.get(f"/api/runs/{run}").json()
        curve = client.get(f"/api/runs/{run}/metrics").json()
    server.stop()
    server = start_server(memory=tmp_path)
    with server.client() as client:
        again = client.get(f"/api/runs/{run}").json()
        assert [again[name] for name in STANDS] == [shown[name] for name in STANDS]
        kept = client.get(f"/api/runs/{run}/metrics").json()
        assert kept["points"] == curve["points"]
        assert kept["scores"][: len(curve["scores"])] == curve["scores"]  # perhaps one came after that was asked
    with closing(sqlite3.connect(tmp_path / FILE)) as database:
        told = [json.loads(text)["type"] for (text,) in database.execute("SELECT text FROM command ORDER BY n")]
    assert told == ["set", "run", "pause", "resume", "pause"]  # the first: its speed


@contextmanager
def holding(file: Path, seconds: float) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the file for itself alone, so long."""
    script = (
        "import sqlite3, sys, time\n"
        "database = sqlite3.connect(sys.argv[1], timeout=10, isolation_level=None)\n"
        "database.execute('BEGIN EXCLUSIVE')\n"
        "print('held', flush=True)\n"
        "time.sleep(float(sys.argv[2]))"
    )
    command = [sys.executable, "-c", script, str(file), str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        yield other


async def test_fault_13_a_store_that_hangs_keeps_nobody_waiting_and_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.kept.memory.PATIENCE", 0.05)

    store, answers = SqliteStore(tmp_path), threading.Event()
    memory, save = Memory(tmp_path, store), store.save

    def hanging(changes: Iterable[Change]) -> None:
        assert answers.wait(60)
        save(changes)

    monkeypatch.setattr(store, "save", hanging)
    known = record(steps=1)
    await memory.take_down([known])
    assert memory.trouble == {"code": "disk_slow"}
    known.apply(score(2))
    await memory.take_down([known])  # which adds nothing to what hangs
    answers.set()
    assert memory._hanging is not None
    await memory._hanging
    assert memory.trouble is None
    await memory.take_down([known])
    assert [row[0] for _, row in (await memory.curves("a1"))["score"]] == [1, 2]
    await memory.close([])


def test_of_two_changes_on_their_way_only_what_arrived_counts() -> None:
    known = record(steps=1)
    first = known.unsaved()
    known.apply(score(2))
    known.command("run")
    second = known.unsaved()
    assert first is not None and second is not None
    known.saved(first)  # the second has failed
    again = known.unsaved()
    assert again is not None and again.run.step == 2
    assert [number for number, _ in again.curves["score"]] == [1] and len(again.commands) == 1


async def test_fault_13_a_full_disk_is_said_and_when_there_is_room_all_is_written(tmp_path: Path) -> None:
    """The limit that SQLite itself has on its file raises the very error of a full disk."""

    store = SqliteStore(tmp_path)
    memory = Memory(tmp_path, store)
    known = record(steps=1)
    await memory.take_down([known])
    (pages,) = store._database.execute("PRAGMA page_count").fetchone()
    store._database.execute(f"PRAGMA max_page_count = {pages}")
    for step in range(2, 3_000):
        known.apply(score(step))
    await memory.take_down([known])
    assert memory.trouble == {"code": "disk_full"}
    store._database.execute("PRAGMA max_page_count = 1000000")
    await memory.take_down([known])
    assert memory.trouble is not None  # it is not yet time to try again
    memory._due_at = 0.0
    await memory.take_down([known])
    assert memory.trouble is None
    assert len((await memory.curves("a1"))["score"]) == 2_999
    await memory.close([])


async def test_a_run_that_cannot_be_written_keeps_no_other_from_being_written(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    sound, unfit = record(steps=1), Record("b2", "Run 2", {})
    unfit.step = 2**63  # more than SQLite has room for
    await memory.take_down([unfit, sound])
    assert [run.id for run in await memory.known()] == ["a1"] and sound.unsaved() is None
    trouble = memory.trouble_of("b2")
    assert trouble is not None and trouble["code"] == "disk_error" and "too large" in trouble["message"]
    assert memory.trouble_of("a1") is None
    unfit.step = 7
    await memory.take_down([unfit, sound])
    assert memory.trouble_of("b2") is None and len(await memory.known()) == 2
    await memory.close([])


@pytest.mark.parametrize("exchanged", [False, True])
async def test_a_store_that_somebody_removes_while_the_server_runs_is_missed_at_once(
    tmp_path: Path, exchanged: bool
) -> None:
    memory = Memory(tmp_path)
    known = record(steps=1)
    await memory.take_down([known])
    assert memory.trouble is None
    (tmp_path / FILE).unlink()
    if exchanged:
        (tmp_path / FILE).write_bytes(b"")
    known.name = "another"
    await memory.take_down([known])
    assert memory.trouble is not None and "removed or exchanged" in memory.trouble["message"]
    assert known.unsaved() is not None
    await memory.close([])


TINY = 1  # megabyte


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    made = mount and os.getuid() == 0 and subprocess.run([mount, "-t", "tmpfs", "-o", f"size={TINY}m", "nudge", disk])
    if not made or made.returncode:
        pytest.skip("needs the right to mount")
    yield disk
    subprocess.run(["umount", disk], check=True)


async def test_fault_13_on_a_disk_of_one_megabyte(tiny_disk: Path) -> None:
    memory = Memory(tiny_disk)
    known = record(steps=5)
    await memory.take_down([known])
    filler = tiny_disk / "filler"
    try:
        filler.write_bytes(b"x" * 2 * 2**20)
    except OSError:
        pass
    for step in range(6, 3_000):
        known.apply(score(step))
    await memory.take_down([known])
    assert memory.trouble is not None
    filler.unlink()
    memory._due_at = 0.0
    await memory.take_down([known])
    assert memory.trouble is None and len((await memory.curves("a1"))["score"]) == 2_999
    await memory.close([])


WRITER = """
import sys
from pathlib import Path
from app.kept.store import Change, SqliteStore
from tests.app.test_store import ROW, saved
store = SqliteStore(Path(sys.argv[1]))
n = max((n for n, _ in store.curve("a1", "score")), default=-1) + 1
while True:
    store.save([Change(saved(step=n + 9), curves={"score": [(n + i, ROW) for i in range(10)]})])
    n += 10
    print(n, flush=True)
"""


def test_fault_4_a_killed_writer_leaves_whole_batches(tmp_path: Path) -> None:
    for round in range(5):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE)
        assert writer.stdout is not None
        for _ in range(20 + 7 * round):
            written = int(writer.stdout.readline())
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        store = SqliteStore(tmp_path)  # which checks it
        rows = store.curve("a1", "score")
        (run,) = store.runs()
        assert len(rows) >= written and len(rows) % 10 == 0
        assert run.step == len(rows) - 1
        store.close()


async def test_two_servers_do_not_share_a_memory(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    first = Memory(tmp_path)
    with pytest.raises(Taken, match="another server"):
        Memory(tmp_path)
    memory, kept = memories.remembering(tmp_path)
    assert memory is None and kept.is_dir() and not kept.is_relative_to(tmp_path)
    assert "will not remember" in caplog.text
    await first.close([])
    second = Memory(tmp_path)
    await second.close([])


async def test_a_forgotten_run_takes_its_checkpoints_along(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    directory = tmp_path / memories.RUNS / "a1"
    directory.mkdir(parents=True)
    (directory / "x.npz").write_bytes(b"")
    known = record(steps=1)
    await memory.take_down([known])
    await memory.forget("a1")
    await memory.take_down([])
    assert not directory.exists() and await memory.known() == []
    await memory.close([])


LINES = {"rename": Path, "unlink": Path, "forget": SqliteStore, "rmtree": shutil}  # of a deletion, in their order


@pytest.mark.parametrize("line", LINES)
async def test_a_deletion_in_which_the_server_dies_is_gone_on_with_by_the_next_or_has_not_begun(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = tmp_path / memories.RUNS / "a1"

    def death(*arguments: Any, **more: Any) -> None:
        raise sqlite3.OperationalError("the server has died")

    memory = Memory(tmp_path)
    Checkpoints(directory).save(Checkpoint({}, {}))
    await memory.take_down([record(steps=1)])
    with monkeypatch.context() as dying:
        dying.setattr(LINES[line], line, death)
        await memory.forget("a1")
    memory._store.close()  # as its death does
    memory._lock.close()
    left = ["a1"] if line == "rename" else []
    again = Memory(tmp_path)
    assert [run.id for run in await again.known()] == left
    await again.take_down([])
    assert again.trouble is None
    assert [path.name for path in directory.parent.iterdir()] == left
    assert [run.id for run in await again.known()] == left
    assert Checkpoints(directory).load()[0] == (Checkpoint({}, {}) if left else None)
    await again.close([])


async def test_a_run_is_deleted_from_a_full_disk_and_its_room_is_free_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def too_full(*arguments: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    memory = Memory(tmp_path)
    directory = tmp_path / memories.RUNS / "a1"
    Checkpoints(directory).save(Checkpoint({}, {}))
    await memory.take_down([record(steps=1)])
    with monkeypatch.context() as crammed:
        crammed.setattr(Path, "rename", full)
        crammed.setattr(SqliteStore, "forget", too_full)
        await memory.forget("a1")
        assert not directory.exists()
        await memory.take_down([])
        assert memory.trouble == {"code": "disk_full"}
    memory._due_at = 0.0
    await memory.take_down([])
    assert memory.trouble is None and await memory.known() == []
    await memory.close([])


# --- a record and its store -------------------------------------------------------------------------------------------


class Kept(RuleBasedStateMachine):
    """Whatever happens to a run, and whenever it is written down or fails to be, it comes back as it was written."""

    @initialize()
    def begin(self) -> None:
        self.store = SqliteStore(Path(f"/dev/shm/nudge-{os.getpid()}-{time.monotonic_ns()}"))
        self.record = Record("a1", "Run 1", Plan().as_mapping())
        self.step = 0

    @rule(count=st.integers(1, 3_000))
    def learn(self, count: int) -> None:
        for _ in range(min(count, 40)):
            self.step += 1
            self.record.apply(score(self.step))
        self.record.apply(points(*range(self.step, self.step + count)))
        self.step += count

    @rule(back=st.integers(0, 500))
    def rewind(self, back: int) -> None:
        self.step = max(0, self.step - back)
        self.record.apply(self.record.rewind(changed(step=self.step)))

    @rule()
    def reset(self) -> None:
        self.step = 0
        self.record.apply(changed(step=0, fresh=True))

    @rule(text=st.text(max_size=20))
    def told(self, text: str) -> None:
        self.record.command(text)

    @rule()
    def fail(self) -> None:
        self.record.unsaved()

    @rule()
    def write(self) -> None:
        change = self.record.unsaved()
        if change is not None:
            self.store.save([change])
            self.record.saved(change)
        assert self.record.unsaved() is None

    @rule()
    def restart(self) -> None:
        self.write()
        (row,) = self.store.runs()
        again = Record.known(row)
        curves = {name: self.store.curve("a1", name) for name in ("score", "point")}
        again.recall(curves, self.store.commands("a1"))
        assert again.numbered() == self.record.numbered() and again.told() == self.record.told()
        assert (again.step, again.epoch, again.plan) == (self.record.step, self.record.epoch, self.record.plan)
        self.record = again

    @invariant()
    def bounded(self) -> None:
        for curve in self.record.numbered().values():
            assert len(curve) <= 4_000

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.store._file.parent)


TestKept = Kept.TestCase
TestKept.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)

"""The doctor says how the runs stand that a server would find, and touches nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.doctor import store_lines
from app.kept.memory import LOCK, RUNS, Memory
from app.kept.store import FILE, MIGRATIONS, Change, SqliteStore
from tests.app.test_store import saved


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A directory with a run and a checkpoint of 3 MB."""
    store = SqliteStore(tmp_path)
    store.save([Change(saved())])
    store.close()
    (tmp_path / RUNS / "a1").mkdir(parents=True)
    (tmp_path / RUNS / "a1" / "0000000001.npz").write_bytes(bytes(3_000_000))
    return tmp_path


def version(directory: Path, number: int) -> None:
    with closing(sqlite3.connect(directory / FILE)) as database:
        database.execute(f"PRAGMA user_version = {number}")


def test_where_nothing_is_kept_nothing_is_made(tmp_path: Path) -> None:
    assert list(store_lines(tmp_path / "nowhere")) == ["none are kept yet"]
    assert not (tmp_path / "nowhere").exists()


def test_a_sound_store_is_counted_measured_and_left_alone(kept: Path) -> None:
    before = (kept / FILE).read_bytes()
    first, second, third = store_lines(kept)
    assert first == f"1 run(s), tables of version {len(MIGRATIONS)} of {len(MIGRATIONS)}, writable"
    assert second.endswith("and 3.0 MB of checkpoints")
    assert third == "no server is at it"
    assert (kept / FILE).read_bytes() == before and not (kept / LOCK).exists()


def test_a_server_that_holds_it_is_seen(kept: Path) -> None:
    memory = Memory(kept)
    try:
        assert list(store_lines(kept))[-1] == "a server that is running keeps its runs here"
    finally:
        memory._store.close()
        memory._lock.close()
    assert list(store_lines(kept))[-1] == "no server is at it"


def test_a_store_of_a_later_version_is_one_bad_line(kept: Path) -> None:
    version(kept, 99)
    (line,) = store_lines(kept)
    assert line.startswith("BAD: ") and "tables are of version 99" in line and "update Nudge" in line


@pytest.mark.parametrize("content", [b"no database at all" * 100, None])
def test_a_broken_store_is_said_and_not_put_aside(kept: Path, content: bytes | None) -> None:
    file = kept / FILE
    whole = bytearray(file.read_bytes())
    whole[4_096 : len(whole) // 2] = bytes(len(whole) // 2 - 4_096)
    file.write_bytes(content or whole)
    assert next(store_lines(kept)).startswith("BAD: it is damaged")
    assert file.exists() and not list(kept.glob("*.damaged*"))


def test_a_store_that_cannot_be_opened_is_said(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert next(store_lines(kept)) == "BAD: it cannot be written (Permission denied)"

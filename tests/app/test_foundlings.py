"""Runs that the store has lost are found by what their checkpoints say of them, of which no more is read than that."""

import asyncio
import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.kept.checkpoint import Checkpoint, Checkpoints
from app.kept.foundlings import foundlings
from app.kept.memory import RUNS, Memory
from app.kept.store import SqliteStore
from engine.plan import Plan

LARGE = 2**20  # numbers


def checkpoint(step: int, size: int = 10, **more: Any) -> Checkpoint:
    facts = {"plan": Plan().as_mapping(), "status": "paused", "reason": {}, "seconds": 1.5}
    facts["descent"] = {"step": step, "examples": 10 * step, "passed": 0.5}
    return Checkpoint(facts | more, {"parameters": np.zeros(size, np.float32)})


def orphan(runs: Path, id: str, *steps: int, **more: Any) -> Path:
    """A run with these checkpoints; the newest file."""
    for step in steps:
        Checkpoints(runs / id).save(checkpoint(step, **more))
    return max((runs / id).iterdir())


def flip(file: Path, at: int) -> None:
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)


def test_hundreds_of_megabytes_of_weights_do_not_delay_a_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for id in ("a", "b"):
        orphan(tmp_path, id, 7, size=LARGE)

    def reading(path: Path) -> bytes:
        raise AssertionError(f"{path} was read as a whole")

    monkeypatch.setattr(Path, "read_bytes", reading)
    assert [(run.id, run.kind, run.step, run.examples) for run in foundlings(tmp_path, ())] == [
        ("a", "training", 7, 70), ("b", "training", 7, 70),
    ]  # fmt: skip


def test_a_flipped_bit_in_the_weights_is_noticed_before_they_are_used(tmp_path: Path) -> None:
    flip(orphan(tmp_path, "a", 1, 2, size=LARGE), 2 * LARGE)
    assert [run.step for run in foundlings(tmp_path, ())] == [2]
    found, damaged = Checkpoints(tmp_path / "a").load()
    assert found is not None and found.facts["descent"]["step"] == 1 and damaged == 1


@pytest.mark.parametrize("damage", ["flipped", "cut short", "empty", "noise"])
def test_where_the_newest_does_not_say_how_a_run_stands_the_one_before_does(damage: str, tmp_path: Path) -> None:
    newest = orphan(tmp_path, "a", 1, 2)
    content = newest.read_bytes()
    if damage == "flipped":
        flip(newest, content.index(b'"plan"'))
    else:
        newest.write_bytes({"cut short": content[:-100], "empty": b"", "noise": b"noise" * 100}[damage])
    assert [run.step for run in foundlings(tmp_path, ())] == [1]


def test_what_says_nothing_of_a_run_is_none(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    orphan(tmp_path, "known", 1)
    orphan(tmp_path, "sound", 1)
    orphan(tmp_path, "strange", 1, status=7)
    flip(newest := orphan(tmp_path, "damaged", 1), newest.read_bytes().index(b'"plan"'))
    (tmp_path / "nothing").mkdir()
    (tmp_path / "no directory").write_bytes(b"")
    assert [run.id for run in foundlings(tmp_path, {"known"})] == ["sound"]
    assert "says too little" in caplog.text and str(tmp_path / "strange") in caplog.text


def test_runs_that_were_found_again_are_known_from_then_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    orphan(tmp_path / RUNS, "a", 3)

    async def known() -> list[str]:
        memory = Memory(tmp_path)
        try:
            return [run.id for run in await memory.known()]
        finally:
            await memory.close([])

    with caplog.at_level(logging.WARNING):
        assert asyncio.run(known()) == ["a"] and "found again" in caplog.text
        caplog.clear()
        assert asyncio.run(known()) == ["a"] and not caplog.text
    store = SqliteStore(tmp_path)
    assert [run.step for run in store.runs()] == [3]
    store.close()

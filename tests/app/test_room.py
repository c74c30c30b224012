"""Room for a run is made without losing what somebody has done, and the runs are looked after whatever goes wrong."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.kept.checkpoint import Checkpoints
from app.kept.clerk import Hanging
from app.kept.memory import RUNS, Memory
from app.kept.race_record import RaceRecord
from app.kept.record import Record
from app.kept.store import Change, SqliteStore
from app.runs.child import Child, Nursery
from app.runs.outbox import Closing
from app.runs.registry import UNTOUCHED, Full, Runs
from app.runs.run import Run
from app.web import live
from app.wire import commands, messages, protocol
from app.wire.protocol import ProtocolError
from app.wire.race_setting import Setting
from tests.app import standin
from tests.app.test_gate import HOME, app
from tests.app.test_runs import PLAN, letters, until, watcher
from tests.app.test_store import saved

RACE = Setting.of({}).as_mapping()


def house(kept: Path | None = None, most: int = 1, keep: int = 200) -> Runs:
    return Runs(Nursery(standin.good, kept=kept), most, idle=60.0, keep=keep)


async def left(runs: Runs) -> Run:
    """A new run that nobody has cared for in a long while."""
    run = await runs.create(PLAN, "", None)
    run.touched -= UNTOUCHED + 1
    return run


async def test_a_run_that_can_come_back_is_put_to_rest_and_never_deleted(tmp_path: Path) -> None:
    runs = house(tmp_path)
    run = await left(runs)
    other = await runs.create(PLAN, "", None)
    assert list(runs) == [run, other] and run.asleep and other.alive
    await runs.close()


@pytest.mark.parametrize("code", ["disk_full", "disk_slow", "disk_error"])
async def test_a_run_that_cannot_be_written_down_is_not_put_to_rest_until_it_is(code: str, tmp_path: Path) -> None:
    runs = house(tmp_path)
    run = await left(runs)
    await run.request(commands.Learn(label=3))
    run.touched -= UNTOUCHED + 1
    run.trouble("checkpoint", {"code": code})
    await runs._look_after()
    with pytest.raises(Full):
        await runs.create(PLAN, "")
    assert run.alive and not run.resting
    run.trouble("checkpoint", None)
    await runs._look_after()
    assert run.asleep
    await runs.close()


async def test_a_run_that_has_failed_and_will_never_be_written_down_makes_room_on_any_disk(tmp_path: Path) -> None:
    runs = house(tmp_path)
    run = await left(runs)
    run.trouble("checkpoint", {"code": "disk_full"})
    run.record.status, run.record.step = "failed", 7
    await runs._look_after()
    assert not run.alive
    await runs.close()


async def started(run: Run) -> None:
    run.record.start = b"weights of a race"


async def given(run: Run) -> None:
    run.record.given = True


async def hung(run: Run) -> None:
    run.record.hung = 1


async def taught(run: Run) -> None:
    await run.request(commands.Learn(label=3))


@pytest.mark.parametrize("dear", [started, given, hung, taught])
async def test_a_run_that_cannot_come_back_is_not_deleted_if_anything_would_be_lost(dear: Callable[[Run], Any]) -> None:
    runs = house()
    run = await left(runs)
    await dear(run)
    run.touched -= UNTOUCHED + 1
    with pytest.raises(Full):
        await runs.create(PLAN, "", None)
    assert list(runs) == [run] and run.alive
    await runs.close()


async def test_a_file_that_was_brought_is_known_as_such(tmp_path: Path) -> None:
    runs = house()
    run = await runs.bring(b"weights", PLAN, "")
    assert not run.unused
    await runs.close()


async def test_a_file_that_is_being_written_holds_no_room_and_takes_none_that_there_is_not() -> None:
    runs = house()
    made = await asyncio.gather(runs.bring(b"weights", PLAN, ""), runs.create(PLAN, ""), return_exceptions=True)
    assert [isinstance(each, Full) for each in made] == [True, False]
    assert sum(run.alive for run in runs) == 1
    await runs.close()


async def test_who_comes_while_a_run_is_put_to_rest_finds_it_awake(tmp_path: Path) -> None:
    runs = house(tmp_path)
    run = await runs.create(PLAN, "")
    resting = asyncio.create_task(run.stop({"code": "idle"}))
    await asyncio.sleep(0)
    assert run.alive and run.resting
    await runs.wake(run)
    assert run.alive and not run.resting and run.record.status == "paused"
    await resting
    await runs.close()


async def test_a_command_from_a_socket_wakes_a_run_that_sleeps_if_there_is_room(tmp_path: Path) -> None:
    runs = house(tmp_path)
    run = await left(runs)
    other = await runs.create(PLAN, "")
    box = watcher(run)
    with pytest.raises(ProtocolError) as refused:
        await live._obey(commands.Pause(id=1), run, box, runs)
    assert (refused.value.code, refused.value.id) == ("asleep", 1) and run.asleep
    await runs.delete(other)
    await live._obey(commands.Pause(id=2), run, box, runs)
    assert run.alive
    await until(lambda: any(isinstance(letter, messages.Done) and letter.id == 2 for letter in letters(box)))
    await runs.close()


async def test_a_run_that_two_want_at_once_is_woken_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = house(tmp_path)
    sleeper, other = await left(runs), await left(runs)
    other.touched -= UNTOUCHED + 1
    lives = 0
    wake = Run.wake

    def counted(run: Run) -> None:
        nonlocal lives
        lives += 1
        wake(run)

    monkeypatch.setattr(Run, "wake", counted)
    await asyncio.gather(runs.wake(sleeper), runs.wake(sleeper))
    assert lives == 1 and sleeper.alive and other.asleep
    await runs.close()


async def test_the_run_that_is_to_be_woken_is_not_forgotten_to_make_room_for_it(tmp_path: Path) -> None:
    runs = house(tmp_path, most=2, keep=2)
    oldest = await left(runs)
    await oldest.stop({"code": "idle"})
    await left(runs)
    runs._keep = 1
    await runs.wake(oldest)
    assert runs.get(oldest.record.id) is oldest and oldest.alive
    await runs.close()


async def test_of_what_is_too_much_a_race_that_never_began_goes_before_older_runs(tmp_path: Path) -> None:
    runs = house(tmp_path, most=4, keep=4)
    oldest = await left(runs)
    race, begun = [await runs.create(RACE, "", record=RaceRecord) for _ in range(2)]
    begun.record.examples = 60_000
    for run in (oldest, race, begun):
        await run.stop({"code": "idle"})
    runs._keep = 3
    newest = await runs.create(PLAN, "")
    assert list(runs) == [oldest, begun, newest]
    last = await runs.create(PLAN, "")
    assert list(runs) == [begun, newest, last]
    await runs.close()


async def test_the_oldest_resting_runs_are_forgotten_when_all_take_too_much_of_the_disk(tmp_path: Path) -> None:
    memory = Memory(tmp_path)
    runs = Runs(Nursery(standin.good, kept=tmp_path / RUNS), 4, 60.0, memory, room=2_500)
    oldest, second, third, awake = [await runs.create(PLAN, "") for _ in range(4)]
    for run in (second, third, oldest):
        await run.stop({"code": "idle"})
    for run in runs:
        checkpoint = tmp_path / RUNS / run.record.id / "1.npz"
        checkpoint.parent.mkdir(parents=True, exist_ok=True)
        checkpoint.write_bytes(bytes(1_000))
    stray = tmp_path / RUNS / "of no run"
    stray.mkdir()
    (stray / "1.npz").write_bytes(bytes(9_000))
    memory._weigh_at = 0.0
    await memory.take_down([])
    await runs._look_after()
    assert list(runs) == [third, awake]
    left_there = {third.record.id, awake.record.id, stray.name}
    assert {file.name for file in (tmp_path / RUNS).iterdir()} == left_there
    await runs._look_after()
    assert list(runs) == [third, awake]
    await runs.close()


async def test_a_run_that_is_deleted_while_somebody_wakes_it_stays_dead(tmp_path: Path) -> None:
    runs = house(tmp_path)
    sleeper, _ = await left(runs), await left(runs)
    waking = asyncio.create_task(runs.wake(sleeper))
    await asyncio.sleep(0)  # it waits for the other to go to rest
    await asyncio.gather(runs.delete(sleeper), runs.delete(sleeper))
    await waking
    assert not sleeper.alive and runs.get(sleeper.record.id) is None
    await runs.close()


@pytest.fixture
def dying(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What forks the children dies while a child is being asked of it."""
    read = forkserver.read_signed
    server = forkserver._forkserver

    def last(fd: int) -> int:
        os.kill(server._forkserver_pid, signal.SIGKILL)
        return int(read(fd))

    forkserver.ensure_running()
    os.kill(server._forkserver_pid, signal.SIGSTOP)
    monkeypatch.setattr(forkserver, "read_signed", last)
    yield
    monkeypatch.undo()
    forkserver.ensure_running()


async def test_a_child_that_could_not_be_forked_has_ended(dying: None) -> None:
    run = Run(Record("a1", "Run 1", PLAN), Nursery(standin.good))
    run.start()
    await run.settle()
    assert (run.record.status, run.record.reason) == ("failed", {"code": "start_failed"})
    async with asyncio.timeout(1.0):
        await run.close(Closing(1012, "the server is restarting"))


async def test_nothing_ends_the_looking_after(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.runs.registry.TICK", 0.01)
    ticks = 0

    def broken(run: Run, seconds: float) -> None:
        nonlocal ticks
        ticks += 1
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(Run, "tick", broken)

    runs = house()
    await runs.create(PLAN, "", None)
    tending = asyncio.create_task(runs.tend())
    await until(lambda: ticks >= 5 or tending.done())
    assert not tending.done()
    tending.cancel()
    await runs.close()
    assert ticks >= 5 and [record.message for record in caplog.records] == ["while looking after the runs"]


async def test_a_run_whose_settings_are_refused_is_not_kept() -> None:
    runs = Runs(Nursery(standin.unwilling), 1, 60.0)
    with pytest.raises(ValueError, match="never"):
        await runs.create(PLAN, "", commands.Set(speed=3.0))
    assert not list(runs)


@pytest.fixture
def immortal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Run], None]]:
    """Children that do not end when they are killed, as where the kernel has them wait for a disk. Then they do."""
    monkeypatch.setattr("app.runs.run.LAST_WISH", 0.05)
    monkeypatch.setattr("app.runs.child.LAST_MOMENT", 0.05)
    kill = Child.kill
    monkeypatch.setattr(Child, "kill", lambda child: None)

    def end(run: Run) -> None:
        assert run._child is not None
        kill(run._child)

    yield end


async def test_a_process_that_does_not_even_end_when_it_is_killed_keeps_nobody_waiting(
    immortal: Callable[[Run], None], tmp_path: Path
) -> None:
    runs = Runs(Nursery(standin.deaf, kept=tmp_path), 1, idle=0.0)
    run = await left(runs)
    run.record.given = True
    await runs._look_after()
    assert run.alive and run.resting
    with pytest.raises(Full):
        await runs.create(PLAN, "")
    await runs.close()
    immortal(run)
    await until(lambda: not run.alive)
    assert run.record.status == "interrupted"


async def test_a_run_that_is_deleted_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.runs.run.LAST_WISH", 3_600.0)
    monkeypatch.setattr("app.runs.registry.FORGETTING", 3_600.0)

    runs = Runs(Nursery(standin.deaf), 1, 60.0)
    run = await runs.create(PLAN, "")
    await runs.delete(run)
    assert not list(runs) and not run.alive


async def test_a_process_that_is_only_being_started_when_its_run_is_deleted_ends_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.runs.registry.FORGETTING", 0.01)

    nursery = Nursery(standin.mute)
    runs = Runs(nursery, 1, 60.0)
    with nursery.lock:
        creating = asyncio.create_task(runs.create(PLAN, ""))
        await until(lambda: bool(list(runs)))
        (run,) = runs
        await runs.delete(run)
        assert not list(runs) and run.alive and run.pid is None
    await until(lambda: not run.alive)
    await creating


async def test_nor_is_one_that_does_not_start_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.runs.run.GRACE", 0.2)
    monkeypatch.setattr("app.runs.run.LAST_WISH", 0.2)

    runs = Runs(Nursery(standin.mute), 1, 60.0)
    with pytest.raises(TimeoutError):
        await runs.create(PLAN, "", None)
    with pytest.raises(TimeoutError):
        await runs.bring(b"weights", PLAN, "")
    assert not list(runs)


def on_a_disk_that_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Runs, Memory, threading.Event]:
    """A registry whose run comes from an earlier server, and what lets the disk answer."""
    monkeypatch.setattr("app.kept.memory.PATIENCE", 0.05)
    answers = threading.Event()
    store = SqliteStore(tmp_path)
    store.save([Change(saved("a1", plan=PLAN), True, {"point": [(0, (1.0, 0.0, 0.0, 0.5))]})])
    store.close()
    memory = Memory(tmp_path)
    return Runs(Nursery(standin.good, kept=tmp_path / RUNS), 4, 60.0, memory), memory, answers


async def test_fault_13_who_wants_what_lies_on_a_disk_that_hangs_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs, memory, answers = on_a_disk_that_hangs(tmp_path, monkeypatch)
    await runs.remember()
    (run,) = runs
    memory._writer.submit(answers.wait)
    box = watcher(run)
    for wanted in (runs.recall(run), runs.wake(run)):
        with pytest.raises(Hanging):
            await wanted
    with pytest.raises(ProtocolError) as refused:
        await live._obey(commands.Pause(id=1), run, box, runs)
    assert (refused.value.code, refused.value.id) == ("disk_slow", 1) and run.asleep
    monkeypatch.undo()  # from now on it is waited for
    answers.set()
    await live._obey(commands.Pause(id=2), run, box, runs)
    assert run.alive and run.record.recalled
    await runs.close()


def test_fault_13_a_page_shows_how_a_run_rests_whose_disk_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs, memory, answers = on_a_disk_that_hangs(tmp_path, monkeypatch)
    server = app()
    assert isinstance(server.app, FastAPI)
    with TestClient(server, base_url=HOME) as client:
        assert client.portal is not None
        client.portal.call(runs.remember)
        server.app.state.runs = runs
        memory._writer.submit(answers.wait)
        # The client ends a socket by cancelling whoever serves it, and may meet that again.
        with suppress(CancelledError), client.websocket_connect(f"{HOME.replace('http', 'ws')}/ws/a1") as page:
            page.send_text(protocol.write_command(commands.Hello(version=protocol.VERSION)).decode())
            told = [protocol.decode(page.receive_bytes()) for _ in range(2)]
        assert isinstance(told[1], messages.State) and told[1].step == 3
        answer = client.get("/api/runs/a1/metrics")
        assert answer.status_code == 503 and answer.headers["retry-after"] == "30"
        assert "disk" in answer.json()["detail"] and "does not answer" in answer.json()["detail"]
        answers.set()
        client.portal.call(runs.close)


@pytest.mark.parametrize("what", ["run.zip", "weights.npz"])
def test_fault_13_who_takes_along_what_lies_on_a_disk_that_hangs_is_told_so(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.exports.READING", 0.05)
    server, answers = app(), threading.Event()
    assert isinstance(server.app, FastAPI)
    run = Run.__new__(Run)
    run.record, run._nursery, run._child, run._pause = (
        Record("a1", "", PLAN),
        Nursery(standin.good, kept=tmp_path),
        None,
        None,
    )
    monkeypatch.setattr(Runs, "get", lambda runs, id: run)
    monkeypatch.setattr(Checkpoints, "newest", lambda checkpoints: answers.wait())
    answer = TestClient(server, base_url=HOME).get(f"/api/runs/a1/{what}")
    answers.set()
    assert answer.status_code == 503 and "does not answer" in answer.json()["detail"]


@pytest.mark.parametrize("what", ["metrics", "scores.csv"])
def test_curves_that_do_not_come_in_time_are_answered_so(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def recall(runs: Runs, run: Run) -> None:
        raise TimeoutError

    server = app()
    run = Run.__new__(Run)  # of which nothing is asked before its curves are here
    monkeypatch.setattr(Runs, "recall", recall)
    monkeypatch.setattr(Runs, "get", lambda runs, id: run)
    answer = TestClient(server, base_url=HOME).get(f"/api/runs/a1/{what}")
    assert (answer.status_code, answer.json()["detail"]) == (504, "the worker did not answer in time")


def test_the_runs_are_closed_even_if_the_looking_after_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = []

    async def failing(runs: Runs) -> None:
        raise RuntimeError("a fault of ours")

    async def close(runs: Runs) -> None:
        closed.append(runs)

    monkeypatch.setattr(Runs, "tend", failing)
    monkeypatch.setattr(Runs, "close", close)
    with pytest.raises(RuntimeError), TestClient(app(), base_url=HOME) as client:
        client.get("/healthz")
    assert len(closed) == 1

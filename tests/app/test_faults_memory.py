"""What may befall a run: its process is killed, hangs, takes too much memory; its server is killed. Nothing is lost.

Numbers are those of the table of faults that the server is to survive.
"""

import asyncio
import hashlib
import io
import os
import random
import shutil
import signal
import sqlite3
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import httpx
import msgspec
import numpy as np
import pytest

from app.kept.checkpoint import Checkpoints
from app.kept.memory import RUNS, Memory, Taken
from app.kept.race_record import RaceRecord
from app.kept.store import FILE
from app.runs.child import Entry, Nursery
from app.runs.outbox import Outbox
from app.runs.registry import DELETED, Runs
from app.runs.run import GRACE, PATIENCE, Run
from app.wire import commands, messages, protocol
from app.wire.race_setting import Setting
from app.worker import main
from engine.mnist import Data
from engine.network import Network
from engine.plan import Plan
from tests.app import standin
from tests.app.driven import bare, same
from tests.app.test_runs import letters, until
from tests.conftest import WAIT, Server, Viewer

SOON = 60.0  # seconds, for whatever must happen
ORPHAN = 3.0  # seconds that a process may outlive its server
STEPS = 6_000  # an epoch of batches of ten
MB = 2**20


def sha(weights: np.ndarray) -> str:
    return hashlib.sha256(weights.tobytes()).hexdigest()


def weights_of(client: httpx.Client, run: str) -> dict[str, np.ndarray]:
    answer = client.get(f"/api/runs/{run}/weights.npz")
    assert answer.status_code == 200, answer.text
    with np.load(io.BytesIO(answer.content), allow_pickle=False) as file:
        return dict(file)


def flat(arrays: dict[str, np.ndarray]) -> np.ndarray:
    """In the order of the parameters: rows of W with the bias of each behind them."""
    depth = len(arrays) // 2
    blocks = [np.column_stack([arrays[f"W{l}"], arrays[f"b{l}"]]) for l in range(depth)]
    return np.concatenate([block.ravel() for block in blocks])


@pytest.fixture(scope="module")
def undisturbed(mnist: Data) -> str:
    """The SHA-256 of the weights after an epoch in which nothing happened."""
    return sha(bare(mnist, STEPS).network.parameters)


# --- in this process --------------------------------------------------------------------------------------------------


@asynccontextmanager
async def house(
    directory: Path, entry: Entry = main, restarts: int = 3, memory: int | None = None, cache: Path | None = None
) -> AsyncIterator[Runs]:
    """A registry with a memory and real workers."""
    remembered = Memory(directory)
    nursery = Nursery(entry, None, str(cache) if cache else None, 0, directory / "runs", restarts, memory)
    runs = Runs(nursery, 4, 60.0, remembered)
    await runs.remember()
    try:
        yield runs
    finally:
        await runs.close()


def watcher(run: Run) -> Outbox:
    box = Outbox(4_096, control=True)
    run.join(box)
    return box


def notices(box: Outbox) -> list[dict[str, Any]]:
    return [letter.notice for letter in letters(box) if isinstance(letter, messages.Notice)]


@pytest.fixture
def cache(data_dir: Path, mnist: Data) -> Path:
    return data_dir / "cache"


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time to think between two lives."""
    monkeypatch.setattr("app.runs.lives.FIRST", 0.01)


async def test_fault_2_a_worker_that_hangs_is_replaced(tmp_path: Path, cache: Path, hasty: None) -> None:
    async with house(tmp_path, cache=cache) as runs:
        run = await runs.create(Plan().as_mapping(), "")
        box = watcher(run)
        await run.request(commands.Run(speed=None))
        await until(lambda: run.record.step > 100)
        stopped = run.pid
        assert stopped is not None
        os.kill(stopped, signal.SIGSTOP)
        run.tick(PATIENCE - 0.5)
        assert run.pid == stopped
        run.tick(PATIENCE)
        await until(lambda: run.pid not in (None, stopped) and run.record.status == "running")
        told: list[dict[str, Any]] = []
        while not told:
            told = notices(box)
            await asyncio.sleep(0)
        assert [(notice["code"], notice["why"]) for notice in told] == [("restarted", "worker_hung")]
        step = run.record.step
        await until(lambda: run.record.step > step)


async def test_fault_18_a_run_that_cannot_be_heard_for_five_seconds_gets_no_second_owner(
    tmp_path: Path, cache: Path
) -> None:
    """There is no bus between hosts; what can be cut off for a while is a run's process, and who else may own it."""

    async with house(tmp_path, cache=cache) as runs:
        run = await runs.create(Plan().as_mapping(), "")
        box = watcher(run)
        await run.request(commands.Run(speed=None))
        await until(lambda: run.record.step > 100)
        owner = run.pid
        assert owner is not None
        os.kill(owner, signal.SIGSTOP)
        run.tick(5.0)
        with pytest.raises(Taken):
            Memory(tmp_path)
        step = run.record.step
        os.kill(owner, signal.SIGCONT)
        await until(lambda: run.record.step > step)
        assert run.pid == owner and run.restarts == 0
        told = [letter.seq for letter in letters(box) if isinstance(letter, messages.Event)]
        assert told == list(range(told[0], told[0] + len(told)))


async def test_fault_3_a_worker_without_memory_fails_alone(tmp_path: Path, cache: Path, hasty: None) -> None:
    async with house(tmp_path, standin.leaking, memory=700 * MB, cache=cache) as runs:
        greedy = await runs.create(Plan().as_mapping(), "greedy")
        modest = await runs.create(Plan().as_mapping(), "modest")
        box = watcher(greedy)
        await greedy.request(commands.Run(speed=None))
        await until(lambda: greedy.record.status == "failed")
        assert greedy.record.reason == {"code": "out_of_memory"}
        assert [notice["why"] for notice in notices(box)] == ["out_of_memory"] * 3
        assert isinstance(await modest.request(commands.Step()), messages.Done)
        assert modest.restarts == 0
        # A start afresh is another matter.
        await runs.wake(greedy, fresh=True)
        assert isinstance(await greedy.request(commands.Reset()), messages.Done)
        assert (greedy.record.status, greedy.record.step) == ("paused", 0)


async def test_fault_1_a_worker_that_dies_again_and_again_is_given_up(tmp_path: Path, cache: Path, hasty: None) -> None:
    async with house(tmp_path, standin.frail, cache=cache) as runs:
        run = await runs.create(Plan().as_mapping(), "")
        await run.request(commands.Run(speed=None))
        await until(lambda: run.record.status == "failed")
        assert run.record.reason == {"code": "worker_died", "exit": 5} and run.restarts == 3
        assert run.record.metrics()["points"], "its curves are still there"
        refused = await run.request(commands.Resume())
        assert isinstance(refused, messages.Error) and refused.code == "worker_died"


async def test_what_is_said_to_a_run_between_two_lives_is_heard(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house(tmp_path, cache=cache) as runs:
        run = await runs.create(Plan().as_mapping(), "")
        await run.request(commands.Run(speed=None))
        assert run.pid is not None
        os.kill(run.pid, signal.SIGKILL)
        await until(lambda: run.pid is None)
        assert run.alive
        assert isinstance(await run.request(commands.Pause()), messages.Done)
        assert run.record.status == "paused"


async def test_an_idle_run_sleeps_and_goes_on_when_somebody_comes(tmp_path: Path, cache: Path) -> None:
    async with house(tmp_path, cache=cache) as runs:
        run = await runs.create(Plan().as_mapping(), "")
        await run.request(commands.Step(unit="batch"))
        await run.stop({"code": "idle"})
        assert run.record.status == "interrupted" and not run.alive and run.asleep
        await runs.wake(run)
        assert (run.record.status, run.record.step) == ("paused", 1)
        assert isinstance(await run.request(commands.Step()), messages.Done)
        assert run.record.step == 2


async def test_a_run_that_began_with_weights_taken_from_a_race_begins_there_ever_after(
    tmp_path: Path, cache: Path
) -> None:
    plan = Plan(seed=7)
    network = Network.initial(plan, np.random.default_rng(1))
    taken = messages.Taken(lane=0, step=5, plan=plan.as_mapping(), W=network.W, b=network.b)

    def parameters(run: Run) -> np.ndarray:
        assert run.kept is not None
        found, _ = Checkpoints(run.kept).load()
        assert found is not None and found.facts["descent"]["step"] == 0
        return found.arrays["parameters"]

    async with house(tmp_path, cache=cache) as runs:
        run = await runs.create(plan.as_mapping(), "", start=protocol.encode(taken))
        await run.request(commands.Step())
    async with house(tmp_path, cache=cache) as runs:
        (run,) = runs
        await runs.wake(run)
        assert run.record.step == 1
        assert isinstance(await run.request(commands.Reset()), messages.Done)
        same(parameters(run), network.parameters)
        assert run.record.inherited and run.record.state().inherited
    async with house(tmp_path, cache=cache) as runs:  # and also where the process itself begins afresh
        (run,) = runs
        run.record.status = "failed"
        await runs.wake(run, fresh=True)
        assert isinstance(await run.request(commands.Reset()), messages.Done)
        same(parameters(run), network.parameters)
        await run.request(commands.Reset(plan={"seed": msgspec.Raw(b"8")}))
        assert not np.array_equal(parameters(run), network.parameters)
        assert not run.record.inherited


async def test_a_run_at_rest_makes_room_and_is_not_lost(tmp_path: Path, cache: Path) -> None:
    async with house(tmp_path, cache=cache) as runs:
        made = [await runs.create(Plan().as_mapping(), "") for _ in range(4)]
        for run in made:
            await run.request(commands.Step())
            run.touched -= 1_000
        made[0].touched += 1_000
        fifth = await runs.create(Plan().as_mapping(), "")
        assert fifth.alive and [run.alive for run in made] == [True, False, True, True]
        assert made[1].record.step == 1 and made[1].asleep


async def test_fault_14_a_damaged_checkpoint_is_said_and_the_one_before_is_used(tmp_path: Path, cache: Path) -> None:
    async with house(tmp_path, cache=cache) as runs:
        run = await runs.create(Plan().as_mapping(), "")
        await run.request(commands.Step())
        await run.request(commands.Set(eta=0.5))
        await run.request(commands.Step())
        await run.request(commands.Set(eta=0.25))
        await run.stop({"code": "idle"})
        assert run.kept is not None
        newest = max(run.kept.glob("*.npz"))
        content = bytearray(newest.read_bytes())
        content[len(content) // 2] ^= 1
        newest.write_bytes(content)
        box = watcher(run)
        await runs.wake(run)
        await run.request(commands.Save())
        told = notices(box)
        assert {"code": "damaged", "step": 2} in told
        assert run.record.step == 2 and run.record.plan["eta"] == 0.25


async def test_a_run_whose_checkpoints_cannot_be_read_just_now_does_not_begin_afresh(
    tmp_path: Path, cache: Path
) -> None:
    async with house(tmp_path, cache=cache) as runs:
        run = await runs.create(Plan().as_mapping(), "")
        await run.request(commands.Step())
        await run.request(commands.Step())
        await run.stop({"code": "idle"})
        assert run.kept is not None
        kept = {path: path.rename(tmp_path / path.name) for path in run.kept.glob("*.npz")}
        for path in kept:
            path.mkdir()  # which no reading gets anything out of
        await runs.wake(run)
        assert run.record.status == "failed" and run.record.step == 2
        assert "cannot be read just now" in run.record.reason["message"]
        assert all(path.is_dir() for path in kept)
    for path, aside in kept.items():
        path.rmdir()
        aside.rename(path)
    async with house(tmp_path, cache=cache) as runs:
        (run,) = runs
        await runs.wake(run)
        await run.request(commands.Step())
        assert run.record.status == "paused" and run.record.step == 3


async def test_a_run_that_cannot_be_read_begins_afresh_at_once_if_that_is_wanted(tmp_path: Path, cache: Path) -> None:
    async with house(tmp_path, cache=cache) as runs:
        run = await runs.create(Plan().as_mapping(), "")
        await run.request(commands.Step())
        await run.request(commands.Set(speed=7.0))
        await run.stop({"code": "idle"})
        assert run.kept is not None
        for path in list(run.kept.glob("*.npz")):
            path.unlink()
            path.mkdir()
        await runs.wake(run)
        reason = run.record.reason
        assert (run.record.status, reason["code"], reason["step"]) == ("failed", "unreadable", 1)
        await until(lambda: not run.alive)  # it takes no other run's place
        refused = await run.request(commands.Step())
        assert isinstance(refused, messages.Error) and refused.code == "failed" and "reset" in refused.message
        await runs.wake(run, fresh=True)
        assert isinstance(await run.request(commands.Reset()), messages.Done)
        assert (run.record.status, run.record.step, run.record.speed) == ("paused", 0, 7.0)


@pytest.mark.parametrize("kind", ["training", "race"])
async def test_a_run_whose_checkpoints_are_gone_says_so_keeps_its_curves_and_can_begin_afresh(
    tmp_path: Path, cache: Path, kind: str
) -> None:
    async with house(tmp_path, cache=cache) as runs:
        if kind == "race":
            race = Setting.of({"lanes": [{"batch_size": 100}, {"batch_size": 10}]}).as_mapping()
            run = await runs.create(race, "", record=RaceRecord)
        else:
            run = await runs.create(Plan().as_mapping(), "")
        await run.request(commands.Step())
        await until(lambda: run.record.step > 0)
        await runs.close()
    step, elsewhere = run.record.step, tmp_path / "elsewhere"
    assert run.kept is not None
    run.kept.rename(elsewhere)
    async with house(tmp_path, cache=cache) as runs:
        (run,) = runs
        await runs.wake(run)
        assert (run.record.status, run.record.step) == ("failed", step)
        reason = run.record.reason
        assert (reason["code"], reason["step"], reason["folder"]) == ("lost", step, f"runs/{run.record.id}")
        assert run.kept is not None and not run.kept.exists()
        if kind == "training":
            assert len(run.record.metrics()["points"]) == 1
    elsewhere.rename(run.kept)
    async with house(tmp_path, cache=cache) as runs:  # put back it goes on
        (run,) = runs
        await runs.wake(run)
        assert (run.record.status, run.record.step) == ("paused", step)
        await run.stop({"code": "idle"})
        assert run.kept is not None
        run.kept.rename(elsewhere)
        await runs.wake(run)
        assert run.record.reason["code"] == "lost"
        await runs.wake(run, fresh=True)
        assert isinstance(await run.request(commands.Reset()), messages.Done)
        assert run.record.step == 0 and Checkpoints(run.kept).newest() is not None


async def test_a_run_that_goes_on_from_an_earlier_step_as_later_ones_were_not_saved_says_so(
    tmp_path: Path, cache: Path
) -> None:
    earlier = tmp_path / "earlier"
    async with house(tmp_path, cache=cache) as runs:
        run = await runs.create(Plan().as_mapping(), "")
        await run.request(commands.Step())
        await run.request(commands.Save())
        await until(lambda: run.record.step == 1)
        assert run.kept is not None
        shutil.copytree(run.kept, earlier)
        await run.request(commands.Step())
        await run.request(commands.Step())
        await until(lambda: run.record.step == 3)
    shutil.rmtree(run.kept)
    earlier.rename(run.kept)  # as though the disk had been full
    async with house(tmp_path, cache=cache) as runs:
        (run,) = runs
        await runs.wake(run)
        assert (run.record.status, run.record.step) == ("paused", 1)
        assert run.record.reason == {"code": "rewound", "from": 3}
        await run.request(commands.Step())
        await until(lambda: (run.record.status, run.record.step, run.record.reason) == ("paused", 2, {}))


async def test_runs_whose_store_is_beyond_repair_come_back_from_their_checkpoints(tmp_path: Path, cache: Path) -> None:
    race = Setting.of({"lanes": [{"batch_size": 100}, {"batch_size": 10}]}).as_mapping()

    async with house(tmp_path, cache=cache) as runs:
        training = await runs.create(Plan(eta=0.75).as_mapping(), "a name")
        other = await runs.create(race, "another", record=RaceRecord)
        for run in (training, other):
            await run.request(commands.Step(unit="batch"))
        await until(lambda: other.record.status == "paused" and other.record.step == 1)
    assert runs._memory is not None
    runs._memory._writer.shutdown(wait=True)
    for file in tmp_path.glob(f"{FILE}*"):
        file.write_bytes(b"not a database at all " * 500)
    (tmp_path / "runs" / "nothing").mkdir()
    async with house(tmp_path, cache=cache) as runs:
        found = {run.record.id: run for run in runs}
        assert set(found) == {training.record.id, other.record.id}
        for run in (training, other):
            again, before = found[run.record.id], run.record
            assert (again.record.kind, again.record.plan) == (before.kind, before.plan)
            assert (again.record.step, again.record.examples) == (before.step, before.examples)
            await runs.wake(again)
            assert (again.record.status, again.record.step) == ("paused", 1)
    async with house(tmp_path, cache=cache) as runs:
        assert {run.record.id for run in runs} == set(found)


async def test_fault_13_a_run_whose_disk_hangs_goes_on_is_answered_and_is_not_killed(
    tmp_path: Path, cache: Path
) -> None:
    """The worker's disk stands still while there is a file called `hangs`."""
    hangs = tmp_path / "hangs"

    async with house(tmp_path, standin.hanging, cache=cache) as runs:
        run = await runs.create(Plan().as_mapping(), "")
        box, pid = watcher(run), run.pid
        await run.request(commands.Run(speed=1_000))
        hangs.touch()
        assert isinstance(await run.request(commands.Set(eta=0.5)), messages.Done)
        assert notices(box) == [{"code": "disk_slow"}]
        step = run.record.step
        await until(lambda: run.record.step > step + 500)
        refused = await run.request(commands.Save())
        assert isinstance(refused, messages.Error) and refused.code == "not_saved"
        assert isinstance(await run.request(commands.Pause()), messages.Done)
        hangs.unlink()
        told: list[dict[str, Any]] = []
        while not told:
            told = notices(box)
            await asyncio.sleep(0)
        assert told == [{"code": "disk_ok"}] and run.pid == pid and run.restarts == 0
        assert isinstance(await run.request(commands.Save()), messages.Done)
        assert run.kept is not None
        found, _ = Checkpoints(run.kept).load()
        assert found is not None and found.facts["descent"]["step"] == run.record.step
        assert found.facts["plan"]["eta"] == 0.5


async def test_fault_13_a_run_whose_disk_hangs_is_deleted_at_once_and_its_files_go_when_the_disk_answers(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker's disk stands still while there is a file called `hangs`, the server's until it `answers`."""
    monkeypatch.setattr("app.runs.run.LAST_WISH", 3_600.0)
    monkeypatch.setattr("app.runs.registry.FORGETTING", 0.05)
    hangs, answers = tmp_path / "hangs", threading.Event()

    async with house(tmp_path, standin.hanging, cache=cache) as runs:
        run, other = [await runs.create(Plan().as_mapping(), name) for name in ("this", "other")]
        pid, box, memory = run.pid, watcher(run), runs._memory
        assert run.kept is not None and pid is not None and memory is not None
        hangs.touch()
        assert isinstance(await run.request(commands.Set(eta=0.5)), messages.Done)  # which it cannot write down
        memory._writer.submit(answers.wait)
        await runs.delete(run)
        assert list(runs) == [other] and box.closing == DELETED and run.kept.exists()
        await until(lambda: not lives(pid))
        assert isinstance(await other.request(commands.Step()), messages.Done)
        await runs.delete(other)
        answers.set()
        await until(lambda: not list((tmp_path / RUNS).iterdir()))
        assert await memory.known() == []


async def test_fault_13_a_run_that_could_not_begin_as_its_disk_hung_has_not_failed(
    tmp_path: Path, cache: Path, hasty: None
) -> None:
    """The worker's disk stands still while there is a file called `hangs`."""
    hangs = tmp_path / "hangs"

    async with house(tmp_path, standin.stuck, restarts=1, cache=cache) as runs:
        run = await runs.create(Plan().as_mapping(), "")
        await run.request(commands.Step(unit="batch"))
        await run.stop({"code": "idle"})
        hangs.touch()
        waking = asyncio.create_task(runs.wake(run))
        for _ in range(2):
            await until(lambda: run.pid is not None)
            hung = run.pid
            run.tick(GRACE)
            await until(lambda: run.pid != hung)  # noqa: B023
        await waking
        assert (run.record.status, run.record.reason["code"]) == ("interrupted", "worker_hung") and run.asleep
        hangs.unlink()
        await runs.wake(run)
        assert (run.record.status, run.record.step) == ("paused", 1)


async def test_what_was_written_of_a_run_before_it_came_to_grief_stays(tmp_path: Path, cache: Path) -> None:
    async with house(tmp_path, standin.ailing, cache=cache) as runs:
        run = await runs.create(Plan().as_mapping(), "")
        await run.request(commands.Step())
        await run.request(commands.Run(speed=None))
        await until(lambda: run.record.status == "failed")
        for _ in range(2):
            refused = await run.request(commands.Save())
            assert isinstance(refused, messages.Error) and refused.code == "failed"
        assert run.kept is not None
        found, damaged = Checkpoints(run.kept).load()
        assert found is not None and (found.facts["status"], damaged) == ("running", 0)


async def test_other_data_do_not_cost_a_run_its_history(tmp_path: Path, cache: Path) -> None:
    async with house(tmp_path, cache=cache) as runs:
        run = await runs.create(Plan().as_mapping(), "")
        await run.request(commands.Step())
        await until(lambda: len(run.record.metrics()["points"]) == 1)
    other = tmp_path / "other"
    other.mkdir()
    remembered = Memory(tmp_path)
    runs = Runs(Nursery(main, str(other), None, 0, tmp_path / "runs", 3), 4, 60.0, remembered)
    await runs.remember()
    (run,) = runs
    await runs.wake(run)
    assert run.record.status == "failed" and "no such file" in run.record.reason["message"]
    assert run.record.step == 1 and len(run.record.metrics()["points"]) == 1
    await runs.close()


# --- a server and its page --------------------------------------------------------------------------------------------


def processes(server: Server) -> set[int]:
    """The workers of a server: what its process that forks has forked."""
    found: dict[int, set[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        found.setdefault(parent, set()).add(int(stat.parent.name))
    return {pid for child in found.get(server.process.pid, ()) for pid in found.get(child, ())}


def lives(pid: int) -> bool:
    """Whether a process does; not one that is dead, and waits to be buried by whoever has inherited it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def kill_at(server: Server, viewer: Viewer, step: int) -> float:
    """Kills the worker as soon as the run has come so far; when."""
    viewer.until(messages.Activity, lambda picture: picture.step >= step)
    (pid,) = processes(server)
    os.kill(pid, signal.SIGKILL)
    return time.monotonic()


def is_finished(server: Server, run: str) -> bool:
    with server.client() as client:
        return bool(client.get(f"/api/runs/{run}").json()["status"] == "finished")


def until_stored(directory: Path, run: str, *statuses: str) -> None:
    """Returns when it is written down that the run stands so."""
    with closing(sqlite3.connect(f"file:{directory / FILE}?mode=ro", uri=True)) as database:
        deadline = time.monotonic() + WAIT
        while (found := database.execute("SELECT status FROM run WHERE id = ?", (run,)).fetchone())[0] not in statuses:
            assert time.monotonic() < deadline, found


def until_gone(workers: Iterable[int]) -> float:
    """Returns when none of the processes of a killed server lives, with the seconds that this took."""
    killed = time.monotonic()
    while any(lives(pid) for pid in workers):
        assert time.monotonic() < killed + ORPHAN, "an orphan"
        time.sleep(0.01)
    return time.monotonic() - killed


def rounds(*kills: int) -> list[Any]:
    return [kills[0], *(pytest.param(count, marks=pytest.mark.long) for count in kills[1:])]


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 8))])
def test_fault_1_a_killed_worker_ends_with_the_weights_of_one_left_alone(
    seed: int, start_server: Callable[..., Server], undisturbed: str
) -> None:
    """At random steps; at most three within a minute are forgiven."""
    chance = random.Random(seed)
    server = start_server()
    run = server.new_run(speed=2_000)
    back = []
    with Viewer(server, run) as viewer:
        viewer.hello()
        viewer.ask(commands.Run(id=1, epochs=1))
        for kill in sorted(chance.randrange(1, STEPS - 500) for _ in range(3)):
            killed = kill_at(server, viewer, kill)
            state = viewer.until(messages.State)
            back.append(time.monotonic() - killed)
            assert (state.status, state.reason) == ("running", {})
            assert state.step <= STEPS and all(state.points.step <= state.step)
            assert viewer.until(messages.Notice).notice["code"] == "restarted"
        viewer.until(messages.Changed, lambda changed: changed.status == "finished")
    with server.client() as client:
        arrays = weights_of(client, run)
        assert client.get(f"/api/runs/{run}").json()["step"] == STEPS
        steps = [row["step"] for row in client.get(f"/api/runs/{run}/metrics").json()["scores"]]
    print("seconds until it went on:", *(f"{seconds:.2f}" for seconds in back))  # shown by -rP
    assert sha(flat(arrays)) == undisturbed
    assert steps == sorted(set(steps))
    server.stop()


@pytest.mark.parametrize("kills", rounds(2, 10))
def test_fault_4_a_killed_server_leaves_no_orphan_and_its_runs_go_on(
    kills: int, start_server: Callable[..., Server], undisturbed: str, tmp_path: Path
) -> None:
    chance = random.Random(kills)
    server = start_server(memory=tmp_path)
    run = server.new_run(speed=2_000, name="through thick and thin")
    with Viewer(server, run) as viewer:
        viewer.hello()
        viewer.ask(commands.Run(id=1, epochs=1))
    reached = 0
    for _ in range(kills):
        if is_finished(server, run):
            break  # on a machine so fast that it was sooner done than killed
        with Viewer(server, run) as viewer:
            viewer.hello()
            reached = min(STEPS - 1_000, reached + chance.randrange(100, 1_500))
            viewer.until(messages.Activity, lambda picture: picture.step >= reached)  # noqa: B023
            until_stored(tmp_path, run, "running", "finished")
            workers = processes(server)
            assert len(workers) == 1
            server.process.kill()
        server.process.wait(WAIT)
        print(f"the worker outlived its server by {until_gone(workers):.3f} s")
        server = start_server(memory=tmp_path)
        with closing(sqlite3.connect(tmp_path / FILE)) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        with server.client() as client:
            (shown,) = client.get("/api/runs").json()["runs"]
        assert (shown["id"], shown["name"]) == (run, "through thick and thin")
        assert shown["status"] in ("interrupted", "finished")
    with Viewer(server, run) as viewer:
        viewer.hello()
        state = viewer.until(messages.State)
        if state.status != "finished":
            viewer.until(messages.Changed, lambda changed: changed.status == "finished")
    with server.client() as client:
        assert sha(flat(weights_of(client, run))) == undisturbed
    server.stop()


def test_a_server_that_is_told_to_end_loses_no_step(
    start_server: Callable[..., Server], undisturbed: str, tmp_path: Path
) -> None:
    server = start_server(memory=tmp_path)
    run = server.new_run(speed=None)
    with Viewer(server, run) as viewer:
        viewer.hello()
        viewer.ask(commands.Run(id=1, epochs=1, speed=3_000))
        before = viewer.until(messages.Activity, lambda picture: picture.step > 2_000).step
        server.stop()
    server = start_server(memory=tmp_path)
    with server.client() as client:
        shown = client.get(f"/api/runs/{run}").json()
        assert shown["status"] == "interrupted" and shown["step"] >= before
        curve = client.get(f"/api/runs/{run}/metrics").json()["points"]
        assert curve and curve[-1]["step"] <= shown["step"]
    with Viewer(server, run) as viewer:
        assert not viewer.hello(boot="of the server before", seq=5).resumed
        state = viewer.until(messages.State)
        assert (state.status, len(state.points.step) > 0) == ("running", True) and state.step >= shown["step"]
        viewer.until(messages.Changed, lambda changed: changed.status == "finished")
    with server.client() as client:
        assert sha(flat(weights_of(client, run))) == undisturbed
    server.stop()


@pytest.mark.long
def test_fault_2_at_full_length(start_server: Callable[..., Server]) -> None:
    server = start_server()
    run = server.new_run()
    with Viewer(server, run) as viewer:
        viewer.hello()
        viewer.ask(commands.Run(id=1, speed=None))
        viewer.until(messages.Activity, lambda picture: picture.step > 0)
        (pid,) = processes(server)
        stopped = time.monotonic()
        os.kill(pid, signal.SIGSTOP)
        viewer.until(messages.Notice, lambda notice: notice.notice["code"] == "restarted")
        assert PATIENCE - 1 < time.monotonic() - stopped < PATIENCE + 5
    server.stop()

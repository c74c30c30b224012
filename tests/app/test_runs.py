"""A run keeps its record, its viewers and its questions whatever its child does; the registry keeps its bounds."""

import asyncio
import errno
import json
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from app.kept.record import Record, noted
from app.kept.store import COMMAND_LENGTH
from app.runs.child import Child, Entry, Nursery
from app.runs.outbox import TOO_SLOW, Outbox
from app.runs.registry import DELETED, LEAVING, UNTOUCHED, Full, Runs, tidy
from app.runs.ring import KEPT as RING
from app.runs.run import PATIENCE, Run
from app.wire import commands, messages, protocol
from tests.app import standin

PLAN = {"eta": 1.0}
SOON = 20.0  # seconds, for whatever must happen


@asynccontextmanager
async def running(entry: Entry) -> AsyncIterator[Run]:
    """A run whose child is started, and ended at the end."""
    run = Run(Record("a1", "Run 1", PLAN), Nursery(entry))
    run.start()
    try:
        yield run
    finally:
        await until(lambda: run.pid is not None or not run.alive)
        if run.pid and run.alive:
            os.kill(run.pid, signal.SIGKILL)
        await until(lambda: not run.alive)


async def until(true: Callable[[], bool]) -> None:
    """Returns when it is so. The loop's own turns are the clock."""
    async with asyncio.timeout(SOON):
        while not true():
            await asyncio.sleep(0.001)


def watcher(run: Run, room: int = 64) -> Outbox:
    box = Outbox(room, control=True)
    run.join(box)
    return box


def letters(box: Outbox) -> list[Any]:
    found = []
    while (frame := box.take()) is not None:
        found.append(frame if frame == b"the newest" else protocol.decode(frame))
    return found


async def test_a_child_says_how_it_stands_and_is_told_what_is_wanted() -> None:
    async with running(standin.good) as run:
        box = watcher(run)
        await run.settle()
        assert run.record.status == "paused" and run.alive
        run.subscribe(box, ["picture"])
        await until(lambda: run.record.seq >= 3)
        told = [event.notice["kinds"] for event in letters(box) if isinstance(event, messages.Notice)]
        assert told == [[], ["picture"]]


async def test_only_what_somebody_looks_at_is_asked_of_the_child() -> None:
    async with running(standin.good) as run:
        await run.settle()
        one, two = watcher(run), watcher(run)
        run.subscribe(one, ["picture"])
        run.subscribe(two, ["picture", "weights"])
        run.subscribe(one, ["picture", "batch"])
        run.leave(two)
        run.leave(one)
        await until(lambda: run.record.seq >= 6)
    missed = run.missed(0, RING)
    assert missed is not None
    notices = [event.notice for event in map(protocol.decode, missed) if isinstance(event, messages.Notice)]
    assert [notice["kinds"] for notice in notices][:6] == [
        [],
        ["picture"],
        ["picture", "weights"],
        ["batch", "picture", "weights"],
        ["batch", "picture"],
        [],
    ]


async def test_a_newcomer_gets_the_last_picture_and_the_record_follows_the_heart() -> None:
    async with running(standin.good) as run:
        box = watcher(run)
        run.subscribe(box, ["picture"])
        assert isinstance(await run.request(commands.Pause(id=1)), messages.Done)
        assert (run.record.step, run.record.examples, run.record.seconds) == (7, 70, 1.5)
        newcomer = watcher(run)
        run.subscribe(newcomer, ["picture"])
        assert letters(newcomer) == [b"the newest"]


async def test_a_picture_that_comes_when_nobody_looks_any_more_is_not_kept() -> None:
    async with running(standin.good) as run:
        await run.request(commands.Pause())
        returned = watcher(run)
        run.subscribe(returned, ["picture"])
        assert b"the newest" not in letters(returned)


async def test_answers_go_to_the_asker_and_nowhere_when_it_has_left() -> None:
    async with running(standin.good) as run:
        one, two = watcher(run), watcher(run)
        run.ask(commands.Resume(id=5), one)
        run.ask(commands.Resume(id=5), two)
        run.leave(two)
        await run.request(commands.Resume(id=6))
        assert [letter.id for letter in letters(one) if isinstance(letter, messages.Done)] == [5]
        assert not [letter for letter in letters(two) if isinstance(letter, messages.Done)]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (standin.stillborn, {"code": "worker_died", "exit": 3}),
        (standin.torn, {"code": "worker_died", "exit": 4}),
        (standin.mad, {"code": "worker_died", "exit": -9}),
    ],
)
async def test_however_a_child_dies_it_is_said_and_the_run_stays(entry: Entry, reason: dict[str, Any]) -> None:
    async with running(entry) as run:
        box = watcher(run)
        await until(lambda: not run.alive)
        last = letters(box)[-1]
        assert isinstance(last, messages.Changed)
        assert (last.status, last.reason) == ("failed", reason)
        assert protocol.decode(run.state()).status == "failed"  # type: ignore[union-attr]


async def test_a_killed_child_leaves_no_question_open() -> None:
    async with running(standin.good) as run:
        await run.settle()
        box = watcher(run)
        run.ask(commands.Check(id=9, parameter=commands.Parameter(layer=0, j=0)), box)
        waiting = asyncio.create_task(run.request(commands.Check(parameter=commands.Parameter(layer=0, j=0))))
        await run.request(commands.Pause())
        assert run.pid is not None
        os.kill(run.pid, signal.SIGKILL)
        answer = await waiting
        assert isinstance(answer, messages.Error) and answer.code == "worker_died"
        assert [letter.id for letter in letters(box) if isinstance(letter, messages.Error)] == [9]


async def test_what_a_run_was_told_is_noted_when_it_is_done_and_not_when_it_was_refused() -> None:
    for entry, done in ((standin.good, ["set", "learn"]), (standin.unwilling, [])):
        async with running(entry) as run:
            await run.settle()
            box = watcher(run)
            run.ask(commands.Set(eta=0.5), box)
            run.leave(box)  # which changes nothing of what the run does
            await run.request(commands.Learn(label=3))
            assert [json.loads(text)["type"] for *_, text in run.record.told()] == done
            assert run.record.untouched == (not done)


def test_of_a_long_command_only_its_type_is_kept_on_record() -> None:
    long = commands.Reset(plan={"name": "x" * COMMAND_LENGTH})
    assert noted(long, protocol.write_command(long)) == '{"type":"reset"}'
    assert noted(commands.Save(), b'{"type":"save"}') is None


async def test_a_dead_run_refuses_all_and_gets_a_new_child_for_a_fresh_start_if_there_is_room() -> None:
    runs = Runs(Nursery(standin.good), most=1, idle=60.0)
    run = await runs.create(PLAN, "")
    first = run.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    await until(lambda: not run.alive)
    for command in (commands.Resume(), commands.Reset()):
        refused = await run.request(command)
        assert isinstance(refused, messages.Error) and refused.code == "worker_died"
    await runs.wake(run)
    assert not run.alive
    other = await runs.create(PLAN, "")
    with pytest.raises(Full):
        await runs.wake(run, fresh=True)
    await runs.delete(other)
    await runs.wake(run, fresh=True)
    assert isinstance(await run.request(commands.Reset()), messages.Done)
    assert run.pid != first and run.record.status == "paused"
    await runs.close()


async def test_a_run_that_was_deleted_never_gets_a_child_again(tmp_path: Path) -> None:
    runs = Runs(Nursery(standin.good, kept=tmp_path), most=1, idle=60.0)
    run = await runs.create(PLAN, "")
    await runs.delete(run)
    for start in (run.start, run.wake, run.revive):
        start()
        assert not run.alive and not run.asleep
    refused = await run.request(commands.Reset())
    assert isinstance(refused, messages.Error) and refused.code == "worker_died"


async def test_who_asks_a_run_that_is_being_put_to_rest_is_not_told_to_start_it_afresh(tmp_path: Path) -> None:
    run = Run(Record("a1", "Run 1", PLAN), Nursery(standin.good, kept=tmp_path))
    run.start()
    await run.settle()
    asking = asyncio.create_task(run.request(commands.Check(parameter=commands.Parameter(layer=0, j=0))))
    await asyncio.sleep(0)
    await run.stop({"code": "idle"})
    refused = await asking
    assert isinstance(refused, messages.Error) and (refused.code, run.asleep) == ("restarted", True)
    assert "ask once more" in refused.message and "reset" not in refused.message


async def test_a_run_for_whose_child_there_is_no_pipe_tries_again_and_answers_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [OSError(errno.EMFILE, "Too many open files"), RuntimeError("can't start new thread")]

    def child(*arguments: Any) -> Child:
        if left:
            raise left.pop()
        return Child(*arguments)

    monkeypatch.setattr("app.runs.run.Child", child)

    run = Run(Record("a1", "Run 1", PLAN), Nursery(standin.good, kept=tmp_path, restarts=2))
    run.start()
    assert run.alive
    assert isinstance(await run.request(commands.Reset()), messages.Error)  # the second has failed, too
    await run.settle()
    assert isinstance(await run.request(commands.Reset()), messages.Done)
    await run.close(LEAVING)
    left.append(OSError(errno.EMFILE, "Too many open files"))
    run = Run(Record("a1", "Run 1", PLAN), Nursery(standin.good))
    run.start()
    await run.settle()
    assert (run.alive, run.record.reason) == (False, {"code": "start_failed"})


async def test_what_waits_for_the_next_child_has_a_bound_and_all_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.runs.questions.HELD", 3)

    run = Run(Record("a1", "Run 1", PLAN), Nursery(standin.good, kept=tmp_path, restarts=1))
    run.start()
    await run.settle()
    assert run.pid is not None
    os.kill(run.pid, signal.SIGKILL)
    await until(lambda: run.pid is None)
    box, gone = watcher(run), watcher(run)
    run.ask(commands.Resume(), gone)
    run.leave(gone)
    for id in range(4):
        run.ask(commands.Resume(id=id), box)
    answers = letters(box)
    assert [(letter.id, letter.code) for letter in answers] == [(2, "busy"), (3, "busy")]
    await until(lambda: [1 for letter in letters(box) if isinstance(letter, messages.Done) and letter.id == 1] != [])
    await run.close(DELETED)


async def test_a_child_that_did_not_hear_which_pictures_are_wanted_is_told_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with running(standin.good) as run:
        await run.request(commands.Resume())  # so that all that was told before is through
        box = watcher(run)
        with monkeypatch.context() as full:
            full.setattr(Child, "send", lambda child, number, command: False)
            run.subscribe(box, ["picture"])
        assert letters(box) == []
        run.tick(1.0)
        run.tick(1.0)
        await run.request(commands.Resume())
        told = [event.notice for event in letters(box) if isinstance(event, messages.Notice)]
        assert [notice.get("kinds") for notice in told] == [["picture"], None]


async def test_a_fresh_start_is_told_as_such_also_where_the_last_child_never_came_to_speak(tmp_path: Path) -> None:
    run = Run(Record("a1", "Run 1", PLAN), Nursery(standin.stillborn, kept=tmp_path, restarts=1))
    run.start()
    await until(lambda: not run.alive)
    run._nursery = Nursery(standin.good, kept=tmp_path)
    box = watcher(run)
    run.revive()
    await run.settle()
    first = letters(box)[0]
    assert isinstance(first, messages.Changed) and first.fresh
    await run.close(DELETED)


async def test_a_run_that_cannot_come_back_keeps_its_pace() -> None:
    run = Run(Record("a1", "Run 1", PLAN), Nursery(standin.good))
    run.record.speed, run.record.slow, run._return = 77.0, True, {"code": ""}
    mourning = standin.changed({"plan": PLAN}, status="failed", reason={"code": "error"}, speed=300.0)
    run._take(protocol.wrap("event", protocol.encode(mourning)))
    record = run.record
    assert (record.status, record.reason, record.speed, record.slow) == ("failed", {"code": "error"}, 77.0, True)


@pytest.mark.parametrize(("entry", "patience"), [(standin.deaf, PATIENCE), (standin.mute, 30.0)])
async def test_a_child_that_shows_no_life_is_ended_but_only_by_time_in_which_the_loop_ran(
    entry: Entry, patience: float
) -> None:
    async with running(entry) as run:
        if entry is standin.deaf:
            await run.settle()
        await until(lambda: run.pid is not None)
        run.tick(patience - 0.5)
        assert run.alive
        run.tick(0.5)
        await until(lambda: not run.alive)
        assert run.record.reason == {"code": "worker_hung", "seconds": PATIENCE}


async def test_a_deaf_child_cannot_block_who_asks() -> None:
    async with running(standin.deaf) as run:
        await run.settle()
        box = watcher(run, room=4_000)
        drawing = commands.Predict(pixels=[0.123456789] * 784)
        askers = [watcher(run) for _ in range(40)]
        for asker in askers:
            for _ in range(30):
                run.ask(drawing, asker)
        refused = [letter for asker in askers for letter in letters(asker)]
        assert refused and {letter.code for letter in refused} == {"busy"}
        assert box.closing is None


async def test_one_asker_may_have_so_many_questions_open() -> None:
    async with running(standin.deaf) as run:
        box = watcher(run)
        for id in range(40):
            run.ask(commands.Resume(id=id), box)
        assert [letter.id for letter in letters(box)] == list(range(32, 40))


async def test_a_viewer_that_lets_events_pile_up_is_closed_and_the_others_are_not() -> None:
    async with running(standin.good) as run:
        slow, good = watcher(run, room=8), watcher(run, room=64)
        for _ in range(10):
            await run.request(commands.Resume())
        assert slow.closing == TOO_SLOW and good.closing is None


async def test_missed_events_are_those_after_the_last_seen_as_far_as_they_are_kept() -> None:
    async with running(standin.good) as run:
        for _ in range(5):
            await run.request(commands.Resume())
        seq = run.record.seq
        missed = run.missed(seq - 3, most=10)
        assert missed is not None
        assert [protocol.decode(letter).seq for letter in missed] == [seq - 2, seq - 1, seq]  # type: ignore[union-attr]
        assert run.missed(seq, most=10) == []
        assert run.missed(seq + 1, most=10) is None
        assert run.missed(seq - 3, most=2) is None


async def test_runs_are_bounded_found_and_deleted_with_their_viewers() -> None:
    runs = Runs(Nursery(standin.good), most=2, idle=60.0)
    one = await runs.create(PLAN, " a\u202e name\n", None)
    two = await runs.create(PLAN, "", commands.Set(speed=None))
    assert (one.record.name, two.record.name) == ("a name", "Run 2")
    assert runs.get(one.record.id) is one and runs.get("x") is None
    with pytest.raises(Full, match="2 runs are open"):
        await runs.create(PLAN, "", None)
    box = watcher(one)
    await runs.delete(one)
    assert box.closing == DELETED and not one.alive
    assert runs.get(one.record.id) is None
    await runs.create(PLAN, "", None)
    await runs.close()
    assert not any(run.alive for run in runs)


async def test_what_is_brought_is_written_before_anybody_sees_a_run_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    runs = Runs(Nursery(standin.good), most=1, idle=60.0)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(OSError, match="No space"):
            await runs.bring(b"", PLAN, "")
    assert not list(runs)
    brought = await asyncio.gather(*(runs.bring(b"", PLAN, "") for _ in range(3)), return_exceptions=True)
    assert [type(each) for each in brought].count(Full) == 2 and len(list(runs)) == 1
    await runs.close()


async def test_restarts_are_counted_of_deleted_runs_too() -> None:
    runs = Runs(Nursery(standin.good), most=2, idle=60.0)
    frail = await runs.create(PLAN, "", None)
    frail.restarts = 3
    await runs.delete(frail)
    assert runs.restarts == 3
    await runs.close()


async def test_a_run_that_nobody_started_or_watches_makes_room() -> None:
    runs = Runs(Nursery(standin.good), most=1, idle=60.0)
    old = await runs.create(PLAN, "", None)
    old.touched -= UNTOUCHED + 1
    new = await runs.create(PLAN, "", None)
    assert list(runs) == [new] and not old.alive
    await runs.close()


async def test_a_run_that_nobody_cares_for_is_ended_but_stays_on_record() -> None:
    runs = Runs(Nursery(standin.good), most=2, idle=0.0)
    idle = await runs.create(PLAN, "", None)
    watched = await runs.create(PLAN, "", None)
    box = watcher(watched)
    tending = asyncio.create_task(runs.tend())
    await until(lambda: not idle.alive)
    assert (idle.record.status, idle.record.reason) == ("interrupted", {"code": "idle"})
    assert watched.alive and runs.get(idle.record.id) is idle
    tending.cancel()
    await runs.close()
    assert box.closing == LEAVING


async def test_a_deaf_child_does_not_keep_the_server_from_ending(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.runs.run.LAST_WISH", 0.2)

    runs = Runs(Nursery(standin.deaf), most=2, idle=60.0)
    run = await runs.create(PLAN, "", None)
    await runs.close()
    assert not run.alive


@pytest.mark.parametrize(
    ("name", "shown"),
    [("e\u0301", "\u00e9"), ("a\0b\x1b[31m", "ab[31m"), ("\u202eevil", "evil"), ("x" * 100, "x" * 80), (" \t ", "")],
)
def test_names_are_made_fit_to_be_shown(name: str, shown: str) -> None:
    assert tidy(name) == shown

import multiprocessing
import os
import signal
import struct
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from app.kept.record import Heartbeat
from app.wire import commands, protocol
from app.wire.commands import (
    Explain,
    Inspect,
    Learn,
    Parameter,
    Pause,
    Predict,
    Reset,
    Resume,
    Run,
    Set,
    Show,
    Step,
    Subscribe,
    Table,
    Watch,
)
from app.wire.messages import Activity, Changed, Done, Error, Matrices, Points, Score, Watched
from app.worker import main
from engine.mnist import Data
from tests.app.driven import bare

WAIT = 20.0  # seconds for anything at all, on a busy machine
KINDS: list[commands.Kind] = ["picture", "weights", "batch", "example", "products"]
context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["app.worker"])


class Child:
    """A worker in a process of its own, and all that it has sent."""

    def __init__(self, cache: Path | None, data: str | None = None, **plan: Any) -> None:
        self.end, theirs = context.Pipe()
        setup = {"id": "a", "plan": plan, "data": data, "cache": str(cache) if cache else None, "nice": 0}
        self.process = context.Process(target=main, args=(theirs, setup), daemon=True)
        self.process.start()
        theirs.close()
        self.frames: list[tuple[protocol.Route, int, bytes]] = []
        self.number = 0

    def send(self, command: commands.Command | bytes) -> int:
        """Asks; the number of the question."""
        self.number += 1
        text = command if isinstance(command, bytes) else protocol.write_command(command)
        self.end.send_bytes(struct.pack("<I", self.number) + text)
        return self.number

    def next(self) -> tuple[protocol.Route, int, Any]:
        """The next frame, opened."""
        assert self.end.poll(WAIT), "nothing came"
        frame = protocol.unwrap(self.end.recv_bytes())
        self.frames.append(frame)
        route, to, payload = frame
        if route == "heartbeat":
            return route, to, msgspec.json.decode(payload, type=Heartbeat)
        return route, to, protocol.decode(payload)

    def coming(self) -> Iterator[tuple[protocol.Route, int, Any]]:
        """The next frames, for so long."""
        end = time.monotonic() + WAIT
        while time.monotonic() < end:
            yield self.next()
        raise AssertionError(f"it did not come; the last were {[frame[0] for frame in self.frames[-20:]]}")

    def until(self, kind: type[Any], **fields: Any) -> Any:
        """The next message of this kind with these values."""
        for _, _, message in self.coming():
            if isinstance(message, kind) and all(getattr(message, name) == value for name, value in fields.items()):
                return message

    def ask(self, command: commands.Command | bytes) -> Any:
        """The reply to a command."""
        number = self.send(command)
        for route, to, message in self.coming():
            if route == "reply":
                assert to == number
                return message

    def answered(self) -> set[int]:
        """The numbers of the questions that have been answered so far."""
        return {to for route, to, _ in self.frames if route == "reply"}

    def close(self) -> int | None:
        """Ends the pipe; the exit status."""
        self.end.close()
        assert wait([self.process.sentinel], WAIT), "the worker outlived its pipe"
        self.process.join()
        return self.process.exitcode


@pytest.fixture
def child(mnist: Data, data_dir: Path) -> Iterator[Child]:
    child = Child(data_dir / "cache")
    yield child
    if not child.end.closed:
        child.close()


def test_it_begins_paused_with_a_page_that_is_alive(child: Child) -> None:
    child.send(Subscribe(kinds=KINDS))
    changed = child.until(Changed)
    assert (changed.status, changed.fresh, changed.step, changed.speed) == ("paused", True, 0, 300)
    kinds: dict[str, Any] = {}
    while len(kinds) < 7:
        route, _, message = child.next()
        if route not in ("reply", "heartbeat"):
            kinds[type(message).__name__ if route == "event" else route] = message
    assert set(kinds) == {"Score", "watched", *KINDS}
    assert (kinds["watched"].source, kinds["watched"].index, kinds["watched"].label) == ("test", 1, 2)
    assert kinds["picture"].step == 0 and kinds["picture"].phase is None
    assert [a.size for a in kinds["picture"].a] == [16, 16, 10]
    weights = kinds["weights"]
    assert [W.shape for W in weights.W] == [(16, 784), (16, 16), (10, 16)]
    assert [W.dtype.kind for W in weights.W] == ["i", "f", "f"]
    assert not any(np.any(W) for W in kinds["batch"].W)  # nothing has been asked for yet


def test_a_run_looked_at_and_questioned_ends_with_the_weights_of_one_left_alone(child: Child, mnist: Data) -> None:
    child.ask(Subscribe(kinds=KINDS))
    child.ask(Set(speed=None))
    child.ask(Run(epochs=0.3))
    asked = 0
    while True:
        for question in (
            Explain(layer=1, neuron=3),
            Table(),
            Predict(pixels=[0.5] * 784),
            Watch(mistake=True),
            Set(speed=None),
        ):
            reply = child.ask(question)
            assert not isinstance(reply, Error) or reply.code == "no_batch", reply
            asked += 1
        finished = [frame for frame in child.frames if frame[0] == "event" and b"finished" in frame[2]]
        if finished:
            break
    assert asked > 5
    rest = bare(mnist, 1800).network
    places = [Parameter(layer=l, j=j, k=k) for l, j, k in [(0, 0, 400), (0, 9, 377), (1, 3, 4), (2, 9, 15)]]
    found = child.ask(Inspect(parameters=places))
    assert found.step == 1800
    np.testing.assert_array_equal(found.values, [rest.W[p.layer][p.j, p.k] for p in places])
    child.ask(Subscribe(kinds=["picture"]))
    child.send(Subscribe(kinds=["weights"]))
    weights = child.until(Matrices, of="weights")
    for l in (1, 2):
        np.testing.assert_array_equal(weights.W[l], rest.W[l])
    for shown, b in zip(weights.b, rest.b, strict=True):
        np.testing.assert_array_equal(shown, b)
    drawn = weights.W[0] * (weights.scale[0] / 127)
    np.testing.assert_allclose(drawn, rest.W[0], atol=weights.scale[0] / 250)
    assert weights.scale[0] == pytest.approx(np.abs(rest.W[0]).max())


def test_every_command_has_exactly_one_answer_with_its_own_id(child: Child) -> None:
    asked: list[commands.Command | bytes] = [
        Subscribe(kinds=[], id=1), Run(id=2), Pause(id=3), Step(id=4), Step(unit="phase", id=5), Set(eta=0.5, id=6),
        Watch(index=3, id=7), Show(layer=1, first=0, id=8), Explain(layer=1, neuron=99, id=9), Resume(id=10),
        Reset(id=11), Learn(label=3, id=12), b'{"type": "run", "epochs": -1, "id": 13}', commands.Ack(count=1, id=14),
        Pause(id=15),
    ]  # fmt: skip
    numbers = [child.send(command) for command in asked]
    replies: dict[int, Any] = {}
    while len(replies) < len(asked):
        route, to, message = child.next()
        if route == "reply":
            assert to not in replies
            replies[to] = message
    assert [replies[number].id for number in numbers] == list(range(1, 16))
    refused = {replies[n].id: replies[n].code for n in numbers if isinstance(replies[n], Error)}
    assert refused == {9: "out_of_range", 12: "no_drawing", 13: "bad_command", 14: "bad_command"}
    assert sum(frame[0] == "reply" for frame in child.frames) == len(asked)


def test_questions_without_end_are_all_answered_and_training_goes_on(child: Child) -> None:
    child.ask(Run(speed=None))
    numbers = {child.send(Table(examples="chosen", count=20, id=i)) for i in range(400)}  # far beyond their share
    first, second = child.until(Heartbeat).step, child.until(Heartbeat).step
    assert second > first
    number = child.send(Pause())
    while number not in child.answered():
        child.next()
    assert not numbers <= child.answered()  # the pause did not wait behind all the questions
    for _ in child.coming():
        if numbers <= child.answered():
            break


def test_questions_without_end_leave_a_training_at_a_pace_its_steps_and_pictures(child: Child) -> None:
    child.ask(Subscribe(kinds=KINDS))
    child.ask(Run(speed=200))
    numbers = {child.send(Table(examples="chosen", count=100, strongest=50, id=i)) for i in range(100)}
    first = child.until(Activity)
    for _ in range(5):
        last = child.until(Activity)
    assert last.step > first.step and not numbers <= child.answered()
    while not numbers <= child.answered():
        child.next()


def test_what_is_not_json_is_answered_too(child: Child) -> None:
    reply = child.ask(b"\xff{")
    assert isinstance(reply, Error) and reply.id is None


def test_a_command_without_a_number_has_no_answer(child: Child) -> None:
    child.end.send_bytes(struct.pack("<I", 0) + protocol.write_command(Step()))
    assert isinstance(child.ask(Pause(id=8)), Done)
    assert sum(frame[0] == "reply" for frame in child.frames) == 1
    assert child.until(Score, step=1).step == 1


def test_what_an_answer_speaks_of_has_been_told_before(child: Child) -> None:
    child.ask(Step())
    told = [protocol.decode(payload) for route, _, payload in child.frames if route == "event"]
    assert isinstance(told[-1], Changed) and told[-1].step == 1
    assert any(isinstance(event, Points) and event.step.tolist() == [0] for event in told)  # of the network before


def test_pictures_come_by_themselves_while_it_runs_and_once_more_at_the_pause(child: Child) -> None:
    child.ask(Subscribe(kinds=KINDS))
    child.ask(Run(speed=None))
    first = child.until(Activity)
    second = child.until(Activity)
    assert second.step > first.step and second.n > first.n and second.at > first.at
    assert child.until(Activity).rate > 0
    child.until(Matrices, of="batch")
    child.ask(Pause())
    events = [protocol.decode(p) for route, _, p in child.frames if route == "event"]
    step = [event for event in events if isinstance(event, Changed)][-1].step
    for _ in KINDS:
        last = child.next()
        while last[0] in ("event", "heartbeat"):
            last = child.next()
        assert last[2].step == step


def test_only_what_is_looked_at_is_sent(child: Child) -> None:
    child.until(Watched)
    child.ask(Step())
    child.ask(Subscribe(kinds=["batch"]))
    child.until(Matrices)
    child.ask(Run(epochs=0.1, speed=None))
    child.until(Changed, status="finished")
    child.until(Score)
    assert {frame[0] for frame in child.frames} <= {"event", "reply", "watched", "batch", "heartbeat"}


def test_a_window_moves_over_a_wide_layer(child: Child, mnist: Data) -> None:
    child.ask(Reset(plan={"sizes": msgspec.Raw(b"[784,40,10]")}))
    child.ask(Subscribe(kinds=["picture", "weights"]))
    child.send(Show(layer=1, first=30))
    activity = child.until(Activity)
    while activity.windows[0].first == 0:
        activity = child.until(Activity)
    assert (activity.windows[0].first, activity.windows[0].count, activity.windows[0].of) == (16, 24, 40)
    weights, network = child.until(Matrices, of="weights"), bare(mnist, 0, sizes=[784, 40, 10]).network
    np.testing.assert_array_equal(weights.W[1], network.W[1][:, 16:])
    np.testing.assert_allclose(weights.W[0] * (weights.scale[0] / 127), network.W[0][16:], atol=weights.scale[0] / 250)


def test_the_watched_example_is_sent_when_it_changes(child: Child) -> None:
    child.until(Watched)
    child.send(Watch(source="train", index=9))
    watched = child.until(Watched)
    assert (watched.source, watched.index, watched.pixels.shape) == ("train", 9, (784,))
    child.send(Watch(source="drawing", strokes=[[(0, 0), (9, 9)]]))
    assert child.until(Watched).source == "drawing"


def test_it_says_where_it_is_while_it_works_and_while_it_rests(child: Child) -> None:
    child.until(Heartbeat)
    child.ask(Run(speed=None))
    assert child.until(Heartbeat).step > 0
    child.ask(Pause())
    step = child.until(Heartbeat).step
    assert child.until(Heartbeat).step == step


def test_divergence_is_an_event_and_not_an_end(child: Child) -> None:
    plan = {"activation": "relu", "cost": "log_likelihood", "eta": 1000, "initialisation": "normal"}
    child.ask(Subscribe(kinds=KINDS))
    child.ask(Reset(plan={name: msgspec.Raw(msgspec.json.encode(value)) for name, value in plan.items()}))
    child.ask(Run(speed=None))
    changed = child.until(Changed, status="diverged")
    assert (changed.reason["eta"], changed.reason["suggested"]) == (1000, 100)
    assert child.ask(Run()).code == "diverged"
    assert isinstance(child.ask(Reset(plan={"eta": msgspec.Raw(b"0.01")})), Done)
    assert isinstance(child.ask(Step()), Done)


@pytest.mark.parametrize(
    ("setup", "sentence"),
    [({"data": "/nowhere"}, "there is no such file"), ({"sizes": [100, 16, 10]}, "expected"), ({"hue": 3}, "no 'hue'")],
)
def test_a_run_that_cannot_be_says_why_and_ends(setup: dict[str, Any], sentence: str, data_dir: Path) -> None:
    child = Child(data_dir / "cache", **setup)
    changed = child.until(Changed)
    assert (changed.status, changed.reason["code"]) == ("failed", "error")
    assert sentence in changed.reason["message"]
    assert wait([child.process.sentinel], WAIT)
    assert child.close() == 0


def test_it_ends_with_its_pipe_even_while_it_works(child: Child) -> None:
    child.ask(Run(speed=None))
    assert child.close() == 0


def test_ctrl_c_is_for_the_server(child: Child) -> None:
    child.until(Changed)
    assert child.process.pid is not None
    os.kill(child.process.pid, signal.SIGINT)
    assert isinstance(child.ask(Step()), Done)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at the process in /proc")
def test_nobody_reads_and_training_goes_on(child: Child, mnist: Data) -> None:
    child.ask(Subscribe(kinds=KINDS))
    child.ask(Run(epochs=4, speed=None))
    # Nothing is read until the process has been seen to rest: its pipe full, and the run done all the same.
    while not _rests(child.process.pid):
        pass
    changed = child.until(Changed, status="finished")
    assert changed.step == 24_000
    assert child.until(Score, step=24_000).test_accuracy > 0.9


def _rests(pid: int | None) -> bool:
    """Whether a process uses no processor time for a while."""

    def used() -> int:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    before = used()
    time.sleep(0.3)
    return used() == before

"""One viewer: greeted, told everything once and in order, shown the newest by credit, answered, and let go."""

import os
import random
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from app.wire import commands, messages, protocol
from tests.conftest import WAIT, Server, Viewer

FAST = commands.Run(id=1, speed=2_000.0)


@pytest.fixture
def viewer(server: Server, run: str) -> Iterator[Viewer]:
    with Viewer(server, run) as viewer:
        yield viewer


def closed(viewer: Viewer) -> int:
    """The code with which the server closes, whatever comes before."""
    try:
        while True:
            viewer.socket.recv(timeout=WAIT)
    except ConnectionClosed as end:
        assert end.rcvd is not None
        return end.rcvd.code


def workers(server: Server) -> set[int]:
    """The processes of this server's runs: the children of the process that forks them."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
    own = {pid for pid, parent in parents.items() if parent == server.process.pid}
    return {pid for pid, parent in parents.items() if parent in own}


def test_a_viewer_is_greeted_told_the_state_and_shown_the_newest_pictures(viewer: Viewer, run: str) -> None:
    hello = viewer.hello()
    assert (hello.version, hello.run, hello.resumed, hello.control) == (protocol.VERSION, run, False, True)
    assert hello.choices["default"]["sizes"] == [784, 16, 16, 10]
    assert hello.data == {"name": "MNIST", "train": 60_000, "test": 10_000, "classes": list("0123456789")}
    state = viewer.next()
    assert isinstance(state, messages.State)
    assert (state.id, state.status, state.step) == (run, "paused", 0)
    seen = {viewer.until(messages.Picture).__class__ for _ in range(3)}
    assert seen == {messages.Watched, messages.Activity, messages.Matrices}


def test_fault_20_a_page_of_another_version_is_told_to_load_again(viewer: Viewer) -> None:
    viewer.send(commands.Hello(version=protocol.VERSION + 1))
    error = viewer.next()
    assert isinstance(error, messages.Error) and error.code == "version" and "load the page again" in error.message
    assert closed(viewer) == 4406


def test_who_does_not_say_hello_is_sent_away(viewer: Viewer) -> None:
    viewer.send(commands.Pause(id=1))
    error = viewer.next()
    assert isinstance(error, messages.Error) and error.code == "no_hello"
    assert closed(viewer) == 4400


def test_a_run_that_is_not_there_is_gone(server: Server) -> None:
    with Viewer(server, "nothing") as viewer:
        viewer.send(commands.Hello(version=protocol.VERSION))
        assert closed(viewer) == 4404


@pytest.mark.parametrize("nonsense", ["", "[", '{"type":"format"}', '{"type":"ack","count":99}', b"\0", "[" * 60_000])
def test_nonsense_is_answered_by_a_sentence_and_changes_nothing(viewer: Viewer, nonsense: str | bytes) -> None:
    viewer.hello()
    viewer.socket.send(nonsense)
    assert viewer.until(messages.Error).message
    assert isinstance(viewer.ask(commands.Pause(id=5)), messages.Done)


def test_a_message_too_long_ends_the_socket(viewer: Viewer) -> None:
    viewer.hello()
    viewer.socket.send(" " * 70_000)
    assert closed(viewer) == 1009


def test_training_is_seen_and_stops_when_told(viewer: Viewer) -> None:
    viewer.hello()
    viewer.ask(FAST)
    first = viewer.until(messages.Activity, lambda picture: picture.step > 0)
    later = viewer.until(messages.Activity, lambda picture: picture.step > first.step)
    assert later.n > first.n
    assert viewer.until(messages.Score, lambda score: score.step > 0).test_count == 10_000
    viewer.send(commands.Pause(id=2))
    assert viewer.until(messages.Changed).status == "paused"


def test_who_does_not_draw_is_sent_two_pictures_but_every_event(viewer: Viewer) -> None:
    viewer.hello()
    viewer.send(FAST)
    pictures, events = 0, []
    while len(events) < 40:
        message = viewer.next()
        pictures += isinstance(message, messages.Picture)
        if isinstance(message, messages.Event):
            events.append(message.seq)
    assert pictures == 2
    assert events == list(range(events[0], events[0] + len(events)))


def test_a_slow_viewer_sees_the_newest_and_skips_the_rest(server: Server, run: str, viewer: Viewer) -> None:
    viewer.hello()
    viewer.send(commands.Subscribe(kinds=["picture"]))
    viewer.send(FAST)
    with Viewer(server, run) as other:
        other.hello()
        newest = other.until(messages.Activity, lambda picture: picture.n > 40)
    first = viewer.until(messages.Activity, lambda picture: picture.step > 0)
    after = viewer.until(messages.Activity, lambda picture: picture.n > first.n + 1)
    assert after.n >= newest.n - 2  # what was skipped is not sent later


def test_fault_8_a_hidden_tab_gets_events_alone_and_one_fresh_picture_when_it_returns(viewer: Viewer) -> None:
    viewer.hello()
    viewer.ask(FAST)
    viewer.send(commands.Subscribe(kinds=[]))
    assert isinstance(viewer.ask(commands.Set(id=3, eta=1.5)), messages.Done)
    for _ in range(20):
        message = viewer.next()
        assert isinstance(message, messages.Event)
    step = message.step if isinstance(message, messages.Score | messages.Changed) else int(message.step[-1])  # type: ignore[union-attr]
    viewer.send(commands.Subscribe(kinds=["picture", "weights"]))
    assert viewer.until(messages.Activity).step >= step


def test_what_a_paused_run_shows_is_shown_to_who_returns(viewer: Viewer) -> None:
    viewer.hello()
    viewer.until(messages.Activity)
    viewer.send(commands.Subscribe(kinds=[]))
    assert isinstance(viewer.ask(commands.Set(id=3, eta=1.5)), messages.Done)
    viewer.send(commands.Subscribe(kinds=["picture", "weights"]))
    viewer.until(messages.Activity)
    viewer.until(messages.Matrices)


def test_events_come_exactly_once_and_in_order_over_many_losses(server: Server, run: str) -> None:
    chance = random.Random(5)
    boot, seq, seen = "", 0, []
    for attempt in range(25):
        with Viewer(server, run) as viewer:
            hello = viewer.hello(boot, seq)
            assert hello.resumed == (attempt > 0)
            if attempt == 0:
                viewer.send(FAST)
            boot = hello.boot
            for _ in range(chance.randrange(1, 12)):
                message = viewer.until((messages.Event, messages.State))
                assert not (attempt and isinstance(message, messages.State))
                seq = message.seq
                seen.append(seq)
    assert seen == list(range(seen[0], seen[0] + len(seen)))


@pytest.mark.parametrize(("boot", "ahead"), [("another server", 0), ("", 0), (None, 1_000)])
def test_who_cannot_resume_is_told_the_whole_state(
    viewer: Viewer, server: Server, run: str, boot: str | None, ahead: int
) -> None:
    own = viewer.hello().boot
    seq = viewer.until(messages.State).seq
    with Viewer(server, run) as again:
        assert not again.hello(own if boot is None else boot, seq + ahead).resumed
        assert isinstance(again.next(), messages.State)


def test_questions_are_answered_to_the_asker_alone(server: Server, run: str, viewer: Viewer) -> None:
    viewer.hello()
    viewer.ask(FAST)
    with Viewer(server, run) as other:
        other.hello()
        answer = viewer.ask(commands.Predict(id=77, pixels=[0.5] * 784))
        assert isinstance(answer, messages.Prediction) and answer.a[-1].shape == (10,)
        other.send(commands.Pause(id=1))
        while not isinstance(message := other.next(), messages.Reply):
            pass
        assert message.id == 1


def test_a_killed_worker_is_told_and_a_reset_starts_anew(start_server: Callable[..., Server]) -> None:
    server = start_server(NUDGE_RESTARTS="0")
    before = workers(server)
    run = server.new_run(eta=2.0)
    (pid,) = workers(server) - before
    with Viewer(server, run) as viewer:
        viewer.hello()
        viewer.ask(FAST)
        viewer.until(messages.Activity, lambda picture: picture.step > 0)
        os.kill(pid, signal.SIGKILL)
        changed = viewer.until(messages.Changed, lambda changed: changed.status == "failed")
        assert changed.reason == {"code": "worker_died", "exit": -9}
        refused = viewer.ask(commands.Resume(id=2))
        assert isinstance(refused, messages.Error) and "reset starts it anew" in refused.message
        assert isinstance(viewer.ask(commands.Reset(id=3)), messages.Done)
        assert isinstance(viewer.ask(commands.Run(id=4)), messages.Done)
        again = viewer.until(messages.Activity, lambda picture: picture.step > 0)
        assert again.step > 0
    with server.client() as client:
        assert client.get(f"/api/runs/{run}").json()["plan"]["eta"] == 2.0
    server.delete(run)


def test_a_deleted_run_takes_its_viewers_along(server: Server, viewer: Viewer, run: str) -> None:
    viewer.hello()
    server.delete(run)
    assert closed(viewer) == 4404


def test_who_may_watch_sees_and_asks_but_changes_nothing(start_server: Callable[..., Server]) -> None:
    control, watch = "c" * 22, "w" * 22
    server = start_server(NUDGE_CONTROL_TOKEN=control, NUDGE_WATCH_TOKEN=watch)
    assert server.token == control
    with server.client() as client:
        answer = client.post("/api/runs", headers={"authorization": f"Bearer {control}"})
    run = answer.json()["id"]
    with Viewer(server, run, additional_headers={"authorization": f"Bearer {watch}"}) as viewer:
        assert not viewer.hello().control
        refused = viewer.ask(commands.Run(id=1))
        assert isinstance(refused, messages.Error) and refused.code == "watch_only"
        assert isinstance(viewer.ask(commands.Predict(id=2, pixels=[0.0] * 784)), messages.Prediction)


def test_many_viewers_all_see(server: Server, run: str) -> None:
    seen: list[int] = []

    def watch() -> None:
        with Viewer(server, run) as viewer:
            viewer.hello()
            seen.append(viewer.until(messages.Activity, lambda picture: picture.step > 100).step)

    threads = [threading.Thread(target=watch) for _ in range(20)]
    for thread in threads:
        thread.start()
    with server.client() as client:
        client.post(f"/api/runs/{run}/commands", json={"type": "run"})
    for thread in threads:
        thread.join(WAIT)
    assert len(seen) == 20

"""What may befall a server from outside: viewers that are slow, stall, flood, come by the thousand; clocks that jump.

Numbers are those of the table of faults that the server is to survive.
"""

import ast
import os
import select
import socket
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.wire import commands, messages, protocol
from tests.app.raw import CLOSE, TEXT, Raw, request
from tests.conftest import ROOT, WAIT, Server, Viewer

ENDED = 12.0  # seconds from SIGTERM to the end
GONE = 25.0  # seconds until a stalled viewer is gone
OLD = 0.5  # seconds that a picture may be old at a slow viewer
STALLED = 20  # viewers at a time, so that what they take can be told from what a server takes anyway
MEMORY = 256 * 1024  # bytes of the server that a stalled viewer may take more than an idle one
SLOW = 300_000  # bytes a second
KB = 1024
PACE = 200.0  # steps a second where it is all the same how many: more than are seen, and the machine stays free

linux = pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc")


def memory_of(pid: int) -> int:
    """The bytes that a process holds in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def files_of(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))


def soon(true: Callable[[], bool], seconds: float, what: str) -> None:
    """Waits until it is so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def say(raw: Raw, command: commands.Command) -> None:
    raw.send(TEXT, protocol.write_command(command))


def viewers(server: Server, run: str) -> int:
    with server.client() as client:
        return int(client.get(f"/api/runs/{run}").json()["viewers"])


def started(server: Server, speed: float | None = None, **plan: Any) -> str:
    """A run that trains, unless otherwise said as fast as it can."""
    run = server.new_run(speed=speed, **plan)
    with server.client() as client:
        client.post(f"/api/runs/{run}/commands", json={"type": "run"})
    return run


def stall(raw: Raw) -> None:
    """Asks for far more than the buffers hold, and reads nothing."""
    for _ in range(40):
        say(raw, commands.Table(examples="chosen", count=100, strongest=50))


@linux
def test_fault_5_told_to_end_with_100_viewers_of_whom_five_are_stalled(
    start_server: Callable[..., Server], tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    server = start_server(memory=tmp_path)
    run = started(server)
    with ExitStack() as stack:
        good = [stack.enter_context(Raw(server, run)) for _ in range(95)]
        soon(lambda: viewers(server, run) == 95, WAIT, "not all have come")
        for _ in range(5):  # who would soon be sent away
            stall(stack.enter_context(Raw(server, run, receive_buffer=4 * KB)))
        began = time.monotonic()
        server.process.terminate()
        codes = [raw.closed() for raw in good]
        server.stop()
        took = time.monotonic() - began
    record_property("seconds", f"{took:.1f}")
    assert codes == [1012] * 95
    assert took < ENDED
    again = start_server(memory=tmp_path)
    with again.client() as client:
        shown = client.get(f"/api/runs/{run}").json()
    assert shown["status"] == "interrupted" and shown["step"] > 0
    again.stop()


@contextmanager
def draining(raw: Raw, seconds: float) -> Iterator[list[float]]:
    """The ages of the pictures as a viewer reads them that takes in 300 KB a second, and acknowledges each."""
    ages: list[float] = []
    yield ages
    drawn, deadline = 0, time.monotonic() + seconds
    while time.monotonic() < deadline:
        time.sleep(0.02)
        if not select.select([raw.socket], [], [], 0)[0]:
            continue
        raw._came += raw.socket.recv(SLOW // 50)
        while found := raw._complete():
            message = protocol.decode(found[1]) if found[0] == 2 else None
            assert found[0] != CLOSE
            if isinstance(message, messages.Picture):
                drawn += 1
                say(raw, commands.Ack(count=drawn))
                if isinstance(message, messages.Matrices | messages.Activity):
                    ages.append(time.time() - message.at)


def test_fault_6_a_slow_viewer_sees_the_present_and_slows_nobody(
    server: Server, record_property: Callable[[str, object], None]
) -> None:
    """Large weights, which come to a megabyte a second: without credit it would see what was, ever longer ago."""
    run = started(server, sizes=[784, 64, 64, 10])
    kinds: list[commands.Kind] = ["picture", "weights", "batch"]
    with Raw(server, run, receive_buffer=16 * KB) as slow, Viewer(server, run) as quick:
        say(slow, commands.Subscribe(kinds=kinds))
        quick.hello()
        quick.send(commands.Subscribe(kinds=["picture"]))
        with draining(slow, 8.0) as ages:
            pass
        of_quick = []
        for _ in range(30):
            picture = quick.until(messages.Activity)
            of_quick.append(time.time() - picture.at)
    server.delete(run)
    early, late = ages[: len(ages) // 2], ages[len(ages) // 2 :]
    record_property("age, slow", f"p50 {statistics.median(ages):.2f} s, max {max(ages):.2f} s, {len(ages)} pictures")
    record_property("age, quick", f"p50 {statistics.median(of_quick[5:]):.3f} s")
    assert len(ages) > 20
    assert statistics.median(late) < OLD
    assert statistics.median(late) < statistics.median(early) + OLD / 2  # it does not fall ever further behind


@linux
@pytest.mark.parametrize("asks", [False, True])
def test_fault_7_a_stalled_viewer_takes_little_memory_and_is_gone_with_its_socket(
    start_server: Callable[..., Server], asks: bool, record_property: Callable[[str, object], None]
) -> None:
    """Whether it stalls in the stream or, what is worse, in answers that it has asked for."""
    server = start_server()
    pid = server.process.pid
    run = started(server, PACE, sizes=[784, 64, 64, 10])
    kinds: list[commands.Kind] = ["picture", "weights", "batch"]
    with Viewer(server, run) as other, ExitStack() as stack:
        other.hello()
        other.send(commands.Subscribe(kinds=kinds))
        for id in range(30):  # all that a server needs once it has now
            other.until(messages.Matrices)
            other.ask(commands.Table(id=id + 2, examples="chosen", count=100, strongest=50))
        files = files_of(pid)
        idle = [stack.enter_context(Raw(server, run, receive_buffer=4 * KB)) for _ in range(STALLED)]
        for raw in idle:
            say(raw, commands.Subscribe(kinds=[]))
        for _ in range(10):
            other.until(messages.Matrices)
        other.ask(commands.Subscribe(id=1, kinds=["picture"]))
        before = most = memory_of(pid)
        began = time.monotonic()
        for raw in idle:
            stall(raw) if asks else say(raw, commands.Subscribe(kinds=kinds))
        while viewers(server, run) > 1 or files_of(pid) > files:
            assert time.monotonic() < began + GONE, "they or their sockets are still there"
            for _ in range(10):
                other.until(messages.Activity)
                most = max(most, memory_of(pid))
        record_property("seconds", f"{time.monotonic() - began:.1f}")
        assert isinstance(other.ask(commands.Pause(id=5)), messages.Done)
    each = (most - before) / STALLED
    record_property("KB a viewer", f"{each / KB:.0f}")
    assert each <= MEMORY
    server.stop()


def test_fault_11_hundreds_come_at_once(
    server: Server, run: str, record_property: Callable[[str, object], None]
) -> None:
    _come(server, run, 300, record_property)


@pytest.mark.long
def test_fault_11_a_thousand_come_at_once_ten_times(
    start_server: Callable[..., Server], record_property: Callable[[str, object], None]
) -> None:
    server = start_server(NUDGE_MAX_RUN_VIEWERS="900")
    run = server.new_run()
    for _ in range(10):
        _come(server, run, 1_000, record_property)


@linux
@pytest.mark.long
def test_fault_11_a_thousand_come_and_go_every_second_for_ten(
    server: Server, record_property: Callable[[str, object], None]
) -> None:
    """Each is answered, and who watched before sees what happens all the while."""
    run, (host, port) = started(server), server.url.removeprefix("http://").split(":")
    knock = request(server, run)
    with Viewer(server, run) as viewer:
        viewer.hello()
        viewer.send(commands.Subscribe(kinds=["picture"]))
        viewer.until(messages.Activity)
        before, began, ages = files_of(server.process.pid), time.monotonic(), []
        for tenth in range(1, 101):
            doors = [socket.create_connection((host, int(port)), WAIT) for _ in range(100)]
            for door in doors:
                door.sendall(knock)
            answers = Counter(door.recv(4 * KB)[:12] for door in doors)
            assert answers[b"HTTP/1.1 101"] + answers[b"HTTP/1.1 503"] == 100, answers
            for door in doors:
                door.close()
            now = time.time()
            ages.append(viewer.until(messages.Activity, lambda picture, now=now: picture.at > now).at - now)
            while time.monotonic() - began < tenth / 10:
                viewer.until(messages.Activity)
        record_property("seconds for 10,000", f"{time.monotonic() - began:.1f}")
        record_property("until a new picture", f"p50 {statistics.median(ages):.3f} s, max {max(ages):.2f} s")
        soon(lambda: viewers(server, run) == 1, WAIT, "somebody is still counted")
        soon(lambda: files_of(server.process.pid) <= before + 2, WAIT, "a socket is still open")
    server.delete(run)


def _come(server: Server, run: str, count: int, record_property: Callable[[str, object], None]) -> None:
    """All are answered, most by an open socket; when they have left nothing is left of them."""
    before = files_of(server.process.pid) if sys.platform == "linux" else 0
    began = time.monotonic()
    with ExitStack() as stack:
        all_of_them = [stack.enter_context(Raw(server, run)) for _ in range(count)]
        record_property("seconds to connect", f"{time.monotonic() - began:.2f}")
        assert {raw.status for raw in all_of_them} <= {101, 503}
        answers = [raw.read() for raw in all_of_them if raw.status == 101]
        for answer in answers:
            assert answer is not None
            refused = answer[0] == CLOSE and int.from_bytes(answer[1][:2], "big") == 4029
            assert refused or isinstance(protocol.decode(answer[1]), messages.Hello)
        record_property("seconds until all are answered", f"{time.monotonic() - began:.2f}")
        with server.client() as client:
            assert client.get("/healthz").status_code == 200
    soon(lambda: viewers(server, run) == 0, WAIT, "somebody is still counted")
    if before:
        soon(lambda: files_of(server.process.pid) <= before + 2, WAIT, "a socket is still open")


@pytest.mark.parametrize("count", [100, pytest.param(500, marks=pytest.mark.long)])
def test_fault_12_who_never_finish_asking_are_sent_away_and_keep_nobody_waiting(
    count: int, server: Server, record_property: Callable[[str, object], None]
) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    with ExitStack() as stack, server.client() as client:
        began = time.monotonic()
        slow = [stack.enter_context(socket.create_connection((host, int(port)), WAIT)) for _ in range(count)]
        for each in slow[: count // 2]:
            each.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")
        waits = []
        for _ in range(20):
            asked = time.monotonic()
            assert client.get("/healthz").status_code == 200
            waits.append(time.monotonic() - asked)
        for each in slow:
            try:
                assert each.recv(1) == b""
            except ConnectionResetError:
                pass
        took = time.monotonic() - began
    record_property("seconds until all were closed", f"{took:.1f}")
    record_property("/healthz meanwhile", f"p50 {statistics.median(waits) * 1000:.0f} ms")
    assert 3.0 < took < 10.0
    assert statistics.median(waits) < 0.1


CLOCK = """
import time
_really, _jumps = time.time, {jumps!r}

def _jumped():
    try:
        with open(_jumps) as file:
            return _really() + float(file.read() or 0)
    except OSError:
        return _really()

time.time = _jumped
"""


def test_fault_16_clocks_that_jump_an_hour_end_nothing(start_server: Callable[..., Server], tmp_path: Path) -> None:
    """In the server and in all its children: what waits goes by the clock that cannot be set."""
    jumps = tmp_path / "jumps"
    (tmp_path / "sitecustomize.py").write_text(CLOCK.format(jumps=str(jumps)))
    server = start_server(PYTHONPATH=str(tmp_path))
    run = started(server, PACE)
    with Viewer(server, run) as viewer:
        viewer.hello()
        step = viewer.until(messages.Activity, lambda picture: picture.step > 0).step
        for hour in (1, -1, 24 * 365, 0):
            jumps.write_text(str(hour * 3600))
            until = time.monotonic() + 1.5
            picture = viewer.until(messages.Activity, lambda picture: time.monotonic() > until)  # noqa: B023
            assert picture.step > step
            assert abs(picture.at - time.time() - hour * 3600) < 60.0  # it did jump
            step = picture.step
        assert isinstance(viewer.ask(commands.Pause(id=1)), messages.Done)
    with server.client() as client:
        shown = client.get(f"/api/runs/{run}").json()
        steps = [row["step"] for row in client.get(f"/api/runs/{run}/metrics").json()["scores"]]
    assert (shown["status"], shown["reason"]) == ("paused", {}) and steps == sorted(steps)
    server.stop()


# Where somebody reads when something was: these may look at the clock on the wall.
TELL_THE_TIME = {"app/kept/record.py", "app/child/shift.py", "app/kept/store.py"}


def test_fault_16_only_what_tells_the_time_looks_at_the_clock_on_the_wall() -> None:
    faults = []
    for file in sorted([*ROOT.glob("app/**/*.py"), *ROOT.glob("engine/**/*.py")]):
        name = file.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            wall = isinstance(node, ast.Attribute) and ast.unparse(node) in {
                "time.time",
                "datetime.now",
                "datetime.utcnow",
            }
            if wall and name not in TELL_THE_TIME:
                faults.append(f"{name}:{node.lineno}")
    assert not faults, "\n".join(faults)


@linux
@pytest.mark.parametrize("seconds", [6.0, pytest.param(3_600.0, marks=pytest.mark.long)])
def test_fault_21_a_server_that_is_used_for_long_does_not_grow(
    seconds: float, start_server: Callable[..., Server], record_property: Callable[[str, object], None]
) -> None:
    server = start_server()
    run = started(server, PACE)
    pid = server.process.pid

    def use() -> None:
        with ExitStack() as stack:
            for _ in range(10):
                viewer = stack.enter_context(Viewer(server, run))
                viewer.hello()
                viewer.until(messages.Activity)
                viewer.ask(commands.Predict(id=1, pixels=[0.5] * 784))

    def used() -> tuple[int, int, int]:
        soon(lambda: viewers(server, run) == 0, WAIT, "somebody is still counted")
        with server.client() as client:
            lines = client.get("/metrics").text.splitlines()
        tasks = next(int(float(line.split()[1])) for line in lines if line.startswith("nudge_tasks "))
        return memory_of(pid), files_of(pid), tasks

    def use_for(seconds: float) -> int:
        began, rounds = time.monotonic(), 0
        while time.monotonic() - began < seconds:
            use()
            rounds += 1
        return rounds

    use_for(seconds / 3)  # curves and events are kept up to a bound, which takes them about twenty minutes to reach
    before = used()
    rounds = use_for(seconds)
    after = used()
    record_property("rounds of 10 viewers", rounds)
    record_property("memory, files, tasks", f"{before} -> {after}")
    assert after[1] <= before[1] + 2 and after[2] <= before[2] + 2
    assert after[0] - before[0] < 6 * KB * KB * max(1.0, seconds / 3_600)
    server.stop()

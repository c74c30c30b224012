"""What one caller may ask of a server has bounds, and beyond them a clear answer."""

import asyncio
import os
import re
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import WebSocket, WebSocketDisconnect
from websockets.exceptions import ConnectionClosed

from app.runs.allowance import CALM, Allowance
from app.runs.outbox import Closing, Outbox
from app.runs.registry import Runs
from app.runs.run import Run
from app.runs.tally import Tally
from app.web.live import FLOODING, TOO_LONG, _take_in
from app.wire import commands, messages, protocol
from tests.app.driven import Clock
from tests.app.raw import BINARY, TEXT, Raw, frame
from tests.conftest import WAIT, Server, Viewer

QUESTION = '{"type":"stack","layer":1,"id":%d}'
TICKS = os.sysconf("SC_CLK_TCK")


@pytest.fixture
def viewer(server: Server, run: str) -> Iterator[Viewer]:
    with Viewer(server, run) as viewer:
        viewer.hello()
        yield viewer


def closed(viewer: Viewer) -> ConnectionClosed:
    """How the server closes, whatever comes before."""
    try:
        while True:
            viewer.next()
    except ConnectionClosed as end:
        return end


def seconds_of(pid: int) -> float:
    """The processor time that a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


class Script:
    """A socket on which these texts come; a number among them sets the clock. Then it is left."""

    def __init__(self, clock: Clock, *lines: str | float) -> None:
        self._clock = clock
        self._lines = iter(lines)

    async def receive(self) -> dict[str, Any]:
        for line in self._lines:
            if isinstance(line, str):
                return {"type": "websocket.receive", "text": line}
            self._clock.now = line
        return {"type": "websocket.disconnect", "code": 1001}


class Doer:
    """A run that does at once whatever it is asked."""

    resting = False

    def ask(self, command: commands.Command, viewer: Outbox) -> None:
        viewer.put(protocol.encode(messages.Done(id=command.id)))


def told(*lines: str | float) -> tuple[list[Any], Closing | None, Tally]:
    """What a viewer with an allowance of 30 a second and 60 at once is told of these lines, and how it ends."""
    clock, viewer, tally = Clock(tick=0), Outbox(10_000, True), Tally()
    closing: Closing | None = None

    async def play() -> None:
        nonlocal closing
        with suppress(WebSocketDisconnect):
            socket, run = cast(WebSocket, Script(clock, *lines)), cast(Run, Doer())
            closing = await _take_in(socket, run, viewer, Allowance(30, 60, clock), tally, cast(Runs, None))

    asyncio.run(play())
    found = []
    while (letter := viewer.take()) is not None:
        found.append(protocol.decode(letter))
    return found, closing, tally


def codes(replies: list[Any]) -> Counter[str]:
    return Counter(reply.code if isinstance(reply, messages.Error) else "done" for reply in replies)


def test_an_allowance_gives_a_burst_and_then_so_many_a_second() -> None:
    clock = Clock(tick=0)
    allowance = Allowance(30, 60, clock)
    assert sum(allowance.take() for _ in range(100)) == 60
    clock.now = 1.0
    assert sum(allowance.take() for _ in range(100)) == 30
    clock.now = 100.0
    assert sum(allowance.take() for _ in range(100)) == 60


def test_an_excess_lasts_from_the_first_refusal_until_there_was_none_for_a_while() -> None:
    clock = Clock(tick=0)
    allowance = Allowance(1, 1, clock)
    assert allowance.excess() is None
    assert allowance.take() and not allowance.take()
    assert allowance.excess() == 0.0
    for tenth in range(1, 50):
        clock.now = tenth / 10
        allowance.take()
    assert allowance.excess() == pytest.approx(4.9)
    clock.now = 4.9 + CALM + 0.1
    assert allowance.excess() is None


def test_every_command_with_an_id_is_answered_also_those_that_are_dropped() -> None:
    replies, closing, tally = told(*(QUESTION % id for id in range(150)), 1.2, QUESTION % 999)
    assert closing is None
    assert [reply.id for reply in replies] == [*range(150), 999]
    assert codes(replies) == {"done": 61, "too_fast": 90}
    assert "more than 30 messages a second" in replies[100].message
    assert tally.dropped == 90 and tally.commands == 151


def test_so_is_a_bad_command_that_is_dropped() -> None:
    replies, _, _ = told(*['{"type":"run","epochs":-1,"id":7}'] * 62)
    assert [reply.id for reply in replies] == [7] * 62
    assert codes(replies) == {"bad_command": 60, "too_fast": 2}


def test_nonsense_counts_as_much_as_sense_and_what_nobody_waits_for_is_told_once() -> None:
    replies, _, _ = told(*["nonsense"] * 200, 1.2, QUESTION % 5)
    assert codes(replies) == {"bad_json": 60, "too_fast": 1, "done": 1} and replies[-1].id == 5


def test_who_asks_too_much_for_too_long_is_closed_by_the_clock_alone() -> None:
    lines: list[str | float] = [line for number in range(100) for line in (number / 10, *["{}"] * 30)]
    replies, closing, _ = told(*lines)
    assert closing == FLOODING
    assert codes(replies)["too_fast"] == 1


def test_what_the_web_process_does_itself_is_answered_too(viewer: Viewer) -> None:
    assert viewer.ask(commands.Subscribe(id=3, kinds=[])) == messages.Done(id=3)
    assert viewer.ask(commands.Ack(id=4, count=viewer.drawn)) == messages.Done(id=4)


def test_a_real_server_answers_what_it_drops(start_server: Callable[..., Server]) -> None:
    server = start_server(NUDGE_MAX_RATE="0.001", NUDGE_MAX_BURST="5")
    with Viewer(server, server.new_run()) as viewer:
        viewer.hello()
        for id in range(20):
            viewer.socket.send(QUESTION % id)
        replies = [viewer.until(messages.Reply) for _ in range(20)]
    assert sorted(reply.id for reply in replies) == list(range(20))
    assert codes(replies)["too_fast"] == 15


def test_what_a_viewer_draws_it_may_acknowledge_as_often_as_it_likes(server: Server, viewer: Viewer) -> None:
    viewer.ask(commands.Run(id=1, speed=2_000.0))
    for id in range(2, 32):
        viewer.until(messages.Activity)
        viewer.until(messages.Matrices)
        if id % 10 == 0:
            assert isinstance(viewer.ask(commands.Set(id=id, eta=1.5)), messages.Done)
    assert viewer.drawn > 60


def test_who_asks_too_much_for_too_long_is_closed(server: Server, run: str) -> None:
    with Raw(server, run) as raw:
        began = time.monotonic()
        while time.monotonic() - began < TOO_LONG + 1.0:
            raw.socket.sendall(frame(TEXT, b"{}") * 10)
            time.sleep(0.05)
        assert raw.closed() == 1008


def test_a_run_has_so_many_viewers_and_the_next_is_told_when_to_come_back(start_server: Callable[..., Server]) -> None:
    server = start_server(NUDGE_MAX_RUN_VIEWERS="1", NUDGE_MAX_VIEWERS="2")
    one, other = server.new_run(), server.new_run()
    with Viewer(server, one) as first, Viewer(server, one) as second, Viewer(server, other) as third:
        first.hello()
        second.send(commands.Hello(version=protocol.VERSION))
        end = closed(second)
        assert end.rcvd is not None
        assert end.rcvd.code == 4029 and re.fullmatch(r"too many viewers; retry_after=\d+", end.rcvd.reason)
        third.hello()
        with Viewer(server, other) as fourth:
            fourth.send(commands.Hello(version=protocol.VERSION))
            end = closed(fourth)
            assert end.rcvd is not None and end.rcvd.code == 4029


def test_who_comes_to_a_full_hall_is_refused_before_the_handshake(start_server: Callable[..., Server]) -> None:
    server = start_server(NUDGE_MAX_VIEWERS="2")
    run = server.new_run()
    with ExitStack() as stack:
        sockets = [stack.enter_context(Raw(server, run, hello=False)) for _ in range(4)]
        assert [socket.status for socket in sockets] == [101, 101, 101, 503]
        assert "retry-after: 20" in sockets[-1].head


def test_one_address_has_so_many_sockets(start_server: Callable[..., Server]) -> None:
    server = start_server(NUDGE_MAX_ADDRESS_VIEWERS="2")
    run = server.new_run()
    with ExitStack() as stack:
        sockets = [stack.enter_context(Raw(server, run)) for _ in range(3)]
        assert [socket.status for socket in sockets] == [101, 101, 503]
        assert "retry-after: 20" in sockets[-1].head


def test_bounds_on_messages_and_bodies_are_settings(start_server: Callable[..., Server]) -> None:
    server = start_server(NUDGE_MAX_MESSAGE="16", NUDGE_MAX_BODY="16")
    with server.client() as client:
        assert client.post("/api/runs", content=b"{}" + b" " * 15_000).status_code == 201
        answer = client.post("/api/runs", content=b"{}" + b" " * 17_000)
    assert answer.status_code == 413
    with Raw(server, "any", hello=False) as raw:
        raw.send(BINARY, b" " * 17_000)
        assert raw.closed() == 1009


@pytest.mark.parametrize(
    "before",
    [b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n", b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"],
    ids=["head", "trailers"],
)
@pytest.mark.parametrize("piece", [b"X: " + b"x" * 1_000 + b"\r\n", b"x" * 1_000], ids=["many", "one"])
def test_a_head_without_end_is_refused_before_it_fills_the_memory(server: Server, before: bytes, piece: bytes) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), WAIT) as caller:
        caller.sendall(before + piece[:3])
        with pytest.raises((BrokenPipeError, ConnectionResetError)):  # the server does not wait for the rest
            for _ in range(100_000):
                caller.sendall(piece)


def test_a_head_that_is_too_large_is_answered_by_a_sentence_and_one_below_as_ever(server: Server) -> None:
    with server.client() as client:
        answer = client.get("/healthz", headers={"x": "x" * 90_000})
        assert answer.status_code == 431 and "NUDGE_MAX_HEAD" in answer.text
        assert client.get("/healthz", headers={"x": "x" * 60_000}).status_code == 200
        body = {"content": b"{}" + b" " * 900_000, "headers": {"content-type": "application/json"}}
        assert client.post("/api/exercise", **body).status_code == 200  # no body counts as one


def test_frames_that_carry_nothing_end_the_socket_before_they_cost_much(server: Server, run: str) -> None:
    with Raw(server, run) as raw:
        before = seconds_of(server.process.pid)
        flood = frame(TEXT, fin=False) + frame(0, fin=False) * 200_000
        try:
            raw.socket.sendall(flood)
        except (BrokenPipeError, ConnectionResetError):
            pass
        assert raw.closed() in {1008, None}  # none: the rest of the flood met a closed socket, which resets it
        assert seconds_of(server.process.pid) - before < 0.3


@pytest.mark.parametrize("opcode", [9, 10])
def test_neither_may_one_ping_without_end(server: Server, run: str, opcode: int) -> None:
    with Raw(server, run) as raw:
        raw.socket.sendall(frame(opcode) * 3_000)
        assert raw.closed() == 1008


def test_text_that_is_none_is_logged_in_one_line_and_seldom(start_server: Callable[..., Server]) -> None:
    server = start_server()
    run = server.new_run()
    for _ in range(5):
        with Raw(server, run) as raw:
            raw.send(TEXT, b"\xff\xfe")
            assert raw.closed() == 1007
    server.stop()
    assert [line for line in server.lines if "UTF-8" in line or "Traceback" in line] == [
        line for line in server.lines if "Invalid UTF-8" in line
    ]
    assert sum("Invalid UTF-8" in line for line in server.lines) == 1

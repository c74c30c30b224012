"""What requests bring has bounds, alone and together, and whatever becomes of one makes room for others again."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from app.web.bodies import COME_BACK, IMPORTS, Bodies
from tests.conftest import Server

ONE, ALL = 100, 250  # bytes of a file, and of all


class Caller:
    """Brings a file piece by piece; `None` ends it, an error breaks it off."""

    def __init__(self, length: int | None, path: str = IMPORTS) -> None:
        headers = [] if length is None else [(b"content-length", b"%d" % length)]
        self.scope: Scope = {"type": "http", "path": path, "headers": headers, "method": "POST"}
        self._pieces: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.gone = False

    async def receive(self) -> Message:
        piece = await self._pieces.get()
        if self.gone:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

    def bring(self, *pieces: bytes | None) -> None:
        for piece in pieces:
            self._pieces.put_nowait(piece)

    def leave(self) -> None:
        self.gone = True
        self._pieces.put_nowait(None)


async def nobody(message: Message) -> None:
    pass


class House:
    """An app that keeps what it is brought until it is told to let go, or to fail."""

    def __init__(self) -> None:
        self.bodies = Bodies(self._app, most=10, upload=ONE, uploads=ALL)
        self.go_on = asyncio.Event()
        self.fails = False

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        await Request(scope, receive).body()
        await self.go_on.wait()
        if self.fails:
            raise RuntimeError("a fault of ours")

    async def visit(self, caller: Caller) -> "asyncio.Task[None]":
        """A visit that has come as far as it can by itself."""
        task = asyncio.create_task(self.bodies(caller.scope, caller.receive, nobody))
        await self.rest()
        return task

    async def rest(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)

    @property
    def held(self) -> int:
        return self.bodies._room.held


def refused(task: "asyncio.Task[None]") -> HTTPException:
    error = task.exception()
    assert isinstance(error, HTTPException)
    return error


async def test_files_that_say_how_long_they_are_hold_room_from_the_first_byte() -> None:
    house = House()
    for _ in range(2):
        await house.visit(Caller(ONE))
    assert house.held == 200
    error = refused(await house.visit(Caller(60)))
    assert (error.status_code, error.headers) == (503, {"retry-after": str(COME_BACK)})
    for part in ("60 bytes", "hold 250 bytes", "50 are free", "bring it again in 10 seconds", "NUDGE_UPLOADS"):
        assert part in error.detail
    smaller = await house.visit(Caller(50))
    assert house.held == 250 and not smaller.done()


async def test_files_that_do_not_say_it_hold_what_has_come() -> None:
    house = House()
    callers = [Caller(None) for _ in range(3)]
    visits = [await house.visit(caller) for caller in callers]
    for caller in callers:
        caller.bring(b"x" * 80)
    await house.rest()
    assert house.held == 240
    callers[0].bring(b"x" * 11)
    await house.rest()
    error = refused(visits[0])
    assert error.status_code == 503 and "a file of 91 bytes" in error.detail and house.held == 160
    callers[1].bring(b"x" * 11, None)
    await house.rest()
    assert house.held == 171 and not visits[1].done()


@pytest.mark.parametrize("length", [ONE, None])
@pytest.mark.parametrize("end", ["done", "fault", "gone", "cancelled", "stalled", "too much"])
async def test_room_is_free_again_however_an_upload_ends(
    end: str, length: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House()
    if end == "stalled":
        monkeypatch.setattr("app.web.bodies.STALLED", 0.0)
    caller = Caller(length)
    caller.bring(b"x" * 50)
    visit = await house.visit(caller)
    if end != "stalled":
        assert house.held == (length or 50)
    match end:
        case "done" | "fault":
            house.fails = end == "fault"
            caller.bring(b"x" * 50, None)
            house.go_on.set()
        case "gone":
            caller.leave()
        case "cancelled":
            visit.cancel()
        case "too much":
            caller.bring(b"x" * 51)
    await asyncio.wait({visit})
    assert house.held == 0
    statuses = {"gone": 400, "stalled": 408, "too much": 413}
    if end in statuses:
        assert refused(visit).status_code == statuses[end]


async def test_what_is_too_long_for_any_is_refused_before_it_has_come_and_takes_no_room() -> None:
    house = House()
    error = refused(await house.visit(Caller(ONE + 1)))
    assert error.status_code == 413 and "101 bytes" in error.detail and "100 at most" in error.detail
    assert refused(await house.visit(Caller(11, "/api/runs"))).status_code == 413
    assert house.held == 0


async def test_other_requests_need_no_room() -> None:
    house = House()
    for _ in range(2):
        await house.visit(Caller(ONE))
    await house.visit(Caller(50))
    caller = Caller(10, "/api/runs")
    caller.bring(b"x" * 10, None)
    visit = await house.visit(caller)
    assert not visit.done()
    house.go_on.set()
    await visit


async def test_what_comes_after_a_body_may_take_as_long_as_it_likes(monkeypatch: pytest.MonkeyPatch) -> None:
    """An app may wait for its caller to go."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert await Request(scope, receive).body() == b"x"
        monkeypatch.setattr("app.web.bodies.STALLED", 0.0)
        assert (await receive())["type"] == "http.disconnect"

    house = House()
    house.bodies = Bodies(app, most=10, upload=ONE, uploads=ALL)
    caller = Caller(1)
    caller.bring(b"x", None)
    visit = await house.visit(caller)
    assert not visit.done()
    caller.leave()
    await visit


@pytest.fixture
def narrow(start_server: Callable[..., Server]) -> Iterator[Server]:
    server = start_server(NUDGE_UPLOAD="1", NUDGE_UPLOADS="1", NUDGE_CONTROL_TOKEN="c" * 16, NUDGE_WATCH_TOKEN="w" * 16)
    yield server


def client(server: Server, right: str) -> httpx.Client:
    return httpx.Client(base_url=server.url, headers={"authorization": f"Bearer {right[0] * 16}"}, timeout=30)


def half(server: Server, right: str) -> socket.socket:
    """One who has brought half a file, and the other half not."""
    name, port = server.url.removeprefix("http://").split(":")
    caller = socket.create_connection((name, int(port)), timeout=30)
    head = f"POST {IMPORTS} HTTP/1.1\r\nHost: {name}:{port}\r\nAuthorization: Bearer {right[0] * 16}\r\n"
    caller.sendall(f"{head}Content-Length: 1000000\r\n\r\n".encode() + b"x" * 500_000)
    return caller


def answer_to(server: Server, status: int, content: Any) -> httpx.Response:
    """Brings this until it is answered so."""
    with client(server, "control") as controller:
        while True:
            answer = controller.post(IMPORTS, content=content)
            if answer.status_code == status:
                return answer
            assert answer.status_code in {422, 503}


def test_uploads_share_room_and_who_goes_away_leaves_it_to_the_others(narrow: Server) -> None:
    nothing = b"x" * 200_000  # which is no file that anybody could use: 422
    with half(narrow, "control"):
        answer = answer_to(narrow, 503, nothing)
        assert "200,000 bytes" in answer.json()["detail"] and answer.headers["retry-after"] == str(COME_BACK)
    assert "safetensors" in answer_to(narrow, 422, nothing).json()["detail"]
    narrow.stop()
    assert not any("ASGI" in line for line in narrow.lines)  # that it went away is no fault of ours


def test_who_may_only_watch_takes_no_room(narrow: Server) -> None:
    with half(narrow, "watch") as watcher:
        assert b" 403 " in watcher.recv(4096)
        with client(narrow, "control") as controller:
            assert controller.post(IMPORTS, content=b"x" * 200_000).status_code == 422


@pytest.mark.parametrize("path", [IMPORTS, "/api/runs", "/api/runs/{}"])
def test_what_is_too_much_is_answered_with_a_sentence(path: str, server: Server, run: str) -> None:
    content = b"x" * (65 if path == IMPORTS else 2) * 2**20
    method = "PATCH" if "{}" in path else "POST"
    with server.client() as client:
        for body in (content, (content[at : at + 2**18] for at in range(0, len(content), 2**18))):
            answer = client.request(method, path.format(run), content=body)
            assert answer.status_code == 413 and "may bring" in answer.json()["detail"]

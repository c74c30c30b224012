"""The WebSocket of one viewer: one task takes in what it asks, one sends out what waits for it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any

from fastapi import APIRouter, HTTPException, Response, WebSocket, WebSocketDisconnect

from app.kept.clerk import DISK_SLOW, Hanging
from app.runs.allowance import Allowance
from app.runs.outbox import PATIENCE, Closing, Direct, Outbox
from app.runs.questions import ASLEEP
from app.runs.registry import Full, Runs
from app.runs.run import Run
from app.runs.tally import Tally
from app.settings import Settings
from app.web.hall import Hall
from app.wire import commands, messages, protocol
from app.wire.commands import Kind
from app.wire.protocol import ProtocolError

FIRST_WORD = 5.0  # seconds for a page to say hello
FAREWELL = 2.0  # seconds for a close frame to get through
TOO_LONG = 5.0  # seconds for which a viewer may ask too much
COME_BACK = 20  # seconds after which there may be room
FIRST_KINDS: tuple[Kind, ...] = ("picture", "weights")

SILENT = Closing(4400, "no hello came")
GONE = Closing(4404, "there is no such run")
OTHER_VERSION = Closing(4406, "another version: load the page again")
CROWDED = Closing(4029, f"too many viewers; retry_after={COME_BACK}")
FLOODING = Closing(1008, "too many messages")

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Greeting:
    """What every viewer is told first. `boot` is another after every start of the server."""

    boot: str
    choices: dict[str, Any]
    data: dict[str, Any]


@router.get("/ws/{id}", include_in_schema=False)
async def no_socket(id: str) -> None:
    """What comes as a plain request: of a program that means no socket, or through a proxy that makes none of it."""
    raise HTTPException(
        426,
        "this is the address of a WebSocket: open it as one; a proxy on the way has to pass Upgrade and Connection on",
        {"upgrade": "websocket"},
    )


@router.websocket("/ws/{id}")
async def live(socket: WebSocket, id: str) -> None:
    """One viewer, from hello to the end."""
    hall: Hall = socket.app.state.hall
    host = socket.client.host if socket.client else ""
    if not hall.enter(host):
        socket.app.state.tally.refused += 1
        await socket.send_denial_response(Response("too many viewers\n", 503, {"retry-after": str(COME_BACK)}))
        return
    try:
        await socket.accept()
        with suppress(WebSocketDisconnect, TimeoutError):  # gone, or too slow even for a farewell
            closing = await _serve(socket, id)
            if closing:
                async with asyncio.timeout(FAREWELL):
                    await socket.close(closing.code, closing.reason)
    finally:
        hall.leave(host)


async def _serve(socket: WebSocket, id: str) -> Closing | None:
    """Does all, and says how the socket is to be closed if it is still open."""
    runs: Runs = socket.app.state.runs
    settings: Settings = socket.app.state.settings
    tally: Tally = socket.app.state.tally
    try:
        async with asyncio.timeout(FIRST_WORD):
            hello = protocol.read_command(await _text(socket))
        if not isinstance(hello, commands.Hello):
            raise ProtocolError("the first message must be a hello", "no_hello")
    except TimeoutError:
        return SILENT
    except ProtocolError as error:
        await socket.send_bytes(_error(error))
        return SILENT
    if hello.version != protocol.VERSION:
        sentence = f"the page speaks version {hello.version}, the server {protocol.VERSION}; load the page again"
        await socket.send_bytes(_error(ProtocolError(sentence, "version")))
        return OTHER_VERSION
    run = runs.get(id)
    if run is None:
        return GONE
    with suppress(Full, Hanging):  # it is shown as it rests
        await runs.wake(run)
    if runs.get(id) is not run:  # deleted meanwhile
        return GONE
    if runs.viewers >= settings.max_viewers or run.viewers >= settings.max_run_viewers:
        tally.refused += 1
        return CROWDED
    direct: Direct | None = socket.scope.get("state", {}).get("direct")
    viewer = Outbox(settings.outbox, socket.scope["right"] == "control", tally, direct)
    if direct:
        direct.hear = viewer.acknowledge
    _greet(run, viewer, hello, socket.app.state.greeting, most=settings.outbox // 2)
    allowance = Allowance(settings.max_rate, settings.max_burst, monotonic)
    try:
        return await _both(_take_in(socket, run, viewer, allowance, tally, runs), _send_out(socket, viewer))
    finally:
        if direct:
            direct.hear = None
        run.leave(viewer)
        run.lead.left(viewer)


def _greet(run: Run, viewer: Outbox, hello: commands.Hello, greeting: Greeting, most: int) -> None:
    """Hello, what was missed or else the whole state, then the newest pictures. No event can come in between."""
    missed = run.missed(hello.seq, most) if hello.boot == greeting.boot else None
    answer = messages.Hello(
        version=protocol.VERSION, boot=greeting.boot, run=run.record.id, resumed=missed is not None,
        control=viewer.control, choices=greeting.choices, data=greeting.data,
    )  # fmt: skip
    viewer.put(protocol.encode(answer))
    for letter in [run.state()] if missed is None else missed:
        viewer.put(letter)
    run.join(viewer)
    run.subscribe(viewer, FIRST_KINDS)


async def _take_in(
    socket: WebSocket, run: Run, viewer: Outbox, allowance: Allowance, tally: Tally, runs: Runs
) -> Closing | None:
    """Acknowledgements are free: one comes for each picture that we send; of repeated ones, as many as of any frame."""
    while True:
        command: commands.AnyCommand | None = None
        error: ProtocolError | None = None
        try:
            command = protocol.read_command(await _text(socket))
        except ProtocolError as bad:
            error = bad
        if isinstance(command, commands.Ack) and command.id is None and viewer.acknowledge(command.count):
            continue
        tally.commands += 1
        before = allowance.excess()
        if not allowance.take():
            tally.dropped += 1
            if (allowance.excess() or 0.0) >= TOO_LONG:
                return FLOODING
            id = command.id if command else error.id if error else None
            if id is not None or before is None:  # who waits for an answer gets one; all else is told once
                viewer.put(_error(_too_fast(id, allowance)))
            await asyncio.sleep(0)  # there may be thousands more, and others wait
            continue
        try:
            if command:
                await _obey(command, run, viewer, runs)
        except ProtocolError as bad:
            error = bad
        if error:
            viewer.put(_error(error))


def _too_fast(id: int | None, allowance: Allowance) -> ProtocolError:
    return ProtocolError(f"more than {allowance.rate:g} messages a second; those beyond are dropped", "too_fast", id)


async def _obey(command: commands.AnyCommand, run: Run, viewer: Outbox, runs: Runs) -> None:
    """Does what the viewer asks, for which a run that rests is woken, or raises ProtocolError."""
    match command:
        case commands.Ack():
            if not viewer.acknowledge(command.count):
                raise ProtocolError(f"ack counts {command.count} pictures, which is not what was sent", id=command.id)
            _done(command, viewer)
        case commands.Subscribe():
            if not viewer.control and not commands.GUARDED.isdisjoint(command.kinds):
                raise ProtocolError("only who may change this run is shown its wall", "watch_only", command.id)
            run.subscribe(viewer, command.kinds)
            _done(command, viewer)
        case commands.Hello():
            raise ProtocolError("hello was said before", id=command.id)
        case _ if isinstance(command, commands.CONTROL) and not viewer.control:
            raise ProtocolError("you may watch and ask, but not change this run", "watch_only", command.id)
        case commands.Lead() | commands.Hands() | commands.Collect() if run.record.kind == "race":
            sentence = "a race is not led, only a training, in which one may look at races"
            raise ProtocolError(sentence, "is_a_race", command.id)
        case commands.Lead():
            run.lead.show(command, viewer)
            _done(command, viewer)
        case commands.Collect():
            run.lead.sheets.collect(command.exercise)
            _done(command, viewer)
        case commands.Fill():
            _check_key(command, viewer)
            run.lead.sheets.fill(command)
            _done(command, viewer)
        case commands.Poll() | commands.Hands() | commands.Vote() | commands.Reveal() | commands.EndPoll():
            await _poll(command, run, viewer, runs)
            _done(command, viewer)
        case _:
            if isinstance(command, commands.HANDING):
                _check_key(command, viewer)
            await _wake(command, run, runs)
            run.ask(command, viewer)


async def _poll(command: commands.Polling, run: Run, viewer: Outbox, runs: Runs) -> None:
    """What the class is asked, and what it answers. Raises ProtocolError."""
    match command:
        case commands.Poll():
            await _wake(command, run, runs)
            try:
                await run.poll.ask(command, lambda: run.record.status == "running", run.request)
            except TimeoutError:
                raise ProtocolError("the worker does not answer; ask once more", "busy", command.id) from None
        case commands.Hands():
            run.poll.hands(command)
        case commands.Vote():
            _check_key(command, viewer)
            run.poll.vote(command)
        case commands.Reveal():
            run.poll.reveal(command)
        case commands.EndPoll():
            run.poll.end()


async def _wake(command: commands.AnyCommand, run: Run, runs: Runs) -> None:
    """Gives a run that rests its process, for this command. Raises ProtocolError."""
    if not run.resting:
        return
    try:
        await runs.wake(run, fresh=isinstance(command, commands.Reset))
    except (Full, Hanging) as error:
        code, message = ASLEEP if isinstance(error, Full) else DISK_SLOW
        raise ProtocolError(message, code, command.id) from None


def _check_key(command: commands.Keyed, viewer: Outbox) -> None:
    """One viewer has one drawing on the wall, one answer and one sheet. Raises ProtocolError."""
    viewer.key = viewer.key or command.key
    if command.key != viewer.key:
        raise ProtocolError(f"{command.__struct_config__.tag} came under another key than the first", id=command.id)


def _done(command: commands.AnyCommand, viewer: Outbox) -> None:
    """The answer to what is done here, for who waits for one."""
    if command.id is not None:
        viewer.put(protocol.encode(messages.Done(id=command.id)))


async def _send_out(socket: WebSocket, viewer: Outbox) -> Closing | None:
    while viewer.closing is None:
        frame = viewer.take()
        if frame is None:
            await viewer.wait()
            continue
        try:
            async with asyncio.timeout(PATIENCE):
                await socket.send_bytes(frame)
        except TimeoutError:
            return Closing(4008, "too slow")
    return viewer.closing


async def _both(*works: Any) -> Closing | None:
    """Runs both until one ends, and ends the other."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    closing: Closing | None = done.pop().result()
    return closing


async def _text(socket: WebSocket) -> str:
    """The next text. Raises WebSocketDisconnect, and ProtocolError when bytes came."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    text = message.get("text")
    if not isinstance(text, str):
        raise ProtocolError("bytes came, expected a command as JSON text", "bad_json")
    return text


def _error(error: ProtocolError) -> bytes:
    return protocol.encode(messages.Error(id=error.id, code=error.code, message=str(error)))

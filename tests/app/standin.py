"""Children that do what a worker should not, or only the least of what it should."""

import os
import struct
import time
from collections.abc import Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import msgspec

from app.kept.checkpoint import Checkpoints
from app.training.trainer import Trainer
from app.wire import messages, protocol
from app.worker import main


def changed(setup: Mapping[str, Any], **more: Any) -> messages.Changed:
    fields: dict[str, Any] = {"status": "paused", "reason": {}, "plan": dict(setup["plan"]), "speed": None}
    fields |= {"slow": False, "fresh": True, "step": 0, "epoch": 0.0, "examples": 0}
    return messages.Changed(**fields | more)


def send(connection: Connection, message: messages.Message, to: int = 0) -> None:
    route: protocol.Route = "reply" if isinstance(message, messages.Reply) else "event"
    connection.send_bytes(protocol.wrap(route, protocol.encode(message), to))


def good(connection: Connection, setup: Mapping[str, Any]) -> None:
    """Says how it stands, does all it is told, tells each command back as a notice, ends with its pipe."""
    send(connection, changed(setup))
    try:
        while True:
            frame = connection.recv_bytes()
            (number,) = struct.unpack_from("<I", frame)
            command = msgspec.json.decode(frame[4:])
            send(connection, messages.Notice(notice=command))
            if command["type"] == "pause":
                connection.send_bytes(protocol.wrap("picture", b"the newest"))
                heartbeat = {"step": 7, "epoch": 0.5, "examples": 70, "seconds": 1.5}
                connection.send_bytes(protocol.wrap("heartbeat", msgspec.json.encode(heartbeat)))
            if number and command["type"] != "check":  # which stays unanswered
                send(connection, messages.Done(id=command.get("id")), number)
    except EOFError:
        return


def unwilling(connection: Connection, setup: Mapping[str, Any]) -> None:
    """Says how it stands, and refuses whatever it is told."""
    send(connection, changed(setup))
    try:
        while True:
            (number,) = struct.unpack_from("<I", connection.recv_bytes())
            if number:
                send(connection, messages.Error(id=None, code="bad_command", message="never"), number)
    except EOFError:
        return


def deaf(connection: Connection, setup: Mapping[str, Any]) -> None:
    """Says how it stands, and then neither reads, nor speaks, nor ends with its pipe."""
    send(connection, changed(setup))
    time.sleep(600)


def mute(connection: Connection, setup: Mapping[str, Any]) -> None:
    """Says nothing at all."""
    time.sleep(600)


def mad(connection: Connection, setup: Mapping[str, Any]) -> None:
    """Sends what nobody can read."""
    send(connection, changed(setup))
    connection.send_bytes(protocol.wrap("event", b"\x93nonsense"))
    time.sleep(600)


def stillborn(connection: Connection, setup: Mapping[str, Any]) -> None:
    """Ends before it has begun."""
    os._exit(3)


def torn(connection: Connection, setup: Mapping[str, Any]) -> None:
    """Dies in the middle of a frame."""
    send(connection, changed(setup))
    os.write(connection.fileno(), struct.pack("!i", 1_000_000) + b"the beginning of it")
    os._exit(4)


def leaking(connection: Connection, setup: Mapping[str, Any]) -> None:
    """The real worker, but for each turn of training it keeps 20 MB that it does not need, until it has none left."""
    hoard: list[bytes] = []
    turn = Trainer.turn

    def hoarding(trainer: Trainer, count: int) -> None:
        hoard.append(b"x" * 20_000_000)
        turn(trainer, 1)

    Trainer.turn = hoarding  # type: ignore[method-assign]
    main(connection, setup)


def frail(connection: Connection, setup: Mapping[str, Any]) -> None:
    """The real worker, but it dies of each step beyond the fiftieth."""
    turn = Trainer.turn

    def dying(trainer: Trainer, count: int) -> None:
        turn(trainer, 1)
        if trainer.training.descent.steps > 50:
            os._exit(5)

    Trainer.turn = dying  # type: ignore[method-assign]
    main(connection, setup)


def ailing(connection: Connection, setup: Mapping[str, Any]) -> None:
    """The real worker, but it comes to grief beyond the fiftieth step, and lives."""
    turn = Trainer.turn

    def stumbling(trainer: Trainer, count: int) -> None:
        turn(trainer, 1)
        if trainer.training.descent.steps > 50:
            raise RuntimeError("it came to grief")

    Trainer.turn = stumbling  # type: ignore[method-assign]
    main(connection, setup)


def hanging(connection: Connection, setup: Mapping[str, Any]) -> None:
    """The real worker, but its disk does not answer while there is a file `hangs` beside the runs."""
    put, hangs = Checkpoints.put, Path(setup["kept"]).parents[1] / "hangs"

    def waiting(checkpoints: Checkpoints, content: bytes) -> None:
        while hangs.exists():
            time.sleep(0.01)  # as the disk has no event for it
        put(checkpoints, content)

    Checkpoints.put = waiting  # type: ignore[method-assign]
    main(connection, setup)


def stuck(connection: Connection, setup: Mapping[str, Any]) -> None:
    """The same, but it is reading that waits."""
    load, hangs = Checkpoints.load, Path(setup["kept"]).parents[1] / "hangs"

    def waiting(checkpoints: Checkpoints) -> Any:
        while hangs.exists():
            time.sleep(0.01)
        return load(checkpoints)

    Checkpoints.load = waiting  # type: ignore[method-assign]
    main(connection, setup)

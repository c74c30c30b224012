"""The wire: messages to bytes, commands from text, and nothing else. No sockets, no processes, no clock.

To the page go MessagePack maps whose `type` names the message; arrays travel as one extension type. From the page come
JSON objects. Both sides of the worker's pipe speak the same, behind a small header that lets the web process forward
pictures without opening them.
"""

from __future__ import annotations

import struct
from collections import Counter
from typing import Any, Literal, get_args

import msgspec
import numpy as np

from app.wire import commands, messages

VERSION = 13
ARRAY = 1  # the MessagePack extension code of arrays

# One letter an element type. All little-endian: what every machine that runs a browser uses.
DTYPES = {"f": "<f4", "d": "<f8", "b": "<i1", "B": "<u1", "i": "<i4"}
COMMANDS = tuple(str(kind.__struct_config__.tag) for kind in get_args(commands.AnyCommand))
LETTERS = {np.dtype(name): letter for letter, name in DTYPES.items()}


class ProtocolError(ValueError):
    """What came over the wire is not what may come. The message is a sentence for a person; `code` is for a page."""

    def __init__(self, message: str, code: str = "bad_command", id: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.id = id


def _pack(value: Any) -> Any:
    """An array as extension: letter, number of dimensions, each dimension as u32, then the row-major elements."""
    if isinstance(value, np.ndarray):
        letter = LETTERS.get(value.dtype)
        if letter is None:
            raise TypeError(f"array has dtype {value.dtype}, expected one of {', '.join(map(str, LETTERS))}")
        header = struct.pack(f"<cB{value.ndim}I", letter.encode(), value.ndim, *value.shape)
        return msgspec.msgpack.Ext(ARRAY, header + value.tobytes())
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"cannot send a {type(value).__name__}")


def _unpack(code: int, data: memoryview) -> Any:
    if code != ARRAY or len(data) < 2:
        raise ProtocolError(f"extension {code} of {len(data)} bytes is not an array")
    letter, dimensions = struct.unpack_from("<cB", data)
    try:
        shape = struct.unpack_from(f"<{dimensions}I", data, 2)
        elements = np.frombuffer(data, DTYPES[letter.decode()], offset=2 + 4 * dimensions)
        return elements.reshape(shape)
    except (struct.error, KeyError, ValueError) as error:
        raise ProtocolError(f"an array extension does not hold together: {error}") from None


def _array(kind: type, value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value
    raise ValueError(f"expected an array, got {type(value).__name__}")


def _lists(value: Any) -> Any:
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    raise TypeError(f"cannot write a {type(value).__name__} as JSON")


_encoder = msgspec.msgpack.Encoder(enc_hook=_pack)
_message: msgspec.msgpack.Decoder[messages.AnyMessage] = msgspec.msgpack.Decoder(
    messages.AnyMessage, ext_hook=_unpack, dec_hook=_array
)
_command: msgspec.json.Decoder[commands.AnyCommand] = msgspec.json.Decoder(commands.AnyCommand)
_ack: msgspec.json.Decoder[commands.Ack] = msgspec.json.Decoder(commands.Ack)
_json = msgspec.json.Encoder(enc_hook=_lists)


def encode(message: messages.Message) -> bytes:
    """A message as MessagePack."""
    return _encoder.encode(message)


def decode(data: bytes) -> messages.AnyMessage:
    """The message in these bytes. Raises ProtocolError."""
    try:
        return _message.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ProtocolError(f"not a message of this version: {error}") from None


def to_json(message: messages.Message) -> bytes:
    """A message as JSON, its arrays as nested lists; what is not finite becomes null, for JSON has no NaN."""
    return _json.encode(message)


def write_command(command: commands.Command) -> bytes:
    """A command as JSON."""
    return _json.encode(command)


def read_command(text: str | bytes) -> commands.AnyCommand:
    """The command in this JSON text. Raises ProtocolError with a sentence, and the command's id where it has one."""
    try:
        return _command.decode(text)
    except msgspec.ValidationError as error:
        value = _loosely(text)
        raise ProtocolError(_complaint(value, error), id=_id_of(value)) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ProtocolError(f"not a command: {error}", code="bad_json") from None


def read_count(text: bytes) -> int | None:
    """How many pictures have been drawn, by an acknowledgement without fault and that nobody waits to see answered."""
    try:
        ack = _ack.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    return ack.count if ack.id is None else None


def _loosely(text: str | bytes) -> Any:
    """What the text says, whatever it is; None where even that cannot be read (a number beyond all range)."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return None


def _complaint(value: Any, error: msgspec.ValidationError) -> str:
    if not isinstance(value, dict):
        return f"not a command: {error}"
    kind = value.get("type")
    if kind not in COMMANDS:
        return f"a command's type is {kind!r}, expected one of {', '.join(COMMANDS)}"
    return f"{kind}: {error}"


def _id_of(value: Any) -> int | None:
    found = value.get("id") if isinstance(value, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 2**53 else None


# --- the pipe between a worker and the web process -------------------------------------------------------------------

Route = Literal[
    "event", "reply", "watched", "picture", "weights", "batch", "example", "products", "heartbeat",
    "race", "race_paths", "contours", "agreement", "wall", "verdicts",
]  # fmt: skip
ROUTES: tuple[Route, ...] = get_args(Route)
PICTURES = frozenset(ROUTES.index(route) for route in ROUTES if route not in ("event", "reply", "heartbeat"))
_header = struct.Struct("<BI")
HEADER = _header.size


def wrap(route: Route, payload: bytes, to: int = 0) -> bytes:
    """A frame for the pipe: which road the payload takes, and for a reply the number of the question it answers."""
    return _header.pack(ROUTES.index(route), to) + payload


def newest(frames: list[bytes]) -> tuple[list[bytes], Counter[Route]]:
    """All but the pictures after which another of the same kind comes, and how many those are."""
    kept: list[bytes] = []
    older: Counter[Route] = Counter()
    shown: set[int] = set()
    for frame in reversed(frames):
        road = frame[0] if frame else len(ROUTES)
        if road in shown:
            older[ROUTES[road]] += 1
            continue
        if road in PICTURES:
            shown.add(road)
        kept.append(frame)
    return kept[::-1], older


def unwrap(frame: bytes) -> tuple[Route, int, bytes]:
    """Road, question number and payload of a frame. Raises ProtocolError."""
    if len(frame) < HEADER or frame[0] >= len(ROUTES):
        raise ProtocolError(f"a frame of {len(frame)} bytes has no header of this version")
    road, to = _header.unpack_from(frame)
    return ROUTES[road], to, frame[HEADER:]

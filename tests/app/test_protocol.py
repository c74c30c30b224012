"""The treaty, from the server's side: golden messages both ways, and what may never come over the wire."""

import importlib.util
import json
from pathlib import Path
from typing import Any, get_args

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.wire import commands, messages, protocol
from app.wire.protocol import ProtocolError

GOLDEN = Path(__file__).parents[1] / "golden"


def _module(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, GOLDEN / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WRITE = _module("write")
MESSAGES = {str(kind.__struct_config__.tag): kind for kind in get_args(messages.AnyMessage)}
COMMANDS = {str(kind.__struct_config__.tag): kind for kind in get_args(commands.AnyCommand)}


def meaning(message: messages.Message) -> Any:
    return json.loads(msgspec.json.encode(message, enc_hook=WRITE.meaning))


def built(value: Any) -> Any:
    """What a golden JSON means, with arrays as arrays."""
    if isinstance(value, dict) and value.keys() == {"dtype", "shape", "data"}:
        return np.array(value["data"], protocol.DTYPES[value["dtype"]]).reshape(value["shape"])
    if isinstance(value, dict):
        return {key: built(item) for key, item in value.items()}
    return [built(item) for item in value] if isinstance(value, list) else value


def test_golden_files_are_those_that_the_types_ask_for_and_current() -> None:
    wanted = WRITE.golden()
    stale = [path.name for path, content in wanted.items() if not path.exists() or path.read_bytes() != content]
    strange = {path for path in GOLDEN.iterdir() if path.suffix in {".bin", ".json"}} - set(wanted)
    assert not stale and not strange, f"`make golden` would write {stale} and remove {strange}"


@pytest.mark.parametrize("name", MESSAGES)
def test_golden_bytes_decode_to_their_meaning(name: str) -> None:
    message = protocol.decode((GOLDEN / f"{name}.bin").read_bytes())
    assert isinstance(message, MESSAGES[name])
    assert meaning(message) == json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", MESSAGES)
def test_golden_meaning_encodes_to_its_bytes(name: str) -> None:
    fields = built(json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8")))
    message = msgspec.convert(fields, MESSAGES[name], dec_hook=lambda kind, value: value)
    assert protocol.encode(message) == (GOLDEN / f"{name}.bin").read_bytes()


@pytest.mark.parametrize("name", COMMANDS)
def test_golden_commands_are_read_and_written_alike(name: str) -> None:
    text = (GOLDEN / f"command-{name}.json").read_bytes()
    command = protocol.read_command(text)
    assert isinstance(command, COMMANDS[name])
    assert json.loads(protocol.write_command(command)) == json.loads(text)


HOSTILE = {
    "nothing": "",
    "half": '{"type":"run"',
    "a list": "[]",
    "a number": "1",
    "no type": "{}",
    "a type of the wrong kind": '{"type":[]}',
    "an unknown type": '{"type":"format"}',
    "an unknown field": '{"type":"pause","now":true}',
    "the wrong kind of value": '{"type":"ack","count":"2"}',
    "a fraction for a number": '{"type":"ack","count":1.5}',
    "true for a number": '{"type":"ack","count":true}',
    "beyond what a page can count": '{"type":"ack","count":9007199254740992}',
    "below nothing": '{"type":"ack","count":-1}',
    "a number beyond all range": '{"type":"set","eta":1e999}',
    "no number": '{"type":"set","eta":NaN}',
    "infinity": '{"type":"set","eta":Infinity}',
    "an id of another kind": '{"type":"pause","id":"x"}',
    "a huge id": '{"type":"pause","id":123456789012345678901234567890}',
    "no digit": '{"type":"learn","label":10}',
    "too few pixels": '{"type":"predict","pixels":[0,1]}',
    "a pixel out of range": '{"type":"predict","pixels":[' + "2," * 783 + "2]}",
    "a point of three": '{"type":"predict","strokes":[[[1,2,3]]]}',
    "too many strokes": '{"type":"predict","strokes":[' + "[]," * 600 + "[]]}",
    "an unknown kind": '{"type":"subscribe","kinds":["secrets"]}',
    "two types": '{"type":"run","type":"pause"}',
    "deep nesting": "[" * 100_000,
    "deep nesting inside": '{"type":"reset","plan":{"a":' + "[" * 100_000 + "]" * 100_000 + "}}",
    "half a surrogate": '"\ud800"',
    "no UTF-8": b'{"type":"\xff"}',
    "a null byte": "\0",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_what_is_not_a_command_is_refused_in_words(text: str | bytes) -> None:
    with pytest.raises(ProtocolError, match=r"\w+"):
        protocol.read_command(text)


def test_a_refusal_carries_the_id_of_the_command() -> None:
    with pytest.raises(ProtocolError, match="ack: Expected `int`") as caught:
        protocol.read_command('{"type":"ack","id":7,"count":"two"}')
    assert caught.value.id == 7


def test_an_unknown_command_is_told_which_there_are() -> None:
    with pytest.raises(ProtocolError, match=r"type is 'format', expected one of hello, .*pause"):
        protocol.read_command('{"type":"format"}')


@given(st.one_of(st.text(), st.binary(), st.recursive(st.none() | st.floats() | st.text(), st.lists).map(json.dumps)))
def test_any_text_is_a_command_or_refused(text: str | bytes) -> None:
    try:
        protocol.read_command(text)
    except ProtocolError:
        return


@given(st.binary())
def test_any_bytes_are_a_message_or_refused(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        protocol.decode(data)


def test_a_message_with_a_byte_changed_is_read_or_refused() -> None:
    sound = (GOLDEN / "score.bin").read_bytes()
    for position in range(len(sound)):
        for change in (0x01, 0x80, 0xFF):
            data = bytearray(sound)
            data[position] ^= change
            try:
                protocol.decode(bytes(data))
            except ProtocolError:
                continue


@pytest.mark.parametrize(
    "ext",
    [b"", b"f", b"f\x01", b"f\x01\x02\0\0\0", b"x\x00", b"f\x01\x02\0\0\0\0\0\0\0", b"f\xff", b"f\x02" + b"\xff" * 8],
)
def test_an_array_that_does_not_hold_together_is_refused(ext: bytes) -> None:
    empty = msgspec.msgpack.Ext(protocol.ARRAY, ext)
    fields = {"type": "points", "seq": 1, "step": empty, "epoch": empty, "seconds": empty, "cost": empty}
    with pytest.raises(ProtocolError):
        protocol.decode(msgspec.msgpack.encode(fields))


def test_an_array_of_another_type_is_not_sent() -> None:
    with pytest.raises(TypeError, match="float16"):
        protocol.encode(messages.Notice(notice={"x": np.zeros(2, np.float16)}))


def test_json_has_lists_for_arrays_and_null_for_what_is_not_finite() -> None:
    text = protocol.to_json(messages.Notice(notice={"x": np.array([1.5, np.nan, np.inf], np.float32), "y": np.nan}))
    assert json.loads(text)["notice"] == {"x": [1.5, None, None], "y": None}


@pytest.mark.parametrize("route", protocol.ROUTES)
def test_a_frame_of_the_pipe_comes_out_as_it_went_in(route: protocol.Route) -> None:
    assert protocol.unwrap(protocol.wrap(route, b"payload", 4_000_000_000)) == (route, 4_000_000_000, b"payload")


@pytest.mark.parametrize("frame", [b"", b"\0\0\0\0", b"\xff\0\0\0\0x"])
def test_a_frame_without_a_header_is_refused(frame: bytes) -> None:
    with pytest.raises(ProtocolError):
        protocol.unwrap(frame)

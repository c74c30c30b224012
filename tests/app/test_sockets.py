"""A socket's short ways lead where its long ones do, however what it takes in is cut into pieces."""

import itertools
import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.web.sockets import _are_whole
from app.wire import commands, messages, protocol
from tests.app.raw import BINARY, PING, PONG, TEXT, Raw, frame
from tests.conftest import Server

ACK = frame(TEXT, b'{"type":"ack","count":0}')
WHOLE = [ACK, frame(TEXT, b"{}"), frame(TEXT, bytes(125)), frame(BINARY, bytes(126)), frame(PING), frame(PONG, b"1234")]


@given(frames=st.lists(st.sampled_from(WHOLE), max_size=6))
def test_whole_frames_are_known_as_such(frames: list[bytes]) -> None:
    assert _are_whole(b"".join(frames))


@given(frames=st.lists(st.sampled_from(WHOLE), max_size=3), last=st.sampled_from(WHOLE), data=st.data())
def test_and_a_piece_of_one_is_not(frames: list[bytes], last: bytes, data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(last) - 1))
    assert not _are_whole(b"".join(frames) + last[:cut])


@pytest.mark.parametrize(
    "odd", [frame(TEXT, b"{", fin=False), frame(0, b"}"), frame(TEXT, b"{}", masked=False), frame(TEXT, bytes(70_000))]
)
def test_nor_is_what_belongs_to_more_than_itself(odd: bytes) -> None:
    assert not _are_whole(odd)


@pytest.fixture(scope="module")
def patient(start_server: Callable[..., Server]) -> Iterator[tuple[Server, str]]:
    server = start_server(NUDGE_MAX_RATE="10000", NUDGE_MAX_BURST="10000")
    yield server, server.new_run()
    server.stop()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kinds=st.lists(st.sampled_from(["ack", "question", "masked ack", "ping", "in two"]), min_size=1, max_size=20),
    cuts=st.sets(st.integers(1, 900), max_size=6),
)
def test_every_question_is_answered_however_it_comes(
    patient: tuple[Server, str], kinds: list[str], cuts: set[int]
) -> None:
    whole, asked = b"", set()
    for id, kind in enumerate(kinds):
        question = b'{"type":"stack","layer":1,"id":%d}' % id
        match kind:
            case "ack":
                whole += ACK
            case "masked ack":
                mask, text = b"\x01\x02\x03\x04", b'{"type":"ack","count":0}'
                whole += bytes((0x81, 0x80 | len(text))) + mask + bytes(c ^ mask[i % 4] for i, c in enumerate(text))
            case "ping":
                whole += frame(PING, b"are you there")
            case "question":
                whole += frame(TEXT, question)
                asked.add(id)
            case "in two":
                whole += frame(TEXT, question[:9], fin=False) + frame(0, question[9:])
                asked.add(id)
    server, run = patient
    with Raw(server, run) as raw:
        places = [0, *sorted(cut for cut in cuts if cut < len(whole)), len(whole)]
        for begin, end in itertools.pairwise(places):
            raw.socket.sendall(whole[begin:end])
            time.sleep(0.002)
        raw.send(TEXT, protocol.write_command(commands.Stack(layer=1, id=999)))
        while 999 not in asked or len(asked) > 1:
            found = raw.read()
            assert found is not None and found[0] in {2, PONG}
            message = protocol.decode(found[1]) if found[0] == 2 else None
            if isinstance(message, messages.Reply):
                assert isinstance(message, messages.Stacked) or message.code == "busy"  # type: ignore[attr-defined]
                assert message.id is not None
                asked.symmetric_difference_update({message.id})

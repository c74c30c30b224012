"""Frames as no browser sends them: the right close code, no traceback, and nobody else notices."""

import struct
import sys
import zlib
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.wire import commands, messages
from tests.app.raw import BINARY, CLOSE, NO_CODE, PING, TEXT, Raw, frame
from tests.app.test_faults_sockets import memory_of
from tests.conftest import Server, Viewer

CONT = 0
MB = 2**20


def deflated(size: int) -> bytes:
    squeezing = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeezing.compress(bytes(size)) + squeezing.flush(zlib.Z_SYNC_FLUSH)[:-4]


MALFORMED: dict[str, tuple[bytes, int]] = {
    "unmasked": (frame(TEXT, b"{}", masked=False), 1002),
    "reserved opcode": (frame(3, b"{}"), 1002),
    "reserved control opcode": (frame(11), 1002),
    "reserved bit": (frame(TEXT, b"{}", rsv=2), 1002),
    "stray continuation": (frame(CONT, b"{}"), 1002),
    "a message within a message": (frame(TEXT, b"{", fin=False) + frame(TEXT, b"}"), 1002),
    "long ping": (frame(PING, bytes(126)), 1002),
    "ping in pieces": (frame(PING, b"", fin=False), 1002),
    "close code that may not be sent": (frame(CLOSE, struct.pack("!H", 1005)), 1002),
    "close code of one byte": (frame(CLOSE, b"\x03"), 1002),
    "close reason that is no text": (frame(CLOSE, struct.pack("!H", 1000) + b"\xff\xfe"), 1007),
    "text that is none": (frame(TEXT, b"\xff\xfe"), 1007),
    "text cut within a letter": (frame(TEXT, b"\xe2\x82"), 1007),
    "text that is none, and a close": (frame(TEXT, b"\xb9") + frame(CLOSE, struct.pack("!H", 1000)), 1000),
}
OVERSIZE: dict[str, tuple[bytes, int]] = {
    "70 kilobytes": (frame(TEXT, bytes(70_000)), 1009),
    "claims 2 gigabytes": (struct.pack("!BBQI", 0x80 | BINARY, 0x80 | 127, 2**31, 0), 1009),
    "claims 2^63": (struct.pack("!BBQI", 0x80 | BINARY, 0x80 | 127, 2**63 - 1, 0), 1009),
    "70 kilobytes in pieces": (frame(TEXT, bytes(35_000), fin=False) + frame(CONT, bytes(35_001)), 1009),
    "a deflate bomb, though that was not agreed on": (frame(BINARY, deflated(64 * MB)[:60_000], rsv=4), 1002),
}


@pytest.fixture(scope="module")
def alone(start_server: Callable[..., Server]) -> Iterator[Server]:
    """A server whose words are counted at the end."""
    server = start_server(NUDGE_MAX_RATE="1000")
    yield server
    server.stop()
    said = [line for line in server.lines if "Traceback" in line or "ERROR" in line]
    assert len(said) <= 1 and all("Invalid UTF-8" in line for line in said), said


@pytest.fixture(scope="module")
def watched(alone: Server) -> Iterator[tuple[str, Viewer]]:
    """A run, and somebody who looks at it all the while."""
    run = alone.new_run()
    with Viewer(alone, run) as viewer:
        viewer.hello()
        viewer.ask(commands.Subscribe(id=1, kinds=[]))
        yield run, viewer


@pytest.mark.parametrize("name", MALFORMED)
def test_fault_9_a_malformed_frame_ends_its_own_socket_alone(
    alone: Server, watched: tuple[str, Viewer], name: str
) -> None:
    _ends(alone, watched, *MALFORMED[name])


@pytest.mark.parametrize("name", OVERSIZE)
def test_fault_10_what_is_too_large_is_not_taken_in(alone: Server, watched: tuple[str, Viewer], name: str) -> None:
    _ends(alone, watched, *OVERSIZE[name])


def _ends(server: Server, watched: tuple[str, Viewer], sent: bytes, code: int) -> None:
    run, other = watched
    before = memory_of(server.process.pid) if sys.platform == "linux" else 0
    with Raw(server, run) as raw:
        raw.socket.sendall(sent)
        assert raw.closed() == code
    assert isinstance(other.ask(commands.Pause(id=5)), messages.Done)
    if before:
        assert memory_of(server.process.pid) - before < 4 * MB


whole = st.builds(
    frame, st.integers(0, 15), st.binary(max_size=300), fin=st.booleans(), rsv=st.sampled_from([0, 0, 0, 1, 4]),
    masked=st.sampled_from([True, True, True, False]),
)  # fmt: skip
pieces = st.lists(whole | st.binary(max_size=40), min_size=1, max_size=8).map(b"".join)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(sent=pieces, hello=st.booleans())
def test_fault_9_whatever_bytes_come(alone: Server, watched: tuple[str, Viewer], sent: bytes, hello: bool) -> None:
    run, other = watched
    with Raw(alone, run, hello=hello) as raw:
        raw.socket.sendall(sent + frame(CLOSE))
        try:
            raw.socket.settimeout(2.0)  # a frame that was begun may swallow the end: then nothing comes
            code = raw.closed()
        except TimeoutError:
            code = None
        assert code in {None, NO_CODE} or (1000 <= code < 5000 and code != 1011)  # 1011: a fault of ours
    assert isinstance(other.ask(commands.Pause(id=5)), messages.Done)

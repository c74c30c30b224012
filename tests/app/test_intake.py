"""What a child sends comes whole and in order, however it is cut; of pictures that come together only the newest."""

import itertools
import struct
from collections.abc import Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.runs.intake import LARGEST, Intake
from app.wire import protocol
from app.wire.protocol import ROUTES


@pytest.fixture
def ends() -> Iterator[tuple[Intake, Connection]]:
    ours, theirs = Pipe()
    intake = Intake(ours.fileno())
    yield intake, theirs
    intake.close()
    ours.close()
    theirs.close()


def test_frames_come_whole_and_together_and_then_the_end(ends: tuple[Intake, Connection]) -> None:
    intake, theirs = ends
    assert intake.read() == []
    for frame in (b"one", b"", b"three" * 1_000):
        theirs.send_bytes(frame)
    assert wait([intake], 0)
    assert intake.read() == [b"one", b"", b"three" * 1_000]
    assert not wait([intake], 0) and not intake.ended
    theirs.send_bytes(b"last")
    theirs.close()
    assert intake.read() == [b"last"] and intake.read() == [] and intake.ended


@given(frames=st.lists(st.binary(max_size=300), max_size=8), cuts=st.sets(st.integers(1, 2_000), max_size=8))
def test_however_they_are_cut(frames: list[bytes], cuts: set[int]) -> None:
    ours, theirs = Pipe()
    with ours, theirs:
        intake, found = Intake(ours.fileno()), []
        whole = b"".join(struct.pack("!i", len(frame)) + frame for frame in frames)
        places = [0, *sorted(cut for cut in cuts if cut < len(whole)), len(whole)]
        for begin, end in itertools.pairwise(places):
            theirs._send(whole[begin:end])  # type: ignore[attr-defined]
            found += intake.read()
        intake.close()
    assert found == frames


@pytest.mark.parametrize("size", [-1, LARGEST + 1])
def test_a_size_that_cannot_be_is_the_end(ends: tuple[Intake, Connection], size: int) -> None:
    intake, theirs = ends
    theirs.send_bytes(b"good")
    theirs._send(struct.pack("!i", size))  # type: ignore[attr-defined]
    assert intake.read() == [b"good"] and intake.ended


def test_of_pictures_that_come_together_only_the_newest_is_left() -> None:
    routes = ("picture", "event", "weights", "picture", "event", "reply", "reply", "heartbeat", "heartbeat", "picture")
    frames = [protocol.wrap(route, b"%d" % i) for i, route in enumerate(routes)]
    kept, older = protocol.newest([*frames, b""])
    assert [frame[protocol.HEADER :] for frame in kept] == [b"1", b"2", b"4", b"5", b"6", b"7", b"8", b"9", b""]
    assert older == {"picture": 2}


@given(frames=st.lists(st.builds(protocol.wrap, st.sampled_from(ROUTES), st.binary(max_size=3)), max_size=20))
def test_nothing_else_is_lost_or_out_of_order(frames: list[bytes]) -> None:
    kept, older = protocol.newest(frames)
    assert len(kept) + older.total() == len(frames)
    rest = iter(frames)
    assert all(frame in rest for frame in kept)
    for road in range(len(ROUTES)):
        assert [f for f in frames if f[0] == road][-1:] == [f for f in kept if f[0] == road][-1:]

import multiprocessing
import struct
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection

import pytest

from app.child.pipe import MOST_WAITING, Closed, Pipe


@pytest.fixture
def ends() -> Iterator[tuple[Pipe, Connection]]:
    ours, theirs = multiprocessing.Pipe()
    yield Pipe(theirs), ours
    ours.close()
    theirs.close()


def fill(pipe: Pipe) -> int:
    """Offers frames until there is no room; how many went out."""
    count = 0
    while pipe.offer(b"picture" * 1000):
        count += 1
    return count


def test_a_full_pipe_takes_no_picture_and_loses_no_event(ends: tuple[Pipe, Connection]) -> None:
    pipe, other = ends
    pictures = fill(pipe)
    assert pictures > 0 and not pipe.free
    for i in range(50):
        pipe.send(b"event %d" % i)
    assert not pipe.offer(b"picture")
    frames: list[bytes] = []
    while len(frames) < pictures + 50:
        pipe.flush()
        while other.poll(0):
            frames.append(other.recv_bytes())
    assert frames[pictures:] == [b"event %d" % i for i in range(50)]
    assert pipe.free


def test_so_much_waits_and_then_it_is_full(ends: tuple[Pipe, Connection]) -> None:
    pipe, _ = ends
    fill(pipe)
    for _ in range(MOST_WAITING):
        assert not pipe.full
        pipe.send(b"")
    assert pipe.full


def test_commands_come_with_their_numbers(ends: tuple[Pipe, Connection]) -> None:
    pipe, other = ends
    assert list(pipe.commands()) == []
    for number in (1, 2):
        other.send_bytes(struct.pack("<I", number) + b"{}")
    pipe.wait(10)
    assert list(pipe.commands()) == [(1, b"{}"), (2, b"{}")]


def test_to_wait_ends_with_a_command_with_room_or_with_time(ends: tuple[Pipe, Connection]) -> None:
    pipe, other = ends
    started = time.monotonic()
    pipe.wait(0.01)
    assert time.monotonic() - started >= 0.009
    pipe.wait(10, for_room=True)
    other.send_bytes(struct.pack("<I", 1))
    pipe.wait(10)
    assert time.monotonic() - started < 5


def test_the_end_is_noticed(ends: tuple[Pipe, Connection]) -> None:
    pipe, other = ends
    other.close()
    pipe.wait(10)
    with pytest.raises(Closed):
        list(pipe.commands())
    with pytest.raises(Closed):
        pipe.send(b"event")

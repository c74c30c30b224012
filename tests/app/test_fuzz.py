"""Whatever is sent, there is an answer, and the run lives on."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.child.pipe import Pipe
from app.child.shift import Shift
from app.race.shift import RaceShift
from app.training.shift import TrainingShift
from app.wire import messages, protocol
from engine.mnist import Data
from tests.app.fuzz import command, json
from tests.app.raced import little

SOME = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
KINDS = ["picture", "weights", "batch", "example", "products", "race", "race_paths", "contours", "agreement"]
KINDS += ["wall", "verdicts"]
SETUPS: dict[type[Shift[Any]], dict[str, Any]] = {
    TrainingShift: {"plan": {}},
    RaceShift: {"plan": {"limit": {"steps": 50}, "plan": {"sizes": [784, 8, 10]}}},
}


class Kept(Pipe):
    """A pipe that leads nowhere: always free, and remembers what was sent."""

    def __init__(self) -> None:
        self.frames: list[tuple[protocol.Route, int, bytes]] = []

    full = False
    free = True

    def send(self, frame: bytes) -> None:
        self.frames.append(protocol.unwrap(frame))

    def offer(self, frame: bytes) -> bool:
        self.send(frame)
        return True

    def wait(self, seconds: float, for_room: bool = False) -> None:
        pass

    def commands(self) -> Iterator[tuple[int, bytes]]:
        return iter(())


@pytest.fixture(scope="module")
def few(mnist: Data) -> Data:
    return little(mnist)


@pytest.mark.parametrize("kind", [TrainingShift, RaceShift])
@SOME
@given(sent=st.lists(command, min_size=1, max_size=8))
def test_a_worker_answers_every_command_once_and_breaks_at_none(
    few: Data, kind: type[Shift[Any]], sent: list[Any]
) -> None:
    pipe = Kept()
    shift = kind(pipe, SETUPS[kind])  # type: ignore[arg-type]
    shift._subject = None
    subject = shift._subject = shift.begin(few)
    shift.carry_out(subject, 0, msgspec.json.encode({"type": "subscribe", "kinds": KINDS}))
    for number, wanted in enumerate(sent, start=1):
        shift.carry_out(subject, number, msgspec.json.encode(wanted))
        for _ in range(3):
            shift._turn(subject)
    shift.carry_out(subject, 99, b'{"type":"pause"}')
    for _ in range(300):
        shift._turn(subject)
        if subject.status != "running" and len(_answers(pipe)) == len(sent) + 1:
            break
    assert sorted(_answers(pipe)) == [*range(1, len(sent) + 1), 99]
    assert subject.status != "failed"
    for route, _, payload in pipe.frames:
        if route != "heartbeat":
            protocol.decode(payload)


def _answers(pipe: Kept) -> list[int]:
    return [number for route, number, _ in pipe.frames if route == "reply"]


@settings(max_examples=500, deadline=None)
@given(sent=st.binary(max_size=200) | json.map(msgspec.json.encode) | command.map(msgspec.json.encode))
def test_any_bytes_are_a_command_or_a_sentence(sent: bytes) -> None:
    try:
        read = protocol.read_command(sent)
    except protocol.ProtocolError as error:
        assert str(error) and error.code in {"bad_json", "bad_command"}
    else:
        assert protocol.read_command(protocol.write_command(read)) == read


@settings(max_examples=500, deadline=None)
@given(sent=st.binary(max_size=200))
def test_any_bytes_from_a_worker_are_a_message_or_refused(sent: bytes) -> None:
    for read in (protocol.decode, protocol.unwrap):
        try:
            read(sent)
        except protocol.ProtocolError:
            pass


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_no_spoilt_message_breaks_who_reads_it(data: st.DataObject) -> None:
    whole = bytearray(
        protocol.encode(messages.Done(id=7)) + protocol.encode(messages.Error(id=1, code="c", message="m"))
    )
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        protocol.decode(bytes(whole))
    except protocol.ProtocolError:
        pass


@pytest.mark.parametrize(
    "found",
    [
        {"type": "agree", "step": 2**64},
        {"type": "agree", "step": 2**53 - 1},
        {"type": "take", "lane": 0, "step": 2**53 - 1},
        {"type": "pace", "law": "log", "value": 1e-9},
    ],
)
def test_what_once_broke_a_race_no_longer_does(few: Data, found: dict[str, Any]) -> None:
    test_a_worker_answers_every_command_once_and_breaks_at_none.hypothesis.inner_test(  # type: ignore[attr-defined]
        few, RaceShift, [{"type": "resume"}, found, {"type": "step", "unit": "epoch"}]
    )

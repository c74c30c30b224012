"""Sheets: what pages say of theirs is counted by step for the exercise of who leads, and forgotten after it."""

import asyncio

import pytest

from app.runs import sheets
from app.runs.sheets import Sheets
from app.wire import commands, messages
from app.wire.class_commands import Found
from app.wire.protocol import ProtocolError

HERE, THERE = "seed:1", "seed:2"


def fill(key: int, *steps: Found, exercise: str = HERE) -> commands.Fill:
    return commands.Fill(key=f"{key:032}", exercise=exercise, steps=list(steps))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> asyncio.Queue[messages.Filled]:
    monkeypatch.setattr(sheets, "TOLD_EVERY", 0.05)
    return asyncio.Queue()


async def newest(told: asyncio.Queue[messages.Filled]) -> messages.Filled:
    return await asyncio.wait_for(told.get(), 5)


async def test_each_step_is_counted_of_those_who_are_at_the_exercise(told: asyncio.Queue[messages.Filled]) -> None:
    class_ = Sheets(told.put_nowait)
    class_.fill(fill(1, "found", "open"))
    assert told.empty()  # nobody has asked
    class_.collect(HERE)
    assert await newest(told) == messages.Filled(exercise=HERE, count=1, found=[1, 0], shown=[0, 0], wrong=[0, 0])
    class_.fill(fill(2, "wrong", "open"))
    class_.fill(fill(2, "found", "shown"))  # in place of that
    class_.fill(fill(3, "found", "found", exercise=THERE))
    assert await newest(told) == messages.Filled(exercise=HERE, count=2, found=[2, 0], shown=[0, 1], wrong=[0, 0])
    assert told.empty()  # once for all three
    class_.fill(fill(1, "open", "open", exercise=THERE))  # who goes away is not counted any more
    assert (await newest(told)).count == 1
    class_.forget()
    assert await newest(told) == messages.Filled(exercise=None, count=0, found=[], shown=[], wrong=[])
    class_.collect(HERE)
    assert (await newest(told)).count == 0


async def test_there_is_an_end_to_what_is_known(
    told: asyncio.Queue[messages.Filled], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST", 1)
    class_ = Sheets(told.put_nowait)
    class_.fill(fill(1, "open"))
    class_.fill(fill(1, "found"))
    with pytest.raises(ProtocolError):
        class_.fill(fill(2, "open"))

"""Who leads the class: the newest look goes to all, also to latecomers, until it is ended or the leader stays away."""

import asyncio

import httpx
import pytest

from app.runs import lead
from app.runs.lead import Lead
from app.runs.outbox import Outbox
from app.wire import commands, messages
from app.wire.protocol import ProtocolError
from tests.classroom import enter, pupil
from tests.conftest import Server

LOOK = "#lesson=1&neuron=2.5"


def wish(look: str | None = LOOK, by: int = 7) -> commands.Lead:
    return commands.Lead(look=look, by=by)


def viewer() -> Outbox:
    return Outbox(8, True)


def test_more_than_a_few_looks_a_second_are_refused_but_never_the_end() -> None:
    told: list[messages.Led] = []
    now = [0.0]
    leading, leader = Lead(told.append, lambda: now[0]), viewer()
    with pytest.raises(ProtocolError) as caught:
        for _ in range(100):
            leading.show(wish(), leader)
    assert caught.value.code == "too_fast" and len(told) == lead.BURST
    leading.show(wish(None), leader)
    assert told[-1] == messages.Led(look=None, by=7)
    now[0] += 1
    leading.show(wish(), leader)
    assert told[-1].look == LOOK


async def test_a_leader_who_stays_away_leads_no_more_and_one_who_comes_back_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lead, "GONE", 0.05)

    told: asyncio.Queue[messages.Led] = asyncio.Queue()
    leading = Lead(told.put_nowait)
    first, again, other = viewer(), viewer(), viewer()
    leading.show(wish(), first)
    leading.left(other)  # who does not lead
    leading.left(first)
    leading.show(wish(), again)
    leading.left(first)  # whose socket is noticed to be gone when another is there already
    assert [(await told.get()).look for _ in range(2)] == [LOOK, LOOK]
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(told.get(), 3 * lead.GONE)
    leading.left(again)
    assert await asyncio.wait_for(told.get(), 5) == messages.Led(look=None, by=7)


async def test_a_run_shows_the_way_to_where_its_class_has_been_led_as_long_as_it_is_led_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lead, "GONE", 0.05)

    told: list[asyncio.Queue[messages.Led]] = [asyncio.Queue() for _ in range(3)]
    places = lead.Places()
    first, second, third = (Lead(each.put_nowait, places=places) for each in told)
    here, there, other = viewer(), viewer(), viewer()

    async def stays(run: int) -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(told[run].get(), 3 * lead.GONE)

    first.show(wish("#lesson=1&run=second"), here)
    second.show(wish(), there)
    first.left(here)
    assert (await told[0].get()).look == "#lesson=1&run=second"
    await stays(0)
    second.show(wish("#lesson=1&run=third", by=8), other)  # somebody else takes over, and goes on
    third.show(wish(by=8), other)
    second.left(there)
    second.left(other)
    await stays(0)
    third.show(wish(None, by=8), other)
    for run in (1, 0):
        while (await asyncio.wait_for(told[run].get(), 5)).look is not None:
            pass

    first.show(wish(), here)  # who comes back leads here, and from there the way leads back
    second.show(wish("#lesson=1&run=first"), there)
    first.show(wish(), here)
    second.left(there)
    first.left(here)
    for run in (0, 1):  # both end, for nobody leads
        while (await asyncio.wait_for(told[run].get(), 5)).look is not None:
            pass


def test_only_who_controls_leads_and_latecomers_follow_too(classroom: Server, client: httpx.Client) -> None:
    run = client.post("/api/runs", json={}).json()["id"]
    answer = client.post(f"/api/runs/{run}/commands", json={"type": "lead", "look": LOOK, "by": 1})
    assert answer.status_code == 422 and "belongs to a socket" in answer.json()["detail"]
    with enter(classroom, run, "NUDGE_CONTROL_TOKEN") as teacher, pupil(classroom, run) as one:
        teacher.hello()
        one.hello()
        assert one.ask(commands.Lead(id=1, look=LOOK, by=1)).code == "watch_only"
        assert teacher.ask(commands.Lead(id=1, look=LOOK, by=1)) == messages.Done(id=1)
        assert one.until(messages.Led).look == LOOK
        with pupil(classroom, run) as late:
            late.hello()
            led = late.until(messages.State).led
            assert (led.look, led.by) == (LOOK, 1)
        assert client.get(f"/api/runs/{run}").json()["led"] is True
        assert teacher.ask(commands.Lead(id=2, look="x" * 1_001, by=1)).code == "bad_command"
        teacher.ask(commands.Lead(id=3, look=None, by=1))
        assert one.until(messages.Led).look is None
        with pupil(classroom, run) as late:
            late.hello()
            assert late.until(messages.State).led is None
        assert client.get(f"/api/runs/{run}").json()["led"] is False


def test_a_race_is_not_led(classroom: Server, client: httpx.Client) -> None:
    race = client.post("/api/runs", json={"race": {"limit": {"steps": 1}}}).json()["id"]
    with enter(classroom, race, "NUDGE_CONTROL_TOKEN") as teacher:
        teacher.hello()
        assert teacher.ask(commands.Lead(id=1, look=LOOK, by=1)).code == "is_a_race"

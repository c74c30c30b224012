"""A poll: all see the question, one answer a browser counts, and nobody is told what is right before it is revealed."""

import asyncio
import os
import signal
from collections.abc import Callable
from typing import Any

import httpx
import msgspec
import numpy as np
import pytest

from app.runs import poll
from app.runs.poll import Poll
from app.wire import commands, messages, protocol
from app.wire.commands import EndPoll, Explain, Hands, Reveal, Vote
from app.wire.protocol import ProtocolError
from tests.app.test_live import workers
from tests.classroom import enter, pupil
from tests.conftest import Server

TEACHES = "NUDGE_CONTROL_TOKEN"
MINE, YOURS = "m" * 32, "y" * 32
NONE = np.empty(0, np.float32)


def explanation(**change: Any) -> messages.Explanation:
    """Of output 2, to which three neurons speak; the last of them is silent."""
    fields: dict[str, Any] = {
        "step": 7, "layer": 3, "neuron": 2, "a": 0.25, "z": -1.0, "b": 0.5, "W": np.array([1, -3, 2], "f4"),
        "before": np.array([0.5, 1, 0], "f4"), "terms": NONE, "target": 1.0, "wish": 0.75, "nudge_a": 1.5,
        "slope": None, "nudge_z": -0.5, "nudge_b": -0.5, "nudge_W": np.array([-0.25, -0.5, 0], "f4"),
        "wish_before": NONE, "total_before": NONE, "share": NONE, "fall": 0.0, "from_next": NONE, "hebb": NONE,
    }  # fmt: skip
    return messages.Explanation(**fields | change)


class Class:
    """A poll whose clock stands still, of a run that is paused and explains itself so."""

    def __init__(self) -> None:
        self.told: list[messages.AnyEvent] = []
        self.now = 0.0
        self.is_training = False
        self.answer: messages.Message = explanation()
        self.asked: list[Explain] = []
        self.meanwhile: Callable[[], None] = lambda: None
        self.poll = Poll(self.told.append, lambda: 3, lambda: self.now)

    async def explain(self, question: Explain) -> messages.Message:
        self.asked.append(question)
        self.meanwhile()
        return self.answer

    async def ask(self, about: str = "activation", k: int | None = None) -> messages.Asked:
        self.now += 10
        command = commands.Poll(id=3, about=about, layer=3, neuron=2, k=k)  # type: ignore[arg-type]
        await self.poll.ask(command, lambda: self.is_training, self.explain)
        asked = self.newest.asked
        assert asked is not None
        return asked

    def vote(self, asked: messages.Asked, choice: str, key: str = MINE) -> None:
        self.poll.vote(Vote(id=4, key=key, poll=asked.poll, choice=choice))

    @property
    def newest(self) -> messages.Polled:
        told = self.told[-1]
        assert isinstance(told, messages.Polled)
        return told


async def code_of(work: Any) -> str:
    """Of the error that this raises."""
    with pytest.raises(ProtocolError) as caught:
        await work if asyncio.iscoroutine(work) else work()
    return caught.value.code


@pytest.mark.parametrize(
    ("about", "k", "right", "nudge", "shown"),
    [
        ("activation", None, "up", 0.75, (None, None)),
        ("bias", None, "down", -0.5, (0.5, None)),
        ("weight", 1, "down", -0.5, (-3.0, 1.0)),
        ("weight", 2, "level", 0.0, (2.0, 0.0)),  # the neuron before is silent
    ],
)
async def test_what_is_right_is_what_the_engine_explains_and_is_told_only_when_it_is_revealed(
    about: str, k: int | None, right: str, nudge: float, shown: tuple[float | None, float | None]
) -> None:
    room = Class()
    asked = await room.ask(about, k)
    assert room.asked == [Explain(layer=3, neuron=2)]
    assert (asked.a, asked.target, asked.step, (asked.w, asked.before)) == (0.25, 1.0, 7, shown)
    assert ("level" in asked.choices) == (about != "activation")
    room.vote(asked, "up")
    room.vote(asked, "down", YOURS)
    room.vote(asked, "up", YOURS)
    for told in room.told:
        assert isinstance(told, messages.Polled) and (told.counts, told.right, told.nudge) == ([], None, None)
    room.poll.reveal(Reveal(poll=asked.poll))
    assert room.newest.counts == [2, 0, 0][: len(asked.choices)]
    assert (room.newest.votes, room.newest.right, room.newest.nudge) == (2, right, nudge)
    count = len(room.told)
    room.poll.reveal(Reveal(poll=asked.poll))
    assert len(room.told) == count  # once is enough


async def test_all_are_told_at_once_and_then_at_most_twice_a_second_how_many_have_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(poll, "TOLD_EVERY", 0.05)

    room = Class()
    told: asyncio.Queue[messages.AnyEvent] = asyncio.Queue()
    room.poll = Poll(told.put_nowait, lambda: 0)
    await room.poll.ask(commands.Poll(about="bias", layer=3, neuron=2), lambda: False, room.explain)
    first, at = await told.get(), asyncio.get_running_loop().time()
    assert isinstance(first, messages.Polled) and first.asked is not None
    for i in range(50):
        room.vote(first.asked, "up", f"{i:032}")
    second = await asyncio.wait_for(told.get(), 5)
    assert isinstance(second, messages.Polled) and second.votes == 50 and told.empty()
    assert asyncio.get_running_loop().time() > at + 0.04


async def test_what_is_no_question_is_refused_and_the_older_one_stands() -> None:
    room = Class()
    asked = await room.ask()
    room.vote(asked, "down")
    before = list(room.told)
    room.is_training = True
    assert await code_of(room.ask()) == "not_paused"
    room.is_training = False
    room.meanwhile = lambda: room.poll.heed(commands.Show(layer=1, first=0))
    for about, k, code in [
        ("weight", None, "bad_command"),
        ("bias", 1, "bad_command"),
        ("weight", 3, "out_of_range"),
    ]:
        assert await code_of(room.ask(about, k)) == code
    room.answer = explanation(wish=0.0)
    assert await code_of(room.ask()) == "no_answer"
    room.answer = explanation(nudge_b=float("nan"))
    assert await code_of(room.ask("bias")) == "no_answer"
    room.answer = messages.Error(code="no_label", message="the drawing has no label")
    assert await code_of(room.ask()) == "no_label"
    assert room.told == before
    room.poll.reveal(Reveal(poll=asked.poll))
    assert room.newest.counts == [0, 1]


async def test_what_is_no_answer_is_refused_and_counts_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poll, "MOST", 2)

    room = Class()
    asked = await room.ask()
    room.vote(asked, "up")
    for choice in ("level", "", "right"):
        assert await code_of(lambda choice=choice: room.vote(asked, choice)) == "bad_command"
    other = Vote(key=YOURS, poll=(asked.poll + 1) % 2**32, choice="up")
    assert await code_of(lambda: room.poll.vote(other)) == "poll_over"
    room.vote(asked, "up", YOURS)
    assert await code_of(lambda: room.vote(asked, "up", "z" * 32)) == "poll_full"
    room.vote(asked, "down", YOURS)
    room.poll.reveal(Reveal(poll=asked.poll))
    assert room.newest.counts == [1, 1]
    assert await code_of(lambda: room.vote(asked, "up", YOURS)) == "poll_over"


@pytest.mark.parametrize(
    "command",
    [
        commands.Resume(), commands.Run(), commands.Step(), commands.Reset(), commands.Set(slow=False),
        commands.Watch(), commands.Learn(label=3), commands.LearnWall(), commands.LookBack(step=0),
    ],
)  # fmt: skip
async def test_what_moves_the_network_or_the_example_ends_it_and_all_are_told(command: commands.Command) -> None:
    room = Class()
    asked = await room.ask()
    room.vote(asked, "up")
    room.poll.heed(command)
    assert room.told[-2] == messages.Notice(notice={"code": "poll_over"})
    assert room.newest == messages.Polled(asked=None, votes=0, present=3)
    assert await code_of(lambda: room.vote(asked, "up")) == "poll_over"
    assert await code_of(lambda: room.poll.reveal(Reveal(poll=asked.poll))) == "poll_over"
    room.meanwhile = lambda: room.poll.heed(command)  # while what is right is being found
    count = len(room.told)
    assert await code_of(room.ask()) == "not_paused" and len(room.told) == count


async def test_a_pause_and_a_question_leave_it_and_after_the_answer_its_end_needs_no_words() -> None:
    room = Class()
    asked = await room.ask()
    for command in (commands.Pause(), commands.Show(layer=1, first=0), Explain(layer=1, neuron=1), commands.Save()):
        room.poll.heed(command)
    room.poll.reveal(Reveal(poll=asked.poll))
    room.poll.heed(commands.Resume())
    assert [type(told) for told in room.told] == [messages.Polled] * 3
    room.poll.heed(commands.Resume())
    room.poll.end()
    assert len(room.told) == 3


async def test_another_question_takes_the_place_of_the_first_and_has_no_answers_yet() -> None:
    room = Class()
    first = await room.ask()
    room.vote(first, "up")
    second = await room.ask("bias")
    assert second.poll != first.poll and room.newest.votes == 0
    assert await code_of(lambda: room.vote(first, "up")) == "poll_over"
    with pytest.raises(ProtocolError, match="questions at once"):
        for _ in range(100):
            room.now -= 10
            await room.ask()


async def test_hands_are_raised_for_what_is_said_aloud_which_nothing_that_happens_ends_and_nothing_is_right() -> None:
    room = Class()
    room.poll.hands(Hands(choices=3, race="a race"))
    asked = room.newest.asked
    assert asked is not None and (asked.about, asked.choices, asked.race) == ("hands", ["0", "1", "2"], "a race")
    assert await code_of(lambda: room.vote(asked, "3")) == "bad_command"
    room.vote(asked, "2")
    for command in (commands.Resume(), commands.Reset(), commands.Watch()):
        room.poll.heed(command)
    room.poll.over()  # as with a process that has died
    room.poll.reveal(Reveal(poll=asked.poll))
    told = room.newest
    assert (told.votes, told.present, told.counts, told.right, told.nudge) == (1, 3, [0, 0, 1], None, None)
    assert await code_of(lambda: room.vote(asked, "1", YOURS)) == "poll_over"
    room.meanwhile = lambda: room.poll.heed(commands.Resume())  # while what is right is being found
    assert await code_of(room.ask()) == "not_paused" and room.newest is told
    room.meanwhile = lambda: None
    await room.ask("bias")
    assert room.newest.votes == 0
    room.poll.reveal(Reveal(poll=room.newest.asked.poll))  # type: ignore[union-attr]
    assert room.newest.right == "down"
    room.poll.hands(Hands(choices=2))
    room.poll.reveal(Reveal(poll=room.newest.asked.poll))  # type: ignore[union-attr]
    assert (room.newest.counts, room.newest.right) == ([0, 0], None)
    with pytest.raises(ProtocolError, match="questions at once"):
        for _ in range(100):
            room.poll.hands(Hands(choices=2))


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"hands","choices":1}',
        '{"type":"hands","choices":11}',
        '{"type":"poll","about":"cost","layer":1,"neuron":0}',
        '{"type":"poll","about":"weight","layer":9,"neuron":0,"k":0}',
        '{"type":"vote","key":"short","poll":1,"choice":"up"}',
        '{"type":"vote","key":"' + "k" * 65 + '","poll":1,"choice":"up"}',
        '{"type":"vote","key":"' + MINE + '","poll":-1,"choice":"up"}',
        '{"type":"vote","key":"' + MINE + '","poll":1,"choice":"' + "u" * 17 + '"}',
        '{"type":"reveal"}',
    ],
)
def test_what_is_no_command_is_a_sentence(text: str) -> None:
    with pytest.raises(ProtocolError, match=r"poll|hands|vote|reveal"):
        protocol.read_command(text)


def test_a_class_is_asked_answers_and_is_told_what_the_engine_says(classroom: Server, client: httpx.Client) -> None:
    run = client.post("/api/runs", json={}).json()["id"]
    client.post(f"/api/runs/{run}/commands", json={"type": "step"})
    question = commands.Poll(id=1, about="bias", layer=2, neuron=5)
    answer = client.post(f"/api/runs/{run}/commands", json={"type": "poll", "about": "bias", "layer": 2, "neuron": 5})
    assert answer.status_code == 422 and "belongs to a socket" in answer.json()["detail"]
    truth = client.post(f"/api/runs/{run}/commands", json={"type": "explain", "layer": 2, "neuron": 5}).json()
    with enter(classroom, run, "NUDGE_CONTROL_TOKEN") as teacher, pupil(classroom, run) as one:
        teacher.hello()
        one.hello()
        for id, command in enumerate((question, Hands(choices=2), Reveal(poll=1), EndPoll())):
            assert one.ask(_numbered(command, 10 + id)).code == "watch_only"
        assert teacher.ask(question) == messages.Done(id=1)
        asked = one.until(messages.Polled).asked
        assert (asked.about, asked.layer, asked.neuron, asked.k, asked.step) == ("bias", 2, 5, None, truth["step"])
        assert (asked.a, asked.w) == (truth["a"], truth["b"])
        assert one.ask(Vote(id=2, key=MINE, poll=asked.poll, choice="up")) == messages.Done(id=2)
        assert one.ask(Vote(id=3, key=YOURS, poll=asked.poll, choice="up")).code == "bad_command"  # one key a socket
        assert one.ask(Vote(id=4, key=MINE, poll=asked.poll, choice="down")) == messages.Done(id=4)
        assert teacher.until(messages.Polled, lambda told: told.votes == told.present == 1).counts == []
        with pupil(classroom, run) as late:
            late.hello()
            shown = late.until(messages.State).poll
            assert (shown.asked, shown.right, shown.nudge) == (asked, None, None)
        assert teacher.ask(Reveal(id=5, poll=asked.poll)) == messages.Done(id=5)
        told = one.until(messages.Polled, lambda told: told.right is not None)
        assert (told.nudge, told.counts) == (truth["nudge_b"], [0, 1, 0])
        assert told.right == ("up" if truth["nudge_b"] > 0 else "down")
        with pupil(classroom, run) as late:
            late.hello()
            shown = late.until(messages.State).poll
            assert (shown.counts, shown.right, shown.nudge) == (told.counts, told.right, told.nudge)
        assert one.ask(Vote(id=6, key=MINE, poll=asked.poll, choice="up")).code == "poll_over"
        assert teacher.ask(EndPoll(id=7)) == messages.Done(id=7)
        assert one.until(messages.Polled, lambda told: told.asked is None).votes == 0
        with pupil(classroom, run) as late:
            late.hello()
            assert late.until(messages.State).poll is None


def test_play_by_anybody_ends_it_and_while_the_network_learns_none_is_asked(
    classroom: Server, client: httpx.Client
) -> None:
    run = client.post("/api/runs", json={"speed": 10}).json()["id"]
    question = commands.Poll(id=1, about="activation", layer=3, neuron=2)
    with enter(classroom, run, "NUDGE_CONTROL_TOKEN") as teacher, pupil(classroom, run) as one:
        teacher.hello()
        one.hello()
        assert teacher.ask(commands.Poll(id=2, about="activation", layer=3, neuron=10)).code == "out_of_range"
        teacher.ask(question)
        assert one.until(messages.Polled).asked is not None
        client.post(f"/api/runs/{run}/commands", json={"type": "resume"})
        assert teacher.ask(question).code == "not_paused"
        client.post(f"/api/runs/{run}/commands", json={"type": "pause"})
        assert one.until(messages.Notice).notice == {"code": "poll_over"}
        assert one.until(messages.Polled).asked is None
        assert teacher.ask(question) == messages.Done(id=1)


def test_with_the_process_that_it_was_about_a_question_ends(classroom: Server, client: httpx.Client) -> None:
    run = client.post("/api/runs", json={}).json()["id"]
    with enter(classroom, run, "NUDGE_CONTROL_TOKEN") as teacher:
        teacher.hello()
        assert teacher.ask(commands.Poll(id=1, about="activation", layer=3, neuron=2)) == messages.Done(id=1)
        for worker in workers(classroom):
            os.kill(worker, signal.SIGKILL)
        assert teacher.until(messages.Notice).notice == {"code": "poll_over"}
        assert teacher.until(messages.State).poll is None


def test_about_a_race_nothing_is_asked(classroom: Server, client: httpx.Client) -> None:
    race = client.post("/api/runs", json={"race": {"limit": {"steps": 1}}}).json()["id"]
    with enter(classroom, race, "NUDGE_CONTROL_TOKEN") as teacher:
        teacher.hello()
        assert teacher.ask(commands.Poll(id=1, about="bias", layer=1, neuron=0)).code == "is_a_race"
        assert teacher.ask(Hands(id=3, choices=2)).code == "is_a_race"
        assert teacher.ask(EndPoll(id=2)) == messages.Done(id=2)


def test_who_has_come_is_counted_once_whether_or_not_a_race_is_looked_at_beside_the_training(
    classroom: Server, client: httpx.Client
) -> None:
    run = client.post("/api/runs", json={}).json()["id"]
    race = client.post("/api/runs", json={"race": {"limit": {"steps": 1}}}).json()["id"]

    def present() -> int:
        count: int = client.get("/api/invitation").json()["present"]
        return count

    before = present()
    with pupil(classroom, run) as one, pupil(classroom, race) as beside, enter(classroom, run, TEACHES) as teacher:
        for viewer in (one, beside, teacher):
            viewer.hello()
        assert present() == before + 1


def _numbered(command: Any, id: int) -> Any:
    return msgspec.structs.replace(command, id=id)

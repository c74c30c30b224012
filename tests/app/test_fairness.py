import time

import pytest

from app.training.fairness import ADVANCE, SHARE, Fairness
from app.training.shift import TrainingShift
from app.training.trainer import Trainer
from app.wire import messages, protocol
from app.wire.commands import Check, Command, Explain, Learn, Parameter, Save
from engine.mnist import Data
from engine.plan import Plan
from tests.app.driven import Clock


@pytest.mark.parametrize("each", [0.0005, 0.005, 0.05])
def test_whoever_asks_without_end_gets_a_share_of_the_time_and_no_more(each: float) -> None:
    fairness, now, spent = Fairness(), 0.0, 0.0
    while now < 60:
        if fairness.wait(now) == 0:
            fairness.spend(each)
            spent += each
            now += each
        else:
            now += 0.004
    assert spent <= 60 * SHARE + ADVANCE + each
    assert spent >= 60 * SHARE * 0.9


def test_after_a_quiet_time_some_questions_are_answered_at_once() -> None:
    fairness, asked = Fairness(), 0
    fairness.wait(0.0)
    while fairness.wait(100.0) == 0:
        fairness.spend(0.01)
        asked += 1
    assert asked == pytest.approx(ADVANCE / 0.01, abs=1)


def test_one_large_question_is_paid_for_in_full() -> None:
    fairness = Fairness(0.01)
    fairness.wait(0.0)
    fairness.spend(2.0)
    assert fairness.wait(2.0) == pytest.approx((2.0 - ADVANCE) / 0.01 - 2.0)
    assert fairness.wait((2.0 - ADVANCE) / 0.01 + 0.01) == 0


class Pipe:
    """Takes what is sent, and never ends."""

    full = False

    def __init__(self) -> None:
        self.replies: list[tuple[int, messages.AnyMessage]] = []

    def send(self, frame: bytes) -> None:
        route, to, payload = protocol.unwrap(frame)
        if route == "reply":
            self.replies.append((to, protocol.decode(payload)))


class Slow(TrainingShift):
    """Whatever is asked takes so many seconds, on clocks that stand still otherwise."""

    def __init__(self, pipe: Pipe, monkeypatch: pytest.MonkeyPatch, **seconds: float) -> None:
        self.now, self.seconds = 0.0, seconds
        monkeypatch.setattr(time, "perf_counter", lambda: self.now)
        super().__init__(pipe, {"plan": {}})  # type: ignore[arg-type]
        for line in (self._short, self._long):
            line.clock = lambda: self.now

    def obey(self, trainer: Trainer, text: bytes) -> messages.Reply:
        kind = type(protocol.read_command(text)).__name__.lower()
        self.now += self.seconds.get(kind, 0.0)
        return messages.Done()


CHECK = Check(parameter=Parameter(0, 0), over="batch")


@pytest.fixture
def trainer(mnist: Data) -> Trainer:
    trainer = Trainer(Plan(), mnist, Clock())
    trainer.speed = None
    trainer.change("running")
    return trainer


def ask(shift: Slow, trainer: Trainer, number: int, command: Command) -> None:
    shift.carry_out(trainer, number, protocol.write_command(command))


def test_whoever_may_only_watch_cannot_slow_a_training_by_saving(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = Pipe()
    shift = Slow(pipe, monkeypatch, save=0.02)
    for number in range(1, 101):
        ask(shift, trainer, number, Save())
    assert len(pipe.replies) == pytest.approx(ADVANCE / 0.02, abs=1)


def test_a_long_check_is_refused_until_it_is_paid_for_and_keeps_nobody_else_waiting(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = Pipe()
    shift = Slow(pipe, monkeypatch, check=1.5, explain=0.001)
    for number in (1, 2):
        ask(shift, trainer, number, CHECK)
    ask(shift, trainer, 3, Explain(layer=1, neuron=0))
    assert [to for to, _ in pipe.replies] == [1, 2, 3]
    refused = pipe.replies[1][1]
    assert isinstance(refused, messages.Error) and refused.code == "busy"
    assert "ask again in 134 s" in refused.message
    shift.now += 130
    for number in (4, 5):
        ask(shift, trainer, number, CHECK)
    shift.work(trainer)
    assert len(pipe.replies) == 3
    shift.now += 4
    shift.work(trainer)
    assert [to for to, _ in pipe.replies] == [1, 2, 3, 4]


def test_lessons_take_no_more_of_a_training_at_full_speed_than_questions_do(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = Pipe()
    shift = Slow(pipe, monkeypatch, learn=0.03)
    began, number = shift.now, 0
    while shift.now < began + 60:
        number += 1
        ask(shift, trainer, number, Learn(label=3))
        shift.now += 0.03
    kinds = [type(reply) for _, reply in pipe.replies]
    assert len(kinds) == number, "one waits: what is asked after a lesson would come before it"
    taught = kinds.count(messages.Done)
    assert 60 * SHARE * 0.9 < taught * 0.03 < 60 * SHARE + ADVANCE + 0.03
    refused = next(reply for _, reply in pipe.replies if isinstance(reply, messages.Error))
    assert refused.code == "busy" and "or pause it" in refused.message
    ask(shift, trainer, number + 1, Explain(layer=1, neuron=0))
    shift.now += 1.0
    ask(shift, trainer, number + 2, Learn(label=3))
    assert pipe.replies[-1] == (number + 2, messages.Done()), "a question that waits keeps no lesson waiting"


def test_a_paused_training_is_asked_as_much_as_one_likes(trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = Pipe()
    shift = Slow(pipe, monkeypatch, check=1.5)
    trainer.change("paused")
    for number in range(1, 5):
        ask(shift, trainer, number, CHECK)
    trainer.change("running")
    ask(shift, trainer, 5, CHECK)
    assert len(pipe.replies) == 5


def test_what_else_the_machine_does_meanwhile_is_no_fault_of_who_asks(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = Pipe()
    shift = Slow(pipe, monkeypatch, explain=10.0)  # by the clock on the wall
    for line in (shift._short, shift._long):
        line.clock = lambda: 0.0  # of the processor they take next to nothing
    for number in range(1, 101):
        ask(shift, trainer, number, Explain(layer=1, neuron=0))
    assert len(pipe.replies) == 100

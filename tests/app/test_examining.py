import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from app.training.examining import Examining
from app.training.fairness import ADVANCE, EXAMINING_SHARE
from app.training.shift import TrainingShift
from app.training.trainer import Trainer
from app.wire import messages, protocol
from app.wire.commands import Examine, Explain, Learn, Reset, Run, Set, Step, Watch
from app.wire.messages import Error, Examined
from engine.evaluation import evaluate
from engine.mnist import Data, Dataset
from engine.plan import Plan
from tests.app.driven import Clock, Driven, bare, same
from tests.classroom import pupil
from tests.conftest import Server

QUESTION = protocol.write_command(Examine(id=7))


def asked(examining: Examining, driven: Driven, number: int = 1) -> None:
    assert examining.asked(driven.trainer, number, QUESTION)


def answers(examining: Examining, driven: Driven, between: Callable[[], object] = lambda: None) -> dict[int, Any]:
    """What comes to whom, when all that is left has been measured."""
    while True:
        came = examining.advance(driven.trainer)
        if came:
            return dict(came)
        between()


@pytest.mark.parametrize("plan", [{}, {"optimizer": "adam", "eta": 0.005}, {"digits": [2, 3]}, {"batch_size": 32}])
def test_a_run_that_is_examined_all_the_time_takes_the_very_same_steps(plan: dict[str, Any], mnist: Data) -> None:
    driven, examining = Driven(mnist, **plan), Examining()
    driven(Run(speed=None))
    asked(examining, driven)
    examinations = 0
    while driven.step < 400:
        driven.trainer.turn(1)
        if examining.advance(driven.trainer):
            examinations += 1
            asked(examining, driven)
    assert examinations >= 2
    same(driven.parameters, bare(mnist, driven.step, **plan).network.parameters)


def test_what_is_said_of_a_network_is_of_the_moment_when_it_began(mnist: Data) -> None:
    driven, examining = Driven(mnist), Examining()
    driven(Run(speed=None))
    driven.trainer.turn(100)
    asked(examining, driven)
    found = answers(examining, driven, lambda: driven.trainer.turn(1))[1]
    assert isinstance(found, Examined) and (found.id, found.step, found.count) == (7, 100, 1000) and driven.step > 200
    some = Dataset(mnist.train.x1[:1000], mnist.train.y[:1000], mnist.train.labels[:1000])
    score = evaluate(bare(mnist, 100).network, some)
    assert found.cost == found.whole[0] == pytest.approx(score.cost, rel=1e-6)
    assert found.accuracy == score.accuracy
    assert found.eta[found.present] == 1 and found.after == found.part[found.tried.tolist().index(found.present)]
    assert found.line[0] == found.cost and np.all(np.diff(found.line) < 0)
    assert protocol.decode(protocol.encode(found)).step == 100  # type: ignore[union-attr]


def test_all_who_ask_meanwhile_share_one_answer_and_whoever_comes_later_has_it_at_once(mnist: Data) -> None:
    driven, examining = Driven(mnist), Examining()
    asked(examining, driven, 1)
    examining.advance(driven.trainer)
    asked(examining, driven, 2)
    found = answers(examining, driven)
    assert set(found) == {1, 2} and not examining.wanted
    asked(examining, driven, 3)
    assert examining.advance(driven.trainer)[0][0] == 3
    driven(Step())
    asked(examining, driven, 4)
    assert not examining.advance(driven.trainer)  # another network is looked at anew


@pytest.mark.parametrize("change", [Set(eta=0.25), Reset(plan={}), Set(digits=[1])])
def test_it_begins_anew_when_it_would_be_about_what_is_no_more(change: Any, mnist: Data) -> None:
    driven, examining = Driven(mnist), Examining()
    driven(Step())
    asked(examining, driven)
    for _ in range(20):
        assert not examining.advance(driven.trainer)
    driven(change)
    found = answers(examining, driven)[1]
    training = driven.trainer.training
    assert found.step == training.mark.step and found.eta[found.present] == training.plan.eta
    assert any(each.name == "some_digits" for each in found.findings) == bool(training.plan.digits)


def test_a_lesson_makes_another_network_too(mnist: Data) -> None:
    driven, examining = Driven(mnist), Examining()
    asked(examining, driven)
    before = answers(examining, driven)[1]
    driven(Watch(source="drawing", pixels=[0.5] * 784, label=3))
    driven(Learn(label=3))
    asked(examining, driven)
    assert answers(examining, driven)[1].cost != before.cost


def test_of_what_has_diverged_it_says_so(mnist: Data) -> None:
    driven, examining = (
        Driven(mnist, activation="relu", cost="log_likelihood", eta=1000.0, initialisation="normal"),
        Examining(),
    )
    asked(examining, driven)
    assert not examining.advance(driven.trainer)
    driven(Run(speed=None))
    with np.errstate(over="ignore", invalid="ignore"):
        assert driven.run(20).status == "diverged"
    answer = examining.advance(driven.trainer)[0][1]
    assert isinstance(answer, Error) and (answer.id, answer.code) == (7, "diverged")
    assert not examining.asked(driven.trainer, 2, QUESTION)  # and so it is refused like any question


def test_other_commands_and_what_is_none_are_not_for_it(mnist: Data) -> None:
    driven, examining = Driven(mnist), Examining()
    for text in (b"", b"{", b'{"type":"examine","of":1}', b'{"type":"examine","id":-1}', b'{"type":"pause"}', b"[]"):
        assert not examining.asked(driven.trainer, 1, text)
    assert not examining.asked(driven.trainer, 1, protocol.write_command(Explain(layer=1, neuron=0)))
    assert not examining.wanted


class Pipe:
    full = False

    def send(self, frame: bytes) -> None:
        pass


def test_a_training_at_full_speed_gives_it_its_share_of_the_time_and_no_more(
    mnist: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = spent = 0.0
    monkeypatch.setattr(time, "perf_counter", lambda: now)
    shift = TrainingShift(Pipe(), {"plan": {}})  # type: ignore[arg-type]
    shift._examined.clock = lambda: now
    trainer = Trainer(Plan(), mnist, Clock())
    trainer.speed = None
    trainer.change("running")
    monkeypatch.setattr(trainer, "turn", lambda count: None)  # of the others' time only the clock is told
    monkeypatch.setattr(trainer, "evaluate", lambda: None)

    def advance(self: Examining, trainer: Trainer) -> list[Any]:
        nonlocal now, spent
        now, spent = now + 0.005, spent + 0.005
        return []

    monkeypatch.setattr(Examining, "advance", advance)
    shift.carry_out(trainer, 1, QUESTION)
    while now < 30:
        shift.work(trainer)
        now += 0.02
    assert 30 * EXAMINING_SHARE * 0.9 < spent < 30 * EXAMINING_SHARE + ADVANCE + 0.01
    trainer.change("paused")
    monkeypatch.setattr(trainer, "rest", lambda: None)  # nothing else is to be done
    assert shift.rest(trainer) == 0.0  # now it has all the time there is
    before = spent
    shift.work(trainer)
    assert spent == before + 0.005


def test_whoever_may_only_watch_is_told_too_and_a_race_says_that_it_is_one(classroom: Server, client: Any) -> None:
    run = client.post("/api/runs", json={"digits": [2]}).json()["id"]
    with pupil(classroom, run) as viewer:
        viewer.hello()
        found = viewer.ask(Examine(id=3))
        assert isinstance(found, messages.Examined)
        assert [each.name for each in found.findings] == ["some_digits"] and found.findings[0].remedy == {"digits": []}
        answer = viewer.ask(Set(id=4, digits=[]))
        assert answer.code == "watch_only"
    as_json = client.post(f"/api/runs/{run}/commands", json={"type": "examine"}).json()
    assert as_json["type"] == "examined" and len(as_json["eta"]) == len(as_json["whole"])
    client.delete(f"/api/runs/{run}")
    race = client.post("/api/runs", json={"race": {}}).json()["id"]
    refused = client.post(f"/api/runs/{race}/commands", json={"type": "examine"})
    assert refused.status_code == 409 and "race" in refused.json()["detail"]
    client.delete(f"/api/runs/{race}")

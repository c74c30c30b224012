import re
from itertools import pairwise

import msgspec
import numpy as np
import pytest

from app.training import look, orders, scoring
from app.training.scoring import AHEAD, EVERY, GROWN
from app.wire.commands import (
    Check,
    Explain,
    Inspect,
    Learn,
    Parameter,
    Pause,
    Predict,
    Probe,
    Reset,
    Resume,
    Run,
    Set,
    Show,
    Stack,
    Step,
    Table,
    Watch,
)
from app.wire.messages import Done, Notice, Points, Score
from app.wire.refused import Refused
from engine.evaluation import Evaluation, evaluate
from engine.mnist import Data, Dataset
from tests.app.driven import TICK, Driven, bare, same


def raw(**plan: object) -> dict[str, msgspec.Raw]:
    return {name: msgspec.Raw(msgspec.json.encode(value)) for name, value in plan.items()}


def refused(driven: Driven, command: orders.Order, code: str) -> str:
    """The sentence with which a command is refused; nothing may have changed by it."""
    before, stood = driven.parameters.copy(), (driven.trainer.status, driven.trainer.training.plan, driven.step)
    with pytest.raises(Refused) as caught:
        driven(command)
    assert caught.value.code == code
    same(driven.parameters, before)
    assert (driven.trainer.status, driven.trainer.training.plan, driven.step) == stood
    assert driven.collect() == []
    return str(caught.value)


def test_a_fresh_run_is_paused_and_gets_its_score_by_and_by(mnist: Data) -> None:
    driven = Driven(mnist)
    changed = driven.changed()
    assert (changed.status, changed.fresh, changed.step) == ("paused", True, 0)
    assert changed.plan["sizes"] == [784, 16, 16, 10]
    assert changed.parameter_count == 13_002
    score = driven.settle()
    expected = evaluate(driven.trainer.training.network, mnist.test)
    assert (score.test_accuracy, score.test_cost) == pytest.approx((expected.accuracy, expected.cost))
    np.testing.assert_array_equal(score.confusion, expected.confusion)
    assert (score.test_count, score.train_count, score.confusion.dtype) == (10_000, 10_000, np.int32)
    assert driven.trainer.rest() is None


def test_the_curves_begin_with_the_network_before_its_first_step_also_when_it_was_soon_over(mnist: Data) -> None:
    driven = Driven(mnist)
    driven(Run(epochs=0.05, speed=None))
    while driven.trainer.status == "running":
        driven.trainer.turn(300)
    driven.settle()
    assert [event.step for event in driven.events if isinstance(event, Score)] == [0, 300]


@pytest.mark.parametrize(
    ("plan", "epochs", "steps"),
    [
        ({}, 0.05, 300),
        ({"batch_size": 64}, 1, 938),  # the last batch is short
        ({"batch_size": 7, "digits": [2, 5]}, 0.1, 163),
        ({"batch_size": 20_000}, 2, 6),
        ({"batch_size": 60_000, "optimizer": "adam"}, 3, 3),
    ],
)
def test_a_run_takes_exactly_the_epochs_that_it_was_given(
    plan: dict[str, object], epochs: float, steps: int, mnist: Data
) -> None:
    driven = Driven(mnist, **plan)
    assert isinstance(driven(Run(epochs=epochs, speed=None, id=5)), Done)
    changed = driven.run(count=101)
    assert (changed.status, changed.reason) == ("finished", {"code": "epochs_done", "epochs": epochs})
    assert changed.step == driven.step == steps
    same(driven.parameters, bare(mnist, steps, **plan).network.parameters)
    assert driven.settle().step == steps


def test_a_second_run_goes_on_from_the_first(mnist: Data) -> None:
    driven = Driven(mnist)
    for _ in range(2):
        driven(Run(epochs=0.05))
        driven.run()
    assert driven.step == 600
    same(driven.parameters, bare(mnist, 600).network.parameters)


def test_to_be_asked_evaluated_and_looked_at_changes_no_weight(mnist: Data) -> None:
    here = Parameter(layer=1, j=2, k=3)
    driven = Driven(mnist, optimizer="momentum", eta=0.1)
    driven(Run(epochs=0.05, speed=None))
    while driven.trainer.status == "running":
        driven.trainer.turn(7)
        driven.trainer.evaluate()
        for command in (
            Watch(mistake=True, source="test"), Watch(source="train", digit=3), Show(layer=1, first=0),
            Explain(layer=2, neuron=1), Stack(layer=1), Table(), Table(examples="chosen"), Probe(parameter=here),
            Inspect(parameters=[here]), Inspect(parameters=[here], over="batch"),
            Check(parameter=here), Check(parameter=here, over="batch"),
            Predict(pixels=[0.5] * 784, label=3), Set(speed=50.0), Watch(source="preset"),
        ):  # fmt: skip
            driven(command)
        network, nudge = driven.trainer.training.network, driven.trainer.training.latest_nudge
        for kind in ("weights", "batch", "example", "products"):
            look.matrices(kind, network, driven.trainer.example, nudge, driven.trainer.windows, 0, 0, 0.0)
    assert driven.step == 300
    same(driven.parameters, bare(mnist, 300, optimizer="momentum", eta=0.1).network.parameters)


@pytest.mark.parametrize("way", ["on, in parts", "back"])
def test_what_is_not_the_nudge_of_the_last_step_is_not_shown_as_such(way: str, mnist: Data) -> None:
    driven = Driven(mnist, batch_size=2)
    training = driven.trainer.training
    driven(Run(epochs=1, speed=None))
    driven.trainer.turn(40)
    driven.trainer.turn(40)
    stood = driven.step
    assert training.kept is not None and training.kept.index < stood  # the last step was too fast to be kept
    assert training.latest_nudge is not None
    if way == "back":
        while driven.step == stood:
            driven(Step(unit="phase"))
        driven(Step(unit="phase", back=True))
    else:
        driven(Set(batch_size=60_000))
        driven.trainer.turn(1)
        assert training.part is not None
    assert driven.step == stood and training.latest_nudge is None
    training.step()
    assert training.latest_nudge is training.kept.nudge


def test_a_pause_keeps_the_goal_and_the_last_step_whole(mnist: Data) -> None:
    driven = Driven(mnist)
    driven(Run(epochs=0.05, speed=None))
    driven.trainer.turn(40)
    driven.trainer.turn(40)
    driven(Pause())
    record = driven.trainer.training.kept
    assert record is not None
    assert (driven.trainer.status, record.index) == ("paused", driven.step)
    driven(Resume())
    driven.run()
    assert driven.step == 300
    same(driven.parameters, bare(mnist, 300).network.parameters)


def test_the_record_is_of_the_very_step(mnist: Data) -> None:
    driven = Driven(mnist)
    driven(Step(unit="batch"))
    driven(Step(unit="batch"))
    record = driven.trainer.training.kept
    assert record is not None
    one = bare(mnist, 1)
    same(record.before, one.network.parameters)
    np.testing.assert_array_equal(record.batch, one.peek())
    next(one)
    same(record.nudge.flat, one.nudge.flat)


@pytest.mark.parametrize(("unit", "steps"), [("batch", 1), ("epoch", 6000)])
def test_a_step_advances_by_its_unit_and_pauses(unit: str, steps: int, mnist: Data) -> None:
    driven = Driven(mnist)
    driven(Step(unit=unit))  # type: ignore[arg-type]
    assert driven.run(1000).status == "paused"
    assert driven.step == steps
    assert driven.points()[-1:] == [steps - 1]


def test_a_large_batch_is_stepped_in_parts_that_can_be_seen(mnist: Data) -> None:
    driven = Driven(mnist, batch_size=60_000)
    driven(Step(unit="batch"))
    parts = []
    while driven.trainer.status == "running":
        parts.append(driven.trainer.moment.part)
        driven.trainer.turn(1)
    assert parts[0] is None and parts[1] is not None and parts[1][1] == 60_000
    assert [part[0] for part in parts[1:] if part] == sorted({part[0] for part in parts[1:] if part})
    assert driven.step == 1 and driven.trainer.moment.part is None
    assert driven.trainer.pace == driven.trainer.speed  # the hurry is over


def test_who_goes_on_where_the_goal_has_been_passed_does_not_begin_another_large_batch(mnist: Data) -> None:
    driven = Driven(mnist, batch_size=60_000)
    driven(Run(epochs=1))
    driven.trainer.training.step()  # as slow motion takes it
    assert driven.run().status == "finished"
    assert driven.step == 1 and driven.trainer.moment.part is None


def test_speed_alone_does_not_begin_a_large_batch_anew(mnist: Data) -> None:
    driven = Driven(mnist, batch_size=60_000)
    driven(Run())
    driven.trainer.turn(1)
    part = driven.trainer.moment.part
    driven(Set(speed=10.0))
    driven.trainer.turn(1)
    assert part and driven.trainer.moment.part and driven.trainer.moment.part[0] > part[0]


def test_what_is_live_changes_and_the_network_stays(mnist: Data) -> None:
    driven = Driven(mnist)
    driven(Run(epochs=0.01))
    driven.run()
    before = driven.parameters.copy()
    driven(Set(eta=0.25, batch_size=32, digits=[1, 2], speed=None, slow=True))
    changed = driven.changed()
    assert (changed.plan["eta"], changed.plan["batch_size"], changed.plan["digits"]) == (0.25, 32, [1, 2])
    assert (changed.speed, changed.slow, changed.fresh) == (None, True, False)
    same(driven.parameters, before)
    driven(Set(digits=[], slow=False))
    assert driven.changed().plan["digits"] == []


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (Set(eta=-1.0), "eta is -1.0, expected"),
        (Set(batch_size=0, speed=7.0), "batch_size is 0, expected"),
        (Reset(plan=raw(sizes=[784, 10])), "sizes has 2 layers"),
        (Reset(plan=raw(sizes=[100, 16, 10])), "sizes begin with 100 and end with 10, expected 784 and 10"),
        (Reset(plan=raw(hue=3)), "a plan has no 'hue'"),
        (Reset(plan={"self": msgspec.Raw(b"1")}), "a plan has no 'self'"),
        (Reset(plan=raw(seed="x")), "seed is 'x'"),
    ],
)
def test_a_bad_plan_is_refused_with_a_sentence(command: orders.Order, sentence: str, mnist: Data) -> None:
    driven = Driven(mnist)
    driven(Step(unit="batch"))
    assert re.search(sentence, refused(driven, command, "bad_plan"))
    assert driven.trainer.speed == 300


def test_a_reset_leads_to_the_very_same_start(mnist: Data) -> None:
    driven = Driven(mnist, seed=7)
    before = driven.parameters.copy()
    driven(Run(epochs=0.01, speed=None))
    driven.run()
    driven(Reset())
    changed = driven.changed()
    assert (changed.status, changed.fresh, changed.step, changed.speed) == ("paused", True, 0, None)
    same(driven.parameters, before)
    assert driven.settle().step == 0
    driven(Run(epochs=0.05))
    driven.run()
    same(driven.parameters, bare(mnist, 300, seed=7).network.parameters)


def test_a_reset_with_other_values_keeps_the_rest(mnist: Data) -> None:
    driven = Driven(mnist, eta=0.5)
    driven(Reset(plan=raw(seed=3, sizes=[784, 30, 10])))
    plan = driven.changed().plan
    assert (plan["seed"], plan["sizes"], plan["eta"]) == (3, [784, 30, 10], 0.5)
    assert [window.of for window in driven.trainer.windows.all] == [30, 10]


def test_divergence_is_told_with_a_smaller_eta_and_only_a_reset_helps(mnist: Data) -> None:
    driven = Driven(mnist, activation="relu", cost="log_likelihood", eta=1000.0, initialisation="normal")
    driven(Run(epochs=10, speed=None))
    with np.errstate(over="ignore", invalid="ignore"):
        changed = driven.run()
    assert (changed.status, changed.reason["code"]) == ("diverged", "diverged")
    assert (changed.reason["eta"], changed.reason["suggested"]) == (1000.0, 100.0)
    for command in (Run(), Resume(), Step(), Learn(label=1)):
        with pytest.raises(Refused, match="reset the network"):
            driven(command)
    driven(Watch(index=3))
    driven(Reset(plan=raw(eta=0.01)))
    assert driven.changed().status == "paused"
    driven(Step())
    assert driven.step == 1


def test_points_are_thinned_but_a_single_step_is_one(mnist: Data) -> None:
    driven = Driven(mnist)
    driven(Run(epochs=0.5, speed=None))
    seconds = driven.clock.now
    driven.run(5)
    seconds = driven.clock.now - seconds
    points = driven.points()
    assert len(points) <= 60 + 60 * seconds + 1
    assert points == sorted(points)
    messages = sum(isinstance(event, Points) for event in driven.events)
    assert messages <= 10 * seconds + 3
    driven.clock.now += 1.0  # there is room for another
    driven(Step())
    assert driven.points()[-1] == driven.step - 1


@pytest.mark.parametrize("batch_size", [10, 60_000])
def test_a_point_stands_where_the_network_stood_of_which_it_is_the_cost(mnist: Data, batch_size: int) -> None:
    driven = Driven(mnist, batch_size=batch_size)
    marks = []
    for _ in range(3):
        driven.clock.now += 1.0
        mark = driven.trainer.training.mark
        marks.append((mark.step, mark.epoch, mark.seconds))
        driven(Step(unit="batch"))
        driven.run(1)
    rows = [zip(*(getattr(event, name) for name in ("step", "epoch", "seconds", "cost")), strict=True)
            for event in driven.events if isinstance(event, Points)]  # fmt: skip
    points = [row for each in rows for row in each]
    np.testing.assert_allclose([row[:2] for row in points], [mark[:2] for mark in marks], rtol=1e-6)
    np.testing.assert_allclose([row[2] for row in points], [mark[2] for mark in marks], atol=10 * TICK)
    for step, *_, cost in points:
        descent = bare(mnist, int(step), batch_size=batch_size)
        batch = descent.peek()
        examples = Dataset(mnist.train.x1[batch], mnist.train.y[batch], mnist.train.labels[batch])
        assert cost == pytest.approx(evaluate(descent.network, examples).cost, rel=1e-4)


@pytest.mark.parametrize("ahead", [0.0, AHEAD])  # without, it is as in a training that is no longer young
def test_evaluation_takes_a_tenth_of_the_time_while_training(
    ahead: float, mnist: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "AHEAD", ahead)
    driven = Driven(mnist)
    driven.clock.tick = 0.0
    pieces = 0
    advance = Evaluation.advance

    def take_two_milliseconds(evaluation: Evaluation) -> bool:
        nonlocal pieces
        pieces += 1
        driven.clock.now += 0.002
        return advance(evaluation)

    monkeypatch.setattr(Evaluation, "advance", take_two_milliseconds)
    driven(Run(speed=None))
    while driven.clock.now < 3:
        driven.trainer.turn(1)
        driven.clock.now += 0.004
        driven.trainer.evaluate()
    assert 0.08 * 3 < pieces * 0.002 <= 0.1 * 3 + 0.002 + ahead
    scores = [event for event in driven.collect() if isinstance(event, Score)]
    assert 2 <= len(scores) <= 3 / EVERY
    driven(Pause())
    while driven.trainer.rest() is not None:
        driven.trainer.evaluate()
    assert driven.clock.now < 3.1  # now nothing waits for it


def test_the_curves_of_a_pass_at_full_speed_bend_where_it_learns(mnist: Data) -> None:
    driven = Driven(mnist)
    driven.clock.tick = 0.0  # the pass takes no time
    driven.settle()
    driven(Step(unit="epoch"))
    driven.run(50)
    steps = [event.step for event in driven.events if isinstance(event, Score)]
    whole = 50 * 20  # steps while one evaluation is under way, a piece of it a turn
    assert steps[0] == 0 and steps[1] <= 50 and steps[-1] > 6_000 / GROWN - 2 * whole
    assert all(after <= before * GROWN + whole + 50 for before, after in pairwise(steps))


def test_a_lesson_is_learned_and_its_price_told(mnist: Data) -> None:
    driven = Driven(mnist)
    driven(Run(epochs=0.2))
    driven.run(1000)
    refused(driven, Learn(label=3), "no_drawing")
    driven(Watch(source="drawing", pixels=[float(p) for p in mnist.test.x[0]]))
    before = driven.settle()
    learned = driven(Learn(label=3, id=9))
    assert (learned.id, learned.label, learned.step) == (9, 3, driven.step)
    assert learned.cost_after < learned.cost_before
    assert learned.after[3] > learned.before[3]
    verdicts = learned.verdict_before, learned.verdict_after
    assert verdicts == (learned.before.argmax(), learned.after.argmax()) and verdicts[0] == 7
    assert learned.test_accuracy_before == before.test_accuracy
    assert driven.settle().test_accuracy == learned.test_accuracy_after
    assert driven.trainer.example.label == 3
    changes = [abs(change) for *_, change in learned.moved]
    assert len(changes) == 12 and changes == sorted(changes, reverse=True)
    assert [event.notice["code"] for event in driven.events if isinstance(event, Notice)] == ["learned"]


def test_long_work_beats(mnist: Data) -> None:
    driven = Driven(mnist)
    driven(Step())
    driven(Watch(mistake=True))
    assert driven.beats > 5


def test_every_change_that_is_seen_asks_for_a_look(mnist: Data) -> None:
    driven = Driven(mnist)
    for command in (Step(), Watch(index=4), Show(layer=1, first=0), Set(eta=0.1), Reset(), Step(unit="phase")):
        looks = driven.trainer.looks
        driven(command)
        assert driven.trainer.looks > looks

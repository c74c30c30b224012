"""A record numbers the events, follows what they say, and keeps curves within bounds without losing their ends."""

import math
from typing import Any

import numpy as np
import pytest

from app.kept.curve import Curve
from app.kept.record import SENT, Heartbeat, Record
from app.wire import messages
from engine.plan import Plan

PLAN = Plan(eta=2.0).as_mapping()


def changed(**more: Any) -> messages.Changed:
    fields: dict[str, Any] = {"status": "running", "reason": {}, "plan": PLAN, "speed": 10.0, "slow": False}
    return messages.Changed(**fields | {"fresh": False, "step": 5, "epoch": 0.1, "examples": 50} | more)


def score(step: int, cost: float = 0.5) -> messages.Score:
    return messages.Score(
        step=step, epoch=step / 10, seconds=step / 100, test_cost=cost, test_accuracy=0.5, train_cost=cost,
        train_count=1, test_count=1, confusion=np.zeros((10, 10), np.int32),
        **{name: np.zeros(10, np.float32) for name in ("per_class", "answers")},
    )  # fmt: skip


def points(*steps: int) -> messages.Points:
    numbers = np.array(steps)
    rest = numbers.astype(np.float32)
    return messages.Points(step=numbers.astype(np.float64), epoch=rest, seconds=rest, cost=rest)


@pytest.fixture
def record() -> Record:
    return Record("a1", "Run 1", {"eta": 1.0})


def test_events_are_numbered_from_one(record: Record) -> None:
    assert [record.apply(event).seq for event in (changed(), score(1), points(1, 2))] == [1, 2, 3]
    assert record.state().seq == 3


def test_a_change_is_followed(record: Record) -> None:
    record.apply(changed(status="diverged", reason={"code": "diverged"}))
    state = record.state()
    assert (state.status, state.reason, state.plan, state.speed, state.step) == (
        "diverged", {"code": "diverged"}, PLAN, 10.0, 5,
    )  # fmt: skip


def test_a_run_without_a_process_does_not_look_back(record: Record) -> None:
    """The next process is at the present, whoever comes meanwhile."""
    record.apply(messages.Past(steps=np.array([0.0, 1.0]), at=1, score=score(1)))
    assert record.state().past
    record.apply(record.ended({"code": "idle"}, "interrupted"))
    assert record.state().past is None


def test_the_heart_tells_where_it_is(record: Record) -> None:
    record.beat(Heartbeat(step=9, epoch=0.9, examples=90, seconds=2.0))
    assert (record.step, record.epoch, record.examples, record.seconds) == (9, 0.9, 90, 2.0)


def test_a_score_that_took_long_does_not_take_a_run_back(record: Record) -> None:
    record.apply(changed(status="finished", step=100, epoch=10.0))
    record.apply(score(90))
    assert (record.status, record.step, record.epoch) == ("finished", 100, 10.0)
    record.apply(score(110))
    assert (record.step, record.epoch, record.seconds) == (110, 11.0, 1.1)


def test_curves_come_back_as_columns(record: Record) -> None:
    record.apply(points(1, 2))
    record.apply(score(2))
    state = record.state()
    assert state.points.step.tolist() == [1, 2] and state.points.step.dtype == np.float64
    assert state.scores["test_cost"].tolist() == [0.5] and state.score is not None


def test_the_number_of_weights_and_biases_is_kept_as_it_was_told(record: Record) -> None:
    assert record.state().parameter_count is None
    record.apply(changed(parameter_count=13_002))
    assert record.state().parameter_count == record.ended({}).parameter_count == 13_002


def test_an_empty_record_has_empty_columns(record: Record) -> None:
    state = record.state()
    assert state.points.cost.shape == (0,) and state.scores["step"].dtype == np.float64 and state.score is None


def test_a_fresh_network_starts_its_curves_anew(record: Record) -> None:
    record.apply(points(1))
    record.apply(score(1))
    record.apply(changed(fresh=True, step=0))
    state = record.state()
    assert not len(state.points.step) and not len(state.scores["step"]) and state.score is None
    assert record.seq == 3


def test_what_is_not_finite_is_nothing_in_the_metrics(record: Record) -> None:
    record.apply(score(1, math.nan))
    assert record.metrics()["scores"][0]["test_cost"] is None


def test_a_state_is_short_however_long_the_run(record: Record) -> None:
    for start in range(0, 20_000, 10):
        record.apply(points(*range(start, start + 10)))
    steps = record.state().points.step.tolist()
    assert len(steps) <= SENT and steps[0] == 0 and steps[-1] == 19_999
    assert steps == sorted(set(steps))


@pytest.mark.parametrize("count", [0, 1, 2, 7, 8, 9, 100, 1_000])
def test_a_curve_keeps_its_first_and_newest_rows_and_the_order(count: int) -> None:
    curve: Curve[tuple[int]] = Curve(8)
    for i in range(count):
        curve.append((i,))
    rows = curve.rows()
    assert len(rows) <= 10 and rows == sorted(set(rows))
    assert not count or (rows[0], rows[-1]) == ((0,), (count - 1,))
    assert len(curve.rows(3)) <= 3
    assert curve.since(0) == [(i, (i,)) for i in range(0, count, curve.stride)] and len(rows) >= min(count, 4)


def test_a_curve_that_was_written_down_goes_on_as_if_never_interrupted() -> None:
    whole, restored = Curve[tuple[int]](8), Curve[tuple[int]](8)
    for i in range(37):
        whole.append((i,))
    restored.restore(whole.since(0))
    for curve, start in ((whole, 37), (restored, restored.seen)):
        for i in range(start, 100):
            curve.append((i,))
    assert restored.since(0) == whole.since(0) and restored.rows() == whole.rows()
    assert (restored.stride, restored.seen) == (whole.stride, 100)
    restored.cut(lambda row: row[0] <= 50)
    assert restored.rows()[-1] == (48,) and restored.seen == 49

"""A race's record keeps each lane's curves, who has arrived, and the tries of the search."""

from typing import Any

import numpy as np
import pytest

from app.kept.race_record import RaceRecord
from app.wire import messages
from app.wire import race as race_wire
from app.wire.race_setting import Setting


def plan(**changes: Any) -> dict[str, Any]:
    return Setting.of({}).changed(changes).as_mapping()


def changed(fresh: bool = False, **changes: Any) -> messages.Changed:
    return messages.Changed(
        status="running", reason={}, plan=plan(**changes), speed=None, slow=False, fresh=fresh, step=7, epoch=0.5,
        examples=70,
    )  # fmt: skip


def numbers(*rows: float) -> dict[str, Any]:
    return {
        name: np.array(rows, np.float64 if name in ("step", "examples") else np.float32)
        for name in ("step", "examples", "seconds", "cost", "test_cost", "test_accuracy")
    }


def curves(first: list[float], second: list[float]) -> messages.Curves:
    lanes = [numbers(*first), numbers(*second)]
    batches = [{name: lane[name] for name in ("step", "examples", "seconds", "cost")} for lane in lanes]
    return messages.Curves(
        batches=[race_wire.Curve(**lane) for lane in batches], scores=[race_wire.Scores(**lane) for lane in lanes]
    )


def trial(lane: int, done: int) -> messages.Trial:
    return messages.Trial(
        lane=lane, eta=float(done), steps=1, examples=1, seconds=0.1, cost=None, done=done, of=9, best=None
    )


@pytest.fixture
def record() -> RaceRecord:
    return RaceRecord("a1", "Race", plan())


def test_each_lanes_curves_are_gathered_and_a_fresh_start_forgets_them(record: RaceRecord) -> None:
    for event in (changed(fresh=True), curves([0], [0]), curves([1, 2], []), curves([], [5])):
        record.apply(event)
    state = record.state()
    assert state.seq == 4 and state.step == 7
    assert [curve.step.tolist() for curve in state.batches] == [[0, 1, 2], [0, 5]]
    assert [scores.test_accuracy.tolist() for scores in state.scores] == [[0, 1, 2], [0, 5]]
    assert (state.batches[0].step.dtype, state.batches[0].cost.dtype) == (np.float64, np.float32)
    record.apply(changed(fresh=True))
    assert [len(curve.step) for curve in record.state().batches] == [0, 0]


def test_a_fresh_start_with_more_lanes_has_more_curves(record: RaceRecord) -> None:
    record.apply(changed(fresh=True, lanes=[{"batch_size": size} for size in (1, 10, 100)]))
    assert len(record.state().batches) == len(record.state().scores) == 3


def test_who_has_arrived_is_kept_until_a_fresh_start(record: RaceRecord) -> None:
    reached = messages.Reached(lane=1, accuracy=0.9, step=3, examples=30, seconds=0.5, show=1.0)
    record.apply(reached)
    assert [each.lane for each in record.state().reached] == [1]
    record.apply(changed())
    assert len(record.state().reached) == 1
    record.apply(changed(fresh=True))
    assert record.state().reached == []


def test_tries_outlive_the_fresh_start_that_follows_them_but_not_other_lanes(record: RaceRecord) -> None:
    for event in (trial(0, 1), trial(0, 2), trial(1, 1), changed(fresh=True), trial(0, 1)):
        record.apply(event)
    assert [(each.lane, each.done) for each in record.state().trials] == [(1, 1), (0, 1)]
    record.apply(changed(fresh=True, lanes=[{"batch_size": 10, "eta": 2.0}, {"batch_size": 5}]))
    assert record.state().trials == []


def test_curves_are_told_to_a_program_lane_by_lane(record: RaceRecord) -> None:
    record.apply(curves([0, 1], [4]))
    rows = record.metrics()["points"]
    assert [(row["lane"], row["step"]) for row in rows] == [(0, 0), (0, 1), (1, 4)]
    assert tuple(rows[0]) == record.columns("points")
    assert tuple(record.metrics()["scores"][0]) == record.columns("scores")

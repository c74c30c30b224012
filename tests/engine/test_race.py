from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from engine import tuning
from engine.evaluation import evaluate
from engine.lane import LENIENCE, Goal, Lane
from engine.mnist import Data, Dataset
from engine.moments import Moments
from engine.path import POINTS, Path, capacity
from engine.plan import Plan
from engine.race import MANY, REHEARSALS, Race
from engine.race_plan import CLOCKS, FULL_BATCH, RacePlan, choices, presets
from engine.tuning import GRID, search
from tests.engine.small import small_plan

SECONDS = 3e-6  # an example, as far as these tests are concerned: not what a lane guesses
OVERFLOWING = 1e30  # weights of which two layers have outputs beyond float32


@pytest.fixture
def little(tiny: Dataset) -> Data:
    return Data(tiny, tiny, tuple("0123456789"), "")


def race_of(data: Data, *lanes: dict[str, Any], limit: dict[str, Any] | None = None, **changes: Any) -> Race:
    plan = {
        "plan": small_plan(seed=3).as_mapping(),
        "lanes": list(lanes),
        "limit": {"accuracy": None, "steps": 40} | (limit or {}),
    }
    return Race(RacePlan.from_mapping(plan | changes), data)


def drive(race: Race, advances: int = 10**6, rng: np.random.Generator | None = None) -> None:
    """Advances the race, at a steady speed or, with `rng`, at a fitful one."""
    for _ in range(advances):
        if (turn := race.turn()) is None:
            return
        lane, before = turn[0], turn[0].examples
        lane.advance()
        lane.pay(max(lane.examples - before, 1) * SECONDS * (rng.uniform(0.5, 9) if rng else 1), show=0.0)


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_lane_alone_and_in_company_gives_the_same_weights_bit_for_bit(little: Data, clock: str) -> None:
    mine = {"batch_size": 4, "optimizer": "adam", "eta": 0.1}
    alone = race_of(little, mine, {"batch_size": 50, "eta": 9.0}, limit={"steps": 100})
    company = [{"batch_size": 1}, {"batch_size": 50, "optimizer": "nesterov"}, mine, {"batch_size": 7}]
    among = race_of(little, *company, limit={"steps": 100}, clock=clock)
    drive(alone)
    drive(among, rng=np.random.default_rng(0))
    one, other = alone.lanes[0], among.lanes[2]
    assert one.steps == other.steps == 100
    np.testing.assert_array_equal(one.network.parameters, other.network.parameters)
    np.testing.assert_array_equal(one.path.weights, other.path.weights)
    assert [each.cost for each in one.batches] == [each.cost for each in other.batches]


@pytest.mark.parametrize("advances", [1, 37, 110])
def test_a_restored_race_goes_on_as_if_never_interrupted(little: Data, advances: int) -> None:
    lanes = [{"batch_size": size, "optimizer": by} for size, by in ((50, "plain"), (4, "adam"), (7, "nesterov"))]
    whole, first, second = (race_of(little, *lanes, limit={"steps": 400}, clock="examples") for _ in range(3))
    drive(whole)
    drive(first, advances)
    for lane, restored in zip(first.lanes, second.lanes, strict=True):
        restored.restore(lane.state())
        assert restored.price("seconds") == lane.price("seconds")
    drive(second)
    for lane, restored in zip(whole.lanes, second.lanes, strict=True):
        assert lane.steps == restored.steps == 400
        np.testing.assert_array_equal(lane.network.parameters, restored.network.parameters)
        np.testing.assert_array_equal(lane.path.weights, restored.path.weights)
        assert (lane.path.stride, lane.path.revision) == (restored.path.stride, restored.path.revision)
        assert [each.cost for each in lane.batches] == [each.cost for each in restored.batches]
        assert [each.test_accuracy for each in lane.scores] == [each.test_accuracy for each in restored.scores]
        assert [goal.step for goal in lane.goals] == [goal.step for goal in restored.goals]


def test_a_full_step_that_was_under_way_begins_anew_and_is_paid_anew(mnist: Data) -> None:
    plan = RacePlan.from_mapping({"limit": {"accuracy": None, "steps": 2}, "clock": "steps"})
    whole, first, second = (Race(plan, mnist).lanes[0] for _ in range(3))
    for lane in (whole, first):
        lane.advance()
        lane.pay(1.0, 0.0)
    assert first.part is not None and first.seconds > 0
    second.restore(first.state())
    assert (second.part, second.seconds, second.examples, second.walk) == (None, 0.0, 0, "walking")
    for lane in (whole, second):
        while lane.on_its_way:
            lane.advance()
            lane.pay(1.0, 0.0)
    np.testing.assert_array_equal(whole.network.parameters, second.network.parameters)
    assert whole.seconds == second.seconds
    first.restore(whole.state())
    assert (first.step_seconds, first.whole_steps) == (whole.step_seconds, whole.whole_steps)
    assert (whole.step_seconds, whole.whole_steps) == (pytest.approx(whole.seconds / 2), 2)


def test_a_lane_that_has_diverged_is_still_so_when_it_is_restored(little: Data) -> None:
    plan = small_plan(activation="relu").as_mapping()
    first, second = (race_of(little, {"batch_size": 50}, {"batch_size": 4}, plan=plan) for _ in range(2))
    first.lanes[1].network.parameters[:] = OVERFLOWING
    drive(first)
    lane, restored = first.lanes[1], second.lanes[1]
    assert lane.diverged is not None
    restored.restore(lane.state())
    assert restored.walk == "diverged" and restored.diverged is not None
    assert (restored.diverged.step, restored.diverged.suggested) == (lane.diverged.step, lane.diverged.suggested)
    np.testing.assert_array_equal(restored.newest, lane.newest)


def test_all_lanes_begin_at_the_same_start_and_leave_it_alone(little: Data) -> None:
    race = race_of(little, {"batch_size": 4}, {"batch_size": 50})
    start = race.start.parameters.copy()
    drive(race)
    for lane in race.lanes:
        np.testing.assert_array_equal(lane.path.weights[0], start)
        assert (lane.network.parameters != start).any()
        assert lane.path.step[0] == lane.scores[0].step == 0
    np.testing.assert_array_equal(race.start.parameters, start)


@pytest.mark.parametrize("clock", CLOCKS)
def test_at_every_moment_all_lanes_have_paid_the_same_to_within_an_advance(mnist: Data, clock: str) -> None:
    plan = RacePlan.from_mapping({"clock": clock, "limit": {"accuracy": None}})
    race = Race(plan, mnist)
    full, mini = race.lanes
    for _ in range(900):
        drive(race, 1)
        if clock == "steps":
            assert abs(full.paid(clock) - mini.paid(clock)) <= 1.01
        else:  # a part of the full batch is 4,096 examples or a little more
            assert abs(full.paid(clock) - mini.paid(clock)) <= 5000 * (SECONDS if clock == "seconds" else 1)
    while full.part is None:
        drive(race, 1)
    assert 0 < full.part[0] < full.part[1] == 60_000
    assert full.examples == full.steps * 60_000 + full.part[0]
    assert mini.examples == mini.steps * 10


def test_a_lane_stops_at_its_limits_and_the_race_when_all_have(little: Data) -> None:
    for limit, reason in (({"steps": 7}, "stopped"), ({"accuracy": 0.05, "steps": None}, "arrived")):
        race = race_of(little, {"batch_size": 4}, {"batch_size": 50}, limit=limit)
        assert not race.finished
        drive(race)
        assert race.finished and race.turn() is None
        assert {lane.walk for lane in race.lanes} == {reason}
        for lane in race.lanes:
            assert lane.path.step[-1] == lane.scores[-1].step == lane.steps
            assert len({score.step for score in lane.scores}) == len(lane.scores)
            np.testing.assert_array_equal(lane.path.weights[-1], lane.network.parameters)
    assert race.lanes[0].steps <= 20


def test_who_reaches_the_accuracy_with_the_last_step_allowed_has_arrived(little: Data) -> None:
    race = race_of(little, {"batch_size": 4}, {"batch_size": 4}, limit={"steps": 35})
    lane = race.lanes[0]
    while lane.steps < 34:
        drive(race, 1)
    assert lane._score_moments.next == 36  # the fixed sets are not looked at in step 35, but for the limit
    lane._limit = replace(lane._limit, accuracy=0.01)
    drive(race)
    assert (lane.walk, lane.steps, lane.scores[-1].step) == ("arrived", 35, 35)


def test_the_first_time_at_each_goal_is_that_of_the_first_score_that_is_good_enough(mnist: Data) -> None:
    plan = RacePlan.from_mapping({"lanes": [{"batch_size": 10}, {"batch_size": 100, "eta": 5}], "clock": "examples"})
    race = Race(plan, mnist)
    drive(race)
    for lane in race.lanes:
        assert lane.walk == "arrived"
        assert [goal.accuracy for goal in lane.goals] == [0.8, 0.9]
        for goal in lane.goals:
            first = next(score for score in lane.scores if score.test_accuracy >= goal.accuracy)
            assert (goal.step, goal.examples, goal.seconds) == (first.step, first.examples, first.seconds)
        assert lane.goals[-1].step == lane.steps


def test_a_lane_that_diverges_leaves_the_others_alone(little: Data) -> None:
    race = race_of(little, {"batch_size": 4}, {"batch_size": 4}, plan=small_plan(activation="relu").as_mapping())
    race.lanes[0].network.parameters[:] = OVERFLOWING
    drive(race)
    assert [lane.walk for lane in race.lanes] == ["diverged", "stopped"]
    assert race.lanes[1].steps == 40
    assert all(np.isfinite(points).all() for points in race.recorded(10))


def test_a_rehearsal_looks_at_what_the_lane_will_and_leaves_no_trace(mnist: Data) -> None:
    race = Race(RacePlan(), mnist)
    assert list(race.rehearse(1)) == [10] * 40
    parts = list(race.rehearse(0))
    assert sum(parts) >= 16_384 and 2 <= len(parts) <= 4
    for lane in race.lanes:
        assert lane.steps == 0 and lane.walk == "ready"
        np.testing.assert_array_equal(lane.network.parameters, race.start.parameters)


def test_a_rehearsal_of_a_lane_that_diverges_ends_there(little: Data) -> None:
    race = race_of(little, {"batch_size": 4}, {"batch_size": 5})
    race.start.parameters[:] = np.inf
    with np.errstate(all="ignore"):
        assert len(list(race.rehearse(0))) < REHEARSALS


def test_who_was_first_is_told_by_each_clock(little: Data) -> None:
    race = race_of(little, {"batch_size": 1}, {"batch_size": 50, "eta": 3}, limit={"accuracy": 0.05, "steps": None})
    assert race.first() == dict.fromkeys(CLOCKS)
    drive(race)
    one, all_ = race.lanes
    assert race.first()["steps"] == (None if one.steps == all_.steps else 0 if one.steps < all_.steps else 1)
    assert race.first()["examples"] == (0 if one.examples < all_.examples else 1)


def test_nobody_is_first_alone_where_two_did_it_for_the_same(little: Data) -> None:
    race = race_of(little, {"batch_size": 10}, {"batch_size": 10, "eta": 3}, limit={"accuracy": 0.05})
    for lane, seconds in zip(race.lanes, (2.0, 1.0), strict=True):
        lane.advance(1)
        lane.pay(seconds, show=0.0)
        lane.walk, lane.goals = "arrived", [Goal(0.8, lane.steps, lane.examples, seconds, show=0.0)]
    assert race.first_at(0.8) == {"examples": None, "steps": None, "seconds": 1}
    assert race.first() == {"examples": None, "steps": None, "seconds": 1}


def test_nobody_is_first_while_one_on_the_way_could_still_be(little: Data) -> None:
    race = race_of(little, {"batch_size": 1}, {"batch_size": 50}, limit={"steps": None})
    slow, quick = race.lanes
    for _ in range(5):
        slow.advance()
        slow.pay(0.1, show=0.0)
    assert slow.walk == "walking" and slow.steps > 1
    quick.goals = [Goal(0.8, step=slow.steps - 1, examples=slow.examples + 1, seconds=0.4, show=0.0)]
    assert race.first_at(0.8) == {"examples": None, "steps": 1, "seconds": 1}
    assert race.first_at(0.9) == dict.fromkeys(CLOCKS)
    slow.goals = [Goal(0.8, step=slow.steps, examples=slow.examples, seconds=0.5, show=0.0)]
    assert race.first_at(0.8) == {"examples": 0, "steps": 1, "seconds": 1}
    slow.goals, slow.walk = [], "diverged"
    assert race.first_at(0.8) == dict.fromkeys(CLOCKS, 1)


def test_the_cost_of_a_recorded_point_is_that_of_its_weights_on_the_sample(little: Data) -> None:
    race = race_of(little, {"batch_size": 4}, {"batch_size": 50}, limit={"steps": 150})  # not every one has a score
    drive(race)
    network = race.start.copy()
    for cost, weights in zip(race.lanes[0].path.cost, race.lanes[0].path.weights, strict=True):
        network.parameters[:] = weights
        assert cost == pytest.approx(evaluate(network, race.fixed).cost, rel=1e-5)


def test_what_the_machine_loses_is_not_charged(little: Data) -> None:
    race = race_of(little, {"batch_size": 4}, {"batch_size": 4})
    lane = race.lanes[0]
    lane.expect(SECONDS)
    for _ in range(3):
        lane.advance()
        lane.pay(4 * SECONDS, 0.0)
    before = lane.seconds
    assert before == pytest.approx(3 * 4 * SECONDS)
    lane.advance()
    lane.pay(1.0, 0.0)
    assert lane.seconds - before == pytest.approx(LENIENCE * 4 * SECONDS)


def test_a_full_batch_step_is_measured_and_extrapolated(mnist: Data) -> None:
    race = Race(RacePlan.from_mapping({"limit": {"accuracy": None, "steps": 2}, "clock": "steps"}), mnist)
    race.lanes[0].expect(SECONDS)
    assert race.timing() is None  # what is expected is not measured
    while race.lanes[0].part is None:
        drive(race, 1)
    timing = race.timing()
    assert timing is not None and timing.measured == 0
    assert timing.step_seconds == pytest.approx(60_000 * SECONDS, rel=0.01)
    drive(race)
    timing = race.timing()
    assert timing is not None and timing.measured == 2
    assert timing.step_seconds == pytest.approx(60_000 * SECONDS, rel=0.01)
    assert timing.many_seconds == pytest.approx(MANY * SECONDS, rel=0.01)


def test_a_full_batch_that_takes_no_parts_is_measured_by_the_example(little: Data) -> None:
    race = race_of(little, {"batch_size": 4}, {"batch_size": 50})
    drive(race)
    timing = race.timing()
    assert timing is not None and (timing.examples, timing.measured) == (50, 0)
    assert timing.step_seconds == pytest.approx(50 * SECONDS)


def test_curves_lie_at_moments_ever_wider_apart(little: Data) -> None:
    race = race_of(little, {"batch_size": 4}, {"batch_size": 1}, limit={"steps": 3000})
    drive(race)
    for lane in race.lanes:
        steps = [each.step for each in lane.batches]
        assert steps[:50] == list(range(50))
        assert all(a < b <= max(a + 1, np.ceil(a * 1.01) + 1) for a, b in pairwise(steps))
        assert 300 < len(steps) < 700
        assert len(lane.scores) < 200
        recorded = lane.path.step.tolist()  # at other moments, which lie evenly: an advance ends at each of them too
        assert lane.path.stride > 1 and recorded[:-1] == list(range(0, recorded[-1], lane.path.stride))


@pytest.mark.parametrize("clock", CLOCKS)
def test_the_cost_of_a_batch_stands_where_its_network_stood(little: Data, clock: str) -> None:
    race = race_of(little, {"batch_size": 50}, {"batch_size": 4}, limit={"steps": 300}, clock=clock)
    drive(race, rng=np.random.default_rng(0))
    full, _ = race.lanes
    for lane in race.lanes:
        assert [each.step for each in lane.batches][:4] == [0, 1, 2, 3] and lane.batches[-1].step < lane.steps
        scores = {each.step: each for each in lane.scores}
        both = [(each, scores[each.step]) for each in lane.batches if each.step in scores]
        assert len(both) > 60
        assert all((a.examples, a.seconds) == (b.examples, b.seconds) for a, b in both)
        if lane is full:  # whose batch is what the others are measured by
            np.testing.assert_allclose([a.cost for a, _ in both], [b.cost for _, b in both], rtol=1e-5)


def test_moments_miss_none() -> None:
    moments = Moments(1.5)
    assert moments.came(0)
    assert [step for step in range(30) if moments.come(step)] == [1, 2, 3, 5, 8, 12, 18, 27]
    assert [step for step in range(30) if moments.came(step)] == [27]


@pytest.mark.parametrize("room", [8, 9, 73])
def test_a_path_is_thinned_evenly_and_keeps_its_start(room: int) -> None:
    path = Path(2, capacity=room)
    for step in range(1000):
        if path.due(step):
            path.add(step, step * 10, step / 2, step / 4, step / 8, np.full(2, step))
    assert path.step[0] == 0 and len(path) <= room
    assert len(set(np.diff(path.step))) == 1 and path.stride == np.diff(path.step)[0]
    np.testing.assert_array_equal(path.weights[:, 0], path.step)
    np.testing.assert_array_equal(path.examples, path.step * 10)
    np.testing.assert_array_equal(path.show, path.step / 4)
    np.testing.assert_array_equal(path.cost, path.step / 8)
    path.add(999, 9990, 499.5, 1.0, 0.5, np.full(2, 999))
    path.add(999, 9990, 499.5, 1.0, 0.5, np.full(2, 999))
    assert path.step[-1] == 999 and (path.step == 999).sum() == 1
    assert path.step[path.nearest(400)] == path.step[np.abs(path.step - 400).argmin()]


def test_a_path_goes_on_where_it_was_written_down() -> None:
    whole, again = Path(2, capacity=8), Path(2, capacity=8)
    for step in range(200):
        if step == 150:
            again.restore(whole.state())
        for path in (whole, again)[: 1 + (step >= 150)]:
            if path.due(step):
                path.add(step, step * 10, step / 2, step / 4, step / 8, np.full(2, step))
    assert (again.stride, again.revision) == (whole.stride, whole.revision) == (32, 5)
    np.testing.assert_array_equal(again.step, whole.step)
    np.testing.assert_array_equal(again.weights, whole.weights)
    np.testing.assert_array_equal(again.cost, whole.cost)


def test_recorded_weights_stay_within_their_memory() -> None:
    assert capacity(13_002, 2, 10**9) == POINTS
    assert capacity(13_002, 5, 10**7) * 5 * 13_002 * 4 <= 10**7
    with pytest.raises(ValueError, match="room"):
        Path(3, capacity=1)


def test_recorded_points_are_spread_over_the_path_with_both_ends(little: Data) -> None:
    race = race_of(little, {"batch_size": 4}, {"batch_size": 50}, limit={"steps": 100})
    drive(race)
    for lane, points in zip(race.lanes, race.recorded(20), strict=True):
        assert len(points) == 20
        np.testing.assert_array_equal(points[0], lane.path.weights[0])
        np.testing.assert_array_equal(points[-1], lane.network.parameters)
    assert isinstance(race.lanes[0], Lane)


def test_a_lane_stops_at_its_limit_and_no_step_later(little: Data) -> None:
    race = race_of(little, {"batch_size": 1}, {"batch_size": 7}, limit={"steps": 1501})
    drive(race)
    assert [lane.steps for lane in race.lanes] == [1501, 1501]
    race = race_of(little, {"batch_size": 1}, {"batch_size": 7}, limit={"steps": None, "examples": 5003})
    drive(race)
    assert [lane.examples for lane in race.lanes] == [5003, 5007]  # a hundred passes over all 50, and one batch
    assert {lane.walk for lane in race.lanes} == {"stopped"}


# --- the plan --------------------------------------------------------------------------------------------------------


def test_a_race_plan_survives_being_a_mapping() -> None:
    for preset in presets().values():
        assert RacePlan.from_mapping(preset.as_mapping()) == preset
    assert RacePlan.from_mapping({}) == presets()["two"]
    assert choices()["presets"]["two"]["lanes"][0]["batch_size"] == FULL_BATCH


def test_lanes_share_all_but_batch_size_optimizer_and_eta() -> None:
    plan = RacePlan(plan=Plan(seed=7, cost="cross_entropy", eta=0.3), etas="own")
    assert plan.of_lane(1) == Plan(seed=7, cost="cross_entropy", batch_size=10, eta=2.0)
    same = RacePlan.from_mapping(plan.as_mapping() | {"etas": "same"})
    assert [same.of_lane(i).eta for i in range(2)] == [0.3, 0.3]
    assert plan.with_eta(0, 8.0).of_lane(0).eta == 8.0


@pytest.mark.parametrize(
    ("mapping", "complaint"),
    [
        ({"clock": "sundial"}, "clock is 'sundial'"),
        ({"etas": "worst"}, "etas is 'worst'"),
        ({"lanes": [{"batch_size": 10}]}, "there are 1 lanes, expected 2 to 5"),
        ({"lanes": 3}, "lanes is 3"),
        ({"lanes": [{"batch_size": 10}, 4]}, "a lane is 4"),
        ({"lanes": [{"batch_size": 10}, {}]}, "a lane has no batch_size"),
        ({"lanes": [{"batch_size": 10}, {"batch_size": 0}]}, "batch_size is 0"),
        ({"lanes": [{"batch_size": 10}, {"batch_size": 1, "eta": -1}]}, "eta is -1"),
        ({"lanes": [{"batch_size": 10}, {"batch_size": 1, "colour": 9}]}, "colour is 9"),
        ({"lanes": [{"batch_size": 10}, {"batch_size": 1, "colour": 1.0}]}, "colour is 1.0"),
        ({"etas": "same", "lanes": [{"batch_size": 10}, {"batch_size": 1, "eta": "x"}]}, "eta is 'x'"),
        ({"etas": "same", "lanes": [{"batch_size": 10}, {"batch_size": 1, "eta": -5}]}, "eta is -5"),
        ({"lanes": [{"batch_size": 10}, {"batch_size": 1, "name": "x" * 41}]}, "name is"),
        ({"lanes": [{"batch_size": 10}, {"batch_size": 1, "shoes": 2}]}, "no 'shoes'"),
        ({"limit": {"accuracy": 2}}, "accuracy is 2"),
        ({"limit": {"accuracy": 0}}, "accuracy is 0"),
        ({"limit": {"steps": 0}}, "steps is 0"),
        ({"limit": []}, "limit is"),
        ({"plan": {"sizes": [1]}}, "sizes has 1 layers"),
        ({"plan": 1}, "plan is 1"),
        ({"plan": {"digits": [3, 8]}}, "digits are 3, 8, expected none: a race goes down on all the data"),
        ({"wind": 1}, "a race plan has no 'wind'"),
    ],
)
def test_what_is_wrong_with_a_race_plan_is_said_in_a_sentence(mapping: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        RacePlan.from_mapping(mapping)


# --- the search for the best eta -------------------------------------------------------------------------------------


def test_the_best_eta_is_that_of_the_try_that_ended_lowest(little: Data) -> None:
    race = race_of(little, {"batch_size": 4}, {"batch_size": 50})
    events = list(search(race.plan.of_lane(1), race.start, little.train, race.fixed))
    trials = [trial for trial in events if trial]
    assert events.count(None) == len(GRID) * tuning.EXAMPLES // tuning.SLICE  # so often it can be put aside
    assert [trial.eta for trial in trials] == list(GRID)
    assert [trial.done for trial in trials] == list(range(1, len(GRID) + 1))
    assert {(trial.steps, trial.examples) for trial in trials} == {(400, 20_000)}
    lowest = min(trials, key=lambda trial: np.inf if trial.cost is None else trial.cost)
    assert trials[-1].best == lowest.eta
    assert trials[0].best == GRID[0]


def test_etas_are_tried_that_suit_the_optimizer(little: Data) -> None:
    race = race_of(little, *({"batch_size": 50, "optimizer": each} for each in ("momentum", "adam")))
    for lane, scale in ((0, 0.1), (1, 0.008)):
        first = next(trial for trial in search(race.plan.of_lane(lane), race.start, little.train, race.fixed) if trial)
        assert first.eta == scale * GRID[0]


def test_an_eta_for_large_batches_is_sought_on_a_tenth_of_the_data(
    little: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    race = race_of(little, {"batch_size": 4}, {"batch_size": 50})
    monkeypatch.setattr(tuning, "LARGE", 20)
    for lane, each in ((0, 4), (1, 5)):
        trials = [trial for trial in search(race.plan.of_lane(lane), race.start, little.train, race.fixed) if trial]
        assert all(trial.examples == pytest.approx(each * trial.steps, rel=0.05) for trial in trials)


def test_an_eta_with_which_the_network_diverges_is_never_the_best(little: Data) -> None:
    race = race_of(little, {"batch_size": 50}, {"batch_size": 4}, plan=small_plan(activation="relu").as_mapping())
    race.start.parameters[:] = OVERFLOWING
    trials = [trial for trial in search(race.plan.of_lane(0), race.start, little.train, race.fixed) if trial]
    assert all(trial.cost is None and trial.best is None for trial in trials)


def test_so_is_one_whose_cost_is_beyond_all_numbers(little: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    race = race_of(little, {"batch_size": 4}, {"batch_size": 50})
    monkeypatch.setattr(tuning, "evaluate", lambda network, data: replace(evaluate(network, data), cost=np.inf))
    trials = [trial for trial in search(race.plan.of_lane(1), race.start, little.train, race.fixed) if trial]
    assert [trial.cost for trial in trials] == [None] * len(GRID)

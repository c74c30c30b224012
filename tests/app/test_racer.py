from typing import Any

import msgspec
import numpy as np
import pytest

from app.race import look, orders
from app.race.camera import RaceCamera
from app.race.look import race_now
from app.race.racer import OVERHEAD, Racer
from app.wire import protocol
from app.wire.commands import Pause, Reset, Resume, Run, Step, Watch
from app.wire.messages import Curves, Done, Notice, Reached, Trial
from app.wire.race import Agreement
from app.wire.race_commands import Agree, Deal, Export, Pace, Plane, Search, Take
from app.wire.race_setting import Setting, choices
from app.wire.refused import Refused
from engine.mnist import Data, Dataset
from engine.network import Network
from engine.plan import Plan
from engine.race import REHEARSALS
from tests.app.raced import TRAIN, Raced, little

LANES = [{"batch_size": 60_000, "eta": 4.0}, {"batch_size": 10, "eta": 1.5, "colour": 1}]
LIMIT = {"accuracy": None, "steps": 60, "examples": None, "seconds": None}


@pytest.fixture(scope="module")
def data(mnist: Data) -> Data:
    return little(mnist)


@pytest.fixture
def raced(data: Data) -> Raced:
    return Raced(data, lanes=LANES, limit=LIMIT, clock="examples")


def test_a_race_begins_ready_and_says_so_with_the_start_as_first_row(raced: Raced) -> None:
    changed = raced.changed()
    assert (changed.status, changed.fresh, changed.step) == ("paused", True, 0)
    assert raced.racer.phase == "ready"
    assert raced.racer.rest() is None
    (curves,) = raced.of(Curves)
    assert [scores.step.tolist() for scores in curves.scores] == [[0], [0]]
    now = look.race_now(raced.racer, 1, 0.0)
    assert now.plane == 0 and now.timing is None
    assert {(lane.walk, lane.x, lane.step_seconds) for lane in now.lanes} == {("ready", None, None)}
    assert now.lanes[0].cost == pytest.approx(now.lanes[1].cost)


def test_a_race_runs_to_its_limits_and_ends_by_itself(raced: Raced) -> None:
    raced(Run())
    assert raced.changed().status == "running"
    raced.turns()
    changed = raced.changed()
    assert (changed.status, changed.reason["code"]) == ("finished", "race_over")
    assert changed.step == 120 and changed.examples == 60 * (TRAIN + 10)
    now = look.race_now(raced.racer, 1, 0.0)
    assert now.phase == "finished" and [lane.walk for lane in now.lanes] == ["stopped", "stopped"]
    assert now.timing is not None and now.timing.examples == TRAIN
    assert now.timing.many_seconds == pytest.approx(now.timing.step_seconds * 100_000_000 / TRAIN)
    with pytest.raises(Refused, match="over"):
        raced(Run())


def test_the_curves_that_were_told_are_all_that_was_remembered_each_row_once(raced: Raced) -> None:
    raced(Run())
    raced.turns()
    told = raced.of(Curves)
    for index, lane in enumerate(raced.racer.race.lanes):
        steps = np.concatenate([curves.batches[index].step for curves in told])
        np.testing.assert_array_equal(steps, [each.step for each in lane.batches])
        accuracy = np.concatenate([curves.scores[index].test_accuracy for curves in told])
        np.testing.assert_array_equal(accuracy, np.float32([each.test_accuracy for each in lane.scores]))


def test_the_lanes_weights_are_those_of_a_race_nobody_looked_at(data: Data, raced: Raced) -> None:
    raced(Run())
    raced.turns(3)
    for command in (Pause(), Plane(kind="principal"), Agree(lane=1), Step(unit="batch"), Resume()):
        raced(command)
        raced.turns(3)
        look.paths(raced.racer, 1, 0.0)
    assert raced.racer.status == "running"
    raced.turns()
    alone = Raced(data, lanes=LANES, limit=LIMIT)
    alone(Run())
    alone.turns()
    for lane, other in zip(raced.racer.race.lanes, alone.racer.race.lanes, strict=True):
        np.testing.assert_array_equal(lane.network.parameters, other.network.parameters)


def test_reaching_a_goal_is_told_once_with_what_it_took(data: Data) -> None:
    raced = Raced(data, lanes=[{"batch_size": 10}, {"batch_size": 100, "eta": 5.0}], limit={"accuracy": 0.8})
    raced(Run())
    raced.turns()
    reached = raced.of(Reached)
    assert sorted(each.lane for each in reached) == [0, 1]
    for each in reached:
        lane = raced.racer.race.lanes[each.lane]
        assert (each.accuracy, each.step) == (0.8, lane.steps)
        assert lane.walk == "arrived"
    first = raced.changed().reason["first"]
    assert first["steps"] == 1 and first["examples"] == 0
    eighty, *others = race_now(raced.racer, 1, 0.0).first
    assert (eighty.accuracy, eighty.steps, eighty.examples, eighty.seconds) == (0.8, 1, 0, first["seconds"])
    assert [each.accuracy for each in others] == [0.9, 0.95]


def test_a_step_is_one_of_the_lane_whose_turn_it_is_and_an_epoch_one_of_each(raced: Raced) -> None:
    raced(Step())
    raced.turns(until=lambda: raced.racer.status == "paused")
    assert [lane.steps for lane in raced.racer.race.lanes] == [0, 1]
    raced(Step(unit="epoch"))
    raced.turns(until=lambda: raced.racer.status == "paused")
    full, mini = raced.racer.race.lanes
    assert full.examples == TRAIN and mini.steps == 60  # its limit comes before the end of the epoch
    for wrong in (Step(unit="phase"), Step(back=True)):
        with pytest.raises(Refused, match="batch or by an epoch"):
            raced(wrong)


def test_a_step_is_one_late_in_a_race_too(raced: Raced) -> None:
    raced.reset(lanes=[{"batch_size": 1}, {"batch_size": 2}], clock="steps", limit={"accuracy": None, "steps": 2000})
    raced(Run())
    raced.turns(until=lambda: raced.racer.steps > 1600)
    raced(Pause())
    for step in range(raced.racer.steps + 1, raced.racer.steps + 6):
        raced(Step())
        raced.turns(until=lambda: raced.racer.status == "paused")
        assert raced.racer.steps == step


def test_the_map_holds_the_paths_and_ends_with_both_ends_in_its_plane(raced: Raced) -> None:
    raced(Plane(kind="ends"))
    raced(Run())
    raced.turns()
    racer = raced.racer
    paths = look.paths(racer, 1, 0.0)
    survey = racer.chart.survey
    assert survey is not None and paths.plane == racer.chart.number
    contours = look.contours(racer, survey, 1, 0.0)
    assert (contours.size, contours.next_size, contours.kind) == (61, None, "ends")
    assert sorted(contours.through) == [0, 1] and contours.cost.shape == (61, 61)
    assert contours.sample == 1000
    for path in paths.lanes:
        assert len({len(getattr(path, name)) for name in path.__struct_fields__}) == 1 and len(path.step) <= 300
        assert path.distance[0] == pytest.approx(0, abs=1e-6) and path.distance[-1] == pytest.approx(0, abs=1e-6)
        assert contours.x[0] < path.x.min() and path.x.max() < contours.x[-1]
        assert contours.y[0] < path.y.min() and path.y.max() < contours.y[-1]
    now = look.race_now(racer, 1, 0.0)
    for lane, path in zip(now.lanes, paths.lanes, strict=True):
        assert (lane.x, lane.y) == pytest.approx((path.x[-1], path.y[-1]), rel=1e-4)
    assert protocol.decode(protocol.encode(contours)) is not None
    assert len(protocol.encode(paths)) < 40_000


def test_what_the_plane_holds_of_the_paths_is_said_as_they_grow(raced: Raced) -> None:
    said = []
    for _ in range(20):
        raced(Step(unit="batch"))
        raced.turns()
        paths = look.paths(raced.racer, 1, 0.0)
        off = np.concatenate([path.distance for path in paths.lanes]).astype(np.float64)
        along = np.concatenate([np.hypot(path.x, path.y) for path in paths.lanes]).astype(np.float64)
        assert paths.captured == pytest.approx(1 - (off**2).sum() / (along**2 + off**2).sum(), abs=1e-4)
        assert paths.furthest == pytest.approx([path.distance.max() for path in paths.lanes], abs=1e-4)
        said.append((paths.plane, paths.captured))
    assert len(set(said)) > len({plane for plane, _ in said})  # of one plane, too, it does not stay the same


def test_a_step_under_way_is_seen_growing_to_where_its_lane_then_stands(mnist: Data) -> None:
    train = Dataset.labelled(mnist.train.x1[:10_000].copy(), mnist.train.labels[:10_000].copy())
    raced = Raced(Data(train, little(mnist).test, mnist.names, mnist.digest), lanes=LANES, limit=LIMIT)
    racer = raced.racer
    raced(Run())
    raced.turns(until=lambda: racer.chart.survey is not None and racer.race.lanes[0].part is not None)
    full, mini = race_now(racer, 1, 0.0).lanes
    assert full.part is not None and full.ahead is not None and mini.ahead is None
    survey, lane = racer.chart.survey, racer.race.lanes[0]
    assert survey is not None
    while lane.steps == full.step:
        lane.advance()
    landed = survey.tips(racer.race.lanes)[0, :2]
    assert full.x is not None and full.y is not None
    whole = np.hypot(*(landed - (full.x, full.y)))
    assert np.hypot(*(landed - full.ahead)) < 0.25 * whole


def test_the_map_takes_no_more_than_its_share_of_a_race_that_does_not_wait(raced: Raced) -> None:
    raced(Run())
    raced.turns(until=lambda: raced.racer.status == "finished")
    lane_seconds, charged = raced.racer.compute, raced.racer.map_charged
    assert charged <= OVERHEAD * lane_seconds + 2 * raced.clock.tick


def test_the_plane_is_the_persons_choice(raced: Raced) -> None:
    raced(Run())
    raced.turns()
    assert raced.racer.chart.survey is not None
    raced(Plane(kind="principal"))
    raced.turns()
    assert raced.racer.chart.survey.kind == "principal"
    assert raced.changed().plan["plane"] == {"kind": "principal", "lanes": None}
    assert raced.changed().status == "finished"
    for lanes in ((0, 0), (0, 4)):
        with pytest.raises(Refused, match="two different ones"):
            raced(Plane(lanes=lanes))


def test_the_pace_is_kept_in_the_plan(raced: Raced) -> None:
    raced(Pace(law="linear", value=0.01))
    assert raced.changed().plan["pace"] == {"law": "linear", "value": 0.01}


def test_reset_starts_afresh_with_any_part_of_the_plan_changed(raced: Raced) -> None:
    raced(Run())
    raced.turns(20)
    start = raced.racer.race.start.parameters.copy()
    raced.reset()
    assert (raced.changed().fresh, raced.changed().step, raced.racer.status) == (True, 0, "paused")
    np.testing.assert_array_equal(raced.racer.race.start.parameters, start)
    raced.reset(plan={"seed": 9}, clock="steps", limit={"steps": 5})
    plan = raced.changed().plan
    assert (plan["plan"]["seed"], plan["clock"], plan["limit"]["steps"]) == (9, "steps", 5)
    assert plan["limit"]["accuracy"] is None and plan["lanes"][0]["batch_size"] == 60_000
    assert (raced.racer.race.start.parameters != start).any()
    raced.reset(lanes=[{"batch_size": 1}, {"batch_size": 10}, {"batch_size": 100}])
    assert raced.changed().plan["plane"]["kind"] == "principal"
    before = raced.changed()
    for wrong, complaint in (
        ({"clock": "moon"}, "clock is 'moon'"),
        ({"plan": {"sizes": [3, 4]}}, "sizes"),
        ({"x": 1}, "no 'x'"),
    ):
        with pytest.raises(Refused, match=complaint):
            raced.reset(**wrong)
    assert raced.changed() == before


def test_the_best_etas_are_looked_for_before_the_race(data: Data) -> None:
    lanes = [{"batch_size": 1_000, "eta": 0.01}, {"batch_size": 100, "eta": 0.01}]
    raced = Raced(data, lanes=lanes, limit=LIMIT, etas="best")
    raced(Run())
    raced.turns(until=lambda: raced.racer.phase == "searching")
    with pytest.raises(Refused, match="under way"):
        raced(Step())
    raced(Pause())
    assert raced.racer.status == "paused" and raced.racer.rest() is None
    raced(Resume())
    raced.turns()
    trials = raced.of(Trial)
    for lane in (0, 1):
        of_lane = [trial for trial in trials if trial.lane == lane]
        assert [trial.done for trial in of_lane] == list(range(1, of_lane[0].of + 1))
        assert raced.changed().plan["lanes"][lane]["eta"] == of_lane[-1].best != 0.01
    assert raced.changed().status == "finished"
    raced.reset()
    raced(Run())
    assert raced.racer.phase == "ready"  # known already
    raced.reset(plan={"seed": 1})
    raced(Run())
    assert raced.racer.phase == "searching"


def test_a_search_can_be_asked_for_and_then_waits_to_be_started(data: Data) -> None:
    raced = Raced(data, lanes=[{"batch_size": 1_000, "eta": 0.01}, {"batch_size": 100, "eta": 0.01}], limit=LIMIT)
    with pytest.raises(Refused, match="no lane 3"):
        raced(Search(lanes=[3]))
    raced(Search(lanes=[1]))
    raced.turns()
    plan = raced.changed().plan
    assert (raced.changed().status, plan["etas"]) == ("paused", "best")
    assert plan["lanes"][0]["eta"] == 0.01 != plan["lanes"][1]["eta"]
    raced(Run())
    assert raced.racer.phase == "ready"


def test_a_race_that_rests_compares_gradients_by_itself_and_only_while_it_waits(raced: Raced) -> None:
    racer = raced.racer
    assert orders.owes_comparison(racer)
    orders.compare_at_rest(racer)
    assert not orders.owes_comparison(racer)
    assert racer.study is not None and (racer.study.lane, racer.study.step, racer.study.asked) == (1, 0, False)
    assert racer.studying and racer.rest() == 0.0
    raced(Run())
    raced.turns(until=lambda: racer.steps > 0)
    assert not racer.studying and not orders.owes_comparison(racer)  # a free pace does not wait any more
    raced.turns(until=lambda: racer.status == "finished")
    assert orders.owes_comparison(racer)
    raced(Agree(lane=0, step=1))
    assert racer.study.asked and racer.studying and not orders.owes_comparison(racer)
    raced(Reset())
    assert racer.study is None and orders.owes_comparison(racer)


def test_agreement_comes_in_pictures_that_grow(raced: Raced) -> None:
    raced(Run())
    raced.turns()
    camera = RaceCamera()
    camera.subscribe(["agreement"])
    assert camera.due(raced.racer, 0.0) == []
    raced(Agree(lane=1, step=30))
    seen: list[Any] = []
    while raced.racer.rest() is not None:
        raced.racer.work()
        if camera.due(raced.racer, float(len(seen))):
            seen.append(camera.take("agreement", raced.racer, float(len(seen)), lambda: 0.0))
    last = seen[-1]
    assert (last.lane, last.step, last.of, last.done) == (1, 30, TRAIN, last.count)
    assert [size.batch_size for size in last.sizes][-1] == TRAIN
    assert last.sigma == pytest.approx(last.sizes[0].line * last.sizes[0].batch_size ** 0.5) and last.sigma > 1
    assert last.piles == TRAIN // 10 and last.difference < 1e-6
    assert [each.done for each in seen] == sorted(each.done for each in seen) and len(seen) > 2
    assert len(protocol.encode(last)) < 20_000


def test_where_the_cost_is_flat_the_picture_says_that_there_is_nothing_to_compare(raced: Raced) -> None:
    for W, b in zip(raced.racer.race.lanes[1].network.W, raced.racer.race.lanes[1].network.b, strict=True):
        W[:], b[:] = 0, -1e4  # all outputs are 0 for good
    raced(Agree(lane=1))
    raced.turns(until=lambda: not raced.racer.studying)
    camera = RaceCamera()
    camera.subscribe(["agreement"])  # who comes now hears of it as well
    assert camera.due(raced.racer, 0.0) == ["agreement"]
    flat = camera.take("agreement", raced.racer, 0.0, lambda: 0.0)
    assert isinstance(flat, Agreement) and (flat.lane, flat.count, flat.sizes) == (1, 0, [])


def test_cards_are_dealt_into_piles(data: Data, raced: Raced) -> None:
    dealt = raced(Deal(batch_size=300, id=4))
    assert (dealt.id, dealt.of, dealt.piles, dealt.last) == (4, TRAIN, 7, 200)
    assert dealt.disjoint and dealt.covering
    assert [len(pile) for pile in dealt.indices] == [12] * 7
    index = int(dealt.indices[2][5])
    assert dealt.labels[2][5] == data.train.labels[index]
    np.testing.assert_allclose(dealt.pixels[2][5] / 255, data.train.x[index], atol=1e-6)
    other = raced(Deal(batch_size=300, seed=1))
    assert (other.indices[0] != dealt.indices[0]).any()
    assert raced(Deal(batch_size=60_000)).piles == 1


def test_the_weights_of_a_point_can_be_taken(raced: Raced) -> None:
    raced(Run())
    raced.turns()
    lane = raced.racer.race.lanes[1]
    taken = raced(Take(lane=1, step=17))
    assert (taken.step, taken.lane, taken.plan["batch_size"]) == (17, 1, 10)
    network = Network.initial(Plan.from_mapping(taken.plan), np.random.default_rng(0))
    for mine, theirs in zip([*network.W, *network.b], [*taken.W, *taken.b], strict=True):
        mine[:] = theirs
    np.testing.assert_array_equal(network.parameters, lane.path.weights[17])
    assert raced(Take(lane=1)).step == 60
    with pytest.raises(Refused, match="no lane 2"):
        raced(Take(lane=2))


@pytest.mark.parametrize("of", ["paths", "batches", "scores"])
def test_all_that_was_recorded_can_be_taken_along(raced: Raced, of: Any) -> None:
    raced(Run())
    raced.turns()
    table = raced(Export(of=of))
    assert table.of == of and table.columns[:2] == ["lane", "step"] and len(table.columns) == len(table.values)
    lanes = raced.racer.race.lanes
    rows = [len({"paths": lane.path, "batches": lane.batches, "scores": lane.scores}[of]) for lane in lanes]
    assert {len(column) for column in table.values} == {sum(rows)}
    assert (table.values[0] == 1).sum() == rows[1]


def test_a_camera_takes_what_is_looked_at_as_often_as_it_pays(raced: Raced) -> None:
    camera, racer = RaceCamera(), raced.racer
    assert camera.due(racer, 0.0) == []
    camera.subscribe(["picture", "race", "contours", "race_paths"])
    assert camera.due(racer, 0.0) == ["race", "race_paths"]  # there is no map yet
    for kind in ("race", "race_paths"):
        camera.take(kind, racer, 0.0, lambda: 5.0)
    assert camera.due(racer, 9.0) == [] and not camera.owes(racer)
    raced(Run())
    assert camera.due(racer, 0.0) == ["race", "race_paths"] and camera.owes(racer)
    picture = camera.take("race", racer, 0.0, lambda: 5.0)
    assert picture is not None and (picture.n, picture.at) == (3, 5.0)
    raced.turns()
    assert "contours" in camera.due(racer, 1.0)


def test_a_lane_that_diverges_is_told_of(data: Data) -> None:
    raced = Raced(data, plan={"activation": "relu"}, lanes=LANES, limit=LIMIT)
    raced.racer.race.lanes[1].network.parameters[:] = 1e30
    with np.errstate(all="ignore"):
        raced(Run())
        raced.turns()
    (notice,) = raced.of(Notice)
    assert notice.notice["code"] == "lane_diverged" and notice.notice["lane"] == 1
    assert raced.changed().status == "finished"


def test_a_lane_that_diverges_at_once_does_not_keep_the_race_from_beginning(data: Data) -> None:
    plan = {"sizes": [784, 64, 64, 64, 64, 10], "activation": "relu", "cost": "log_likelihood"}
    with np.errstate(all="ignore"):
        raced = Raced(data, plan=plan, lanes=[{"batch_size": 100, "eta": 0.1}, {"batch_size": 10, "eta": 3.0}])
        assert len(list(raced.racer.race.rehearse(1))) < REHEARSALS, "it was to diverge"
        assert isinstance(raced.reset(), Done) and raced.racer.status == "paused"


def test_a_search_in_a_race_that_is_over_can_be_put_aside_and_gone_on_with(raced: Raced) -> None:
    raced(Run())
    raced.turns()
    raced(Search(lanes=[1]))
    raced(Pause())
    raced(Resume())
    raced.turns(until=lambda: raced.racer.search is None)
    assert raced.of(Trial) and raced.racer.phase == "ready"


def test_tries_of_other_lanes_are_not_told_again(raced: Raced) -> None:
    raced(Search(lanes=[1]))
    raced.turns(until=lambda: raced.racer.search is None)
    raced.reset(lanes=[{**LANES[0], "eta": 3.0}, LANES[1]])
    assert raced.racer.trials, "of the same lanes, though with another eta"
    raced.reset(lanes=[LANES[0], {**LANES[1], "batch_size": 20}])
    assert raced.racer.trials == []


def test_what_only_a_training_can_do_a_race_refuses(raced: Raced) -> None:
    with pytest.raises(Refused, match="takes no watch"):
        raced(Watch(index=3))
    with pytest.raises(Refused, match="limits"):
        raced(Run(epochs=3))


def test_after_a_fault_only_a_reset_helps(raced: Raced) -> None:
    raced.racer.fail("it broke")
    assert raced.changed().reason == {"code": "error", "message": "it broke"}
    with pytest.raises(Refused, match="went wrong"):
        raced(Run())
    raced(Reset())
    assert raced.racer.status == "paused"


def test_every_preset_is_a_setting_that_survives_being_a_mapping() -> None:
    presets = choices()["presets"]
    assert list(presets) == ["two", "sizes", "optimizers"]
    for name, preset in presets.items():
        assert Setting.of(preset).as_mapping() == preset
        assert preset["plane"]["kind"] == ("stagger" if name == "two" else "principal")
        assert msgspec.json.decode(msgspec.json.encode(preset)) == preset
    assert choices()["laws"] == ["log", "linear", "free"]


def test_a_plan_that_does_not_fit_the_data_is_refused(data: Data) -> None:
    with pytest.raises(ValueError, match="expected"):
        Racer(Setting.of({"plan": {"sizes": [3, 4, 10]}}), data, lambda: 0.0)

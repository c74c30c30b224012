import numpy as np
import pytest

from engine.chart import MARGIN, STRETCH, TURNED, Chart, Kind, _stretch
from engine.evaluation import evaluate
from engine.landscape import LEVELS
from engine.mnist import Data, Dataset
from engine.nudges import batch_nudge
from engine.plane import ASPECT
from engine.race import Race
from engine.race_plan import RacePlan
from tests.engine.small import small_plan

COST_TOLERANCE = 1e-5
FAR = 1e3  # weights of a lane that leaves


def race_of(data: Dataset, steps: int, lanes: int = 2) -> Race:
    plan = {
        "plan": small_plan(seed=3).as_mapping(),
        "lanes": [{"batch_size": size, "eta": 0.5} for size in (4, 50, 10)[:lanes]],
        "limit": {"accuracy": None, "steps": steps},
    }
    return Race(RacePlan.from_mapping(plan), Data(data, data, tuple("0123456789"), ""))


def drive(race: Race, advances: int = 10**6) -> None:
    for _ in range(advances):
        if (turn := race.turn()) is None:
            return
        turn[0].advance()
        turn[0].pay(1e-5, 0.0)


def complete(chart: Chart) -> Chart:
    while chart.work(50):
        pass
    return chart


@pytest.mark.parametrize("kind", ["ends", "principal"])
def test_the_landscape_at_a_lanes_point_in_the_plane_is_the_lanes_cost_on_the_sample(tiny: Dataset, kind: str) -> None:
    race = race_of(tiny, 60)
    drive(race)
    survey = complete(Chart(race, "ends" if kind == "ends" else "principal")).survey
    assert survey is not None
    found = 0
    for lane, shadow in zip(race.lanes, survey.shadows, strict=True):
        for (x, y, distance), cost in zip(shadow.rows, lane.path.cost, strict=True):
            if distance < 1e-6:
                found += 1
                assert survey.landscape.cost(x, y) == pytest.approx(cost, rel=COST_TOLERANCE)
    assert found == (4 if kind == "ends" else 2)  # the start, on each path, and the two ends


def test_nobody_has_moved_so_there_is_no_map(tiny: Dataset) -> None:
    chart = Chart(race_of(tiny, 60))
    assert not chart.work(10) and chart.survey is None and chart.share() == 1.0


def test_the_map_follows_the_walkers_and_ends_with_both_ends_exactly_in_its_plane(tiny: Dataset) -> None:
    race = race_of(tiny, 300)
    chart = Chart(race)
    while not race.finished:
        drive(race, 10)
        complete(chart)
        survey = chart.survey
        assert survey is not None
        tips = survey.tips(race.lanes)
        assert survey.landscape.frame.holds(tips[:, :2])
    assert chart.number > 3 and survey.last
    assert (tips[:, 2] < 1e-9).all()
    assert 0.5 < chart.share() <= 1
    for lane, shadow in zip(race.lanes, survey.shadows, strict=True):
        np.testing.assert_allclose(np.column_stack(survey.plane.project(lane.path.weights)), shadow.follow())
    assert not chart.work(10)


def test_a_new_map_comes_as_fine_as_the_old_lies_like_it_and_leaves_less_room_when_all_have_ended(
    tiny: Dataset,
) -> None:
    race = race_of(tiny, 300)
    chart, before, turns = Chart(race), None, 0
    while not race.finished:
        drive(race, 10)
        while chart.work(50):
            survey = chart.survey
            if survey is not None and survey is not before:
                assert survey.landscape.size == LEVELS[0 if before is None else 1]
                if before is not None:
                    turns += 1
                    old, new = before.plane, survey.plane
                    within = np.array([[a @ b for b in (new.first, new.second)] for a in (old.first, old.second)])
                    assert within[0, 1] == pytest.approx(within[1, 0], abs=1e-9)  # no turn would bring them nearer
                    assert np.trace(within) > 0
                before = survey
    assert turns > 2 and before is not None and before.last
    rows = np.concatenate([shadow.follow()[:, :2] for shadow in before.shadows])
    frame = before.landscape.frame
    width, height = np.ptp(rows, axis=0)
    spread = width / (frame.right - frame.left), height / (frame.top - frame.bottom)
    assert max(spread) == pytest.approx(1 - 2 * MARGIN)


def test_the_map_is_laid_anew_when_the_walkers_depart_from_its_plane(tiny: Dataset) -> None:
    race = race_of(tiny, 300)
    drive(race, 20)
    survey = complete(chart := Chart(race)).survey
    assert survey is not None
    frame = survey.landscape.frame
    away = np.random.default_rng(0).standard_normal(race.start.parameters.size)
    for direction in (survey.plane.first, survey.plane.second):
        away -= (away @ direction) * direction
    for far, laid in ((0.5 * TURNED, False), (2 * TURNED, True)):
        lane = race.lanes[0]
        lane.network.parameters[:] += (far * (frame.right - frame.left) * away / np.linalg.norm(away)).astype(
            np.float32
        )
        lane.descent.steps += 1
        number = chart.number
        complete(chart)
        assert (chart.number > number) == laid


def test_it_is_not_laid_anew_for_what_its_plane_never_held(tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    race = race_of(tiny, 300, lanes=3)
    drive(race, 20)
    chart = complete(Chart(race, "principal"))
    assert chart.survey is not None
    frame, departed = chart.survey.landscape.frame, chart.survey.departed.max()
    monkeypatch.setattr("engine.chart.TURNED", 1.5 * departed / (frame.right - frame.left))
    race.lanes[0].descent.steps += 1
    complete(chart)
    assert departed > 0 and chart.number == 1


def test_a_shadow_follows_a_path_that_is_thinned(tiny: Dataset) -> None:
    race = race_of(tiny, 3000)
    drive(race, 50)
    survey = complete(Chart(race)).survey
    assert survey is not None
    while not race.finished:
        drive(race, 97)
        for lane, shadow in zip(race.lanes, survey.shadows, strict=True):
            assert len(shadow.follow()) == len(lane.path)
    for lane, shadow in zip(race.lanes, survey.shadows, strict=True):
        assert lane.path.revision > 2
        np.testing.assert_allclose(np.column_stack(survey.plane.project(lane.path.weights)), shadow.rows)


def test_a_person_may_choose_the_plane(tiny: Dataset) -> None:
    race = race_of(tiny, 60, lanes=3)
    drive(race)
    chart = complete(Chart(race))
    assert chart.survey is not None and len(chart.survey.through) == 2
    for pair in ((0, 1), (2, 1)):
        chart.choose("ends", pair)
        survey = complete(chart).survey
        assert survey is not None and survey.through == pair
        assert (survey.tips(race.lanes)[list(pair), 2] < 1e-9).all()
        frame = survey.landscape.frame
        assert frame.right - frame.left == pytest.approx(ASPECT * (frame.top - frame.bottom))
    share = chart.share()
    for chosen, reeling in ((None, 0), ((2, 1), 2)):  # the smallest batches are the first lane's
        chart.choose("stagger", chosen)
        survey = complete(chart).survey
        assert survey is not None and (survey.kind, survey.through) == ("stagger", (reeling,))
        assert survey.tips(race.lanes)[reeling, 2] < 1e-9
        frame = survey.landscape.frame
        stretch = (frame.right - frame.left) / (frame.top - frame.bottom) / ASPECT
        assert stretch == pytest.approx(round(stretch)) and 1 <= stretch <= STRETCH
    chart.choose("principal", None)
    complete(chart)
    assert chart.survey is not None and chart.survey.through == () and chart.share() > share
    for wrong in ((1, 1), (0, 3), (-1, 0)):
        with pytest.raises(ValueError, match="two different ones of 3"):
            chart.choose("ends", wrong)


@pytest.mark.parametrize(("height", "times"), [(0.0, STRETCH), (0.1, STRETCH), (0.3, 4), (1.0, 1), (9.0, 1)])
def test_a_stagger_is_drawn_so_many_times_larger_that_it_fills_some_of_the_height(height: float, times: float) -> None:
    assert _stretch(np.array([[0.0, 0.0], [4.0, height]])) == times  # 0.45 of the 3 that are as high as 4 is wide


def test_a_lane_without_bounds_does_not_shape_the_map(tiny: Dataset) -> None:
    race = race_of(tiny, 60, lanes=3)
    race.lanes[1].network.parameters[:] = np.inf
    drive(race)
    survey = complete(Chart(race)).survey
    assert race.lanes[1].walk == "diverged" and survey is not None
    assert set(survey.through) == {0, 2}
    assert np.isfinite(survey.tips(race.lanes)).all()
    network = race.start.copy()
    network.parameters[:] = survey.plane.at(0, 0)
    assert survey.landscape.cost(0, 0) == pytest.approx(evaluate(network, race.fixed).cost, rel=COST_TOLERANCE)


def test_a_lane_that_loses_its_bounds_leaves_the_map_to_the_others(tiny: Dataset) -> None:
    race = race_of(tiny, 300, lanes=3)
    chart, bold = Chart(race, "principal"), race.lanes[1]
    drive(race, 10)
    bold.path.add(bold.steps + 1, 0, 0.0, 0.0, 0.0, np.full_like(race.start.parameters, FAR))
    bold.network.parameters[:] = FAR
    assert width(complete(chart)) > FAR
    bold.network.parameters[:] = np.inf
    drive(race, 10)
    assert bold.walk == "diverged" and not race.finished
    again = Chart(race, "principal")
    again.restore(chart.state())  # a map of before
    for each in (chart, again):
        assert width(complete(each)) < FAR / 10
        assert 0.5 < each.share() <= 1


def width(chart: Chart) -> float:
    """Of its frame."""
    assert chart.survey is not None
    frame = chart.survey.landscape.frame
    return frame.right - frame.left


def test_where_a_step_under_way_would_end_is_on_the_map_unless_it_leads_to_no_numbers(mnist: Data) -> None:
    plan = {"lanes": [{"batch_size": 60_000, "eta": 2.0}, {"batch_size": 10}], "limit": {"accuracy": None, "steps": 9}}
    race = Race(RacePlan.from_mapping(plan), Data(mnist.test, mnist.test, mnist.names, ""))
    full, mini = race.lanes
    mini.advance()
    full.advance()
    survey = complete(Chart(race)).survey
    assert survey is not None and full.part is not None
    assert survey.ahead(mini) is None
    nudge = batch_nudge(full.network, mnist.test.x[: full.part[0]], mnist.test.y[: full.part[0]]).flat
    (expected,), _ = survey.plane.project((full.network.parameters + 2 * nudge)[np.newaxis])
    assert survey.ahead(full) == pytest.approx(tuple(expected), rel=1e-3, abs=1e-5)
    full.network.parameters[:] = np.inf
    assert survey.ahead(full) is None


def test_a_map_without_any_lane_that_has_bounds_leaves_nothing_to_do(tiny: Dataset) -> None:
    race = race_of(tiny, 60)
    chart = Chart(race)
    drive(race, 3)
    for lane in race.lanes:
        lane.network.parameters[:] = np.inf
    drive(race)
    complete(chart)
    assert [lane.walk for lane in race.lanes] == ["diverged"] * 2
    assert not chart.wants()


@pytest.mark.parametrize("kind", ["ends", "stagger", "principal"])
def test_a_restored_map_is_the_same_map(tiny: Dataset, kind: Kind) -> None:
    race = race_of(tiny, 300)
    chart, again = Chart(race, kind), Chart(race, kind)
    while not race.finished:
        drive(race, 40)
        complete(chart)
    again.restore(chart.state())
    assert again.survey is None  # its landscape is yet to be computed
    complete(again)
    before, after = chart.survey, again.survey
    assert before is not None and after is not None and again.number == chart.number + 1
    np.testing.assert_array_equal(before.plane.first, after.plane.first)
    for one, other in zip(before.landscape.grid(), after.landscape.grid(), strict=True):
        np.testing.assert_array_equal(one, other)
    for one, other in zip(before.shadows, after.shadows, strict=True):
        np.testing.assert_allclose(one.rows, other.rows)


def test_a_plane_that_was_chosen_and_not_yet_laid_is_laid_after_a_restore(tiny: Dataset) -> None:
    race = race_of(tiny, 60)
    drive(race)
    chart = complete(Chart(race, "ends"))
    chart.choose("principal", None)
    again = Chart(race, "principal")
    again.restore(chart.state())
    survey = complete(again).survey
    assert survey is not None and survey.kind == "principal"

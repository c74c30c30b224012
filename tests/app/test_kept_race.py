"""A race that is written down goes on, in another process or under another server, as if nothing had happened."""

import hashlib
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.child.keeper import EVERY, Keeper
from app.kept.checkpoint import Checkpoint, Checkpoints, pack, unpack
from app.kept.npz import MOST_ARRAYS, Unsound
from app.kept.race_record import RaceRecord
from app.race import look as race_look
from app.race.keeping import LARGEST, RACE, put_back, taken
from app.wire import commands, messages
from app.wire import race as race_wire
from app.wire.commands import Pause, Run, Step
from app.wire.messages import Curves, Trial
from app.wire.race_commands import Pace, Plane, Search
from app.wire.race_setting import Setting
from engine.mnist import Data
from engine.plan import Plan
from engine.race import MEMORY, Race
from engine.race_plan import LANES, RacePlan
from tests.app.driven import AtOnce
from tests.app.raced import Raced, little
from tests.app.test_faults_memory import processes, until_gone, until_stored
from tests.conftest import WAIT, Server, Viewer

SIZES = [{"batch_size": 60_000, "eta": 4.0}, {"batch_size": 10, "optimizer": "adam", "eta": 0.01, "colour": 1}]
LIMIT = {"accuracy": None, "steps": 60, "examples": None, "seconds": None}
NEITHER = {"lanes": [{"batch_size": 7}, {"batch_size": 9}, {"batch_size": 8}]}  # another race than any here


@pytest.fixture(scope="module")
def data(mnist: Data) -> Data:
    return little(mnist)


@pytest.fixture
def raced(data: Data) -> Raced:
    return Raced(data, lanes=SIZES, limit=LIMIT, clock="examples")


def resumed(raced: Raced) -> Raced:
    """Another racer that goes on from there."""
    again = Raced(raced.racer.data, **NEITHER)
    again.collect()
    again.events.clear()
    put_back(unpack(pack(taken(raced.racer))), again.racer)
    return again


def shas(race: Race) -> list[str]:
    return [hashlib.sha256(lane.network.parameters.tobytes()).hexdigest() for lane in race.lanes]


@pytest.mark.parametrize("turns", [1, 3, 6])
def test_a_race_taken_up_ends_with_the_weights_of_one_left_alone(data: Data, raced: Raced, turns: int) -> None:
    raced(Run())
    raced.turns(turns)
    again = resumed(raced)
    assert again.racer.status == "running" and again.racer.steps == raced.racer.steps
    for each in (raced, again):
        each.turns()
    assert again.racer.status == "finished"
    assert shas(again.racer.race) == shas(raced.racer.race)
    for lane, other in zip(raced.racer.race.lanes, again.racer.race.lanes, strict=True):
        np.testing.assert_array_equal(lane.path.weights, other.path.weights)


def test_all_that_was_to_be_seen_of_a_race_is_to_be_seen_again(raced: Raced) -> None:
    raced.reset(limit={"accuracy": 0.8, "steps": 4_000})
    raced(Plane(kind="principal"))
    raced(Run())
    raced.turns()
    again = resumed(raced)
    again.turns()  # which draw the map
    before, after = (race_look.race_now(each.racer, 1, 0.0) for each in (raced, again))
    assert after.lanes == before.lanes and after.first == before.first and after.timing == before.timing
    assert (after.phase, after.show, after.clock, after.compute) == (
        "finished",
        before.show,
        before.clock,
        before.compute,
    )
    for old, new in zip(*(race_look.paths(each.racer, 1, 0.0).lanes for each in (raced, again)), strict=True):
        np.testing.assert_array_equal(old.step, new.step)
        np.testing.assert_array_equal(old.show, new.show)
        np.testing.assert_allclose(old.x, new.x, atol=1e-5)
    surveys = [each.racer.chart.survey for each in (raced, again)]
    maps = [race_look.contours(raced.racer, survey, 1, 0.0) for survey in surveys if survey]
    np.testing.assert_array_equal(maps[0].cost, maps[1].cost)
    assert again.racer.setting == raced.racer.setting and maps[1].kind == "principal"


def test_a_record_that_hears_a_race_taken_up_knows_what_the_other_knew(raced: Raced) -> None:
    raced.reset(limit={"accuracy": 0.8, "steps": 4_000})
    raced(Search(lanes=[1]))
    raced.turns()
    raced(Run())
    raced.turns()
    states = []
    for each in (raced, resumed(raced)):
        record = RaceRecord("a1", "Race", raced.racer.setting.as_mapping())
        each.of(Curves)
        for event in each.events:
            record.apply(event)
        states.append(record.state())
    before, after = states
    assert before.reached and [r.step for r in after.reached] == [r.step for r in before.reached]
    assert before.trials and [t.eta for t in after.trials] == [t.eta for t in before.trials]
    for old, new in zip([*before.batches, *before.scores], [*after.batches, *after.scores], strict=True):
        np.testing.assert_array_equal(old.step, new.step)
        np.testing.assert_array_equal(old.cost, new.cost)


def test_a_search_under_way_begins_anew_and_the_race_follows_it(data: Data) -> None:
    lanes = [lane | {"batch_size": size} for lane, size in zip(SIZES, (200, 100), strict=True)]  # which are soon tried
    raced = Raced(data, lanes=lanes, limit=LIMIT, clock="examples", etas="best")
    raced(Run())
    raced.turns(until=lambda: len(raced.of(Trial)) > 2)
    again = resumed(raced)
    assert again.racer.phase == "searching"
    for each in (raced, again):
        each.turns()
    assert again.racer.status == "finished"
    assert again.racer.setting.plan == raced.racer.setting.plan
    assert shas(again.racer.race) == shas(raced.racer.race)


def test_a_step_under_way_is_finished_and_then_the_race_rests(raced: Raced) -> None:
    raced(Step(unit="epoch"))
    raced.turns(2)
    again = resumed(raced)
    again.turns()
    assert again.racer.status == "paused"
    assert [lane.examples for lane in again.racer.race.lanes] == [2_000, 600]  # the other lane has come to its limit


def test_a_race_whose_show_is_far_ahead_of_it_comes_back(raced: Raced) -> None:
    raced(Pace(law="log", value=1e-3))
    raced(Run())
    raced.turns(until=lambda: raced.racer.show.allowed > 2**53)
    assert resumed(raced).racer.show.allowed == raced.racer.show.allowed


def test_every_change_of_a_race_is_written_at_once_and_its_way_every_few_seconds(raced: Raced, tmp_path: Path) -> None:
    raced.clock.tick = 0.0
    checkpoints = Checkpoints(tmp_path)
    keeper = Keeper(checkpoints, RACE, raced.clock, AtOnce())

    def found() -> dict[str, Any]:
        keeper.turn(raced.racer)
        checkpoint, _ = checkpoints.load()
        assert checkpoint is not None
        return checkpoint.facts

    assert found()["setting"]["pace"]["law"] == "free"
    raced(Pace(law="linear", value=2.0))
    assert found()["setting"]["pace"] == {"law": "linear", "value": 2.0}
    raced(Run())
    assert found()["status"] == "running"
    lane = raced.racer.race.lanes[1]
    lane.advance()
    assert found()["lanes"][1]["step"] == 0
    raced.clock.now += EVERY
    assert found()["lanes"][1]["step"] == lane.steps > 0
    raced(Pause())
    assert found()["status"] == "paused"


STRANGE: dict[str, Callable[[dict[str, Any]], Any]] = {
    "another format": lambda facts: facts | {"format": 2},
    "other data": lambda facts: facts | {"data": "0"},
    "a lane too few": lambda facts: facts | {"lanes": facts["lanes"][:1]},
    "a plan that is none": lambda facts: facts | {"setting": {"clock": "moon"}},
    "no generator": lambda facts: facts | {"lanes": [facts["lanes"][0], facts["lanes"][1] | {"rng": {}}]},
    "something more": lambda facts: facts | {"more": 1},
}


@pytest.mark.parametrize("strangeness", STRANGE)
def test_a_checkpoint_that_does_not_fit_is_refused(raced: Raced, strangeness: str) -> None:
    whole = taken(raced.racer)
    spoilt = Checkpoint(STRANGE[strangeness](whole.facts), whole.arrays)
    with pytest.raises(Unsound):
        put_back(unpack(pack(spoilt)), Raced(raced.racer.data).racer)


def test_the_largest_race_fits(data: Data) -> None:
    lanes = [{"batch_size": 10 + i, "optimizer": "adam", "colour": i} for i in range(LANES[1])]
    raced = Raced(data, lanes=lanes, plan={"sizes": [784, 8, 10]})
    raced(Run())
    raced.turns(until=lambda: raced.racer.chart.survey is not None)
    assert len(taken(raced.racer).arrays) < MOST_ARRAYS
    parameters = Plan(sizes=(784, 512, 512, 512, 512, 10)).parameter_count
    shortest = 8 * LANES[1] * 4 * parameters  # the fewest points of a path
    adam, orders, plane = 3 * LANES[1] * 4 * parameters, LANES[1] * 4 * 60_000, 2 * 8 * parameters
    assert max(MEMORY, shortest) + adam + orders + plane < LARGEST


# --- a server and its page --------------------------------------------------------------------------------------------

RACE_STEPS = 2_000
WHOLE = {
    "clock": "steps",
    "lanes": [{"batch_size": 100, "optimizer": "momentum", "eta": 0.5}, {"batch_size": 10, "eta": 1.5, "colour": 1}],
    "limit": {"accuracy": None, "steps": RACE_STEPS},
    "pace": {"law": "linear", "value": 800.0},
}
SHOWN: tuple[commands.Kind, ...] = ("race", "race_paths", "contours")


@pytest.fixture(scope="module")
def undisturbed(mnist: Data) -> list[list[np.ndarray]]:
    """W and b of each lane after a race in which nothing happened."""
    race = Race(RacePlan.from_mapping(Setting.of(WHOLE).plan.as_mapping()), mnist)
    while turn := race.turn():
        turn[0].advance()
        turn[0].pay(1e-4, 0.0)
    return [[*lane.network.W, *lane.network.b] for lane in race.lanes]


def weights_of(viewer: Viewer) -> list[list[np.ndarray]]:
    taken = [viewer.ask(commands.Take(id=10 + lane, lane=lane)) for lane in range(len(WHOLE["lanes"]))]  # type: ignore[arg-type]
    return [[*each.W, *each.b] for each in taken]


def until_at(viewer: Viewer, clock: int) -> None:
    viewer.until(messages.RaceNow, lambda picture: picture.clock >= clock)


def tables(server: Server, run: str) -> list[str]:
    with server.client() as client:
        answers = [client.get(f"/api/runs/{run}/race.csv", params={"of": of}) for of in ("paths", "batches", "scores")]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    return [answer.text for answer in answers]


def test_faults_1_and_4_a_race_whose_worker_and_server_are_killed_ends_as_one_left_alone(
    start_server: Callable[..., Server], undisturbed: list[list[np.ndarray]], tmp_path: Path
) -> None:
    server = start_server(memory=tmp_path)
    run = server.new_run(race=WHOLE, name="through thick and thin")
    with Viewer(server, run) as viewer:
        viewer.hello()
        viewer.ask(commands.Subscribe(id=1, kinds=list(SHOWN)))
        viewer.ask(commands.Run(id=2))
        until_at(viewer, 500)
        viewer.ask(commands.Save(id=3))  # a quick machine might else go on from its start
        (worker,) = processes(server)
        os.kill(worker, signal.SIGKILL)
        assert viewer.until(messages.RaceState).status == "running"
        assert viewer.until(messages.Notice).notice["code"] == "restarted"
        again = viewer.until(messages.Curves)
        assert all(scores.step[0] == 0 and len(scores.step) > 5 for scores in again.scores), "not all was told again"
        until_at(viewer, 1_000)
        until_stored(tmp_path, run, "running")
        workers = processes(server)
        server.process.kill()
    server.process.wait(WAIT)
    until_gone(workers)
    server = start_server(memory=tmp_path)
    with server.client() as client:
        (shown,) = client.get("/api/runs").json()["runs"]
    assert (shown["id"], shown["kind"], shown["name"]) == (run, "race", "through thick and thin")
    assert shown["status"] == "interrupted" and shown["reason"] == {"code": "server_ended"}
    with Viewer(server, run) as viewer:
        viewer.hello()
        assert viewer.until(messages.RaceState).status == "running"
        viewer.until(messages.Changed, lambda changed: changed.status == "finished")
        for mine, theirs in zip(weights_of(viewer), undisturbed, strict=True):
            for one, other in zip(mine, theirs, strict=True):
                assert one.tobytes() == other.tobytes()
    server.stop()


def test_a_race_that_is_over_is_the_same_under_the_next_server(
    start_server: Callable[..., Server], tmp_path: Path
) -> None:
    def seen(viewer: Viewer) -> tuple[race_wire.RaceNow, race_wire.Contours]:
        viewer.send(commands.Subscribe(kinds=["contours"]))
        finest = viewer.until(messages.Contours, lambda contours: contours.size == 61)
        viewer.send(commands.Subscribe(kinds=["race"]))
        return viewer.until(messages.RaceNow), finest

    server = start_server(memory=tmp_path)
    run = server.new_run(race=WHOLE | {"pace": {"law": "free", "value": 1}})
    with Viewer(server, run) as viewer:
        viewer.hello()
        viewer.send(commands.Run())
        viewer.until(messages.Changed, lambda changed: changed.status == "finished")
        before, map_before = seen(viewer)
    curves = tables(server, run)
    server.stop()
    server = start_server(memory=tmp_path)
    with server.client() as client:
        assert client.get(f"/api/runs/{run}").json()["status"] == "finished"
        metrics = client.get(f"/api/runs/{run}/metrics").json()
    assert {row["lane"] for row in metrics["scores"]} == {0, 1} and metrics["points"]
    with Viewer(server, run) as viewer:
        viewer.hello()
        state = viewer.until(messages.RaceState)
        assert state.status == "finished" and all(len(scores.step) > 50 for scores in state.scores)
        after, map_after = seen(viewer)
    assert (after.lanes, after.first, after.show) == (before.lanes, before.first, before.show)
    np.testing.assert_array_equal(map_after.cost, map_before.cost)
    assert tables(server, run)[1:] == curves[1:]
    server.stop()

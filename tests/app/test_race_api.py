"""A race over HTTP and a socket, with the real worker and the real digits."""

import csv
import io
from collections.abc import Iterator

import httpx
import msgspec
import numpy as np
import pytest

from app.wire import messages
from app.wire.commands import Reset, Run, Step, Subscribe, Take
from tests.conftest import Server, Viewer

LANES = [{"batch_size": 100, "eta": 5.0}, {"batch_size": 10, "eta": 1.5, "colour": 1}]
QUICK = {"lanes": LANES, "limit": {"accuracy": 0.8}, "pace": {"law": "free", "value": 1}}


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


@pytest.fixture(scope="module")
def race(server: Server) -> Iterator[str]:
    """The id of a race that is over, and was watched from the start to the end."""
    run = server.new_run(race=QUICK)
    with Viewer(server, run) as viewer:
        hello = viewer.hello()
        assert list(hello.choices["race"]["presets"]) == ["two", "sizes", "optimizers"]
        state = viewer.until(messages.RaceState)
        assert (state.status, state.step, len(state.scores)) == ("paused", 0, 2)
        viewer.send(Subscribe(kinds=["race", "race_paths", "contours"]))
        assert viewer.until(messages.RaceNow).phase == "ready"
        viewer.send(Run())
        reached = {viewer.until(messages.Reached).lane for _ in LANES}
        assert reached == {0, 1}
        while viewer.until(messages.RaceNow).phase != "finished":
            pass
        while viewer.until(messages.Contours).size < 61:
            pass
    yield run
    server.delete(run)


def test_who_comes_when_it_is_over_sees_all_of_it(server: Server, race: str) -> None:
    with Viewer(server, race) as newcomer:
        newcomer.hello()
        state = newcomer.until(messages.RaceState)
        assert state.status == "finished" and len(state.reached) == 2
        assert all(len(scores.step) > 10 for scores in state.scores)
        newcomer.send(Subscribe(kinds=["race", "race_paths", "contours"]))
        assert all(len(path.x) > 10 for path in newcomer.until(messages.Paths).lanes)
        assert newcomer.until(messages.Contours).size == 61  # the paths and then the map below them


def test_a_race_is_listed_as_one(client: httpx.Client, race: str) -> None:
    run = client.get(f"/api/runs/{race}").json()
    assert (run["kind"], run["status"]) == ("race", "finished")
    assert run["plan"]["lanes"][0]["batch_size"] == 100


@pytest.mark.parametrize("of", ["paths", "batches", "scores"])
def test_a_race_can_be_taken_along_as_a_table(client: httpx.Client, race: str, of: str) -> None:
    answer = client.get(f"/api/runs/{race}/race.csv", params={"of": of})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["lane"] for row in rows} == {"0", "1"}
    assert float(rows[-1]["cost"]) < 1


def test_a_training_goes_on_from_a_point_of_a_race(client: httpx.Client, server: Server, race: str) -> None:
    with Viewer(server, race) as viewer:
        viewer.hello()
        viewer.send(Take(lane=1, id=1))
        taken = viewer.until(messages.Taken)
    answer = client.post("/api/runs", json={"from": {"race": race, "lane": 1}, "name": "On from there"})
    assert answer.status_code == 201, answer.text
    run = answer.json()
    assert (run["kind"], run["name"], run["plan"]["eta"], run["step"]) == ("training", "On from there", 1.5, 0)
    with Viewer(server, run["id"]) as viewer:
        viewer.hello()
        viewer.send(Subscribe(kinds=["weights"]))
        weights: messages.Matrices | None = None
        score: messages.Score | None = None
        while weights is None or score is None:  # which of them comes first, and whether with the state, is open
            match viewer.until(object):
                case messages.Matrices() as weights:
                    pass
                case messages.State(score=score) | (messages.Score() as score):
                    pass
        np.testing.assert_array_equal(weights.W[1], taken.W[1])
        assert score.test_accuracy >= 0.8
        for plan, is_back in (({"eta": 0.5}, True), ({"seed": 5}, False), ({"seed": run["plan"]["seed"]}, True)):
            viewer.send(Step(unit="batch"))
            while viewer.until(messages.Matrices).step == 0:
                pass
            viewer.send(Reset(plan={name: msgspec.Raw(str(value).encode()) for name, value in plan.items()}))
            while (weights := viewer.until(messages.Matrices)).step > 0:
                pass
            assert np.array_equal(weights.W[1], taken.W[1]) == is_back
    server.delete(run["id"])


def test_what_is_no_race_is_refused_in_a_sentence(client: httpx.Client, server: Server, race: str) -> None:
    for body, complaint in (
        ({"race": {"clock": "moon"}}, "clock is 'moon'"),
        ({"race": 3}, "race is 3"),
        ({"race": {}, "eta": 1}, "beside race came eta"),
        ({"race": {"plan": {"sizes": [100, 16, 10]}}}, "784"),
        ({"race": {"pace": {"law": "wild"}}}, "pace or plane"),
        ({"from": {"race": "nowhere", "lane": 0}}, "there is no race 'nowhere'"),
        ({"from": {"race": race, "lane": 9}}, "lane"),
        ({"from": {"race": race, "lane": 3}}, "there is no lane 3"),
        ({"from": {"race": race}}, "lane"),
    ):
        answer = client.post("/api/runs", json=body)
        assert answer.status_code == 422 and complaint in answer.json()["detail"], (body, answer.text)
    training = server.new_run()
    assert client.get(f"/api/runs/{training}/race.csv").status_code == 409
    answer = client.post(f"/api/runs/{training}/commands", json={"type": "deal"})
    assert answer.status_code == 409 and "no race" in answer.json()["detail"]
    server.delete(training)

"""A race goes out as one file and comes in again; what comes from elsewhere is checked, all of it."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.kept import bundle
from app.kept.bundle import Bundle, Described
from app.kept.checkpoint import Checkpoint, pack
from app.kept.npz import Unsound
from app.race.brought import read
from app.race.keeping import put_back, taken
from app.wire import messages
from app.wire.commands import Run
from engine.mnist import Data
from tests.app.raced import Raced, little
from tests.app.test_kept_race import LIMIT, SIZES, shas, tables
from tests.conftest import Server, Viewer

RACE: dict[str, Any] = {"lanes": SIZES, "limit": LIMIT, "clock": "examples", "plan": {"sizes": [784, 6, 10]}}

Facts = dict[str, Any]
Arrays = dict[str, Any]


@pytest.fixture(scope="module")
def data(mnist: Data) -> Data:
    return little(mnist)


@pytest.fixture(scope="module")
def raced(data: Data) -> Raced:
    """A race that is under way, with a map."""
    raced = Raced(data, **RACE)
    raced(Run())
    raced.turns(until=lambda: raced.racer.chart.survey is not None and raced.racer.steps > 5)
    return raced


def put_down(checkpoint: Checkpoint, directory: Path) -> Path:
    """Its zip, as a file."""
    described = Described(nudge=1, name="a", plan={}, columns={}, commands=[], kind="race")
    file = directory / "brought"
    file.write_bytes(bundle.pack(Bundle(described, {}), pack(checkpoint)))
    return file


def test_a_race_that_is_brought_ends_as_the_other_and_draws_its_map_anew(raced: Raced, tmp_path: Path) -> None:
    before = taken(raced.racer)
    assert before.facts["chart"]
    again = Raced(raced.racer.data, lanes=[{"batch_size": 7}, {"batch_size": 9}])
    put_back(read(put_down(before, tmp_path), raced.racer.data), again.racer)
    left = Raced(raced.racer.data, **RACE)
    left(Run())
    for each in (left, again):
        each.turns()
    assert shas(again.racer.race) == shas(left.racer.race)
    assert again.racer.chart.survey is not None


def lane(change: Facts) -> Callable[[Facts, Arrays], object]:
    """Something else in the facts of the second lane."""
    return lambda facts, arrays: facts["lanes"][1].update(change)


def array(name: str, change: Callable[[Any], Any]) -> Callable[[Facts, Arrays], object]:
    """Something else in one of the arrays."""
    return lambda facts, arrays: arrays.update({name: change(arrays[name])})


HOSTILE: dict[str, Callable[[Facts, Arrays], object]] = {
    "another format": lambda facts, arrays: facts.update(format=2),
    "time that is none": lambda facts, arrays: facts.update(compute=-1.0),
    "a search of other lanes": lambda facts, arrays: facts.update(search={"lanes": [2], "then_race": True}),
    "a step of other lanes": lambda facts, arrays: facts.update(errand={"until": [[-1, 5.0]], "clock": "steps"}),
    "a plan that is none": lambda facts, arrays: facts["setting"].update(clock="moon"),
    "a lane too few": lambda facts, arrays: facts["lanes"].pop(),
    "a walk that is none": lane({"walk": "flying"}),
    "no stride": lane({"stride": 0}),
    "a usual time that is none": lane({"usual": [-1.0]}),
    "more than is remembered": lane({"usual": [1.0] * 10_000}),
    "goals that are none": lane({"goals": [[0.9, "x", 1, 1.0, 1.0]]}),
    "a fact too many": lane({"more": 1}),
    "facts without an end": lambda facts, arrays: facts.update(reason={"code": "x" * 100_000}),
    "parameters for all at once": array("1.parameters", lambda a: a[:1]),
    "parameters of another kind": array("1.parameters", lambda a: a.astype(np.float64)),
    "a path without points": array("1.path_weights", lambda a: a[:0]),
    "a path of different lengths": array("1.path_numbers", lambda a: a[:, :-1]),
    "a path for another network": array("1.path_weights", lambda a: a[:, :-1]),
    "a path that goes back": array("1.path_whole", lambda a: a[:, ::-1].copy()),
    "a path longer than there is room": lambda facts, arrays: arrays.update(
        {name: np.repeat(arrays[name], 100, axis) for name, axis in
         (("1.path_whole", 1), ("1.path_numbers", 1), ("1.path_weights", 0))}
    ),
    "curves without an end": array("1.batches", lambda a: np.zeros((5_000, 4))),
    "no scores": array("1.scores", lambda a: a[:0]),
    "scores that are no rows": array("1.scores", lambda a: a[:, :-1]),
    "scores of no step": array("1.scores", lambda a: a * np.nan),
    "an order of other data": array("1.order", lambda a: a + 60_000),
    "an order in rows": array("1.order", lambda a: a[np.newaxis]),
    "an array too many": lambda facts, arrays: arrays.update({"5.parameters": np.zeros(3, np.float32)}),
    "an array too few": lambda facts, arrays: arrays.pop("1.mean"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_is_refused_with_a_sentence(raced: Raced, name: str, tmp_path: Path) -> None:
    whole = taken(raced.racer)
    facts, arrays = json.loads(json.dumps(whole.facts)), dict(whole.arrays)
    HOSTILE[name](facts, arrays)
    file = put_down(Checkpoint(facts, arrays), tmp_path)
    with pytest.raises(Unsound):
        put_back(read(file, raced.racer.data), Raced(raced.racer.data).racer)


def test_a_whole_race_goes_out_and_comes_in(server: Server) -> None:
    race = {"limit": {"accuracy": None, "steps": 50}, "clock": "steps", "pace": {"law": "free", "value": 1.0}}
    lanes = [{"batch_size": 100, "name": "Bora"}, {"batch_size": 10, "eta": 1.0, "colour": 1}]
    run = server.new_run(race={**race, "lanes": lanes}, name="there and back")
    with Viewer(server, run) as viewer:
        viewer.hello()
        viewer.send(Run())
        viewer.until(messages.Changed, lambda changed: changed.status == "finished")
    with server.client() as client:
        content = client.get(f"/api/runs/{run}/run.zip").content
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            assert sorted(file.namelist()) == ["checkpoint.npz", "run.json"]
        answer = client.post("/api/imports", content=content)
        assert answer.status_code == 201, answer.text
        again, before = answer.json(), client.get(f"/api/runs/{run}").json()
        for name in ("name", "kind", "plan", "status", "step", "examples"):
            assert again[name] == before[name]
        assert again["id"] != run and again["url"] == f"/#race={again['id']}"
        assert tables(server, again["id"])[1:] == tables(server, run)[1:]

        described = {"nudge": 1, "name": "", "plan": {"clock": "moon"}, "columns": {}, "commands": [], "kind": "race"}
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as file:
            file.writestr("run.json", json.dumps(described))
        answer = client.post("/api/imports", content=out.getvalue())
        assert answer.status_code == 422 and "moon" in answer.json()["detail"]
    for each in (run, again["id"]):
        server.delete(each)


def test_a_race_that_rests_is_taken_along_as_it_rests(start_server: Callable[..., Server], tmp_path: Path) -> None:
    server = start_server(memory=tmp_path)
    with server.client() as client:
        run = client.post("/api/runs", json={"race": RACE}).json()["id"]
    server.stop()
    with start_server(memory=tmp_path).client() as client:
        assert client.get(f"/api/runs/{run}/run.zip").status_code == 200
        assert "nudge_workers 0.0" in client.get("/metrics").text

"""What a program asks over HTTP, with the real worker and the real digits."""

import csv
import io
import json
import math
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import WAIT, Server


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


def until(client: httpx.Client, run: str, true: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The run as soon as it is so."""
    deadline = time.monotonic() + WAIT
    while True:
        found: dict[str, Any] = client.get(f"/api/runs/{run}").json()
        if true(found):
            return found
        assert time.monotonic() < deadline, found


def command(client: httpx.Client, run: str, **wanted: Any) -> httpx.Response:
    return client.post(f"/api/runs/{run}/commands", json=wanted)


def test_a_run_is_made_with_any_part_of_a_plan(client: httpx.Client, server: Server) -> None:
    answer = client.post("/api/runs", json={"sizes": [784, 30, 10], "eta": 3, "name": "Nielsen", "speed": None})
    assert answer.status_code == 201
    run = answer.json()
    assert answer.headers["location"] == f"/api/runs/{run['id']}"
    assert (run["name"], run["status"], run["step"], run["speed"]) == ("Nielsen", "paused", 0, None)
    assert (run["plan"]["sizes"], run["plan"]["eta"], run["plan"]["batch_size"]) == ([784, 30, 10], 3.0, 10)
    assert client.get(run["url"]).status_code == 200
    server.delete(run["id"])


WRONG = {
    "an unknown key": ({"etaa": 1}, "a plan has no 'etaa'"),
    "a bad value": ({"eta": -1}, "eta is -1"),
    "a huge value": ({"eta": 10**400}, "eta is"),
    "a wrong kind": ({"sizes": "784"}, "sizes is '784'"),
    "a wide layer": ({"sizes": [784, 513, 10]}, "513"),
    "sizes that the data do not have": ({"sizes": [100, 16, 10]}, "784"),
    "a name that is none": ({"name": 5}, "name is 5"),
    "a bad speed": ({"speed": 0}, "speed"),
    "a list": ([], "the body is []"),
}


@pytest.mark.parametrize(("body", "sentence"), WRONG.values(), ids=WRONG)
def test_a_plan_that_cannot_be_is_refused_in_a_sentence(client: httpx.Client, body: Any, sentence: str) -> None:
    answer = client.post("/api/runs", content=json.dumps(body))
    assert answer.status_code == 422
    assert sentence in answer.json()["detail"]


@pytest.mark.parametrize("body", [b"{", b'{"eta": NaN}', b'{"eta": 1e999}', b"\xff", b"[" * 100_000])
def test_a_body_that_is_not_json_is_refused(client: httpx.Client, body: bytes) -> None:
    for path in ("/api/runs", "/api/runs/x/predict"):
        answer = client.post(path, content=body, headers={"content-type": "application/json"})
        assert answer.status_code in {400, 404, 422} and isinstance(answer.json()["detail"], str)


def test_runs_are_listed_newest_first_named_and_deleted(client: httpx.Client, server: Server) -> None:
    first, second = server.new_run(), server.new_run()
    listed = [run["id"] for run in client.get("/api/runs").json()["runs"]]
    assert listed.index(second) < listed.index(first)
    assert client.patch(f"/api/runs/{first}", json={"name": "<b>Mine</b>\u202e"}).json()["name"] == "<b>Mine</b>"
    assert client.patch(f"/api/runs/{first}", json={}).status_code == 422
    for id in (first, second):
        assert client.delete(f"/api/runs/{id}").status_code == 204
        assert client.get(f"/api/runs/{id}").status_code == 404
        assert client.delete(f"/api/runs/{id}").status_code == 404


def test_a_run_learns_so_many_epochs_and_then_is_finished(client: httpx.Client, run: str) -> None:
    assert command(client, run, type="run", epochs=1, speed=None, id=9).json() == {"type": "done", "id": 9}
    found = until(client, run, lambda run: run["status"] == "finished" and run["test_accuracy"] is not None)
    assert found["reason"]["code"] == "epochs_done"
    assert (found["step"], found["epoch"], found["examples"]) == (6_000, 1.0, 60_000)
    until(client, run, lambda run: run["test_accuracy"] > 0.9)
    command(client, run, type="run", epochs=1, speed=None)
    until(client, run, lambda run: run["status"] == "finished" and run["step"] == 12_000)


def test_what_is_told_of_a_running_run_is_current(client: httpx.Client, run: str) -> None:
    command(client, run, type="run", speed=500)
    first = until(client, run, lambda run: run["step"] > 0)
    until(client, run, lambda run: run["step"] > first["step"])
    assert command(client, run, type="pause").status_code == 200
    until(client, run, lambda run: run["status"] == "paused")


def test_a_run_steps_and_goes_back_to_the_very_same_start(client: httpx.Client, run: str) -> None:
    for _ in range(2):
        command(client, run, type="step", unit="batch")
        until(client, run, lambda run: (run["status"], run["step"]) == ("paused", 1))
        command(client, run, type="reset")
        until(client, run, lambda run: run["step"] == 0)
    command(client, run, type="reset", plan={"seed": 5, "sizes": [784, 20, 10]})
    found = until(client, run, lambda run: run["plan"]["seed"] == 5)
    assert found["plan"]["sizes"] == [784, 20, 10]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"type": "fly"}, 422),
        ({}, 422),
        ({"type": "set", "eta": -1}, 422),
        ({"type": "set", "batch_size": 70_000}, 422),
        ({"type": "reset", "plan": {"sizes": [784, 0, 10]}}, 422),
        ({"type": "watch", "source": "test", "index": 10_000}, 422),
        ({"type": "explain", "layer": 1, "neuron": 16}, 422),
        ({"type": "ack", "count": 0}, 422),
        ({"type": "learn", "label": 3}, 409),
        ({"type": "inspect", "parameters": [{"layer": 0, "j": 0}], "over": "batch"}, 409),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    client: httpx.Client, run: str, body: dict[str, Any], status: int
) -> None:
    answer = client.post(f"/api/runs/{run}/commands", json=body)
    assert answer.status_code == status, answer.text
    assert len(answer.json()["detail"]) > 10
    assert client.get(f"/api/runs/{run}").json()["status"] == "paused"


def test_every_question_of_a_page_can_be_asked_here(client: httpx.Client, run: str) -> None:
    answer = command(client, run, type="explain", layer=3, neuron=2).json()
    assert answer["type"] == "explanation" and len(answer["W"]) == 16 and sum(answer["share"]) == pytest.approx(1)


def test_divergence_is_said_and_every_answer_stays_json(client: httpx.Client, server: Server) -> None:
    run = server.new_run(sizes=[784, 64, 64, 64, 64, 10], activation="relu", cost="log_likelihood", eta=10)
    command(client, run, type="run", speed=None)
    found = until(client, run, lambda run: run["status"] == "diverged")
    assert found["reason"]["code"] == "diverged"
    for path in (f"/api/runs/{run}", f"/api/runs/{run}/metrics", "/api/runs"):
        json.loads(client.get(path).text, parse_constant=pytest.fail)
    answer = client.post(f"/api/runs/{run}/predict", json={"pixels": [1.0] * 784})
    assert answer.status_code == 409
    server.delete(run)


def test_curves_come_as_json_or_as_csv(client: httpx.Client, run: str) -> None:
    command(client, run, type="run", epochs=0.1, speed=None)
    # The untrained network is scored first; nothing is added to the curves once the last step has been.
    curves = until(client, f"{run}/metrics", lambda curves: curves["scores"] and curves["scores"][-1]["step"] == 600)
    assert set(curves["scores"][0]) == {"step", "epoch", "seconds", "test_cost", "test_accuracy", "train_cost"}
    assert curves["points"]
    for curve in ("scores", "points"):
        answer = client.get(f"/api/runs/{run}/metrics?curve={curve}", headers={"accept": "text/csv"})
        assert answer.headers["content-type"].startswith("text/csv")
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert [int(row["step"]) for row in rows] == [row["step"] for row in curves[curve]]


def test_a_drawing_is_seen_as_the_network_sees_it(client: httpx.Client, run: str) -> None:
    command(client, run, type="run", epochs=1, speed=None)
    until(client, run, lambda run: run["status"] == "finished")
    seven = {"strokes": [[[10, 10], [90, 10], [40, 110]]]}
    answer = client.post(f"/api/runs/{run}/predict", json=seven).json()
    assert len(answer["activations"]) == 10 and len(answer["pixels"]) == 784
    assert answer["verdict"] == max(range(10), key=answer["activations"].__getitem__) == 7
    assert all(math.isfinite(value) for value in answer["activations"])


def test_most_test_examples_are_answered_rightly_after_an_epoch(client: httpx.Client, run: str) -> None:
    command(client, run, type="run", epochs=1, speed=None)
    until(client, run, lambda run: run["status"] == "finished")
    right = 0
    for index in range(30):
        example = client.get(f"/api/data/test/{index}").json()
        answer = client.post(f"/api/runs/{run}/predict", json={"pixels": example["pixels"]}).json()
        right += answer["verdict"] == example["label"]
    assert right >= 25


@pytest.mark.parametrize(
    "body",
    [{}, {"pixels": []}, {"pixels": [2] * 784}, {"pixels": [0] * 784, "strokes": []}, {"x": 1}, {"strokes": [[[1]]]}],
)
def test_what_is_no_drawing_is_refused(client: httpx.Client, run: str, body: dict[str, Any]) -> None:
    answer = client.post(f"/api/runs/{run}/predict", json=body)
    assert answer.status_code == 422 and isinstance(answer.json()["detail"], str)


def test_examples_are_there_by_set_and_index(client: httpx.Client) -> None:
    first = client.get("/api/data/train/0").json()
    assert (first["index"], first["label"], len(first["pixels"])) == (0, 5, 784)
    assert 0 <= min(first["pixels"]) and max(first["pixels"]) <= 1
    assert client.get("/api/data/test/9999").status_code == 200
    for path in ("test/10000", "train/60000"):
        assert client.get(f"/api/data/{path}").status_code == 404
    for path in ("valid/0", "test/-1", "test/x"):
        assert client.get(f"/api/data/{path}").status_code == 422


def test_no_more_runs_than_allowed(start_server: Callable[..., Server]) -> None:
    server = start_server(NUDGE_MAX_RUNS="1")
    run = server.new_run()
    with server.client() as client:
        assert client.get("/readyz").status_code == 503
        answer = client.post("/api/runs")
        assert answer.status_code == 503 and "delete one" in answer.json()["detail"]
        assert answer.json()["code"] == "full"  # by which a page finds its own words
        server.delete(run)
        assert client.get("/readyz").json() == {"status": "ready"}
        assert client.post("/api/runs").status_code == 201


def test_the_interface_is_documented(client: httpx.Client) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    assert {"/api/runs", "/api/runs/{id}", "/api/runs/{id}/commands", "/api/runs/{id}/predict"} <= set(paths)
    assert all(method["description"] for path in paths.values() for method in path.values())
    body = paths["/api/runs"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["example"]["sizes"] == [784, 16, 16, 10]

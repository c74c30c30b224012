"""What a program is told over HTTP when it asks for what there is not, in a way that is none, or when it cannot be."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from app.runs.questions import ASLEEP, BROKEN, BUSY, ENDED, RESTED
from app.web.faults import refused
from app.wire import protocol
from app.wire.commands import VIEWER
from tests.conftest import Server


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


@pytest.fixture
def run(server: Server) -> Iterator[str]:
    id = server.new_run()
    yield id
    server.delete(id)


@pytest.mark.parametrize(("code", "message"), [ASLEEP, BROKEN, BUSY, RESTED, ("not_saved", ""), ("disk_slow", "")])
def test_what_may_go_well_a_little_later_is_not_the_fault_of_who_asked(code: str, message: str) -> None:
    assert refused(code, message).status_code == 503


def test_what_a_run_cannot_do_as_it_stands_is_a_conflict_and_a_fault_of_ours_is_ours() -> None:
    codes = (ENDED[0], "race_over", "searching", "diverged", "in_the_past", "wall_empty", "is_a_race", "no_race")
    assert {refused(code, "").status_code for code in codes} == {409}
    assert refused("error", "").status_code == 500
    assert refused("out_of_range", "").status_code == 422


def test_a_run_that_fails_at_once_says_what_to_do(start_server: Callable[..., Server]) -> None:
    with start_server(NUDGE_RUN_MEMORY="1", NUDGE_RESTARTS="0").client() as client:
        answer = client.post("/api/runs")
    assert answer.status_code == 500
    assert "NUDGE_RUN_MEMORY" in answer.json()["detail"] and "{" not in answer.json()["detail"]


def test_a_run_that_cannot_look_where_it_is_to_be_kept_says_so(
    start_server: Callable[..., Server], tmp_path: Path
) -> None:
    (tmp_path / "runs").write_bytes(b"")  # no directory
    with start_server(memory=tmp_path).client() as client:
        answer = client.post("/api/runs")
        assert answer.status_code == 500 and "cannot be read just now (Not a directory)" in answer.json()["detail"]
        assert client.get("/api/runs").json()["runs"] == []


def test_a_text_that_is_not_utf8_is_the_fault_of_who_sent_it(client: httpx.Client, run: str) -> None:
    for method, path in (("POST", "/api/runs"), ("PATCH", f"/api/runs/{run}"), ("POST", f"/api/runs/{run}/predict")):
        answer = client.request(method, path, content=b'{"name": "\xff"}', headers={"content-type": "application/json"})
        assert answer.status_code == 422 and "the body is not JSON" in answer.json()["detail"], answer.text


def test_who_forgets_to_say_that_it_sends_json_is_told_so(client: httpx.Client, run: str) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}  # as curl -d says
    answer = client.patch(f"/api/runs/{run}", content=b'{"name": "mine"}', headers=form)
    assert answer.status_code == 422
    assert all(part in answer.json()["detail"] for part in (form["content-type"], "Content-Type: application/json"))
    answer = client.patch(f"/api/runs/{run}", content=b'{"name": ', headers={"content-type": "application/json"})
    assert answer.json()["detail"].startswith("the body is not JSON: ")


def test_a_name_of_which_nothing_can_be_seen_is_refused(client: httpx.Client, run: str) -> None:
    before = client.get(f"/api/runs/{run}").json()["name"]
    assert client.patch(f"/api/runs/{run}", json={"name": " \u202e "}).status_code == 422
    assert client.get(f"/api/runs/{run}").json()["name"] == before


def test_a_plan_in_the_address_that_is_none_is_called_so(client: httpx.Client) -> None:
    answer = client.post("/api/imports", content=b"x", params={"plan": "[]"})
    assert answer.status_code == 422 and answer.json()["detail"].startswith("plan is '[]', expected an object as JSON")


def test_what_came_is_said_beside_what_was_expected(client: httpx.Client, run: str) -> None:
    pixels = [0.0] * 784
    for method, path, body, sentences in (
        ("GET", f"/api/runs/{run}/metrics?curve=wild", None, ("'scores' or 'points'", '"wild" came')),
        ("GET", "/api/data/train/-1", None, ("greater than or equal to 0", '"-1" came')),
        ("PATCH", f"/api/runs/{run}", {"name": 7}, ("name", "string", "7 came")),
        ("POST", "/api/runs", {"speed": 0}, ("speed is 0", "above 0")),
        ("POST", "/api/runs", [1], ("the body is [1], expected an object",)),
        ("POST", "/api/runs", {"from": {}}, ("from has nothing, expected race, lane and step, or run and step",)),
        ("POST", "/api/runs", {"from": {"run": run, "type": "reset"}}, ("from has run, type, expected",)),
        ("POST", f"/api/runs/{run}/predict", {"pixels": [*pixels[1:], "1"]}, ("pixels.783", '"1" came')),
        ("POST", f"/api/runs/{run}/predict", {"pixels": [*pixels, 0]}, ("pixels", "at most 784")),
    ):
        answer = client.request(method, path, json=body)
        assert answer.status_code == 422 and all(part in answer.json()["detail"] for part in sentences), answer.text


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999"])
def test_a_number_that_is_none_is_called_by_its_name(client: httpx.Client, run: str, number: str) -> None:
    content = f'{{"strokes": [[[{number}, 0]]]}}'
    answer = client.post(f"/api/runs/{run}/predict", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 422 and "strokes.0.0.0" in answer.json()["detail"]
    assert "finite" in answer.json()["detail"] and "null" not in answer.json()["detail"]


def test_of_what_has_no_end_only_the_beginning_is_said_again(client: httpx.Client, run: str) -> None:
    assert len(client.get("/api/runs/" + "x" * 50_000).content) < 200
    answer = client.patch(f"/api/runs/{run}", content=b"[" * 100_000, headers={"content-type": "application/json"})
    assert answer.status_code == 422 and "too deep" in answer.json()["detail"]


def test_a_path_says_all_that_it_takes(client: httpx.Client) -> None:
    for path, takes in {
        "/api/runs": "GET, HEAD, POST",
        "/api/runs/x": "DELETE, GET, HEAD, PATCH",
        "/api/imports": "POST",
        "/healthz": "GET, HEAD",
        "/static/js/main.js": "GET, HEAD",
    }.items():
        answer = client.put(path)
        assert (answer.status_code, answer.headers["allow"]) == (405, takes)
        assert answer.json() == {"detail": f"{path} takes {takes}, not PUT"}


def test_a_path_that_there_is_not_is_named(client: httpx.Client) -> None:
    answer = client.get("/api/run")
    assert answer.status_code == 404
    assert answer.json() == {"detail": "there is nothing at /api/run; /api/openapi.json says what there is"}


def test_who_asks_for_a_socket_as_for_a_page_is_told_that_it_is_one(client: httpx.Client, run: str) -> None:
    answer = client.get(f"/ws/{run}")
    assert (answer.status_code, answer.headers["upgrade"]) == (426, "websocket")
    assert "WebSocket" in answer.json()["detail"] and "proxy" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/", "/healthz", "/readyz", "/metrics", "/api/runs", "/static/js/main.js"])
def test_what_can_be_got_has_a_head(client: httpx.Client, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == got.headers["content-type"]
    assert path == "/metrics" or head.headers["content-length"] == got.headers["content-length"]


def test_a_head_of_what_is_not_there_has_no_body_either(client: httpx.Client) -> None:
    assert (client.head("/api/runs/x").status_code, client.head("/api/imports").status_code) == (404, 405)


def test_nothing_that_changes_may_be_kept_on_the_way(client: httpx.Client, run: str) -> None:
    for path in ("/", "/api/runs", f"/api/runs/{run}/scores.csv", "/metrics", "/healthz", "/nowhere"):
        assert client.get(path).headers["cache-control"] == "no-store"
    assert client.get("/static/js/main.js").headers["cache-control"] == "no-cache"


def test_every_operation_says_how_it_fails_and_every_file_what_it_is(client: httpx.Client) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    for path, operations in paths.items():
        for operation in operations.values():
            assert {"4XX", "5XX"} < set(operation["responses"]), path
    files = {path: paths[path]["get"]["responses"]["200"]["content"] for path in paths if "." in path}
    assert {kind for content in files.values() for kind in content} == {
        "application/octet-stream", "application/zip", "text/csv", "text/x-python",
    }  # fmt: skip


def test_every_command_is_described_with_its_fields_and_those_of_a_socket_are_not(
    client: httpx.Client, run: str
) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    schema = paths["/api/runs/{id}/commands"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    described = {kind["properties"]["type"]["enum"][0]: kind["properties"] for kind in schema["anyOf"]}
    assert described["imagine"]["a"]["prefixItems"][0] == {"type": "number", "minimum": -100, "maximum": 100}
    assert described["check"]["parameter"]["required"] == ["layer", "j"]
    for name in protocol.COMMANDS:
        answer = client.post(f"/api/runs/{run}/commands", json={"type": name, "unknown": 1})
        assert answer.status_code == 422 and "unknown field" in answer.json()["detail"]
    assert set(protocol.COMMANDS) - described.keys() == {kind.__struct_config__.tag for kind in VIEWER}


def test_a_new_run_is_described_with_its_ranges_and_needs_no_body(client: httpx.Client) -> None:
    body = client.get("/api/openapi.json").json()["paths"]["/api/runs"]["post"]["requestBody"]
    plan = body["content"]["application/json"]["schema"]["properties"]
    assert not body["required"] and plan["seed"]["maximum"] == 2**32 - 1 and "relu" in plan["activation"]["enum"]
    assert plan["race"]["example"]["lanes"] and plan["eta"]["exclusiveMinimum"] == 0
    made = client.post("/api/runs")
    assert made.status_code == 201 and "300" in plan["speed"]["description"] and made.json()["speed"] == 300
    client.delete(made.headers["location"])

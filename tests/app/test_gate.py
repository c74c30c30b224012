"""Nobody passes the gate who calls another name, comes from a foreign page or lacks the token, by request or socket."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from hypothesis import given
from hypothesis import strategies as st
from starlette.routing import Mount, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect

from app.main import create_app
from app.settings import Settings
from app.web.gate import FORBIDDEN, Gate, _hostname, _origin
from engine.mnist import Data, Dataset

HEADERS = {
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
}
HOME = "http://localhost:8000"
CONTROL, WATCH = "c" * 22, "w" * 22


def app(**settings: Any) -> Gate:
    few = Dataset.labelled(np.ones((10, 785), np.float32), np.arange(10, dtype=np.uint8))
    data = Data(few, few, tuple("0123456789"), "digest")
    return create_app(Settings(**settings), data, entry=lambda connection, setup: None, preload=[])


@pytest.fixture
def client() -> Iterator[TestClient]:
    yield TestClient(app(), base_url=HOME)


@pytest.fixture
def guarded() -> Iterator[TestClient]:
    yield TestClient(app(control_token=CONTROL, watch_token=WATCH), base_url=HOME)


def routes() -> list[tuple[str, str]]:
    """Method and path of every route there is; a socket's method is WS."""
    found = []
    whole = app().app
    assert isinstance(whole, FastAPI)
    for route in iter_route_contexts(whole.routes):
        path = (route.path or "").format(id="x", part="test", index=0, form="npz", curve="scores")
        if isinstance(route.original_route, WebSocketRoute):
            found.append(("WS", path))
        elif isinstance(route.original_route, Mount):
            found.append(("GET", f"{path}/js/main.js"))
        elif route.methods:
            found += [(method, path) for method in sorted(route.methods)]
        else:
            raise AssertionError(f"what is {route}?")
    return found


def status(client: TestClient, method: str, path: str, **headers: str) -> int:
    if method != "WS":
        answer = client.request(method, path, headers=headers)
        assert HEADERS <= set(answer.headers), f"{method} {path} lacks {HEADERS - set(answer.headers)}"
        return answer.status_code
    try:
        with client.websocket_connect(f"ws://localhost:8000{path}", headers=headers) as socket:
            assert {name.decode() for name, _ in socket.extra_headers or []} >= HEADERS
            socket.send_text('{"type":"nonsense"}')
            try:
                socket.receive_bytes()  # a word about the nonsense
                return 101
            except WebSocketDisconnect as end:
                return end.code
    except WebSocketDenialResponse as answer:
        assert set(answer.headers) >= HEADERS
        return answer.status_code


def test_there_are_routes_of_all_kinds_to_walk() -> None:
    found = routes()
    assert ("WS", "/ws/x") in found and ("POST", "/api/runs") in found and ("GET", "/runs/x") in found


@pytest.mark.parametrize(("method", "path"), routes())
def test_every_route_refuses_a_foreign_name(client: TestClient, method: str, path: str) -> None:
    assert status(client, method, path, host="evil.example") == 400


@pytest.mark.parametrize(("method", "path"), routes())
def test_every_route_that_changes_or_streams_refuses_a_foreign_page(client: TestClient, method: str, path: str) -> None:
    for origin in ("http://evil.example", "null", "https://localhost:8000", "http://localhost:8001"):
        refused = status(client, method, path, origin=origin) == 403
        assert refused == (method not in {"GET", "HEAD"})


@pytest.mark.parametrize(("method", "path"), [route for route in routes() if route[1] not in {"/healthz", "/readyz"}])
def test_every_route_asks_for_the_token(guarded: TestClient, method: str, path: str) -> None:
    refused = FORBIDDEN if method == "WS" else 401
    assert status(guarded, method, path) == refused
    assert status(guarded, method, path, authorization="Bearer wrong") == refused
    for cookie in ("nudge-8000=wrong", "nudge-8000=", "nudge-8000", "="):
        assert status(guarded, method, path, cookie=cookie) == refused


def test_own_pages_and_scripts_pass(client: TestClient) -> None:
    assert status(client, "WS", "/ws/x", origin=HOME) == 101
    assert status(client, "WS", "/ws/x") == 101
    assert status(client, "DELETE", "/api/runs/x", origin=HOME) == 404


@pytest.mark.parametrize("host", ["localhost", "localhost:1", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:8000"])
def test_these_are_our_names(client: TestClient, host: str) -> None:
    assert status(client, "GET", "/healthz", host=host) == 200


FOREIGN = ["", "localhost.evil.example", "localhost:8000@evil", "evil@localhost", "localhost/", "localhost:", "[::1"]
FOREIGN += ["1.2.3.4", "localhost evil", "localhost,evil", "127.0.0.1.evil", "locaIhost", "0x7f.1"]


@pytest.mark.parametrize("host", FOREIGN)
def test_these_are_not(client: TestClient, host: str) -> None:
    assert status(client, "GET", "/healthz", host=host) == 400


def test_allowed_names_and_origins_are_added() -> None:
    client = TestClient(
        app(allowed_hosts=("lab",), allowed_origins=("https://lab",), control_token=CONTROL), base_url=HOME
    )
    right = {"host": "lab", "cookie": f"nudge-8000={CONTROL}"}
    assert status(client, "GET", "/healthz", host="lab") == 200
    assert status(client, "WS", "/ws/x", origin="https://lab", **right) == 101
    assert status(client, "WS", "/ws/x", origin="https://lab.evil", **right) == 403


def test_a_server_on_all_addresses_may_be_called_by_any_but_not_by_a_foreign_name() -> None:
    client = TestClient(app(host="0.0.0.0", control_token=CONTROL, watch_token=WATCH), base_url=HOME)
    assert status(client, "GET", "/healthz", host="192.168.0.7:8000") == 200
    assert status(client, "GET", "/healthz", host="rebound.example") == 400


@given(st.text(min_size=1, max_size=5), st.sampled_from(["http://localhost:8000", "http://[::1]:8000"]))
def test_no_beginning_and_no_end_makes_another_origin_ours(more: str, own: str) -> None:
    assert _origin(own + more) != _origin(own)
    assert _origin(more + own) != _origin(own)


@given(st.text(max_size=30))
def test_any_host_is_a_name_or_nothing(host: str) -> None:
    assert set(_hostname(host)) <= set("abcdefghijklmnopqrstuvwxyz0123456789.:-_")


def test_the_health_of_the_server_is_no_secret(guarded: TestClient) -> None:
    assert guarded.get("/healthz").json() == {"status": "ok"}


def test_a_token_in_the_address_becomes_a_cookie_and_leaves_the_address(guarded: TestClient) -> None:
    answer = guarded.get(f"/?token={CONTROL}")
    assert answer.status_code == 200 and 'content="0;url=/"' in answer.text
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and cookie.startswith("nudge-8000=")
    assert guarded.get("/").status_code == 200  # the client keeps the cookie
    assert status(guarded, "WS", "/ws/x", cookie=f"nudge-8000={CONTROL}") == 101


OTHERS = ['theme={"dark": true}', "greeting=gr\xfc\xdf dich", "a b=c", "x", "=y", '"', "s=a,b", "[1]={2}"]


@pytest.mark.parametrize("other", OTHERS)
def test_cookies_of_other_programs_lock_nobody_out(guarded: TestClient, other: str) -> None:
    own = f"nudge-8000={CONTROL}"
    for cookie in (f"{other}; {own}", f"{own}; {other}"):
        sent = [(b"host", b"localhost:8000"), (b"cookie", cookie.encode("latin-1"))]
        assert guarded.get("/", headers=sent).status_code == 200


def test_joining_leads_to_our_own_pages_alone(guarded: TestClient) -> None:
    assert "url=/runs/a1" in guarded.get(f"/runs/a1?token={WATCH}").text
    assert 'url=/"' in guarded.get(f"//evil.example/?token={WATCH}").text


def test_a_wrong_token_in_the_address_opens_nothing(guarded: TestClient) -> None:
    answer = guarded.get("/?token=wrong")
    assert answer.status_code == 401 and "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/api/runs", "/metrics", "/static/js/main.js"])
def test_a_program_is_not_answered_with_a_page_for_its_token_in_the_address(guarded: TestClient, path: str) -> None:
    answer = guarded.get(f"{path}?token={CONTROL}")
    assert answer.status_code == 401 and "set-cookie" not in answer.headers
    assert answer.headers["www-authenticate"] == "Bearer" and "Authorization: Bearer" in answer.text
    answer = guarded.get(f"/api/runs?token={CONTROL}", headers={"authorization": f"Bearer {WATCH}"})
    assert answer.json() == {"runs": [], "control": False}


def test_who_may_watch_may_not_change(guarded: TestClient) -> None:
    watch = {"authorization": f"Bearer {WATCH}"}
    assert guarded.post("/api/runs", headers=watch).status_code == 403
    assert guarded.delete("/api/runs/x", headers=watch).status_code == 403
    assert guarded.patch("/api/runs/x", headers=watch, json={"name": "x"}).status_code == 403
    assert guarded.get("/api/runs", headers=watch).status_code == 200
    assert guarded.post("/api/exercise", headers=watch, json={}).status_code == 200  # which changes nothing


def test_who_watches_and_asks_without_end_is_told_to_wait_and_nobody_else_is() -> None:
    client = TestClient(app(control_token=CONTROL, watch_token=WATCH, max_requests=0.01), base_url=HOME)
    watch, control = ({"authorization": f"Bearer {token}"} for token in (WATCH, CONTROL))
    answers = [client.get("/api/runs", headers=watch) for _ in range(40)]
    assert {answer.status_code for answer in answers[:20]} == {200}
    assert {answer.status_code for answer in answers[20:]} == {429}
    last = answers[-1]
    assert last.headers["retry-after"] == "100" and set(last.headers) >= HEADERS
    assert last.json()["detail"].endswith(".") and "Retry-After" in last.json()["detail"]
    assert client.get("/api/runs", headers=control).status_code == 200
    assert client.get("/static/js/main.js", headers=watch).status_code == 200


def test_a_large_body_is_refused(client: TestClient) -> None:
    answer = client.post("/api/runs", content=b" " * (Settings().max_body * 1024 + 1))
    assert answer.status_code == 413 and set(answer.headers) >= HEADERS


def test_an_error_still_carries_the_headers(client: TestClient) -> None:
    assert set(client.get("/nowhere").headers) >= HEADERS


def test_a_fault_of_ours_still_carries_the_headers_and_tells_nothing() -> None:
    broken = app()
    assert isinstance(broken.app, FastAPI)
    broken.app.state.runs = None
    answer = TestClient(broken, base_url=HOME, raise_server_exceptions=False).get("/api/runs")
    assert answer.status_code == 500 and set(answer.headers) >= HEADERS
    assert answer.json() == {"detail": "something went wrong in the server; its log says what"}
    assert (
        answer.headers["connection"] == "close"
    )  # or who asks again on it, as after any other answer, would be cut off

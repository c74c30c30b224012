"""Behind a proxy with TLS, which gives the server another name, and says of each call from whom and how it came."""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.conftest import WAIT, Server

NAME = "nudge.school"
CONTROL, WATCH = "c" * 16, "w" * 16
FORWARDED = {"x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.7"}


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server]) -> Server:
    return start_server(NUDGE_ALLOWED_HOSTS=NAME, NUDGE_CONTROL_TOKEN=CONTROL, NUDGE_WATCH_TOKEN=WATCH)


@pytest.fixture
def proxy(server: Server) -> Iterator[httpx.Client]:
    """Passes on whatever somebody asks."""
    with httpx.Client(base_url=server.url, timeout=WAIT, headers=FORWARDED | {"host": NAME}) as client:
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def test_it_prints_the_address_by_which_people_come_and_the_one_for_the_proxy(server: Server) -> None:
    assert f"https://{NAME}/?token={CONTROL}" in server.lines[0]
    assert f"https://{NAME}/?token={WATCH}" in server.lines[1]
    assert f"{server.url}/" in server.lines[2]


def test_who_has_no_token_is_not_let_in(proxy: httpx.Client) -> None:
    assert proxy.get("/").status_code == 401
    assert proxy.get("/api/runs").status_code == 401


def test_the_cookie_is_never_sent_without_tls(proxy: httpx.Client) -> None:
    assert proxy.get(f"/?token={WATCH}").headers["set-cookie"].endswith("; Secure")


def test_a_page_of_its_name_may_command_and_one_that_came_without_tls_may_not(proxy: httpx.Client) -> None:
    made = proxy.post("/api/runs", json={}, headers=bearer(CONTROL) | {"origin": f"https://{NAME}"})
    assert made.status_code == 201
    other = proxy.post("/api/runs", json={}, headers=bearer(CONTROL) | {"origin": f"http://{NAME}"})
    assert other.status_code == 403
    assert proxy.delete(f"/api/runs/{made.json()['id']}", headers=bearer(CONTROL)).is_success


def test_a_page_of_its_name_has_a_socket_and_another_has_none(server: Server) -> None:
    def opened(origin: str) -> AbstractContextManager[ClientConnection]:
        address = httpx.URL(server.url)
        return connect(
            f"ws://{NAME}/ws/nothing",
            sock=socket.create_connection((address.host, address.port or 0), WAIT),
            origin=Origin(origin),
            additional_headers=FORWARDED | bearer(WATCH),
            open_timeout=WAIT,
        )

    with opened(f"https://{NAME}"):
        pass
    with pytest.raises(InvalidStatus, match="403"):
        opened("https://elsewhere.school")


def test_what_one_may_ask_is_counted_by_where_it_comes_from(start_server: Callable[..., Server]) -> None:
    server = start_server(NUDGE_WATCH_TOKEN=WATCH, NUDGE_MAX_REQUESTS="0.01")
    with server.client() as client:

        def ask(address: str) -> int:
            return client.get("/api/runs", headers=bearer(WATCH) | {"x-forwarded-for": address}).status_code

        asked = [ask("203.0.113.7") for _ in range(30)]
        assert asked[0] == 200 and asked[-1] == 429
        assert ask("203.0.113.8") == 200

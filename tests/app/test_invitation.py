"""A class comes in by an address that others can reach, with the token of who only watches, and reads it off a code."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
import segno
from starlette.testclient import TestClient

from app.settings import Settings
from app.web.invitation import address
from tests.app.test_gate import CONTROL, WATCH, app, status

Invited = Callable[..., dict[str, Any]]
BARE = r"http://(\d+\.){3}\d+:8000/|http://[\w.-]+:8000/"  # of the interface that leads out, or the name of the machine


def invited(called: str, **settings: Any) -> dict[str, Any]:
    """What a server with these settings answers to who may do all and calls it so."""
    client = TestClient(app(control_token=CONTROL, watch_token=WATCH, **settings), base_url=called)
    answer = client.get("/api/invitation", headers={"authorization": f"Bearer {CONTROL}"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize(
    ("called", "settings", "page"),
    [
        (
            "http://192.168.0.7:8000",
            {"host": "0.0.0.0"},
            r"http://192\.168\.0\.7:8000/",
        ),  # as it is called by the teacher
        ("http://[fd00::7]:8000", {"host": "::"}, r"http://\[fd00::7\]:8000/"),
        ("http://127.0.0.1:8000", {"host": "0.0.0.0"}, BARE),
        ("http://0.0.0.0:8000", {"host": "0.0.0.0"}, BARE),
        ("http://localhost:8000", {"host": "192.168.0.7"}, r"http://192\.168\.0\.7:8000/"),
        ("https://nudge.school", {"allowed_hosts": ("nudge.school",)}, r"https://nudge\.school/"),
        ("http://localhost:8000", {"allowed_hosts": ("nudge.school",)}, r"https://nudge\.school/"),
    ],
)
def test_others_are_invited_to_where_they_can_come(called: str, settings: dict[str, Any], page: str) -> None:
    found = invited(called, **settings)
    assert found["address"] is not None and found["code"] is not None
    assert re.fullmatch(rf"(?:{page})\?token={WATCH}", found["address"])
    matrix = segno.make(found["address"], error="m", micro=False).matrix
    side = len(matrix) + 8  # with four modules of light on each side
    assert f'viewBox="0 0 {side} {side}"' in unquote(found["code"]).replace("'", '"')


def test_where_only_this_machine_can_call_nobody_is_invited() -> None:
    assert invited("http://localhost:8000") == {"address": None, "code": None, "present": 0}  # though there are tokens
    answer = TestClient(app(), base_url="http://localhost:8000").get("/api/invitation")
    assert answer.json() == {"address": None, "code": None, "present": 0}


def test_who_only_watches_invites_nobody() -> None:
    client = TestClient(app(control_token=CONTROL, watch_token=WATCH), base_url="http://localhost:8000")
    assert status(client, "GET", "/api/invitation", authorization=f"Bearer {WATCH}") == 403


def test_a_server_for_this_machine_alone_has_no_address_for_others() -> None:
    assert address(Settings()) is None
    assert address(Settings(host="::1")) is None
    assert address(Settings(host="fd00::7", port=9000)) == "http://[fd00::7]:9000/"

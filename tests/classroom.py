"""A class: the tokens of who teaches and of who watches, and what either of them brings to a server."""

import httpx

from tests.conftest import WAIT, Server, Viewer

TOKENS = {"NUDGE_CONTROL_TOKEN": "control" * 4, "NUDGE_WATCH_TOKEN": "watching" * 4}


def enter(server: Server, run: str, token: str) -> Viewer:
    return Viewer(server, run, additional_headers={"authorization": f"Bearer {TOKENS[token]}"})


def pupil(server: Server, run: str) -> Viewer:
    return enter(server, run, "NUDGE_WATCH_TOKEN")


def teaching(server: Server) -> httpx.Client:
    headers = {"authorization": f"Bearer {TOKENS['NUDGE_CONTROL_TOKEN']}"}
    return httpx.Client(base_url=server.url, timeout=WAIT, headers=headers)

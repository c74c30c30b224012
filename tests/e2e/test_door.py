"""Who comes by an address that leads elsewhere, or to a server that has started again, gets in or learns why not."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.test_shell import message, play

Opener = Callable[..., Page]


def test_the_address_of_a_race_opens_it(server: Any, open_page: Opener) -> None:
    with server.client() as client:
        race = client.post("/api/runs", json={"race": {}}).json()
    for address in (race["url"], f"/runs/{race['id']}"):  # the second may stand in somebody's notes
        page = open_page(server.url + address)
        expect(page.locator("[data-lane-row]").first).to_be_visible()
        expect(page).to_have_url(re.compile(f"#race={race['id']}$"))
    server.delete(race["id"])


def test_the_address_of_a_race_leads_there_also_with_a_token(
    start_server: Callable[..., Any], open_page: Opener, tmp_path: Path
) -> None:
    server = start_server(memory=tmp_path, NUDGE_CONTROL_TOKEN="c" * 16, NUDGE_WATCH_TOKEN="w" * 16)
    with server.client() as client:
        right = {"authorization": f"Bearer {server.token}"}
        race = client.post("/api/runs", json={"race": {}}, headers=right).json()
    page = open_page(f"{server.url}/?token={server.token}#race={race['id']}")
    expect(page.locator("[data-lane-row]").first).to_be_visible()
    expect(page).to_have_url(re.compile(rf"/runs/\w+#race={race['id']}$"))
    page.close()  # before its server, lest it complain
    server.stop()


def test_who_comes_when_no_run_can_be_made_is_told_what_to_do_in_the_page_s_own_language(
    start_server: Callable[..., Any], open_page: Opener
) -> None:
    server = start_server(NUDGE_MAX_RUNS="1")
    server.new_run(race={})
    page = open_page(server.url, locale="ko-KR")
    expect(page.locator(".note-card")).to_contain_text("하나를 지우고 다시 시도해 주세요")
    expect(page.locator(".note-card")).not_to_contain_text("delete")
    open_page.forgive()  # type: ignore[attr-defined]  # the console tells of the 503


def test_a_page_that_was_let_in_is_let_in_again_when_the_server_has_started_again(
    start_server: Callable[..., Any], open_page: Opener, tmp_path: Path
) -> None:
    server = start_server("--host", "0.0.0.0", memory=tmp_path)
    port = server.url.rpartition(":")[2]
    page = open_page(f"http://127.0.0.1:{port}/?token={server.token}")
    expect(play(page)).to_be_enabled()
    page.evaluate("window.unspoilt = true")
    server.stop()
    expect(message(page)).to_contain_text("lost")
    start_server("--host", "0.0.0.0", "--port", port, memory=tmp_path)
    expect(play(page)).to_be_enabled(timeout=40_000)
    assert page.evaluate("window.unspoilt")  # nobody had to load it anew
    open_page.forgive()  # type: ignore[attr-defined]  # the server was gone for a while


def test_a_page_whose_token_is_no_longer_good_is_told_so(
    start_server: Callable[..., Any], open_page: Opener, tmp_path: Path
) -> None:
    tokens = {"NUDGE_CONTROL_TOKEN": "c" * 16, "NUDGE_WATCH_TOKEN": "w" * 16}
    server = start_server(memory=tmp_path, **tokens)
    page = open_page(f"{server.url}/?token={server.token}")
    expect(play(page)).to_be_enabled()
    server.stop()
    port = server.url.rpartition(":")[2]
    start_server("--port", port, memory=tmp_path, **{name: token[::-1] + "~" for name, token in tokens.items()})
    expect(message(page)).to_contain_text("Open the link that the server printed", timeout=40_000)
    open_page.forgive()  # type: ignore[attr-defined]  # the server was gone for a while

"""Runs as a person keeps them: they survive crash and restart, have names, are compared, go out and come in."""

import os
import re
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_shell import children, fact, message, number, play, until_status

Opener = Callable[..., Page]
Check = Callable[[Page], list[str]]


def show_runs(page: Page) -> Any:
    """The dialog with all runs."""
    page.locator(".network-toggle").click()
    page.locator('[data-action="runs"]').click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def learn(page: Page, steps: int) -> None:
    """Plays until so many steps have been taken, then pauses."""
    expect(play(page)).to_be_enabled()
    play(page).click()
    page.wait_for_function(
        "steps => Number(document.querySelector('[data-fact=step]').textContent.replaceAll(',', '')) > steps", arg=steps
    )
    play(page).click()
    until_status(page, "paused")


def test_a_killed_worker_goes_on_by_itself(start_server: Callable[..., Any], open_page: Opener) -> None:
    server = start_server()
    run = server.new_run()
    before = children(server.process.pid)
    page = open_page(f"{server.url}/runs/{run}")
    expect(play(page)).to_be_enabled()
    play(page).click()
    expect(fact(page, "step")).not_to_have_text("0")
    os.kill(max(before), signal.SIGKILL)
    expect(page.locator(".notices")).to_contain_text("it went on from step")
    until_status(page, "running")
    step = number(page, "step")
    page.wait_for_function(
        "step => Number(document.querySelector('[data-fact=step]').textContent.replaceAll(',', '')) > step", arg=step
    )
    page.close()
    server.stop()


def test_a_server_that_comes_back_heals_the_page(
    start_server: Callable[..., Any], open_page: Opener, tmp_path: Path
) -> None:
    server = start_server(memory=tmp_path)
    run = server.new_run(name="the long one")
    page = open_page(f"{server.url}/runs/{run}")
    learn(page, 50)
    step = number(page, "step")
    port = server.url.rpartition(":")[2]
    server.stop()
    expect(message(page)).to_contain_text("The connection was lost")
    start_server("--port", port, memory=tmp_path)
    expect(play(page)).to_be_enabled(timeout=60_000)
    expect(fact(page, "step")).to_have_text(f"{int(step):,}")
    play(page).click()
    until_status(page, "running")
    open_page.forgive()  # type: ignore[attr-defined]  # a browser complains of each attempt that fails


def test_a_race_goes_on_in_the_page_after_its_server_was_killed(
    start_server: Callable[..., Any], open_page: Opener, tmp_path: Path
) -> None:
    server = start_server(memory=tmp_path)
    race = server.new_run(race={"pace": {"law": "free", "value": 1}})
    page = open_page(f"{server.url}/runs/{server.new_run()}#race={race}")
    page.locator('[data-action="race-go"]').click()
    sentence = page.locator("[data-say]")
    expect(sentence).to_have_attribute("data-say", "race.say.waiting", timeout=60_000)  # one has arrived
    row = page.locator('[data-lane-row="1"]')
    expect(row).to_have_attribute("data-walk", "arrived")
    arrived = row.inner_text()
    port = server.url.rpartition(":")[2]
    server.process.kill()
    server.process.wait()
    expect(sentence).to_have_attribute("data-say", "race.say.lost")
    start_server("--port", port, memory=tmp_path)
    expect(sentence).to_have_attribute("data-say", "race.say.waiting", timeout=60_000)
    expect(row).to_have_text(arrived, use_inner_text=True)
    page.locator('[data-action="race-play"]').click()
    expect(sentence).to_have_attribute("data-say", "race.say.paused")
    open_page.forgive()  # type: ignore[attr-defined]  # a browser complains of each attempt that fails


def test_runs_are_named_compared_and_deleted(server: Any, run: str, open_page: Opener) -> None:
    other = server.new_run(name="the other", sizes=[784, 30, 10])
    page = open_page(f"{server.url}/runs/{other}")
    learn(page, 50)
    page.goto(f"{server.url}/runs/{run}")
    learn(page, 20)
    dialog = show_runs(page)
    row = dialog.locator(f'[data-run="{other}"]')
    expect(row).to_contain_text("784–30–10")
    row.get_by_label("Name of the run").fill("wide <b>")
    row.get_by_label("Name of the run").press("Tab")
    row.locator('[data-act="compare"]').click()
    expect(row.locator('[data-act="compare"]')).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(page.locator('[data-action="alone"]')).to_contain_text(re.compile(r"test of wide <b>.*·.*%", re.DOTALL))
    page.locator('[data-action="alone"]').click()
    expect(page.locator('[data-action="alone"]')).to_have_count(0)
    dialog = show_runs(page)
    row = dialog.locator(f'[data-run="{other}"]')
    expect(row.get_by_label("Name of the run")).to_have_value("wide <b>")
    row.locator('[data-act="delete"]').click()
    expect(row.locator('[data-act="delete"]')).to_have_text("Really delete")
    row.locator('[data-act="delete"]').click()
    expect(row).to_have_count(0)


def test_a_run_is_taken_along_and_brought_again(server: Any, run: str, open_page: Opener, tmp_path: Path) -> None:
    page = open_page(f"{server.url}/runs/{run}")
    learn(page, 20)
    step = fact(page, "step").inner_text()
    dialog = show_runs(page)
    with page.expect_download() as coming:
        dialog.locator(f'[data-run="{run}"] a', has_text="run.zip").click()
    file = tmp_path / coming.value.suggested_filename
    assert file.name == f"nudge-{run}.zip"
    coming.value.save_as(file)
    dialog.locator('input[type="file"]').set_input_files(file)
    page.wait_for_url(lambda url: not url.endswith(run))
    expect(fact(page, "step")).to_have_text(step)
    dialog = show_runs(page)
    bad = tmp_path / "bad.npz"
    bad.write_bytes(b"PK\x03\x04 nothing")
    dialog.locator('input[type="file"]').set_input_files(bad)
    expect(dialog.get_by_role("alert")).to_contain_text("not a sound .npz file")
    open_page.forgive()  # type: ignore[attr-defined]  # a browser complains of the refusal
    server.delete(page.url.rpartition("/")[2])


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
@pytest.mark.parametrize("width", [1440, 360])
def test_the_list_of_runs_fits_and_can_be_read(
    server: Any, run: str, open_page: Opener, axe: Check, width: int, locale: str
) -> None:
    page = open_page(f"{server.url}/runs/{run}", viewport={"width": width, "height": 800}, locale=locale)
    expect(play(page)).to_be_enabled()
    if width < 800:
        page.locator(".sheet-toggle").click()
    dialog = show_runs(page)
    expect(dialog.locator("[data-run]").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert dialog.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert axe(page) == []

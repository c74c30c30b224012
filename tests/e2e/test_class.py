"""A teacher and those who watch: one link may do all; the other sees, draws and asks, and is offered nothing else."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_shell import fact, message, play
from tests.e2e.test_stage import digit_said, draw

Opener = Callable[..., Page]
TOKENS = {"NUDGE_CONTROL_TOKEN": "control" * 4, "NUDGE_WATCH_TOKEN": "watching" * 4}
SEVEN = [(0.25, 0.2), (0.75, 0.2), (0.45, 0.85)]

# What changes the run for everybody, wherever on the page it is.
CONTROLS = (
    '[data-action="play"]', '[data-action="step"]', '[data-action="reset"]', '[data-action="learn"]', "[data-label]",
    '[data-panel="learning"] :is(input, select, button)',
)  # fmt: skip


def goes_on(page: Page) -> None:
    """The steps on this page grow."""
    expect(fact(page, "step")).to_have_text(re.compile(r"\d"))
    before = fact(page, "step").inner_text()
    expect(fact(page, "step")).not_to_have_text(before)


@pytest.fixture
def classroom(start_server: Callable[..., Any]) -> Any:
    """A server that others can reach."""
    server = start_server("--host", "0.0.0.0", **TOKENS)
    server.url = re.sub(r"//.*:", "//127.0.0.1:", server.url)
    yield server
    server.stop()


def test_who_watches_sees_the_race_of_the_teacher_and_is_offered_nothing_else(
    classroom: Any, open_page: Opener
) -> None:
    watcher = open_page(f"{classroom.url}/?token={TOKENS['NUDGE_WATCH_TOKEN']}")
    expect(message(watcher)).to_contain_text("presenter")
    watcher.get_by_role("button", name="Descend").click()
    said = watcher.locator("[data-say]")
    expect(said).to_have_attribute("data-say", "race.say.none")
    expect(watcher.get_by_role("button", name="New race")).to_have_count(0)

    teacher = open_page(f"{classroom.url}/?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    teacher.get_by_role("button", name="Descend").click()
    expect(watcher.locator("[data-lane-row]")).to_have_count(2)
    teacher.locator('[data-action="race-go"]').click()
    expect(watcher.locator('.descend [data-fact="captured"]')).to_have_text(re.compile(r"\d"))
    for page, count in ((watcher, 0), (teacher, 1)):
        page.locator(".map-canvas").focus()
        page.keyboard.press("ArrowLeft")
        expect(page.locator(".picked")).to_be_visible()
        expect(page.locator('[data-action="take"]')).to_have_count(count)


def test_who_watches_waits_for_the_teacher_then_sees_draws_and_asks_but_changes_nothing(
    classroom: Any, open_page: Opener
) -> None:
    watcher = open_page(f"{classroom.url}/?token={TOKENS['NUDGE_WATCH_TOKEN']}")
    expect(watcher).not_to_have_url(re.compile("token"))
    expect(message(watcher)).to_contain_text("presenter")

    teacher = open_page(f"{classroom.url}/?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    expect(play(teacher)).to_be_enabled()
    play(teacher).click()
    goes_on(watcher)

    watcher.locator('[data-tab="draw"]').click()
    draw(watcher, SEVEN)
    expect(digit_said(watcher)).to_have_text(re.compile(r"\d"))
    for control in CONTROLS:
        found = watcher.locator(control).filter(visible=True)
        assert found.count() > 0, control
        for i in range(found.count()):
            expect(found.nth(i)).to_be_disabled()

    watcher.locator("#why-tab-neuron").click()
    expect(watcher.locator('[data-panel="why"] .neuron').first).to_be_visible()
    expect(watcher.locator('[data-panel="why"] [data-name]').first).to_be_visible()
    watcher.keyboard.press("Escape")
    watcher.keyboard.press(" ")  # which would pause it, had one the right
    goes_on(teacher)
    expect(play(teacher)).to_have_accessible_name("Pause")
    assert watcher.locator('[data-panel="notices"]').inner_text().strip() == ""


def test_who_watches_finds_and_opens_the_other_runs_but_is_offered_to_change_none(
    classroom: Any, open_page: Opener
) -> None:
    with httpx.Client(
        base_url=classroom.url, headers={"authorization": f"Bearer {TOKENS['NUDGE_CONTROL_TOKEN']}"}
    ) as client:
        first, second = (client.post("/api/runs", json={"name": name}).json()["id"] for name in ("one", "two"))
        race = client.post("/api/runs", json={"race": {}, "name": "a race"}).json()["id"]
    watcher = open_page(f"{classroom.url}/runs/{first}?token={TOKENS['NUDGE_WATCH_TOKEN']}")
    watcher.locator(".network-toggle").click()
    form = watcher.locator("#network-form")
    expect(form).to_contain_text("The presenter chooses the network")
    expect(form.locator(":is(input, select, fieldset)")).to_have_count(0)
    form.get_by_role("button", name="Runs").click()
    dialog = watcher.get_by_role("dialog")
    expect(dialog).to_contain_text("Only the presenter can rename, delete or begin one")
    expect(dialog.locator("[data-run]")).to_have_count(3)
    expect(dialog.locator('input, [data-act="delete"]')).to_have_count(0)
    dialog.locator(f'[data-run="{second}"] [data-act="open"]').click()
    expect(watcher).to_have_url(re.compile(f"/runs/{second}"))
    expect(message(watcher)).to_contain_text("presenter")
    watcher.locator(".network-toggle").click()
    watcher.locator("#network-form").get_by_role("button", name="Runs").click()
    dialog.locator(f'[data-run="{race}"] [data-act="open"]').click()
    expect(watcher.locator("[data-lane-row]").first).to_be_visible()
    expect(watcher).to_have_url(re.compile(f"#race={race}$"))

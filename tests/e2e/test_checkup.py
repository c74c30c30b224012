"""A training that goes badly: the check-up says what is the matter, why, and mends it."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.classroom import TOKENS, teaching

Opener = Callable[..., Page]
Check = Callable[[Page], list[str]]


def findings(page: Page) -> Locator:
    return page.locator("#panel-checkup .finding")


def test_an_eta_that_is_too_large_is_found_explained_and_mended(server: Any, open_page: Opener, axe: Check) -> None:
    run = server.new_run(cost="cross_entropy", eta=10.0)
    page = open_page(f"{server.url}/runs/{run}")
    expect(page.locator('[data-fact="test_accuracy"]')).to_have_text(re.compile(r"\d"))
    assert page.evaluate("!performance.getEntriesByType('resource').some(({ name }) => name.includes('checkup'))")
    page.locator("#tab-cost").focus()
    page.keyboard.press("ArrowLeft")  # round the other way: the last of three
    expect(page.locator("#tab-checkup")).to_be_focused()
    expect(findings(page)).to_have_count(1)
    finding = findings(page).first
    expect(finding).to_contain_text("The next step would raise the cost from 8.08 to")
    expect(page.get_by_role("img", name="The cost after the next step against η")).to_be_visible()

    finding.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(finding).to_contain_text("passes the bottom of the valley")
    page.locator(".as-table summary").click()
    row = page.locator(".as-table tr.is-present")
    expect(row.locator("th")).to_have_text("10")
    assert float(row.locator("td").first.inner_text()) > 8.08  # what the sample's own step would cost
    assert axe(page) == []

    finding.locator('[data-action="apply"]').click()
    expect(page.locator('output[for="eta"]')).to_have_text(re.compile(r"^[0-2](\.\d)?$"))
    expect(page.locator("#panel-checkup .fine")).to_be_visible()
    page.locator('[data-action="step"]').click()
    expect(page.locator("#panel-checkup .note")).to_contain_text("Measured at step 1,")
    with server.client() as client:
        assert client.post(f"/api/runs/{run}/commands", json={"type": "examine"}).json()["cost"] < 8.0


def test_what_is_lost_begins_anew_and_who_watches_reads_it_without_a_button(
    start_server: Any, open_page: Opener
) -> None:
    server = start_server(**TOKENS)
    with teaching(server) as client:
        run = client.post("/api/runs", json={"eta": 30.0}).json()["id"]
        client.post(f"/api/runs/{run}/commands", json={"type": "run", "epochs": 0.02, "speed": None})
    page = open_page(f"{server.url}/runs/{run}?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    pupil = open_page(
        f"{server.url}/runs/{run}?token={TOKENS['NUDGE_WATCH_TOKEN']}",
        viewport={"width": 390, "height": 844},
        locale="ko-KR",
    )
    for each in (pupil, page):
        each.locator("#tab-checkup").click()
    expect(findings(pupil).first).to_contain_text("틀린 출력이 꼼짝하지 못합니다")
    expect(pupil.locator('[data-action="apply"]')).to_have_count(0)

    flat = page.locator('.finding[data-finding="flat"]')
    flat.locator("summary").click()
    flat.locator('[data-action="show"]').click()  # the way to one of the neurons that it is about
    expect(page.locator('[data-panel="why"] .neuron[data-layer="2"]')).to_be_visible()
    stuck = page.locator('.finding[data-finding="stuck"]')
    expect(stuck.locator(".deeds")).to_contain_text("forgets what was learned")
    stuck.locator('[data-action="apply"]', has_text="Start afresh with η = 1").click()
    expect(page.locator("#panel-checkup .fine + .evidence")).to_contain_text("It has learned nothing yet")
    expect(pupil.locator("#panel-checkup .fine")).to_be_visible()  # all who look are told anew

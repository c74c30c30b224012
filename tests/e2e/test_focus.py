"""Who works by keys stays where one is: the focus is not lost when what had it is gone."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.test_descend import SHORT, create, open_race
from tests.e2e.test_shell import play
from tests.e2e.waiting import comes_true

Opener = Callable[..., Page]


def stays_in(page: Page, region: str) -> None:
    def check() -> None:
        assert page.evaluate("region => document.activeElement.closest(region) !== null", region)

    comes_true(page, check)


def test_the_focus_is_not_lost_with_what_had_it(server: Any, run: str, open_page: Opener) -> None:
    other = server.new_run(name="another")
    page = open_page(f"{server.url}/runs/{run}")
    expect(play(page)).to_be_enabled()
    page.locator(".network-toggle").press("Enter")
    page.locator('#network-form [aria-label="Remove hidden layer 2"]').press("Enter")
    stays_in(page, "#network-form .layers")
    page.locator('#network-form [data-action="runs"]').press("Enter")
    row = page.locator(f'[data-run="{other}"]')
    row.locator('[data-act="delete"]').press("Enter")
    row.locator('[data-act="delete"]').press("Enter")
    expect(row).to_have_count(0)
    stays_in(page, ".runs-body")
    page.keyboard.press("Escape")
    expect(page.locator(".network-toggle")).to_be_focused()

    page.keyboard.press("d")
    page.locator('[data-deed="leave_drawing"]').press("Enter")
    stays_in(page, "main")
    page.locator('[data-tab="draw"]').press("Enter")
    page.locator(".pad-canvas").click()  # a dot
    page.locator('.pad-tools [data-action="clear"]').press("Enter")
    stays_in(page, '[data-panel="input"]')


def test_the_settings_are_entered_by_keys_and_given_back(server: Any, run: str, open_page: Opener) -> None:
    page = open_page(f"{server.url}/runs/{run}", viewport={"width": 1280, "height": 720})
    expect(play(page)).to_be_enabled()
    page.locator(".sheet-toggle").press("Enter")
    expect(page.locator("#speed")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".sheet-toggle")).to_be_focused()


def test_what_lies_below_a_panel_that_fills_the_screen_gets_no_focus(server: Any, run: str, open_page: Opener) -> None:
    page = open_page(f"{server.url}/runs/{run}")
    expect(page.locator(".why .neuron")).to_be_visible()
    page.locator('[data-enlarge="readings"]').press("Enter")
    expect(page.locator("#why-tab-neuron")).to_be_hidden()
    covered = """() => {
      const one = document.activeElement, {x, y, width, height} = one.getBoundingClientRect();
      return one !== document.body && !one.contains(document.elementFromPoint(x + width / 2, y + height / 2));
    }"""
    for _ in range(30):
        page.keyboard.press("Tab")
        assert not page.evaluate(covered) or page.evaluate("document.activeElement.matches('.skip, input')")
    page.keyboard.press("Escape")
    expect(page.locator("#why-tab-neuron")).to_be_visible()


def test_who_presses_with_a_pointer_is_not_led_anywhere(server: Any, run: str, open_page: Opener) -> None:
    page = open_page(f"{server.url}/runs/{run}")
    page.locator(".network-toggle").click()
    page.locator('#network-form [aria-label="Remove hidden layer 2"]').click()
    expect(page.locator("#network-form .joined .square")).to_have_count(0)
    assert page.evaluate("document.activeElement === document.body")


def test_who_takes_a_lane_away_stays_among_the_lanes(server: Any, run: str, open_page: Opener) -> None:
    race = create(server, SHORT)
    page = open_race(open_page, server, run, race)
    page.locator('[data-action="lanes"]').press("Enter")
    page.locator('[data-action="add-lane"]').press("Enter")
    expect(page.locator(".lane-row")).to_have_count(3)  # of two none can be taken away: its button takes no focus
    page.locator(".lane-row .square").last.press("Enter")
    expect(page.locator(".lane-row")).to_have_count(2)
    stays_in(page, ".lane-rows")
    server.delete(race)

"""Colours of a person's own (forced colours), and words that can be read wherever they stand."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.test_shell import play

Opener = Callable[..., Page]
Check = Callable[[Page], list[str]]

# What is said by a ground alone and is gone: icons, what is chosen, bars, sliders.
GONE = """() => {
  const style = each => getComputedStyle(each), all = selector => [...document.querySelectorAll(selector)];
  const canvas = style(document.documentElement).backgroundColor;
  const isSeen = each => each.checkVisibility({visibilityProperty: true});
  const icons = all('button .icon').filter(isSeen).filter(each =>
    style(each).backgroundColor === style(each.closest('button')).backgroundColor);
  const tabs = all('[role=tab]').filter(isSeen).filter(each =>
    (style(each).borderBottomColor === canvas) === (each.ariaSelected === 'true'));
  const chosen = all('.segment[aria-pressed=true] span, .view[aria-current=page]').filter(isSeen).filter(each =>
    style(each).backgroundColor === canvas);
  const bars = all('.why .row .bar').filter(isSeen).filter(each => style(each).backgroundImage === 'none');
  return [...icons, ...tabs, ...chosen, ...bars].map(each => each.outerHTML.slice(0, 100));
}"""


def test_in_forced_colours_nothing_is_lost(server: Any, run: str, open_page: Opener) -> None:
    for scheme in ("dark", "light"):
        page = open_page(f"{server.url}/runs/{run}", forced_colors="active", color_scheme=scheme)
        expect(play(page)).to_be_enabled()
        expect(page.locator(".why .row").first).to_be_visible()
        assert page.evaluate(GONE) == []


def test_what_is_switched_off_or_waits_can_still_be_read(server: Any, run: str, open_page: Opener, axe: Check) -> None:
    page = open_page(f"{server.url}/runs/{run}")
    expect(play(page)).to_be_enabled()
    page.locator(".chart-legend .key").first.click()
    page.locator('[data-tab="draw"]').click()
    expect(page.locator(".pad-hint")).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator(":root")).to_have_attribute("data-theme", scheme)
        assert axe(page) == []

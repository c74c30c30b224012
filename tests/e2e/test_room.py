"""Little room: letters that a person has made larger or set farther apart, and a window at 400 %. All is there, nothing
lies over anything, and one scrolls downwards only (WCAG 2.2: 1.4.4, 1.4.10, 1.4.12)."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_shell import COVERED, play
from tests.e2e.waiting import comes_true

Opener = Callable[..., Page]

ZOOMED = {"width": 320, "height": 256}  # what a window of 1280 by 1024 is at 400 %
SPACED = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
SPACE = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
}"""

# What is written or pressed and is cut off by the edge of what it stands in, where that cannot be scrolled to it.
CUT = """() => {
  const isSeen = each => each.checkVisibility({visibilityProperty: true}) && !each.closest('.visually-hidden, .facts');
  const told = '.why :is(button, data, .words), .practise input, .replay *, .lanes :is(button, td)';
  const pressed = document.querySelectorAll(told);
  return [...pressed].filter(isSeen).filter(each => {
    const {left, right} = each.getBoundingClientRect();
    for (let outer = each.parentElement; outer !== document.documentElement; outer = outer.parentElement) {
      const {overflowX} = getComputedStyle(outer), edge = outer.getBoundingClientRect();
      if (overflowX === 'auto' || overflowX === 'scroll') return false;
      if (overflowX !== 'visible' && (right > edge.right + 1 || left < edge.left - 1)) return true;
    }
    return right > innerWidth + 1;
  }).map(each => each.outerHTML.slice(0, 120));
}"""


def larger(page: Page, size: int) -> None:
    """As who has set the size of letters in the browser, which is 16."""
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})


def fits(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(COVERED) == []
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_with_letters_half_as_large_again_the_page_is_as_in_a_narrower_window(
    server: Any, run: str, open_page: Opener, locale: str
) -> None:
    page = open_page(f"{server.url}/runs/{run}", locale=locale)
    larger(page, 24)
    expect(page.locator(".why .neuron")).to_be_visible()
    pick, head = (page.locator(each) for each in (".picks", ".network .region-head"))
    for width in (390, 640, 820, 1180, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 1000})
        comes_true(page, partial(fits, page, width))
        above, below = pick.bounding_box(), head.bounding_box()
        assert above and below
        assert above["y"] + above["height"] <= below["y"] or above["x"] + above["width"] <= below["x"]
    page.locator(".view").nth(2).click()
    page.locator('[data-action="edit"]').click()
    for width in (390, 820, 1440):
        page.set_viewport_size({"width": width, "height": 1000})
        comes_true(page, partial(fits, page, width))


def test_at_400_percent_all_is_reached_by_scrolling_down(server: Any, run: str, open_page: Opener) -> None:
    page = open_page(f"{server.url}/runs/{run}", viewport=ZOOMED)
    expect(page.locator(".why .neuron")).to_be_visible()
    comes_true(page, partial(fits, page, 320))
    for tab in page.locator(".why-head [role=tab]").all():
        tab.click()  # which a tab beyond the edge does not hear
        expect(tab).to_have_attribute("aria-selected", "true")
        comes_true(page, partial(fits, page, 320))
    header = page.locator(".top").bounding_box()
    assert header and header["y"] + header["height"] <= 0  # it does not stay over what is read
    page.locator(".sheet-toggle").click()
    page.locator(".network-toggle").click()  # the last in the sheet
    page.locator('#network-form [data-action="runs"]').click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator('[data-enlarge="why"]').click()
    expect(page.locator(".stage")).to_be_hidden()
    last = page.locator(".card.why .answer-bars li").last
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_in_slow_motion_the_head_of_the_network_holds_what_it_says(
    server: Any, run: str, open_page: Opener, locale: str
) -> None:
    page = open_page(f"{server.url}/runs/{run}", locale=locale)
    expect(play(page)).to_be_enabled()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.locator("#speed").evaluate("(each) => { each.value = 0; each.dispatchEvent(new Event('input')); }")
    expect(page.locator("label[for=speed] + output")).to_have_text(re.compile("slow|슬로"))
    expect(page.locator(".time select").filter(visible=True)).to_be_disabled()  # a step is a phase now
    page.locator('[data-action="step"]').press("Enter")
    expect(page.locator(".phases .is-now")).to_be_visible()

    def holds() -> None:
        assert page.locator(".network .region-head").evaluate("head => head.scrollWidth <= head.clientWidth")

    for width in (1100, 1280, 1366, 1400, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        comes_true(page, holds)


def test_letters_that_are_set_farther_apart_lie_over_nothing(server: Any, run: str, open_page: Opener) -> None:
    page = open_page(f"{server.url}/runs/{run}")
    page.evaluate(SPACE, SPACED)
    expect(play(page)).to_be_enabled()
    for width in (390, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        comes_true(page, partial(fits, page, width))
    page.get_by_role("button", name="Descend").click()
    expect(page.locator("[data-lane-row]").first).to_be_visible()
    for width in (390, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        comes_true(page, partial(fits, page, width))


def test_a_card_in_the_network_of_a_phone_makes_no_page_wider(server: Any, run: str, open_page: Opener) -> None:
    page = open_page(f"{server.url}/runs/{run}", viewport={"width": 390, "height": 844})
    expect(play(page)).to_be_enabled()
    canvas = page.locator(".net-canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    for across in (0.3, 0.42, 0.5, 0.58, 0.7):
        for down in (0.35, 0.65):
            canvas.hover(position={"x": box["width"] * across, "y": box["height"] * down})
            card = page.locator(".net-card")
            if card.count():
                at = card.bounding_box()
                assert at and at["x"] >= 0 and at["x"] + at["width"] <= 390
        assert page.evaluate("document.documentElement.scrollWidth") == 390
    expect(page.locator(".net-card")).to_be_visible()

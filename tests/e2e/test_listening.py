"""What is said to those who listen: what matters, and not with every picture."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.test_shell import play

Opener = Callable[..., Page]

# From now on counts what the live regions say, and how often the step on the screen changes.
LISTEN = """() => {
  window.heard = {said: [], steps: 0, since: performance.now()};
  const isLive = each => (each.ariaLive ?? 'polite') !== 'off';
  for (const each of [...document.querySelectorAll('[aria-live], [role=status], [role=alert], output')].filter(isLive))
    new MutationObserver(() => window.heard.said.push(each.textContent)).observe(each,
      {childList: true, characterData: true, subtree: true});
  new MutationObserver(() => { window.heard.steps += 1; }).observe(document.querySelector('[data-fact=step]'),
    {childList: true, characterData: true, subtree: true});
}"""


def test_while_it_learns_no_more_than_a_sentence_a_second_is_said(server: Any, run: str, open_page: Opener) -> None:
    page = open_page(f"{server.url}/runs/{run}")
    expect(play(page)).to_be_enabled()
    page.evaluate(LISTEN)
    play(page).press("Enter")
    page.wait_for_function("() => window.heard.steps >= 60")
    play(page).press("Enter")
    said, seconds = page.evaluate("() => [window.heard.said, (performance.now() - window.heard.since) / 1000]")
    assert 1 <= len(said) <= 1 + seconds


def test_what_is_walked_by_keys_is_told_and_no_two_buttons_have_one_name(
    server: Any, run: str, open_page: Opener
) -> None:
    page = open_page(f"{server.url}/runs/{run}")
    expect(play(page)).to_be_enabled()
    names = [each.get_attribute("aria-label") for each in page.locator(".enlarge").filter(visible=True).all()]
    assert len(names) == len(set(names)) == 3
    picture = page.get_by_role("application", name="The picture the network looks at")  # which gets the arrow keys
    picture.press("ArrowRight")
    told = page.locator("#input-pixel")
    expect(told).to_have_attribute("aria-live", "polite")
    before = told.inner_text()
    picture.press("ArrowDown")
    expect(told).not_to_have_text(before)

"""What a page shows is saved as a picture for slides, with the very numbers of the page, and nothing that it hides."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.pictures import SVG, drawn, pixels, saved, size, words
from tests.e2e.test_stage import command, settled
from tests.e2e.test_tour import begin

Opener = Callable[..., Page]


def open_learned(open_page: Opener, server: Any, run: str, hash: str = "", **options: Any) -> Page:
    """A page of a run that has learned a little, and is paused; when all of it is there."""
    if not settled(server, run)["step"]:
        command(server, run, type="run", epochs=0.02, speed=None)
        settled(server, run)
    page = open_page(f"{server.url}/runs/{run}{hash}", **options)
    expect(page.locator('[data-value="scales"]')).not_to_have_text("–")
    return page


def test_the_stage_is_saved_with_the_numbers_of_the_page(server: Any, run: str, open_page: Opener) -> None:
    page = open_learned(open_page, server, run)
    expect(page.locator('.outputs [data-value="wish"]').first).not_to_have_text("")
    step = settled(server, run)["step"]
    name, picture = saved(page, ".network", "svg")
    assert name == f"nudge-network-step-{step}.svg"
    root = drawn(picture)
    written = words(root)
    for value in ("activation", "wish", "target"):
        shown = page.locator(f'.outputs [data-value="{value}"]').all_inner_texts()
        assert len(shown) == 10
        for text in set(shown):
            assert written.count(text) >= shown.count(text), value
    assert page.locator('[data-value="scales"]').inner_text() in written
    assert page.locator('.example-facts [data-value="cost"]').inner_text() in written
    caption = written[-1]
    assert caption.startswith(f"784-16-16-10 · step {step} · test accuracy ")
    label = page.locator('[data-value="label"]').inner_text()
    assert caption.endswith(f" · label {label}")
    assert len(list(root.iter(f"{SVG}image"))) == 1 + 16  # the digit, and a picture a neuron
    name, png = saved(page, ".network", "png")
    assert (name, pixels(png)) == (f"nudge-network-step-{step}.png", (2 * size(root)[0], 2 * size(root)[1]))

    _, picture = saved(page, "#panel-cost", "svg")
    test = page.locator(".chart-legend .key .value").first.inner_text()
    assert test in words(drawn(picture))


def test_the_menu_is_opened_and_left_by_keys(server: Any, run: str, open_page: Opener) -> None:
    page = open_learned(open_page, server, run)
    menu = page.locator(".network .menu summary")
    for leave in ("Escape", "Shift+Tab"):
        menu.focus()
        page.keyboard.press("Enter")
        expect(page.locator('.network [data-save="svg"]')).to_be_visible()
        page.keyboard.press(leave)
        expect(page.locator('.network [data-save="svg"]')).to_be_hidden()
        assert menu.evaluate("menu => menu === document.activeElement") == (leave == "Escape")


def test_a_picture_speaks_the_language_of_the_page_and_lacks_what_a_lesson_hides(
    server: Any, run: str, open_page: Opener
) -> None:
    page = open_learned(open_page, server, run, "#lesson=1&hide=input,readings", locale="ko-KR")
    root = drawn(saved(page, ".network", "svg")[1])
    written = words(root)
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "ko"
    assert {"신경망", "바라는 변화"} <= set(written)
    assert "이 예제의 비용" not in written
    assert re.fullmatch(r"784-16-16-10 · 걸음 \d+", written[-1])  # neither the example nor how good the network is


def test_nothing_is_saved_while_a_question_hides_something(server: Any, run: str, open_page: Opener) -> None:
    page = open_learned(open_page, server, run)
    page.evaluate("document.querySelector('.network .menu').open = true")
    expect(page.locator('.network [data-save="svg"]')).to_be_enabled()
    begin(page)
    page.locator('.network [data-save="svg"]').evaluate("button => button.click()")
    expect(page.locator(".notices")).to_contain_text("A question hides something")


def test_what_saves_pictures_leaves_the_other_readings_as_they_are(server: Any, run: str, open_page: Opener) -> None:
    page = open_learned(open_page, server, run)
    page.locator("#tab-confusion").click()
    for column in (0, 9):
        head = page.locator(".confusion .head [role=columnheader]").nth(column + 1).bounding_box()
        cell = page.locator(f'[data-cell="0{column}"]').bounding_box()
        assert head and cell
        assert head["x"] == cell["x"]  # of which answer it counts

"""D13, lesson links: what a teacher sees, hides and says, as who opens the link sees it, in any language or browser."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

from tests.classroom import TOKENS
from tests.e2e.test_class import classroom  # noqa: F401  (a fixture)
from tests.e2e.test_shell import fact, message, play

Opener = Callable[..., Page]
Check = Callable[[Page], list[str]]

SENTENCE = "Which arrow is longest? 가장 긴 화살표는?"


def bar(page: Page) -> Locator:
    return page.locator('[data-panel="lesson"]')


def leave(page: Page) -> Locator:
    return bar(page).locator('[data-action="leave"]')


def dialog(page: Page) -> Locator:
    """The dialog that makes a link, opened."""
    page.locator('[data-action="help"]').click()
    page.locator('[data-action="link"]').click()
    expect(page.locator("dialog.link")).to_be_visible()
    return page.locator("dialog.link")


def made(made_in: Locator) -> str:
    return made_in.locator("#link-address").input_value()


def arrived(page: Page) -> None:
    """The run is on the screen."""
    expect(page.locator('.outputs [data-value="activation"]').first).to_have_text(re.compile(r"\d"))


def test_D13_a_link_shows_what_the_teacher_saw_in_another_browser_and_language(
    server: Any, run: str, open_page: Opener
) -> None:
    teacher = open_page(f"{server.url}/runs/{run}", color_scheme="dark")
    arrived(teacher)
    teacher.locator('button[data-output="5"]').click()
    teacher.locator('[data-choice="nudges"]').click()
    teacher.locator('[data-choice="network"]').click()
    teacher.locator(".chart-axis .segment").nth(1).click()
    teacher.locator("#why-tab-sensitivity").click()
    teacher.locator(".knob-choice input").first.fill("3")  # a weight from this neuron
    teacher.locator(".knob-choice input").first.press("Enter")
    made_in = dialog(teacher)
    made_in.get_by_label("A sentence of yours").fill(SENTENCE)
    for part in ("time", "readings"):
        made_in.locator(f'[name="{part}"]').check()
    address = made(made_in)
    assert address.startswith(
        f"{server.url}/runs/{run}#lesson=1&neuron=3.5&tab=sensitivity&parameter=2.5.3&show=nudges"
    )

    student = open_page(address, locale="ko-KR")
    expect(bar(student).locator("bdi")).to_have_text(SENTENCE)
    assert student.locator("html").get_attribute("lang") == "ko"
    assert student.locator("html").get_attribute("data-theme") == "light"  # nobody asked for dark
    expect(student.locator('button[data-output="5"]')).to_have_attribute("aria-pressed", "true")
    expect(student.locator("#why-tab-sensitivity")).to_have_attribute("aria-selected", "true")
    expect(student.locator(".knob-choice input").first).to_have_value("3")
    for choice in ("nudges", "network"):
        expect(student.locator(f'[data-choice="{choice}"]')).to_have_attribute("aria-pressed", "true")
    for hidden in (play(student), student.locator('[data-frame="readings"]')):
        expect(hidden).to_be_hidden()
    expect(student.locator('[data-frame="why"]')).to_be_visible()
    student.keyboard.press("s")  # nor does its key step
    student.reload()
    expect(bar(student).locator("bdi")).to_have_text(SENTENCE)

    leave(student).click()
    expect(bar(student)).to_be_hidden()
    expect(play(student)).to_be_visible()
    expect(student.locator('[data-frame="readings"]')).to_be_visible()
    expect(student.locator(".chart-axis .segment").nth(1)).to_have_attribute("aria-pressed", "true")
    expect(student.locator("#why-tab-sensitivity")).to_have_attribute("aria-selected", "true")
    expect(fact(student, "step")).to_have_text("0")
    expect(student).to_have_url(f"{server.url}/runs/{run}")
    student.reload()  # the normal page, by this person's own choices
    expect(student.locator(".chart-axis .segment").first).to_have_attribute("aria-pressed", "true")
    expect(student.locator("#why-tab-neuron")).to_have_attribute("aria-selected", "true")
    expect(bar(student)).to_be_hidden()


def test_D13_language_and_theme_go_along_when_they_are_asked_for_and_are_not_kept(
    server: Any, run: str, open_page: Opener
) -> None:
    teacher = open_page(f"{server.url}/runs/{run}", locale="ko-KR", color_scheme="dark")
    arrived(teacher)
    made_in = dialog(teacher)
    for choice in ("language", "theme"):
        made_in.locator(f'[name="{choice}"]').check()
    student = open_page(made(made_in))
    expect(play(student)).to_have_accessible_name("재생")
    assert student.locator("html").get_attribute("data-theme") == "dark"
    expect(bar(student)).to_be_hidden()  # there is nothing to say, and nothing is hidden
    student.goto(f"{server.url}/")
    expect(play(student)).to_have_accessible_name("Play")
    assert student.locator("html").get_attribute("data-theme") == "light"


def test_D13_a_link_to_a_race_opens_that_race_without_what_is_hidden(server: Any, run: str, open_page: Opener) -> None:
    with server.client() as client:
        race = client.post("/api/runs", json={"race": {}}).json()["id"]
    teacher = open_page(f"{server.url}/runs/{run}#race={race}")
    expect(teacher.locator("[data-lane-row]")).to_have_count(2)
    teacher.locator(".race-curves .segment").nth(2).click()
    teacher.locator('[data-reading-tab="spread"]').click()
    made_in = dialog(teacher)
    made_in.locator('[name="lanes"]').check()
    student = open_page(made(made_in), locale="ko-KR")
    expect(student.locator(".race-curves .segment").nth(2)).to_have_attribute("aria-pressed", "true")
    expect(student.locator('[data-reading-tab="spread"]')).to_have_attribute("aria-selected", "true")
    expect(student.locator('[data-frame="lanes"]')).to_be_hidden()
    leave(student).click()
    expect(student.locator("[data-lane-row]")).to_have_count(2)
    expect(student).to_have_url(f"{server.url}/runs/{run}#race={race}")


def test_D13_who_watches_opens_a_link_that_holds_no_token(
    classroom: Any,  # noqa: F811
    open_page: Opener,
) -> None:
    teacher = open_page(f"{classroom.url}/?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    arrived(teacher)
    teacher.evaluate("history.replaceState(null, '', location.pathname + '?token=leftover')")
    made_in = dialog(teacher)
    made_in.locator('[name="why"]').check()
    made_in.locator('[value="own"]').check()
    address = made(made_in)
    assert "?" not in address and "token" not in address

    watcher = open_page(f"{classroom.url}/?token={TOKENS['NUDGE_WATCH_TOKEN']}")
    arrived(watcher)
    watcher.goto(address)
    expect(watcher.locator('[data-frame="why"]')).to_be_hidden()
    expect(leave(watcher)).to_be_visible()
    expect(bar(watcher).locator('[data-action="own"]')).to_have_count(0)  # who watches begins no run

    path, _, lesson = address.partition("#")  # a teacher may give both at once
    other = open_page(f"{path}?token={TOKENS['NUDGE_WATCH_TOKEN']}#{lesson}")
    expect(leave(other)).to_be_visible()
    expect(other).to_have_url(re.compile(r"/runs/\w+#lesson=1"))


def test_D13_a_run_of_ones_own_is_begun_by_a_press_and_shows_the_same(server: Any, run: str, open_page: Opener) -> None:
    planned = server.new_run(sizes=[784, 12, 10], eta=0.5, digits=[2, 7])
    teacher = open_page(f"{server.url}/runs/{planned}")
    arrived(teacher)
    teacher.locator('button[data-output="2"]').click()
    made_in = dialog(teacher)
    expect(made_in.get_by_label("This one, for all together")).to_be_checked()
    made_in.locator('[value="own"]').check()
    expect(made_in).to_contain_text("only a few runs at once")
    address = made(made_in).replace(planned, run)  # what is shown until then has another shape

    student = open_page(address)
    arrived(student)
    with server.client() as client:
        before = {each["id"] for each in client.get("/api/runs").json()["runs"]}
    bar(student).locator('[data-action="own"]').click()
    expect(student).to_have_url(re.compile(r"/runs/(?!" + run + r")\w+#lesson=1&neuron=2\.2&axis=epoch&log=0$"))
    expect(bar(student)).to_be_hidden()
    expect(student.locator('button[data-output="2"]')).to_have_attribute("aria-pressed", "true")
    student.reload()
    expect(student.locator('button[data-output="2"]')).to_have_attribute("aria-pressed", "true")
    with server.client() as client:
        (own,) = [each for each in client.get("/api/runs").json()["runs"] if each["id"] not in before]
    assert {name: own["plan"][name] for name in ("sizes", "eta", "digits")} == {
        "sizes": [784, 12, 10], "eta": 0.5, "digits": [2, 7],
    }  # fmt: skip
    assert student.url.startswith(f"{server.url}/runs/{own['id']}#")


def test_D13_a_hostile_fragment_does_nothing(server: Any, run: str, open_page: Opener) -> None:
    parts = "tab=__proto__&neuron=99.1&parameter=1e9&hide=body,%00&large=html&race=../../x&theme=%E0%A4%A&say=%0a"
    page = open_page(f"{server.url}/runs/{run}#lesson=7&{parts}&plan=sizes:-1&constructor=1&{'x' * 20_000}")
    arrived(page)
    expect(bar(page)).to_be_hidden()
    expect(play(page)).to_be_enabled()
    expect(page.locator("#why-tab-neuron")).to_have_attribute("aria-selected", "true")
    expect(message(page)).to_contain_text("never seen a digit")
    assert page.url == f"{server.url}/runs/{run}#lesson=1&neuron=99.1"  # a neuron that no network here has
    text = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    page.goto(f"{server.url}/runs/{run}#lesson=1&say={quote(text)}")  # in the same window: the page comes anew
    expect(bar(page).locator("bdi")).to_have_text(text)
    expect(bar(page).locator("img, script")).to_have_count(0)
    assert page.title() == "Nudge"


def test_over_a_panel_that_fills_the_screen_there_is_the_sentence_and_the_way_out(
    server: Any, run: str, open_page: Opener
) -> None:
    page = open_page(f"{server.url}/runs/{run}#lesson=1&hide=readings&large=why&say=Look")
    expect(page.locator('[data-frame="why"].is-enlarged .neuron')).to_be_visible()
    edges = page.evaluate(
        """() => [document.querySelector(".from-link").getBoundingClientRect().bottom,
            document.querySelector(".is-enlarged").getBoundingClientRect().top]"""
    )
    assert edges[0] < edges[1]
    leave(page).click()
    expect(bar(page)).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator('[data-frame="readings"]')).to_be_visible()
    expect(page.locator(".chart canvas")).to_be_visible()  # which was not drawn while it was hidden


def test_D13_the_link_is_copied_or_lies_selected(server: Any, run: str, open_page: Opener) -> None:
    page = open_page(f"{server.url}/runs/{run}")
    arrived(page)
    made_in = dialog(page)
    sentence = made_in.get_by_label("A sentence of yours")
    address = made(made_in)
    made_in.locator('[data-action="copy"]').click()
    expect(made_in.get_by_role("status")).to_have_text("Copied.")
    sentence.press("Control+V")
    expect(sentence).to_have_value(address[:200])

    # as over http, where a page may use the clipboard in the old way alone
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    sentence.fill("Look.")
    made_in.locator('[data-action="copy"]').click()
    expect(made_in.get_by_role("status")).to_have_text("Copied.")
    address = made(made_in)
    sentence.fill("")
    expect(made_in.get_by_role("status")).to_have_text("")  # that was another link
    sentence.press("Control+V")
    expect(sentence).to_have_value(address[:200])

    page.evaluate("document.execCommand = () => false")
    made_in.locator('[data-action="copy"]').click()
    expect(made_in.get_by_role("status")).to_contain_text("press Ctrl+C")
    selected = page.evaluate(
        "document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)"
    )
    assert selected == made(made_in)


def test_a_lesson_and_its_dialog_have_no_grave_faults_of_access(
    server: Any, run: str, open_page: Opener, axe: Check
) -> None:
    for scheme in ("light", "dark"):
        page = open_page(f"{server.url}/runs/{run}#lesson=1&hide=why&plan=eta:1&say=Look", color_scheme=scheme)
        arrived(page)
        assert axe(page) == []
        page.locator(".skip").press("Enter")
        expect(page.locator("#main")).to_be_focused()
        expect(page).to_have_url(re.compile("#lesson=1"))
        dialog(page).locator('[value="own"]').check()
        assert axe(page) == []
        page.keyboard.press("Escape")
        expect(page.locator("dialog.link")).to_have_count(0)
        expect(page.locator('[data-action="help"]')).to_be_focused()
        leave(page).press("Enter")
        expect(page.locator("#main")).to_be_focused()

"""A teacher and those who watch: one link may do all; the other sees, draws and asks, and is offered nothing else."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, Route, WebSocketRoute, expect

from app.wire import commands, messages
from tests.classroom import TOKENS, enter, teaching
from tests.e2e.test_shell import fact, message, play
from tests.e2e.test_stage import digit_said, draw
from tests.e2e.waiting import comes_true

Opener = Callable[..., Page]
SEVEN = [(0.25, 0.2), (0.75, 0.2), (0.45, 0.85)]
ONE = [(0.5, 0.15), (0.5, 0.85)]
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

# The second tap of a hand that taps twice: it meets what takes the drawing back as soon as that is there.
TAP_ON = """() => new MutationObserver((_, observer) => {
  const back = document.querySelector('[data-action="take-back"]');
  if (!back) return;
  observer.disconnect();
  back.click();
}).observe(document.body, { childList: true, attributes: true, subtree: true })"""

# What changes the run for everybody, wherever on the page it is.
CONTROLS = (
    '[data-action="play"]', '[data-action="step"]', '[data-action="reset"]',
    '[data-panel="learning"] :is(input, select, button)',
)  # fmt: skip


def goes_on(page: Page) -> None:
    """The steps on this page grow."""
    expect(fact(page, "step")).to_have_text(re.compile(r"\d"))
    before = fact(page, "step").inner_text()
    expect(fact(page, "step")).not_to_have_text(before)


@pytest.fixture
def classroom(start_server: Callable[..., Any]) -> Any:
    """A server that others can reach, called as they call it: to what comes over http from elsewhere than this machine,
    browsers deny some of what they can."""
    server = start_server("--host", "0.0.0.0", **TOKENS)
    server.url = re.sub(r"//.*:", "//0.0.0.0:", server.url)
    yield server
    server.stop()


@pytest.fixture
def client(classroom: Any) -> Iterator[httpx.Client]:
    with teaching(classroom) as client:
        yield client


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
    expect(watcher.locator('[data-action="learn"], [data-action="wall"]')).to_have_count(0)
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
    classroom: Any, client: httpx.Client, open_page: Opener
) -> None:
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


def hand_in(page: Page, points: list[tuple[float, float]], label: int) -> None:
    """Draws, says which digit it is, and hands it in."""
    page.locator('[data-tab="draw"]').click()
    expect(page.locator('[data-action="hand"]')).to_be_disabled()
    draw(page, points)
    chosen = page.locator(f'[data-label="{label}"]')
    chosen.click()
    ink, ground = chosen.evaluate("each => [getComputedStyle(each).color, getComputedStyle(each).backgroundColor]")
    assert ink != ground  # it is read while the pointer is still over it, as after a tap
    page.locator('[data-action="hand"]').click()
    expect(page.locator('[data-action="take-back"]')).to_be_visible()
    expect(page.locator('[data-value="handed"]')).to_contain_text(str(label))


def exact(locator: Locator) -> float:
    return float(locator.get_attribute("data-exact") or "nan")


def test_a_class_hands_in_and_the_teacher_shows_the_wall_and_learns_from_it(
    classroom: Any, client: httpx.Client, open_page: Opener, axe: Callable[[Page], list[str]]
) -> None:
    run = client.post("/api/runs", json={"eta": 0.3}).json()["id"]
    watching = f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_WATCH_TOKEN']}"
    teacher = open_page(f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    expect(play(teacher)).to_be_enabled()
    expect(teacher.locator('[data-action="wall"]')).to_be_hidden()  # before anything hangs there, only beside the pad
    teacher.locator("#tab-draw").click()
    teacher.locator('[data-action="wall"]').click()
    expect(teacher.locator(".wall-empty")).to_be_visible()
    expect(teacher.locator('[data-action="learn-wall"]')).to_be_disabled()
    teacher.keyboard.press("Escape")
    teacher.locator("#tab-example").click()

    one, other = open_page(watching, **PHONE), open_page(watching, locale="ko-KR", **PHONE)
    hand_in(one, SEVEN, 7)
    hand_in(other, ONE, 1)
    expect(other.locator('[data-action="take-back"]')).to_have_text("제출 취소")
    expect(teacher.locator('[data-value="hung"]')).to_have_text("2")
    teacher.locator('[data-action="wall"]').click()
    tiles = teacher.locator(".tile")
    expect(tiles.locator('[data-value="verdict"]')).to_have_count(2)
    expect(tiles.locator(".label")).to_have_text(["7", "1"])
    for page in (one, other):
        edge = page.locator(".pad-canvas").bounding_box()
        assert edge
        for control in page.locator(".deeds button, [data-label]").all():
            box = control.bounding_box()
            assert box and box["width"] >= 44 and box["height"] >= 44
            assert box["x"] + box["width"] <= edge["x"] + edge["width"]
        assert axe(page) == []

    with enter(classroom, run, "NUDGE_CONTROL_TOKEN") as viewer:
        viewer.hello()
        viewer.send(commands.Subscribe(kinds=["wall"]))
        wall = viewer.until(messages.Wall, lambda wall: len(wall.drawings) == 2)
        viewer.send(commands.Subscribe(kinds=["verdicts"]))
        seen = viewer.until(messages.Verdicts, lambda verdicts: verdicts.edition == wall.edition)
    for i in range(2):
        said = client.post(f"/api/runs/{run}/predict", json={"pixels": (wall.pixels[i] / 255).tolist()}).json()
        verdict = tiles.nth(i).locator('[data-value="verdict"]').inner_text()
        assert verdict == str(said["verdict"]) == str(seen.verdicts[i])
        right = verdict == str(wall.labels[i])
        expect(tiles.nth(i)).to_have_class(re.compile("is-right" if right else "is-wrong"))
        expect(tiles.nth(i).locator("i")).to_have_text("✓" if right else "✗")
        shown = (
            tiles.nth(i)
            .locator("canvas")
            .evaluate("it => [...it.getContext('2d').getImageData(0, 0, 28, 28).data].filter((_, i) => i % 4 === 0)")
        )
        assert shown == wall.pixels[i].tolist()
    expect(teacher.locator('[data-fact="wall-right"]')).to_have_text(f"{seen.right} of 2")
    assert exact(teacher.locator('[data-fact="wall-cost"]')) == seen.cost
    assert axe(teacher) == []

    teacher.locator('[data-action="learn-wall"]').click()
    after = teacher.locator('[data-value="wall-cost-after"]')
    expect(after).to_be_visible()
    assert exact(teacher.locator('[data-value="wall-cost-before"]')) == pytest.approx(seen.cost)
    assert exact(after) < seen.cost
    assert 0 < exact(teacher.locator('[data-value="wall-accuracy-after"]')) < 1
    expect(one.locator('[data-panel="notices"]')).to_contain_text("one step on the 2 drawings")
    expect(other.locator('[data-panel="notices"]')).to_contain_text("그림 2개로 한 걸음")

    one.locator('[data-label="1"]').click()
    one.locator('[data-action="hand"]').click()
    expect(tiles.locator(".label")).to_have_text(["1", "1"])
    one.reload()
    one.locator('[data-tab="draw"]').click()
    expect(one.locator('[data-value="handed"]')).to_have_text(re.compile("Handed in as 1. 2 on the wall"))
    one.locator('[data-action="take-back"]').click()
    expect(tiles.locator(".label")).to_have_text(["1"])
    expect(one.locator('[data-value="handed"]')).to_have_text("Which digit is it?")

    tiles.locator(".tile-watch").focus()
    teacher.keyboard.press("Enter")
    expect(teacher.locator(".wall-card")).to_be_hidden()
    expect(teacher.locator('[data-action="wall"]')).to_be_focused()
    expect(one.locator('[data-panel="outputs"]')).to_contain_text("label")
    assert (
        client.post(f"/api/runs/{run}/commands", json={"type": "explain", "layer": 3, "neuron": 1}).json()["target"]
        == 1
    )

    teacher.locator('[data-action="wall"]').click()
    teacher.locator('[data-action="close-wall"]').click()
    one.locator(".pad-canvas").scroll_into_view_if_needed()
    draw(one, SEVEN)
    one.locator('[data-label="7"]').click()
    expect(one.locator('[data-action="hand"]')).to_be_disabled()
    expect(one.locator('[data-value="handed"]')).to_have_text("The wall takes no more drawings now.")
    late = open_page(watching)
    late.locator('[data-tab="draw"]').click()
    expect(late.locator('[data-value="handed"]')).to_have_text("The wall takes no more drawings now.")
    teacher.get_by_role("button", name="Take drawings again").click()
    expect(one.locator('[data-action="hand"]')).to_be_enabled()
    for words in ("Really clear it", "Clear the wall"):
        teacher.locator('[data-action="clear-wall"]').click()
        expect(teacher.locator('[data-action="clear-wall"]')).to_have_text(words)
    expect(teacher.locator(".wall-empty")).to_be_visible()
    expect(other.locator('[data-action="hand"]')).to_be_visible()
    teacher.keyboard.press("Escape")
    expect(teacher.locator(".wall-card")).to_be_hidden()
    expect(teacher.locator('[data-tab="example"]')).to_be_focused()


def test_who_draws_looks_up_for_a_question_and_when_it_is_handed_in_for_what_else_is_shown(
    classroom: Any, client: httpx.Client, open_page: Opener
) -> None:
    run = client.post("/api/runs", json={}).json()["id"]
    watching = f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_WATCH_TOKEN']}"
    teacher = open_page(f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    one, other = open_page(watching, **PHONE), open_page(watching)
    teacher.keyboard.press("?")
    teacher.locator('[data-action="lead"]').click()
    expect(one.locator(".lead")).to_contain_text("Following")
    hand_in(one, SEVEN, 7)
    other.locator('[data-tab="draw"]').click()
    draw(other, SEVEN)
    expect(digit_said(other)).to_contain_text("It says")
    teacher.locator('[data-action="wall"]').click()
    teacher.locator(".tile-watch").click()
    expect(one.locator("#tab-example")).to_have_attribute("aria-selected", "true")
    expect(one.locator('[data-value="label"]')).to_have_text("7")
    expect(other.locator("#tab-draw")).to_have_attribute("aria-selected", "true")  # it has yet to be handed in

    one.locator('[data-tab="draw"]').click()  # to draw another one
    draw(one, ONE)
    client.post(f"/api/runs/{run}/commands", json={"type": "watch", "source": "test", "index": 3})
    expect(other.locator('[data-panel="outputs"]')).to_contain_text("label")
    expect(one.locator("#tab-draw")).to_have_attribute("aria-selected", "true")
    at = other.locator(".pad-canvas").bounding_box()
    assert at
    other.mouse.move(at["x"] + 40, at["y"] + 40)
    other.mouse.down()
    teacher.locator('[data-action="ask-class"]').click()
    expect(one.locator("#tab-example")).to_have_attribute("aria-selected", "true")
    expect(other.locator(".poll .choice")).to_have_count(2)
    expect(other.locator("#tab-draw")).to_have_attribute("aria-selected", "true")  # the pad stays under the pen
    other.mouse.up()
    expect(other.locator("#tab-example")).to_have_attribute("aria-selected", "true")
    other.locator('[data-tab="draw"]').click()  # what was drawn is still there
    expect(digit_said(other)).to_contain_text("It says")


def test_at_the_wall_the_keyboard_keeps_its_place_and_what_goes_wrong_is_said(
    classroom: Any, client: httpx.Client, open_page: Opener
) -> None:
    plan = {"sizes": [784, 64, 64, 64, 64, 10], "activation": "relu", "cost": "log_likelihood", "eta": 10}
    other, run = (client.post("/api/runs", json=plan).json()["id"] for _ in range(2))
    teacher = open_page(f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    pupil = open_page(f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_WATCH_TOKEN']}", **PHONE)
    tiles = teacher.locator(".tile-watch")
    with ExitStack() as stack:
        viewers = [stack.enter_context(enter(classroom, run, "NUDGE_CONTROL_TOKEN")) for _ in range(4)]
        for i, viewer in enumerate(viewers):
            viewer.hello()
            if i < 3:
                viewer.ask(commands.Hand(id=1, key=f"{i:032}", label=i, strokes=[SEVEN]))
        teacher.locator('[data-action="wall"]').click()
        expect(tiles).to_have_count(3)
        learn = teacher.locator('[data-action="learn-wall"]')
        learn.focus()
        teacher.keyboard.press("Enter")
        expect(teacher.locator('[data-value="wall-cost-after"]')).to_be_visible()
        expect(learn).to_be_focused()
        viewers[3].ask(commands.Hand(id=1, key="3" * 32, label=3, strokes=[ONE]))
        expect(tiles).to_have_count(4)
        expect(teacher.locator(".wall-said")).to_contain_text("One step on 3 drawings")

    tiles.nth(0).focus()
    teacher.keyboard.press("ArrowRight")
    teacher.keyboard.press("Tab")
    teacher.keyboard.press("Enter")
    expect(tiles).to_have_count(3)
    expect(tiles.nth(1)).to_be_focused()
    for _ in range(2):
        teacher.locator('[data-action="clear-wall"]').focus()
        teacher.keyboard.press("Enter")
    expect(teacher.locator(".wall-empty")).to_be_visible()
    expect(teacher.locator('[data-enlarge="wall"]')).to_be_focused()

    client.post(f"/api/runs/{run}/commands", json={"type": "run", "speed": None})
    teacher.locator('[data-deed="eta"]').click(trial=True)  # over the wall, too
    pupil.evaluate(TAP_ON)
    hand_in(pupil, SEVEN, 7)
    expect(tiles).to_have_count(1)
    pupil.locator('[data-label="1"]').click()
    pupil.locator('[data-action="hand"]').press("Enter")
    expect(pupil.locator('[data-action="take-back"]')).to_be_focused()
    expect(tiles).to_have_count(1)
    expect(learn).to_be_disabled()
    client.delete(f"/api/runs/{run}")
    teacher.locator('[data-deed="new_run"]').click(trial=True)
    pupil.locator('[data-deed="newest"]').click()
    expect(pupil).to_have_url(re.compile(f"/runs/{other}"))


def test_a_class_follows_the_teacher_looks_around_and_comes_back(
    classroom: Any, client: httpx.Client, open_page: Opener, axe: Callable[[Page], list[str]]
) -> None:
    run = client.post("/api/runs", json={}).json()["id"]
    watching = f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_WATCH_TOKEN']}"
    teacher = open_page(f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    pupil = open_page(watching, locale="ko-KR", **PHONE)
    expect(play(teacher)).to_be_enabled()
    teacher.keyboard.press("?")
    teacher.locator('[data-action="lead"]').click()
    expect(teacher.locator(".lead")).to_contain_text("You lead the class")
    expect(pupil.locator(".lead")).to_contain_text("진행자 화면을 따라가는 중")

    def tab(page: Page) -> Locator:
        return page.locator('[data-panel="why"] [role="tab"][aria-selected="true"]')

    teacher.locator("#why-tab-table").click()
    expect(tab(pupil)).to_have_id("why-tab-table")
    for part in (".card.why", '[data-action="lead-look"]'):
        expect(pupil.locator(part)).to_be_in_viewport()
    pupil.locator('[data-tab="draw"]').click()
    pad = pupil.locator(".pad-canvas")
    pad.hover()
    pupil.mouse.down()
    at = pupil.evaluate("scrollY")
    teacher.locator("#why-tab-sensitivity").click()
    expect(tab(pupil)).to_have_id("why-tab-sensitivity")
    teacher.locator("#why-tab-table").click()
    expect(tab(pupil)).to_have_id("why-tab-table")
    assert pupil.evaluate("scrollY") == at  # the pad stays under the pen
    pupil.mouse.up()
    teacher.locator('[data-enlarge="why"]').click()
    expect(pupil.locator(".card.why")).to_have_class(re.compile("is-enlarged"))
    late = open_page(watching)
    expect(late.locator(".card.why")).to_have_class(re.compile("is-enlarged"))
    expect(tab(late)).to_have_id("why-tab-table")
    for page in (teacher, pupil, late):
        button = page.locator(".lead button").last
        expect(button).to_be_in_viewport()
        button.click(trial=True)
        bar, card = (
            page.locator(each).evaluate("it => +getComputedStyle(it).zIndex") for each in (".lead", ".is-enlarged")
        )
        assert bar > card  # whose shadow is the ground, and catches no click
    assert axe(teacher) == axe(pupil) == []

    pupil.locator('[data-action="lead-look"]').click()
    pupil.locator('[data-enlarge="why"]').click()
    teacher.locator("#why-tab-stack").click()
    expect(tab(late)).to_have_id("why-tab-stack")
    expect(tab(pupil)).to_have_id("why-tab-table")
    pupil.locator('[data-action="lead-follow"]').click()
    expect(tab(pupil)).to_have_id("why-tab-stack")
    teacher.keyboard.press("Escape")
    expect(pupil.locator(".card.why")).not_to_have_class(re.compile("is-enlarged"))

    pupil.keyboard.press("?")
    expect(pupil.locator(".keys")).to_be_hidden()  # of a phone
    pupil.locator('[data-action="tour"]').click()
    expect(pupil.locator(".driver-popover")).to_be_visible()
    expect(pupil.locator(".lead")).to_be_hidden()
    teacher.locator("#why-tab-neuron").click()
    expect(tab(late)).to_have_id("why-tab-neuron")
    expect(tab(pupil)).to_have_id("why-tab-stack")  # what the tour shows does not go away under it
    pupil.keyboard.press("Escape")
    expect(tab(pupil)).to_have_id("why-tab-neuron")
    expect(pupil.locator(".lead")).to_be_visible()

    teacher.get_by_role("button", name="Descend").click()
    expect(teacher).to_have_url(re.compile("#race="))
    race = teacher.url.partition("#race=")[2]
    for page in (pupil, late):
        expect(page).to_have_url(re.compile(f"#race={race}$"))
        expect(page.locator("[data-lane-row]")).to_have_count(2)
    teacher.get_by_role("button", name="Practise").click()
    for page in (teacher, pupil, late):
        expect(page.locator(".practise .worksheet")).to_be_visible()
    before = teacher.url
    teacher.get_by_role("button", name="New numbers").click()
    expect(teacher).not_to_have_url(before)
    exercise = teacher.url.partition("#exercise=")[2]
    for page in (pupil, late):
        expect(page).to_have_url(re.compile(f"#exercise={re.escape(exercise)}$"))
    teacher.get_by_role("button", name="Learn", exact=True).click()
    expect(pupil.locator(".learn")).to_be_visible()

    teacher.locator("#why-tab-table").click()
    expect(tab(pupil)).to_have_id("why-tab-table")
    teacher.reload()
    expect(teacher.locator(".lead")).to_contain_text("You lead the class")  # still, and at the same
    expect(tab(teacher)).to_have_id("why-tab-table")
    teacher.locator("#why-tab-stack").click()
    expect(tab(pupil)).to_have_id("why-tab-stack")
    also = open_page(f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    expect(also.locator(".lead")).to_contain_text("Following")  # whoever leads on another page is led there
    for one, other in ((also, teacher), (teacher, also)):  # at the very same, too
        one.keyboard.press("?")
        one.locator('[data-action="lead"]').click()
        expect(one.locator(".lead")).to_contain_text("You lead the class")
        expect(other.locator(".lead")).to_contain_text("Following")
    teacher.locator('[data-action="lead-end"]').click()
    for page in (teacher, also, pupil, late):
        expect(page.locator(".lead")).to_be_hidden()


def test_a_copy_of_the_tab_of_who_leads_is_led(classroom: Any, client: httpx.Client, open_page: Opener) -> None:
    run = client.post("/api/runs", json={}).json()["id"]
    teacher = open_page(f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    expect(play(teacher)).to_be_enabled()
    teacher.keyboard.press("?")
    teacher.locator('[data-action="lead"]').click()
    pupil = open_page(f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_WATCH_TOKEN']}")
    expect(pupil.locator(".lead")).to_contain_text("Following")
    for _ in range(2):  # also of a page that leads on
        with teacher.context.expect_page() as found:
            teacher.evaluate("() => void open(location.href)")  # which takes along what the tab has kept
        expect(found.value.locator(".lead")).to_contain_text("Following")
        found.value.close()
        expect(teacher.locator(".lead")).to_contain_text("You lead the class")
        teacher.reload()
        expect(teacher.locator(".lead")).to_contain_text("You lead the class")


def test_who_leads_takes_the_class_along_to_another_run(
    classroom: Any, client: httpx.Client, open_page: Opener
) -> None:
    race, other, run = (client.post("/api/runs", json=plan).json()["id"] for plan in ({"race": {}}, {}, {}))
    watching = f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_WATCH_TOKEN']}"
    teacher = open_page(f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    pupil, free = open_page(watching), open_page(watching)
    teacher.keyboard.press("?")
    teacher.locator('[data-action="lead"]').click()
    for page in (pupil, free):
        expect(page.locator(".lead")).to_contain_text("Following")
    free.locator('[data-action="lead-look"]').click()

    def open_run(name: str) -> None:
        teacher.locator(".network-toggle").click()
        teacher.locator('[data-action="runs"]').click()
        teacher.locator(f'[data-run="{name}"] [data-act="open"]').click()

    open_run(other)
    for page in (teacher, pupil):
        expect(page).to_have_url(re.compile(f"/runs/{other}$"))
        expect(play(page)).to_be_visible()
    teacher.locator("#why-tab-table").click()
    expect(pupil.locator('[data-panel="why"] [role="tab"][aria-selected="true"]')).to_have_id("why-tab-table")
    expect(teacher.locator(".lead")).to_contain_text("You lead the class")
    expect(free).to_have_url(re.compile(f"/runs/{run}$"))
    free.locator('[data-action="lead-follow"]').click()
    expect(free).to_have_url(re.compile(f"/runs/{other}$"))
    expect(free.locator('[data-panel="why"] [role="tab"][aria-selected="true"]')).to_have_id("why-tab-table")
    open_run(race)
    for page in (teacher, pupil, free):
        expect(page).to_have_url(re.compile(f"/runs/{other}#race={race}$"))
    teacher.go_back()
    teacher.go_back()
    for page in (teacher, pupil, free):
        expect(page).to_have_url(re.compile(f"/runs/{run}$"))
    client.post("/api/runs", json={})  # the newest
    late = open_page(f"{classroom.url}/?token={TOKENS['NUDGE_WATCH_TOKEN']}")
    expect(late).to_have_url(re.compile(f"/runs/{run}$"))
    expect(late.locator(".lead")).to_contain_text("Following")


def test_who_leads_goes_on_from_an_earlier_step_and_all_see_beside_it_what_became_of_the_first_run(
    classroom: Any, client: httpx.Client, open_page: Opener
) -> None:
    run = client.post("/api/runs", json={"name": "The first"}).json()["id"]
    watching = f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_WATCH_TOKEN']}"
    for _ in range(2):
        client.post(f"/api/runs/{run}/commands", json={"type": "run", "epochs": 0.05, "speed": None})
    teacher = open_page(f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    pupil = open_page(watching, **PHONE)
    expect(teacher.locator("#past")).to_be_enabled()
    teacher.keyboard.press("?")
    teacher.locator('[data-action="lead"]').click()
    expect(pupil.locator(".lead")).to_contain_text("Following")
    teacher.keyboard.press(",")
    expect(teacher.locator('[data-deed="branch"]')).to_be_visible()
    teacher.locator('[data-deed="branch"]').click()
    for page in (teacher, pupil):
        expect(page).not_to_have_url(re.compile(run))
        expect(page.locator('[data-action="alone"]')).to_contain_text("The first")
    late = open_page(watching)

    def is_as_the_teachers(page: Page) -> None:
        assert page.locator('[data-action="alone"] .value').inner_text() == beside.inner_text()

    beside = teacher.locator('[data-action="alone"] .value')
    for page in (pupil, late):
        comes_true(page, lambda page=page: is_as_the_teachers(page))
    teacher.reload()
    expect(beside).to_be_visible()
    teacher.locator('[data-action="alone"]').click()
    for page in (pupil, late):
        expect(page.locator('[data-action="alone"]')).to_have_count(0)


def test_who_leads_and_loads_the_page_again_leads_on_though_the_server_was_started_again_meanwhile(
    start_server: Callable[..., Any], tmp_path: Path, open_page: Opener
) -> None:
    server = start_server("--host", "0.0.0.0", memory=tmp_path, **TOKENS)
    port = server.url.rpartition(":")[2]
    with teaching(server) as client:
        run = client.post("/api/runs", json={}).json()["id"]
    address = f"http://0.0.0.0:{port}/runs/{run}"
    teacher = open_page(f"{address}?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    pupil = open_page(f"{address}?token={TOKENS['NUDGE_WATCH_TOKEN']}")
    expect(play(teacher)).to_be_enabled()
    teacher.keyboard.press("?")
    teacher.locator('[data-action="lead"]').click()
    expect(pupil.locator(".lead")).to_contain_text("Following")
    teacher.goto("about:blank")  # as where a browser does not reach a server
    server.stop()
    start_server("--host", "0.0.0.0", "--port", port, memory=tmp_path, **TOKENS)
    teacher.goto(address)
    expect(teacher.locator(".lead")).to_contain_text("You lead the class")
    expect(pupil.locator(".lead")).to_contain_text("Following")
    teacher.locator('[data-action="lead-end"]').click()
    expect(pupil.locator(".lead")).to_be_hidden()
    teacher.reload()  # who has stopped leading has
    expect(play(teacher)).to_be_enabled()
    expect(teacher.locator(".lead")).to_be_hidden()
    open_page.forgive()  # type: ignore[attr-defined]


def test_who_leads_is_not_told_of_a_look_whose_answer_was_not_waited_for(
    classroom: Any, client: httpx.Client, open_page: Opener
) -> None:
    run, other = (client.post("/api/runs", json=plan).json()["id"] for plan in ({}, {"sizes": [784, 8, 10]}))
    teacher = open_page(f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    deaf = False

    def through(line: WebSocketRoute) -> None:
        server = line.connect_to_server()
        server.on_message(lambda message: None if deaf and run in line.url else line.send(message))

    teacher.route_web_socket(re.compile("/ws/"), through)
    teacher.reload()
    pupil = open_page(f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_WATCH_TOKEN']}")
    expect(play(teacher)).to_be_enabled()
    teacher.keyboard.press("?")
    teacher.locator('[data-action="lead"]').click()
    expect(pupil.locator(".lead")).to_contain_text("Following")
    deaf = True
    teacher.locator("#why-tab-table").click()
    expect(pupil.locator("#why-tab-table")).to_have_attribute("aria-selected", "true")
    teacher.locator(".network-toggle").click()
    teacher.locator('[data-action="runs"]').click()
    teacher.locator(f'[data-run="{other}"] [data-act="open"]').click()
    for page in (teacher, pupil):
        expect(page.locator('[data-value="parameters"]')).to_contain_text("6,370")
    assert teacher.locator(".note-card").all_inner_texts() == []


def test_who_leads_and_was_away_for_long_leads_on(classroom: Any, client: httpx.Client, open_page: Opener) -> None:
    run = client.post("/api/runs", json={}).json()["id"]
    teacher = open_page(f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    lines: list[tuple[WebSocketRoute, WebSocketRoute]] = []
    is_cut = False

    def through(line: WebSocketRoute) -> None:
        if is_cut:
            line.close()
        else:
            lines.append((line, line.connect_to_server()))

    teacher.route_web_socket(re.compile("/ws/"), through)
    teacher.reload()
    expect(play(teacher)).to_be_enabled()
    pupil = open_page(f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_WATCH_TOKEN']}")
    teacher.keyboard.press("?")
    teacher.locator('[data-action="lead"]').click()
    expect(pupil.locator(".lead")).to_contain_text("Following")
    with enter(classroom, run, "NUDGE_CONTROL_TOKEN") as viewer:
        viewer.hello()
        is_cut = True
        for end in lines[-1]:
            end.close()
        expect(message(teacher)).to_contain_text("connection was lost")
        viewer.ask(commands.Lead(id=1, look=None, by=1))  # as when a leader has been away for half a minute
        expect(pupil.locator(".lead")).to_be_hidden()
        is_cut = False
        expect(pupil.locator(".lead")).to_contain_text("Following")
        expect(teacher.locator(".lead")).to_contain_text("You lead the class")
        viewer.ask(commands.Lead(id=2, look=None, by=1))  # as when somebody else did, and has ended it
        for page in (teacher, pupil):
            expect(page.locator(".lead")).to_be_hidden()

    teacher.get_by_role("button", name="Descend").click()
    expect(teacher.locator("[data-lane-row]")).to_have_count(2)
    teacher.locator('[data-enlarge="map"]').click()
    is_cut = True
    for end in lines[-1]:
        end.close()
    expect(teacher.locator('[data-panel="race_message"]')).to_have_attribute("data-tone", "bad")
    said, shown = (teacher.locator(each).bounding_box() for each in ('[data-panel="race_message"]', ".map-card"))
    assert said and shown and said["y"] + said["height"] <= shown["y"]  # over the whole screen, too


def test_a_class_is_asked_answers_unseen_and_is_shown_what_the_engine_says(
    classroom: Any, client: httpx.Client, open_page: Opener, axe: Callable[[Page], list[str]]
) -> None:
    run = client.post("/api/runs", json={"speed": 20}).json()["id"]
    watching = f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_WATCH_TOKEN']}"
    teacher = open_page(f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    one = open_page(watching, **PHONE)
    other = open_page(watching, locale="ko-KR", color_scheme="dark", **PHONE)
    play(teacher).click()
    goes_on(one)
    teacher.locator('button[data-output="2"]').click()  # the label, of which there is a clear answer for long
    ask = teacher.locator('[data-action="ask-class"]')
    expect(ask).to_have_count(0)  # who is alone asks nobody
    teacher.keyboard.press("?")
    teacher.locator('[data-action="lead"]').click()
    expect(one.locator(".lead")).to_contain_text("Following")
    expect(one.locator('[data-action="ask-class"]')).to_have_count(0)
    one.locator('[data-choice="nudges"]').click()
    other.keyboard.press("?")
    other.locator('[data-action="tour"]').click()
    expect(other.locator(".driver-popover")).to_be_visible()
    ask.press("Enter")
    expect(other.locator(".driver-popover")).to_have_count(0)  # which has a veil of its own

    def row(page: Page) -> Locator:
        return page.locator('button[data-output="2"]')

    def is_veiled(page: Page) -> None:
        expect(row(page).locator(".veiled")).to_have_text("?")
        expect(row(page).locator('[data-value="wish"]')).to_have_text("")
        expect(row(page)).not_to_have_attribute("aria-description", re.compile("wants|바라"))
        expect(page.locator(".why-view")).to_be_hidden()
        expect(page.locator('[data-choice="weights"]')).to_have_attribute("aria-pressed", "true")

    for page in (teacher, one, other):
        expect(page.locator(".poll .choice")).to_have_count(2)
        is_veiled(page)
    expect(play(teacher)).to_have_accessible_name("Play")  # it was paused to be asked about
    expect(teacher.locator('[data-deed="reveal"]')).to_be_focused()
    expect(one.locator("[data-deed]").filter(visible=True)).to_have_count(0)
    expect(other.locator(".poll-asked")).to_contain_text("출력 2의 활성값은")
    truth = client.post(f"/api/runs/{run}/commands", json={"type": "explain", "layer": 3, "neuron": 2}).json()
    right, wrong = ("up", "down") if truth["wish"] > 0 else ("down", "up")

    for page in (one, other):
        for choice in page.locator(".poll .choice").all():
            box = choice.bounding_box()
            assert box and box["width"] >= 44 and box["height"] >= 44 and box["y"] + box["height"] <= 844
        card = page.locator(".poll").bounding_box()
        assert card

        def stands_below(page: Page = page, foot: float = card["y"] + card["height"]) -> None:
            network = page.locator('[data-panel="network"]').bounding_box()
            assert network and foot <= network["y"] <= foot + 40

        comes_true(page, stands_below)
    stood = one.locator(".poll .choice").first.bounding_box()
    one.locator(f'.poll [data-choice="{wrong}"]').tap()
    other.locator(f'.poll [data-choice="{right}"]').tap()
    votes = teacher.locator('[data-value="votes"]')
    expect(votes).to_have_text("2 of 2")
    assert one.locator(".poll .choice").first.bounding_box() == stood  # what is under the finger does not move
    one.locator(f'.poll [data-choice="{right}"]').press("Enter")
    expect(one.locator(f'.poll [data-choice="{right}"]')).to_have_attribute("aria-pressed", "true")
    expect(one.locator(f'.poll [data-choice="{wrong}"]')).to_have_attribute("aria-pressed", "false")
    one.locator(f'.poll [data-choice="{wrong}"]').tap()
    expect(one.locator(".poll-said")).to_contain_text("You say: " + ("more" if wrong == "up" else "less"))
    late = open_page(watching)
    expect(late.locator('[data-value="votes"]')).to_have_text("2 of 2")
    is_veiled(late)
    one.reload()
    expect(one.locator(f'.poll [data-choice="{wrong}"]')).to_have_attribute("aria-pressed", "true")
    is_veiled(one)
    for page in (teacher, one, other):
        assert axe(page) == []

    teacher.locator('[data-enlarge="stage"]').click()
    expect(teacher.locator(".stage")).to_have_class(re.compile("is-enlarged"))
    said, shown = (teacher.locator(each).bounding_box() for each in (".poll", ".stage"))
    assert said and shown and said["y"] + said["height"] <= shown["y"]
    teacher.locator('[data-deed="reveal"]').press("Enter")
    expect(teacher.locator('[data-deed="end-poll"]')).to_be_focused()
    teacher.keyboard.press("Escape")
    for page in (teacher, one, other, late):
        found = page.locator(".poll .choice.is-right")
        expect(found).to_have_attribute("data-choice", right)
        expect(found.locator("b")).to_have_text("1")
        expect(page.locator(f'.poll [data-choice="{wrong}"] b')).to_have_text("1")
        expect(row(page).locator('[data-value="wish"]')).to_have_text(re.compile("▲" if right == "up" else "▼"))
        wish = page.locator('.neuron[data-neuron="2"] [data-name="wish"]').first
        expect(wish).to_be_visible()
        assert float(wish.get_attribute("data-value") or "nan") == pytest.approx(truth["wish"])
    expect(one.locator(".poll-said")).to_contain_text("Not quite.")
    expect(other.locator(".poll-said")).to_contain_text("맞아요.")
    for page in (teacher, one, other):
        assert axe(page) == []
    teacher.locator('[data-deed="end-poll"]').press("Enter")
    expect(ask).to_be_focused()
    for page in (teacher, one, other, late):
        expect(page.locator(".poll")).to_be_hidden()

    teacher.locator("#why-tab-sensitivity").click()
    ask.click()
    for page in (one, other):
        expect(page.locator(".poll .choice")).to_have_count(3)
    play(teacher).click()
    expect(one.locator('[data-panel="notices"]')).to_contain_text("has ended")
    for page in (teacher, one, other, late):
        expect(page.locator(".poll")).to_be_hidden()
        expect(page.locator(".why-view")).to_be_visible()


def test_what_tells_is_covered_before_it_is_asked_about_and_shown_when_it_is_revealed(
    classroom: Any, client: httpx.Client, open_page: Opener, axe: Callable[[Page], list[str]]
) -> None:
    run = client.post("/api/runs", json={}).json()["id"]
    watching = f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_WATCH_TOKEN']}"
    teacher = open_page(f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    one, other = open_page(watching), open_page(watching, locale="ko-KR", **PHONE)
    teacher.keyboard.press("?")
    teacher.locator('[data-action="lead"]').click()
    expect(one.locator(".lead")).to_contain_text("Following")
    one.locator('[data-action="lead-look"]').click()  # who looks around alone sees it no more than the others
    cover = teacher.locator('[data-action="cover"]')
    cover.click()

    def veiled(page: Page, outputs: int) -> None:
        expect(page.locator(".outputs .veiled").filter(has_text="?")).to_have_count(outputs)
        (
            expect(page.locator(".why-view")).to_be_hidden
            if outputs
            else expect(page.locator(".why-view")).to_be_visible
        )()

    late = open_page(watching)
    for page in (teacher, one, other, late):
        veiled(page, 10)
    expect(teacher.locator('[data-choice="nudges"]')).to_be_disabled()
    for page in (one, late):
        expect(page.locator(".lead")).to_contain_text("answers covered")
    teacher.locator('button[data-output="4"]').click()
    teacher.reload()  # and leads on, and it is covered still
    veiled(teacher, 10)
    assert axe(teacher) == []
    teacher.locator('[data-ask="weight"]').press("Enter")
    expect(teacher.locator('[data-deed="reveal"]')).to_be_focused()
    truth = client.post(f"/api/runs/{run}/commands", json={"type": "explain", "layer": 3, "neuron": 4}).json()
    loudest = max(range(16), key=lambda k: truth["before"][k])
    for page in (teacher, one, late):
        expect(page.locator(".poll-asked")).to_contain_text(f"Its weight from neuron {loudest} of layer 2")
        expect(page.locator(".why-view")).to_be_hidden()
    teacher.locator('[data-deed="reveal"]').press("Enter")
    for page in (teacher, one, other, late):
        veiled(page, 0)
    teacher.locator('[data-deed="end-poll"]').press("Enter")
    expect(cover).to_have_text("Cover the answers")
    cover.click()
    veiled(other, 10)
    teacher.locator('[data-action="lead-end"]').click()
    for page in (teacher, one, other, late):
        veiled(page, 0)


def test_hands_are_raised_for_what_is_said_aloud_and_for_who_will_be_first_in_a_race(
    classroom: Any, client: httpx.Client, open_page: Opener, axe: Callable[[Page], list[str]]
) -> None:
    run = client.post("/api/runs", json={}).json()["id"]
    watching = f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_WATCH_TOKEN']}"
    teacher = open_page(f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    one, other = open_page(watching, **PHONE), open_page(watching, locale="ko-KR", **PHONE)
    teacher.keyboard.press("?")
    teacher.locator('[data-action="lead"]').click()
    teacher.get_by_role("button", name="Practise").click()
    for page in (one, other):
        expect(page.locator(".practise input").first).to_be_visible()
    late = open_page(watching)
    expect(play(late)).to_be_visible()
    late.keyboard.press("?")
    late.locator('[data-action="tour"]').click()
    expect(late.locator(".driver-popover")).to_be_visible()
    hands = teacher.locator('[data-action="hands"]')
    expect(hands).to_have_text("Show of hands")
    hands.click()
    for page in (teacher, one, other):
        expect(page.locator(".poll button.choice span:last-child")).to_have_text(["A", "B", "C", "D"])
        expect(page.locator(".practise input").first).to_be_visible()  # all stay where they are
    expect(one.locator("[data-deed]").filter(visible=True)).to_have_count(0)
    expect(late.locator(".poll")).to_be_hidden()  # in a tour nothing else is pressed; after it, it is
    late.keyboard.press("Escape")
    expect(late.locator(".poll button.choice")).to_have_count(4)
    one.locator('.poll [data-choice="1"]').tap()
    expect(one.locator(".poll-said")).to_have_text("You say: B. You may still change it.")
    expect(teacher.locator('[data-value="votes"]')).to_have_text("1 of 3")
    expect(other.locator('[data-value="votes"]')).to_have_text("3명 중 1명")
    late.close()
    teacher.locator('[data-deed="reveal"]').click()
    for page in (teacher, one, other):
        expect(page.locator('.poll [data-choice="1"] b')).to_have_text("1")
        expect(page.locator(".poll .is-right")).to_have_count(0)
    expect(one.locator(".poll-said")).to_have_text("You said: B.")
    teacher.locator('[data-deed="end-poll"]').click()

    teacher.get_by_role("button", name="Descend").click()
    for page in (teacher, one, other):
        expect(page.locator("[data-lane-row]")).to_have_count(2)
    one.locator('[data-action="lead-look"]').tap()
    one.get_by_role("button", name="Practise").tap()
    expect(hands).to_have_text("Ask who will be first")
    hands.click()
    for page in (teacher, one):
        expect(page.locator(".poll button.choice span:last-child")).to_have_text(["full batch", "mini-batch 10"])
    expect(other.locator(".poll-asked")).to_have_text("시간으로는 누가 먼저 도착할까요?")
    expect(one.locator("[data-lane-row]").first).to_be_visible()  # it is about what one looked away from
    for choice in one.locator(".poll .choice").all():
        box = choice.bounding_box()
        assert box and box["width"] >= 44 and box["height"] >= 44 and box["x"] + box["width"] <= 390
    other.locator('.poll [data-choice="1"]').tap()
    expect(teacher.locator('[data-value="votes"]')).to_have_text("1 of 2")
    for page in (teacher, one, other):
        assert axe(page) == []
    teacher.locator('[data-action="race-go"]').click()
    expect(one.locator('[data-fact="distance"]').first).to_be_visible()  # it runs, and the question stands
    teacher.locator('[data-deed="reveal"]').click()
    expect(one.locator('.poll [data-choice="1"] b')).to_have_text("1")
    expect(other.locator(".poll-said")).to_have_text("내 답: 미니배치 10")
    with enter(classroom, run, "NUDGE_CONTROL_TOKEN") as viewer:
        viewer.hello()
        viewer.ask(commands.Lead(id=1, look=None, by=1))  # as when who leads has been away for half a minute
        for page in (one, other):
            expect(page.locator(".poll")).to_be_hidden()


def test_a_browser_that_keeps_nothing_has_one_answer(classroom: Any, client: httpx.Client, open_page: Opener) -> None:
    run = client.post("/api/runs", json={}).json()["id"]
    teacher = open_page(f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    one = open_page(f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_WATCH_TOKEN']}")
    one.context.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw Error(); } })")
    one.reload()
    teacher.locator('button[data-output="2"]').click()
    teacher.keyboard.press("?")
    teacher.locator('[data-action="lead"]').click()
    teacher.locator('[data-action="ask-class"]').click()
    for choice in ("up", "down"):
        button = one.locator(f'.poll [data-choice="{choice}"]')
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
    teacher.locator('[data-deed="reveal"]').click()
    counts = teacher.locator('.poll [data-value="count"]')
    expect(counts).to_have_count(2)
    assert sorted(counts.all_inner_texts()) == ["0", "1"]
    client.delete(f"/api/runs/{run}")


def test_who_comes_late_sees_nothing_of_what_is_asked_however_slowly_the_question_comes(
    classroom: Any, client: httpx.Client, open_page: Opener
) -> None:
    run = client.post("/api/runs", json={}).json()["id"]
    watching = f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_WATCH_TOKEN']}"
    with enter(classroom, run, "NUDGE_CONTROL_TOKEN") as teacher:
        teacher.hello()
        teacher.ask(commands.Poll(id=1, about="activation", layer=3, neuron=2))
        late = open_page("about:blank", **PHONE)
        held: list[Route] = []
        late.route("**/poll/panel.js", lambda route: held.append(route))
        late.goto(watching)
        expect(late.locator('.outputs [data-value="activation"]').first).to_have_text(re.compile(r"\d"))
        comes_true(late, lambda: _one(held))

        def is_veiled() -> None:
            expect(late.locator('button[data-output="2"] .veiled')).to_have_text("?")
            expect(late.locator('button[data-output="2"] [data-value="wish"]')).to_have_text("")
            expect(late.locator(".why-view")).to_be_hidden()
            expect(late.locator('[data-choice="nudges"]')).to_be_disabled()

        is_veiled()
        late.get_by_role("button", name="Practise").click()  # where the picture is another
        expect(late.locator(".practise .worksheet")).to_be_visible()
        held[0].continue_()
        expect(late.locator(".poll .choice")).to_have_count(2)
        expect(late.locator(".learn")).to_be_visible()
        is_veiled()
        late.locator('[data-action="help"]').click()
        expect(late.locator('[data-action="tour"]')).to_be_disabled()
        late.keyboard.press("Escape")
        teacher.ask(commands.EndPoll(id=2))
        expect(late.locator(".why-view")).to_be_visible()
        expect(late.locator('[data-choice="nudges"]')).to_be_enabled()


def _one(held: list[Route]) -> None:
    assert len(held) == 1


def test_a_class_comes_in_by_the_code_that_the_teacher_holds_up(classroom: Any, open_page: Opener, axe: Any) -> None:
    teacher = open_page(f"{classroom.url}/?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    expect(play(teacher)).to_be_enabled()
    teacher.locator('[data-action="help"]').click()
    teacher.locator('.help [data-action="invite"]').click()
    invitation = teacher.get_by_role("dialog", name="Scan to join")
    expect(invitation).to_be_visible()
    assert teacher.evaluate("() => document.querySelector('.invite img').naturalWidth > 0")
    assert axe(teacher) == []
    address = invitation.locator(".address").inner_text()
    assert address.endswith(f"/?token={TOKENS['NUDGE_WATCH_TOKEN']}")
    invitation.locator('[data-action="copy"]').click()
    expect(invitation.get_by_role("status")).not_to_be_empty()
    here = invitation.locator('[data-value="present"]')
    expect(here).to_have_text("0 have come in.")

    phone = open_page(address, **PHONE)
    expect(here).to_have_text("1 has come in.")
    teacher.keyboard.press("Escape")
    expect(teacher.locator('[data-action="help"]')).to_be_focused()
    expect(phone).not_to_have_url(re.compile("token"))
    expect(fact(phone, "step")).to_have_text("0")
    phone.locator('[data-action="help"]').click()
    expect(phone.locator('[data-action="lead"], [data-action="invite"]')).to_have_count(0)


def test_where_nobody_else_can_come_the_invitation_says_how_to_let_them_in(
    server: Any, run: str, open_page: Opener
) -> None:
    page = open_page(f"{server.url}/runs/{run}")
    expect(play(page)).to_be_enabled()
    page.keyboard.press("?")
    page.locator('.help [data-action="invite"]').click()
    expect(page.get_by_role("dialog", name="Invite the class")).to_contain_text("HOST=0.0.0.0 make run")


def test_who_leads_from_the_wall_and_loads_the_page_again_is_at_the_wall(
    classroom: Any, client: httpx.Client, open_page: Opener
) -> None:
    run = client.post("/api/runs", json={}).json()["id"]
    teacher = open_page(f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    expect(play(teacher)).to_be_enabled()
    teacher.keyboard.press("?")
    teacher.locator('[data-action="lead"]').click()
    teacher.locator("#tab-draw").click()
    teacher.locator('[data-action="wall"]').click()
    expect(teacher.locator(".wall-head")).to_be_visible()
    teacher.reload()
    expect(teacher.locator(".lead")).to_contain_text("You lead the class")
    expect(teacher.locator(".wall-head")).to_be_visible()
    teacher.locator('[data-enlarge="wall"]').click()
    expect(teacher.locator(".wall-head")).to_be_hidden()
    teacher.reload()
    expect(teacher.locator(".lead")).to_contain_text("You lead the class")
    expect(teacher.locator(".wall-head")).to_be_hidden()
    client.delete(f"/api/runs/{run}")

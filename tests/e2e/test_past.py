"""Looking back, as a person meets it: every panel as it was at an earlier step, for everybody; the present unharmed."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.classroom import TOKENS, teaching
from tests.e2e.test_stage import command, draw, exact, settled
from tests.e2e.waiting import PATIENCE, comes_true

Opener = Callable[..., Page]

SEVEN = [(0.27, 0.27), (0.5, 0.26), (0.73, 0.27), (0.6, 0.5), (0.5, 0.8)]
STEPS = 600
PARTS = 3  # after each of which it has stood still
EPOCHS = STEPS * 10 / 60_000
FIRST = f"step 0 of {STEPS}"
COLUMNS = ("activation", "wish")


@pytest.fixture
def learned(server: Any) -> Any:
    """A run that has taken some hundred steps, and has been scored on the way."""
    run = server.new_run()
    for _ in range(PARTS):
        command(server, run, type="run", epochs=EPOCHS / PARTS, speed=None)
        scored(server, run, settled(server, run)["step"])
    yield run
    server.delete(run)


def scored(server: Any, run: str, step: int) -> None:
    """Waits until the run has been scored at this step, and so keeps the network of it."""
    until = time.monotonic() + PATIENCE
    with server.client() as client:
        while step not in (each["step"] for each in client.get(f"/api/runs/{run}/metrics").json()["scores"]):
            assert time.monotonic() < until, "the run is not scored"
            time.sleep(0.02)


def opened(server: Any, run: str, open_page: Opener, **options: Any) -> Page:
    page = open_page(f"{server.url}/runs/{run}", **options)
    expect(page.locator('.outputs [data-value="activation"]').first).not_to_have_text("–")
    expect(fact(page, "step")).to_have_text(str(STEPS))
    return page


def fact(page: Page, name: str) -> Locator:
    return page.locator(f'[data-fact="{name}"]')


def said(page: Page) -> Locator:
    return page.locator(".past output")


def figures(page: Page) -> dict[str, Any]:
    """What the page says of the network, all over it."""
    return {
        "facts": page.locator(".facts output").all_inner_texts(),
        "outputs": {name: exact(page, name) for name in COLUMNS},
        "mean": page.locator('[data-value="mean"]').get_attribute("data-exact"),
        "curves": page.locator(".chart-legend .value").all_inner_texts(),
        "scales": page.locator('[data-value="scales"]').inner_text(),
        "explained": page.locator(".neuron[data-step]").get_attribute("data-step"),
    }


def to_the_first(page: Page) -> None:
    """As a finger does who pulls the slider to its left end, and waits until all has come."""
    page.locator("#past").press("Home")
    expect(said(page)).to_have_text(FIRST)
    expect(fact(page, "step")).to_have_text("0")
    expect(page.locator(".neuron[data-step]")).to_have_attribute("data-step", "0")


def test_d6_every_panel_shows_the_step_that_is_looked_at_and_then_the_present_again(
    server: Any, learned: str, open_page: Opener, axe: Callable[..., list[str]]
) -> None:
    page = opened(server, learned, open_page)
    expect(page.locator(".neuron[data-step]")).to_have_attribute("data-step", str(STEPS))
    expect(said(page)).to_have_text("now")
    now = figures(page)

    to_the_first(page)
    then = figures(page)
    assert then["facts"][1] == "0"
    for name in COLUMNS:
        assert sum(a != b for a, b in zip(now["outputs"][name], then["outputs"][name], strict=True)) == 10
    assert all(now[name] != then[name] for name in ("mean", "scales"))
    accuracy = then["facts"][0]
    assert then["curves"][-1] == accuracy != now["facts"][0]  # the legend of the chart says the same
    with server.client() as client:
        first = client.get(f"/api/runs/{learned}/metrics").json()["scores"][0]
    assert first["step"] == 0
    assert accuracy.startswith(f"{first['test_accuracy']:.1%}"[:-1])
    assert float(then["mean"]) == pytest.approx(first["test_cost"], rel=1e-5)
    sentence = f"This is the network as it was at step 0. The training stands at step {STEPS}."
    expect(page.locator(".message .sentence")).to_have_text(sentence)
    assert axe(page) == []

    page.locator('[data-reading="confusion"]').click()
    right = page.locator('[data-fact^="digit_"]')
    before = right.all_inner_texts()
    page.locator('[data-deed="present"]').click()
    expect(fact(page, "step")).to_have_text(str(STEPS))
    assert right.all_inner_texts() != before
    page.locator('[data-reading="cost"]').click()
    expect(said(page)).to_have_text("now")
    comes_true(page, lambda: _same(figures(page), now))


def _same(one: Any, other: Any) -> None:
    assert one == other


def test_keys_go_from_notch_to_notch_and_no_further(server: Any, learned: str, open_page: Opener) -> None:
    page = opened(server, learned, open_page)
    slider = page.locator("#past")
    expect(slider).to_be_enabled()
    most = int(slider.get_attribute("max") or 0)
    page.keyboard.press(".")
    expect(slider).to_have_value(str(most))
    page.keyboard.press(",")
    expect(slider).to_have_value(str(most - 1))
    expect(page.locator('[data-deed="present"]')).to_be_visible()
    for _ in range(most + 2):  # faster than the server takes commands: the newest counts
        page.keyboard.press(",")
    expect(slider).to_have_value("0")
    expect(fact(page, "step")).to_have_text("0")
    page.keyboard.press(".")
    expect(slider).to_have_value("1")
    expect(fact(page, "step")).not_to_have_text("0")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(rf"step \d+ of {STEPS}"))
    expect(page.locator('[data-level="error"]')).to_have_count(0)


def test_all_who_watch_see_the_same_and_who_may_only_watch_moves_nothing(start_server: Any, open_page: Opener) -> None:
    server = start_server(**TOKENS)
    with teaching(server) as client:
        run = client.post("/api/runs", json={}).json()["id"]
        client.post(f"/api/runs/{run}/commands", json={"type": "run", "epochs": EPOCHS, "speed": None})
    page = open_page(f"{server.url}/runs/{run}?token={TOKENS['NUDGE_CONTROL_TOKEN']}")
    watching = open_page(f"{server.url}/runs/{run}?token={TOKENS['NUDGE_WATCH_TOKEN']}")
    expect(fact(watching, "step")).to_have_text(str(STEPS))
    expect(watching.locator("#past")).to_be_disabled()
    to_the_first(page)
    expect(said(watching)).to_have_text(FIRST)
    expect(fact(watching, "step")).to_have_text("0")
    comes_true(watching, lambda: _same(exact(watching, "activation"), exact(page, "activation")))
    expect(watching.locator(".message .sentence")).to_have_text(re.compile("as it was at step"))
    expect(watching.locator(".message [data-deed]")).to_have_count(0)
    late = open_page(f"{server.url}/runs/{run}?token={TOKENS['NUDGE_WATCH_TOKEN']}")
    expect(fact(late, "step")).to_have_text("0")
    expect(said(late)).to_have_text(FIRST)
    expect(late.locator("#past")).to_have_value("0")


def test_play_goes_on_from_the_present(server: Any, learned: str, open_page: Opener) -> None:
    page = opened(server, learned, open_page)
    to_the_first(page)
    page.locator('[data-action="step"]').click()
    expect(fact(page, "step")).to_have_text(str(STEPS + 1))
    expect(said(page)).to_have_text("now")
    to_the_first_of(page, STEPS + 1)
    page.locator('[data-action="play"]').click()
    expect(page.locator("#past")).to_be_disabled()
    page.wait_for_function(
        f"() => Number(document.querySelector('[data-fact=step]').textContent.replaceAll(',', '')) > {STEPS + 1}"
    )
    expect(said(page)).to_have_text("now")
    page.locator('[data-action="play"]').click()
    expect(page.locator("#past")).to_be_enabled()


def to_the_first_of(page: Page, now: int) -> None:
    expect(page.locator("#past")).to_be_enabled()
    page.locator("#past").press("Home")
    expect(said(page)).to_have_text(f"step 0 of {now}")
    expect(fact(page, "step")).to_have_text("0")


def test_a_new_run_goes_on_from_what_is_looked_at(server: Any, learned: str, open_page: Opener) -> None:
    page = opened(server, learned, open_page)
    slider = page.locator("#past")
    slider.press("Home")
    slider.press("ArrowRight")
    expect(slider).to_have_value("1")
    expect(fact(page, "step")).not_to_have_text(re.compile(f"^(0|{STEPS})$"))
    step = fact(page, "step").inner_text()
    expect(page.locator(".neuron[data-step]")).to_have_attribute("data-step", step)
    seen = exact(page, "activation")
    before = len(runs(server))
    page.locator('[data-deed="branch"]').dblclick()  # as some press everything
    page.wait_for_url(lambda url: "/runs/" in url and learned not in url)
    expect(fact(page, "step")).to_have_text("0")
    comes_true(page, lambda: _same(exact(page, "activation"), seen))
    expect(page.locator(".message .sentence")).to_have_text(re.compile("begins with weights from elsewhere"))
    made = page.url.rsplit("/", 1)[1]
    with server.client() as client:
        assert client.get(f"/api/runs/{made}").json()["name"].endswith(f", from step {step}")
    assert len(runs(server)) == before + 1
    expect(page.locator('[data-action="alone"]')).to_be_visible()  # with what became of the run that it comes from
    page.go_back()
    expect(said(page)).to_have_text(f"step {step} of {STEPS}")
    expect(page.locator('[data-action="alone"]')).to_have_count(0)
    server.delete(made)


def runs(server: Any) -> list[Any]:
    with server.client() as client:
        found: list[Any] = client.get("/api/runs").json()["runs"]
    return found


def test_what_is_known_of_the_present_alone_is_said_to_be(server: Any, learned: str, open_page: Opener) -> None:
    page = opened(server, learned, open_page)
    page.locator("#why-tab-table").click()
    expect(page.locator(".table-view table")).to_be_visible()
    to_the_past = re.compile("only be said of the network as it is now")
    page.locator("#past").press("Home")
    expect(page.locator(".table-view .empty")).to_have_text(to_the_past)
    page.locator('[data-reading="checkup"]').click()
    expect(page.locator("#panel-checkup .empty")).to_have_text(to_the_past)
    page.locator('[data-choice="nudges"]').click()
    page.locator('[data-choice="batch"]').click()
    expect(page.locator(".net-note")).to_have_text(to_the_past)
    expect(page.locator('[data-value="scales"]')).to_have_text("–")
    page.locator('[data-deed="present"]').click()
    expect(page.locator(".net-note")).to_have_count(0)
    expect(page.locator('[data-value="scales"]')).to_have_text(re.compile(r"\d"))
    expect(page.locator(".checkup-said")).to_be_visible()
    expect(page.locator(".table-view table")).to_be_visible()
    page.keyboard.press(",")
    expect(page.locator("#panel-checkup .empty")).to_have_text(to_the_past)
    expect(page.locator('[data-level="error"]')).to_have_count(0)


def test_a_drawing_is_judged_by_the_network_that_is_looked_at(server: Any, learned: str, open_page: Opener) -> None:
    page = opened(server, learned, open_page)
    page.keyboard.press("d")
    draw(page, SEVEN)
    said = page.locator('[data-value="drawing-verdict"]')
    expect(said).to_have_attribute("data-verdict", re.compile(r"\d"))
    now = judged_as(page, server, learned)
    page.keyboard.press(",")  # on the way; the answer that stays is of where it ends
    page.locator("#past").press("Home")
    expect(fact(page, "step")).to_have_text("0")
    assert judged_as(page, server, learned) != pytest.approx(now, abs=0.1)
    page.locator('[data-deed="present"]').click()
    assert judged_as(page, server, learned) == pytest.approx(now, abs=0.1)


def test_the_wall_says_that_what_it_says_is_of_an_earlier_network(server: Any, learned: str, open_page: Opener) -> None:
    page = opened(server, learned, open_page)
    page.locator("#tab-draw").click()
    page.locator('[data-action="wall"]').click()
    expect(page.locator(".wall-empty")).to_be_visible()
    said = page.locator(".wall-said")
    expect(said).to_have_text("")
    page.keyboard.press(",")
    expect(said).to_contain_text(re.compile(rf"as it was at step \d+. The training stands at step {STEPS}."))
    page.locator('[data-action="wall-present"]').click()
    expect(said).to_have_text("")
    expect(fact(page, "step")).to_have_text(str(STEPS))


def bars(page: Page) -> list[float]:
    """What the network says of the drawing on the pad, all of it in one frame."""
    said = page.locator("[data-bar]").evaluate_all("bars => bars.map((bar) => bar.dataset.exact)")
    return [float(each or "nan") for each in said]


def judged_as(page: Page, server: Any, run: str) -> list[float]:
    """Waits until the pad shows what the network that everybody looks at, asked anew, makes of the drawing."""

    def check() -> list[float]:
        shown = bars(page)
        assert shown == pytest.approx(outputs, abs=0.05)  # the pen has drawn more points on the way between these
        return shown

    with server.client() as client:
        outputs = client.post(f"/api/runs/{run}/predict", json={"strokes": [SEVEN]}).json()["activations"]
    return comes_true(page, check)


def test_a_lesson_that_hides_time_hides_the_way_back_in_it(server: Any, learned: str, open_page: Opener) -> None:
    command(server, learned, type="look_back", step=0)
    page = open_page(f"{server.url}/runs/{learned}#lesson=1&hide=time")
    expect(page.locator(".message .sentence")).to_have_text(re.compile("as it was at step"))
    expect(page.locator(".chart canvas")).to_be_visible()
    for hidden in (".past", '[data-deed="present"]', '[data-deed="branch"]'):
        expect(page.locator(hidden)).to_be_hidden()
    page.keyboard.press(".")
    expect(fact(page, "step")).to_have_text("0")

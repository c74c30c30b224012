"""Descend as a person meets it: two walkers race, the clock decides who is first, a part speaks for the whole."""

import csv
import json
import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from app.wire.commands import Subscribe
from app.wire.race import Contours, RaceNow
from tests.conftest import Viewer
from tests.e2e.pictures import SVG, drawn, pixels, saved, size, words
from tests.e2e.test_memory import show_runs
from tests.e2e.waiting import comes_true

Opener = Callable[..., Page]
Check = Callable[[Page], list[str]]

RACE = 400_000  # milliseconds: the full batch needs half a minute of computing, and others may need the machine too
TIME = "([0-9.]+)\u202f(ms|s|min)"
UNITS = {"ms": 1e-3, "s": 1.0, "min": 60.0}
WALKER = 201  # px that the mark of a lane covers
BAND = 20  # spots of a colour by which it is known to be one of the ground's
# Row, column and colour of a grid's places with one colour around them. The canvas is opaque on the map only.
GROUND = """(canvas, {x, y}) => {
  const {width, height} = canvas, {data} = canvas.getContext("2d").getImageData(0, 0, width, height);
  const at = (column, row) => 4 * (row * width + column);
  const isOn = (column, row) => data[at(column, row) + 3] === 255;
  let [left, right, top, bottom] = [width / 2, width / 2, height / 2, height / 2].map(Math.floor);
  while (left > 0 && isOn(left - 1, bottom)) left -= 1;
  while (right < width && isOn(right, bottom)) right += 1;
  while (top > 0 && isOn(left, top - 1)) top -= 1;
  while (bottom < height && isOn(left, bottom)) bottom += 1;
  const share = (values, value) => (value - values[0]) / (values[values.length - 1] - values[0]);
  const found = [];
  y.forEach((b, row) => x.forEach((a, column) => {
    const px = Math.floor(left + share(x, a) * (right - left)), py = Math.floor(bottom - share(y, b) * (bottom - top));
    if (px < left + 3 || px > right - 3 || py < top + 3 || py > bottom - 3) return;
    const color = [...data.slice(at(px, py), at(px, py) + 3)];
    for (let i = px - 2; i <= px + 2; i += 1)
      for (let j = py - 2; j <= py + 2; j += 1)
        if (color.some((value, k) => data[at(i, j) + k] !== value)) return;
    found.push([row, column, ...color]);
  }));
  return found;
}"""
TRAIL = "1.75"  # px that the line of a lane is thick, which nothing else on the map is
SHORT = {"limit": {"accuracy": 0.7}}  # a race that is soon over, for all that needs no default one


def create(server: Any, race: dict[str, Any]) -> str:
    with server.client() as client:
        answer = client.post("/api/runs", json={"race": race})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def ask(server: Any, race: str, **command: Any) -> dict[str, Any]:
    with server.client() as client:
        answer = client.post(f"/api/runs/{race}/commands", json=command)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.fixture(scope="module")
def finished(server: Any) -> Iterator[str]:
    """The id of a race that is over."""
    race = create(server, SHORT)
    ask(server, race, type="pace", law="free")
    ask(server, race, type="run")
    end = time.monotonic() + RACE / 1000
    with server.client() as client:
        while client.get(f"/api/runs/{race}").json()["status"] != "finished":
            assert time.monotonic() < end, "the race did not come to an end"
            time.sleep(0.2)
    yield race
    server.delete(race)


def open_race(open_page: Opener, server: Any, run: str, race: str, **options: Any) -> Page:
    page = open_page(f"{server.url}/runs/{run}#race={race}", **options)
    expect(page.locator("[data-lane-row]").first).to_be_visible()
    return page


def say(page: Page) -> Locator:
    return page.locator("[data-say]")


def cell(page: Page, lane: int, name: str) -> Locator:
    return page.locator(f'[data-lane-row="{lane}"] [data-cell="{name}"]')


def fact(page: Page, name: str) -> Locator:
    return page.locator(f'.descend [data-fact="{name}"]')


def first_by(page: Page, clock: str, lane: int) -> None:
    """Waits until this one of the two lanes is said to have been first: as long as the other may be, nobody is."""
    expect(page.locator(f'[data-arrival$="-{clock}"]')).to_have_count(2)
    for each in (0, 1):
        is_first = str(each == lane).lower()
        expect(page.locator(f'[data-arrival="{each}-{clock}"]')).to_have_attribute("data-first", is_first)


def test_c30_c31_c32_the_default_race_is_won_by_the_quick_in_time_and_by_the_careful_in_steps(
    server: Any, run: str, open_page: Opener
) -> None:
    page = open_page(f"{server.url}/runs/{run}")
    page.get_by_role("button", name="Descend").click()
    expect(say(page)).to_have_attribute("data-say", "race.say.two")
    expect(page).to_have_url(re.compile(rf"/runs/{run}#race=[0-9a-f]+$"))
    page.locator('[data-action="race-go"]').click()
    expect(say(page)).to_have_attribute("data-say", "race.say.lifting", timeout=RACE)
    expect(page.locator("progress")).to_be_visible(timeout=RACE)
    expect(fact(page, "captured")).to_have_text(re.compile(r"\d"))
    expect(say(page)).to_have_attribute("data-say", "race.say.waiting", timeout=RACE)
    first_by(page, "seconds", 1)

    expect(say(page)).to_have_attribute("data-say", "race.say.split", timeout=RACE)
    first_by(page, "seconds", 1)
    first_by(page, "examples", 1)
    first_by(page, "steps", 0)
    expect(page.locator(".map-canvas")).to_have_attribute("aria-label", re.compile("full batch.*mini-batch 10"))


def recorded(server: Any, race: str, of: str) -> list[dict[str, float]]:
    """The last row of each of the two lanes in a table that the engine wrote."""
    with server.client() as client:
        text = client.get(f"/api/runs/{race}/race.csv", params={"of": of}).text
    rows = [{name: float(value) for name, value in row.items()} for row in csv.DictReader(text.splitlines())]
    return [[row for row in rows if row["lane"] == lane][-1] for lane in (0, 1)]


def timed(text: str) -> float:
    found = re.fullmatch(TIME, text)
    assert found is not None, text
    return float(found[1]) * UNITS[found[2]]


def test_c30_c31_c32_the_board_and_a_picked_point_say_what_the_engine_recorded(
    server: Any, run: str, finished: str, open_page: Opener
) -> None:
    page = open_race(open_page, server, run, finished)
    scores, ends = recorded(server, finished, "scores"), recorded(server, finished, "paths")

    def is_recorded(lane: int) -> None:
        last, row = scores[lane], page.locator(f'[data-lane-row="{lane}"]')
        assert cell(page, lane, "steps").inner_text() == f"{last['step']:,.0f}"
        assert cell(page, lane, "examples").inner_text() == f"{last['examples']:,.0f}"
        assert timed(cell(page, lane, "seconds").inner_text()) == pytest.approx(last["seconds"], rel=0.05)
        assert float(row.locator('td[data-explain="lanes.cost"]').inner_text()) == pytest.approx(last["cost"], rel=5e-3)
        share = float(cell(page, lane, "test").inner_text().removesuffix("\u202f%"))
        assert share == pytest.approx(100 * last["test_accuracy"], abs=0.0501)

    def is_picked(lane: int) -> None:
        end = ends[lane]
        steps, examples, seconds, cost, _ = page.locator(".picked dd").all_inner_texts()
        assert [steps, examples] == [f"{end['step']:,.0f}", f"{end['examples']:,.0f}"]
        assert timed(seconds) == pytest.approx(end["seconds"], rel=0.05)
        assert float(cost) == pytest.approx(end["cost"], rel=5e-3)

    expect(fact(page, "captured")).to_be_visible()
    page.locator(".map-canvas").focus()
    for lane, key in enumerate(("End", "ArrowDown")):
        comes_true(page, partial(is_recorded, lane))
        page.keyboard.press(key)
        comes_true(page, partial(is_picked, lane))
    for clock in ("seconds", "examples", "steps"):
        for lane, last in enumerate(scores):
            said = page.locator(f'[data-arrival="{lane}-{clock}"]').inner_text().removeprefix("1st").strip()
            spent = last["step" if clock == "steps" else clock]
            if clock == "seconds":
                assert timed(said) == pytest.approx(spent, rel=0.05)
            else:
                assert said == f"{spent:,.0f}"


def test_c30_the_ground_of_the_map_has_the_colour_of_the_cost_that_the_engine_found_there(
    server: Any, run: str, finished: str, open_page: Opener
) -> None:
    page = open_race(open_page, server, run, finished)
    expect(fact(page, "sample")).to_have_text("1,000 examples · 61 × 61")
    with Viewer(server, finished) as viewer:
        viewer.hello()
        viewer.send(Subscribe(kinds=["contours"]))
        grid = viewer.until(Contours, lambda contours: contours.size == 61)

    def is_coloured() -> None:
        spots = page.locator(".map-canvas").evaluate(GROUND, {"x": grid.x.tolist(), "y": grid.y.tolist()})
        costs: dict[tuple[int, int, int], list[float]] = {}
        for row, column, *color in spots:
            costs.setdefault(tuple(color), []).append(float(grid.cost[row, column]))
        bands = sorted((found for found in costs.items() if len(found[1]) > BAND), key=lambda found: min(found[1]))
        assert sum(len(found) for _, found in bands) > grid.cost.size / 2  # the rest is under paths, lines and labels
        assert len(bands) > 10
        for (darker, low), (lighter, high) in pairwise(bands):
            assert sum(darker) < sum(lighter)
            assert max(low) <= min(high) + 0.05 * (max(high) - min(low))  # a pixel is not a point

    comes_true(page, is_coloured)


def test_c25_one_epoch_of_the_full_batch_is_one_step(server: Any, run: str, finished: str, open_page: Opener) -> None:
    page = open_race(open_page, server, run, finished)

    def each_step_is_an_epoch() -> None:
        steps = cell(page, 0, "steps").inner_text()
        assert int(steps.replace(",", "")) > 0
        assert page.locator('[data-lane-row="0"] td').nth(2).inner_text() == steps
        assert cell(page, 0, "examples").inner_text() == f"{int(steps.replace(',', '')) * 60_000:,}"

    comes_true(page, each_step_is_an_epoch)


def test_c27_a_step_over_all_data_is_timed_and_extrapolated(
    server: Any, run: str, finished: str, open_page: Opener
) -> None:
    page = open_race(open_page, server, run, finished)
    said = re.compile(rf"60,000 examples takes {TIME} \(.*100,000,000 examples it would take {TIME}, for a single step")
    expect(fact(page, "timing")).to_have_text(said)
    found = said.search(fact(page, "timing").inner_text())
    assert found is not None
    step, many = (float(found[i]) * UNITS[found[i + 1]] for i in (1, 3))
    assert many / step == pytest.approx(100_000_000 / 60_000, rel=0.06)  # each is told in two or three figures
    full = recorded(server, finished, "scores")[0]
    assert 1 / 3 < step / (full["seconds"] / full["step"]) < 3  # one is the median, the other the mean


def test_c28_c29_the_cards_are_dealt_into_piles_and_each_is_a_step(
    server: Any, run: str, finished: str, open_page: Opener
) -> None:
    page = open_race(open_page, server, run, finished)
    page.locator('[data-reading-tab="deal"]').click()
    expect(fact(page, "piles")).to_contain_text("6,000 piles, so 6,000 steps in one epoch")
    expect(fact(page, "disjoint")).to_be_visible()
    page.get_by_role("group", name="Batch size").get_by_role("button", name="all").click()
    expect(page.get_by_role("group", name="Batch size").get_by_role("button", name="all")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(fact(page, "piles")).to_contain_text("one step in one epoch")
    page.locator('[data-reading-tab="deal"]').press("ArrowLeft")
    expect(page.locator('[data-reading-tab="spread"]')).to_be_focused()


def test_c26_the_step_that_the_mean_so_far_would_be_is_an_arrow_before_it_is_taken(
    server: Any, run: str, open_page: Opener
) -> None:
    race = create(server, SHORT | {"pace": {"law": "log", "value": 3.0}})
    page = open_race(open_page, server, run, race)
    canvas = page.locator(".map-canvas")
    ask(server, race, type="run")
    expect(canvas).to_have_attribute("data-ahead", re.compile(r'"done":\d{5}'), timeout=RACE)
    ask(server, race, type="pause")

    def is_the_engines() -> Any:
        # Asked anew each time: while a race stands, its map may still find the plane that it lies in.
        with Viewer(server, race) as viewer:
            viewer.hello()
            viewer.send(Subscribe(kinds=["race"]))
            full, mini = viewer.until(RaceNow).lanes
        assert full.step == 0 and full.part is not None and full.ahead is not None and mini.ahead is None
        ahead, none = json.loads(canvas.get_attribute("data-ahead") or "[]")
        assert (ahead["x"], ahead["y"]) == pytest.approx(full.ahead)
        assert (ahead["done"], ahead["of"]) == full.part
        assert none is None
        return full

    full = comes_true(page, is_the_engines)
    bar = page.locator('[data-lane-row="0"] progress')
    expect(bar).to_have_accessible_name(re.compile(f"^{full.part[0]:,} of 60,000 examples asked.*dashed arrow"))
    painted = canvas.evaluate(
        """canvas => {
          const {width, height} = canvas, own = document.createElement("canvas").getContext("2d");
          own.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--lane-0");
          own.fillRect(0, 0, 1, 1);
          const [red, green, blue] = own.getImageData(0, 0, 1, 1).data;
          const {data} = canvas.getContext("2d").getImageData(0, 0, width, height);
          let count = 0;
          for (let i = 0; i < data.length; i += 4)
            count += data[i] === red && data[i + 1] === green && data[i + 2] === blue;
          return count / devicePixelRatio ** 2;
        }"""
    )
    assert painted > WALKER  # nothing else is of the colour of a lane that stands at its start
    server.delete(race)


def test_c33_the_mean_of_the_cloud_is_the_full_gradient_and_its_spread_falls_as_the_root(
    server: Any, run: str, finished: str, open_page: Opener
) -> None:
    page = open_race(open_page, server, run, finished)
    expect(fact(page, "mean")).to_contain_text(re.compile("e\N{MINUS SIGN}[0-9]"), timeout=RACE)
    page.locator('[data-reading-tab="spread"]').click()

    def falls_as_the_root() -> None:
        slope = re.search("slope (\N{MINUS SIGN}[0-9.]+)", fact(page, "slope").inner_text())
        assert slope is not None
        assert abs(float(slope[1].replace("\N{MINUS SIGN}", "-")) + 0.5) <= 0.05

    comes_true(page, falls_as_the_root)


def test_c33_that_gradients_are_being_compared_is_said_only_where_they_are(
    server: Any, run: str, open_page: Opener
) -> None:
    whole = [{"batch_size": 60_000}, {"batch_size": 60_000, "optimizer": "adam"}]  # of these nobody compares unasked
    soon = re.compile("Comparing|Measuring|off by")  # what comes of it may be there before anybody has read the first
    for lanes, said in ([{"batch_size": 10}, {"batch_size": 60_000}], soon), (whole, re.compile("when you ask")):
        page = open_race(open_page, server, run, race := create(server, {"lanes": lanes}))
        expect(page.locator('.agreement [data-part="note"]')).to_contain_text(said)
        page.close()
        server.delete(race)


def test_c34_c35_every_word_is_explained_where_it_is_used(
    server: Any, run: str, finished: str, open_page: Opener
) -> None:
    page = open_race(open_page, server, run, finished)
    page.locator('[data-lane-row="0"] [data-term="full"]').click()
    asked = page.locator(".is-asked")
    expect(asked).to_contain_text("All N examples")
    for term in ("stochastic", "mini", "batch", "step", "epoch"):
        expect(page.locator(f'[data-term-text="{term}"]')).to_be_visible()
    page.keyboard.press("Escape")
    expect(asked).to_be_hidden()
    page.locator('[data-lane-row="1"] [data-term="mini"]').click()
    expect(asked).to_contain_text("A few examples")


def test_the_map_says_what_it_cannot_show(server: Any, run: str, finished: str, open_page: Opener) -> None:
    page = open_race(open_page, server, run, finished)
    expect(fact(page, "captured")).to_have_text(re.compile(r"^[\d.]+\u202f%$"))
    expect(fact(page, "distance")).to_have_count(2)
    expect(fact(page, "sample")).to_have_text("1,000 examples · 61 × 61")
    for kind, off in (("the ends", ["0", "0"]), ("the stagger", [None, "0"])):
        page.get_by_role("group", name="Plane of the map").get_by_role("button", name=kind).click()
        for lane, distance in enumerate(off):
            if distance is not None:
                expect(fact(page, "distance").nth(lane)).to_contain_text(f"{distance} off it")


def test_a_point_of_a_path_opens_in_learn(server: Any, run: str, finished: str, open_page: Opener) -> None:
    page = open_race(open_page, server, run, finished)
    expect(fact(page, "captured")).to_be_visible()
    page.locator(".map-canvas").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".picked")).to_contain_text("full batch")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".picked")).to_contain_text("mini-batch 10")
    heard = page.locator('[data-panel="race_live"]')
    expect(heard).to_contain_text(re.compile(r"mini-batch 10: [\d,]+ steps, .+, cost [\d.]+\."))
    page.locator('[data-action="take"]').click()
    expect(page.locator(".learn")).to_be_visible()
    expect(page).not_to_have_url(re.compile(run))
    page.go_back()
    expect(page).to_have_url(re.compile(f"{run}#race={finished}$"))
    expect(page.locator(".picked")).to_contain_text("mini-batch 10")
    page.go_forward()
    expect(page).not_to_have_url(re.compile(f"{run}|#"))
    page.reload()
    expect(page.locator(".learn")).to_be_visible()
    page.get_by_role("button", name="Descend").click()
    expect(page).to_have_url(re.compile(f"/runs/(?!{run})[0-9a-f]+#race={finished}$"))
    expect(page.locator("[data-lane-row]")).to_have_count(2)


def test_in_a_low_window_the_map_stays_in_sight(server: Any, run: str, finished: str, open_page: Opener) -> None:
    page = open_race(open_page, server, run, finished, viewport={"width": 1366, "height": 650})
    for last in ("lanes", "agreement"):
        page.locator(f'[data-panel="{last}"]').first.scroll_into_view_if_needed()
        expect(page.locator(".map-canvas")).to_be_in_viewport(ratio=1)


def test_the_address_of_another_race_leads_there_and_the_way_back_to_the_first(
    server: Any, run: str, finished: str, open_page: Opener
) -> None:
    page = open_race(open_page, server, run, finished)
    expect(fact(page, "captured")).to_be_visible()
    other = create(server, SHORT)
    page.evaluate("id => { location.hash = `race=${id}`; }", other)
    expect(say(page)).to_have_attribute("data-say", "race.say.two")
    expect(page).to_have_url(re.compile(f"#race={other}$"))
    page.go_back()
    expect(fact(page, "captured")).to_be_visible()
    expect(page).to_have_url(re.compile(f"#race={finished}$"))
    server.delete(other)


def test_the_way_back_leads_through_the_views(server: Any, run: str, finished: str, open_page: Opener) -> None:
    def is_at(view: str, fragment: str) -> None:
        expect(page).to_have_url(re.compile(f"/runs/{run}{fragment}$"))
        expect(page.locator('[data-panel="views"] [aria-current="page"]')).to_have_text(view)

    page = open_race(open_page, server, run, finished)
    page.get_by_role("button", name="Learn").click()
    is_at("Learn", "")
    page.get_by_role("button", name="Practise").click()
    is_at("Practise", "#exercise=[^#]+")
    exercise = page.url.partition("#")[2]
    page.get_by_role("button", name="Descend").click()
    is_at("Descend", f"#race={finished}")
    for view, fragment in (("Practise", f"#{re.escape(exercise)}"), ("Learn", ""), ("Descend", f"#race={finished}")):
        page.go_back()
        is_at(view, fragment)
    page.go_forward()
    is_at("Learn", "")
    page.reload()
    is_at("Learn", "")
    expect(page.locator(".learn")).to_be_visible()
    page.go_forward()
    is_at("Practise", f"#{re.escape(exercise)}")


def test_who_comes_back_to_the_race_from_learn_comes_back_after_a_reload_too(
    server: Any, run: str, finished: str, open_page: Opener
) -> None:
    page = open_race(open_page, server, run, finished)
    expect(fact(page, "captured")).to_be_visible()
    page.evaluate("history.replaceState(null, '', location.pathname)")  # as when one has looked inside another lane
    page.get_by_role("button", name="Learn").click()
    page.get_by_role("button", name="Descend").click()
    expect(page).to_have_url(re.compile(f"#race={finished}$"))


def test_lanes_that_were_named_are_called_so_and_keep_their_names(server: Any, run: str, open_page: Opener) -> None:
    lanes = [{"batch_size": 10, "name": "Bora", "colour": 1}, {"batch_size": 60_000, "name": "Haru"}]
    race = create(server, {**SHORT, "lanes": lanes})
    page = open_race(open_page, server, run, race)
    expect(page.locator('[data-lane-row="0"]')).to_contain_text("Bora")
    page.locator('[data-action="lanes"]').click()
    eta = page.get_by_label("Learning rate", exact=True).first
    eta.fill("1,000")
    eta.press("Enter")
    expect(eta).to_have_value("1000")
    name = page.get_by_label("Name", exact=True).last
    expect(name).to_have_value("Haru")
    name.fill("")
    page.locator('[data-action="start-race"]').click()
    expect(page.locator('[data-lane-row="0"]')).to_contain_text("1,000")
    expect(page.locator('[data-lane-row="0"]')).to_contain_text("Bora")
    expect(page.locator('[data-lane-row="1"]')).to_contain_text("full batch")
    page.locator('[data-action="lanes"]').click()
    expect(name).to_have_attribute("placeholder", "full batch")
    name.fill("  Haru Kim ")
    page.locator('[data-action="start-race"]').click()
    expect(page.locator('[data-lane-row="1"]')).to_contain_text("Haru Kim")
    server.delete(race)


def test_the_board_of_lanes_with_long_names_is_not_cut_off(server: Any, run: str, open_page: Opener) -> None:
    lanes = [
        {"batch_size": 1000, "optimizer": "nesterov", "eta": 0.00001},
        {"batch_size": 100, "optimizer": "momentum", "eta": 0.125},
        {"batch_size": 1, "eta": 1000},
    ]
    race = create(server, {"lanes": lanes, "plan": {"initialisation": "normal"}})
    page = open_race(open_page, server, run, race)
    for width in (1440, 1200):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.locator('[data-lane-row="0"]')).to_contain_text("Nesterov")
        assert page.locator(".lanes").evaluate("panel => panel.scrollWidth <= panel.clientWidth")
    server.delete(race)


def test_a_race_that_is_gone_or_finds_no_room_says_so_and_another_one_can_be_had(
    server: Any, run: str, open_page: Opener
) -> None:
    page = open_page(f"{server.url}/runs/{run}#race=0123456789ab")
    expect(say(page)).to_have_attribute("data-say", "race.say.gone")
    expect(page.locator(".agreement-note")).to_have_text(re.compile(r"Each dot will be .* examples\.\s*$"))
    page.route("**/api/runs", lambda route: route.fulfill(status=503, json={"detail": "9 runs are open"}))
    page.locator('[data-action="race-renew"]').click()
    expect(say(page)).to_have_attribute("data-say", "race.say.full")
    expect(page.locator(".notices")).to_contain_text("9 runs are open")
    page.unroute("**/api/runs")
    page.locator('[data-action="race-retry"]').click()
    expect(page.locator("[data-lane-row]")).to_have_count(2)
    expect(page.locator(".notices")).not_to_contain_text("9 runs are open")
    open_page.forgive()  # type: ignore[attr-defined]  # the browser says that it was answered 503
    server.delete(page.url.rpartition("=")[2])


def test_the_race_is_replayed_from_what_was_recorded(server: Any, run: str, finished: str, open_page: Opener) -> None:
    page = open_race(open_page, server, run, finished)
    expect(fact(page, "captured")).to_be_visible()
    end = cell(page, 0, "steps").inner_text()
    page.locator(".replay input").focus()
    page.keyboard.press("Home")
    expect(cell(page, 0, "steps")).to_have_text("0")
    expect(fact(page, "distance").first).to_have_text(re.compile("^0 off it"))  # where it is shown, not where it ended
    page.locator('[data-action="replay"]').click()
    expect(cell(page, 1, "steps")).not_to_have_text("0")
    page.locator('[data-action="live"]').click()
    expect(cell(page, 0, "steps")).to_have_text(end)


def test_paths_curves_and_map_can_be_taken_along(server: Any, run: str, finished: str, open_page: Opener) -> None:
    page = open_race(open_page, server, run, finished)
    expect(fact(page, "captured")).to_be_visible()
    heads = {"paths": "lane,step,examples,seconds,show,x,y", "scores": "lane,step,examples,seconds,cost,test_cost"}
    for name, head in heads.items():
        page.locator(".map .menu summary").click()
        with page.expect_download() as download:
            page.locator(f'[data-save="{name}"]').click()
        text = Path(download.value.path()).read_text(encoding="utf-8")
        assert text.startswith(head)
        assert "\nmini-batch 10,0,0,0," in text
    name, picture = saved(page, ".map", "svg")
    assert name == "nudge-map.svg"
    root = drawn(picture)
    lanes = [each.get("stroke") for each in root.iter(f"{SVG}path") if each.get("stroke-width") == TRAIL]
    assert len(set(lanes)) == len(lanes) == 2
    assert any(text.startswith(fact(page, "captured").inner_text()) for text in words(root))
    assert pixels(saved(page, ".map", "png")[1]) == (2 * size(root)[0], 2 * size(root)[1])
    curves = words(drawn(saved(page, ".race-curves", "svg")[1]))
    assert {"full batch", "mini-batch 10", "test accuracy, %"} <= set(curves)


def test_a_whole_race_is_taken_along_and_brought_again(
    server: Any, run: str, finished: str, open_page: Opener, tmp_path: Path
) -> None:
    page = open_page(f"{server.url}/runs/{run}")
    dialog = show_runs(page)
    with page.expect_download() as download:
        dialog.locator(f'[data-run="{finished}"] a', has_text="run.zip").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    page.locator('input[type="file"]').set_input_files(file)
    expect(page).to_have_url(re.compile(rf"#race=(?!{finished})\w+$"), timeout=RACE)
    expect(page.locator("[data-lane-row]")).to_have_count(2)
    expect(page.locator('[data-lane-row="0"]')).to_have_attribute("data-walk", "arrived")
    expect(fact(page, "captured")).to_have_text(re.compile(r"\d"), timeout=RACE)
    server.delete(page.url.rpartition("=")[2])


def test_lanes_are_chosen_and_another_race_begins(server: Any, run: str, open_page: Opener) -> None:
    race = create(server, SHORT)
    page = open_race(open_page, server, run, race)
    page.locator('[data-action="lanes"]').click()
    page.locator('[data-action="add-lane"]').click()
    expect(page.locator(".lane-row")).to_have_count(3)
    page.locator('[data-action="start-race"]').click()
    expect(page.locator("[data-lane-row]")).to_have_count(3)
    page.get_by_role("button", name="optimizers").click()
    expect(page.locator("[data-lane-row]")).to_have_count(4)
    expect(page.locator('[data-lane-row="3"]')).to_contain_text("Adam")
    page.get_by_role("group", name="All get the same").get_by_role("button", name="steps").click()
    expect(
        page.get_by_role("group", name="Horizontal axis").last.get_by_role("button", name="steps")
    ).to_have_attribute("aria-pressed", "true")
    server.delete(race)


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_can_be_used_by_all(
    server: Any, run: str, finished: str, open_page: Opener, axe: Check, width: int, scheme: str
) -> None:
    size = {"width": width, "height": 900}
    page = open_race(open_page, server, run, finished, viewport=size, color_scheme=scheme)
    expect(fact(page, "captured")).to_be_visible()

    def fits() -> None:
        across = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
        assert across[0] <= across[1]
        if width == 1440:
            down = page.evaluate("() => [document.documentElement.scrollHeight, innerHeight]")
            assert down[0] <= down[1]

    comes_true(page, fits)
    assert axe(page) == []
    if width == 390:
        page.set_viewport_size({"width": 320, "height": 640})  # the smallest phones
        comes_true(page, fits)


def test_a_korean_reads_korean(server: Any, run: str, finished: str, open_page: Opener) -> None:
    page = open_race(open_page, server, run, finished, locale="ko-KR")
    expect(page.locator('[data-lane-row="0"] [data-term="full"]')).to_have_text("전체 배치")
    assert not re.search(r"\b(race|map|lanes|agree|curves|term)\.[a-z]", page.locator("body").inner_text())


def test_a_preset_takes_the_place_of_lanes_that_were_being_chosen(server: Any, run: str, open_page: Opener) -> None:
    race = create(server, SHORT)
    page = open_race(open_page, server, run, race)
    page.locator('[data-action="lanes"]').click()
    page.locator('[data-action="add-lane"]').click()
    expect(page.locator(".lane-row")).to_have_count(3)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="optimizers").click()
    expect(page.locator("[data-lane-row]")).to_have_count(4)
    page.locator('[data-action="lanes"]').click()
    expect(page.locator(".lane-row")).to_have_count(4)
    server.delete(race)


def test_who_cannot_arrive_any_more_is_not_waited_for(server: Any, run: str, finished: str, open_page: Opener) -> None:
    page = open_race(open_page, server, run, finished)
    expect(page.locator('[data-fact="timing"]')).to_contain_text("100,000,000")
    page.get_by_role("group", name="Test accuracy").get_by_role("button", name="95").click()
    for lane in (0, 1):
        expect(page.locator(f'[data-arrival="{lane}-steps"]')).to_have_text("\u2013")


def test_where_the_cost_is_flat_the_page_says_why_nothing_is_compared(server: Any, run: str, open_page: Opener) -> None:
    lanes = [{"batch_size": 10, "eta": 1000.0}, {"batch_size": 100, "eta": 1000.0, "colour": 1}]
    race = create(server, {"lanes": lanes, "limit": {"accuracy": 0.99, "steps": 50}})
    ask(server, race, type="pace", law="free")
    ask(server, race, type="run")
    page = open_race(open_page, server, run, race)
    expect(say(page)).to_have_text(
        "The race is over, and nobody arrived. The curves show how far each came.", timeout=RACE
    )
    note = page.locator(".agreement-note")
    expect(note).to_contain_text("there is no direction to compare with")
    expect(note).to_contain_text("At mini-batch 10, step 50.")
    expect(page.locator('[data-fact="timing"], .timing')).to_have_count(0)  # no lane asks all the data
    server.delete(race)

"""The stage as a person meets it: digit, network, ten outputs and the pad, against the engine's own numbers."""

import itertools
import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.waiting import comes_true

Opener = Callable[..., Page]

SEVEN = [(0.27, 0.27), (0.5, 0.26), (0.73, 0.27), (0.6, 0.5), (0.5, 0.8)]
PRESET = [0.5, 0.8, 0.2, 1.0, 0.4, 0.6, 1.0, 0.0, 0.2, 0.1]
WHEN = ("before", "after")
PATIENCE = 60.0  # seconds for an epoch
SHORTEST = 3.0  # px: a shorter wish is a tick, not an arrow
PIXEL = 0.5  # px: how far apart things in line may be


@pytest.fixture(scope="module")
def trained(server: Any) -> Any:
    """A run that has gone through a good part of an epoch, and is paused."""
    run = server.new_run()
    command(server, run, type="run", epochs=1.0, speed=None)
    settled(server, run)
    yield run
    server.delete(run)


def settled(server: Any, run: str) -> dict[str, Any]:
    """The run as it is when it does not learn any more."""
    until = time.monotonic() + PATIENCE
    with server.client() as client:
        while (found := client.get(f"/api/runs/{run}").json())["status"] == "running":
            assert time.monotonic() < until, "the run does not come to its end"
            time.sleep(0.05)
    return dict(found)


def command(server: Any, run: str, **wanted: Any) -> Any:
    with server.client() as client:
        answer = client.post(f"/api/runs/{run}/commands", json=wanted)
    assert answer.status_code == 200, answer.text
    return answer.json()


def outputs_of(server: Any, run: str, index: int, part: str = "test") -> tuple[list[float], int, list[float]]:
    """What the engine makes of an example of the data: outputs, label, pixels."""
    with server.client() as client:
        example = client.get(f"/api/data/{part}/{index}").json()
        answer = client.post(f"/api/runs/{run}/predict", json={"pixels": example["pixels"]}).json()
    return answer["activations"], example["label"], example["pixels"]


def exact(page: Page, name: str) -> list[float]:
    """The ten exact values of a column of the outputs."""
    cells = page.locator(f'.outputs [data-value="{name}"]')
    expect(cells).to_have_count(10)
    return [float(cells.nth(j).get_attribute("data-exact") or "nan") for j in range(10)]


def come_to(page: Page, name: str, values: list[float]) -> None:
    """Waits until the exact values of a column of the outputs are these."""

    def check() -> None:
        assert exact(page, name) == pytest.approx(values, abs=1e-6)

    comes_true(page, check)


def comes_to(page: Page, name: str, j: int, value: float) -> None:
    """Waits until the exact value of one output in a column is this."""

    def check() -> None:
        assert exact(page, name)[j] == pytest.approx(value, abs=1e-6)

    comes_true(page, check)


def arrows(page: Page) -> list[dict[str, Any]]:
    return page.locator(".outputs [data-arrow]").evaluate_all(
        """all => all.map(each => ({length: Number(each.dataset.length), up: each.dataset.up === "true",
             kind: each.dataset.kind,
             box: (() => { const boxes = [...each.children].map(it => it.getBBox());
                           const ys = boxes.flatMap(it => [it.y, it.y + it.height]);
                           return ys.length ? Math.max(...ys) - Math.min(...ys) : 0; })()}))"""
    )


def watch(page: Page, index: int) -> None:
    field = page.locator('[data-action="index"]')
    field.fill(str(index))
    field.press("Enter")
    page.locator("body").press("Escape")


def opened(server: Any, run: str, open_page: Opener, **options: Any) -> Page:
    page = open_page(f"{server.url}/runs/{run}", **options)
    expect(page.locator('.outputs [data-value="activation"]').first).not_to_have_text("–")
    expect(page.locator('[data-value="scales"]')).not_to_have_text("–")
    return page


def draw(page: Page, points: list[tuple[float, float]]) -> None:
    pad = page.locator(".pad-canvas")
    expect(pad).to_be_visible()
    box = pad.bounding_box()
    assert box
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*at[0])
    page.mouse.down()
    for x, y in at[1:]:
        page.mouse.move(x, y, steps=8)
    page.mouse.up()


def digit_said(page: Page) -> Locator:
    return page.locator('[data-value="drawing-verdict"]')


def test_c5_c6_outputs_are_the_engines_to_display_precision(server: Any, run: str, open_page: Opener) -> None:
    page = opened(server, run, open_page)
    command(server, run, type="watch", source="test", index=4)
    outputs, label, _ = outputs_of(server, run, 4)
    expect(page.locator('[data-value="label"]')).to_have_text(str(label))
    circles = page.locator('.outputs [data-value="activation"]')
    for j, activation in enumerate(outputs):
        expect(circles.nth(j)).to_have_text(f"{activation:.2f}")
    come_to(page, "activation", outputs)


def test_the_number_of_an_example_that_there_is_not_does_not_stay(server: Any, run: str, open_page: Opener) -> None:
    page = opened(server, run, open_page, locale="ko-KR")
    watch(page, 4)
    expect(page.locator('[data-value="label"]')).to_have_text(str(outputs_of(server, run, 4)[1]))
    watch(page, 99_999)
    expect(page.locator('[data-level="error"]')).to_have_text("그런 번호는 없어요.")  # not half of it in English
    expect(page.locator('[data-action="index"]')).to_have_value("4")


def test_what_is_half_typed_stays_while_the_network_learns(server: Any, run: str, open_page: Opener) -> None:
    page = opened(server, run, open_page)
    page.locator("#why-tab-sensitivity").click()
    command(server, run, type="run", speed=100)
    for field, news in (
        (page.locator('[data-action="index"]'), page.locator('[data-value="cost"]')),
        (page.locator(".knob-choice input").first, page.locator('.reading [data-name="gradient"]')),
    ):
        field.fill("12")
        for _ in range(3):  # drawings of what stands around it
            expect(news).not_to_have_text(news.inner_text())
        expect(field).to_have_value("12")
        field.press("Enter")
        expect(field).to_have_value("12")
    expect(page.locator(".reading h2")).to_contain_text("12")
    expect(page.locator('[data-value="label"]')).to_have_text(str(outputs_of(server, run, 12)[1]))


def test_c7_c8_arrows_point_as_the_wish_does_and_are_as_long_as_it_is(server: Any, run: str, open_page: Opener) -> None:
    page = opened(server, run, open_page)
    outputs, label, _ = outputs_of(server, run, 0)
    watch(page, 0)
    expect(page.locator('[data-value="label"]')).to_have_text(str(label))
    wishes = [(j == label) - a for j, a in enumerate(outputs)]
    come_to(page, "wish", wishes)
    diameter = page.locator(".output-circle").first.evaluate("each => each.getBoundingClientRect().height")
    for wish, shape in zip(wishes, arrows(page), strict=True):
        assert shape["up"] == (wish > 0)
        assert shape["length"] == pytest.approx(abs(wish) * diameter, abs=PIXEL)
        assert (shape["kind"] == "arrow") == (abs(wish) * diameter >= SHORTEST)
        if shape["kind"] == "arrow":
            assert shape["box"] == pytest.approx(shape["length"], abs=0.1)
    for j in range(10):
        expect(page.locator(f'[data-output="{j}"][data-value="target"]')).to_have_text(str(int(j == label)))


def test_c9_the_videos_case_is_marked_as_set_by_hand_and_its_arrows_rank_as_in_the_video(
    server: Any, run: str, open_page: Opener
) -> None:
    page = opened(server, run, open_page)
    page.locator('[data-action="preset"]').click()
    expect(page.locator(".outputs .tag")).to_have_text("set by hand")
    come_to(page, "activation", PRESET)  # a little after the example
    length = [shape["length"] for shape in arrows(page)]
    assert length[3] == length[6] > length[2] > length[9] > 0
    assert [shape["up"] for shape in arrows(page)] == [j == 2 for j in range(10)]


def test_c10_hovering_an_output_says_how_far_it_wants_to_go(server: Any, run: str, open_page: Opener) -> None:
    page = opened(server, run, open_page)
    page.locator('[data-action="preset"]').click()
    expect(page.locator(".outputs .tag")).to_be_visible()
    page.locator('button[data-output="2"]').hover()
    expect(page.locator("[data-hover-sentence]")).to_have_text("2: 0.20 → 1, wants ▲ +0.80")


def test_c37_slope_and_nudge_stand_beside_the_wish_and_the_stuck_are_locked(
    server: Any, run: str, open_page: Opener
) -> None:
    page = opened(server, run, open_page)
    page.locator('[data-action="preset"]').click()
    expect(page.locator(".outputs .tag")).to_have_text("set by hand")
    come_to(page, "activation", PRESET)
    page.locator('[data-action="slopes"]').click()
    wish, slope, nudge = exact(page, "wish"), exact(page, "slope"), exact(page, "nudge_z")
    assert nudge == pytest.approx([2 * w * s for w, s in zip(wish, slope, strict=True)], abs=1e-6)
    expect(page.locator(".outputs .lock")).to_have_count(2)  # 3 and 6, stuck at 1.0
    expect(page.locator('button[data-output="3"] .lock')).to_be_visible()


def test_the_sentence_of_a_button_does_not_cover_what_it_has_brought(server: Any, run: str, open_page: Opener) -> None:
    page = opened(server, run, open_page)
    button, tooltip = page.locator('[data-action="slopes"]'), page.locator("#tooltip")
    button.hover()
    expect(tooltip).to_have_class(re.compile("is-shown"))
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(tooltip).not_to_have_class(re.compile("is-shown"))
    finger = opened(server, run, open_page, has_touch=True)  # which cannot hover
    finger.locator('[data-action="slopes"]').tap()
    expect(finger.locator("#tooltip")).to_have_class(re.compile("is-shown"))


def test_where_the_page_is_scrolled_a_chosen_output_leads_to_why(server: Any, run: str, open_page: Opener) -> None:
    page = opened(server, run, open_page, viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True)
    way = page.locator('[data-action="to-why"]')
    expect(way).to_have_count(0)
    page.locator('.output[data-output="6"]').tap()
    why = page.locator('[data-frame="why"]')
    expect(why).not_to_be_in_viewport()
    way.tap()
    expect(why.locator(".chain")).to_be_in_viewport()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(why).to_be_in_viewport()
    expect(way).to_be_hidden()


def test_c4_a_pixel_tells_its_index_and_value(server: Any, run: str, open_page: Opener) -> None:
    page = opened(server, run, open_page)
    watch(page, 0)
    _, label, pixels = outputs_of(server, run, 0)
    expect(page.locator('[data-value="label"]')).to_have_text(str(label))
    picture = page.locator(".digit-picture")
    box = picture.bounding_box()
    assert box
    index = max(range(784), key=lambda i: pixels[i] if pixels[i] < 1 else 0)
    row, column = divmod(index, 28)
    page.mouse.move(box["x"] + (column + 0.5) / 28 * box["width"], box["y"] + (row + 0.5) / 28 * box["height"])
    line = page.locator("[data-pixel]")
    expect(line).to_have_attribute("data-pixel", str(index))
    expect(line).to_have_text(f"{index} · row {row}, col {column} · {pixels[index]:.3f}")
    picture.focus()
    picture.press("ArrowRight")
    expect(line).to_have_attribute("data-pixel", str(index + 1 if column < 27 else index))


def test_c3_the_cost_of_one_stands_beside_the_mean_over_many(server: Any, run: str, open_page: Opener) -> None:
    page = opened(server, run, open_page)
    outputs, label, _ = outputs_of(server, run, 0)
    watch(page, 0)
    expect(page.locator('[data-value="label"]')).to_have_text(str(label))
    cost = sum(((j == label) - a) ** 2 for j, a in enumerate(outputs))

    def is_the_engines() -> None:
        shown = page.locator('[data-value="cost"]').get_attribute("data-exact")
        assert float(shown or "nan") == pytest.approx(cost, rel=1e-5)

    comes_true(page, is_the_engines)
    expect(page.locator(".example-facts")).to_contain_text("test mean")
    mean = page.locator('.example-facts [data-value="mean"]')

    def is_the_latest_score() -> None:
        with server.client() as client:
            scores = client.get(f"/api/runs/{run}/metrics").json()["scores"]
        assert scores
        assert float(mean.get_attribute("data-exact") or "nan") == pytest.approx(scores[-1]["test_cost"], rel=1e-6)
        assert float(mean.inner_text()) == pytest.approx(scores[-1]["test_cost"], rel=5e-3)

    comes_true(page, is_the_latest_score)


def test_outputs_stand_in_line_with_the_networks_last_edges(server: Any, run: str, open_page: Opener) -> None:
    page = opened(server, run, open_page)

    def in_line() -> None:
        canvas = page.locator(".net-canvas").bounding_box()
        assert canvas
        for j, box in enumerate(page.locator(".output-circle").all()):
            place = box.bounding_box()
            assert place
            expected = canvas["y"] + 24 + (canvas["height"] - 26) / 10 * (j + 0.5)
            assert place["y"] + place["height"] / 2 == pytest.approx(expected, abs=2 * PIXEL)
            assert place["x"] + place["width"] / 2 == pytest.approx(canvas["x"] + canvas["width"], abs=2)

    for width, height in [(1440, 900), (1920, 1080), (1280, 800)]:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(
            """() => {
              const canvas = document.querySelector(".net-canvas");
              return Math.abs(canvas.height - canvas.clientHeight * devicePixelRatio) < 1
                && Math.abs(canvas.clientHeight - document.querySelector(".outputs-body").clientHeight) < 1;
            }"""
        )
        comes_true(page, in_line)


@pytest.mark.parametrize("width", [390, 683, 768])
def test_over_a_narrow_screen_the_stage_stands_one_under_the_other_and_scrolls_down_only(
    server: Any, run: str, open_page: Opener, width: int
) -> None:
    page = opened(server, run, open_page, viewport={"width": width, "height": 844})
    page.locator('[data-enlarge="stage"]').click()
    expect(page.locator(".outputs.has-slopes")).to_be_visible()

    def apart() -> None:
        stage = page.locator('[data-frame="stage"]')
        assert stage.evaluate("card => card.scrollWidth <= card.clientWidth")
        boxes = [page.locator(f'[data-panel="{name}"]').bounding_box() for name in ("input", "outputs", "network")]
        for i, one in enumerate(boxes):
            for other in boxes[i + 1 :]:
                assert one and other
                beside = one["x"] + one["width"] <= other["x"] + 1
                assert beside or one["y"] + one["height"] <= other["y"] + 1
        for name in ("input", "outputs", "network"):
            panel = page.locator(f'[data-panel="{name}"]')
            assert panel.evaluate("panel => panel.scrollHeight <= panel.clientHeight")

    comes_true(page, apart)


def test_on_a_tablet_the_picture_is_in_line_with_what_is_said_of_it(server: Any, run: str, open_page: Opener) -> None:
    page = opened(server, run, open_page, viewport={"width": 1024, "height": 768})
    picture, facts = (page.locator(f".example {part}").bounding_box() for part in (".picture-frame", ".example-facts"))
    assert picture
    assert facts
    assert picture["x"] == facts["x"]


def test_longer_figures_in_the_legend_do_not_push_the_network(server: Any, run: str, open_page: Opener) -> None:
    page = opened(server, run, open_page, viewport={"width": 1366, "height": 768})
    watch(page, 0)
    height = "document.querySelector('.net-canvas').clientHeight"
    before = page.evaluate(height)
    page.locator('[data-value="wish-scale"]').evaluate("figures => { figures.style.paddingRight = '120px'; }")
    assert page.evaluate(height) == before


def test_an_edge_tells_its_numbers_and_a_click_takes_it_under_the_microscope(
    server: Any, run: str, open_page: Opener
) -> None:
    page = opened(server, run, open_page)
    watch(page, 0)
    canvas = page.locator(".net-canvas")
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + 0.45 * box["width"], box["y"] + 0.4 * box["height"])
    card = page.locator('[data-card="edge"]')
    expect(card).to_be_visible()
    expect(card.locator('[data-card-value="gradient"]')).to_be_visible()  # the server was asked
    shown = float(card.locator('[data-card-value="weight"]').get_attribute("data-exact") or "nan")
    page.mouse.click(box["x"] + 0.45 * box["width"], box["y"] + 0.4 * box["height"])
    value = page.locator('[data-panel="why"] [data-name="value"]')

    def is_the_same() -> None:
        assert float(value.get_attribute("value") or "nan") == pytest.approx(shown, rel=1e-6)

    comes_true(page, is_the_same)


def test_the_keyboard_goes_from_neuron_to_neuron_selects_and_escapes(server: Any, run: str, open_page: Opener) -> None:
    page = opened(server, run, open_page)
    canvas = page.locator(".net-canvas")
    canvas.focus()
    canvas.press("Home")
    live = page.locator("#net-live")
    expect(live).to_contain_text("layer 1, neuron 0: activation")
    canvas.press("ArrowRight")
    canvas.press("ArrowDown")
    expect(live).to_contain_text("layer 2, neuron 1: activation")
    canvas.press("ArrowRight")
    canvas.press("Enter")
    selected = page.locator('button.output[aria-pressed="true"]')
    expect(selected).to_have_count(1)
    canvas.press("Escape")
    expect(page.locator('button.output[aria-pressed="true"]')).to_have_count(0)


def test_quantities_have_a_legend_with_their_scale(server: Any, trained: str, open_page: Opener) -> None:
    page = opened(server, trained, open_page)
    legend = page.locator('[data-value="scales"]')
    expect(legend).to_have_text(re.compile(r"^[^·]+( · [^·]+){2}$"))
    weights = legend.inner_text()
    expect(page.locator(".network .legend")).to_contain_text(re.compile(r"(?<!of )bias ≤"))
    page.locator('[data-choice="nudges"]').click()
    expect(legend).not_to_have_text(weights)
    expect(page.locator(".network .legend")).to_contain_text("nudge of bias ≤")
    edges = """() => {
      const [base, part] = [document.querySelector(".net-base"), document.createElement("canvas")];
      [part.width, part.height] = [base.width * 0.6, base.height];
      part.getContext("2d").drawImage(base, -base.width * 0.4, 0);
      return part.toDataURL();
    }"""
    before = page.evaluate(edges)
    page.locator('[data-choice="network"]').click()
    expect(legend).to_have_text(re.compile(r"^[^·]+$"))
    page.wait_for_function(f"before => ({edges})() !== before", arg=before)
    page.locator('[data-choice="products"]').click()
    expect(page.locator(".network .legend")).to_contain_text("weight × input")


def test_a_wide_layer_shows_a_window_that_moves(server: Any, open_page: Opener) -> None:
    run = server.new_run(sizes=[784, 512, 10])
    try:
        page = opened(server, run, open_page)
        more = page.locator('[data-more="1"]')
        expect(more).to_contain_text("+488 more")
        more.get_by_role("button", name="Later neurons of layer 1").click()
        expect(page.locator(".net-table")).to_contain_text("layer 1, neuron 24")
    finally:
        server.delete(run)


def test_the_network_does_not_fade_for_a_neuron_that_is_not_drawn(server: Any, open_page: Opener) -> None:
    run = server.new_run(sizes=[784, 512, 10])
    look = "() => [...document.querySelectorAll('.network canvas')].map(each => each.toDataURL()).join()"
    try:
        page = opened(server, run, open_page, reduced_motion="reduce")
        rows = page.locator(".why .activations .row")
        expect(rows.first).to_be_visible()
        outside = rows.evaluate_all("rows => rows.map(row => Number(row.dataset.k)).find(k => k >= 24)")
        before = page.evaluate(look)
        page.locator(f'.why .activations .row[data-k="{outside}"]').dispatch_event("click")
        expect(page.locator(f'.why .neuron[data-layer="1"][data-neuron="{outside}"]')).to_be_visible()

        def is_as_before() -> None:
            assert page.evaluate(look) == before

        comes_true(page, is_as_before)
    finally:
        server.delete(run)


def test_a_seven_is_drawn_with_the_mouse_read_and_watched(server: Any, trained: str, open_page: Opener) -> None:
    page = opened(server, trained, open_page)
    page.locator('[data-tab="draw"]').click()
    draw(page, SEVEN)
    expect(digit_said(page)).to_have_attribute("data-verdict", "7")
    expect(page.locator(".outputs .is-verdict .digit")).to_have_text("7")
    expect(page.locator(".outputs .region-foot")).to_contain_text("No right answer given")
    page.locator('[data-label="1"]').click()
    expect(page.locator('[data-output="1"][data-value="target"]')).to_have_text("1")
    page.locator('[data-action="clear"]').click()
    expect(page.locator(".pad-hint")).to_be_visible()


def sent(page: Page) -> list[str]:
    """The types of the commands that the page sends, as it sends them."""
    types: list[str] = []

    def listen(socket: Any) -> None:
        socket.on("framesent", lambda frame: types.append(json.loads(frame)["type"]))

    page.on("websocket", listen)
    page.reload()
    expect(page.locator('.outputs [data-value="activation"]').first).not_to_have_text("–")
    return types


def test_however_fast_the_pen_the_server_is_asked_a_few_times_at_once_and_then_no_faster_than_it_allows(
    server: Any, trained: str, open_page: Opener
) -> None:
    page = opened(server, trained, open_page)
    types = sent(page)
    page.locator('[data-tab="draw"]').click()
    start = time.monotonic()
    draw(page, SEVEN * 6)
    expect(digit_said(page)).to_have_attribute("data-verdict", re.compile(r"\d"))
    took = time.monotonic() - start
    assert 2 <= types.count("predict") <= 20 + 23 * took


def test_D14_one_step_on_a_drawing_shows_what_the_engine_did(server: Any, open_page: Opener) -> None:
    run = server.new_run(seed=4)
    command(server, run, type="run", epochs=0.2, speed=None)
    settled(server, run)
    page = opened(server, run, open_page)
    page.locator('[data-tab="draw"]').click()
    draw(page, SEVEN)
    expect(digit_said(page)).to_have_attribute("data-verdict", "7")
    page.locator('[data-label="1"]').click()
    expect(page.locator('[data-output="1"][data-value="target"]')).to_have_text("1")
    places = [{"layer": 2, "j": 1}, {"layer": 2, "j": 7}, *({"layer": 2, "j": 7, "k": k} for k in range(16))]
    before = command(server, run, type="inspect", parameters=places)
    accuracy = settled(server, run)["test_accuracy"]

    page.locator('[data-action="learn"]').click()
    lesson = page.locator("[data-lesson]")
    expect(lesson).to_be_visible()
    after = command(server, run, type="inspect", parameters=places)
    shown = command(server, run, type="explain", layer=3, neuron=1)  # of the drawing, which is still watched

    # what it says now, beside what it said
    expect(lesson.locator('[data-value="verdict-before"]')).to_have_text("7")
    comes_to(page, "activation", 1, shown["a"])
    outputs = exact(page, "activation")
    expect(lesson.locator('[data-value="verdict-after"]')).to_have_text(str(outputs.index(max(outputs))))
    # its cost
    cost = {
        when: float(lesson.locator(f'[data-value="cost-{when}"]').get_attribute("data-exact") or 0) for when in WHEN
    }
    assert cost["after"] < cost["before"]
    assert cost["after"] == pytest.approx(sum(((j == 1) - a) ** 2 for j, a in enumerate(outputs)), rel=1e-4)

    # everybody else
    def scored() -> None:
        share = settled(server, run)["test_accuracy"]  # which the engine finds a moment after the step
        assert lesson.locator('[data-value="accuracy-after"]').text_content() == f"{100 * share:.2f}\u202f%"

    expect(lesson.locator('[data-value="accuracy-before"]')).to_have_text(f"{100 * accuracy:.2f}")
    comes_true(page, scored)
    # what moved: along the nudge of the drawing, by eta; so the bias of the 7 in proportion to its gradient
    moved = lesson.locator("[data-moved]")
    expect(moved).to_have_count(12)
    changes = [float(each.get_attribute("data-exact") or "nan") for each in moved.all()]
    assert [abs(each) for each in changes] == sorted((abs(each) for each in changes), reverse=True)
    eta = settled(server, run)["plan"]["eta"]
    named = {each.get_attribute("data-moved"): float(each.get_attribute("data-exact") or "nan") for each in moved.all()}
    compared = 0
    for place, was, now, gradient in zip(places, before["values"], after["values"], before["gradients"], strict=True):
        assert now - was == pytest.approx(-eta * gradient, abs=1e-6)
        name = f"w {place['k']}→{place['j']}" if "k" in place else f"b {place['j']}"
        if name in named:
            compared += 1
            assert named[name] == pytest.approx(now - was, abs=1e-6)
    assert compared > 0
    server.delete(run)


def test_undo_takes_back_the_last_stroke(server: Any, trained: str, open_page: Opener) -> None:
    page = opened(server, trained, open_page)
    page.locator('[data-tab="draw"]').click()
    draw(page, SEVEN)
    expect(digit_said(page)).to_have_attribute("data-verdict", "7")
    draw(page, [(0.1, 0.9), (0.9, 0.9)])
    page.locator('[data-action="undo"]').click()
    expect(digit_said(page)).to_have_attribute("data-verdict", "7")
    page.locator('[data-action="undo"]').click()
    expect(digit_said(page)).not_to_have_attribute("data-verdict", "7")


def test_a_finger_draws_and_the_page_does_not_scroll(server: Any, trained: str, open_page: Opener) -> None:
    page = opened(server, trained, open_page, viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True)
    page.locator('[data-tab="draw"]').tap()
    pad = page.locator(".pad-canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in SEVEN]
    touch = page.context.new_cdp_session(page)
    before = page.evaluate("scrollY")

    def send(kind: str, *points: tuple[float, float]) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    send("touchStart", at[0])
    for (x1, y1), (x2, y2) in itertools.pairwise(at):
        for t in range(1, 9):
            send("touchMove", (x1 + (x2 - x1) * t / 8, y1 + (y2 - y1) * t / 8))
    send("touchEnd")
    expect(digit_said(page)).to_have_attribute("data-verdict", "7")
    assert page.evaluate("scrollY") == before


def weight(server: Any, run: str) -> float:
    return float(command(server, run, type="inspect", parameters=[{"layer": 2, "j": 3, "k": 5}])["values"][0])


def test_D17_one_step_is_gone_through_phase_by_phase_and_back(server: Any, run: str, open_page: Opener) -> None:
    page = opened(server, run, open_page)
    command(server, run, type="set", slow=True, batch_size=2)
    start = weight(server, run)
    now = page.locator('.phases [aria-current="step"]')
    caption = page.locator('[data-panel="message"] .sentence')
    arrow = page.locator(".outputs .output .arrow").first
    said = {"forward": "1 Forward", "cost": "2 Cost", "backward": "3 Backward", "update": "4 Update"}

    def at(phase: str, example: int) -> None:
        expect(now).to_have_attribute("data-phase", phase)
        expect(caption).to_contain_text(said[phase])
        if phase != "update":
            expect(caption).to_contain_text(f"example {example} of 2")
        if phase in {"cost", "backward"}:
            expect(arrow).to_have_css("opacity", "1")
        else:  # nobody wishes before the cost, nor when it has been done
            expect(arrow).not_to_have_css("opacity", "1")

    for example in (1, 2):
        for phase in ("forward", "cost", "backward"):
            page.keyboard.press("]")
            at(phase, example)
            assert weight(server, run) == start  # only the update moves anything
        engine = command(server, run, type="explain", layer=3, neuron=0)  # of the example under way
        comes_to(page, "activation", 0, engine["a"])
        comes_to(page, "wish", 0, engine["wish"])

    page.keyboard.press("[")
    at("cost", 2)
    page.keyboard.press("]")
    at("backward", 2)
    page.keyboard.press("]")
    at("update", 2)
    moved = weight(server, run)
    assert moved != start
    expect(page.locator('[data-fact="step"]')).to_have_text("1")
    page.keyboard.press("[")
    at("backward", 2)
    assert weight(server, run) == start
    expect(page.locator('[data-fact="step"]')).to_have_text("0")
    page.keyboard.press("]")
    at("update", 2)
    assert weight(server, run) == moved


def test_axe_finds_no_serious_fault_on_the_pad_or_the_enlarged_stage(
    server: Any, trained: str, open_page: Opener, axe: Callable[[Page], list[str]]
) -> None:
    page = opened(server, trained, open_page)
    page.locator('[data-tab="draw"]').click()
    draw(page, SEVEN)
    expect(digit_said(page)).to_have_attribute("data-verdict", "7")
    assert axe(page) == []
    page.locator('[data-enlarge="stage"]').click()
    assert axe(page) == []

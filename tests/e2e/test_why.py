"""One example under the microscope: a test for each concept, which reads the numbers on the page and asks the engine.

The ids are those of the lesson's sentences: C1 to C38 from the source text, D1 to D14 what this page adds.
"""

import csv
import itertools
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.waiting import PATIENCE, comes_true

Opener = Callable[..., Page]

SHOWN = 1e-6  # relative: numbers in the page's attributes are those received, float32 at the least
MINUS = "\N{MINUS SIGN}"
FIGURES = re.compile(rf"({MINUS}?)(\d+(?:\.\d+)?)(?:e({MINUS}?\d+))?")
FIRST_ORDER = 0.05  # relative: an effect of a whole move beside the slope at its beginning


class Microscope:
    """The panel Why of a page, and the engine behind it."""

    def __init__(self, page: Page, server: Any, run: str) -> None:
        self.page, self.server, self.run = page, server, run

    def ask(self, type: str, **command: Any) -> Any:
        with self.server.client() as client:
            answer = client.post(f"/api/runs/{self.run}/commands", json={"type": type, **command})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def at(self, selector: str) -> Locator:
        return self.page.locator(f'[data-panel="why"] {selector}')

    def tab(self, name: str) -> None:
        self.at(f"#why-tab-{name}").click()
        expect(self.at(f"#why-tab-{name}")).to_have_attribute("aria-selected", "true")  # drawn together with its view

    def neuron(self, layer: int, neuron: int) -> None:
        """Waits until this neuron is shown."""
        expect(self.at(f'.neuron[data-layer="{layer}"][data-neuron="{neuron}"]')).to_be_visible()

    def value(self, name: str, within: str = "") -> float:
        return value(self.at(f'{within} [data-name="{name}"]').first)

    def values(self, selector: str, attribute: str = "value") -> list[float]:
        return [float(each.get_attribute(attribute) or "nan") for each in self.at(selector).all()]


def value(number: Locator) -> float:
    """The exact value of a number on the page."""
    return float(number.get_attribute("value") or number.get_attribute("data-value") or "nan")


def read(text: str) -> float:
    """A number as a person reads it."""
    return float(re.sub(r"[△▽▲▼,\s]", "", text).replace("−", "-").replace("×", ""))


def near(expected: Any) -> Any:
    return pytest.approx(expected, rel=SHOWN, abs=1e-12)


@pytest.fixture(scope="module")
def trained(server: Any) -> Iterator[str]:
    """A run that has learned a little and pauses."""
    run = server.new_run(seed=3, name="why")
    with server.client() as client:
        client.post(f"/api/runs/{run}/commands", json={"type": "run", "epochs": 0.05, "speed": None})
        end = time.monotonic() + PATIENCE
        while client.get(f"/api/runs/{run}").json()["status"] == "running":
            assert time.monotonic() < end, "the run does not come to its end"
    yield run
    server.delete(run)


@pytest.fixture
def why(server: Any, trained: str, open_page: Opener) -> Microscope:
    """Its microscope, on the first 2 of the test set and the output that should be loudest."""
    with server.client() as client:  # before it opens, lest it show for a moment what the test before has left
        client.post(f"/api/runs/{trained}/commands", json={"type": "watch", "source": "test", "index": 1})
    microscope = Microscope(open_page(f"{server.url}/runs/{trained}"), server, trained)
    microscope.neuron(3, 2)
    return microscope


def test_C1_moving_a_weight_changes_the_cost_as_its_gradient_says(why: Microscope) -> None:
    why.tab("sensitivity")
    engine = why.ask("inspect", parameters=[{"layer": 2, "j": 2, "k": 0}])
    expect(why.at('[data-name="gradient"]')).to_be_visible()
    assert why.value("value") == near(engine["values"][0])
    assert why.value("gradient") == near(engine["gradients"][0])
    assert why.value("predicted") == near(0.01 * engine["gradients"][0])
    assert why.value("measured") == pytest.approx(why.value("predicted"), rel=FIRST_ORDER)
    why.at(".check-button").click()
    expect(why.at('[data-name="relative_error"]')).to_be_visible()
    assert why.value("analytic") == pytest.approx(why.value("numeric"), rel=1e-4)


def test_C2_biases_can_be_chosen_too_and_all_13002_are_counted(why: Microscope) -> None:
    why.tab("sensitivity")
    why.at(".fields select").first.select_option("bias")
    expect(why.at(".reading h2")).to_have_text("Bias of output 2")
    expect(why.at('[data-name="count"]')).to_have_text("13,002")
    engine = why.ask("inspect", parameters=[{"layer": 2, "j": 2}])
    assert engine["count"] == 13_002

    def is_the_engines() -> None:
        assert why.value("gradient") == near(engine["gradients"][0])
        assert why.value("rank") == engine["ranks"][0]

    comes_true(why.page, is_the_engines)


def test_C11_escape_leaves_the_neuron_that_was_chosen(why: Microscope) -> None:
    why.at(".activations .row").first.click()
    expect(why.at('.crumb[aria-current="step"]')).to_contain_text("layer 2")
    why.page.keyboard.press("Escape")
    why.neuron(3, 2)


def test_C12_substituted_numbers_evaluate_to_the_shown_z(why: Microscope) -> None:
    why.at(".formula .more").click()
    expect(why.at(".formula .summand")).to_have_count(16)
    engine = why.ask("explain", layer=3, neuron=2)
    weights, activations = (
        why.values('.formula [data-name="w"]', "data-value"),
        why.values('.formula [data-name="a"]', "data-value"),
    )
    assert weights == near(engine["W"])
    assert activations == near(engine["before"])
    b, z = why.value("b", ".formula"), why.value("z", ".formula")
    assert sum(w * a for w, a in zip(weights, activations, strict=True)) + b == pytest.approx(z, abs=1e-5)
    assert z == near(engine["z"])

    figures = [read(each) for each in why.at('.formula .summand [data-name="w"]').all_text_contents()]
    signs = [-1 if "−" in each else 1 for each in why.at(".formula .summand mrow").all_text_contents()]
    heard = [read(each) for each in why.at('.formula .summand [data-name="a"]').all_text_contents()]
    as_read = sum(s * w * a for s, w, a in zip(signs, figures, heard, strict=True))
    rounding = sum(0.005 * (w + a) for w, a in zip(figures, heard, strict=True)) + 0.02
    assert as_read + b == pytest.approx(z, abs=rounding)
    assert read(why.at('[data-name="a_of_z"]').text_content() or "") == pytest.approx(engine["a"], abs=5e-3)


def test_C12_a_term_and_its_edge_are_linked_both_ways(why: Microscope) -> None:
    why.at(".formula .summand").first.hover()
    term = why.at(".formula .summand").first.get_attribute("data-term")
    expect(why.at(f'.weights .row[data-k="{term}"]')).to_have_class(re.compile("is-hovered"))
    row = why.at(".activations .row").first
    row.hover()
    expect(why.at(f'.formula .summand[data-term="{row.get_attribute("data-k")}"]')).to_have_class(
        re.compile("is-hovered")
    )


def test_C12_what_the_keyboard_has_left_is_not_marked_any_more(why: Microscope) -> None:
    for place in (".weights .row", ".activations .row"):
        why.at(place).last.focus()
        expect(why.at(".row.is-hovered").first).to_be_visible()
        why.at(place).last.blur()
        expect(why.at(".row.is-hovered")).to_have_count(0)
    why.tab("stack")
    quietest = why.at(".column").last
    quietest.focus()
    expect(quietest).to_have_class(re.compile("is-hovered"))
    quietest.blur()
    expect(quietest).not_to_have_class(re.compile("is-hovered"))


def test_C13_all_three_avenues_are_visible_at_once(why: Microscope) -> None:
    for name in ("bias", "weights", "activations"):
        expect(why.at(f".avenue.{name} h3")).to_be_in_viewport()


def test_C14_the_bias_is_nudged_by_the_nudge_to_z(why: Microscope) -> None:
    engine = why.ask("explain", layer=3, neuron=2)
    assert why.value("nudge_b") == near(engine["nudge_b"]) == near(why.value("nudge_z"))


def test_C15_each_weight_is_nudged_in_proportion_to_its_activation(why: Microscope) -> None:
    nudge_z = why.value("nudge_z")
    a, nudges = why.values('.weights .row [data-name="a"]'), why.values('.weights .row [data-name="nudge"]')
    assert nudges == near([nudge_z * each for each in a])
    engine = why.ask("explain", layer=3, neuron=2)
    assert sorted(nudges) == near(sorted(engine["nudge_W"]))


def test_C16_the_louder_neuron_has_the_more_important_weight(why: Microscope) -> None:
    why.at(".what-if-open button").click()
    sliders = why.at(".what-if input")
    sliders.nth(0).fill("0.9")
    sliders.nth(1).fill("0.1")
    expect(why.at(".what-if .note")).to_contain_text("Activations 9.00×, nudges 9.00×")

    def nine_times() -> None:
        first, second = why.values('[data-name="what_if_nudge"]')
        assert first / second == pytest.approx(9, rel=SHOWN)
        moved, hardly = why.values('[data-name="what_if_effect"]')
        assert moved / hardly == pytest.approx(9, rel=FIRST_ORDER)

    comes_true(why.page, nine_times)


def test_C16_what_is_imagined_opens_in_sight(why: Microscope) -> None:
    why.at(".what-if-open button").press("Enter")
    expect(why.at('[data-name="what_if_nudge"]')).to_have_count(2)

    def is_in_sight() -> None:
        opened, view = why.at(".what-if").bounding_box(), why.at("#why-view").bounding_box()
        assert opened
        assert view
        assert view["y"] <= opened["y"]
        assert opened["y"] + opened["height"] <= view["y"] + view["height"] + 1

    comes_true(why.page, is_in_sight)


def test_C17_bright_neurons_come_first_and_both_bars_are_in_one_proportion(why: Microscope) -> None:
    a = why.values('.weights .row [data-name="a"]')
    assert a == sorted(a, reverse=True)
    parts = why.at(".weights .row").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('.bar')].map(bar => +bar.style.getPropertyValue('--part')))"
    )
    assert len(parts) == 16
    for loud, nudged in parts:
        assert loud == pytest.approx(nudged, rel=1e-5)


def test_C18_pairs_that_fire_together_are_marked_with_the_limits_of_the_analogy(why: Microscope) -> None:
    engine = why.ask("explain", layer=3, neuron=2)
    marked = sorted(
        int(each) for each in why.at(".weights .row.is-pair").evaluate_all("rows => rows.map(r => r.dataset.k)")
    )
    assert marked == sorted(engine["hebb"])
    assert marked
    expect(why.at(".note.hebb")).to_contain_text("only an analogy")


def test_C18_the_sentence_of_a_mark_goes_when_the_mark_does(why: Microscope) -> None:
    mark = why.at(".pair[data-explain]").first
    mark.hover()
    tooltip = why.page.locator("#tooltip")
    expect(tooltip).to_have_text("That neuron fires and this one should: the weight between them grows.")
    mark.evaluate("mark => mark.removeAttribute('data-explain')")
    why.ask("watch", source="test", index=2)  # anything that is drawn
    expect(tooltip).not_to_have_class(re.compile("is-shown"))


def test_C19_activations_are_wished_more_where_the_weight_agrees_and_less_where_not(why: Microscope) -> None:
    nudge_z = why.value("nudge_z")
    weights, wishes = (
        why.values('.activations .row [data-name="w"]'),
        why.values('.activations .row [data-name="wish"]'),
    )
    assert wishes == near([nudge_z * w for w in weights])
    for word, wish in zip(why.at(".activations .row .words").all_inner_texts(), wishes, strict=True):
        assert word == ("more" if wish > 0 else "less")


def test_C20_what_can_only_be_wished_for_is_dashed_and_hollow(why: Microscope) -> None:
    hollow = set("".join(why.at(".activations .row .way").all_inner_texts()))
    solid = set("".join(why.at(".weights .row .way").all_inner_texts()) + why.at(".avenue.bias .act .way").inner_text())
    assert hollow <= {"△", "▽"}
    assert solid <= {"▲", "▼"}
    dashed = why.at(".activations .bar.wish").first.evaluate("bar => getComputedStyle(bar).backgroundImage")
    assert "repeating-linear-gradient" in dashed
    expect(why.at(".avenue.activations .note")).to_contain_text("can only be wished for")


def test_C21_ten_small_arrows_for_each_hidden_neuron(why: Microscope) -> None:
    why.tab("stack")
    expect(why.at(".stack .column")).to_have_count(16)
    for column in why.at(".stack .column").all():
        expect(column.locator(".wish:not(.sum)")).to_have_count(10)
    expect(why.at(".sum-line .plus")).to_have_count(10)  # nine times +, and =


def test_C22_stacked_wishes_sum_to_the_total_of_back_propagation(why: Microscope) -> None:
    why.tab("stack")
    for neuron in range(16):
        column = why.at(f'.stack .column[data-neuron="{neuron}"]')
        expect(column).to_be_visible()
        wishes = column.locator(".wish:not(.sum)").evaluate_all("arrows => arrows.map(a => +a.dataset.wish)")
        total = float(column.get_attribute("data-total") or "nan")
        assert sum(wishes) == pytest.approx(total, abs=1e-6)
        if neuron in {0, 7, 15}:
            assert total == pytest.approx(why.ask("explain", layer=2, neuron=neuron)["nudge_a"], abs=1e-6)
    assert why.value("difference") < 1e-6


def test_C22_the_sum_is_added_up_before_the_eyes(why: Microscope) -> None:
    why.tab("stack")
    sums = why.at(".stack .wish.sum")
    expect(sums).to_have_count(16)
    why.at(".stack .head .button").first.click()
    expect(sums).to_have_count(0)
    expect(sums).to_have_count(16)


def test_C23_w_or_a_is_asked_about_the_sum_on_the_screen_and_answered_with_its_numbers(why: Microscope) -> None:
    engine = why.ask("stack", layer=2)
    k = max(range(16), key=lambda k: abs(engine["total"][k]))
    row = max(range(10), key=lambda row: abs(engine["wishes"][row][k]))
    why.tab("stack")
    expect(why.at(".quiz .answer")).to_contain_text("w or a?")
    asked = re.search(rf"[+{MINUS}][\d.]+", why.at(".quiz .answer").inner_text())
    assert asked
    assert read(asked[0]) == pytest.approx(engine["total"][k], rel=5e-3)
    expect(why.at(".quiz [role=status]")).to_be_empty()
    for guess, verdict in (("a weight w", "Not quite."), ("both", "Not quite."), ("the activation a", "Yes.")):
        why.at(".quiz").get_by_role("button", name=guess).click()
        expect(why.at(".quiz [role=status]")).to_have_text(
            re.compile(rf"^{verdict} The sum is a wish about a\..*never a sum")
        )
        expect(why.at('.quiz [aria-pressed="true"]')).to_contain_text(guess)
    assert why.value("quiz_a") == near(engine["total"][k]) == near(value(why.at(".sum-line .sum")))
    j = int(why.at(".quiz [data-j]").get_attribute("data-j") or -1)
    assert j == engine["askers"][row]
    own = why.ask("explain", layer=3, neuron=j)
    assert why.value("quiz_w") == near(own["nudge_W"][k]) == near(own["nudge_z"] * own["before"][k])
    assert untold(why.page, '[data-panel="why"]') == []

    other = why.at(".column").nth((k + 1) % 16)
    other.hover()
    expect(why.at(".quiz .symbol")).to_have_text(f"a{(k + 1) % 16}")
    assert why.value("quiz_a") == near(engine["total"][(k + 1) % 16])


def test_C23_who_does_not_want_to_guess_is_told_and_may_be_asked_again(why: Microscope) -> None:
    why.tab("stack")
    tell = why.at(".quiz .link-button")
    tell.focus()
    why.page.keyboard.press("Enter")
    expect(why.at(".quiz [role=status]")).to_have_text(re.compile("^The sum is a wish about a"))
    expect(tell).to_be_focused()
    expect(why.at('.quiz [aria-pressed="true"]')).to_have_count(0)
    why.page.keyboard.press("Enter")
    expect(why.at(".quiz [role=status]")).to_be_empty()
    expect(why.at('.quiz [data-name="quiz_w"]')).to_have_count(0)


def test_C24_one_layer_back_leads_from_the_cost_to_the_pixels(why: Microscope) -> None:
    engine = why.ask("explain", layer=3, neuron=2)
    asked = max(range(16), key=lambda k: abs(engine["total_before"][k]))
    why.at(".neuron .back").click()
    why.neuron(2, asked)
    engine = why.ask("explain", layer=2, neuron=asked)
    first = max(range(16), key=lambda k: abs(engine["total_before"][k]))
    why.at(".neuron .back").click()
    why.neuron(1, first)

    engine = why.ask("explain", layer=1, neuron=first)
    expect(why.at('[data-picture="before"] data')).to_have_text("0 … 1.0")  # no pixel is below 0
    expect(why.at('[data-picture="W"] data')).to_contain_text("±")
    picture = why.at('[data-picture="nudge_W"] canvas')
    picture.focus()
    picture.press("ArrowLeft")
    expect(why.at("[data-pixel]")).to_have_attribute("data-pixel", re.compile(r"\d"))
    index = int(why.at("[data-pixel]").get_attribute("data-pixel") or -1)
    for key, name in (("before", "before"), ("nudge_W", "nudge_W"), ("W", "W"), ("wish", "wish_before")):
        assert value(why.at(f'[data-picture="{key}"] data')) == near(engine[name][index]), key

    why.at(".neuron .back").click()
    expect(why.at(".askers canvas")).to_have_count(16)
    stack = why.ask("stack", layer=0)
    why.at(".wished canvas").focus()
    why.at(".wished canvas").press("ArrowLeft")
    expect(why.at(f'[data-pixel="{index}"]')).to_be_visible()
    wishes = why.values(".askers data")
    assert wishes == near([row[index] for row in stack["wishes"]])
    assert value(why.at(".wished data")) == near(stack["total"][index])
    assert sum(wishes) == pytest.approx(stack["total"][index], abs=1e-6)


def test_C24_the_way_back_is_by_the_neurons_that_one_came_by(why: Microscope) -> None:
    for layer, neuron in ((2, 5), (1, 3)):
        why.tab("stack")
        why.at(f'.stack[data-layer="{layer}"] .column[data-neuron="{neuron}"]').click()
        why.neuron(layer, neuron)
    assert why.at(".crumb").all_inner_texts() == ["output 2", "layer 2 · 5", "layer 1 · 3", "pixels"]
    why.tab("stack")  # of the pixels, from where the second layer is far
    why.at('.crumb:has-text("layer 2")').click()
    why.at('.stack[data-layer="2"] .column[data-neuron="1"]').click()
    why.neuron(2, 1)
    assert why.at(".crumb").all_inner_texts() == ["output 2", "layer 2 · 1", "layer 1", "pixels"]


def test_C24_who_goes_back_by_the_keyboard_stays_in_the_panel(why: Microscope) -> None:
    for layer in (2, 1):
        why.at(".neuron .back").press("Enter")
        expect(why.at(f'.neuron[data-layer="{layer}"]')).to_be_visible()
        expect(why.at(".neuron .back")).to_be_focused()
    why.at(".neuron .back").press("Enter")
    expect(why.at(".askers canvas")).to_have_count(16)
    expect(why.at("#why-view")).to_be_focused()  # the button is gone
    why.at('.crumb:has-text("layer 2")').press("Enter")
    expect(why.at('.crumb:has-text("layer 2")')).to_be_disabled()  # one is there
    expect(why.at("#why-view")).to_be_focused()


def test_C36_the_formula_and_the_slope_are_those_of_the_chosen_activation(server: Any, open_page: Opener) -> None:
    run = server.new_run(activation="tanh", seed=2)
    why = Microscope(open_page(f"{server.url}/runs/{run}"), server, run)
    why.neuron(3, 2)
    why.at(".activations .row").first.click()
    expect(why.at('.crumb[aria-current="step"]')).to_contain_text("layer 2")
    expect(why.at(".formula")).to_contain_text("tanh")
    figure, bracket = (why.at(f".formula .second {tag}").bounding_box() for tag in ("mn >> nth=0", "mo:text-is('(')"))
    assert figure
    assert bracket
    assert bracket["height"] < 1.5 * figure["height"]  # as it is beside σ
    expect(why.at(".chain")).to_contain_text("slope tanh′(z)")
    neuron = int(why.at(".neuron").get_attribute("data-neuron") or -1)
    engine = why.ask("explain", layer=2, neuron=neuron)
    assert why.value("slope") == near(engine["slope"]) == near(1 - engine["a"] ** 2)
    server.delete(run)


def test_C37_a_wish_times_two_times_the_slope_is_the_nudge(why: Microscope) -> None:
    engine = why.ask("explain", layer=3, neuron=2)
    assert why.value("wish") == near(engine["wish"])
    assert why.value("slope") == near(engine["slope"])
    assert why.value("wish") * why.value("two") * why.value("slope") == pytest.approx(why.value("nudge_z"), rel=1e-5)


def test_sums_side_by_side_stand_apart_and_the_avenues_are_whole_on_a_small_screen(why: Microscope) -> None:
    page = why.page
    page.set_viewport_size({"width": 1280, "height": 720})
    why.tab("stack")
    expect(why.at(".column data")).to_have_count(16)

    def apart() -> None:
        boxes = [box for each in why.at(".column data").all() if (box := each.bounding_box())]
        assert len(boxes) == 16
        assert all(one["x"] + one["width"] <= other["x"] for one, other in itertools.pairwise(boxes))
        assert why.at(".columns").evaluate("list => list.scrollWidth <= list.clientWidth")

    def whole() -> None:
        assert why.at("#why-view").evaluate("view => view.scrollWidth <= view.clientWidth")

    comes_true(page, apart)
    why.tab("neuron")
    for width in (683, 768, 900, 1280):
        page.set_viewport_size({"width": width, "height": 720})
        comes_true(page, whole)


def test_C38_the_columns_average_to_the_last_which_is_the_step_taken(why: Microscope) -> None:
    why.tab("table")
    rows = why.at(".table-view tbody tr:not(.costs)")
    expect(rows).to_have_count(12)
    for row in rows.all():
        cells = [
            float(each.get_attribute("data-value") or "nan")
            for each in row.locator("td:not(.mean):not(.applied)").all()
        ]
        mean = float(row.locator("td.mean").get_attribute("data-value") or "nan")
        applied = float(row.locator("td.applied").get_attribute("data-value") or "nan")
        assert len(cells) == 10
        assert sum(cells) / 10 == pytest.approx(mean, rel=1e-9)
        assert mean == pytest.approx(applied, abs=1e-6)
    assert why.value("difference") == why.ask("table")["difference"] < 1e-6


def test_C3_single_costs_average_one_by_one_to_the_cost_of_the_batch(server: Any, run: str, open_page: Opener) -> None:
    why = Microscope(open_page(f"{server.url}/runs/{run}"), server, run)
    why.neuron(3, 2)
    why.tab("table")
    why.ask("step", unit="batch")
    rows = why.at(".table-view tr.costs")
    expect(rows).to_have_count(2)
    single, so_far = ([value(each) for each in row.locator("td:not(.mean):not(.applied)").all()] for row in rows.all())
    engine = why.ask("table")
    assert single == near(engine["costs"])
    assert len(single) == 10
    assert so_far == near([sum(single[:n]) / n for n in range(1, 11)])
    assert value(rows.locator(".mean")) == near(engine["cost"]) == near(so_far[-1])
    with server.client() as client:
        (point,) = client.get(f"/api/runs/{run}/metrics").json()["points"]
    assert (point["step"], engine["step"]) == (0, 1)  # of the network before the step
    assert value(rows.locator(".applied")) == near(point["cost"]) == pytest.approx(so_far[-1], rel=1e-5)
    assert float(rows.locator(".mean").inner_text()) == pytest.approx(so_far[-1], rel=5e-3)


def test_C3_the_mean_of_one_grows_to_the_mean_of_a_hundred_in_sight(why: Microscope) -> None:
    why.tab("table")
    why.at(".options .segment").nth(1).click()
    why.at(".options select").select_option("100")
    expect(why.at(".table-view thead th:not(.corner):not(.mean)")).to_have_count(100)
    engine = why.ask("table", examples="chosen", count=100)
    mean, head = why.at(".table-view .costs .mean"), why.at(".table-view th.mean")
    assert value(mean) == near(engine["cost"])
    why.at(".options").get_by_role("button", name="Add up").click()
    grown = why.page.wait_for_function(
        """() => {
          const [head, mean] = document.querySelectorAll(".table-view th.mean, .table-view .costs .mean");
          const count = Number(head.textContent.match(/of (\\d+)/)?.[1]);
          return count > 1 && { count, mean: Number(mean.dataset.value) };
        }"""
    ).json_value()
    assert grown["mean"] == near(engine["running_cost"][grown["count"] - 1])
    expect(mean).to_be_in_viewport()
    expect(head).to_have_text("mean")
    assert value(mean) == near(engine["cost"])


def test_D1_a_hidden_neuron_wishes_what_its_listeners_wish_together(why: Microscope) -> None:
    why.at(".activations .row").first.click()
    expect(why.at(".listeners")).to_be_visible()
    wishes = why.values(".listeners .from data")
    assert len(wishes) == 10
    assert sum(wishes) == pytest.approx(value(why.at(".listeners .sum")), abs=1e-6)
    assert value(why.at(".listeners .sum")) == near(why.value("wish", ".chain"))


def test_C38_of_a_large_batch_the_table_says_that_it_shows_a_part(server: Any, open_page: Opener) -> None:
    run = server.new_run(batch_size=1000, seed=2)
    why = Microscope(open_page(f"{server.url}/runs/{run}"), server, run)
    why.neuron(3, 2)
    why.tab("table")
    expect(why.at(".table-view .empty")).to_contain_text("No step has been taken yet")
    why.ask("step", unit="batch")
    expect(why.at(".table-view thead th:not(.corner):not(.mean)")).to_have_count(100)
    expect(why.at(".verdict")).to_contain_text("the first 100 of the 1,000 examples in the last batch")
    with server.client() as client:
        (point,) = client.get(f"/api/runs/{run}/metrics").json()["points"]
    assert why.value("applied_cost") == near(point["cost"])
    server.delete(run)


def test_D2_the_table_is_of_chosen_digits_sorted_added_up_and_saved(why: Microscope, tmp_path: Path) -> None:
    why.tab("table")
    why.at(".options .segment").nth(1).click()
    for digit in ("2", "3"):
        why.at(".options .digit-chips").get_by_role("button", name=digit, exact=True).click()
    why.at(".options").get_by_role("button", name="Sort by label").click()
    heads = ".table-view thead th:not(.corner):not(.mean) span"
    why.page.wait_for_function(
        """heads => {
          const labels = [...document.querySelectorAll(heads)].map(each => each.textContent.trim());
          return labels[0] === "2" && labels.at(-1) === "3" && String(labels) === String(labels.toSorted());
        }""",
        arg=heads,
    )
    assert set(why.at(heads).all_inner_texts()) == {"2", "3"}

    why.at(".options").get_by_role("button", name="Add up").click()
    expect(why.at(".table-view th.is-waiting").first).to_be_attached()
    expect(why.at(".table-view th.is-waiting")).to_have_count(0)

    with why.page.expect_download() as download:
        why.at(".options").get_by_role("button", name="CSV").click()
    download.value.save_as(tmp_path / "nudges.csv")
    head, *lines = csv.reader((tmp_path / "nudges.csv").read_text().splitlines())
    assert head[:4] == ["parameter", "layer", "to", "from"]
    assert head[-1] == "mean"
    assert (len(lines), lines[0][0]) == (13, "cost")
    for line in lines:
        cells = [float(each) for each in line[4:-1]]
        assert sum(cells) / len(cells) == pytest.approx(float(line[-1]), rel=1e-9)


def test_D3_any_gradient_is_checked_by_two_forward_passes(why: Microscope) -> None:
    why.tab("sensitivity")
    why.at(".chip").first.click()
    why.at(".check-button").click()
    expect(why.at(".checked")).to_be_visible()
    name = why.at(".chip.is-on").first.inner_text()
    layer, j, k = why.ask("inspect", parameters=[], strongest=1)["rows"][0]
    assert name.startswith("b" if k is None else f"w {k}→{j}")
    engine = why.ask("check", parameter={"layer": layer, "j": j, **({} if k is None else {"k": k})})
    assert why.value("numeric") == near(engine["numeric"])
    assert why.value("relative_error") < 1e-4


def test_D3_two_pinned_numbers_are_compared(why: Microscope) -> None:
    why.tab("sensitivity")
    why.at(".chip").nth(4).click()
    why.at(".chips .link-button").click()
    why.at(".chip").first.click()
    expect(why.at('[data-name="times"]')).to_be_visible()
    rows = why.ask("inspect", parameters=[], strongest=5)
    assert why.value("times") == near(abs(rows["gradients"][0] / rows["gradients"][4]))


def test_D3_a_weight_is_moved_on_paper_and_springs_back(why: Microscope) -> None:
    why.tab("sensitivity")
    slider = why.at(".probe-slider")
    expect(slider).to_be_visible()
    value, cost = why.at('[data-name="probe_value"]'), why.at('[data-name="probe_cost"]')
    before = {"value": value.get_attribute("value") or "", "cost": cost.get_attribute("value") or ""}
    slider.focus()
    slider.evaluate("s => { s.value = 35; s.dispatchEvent(new Event('input', {bubbles: true})) }")
    expect(value).not_to_have_attribute("value", before["value"])
    engine = why.ask("probe", parameter={"layer": 2, "j": 2, "k": 0}, reach=4)

    def has_moved() -> None:
        assert why.value("probe_value") == near(engine["at"][35])
        assert why.value("probe_cost") == near(engine["cost"][35])
        assert why.value("probe_line") == near(engine["line"][35])

    comes_true(why.page, has_moved)
    slider.blur()
    expect(value).to_have_attribute("value", before["value"])  # it swings before it rests
    expect(cost).to_have_attribute("value", before["cost"])
    assert why.ask("inspect", parameters=[{"layer": 2, "j": 2, "k": 0}])["values"][0] == near(float(before["value"]))


def test_D3_a_weight_is_moved_with_the_arrow_keys_and_stays_until_it_is_left(why: Microscope) -> None:
    why.tab("sensitivity")
    slider, shown = why.at(".probe-slider"), why.at('[data-name="probe_value"]')
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    at = why.ask("probe", parameter={"layer": 2, "j": 2, "k": 0}, reach=4)["at"]
    expect(why.at(".probe .note")).to_contain_text("Near the middle")

    def has_moved() -> None:
        assert value(shown) == near(at[len(at) // 2 + 2])

    comes_true(why.page, has_moved)
    slider.press("Tab")
    expect(why.at(".probe .note")).to_contain_text("Drag to move it")


def test_D3_a_neuron_that_there_is_not_does_not_stay_in_its_field(why: Microscope) -> None:
    why.tab("sensitivity")
    to = why.at('.fields input[type="number"]').last
    to.fill("99")
    to.press("Enter")
    expect(to).to_have_value("2")


def test_D3_what_is_hovered_elsewhere_takes_nothing_from_the_chosen_weight(why: Microscope) -> None:
    why.tab("sensitivity")
    gradient = why.at('[data-name="gradient"]')
    expect(gradient).to_be_visible()
    exact = gradient.get_attribute("value") or ""
    why.tab("neuron")
    why.page.locator(".net-canvas").focus()
    why.page.keyboard.press("ArrowRight")
    why.page.keyboard.press("Shift+ArrowDown")
    expect(why.page.locator('[data-card-value="gradient"]')).to_be_visible()
    why.tab("sensitivity")
    expect(gradient).to_have_attribute("value", exact)


def test_C9_and_D3_outputs_set_by_hand_show_nothing_of_the_example_before(why: Microscope) -> None:
    by_hand = re.compile("set by hand, so no weight leads to them")
    why.at(".what-if-open button").click()
    expect(why.at('[data-name="what_if_nudge"]').first).to_be_visible()
    why.ask("watch", source="preset")
    expect(why.at(".what-if .note")).to_have_text(by_hand)
    expect(why.at('[data-name="what_if_nudge"]')).to_have_count(0)
    why.ask("watch", source="test", index=1)
    why.tab("sensitivity")
    why.at(".check-button").click()
    expect(why.at(".checked")).to_be_visible()
    why.ask("watch", source="preset")
    expect(why.at(".probe .empty")).to_have_text(by_hand)
    expect(why.at(".checked, .check-button, .probe-slider")).to_have_count(0)


def test_D8_what_each_avenue_buys(why: Microscope) -> None:
    engine = why.ask("explain", layer=3, neuron=2)
    shares = [why.value(f"share_{name}") for name in ("bias", "weights", "activations")]
    assert shares == near(engine["share"])
    assert sum(shares) == pytest.approx(1)
    a, w = sum(a * a for a in engine["before"]), sum(w * w for w in engine["W"])
    assert shares == pytest.approx([part / (1 + a + w) for part in (1, a, w)], rel=1e-5)
    assert why.value("fall") == near(engine["fall"])


def test_C9_and_D9_outputs_set_by_hand_want_much_and_move_little(why: Microscope) -> None:
    why.ask("watch", source="preset")
    expect(why.at(".by-hand")).to_have_text("set by hand")
    expect(why.at('[data-name="chain_a"]')).to_have_text("0.20")  # the answer comes a little after the example
    assert why.value("chain_a") == near(0.2)
    assert why.value("wish") == near(0.8)
    assert why.value("nudge_z") == pytest.approx(2 * 0.8 * 0.2 * 0.8)
    expect(why.at(".moral")).to_have_count(0)
    why.page.locator('.output[data-output="6"]').click()  # at 1.0, where the slope is 0
    expect(why.at(".moral")).to_contain_text("Stuck")
    why.ask("watch", source="test", index=1)
    expect(why.at(".by-hand")).to_have_count(0)


def test_D9_with_cross_entropy_the_slope_drops_out(server: Any, open_page: Opener) -> None:
    run = server.new_run(cost="cross_entropy", eta=0.3, seed=2)
    why = Microscope(open_page(f"{server.url}/runs/{run}"), server, run)
    why.neuron(3, 2)
    expect(why.at('.chain [data-name="slope"]')).to_have_count(0)
    expect(why.at(".moral")).to_contain_text("the slope cancels")
    assert why.value("wish") == near(why.value("nudge_z"))
    server.delete(run)


def test_D10_a_network_that_hears_only_2s_calls_everything_a_2(server: Any, open_page: Opener) -> None:
    run = server.new_run(seed=5)
    why = Microscope(open_page(f"{server.url}/runs/{run}"), server, run)
    why.neuron(3, 2)
    why.tab("listen")
    why.at(".listen").get_by_role("button", name="Only listen to the 2s").click()
    expect(why.at(".listen h2")).to_have_text("Listening only to: 2")
    page = why.page
    page.locator(".network-toggle").click()
    expect(page.locator('#network-form .digit-chips [aria-pressed="true"]')).to_have_text(["2"])
    page.keyboard.press("Escape")
    why.ask("set", speed=2000)
    why.at(".listen").get_by_role("button", name="Train").click()
    expect(why.at('.answer-bars [data-digit="2"] data')).to_have_text(re.compile(r"^(9\d|100)\s%$"))
    why.ask("pause")
    why.at(".listen").get_by_role("button", name="Add the others back").click()
    expect(why.at(".listen h2")).to_have_text("Listening to all ten digits")
    with server.client() as client:
        assert client.get(f"/api/runs/{run}").json()["plan"]["digits"] == []
    server.delete(run)


def miswritten(page: Page) -> list[str]:
    """Numbers that a person reads as others than they are: by more than is lost in the last of their figures."""
    told = page.locator("[data-exact], data[value], mn[data-value]").evaluate_all(
        """all => all.filter(each => each.getClientRects().length > 0)
             .map(each => [each.dataset.exact ?? each.dataset.value ?? each.value, each.textContent, each.outerHTML])"""
    )
    faults, compared = [], 0
    for exact, text, whole in told:
        figures = FIGURES.findall(text.replace(",", ""))
        if len(figures) != 1 or not exact:
            continue
        sign, figure, power = figures[0]
        written = float(f"{figure}e{power.replace(MINUS, '-') or 0}") / (100 if "%" in text else 1)
        unit = 10.0 ** (int(power.replace(MINUS, "-") or 0) - len(figure.partition(".")[2])) / (
            100 if "%" in text else 1
        )
        if figure.startswith("0") or "." in figure or power:
            rounding = 0.5 * unit
        else:  # of a large whole number only the first figures may be told
            rounding = max(0.5 * unit, 0.005 * written)
        compared += 1
        is_other = sign == MINUS and float(exact) > rounding
        if is_other or abs(abs(float(exact)) - written) > rounding * 1.001 + 1e-12:
            faults.append(f"{exact} is written {text!r}: {whole}")
    assert compared > 20
    return faults


def test_every_number_is_written_as_what_it_is(why: Microscope) -> None:
    why.page.locator('[data-action="slopes"]').click()
    for tab in ("neuron", "stack", "sensitivity", "table", "listen"):
        why.tab(tab)
        expect(why.at("#why-view data").first).to_be_visible()
        assert miswritten(why.page) == [], tab
    why.tab("neuron")
    why.at(".what-if-open button").click()
    expect(why.at('[data-name="what_if_nudge"]').first).to_be_visible()
    why.at(".activations .row").first.click()
    expect(why.at(".listeners data").first).to_be_visible()
    assert miswritten(why.page) == []
    why.at('.crumb:has-text("pixels")').click()
    why.at(".wished canvas").focus()
    why.at(".wished canvas").press("ArrowLeft")
    expect(why.at(".askers data").first).to_be_visible()
    assert miswritten(why.page) == []


def untold(page: Page, within: str) -> list[str]:
    """Numbers in a part of the page that no sentence explains."""
    numbers = ", ".join(f"{within} {tag}" for tag in ("data", "mn", "output"))
    return page.locator(numbers).evaluate_all(
        "all => all.filter(each => !each.closest('[data-explain]')).map(each => each.outerHTML)"
    )


def test_numbers_that_come_with_a_hand_are_told_too(why: Microscope) -> None:
    assert untold(why.page, '[data-view="learn"]') == []
    why.at(".what-if-open button").click()
    expect(why.at('[data-name="what_if_nudge"]').first).to_be_visible()
    assert untold(why.page, '[data-panel="why"]') == []
    why.at('.crumb:has-text("pixels")').click()
    picture = why.at(".askers canvas").first
    picture.focus()
    picture.press("ArrowRight")
    expect(why.at(".askers data").first).to_be_visible()
    assert untold(why.page, '[data-panel="why"]') == []


@pytest.mark.parametrize("locale", ["en-US", "ko-KR"])
def test_every_number_is_told_in_a_sentence(server: Any, trained: str, open_page: Opener, locale: str) -> None:
    page = open_page(f"{server.url}/runs/{trained}", locale=locale)
    why = Microscope(page, server, trained)
    why.neuron(3, 2)
    tooltip = page.locator("#tooltip")
    for tab in ("neuron", "stack", "sensitivity", "table", "listen"):
        why.tab(tab)
        expect(why.at("#why-view [data-explain]").first).to_be_visible()
        assert untold(page, '[data-panel="why"]') == [], tab
        keys = why.at("[data-explain]").evaluate_all("all => [...new Set(all.map(e => e.dataset.explain))]")
        for key in keys:
            why.at(f'[data-explain="{key}"]').first.dispatch_event("pointerover")
            expect(tooltip).to_have_class(re.compile("is-shown"))
            said = tooltip.inner_text()
            assert len(said) > 10, key
            assert not said.startswith("explain."), key
            assert "{" not in said, key
            assert bool(re.search("[가-힣]", said)) == (locale == "ko-KR"), said


def test_while_the_network_learns_the_panel_says_of_which_step_its_numbers_are(server: Any, open_page: Opener) -> None:
    run = server.new_run(seed=3, name="read")
    why = Microscope(open_page(f"{server.url}/runs/{run}"), server, run)
    why.neuron(3, 2)
    expect(why.at(".read-at")).to_have_count(0)  # all panels show the same step
    why.ask("run")
    expect(why.at(".read-at")).to_have_text(re.compile("^read at step [0-9,]+$"))
    step = "() => [document.querySelector('.read-at').dataset.step, document.querySelector('.neuron').dataset.step]"
    assert len(set(why.page.evaluate(step))) == 1
    why.ask("pause")
    expect(why.at(".read-at")).to_have_count(0)
    server.delete(run)


def test_numbers_are_walked_with_the_arrow_keys(why: Microscope) -> None:
    why.at("#why-view").focus()
    why.page.keyboard.press("ArrowRight")
    first = why.page.evaluate("document.activeElement.dataset.explain")
    why.page.keyboard.press("ArrowRight")
    second = why.page.evaluate("document.activeElement.dataset.explain")
    assert (first, second) == ("why.a", "why.target")
    expect(why.page.locator("#tooltip")).to_contain_text("What this output should be")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault_in_any_view(why: Microscope, axe: Callable[[Page], list[str]], scheme: Any) -> None:
    why.page.emulate_media(color_scheme=scheme)
    for tab in ("neuron", "stack", "sensitivity", "table", "listen"):
        why.tab(tab)
        expect(why.at("#why-view > *").first).to_be_visible()
        expect(why.at(".empty")).to_have_count(0)
        faults = axe(why.page)
        assert not faults, "\n".join([tab, *faults])

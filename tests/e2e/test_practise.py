"""D15, an exercise by hand: numbers found one by one, wrong ones told what they come of, and all of it kept."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from engine.exercise import Exercise, draw, number, solve
from tests.classroom import TOKENS, teaching

Opener = Callable[..., Page]
Check = Callable[[Page], list[str]]

EXERCISE = draw(0)
NUMBERS = solve(EXERCISE)


def of(name: str, exercise: Exercise = EXERCISE) -> float:
    return number(NUMBERS if exercise is EXERCISE else solve(exercise), name)


def opened(server: Any, run: str, open_page: Opener, hash: str = "#exercise=seed:0", **options: Any) -> Page:
    page = open_page(f"{server.url}/runs/{run}{hash}", **options)
    expect(page.locator(".practise-net")).to_be_visible()
    return page


def row(page: Page, name: str) -> Locator:
    return page.locator(f'[data-field="{name}"]')


def write(page: Page, name: str, value: float | str) -> None:
    row(page, name).locator("input").fill(value if isinstance(value, str) else f"{value:.4f}")


def check(page: Page) -> None:
    page.locator('[data-action="check"]').click()


def drawn(page: Page, name: str) -> Locator:
    """A number in the picture, once it has been found."""
    return page.locator(f'.practise-net [data-found="{name}"]')


def test_D15_a_wrong_number_is_told_what_it_comes_of_and_a_right_one_goes_into_the_picture_and_is_kept(
    server: Any, run: str, open_page: Opener
) -> None:
    page = opened(server, run, open_page)
    expect(page.locator(".practise-net")).to_have_attribute("data-current", "z.0.0")
    write(page, "z.0.0", of("z.0.0") - EXERCISE.b[0, 0])
    check(page)
    expect(row(page, "z.0.0").locator(".said")).to_have_text("Not yet: this comes out when the bias is left out.")
    expect(drawn(page, "z.0.0")).to_have_count(0)
    write(page, "z.0.0", of("z.0.0"))
    page.keyboard.press("Enter")
    expect(row(page, "z.0.0").locator(".said")).to_have_text("Right.")
    expect(drawn(page, "z.0.0")).to_have_text(re.compile(r"\d"))
    expect(row(page, "a.1.0").locator("input")).to_be_focused()
    page.keyboard.type(f"{of('a.1.0'):.3f}")
    page.keyboard.press("Enter")
    expect(drawn(page, "a.1.0")).to_have_text(re.compile(rf"^{of('a.1.0'):.3f}"))
    expect(page.locator(".score")).to_have_text("1 of 2 right at the first try")

    page.keyboard.press("Enter")  # fills in the other neuron, and goes on
    expect(page.locator("#step-title")).to_be_focused()
    expect(page.locator("#step-title")).to_have_text(re.compile("^2"))
    expect(drawn(page, "a.1.1")).to_be_visible()

    page.reload()
    expect(page.locator("#step-title")).to_have_text(re.compile("^2"))
    expect(drawn(page, "a.1.0")).to_have_text(re.compile(r"\d"))
    page.locator('[data-step="hidden"]').click()
    expect(row(page, "a.1.0").locator("input")).to_have_value(f"{of('a.1.0'):.3f}")

    page.get_by_role("button", name="Learn").click()
    expect(page).to_have_url(re.compile(r"/runs/\w+$"))
    page.get_by_role("button", name="Practise").click()
    expect(page.locator(".score")).to_have_text("1 of 2 right at the first try")

    page.locator('[data-action="language"]').click()
    expect(page.locator("#step-title")).to_have_text("1은닉층으로")
    expect(page.locator(".score")).to_have_text("2개 가운데 1개를 한 번에 맞힘")
    page.locator('[data-action="clear"]').click()
    write(page, "z.0.0", -of("z.0.0"))
    check(page)
    expect(row(page, "z.0.0").locator(".said")).to_have_text("아직 아니에요. 부호가 반대일 때 나오는 값입니다.")


def test_D15_help_goes_from_the_formula_to_the_numbers_to_the_answer_and_the_end_is_the_cost_after_the_step(
    server: Any, run: str, open_page: Opener
) -> None:
    page = opened(server, run, open_page)
    hint = page.locator('[data-action="hint"]')
    hint.click()
    expect(page.locator('[data-help="formula"]')).to_be_visible()
    expect(page.locator('[data-help="numbers"]')).to_have_count(0)
    hint.click()
    expect(page.locator('[data-help="numbers"]')).to_contain_text(f"{EXERCISE.x[0]:g}")
    for step in range(7):
        expect(page.locator("#step-title")).to_have_text(re.compile(f"^{step + 1}"))
        while page.locator(".row input").count():
            left = page.locator(".row input").count()
            page.locator('[data-action="show"]').click()
            expect(page.locator(".row input")).to_have_count(left - 1)
        page.locator('[data-action="on"]').click()
    expect(page.locator("[data-end]")).to_contain_text(f"from {of('cost'):.4g} to {of('new_cost'):.4g}".rstrip("0"))
    expect(page.locator(".practise-net [data-found^=new_]")).to_have_count(13)


def test_D15_what_follows_from_a_wrong_number_is_told_so(server: Any, run: str, open_page: Opener) -> None:
    page = opened(server, run, open_page)
    write(page, "z.0.0", "1.0")
    write(page, "a.1.0", "0.731")
    check(page)
    expect(row(page, "a.1.0").locator(".said")).to_contain_text("Rightly found, but from a number")
    write(page, "z.0.0", of("z.0.0"))
    check(page)
    expect(row(page, "a.1.0").locator(".said")).to_contain_text("Not yet")  # it has been looked at again


def test_D15_numbers_that_were_rounded_on_the_way_are_good_enough_to_go_on_with(
    server: Any, run: str, open_page: Opener
) -> None:
    page = opened(server, run, open_page)
    rounded = [f"{of(name):.2g}" for name in ("z.0.0", "a.1.0", "z.0.1", "a.1.1")]
    page.locator('[data-action="open"]').click()
    for name, text in zip(("z.0.0", "a.1.0", "z.0.1", "a.1.1"), rounded, strict=True):
        write(page, name, text)
    check(page)
    expect(row(page, "a.1.1").locator(".said")).to_have_text("Right.")
    page.locator('[data-action="on"]').click()
    (first, second), bias = EXERCISE.W[1, 0], EXERCISE.b[1, 0]
    write(page, "z.1.0", first * float(rounded[1]) + second * float(rounded[3]) + bias)
    check(page)
    expect(row(page, "z.1.0").locator(".said")).to_have_text(
        f"Right. Without rounding on the way it is {of('z.1.0'):.6g}."
    )
    page.locator('[data-step="nudges"]').click()
    page.locator('[data-action="hint"]').click()
    page.locator('[data-action="hint"]').click()
    expect(page.locator('[data-help="numbers"]')).to_contain_text("0.4403")
    nudge, a = -0.2764, 0.4403  # as they stand there
    write(page, "nudge_W.1.0.1", f"{nudge * a:.8f}")
    check(page)
    expect(row(page, "nudge_W.1.0.1").locator(".said")).to_contain_text("Right. Without rounding")


def test_D15_a_teacher_sets_the_numbers_and_a_class_gets_the_same(server: Any, run: str, open_page: Opener) -> None:
    page = opened(server, run, open_page)
    page.locator('[data-action="edit"]').click()
    page.keyboard.press("Escape")
    expect(page.locator('[data-action="edit"]')).to_be_focused()
    page.keyboard.press("Enter")
    page.locator('[name="W.0.0.0"]').fill("0.12345")
    page.locator('[name="W.1.0.1"]').fill("-1.25")
    page.locator('[name="cost"]').select_option("cross_entropy")
    page.locator('[name="y.0"]').fill("0.5")
    page.locator('[data-action="use"]').click()
    expect(page.locator('[data-given="W.1.0.1"]')).to_have_text("−1.25")
    expect(page).to_have_url(re.compile("cost:cross_entropy"))
    page.locator('[data-action="hint"]').click()
    page.locator('[data-action="hint"]').click()
    expect(page.locator('[data-help="numbers"]')).to_contain_text("0.12345")

    pupil = opened(server, run, open_page, "#" + page.url.partition("#")[2])
    expect(pupil.locator('[data-given="W.1.0.1"]')).to_have_text("−1.25")
    pupil.locator('[data-step="wishes"]').click()
    expect(pupil.locator(".row")).to_have_count(2)  # the slope has dropped out
    mine = EXERCISE.changed({"y": [0.5, EXERCISE.y[1]], "cost": "cross_entropy"})
    mine.W[0, 0, 0], mine.W[1, 0, 1] = 0.12345, -1.25
    write(pupil, "wish.0", of("wish.0", mine))
    write(pupil, "nudge_z.1.0", of("wish.0", mine) * of("slope.1.0", mine))
    check(pupil)
    expect(row(pupil, "wish.0").locator(".said")).to_have_text("Right.")
    expect(row(pupil, "nudge_z.1.0").locator(".said")).to_contain_text("the slope is put in, though it cancels")

    pupil.evaluate("location.hash = '#exercise=seed:3'")  # another link, pasted over it
    expect(pupil.locator('[data-given="W.0.0.0"]')).to_have_text(f"{draw(3).W[0, 0, 0]:g}".replace("-", "−"))
    expect(pupil.locator("#step-title")).to_have_text(re.compile("^1"))


def test_D15_the_way_back_leads_to_the_exercise_before_with_what_was_found(
    server: Any, run: str, open_page: Opener
) -> None:
    page = opened(server, run, open_page)
    write(page, "z.0.0", of("z.0.0"))
    check(page)
    expect(drawn(page, "z.0.0")).to_be_visible()
    before = page.url
    page.locator('[data-action="new"]').click()  # by mistake
    expect(drawn(page, "z.0.0")).to_have_count(0)
    expect(page).not_to_have_url(before)
    page.go_back()
    expect(page).to_have_url(before)
    expect(drawn(page, "z.0.0")).to_be_visible()
    page.go_forward()
    expect(drawn(page, "z.0.0")).to_have_count(0)
    page.go_back()
    page.go_back()
    expect(page).to_have_url("about:blank")


def test_D15_what_is_answered_late_is_not_taken_for_another_exercise(server: Any, run: str, open_page: Opener) -> None:
    def let_go(route: Route) -> None:
        with page.expect_response(route.request.url):
            route.continue_()
        for _ in range(2):
            page.evaluate("() => new Promise(requestAnimationFrame)")

    page = opened(server, run, open_page)
    before = page.url
    held: list[Route] = []
    page.route("**/api/exercise/values", lambda route: held.append(route))
    row(page, "z.0.0").locator('[data-action="show"]').click()
    page.locator('[data-action="new"]').click()
    expect(page).not_to_have_url(before)
    let_go(held[0])
    expect(page.locator("output.shown")).to_have_count(0)

    before = page.url
    first: list[Route] = []
    page.route("**/api/exercise", lambda route: route.continue_() if first else first.append(route))
    page.locator('[data-action="new"]').click()
    page.locator('[data-action="new"]').click()
    expect(page).not_to_have_url(before)
    newest = page.url
    let_go(first[0])
    expect(page).to_have_url(newest)


def test_D15_numbers_that_cannot_be_are_named_in_the_language_of_the_page_and_all_stay_as_they_were_typed(
    server: Any, run: str, open_page: Opener
) -> None:
    page = opened(server, run, open_page, viewport={"width": 390, "height": 450})  # a phone with its keyboard out
    page.locator('[data-action="edit"]').click()
    page.locator('[name="W.0.0.0"]').fill("99")
    page.locator('[data-action="use"]').click()
    expect(page.locator(".refusal")).to_be_in_viewport()
    page.locator('[name="W.0.0.0"]').fill("0.9")
    page.locator('[name="W.1.0.1"]').fill("-1,25")
    page.locator('[name="y.0"]').fill("5")
    page.locator('[data-action="use"]').click()
    expect(page.locator(".refusal")).to_have_text("target 0: write a number from 0 to 1, such as 0.5.")
    expect(page.locator('[name="y.0"]')).to_be_focused()
    page.locator('[data-action="language"]').click()
    expect(page.locator(".refusal")).to_have_text("목표 0: 0.5처럼 0부터 1 사이의 수를 써 주세요.")
    page.locator('[name="y.0"]').fill("0,5")
    page.keyboard.press("Enter")
    expect(page.locator('[data-given="W.1.0.1"]')).to_have_text("−1.25")
    expect(page.locator(".set-numbers")).to_have_count(0)
    open_page.forgive()  # type: ignore[attr-defined]


def test_D15_a_lesson_holds_an_exercise_without_the_other_views(server: Any, run: str, open_page: Opener) -> None:
    page = opened(server, run, open_page, "#lesson=1&exercise=seed:0&hide=views&say=Mind+the+sign.")
    expect(page.locator('[data-panel="lesson"]')).to_contain_text("Mind the sign.")
    expect(page.locator("nav.views")).to_be_hidden()
    page.locator('[data-panel="lesson"] [data-action="leave"]').click()
    expect(page.locator("nav.views")).to_be_visible()
    expect(page).to_have_url(re.compile("#exercise=W:"))


@pytest.mark.parametrize(("width", "height", "scheme"), [(1440, 900, "dark"), (390, 844, "light")])
def test_D15_it_fits_and_can_be_used_by_all(
    server: Any, run: str, open_page: Opener, axe: Check, width: int, height: int, scheme: str
) -> None:
    page = opened(server, run, open_page, viewport={"width": width, "height": height}, color_scheme=scheme)
    write(page, "z.0.0", -of("z.0.0"))
    check(page)
    page.locator('[data-action="hint"]').click()
    page.locator('[data-action="edit"]').click()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert width < 640 or page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_D15_what_has_the_focus_is_not_below_the_header(server: Any, run: str, open_page: Opener) -> None:
    page = opened(server, run, open_page, viewport={"width": 390, "height": 450})  # a phone with its keyboard out
    page.locator('[data-action="copy"]').focus()
    first = row(page, "z.0.0").locator("input")
    for _ in range(15):
        page.keyboard.press("Shift+Tab")
        if first.evaluate("each => each === document.activeElement"):
            break
    expect(first).to_be_focused()
    header, field = page.locator(".top").bounding_box(), first.bounding_box()
    assert header and field and field["y"] >= header["y"] + header["height"]


def test_D15_what_has_the_focus_is_not_below_the_bar_of_who_leads_nor_below_a_question(
    start_server: Callable[..., Any], open_page: Opener
) -> None:
    classroom = start_server("--host", "0.0.0.0", **TOKENS)
    with teaching(classroom) as client:
        run = client.post("/api/runs", json={}).json()["id"]
    address = f"{classroom.url}/runs/{run}?token="
    teacher = open_page(f"{address}{TOKENS['NUDGE_CONTROL_TOKEN']}#exercise=seed:0")
    page = open_page(f"{address}{TOKENS['NUDGE_WATCH_TOKEN']}", viewport={"width": 390, "height": 450})
    teacher.keyboard.press("?")
    teacher.locator('[data-action="lead"]').click()
    first = row(page, "z.0.0").locator("input")
    for bar in (".lead", ".poll"):
        expect(page.locator(bar)).to_be_visible()
        page.locator('[data-action="copy"]').focus()
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        while not first.evaluate("each => each === document.activeElement"):
            page.keyboard.press("Shift+Tab")
        above, field = page.locator(bar).bounding_box(), first.bounding_box()
        assert above and field and field["y"] >= above["y"] + above["height"]
        if bar == ".lead":
            teacher.locator('[data-action="hands"]').click()


def test_D15_an_exercise_that_cannot_be_and_a_server_that_is_not_there_are_told(
    start_server: Callable[..., Any], open_page: Opener
) -> None:
    server = start_server()
    page = open_page(f"{server.url}/#exercise=x:0.5_99", locale="ko-KR")
    expect(page.locator(".refused")).to_contain_text("이 링크로는 문제를 만들 수 없어요. 링크에 적힌 x 값을")
    page.locator('[data-action="language"]').click()
    expect(page.locator(".refused")).to_contain_text("Ask for the link again, or begin with new numbers.")
    page.evaluate("location.hash = '#exercise=activation:step'")
    expect(page.locator(".refused")).to_contain_text("what it says for activation cannot be used")
    page.locator('.refused [data-action="new"]').click()
    expect(page.locator(".practise-net")).to_be_visible()
    server.stop()
    write(page, "z.0.0", "0.66")
    check(page)
    expect(page.locator(".notices")).to_contain_text("There is no connection just now")
    expect(row(page, "z.0.0").locator("input")).to_have_value("0.66")
    open_page.forgive()  # type: ignore[attr-defined]


def test_D15_who_leads_sees_how_far_the_class_is_step_by_step_and_of_nobody_who(
    start_server: Callable[..., Any], open_page: Opener, axe: Check
) -> None:
    classroom = start_server("--host", "0.0.0.0", **TOKENS)
    with teaching(classroom) as client:
        run = client.post("/api/runs", json={}).json()["id"]
    watching = f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_WATCH_TOKEN']}"
    teacher = open_page(f"{classroom.url}/runs/{run}?token={TOKENS['NUDGE_CONTROL_TOKEN']}#exercise=seed:0")
    one, other = open_page(watching), open_page(watching, locale="ko-KR")
    expect(teacher.locator("[data-class]")).to_have_count(0)
    teacher.keyboard.press("?")
    teacher.locator('[data-action="lead"]').click()
    head = teacher.locator('[data-value="class-count"]')
    expect(head).to_contain_text("At this exercise: 2.")

    def stands(page: Page, step: int, found: int, wrong: int) -> None:
        at = page.locator(f'[data-class="{step}"]')
        expect(at.locator('[data-value="class-found"]')).to_have_text(str(found))
        expect(at.locator('[data-value="class-wrong"]')).to_have_text(str(wrong))

    write(one, "z.0.0", -of("z.0.0"))
    check(one)
    stands(teacher, 0, 0, 1)
    for page in (one, other):
        for name in ("z.0.0", "a.1.0"):
            write(page, name, of(name))
        check(page)
    stands(teacher, 0, 2, 0)
    one.locator('[data-step="output"]').click()
    for _ in range(2):
        one.locator('[data-action="show"]').first.click()
    expect(teacher.locator('[data-class="1"] [data-value="class-shown"]')).to_have_text("1")
    for page in (one, other):
        expect(page.locator("[data-class], .class-head")).to_have_count(0)
    assert axe(teacher) == []
    teacher.reload()  # and leads on
    stands(teacher, 0, 2, 0)
    teacher.locator('[data-action="new"]').click()
    expect(head).to_contain_text("At this exercise: 2.")  # they have come along
    stands(teacher, 0, 0, 0)
    teacher.locator('[data-action="lead-end"]').click()
    expect(teacher.locator("[data-class]")).to_have_count(0)

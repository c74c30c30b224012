"""Exercises by hand, over HTTP: set, marked, shown; and whatever cannot be is refused in a sentence."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from engine.exercise import LARGEST, LARGEST_ETA, TARGET, draw, number, solve
from tests.conftest import Server


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


def begun(client: httpx.Client, **parts: Any) -> dict[str, Any]:
    answer = client.post("/api/exercise", json=parts)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_an_exercise_is_the_engines_and_its_link_brings_it_again(client: httpx.Client) -> None:
    drawn = begun(client, seed=3, cost="cross_entropy", activation="tanh")
    assert drawn["exercise"] == draw(3, "tanh", "cross_entropy").as_mapping()
    assert begun(client, **drawn["exercise"]) == drawn
    mine = begun(client, seed=3, x=[0.25, 1], eta=2)
    assert mine["exercise"] == {**draw(3).as_mapping(), "x": [0.25, 1.0], "eta": 2.0}
    assert mine["steps"][0]["name"] == "hidden"
    typed = begun(client, seed=3, x=["0,25", " 1 "], y=["−0", "1."], eta="2")
    assert typed["exercise"] == {**mine["exercise"], "y": [0.0, 1.0]}


def test_an_answer_is_marked_and_a_right_one_brings_its_number(client: httpx.Client) -> None:
    exercise = draw(0)
    numbers = solve(exercise)

    def mark(field: str, answer: str, **found: str) -> Any:
        body = {"exercise": exercise.as_mapping(), "field": field, "answer": answer, "found": found}
        return client.post("/api/exercise/mark", json=body).json()

    z = number(numbers, "z.0.0")
    nothing = {"reasons": [], "own": [], "rounded": False, "value": None}
    assert mark("z.0.0", f"{z:.4f}") == {**nothing, "verdict": "right", "value": z}
    assert mark("z.0.0", f"{-z:.4f}") == {**nothing, "verdict": "wrong", "reasons": [["sign"]]}
    assert mark("z.0.0", "one") == {**nothing, "verdict": "unreadable"}
    assert mark("a.1.0", "0.7311", **{"z.0.0": "1.0"}) == {**nothing, "verdict": "follows", "own": ["z.0.0"]}
    slope = number(numbers, "slope.0.0")
    assert mark("slope.0.0", "0.22439", **{"a.1.0": "0.66"}) == {
        **nothing,
        "verdict": "wrong",
        "reasons": [["rounding"]],
    }
    assert mark("slope.0.0", "0.2244", **{"a.1.0": "0.66"}) == {
        **nothing,
        "verdict": "right",
        "rounded": True,
        "value": slope,
    }


def test_who_wants_to_be_shown_is_told_any_number(client: httpx.Client) -> None:
    exercise = draw(0)
    body = {"exercise": exercise.as_mapping(), "names": ["cost", "new_W.1.0.1", "y.0", "eta"]}
    values = client.post("/api/exercise/values", json=body).json()["values"]
    assert values == {name: number(solve(exercise), name) for name in body["names"]}  # type: ignore[union-attr]


BAD: list[tuple[dict[str, Any], str]] = [
    ({"x": [1]}, "x: "),
    ({"x": [1, 2, 3]}, "x: "),
    ({"x": ["one", 2]}, "x.0: "),
    ({"x": ["1,234", 2]}, "x.0: "),
    ({"x": ["", 2]}, "x.0: "),
    ({"x": ["0" * 41, 2]}, "x.0: "),
    ({"x": ["10,5", 2]}, "x.0: "),
    ({"x": [True, 2]}, "x.0: "),
    ({"W": [[[1, 2], [3, 4]], [[1, 2], [3, 10.5]]]}, "W.1.1.1: "),
    ({"b": [[0, 0], 0]}, "b.1: "),
    ({"y": [0, 1.01]}, "y.1: "),
    ({"eta": 0}, "eta: "),
    ({"seed": -1}, "seed: "),
    ({"seed": 1.5}, "seed: "),
    ({"w": []}, "w: "),
    ({"cost": "log_likelihood"}, "cost: 'log_likelihood' came, expected one of quadratic, cross_entropy"),
    ({"activation": "step"}, "activation: 'step' came, expected one of sigmoid, tanh, relu"),
]


@pytest.mark.parametrize(("parts", "sentence"), BAD)
def test_an_exercise_that_cannot_be_is_refused_by_name(client: httpx.Client, parts: Any, sentence: str) -> None:
    answer = client.post("/api/exercise", json=parts)
    assert (answer.status_code, answer.json()["detail"].startswith(sentence)) == (422, True), answer.text
    assert answer.json()["where"] == sentence.partition(":")[0]  # for a page that says it in its own words
    whole = {"exercise": {**draw(0).as_mapping(), **parts}, "names": []}
    assert client.post("/api/exercise/values", json=whole).status_code == 422


def test_numbers_that_are_none_are_refused(client: httpx.Client) -> None:
    for none in ("NaN", "Infinity", "1e999"):
        headers = {"content-type": "application/json"}
        answer = client.post("/api/exercise", content=f'{{"x": [{none}, 1]}}', headers=headers)
        assert (answer.status_code, answer.json()["detail"][:5]) == (422, "x.0: ")


def test_a_field_or_an_answer_before_that_is_none_is_refused(client: httpx.Client) -> None:
    body = {"exercise": draw(0).as_mapping(), "field": "z.0.0", "answer": "1"}
    for change, sentence in (
        ({"field": "W.0.0.0"}, "'W.0.0.0' is nothing to be found in this exercise, expected one of its fields"),
        ({"found": {"z.0.9": "1"}}, "there is no number 'z.0.9', expected one such as z.0.1 or cost"),
        ({"found": {"a.1.0": "x"}}, "found.a.1.0 is 'x', expected a number such as 0.62"),
    ):
        answer = client.post("/api/exercise/mark", json={**body, **change})
        assert (answer.status_code, answer.json()) == (422, {"detail": sentence})
    assert client.post("/api/exercise/mark", json={**body, "answer": "1" * 41}).status_code == 422


def test_the_description_says_the_range_of_every_number(server: Server) -> None:
    with server.client() as client:
        parts = client.get("/api/openapi.json").json()["components"]["schemas"]["ExerciseIn"]["properties"]
    assert parts["eta"] == {"title": "Eta", "type": "number", "exclusiveMinimum": 0, "maximum": LARGEST_ETA}
    assert parts["y"]["items"] == {"type": "number", "minimum": TARGET[0], "maximum": TARGET[1]}
    assert parts["x"]["items"] == {"type": "number", "minimum": -LARGEST, "maximum": LARGEST}

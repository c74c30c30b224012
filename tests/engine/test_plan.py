import json
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.plan import CHOICES, LIVE, Plan, choices


def test_the_default_plan_is_that_of_the_lessons() -> None:
    plan = Plan()
    assert plan.sizes == (784, 16, 16, 10)
    assert (plan.activation, plan.cost, plan.optimizer) == ("sigmoid", "quadratic", "plain")
    assert (plan.batch_size, plan.initialisation, plan.parameter_count) == (10, "scaled", 13_002)


def test_a_plan_survives_json() -> None:
    plan = Plan(sizes=(784, 30, 10), cost="cross_entropy", digits=(2, 3), eta=0.25)
    assert Plan.from_mapping(json.loads(json.dumps(plan.as_mapping()))) == plan


def test_a_plan_cannot_be_altered_only_changed_into_another() -> None:
    plan = Plan()
    with pytest.raises(FrozenInstanceError):
        plan.eta = 2.0  # type: ignore[misc]
    assert plan.changed(eta=2).eta == 2.0 and plan.eta != 2.0
    with pytest.raises(ValueError, match="eta is -1"):
        plan.changed(eta=-1)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sizes", [784, 10]),
        ("sizes", [784, 1, 1, 1, 1, 1, 10]),
        ("sizes", [784, 0, 10]),
        ("sizes", [784, 513, 10]),
        ("sizes", [4097, 16, 10]),
        ("sizes", [784, 16.0, 10]),
        ("sizes", [784, True, 10]),
        ("sizes", "784,16,10"),
        ("sizes", [784, [16], 10]),
        ("sizes", None),
        ("activation", "softmax"),
        ("activation", ["sigmoid"]),
        ("cost", None),
        ("optimizer", "sgd"),
        ("initialisation", 1),
        ("batch_size", 0),
        ("batch_size", 60_001),
        ("batch_size", True),
        ("batch_size", 10.0),
        ("eta", 0),
        ("eta", -1),
        ("eta", 1000.1),
        ("eta", float("nan")),
        ("eta", float("inf")),
        ("eta", 10**400),
        ("eta", "1"),
        ("eta", True),
        ("seed", -1),
        ("seed", 2**32),
        ("digits", [10]),
        ("digits", [2, 2]),
        ("digits", [[2]]),
        ("digits", 2),
    ],
)
def test_a_bad_value_is_refused_with_a_sentence_that_says_what_was_expected(key: str, value: object) -> None:
    with pytest.raises(ValueError, match="expected"):
        Plan.from_mapping({key: value})


def test_an_unknown_key_is_named_beside_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"no 'speed'.*batch_size.*eta"):
        Plan.from_mapping({"speed": 3})


def test_the_choices_are_json_and_every_default_is_among_them() -> None:
    offered = json.loads(json.dumps(choices()))
    assert all(offered["default"][name] in offered[name] for name in CHOICES)
    assert tuple(offered["live"]) == LIVE


@given(
    st.sampled_from(sorted(Plan().as_mapping())),
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.lists(st.integers(), max_size=5),
)
def test_whatever_comes_gives_a_plan_or_a_value_error(key: str, value: object) -> None:
    try:
        plan = Plan.from_mapping({key: value})
    except ValueError:
        return
    assert Plan.from_mapping(plan.as_mapping()) == plan

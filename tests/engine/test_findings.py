"""Every finding is provoked by a real training that suffers from it, and its remedy is carried out."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from engine.activations import HIDDEN
from engine.costs import COSTS
from engine.descent import Descent, descend
from engine.evaluation import evaluate
from engine.examination import Facts, constant_cost, examine
from engine.findings import Finding, findings
from engine.mnist import Data, Dataset
from engine.network import Network
from engine.optimizers import OPTIMIZERS
from engine.plan import LIVE, Plan
from tests.engine.small import small_plan

DEEP = [784, 16, 16, 16, 16, 10]


def begun(data: Dataset, steps: int, **plan: Any) -> Descent:
    wanted = Plan.from_mapping(plan)
    rng = np.random.default_rng(wanted.seed)
    return go_on(descend(Network.initial(wanted, rng), data, wanted, rng), steps)


def go_on(descent: Descent, steps: int) -> Descent:
    end = descent.steps + steps
    while descent.steps < end:
        next(descent)
    return descent


def facts_of(descent: Descent, data: Dataset) -> Facts:
    *_, facts = examine(descent.network.copy(), data, descent.plan, descent.stepping(), descent.steps)
    assert facts is not None
    return facts


def found(descent: Descent, data: Dataset) -> dict[str, Finding]:
    return {each.name: each for each in findings(facts_of(descent, data))}


def mended(descent: Descent, finding: Finding, data: Dataset, steps: int) -> Descent:
    """After its button has been pressed, and so many more steps."""
    assert finding.remedy
    if finding.afresh:
        return begun(data, steps, **(descent.plan.as_mapping() | dict(finding.remedy)))
    assert set(finding.remedy) <= set(LIVE)
    other = twin(descent, data)
    other.set(**finding.remedy)
    return go_on(other, steps)


def twin(descent: Descent, data: Dataset) -> Descent:
    other = begun(data, 0, **descent.plan.as_mapping())
    other.network.parameters[:] = descent.network.parameters
    other.restore(descent.state())
    return other


@pytest.mark.parametrize(
    ("name", "plan", "remedy"),
    [
        ("silent", {"activation": "relu", "eta": 3.0}, {"eta": 0.1}),
        ("stuck", {"eta": 30.0}, {"eta": 1.0}),
        ("stuck", {"activation": "relu", "initialisation": "normal"}, {"eta": 0.1, "initialisation": "he"}),
        ("flat", {"optimizer": "adam"}, {"eta": 0.005}),
        ("flat", {"cost": "log_likelihood", "eta": 30.0}, {"eta": 1.0}),
        ("same_answer", {"optimizer": "momentum", "eta": 3.0}, {"eta": 0.1}),
        ("vanishing", {"sizes": DEEP}, {"activation": "tanh", "eta": 0.2}),
    ],
)
def test_what_is_lost_is_found_and_begins_anew_with_what_learns(
    name: str, plan: dict[str, Any], remedy: Mapping[str, Any], mnist: Data
) -> None:
    descent = begun(mnist.train, 300, **plan)
    finding = found(descent, mnist.train)[name]
    assert dict(finding.remedy) == remedy and finding.afresh
    cured = mended(descent, finding, mnist.train, 1500)
    assert evaluate(descent.network, mnist.test).accuracy < 0.25
    assert evaluate(cured.network, mnist.test).accuracy > 0.7
    assert name not in found(cured, mnist.train)


def test_a_step_that_is_too_large_raises_the_cost_as_was_said_and_a_smaller_one_lowers_it(mnist: Data) -> None:
    descent = begun(mnist.train, 0, cost="cross_entropy", eta=10.0)
    finding = found(descent, mnist.train)["too_large"]
    assert not finding.afresh and finding.remedy["eta"] == finding.values["better"] < 10
    assert finding.values["after"] > finding.values["cost"] > finding.values["better_cost"]
    before = facts_of(descent, mnist.train).cost
    assert facts_of(go_on(twin(descent, mnist.train), 1), mnist.train).cost > before
    assert facts_of(mended(descent, finding, mnist.train, 1), mnist.train).cost < before
    assert "too_large" not in found(mended(descent, finding, mnist.train, 300), mnist.train)


@pytest.mark.parametrize(("error", "told"), [(0.09, True), (0.11, False)])
def test_a_rise_that_may_be_chance_is_not_said_to_be_of_a_step_too_large(error: float, told: bool, mnist: Data) -> None:
    facts = facts_of(begun(mnist.train, 0), mnist.train)
    view, parts = facts.view, np.full_like(facts.view.parts, facts.cost - 0.01)
    one_way = error * facts.cost * np.sqrt(11) * np.resize([1.0, -1.0], 12)  # whose mean has this standard error
    parts[:, view.tried == view.present] = (1.2 * facts.cost + one_way)[:, np.newaxis]
    found = findings(replace(facts, view=replace(view, parts=parts)))
    assert ("too_large" in {finding.name for finding in found}) == told


@pytest.mark.parametrize(
    "plan", [{"eta": 0.02}, {"eta": 0.0002, "optimizer": "adam"}, {"eta": 0.005, "optimizer": "momentum"}]
)
def test_a_step_that_is_too_small_goes_further_as_was_said(plan: dict[str, Any], mnist: Data) -> None:
    descent = begun(mnist.train, 100, **plan)
    finding = found(descent, mnist.train)["too_small"]
    assert (
        finding.values["times"] == pytest.approx(finding.values["better_fall"] / finding.values["fall"])
        and finding.values["times"] > 4
    )
    slow = evaluate(go_on(twin(descent, mnist.train), 300).network, mnist.test).cost
    assert evaluate(mended(descent, finding, mnist.train, 300).network, mnist.test).cost < slow - 0.01


def test_who_hears_of_some_digits_only_learns_the_others_when_it_hears_of_them(mnist: Data) -> None:
    descent = begun(mnist.train, 300, digits=[2])
    finding = found(descent, mnist.train)["some_digits"]
    assert finding.values["others"] < 0.05 and finding.values["accuracy"] > 0.95
    assert "same_answer" not in found(descent, mnist.train)  # it has reason to
    cured = mended(descent, finding, mnist.train, 1500)
    assert evaluate(cured.network, mnist.test).accuracy > 0.7
    assert "some_digits" not in found(cured, mnist.train)


def test_a_step_over_all_the_data_is_beaten_by_small_ones_that_ask_as_many(mnist: Data) -> None:
    descent = begun(mnist.train, 0, batch_size=60_000)
    finding = found(descent, mnist.train)["all_at_once"]
    assert dict(finding.remedy) == {"batch_size": 10}
    view = facts_of(descent, mnist.train).view
    assert view.after == view.whole[view.present] == finding.values["after"]  # of its own kind of step, not of few
    whole = twin(descent, mnist.train)
    while whole.steps < 1:
        next(whole)
    assert facts_of(whole, mnist.train).cost == pytest.approx(
        finding.values["after"], rel=0.02
    )  # of all, not the sample
    few = mended(descent, finding, mnist.train, 2000)
    assert few.examples < whole.examples
    assert evaluate(few.network, mnist.test).cost < 0.5 * evaluate(whole.network, mnist.test).cost
    assert "all_at_once" not in found(few, mnist.train)


def test_where_batches_differ_more_than_there_is_left_to_learn_a_smaller_eta_gets_further(mnist: Data) -> None:
    descent = begun(mnist.train, 6000)
    finding = found(descent, mnist.train)["noise"]
    assert (
        finding.values["raising"] >= 6 and finding.values["whole"] < finding.values["cost"] <= finding.values["after"]
    )
    assert dict(finding.remedy) == {"eta": 0.2}  # five times smaller, which the ladder has
    on = evaluate(go_on(twin(descent, mnist.train), 1500).network, mnist.test).cost
    assert evaluate(mended(descent, finding, mnist.train, 1500).network, mnist.test).cost < 0.95 * on


def test_the_plain_that_all_pass_is_named_and_needs_no_remedy(mnist: Data) -> None:
    descent = begun(mnist.train, 30)
    assert list(found(descent, mnist.train)) == ["same_answer"]
    finding = found(descent, mnist.train)["same_answer"]
    assert not finding.remedy and finding.values["cost"] == pytest.approx(finding.values["constant"], rel=0.01)
    assert found(go_on(descent, 1000), mnist.train) == {}


@pytest.mark.parametrize(
    "plan",
    [
        {},
        {"activation": "tanh", "eta": 0.2},
        {"activation": "relu", "eta": 0.1},
        {"cost": "cross_entropy", "eta": 0.5},
        {"cost": "log_likelihood", "eta": 0.3},
        {"optimizer": "momentum", "eta": 0.1},
        {"optimizer": "adam", "eta": 0.005},
        {"batch_size": 100},
        {"initialisation": "normal"},
    ],
)
def test_of_a_training_that_goes_well_nothing_is_said(plan: dict[str, Any], mnist: Data) -> None:
    descent = begun(mnist.train, 0, **plan)
    for steps in (0, 1000, 1000):
        assert found(go_on(descent, steps), mnist.train) == {}


def test_the_best_constant_answer_costs_what_a_network_pays_that_has_only_biases() -> None:
    p = np.array([0.2, 0.3, 0.5])
    logit = np.log(p / (1 - p))
    for name, cost in COSTS.items():
        z = np.log(p) if name == "log_likelihood" else logit
        value = sum(share * float(cost.value(z, p, y)) for share, y in zip(p, np.eye(3), strict=True))
        assert constant_cost(name, p) == pytest.approx(value)
        worse = sum(share * float(cost.value(z + 0.1 * y0, cost.output.value(z + 0.1 * y0, np.empty(3)), y))
                    for share, y in zip(p, np.eye(3), strict=True) for y0 in np.eye(3)[:1])  # fmt: skip
        assert worse > value
    assert constant_cost("quadratic", np.full(10, 0.1)) == pytest.approx(0.9)
    assert constant_cost("cross_entropy", np.array([1.0, 0.0])) == 0


@pytest.mark.filterwarnings("ignore:overflow")
def test_every_kind_of_training_is_examined_and_not_touched(tiny: Dataset) -> None:
    for activation, cost, optimizer, batch in product(HIDDEN, COSTS, OPTIMIZERS, (1, 4, 50)):
        plan = small_plan(activation=activation, cost=cost, optimizer=optimizer, batch_size=batch)
        for digits in ((), (3, 4)):
            some = begun(tiny, 3, **(plan.as_mapping() | {"digits": digits}))
            before = some.network.parameters.copy(), some.peek().copy(), some.state()
            facts = facts_of(some, tiny)
            assert facts.count == (10 if digits else 50) and (facts.others is None) == (not digits)
            assert facts.view.after == facts.view.whole[facts.view.present]  # there are no other examples to try
            for finding in findings(facts):
                assert all(np.isfinite(value) for value in finding.values.values())
                plan.changed(**finding.remedy)
            np.testing.assert_array_equal(some.network.parameters, before[0])
            np.testing.assert_array_equal(some.peek(), before[1])
            assert str(some.state()) == str(before[2])

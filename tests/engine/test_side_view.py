from collections.abc import Generator
from typing import TypeVar

import numpy as np
import pytest

from engine.checking import mean_cost
from engine.costs import COSTS
from engine.descent import descend
from engine.evaluation import evaluate
from engine.mnist import Data, Dataset
from engine.network import Network
from engine.nudges import batch_nudge
from engine.optimizers import OPTIMIZERS
from engine.plan import Plan
from engine.side_view import LADDER, SideView, costs_along, etas, side_view
from tests.engine.small import network_of, small_plan

T = TypeVar("T")
ROUNDED = 1e-6  # float32, relative
EXACT = 1e-12  # float64


def done(work: Generator[None, None, T]) -> T:
    """What it returns at its end."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result


def view_of(plan: Plan, data: Dataset, dtype: type = np.float64) -> SideView:
    """From the side, the first step of plain descent."""
    network = network_of(plan, dtype)
    nudge = batch_nudge(network, data.x, data.y).flat
    return done(side_view(network, data, nudge, [data, data], plan.eta, lambda nudge: nudge))


def test_the_ladder_holds_the_present_eta_in_its_place_and_begins_at_no_step() -> None:
    at, present = etas(0.3)
    assert at[0] == 0 and at[present] == 0.3 and at.tolist() == sorted(at) and at.size == len(LADDER) + 2
    assert etas(1.0)[0].size == len(LADDER) + 1
    assert etas(1e-5)[1] == 1 and etas(1000.0)[1] == len(LADDER) + 1


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("cost", COSTS)
def test_a_slice_is_the_cost_of_every_network_on_the_line(activation: str, cost: str, tiny: Dataset) -> None:
    plan = small_plan(activation=activation, cost=cost, sizes=[6, 5, 4, 3, 10])
    network, d = network_of(plan), network_of(small_plan(sizes=[6, 5, 4, 3, 10], seed=9)).parameters
    at = np.array([0.0, 0.1, 1.0, 30.0])
    moved = [network.copy() for _ in at]
    for each, eta in zip(moved, at, strict=True):
        each.parameters += eta * d
    expected = [mean_cost(each, tiny.x, tiny.y) for each in moved]
    np.testing.assert_allclose(done(costs_along(network, tiny, d, at)), expected, rtol=EXACT)


@pytest.mark.parametrize("cost", COSTS)
def test_its_slope_at_the_beginning_is_minus_the_square_of_the_nudge(cost: str, tiny: Dataset) -> None:
    plan = small_plan(cost=cost)
    network = network_of(plan)
    nudge = batch_nudge(network, tiny.x, tiny.y).flat
    view = view_of(plan, tiny)
    assert view.fall == pytest.approx(nudge @ nudge, rel=EXACT)
    small = 1e-5
    before, after = done(costs_along(network, tiny, nudge, np.array([-small, small])))
    assert (after - before) / (2 * small) == pytest.approx(-view.fall, rel=1e-6)
    np.testing.assert_allclose(view.line, view.cost - view.fall * view.eta)


def test_without_a_step_it_is_what_an_evaluation_finds(mnist: Data) -> None:
    plan, some = Plan(), Dataset(mnist.train.x1[:1000], mnist.train.y[:1000], mnist.train.labels[:1000])
    view = view_of(plan, some, np.float32)
    assert view.cost == pytest.approx(evaluate(network_of(plan, np.float32), some).cost, rel=ROUNDED)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_at_the_present_eta_it_is_the_cost_after_the_step_that_descent_takes(optimizer: str, mnist: Data) -> None:
    some = Dataset(mnist.train.x1[:500], mnist.train.y[:500], mnist.train.labels[:500])
    plan = Plan(optimizer=optimizer, eta=0.07, batch_size=500)
    network = network_of(plan, np.float32)
    descent = descend(network, some, plan, np.random.default_rng(0))
    for _ in range(3):
        next(descent)
    nudge = batch_nudge(network, some.x, some.y).flat
    before = network.parameters.copy()
    view = done(side_view(network.copy(), some, nudge, [], plan.eta, descent.stepping()))
    np.testing.assert_array_equal(network.parameters, before)
    next(descent)
    assert view.whole[view.present] == pytest.approx(evaluate(network, some).cost, rel=1e-5)


def test_a_memory_is_not_changed_by_a_step_that_is_only_looked_at(mnist: Data) -> None:
    plan = Plan(optimizer="adam", eta=0.01)
    network = network_of(plan, np.float32)
    descent = descend(network, mnist.train, plan, np.random.default_rng(0))
    next(descent)
    kept, stepping = descent.state(), descent.stepping()
    nudge = np.ones_like(network.parameters)
    first = stepping(nudge).copy()
    next(descent)
    np.testing.assert_array_equal(stepping(nudge), first)  # it is of the time when it was asked for
    assert kept["count"] == 1 and descent.state()["count"] == 2


def test_a_cost_beyond_all_numbers_is_infinite_and_lowest_is_none_where_all_lead_up(tiny: Dataset) -> None:
    network = network_of(small_plan(cost="cross_entropy"), np.float32)
    huge = np.full_like(network.parameters, 1e35)
    with np.errstate(all="ignore"):
        costs = done(costs_along(network, tiny, huge, np.array([0.0, 10_000.0])))
        nudge = batch_nudge(network, tiny.x, tiny.y).flat
        view = done(side_view(network, tiny, nudge, [], 0.5, lambda nudge: -nudge))
    assert np.isfinite(costs[0]) and costs[1] == np.inf
    assert view.lowest is None and view.fall < 0


def test_a_view_of_few_examples_names_the_eta_that_leads_lowest(tiny: Dataset) -> None:
    view = view_of(small_plan(), tiny)
    eta, costs = view.expected
    assert view.lowest is not None
    assert (view.eta[view.lowest[0]], view.lowest[1]) == (eta[np.argmin(costs)], costs.min())
    assert view.after == view.part[view.tried.tolist().index(view.present)]
    assert view.eta[view.tried].tolist() == [eta for eta in LADDER if 0.005 <= eta <= 10.0]  # the present one is 0.5
    assert view.parts.shape == (2, view.tried.size)
    np.testing.assert_allclose(view.part, view.whole[view.tried])  # here a batch is the sample itself


def test_networks_of_one_hidden_layer_have_a_side_too(tiny: Dataset) -> None:
    plan = small_plan(sizes=[6, 3, 10])
    network = network_of(plan)
    d = np.ones_like(network.parameters)
    moved = Network(network.sizes, "sigmoid", "quadratic", network.parameters + 0.5 * d)
    assert done(costs_along(network, tiny, d, np.array([0.5])))[0] == pytest.approx(mean_cost(moved, tiny.x, tiny.y))

"""The invariants that make the picture true."""

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from engine.activations import HIDDEN
from engine.costs import COSTS
from engine.descent import Step, descend
from engine.mnist import Dataset
from engine.network import Network
from engine.nudges import batch_nudge, wishes
from tests.engine.small import network_of, small_plan

ROOT = Path(__file__).parents[2]
STEP, RELATIVE = 1e-5, 1e-6

every_activation = pytest.mark.parametrize("activation", HIDDEN)
every_cost = pytest.mark.parametrize("cost", COSTS)


def mean_cost(network: Network, x: np.ndarray, y: np.ndarray) -> float:
    activity = network.forward(x)
    return float(network.cost.value(activity.z[-1], activity.a[-1], y).mean())


@every_activation
@every_cost
def test_nudge_is_minus_the_numeric_derivative(activation: str, cost: str, tiny: Dataset) -> None:
    network = network_of(small_plan(activation=activation, cost=cost))
    x, y = tiny.x[:5].astype(np.float64), tiny.y[:5].astype(np.float64)
    nudge = batch_nudge(network, x, y).flat
    numeric = np.empty_like(nudge)
    for i, value in enumerate(network.parameters.copy()):
        network.parameters[i] = value + STEP
        above = mean_cost(network, x, y)
        network.parameters[i] = value - STEP
        numeric[i] = (mean_cost(network, x, y) - above) / (2 * STEP)
        network.parameters[i] = value
    assert np.linalg.norm(nudge - numeric) <= RELATIVE * np.linalg.norm(numeric)


@every_activation
@every_cost
def test_mean_of_one_example_nudges_is_the_batch_nudge(activation: str, cost: str, tiny: Dataset) -> None:
    network = network_of(small_plan(activation=activation, cost=cost))
    x, y = tiny.x.astype(np.float64), tiny.y.astype(np.float64)
    nudge = batch_nudge(network, x, y)
    each = [wishes(network, x[i], y[i]) for i in range(len(x))]
    for l in range(network.depth):
        np.testing.assert_allclose(np.mean([one.nudge_W(l) for one in each], axis=0), nudge.W[l], atol=1e-14)
        np.testing.assert_allclose(np.mean([one.nudge_b(l) for one in each], axis=0), nudge.b[l], atol=1e-14)


@pytest.mark.parametrize("eta", [0.3, 2.0, 0.25])
@pytest.mark.parametrize("batch_size", [1, 4, 50])
def test_after_is_before_plus_eta_times_nudge_bit_for_bit(batch_size: int, eta: float, tiny: Dataset) -> None:
    plan = small_plan(batch_size=batch_size, eta=eta)
    network = network_of(plan, np.float32)
    descent = descend(network, tiny, plan, np.random.default_rng(0))
    for _ in range(20):
        before = network.copy()
        step = next(descent)
        assert isinstance(step, Step)
        np.testing.assert_array_equal(step.change, np.float32(eta) * step.nudge)
        np.testing.assert_array_equal(network.parameters, before.parameters + np.float32(eta) * step.nudge)
        x, y = tiny.x[step.indices], tiny.y[step.indices]
        np.testing.assert_allclose(step.nudge, batch_nudge(before, x, y).flat, rtol=1e-4, atol=1e-7)


@every_activation
@every_cost
def test_a_small_step_lowers_the_cost_by_about_eta_times_the_squared_nudge(
    activation: str, cost: str, tiny: Dataset
) -> None:
    network = network_of(small_plan(activation=activation, cost=cost))
    x, y, eta = tiny.x.astype(np.float64), tiny.y.astype(np.float64), 1e-5
    before, nudge = mean_cost(network, x, y), batch_nudge(network, x, y).flat
    network.parameters += eta * nudge
    assert before - mean_cost(network, x, y) == pytest.approx(eta * float(nudge @ nudge), rel=1e-3)


@every_activation
@every_cost
def test_the_wish_for_a_pixel_is_minus_the_numeric_derivative_by_it(activation: str, cost: str, tiny: Dataset) -> None:
    network = network_of(small_plan(activation=activation, cost=cost))
    x, y = tiny.x[7].astype(np.float64), tiny.y[7].astype(np.float64)
    wished = wishes(network, x, y).nudge_a[0]
    for k in range(x.size):
        up, down = x.copy(), x.copy()
        up[k] += STEP
        down[k] -= STEP
        numeric = (mean_cost(network, down[None], y[None]) - mean_cost(network, up[None], y[None])) / (2 * STEP)
        assert wished[k] == pytest.approx(numeric, rel=RELATIVE, abs=1e-9)


def test_wishes_have_an_entry_for_every_layer(tiny: Dataset) -> None:
    network = network_of(small_plan(cost="log_likelihood"))
    one = wishes(network, tiny.x[0].astype(np.float64), tiny.y[0].astype(np.float64))
    assert [z.shape for z in one.z] == [nudge.shape for nudge in one.nudge_z] == [(5,), (4,), (10,)]
    assert [a.shape for a in one.a] == [nudge.shape for nudge in one.nudge_a] == [(6,), (5,), (4,), (10,)]
    assert one.slope[-1] is None and one.slope[0] is not None
    np.testing.assert_allclose(one.wish, tiny.y[0] - one.a[-1])
    assert one.cost == pytest.approx(mean_cost(network, tiny.x[:1].astype(np.float64), tiny.y[:1]))


def test_wrong_shapes_are_refused_with_both_shapes(tiny: Dataset) -> None:
    network = network_of(small_plan())
    with pytest.raises(ValueError, match=r"\(5,\) and \(10,\), expected \(6,\) and \(10,\)"):
        wishes(network, np.zeros(5), np.zeros(10))
    with pytest.raises(ValueError, match=r"expected \(m, 6\) and \(m, 10\)"):
        batch_nudge(network, np.zeros((3, 6)), np.zeros((2, 10)))


def test_only_one_place_turns_the_sign() -> None:
    turned = []
    for path in sorted({*ROOT.glob("engine/*.py"), *ROOT.glob("app/*.py")} - {ROOT / "engine" / "nudges.py"}):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.UnaryOp(op=ast.USub(), operand=of) | ast.AugAssign(op=ast.Sub(), value=of):
                    if re.search("nudge|delta|gradient", ast.unparse(of)):
                        turned.append(f"{path.name}:{node.lineno} {ast.unparse(node)}")
    assert not turned

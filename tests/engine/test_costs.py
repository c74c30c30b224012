import numpy as np
import pytest

from engine.activations import SOFTMAX
from engine.costs import COSTS, QUADRATIC, Cost

STEP, RELATIVE = 1e-6, 1e-6


def outputs(cost: Cost, m: int = 5) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(2)
    z = rng.standard_normal((m, 10)) * 2
    return z, cost.output.value(z, np.empty_like(z)), np.eye(10)[rng.integers(0, 10, m)]


@pytest.mark.parametrize("cost", COSTS.values(), ids=COSTS)
def test_delta_is_the_numeric_derivative_by_z(cost: Cost) -> None:
    z, a, y = outputs(cost)
    numeric = np.empty_like(z)
    for j in range(10):
        sides = []
        for step in (STEP, -STEP):
            moved = z.copy()
            moved[:, j] += step
            sides.append(cost.value(moved, cost.output.value(moved, np.empty_like(z)), y))
        numeric[:, j] = (sides[0] - sides[1]) / (2 * STEP)
    np.testing.assert_allclose(cost.delta(z, a, y, np.empty_like(z)), numeric, rtol=RELATIVE, atol=1e-9)


@pytest.mark.parametrize("name", ["quadratic", "cross_entropy"])
def test_slope_by_a_times_slope_of_the_sigmoid_is_delta(name: str) -> None:
    cost = COSTS[name]
    z, a, y = outputs(cost)
    np.testing.assert_allclose(cost.slope(a, y) * a * (1 - a), cost.delta(z, a, y, np.empty_like(z)), rtol=1e-9)


def test_slope_by_a_through_softmax_is_delta() -> None:
    cost = COSTS["log_likelihood"]
    z, a, y = outputs(cost)
    through = [(np.diag(p) - np.outer(p, p)) @ s for p, s in zip(a, cost.slope(a, y), strict=True)]
    np.testing.assert_allclose(through, cost.delta(z, a, y, np.empty_like(z)), atol=1e-12)


def test_the_quadratic_cost_of_the_video_has_no_half() -> None:
    a = np.array([[0.5, 0.8, 0.2, 1.0, 0.4, 0.6, 1.0, 0.0, 0.2, 0.1]])
    y = np.eye(10)[[2]]
    assert QUADRATIC.value(a, a, y)[0] == pytest.approx(0.25 + 0.64 + 0.64 + 1 + 0.16 + 0.36 + 1 + 0 + 0.04 + 0.01)
    np.testing.assert_allclose(QUADRATIC.slope(a, y), 2 * (a - y))


@pytest.mark.parametrize("name", ["cross_entropy", "log_likelihood"])
def test_a_saturated_float32_output_has_the_exact_finite_cost(name: str) -> None:
    cost = COSTS[name]
    z = np.full((1, 10), -200, np.float32)
    z[0, 3] = 200
    a = cost.output.value(z, np.empty_like(z))
    wrong, right = np.eye(10, dtype=np.float32)[[4]], np.eye(10, dtype=np.float32)[[3]]
    assert cost.value(z, a, wrong)[0] == pytest.approx(400)
    assert cost.value(z, a, right)[0] == pytest.approx(0, abs=1e-6)
    assert np.isfinite(cost.slope(a, wrong)).all()


def test_costs_are_what_their_textbook_formulas_say() -> None:
    z, a, y = outputs(COSTS["cross_entropy"])
    textbook = -(y * np.log(a) + (1 - y) * np.log(1 - a)).sum(axis=1)
    np.testing.assert_allclose(COSTS["cross_entropy"].value(z, a, y), textbook)
    p = SOFTMAX.value(z, np.empty_like(z))
    np.testing.assert_allclose(COSTS["log_likelihood"].value(z, p, y), -np.log(p[y == 1]))

import warnings

import numpy as np
import pytest

from engine.activations import HIDDEN, SOFTMAX, Activation, Elementwise

STEP, RELATIVE = 1e-6, 1e-6


@pytest.mark.parametrize("activation", HIDDEN.values(), ids=HIDDEN)
def test_the_slope_is_the_numeric_derivative(activation: Elementwise) -> None:
    z = np.linspace(-5, 5, 100)  # misses the corner of relu
    up, down = (activation.value(z + step, np.empty_like(z)) for step in (STEP, -STEP))
    slope = activation.slope(activation.value(z, np.empty_like(z)), np.empty_like(z))
    np.testing.assert_allclose(slope, (up - down) / (2 * STEP), rtol=RELATIVE, atol=1e-9)


@pytest.mark.parametrize("activation", [*HIDDEN.values(), SOFTMAX], ids=[*HIDDEN, "softmax"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extreme_inputs_give_finite_values_without_a_warning(activation: Activation, dtype: type) -> None:
    z = np.array([[-1e30, -1e4, 0, 1e4, 1e30]], dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        a = activation.value(z, np.empty_like(z))
        if isinstance(activation, Elementwise):
            activation.slope(a, np.empty_like(a))
    assert np.isfinite(a).all() and a.dtype == dtype


@pytest.mark.parametrize("activation", HIDDEN.values(), ids=HIDDEN)
def test_a_nan_stays_a_nan(activation: Activation) -> None:
    assert np.isnan(activation.value(np.array([np.nan]), np.empty(1)))[0]


def test_sigmoid_is_the_logistic_function() -> None:
    z = np.linspace(-10, 10, 41)
    np.testing.assert_allclose(HIDDEN["sigmoid"].value(z, np.empty_like(z)), 1 / (1 + np.exp(-z)), rtol=1e-11)


def test_softmax_adds_up_to_one_in_every_row() -> None:
    z = np.random.default_rng(0).standard_normal((7, 10))
    a = SOFTMAX.value(z, np.empty_like(z))
    np.testing.assert_allclose(a.sum(axis=1), 1)
    np.testing.assert_allclose(a[0] / a[0, 0], np.exp(z[0] - z[0, 0]))

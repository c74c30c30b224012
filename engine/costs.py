"""A cost says with one number how wrong an output is; its delta says which way each output neuron should turn.

A cost is read off z as well as a: once a neuron has saturated, a is exactly 0 or 1 in float32 and log a is infinite,
while the same cost written in z stays finite and exact. Arrays are (m, n): an example a row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.activations import ONE, SIGMOID, SOFTMAX, Activation, sigmoid_slope
from engine.arrays import Array


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost and the output layer that it is made for.

    `value(z, a, y)` is the cost of each example, (m,). `delta(z, a, y, out)` fills out with ∂C/∂z, (m, n).
    `slope(a, y)` is ∂C/∂a, (m, n). `weight` says delta in short, for training: ∂C/∂z = weight · (a − y) σ′(z), and
    a − y alone where it is None because σ′ has dropped out.
    """

    name: str
    output: Activation
    value: Callable[[Array, Array, Array], Array]
    delta: Callable[[Array, Array, Array, Array], Array]
    slope: Callable[[Array, Array], Array]
    weight: float | None


def quadratic(z: Array, a: Array, y: Array) -> Array:
    """C = Σⱼ (aⱼ − yⱼ)², without the customary ½."""
    miss = a - y
    total: Array = np.square(miss, miss).sum(axis=-1)
    return total


def quadratic_delta(z: Array, a: Array, y: Array, out: Array) -> Array:
    """2 (a − y) σ′(z): a neuron that has saturated hardly moves, however wrong it is."""
    slope = sigmoid_slope(a, np.empty_like(a))
    np.subtract(a, y, out)
    np.add(out, out, out)
    return np.multiply(out, slope, out)


def quadratic_slope(a: Array, y: Array) -> Array:
    """∂C/∂a = 2 (a − y)."""
    return 2 * (a - y)


def cross_entropy(z: Array, a: Array, y: Array) -> Array:
    """C = −Σⱼ (yⱼ ln aⱼ + (1 − yⱼ) ln (1 − aⱼ)) = Σⱼ (ln (1 + eᶻ) − y z), summed over the outputs."""
    softplus = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))
    total: Array = (softplus - y * z).sum(axis=-1)
    return total


def difference(z: Array, a: Array, y: Array, out: Array) -> Array:
    """a − y: the slope of the output has dropped out, which is what these two costs are for."""
    return np.subtract(a, y, out)


def cross_entropy_slope(a: Array, y: Array) -> Array:
    """∂C/∂a = (a − y) / (a (1 − a)), held finite where a has been rounded to 0 or 1."""
    slope: Array = (a - y) / np.maximum(a * (ONE[a.dtype] - a), np.finfo(a.dtype).eps)
    return slope


def log_likelihood(z: Array, a: Array, y: Array) -> Array:
    """C = −Σⱼ yⱼ ln aⱼ: with a one-hot y, minus the logarithm of what softmax gave the right answer."""
    top = z.max(axis=-1, keepdims=True)
    log_a = z - top - np.log(np.exp(z - top).sum(axis=-1, keepdims=True))
    total: Array = -(y * log_a).sum(axis=-1)
    return total


def log_likelihood_slope(a: Array, y: Array) -> Array:
    """∂C/∂a = −y / a, each output taken by itself, held finite where a has been rounded to 0."""
    slope: Array = -y / np.maximum(a, np.finfo(a.dtype).eps)
    return slope


QUADRATIC = Cost("quadratic", SIGMOID, quadratic, quadratic_delta, quadratic_slope, 2.0)
CROSS_ENTROPY = Cost("cross_entropy", SIGMOID, cross_entropy, difference, cross_entropy_slope, None)
LOG_LIKELIHOOD = Cost("log_likelihood", SOFTMAX, log_likelihood, difference, log_likelihood_slope, None)

COSTS = {each.name: each for each in (QUADRATIC, CROSS_ENTROPY, LOG_LIKELIHOOD)}

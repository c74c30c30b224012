"""An activation turns what a neuron hears, z, into what it says, a; its slope says how much a turn of z still matters.

Each function fills `out` and returns it, for arrays of any shape. Slopes are written in terms of a = σ(z), which the
forward pass has already paid for. With the `note` of a tape for `do`, a function writes down what it would have done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from engine.arrays import Array, constant
from engine.tape import Do, now

ZERO, HALF, ONE = constant(0.0), constant(0.5), constant(1.0)


class Function(Protocol):
    """What fills an array from another of its shape, element by element or row by row."""

    def __call__(self, given: Array, out: Array, /, do: Do = now) -> Array: ...


@dataclass(frozen=True, slots=True)
class Activation:
    """`value(z, out)` is σ(z)."""

    name: str
    value: Function


@dataclass(frozen=True, slots=True)
class Elementwise(Activation):
    """One that each neuron has for itself, and with it a slope: `slope(a, out)` is σ′(z) given a = σ(z)."""

    slope: Function


def sigmoid(z: Array, out: Array, do: Do = now) -> Array:
    """1 / (1 + e⁻ᶻ), as ½ + ½ tanh(z/2): the same function, which cannot overflow. It is off by what is rounded in ½:
    in float32 hardly a digit of an `a` below 1e-6 is right, so costs are read off z."""
    half = HALF[z.dtype]
    do(np.multiply, z, half, out)
    do(np.tanh, out, out)
    do(np.multiply, out, half, out)
    do(np.add, out, half, out)
    return out


def sigmoid_slope(a: Array, out: Array, do: Do = now) -> Array:
    """σ′ = a (1 − a)."""
    do(np.subtract, ONE[a.dtype], a, out)
    do(np.multiply, out, a, out)
    return out


def tanh(z: Array, out: Array, do: Do = now) -> Array:
    """The sigmoid's sibling, between −1 and 1."""
    do(np.tanh, z, out)
    return out


def tanh_slope(a: Array, out: Array, do: Do = now) -> Array:
    """tanh′ = 1 − a²."""
    do(np.multiply, a, a, out)
    do(np.subtract, ONE[a.dtype], out, out)
    return out


def relu(z: Array, out: Array, do: Do = now) -> Array:
    """max(z, 0). A NaN stays one."""
    do(np.maximum, z, ZERO[z.dtype], out=out)
    return out


def relu_slope(a: Array, out: Array, do: Do = now) -> Array:
    """1 where the neuron speaks, 0 where it is silent; at the corner we take 0."""
    do(np.sign, a, out)  # a is never below 0; to compare would have to turn booleans into numbers, three times as slow
    return out


def softmax(z: Array, out: Array, do: Do = now) -> Array:
    """eᶻʲ / Σ eᶻᵏ along the last axis: ten numbers that add up to one. The largest is taken off first, so that no
    power overflows."""
    of_each = np.empty_like(z[..., :1])
    do(np.maximum.reduce, z, -1, None, of_each, True)
    do(np.subtract, z, of_each, out)
    do(np.exp, out, out)
    do(np.add.reduce, out, -1, None, of_each, True)
    do(np.divide, out, of_each, out)
    return out


SIGMOID = Elementwise("sigmoid", sigmoid, sigmoid_slope)
TANH = Elementwise("tanh", tanh, tanh_slope)
RELU = Elementwise("relu", relu, relu_slope)
SOFTMAX = Activation("softmax", softmax)

HIDDEN = {each.name: each for each in (SIGMOID, TANH, RELU)}

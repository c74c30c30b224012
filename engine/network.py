"""A network is a function with thousands of knobs: weights that say who listens to whom, and biases that say how hard
it is to be moved.

All knobs lie in one flat vector. Layer by layer it holds the rows of W with the bias of each row behind them, so that
a neuron's bias is one more weight, on an input that is always 1:

    parameters = [ w₀₀ w₀₁ … b₀ | w₁₀ w₁₁ … b₁ | … ]  of layer 0, then of layer 1, …
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import DTypeLike

from engine.activations import HIDDEN, Activation, Elementwise
from engine.arrays import Array
from engine.costs import COSTS, Cost
from engine.plan import Plan


@dataclass(frozen=True, slots=True)
class Activity:
    """What a forward pass lit up: z[l] (m, n_{l+1}) and a[l] (m, n_l), with a[0] = x."""

    z: list[Array]
    a: list[Array]


class Network:
    """Weights, biases, and what they do to an input.

    `parameters` is the flat vector; `blocks[l]` (n_{l+1}, n_l + 1), `W[l]` (n_{l+1}, n_l) and `b[l]` (n_{l+1},) are
    views of it: to write into one is to write into the other.
    """

    def __init__(self, sizes: tuple[int, ...], activation: str, cost: str, parameters: Array) -> None:
        """Takes `parameters` as its own, without a copy."""
        self.sizes = tuple(sizes)
        self.activation: Elementwise = HIDDEN[activation]
        self.cost: Cost = COSTS[cost]
        self.parameters = parameters
        self.blocks = layers(parameters, self.sizes)
        self.W = [block[:, :-1] for block in self.blocks]
        self.b = [block[:, -1] for block in self.blocks]

    @classmethod
    def initial(cls, plan: Plan, rng: np.random.Generator, dtype: DTypeLike = np.float32) -> Network:
        """A network before its first lesson: normal random weights, as wide as `plan.initialisation` says.

        Plain "normal" draws weights and biases from N(0, 1), as Nielsen's book does first. The others begin with
        biases of zero and make the weights narrower the more inputs add up in a neuron: by 1/√n_in (LeCun et al. 1998),
        √(2 / (n_in + n_out)) (Glorot and Bengio 2010) or √(2 / n_in) (He et al. 2015).
        """
        network = cls(plan.sizes, plan.activation, plan.cost, np.zeros(plan.parameter_count, dtype))
        for W, b in zip(network.W, network.b, strict=True):
            n_out, n_in = W.shape
            width = {
                "scaled": n_in**-0.5,
                "normal": 1.0,
                "xavier": (2 / (n_in + n_out)) ** 0.5,
                "he": (2 / n_in) ** 0.5,
            }[plan.initialisation]
            W[:] = rng.standard_normal(W.shape) * width
            if plan.initialisation == "normal":
                b[:] = rng.standard_normal(b.shape)
        return network

    @property
    def depth(self) -> int:
        """The number of layers that have weights."""
        return len(self.blocks)

    def activations(self) -> list[Activation]:
        """The activation of each layer that has weights."""
        return [self.activation] * (self.depth - 1) + [self.cost.output]

    def forward(self, x: Array) -> Activity:
        """Each row of `x` (m, n₀), layer by layer, through z = a Wᵀ + b, a = σ(z). For looking, not for training.
        Raises ValueError for an `x` of another shape."""
        if x.ndim != 2 or x.shape[1] != self.sizes[0]:
            raise ValueError(f"x has shape {x.shape}, expected (m, {self.sizes[0]})")
        z: list[Array] = []
        a: list[Array] = [x.astype(self.parameters.dtype, copy=False)]
        for W, b, activation in zip(self.W, self.b, self.activations(), strict=True):
            z.append(a[-1] @ W.T + b)
            a.append(activation.value(z[-1], np.empty_like(z[-1])))
        return Activity(z, a)

    def copy(self, dtype: DTypeLike | None = None) -> Network:
        """The same network with knobs of its own, of another float type if one is given."""
        parameters = np.array(self.parameters, dtype or self.parameters.dtype)
        return Network(self.sizes, self.activation.name, self.cost.name, parameters)


def layers(flat: Array, sizes: tuple[int, ...]) -> list[Array]:
    """Views of a flat vector laid out like the parameters: one block (n_{l+1}, n_l + 1) a layer, biases last. Raises
    ValueError where its length is not that of these sizes."""
    expected = sum(n_out * (n_in + 1) for n_in, n_out in pairwise(sizes))
    if flat.shape != (expected,):
        raise ValueError(f"parameters have shape {flat.shape}, expected ({expected},) for sizes {list(sizes)}")
    blocks = []
    start = 0
    for n_in, n_out in pairwise(sizes):
        end = start + n_out * (n_in + 1)
        blocks.append(flat[start:end].reshape(n_out, n_in + 1))
        start = end
    return blocks

"""An optimizer decides how a nudge becomes a change: taken as it is, or tempered by the nudges that came before.

Each works on the flat vector of all parameters, whose layers it need not know. `nudge` points downhill (it is minus
the gradient), so a change is added. What an optimizer remembers is in nudges, not in steps: eta may change at any time
without disturbing the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np

from engine.arrays import Array, constant

MU = constant(0.9)  # how much of the velocity survives a step
BETA1, REST1 = constant(0.9), constant(1 - 0.9)
BETA2, REST2 = constant(0.999), constant(1 - 0.999)
EPSILON = constant(1e-8)


class Optimizer(Protocol):
    """What descent asks of an optimizer. `is_plain`: its change is eta times the nudge, and it remembers nothing."""

    is_plain: bool

    def change(self, nudge: Array, eta: float | Array, out: Array) -> Array:
        """Fills `out` with what to add to the parameters, and remembers the nudge."""

    def state(self) -> dict[str, Array]:
        """Copies of all it remembers, by name."""

    def restore(self, state: Mapping[str, Array]) -> None:
        """Takes up what `state()` gave."""


class Plain:
    """change = eta · nudge."""

    is_plain = True

    def __init__(self, like: Array) -> None:
        """`like`: a vector of the parameters' size and dtype."""

    def change(self, nudge: Array, eta: float | Array, out: Array) -> Array:
        return np.multiply(nudge, eta, out)

    def state(self) -> dict[str, Array]:
        return {}

    def restore(self, state: Mapping[str, Array]) -> None:
        pass


class Momentum:
    """v ← μ v + nudge, change = eta · v: a ball with weight and some friction (Polyak 1964)."""

    is_plain = False

    def __init__(self, like: Array) -> None:
        self.velocity = np.zeros_like(like)

    def change(self, nudge: Array, eta: float | Array, out: Array) -> Array:
        velocity = self.velocity
        np.multiply(velocity, MU[velocity.dtype], velocity)
        np.add(velocity, nudge, velocity)
        return np.multiply(velocity, eta, out)

    def state(self) -> dict[str, Array]:
        return {"velocity": self.velocity.copy()}

    def restore(self, state: Mapping[str, Array]) -> None:
        self.velocity[:] = state["velocity"]


class Nesterov(Momentum):
    """v ← μ v + nudge, change = eta · (nudge + μ v): looks one step ahead (Sutskever et al. 2013, in the form that
    keeps the parameters at the point looked at)."""

    def change(self, nudge: Array, eta: float | Array, out: Array) -> Array:
        velocity, mu = self.velocity, MU[self.velocity.dtype]
        np.multiply(velocity, mu, velocity)
        np.add(velocity, nudge, velocity)
        np.multiply(velocity, mu, out)
        np.add(out, nudge, out)
        return np.multiply(out, eta, out)


class Adam:
    """change = eta · m̂ / (√v̂ + ε), with running means m of the nudge and v of its square, both freed of the zeros they
    began with by dividing by 1 − βᵗ (Kingma and Ba 2015, algorithm 1)."""

    is_plain = False

    def __init__(self, like: Array) -> None:
        self.mean = np.zeros_like(like)
        self.square = np.zeros_like(like)
        self.count = 0
        self._scratch = np.empty_like(like)

    def change(self, nudge: Array, eta: float | Array, out: Array) -> Array:
        mean, square, scratch, kind = self.mean, self.square, self._scratch, self.mean.dtype
        self.count += 1
        np.multiply(mean, BETA1[kind], mean)
        np.add(mean, np.multiply(nudge, REST1[kind], scratch), mean)
        np.multiply(square, BETA2[kind], square)
        np.multiply(nudge, nudge, scratch)
        np.add(square, np.multiply(scratch, REST2[kind], scratch), square)

        np.divide(square, 1 - 0.999**self.count, scratch)
        np.sqrt(scratch, scratch)
        np.add(scratch, EPSILON[kind], scratch)
        np.divide(mean, scratch, out)
        np.multiply(out, eta, out)
        return np.divide(out, 1 - 0.9**self.count, out)

    def state(self) -> dict[str, Array]:
        return {"mean": self.mean.copy(), "square": self.square.copy(), "count": np.array(self.count)}

    def restore(self, state: Mapping[str, Array]) -> None:
        self.mean[:] = state["mean"]
        self.square[:] = state["square"]
        self.count = int(state["count"])


OPTIMIZERS: dict[str, Callable[[Array], Optimizer]] = {
    "plain": Plain,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "adam": Adam,
}

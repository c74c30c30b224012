"""Descent: look at some examples, ask which way the cost falls, take a step that way, and again.

A descent is an iterator, and whoever iterates it is the clock. It never waits, sleeps or stops by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from math import frexp, isfinite
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.backprop import Backprop
from engine.diverged import Diverged
from engine.mnist import Dataset
from engine.network import Network
from engine.nudges import Nudge, factor
from engine.optimizers import OPTIMIZERS, Optimizer
from engine.plan import LIVE, Plan
from engine.tape import Call

CHECK_EVERY = 16  # steps between two looks at whether the cost is finite; a NaN never heals
LEAST_DIRECT = 2.0**-20  # eta; with a much smaller one in its factor a gradient would fall below what float32 can hold


@dataclass(frozen=True, slots=True)
class Part:
    """`done` examples of the `of` of a large batch have been looked at; nothing has changed yet."""

    done: int
    of: int


class Step:
    """What has just been done. A descent has one Step and yields it again and again: what it shows is the latest step,
    and all of it is valid until the next `next`: even a Part of a step overwrites it. Copy what you keep."""

    __slots__ = ("_descent",)

    def __init__(self, descent: Descent) -> None:
        self._descent = descent

    @property
    def index(self) -> int:
        """How many steps there have been, this one included."""
        return self._descent.steps

    @property
    def examples(self) -> int:
        """How many examples have been looked at, counting repeats."""
        return self._descent.examples

    @property
    def epoch(self) -> float:
        """How many passes through the data."""
        return self._descent.epoch

    @property
    def nudge(self) -> Array:
        """The mean nudge of the batch, flat: plain descent changes the parameters by eta times this, bit for bit."""
        return self._descent.nudge.flat

    @property
    def change(self) -> Array:
        """What was added to the parameters, flat."""
        return self._descent.change

    @property
    def indices(self) -> Array:
        """Which examples of the data were the batch."""
        return self._descent.batch

    @property
    def cost(self) -> float:
        """The mean cost of the batch before the change, computed when asked for. Raises Diverged."""
        return self._descent.cost()


class Descent:
    """A network on its way down. Each `next` is a Step taken, or a Part of a step that is under way.

    Data are dealt by a new permutation each epoch, which ends when every example has been looked at once: its last
    batch may be short. When the cost stops being finite, `next` raises Diverged within `CHECK_EVERY` steps. On the way
    there NumPy warns of overflow, unless the caller has set `np.errstate` otherwise.
    """

    def __init__(self, network: Network, data: Dataset, plan: Plan, rng: np.random.Generator) -> None:
        n_in, n_out = network.sizes[0], network.sizes[-1]
        m = data.x1.shape[0]
        if m == 0 or data.x1.shape != (m, n_in + 1) or data.y.shape != (m, n_out):
            raise ValueError(
                f"x and y have shapes {data.x.shape} and {data.y.shape}, expected (m, {n_in}) and (m, {n_out}), m > 0"
            )
        self.network = network
        self.plan = plan
        self.steps = self.examples = 0
        self.remembers = False  # the last batch: not before the first, after a restore, or once a next is under way
        self.change = self._change = np.empty_like(network.parameters)
        self._optimizer: Optimizer = OPTIMIZERS[plan.optimizer](network.parameters)
        self._x, self._y = data.to_train(network.parameters.dtype)
        self._labels = data.labels
        self._everything = np.arange(m)
        self._rng = rng
        self._step = Step(self)

        self.batch = self._order = self._everything[:0]
        self._position = 0
        self._passed = 0.0  # passes through the data before this order was drawn
        self._members = self._chosen(plan.digits)
        self._backprops: dict[int, Backprop] = {}
        self._ready: Iterator[list[Call]] = iter(())  # small batches whose examples have been gathered
        self._under_way: Iterator[int] | None = None  # a larger one
        self._apply(plan)

    def __iter__(self) -> Descent:
        return self

    def __next__(self) -> Step | Part:
        for calls in self._ready:
            start = self._position
            self.batch = self._order[start : start + self._size]
            for call in calls:
                call()
            return self._take_step()
        if self._under_way is None:
            self._deal()
            self.remembers = self._backprop.one_block
            if self.remembers:
                self._ready = iter(self._backprop.ahead(self._x, self._y, self._order[self._position :], self._factor))
                return next(self)
            # The full batch is all of the data, in whatever order: theirs saves gathering them.
            whole = self.batch.base is self._everything and self.batch.size == self._everything.size
            indices = None if whole else self.batch
            self._under_way = self._backprop.parts(self._x, self._y, indices, self._factor)
        for done in self._under_way:
            return Part(done, self._size)
        self._under_way, self.remembers = None, True
        return self._take_step()

    @property
    def epoch(self) -> float:
        """How many passes through the data, whatever the data were at the time."""
        return self._passed + (self._position / self._order.size if self._position else 0.0)

    @property
    def pass_size(self) -> int:
        """How many examples make a pass."""
        return int(self._members.size)

    @property
    def nudge(self) -> Nudge:
        """The mean nudge of the last batch, in arrays of its own, while the descent `remembers` it."""
        return Nudge.of(self._backprop.gradient / self._scale, self.network.sizes)

    def cost(self) -> float:
        """The mean cost of the last batch before its step, while the descent `remembers` it. Raises Diverged."""
        cost = float(self._backprop.costs(self._y[self.batch]).mean(dtype=np.float64))
        if not isfinite(cost):
            raise Diverged(self.steps, cost, self.plan.eta)
        return cost

    def ahead(self) -> Array | None:
        """What the large batch under way would add to the parameters, were what it has looked at all of it; or None."""
        if self._under_way is None:
            return None
        nudge = self._backprop.so_far()
        return deepcopy(self._optimizer).change(nudge, self._eta, np.empty_like(nudge))

    def stepping(self) -> Callable[[Array], Array]:
        """What a nudge (flat), were it that of the next step, would add to the parameters for each unit of eta, with
        what the optimizer remembers now."""
        kept = deepcopy(self._optimizer)
        return lambda nudge: deepcopy(kept).change(nudge, 1.0, np.empty_like(nudge))

    def set(self, **changes: Any) -> None:
        """Changes eta, batch_size or digits from the next step on, and leaves network, memory and counts as they are. A
        large batch of which only a part has been looked at begins anew. Raises ValueError, and then nothing changes."""
        for name in changes:
            if name not in LIVE:
                raise ValueError(f"{name} cannot change during a descent, only {', '.join(LIVE)} can")
        plan = self.plan.changed(**changes)
        members = self._chosen(plan.digits)
        if plan.digits != self.plan.digits:
            self._passed = self.epoch
            self._order, self._position = self._everything[:0], 0
            self._members = members
        elif self._position == 0 and self.plan.batch_size >= members.size:
            self._order = self._everything[:0]  # that of a full batch, which nobody has shuffled
        self._apply(plan)

    def peek(self) -> Array:
        """Which examples the next step will look at, or is looking at. To peek changes nothing of what follows."""
        order, position = self._order, self._position
        if position == order.size:
            order, position = self._drawn(deepcopy(self._rng)), 0
        return order[position : position + self.plan.batch_size]

    def state(self) -> dict[str, Any]:
        """Copies of all that a descent of the same plan and data needs, beside the parameters, to go on from here."""
        return {
            "rng": self._rng.bit_generator.state,
            "step": self.steps,
            "examples": self.examples,
            "passed": self._passed,
            "position": self._position,
            "order": self._order.copy(),
            **self._optimizer.state(),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Goes on from where `state()` was taken, bit for bit as if never interrupted. The parameters, the eta, the
        batch size and the digits of that moment are the caller's to bring. Raises ValueError if it is of other data."""
        order = np.array(state["order"], np.intp)
        position = int(state["position"])
        known = np.all((order >= 0) & (order < self._everything.size))
        if not (0 <= position <= order.size and known):
            raise ValueError(f"the state is at {position} of {order.size} examples, expected places within the data")
        self._rng.bit_generator.state = state["rng"]
        self.steps, self.examples = int(state["step"]), int(state["examples"])
        self._passed, self._position, self._order = float(state["passed"]), position, order
        self._optimizer.restore(state)
        self.remembers = False
        self._forget()

    def _take_step(self) -> Step:
        if not self._is_direct:
            self._optimizer.change(self._backprop.gradient, self._eta, self.change)
        parameters = self.network.parameters
        np.add(parameters, self.change, parameters)
        self.steps += 1
        self.examples += self._size
        self._position += self._size
        if not self.steps % CHECK_EVERY and not self._backprop.finite:
            self.cost()
        return self._step

    def _deal(self) -> None:
        """Chooses the next batch, from a new permutation when the last one is used up."""
        if self._position == self._order.size:
            self._passed += bool(self._position)
            self._position = 0
            self._order = self._drawn(self._rng)
        self.batch = self._order[self._position : self._position + self.plan.batch_size]
        if self.batch.size != self._size:
            self._prepare(self.batch.size)

    def _drawn(self, rng: np.random.Generator) -> Array:
        """The examples of one pass in the order in which they are dealt."""
        return rng.permutation(self._members) if self.plan.batch_size < self._members.size else self._members

    def _apply(self, plan: Plan) -> None:
        self.plan = plan
        self._eta = np.array(plan.eta, self.network.parameters.dtype)
        self._size = 0
        self._forget()

    def _forget(self) -> None:
        """Drops what has been prepared of batches that are not to be taken as they were."""
        self._ready = iter(())
        self._under_way = None

    def _prepare(self, size: int) -> None:
        """Makes the buffers for batches of this size the ones in use. Two sizes are kept: an epoch may end with a short
        batch."""
        if size not in self._backprops:
            self._backprops = dict(list(self._backprops.items())[-1:])
            self._backprops[size] = Backprop(self.network, size)
        self._size = size
        self._backprop = self._backprops[size]
        # A power of two in the factor rounds nothing: what back-propagation then finds is eta · nudge, bit for bit, and
        # a small batch saves a pass over all parameters, an eighth of its step.
        is_exact = frexp(self.plan.eta)[0] == 0.5 and self.plan.eta >= LEAST_DIRECT
        self._is_direct = is_exact and self._optimizer.is_plain and self._backprop.one_block
        self.change = self._backprop.gradient if self._is_direct else self._change
        self._scale = np.array(self.plan.eta if self._is_direct else 1.0, self.network.parameters.dtype)
        self._factor = np.array(factor(size) * self._scale, self.network.parameters.dtype)

    def _chosen(self, digits: tuple[int, ...]) -> Array:
        """The indices of the examples to train on."""
        if not digits:
            return self._everything
        members = np.flatnonzero(np.isin(self._labels, digits))
        if not members.size:
            raise ValueError(f"the data hold no example of {', '.join(map(str, digits))}, expected at least one")
        return members


def descend(network: Network, data: Dataset, plan: Plan, rng: np.random.Generator) -> Descent:
    """A descent of `network`, which it changes in place, on `data`, with the plan's optimizer, eta and batches."""
    return Descent(network, data, plan, rng)

"""Where a training begins that does not begin with a network of its own: weights taken from another run, or brought."""

from __future__ import annotations

from dataclasses import dataclass

from app.kept import weights
from app.wire import protocol
from app.wire.base import Array
from app.wire.messages import Taken
from engine.network import Network
from engine.plan import Plan


@dataclass(frozen=True, slots=True)
class Origin:
    """The parameters, flat, and the plan that they came with."""

    plan: Plan
    parameters: Array

    @classmethod
    def taken(cls, start: bytes) -> Origin:
        """From the encoded `taken` of another run. Raises ValueError."""
        taken = protocol.decode(start)
        if not isinstance(taken, Taken):
            raise ValueError(f"a training starts from what was taken of a run, not from a {type(taken).__name__}")
        flat = [array for pair in zip(taken.W, taken.b, strict=True) for array in pair]
        return cls(Plan.from_mapping(taken.plan), weights.joined(flat))

    def give(self, network: Network, plan: Plan) -> bool:
        """Gives them to a fresh network of this plan; but who asks for another start, by sizes, activation,
        initialisation or seed, keeps that one. Returns whether they were given."""
        if _start(plan) != _start(self.plan):
            return False
        network.parameters[:] = self.parameters
        return True


def _start(plan: Plan) -> tuple[object, ...]:
    return plan.sizes, plan.activation, plan.initialisation, plan.seed

"""How a descent ends that was too bold."""

from __future__ import annotations


class Diverged(ArithmeticError):
    """The cost is no longer a finite number: eta was too large."""

    def __init__(self, step: int, cost: float, eta: float) -> None:
        super().__init__(f"the cost is {cost} at step {step}, expected a finite number; eta {eta:g} is too large")
        self.step, self.cost, self.eta = step, cost, eta

    @property
    def suggested(self) -> float:
        """An eta that may do better."""
        return self.eta / 10

    def __reduce__(self) -> tuple[type[Diverged], tuple[int, float, float]]:
        return Diverged, (self.step, self.cost, self.eta)

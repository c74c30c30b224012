import numpy as np
import pytest

from engine.descent import descend
from engine.mnist import Dataset
from tests.engine.small import network_of, small_plan


@pytest.mark.parametrize("batch_size", [1, 8, 50])
def test_to_peek_tells_the_next_batch_and_changes_nothing(batch_size: int, tiny: Dataset) -> None:
    plan = small_plan(batch_size=batch_size)
    peeking, other = (
        descend(network_of(plan, np.float32), tiny, plan, np.random.default_rng(plan.seed)) for _ in range(2)
    )
    for _ in range(120):
        expected = peeking.peek().copy()
        next(peeking)
        next(other)
        np.testing.assert_array_equal(peeking.batch, expected)
    np.testing.assert_array_equal(peeking.network.parameters, other.network.parameters)
    assert peeking.state()["rng"] == other.state()["rng"]


def test_to_peek_before_the_digits_change_changes_nothing(tiny: Dataset) -> None:
    plan = small_plan(batch_size=5)
    peeking, other = (
        descend(network_of(plan, np.float32), tiny, plan, np.random.default_rng(plan.seed)) for _ in range(2)
    )
    for _ in range(10):
        next(peeking), next(other)
    peeking.peek()  # an epoch has ended: looks into the next, which will never come
    for descent in (peeking, other):
        descent.set(digits=[2, 3])
        next(descent)
    np.testing.assert_array_equal(peeking.batch, other.batch)
    np.testing.assert_array_equal(peeking.network.parameters, other.network.parameters)

import numpy as np
import pytest

from engine.lesson import teach
from engine.nudges import batch_nudge
from tests.engine.small import network_of, small_plan

X = np.random.default_rng(0).random(6).astype(np.float32)
Y = np.eye(10, dtype=np.float32)[4]


@pytest.mark.parametrize("eta", [0.5, 0.3])
def test_a_lesson_is_one_step_of_plain_descent_bit_for_bit(eta: float) -> None:
    network = network_of(small_plan(), np.float32)
    before = network.copy()
    lesson = teach(network, X, Y, eta)
    change = batch_nudge(before, X[None], Y[None]).flat * np.float32(eta)
    np.testing.assert_array_equal(lesson.change, change)
    np.testing.assert_array_equal(network.parameters, before.parameters + change)


def test_a_lesson_tells_what_it_did() -> None:
    network = network_of(small_plan(), np.float32)
    before = network.forward(X[None]).a[-1][0]
    lesson = teach(network, X, Y, 0.5)
    np.testing.assert_array_equal(lesson.before, before)
    np.testing.assert_array_equal(lesson.after, network.forward(X[None]).a[-1][0])
    assert lesson.cost_after < lesson.cost_before
    assert lesson.after[4] > lesson.before[4]

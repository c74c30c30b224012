import numpy as np
import pytest

from engine.lesson import answers, teach
from engine.nudges import batch_nudge
from tests.engine.small import network_of, small_plan

RNG = np.random.default_rng(0)
X = RNG.random((3, 6)).astype(np.float32)
Y = np.eye(10, dtype=np.float32)[[4, 4, 7]]


@pytest.mark.parametrize("eta", [0.5, 0.3])
@pytest.mark.parametrize("m", [1, 3])
def test_a_lesson_is_one_step_of_plain_descent_bit_for_bit(m: int, eta: float) -> None:
    network = network_of(small_plan(), np.float32)
    before = network.copy()
    lesson = teach(network, X[:m], Y[:m], eta)
    change = batch_nudge(before, X[:m], Y[:m]).flat * np.float32(eta)
    np.testing.assert_array_equal(lesson.change, change)
    np.testing.assert_array_equal(network.parameters, before.parameters + change)


def test_a_lesson_tells_what_it_did() -> None:
    network = network_of(small_plan(), np.float32)
    before = network.forward(X[:1]).a[-1]
    lesson = teach(network, X[:1], Y[:1], 0.5)
    np.testing.assert_array_equal(lesson.before.outputs, before)
    np.testing.assert_array_equal(lesson.after.outputs, network.forward(X[:1]).a[-1])
    assert lesson.after.cost < lesson.before.cost
    assert lesson.after.outputs[0, 4] > lesson.before.outputs[0, 4]


def test_answers_to_a_batch_are_those_to_each_example_and_their_cost_the_mean() -> None:
    network = network_of(small_plan(), np.float32)
    y = Y.copy()
    y[2] = np.eye(10)[network.forward(X[2:]).a[-1][0].argmax()]  # one that it has right
    found = answers(network, X, y)
    single = [answers(network, X[i : i + 1], y[i : i + 1]) for i in range(3)]
    np.testing.assert_allclose(found.outputs, np.concatenate([each.outputs for each in single]), rtol=1e-6)
    np.testing.assert_array_equal(found.verdicts, [each.verdicts[0] for each in single])
    assert found.cost == pytest.approx(np.mean([each.cost for each in single]), rel=1e-6)
    assert found.right == sum(each.right for each in single) >= 1

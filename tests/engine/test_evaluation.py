import numpy as np
import pytest

from engine.arrays import with_ones
from engine.costs import COSTS
from engine.evaluation import ADVANCE, Evaluation, Score, evaluate
from engine.mnist import Data, Dataset
from engine.plan import Plan
from tests.engine.small import network_of, small_plan


@pytest.mark.parametrize("cost", COSTS)
def test_the_score_is_what_a_plain_forward_pass_finds(cost: str, mnist: Data) -> None:
    network = network_of(Plan(cost=cost), np.float32)
    score = evaluate(network, mnist.test)
    activity = network.forward(mnist.test.x)
    predicted = activity.a[-1].argmax(axis=1)
    expected = network.cost.value(activity.z[-1], activity.a[-1], mnist.test.y).mean(dtype=np.float64)
    assert score.cost == pytest.approx(float(expected), rel=1e-5)
    assert (score.predicted == predicted).mean() > 0.999  # other blocks, other rounding
    assert score.predicted.dtype == np.uint8
    assert score.accuracy == (score.predicted == mnist.test.labels).mean()


@pytest.mark.parametrize("m", [1, 999, 1000, 1001, 1024, 1025, 2600])
def test_a_network_of_few_inputs_is_scored_in_larger_blocks(m: int) -> None:
    rng = np.random.default_rng(0)
    data = Dataset.labelled(with_ones(rng.random((m, 6)).astype(np.float32)), rng.integers(0, 10, m).astype(np.uint8))
    network = network_of(small_plan(cost="log_likelihood", initialisation="normal"), np.float32)
    score = evaluate(network, data)
    activity = network.forward(data.x)
    expected = network.cost.value(activity.z[-1], activity.a[-1], data.y).mean(dtype=np.float64)
    assert score.cost == pytest.approx(float(expected), rel=1e-5)
    np.testing.assert_array_equal(score.predicted, activity.a[-1].argmax(axis=1))


def test_the_confusion_matrix_has_truth_in_rows(tiny: Dataset) -> None:
    score = evaluate(network_of(small_plan(), np.float32), tiny)
    assert score.confusion.shape == (10, 10)
    assert (score.confusion.sum(axis=1) == 5).all()
    assert score.confusion[3, score.predicted[15]] >= 1
    np.testing.assert_allclose(score.per_class, score.confusion.diagonal() / 5)


def test_a_class_without_examples_has_no_accuracy(tiny: Dataset) -> None:
    score = evaluate(network_of(small_plan(), np.float32), Dataset.labelled(tiny.x1[:5], tiny.labels[:5]))
    assert not np.isnan(score.per_class[0]) and np.isnan(score.per_class[1:]).all()


def test_an_evaluation_in_pieces_is_of_the_network_as_it_was(mnist: Data) -> None:
    network = network_of(Plan(), np.float32)
    expected = evaluate(network, mnist.test)
    evaluation = Evaluation(network, mnist.test)
    with pytest.raises(ValueError, match="0 of 10000"):
        _ = evaluation.result
    pieces = 1
    while not evaluation.advance():
        network.parameters[:] = 0
        pieces += 1
    assert 10_000 / ADVANCE / 2 <= pieces <= 10_000 / ADVANCE
    assert evaluation.result.cost == expected.cost
    np.testing.assert_array_equal(evaluation.result.predicted, expected.predicted)


def test_answers_are_the_shares_of_what_was_said_whatever_was_true() -> None:
    confusion = np.zeros((10, 10), np.int64)
    confusion[3, 2], confusion[2, 2], confusion[7, 7] = 4, 3, 1
    answers = Score(1.0, 0.5, confusion, np.zeros(10), np.zeros(8, np.uint8)).answers
    assert answers.tolist() == [0, 0, 7 / 8, 0, 0, 0, 0, 1 / 8, 0, 0]

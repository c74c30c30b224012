import numpy as np
import pytest

from app.wire.commands import Check, Explain, Inspect, Parameter, Predict, Probe, Run, Stack, Step, Table, Watch
from app.wire.refused import Refused
from engine.mnist import Data
from engine.nudges import batch_nudge, wishes
from engine.preset import OUTPUTS
from tests.app.driven import Driven, bare

SHOWN = 1e-6  # what seven digits allow
W = Parameter(layer=1, j=2, k=3)
B = Parameter(layer=2, j=9)


@pytest.fixture(scope="module")
def driven(mnist: Data) -> Driven:
    driven = Driven(mnist)
    driven(Run(epochs=0.1, speed=None))
    driven.run(1000)
    return driven


@pytest.fixture(autouse=True)
def watched(driven: Driven) -> None:
    driven(Watch(index=3))


@pytest.mark.parametrize(("layer", "neuron"), [(1, 0), (1, 15), (2, 7), (3, 2), (3, 9)])
def test_an_explanation_adds_up(layer: int, neuron: int, driven: Driven, mnist: Data) -> None:
    found = driven(Explain(layer=layer, neuron=neuron, id=77))
    network = driven.trainer.training.network
    wished = wishes(network, mnist.test.x[3], mnist.test.y[3])
    assert (found.id, found.step, found.layer, found.neuron) == (77, driven.step, layer, neuron)
    assert found.terms.sum() + found.b == pytest.approx(found.z, abs=1e-5)
    assert found.a == pytest.approx(wished.a[layer][neuron], abs=SHOWN)
    np.testing.assert_allclose(found.nudge_W, wished.nudge_W(layer - 1)[neuron], atol=SHOWN)
    np.testing.assert_allclose(found.total_before, wished.nudge_a[layer - 1], atol=SHOWN)
    assert found.share.sum() == pytest.approx(1)
    assert (found.target is None) == (layer < 3)
    assert found.from_next.size == (0 if layer == 3 else network.sizes[layer + 1])


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_stacked_wishes_sum_to_the_total(layer: int, driven: Driven) -> None:
    found = driven(Stack(layer=layer))
    np.testing.assert_allclose(found.wishes.sum(axis=0), found.total, atol=SHOWN)
    assert found.wishes.dtype == np.float32


def test_stacked_weights_have_the_nudges_of_their_one_listener(driven: Driven, mnist: Data) -> None:
    found = driven(Stack(layer=2, most=4))
    own = wishes(driven.trainer.training.network, mnist.test.x[3], mnist.test.y[3]).nudge_W(2)
    np.testing.assert_allclose(found.nudge_W, own[found.askers], atol=SHOWN)


def test_a_parameter_is_inspected_for_the_example(driven: Driven, mnist: Data) -> None:
    found = driven(Inspect(parameters=[W, B]))
    network = driven.trainer.training.network
    wished = wishes(network, mnist.test.x[3], mnist.test.y[3])
    np.testing.assert_allclose(found.values, [network.W[1][2, 3], network.b[2][9]])
    np.testing.assert_allclose(found.gradients, [-wished.nudge_W(1)[2, 3], -wished.nudge_b(2)[9]], atol=SHOWN)
    assert found.count == 13_002
    every = np.abs(np.concatenate([np.append(wished.nudge_W(l).ravel(), wished.nudge_b(l)) for l in range(3)]))
    assert found.ranks[0] == pytest.approx(1 + (every > abs(wished.nudge_W(1)[2, 3])).sum(), abs=1)


def test_over_the_batch_the_gradient_is_that_of_the_step_taken(driven: Driven) -> None:
    record = driven.trainer.training.kept
    assert record
    found = driven(Inspect(parameters=[W, B], over="batch"))
    np.testing.assert_array_equal(found.gradients, [-record.nudge.W[1][2, 3], -record.nudge.b[2][9]])
    checked = driven(Check(parameter=W, over="batch"))
    assert checked.analytic == pytest.approx(found.gradients[0], rel=1e-3, abs=1e-8)
    assert checked.relative_error < 1e-3


def test_a_number_is_checked(driven: Driven) -> None:
    inspected = driven(Inspect(parameters=[W]))
    checked = driven(Check(parameter=W))
    assert checked.analytic == pytest.approx(inspected.gradients[0], rel=1e-9)
    assert checked.relative_error < 1e-4


def test_a_knob_is_turned_on_trial(driven: Driven) -> None:
    found = driven(Probe(parameter=W, reach=2.0))
    assert len(found.at) == len(found.cost) == len(found.line) == 41
    assert (found.at[0], found.at[-1]) == pytest.approx((found.value - 2, found.value + 2))
    assert found.cost[20] == pytest.approx(found.line[20])
    assert found.gradient == pytest.approx(driven(Check(parameter=W)).analytic)


def test_the_table_of_the_last_batch_averages_to_the_step_taken(driven: Driven, mnist: Data) -> None:
    found = driven(Table(parameters=[W], strongest=5))
    record = driven.trainer.training.kept
    assert record
    assert found.indices.tolist() == record.batch.tolist() and found.of == 10
    assert found.rows[0] == (1, 2, 3) and len(found.rows) == 6
    np.testing.assert_allclose(found.cells.mean(axis=1), found.mean)
    np.testing.assert_allclose(found.running[:, -1], found.mean)
    np.testing.assert_allclose(found.mean, found.applied, atol=SHOWN)
    assert found.difference is not None and found.difference < SHOWN
    assert found.applied_cost == record.cost == driven.trainer.training.descent.cost()
    assert found.cost == found.running_cost[-1] == pytest.approx(record.cost, rel=1e-6)
    np.testing.assert_array_equal(found.labels, mnist.train.labels[record.batch])
    np.testing.assert_array_equal(found.pixels, np.rint(mnist.train.x[record.batch] * 255))


def test_chosen_examples_have_no_step_to_be_compared_with(driven: Driven, mnist: Data) -> None:
    found = driven(Table(examples="chosen", digits=[2, 3], count=8, sort="label", strongest=3))
    assert found.labels.tolist() == sorted(found.labels) and set(found.labels) == {2, 3}
    assert (found.applied.size, found.difference, found.cells.shape) == (0, None, (3, 8))
    assert found.applied_cost is None
    assert found.of == np.isin(mnist.train.labels, [2, 3]).sum()
    network = driven.trainer.training.network.copy(np.float64)
    mean = batch_nudge(network, mnist.train.x[found.indices], mnist.train.y[found.indices])
    layer, j, k = found.rows[0]
    assert found.mean[0] == pytest.approx(mean.b[layer][j] if k is None else mean.W[layer][j, k], rel=1e-9)
    assert abs(found.mean[0]) == pytest.approx(np.abs(mean.flat).max())


def test_a_batch_too_large_for_a_table_shows_its_beginning(mnist: Data) -> None:
    driven = Driven(mnist, batch_size=500)
    driven(Step())
    found = driven(Table())
    assert (len(found.indices), found.of, found.applied.size, found.difference) == (100, 500, 0, None)
    assert found.applied_cost == driven.trainer.training.descent.cost() != found.cost
    assert found.indices.tolist() == bare(mnist, 0, batch_size=500).peek()[:100].tolist()


def test_a_gradient_over_all_the_data_is_checked_too(mnist: Data) -> None:
    driven = Driven(mnist, batch_size=60_000)
    driven(Step())
    while driven.trainer.status == "running":
        driven.trainer.turn(1)
    checked, inspected = driven(Check(parameter=W, over="batch")), driven(Inspect(parameters=[W], over="batch"))
    assert checked.relative_error < 1e-3
    assert checked.analytic == pytest.approx(inspected.gradients[0], rel=1e-3)


def test_what_would_take_many_seconds_is_refused(mnist: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.training.subject.MOST_WORK", 13_002 * 9)
    driven = Driven(mnist)
    driven(Step())
    with pytest.raises(Refused, match="the last batch has 10 examples, expected at most 9") as caught:
        driven(Check(parameter=W, over="batch"))
    assert caught.value.code == "too_large"


def test_a_drawing_is_read(driven: Driven, mnist: Data) -> None:
    pixels = [float(p) for p in mnist.test.x[0]]
    found = driven(Predict(pixels=pixels, label=7, id=1))
    wished = wishes(driven.trainer.training.network, mnist.test.x[0], mnist.test.y[0])
    np.testing.assert_allclose(found.a[-1], wished.a[-1], atol=SHOWN)
    np.testing.assert_allclose(found.wish, wished.wish, atol=SHOWN)
    assert (found.verdict, found.label, [len(a) for a in found.a]) == (7, 7, [16, 16, 10])
    assert found.cost == pytest.approx(wished.cost, rel=1e-5)
    without = driven(Predict(pixels=pixels))
    assert (without.verdict, without.label, without.cost, without.wish.size) == (7, None, None, 0)
    strokes = driven(Predict(strokes=[[(0, 0), (10, 0), (4, 20)]]))
    assert strokes.pixels.shape == (784,) and strokes.pixels.dtype == np.float32


def test_the_blackboards_case_is_explained_but_not_checked(driven: Driven) -> None:
    driven(Watch(source="preset"))
    found = driven(Explain(layer=3, neuron=3))
    assert (found.a, found.target, found.wish, found.slope) == (OUTPUTS[3], 0, -1, 0)
    for question in (Check(parameter=W), Probe(parameter=W)):
        with pytest.raises(Refused, match="set by hand"):
            driven(question)


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (Explain(layer=0, neuron=0), "out_of_range"),
        (Explain(layer=3, neuron=10), "out_of_range"),
        (Stack(layer=3), "out_of_range"),
        (Inspect(parameters=[Parameter(layer=3, j=0)]), "out_of_range"),
        (Check(parameter=Parameter(layer=0, j=0, k=784)), "out_of_range"),
        (Probe(parameter=Parameter(layer=1, j=16)), "out_of_range"),
        (Table(parameters=[Parameter(layer=1, j=99)]), "out_of_range"),
        (Predict(), "no_drawing"),
        (Predict(strokes=[]), "bad_drawing"),
    ],
)
def test_a_question_about_nothing_is_refused_with_a_sentence(question: object, code: str, driven: Driven) -> None:
    with pytest.raises(Refused) as caught:
        driven(question)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert " " in str(caught.value)


def test_without_a_label_there_is_no_wish(driven: Driven) -> None:
    driven(Watch(source="drawing", pixels=[0.0] * 784))
    for question in (Explain(layer=1, neuron=0), Stack(layer=0), Check(parameter=W), Inspect(parameters=[W])):
        with pytest.raises(Refused) as caught:
            driven(question)
        assert caught.value.code == "no_label"


def test_before_the_first_step_there_is_no_batch(mnist: Data) -> None:
    driven = Driven(mnist)
    for question in (Table(), Inspect(parameters=[W], over="batch"), Check(parameter=W, over="batch")):
        with pytest.raises(Refused) as caught:
            driven(question)
        assert caught.value.code == "no_batch"

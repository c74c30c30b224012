import numpy as np
import pytest

from engine.agreement import LEAST, Agreement, Deal, compare, squared_lengths
from engine.arrays import with_ones
from engine.backprop import Backprop
from engine.descent import descend
from engine.mnist import Data, Dataset
from engine.network import Network
from engine.nudges import batch_nudge
from engine.plan import Plan
from tests.engine.small import network_of, small_plan

MEAN_TOLERANCE = 1e-6
SLOPE_TOLERANCE = 0.05


@pytest.fixture(scope="module")
def early(mnist: Data) -> Network:
    """A network that has had 300 lessons."""
    plan = Plan()
    network = Network.initial(plan, np.random.default_rng(0))
    descent = descend(network, mnist.train, plan, np.random.default_rng(0))
    for _ in range(300):
        next(descent)
    return network


@pytest.fixture(scope="module")
def agreement(mnist: Data, early: Network) -> Agreement:
    *_, last = compare(early, mnist.train, np.random.default_rng(1), check=10)
    assert last is not None
    return last


def test_the_mean_of_all_mini_batch_gradients_of_an_epoch_is_the_full_gradient(agreement: Agreement) -> None:
    assert agreement.piles == 6000
    assert agreement.difference is not None and agreement.difference < MEAN_TOLERANCE


def test_the_full_gradient_is_minus_what_training_calls_the_nudge(
    mnist: Data, early: Network, agreement: Agreement
) -> None:
    nudge = batch_nudge(early, mnist.train.x, mnist.train.y).flat
    assert np.linalg.norm(agreement.gradient + nudge) < 1e-5 * agreement.norm


def test_the_spread_falls_as_one_over_the_root_of_the_batch_size(agreement: Agreement) -> None:
    assert agreement.slope == pytest.approx(-0.5, abs=SLOPE_TOLERANCE)
    for cloud in agreement.clouds[:7]:
        assert cloud.spread == pytest.approx(cloud.line, rel=0.25)


def test_near_the_full_batch_the_finite_population_shows(agreement: Agreement) -> None:
    half = {cloud.batch_size: cloud for cloud in agreement.clouds}[30_000]
    assert half.finite == pytest.approx(half.line * np.sqrt(0.5), rel=1e-3)
    assert half.spread == pytest.approx(half.finite, rel=0.2)
    assert half.spread < 0.85 * half.line
    whole = agreement.clouds[-1]
    assert (whole.batch_size, whole.finite) == (60_000, 0.0)
    assert whole.spread < 1e-5 and whole.cosine[0] == pytest.approx(1, abs=1e-6)


def test_a_cloud_has_the_full_gradient_for_its_middle_and_agrees_the_more_the_larger_the_batches(
    agreement: Agreement,
) -> None:
    for cloud in agreement.clouds:
        assert np.abs(cloud.mean - (1, 0)).max() < 4 * cloud.finite / np.sqrt(len(cloud.x)) + 1e-5
        assert len(cloud.x) == len(cloud.y) == len(cloud.cosine)
        assert len(cloud.x) >= (LEAST if cloud.finite > 0 else 1)
    cosines = [float(cloud.cosine.mean()) for cloud in agreement.clouds]
    assert cosines == sorted(cosines)


@pytest.mark.parametrize(("activation", "cost"), [("sigmoid", "quadratic"), ("relu", "log_likelihood")])
def test_the_length_of_single_gradients_is_known_without_computing_them(
    tiny: Dataset, activation: str, cost: str
) -> None:
    network = network_of(small_plan(activation=activation, cost=cost), np.float32)
    alone = Backprop(network, 1)
    factor = np.array(1, np.float32)
    true = [np.square(alone.run(tiny.x1[i : i + 1], tiny.y[i : i + 1], None, factor)).sum() for i in range(len(tiny))]
    np.testing.assert_allclose(squared_lengths(network, tiny.x1, tiny.y), true, rtol=1e-5)


def test_dealt_piles_are_disjoint_and_cover_the_data() -> None:
    deal = Deal.of(100, 8, np.random.default_rng(0))
    assert [len(pile) for pile in deal] == [8] * 12 + [4]
    assert sorted(np.concatenate(list(deal))) == list(range(100))
    assert deal.disjoint and deal.covering and len(deal) == 13
    assert [len(pile) for pile in Deal.of(100, 100, np.random.default_rng(0))] == [100]
    twice = Deal(np.array([0, 1, 1, 3]), 2)
    assert not twice.disjoint and not twice.covering


@pytest.mark.parametrize(("kind", "tolerance"), [(np.float32, MEAN_TOLERANCE), (np.float64, 1e-14)])
def test_little_data_can_be_compared_too_and_as_exactly_as_the_network_computes(
    tiny: Dataset, kind: type, tolerance: float
) -> None:
    network = network_of(small_plan(), kind)
    *_, last = compare(network, tiny, np.random.default_rng(0), check=4)
    assert last is not None and [cloud.batch_size for cloud in last.clouds] == [1, 3, 10, 30, 50]
    assert last.piles == 13 and last.difference is not None and last.difference < tolerance


@pytest.mark.parametrize(("count", "sizes"), [(1, [1]), (2, [1, 2])])
def test_so_can_one_example_or_two(count: int, sizes: list[int], tiny: Dataset) -> None:
    *_, last = compare(network_of(small_plan()), tiny.subset(slice(count)), np.random.default_rng(0))
    assert last is not None and [cloud.batch_size for cloud in last.clouds] == sizes
    assert last.clouds[-1].finite == 0 and last.clouds[-1].cosine[0] == pytest.approx(1)
    if count == 2:  # one of two is as far from their mean as a single example is
        assert last.clouds[0].spread == pytest.approx(last.sigma)
        assert last.clouds[0].finite == last.clouds[0].line == pytest.approx(last.sigma)


def test_the_clouds_lie_where_single_examples_differ_most_and_scatter_as_the_formula_says(tiny: Dataset) -> None:
    network = network_of(small_plan(initialisation="normal"), np.float32)
    *_, last = compare(network, tiny, np.random.default_rng(0))
    assert last is not None
    singles = np.array(
        [-batch_nudge(network, tiny.x[i : i + 1], tiny.y[i : i + 1]).flat for i in range(50)], np.float64
    )
    away = (singles - singles.mean(axis=0)) / last.norm
    assert last.sigma == pytest.approx(np.sqrt(np.square(away).sum(axis=1).mean()), rel=1e-4)
    first = last.gradient / last.norm
    across = away - np.outer(away @ first, first)
    assert np.square(last.clouds[0].y).sum() == pytest.approx(np.linalg.svd(across)[1][0] ** 2, rel=1e-4)
    assert last.slope is None  # only one size is far below fifty
    for cloud in last.clouds:
        size = cloud.batch_size
        assert cloud.finite == pytest.approx(last.sigma * np.sqrt((50 - size) / 49 / size))


def test_where_the_cost_is_flat_there_is_nothing_to_agree_with(tiny: Dataset) -> None:
    network = network_of(small_plan(activation="relu"), np.float32)
    network.parameters[:] = -1000
    with pytest.raises(ValueError, match="zero"):
        list(compare(network, Dataset.labelled(with_ones(tiny.x), tiny.labels), np.random.default_rng(0)))


def test_nor_where_the_numbers_have_lost_all_bounds(tiny: Dataset) -> None:
    network = network_of(small_plan(), np.float32)
    network.parameters[:] = np.nan
    with pytest.raises(ValueError, match="not finite"):
        list(compare(network, Dataset.labelled(with_ones(tiny.x), tiny.labels), np.random.default_rng(0)))

import pickle
from dataclasses import replace

import numpy as np
import pytest

from engine import descent as module
from engine.descent import Descent, Part, Step, descend
from engine.diverged import Diverged
from engine.evaluation import evaluate
from engine.mnist import Data, Dataset
from engine.network import Network
from engine.nudges import batch_nudge
from engine.optimizers import OPTIMIZERS
from engine.plan import Plan
from tests.engine.small import network_of, small_plan


def descent_of(data: Dataset, **changes: object) -> Descent:
    plan = small_plan(**changes)
    return descend(network_of(plan, np.float32), data, plan, np.random.default_rng(plan.seed))


def steps(descent: Descent, count: int) -> list[np.ndarray]:
    """The indices of the next so many batches."""
    dealt = []
    while len(dealt) < count:
        if isinstance(step := next(descent), Step):
            dealt.append(step.indices.copy())
    return dealt


def test_an_epoch_sees_every_example_once_and_ends_with_a_short_batch(tiny: Dataset) -> None:
    descent = descent_of(tiny, batch_size=8)
    first, second = steps(descent, 7), steps(descent, 7)
    assert [len(batch) for batch in first] == [8] * 6 + [2]
    for epoch in (first, second):
        assert sorted(np.concatenate(epoch)) == list(range(50))
    assert (np.concatenate(first) != np.concatenate(second)).any()
    assert (descent.epoch, descent.examples, descent.steps) == (2.0, 100, 14)


def test_the_step_carries_what_was_done(tiny: Dataset) -> None:
    descent = descent_of(tiny, eta=0.25)
    before = descent.network.copy()
    step = next(descent)
    assert isinstance(step, Step)
    assert (step.index, step.examples, step.epoch) == (1, 4, 4 / 50)
    np.testing.assert_array_equal(descent.network.parameters, before.parameters + step.change)
    assert [W.shape for W in descent.nudge.W] == [(5, 6), (4, 5), (10, 4)]
    np.testing.assert_allclose(step.change, np.float32(0.25) * step.nudge, rtol=1e-6)
    activity = before.forward(tiny.x[step.indices])
    expected = before.cost.value(activity.z[-1], activity.a[-1], tiny.y[step.indices]).mean()
    assert step.cost == pytest.approx(float(expected), rel=1e-6)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_same_seed_gives_the_same_weights_bit_for_bit(optimizer: str, tiny: Dataset) -> None:
    one, same, other = (descent_of(tiny, optimizer=optimizer, seed=seed) for seed in (3, 3, 4))
    for descent in (one, same, other):
        steps(descent, 40)
    np.testing.assert_array_equal(one.network.parameters, same.network.parameters)
    assert (one.network.parameters != other.network.parameters).any()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("batch_size", [7, 50])
@pytest.mark.parametrize("taken", [0, 5, 8, 11])
def test_a_restored_descent_goes_on_as_if_never_interrupted(
    optimizer: str, batch_size: int, taken: int, tiny: Dataset
) -> None:
    undisturbed = descent_of(tiny, optimizer=optimizer, batch_size=batch_size)
    steps(undisturbed, taken)
    state, parameters = pickle.loads(pickle.dumps(undisturbed.state())), undisturbed.network.parameters.copy()
    steps(undisturbed, 20)

    resumed = descent_of(tiny, optimizer=optimizer, batch_size=batch_size, seed=9)
    steps(resumed, 3)
    resumed.restore(state)
    resumed.network.parameters[:] = parameters
    steps(resumed, 20)
    np.testing.assert_array_equal(resumed.network.parameters, undisturbed.network.parameters)
    assert (resumed.steps, resumed.examples, resumed.epoch) == (
        undisturbed.steps,
        undisturbed.examples,
        undisturbed.epoch,
    )


@pytest.mark.parametrize("batch_size", [1, 7, 50])
def test_examples_gathered_ahead_are_those_of_the_batch(
    batch_size: int, tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = descent_of(tiny, batch_size=batch_size)
    steps(ahead, 120)
    monkeypatch.setattr("engine.backprop.AHEAD", 1)
    one_by_one = descent_of(tiny, batch_size=batch_size)
    steps(one_by_one, 120)
    np.testing.assert_array_equal(ahead.network.parameters, one_by_one.network.parameters)


@pytest.mark.parametrize("batch_size", [1, 10, 100, 10_000])
def test_bytes_train_as_the_numbers_they_stand_for(batch_size: int, mnist: Data) -> None:
    plan = Plan(batch_size=batch_size)
    from_bytes, from_numbers = (
        descend(network_of(plan, np.float32), data, plan, np.random.default_rng(0))
        for data in (mnist.test, replace(mnist.test, raw=None))
    )
    for descent in (from_bytes, from_numbers):
        steps(descent, 5)
    np.testing.assert_array_equal(from_bytes.network.parameters, from_numbers.network.parameters)


@pytest.mark.parametrize("batch_size", [7, 10_000])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_change_is_what_the_optimizer_makes_of_the_nudge(optimizer: str, batch_size: int, mnist: Data) -> None:
    descent = descent_of(mnist.test, sizes=(784, 5, 10), optimizer=optimizer, batch_size=batch_size, eta=0.25)
    alone = OPTIMIZERS[optimizer](descent.network.parameters)
    for eta in (0.25, 0.3, 0.125):  # a power of two goes another way in plain descent
        descent.set(eta=eta)
        for _ in range(3):
            before = descent.network.copy()
            (batch,) = steps(descent, 1)
            nudge = batch_nudge(before, mnist.test.x[batch], mnist.test.y[batch]).flat
            np.testing.assert_allclose(descent.nudge.flat, nudge, rtol=1e-3, atol=1e-6)
            change = alone.change(descent.nudge.flat, np.float32(eta), np.empty_like(nudge))
            np.testing.assert_array_equal(descent.change, change)
            np.testing.assert_array_equal(descent.network.parameters, before.parameters + change)


@pytest.mark.parametrize("eta", [2.0**-19, 2.0**-60, 2.0**-140, 2.0**-1074])
def test_the_nudge_is_true_also_where_eta_is_next_to_nothing(eta: float, tiny: Dataset) -> None:
    descent = descent_of(tiny, eta=eta)
    for _ in range(3):
        before = descent.network.copy()
        (batch,) = steps(descent, 1)
        np.testing.assert_allclose(
            descent.nudge.flat, batch_nudge(before, tiny.x[batch], tiny.y[batch]).flat, rtol=1e-4, atol=1e-7
        )


def test_a_batch_that_grows_to_all_data_while_it_is_under_way_still_has_its_cost(mnist: Data) -> None:
    descent = descent_of(mnist.test, sizes=(784, 5, 10), batch_size=9_000)
    assert isinstance(next(descent), Part)
    descent.set(batch_size=10_000)
    before = descent.network.copy()
    (batch,) = steps(descent, 1)
    assert (np.diff(batch) < 0).any()  # the order in which the smaller one had been dealt
    activity = before.forward(mnist.test.x[batch])
    expected = before.cost.value(activity.z[-1], activity.a[-1], mnist.test.y[batch]).mean(dtype=np.float64)
    assert descent.cost() == pytest.approx(float(expected), rel=1e-5)


def test_a_state_of_other_data_is_refused(tiny: Dataset) -> None:
    descent = descent_of(tiny)
    steps(descent, 1)
    state = descent.state()
    with pytest.raises(ValueError, match="places within the data"):
        descent.restore(state | {"order": np.array([50])})
    with pytest.raises(ValueError, match="places within the data"):
        descent.restore(state | {"position": 51})


def test_eta_and_batch_size_change_on_the_way_and_the_epoch_goes_on(tiny: Dataset) -> None:
    descent = descent_of(tiny, batch_size=8, optimizer="momentum")
    first = steps(descent, 2)
    descent.set(batch_size=17, eta=0.125)
    rest = steps(descent, 2)
    assert [len(batch) for batch in rest] == [17, 17]
    assert sorted(np.concatenate(first + rest)) == list(range(50))
    assert descent.epoch == 1.0 and descent.plan.eta == 0.125


def test_listening_only_to_some_digits_and_then_to_all_again(tiny: Dataset) -> None:
    descent = descent_of(tiny, batch_size=4)
    steps(descent, 3)
    at = descent.epoch
    descent.set(digits=(2, 3))
    batches = steps(descent, 3)
    assert [len(batch) for batch in batches] == [4, 4, 2]
    assert sorted(np.concatenate(batches)) == list(range(10, 20))
    assert descent.epoch == pytest.approx(at + 1)
    descent.set(digits=())
    assert sorted(np.concatenate(steps(descent, 13))) == list(range(50))


def test_what_cannot_change_is_refused_and_changes_nothing(tiny: Dataset) -> None:
    descent = descent_of(tiny)
    without_threes = Dataset.labelled(tiny.x1, np.zeros(50, np.uint8))
    for changes in ({"cost": "cross_entropy"}, {"eta": -1}, {"batch_size": 0}):
        with pytest.raises(ValueError):
            descent.set(**changes)
    other = descend(descent.network, without_threes, descent.plan, np.random.default_rng(0))
    with pytest.raises(ValueError, match="no example of 3"):
        other.set(digits=(3,), eta=0.1)
    assert other.plan == descent.plan == small_plan()


def test_data_that_do_not_fit_are_refused_with_both_shapes(tiny: Dataset) -> None:
    plan = small_plan(sizes=[7, 5, 10])
    with pytest.raises(ValueError, match=r"\(50, 6\) and \(50, 10\), expected \(m, 7\)"):
        descend(network_of(plan, np.float32), tiny, plan, np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"\(0, 6\) and \(0, 10\), expected .* m > 0"):
        descent_of(tiny.subset(slice(0)))
    steps(descent_of(tiny.subset(slice(1))), 2)


def test_a_full_batch_shows_its_parts_and_changes_nothing_until_the_step(mnist: Data) -> None:
    plan = Plan(batch_size=10_000)
    descent = descend(network_of(plan, np.float32), mnist.test, plan, np.random.default_rng(0))
    before = descent.network.parameters.copy()
    parts = [next(descent), next(descent)]
    assert all(isinstance(part, Part) and part.of == 10_000 for part in parts)
    np.testing.assert_array_equal(descent.network.parameters, before)
    descent.set(eta=0.5)  # begins the batch anew
    assert [type(next(descent)) for _ in range(3)] == [Part, Part, Step]
    assert descent.epoch == 1.0
    np.testing.assert_array_equal(descent.network.parameters, before + np.float32(0.5) * descent.nudge.flat)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_what_a_large_batch_has_looked_at_is_a_step_that_grows_to_the_one_taken(optimizer: str, mnist: Data) -> None:
    plan = {"sizes": (784, 5, 10), "batch_size": 10_000, "optimizer": optimizer, "eta": 0.25}
    descent, unasked = descent_of(mnist.test, **plan), descent_of(mnist.test, **plan)
    assert descent.ahead() is None
    for _ in range(2):  # the second begins with what the optimizer remembers of the first
        network, memory, off = descent.network.copy(), descent.state(), []
        while isinstance(part := next(descent), Part):
            first, ahead = descent.batch[: part.done], descent.ahead()
            assert ahead is not None
            alone = OPTIMIZERS[optimizer](ahead)
            alone.restore(memory)
            nudge = batch_nudge(network, mnist.test.x[first], mnist.test.y[first]).flat
            expected = alone.change(nudge, np.float32(0.25), np.empty_like(nudge))
            assert np.linalg.norm(ahead - expected) < 1e-3 * np.linalg.norm(expected)
            off.append(ahead)
        near, nearer = (float(np.linalg.norm(ahead - descent.change)) for ahead in off)
        assert nearer < near < 0.5 * np.linalg.norm(descent.change)
        assert descent.ahead() is None
    steps(unasked, 2)
    np.testing.assert_array_equal(descent.network.parameters, unasked.network.parameters)


def test_small_batches_have_nothing_ahead(tiny: Dataset) -> None:
    descent = descent_of(tiny)
    steps(descent, 3)
    assert descent.ahead() is None


@pytest.mark.parametrize("digits", [(), tuple(range(9))])
@pytest.mark.parametrize("batch_size", [7, 150])
def test_small_batches_after_an_unfinished_full_one_are_shuffled_and_trained_on(
    batch_size: int, digits: tuple[int, ...], mnist: Data
) -> None:
    descent = descent_of(mnist.test, sizes=(784, 5, 10), batch_size=10_000, digits=digits)
    assert isinstance(next(descent), Part)
    descent.set(batch_size=batch_size)
    dealt = []
    for _ in range(3):
        before = descent.network.copy()
        (batch,) = steps(descent, 1)
        nudge = batch_nudge(before, mnist.test.x[batch], mnist.test.y[batch]).flat
        np.testing.assert_allclose(descent.nudge.flat, nudge, rtol=1e-3, atol=1e-6)
        dealt.append(batch)
    order = np.concatenate(dealt)
    assert (np.diff(order) < 0).any()
    assert len(set(order)) == order.size


def test_a_state_taken_between_parts_is_that_before_the_step(mnist: Data) -> None:
    plan = Plan(batch_size=9_000)
    descents = [descend(network_of(plan, np.float32), mnist.test, plan, np.random.default_rng(0)) for _ in range(2)]
    next(descents[0])
    descents[1].restore(descents[0].state())
    for descent in descents:
        steps(descent, 3)
    np.testing.assert_array_equal(descents[0].network.parameters, descents[1].network.parameters)


def test_divergence_is_raised_with_the_step_the_cost_and_the_eta(mnist: Data) -> None:
    plan = Plan(sizes=(784, 64, 64, 64, 64, 10), activation="relu", cost="log_likelihood", eta=10)
    descent = descend(network_of(plan, np.float32), mnist.test, plan, np.random.default_rng(0))
    with np.errstate(all="ignore"), pytest.raises(Diverged, match="eta 10 is too large") as raised:
        for _ in range(100):
            next(descent)
    assert raised.value.step % module.CHECK_EVERY == 0
    assert not np.isfinite(raised.value.cost) and raised.value.eta == 10
    again = pickle.loads(pickle.dumps(raised.value))
    assert (again.step, again.eta) == (raised.value.step, 10)


def test_the_last_batch_is_remembered_until_a_part_of_the_next_takes_its_place(mnist: Data) -> None:
    descent = descent_of(mnist.test, sizes=(784, 5, 10))
    assert not descent.remembers
    steps(descent, 3)
    nudge, cost = descent.nudge.flat, descent.cost()
    descent.set(batch_size=10_000)
    assert descent.remembers and descent.cost() == cost
    np.testing.assert_array_equal(descent.nudge.flat, nudge)
    assert isinstance(next(descent), Part) and not descent.remembers
    descent.set(batch_size=4)
    assert not descent.remembers
    steps(descent, 1)
    assert descent.remembers
    descent.restore(descent.state())
    assert not descent.remembers


def test_reading_a_cost_that_is_not_finite_raises_at_once(tiny: Dataset) -> None:
    descent = descent_of(tiny)
    descent.network.parameters[:] = np.nan
    step = next(descent)
    with pytest.raises(Diverged):
        _ = step.cost  # type: ignore[union-attr]


@pytest.mark.parametrize("seed", range(3))
def test_a_fresh_run_passes_ninety_percent_within_the_first_epoch(seed: int, mnist: Data) -> None:
    plan = Plan(seed=seed)
    rng = np.random.default_rng(seed)
    network = Network.initial(plan, rng)
    descent = descend(network, mnist.train, plan, rng)
    while descent.epoch < 1:
        next(descent)
    assert evaluate(network, mnist.test).accuracy > 0.9

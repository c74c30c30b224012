import numpy as np
import pytest

from engine.optimizers import OPTIMIZERS

FIRST, SECOND = np.array([1.0, -2.0]), np.array([0.5, 4.0])
ETA = 0.1


def changes(name: str) -> list[np.ndarray]:
    optimizer = OPTIMIZERS[name](FIRST)
    return [optimizer.change(nudge, ETA, np.empty(2)).copy() for nudge in (FIRST, SECOND)]


def test_plain_descent_takes_the_nudge_as_it_is() -> None:
    np.testing.assert_array_equal(changes("plain"), [ETA * FIRST, ETA * SECOND])


def test_momentum_adds_nine_tenths_of_the_velocity() -> None:
    np.testing.assert_allclose(changes("momentum"), [[0.1, -0.2], [0.1 * (0.9 * 1 + 0.5), 0.1 * (0.9 * -2 + 4)]])


def test_nesterov_looks_one_step_ahead() -> None:
    # v = 1, then 0.9 + 0.5 = 1.4; v = -2, then -1.8 + 4 = 2.2
    np.testing.assert_allclose(
        changes("nesterov"),
        [[0.1 * (1 + 0.9 * 1), 0.1 * (-2 + 0.9 * -2)], [0.1 * (0.5 + 0.9 * 1.4), 0.1 * (4 + 0.9 * 2.2)]],
    )


def test_adam_follows_the_written_out_example() -> None:
    # First step: m̂ = nudge and v̂ = nudge², so the change is eta in the direction of the sign.
    # Second: m = 0.9·0.1 + 0.1·0.5 = 0.14, m̂ = 0.14 / 0.19; v = 0.999·0.001 + 0.001·0.25 = 0.001249, v̂ = v / 0.001999.
    first, second = changes("adam")
    np.testing.assert_allclose(first, [0.1, -0.1], rtol=1e-7)
    assert second[0] == pytest.approx(0.1 * (0.14 / 0.19) / (0.001249 / 0.001999) ** 0.5, rel=1e-7)
    m, v = 0.9 * -0.2 + 0.1 * 4, 0.999 * 0.004 + 0.001 * 16
    assert second[1] == pytest.approx(0.1 * (m / 0.19) / (v / 0.001999) ** 0.5, rel=1e-7)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_what_nobody_asks_to_move_stays_where_it_is(name: str) -> None:
    optimizer = OPTIMIZERS[name](np.zeros(2, np.float32))
    for _ in range(3):
        change = optimizer.change(np.array([0, 1], np.float32), ETA, np.empty(2, np.float32))
        assert change[0] == 0 and change[1] > 0


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_restored_memory_goes_on_bit_for_bit(name: str, dtype: type) -> None:
    rng = np.random.default_rng(0)
    nudges = rng.standard_normal((8, 20)).astype(dtype)
    undisturbed, interrupted = OPTIMIZERS[name](nudges[0]), OPTIMIZERS[name](nudges[0])
    for nudge in nudges[:4]:
        undisturbed.change(nudge, ETA, np.empty_like(nudge))
        interrupted.change(nudge, ETA, np.empty_like(nudge))
    state = interrupted.state()
    interrupted.change(nudges[0], ETA, np.empty_like(nudges[0]))  # must not reach the state that was taken
    resumed = OPTIMIZERS[name](nudges[0])
    resumed.restore(state)
    for nudge in nudges[4:]:
        expected = undisturbed.change(nudge, ETA, np.empty_like(nudge))
        came = resumed.change(nudge, ETA, np.empty_like(nudge))
        assert came.dtype == dtype
        np.testing.assert_array_equal(came, expected)

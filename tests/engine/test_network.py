import numpy as np
import pytest

from engine.network import Network, layers
from engine.plan import Plan
from tests.engine.small import network_of, small_plan


def test_weights_and_biases_are_views_of_the_one_flat_vector() -> None:
    network = network_of(small_plan())
    network.W[1][2, 3], network.b[2][1] = 7.0, 8.0
    start = 5 * 7
    assert network.parameters[start + 2 * 6 + 3] == 7.0
    assert network.parameters[start + 4 * 6 + 1 * 5 + 4] == 8.0
    assert [W.shape for W in network.W] == [(5, 6), (4, 5), (10, 4)]
    assert [b.shape for b in network.b] == [(5,), (4,), (10,)]
    assert sum(W.size + b.size for W, b in zip(network.W, network.b, strict=True)) == network.parameters.size


def test_forward_is_the_weighted_sum_and_then_the_activation() -> None:
    network = network_of(small_plan())
    x = np.random.default_rng(0).random((3, 6))
    activity = network.forward(x)
    a = x
    for W, b, z, after in zip(network.W, network.b, activity.z, activity.a[1:], strict=True):
        np.testing.assert_allclose(z, [[W[j] @ row + b[j] for j in range(len(b))] for row in a])
        np.testing.assert_allclose(after, 1 / (1 + np.exp(-z)))
        a = after


def test_forward_of_a_wrong_shape_says_both_shapes() -> None:
    with pytest.raises(ValueError, match=r"\(3, 5\), expected \(m, 6\)"):
        network_of(small_plan()).forward(np.zeros((3, 5)))


def test_a_copy_has_knobs_of_its_own() -> None:
    network = network_of(small_plan())
    twin = network.copy()
    twin.W[0][:] = 0
    assert network.W[0].any() and twin.cost is network.cost
    assert network.copy(np.float32).parameters.dtype == np.float32


@pytest.mark.parametrize(
    ("initialisation", "width"),
    [("scaled", 1 / 28), ("normal", 1.0), ("xavier", (2 / 984) ** 0.5), ("he", (2 / 784) ** 0.5)],
)
def test_initial_weights_are_as_wide_as_their_name_says(initialisation: str, width: float) -> None:
    network = network_of(Plan(sizes=(784, 200, 10), initialisation=initialisation))
    assert network.W[0].std() == pytest.approx(width, rel=0.01)
    assert abs(network.W[0].mean()) < 0.01 * width
    assert network.b[0].any() == (initialisation == "normal")


def test_the_same_seed_gives_the_same_network() -> None:
    one, same, other = (network_of(small_plan(seed=seed), np.float32).parameters for seed in (1, 1, 2))
    assert (one == same).all() and (one != other).any()


def test_a_vector_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\(5,\), expected \(7,\)"):
        layers(np.zeros(5), (1, 2, 1))
    with pytest.raises(ValueError, match="expected"):
        Network((6, 5, 10), "sigmoid", "quadratic", np.zeros(3))

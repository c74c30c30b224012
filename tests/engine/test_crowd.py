import numpy as np
import pytest

from engine.crowd import crowd
from engine.explain import Stack, stack
from engine.nudges import wishes
from tests.engine.small import network_of, small_plan

EXACT = 1e-14


def a_stack() -> Stack:
    network = network_of(small_plan(initialisation="normal"))
    wished = wishes(network, np.random.default_rng(1).random(6), np.eye(10)[2])
    return stack(network, wished, 2)  # ten ask four


@pytest.mark.parametrize("most", [1, 3, 9])
def test_the_loudest_and_the_rest_are_everybody(most: int) -> None:
    whole = a_stack()
    seen = crowd(whole, most)
    assert len(seen.askers) == most
    np.testing.assert_allclose(seen.wishes.sum(axis=0) + seen.rest, whole.total, atol=EXACT)
    assert seen.difference < EXACT
    quiet = np.delete(np.abs(whole.asked), seen.askers)
    assert np.abs(whole.asked[seen.askers]).min() >= quiet.max()
    assert seen.askers.tolist() == sorted(seen.askers.tolist())


def test_a_crowd_that_fits_has_no_rest() -> None:
    whole = a_stack()
    seen = crowd(whole, 10)
    assert seen.rest.size == 0
    np.testing.assert_array_equal(seen.wishes, whole.wishes)


def test_a_missing_wish_is_noticed() -> None:
    whole = a_stack()
    wrong = Stack(whole.wishes[1:], whole.total, whole.asked[1:], whole.nudge_W[1:])
    assert crowd(wrong, 24).difference == pytest.approx(np.abs(whole.wishes[0]).max())

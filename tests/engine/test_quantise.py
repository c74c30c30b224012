import numpy as np
import pytest

from engine.quantise import NotFinite, quantise


def test_quantised_numbers_come_back_to_within_half_a_level_and_zero_exactly() -> None:
    array = np.random.default_rng(0).standard_normal((20, 30)).astype(np.float32)
    array[0, 0] = 0
    small, scale = quantise(array)
    assert small.dtype == np.int8 and small[0, 0] == 0
    assert np.abs(small).max() == 127
    assert np.abs(small * scale - array).max() <= 0.51 * scale


@pytest.mark.parametrize("largest", [1e-35, 1e-40, 2e-43, 1e-44])
def test_the_smallest_numbers_that_there_are_can_be_drawn_too(largest: float) -> None:
    array = np.array([1, 0.5, 0, -1], np.float32) * np.float32(largest)
    small, scale = quantise(array)
    assert small.tolist()[2:] == [0, -127] and small[0] == 127
    assert np.abs(small * scale - array.astype(np.float64)).max() <= 0.51 * scale


def test_nothing_and_zeros_can_be_quantised_but_nan_cannot() -> None:
    assert quantise(np.zeros((2, 0)))[1] == quantise(np.zeros(3))[1] == 0.0
    with pytest.raises(NotFinite, match="finite"):
        quantise(np.array([1.0, np.nan]))

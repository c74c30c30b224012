import numpy as np
import pytest

from engine import kernel
from engine.activations import HIDDEN, SOFTMAX, Activation
from engine.backprop import note_product
from engine.tape import Tape, now, play

ALL = {**HIDDEN, "softmax": SOFTMAX}


@pytest.mark.parametrize("activation", ALL.values(), ids=ALL)
def test_a_tape_computes_with_what_its_arrays_hold_when_it_is_played(activation: Activation) -> None:
    z, out, tape = np.zeros((4, 10), np.float32), np.empty((4, 10), np.float32), Tape()
    activation.value(z, out, tape.note)
    for seed in range(2):
        z[:] = np.random.default_rng(seed).standard_normal(z.shape)
        play(tape.calls)
        np.testing.assert_array_equal(out, activation.value(z, np.empty_like(z), now))


@pytest.mark.parametrize("small", [kernel.SMALL, None])
@pytest.mark.parametrize("n", [1, 15, 16, 20, 30, 128, 129, 512])
def test_a_product_in_pieces_is_the_product_and_no_piece_is_large(
    n: int, small: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.backprop.small_product", lambda: small)
    rng = np.random.default_rng(n)
    left, right, out = rng.random((n, 785)), rng.random((785, 72)), np.zeros((n, 72))
    tape = Tape()
    note_product(tape, left, right, out)
    if small is None:
        assert len(tape.calls) == 1
    else:
        assert len(tape.calls) == -(-n // 16) and all(call.args[1].size * 785 <= small for call in tape.calls)
    play(tape.calls)
    np.testing.assert_allclose(out, left @ right)

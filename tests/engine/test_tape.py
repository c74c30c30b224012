import math
from pathlib import Path

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


@pytest.mark.parametrize("large", [0, 3e6, math.inf])
@pytest.mark.parametrize("n", [1, 15, 16, 20, 30, 128, 129, 512])
def test_a_product_in_pieces_is_the_product_and_no_piece_is_large(
    n: int, large: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel, "between", lambda: (kernel.SMALL, large))
    rng = np.random.default_rng(n)
    left, right, out = rng.random((n, 785)), rng.random((785, 72)), np.zeros((n, 72))
    tape = Tape()
    note_product(tape, left, right, out)
    if n * right.size >= large:
        assert len(tape.calls) == 1
    else:
        assert len(tape.calls) == -(-n // 16) and all(call.args[1].size * 785 <= kernel.SMALL for call in tape.calls)
    play(tape.calls)
    np.testing.assert_allclose(out, left @ right)


@pytest.mark.parametrize(
    ("architecture", "cpuinfo", "cut"),
    [
        ("SkylakeX", "processor\t: 0\nvendor_id\t: GenuineIntel\n", (kernel.SMALL, 5e6)),
        ("SkylakeX", "processor\t: 0\nvendor_id\t: AuthenticAMD\n", (kernel.SMALL, math.inf)),
        ("SkylakeX", None, (kernel.SMALL, math.inf)),
        ("Haswell", "vendor_id\t: GenuineIntel\n", (math.inf, math.inf)),
        (None, "vendor_id\t: GenuineIntel\n", (math.inf, math.inf)),
    ],
)
def test_products_are_cut_where_the_processor_is_faster_at_small_ones(
    architecture: str | None,
    cpuinfo: str | None,
    cut: tuple[float, float],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pools = [{"internal_api": "openblas", "architecture": architecture}] if architecture else []
    monkeypatch.setattr(kernel, "threadpool_info", lambda: [*pools, {"internal_api": "openmp"}])
    file = tmp_path / "cpuinfo"
    if cpuinfo is not None:
        file.write_text(cpuinfo)
    made = kernel.maker(file)
    monkeypatch.setattr(kernel, "maker", lambda: made)
    assert kernel.between.__wrapped__() == cut

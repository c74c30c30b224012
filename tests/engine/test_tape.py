import math
from pathlib import Path

import numpy as np
import pytest

from engine import kernel
from engine.activations import HIDDEN, SOFTMAX, Activation
from engine.backprop import is_whole, note_product, rows_at_once
from engine.tape import Tape, now, play

ALL = {**HIDDEN, "softmax": SOFTMAX}

INTEL = "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 143\n\nprocessor\t: 1\n"
AMD = "processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: {}\n"


@pytest.mark.parametrize("activation", ALL.values(), ids=ALL)
def test_a_tape_computes_with_what_its_arrays_hold_when_it_is_played(activation: Activation) -> None:
    z, out, tape = np.zeros((4, 10), np.float32), np.empty((4, 10), np.float32), Tape()
    activation.value(z, out, tape.note)
    for seed in range(2):
        z[:] = np.random.default_rng(seed).standard_normal(z.shape)
        play(tape.calls)
        np.testing.assert_array_equal(out, activation.value(z, np.empty_like(z), now))


@pytest.mark.parametrize(("large", "whole"), [(0, False), (3e6, False), (3e6, True), (math.inf, False)])
@pytest.mark.parametrize("n", [1, 15, 16, 20, 30, 128, 129, 512])
def test_a_product_in_pieces_is_the_product_and_no_piece_is_large(
    n: int, large: float, whole: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel, "between", lambda: (kernel.SMALL, large))
    rng = np.random.default_rng(n)
    left, right, out = rng.random((n, 785)), rng.random((785, 72)), np.zeros((n, 72))
    tape = Tape()
    note_product(tape, left, right, out, whole)
    if whole or n * right.size >= large:
        assert len(tape.calls) == 1
    else:
        assert len(tape.calls) == -(-n // 16) and all(call.args[1].size * 785 <= kernel.SMALL for call in tape.calls)
    play(tape.calls)
    np.testing.assert_allclose(out, left @ right)


@pytest.mark.parametrize(
    ("architecture", "cpuinfo", "cut"),
    [
        ("SkylakeX", INTEL, (kernel.SMALL, 5e6)),
        ("SkylakeX", AMD.format(26), (kernel.SMALL, 1e7)),
        ("SkylakeX", AMD.format(25), (kernel.SMALL, math.inf)),
        ("SkylakeX", "processor\t: 0\nno word of it\n", (kernel.SMALL, math.inf)),
        ("SkylakeX", None, (kernel.SMALL, math.inf)),
        ("Haswell", INTEL, (math.inf, 0)),
        (None, INTEL, (math.inf, 0)),
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
    found = kernel.processor(file)
    monkeypatch.setattr(kernel, "processor", lambda: found)
    assert kernel.between.__wrapped__() == cut


@pytest.mark.parametrize(
    ("between", "sizes", "rows"),
    [
        ((kernel.SMALL, 1e7), (784, 16, 16, 10), 144),
        ((kernel.SMALL, 1e7), (784, 4, 10), 144),  # small is not packed
        ((kernel.SMALL, 1e7), (784, 128, 64, 10), 504),
        ((kernel.SMALL, math.inf), (784, 128, 64, 10), 144),
        ((math.inf, 0), (784, 16, 16, 10), 504),
        ((math.inf, 0), (9, 16, 10), 1024),
    ],
)
def test_more_examples_go_together_where_products_are_packed(
    between: tuple[float, float], sizes: tuple[int, ...], rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel, "between", lambda: between)
    assert rows_at_once(sizes, rows * 100) == rows
    assert is_whole(sizes, rows) == (rows > 144)

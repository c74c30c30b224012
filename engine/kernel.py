"""Which matrix product this machine has: the same sums, but the shapes that it is fast at differ.

A training step spends most of its time in products that are flat and wide, such as 16 neurons × 785 inputs × 144
examples. OpenBLAS packs its operands before it multiplies, which for such shapes takes as long as to multiply. For
processors with AVX-512 it has kernels that do not pack, and takes them for small products: 100 GFLOP/s, all that a core
can do, instead of 54. So there, a large product is cut into small ones. Everywhere else that would only mean to pack
oftener, which costs up to 1.7 times the time (784-128-64-10, AVX2).

Measured on AMD's AVX-512, where it holds for all networks. On one of Intel's it holds for 16 and 30 neurons (0.7 and
0.8 of the time), and from 128 on it is the other way round: a step of 784-128-64-10 at batch 1,000 takes 6.5 ms in
pieces and 5.0 whole. OpenBLAS calls both by one name, and to measure here would let the same plan end in other bits the
next time; so both are cut.
"""

from __future__ import annotations

from functools import cache

from threadpoolctl import threadpool_info  # type: ignore[import-untyped]

WITHOUT_PACKING = ("SkylakeX", "Cooperlake", "SapphireRapids")

# 16 × 785 × 72 multiplications are small, 16 × 785 × 76 are not.
SMALL = 950_000


@cache
def small_product() -> int | None:
    """Up to how many multiplications a product is best left whole; None if it always is."""
    kernels = {pool.get("architecture") for pool in threadpool_info() if pool.get("internal_api") == "openblas"}
    return SMALL if kernels and kernels.issubset(WITHOUT_PACKING) else None

"""Which matrix product this machine has: the same sums, but the shapes that it is fast at differ.

A training step spends most of its time in products that are flat and wide, such as 16 neurons × 785 inputs × 144
examples. OpenBLAS packs its operands before it multiplies, which for such shapes takes as long as to multiply. For
processors with AVX-512 it has kernels that do not pack, and takes them for small products. So there, a large product
is cut into small ones. Everywhere else that would only mean to pack oftener, which costs up to 1.7 times the time
(784-128-64-10, AVX2).

On AMD's AVX-512 a small product runs at 100 GFLOP/s, all that a core can do, and a packed one at 54, however large: so
all are cut. On Intel's it is 70 and, once there is enough to multiply for each number packed, 90. A step at batch 1,000
takes in pieces, of what it takes whole: with 16 neurons 0.74, 30 0.86, 48 1.0, 64 1.04, 128 1.22. OpenBLAS calls both
processors by one name, and to measure here would let the same plan end in other bits the next time.
"""

from __future__ import annotations

from functools import cache
from math import inf
from pathlib import Path

from threadpoolctl import threadpool_info  # type: ignore[import-untyped]

WITHOUT_PACKING = ("SkylakeX", "Cooperlake", "SapphireRapids")

# 16 × 785 × 72 multiplications are small, 16 × 785 × 76 are not; 48 × 785 × 144 are large for Intel.
SMALL = 950_000
LARGE = {"GenuineIntel": 5_000_000}


def is_cut(multiplications: int) -> bool:
    """Whether a product of so many multiplications is faster as several, each of which is `SMALL`."""
    small, large = between()
    return small < multiplications < large


@cache
def between() -> tuple[float, float]:
    """Products that are cut have more multiplications than the first of these and fewer than the second."""
    kernels = {pool.get("architecture") for pool in threadpool_info() if pool.get("internal_api") == "openblas"}
    if not kernels or not kernels.issubset(WITHOUT_PACKING):
        return inf, inf
    return SMALL, LARGE.get(maker(), inf)


def maker(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """Who made this processor, as Linux writes it; empty where nobody says."""
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("vendor_id")), "")

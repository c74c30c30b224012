"""Which matrix product this machine has: the same sums, but the shapes that it is fast at differ.

A training step spends most of its time in products that are flat and wide, such as 16 neurons × 785 inputs × 144
examples. OpenBLAS packs its operands before it multiplies, which for such shapes takes as long as to multiply. For
processors with AVX-512 it has kernels that do not pack, and takes them for small products. So there, a large product
is cut into small ones. Everywhere else that would only mean to pack oftener, which costs up to 1.7 times the time
(784-128-64-10, AVX2).

How large is too large to be cut is the processor's. On AMD's first with AVX-512 (Zen 4) a small product runs at 100
GFLOP/s, all that a core can do, and a packed one at 54, however large: so all are cut. Others catch up once there is
enough to multiply for each number packed. A step at batch 1,000 takes in pieces, of what it takes whole: on Intel's
with 16 neurons 0.74, 30 0.86, 48 1.0, 64 1.04, 128 1.22; on AMD's next (Zen 5) with 16 0.7, 30 0.75, 64 1.0, 100 1.05,
128 1.1, 256 1.18. OpenBLAS calls them all by one name, and to measure here would let the same plan end in other bits
the next time.
"""

from __future__ import annotations

from functools import cache
from math import inf
from pathlib import Path

from threadpoolctl import threadpool_info  # type: ignore[import-untyped]

WITHOUT_PACKING = ("SkylakeX", "Cooperlake", "SapphireRapids")

# 16 × 785 × 72 multiplications are small, 16 × 785 × 76 are not. Large are 48 × 785 × 144 and 96 × 785 × 144, by maker
# and family.
SMALL = 950_000
LARGE = {("GenuineIntel", "6"): 5_000_000, ("AuthenticAMD", "26"): 10_000_000}


def is_cut(multiplications: int) -> bool:
    """Whether a product of so many multiplications is faster as several, each of which is `SMALL`."""
    small, large = between()
    return small < multiplications < large


def is_packed(multiplications: int) -> bool:
    """Whether a product of so many multiplications is packed, and fastest so."""
    return multiplications >= between()[1]


@cache
def between() -> tuple[float, float]:
    """Products that are cut have more multiplications than the first of these and fewer than the second."""
    kernels = {pool.get("architecture") for pool in threadpool_info() if pool.get("internal_api") == "openblas"}
    if not kernels or not kernels.issubset(WITHOUT_PACKING):
        return inf, 0
    return SMALL, LARGE.get(processor(), inf)


def processor(cpuinfo: Path = Path("/proc/cpuinfo")) -> tuple[str, str]:
    """Who made this processor, and its family, as Linux writes them; empty where nobody says."""
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    said = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in reversed(lines))}
    return said.get("vendor_id", ""), said.get("cpu family", "")

"""Tables as CSV (RFC 4180), for spreadsheets and programs."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence


def written(columns: Sequence[str], rows: Iterable[Iterable[float | None]]) -> str:
    """The table with its head. A whole number is written as such, and what is not finite as nothing."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(map(_cell, row) for row in rows)
    return out.getvalue()


def _cell(value: float | None) -> str:
    return "" if value is None or not math.isfinite(value) else f"{value:.9g}"

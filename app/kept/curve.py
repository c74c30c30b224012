"""A curve of a run that goes on for ever, in bounded memory: when there are too many rows, every second one goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Row = TypeVar("Row")


class Curve(Generic[Row]):
    """Rows in the order in which they came. Past the limit every second one is dropped, and of newcomers too."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._stride = 1
        self._seen = 0
        self._rows: list[Row] = []
        self._last: Row | None = None

    def append(self, row: Row) -> None:
        if self._seen % self._stride == 0:
            self._rows.append(row)
            if len(self._rows) > self._limit:
                self._rows = self._rows[::2]
                self._stride *= 2
        self._seen += 1
        self._last = row

    @property
    def stride(self) -> int:
        """Of all rows that came, every so manieth is kept."""
        return self._stride

    @property
    def seen(self) -> int:
        """How many rows have come."""
        return self._seen

    def since(self, n: int) -> list[tuple[int, Row]]:
        """The rows that are kept, with their numbers, from the n-th that came on."""
        first = -(-n // self._stride)
        return [(i * self._stride, self._rows[i]) for i in range(first, len(self._rows))]

    def restore(self, rows: Sequence[tuple[int, Row]]) -> None:
        """Takes up what `since` gave."""
        self._rows = [row for _, row in rows]
        self._stride = rows[1][0] - rows[0][0] if len(rows) > 1 else 1
        self._seen = rows[-1][0] + 1 if rows else 0
        self._last = self._rows[-1] if rows else None

    def cut(self, keep: Callable[[Row], bool]) -> None:
        """Drops the rows at the end that are not to be kept."""
        rows = self.since(0)
        while rows and not keep(rows[-1][1]):
            rows.pop()
        self.restore(rows)

    def rows(self, most: int | None = None) -> list[Row]:
        """Evenly thinned to at most `most` rows, first and newest always among them."""
        if self._last is None:
            return []
        rows = self._rows if self._rows[-1] is self._last else [*self._rows, self._last]
        if most is None or len(rows) <= most:
            return list(rows)
        return [rows[round(i * (len(rows) - 1) / (most - 1))] for i in range(most)]

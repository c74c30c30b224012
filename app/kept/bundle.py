"""All of a run in one zip: its plan, its curves, what it was told, its checkpoint, and what lies beside that. Goes out
and comes in again."""

from __future__ import annotations

import csv
import io
import math
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from app.kept.npz import UNSOUND, Unsound, check_packing, opened
from app.kept.store import COMMAND_LENGTH, COMMANDS, Curve
from app.kept.tables import written
from app.wire.base import Whole

RUN, CHECKPOINT, PAST = "run.json", "checkpoint.npz", "past.msgpack"
TABLES = {"score": "scores.csv", "point": "points.csv"}
LARGEST = {  # bytes, unpacked
    RUN: 4 * 2**20, CHECKPOINT: 256 * 2**20, PAST: 32 * 2**20, "scores.csv": 2**20, "points.csv": 2**20,
}  # fmt: skip
MOST_ENTRIES = 1_024  # a network of earlier is a zip, too, of three files, and there are some hundred
ROWS = 4_001  # of a curve
Past = Annotated[list[bytes], Meta(max_length=MOST_ENTRIES)]
Text = Annotated[str, Meta(max_length=COMMAND_LENGTH)]


class Described(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is in run.json. `commands`: when (seconds since 1970), at which step, what."""

    nudge: Literal[1]
    name: Annotated[str, Meta(max_length=200)]
    plan: dict[str, Any]
    columns: dict[str, list[str]]  # of the tables beside it; a race has none, for its checkpoint holds its curves
    commands: Annotated[list[tuple[float, Whole, Text]], Meta(max_length=COMMANDS)]
    kind: Literal["training", "race"] = "training"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A run, taken along, but for its checkpoint."""

    described: Described
    curves: dict[str, Curve]


def pack(bundle: Bundle, checkpoint: bytes, past: Sequence[bytes] = ()) -> bytes:
    """The zip. `past`: the files beside the checkpoint, which are left out where they are too large."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(RUN, msgspec.json.format(msgspec.json.encode(bundle.described)))
        for curve, table in TABLES.items() if bundle.described.columns else ():
            rows = ((n, *row) for n, row in bundle.curves[curve])
            file.writestr(table, written(["n", *bundle.described.columns[curve]], rows))
        file.writestr(CHECKPOINT, checkpoint)
        together = msgspec.msgpack.encode(past)
        if past and len(together) <= LARGEST[PAST]:
            file.writestr(PAST, together, zipfile.ZIP_STORED)  # weights cannot be made smaller
    return out.getvalue()


def is_one(content: bytes) -> bool:
    """Whether this could be such a zip."""
    try:
        with opened(content, MOST_ENTRIES) as file:
            return RUN in file.namelist()
    except UNSOUND:
        return False


def unpack(content: bytes, columns: Mapping[str, Sequence[str]]) -> Bundle:
    """What the zip holds, whoever packed it; its curves must have these columns. Raises Unsound."""
    try:
        with opened(content, MOST_ENTRIES) as file:
            described = msgspec.json.decode(_part(file, RUN), type=Described)
            curves: dict[str, Curve] = {curve: [] for curve in TABLES}
            if described.kind == "training":
                curves = {curve: _table(_part(file, table), columns[curve]) for curve, table in TABLES.items()}
    except (*UNSOUND, csv.Error) as error:
        raise Unsound(f"this is not a run of Nudge: {error}") from None
    return Bundle(described, curves)


def checkpoint(content: bytes) -> bytes:
    """The checkpoint in the zip, as it is: who opens it must not believe it either. It may be large. Raises Unsound."""
    try:
        with opened(content, MOST_ENTRIES) as file:
            return _part(file, CHECKPOINT)
    except UNSOUND as error:
        raise Unsound(f"this is not a run of Nudge: {error}") from None


def past(content: bytes) -> list[bytes]:
    """The files beside the checkpoint, as they are; none where there are none, or something is wrong with them."""
    try:
        with opened(content, MOST_ENTRIES) as file:
            return msgspec.msgpack.decode(_part(file, PAST), type=Past)
    except UNSOUND:
        return []


def _part(file: zipfile.ZipFile, name: str) -> bytes:
    entries = [entry for entry in file.infolist() if entry.filename == name]
    if len(entries) != 1:
        raise Unsound(f"it holds {len(entries)} files called {name}, expected one")
    if entries[0].file_size > LARGEST[name]:
        raise Unsound(f"{name} would unpack to {entries[0].file_size:,} bytes, expected at most {LARGEST[name]:,}")
    check_packing(entries[0])
    with file.open(entries[0]) as packed:
        content = packed.read(LARGEST[name] + 1)  # its header may lie
    if len(content) > LARGEST[name]:
        raise Unsound(f"{name} unpacks to more than {LARGEST[name]:,} bytes")
    return content


def _table(content: bytes, columns: Sequence[str]) -> Curve:
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    if head != ["n", *columns] or len(rows) > ROWS:
        raise Unsound(f"a curve has {len(rows)} rows of {', '.join(head)[:200]}, expected n, {', '.join(columns)}")
    curve = [(int(n), tuple(float(cell) if cell else math.nan for cell in row)) for n, *row in rows]
    numbers = [n for n, _ in curve]
    if any(len(row) != len(columns) for _, row in curve) or not _even(numbers):
        raise Unsound("the rows of a curve do not follow each other")
    return curve


def _even(numbers: list[int]) -> bool:
    """Whether these count from 0 in equal steps."""
    step = numbers[1] if len(numbers) > 1 else 1
    return 0 < step < 2**40 and numbers == list(range(0, step * len(numbers), step))

"""What was found, as Markdown: one table of goals, then each part, and what it was measured on."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import machine

HERE = Path(__file__).parent
KEPT = HERE / ".parts"  # what each part found last, so that one can be measured anew
RESULTS = HERE / "RESULTS.md"


@dataclass(frozen=True, slots=True)
class Row:
    """Something that has a goal: at most `goal`."""

    what: str
    goal: float
    measured: float
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What one program found: `text` is Markdown."""

    title: str
    rows: Sequence[Row]
    text: str


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return "\n".join(lines)


def number(value: float) -> str:
    """Three digits, or all there are before the point."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def section(part: Part) -> str:
    return f"## {part.title}\n\n{part.text.strip()}\n"


def goals(parts: Sequence[Part]) -> str:
    """One table: goal, measured, ratio. A ratio of at most 1 is what was aimed at."""
    rows = [
        (
            row.what,
            f"≤ {number(row.goal)} {row.unit}".strip(),
            f"{number(row.measured)} {row.unit}".strip(),
            f"{row.measured / row.goal:.2f}" + ("" if row.measured <= row.goal else " ✗"),
            row.note,
        )
        for part in parts
        for row in part.rows
    ]
    return table(("", "goal", "measured", "ratio", ""), rows)


def keep(name: str, part: Part, pulse: float) -> None:
    KEPT.mkdir(exist_ok=True)
    known = {"machine": machine.describe(), "pulse": pulse, "part": dataclasses.asdict(part)}
    (KEPT / f"{name}.json").write_text(json.dumps(known, indent=1), encoding="utf-8")


def kept(names: Iterable[str]) -> list[Part]:
    return [_part(known["part"]) for known in _known(names)]


def write(names: Sequence[str]) -> None:
    """Writes RESULTS.md from what each part found last."""
    known = _known(names)
    machines = list(dict.fromkeys(each["machine"] for each in known))
    parts = [_part(each["part"]) for each in known]
    pulses = ", ".join(f"{part.title.lower()} {each['pulse']:.0f}" for part, each in zip(parts, known, strict=True))
    RESULTS.write_text(
        "\n".join([
            "# How fast",
            "",
            "Written by `make bench`, on:",
            "",
            *(f"- {each}" for each in machines),
            "",
            "Ratios within one table hold better than the numbers themselves. Times of computing are processor time,",
            "medians of slices taken by turns; ages and delays are wall time, and suffer from what else goes on.",
            "",
            "A shared machine is not always equally fast. A million additions in Python took, after each part, so many",
            f"milliseconds: {pulses}.",
            "",
            "## Goals",
            "",
            "A ratio above 1 (✗) misses its goal.",
            "",
            goals(parts),
            "",
            *(section(part) for part in parts),
        ]).rstrip()
        + "\n",
        encoding="utf-8",
    )  # fmt: skip


def _known(names: Iterable[str]) -> list[dict[str, Any]]:
    files = (KEPT / f"{name}.json" for name in names)
    return [json.loads(file.read_text(encoding="utf-8")) for file in files if file.exists()]


def _part(known: dict[str, Any]) -> Part:
    return Part(known["title"], [Row(**row) for row in known["rows"]], known["text"])

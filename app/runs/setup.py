"""What a child is told when it starts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.kept.record import Record
from app.runs.child import Nursery


def setup_of(record: Record, nursery: Nursery, kept: Path | None, wall: bytes | None, fresh: bool) -> dict[str, Any]:
    """As `app.worker.main` takes it. `kept`: where its checkpoints are; `wall`: the last that was seen of its wall;
    `fresh`: whether it is to leave checkpoints alone."""
    return {
        "id": record.id,
        "kind": record.kind,
        "plan": record.plan,
        "start": record.start,
        "brought": record.brought,
        "step": record.step,
        "kept": str(kept) if kept else None,
        "wall": wall,
        "fresh": fresh,
        "data": nursery.data,
        "cache": nursery.cache,
        "nice": nursery.nice,
        "memory": nursery.memory,
    }

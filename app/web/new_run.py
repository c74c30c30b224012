"""What a new run is asked to be: a training, a race, or a training that goes on from a point of another run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from app.kept.race_record import RaceRecord
from app.kept.record import Record
from app.runs.registry import Runs
from app.runs.run import Run
from app.wire import messages, protocol
from app.wire.race_setting import Setting
from app.wire.refused import Refused
from engine.mnist import Data
from engine.plan import Plan


@dataclass(frozen=True, slots=True)
class NewRun:
    """The plan as a mapping, what keeps record of it, and the encoded weights to start from, if there are any."""

    plan: dict[str, Any]
    record: type[Record] = Record
    start: bytes | None = None


async def wanted(given: dict[str, Any], runs: Runs, data: Data) -> NewRun:
    """What is asked for: any part of a plan, or {"race": any part of a race plan}, or {"from": {"race": the id of a
    run, "lane": ..., "step": ...}}, or {"from": {"run": the id of a training, "step": ...}}. Raises ValueError, Refused
    where that run would not give its weights, Full, or TimeoutError."""
    if "race" in given:
        setting = Setting.of(_only("race", given))
        setting.plan.plan.check_ends(*data.ends)
        return NewRun(setting.as_mapping(), RaceRecord)
    if "from" in given:
        point = _only("from", given)
        kind = "race" if "race" in point else "training"
        if (which := "race" if kind == "race" else "run") not in point or point.keys() - {which, "lane", "step"}:
            raise ValueError(f"from has {', '.join(point) or 'nothing'}, expected race, lane and step, or run and step")
        id = point.pop(which)
        run = runs.get(id) if isinstance(id, str) else None
        if run is None or run.record.kind != kind:
            raise ValueError(f"there is no {kind} {id!r}")
        await runs.wake(run)
        return await _taken(run, point if kind == "race" else {"lane": 0} | point)
    plan = Plan.from_mapping(given)
    plan.check_ends(*data.ends)
    return NewRun(plan.as_mapping())


def _only(key: str, given: dict[str, Any]) -> dict[str, Any]:
    """The mapping at this key, which is to be the only one."""
    value, others = given[key], sorted(given.keys() - {key})
    if not isinstance(value, dict):
        raise ValueError(f"{key} is {value!r}, expected an object")
    if others:
        raise ValueError(f"beside {key} came {', '.join(others)}, expected nothing but a name and a speed")
    return dict(value)


async def _taken(run: Run, point: dict[str, Any]) -> NewRun:
    question = protocol.read_command(msgspec.json.encode({**point, "type": "take"}))
    answer = await run.request(question)
    if isinstance(answer, messages.Error):
        raise Refused(answer.code, answer.message)
    if not isinstance(answer, messages.Taken):
        raise TypeError(f"the run answered {type(answer).__name__}")
    return NewRun(answer.plan, start=protocol.encode(answer))

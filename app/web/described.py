"""What the description of the interface cannot see by itself: the bodies that are read by the rules of the wire."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any, get_args

import msgspec

from app.wire import commands, race_setting
from engine.plan import choices

_REF = "#/{name}"


def body(content: dict[str, Any], required: bool = True) -> dict[str, Any]:
    """Of an operation: it takes this as JSON."""
    return {"requestBody": {"required": required, "content": {"application/json": {"schema": content}}}}


def _range(kind: str, name: str, **more: Any) -> dict[str, Any]:
    low, high = choices()[name]
    return {"type": kind, "minimum": low, "maximum": high} | more


def new_run() -> dict[str, Any]:
    """Any part of a plan, of a race plan, or a point of another run."""
    known = choices()
    width = {"type": "integer", "minimum": 1}
    shallow, deep = known["hidden_layers"]
    plan = {
        "sizes": {
            "type": "array", "items": width, "minItems": shallow + 2, "maxItems": deep + 2,
            "description": f"from the input to the output; a hidden layer has up to {known['hidden_width'][1]} neurons",
        },
        **{name: {"enum": known[name]} for name in ("activation", "cost", "optimizer", "initialisation")},
        "batch_size": _range("integer", "batch_size"),
        "eta": {"type": "number", "exclusiveMinimum": known["eta"][0], "maximum": known["eta"][1]},
        "seed": _range("integer", "seed"),
        "digits": {
            "type": "array", "items": {"enum": known["digits"]}, "uniqueItems": True,
            "description": "which digits to train on; none: all",
        },
    }  # fmt: skip
    race = next(iter(race_setting.choices()["presets"].values()))
    text = {"type": "string"}
    step = {"type": ["integer", "null"], "minimum": 0}
    point = {
        "type": "object",
        "description": "of a race the recorded point of a lane that is nearest to `step`, without one the newest; of a "
        "training a step whose network is kept, without one the network that is looked at",
        "properties": {
            "race": {"type": "string"},
            "run": {"type": "string"},
            "lane": {"type": "integer"},
            "step": step,
        },
        "additionalProperties": False,
        "oneOf": [{"required": ["race", "lane"]}, {"required": ["run"]}],
    }
    return {
        "type": "object",
        "description": "any part of a plan; what is left out is as in this example. Or, in its place, `race`: any part "
        "of a race plan; or `from`: a point of another run, with whose weights a training starts",
        "properties": {
            "name": text | {"description": "of which the first 80 characters are kept"},
            "speed": _speed() | {"description": "steps a second; null: unthrottled. Unless given, a training has 300"},
            **plan,
            "race": {"type": "object", "example": race},
            "from": point,
        },
        "additionalProperties": False,
        "example": known["default"],
    }


def _speed() -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.schema(commands.Set)["$defs"]["Set"]["properties"]["speed"]
    return found


def command() -> dict[str, Any]:
    """Each command that needs no socket, with its fields, their ranges and defaults."""
    kinds = [kind for kind in get_args(commands.AnyCommand) if kind not in commands.VIEWER]
    (found,), parts = msgspec.json.schema_components([reduce(or_, kinds)], ref_template=_REF)
    inlined: dict[str, Any] = _inlined(found, parts)
    return inlined


def _inlined(value: Any, parts: dict[str, Any]) -> Any:
    """The same without references: there is no place for what they name."""
    if isinstance(value, list):
        return [_inlined(item, parts) for item in value]
    if not isinstance(value, dict):
        return value
    if "$ref" in value:
        return _inlined(parts[value["$ref"].removeprefix(_REF.format(name=""))], parts)
    return {key: _inlined(item, parts) for key, item in value.items() if key != "discriminator"}

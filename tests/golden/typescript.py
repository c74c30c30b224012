"""The types of the wire for the page: TypeScript that says what the structs of app.wire say."""

import inspect
import re
from typing import Any, get_args

import msgspec
from msgspec import inspect as types

from app.wire import base as wire
from app.wire import commands, messages, race_commands
from app.wire import race as race_wire

HEAD = """\
// Written by tests/golden/write.py from the structs in app/wire/messages.py, app/wire/commands.py and what they gather.

/** The elements of an array, row after row. */
export type Elements = Float32Array | Float64Array | Int8Array | Uint8Array | Int32Array;

/** An array as it arrives: (2, 3) has six elements. */
export interface WireArray {
  data: Elements;
  shape: number[];
}
"""
RACES = [
    race_wire.LaneNow, race_wire.Timing, race_wire.First, race_wire.LanePath, race_wire.Curve, race_wire.Scores,
    race_wire.Agreed,
]  # fmt: skip
LETTER = re.compile(r"^    (\w+): .*?  # (?:noqa: \w+ - )?(.*)$", re.MULTILINE)


def declarations() -> str:
    """All of static/js/messages.d.ts."""
    kinds = get_args(messages.AnyMessage)
    asked = get_args(commands.AnyCommand)
    inner = [messages.Window, messages.Phase, messages.Asked, messages.Finding, commands.Parameter, *RACES]
    parts = [HEAD, f"export type Status = {_union(get_args(wire.Status))};"]
    parts += [f"export type {name} = {_union(get_args(getattr(commands, name)))};" for name in ("Kind", "Unit")]
    parts += [f"export type PlaneKind = {_union(get_args(race_wire.PlaneKind))};"]
    parts += [f"export type Law = {_union(get_args(race_commands.Law))};"]
    parts += [_interface(kind, kind.__name__) for kind in (*inner, *kinds)]
    parts += [f"export type AnyMessage = {' | '.join(kind.__name__ for kind in kinds)};"]
    parts += [_interface(kind, f"{kind.__name__}Command") for kind in asked]
    parts += [f"export type AnyCommand = {' | '.join(f'{kind.__name__}Command' for kind in asked)};"]
    return "\n".join(parts)


def _union(values: tuple[Any, ...]) -> str:
    return " | ".join(f'"{value}"' for value in values)


def _interface(kind: type[msgspec.Struct], name: str) -> str:
    info = types.type_info(kind)
    assert isinstance(info, types.StructType)
    remarks = dict(LETTER.findall(inspect.getsource(kind)))
    optional = issubclass(kind, commands.Command | commands.Parameter)  # a message is always whole
    lines = [f"\n/** {inspect.cleandoc(kind.__doc__ or '').replace('*/', '')} */", f"export interface {name} {{"]
    if info.tag is not None:
        lines.append(f'  type: "{info.tag}";')
    for field in info.fields:
        if field.name in remarks:
            lines.append(f"  /** {remarks[field.name]} */")
        lines.append(f"  {field.name}{'?' if optional and not field.required else ''}: {_type(field.type)};")
    return "\n".join([*lines, "}"])


def _type(info: types.Type) -> str:
    match info:
        case types.IntType() | types.FloatType():
            return "number"
        case types.StrType():
            return "string"
        case types.BoolType():
            return "boolean"
        case types.NoneType():
            return "null"
        case types.LiteralType():
            return _union(tuple(info.values))
        case types.ListType():
            inner = _type(info.item_type)
            return f"({inner})[]" if " " in inner and not inner.startswith("[") else f"{inner}[]"
        case types.TupleType():
            return f"[{', '.join(_type(item) for item in info.item_types)}]"
        case types.DictType():
            return f"Record<string, {_type(info.value_type)}>"
        case types.UnionType():
            given = [item for item in info.types if not _is_unset(item)]
            return " | ".join(_type(item) for item in given)
        case types.StructType():
            return info.cls.__name__
        case types.CustomType():
            return "WireArray"
        case types.AnyType() | types.RawType():
            return "unknown"
    raise TypeError(f"no TypeScript for {info}")


def _is_unset(info: types.Type) -> bool:
    return isinstance(info, types.CustomType) and info.cls is msgspec.UnsetType

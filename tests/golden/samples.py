"""One example of every message and every command, made from their types, in numbers that float32 holds exactly."""

from itertools import count
from typing import Any, get_args

import msgspec
import numpy as np
from msgspec import inspect as types

from app.wire import commands, messages

SHAPES = ((4,), (2, 3), (1, 2, 2), (0,), (2, 0))


def all_messages() -> dict[str, messages.Message]:
    """A sample by type, each field filled, the arrays of all element types and several shapes."""
    return {str(kind.__struct_config__.tag): _Maker().struct(kind) for kind in get_args(messages.AnyMessage)}


def all_commands() -> dict[str, commands.Command]:
    """A sample by type, each field filled."""
    return {str(kind.__struct_config__.tag): _Maker().struct(kind) for kind in get_args(commands.AnyCommand)}


class _Maker:
    """Counts, so that no two values of a sample are alike."""

    def __init__(self) -> None:
        self._next = count(1)

    def struct(self, kind: type[msgspec.Struct]) -> Any:
        info = types.type_info(kind)
        assert isinstance(info, types.StructType)
        return kind(**{field.name: self.value(field.type) for field in info.fields})

    def value(self, info: types.Type) -> Any:
        number = next(self._next)
        match info:
            case types.IntType():
                return number if info.le is None else min(number, info.le)
            case types.FloatType():
                return min(number / 4, info.le) if info.le is not None else number / 4
            case types.StrType():
                return f"글 {number}".ljust(info.min_length or 0, "0")  # beyond ASCII
            case types.BoolType():
                return True
            case types.LiteralType():
                return info.values[0]
            case types.ListType():
                return [self.value(info.item_type) for _ in range(info.min_length or 2)]
            case types.TupleType():
                return tuple(self.value(item) for item in info.item_types)
            case types.DictType():
                return {f"key {number}": self.value(info.value_type)}
            case types.UnionType():
                return self.value(next(item for item in info.types if not isinstance(item, types.NoneType)))
            case types.StructType():
                return self.struct(info.cls)
            case types.RawType():
                return msgspec.Raw(str(number).encode())
            case types.AnyType():
                return [number, -number / 8, None, {"is": "anything"}]
            case types.CustomType():
                return self.array(number)
        raise TypeError(f"no sample of {info}")

    def array(self, number: int) -> np.ndarray[Any, Any]:
        dtype = ("<f4", "<f8", "<i1", "<u1", "<i4")[number % 5]
        shape = SHAPES[number // 5 % len(SHAPES)]
        values = np.arange(np.prod(shape)) + number
        return (values / 8 if dtype.startswith("<f") else values).astype(dtype).reshape(shape)

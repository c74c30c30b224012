"""What a page might send that it should not: commands of the right shape with any values, and pieces of everything."""

import string
from typing import Any, get_args

import msgspec.inspect
from hypothesis import strategies as st
from msgspec.inspect import type_info

from app.wire import commands
from app.wire.race_setting import choices as race_choices
from engine.plan import choices

# Numbers at which something begins or ends.
WHOLE = [
    -1,
    0,
    1,
    2,
    9,
    10,
    15,
    16,
    17,
    783,
    784,
    785,
    4_095,
    9_999,
    10_000,
    59_999,
    60_000,
    2**31,
    2**32,
    2**53,
    2**64,
]
REAL = [-1.0, -0.0, 0.0, 1e-300, 1e-9, 0.5, 1.0, 1.5, 100.0, 1e6, 1e308, -1e308]
LITERALS = sorted(
    {
        value
        for kind in get_args(commands.AnyCommand)
        for field in type_info(kind).fields  # type: ignore[attr-defined]
        if isinstance(field.type, msgspec.inspect.LiteralType)
        for value in field.type.values
    }
)

whole = st.sampled_from(WHOLE) | st.integers(-5, 1_000)
real = st.sampled_from(REAL) | st.floats(-10, 10)
text = st.sampled_from(LITERALS) | st.text(string.printable, max_size=5)
leaf = st.none() | st.booleans() | whole | real | text
json = st.recursive(leaf, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3))

# A plan that is wrong in any way, but never so large that a step of it would take seconds.
plan_values = {
    "sizes": st.sampled_from([[784, 16, 16, 10], [784, 8, 10], [784, 1, 1, 1, 1, 10], [784, 10], [10], [784, 600, 10]]),
    "batch_size": st.sampled_from([0, 1, 2, 10, 100, 1_999, 2_000, 2_001, 60_001]),
    "digits": st.lists(st.integers(-1, 10), max_size=4),
    "seed": whole,
    "eta": real,
    **{name: st.sampled_from(choices()[name]) for name in ("activation", "cost", "optimizer", "initialisation")},
}
plans = st.fixed_dictionaries({}, optional=plan_values) | st.dictionaries(
    st.sampled_from([*plan_values, "other", "self"]), json, max_size=3
)
race_plans = st.dictionaries(st.sampled_from(list(race_choices()["presets"]["two"])), json, max_size=2)


def values(kind: msgspec.inspect.Type) -> st.SearchStrategy[Any]:
    """JSON of this type, its bounds not always kept."""
    match kind:
        case msgspec.inspect.LiteralType(values=literals):
            return st.sampled_from(literals)
        case msgspec.inspect.IntType(ge=lowest, le=highest):
            ends = [int(end) for end in (lowest, highest) if end is not None]
            return st.one_of(*[st.integers(0, 2)] * 6, st.sampled_from([*ends, 9]), whole)
        case msgspec.inspect.FloatType():
            return st.one_of(*[st.floats(0.01, 1)] * 3, real)
        case msgspec.inspect.StrType(min_length=least) if least:
            return st.sampled_from(["k" * least, "m" * least, "k" * (least - 1)])
        case msgspec.inspect.BoolType():
            return st.booleans()
        case msgspec.inspect.ListType(item_type=inner, min_length=least) if (least or 0) > 100:
            return st.tuples(values(inner), st.sampled_from([least, least, least - 1])).map(
                lambda got: [got[0]] * got[1]
            )
        case msgspec.inspect.ListType(item_type=inner):
            return st.lists(values(inner), max_size=4)
        case msgspec.inspect.TupleType(item_types=inner):
            return st.tuples(*map(values, inner)).map(list)
        case msgspec.inspect.StructType(fields=fields):
            return st.fixed_dictionaries({}, optional={field.encode_name: values(field.type) for field in fields})
        case msgspec.inspect.UnionType(types=types):
            return st.one_of(*map(values, types))
        case msgspec.inspect.NoneType():
            return st.none()
        case msgspec.inspect.DictType():
            return plans | race_plans
        case _:
            return json


def _command(kind: type[msgspec.Struct]) -> st.SearchStrategy[dict[str, Any]]:
    fields = {field.encode_name: field for field in type_info(kind).fields}  # type: ignore[attr-defined]
    needed = {name: values(field.type) for name, field in fields.items() if field.required}
    free = {name: values(field.type) for name, field in fields.items() if not field.required and name != "id"}
    tag = str(kind.__struct_config__.tag)
    return st.fixed_dictionaries(needed | {"type": st.just(tag)}, optional=free)


@st.composite
def spoilt(draw: st.DrawFn, whole_one: dict[str, Any]) -> dict[str, Any]:
    """A command of which one field is anything, or is not there, or is one that it should not have."""
    name = draw(st.sampled_from([*whole_one, "other"]))
    changed = whole_one | {name: draw(json)}
    if draw(st.booleans()):
        del changed[name]
    return changed


right = st.sampled_from(get_args(commands.AnyCommand)).flatmap(_command)
wrong = right.flatmap(spoilt)
command = st.one_of(right, right, right, wrong, json)

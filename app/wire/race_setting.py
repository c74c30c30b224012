"""What determines a race and its show, as one mapping: the race plan, the pace and the plane."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

import msgspec

from app.wire.race import PlaneKind
from app.wire.race_commands import Law, Pace, Plane
from engine import race_plan
from engine.race_plan import RacePlan

MERGED = ("plan", "limit", "pace", "plane")  # of these a part may be given, the rest stays


@dataclass(frozen=True, slots=True)
class Setting:
    """Raises ValueError, with a sentence, when something is out of range."""

    plan: RacePlan
    pace: Pace
    plane: Plane

    def __post_init__(self) -> None:
        lanes = self.plane.lanes
        if lanes is not None and (lanes[0] == lanes[1] or max(lanes) >= len(self.plan.lanes)):
            raise ValueError(f"the plane's lanes are {list(lanes)}, expected two different ones of this race")

    @classmethod
    def of(cls, mapping: Mapping[str, Any]) -> Setting:
        """The setting with these values, and the defaults for the rest."""
        rest = dict(mapping)
        try:
            pace = msgspec.convert(rest.pop("pace", {}), Pace)
            plane = msgspec.convert(rest.pop("plane", None), Plane | None)
        except msgspec.ValidationError as error:
            raise ValueError(f"pace or plane: {error}") from None
        plan = RacePlan.from_mapping(rest)
        return cls(plan, pace, Plane(kind=_suits(plan)) if plane is None else plane)

    def as_mapping(self) -> dict[str, Any]:
        """What `of` takes, in types that JSON has."""
        pace = {"law": self.pace.law, "value": self.pace.value}
        lanes = None if self.plane.lanes is None else list(self.plane.lanes)
        return self.plan.as_mapping() | {"pace": pace, "plane": {"kind": self.plane.kind, "lanes": lanes}}

    def changed(self, mapping: Mapping[str, Any]) -> Setting:
        """This setting with some values changed. Other lanes get the plane that suits so many."""
        values = self.as_mapping()
        if "lanes" in mapping and "plane" not in mapping:
            del values["plane"]
        for key, value in mapping.items():
            merges = key in MERGED and isinstance(value, dict) and isinstance(values.get(key), dict)
            values[key] = values[key] | value if merges else value
        return Setting.of(values)

    def with_plan(self, plan: RacePlan) -> Setting:
        return replace(self, plan=plan)


def _suits(plan: RacePlan) -> PlaneKind:
    """The plane that shows most of such a race: of two, how the one with the smaller batches staggers. A plane laid
    through one or two ends says little of a third lane."""
    if len(plan.lanes) > 2:
        return "principal"
    return "stagger" if plan.lanes[0].batch_size != plan.lanes[1].batch_size else "ends"


def choices() -> dict[str, Any]:
    """What a race may be asked for: every choice and range of a race plan, and the presets with pace and plane."""
    presets = {name: Setting.of(plan.as_mapping()).as_mapping() for name, plan in race_plan.presets().items()}
    return race_plan.choices() | {"laws": list(get_args(Law)), "planes": list(get_args(PlaneKind)), "presets": presets}

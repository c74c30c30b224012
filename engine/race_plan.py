"""A race plan is all that determines a race: one start, and the ways down from it that are to be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from engine.optimizers import OPTIMIZERS
from engine.plan import BATCH_SIZE, Plan, is_number, known_alone

CLOCKS = ("examples", "steps", "seconds")
ETAS = ("own", "same", "best")
LANES = (2, 5)
COLOUR = (0, 4)
NAME_LENGTH = 40
FULL_BATCH = BATCH_SIZE[1]
GOALS = (0.8, 0.9, 0.95)  # shares of the test set answered rightly


@dataclass(frozen=True, slots=True)
class LanePlan:
    """One way down. An empty name leaves it to the page to call a lane by its batch size and optimizer."""

    batch_size: int
    optimizer: str = "plain"
    eta: float = 1.5
    name: str = ""
    colour: int = 0

    def __post_init__(self) -> None:
        name: object = self.name
        if not isinstance(name, str) or len(name) > NAME_LENGTH:
            raise ValueError(f"a lane's name is {name!r}, expected at most {NAME_LENGTH} characters")
        if type(self.colour) is not int or not COLOUR[0] <= self.colour <= COLOUR[1]:
            raise ValueError(f"a lane's colour is {self.colour!r}, expected {COLOUR[0]} to {COLOUR[1]}")
        Plan(batch_size=self.batch_size, optimizer=self.optimizer, eta=self.eta)  # which checks these


@dataclass(frozen=True, slots=True)
class Limit:
    """A lane stops at the first of these that it comes to; None: never for that reason. `accuracy` is on the test set.

    The defaults beside the accuracy end a lane that would never arrive.
    """

    accuracy: float | None = 0.9
    steps: int | None = 200_000
    examples: int | None = 60_000_000
    seconds: float | None = 300.0

    def __post_init__(self) -> None:
        if self.accuracy is not None and not (is_number(self.accuracy) and 0 < self.accuracy <= 1):
            raise ValueError(f"the limit's accuracy is {self.accuracy!r}, expected a number above 0 and at most 1")
        for name, most in (("steps", 10_000_000), ("examples", 1_000_000_000), ("seconds", 3600)):
            value = getattr(self, name)
            if value is not None and not (is_number(value) and 0 < value <= most):
                raise ValueError(f"the limit's {name} is {value!r}, expected a number above 0 and at most {most:,}")


@dataclass(frozen=True, slots=True)
class RacePlan:
    """`plan` says what all lanes share: sizes, activation, cost, initialisation, seed. Its eta is that of all lanes
    when `etas` is "same"; with "best" a search finds each lane's before the race. `clock` is what the lanes pay in.

    Raises ValueError, with a sentence that says what came and what was expected, when a value is out of range.
    """

    plan: Plan = field(default_factory=Plan)
    lanes: tuple[LanePlan, ...] = (LanePlan(FULL_BATCH, eta=4.0, colour=0), LanePlan(10, eta=2.0, colour=1))
    clock: str = "seconds"
    etas: str = "own"
    limit: Limit = field(default_factory=Limit)

    def __post_init__(self) -> None:
        for name, known in (("clock", CLOCKS), ("etas", ETAS)):
            if getattr(self, name) not in known:
                raise ValueError(f"{name} is {getattr(self, name)!r}, expected one of {', '.join(known)}")
        if not LANES[0] <= len(self.lanes) <= LANES[1]:
            raise ValueError(f"there are {len(self.lanes)} lanes, expected {LANES[0]} to {LANES[1]}")
        if self.plan.digits:  # its map, its costs and its epochs are those of all the data
            chosen = ", ".join(map(str, self.plan.digits))
            raise ValueError(f"digits are {chosen}, expected none: a race goes down on all the data")

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any]) -> RacePlan:
        """The race plan with these values, and the defaults for the rest. An unknown key raises ValueError."""
        values = dict(known_alone(cls, "a race plan", mapping))
        if "plan" in values:
            values["plan"] = Plan.from_mapping(_mapping("plan", values["plan"]))
        if "lanes" in values:
            if not isinstance(values["lanes"], list | tuple):
                raise ValueError(f"lanes is {values['lanes']!r}, expected a list")
            values["lanes"] = tuple(_lane(each) for each in values["lanes"])
        if "limit" in values:
            values["limit"] = Limit(**known_alone(Limit, "a limit", _mapping("limit", values["limit"])))
        return cls(**values)

    def as_mapping(self) -> dict[str, Any]:
        """What `from_mapping` takes, in types that JSON has."""
        return {
            "plan": self.plan.as_mapping(),
            "lanes": [asdict(lane) for lane in self.lanes],
            "clock": self.clock,
            "etas": self.etas,
            "limit": asdict(self.limit),
        }

    def of_lane(self, index: int) -> Plan:
        """The plan of one lane's descent."""
        lane = self.lanes[index]
        eta = self.plan.eta if self.etas == "same" else lane.eta
        return self.plan.changed(batch_size=lane.batch_size, optimizer=lane.optimizer, eta=eta)

    def with_eta(self, index: int, eta: float) -> RacePlan:
        """The same with one lane's own eta changed."""
        lanes = list(self.lanes)
        lanes[index] = replace(lanes[index], eta=eta)
        return replace(self, lanes=tuple(lanes))


def presets() -> dict[str, RacePlan]:
    """Races worth seeing. Their etas were chosen by trying which gets to 90 % soonest, over several seeds."""
    sizes = ((1, 0.1), (10, 2.0), (100, 5.0), (1000, 5.0), (FULL_BATCH, 4.0))
    optimizers = (("plain", 2.0), ("momentum", 0.1), ("nesterov", 0.1), ("adam", 0.005))
    return {
        "two": RacePlan(),
        "sizes": RacePlan(lanes=tuple(LanePlan(size, eta=eta, colour=i) for i, (size, eta) in enumerate(sizes))),
        "optimizers": RacePlan(
            lanes=tuple(LanePlan(10, optimizer, eta, colour=i) for i, (optimizer, eta) in enumerate(optimizers))
        ),
    }


def choices() -> dict[str, Any]:
    """Every choice, range and preset of a race plan, in types that JSON has."""
    return {
        "presets": {name: preset.as_mapping() for name, preset in presets().items()},
        "clocks": list(CLOCKS),
        "etas": list(ETAS),
        "optimizers": list(OPTIMIZERS),
        "lanes": list(LANES),
        "batch_size": list(BATCH_SIZE),
        "goals": list(GOALS),
    }


def _lane(value: object) -> LanePlan:
    values = known_alone(LanePlan, "a lane", _mapping("a lane", value))
    if "batch_size" not in values:
        raise ValueError("a lane has no batch_size, expected one")
    return LanePlan(**values)


def _mapping(name: str, value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{name} is {value!r}, expected a mapping")
    return value

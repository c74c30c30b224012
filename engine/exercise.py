"""An exercise: two inputs, two hidden neurons, two outputs, one example, and every number of one pass and one step, to
be found by hand.

Numbers are called as the rest of the engine calls them, with their place behind: z.0.1 is z[0][1], the second hidden
neuron's; a.0.1 is the second input; W.1.0.1 the weight from the second hidden neuron to the first output. What is to be
found is computed by the network and the nudges that training has, in float64.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from engine.activations import HIDDEN, SIGMOID
from engine.arrays import Array
from engine.costs import COSTS
from engine.explain import flat_nudge
from engine.network import Network
from engine.nudges import wishes

SIZES = (2, 2, 2)
PAIR = (0, 1)
WEIGHTS = [(l, j, k) for l in (1, 0) for j in PAIR for k in PAIR]
BIASES = [(l, j) for l in (1, 0) for j in PAIR]
ASKED = (0, 1)  # of each layer the weight into the first neuron from the second: j and k cannot be mixed up unseen
CHOICES: Mapping[str, tuple[str, ...]] = {
    "activation": tuple(HIDDEN),
    # Softmax wants targets that add up to 1.
    "cost": tuple(name for name, cost in COSTS.items() if cost.output is SIGMOID),
}
SHAPED = ("W", "b", "x", "y")
LARGEST = 10.0  # of a weight, a bias or an input
TARGET = (0.0, 1.0)
LARGEST_ETA = 100.0

LEAST = {"nudge_W": 1e-3, "nudge_z": 1e-3, "nudge_a": 1e-3, "z": 0.05}  # of what is drawn: of zeros nobody learns

Numbers = Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Exercise:
    """W (2, 2, 2) and b (2, 2) of the two layers, one example x (2,) with its targets y (2,), and eta.

    Raises ValueError, with a sentence, where a choice is none.
    """

    W: Array
    b: Array
    x: Array
    y: Array
    eta: float = 0.5
    activation: str = "sigmoid"
    cost: str = "quadratic"

    def __post_init__(self) -> None:
        for part, known in CHOICES.items():
            if getattr(self, part) not in known:
                raise ValueError(f"{part} is {getattr(self, part)!r}, expected one of {', '.join(known)}")

    @classmethod
    def from_mapping(cls, parts: Mapping[str, Any]) -> Exercise:
        """The exercise of these parts, in types that JSON has."""
        return cls(**{**parts, **{part: np.array(parts[part], np.float64) for part in SHAPED}})

    def changed(self, parts: Mapping[str, Any]) -> Exercise:
        """This exercise with some parts of another, in types that JSON has."""
        return Exercise.from_mapping({**self.as_mapping(), **parts})

    def as_mapping(self) -> dict[str, Any]:
        """All parts, in types that JSON has."""
        parts = {each.name: getattr(self, each.name) for each in fields(self)}
        return {part: value.tolist() if part in SHAPED else value for part, value in parts.items()}

    def network(self) -> Network:
        """Its network, in float64."""
        blocks = np.concatenate([self.W, self.b[:, :, np.newaxis]], axis=2)
        return Network(SIZES, self.activation, self.cost, blocks.ravel())


@dataclass(frozen=True, slots=True)
class Field:
    """A number to be found: numbers[kind][at]. `uses` names those that it follows from at once, in the order of its
    formula; those that are not `asked` are offered to whoever wants more."""

    kind: str
    at: tuple[int, ...]
    uses: tuple[str, ...]
    asked: bool

    @property
    def name(self) -> str:
        return name(self.kind, *self.at)


def name(kind: str, *at: int) -> str:
    """How the number at this place is called."""
    return ".".join([kind, *map(str, at)])


def number(numbers: Numbers, called: str) -> float:
    """The number of that name. Raises ValueError when there is none."""
    kind, *at = called.split(".")
    places = tuple(int(place) for place in at if place in {"0", "1", "2"})
    shape = numbers[kind].shape if kind in numbers else (0,)
    if len(places) != len(at) or len(at) != len(shape) or any(i >= n for i, n in zip(places, shape, strict=True)):
        raise ValueError(f"there is no number {called!r}, expected one such as z.0.1 or cost")
    return float(numbers[kind][places])


def solve(exercise: Exercise) -> Numbers:
    """All numbers of the exercise, given and to be found: z, slope (2, 2), a (3, 2) with the inputs first, cost, wish
    (2,), nudge_z, nudge_b (2, 2), nudge_a (3, 2), nudge_W (2, 2, 2), and after a step of eta new_W, new_b, new_cost."""
    network = exercise.network()
    wished = wishes(network, exercise.x, exercise.y)
    moved = network.parameters + exercise.eta * flat_nudge(wished)
    after = Network(SIZES, exercise.activation, exercise.cost, moved)
    return {
        "W": exercise.W,
        "b": exercise.b,
        "y": exercise.y,
        "eta": np.array(exercise.eta),
        "z": np.array(wished.z),
        "a": np.array(wished.a),
        "cost": np.array(wished.cost),
        "wish": wished.wish,
        "slope": np.array(wished.slope),
        "nudge_z": np.array(wished.nudge_z),
        "nudge_a": np.array(wished.nudge_a),
        "nudge_W": np.array([wished.nudge_W(l) for l in PAIR]),
        "nudge_b": np.array([wished.nudge_b(l) for l in PAIR]),
        "new_W": np.array(after.W),
        "new_b": np.array(after.b),
        "new_cost": np.array(wishes(after, exercise.x, exercise.y).cost),
    }


def steps(exercise: Exercise) -> dict[str, list[Field]]:
    """What is to be found, step by step: forward, the cost, back again, and one step down."""
    return {
        "hidden": list(_forward(0)),
        "output": list(_forward(1)),
        "cost": [Field("cost", (), ("a.2.0", "y.0", "a.2.1", "y.1"), True)],
        "wishes": list(_wishes(exercise)),
        "back": list(_back()),
        "nudges": list(_nudges()),
        "step": list(_step()),
    }


def field(exercise: Exercise, called: str) -> Field:
    """The number of that name that is to be found. Raises ValueError when none is."""
    found = [each for of_step in steps(exercise).values() for each in of_step if each.name == called]
    if not found:
        raise ValueError(f"{called!r} is nothing to be found in this exercise, expected one of its fields")
    return found[0]


def _forward(l: int) -> Iterator[Field]:
    for j in PAIR:
        uses = [used for k in PAIR for used in (name("W", l, j, k), name("a", l, k))]
        yield Field("z", (l, j), (*uses, name("b", l, j)), j == 0)
        yield Field("a", (l + 1, j), (name("z", l, j),), j == 0)


def _wishes(exercise: Exercise) -> Iterator[Field]:
    has_slope = COSTS[exercise.cost].weight is not None
    for j in PAIR:
        yield Field("wish", (j,), (name("y", j), name("a", 2, j)), j == 0)
        if has_slope:
            yield Field("slope", (1, j), (name("a", 2, j),), j == 0)
        uses = (name("wish", j), name("slope", 1, j)) if has_slope else (name("wish", j),)
        yield Field("nudge_z", (1, j), uses, j == 0)


def _back() -> Iterator[Field]:
    for k in PAIR:
        uses = tuple(used for j in PAIR for used in (name("nudge_z", 1, j), name("W", 1, j, k)))
        yield Field("nudge_a", (1, k), uses, k == 0)
        yield Field("slope", (0, k), (name("a", 1, k),), k == 0)
        yield Field("nudge_z", (0, k), (name("nudge_a", 1, k), name("slope", 0, k)), k == 0)


def _nudges() -> Iterator[Field]:
    for l, j, k in WEIGHTS:
        yield Field("nudge_W", (l, j, k), (name("nudge_z", l, j), name("a", l, k)), (j, k) == ASKED)
    for l, j in BIASES:
        yield Field("nudge_b", (l, j), (name("nudge_z", l, j),), j == 0)


def _step() -> Iterator[Field]:
    for at in WEIGHTS:
        yield Field("new_W", at, (name("W", *at), "eta", name("nudge_W", *at)), at[1:] == ASKED)
    for l, j in BIASES:
        yield Field("new_b", (l, j), (name("b", l, j), "eta", name("nudge_b", l, j)), False)


def draw(seed: int, activation: str = "sigmoid", cost: str = "quadratic") -> Exercise:
    """The exercise of that seed: numbers of one decimal, and an example whose mistakes can be told apart."""
    rng = np.random.default_rng(seed)
    while True:
        exercise = Exercise(
            W=_tenths(rng, 9, (2, 2, 2)) * _signs(rng, (2, 2, 2)),
            b=_tenths(rng, 5, (2, 2)) * _signs(rng, (2, 2)),
            x=_tenths(rng, 10, (2,)),
            y=np.eye(2)[rng.integers(2)],
            activation=activation,
            cost=cost,
        )
        if _is_telling(exercise):
            return exercise


def _tenths(rng: np.random.Generator, most: int, shape: tuple[int, ...]) -> Array:
    """0.1, 0.2, ... up to `most` tenths."""
    return rng.integers(1, most + 1, shape) / 10


def _signs(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    return rng.choice([-1.0, 1.0], shape)


def _is_telling(exercise: Exercise) -> bool:
    """Whether each layer has weights of both signs and is not its own transpose, inputs differ, and nothing is tiny."""
    W, numbers = exercise.W, solve(exercise)
    is_mixed = (W.min(axis=(1, 2)) < 0) & (W.max(axis=(1, 2)) > 0) & (W[:, 0, 1] != W[:, 1, 0])
    is_large = all(np.abs(numbers[kind]).min() >= least for kind, least in LEAST.items())
    return bool(is_mixed.all()) and exercise.x[0] != exercise.x[1] and is_large

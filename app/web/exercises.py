"""Exercises by hand, over plain HTTP: their numbers, what is to be found, what to say of an answer. Nothing is kept."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from app.web.faults import FAULTS
from engine import exercise as exercises
from engine import marking
from engine.exercise import CHOICES, LARGEST, LARGEST_ETA, TARGET
from engine.plan import SEED

LONGEST = 40  # characters of a number as it was typed
MOST = 100  # numbers that are asked for at a time, or found so far: an exercise has fewer

router = APIRouter(prefix="/api", responses=FAULTS)


def _as_written(value: object) -> object:
    """A number as a person has typed it is read as an answer is; all else is left to the type."""
    answer = marking.read(value) if isinstance(value, str) and len(value) <= LONGEST else None
    return value if answer is None else answer.value


def _known(part: str) -> AfterValidator:
    """Refuses what is not among the choices of this part, by its name."""

    def checked(value: str) -> str:
        if value not in CHOICES[part]:
            raise ValueError(f"{value[:LONGEST]!r} came, expected one of {', '.join(CHOICES[part])}")
        return value

    return AfterValidator(checked)


READ = BeforeValidator(_as_written)


def _said(**bounds: float) -> WithJsonSchema:
    """The description of a number, whose range it does not see behind what reads it."""
    return WithJsonSchema({"type": "number", **bounds})


Size = Annotated[
    float,
    READ,
    Field(strict=True, ge=-LARGEST, le=LARGEST, allow_inf_nan=False),
    _said(minimum=-LARGEST, maximum=LARGEST),
]
Target = Annotated[
    float,
    READ,
    Field(strict=True, ge=TARGET[0], le=TARGET[1], allow_inf_nan=False),
    _said(minimum=TARGET[0], maximum=TARGET[1]),
]
Eta = Annotated[
    float,
    READ,
    Field(strict=True, gt=0, le=LARGEST_ETA, allow_inf_nan=False),
    _said(exclusiveMinimum=0, maximum=LARGEST_ETA),
]
TWO = Field(min_length=2, max_length=2)
Pair = Annotated[list[Size], TWO]
Targets = Annotated[list[Target], TWO]
Matrix = Annotated[list[Pair], TWO]
Matrices = Annotated[list[Matrix], TWO]
Activation = Annotated[str, _known("activation"), Field(json_schema_extra={"enum": [*CHOICES["activation"]]})]
Cost = Annotated[str, _known("cost"), Field(json_schema_extra={"enum": [*CHOICES["cost"]]})]
Name = Annotated[str, Field(max_length=20, examples=["nudge_z.1.0"])]
Written = Annotated[str, Field(max_length=LONGEST, examples=["-0.29"])]
RANGES = {"number": [-LARGEST, LARGEST], "target": [*TARGET], "eta": [0.0, LARGEST_ETA]}


class ExerciseOut(BaseModel):
    """Two inputs, hidden neurons and outputs, one example with targets y. W[0][j][k] leads from input k to hidden j."""

    W: Matrices
    b: Matrix
    x: Pair
    y: Targets
    eta: Eta
    activation: Activation = Field(description="of the hidden neurons; the outputs are sigmoids")
    cost: Cost


class ExerciseIn(ExerciseOut):
    """A whole exercise, as it was given."""

    model_config = ConfigDict(extra="forbid")


class Wanted(BaseModel):
    """Any part of an exercise; what is left out is drawn by the seed. A number may be a text, as it was typed."""

    model_config = ConfigDict(extra="forbid")
    seed: int = Field(0, strict=True, ge=SEED[0], le=SEED[1])
    W: Matrices | None = None
    b: Matrix | None = None
    x: Pair | None = None
    y: Targets | None = None
    eta: Eta | None = None
    activation: Activation = "sigmoid"
    cost: Cost = "quadratic"


class FieldOut(BaseModel):
    """A number to be found: `kind` and its place `at`, counted from 0."""

    name: str
    kind: str
    at: list[int]
    uses: list[str] = Field(description="the numbers it follows from at once, in the order of its formula")
    asked: bool = Field(description="the others are offered to who wants more")


class StepOut(BaseModel):
    """What is to be found together."""

    name: str
    fields: list[FieldOut]


class SetOut(BaseModel):
    """An exercise as it is set: its numbers, and what is to be found, step by step."""

    exercise: ExerciseOut
    steps: list[StepOut]
    choices: dict[str, list[Any]] = Field(description="what may be chosen, and the ranges of numbers")


class Answered(BaseModel):
    """An answer to one field, as it was written, with the answers before it, from which it may follow."""

    model_config = ConfigDict(extra="forbid")
    exercise: ExerciseIn
    field: Name
    answer: Written
    found: dict[Name, Written] = Field({}, max_length=MOST)


class MarkOut(BaseModel):
    """What is to be said of an answer. Right: rounded to the digits that were written, two of them significant, or what
    comes of numbers that were rounded on the way."""

    verdict: marking.Verdict
    reasons: list[list[str]] = Field(description="slips that lead to this answer; of two lists only one was made")
    own: list[str] = Field(description="of `follows`: the wrong or coarse answers from which this one follows rightly")
    rounded: bool = Field(description="of what is right: rounding on the way has led past the number itself")
    value: float | None = Field(description="of what is right: the number itself")


class Asked(BaseModel):
    """Numbers of an exercise, by name."""

    model_config = ConfigDict(extra="forbid")
    exercise: ExerciseIn
    names: list[Name] = Field(max_length=MOST)


class ValuesOut(BaseModel):
    """The numbers that were asked for."""

    values: dict[str, float]


@router.post("/exercise")
def begin(wanted: Wanted) -> SetOut:
    """An exercise: one with these parts, or drawn by a seed, and what is to be found in it."""
    parts = wanted.model_dump(exclude={"seed"}, exclude_none=True)
    exercise = exercises.draw(wanted.seed, wanted.activation, wanted.cost).changed(parts)
    steps = [StepOut(name=name, fields=[*map(_field, found)]) for name, found in exercises.steps(exercise).items()]
    choices = {name: [*known] for name, known in CHOICES.items()} | RANGES
    return SetOut(exercise=ExerciseOut(**exercise.as_mapping()), steps=steps, choices=choices)


@router.post("/exercise/mark")
def mark(answered: Answered) -> MarkOut:
    """Whether an answer is right, or else which slips lead to it."""
    try:
        exercise = _exercise(answered.exercise)
        numbers = exercises.solve(exercise)
        field = exercises.field(exercise, answered.field)
        found = {name: _read(numbers, name, text) for name, text in answered.found.items()}
    except ValueError as error:
        raise HTTPException(422, str(error)) from None
    marked = marking.mark(exercise, numbers, field, answered.answer, found)
    return MarkOut(
        verdict=marked.verdict,
        reasons=[[*names] for names in marked.reasons],
        own=[*marked.own],
        rounded=marked.rounded,
        value=exercises.number(numbers, field.name) if marked.verdict == "right" else None,
    )


@router.post("/exercise/values")
def values(asked: Asked) -> ValuesOut:
    """What some numbers are, for who wants to be shown."""
    try:
        numbers = exercises.solve(_exercise(asked.exercise))
        return ValuesOut(values={name: exercises.number(numbers, name) for name in asked.names})
    except ValueError as error:
        raise HTTPException(422, str(error)) from None


def _exercise(given: ExerciseIn) -> exercises.Exercise:
    return exercises.Exercise.from_mapping(given.model_dump())


def _field(field: exercises.Field) -> FieldOut:
    return FieldOut(name=field.name, kind=field.kind, at=[*field.at], uses=[*field.uses], asked=field.asked)


def _read(numbers: exercises.Numbers, name: str, text: str) -> marking.Answer:
    """An answer given before, to a number that there is."""
    exercises.number(numbers, name)
    answer = marking.read(text)
    if answer is None:
        raise ValueError(f"found.{name} is {text!r}, expected a number such as 0.62")
    return answer

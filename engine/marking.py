"""An answer found by hand, marked: right to the digits that were written, or else what it came of.

An answer is right where the number, rounded to the digits that were written, is that answer: within half a unit of its
last digit. Two significant figures at least, unless it is exact. What rounding on the way has led to is right as well:
an answer may follow from right ones before it, as they were written, and from the page's own numbers, as it shows them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np

from engine.arrays import Array
from engine.exercise import Exercise, Field, Numbers, number, steps
from engine.slips import right, slips

WRITTEN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e(\+?\d{1,2}|-\d{1,3}))?", re.ASCII)  # no exponent beyond a float
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}(?!\d)", re.ASCII)  # 1,234 may be one and a bit to whoever wrote it
# What stands for a figure or a sign as well, as an input method for Korean or Japanese writes it.
SIGNS = str.maketrans("−–－ー＋．。，、ｅＥ０１２３４５６７８９", "----+..,,ee0123456789")
FIGURES = 2  # at least
EXACT = 1e-9  # relative, and absolute above 1
SHOWN = (4, 3)  # figures with which the page shows what has been found: on the sheet, and where there is less room
FOUND = ("z", "a", "cost", "wish", "slope", "nudge_z", "nudge_a", "nudge_W", "nudge_b")  # the others are given
HALF = 0.5 + 1e-9  # of a unit of the last digit: a five is rounded either way
NEARLY = 0.01  # relative: as far as rounding too early may lead
MOST_REASONS = 2  # an answer that could have come of more has come of none that is certain

Verdict = Literal["right", "follows", "coarse", "unreadable", "wrong"]
ROUNDING = "rounding"


@dataclass(frozen=True, slots=True)
class Answer:
    """A number as it was written: its value, what a unit of its last digit is worth, and how many figures it has."""

    value: float
    unit: float
    figures: int


@dataclass(frozen=True, slots=True)
class Mark:
    """`follows`: right, but for the numbers of somebody's own that are named in `own`, wrong ones or coarse. `rounded`:
    right, though rounding on the way has led past the number itself.

    `reasons`: slips that lead to this very answer, alone or two together; of two such only one was made, and which is
    not known.
    """

    verdict: Verdict
    reasons: tuple[tuple[str, ...], ...] = ()
    own: tuple[str, ...] = ()
    rounded: bool = False


def read(text: str) -> Answer | None:
    """The number that a person has written; None where it is none, or might be two: a comma stands for the point, as in
    many countries, unless it may part thousands."""
    text = text.strip().translate(SIGNS).lower()
    if not THOUSANDS.match(text):
        text = text.replace(",", ".")
    if not WRITTEN.fullmatch(text):
        return None
    written = Decimal(text)
    _, digits, exponent = written.as_tuple()
    assert isinstance(exponent, int)  # neither infinite nor NaN
    return Answer(float(written), 10.0**exponent, len("".join(map(str, digits)).lstrip("0")))


@np.errstate(all="ignore")  # a slip, or a number of somebody's own, may lead to what is no number
def mark(exercise: Exercise, numbers: Numbers, field: Field, text: str, found: Mapping[str, Answer]) -> Mark:
    """What to say of an answer. `numbers`: those of `solve`; `found`: the answers so far, right or wrong, by name."""
    answer = read(text)
    if answer is None:
        return Mark("unreadable")
    own = {name: found[name] for name in field.uses if name in found}
    truth = number(numbers, field.name)
    if is_right(answer, truth):
        return Mark("right")
    shown = [numbers, *(_rounded(numbers, figures) for figures in SHOWN)]
    sound = _sound(exercise, shown, found)
    usable = [*shown, *(_with(each, {name: own[name] for name in own if name in sound}) for each in shown)]
    if _follows(exercise, usable, field, answer):
        return Mark("right", rounded=not agrees(answer, truth))
    theirs = _with(numbers, own)
    wrong = tuple(name for name in own if name not in sound)
    # Nearly is enough here: who goes on with all the digits that a calculator has kept did not write them down.
    if wrong and _is_near(answer, _value(exercise, theirs, field)):
        return Mark("follows", own=wrong)
    if agrees(answer, truth):
        return Mark("coarse")
    return Mark("wrong", _reasons(exercise, [*usable, theirs], field, answer))


def _follows(exercise: Exercise, each: Sequence[Numbers], field: Field, answer: Answer) -> bool:
    """Whether the answer is what comes of numbers such as these."""
    return any(is_right(answer, _value(exercise, numbers, field)) for numbers in each)


def _value(exercise: Exercise, numbers: Numbers, field: Field) -> float:
    """What comes of such numbers, done rightly."""
    return float(right(exercise, numbers, field.kind)[field.at])


def _sound(exercise: Exercise, shown: Sequence[Numbers], found: Mapping[str, Answer]) -> set[str]:
    """Which of somebody's own numbers are right, or have come of such by rounding. Each comes after those it uses."""
    sound = {name for name, answer in found.items() if is_right(answer, number(shown[0], name))}
    for field in (each for of_step in steps(exercise).values() for each in of_step if each.name in found):
        own = {name: found[name] for name in field.uses if name in sound}
        if _follows(exercise, [*shown, *(_with(each, own) for each in shown)], field, found[field.name]):
            sound.add(field.name)
    return sound


def is_right(answer: Answer, value: float) -> bool:
    """Whether the answer is the value, in figures enough."""
    return is_exact(answer, value) or (agrees(answer, value) and answer.figures >= FIGURES)


def agrees(answer: Answer, value: float) -> bool:
    """Whether the value, rounded to the digits of the answer, is the answer."""
    return abs(answer.value - value) <= answer.unit * HALF or is_exact(answer, value)


def _is_near(answer: Answer, value: float) -> bool:
    """Whether no more than rounding lies between them."""
    return is_right(answer, value) or (
        answer.figures >= FIGURES and abs(answer.value - value) <= max(answer.unit, NEARLY * abs(value))
    )


def is_exact(answer: Answer, value: float) -> bool:
    """Whether the answer is the value itself, however few its digits."""
    return abs(answer.value - value) <= EXACT * min(1.0, abs(value)) or abs(answer.value - value) < 1e-12


def _rounded(numbers: Numbers, figures: int) -> Numbers:
    """The numbers as the page shows them: what is given in full, what has been found in so many figures."""
    places = figures - 1

    def shown(values: Array) -> Array:
        return np.array([float(f"{value:.{places}e}") for value in values.flat]).reshape(values.shape)

    rounded = {kind: shown(values) if kind in FOUND else values for kind, values in numbers.items()}
    rounded["a"][0] = numbers["a"][0]
    return rounded


def _with(numbers: Numbers, own: Mapping[str, Answer]) -> Numbers:
    """The numbers with those of somebody's own in their places."""
    changed = {kind: values.copy() for kind, values in numbers.items()}
    for name, answer in own.items():
        kind, *at = name.split(".")
        changed[kind][tuple(map(int, at))] = answer.value
    return changed


def _reasons(exercise: Exercise, each: Sequence[Numbers], field: Field, answer: Answer) -> tuple[tuple[str, ...], ...]:
    """The slips that lead to this answer from such numbers, the fewest at a time."""
    found: list[tuple[str, ...]] = []
    for numbers in each:
        for names, values in slips(exercise, numbers, field.kind):
            if is_right(answer, float(values[field.at])):
                found.append(names)
        if _is_near(answer, _value(exercise, numbers, field)):
            found.append((ROUNDING,))
    fewest = min(map(len, found), default=0)
    reasons = tuple(dict.fromkeys(names for names in found if len(names) == fewest))
    return reasons if len(reasons) <= MOST_REASONS else ()

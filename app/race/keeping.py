"""What of a race is written down, and how it goes on from there: bit for bit as if nothing had happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
import numpy as np
from msgspec import Meta

from app.child.facts import Number, Vast, Walk, distrusted
from app.child.keeper import Way
from app.kept.checkpoint import Checkpoint
from app.kept.npz import Unsound
from app.race.errand import Errand
from app.race.racer import Racer
from app.wire import race as race_wire
from app.wire.base import Whole
from app.wire.messages import Array
from app.wire.race import Trial
from app.wire.race_setting import Setting
from engine.lane import USUAL
from engine.race_plan import GOALS

LARGEST = 384 * 2**20  # bytes: what the paths may take, and five of the largest networks with all that Adam remembers
CHART = "chart."  # before the names of its arrays; before those of a lane stands its number


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is in a checkpoint beside its arrays. `chart`, `show`: as those say it themselves."""

    format: Literal[1]
    data: str
    setting: dict[str, Any]
    status: Literal["paused", "running", "finished"]
    reason: dict[str, Any]
    compute: Number
    map_charged: Number
    searched: bool
    search: Searching | None
    errand: Stepping | None
    show: dict[str, Vast | None]
    chart: dict[str, Any]
    lanes: list[OnItsWay]
    trials: list[Trial]


class OnItsWay(Walk, frozen=True, forbid_unknown_fields=True):
    """What a lane says of itself, but for its arrays."""

    stride: Annotated[int, Meta(ge=1, le=2**53)]
    revision: Whole
    walk: race_wire.Walk
    diverged: tuple[Whole, Number] | None
    seconds: Number
    moments: tuple[Whole, Whole]
    usual: Annotated[list[Number], Meta(max_length=USUAL)]
    whole_steps: Annotated[list[Number], Meta(max_length=USUAL)]
    goals: Annotated[list[tuple[Number, Whole, Whole, Number, Number]], Meta(max_length=len(GOALS))]


class Searching(msgspec.Struct, frozen=True):
    """A search for etas was under way, which begins anew: no race depends on how often it is tried."""

    lanes: list[int]
    then_race: bool


class Stepping(msgspec.Struct, frozen=True):
    """A step was under way: how much each lane is to have paid."""

    until: list[tuple[int, Number]]
    clock: Literal["steps", "examples"]


def taken(racer: Racer) -> Checkpoint:
    """All that `put_back` needs, as copies."""
    arrays: dict[str, Array] = {}
    lanes = [OnItsWay(**_split(lane.state(), f"{index}.", arrays)) for index, lane in enumerate(racer.race.lanes)]
    chart = _split(racer.chart.state(), CHART, arrays)
    search, errand = racer.search, racer.errand
    facts = Facts(
        format=1, data=racer.data.digest, setting=racer.setting.as_mapping(),
        status=racer.status, reason=racer.reason, compute=racer.compute,  # type: ignore[arg-type]
        map_charged=racer.map_charged, searched=racer.searched,
        search=Searching(list(search.wanted), search.then_race) if search else None,
        errand=Stepping(list(errand.until.items()), errand.clock) if errand else None,
        show=racer.show.state(), chart=chart, lanes=lanes, trials=racer.trials,
    )  # fmt: skip
    return Checkpoint(msgspec.to_builtins(facts), arrays)


def put_back(checkpoint: Checkpoint, racer: Racer) -> None:
    """Lets a racer, whoever's it was, go on from there. Raises Unsound, and then it is good for nothing."""
    with distrusted("this checkpoint"):
        facts = msgspec.convert(checkpoint.facts, Facts)
        if facts.data != racer.data.digest:
            raise Unsound("this race was run on other data: start the server with those to go on with it")
        _put_back(facts, checkpoint.arrays, racer)


def _put_back(facts: Facts, arrays: Mapping[str, Array], racer: Racer) -> None:
    racer.begin(Setting.of(facts.setting))
    for index, (lane, state) in enumerate(zip(racer.race.lanes, facts.lanes, strict=True)):
        lane.restore(msgspec.structs.asdict(state) | mine(arrays, index))
    if facts.chart:
        racer.chart.restore(facts.chart | _of(arrays, CHART))
    racer.show.restore(facts.show)
    racer.compute, racer.map_charged, racer.searched = facts.compute, facts.map_charged, facts.searched
    if facts.errand:
        racer.errand = Errand(dict(facts.errand.until), facts.errand.clock)
    racer.come_back(facts.status, facts.reason, facts.trials)
    if facts.search:
        racer.look_for_etas(facts.search.lanes, facts.search.then_race)


def _split(state: Mapping[str, Any], prefix: str, arrays: dict[str, Array]) -> dict[str, Any]:
    """Of a state, what is no array; what is one goes to `arrays`."""
    arrays |= {prefix + name: small(value) for name, value in state.items() if isinstance(value, np.ndarray)}
    return {name: value for name, value in state.items() if not isinstance(value, np.ndarray)}


def mine(arrays: Mapping[str, Array], index: int) -> dict[str, Array]:
    """Those of one lane, by the names that it has for them."""
    return _of(arrays, f"{index}.")


def _of(arrays: Mapping[str, Array], prefix: str) -> dict[str, Array]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}


def small(array: Array) -> Array:
    """The order of the examples takes half the room."""
    return array.astype(np.int32) if array.dtype == np.intp and array.ndim == 1 else array


def stands(racer: Racer) -> object:
    """What changes only when somebody wants it so, or at an end."""
    return racer.race, racer.setting, racer.status, racer.errand, racer.search


def step(racer: Racer) -> int:
    """How far it has come."""
    return racer.steps


RACE = Way(taken, put_back, stands, step, LARGEST)

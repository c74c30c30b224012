"""What people want of a race, and what they ask it: go, stop, start afresh, show another plane, deal the cards."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import msgspec
import numpy as np

from app.kept.race_record import ways
from app.race.errand import Errand
from app.race.look import path
from app.race.racer import Racer
from app.race.study import Study
from app.wire.commands import Command, Pause, Reset, Resume, Run, Step
from app.wire.messages import Array, Done, Reply
from app.wire.race import Curve, Dealt, Exported, LanePath, Scores, Taken
from app.wire.race_commands import Agree, Deal, Export, Pace, Plane, Search, Take
from app.wire.race_setting import Setting
from app.wire.refused import Refused
from engine.agreement import Deal as Dealing
from engine.lane import Lane
from engine.network import Network

PILES = CARDS = 12  # so many piles, and cards of each, are shown

COLUMNS = {
    "paths": LanePath.__struct_fields__,
    "batches": Curve.__struct_fields__,
    "scores": Scores.__struct_fields__,
}


def obey(command: Command, racer: Racer) -> Reply:
    """Carries out an order or answers a question. Raises Refused, and then nothing has changed."""
    if racer.status == "failed" and not isinstance(command, Reset):
        raise Refused("failed", "something went wrong in this race: reset it to go on")
    match command:
        case Deal():
            return _dealt(command, racer)
        case Export():
            return _exported(command, racer)
        case Take():
            return _taken(command, racer)
        case Run() | Resume():
            _go(command, racer)
        case Pause():
            if racer.status == "running":
                racer.errand = None
                racer.change("paused")
        case Step():
            _step(command, racer)
        case Reset():
            _reset(command, racer)
        case Pace():
            racer.show.set(command.law, command.value)
            _set(racer, racer.setting.changed({"pace": {"law": command.law, "value": command.value}}))
        case Plane():
            _choose_plane(command, racer)
        case Search():
            _search(command, racer)
        case Agree():
            _agree(command, racer)
        case _:
            kind = type(command).__struct_config__.tag
            raise Refused("is_a_race", f"this run is a race, which takes no {kind}")
    racer.looks += 1
    return Done(id=command.id)


def _go(order: Run | Resume, racer: Racer) -> None:
    if isinstance(order, Run) and order.epochs is not None:
        raise Refused("is_a_race", "a race goes on to its lanes' limits, not for so many epochs")
    if racer.race.finished and racer.search is None:
        raise Refused("race_over", "this race is over: reset starts it afresh")
    racer.errand = None
    if racer.status != "running":
        racer.start()


def _step(order: Step, racer: Racer) -> None:
    if order.back or order.unit not in ("batch", "epoch"):
        raise Refused("bad_step", "a race steps by a batch or by an epoch, and never back")
    if racer.phase == "searching":
        raise Refused("searching", "the search for the best eta is under way")
    turn = racer.race.turn()
    if turn is None:
        raise Refused("race_over", "this race is over: reset starts it afresh")
    lanes = racer.race.lanes
    if order.unit == "batch":
        errand = Errand({lanes.index(turn[0]): turn[0].steps + 1}, "steps")
    else:
        further = len(racer.data.train)
        errand = Errand({i: lane.examples + further for i, lane in enumerate(lanes) if lane.on_its_way}, "examples")
    racer.errand = errand
    racer.change("running")


def _reset(order: Reset, racer: Racer) -> None:
    before = racer.setting
    try:
        changes = {name: msgspec.json.decode(value) for name, value in order.plan.items()}
        setting = racer.setting.changed(changes)
        racer.begin(setting)
    except ValueError as error:
        raise Refused("bad_plan", str(error)) from None
    if setting.plan != before.plan:
        racer.searched = False  # what was best need not be so any more
    if ways(setting.as_mapping()) != ways(before.as_mapping()):
        racer.trials = []


def _choose_plane(order: Plane, racer: Racer) -> None:
    lanes = None if order.lanes is None else list(order.lanes)
    try:
        setting = racer.setting.changed({"plane": {"kind": order.kind, "lanes": lanes}})
        racer.chart.choose(order.kind, order.lanes)
    except ValueError as error:
        raise Refused("bad_plane", str(error)) from None
    _set(racer, setting)


def _set(racer: Racer, setting: Setting) -> None:
    racer.setting = setting
    racer.change(racer.status, racer.reason)


def _search(order: Search, racer: Racer) -> None:
    lanes = sorted(set(order.lanes)) or list(range(len(racer.race.lanes)))
    _index(racer, lanes[-1])
    racer.look_for_etas(lanes, then_race=False)
    racer.change("running")


def _agree(order: Agree, racer: Racer) -> None:
    _compare(racer, _index(racer, order.lane), order.step, asked=True)


def owes_comparison(racer: Racer) -> bool:
    """Whether the race rests at a place where no gradients have been compared yet."""
    return racer.status in ("paused", "finished") and racer.studied != racer.steps


def compare_at_rest(racer: Racer) -> None:
    """Compares the gradients of batches where the race rests: those of the first lane that has small ones."""
    lanes = enumerate(racer.race.lanes)
    able = [index for index, lane in lanes if lane.walk != "diverged" and lane.batch_size < len(racer.data.train)]
    racer.studied = racer.steps
    if able:
        _compare(racer, able[0], None, asked=False)


def _compare(racer: Racer, index: int, step: int | None, asked: bool) -> None:
    lane = racer.race.lanes[index]
    step, network = _point(racer, lane, step)
    seed = racer.setting.plan.plan.seed
    racer.studies += 1
    racer.studied = racer.steps
    racer.study = Study(index, step, network, racer.data, lane.batch_size, seed, asked)


def _taken(question: Take, racer: Racer) -> Taken:
    lane = racer.race.lanes[_index(racer, question.lane)]
    step, network = _point(racer, lane, question.step)
    return Taken(
        id=question.id, lane=question.lane, step=step, plan=lane.descent.plan.as_mapping(),
        W=[W.copy() for W in network.W], b=[b.copy() for b in network.b],
    )  # fmt: skip


def _dealt(question: Deal, racer: Racer) -> Dealt:
    data = racer.data.train
    deal = Dealing.of(len(data), min(question.batch_size, len(data)), np.random.default_rng(question.seed))
    shown = [pile[:CARDS].astype(np.int32) for pile in islice(deal, PILES)]
    return Dealt(
        id=question.id, of=len(data), batch_size=deal.batch_size, piles=len(deal),
        last=len(data) - (len(deal) - 1) * deal.batch_size, disjoint=deal.disjoint, covering=deal.covering,
        indices=shown, labels=[data.labels[pile] for pile in shown],
        pixels=[np.rint(data.x[pile] * 255).astype(np.uint8) for pile in shown],
    )  # fmt: skip


def _exported(question: Export, racer: Racer) -> Exported:
    """A lane below the other; `lane` is the first column."""
    names = COLUMNS[question.of]
    tables = [_table(racer, index, question.of, names) for index in range(len(racer.race.lanes))]
    lane = np.concatenate([np.full(len(table[0]), index, np.float64) for index, table in enumerate(tables)])
    values = [np.concatenate(column).astype(np.float64) for column in zip(*tables, strict=True)]
    return Exported(id=question.id, of=question.of, columns=["lane", *names], values=[lane, *values])


def _table(racer: Racer, index: int, of: str, names: Sequence[str]) -> list[Array]:
    lane = racer.race.lanes[index]
    if of == "paths":
        shown = path(lane, index, racer.chart.survey)
        columns: list[Array] = [getattr(shown, name) for name in names]
        return [column if len(column) else np.full(len(shown.step), np.nan) for column in columns]
    rows = lane.batches if of == "batches" else lane.scores
    return [np.array([getattr(row, name) for row in rows], np.float64) for name in names]


def _index(racer: Racer, lane: int) -> int:
    if lane >= len(racer.race.lanes):
        raise Refused("no_lane", f"there is no lane {lane}, this race has {len(racer.race.lanes)}, counted from 0")
    return lane


def _point(racer: Racer, lane: Lane, step: int | None) -> tuple[int, Network]:
    """The recorded point nearest to `step`, or now: its step, and a network of its weights."""
    if step is None and lane.walk != "diverged":
        return lane.steps, lane.network.copy()
    index = lane.path.nearest(lane.steps if step is None else step)
    network = racer.race.start.copy()
    network.parameters[:] = lane.path.weights[index]
    return int(lane.path.step[index]), network

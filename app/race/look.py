"""What a person sees of a race: the scoreboard and the walkers, the paths, the map, the comparison of gradients."""

from __future__ import annotations

import numpy as np

from app.race.racer import Racer
from app.race.study import Study
from app.wire.base import column
from app.wire.messages import Array
from app.wire.race import Agreed, Agreement, Contours, First, LaneNow, LanePath, Paths, RaceNow, Timing
from engine import race
from engine.chart import Survey
from engine.lane import Lane
from engine.race_plan import GOALS


def race_now(racer: Racer, n: int, at: float) -> RaceNow:
    """The scoreboard, and where the walkers stand."""
    lanes, survey = racer.race.lanes, racer.chart.survey
    tips = survey.tips(lanes) if survey else None
    return RaceNow(
        n=n, at=at, phase=racer.phase, show=racer.show.seconds, clock=racer.race.position,
        rate=racer.show.rate() if racer.status == "running" else None, compute=racer.compute,
        plane=racer.chart.number,
        lanes=[_lane(racer, index, survey, None if tips is None else tips[index]) for index in range(len(lanes))],
        timing=_timing(racer.race.timing()),
        first=[First(accuracy=accuracy, **racer.race.first_at(accuracy)) for accuracy in GOALS],
    )  # fmt: skip


def paths(racer: Racer, n: int, at: float) -> Paths:
    """All paths, in the coordinates of the plane that is shown."""
    lanes, survey = racer.race.lanes, racer.chart.survey
    return Paths(
        n=n, at=at, plane=racer.chart.number, lanes=[path(lane, index, survey) for index, lane in enumerate(lanes)],
        captured=racer.chart.share(),
        furthest=[float(shadow.follow()[:, 2].max()) for shadow in survey.shadows] if survey else [],
    )  # fmt: skip


def contours(racer: Racer, survey: Survey, n: int, at: float) -> Contours:
    """The landscape, as fine as it is."""
    landscape = survey.landscape
    x, y, cost = landscape.grid()
    return Contours(
        n=n, at=at, plane=racer.chart.number, kind=survey.kind, through=list(survey.through), size=landscape.size,
        next_size=landscape.next_size, x=x, y=y, cost=cost, sample=len(racer.race.fixed), overhead=racer.overhead,
    )  # fmt: skip


def agreement(study: Study, n: int, at: float) -> Agreement | None:
    """The comparison, as far as it has come; None before there is a full gradient to compare with."""
    latest = study.latest
    if latest is None:
        return None
    return Agreement(
        n=n, at=at, lane=study.lane, step=study.step, of=study.of, norm=latest.norm, sigma=latest.sigma,
        sizes=[
            Agreed(
                batch_size=cloud.batch_size, cosine=cloud.cosine, x=cloud.x, y=cloud.y, mean_x=float(cloud.mean[0]),
                mean_y=float(cloud.mean[1]), spread=cloud.spread, line=cloud.line, finite=cloud.finite,
            )
            for cloud in latest.clouds
        ],
        done=len(latest.clouds), count=latest.count, slope=latest.slope, piles=latest.piles,
        difference=latest.difference,
    )  # fmt: skip


def _timing(timing: race.Timing | None) -> Timing | None:
    if timing is None:
        return None
    return Timing(
        examples=timing.examples, step_seconds=timing.step_seconds, measured=timing.measured, many=race.MANY,
        many_seconds=timing.many_seconds,
    )  # fmt: skip


def _lane(racer: Racer, index: int, survey: Survey | None, tip: Array | None) -> LaneNow:
    lane = racer.race.lanes[index]
    x, y, distance = (None, None, None) if tip is None else tip.tolist()
    return LaneNow(
        walk=lane.walk, eta=lane.descent.plan.eta, step=lane.steps, epoch=lane.examples / len(racer.data.train),
        examples=lane.examples, seconds=lane.seconds, part=lane.part,
        batch_cost=lane.batches[-1].cost if lane.batches else None, cost=float(lane.path.cost[-1]),
        test_accuracy=lane.scores[-1].test_accuracy, step_seconds=lane.step_seconds, x=x, y=y, distance=distance,
        ahead=survey.ahead(lane) if survey else None,
    )  # fmt: skip


def path(lane: Lane, index: int, survey: Survey | None) -> LanePath:
    """One lane's recorded path; without a survey it has no coordinates."""
    recorded = lane.path
    rows = survey.shadows[index].follow().astype(np.float32) if survey else np.empty((0, 3), np.float32)
    x, y, distance = (np.ascontiguousarray(each) for each in rows.T)
    return LanePath(
        step=column("step", recorded.step), examples=column("examples", recorded.examples),
        seconds=recorded.seconds.copy(), show=recorded.show.copy(),
        x=x, y=y, distance=distance, cost=recorded.cost.copy(),
    )  # fmt: skip

"""`/metrics`: how the server is doing, for Prometheus and for whoever can read."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from typing import get_args

from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from app.runs.registry import Runs
from app.runs.tally import Tally
from app.web.lag import BOUNDS, Lag
from app.wire.messages import Status

KIND = "text/plain; version=0.0.4; charset=utf-8"


class Metrics(Collector):
    """Reads everything at the moment it is asked, so that nothing has to be kept up to date for it."""

    def __init__(self, runs: Runs, tally: Tally, lag: Lag) -> None:
        self._runs = runs
        self._tally = tally
        self._lag = lag
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._registry.register(self)

    def text(self) -> bytes:
        """All of it, as Prometheus reads it."""
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        """What is ours; the process and its Python are the library's."""
        tally = self._tally
        yield GaugeMetricFamily("nudge_viewers", "Open sockets that have said hello.", self._runs.viewers)
        statuses = Counter(run.record.status for run in self._runs)
        runs = GaugeMetricFamily("nudge_runs", "Runs on record, by how they stand.", labels=["status"])
        for status in get_args(Status):
            runs.add_metric([status], statuses[status])
        yield runs
        alive = sum(run.alive for run in self._runs)
        yield GaugeMetricFamily("nudge_workers", "Runs that have a process.", alive)
        taken_over = "Processes that took over from one that died."
        yield CounterMetricFamily("nudge_worker_restarts", taken_over, self._runs.restarts)
        yield GaugeMetricFamily("nudge_tasks", "Tasks of the event loop.", len(asyncio.all_tasks()))
        yield CounterMetricFamily("nudge_pictures_sent", "Pictures sent to viewers.", tally.pictures)
        skipped = "Pictures that a newer one replaced before the viewer was ready for it."
        yield CounterMetricFamily("nudge_pictures_skipped", skipped, tally.skipped)
        yield CounterMetricFamily("nudge_letters_sent", "Events and replies sent to viewers.", tally.letters)
        yield CounterMetricFamily("nudge_sent_bytes", "Bytes of all these.", tally.bytes)
        yield CounterMetricFamily("nudge_commands", "Messages that viewers sent.", tally.commands)
        yield CounterMetricFamily("nudge_commands_dropped", "Messages that viewers sent too fast.", tally.dropped)
        yield CounterMetricFamily("nudge_viewers_refused", "Viewers for whom there was no room.", tally.refused)
        yield CounterMetricFamily("nudge_viewers_given_up", "Viewers that did not keep up.", tally.slow)
        lag = HistogramMetricFamily("nudge_loop_lag_seconds", "How late the event loop was.")
        lag.add_metric([], buckets=_cumulated(self._lag.counts), sum_value=self._lag.sum)
        yield lag


def _cumulated(counts: list[int]) -> list[tuple[str, float]]:
    names = [*map(str, BOUNDS), "+Inf"]
    return [(name, sum(counts[: i + 1])) for i, name in enumerate(names)]

"""How the server is, for whoever looks after the machine: `/healthz`, `/readyz`, `/metrics`."""

from __future__ import annotations

import asyncio
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import wait
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from app.doctor import writable
from app.kept.clerk import Clerk
from app.runs.child import Nursery
from app.runs.registry import Runs
from app.runs.tally import Tally
from app.web.lag import Lag
from app.web.metrics import KIND, Metrics
from engine.mnist import FILES

FRESH = 10.0  # seconds for which a look at the machine holds: anybody may ask
BIRTH = 10.0  # seconds that a child may take to come and go
LOOKING = 15.0  # seconds that such a look may take

router = APIRouter(include_in_schema=False)


class Health:
    """Of one server. `data`: where the files are that every child reads; `own`: where the server writes."""

    def __init__(self, runs: Runs, nursery: Nursery, data: Path, own: Path) -> None:
        self.tally = Tally()
        self.lag = Lag()
        self.metrics = Metrics(runs, self.tally, self.lag)
        self._runs = runs
        self._nursery = nursery
        self._data = data
        self._own = own
        self._clerk = Clerk("look")
        self._looking: asyncio.Task[list[str]] | None = None
        self._began = self._looked = float("-inf")
        self._troubles: list[str] = []

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Meanwhile the event loop is watched."""
        task = asyncio.create_task(self.lag.watch())
        try:
            yield
        finally:
            task.cancel()

    async def troubles(self) -> list[str]:
        """What keeps another run from being made, each in a word or two."""
        return [*await self._machine(), *([] if self._runs.has_room else ["full"])]

    async def _machine(self) -> list[str]:
        """The same of what all runs need. One look at a time, however many ask: it may hang."""
        if self._looking is None:
            if time.monotonic() - self._looked < FRESH:
                return self._troubles
            self._began = time.monotonic()
            self._looking = asyncio.create_task(self._clerk.ask(self._look))
        looking = self._looking
        await asyncio.wait({looking}, timeout=max(0.0, self._began + LOOKING - time.monotonic()))
        if not looking.done():
            return ["the data directory does not answer"]
        if looking is self._looking:
            self._looked, self._looking = time.monotonic(), None
            self._troubles = looking.result()
        return self._troubles

    def _look(self) -> list[str]:
        found = {
            "no child can start": not _bears(self._nursery),
            "the data are gone": not all((self._data / name).is_file() for name in FILES),
            "the data directory cannot be written": writable(self._own) is not None,
        }
        return [trouble for trouble, is_so in found.items() if is_so]


def _bears(nursery: Nursery) -> bool:
    """Whether a child comes to life, and ends as it should."""
    child = multiprocessing.get_context("forkserver").Process(target=int, daemon=True)
    try:
        with nursery.lock:
            child.start()
        if not wait([child.sentinel], BIRTH):
            child.kill()
            wait([child.sentinel])
        with nursery.lock:
            return child.exitcode == 0
    except (OSError, EOFError):
        return False


@router.get("/healthz")
async def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def ready(request: Request) -> JSONResponse:
    """Whether another run could be made: a child can start, the data are there, the disk takes what is written."""
    health: Health = request.app.state.health
    troubles = await health.troubles()
    return JSONResponse({"status": "; ".join(troubles) or "ready"}, 503 if troubles else 200)


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """In Prometheus' text format; the gate has seen to it that not everybody can read them."""
    if request.scope["right"] != "control":
        raise HTTPException(403, "you may watch and ask, but not look after this server")
    health: Health = request.app.state.health
    return Response(health.metrics.text(), media_type=KIND)

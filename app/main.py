"""Where the parts meet: settings in, an application out."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.templating import Jinja2Templates
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

from app.kept.clerk import DISK_SLOW, Hanging
from app.kept.memory import Memory
from app.runs.child import Entry, Nursery
from app.runs.registry import Full, Runs
from app.settings import ROOT, WILDCARDS, Settings
from app.web import api, exercises, exports, invitation, live, pages
from app.web.bodies import Bodies
from app.web.faults import in_one_sentence, unknown
from app.web.gate import Gate, policy
from app.web.hall import Hall
from app.web.heads import Heads
from app.web.health import Health
from app.web.health import router as health
from app.web.live import Greeting
from app.web.tokens import tokens
from app.web.turnstile import Turnstile
from app.wire import race_setting
from engine.mnist import BUILT_IN, Data
from engine.plan import choices

DENSE = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/octet-stream")  # weights lose a twentieth, and are large
LEVEL = 5  # of compression: answers are made anew each time, and with 9 are hardly smaller
UPLOADS = 4  # of the largest at a time, unless that is set


def create_app(
    settings: Settings,
    data: Data,
    entry: Entry,
    preload: Sequence[str],
    memory: Memory | None = None,
    kept: Path | None = None,
) -> Gate:
    """The whole server but for its sockets, behind its gate. `entry`: what a child does, with `preload` loaded before.

    `memory`: of earlier servers and for later ones; `kept`: where checkpoints are written, if they are.
    The gate stands outside everything, even what answers when something breaks.
    """
    directory = str(settings.data) if settings.data else None
    limit = settings.run_memory * 2**20 or None
    nursery = Nursery(entry, directory, str(settings.cache), settings.nice, kept, settings.restarts, limit)
    bounds = settings.keep_runs, settings.keep_megabytes * 2**20
    runs = Runs(nursery, settings.max_runs, settings.idle_minutes * 60, memory, *bounds)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        nursery.prepare(list(preload))
        await runs.remember()
        tending = asyncio.create_task(runs.tend())
        try:
            with app.state.health.watching():
                yield
            tending.cancel()
            with suppress(asyncio.CancelledError):
                await tending
        finally:
            await runs.close()

    app = FastAPI(
        title="Nudge",
        description="Train a small network on MNIST, live.",
        lifespan=lifespan,
        openapi_url="/api/openapi.json",
        docs_url=None,  # these two load scripts from elsewhere
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.data = data
    app.state.runs = runs
    app.state.health = Health(runs, nursery, settings.data or BUILT_IN, settings.data_dir)
    app.state.tally = app.state.health.tally
    app.state.hall = Hall(settings.max_viewers, settings.max_address_viewers)
    app.state.greeting = Greeting(
        secrets.token_hex(8), choices() | {"race": race_setting.choices()}, _facts(data, settings)
    )
    app.state.tokens = tokens(settings)
    app.state.templates = Jinja2Templates(ROOT / "templates")
    app.state.import_map = pages.import_map()
    app.state.edition = ""  # nobody has asked for the page yet
    for part in (api, exercises, exports, invitation, live, pages):
        app.include_router(part.router)
    app.include_router(health)
    app.mount("/static", pages.Files(directory=pages.STATIC), name="static")
    app.add_exception_handler(RequestValidationError, in_one_sentence)
    app.add_exception_handler(HTTPException, unknown)
    app.add_exception_handler(Full, crowded)
    app.add_exception_handler(Hanging, stuck)
    app.add_exception_handler(TimeoutError, late)
    app.add_exception_handler(Exception, broken)
    app.add_middleware(GZipMiddleware, compresslevel=LEVEL, exclude_content_types=DENSE)
    upload, uploads = settings.upload * 2**20, (settings.uploads or UPLOADS * settings.upload) * 2**20
    app.add_middleware(Bodies, most=settings.max_body * 1024, upload=upload, uploads=uploads)
    app.add_middleware(Heads)
    return Gate(
        app,
        hosts=names(settings),
        by_address=settings.host in WILDCARDS,
        origins=settings.allowed_origins,
        tokens=app.state.tokens,
        cookie=f"nudge-{settings.port}",
        csp=policy([app.state.import_map]),
        turnstile=Turnstile(settings.max_requests),
    )


def names(settings: Settings) -> set[str]:
    """All names by which this server may be called."""
    own = {"localhost", "127.0.0.1", "::1", settings.host.strip("[]")}
    if settings.guarded:
        own |= {socket.gethostname(), f"{socket.gethostname()}.local"}
    return (own | set(settings.allowed_hosts)) - WILDCARDS


async def crowded(request: Request, error: Exception) -> JSONResponse:
    """What a caller is told when no other run could have a process."""
    return _later(error, code="full", seconds=60)


async def stuck(request: Request, error: Exception) -> JSONResponse:
    """What a caller is told who wants what lies on a disk that does not answer."""
    return _later(error, code=DISK_SLOW[0], seconds=30)


async def late(request: Request, error: Exception) -> JSONResponse:
    """What a caller is told when a run does not answer."""
    return JSONResponse({"detail": "the worker did not answer in time"}, 504)


async def broken(request: Request, error: Exception) -> JSONResponse:
    """What a caller is told of a fault of ours, after which uvicorn closes the connection."""
    return JSONResponse(
        {"detail": "something went wrong in the server; its log says what"}, 500, {"connection": "close"}
    )


def _later(error: Exception, code: str, seconds: int) -> JSONResponse:
    """It may go well in so many seconds. By the code a page finds words in its own language."""
    return JSONResponse({"detail": str(error), "code": code}, 503, {"retry-after": str(seconds)})


def _facts(data: Data, settings: Settings) -> dict[str, Any]:
    return {
        "name": settings.data.name if settings.data else "MNIST",
        "train": len(data.train),
        "test": len(data.test),
        "classes": list(data.names),
    }

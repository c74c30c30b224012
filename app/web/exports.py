"""In and out: weights, curves and whole runs as files, and such files as new runs."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, HTTPException, Query, Request, Response

from app.kept import bundle, weights
from app.kept.bundle import Bundle, Described
from app.kept.checkpoint import Checkpoints, unpack
from app.kept.clerk import Clerk
from app.kept.npz import Unsound
from app.kept.record import Record
from app.runs.registry import Runs
from app.runs.run import Run
from app.web.api import CONTROL, All, Found, RunOut, shown
from app.web.faults import FAULTS
from app.wire import commands, messages
from app.wire.race_setting import Setting
from engine import textbook
from engine.plan import Plan

COLUMNS = {"score": [*Record.columns("scores")], "point": [*Record.columns("points")]}  # of the curves of a bundle

READING = 60.0  # seconds for a checkpoint of at most 384 MB, and for those that others want before

_reader = Clerk("reader")
router = APIRouter(prefix="/api", responses=FAULTS)


def _holds(media_type: str) -> dict[int | str, dict[str, Any]]:
    """The description of an answer that is a file."""
    return {200: {"content": {media_type: {}}}}


def _file(content: bytes | str, run: Run, ending: str, media_type: str) -> Response:
    name = f"nudge-{run.record.id}{ending}"  # of an id, not of a name that somebody chose
    return Response(content, media_type=media_type, headers={"content-disposition": f'attachment; filename="{name}"'})


@router.get("/runs/{id}/weights.{form}", response_class=Response, responses=_holds("application/octet-stream"))
async def take_weights(run: Found, form: weights.Form) -> Response:
    """The weights and biases as they are now, W0, b0, W1, ...: for NumPy, or in the safetensors format."""
    if run.record.kind == "race":
        raise HTTPException(409, "this run is a race: take the weights of one of its lanes, its tables, or all of it")
    try:
        content = await asyncio.to_thread(_weights, await _checkpoint(run), form)
    except Unsound as error:
        raise HTTPException(409, str(error)) from None
    return _file(content, run, f".{form}", "application/octet-stream")


@router.get("/runs/{id}/network.py", response_class=Response, responses=_holds("text/x-python"))
async def take_program(run: Found) -> Response:
    """The run's plan as a program that trains by itself, in a hundred lines of NumPy. It goes on with taken weights."""
    if run.record.kind == "race":
        raise HTTPException(409, "this run is a race: look inside one of its lanes, and take the program of that run")
    return _file(textbook.program(Plan.from_mapping(run.record.plan)), run, ".py", "text/x-python")


@router.get("/runs/{id}/{curve}.csv", response_class=Response, responses=_holds("text/csv"))
async def take_curve(run: Found, runs: All, curve: Literal["scores", "points"]) -> Response:
    """One of the curves, for a spreadsheet."""
    await runs.recall(run)
    return _file(run.record.table(curve), run, f"-{curve}.csv", "text/csv")


@router.get("/runs/{id}/run.zip", response_class=Response, responses=_holds("application/zip"))
async def take_run(run: Found, runs: All) -> Response:
    """All of a run. `POST /api/imports` makes a run of it again, here or elsewhere."""
    checkpoint = await _checkpoint(run)
    past = await _reader.ask(Checkpoints(run.kept).beside, seconds=READING) if run.kept else []
    await runs.look_up(run)
    record = run.record
    described = Described(
        nudge=1, name=record.name, plan=record.plan, commands=[(at, step, text) for _, at, step, text in record.told()],
        columns={} if record.kind == "race" else COLUMNS, kind=record.kind,
    )  # fmt: skip
    content = await asyncio.to_thread(bundle.pack, Bundle(described, record.numbered()), checkpoint, past)
    return _file(content, run, ".zip", "application/zip")


@router.post(
    "/imports",
    status_code=201,
    dependencies=CONTROL,
    openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": {}}}},
)
async def bring(
    request: Request,
    runs: All,
    response: Response,
    name: Annotated[str, Query(max_length=200)] = "",
    plan: Annotated[
        str, Query(max_length=2_000, description="any part of a plan, as JSON; the file has the sizes")
    ] = "",
) -> RunOut:
    """A new run from a file: a run's zip, or weights as .npz or .safetensors. They are checked by the run's process."""
    content = await request.body()
    try:
        given = msgspec.json.decode(plan or "{}", type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        raise HTTPException(422, f"plan is {plan[:80]!r}, expected an object as JSON: {error}") from None
    try:
        run = await _brought(content, name, Plan.from_mapping(given).as_mapping(), runs)
    except ValueError as error:
        raise HTTPException(422, str(error)) from None
    except TimeoutError:
        raise HTTPException(504, "the new run did not start in time") from None
    except OSError as error:
        raise HTTPException(507, f"the server could not put the file down: {error.strerror}") from None
    if run.record.status == "failed":
        message = run.record.reason.get("message", "the run could not begin with this file")
        await runs.delete(run)
        raise HTTPException(422, message)
    response.headers["location"] = f"/api/runs/{run.record.id}"
    return shown(run)


async def _brought(content: bytes, name: str, plan: dict[str, Any], runs: Runs) -> Run:
    if not await asyncio.to_thread(bundle.is_one, content):
        return await runs.bring(content, plan, name)
    taken = await asyncio.to_thread(bundle.unpack, content, COLUMNS)
    described = taken.described
    read = Setting.of if described.kind == "race" else Plan.from_mapping
    numbered = enumerate(described.commands, 1)
    return await runs.bring(
        content,
        read(described.plan).as_mapping(),
        name or described.name,
        taken.curves,
        [(n, at, step, text) for n, (at, step, text) in numbered],
        described.kind,
    )


async def _checkpoint(run: Run) -> bytes:
    """The newest checkpoint; of a run that is awake, one of this very moment. They are saved one after the other: what
    others ask of a run that many take along at once waits for one of these at most."""
    if run.kept is None:
        raise HTTPException(409, "this run is not being written down")
    await run.rest()
    if run.alive:
        async with run.saving:
            answer = await run.request(commands.Save())
        if isinstance(answer, messages.Error) and answer.code != "failed":
            raise HTTPException(503, answer.message)
    try:
        content = await _reader.ask(Checkpoints(run.kept).newest, seconds=READING)
    except OSError as error:
        raise HTTPException(503, f"what is written down of this run cannot be read: {error.strerror}") from None
    if content is None:
        raise HTTPException(409, "this run has not been written down yet")
    if len(content) > bundle.LARGEST[bundle.CHECKPOINT]:
        raise HTTPException(409, "this run is too large to be taken along as a whole")
    return content


def _weights(content: bytes, form: weights.Form) -> bytes:
    return weights.written(unpack(content), form)

"""What a program may ask over plain HTTP: runs, commands, curves, predictions, examples; see /api/openapi.json."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

import msgspec
from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field

from app.kept import tables
from app.kept.record import finite
from app.runs.registry import Runs, tidy
from app.runs.run import Run
from app.web import described, new_run
from app.web.faults import FAULTS, refused, why
from app.wire import commands, messages, protocol
from app.wire.protocol import ProtocolError
from app.wire.refused import Refused
from engine.mnist import Data

PLACES = {"training": "/runs/", "race": "/#race="}  # where the page shows it

Answer = TypeVar("Answer", bound=messages.Reply)

router = APIRouter(prefix="/api", responses=FAULTS)


class RunOut(BaseModel):
    """How a run stands."""

    id: str
    kind: Literal["training", "race"]
    name: str
    url: str
    status: messages.Status
    reason: dict[str, Any]
    plan: dict[str, Any]
    speed: float | None = Field(description="steps a second; null: unthrottled")
    step: int
    epoch: float
    examples: int
    seconds: float = Field(description="compute time of training so far")
    test_accuracy: float | None
    test_cost: float | None
    train_cost: float | None
    viewers: int
    led: bool = Field(description="whether somebody leads a class here, or has led it on to another run from here")


class RunsOut(BaseModel):
    """All runs, the newest first."""

    runs: list[RunOut]
    control: bool = Field(description="whether the caller may make and change runs, or only watch and ask")


class Rename(BaseModel):
    """What may be changed of a run that is not its training."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=200)


Coordinate = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Stroke = Annotated[list[tuple[Coordinate, Coordinate]], Field(max_length=10_000)]
Pixel = Annotated[float, Field(strict=True, ge=0, le=1)]


class Drawing(BaseModel):
    """A drawing: strokes of (x, y) in any unit with y down, or else 784 pixels."""

    model_config = ConfigDict(extra="forbid")
    strokes: Annotated[list[Stroke], Field(max_length=500)] | None = None
    pixels: Annotated[list[Pixel], Field(min_length=784, max_length=784)] | None = None


class PredictionOut(BaseModel):
    """The ten outputs, the 28x28 that the network saw, and the most active output."""

    activations: list[float | None]
    pixels: list[float]
    verdict: int
    step: int


class ExampleOut(BaseModel):
    """One example of the data set."""

    index: int
    label: int
    pixels: list[float]


async def _runs(request: Request) -> Runs:
    runs: Runs = request.app.state.runs
    return runs


All = Annotated[Runs, Depends(_runs)]


async def _run(id: str, runs: All) -> Run:
    run = runs.get(id)
    if run is None:
        raise HTTPException(404, f"there is no run {id[:80]!r}")
    return run


async def _controller(request: Request) -> None:
    if request.scope["right"] != "control":
        raise HTTPException(403, "you may watch and ask, but not change runs")


Found = Annotated[Run, Depends(_run)]
CONTROL = [Depends(_controller)]


async def _awake(run: Found, runs: All) -> Run:
    await runs.wake(run)
    return await _run(run.record.id, runs)  # it may have been deleted meanwhile


Awake = Annotated[Run, Depends(_awake)]


def shown(run: Run) -> RunOut:
    """As a program sees it."""
    record, score = run.record, run.record.score
    return RunOut(
        id=record.id, kind=record.kind, name=record.name, url=f"{PLACES[record.kind]}{record.id}", status=record.status,
        reason=record.reason, plan=record.plan, speed=record.speed, step=record.step, epoch=record.epoch,
        examples=record.examples, seconds=record.seconds, viewers=run.viewers, led=record.led is not None,
        test_accuracy=finite(score.test_accuracy) if score else None,
        test_cost=finite(score.test_cost) if score else None,
        train_cost=finite(score.train_cost) if score else None,
    )  # fmt: skip


NEW_RUN = described.body(described.new_run(), required=False)
COMMAND = described.body(described.command())


@router.post("/runs", status_code=201, dependencies=CONTROL, openapi_extra=NEW_RUN)
async def create(request: Request, runs: All, response: Response) -> RunOut:
    """A new run, paused: a training with the network fresh, a race, or a training from a point of another run."""
    wanted = await _object(request)
    name = wanted.pop("name", "")
    if not isinstance(name, str):
        raise HTTPException(422, f"name is {name!r}, expected a text")
    settings = _paced(wanted.pop("speed")) if "speed" in wanted else None
    try:
        new = await new_run.wanted(wanted, runs, request.app.state.data)
        run = await runs.create(new.plan, name, settings, new.record, new.start)
    except Refused as error:
        raise refused(error.code, str(error)) from None
    except ValueError as error:
        raise HTTPException(422, str(error)) from None
    except TimeoutError:
        raise HTTPException(504, "the new run did not start in time") from None
    if run.record.status == "failed":
        reason = why(run.record.reason)
        await runs.delete(run)
        raise HTTPException(500, f"the new run failed at once: {reason}")
    response.headers["location"] = f"/api/runs/{run.record.id}"
    return shown(run)


@router.get("/runs")
async def index(request: Request, runs: All) -> RunsOut:
    """All runs of this server."""
    return RunsOut(runs=[shown(run) for run in reversed(list(runs))], control=request.scope["right"] == "control")


@router.get("/runs/{id}")
async def show(run: Found) -> RunOut:
    """One run, as it is now."""
    return shown(run)


@router.patch("/runs/{id}", dependencies=CONTROL)
async def rename(run: Found, change: Rename) -> RunOut:
    """Gives a run another name."""
    name = tidy(change.name)
    if not name:
        raise HTTPException(422, f"name is {change.name!r}, expected one of which something can be seen")
    run.record.name = name
    return shown(run)


@router.delete("/runs/{id}", status_code=204, dependencies=CONTROL)
async def delete(run: Found, runs: All) -> None:
    """Ends a run and forgets it."""
    await runs.delete(run)


@router.post("/runs/{id}/commands", openapi_extra=COMMAND)
async def command(request: Request, run: Found, runs: All) -> Response:
    """Any command that a page may send, answered by what it would be answered."""
    try:
        wanted = protocol.read_command(await request.body())
    except ProtocolError as error:
        raise HTTPException(422, str(error)) from None
    if isinstance(wanted, commands.VIEWER):
        raise HTTPException(422, f"{wanted.__struct_config__.tag} belongs to a socket")
    if isinstance(wanted, commands.CONTROL):
        await _controller(request)
    await runs.wake(run, fresh=isinstance(wanted, commands.Reset))
    run = await _run(run.record.id, runs)  # it may have been deleted meanwhile
    return Response(protocol.to_json(await _asked(run, wanted, messages.Reply)), media_type="application/json")


@router.get("/runs/{id}/metrics", responses={200: {"content": {"text/csv": {}}}})
async def metrics(
    request: Request, run: Found, runs: All, curve: Literal["scores", "points"] = "scores"
) -> dict[str, list[dict[str, float | None]]]:
    """The curves: `scores` of the fixed sets and `points` of single batches. As CSV, by Accept, one of them."""
    await runs.recall(run)
    if "text/csv" not in request.headers.get("accept", ""):
        return run.record.metrics()
    return Response(run.record.table(curve), media_type="text/csv")  # type: ignore[return-value]


@router.get("/runs/{id}/race.csv", response_class=Response, responses={200: {"content": {"text/csv": {}}}})
async def race_table(run: Awake, of: Literal["paths", "batches", "scores"] = "paths") -> Response:
    """Of a race: the recorded paths on the map's plane, the costs of single batches, or the scores; a row a point."""
    if run.record.kind != "race":
        raise HTTPException(409, "this run is a training, not a race")
    answer = await _asked(run, commands.Export(of=of), messages.Exported)
    rows = zip(*(column.tolist() for column in answer.values), strict=True)
    return Response(tables.written(answer.columns, rows), media_type="text/csv")


@router.post("/runs/{id}/predict")
async def predict(run: Awake, drawing: Drawing) -> PredictionOut:
    """What the network, as it is now, makes of a drawing."""
    if (drawing.strokes is None) == (drawing.pixels is None):
        raise HTTPException(422, "expected strokes, or else pixels")
    try:
        question = protocol.read_command(msgspec.json.encode({"type": "predict", **drawing.model_dump()}))
    except ProtocolError as error:
        raise HTTPException(422, str(error)) from None
    answer = await _asked(run, question, messages.Prediction)
    return PredictionOut(
        activations=[finite(value) for value in answer.a[-1].tolist()],
        pixels=answer.pixels.tolist(),
        verdict=answer.verdict,
        step=answer.step,
    )


@router.get("/data/{part}/{index}")
async def example(
    request: Request, part: Literal["train", "test"], index: Annotated[int, InPath(ge=0, le=2**31)]
) -> ExampleOut:
    """One example of the data that the server trains on."""
    data: Data = request.app.state.data
    examples = data.train if part == "train" else data.test
    if index >= len(examples):
        raise HTTPException(404, f"{part} has {len(examples)} examples, so none at {index}")
    return ExampleOut(index=index, label=int(examples.labels[index]), pixels=examples.x[index].tolist())


async def _asked(run: Run, question: commands.Command, kind: type[Answer]) -> Answer:
    """The worker's answer, which is of this kind; its refusal becomes an HTTP error."""
    answer = await run.request(question)
    if isinstance(answer, messages.Error):
        raise refused(answer.code, answer.message)
    if not isinstance(answer, kind):
        raise HTTPException(500, f"the worker answered {type(answer).__name__}")
    return answer


def _paced(speed: Any) -> commands.Set:
    try:
        return msgspec.convert({"type": "set", "speed": speed}, commands.Set)
    except msgspec.ValidationError:
        sentence = f"speed is {speed!r}, expected steps a second, above 0 and at most 1,000,000, or null: unthrottled"
        raise HTTPException(422, sentence[:500]) from None


async def _object(request: Request) -> dict[str, Any]:
    body = await request.body()
    try:
        value = msgspec.json.decode(body or b"{}")
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise HTTPException(422, f"the body is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise HTTPException(422, f"the body is {body[:80].decode(errors='replace')}, expected an object")
    return value

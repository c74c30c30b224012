"""What a program is told over HTTP when something cannot be done: which status means it, and in one sentence what came,
what was expected, and what to do."""

from __future__ import annotations

import json
from typing import Any

from fastapi import HTTPException, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.routing import compile_path

# What a refusal means to a program; all others: what was asked cannot be done with these values.
STATUS = {
    **dict.fromkeys(("worker_died", "failed", "diverged", "by_hand", "no_batch", "no_drawing", "no_phase"), 409),
    **dict.fromkeys(("no_label", "too_far_back", "none_found", "race_over", "searching", "in_the_past"), 409),
    **dict.fromkeys(("is_a_race", "no_race", "too_large", "wall_empty", "wall_closed", "not_hung"), 409),
    "error": 500,
    **dict.fromkeys(("busy", "asleep", "restarted", "not_saved", "disk_slow"), 503),
}
WHY = {  # a run has no process, for whoever looks after the server
    "out_of_memory": "its process needs more memory than there is, or than NUDGE_RUN_MEMORY allows",
    "start_failed": "no process could be started for it; there may be too many, or too little memory",
    "worker_hung": "its process did not answer, and was ended",
    "worker_died": "its process ended unexpectedly; the server's log may say why",
}
_TEXTS = {name: {"type": "string"} for name in ("detail", "where", "code")}
_SCHEMA = {"type": "object", "required": ["detail"], "properties": _TEXTS}
_CONTENT = {"application/json": {"schema": _SCHEMA}}
FAULTS: dict[int | str, dict[str, Any]] = {  # of every operation, for its description
    "4XX": {"description": "what was asked cannot be done; a sentence says why", "content": _CONTENT},
    "5XX": {"description": "the server cannot do it, perhaps only just now; a sentence says why", "content": _CONTENT},
}


def refused(code: str, message: str) -> HTTPException:
    """The worker's refusal, as a program is told it."""
    return HTTPException(STATUS.get(code, 422), message)


def why(reason: dict[str, Any]) -> str:
    """Why a run has failed, in words."""
    return str(reason.get("message") or WHY.get(reason["code"], reason["code"]))


async def in_one_sentence(request: Request, error: Exception) -> JSONResponse:
    """What FastAPI found wrong with a request, as one sentence; and where, for a page that has its own words."""
    if not isinstance(error, RequestValidationError):
        raise error
    first: dict[str, Any] = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"] if part != "body")
    kind = request.headers.get("content-type", "nothing")
    if first["type"] == "model_attributes_type" and "json" not in kind:  # as curl sends it unless it is told otherwise
        sentence = f"the body came as {kind[:200]}, expected JSON, with the header Content-Type: application/json"
    elif first["type"] == "json_invalid":
        sentence = f"the body is not JSON: {first['ctx']['error']} at character {where}"
    else:
        said = first["msg"].removeprefix("Value error, ") + _came(first)
        return JSONResponse({"detail": f"{where or 'the body'}: {said}", "where": where}, 422)
    return JSONResponse({"detail": sentence}, 422)


def _came(error: dict[str, Any]) -> str:
    """What came instead, where that is short, and the sentence does not say so already."""
    came = error["input"]
    if error["type"] in ("missing", "extra_forbidden", "value_error") or isinstance(came, dict | list | bytes):
        return ""
    return f", and {json.dumps(came)[:80]} came"


async def unknown(request: Request, error: Exception) -> Response:
    """What a caller is told of a path that there is not, or that takes other methods."""
    if not isinstance(error, StarletteHTTPException):
        raise error
    path = request.url.path[:200]
    if error.status_code == 405:
        allowed = ", ".join(methods(request))
        error = HTTPException(405, f"{path} takes {allowed}, not {request.method}", {"allow": allowed})
    elif error.status_code == 404 and error.detail == "Not Found":
        error = HTTPException(404, f"there is nothing at {path}; /api/openapi.json says what there is")
    elif error.status_code == 400 and error.detail == "There was an error parsing the body":
        error = HTTPException(422, "the body is not JSON in UTF-8, or too deep")
    return await http_exception_handler(request, error)


def methods(request: Request) -> list[str]:
    """All that this path takes, by whichever route."""
    found: set[str] = set()
    for route in iter_route_contexts(request.app.routes):
        if route.path and route.methods and compile_path(route.path)[0].match(request.url.path):
            found |= route.methods
    found = found or {"GET"}  # a file's
    return sorted(found | ({"HEAD"} if "GET" in found else set()))

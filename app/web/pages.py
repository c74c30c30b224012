"""The page, and the files it is made of."""

from __future__ import annotations

import asyncio
import gzip
import re
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from markupsafe import Markup
from starlette.datastructures import Headers
from starlette.types import Scope

from app.settings import ROOT

STATIC = ROOT / "static"
VERSIONED = re.compile(r"vendor/[^/]+@[^/]+/")  # these never change under their name
EDITION = re.compile(r"@([0-9a-f]{12})/")  # what the page has before the names of its own files
MOST_PACKED = 512  # compressed files that are kept in memory: all of the page's, and what has changed under its name

router = APIRouter(include_in_schema=False)


class Files(StaticFiles):
    """What the name of a file says of its bytes, a browser need not ask again: the version of a library, and the page's
    edition of our own. Files by any other name are asked for anew each time, by ETag.

    A page from before its files have changed may ask for more of them by its own edition; it gets those of today.
    All are text, and go out compressed to who can read that.
    """

    async def get_response(self, path: str, scope: Scope) -> Response:
        named = EDITION.match(Path(path).as_posix())
        path = path[named.end() :] if named else path
        response = await super().get_response(path, scope)
        if isinstance(response, FileResponse) and "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            response = await _packed(response)
        forever = named[1] == scope["app"].state.edition if named else VERSIONED.match(Path(path).as_posix())
        response.headers["cache-control"] = "public, max-age=31536000, immutable" if forever else "no-cache"
        if not isinstance(response, FileResponse):  # of what goes out plain, the middleware says so
            response.headers["vary"] = "Accept-Encoding"
        return response


async def _packed(plain: FileResponse) -> Response:
    """The same file, compressed. Its tag is a weak one, for the bytes are others."""
    assert plain.stat_result is not None  # it was looked up
    content = await asyncio.to_thread(_pack, str(plain.path), plain.stat_result.st_mtime_ns, plain.stat_result.st_size)
    headers = {name: plain.headers[name] for name in ("content-type", "last-modified")}
    return Response(content, headers=headers | {"content-encoding": "gzip", "etag": f"W/{plain.headers['etag']}"})


@lru_cache(MOST_PACKED)
def _pack(path: str, changed: int, size: int) -> bytes:
    """A file's bytes, compressed once as long as it has not changed."""
    return gzip.compress(Path(path).read_bytes(), mtime=0)


def edition(root: Path = STATIC) -> str:
    """A name for the page's own files as they are now: another as soon as one of them has changed."""
    found = [file for folder in ("css", "js", "i18n") for file in (root / folder).rglob("*.*")]
    return _edition(tuple((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in sorted(found)))


@lru_cache(1)
def _edition(files: tuple[tuple[str, int, int], ...]) -> str:
    whole = blake2b(digest_size=6)
    for path, _, _ in files:
        whole.update(blake2b(Path(path).read_bytes()).digest())
    return whole.hexdigest()


def import_map() -> str:
    """Which name stands for which file, exactly as it is written into the page and allowed by its hash."""
    return (STATIC / "vendor" / "importmap.json").read_text(encoding="utf-8").strip()


@router.get("/", response_class=HTMLResponse)
@router.get("/runs/{id}", response_class=HTMLResponse)
def page(request: Request) -> Response:
    """The page. Which run it opens is its own affair: the address says so."""
    templates: Jinja2Templates = request.app.state.templates
    request.app.state.edition = edition()
    context = {
        "files": f"/static/@{request.app.state.edition}",
        "importmap": Markup(request.app.state.import_map),  # ours, and the very text that the gate lets pass
    }
    return templates.TemplateResponse(request, "index.html", context, headers={"cache-control": "no-store"})

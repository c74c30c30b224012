"""Where others find the page: the address that a teacher shows to a class, as a picture that a phone reads."""

from __future__ import annotations

import socket

import segno
from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from app.runs.registry import Runs
from app.settings import WILDCARDS, Settings, is_loopback
from app.web.api import CONTROL
from app.web.faults import FAULTS
from app.web.gate import Tokens

QUIET = 4  # modules of light around the code, without which it is not found (ISO/IEC 18004)

router = APIRouter(prefix="/api", responses=FAULTS)


class InvitationOut(BaseModel):
    """The address for who only watches; null: no other computer reaches this server."""

    address: str | None = Field(description="with the token of who watches")
    code: str | None = Field(description="the address as a QR code: an SVG as a data URI")
    present: int = Field(description="who only watch, of all trainings, and are there now")


@router.get("/invitation", dependencies=CONTROL)
async def invitation(request: Request) -> InvitationOut:
    """How those who only watch come in, and how many have. It names the server as the caller does, unless that leads
    others nowhere."""
    settings: Settings = request.app.state.settings
    tokens: Tokens | None = request.app.state.tokens
    name = request.url.hostname or ""  # the gate has let it pass
    is_here = is_loopback(name) or name in WILDCARDS
    runs: Runs = request.app.state.runs
    trainings = (run for run in runs if run.record.kind != "race")  # which is looked at beside one of these
    present = sum(run.poll.present() for run in trainings)
    page = address(settings) if is_here else f"{request.url.scheme}://{request.url.netloc}/"
    if tokens is None or page is None:
        return InvitationOut(address=None, code=None, present=present)
    whole = f"{page}?token={tokens.watch}"
    code = segno.make(whole, error="m", micro=False)
    picture = code.svg_data_uri(border=QUIET, light="#fff", omitsize=True)
    return InvitationOut(address=whole, code=picture, present=present)


def address(settings: Settings) -> str | None:
    """Of the page, for the browsers of others; None: there is none.

    A server that listens to this machine alone but goes by another name stands behind a proxy, which is there for TLS.
    """
    if not is_loopback(settings.host):
        return f"http://{_reachable(settings.host)}:{settings.port}/"
    name = next((name for name in settings.allowed_hosts if not is_loopback(name)), None)
    return f"https://{name}/" if name else None


def _reachable(host: str) -> str:
    """An address to type into a browser: of the interface that leads out, where the server listens on all."""
    if host not in WILDCARDS:
        return f"[{host}]" if ":" in host else host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing; only asks which way it would go
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()

"""The one door: every request and every socket passes here before anything else sees it.

It asks who is called (Host), from whose page (Origin) and by what right (token), and it writes on every answer what a
browser may do with it. It is plain ASGI because middleware for requests alone would let sockets pass.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import json
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qs

from starlette.requests import cookie_parser

from app.web.turnstile import Turnstile

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Right = Literal["control", "watch"]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FREE = frozenset({"/healthz", "/readyz"})  # for whoever looks after the machine
FORBIDDEN = 4403  # with which a socket is closed that has no right to be here
PORTS = {"http": 80, "https": 443}
JOIN = "token"  # of the query of a page, once: it is exchanged for a cookie
PROGRAMS = ("/api/", "/metrics", "/static/")  # what is no page: who asks for these is to be told what it asked for
NO_TOKEN = b"Open the address that the server printed when it was started; a program sends its token in the header "
NO_TOKEN += b"Authorization: Bearer TOKEN.\n"
TOO_OFTEN = b"Too much is asked from your address just now: wait as long as Retry-After says, or ask on a socket.\n"
ONWARD = "location.replace(document.links[0].pathname + location.hash)"  # what stands after # may name a race
WELCOME = (
    '<!doctype html><noscript><meta http-equiv="refresh" content="0;url={0}"></noscript><link rel="icon" href="data:,">'
    f'<title>Nudge</title><a href="{{0}}">Nudge</a><script>{ONWARD}</script>\n'
)
HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?")
PAGE = re.compile(r"/runs/[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Who knows one of these has its right. No tokens: this machine alone can call, and may do all."""

    control: str
    watch: str


def policy(scripts: Iterable[str]) -> bytes:
    """The Content-Security-Policy that allows our own files, and these scripts written into our pages."""
    written = (ONWARD, *scripts)
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in written)
    allowed = " ".join(["'self'", *(f"'sha256-{digest}'" for digest in hashes)])
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'self'; img-src 'self' data: blob:; "
        "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ).encode()


class Gate:
    """Wraps the whole app. `hosts`: names without port; `origins`: besides the called server's own.

    `by_address`: any bare address will do for a name, as for a server that listens on all. What the list of names
    guards against, a foreign name that is made to point here, has a name.
    """

    def __init__(
        self,
        app: App,
        *,
        hosts: Iterable[str],
        origins: Iterable[str],
        tokens: Tokens | None,
        cookie: str,
        csp: bytes,
        by_address: bool = False,
        turnstile: Turnstile | None = None,
    ) -> None:
        self.app = app
        self._by_address = by_address
        self._hosts = frozenset(host.lower() for host in hosts)
        self._origins = frozenset(filter(None, map(_origin, origins)))
        self.tokens = tokens
        self._cookie = cookie
        self._turnstile = turnstile or Turnstile()
        self._headers = [
            (b"content-security-policy", csp),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"cross-origin-resource-policy", b"same-origin"),
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.accept", "websocket.http.response.start"}:
                given = list(message.get("headers", []))
                if scope["type"] == "http" and b"cache-control" not in dict(given):
                    given.append((b"cache-control", b"no-store"))  # how a run stands is never what it was
                message["headers"] = given + self._headers
            await send(message)

        headers = _first(scope["headers"])
        refusal = self._stranger(scope, headers)
        if refusal:
            await _answer(scope, marked, *refusal)
            return
        if self.tokens is None or (scope["type"] == "http" and scope["path"] in FREE):
            scope["right"] = "control" if self.tokens is None else "watch"
        else:
            if scope["type"] == "http" and (joining := self._joining(scope)):
                await _answer(scope, marked, *joining)
                return
            right = self._right(headers)
            if right is None and scope["type"] == "websocket":
                await _turn_away(receive, marked)
                return
            if right is None:
                await _answer(scope, marked, 401, NO_TOKEN, [(b"www-authenticate", b"Bearer")])
                return
            scope["right"] = right
            if scope["type"] == "http" and right == "watch" and (wait := self._wait(scope)):
                await _answer(scope, marked, 429, TOO_OFTEN, [(b"retry-after", str(wait).encode())])
                return
        await self.app(scope, receive, marked)

    def _stranger(self, scope: Scope, headers: dict[bytes, bytes]) -> tuple[int, bytes] | None:
        """Why this call is not for us or comes from a foreign page, if so."""
        called = headers.get(b"host", b"").decode("latin-1")
        name = _hostname(called)
        if name not in self._hosts and not (self._by_address and _is_address(name)):
            return 400, b"This server is not called that; see --allowed-host.\n"
        if scope["type"] == "http" and scope["method"] in SAFE:
            return None
        origin = headers.get(b"origin")
        if origin is None:  # no browser sends a socket or an unsafe request without one
            return None
        scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
        found = _origin(origin.decode("latin-1"))
        if found is None or (found != _origin(f"{scheme}://{called}") and found not in self._origins):
            return 403, b"Pages from elsewhere may not command this server.\n"
        return None

    def _joining(self, scope: Scope) -> tuple[int, bytes, list[tuple[bytes, bytes]]] | None:
        """The answer to a call that brings its token along: a cookie, and then the page by an address without it.

        Not a redirect: the cookie is for our own pages alone, and a redirect would still count as the foreign page's.
        """
        token = parse_qs(scope["query_string"].decode("latin-1")).get(JOIN, [""])[0]
        if scope["method"] != "GET" or scope["path"].startswith(PROGRAMS) or self._right_of(token) is None:
            return None
        page = scope["path"] if PAGE.fullmatch(scope["path"]) else "/"
        secure = "; Secure" if scope["scheme"] == "https" else ""  # as a proxy with TLS says it was
        cookie = f"{self._cookie}={token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000{secure}"
        return 200, WELCOME.format(page).encode(), [(b"set-cookie", cookie.encode("latin-1"))]

    def _wait(self, scope: Scope) -> int:
        """Seconds for which this call of who may only watch comes too early. The page and its files are no question."""
        if not scope["path"].startswith("/api/"):
            return 0
        return self._turnstile.wait(scope["client"][0] if scope.get("client") else "", scope["path"])

    def _right(self, headers: dict[bytes, bytes]) -> Right | None:
        bearer = headers.get(b"authorization", b"").decode("latin-1")
        if bearer.lower().startswith("bearer "):
            return self._right_of(bearer[7:].strip())
        cookies = cookie_parser(headers.get(b"cookie", b"").decode("latin-1"))  # whatever others have set besides
        return self._right_of(cookies.get(self._cookie, ""))

    def _right_of(self, token: str) -> Right | None:
        if self.tokens is None:
            return "control"
        rights: list[tuple[Right, str]] = [("control", self.tokens.control), ("watch", self.tokens.watch)]
        known = [right for right, secret in rights if hmac.compare_digest(secret.encode(), token.encode())]
        return known[0] if known else None


def _first(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Each header's value; with one that comes twice, both with a comma, which no check below lets pass."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        found[name] = found[name] + b", " + value if name in found else value
    return found


def _hostname(host: str) -> str:
    """The name in a Host header, without its port; empty for anything that is not exactly that."""
    match = HOST.fullmatch(host)
    return match[1].strip("[]").lower() if match else ""


def _is_address(name: str) -> bool:
    try:
        return bool(ipaddress.ip_address(name))
    except ValueError:
        return False


def _origin(text: str) -> tuple[str, str, int] | None:
    """Scheme, host and port; None for anything that is not exactly these."""
    scheme, separator, rest = text.partition("://")
    match = HOST.fullmatch(rest)
    if not separator or scheme not in PORTS or match is None:
        return None
    return scheme, match[1].lower(), int(match[2]) if match[2] else PORTS[scheme]


async def _turn_away(receive: Receive, send: Send) -> None:
    """Ends a socket in such a way that a page learns why; of one that never opens, browsers tell nothing."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": FORBIDDEN, "reason": "not allowed"})


async def _answer(
    scope: Scope, send: Send, status: int, body: bytes, extra: list[tuple[bytes, bytes]] | None = None
) -> None:
    """A short answer, instead of the page or of the socket."""
    road = "http" if scope["type"] == "http" else "websocket.http"
    kind = b"text/html" if body.startswith(b"<") else b"text/plain"
    if scope["path"].startswith("/api/"):
        kind, body = b"application/json", json.dumps({"detail": body.decode().strip()}).encode()
    headers = [(b"content-type", kind + b"; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    headers += [(b"cache-control", b"no-store"), *(extra or [])]
    await send({"type": f"{road}.response.start", "status": status, "headers": headers})
    await send({"type": f"{road}.response.body", "body": body})

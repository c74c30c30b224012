"""The secrets of a guarded server. Those that nobody has set are made up and kept: a server that starts again must know
the people who are there."""

from __future__ import annotations

import logging
import os
import secrets
from pathlib import Path

import msgspec

from app.settings import TOKEN, Settings
from app.web.gate import Tokens

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none is taken for another, from the back of a room
TYPED = 16  # of these: 79 bits, which nobody guesses over a network
FILE = "tokens.json"  # in the data directory, for its owner's eyes alone; without it all are made up anew

log = logging.getLogger(__name__)


class Kept(msgspec.Struct, frozen=True):
    """What the file says."""

    control: str
    watch: str

    @property
    def sound(self) -> bool:
        return all(TOKEN.fullmatch(token) for token in (self.control, self.watch))


def tokens(settings: Settings) -> Tokens | None:
    """The secrets that this server asks for, where it asks for any. Raises ValueError where they are the same."""
    if not settings.guarded:
        return None
    control, watch = settings.control_token, settings.watch_token
    if control is None or watch is None:
        kept = _kept(settings.data_dir / FILE)
        control, watch = control or kept.control, watch or kept.watch
    if control == watch:
        raise ValueError("the control token and the watch token are the same: who watches could do all")
    return Tokens(control, watch)


def _kept(file: Path) -> Kept:
    """Those in the file, or new ones, which are then in it."""
    try:
        kept = msgspec.json.decode(file.read_bytes(), type=Kept)
        if kept.sound:
            return kept
    except (OSError, msgspec.DecodeError, UnicodeError):
        pass  # there is none yet, or none that can be read
    watch = "".join(secrets.choice(LETTERS) for _ in range(TYPED))
    kept = Kept(secrets.token_urlsafe(16), watch)
    try:
        _write(file, msgspec.json.encode(kept))
    except OSError as error:
        log.warning("%s; so this server will have other tokens when it starts again", error)
    return kept


def _write(file: Path, content: bytes) -> None:
    """Whole or not at all, and at no moment for others to read."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as writing:
        writing.write(content)
    os.replace(fresh, file)

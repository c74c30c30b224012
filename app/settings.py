"""What a person may set about the server: by a flag, by an environment variable NUDGE_..., or not at all.

The only place that reads the environment.
"""

from __future__ import annotations

import ipaddress
import os
import re
import sys
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "NUDGE_"
ROOT = Path(__file__).parents[1]
TOKEN = re.compile(r"[A-Za-z0-9._~-]{16,256}")  # as it is in an address, a cookie and a header
WILDCARDS = {"0.0.0.0", "::", ""}  # to listen on these is to listen on every address of this machine
Names = Annotated[tuple[str, ...], NoDecode]


def default_data_dir() -> Path:
    """Where this platform wants an application to keep its own files."""
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "nudge"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "nudge"


class Settings(BaseSettings):
    """All of them, checked, and never changed afterwards."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="the address to listen on; any other than this machine's needs a token")
    port: int = Field(8000, ge=0, le=65535, description="the port, or the next free one after it; 0: any")
    data: Path | None = Field(None, description="a directory with another data set in MNIST's four files")
    data_dir: Path = Field(default_factory=default_data_dir, description="where the server keeps its own files")
    allowed_hosts: Names = Field((), description="further names of this server, as of a proxy; they need a token, too")
    allowed_origins: Names = Field((), description="further origins (https://name) whose pages may command it")
    control_token: str | None = Field(None, description="who has it may do all; made up when needed")
    watch_token: str | None = Field(None, description="who has it may watch and ask")
    max_runs: int = Field(8, ge=1, description="runs with a process at a time")
    max_viewers: int = Field(2_000, ge=1, description="open sockets of all runs together")
    max_run_viewers: int = Field(1_000, ge=1, description="open sockets of one run")
    max_address_viewers: int | None = Field(
        None, ge=1, description="open sockets from one address; unless set 600, and any number from this machine"
    )
    max_requests: float | None = Field(
        None,
        gt=0,
        description="requests a second of who watches from one address; unless set 60, or any number as above",
    )
    max_rate: float = Field(30, gt=0, description="messages a second from one viewer; what comes faster is dropped")
    max_burst: int = Field(60, ge=1, description="messages that one viewer may send at once after a rest")
    max_message: int = Field(64, ge=16, le=16_384, description="kilobytes of one message from a viewer")
    max_body: int = Field(1024, ge=16, description="kilobytes of the body of a request")
    max_head: int = Field(64, ge=8, description="kilobytes of the head of a request")
    head_seconds: float = Field(5, gt=0, description="how long the head of a request may take to come")
    idle_minutes: float = Field(30, gt=0, description="how long a run lives that nobody watches or calls")
    outbox: int = Field(256, ge=8, description="events that may wait for one slow viewer")
    restarts: int = Field(3, ge=0, description="how often in a minute a run goes on by itself after its process died")
    run_memory: int = Field(4096, ge=0, description="megabytes that the process of a run may use; 0: all there are")
    keep_runs: int = Field(200, ge=1, description="runs that are remembered, the oldest being forgotten first")
    keep_megabytes: int = Field(4096, ge=512, description="what they may take on the disk, the same going first")
    upload: int = Field(64, ge=1, description="megabytes of a run or of weights that somebody brings")
    uploads: int | None = Field(
        None, ge=1, description="megabytes of all these together that are under way; unless set, four times as many"
    )
    nice: int = Field(10, ge=0, le=19, description="how far training steps back behind serving")

    @field_validator("allowed_hosts", "allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        """From the environment these come with commas between them."""
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("data", "data_dir", mode="before")
    @classmethod
    def _named(cls, value: Any) -> Any:
        """What is empty would be the directory in which one happens to stand."""
        if value == "":
            raise ValueError("it is empty, expected the name of a directory; leave it out to have the usual one")
        return value

    @field_validator("control_token", "watch_token")
    @classmethod
    def _sound(cls, token: str | None) -> str | None:
        if token is not None and not TOKEN.fullmatch(token):
            raise ValueError(
                "a token is 16 to 256 letters, digits and -._~ (others are lost in an address or a cookie)"
            )
        return token

    @field_validator("uploads")
    @classmethod
    def _ample(cls, uploads: int | None, info: ValidationInfo) -> int | None:
        one = info.data.get("upload", 0)  # missing where it is wrong itself
        if uploads is not None and uploads < one:
            raise ValueError(f"expected at least {one}, as much as {PREFIX}UPLOAD allows one alone")
        return uploads

    @property
    def cache(self) -> Path:
        """Where what can be made again is kept."""
        return self.data_dir / "cache"

    @property
    def guarded(self) -> bool:
        """Whether a token is needed: others than this machine can reach the server, also through a proxy that gives it
        another name, or somebody set one."""
        is_alone = all(map(is_loopback, (self.host, *self.allowed_hosts)))
        return not is_alone or self.control_token is not None or self.watch_token is not None


def is_loopback(host: str) -> bool:
    """Whether an address can only be reached from this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def origins(settings: Settings, flags: Iterable[str]) -> dict[str, str]:
    """Where each value comes from: a flag, the environment, or the default."""
    given = set(flags)

    def origin(name: str) -> str:
        if name in given:
            return "flag"
        return f"{PREFIX}{name.upper()}" if name in settings.model_fields_set else "default"

    return {name: origin(name) for name in Settings.model_fields}


def strangers() -> list[str]:
    """A sentence for each variable of the environment that looks like a setting and is none."""
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    found = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known)
    return [f"{name} is no setting{_perhaps(name, known)}" for name in found]


def _perhaps(name: str, known: list[str]) -> str:
    near = get_close_matches(name.upper(), known, 1, 0.8)
    return f"; {near[0]} is one" if near else ""

"""What the Dockerfile sets means something to the server, and what it asks of it in there is answered."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import PREFIX, ROOT, Settings
from tests.conftest import Server

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()


def instructions(name: str) -> list[str]:
    """What follows this word, of each line that begins with it."""
    return [line.partition(" ")[2].strip() for line in DOCKERFILE.splitlines() if line.startswith(f"{name} ")]


ENVIRONMENT = dict(re.findall(r"(\w+)=(\S+)", " ".join(instructions("ENV"))))


def test_the_server_in_the_image_can_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
    for name, value in ENVIRONMENT.items():
        if name != "PATH":
            monkeypatch.setenv(name, value)
    settings = Settings()
    assert (settings.host, [str(settings.port)]) == ("0.0.0.0", instructions("EXPOSE"))
    assert [str(settings.data_dir)] == instructions("VOLUME")


def test_what_it_sets_for_the_server_is_a_setting() -> None:
    others = {"PATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}
    assert set(ENVIRONMENT) - others <= {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


def test_its_question_after_the_servers_health_is_answered(server: Server) -> None:
    (check,) = instructions("HEALTHCHECK")
    command = json.loads(check[check.index("[") :])
    environment = {**os.environ, f"{PREFIX}PORT": server.url.rpartition(":")[2]}

    def asked(environment: dict[str, str]) -> int:
        return subprocess.run([sys.executable, *command[1:]], env=environment, timeout=30, check=False).returncode

    assert command[0] == "python" and asked(environment) == 0
    assert asked({**environment, f"{PREFIX}PORT": "9"}) != 0


def test_what_it_copies_is_there_and_not_ignored() -> None:
    copied = [line.split()[:-1] for line in instructions("COPY") if not line.startswith("--from")]
    for name in [name for names in copied for name in names]:
        assert (ROOT / Path(name)).exists() and f"!{name}" in IGNORED

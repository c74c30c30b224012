"""`python -m app doctor`: what this server would start with, and whether it could."""

from __future__ import annotations

import os
import platform
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from threadpoolctl import threadpool_info  # type: ignore[import-untyped]

from app.kept.memory import RUNS, is_held
from app.kept.store import FILE, MIGRATIONS, Newer
from app.settings import Settings, origins, strangers
from engine.mnist import FILES, DataError, load

LIBRARIES = ("numpy", "fastapi", "starlette", "uvicorn", "websockets", "msgspec", "pydantic-settings", "uvloop")
MB = 1e6
SECRET = ("control_token", "watch_token")


def report(settings: Settings, flags: Iterable[str], directory: Path, digests: dict[str, str] | None) -> Iterator[str]:
    """The lines of the report."""
    yield f"Python {platform.python_version()} on {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    for name in LIBRARIES:
        yield f"  {name} {_version(name)}"
    yield "Settings"
    for name, origin in origins(settings, flags).items():
        value = "set" if name in SECRET and getattr(settings, name) else getattr(settings, name)
        yield f"  {name} = {value} ({origin}): {Settings.model_fields[name].description}"
    yield from (f"  BAD: {sentence}" for sentence in strangers())
    yield f"Data in {directory}"
    try:
        data = load(directory, None, digests)
    except DataError as error:
        yield f"  BAD: {error}"
    else:
        known = "as published" if digests else "not checked against a published hash"
        yield f"  {len(FILES)} files, {len(data.train)} + {len(data.test)} examples, {known}"
        yield f"  SHA-256 {data.digest}"
    trouble = writable(settings.data_dir)
    yield f"Own files in {settings.data_dir}: {f'BAD: {trouble}' if trouble else 'writable'}"
    yield f"Runs in {settings.data_dir / FILE}"
    yield from (f"  {line}" for line in store_lines(settings.data_dir))
    yield "Arithmetic"
    for library in threadpool_info():
        kernel = library.get("architecture", "unknown kernel")
        yield f"  {library['internal_api']} {library['version']}, {kernel}, {library['num_threads']} thread(s)"


def store_lines(directory: Path) -> Iterator[str]:
    """How what is remembered of runs stands, which is thereby not touched."""
    file = directory / FILE
    if not file.exists():
        yield "none are kept yet"
        return
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version > len(MIGRATIONS):
                yield f"BAD: {Newer(file, version)}"
                return
            (sound,) = database.execute("PRAGMA quick_check(1)").fetchone()
            if sound != "ok":
                raise sqlite3.DatabaseError(sound)
            (count,) = database.execute("SELECT count(*) FROM run").fetchone() if version else (0,)
        with file.open("r+b"):
            pass
    except OSError as error:
        yield f"BAD: it cannot be written ({error.strerror})"
    except sqlite3.OperationalError as error:
        yield f"BAD: it cannot be read ({error})"
    except sqlite3.DatabaseError as error:
        yield f"BAD: it is damaged ({error}); the next server puts it aside and begins another"
    else:
        yield f"{count} run(s), tables of version {version} of {len(MIGRATIONS)}, writable"
    tables, checkpoints = sum(map(_size, directory.glob(f"{FILE}*"))), sum(map(_size, (directory / RUNS).rglob("*")))
    yield f"{tables / MB:.1f} MB, and {checkpoints / MB:.1f} MB of checkpoints"
    yield "a server that is running keeps its runs here" if is_held(directory) else "no server is at it"


def _size(path: Path) -> int:
    """Its bytes; none where it has just gone."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "is not installed"


def writable(directory: Path) -> str | None:
    """Why no file can be written there; None where one can."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=directory) as file:
            file.write(b"enough to need room")
            file.flush()
        return None
    except OSError as error:
        return error.strerror or "unknown"

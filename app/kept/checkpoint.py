"""A checkpoint: all that a run needs to go on from where it was, in one file that is there whole or not at all.

The file's name is its number and the SHA-256 of what it holds: a look at the directory is the manifest, and nothing
that was cut short, flipped or exchanged is ever taken for a network. What does not change from one checkpoint to the
next, and could be done without, lies beside it in files of its own, which are written once.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from app.kept.npz import Unsound, read_npz, read_one, write_npz
from app.wire.base import Array

KEPT = 2  # the newest, and the one before it should the newest be damaged
LARGEST = 256 * 2**20  # bytes: at most six times the weights, which are 4.8 MB on MNIST and up to 20 elsewhere
FACTS = "facts"
MOST_FACTS = 64 * 1024  # bytes of a checkpoint that is brought: a fifth of it is enough
NAME = re.compile(r"(\d{10})-([0-9a-f]{64})\.npz")
PART = ".part"
BESIDE = ".past"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`facts` in types that JSON has, whole numbers of any length among them; `arrays` by name; and `beside` it, by the
    SHA-256 of each, what gives the content of other files, or raises OSError or Unsound."""

    facts: dict[str, Any]
    arrays: dict[str, Array]
    beside: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)


def pack(checkpoint: Checkpoint) -> bytes:
    """The file."""
    text = json.dumps(checkpoint.facts, allow_nan=False).encode()
    return write_npz({FACTS: np.frombuffer(text, np.uint8), **checkpoint.arrays})


def unpack(content: bytes, most: int = LARGEST, most_facts: int = LARGEST) -> Checkpoint:
    """What the file holds, in at most so many bytes. Raises Unsound, whoever wrote it."""
    arrays = read_npz(content, most)
    text = arrays.pop(FACTS, None)
    if text is not None and text.nbytes > most_facts:
        raise Unsound(f"the facts of this checkpoint take {text.nbytes:,} bytes, expected at most {most_facts:,}")
    return Checkpoint(_facts(text), arrays)


def _facts(text: Array | None) -> dict[str, Any]:
    try:
        facts = json.loads(b"" if text is None else text.tobytes())
    except (ValueError, RecursionError):
        raise Unsound("this is not a checkpoint: it has no facts") from None
    if not isinstance(facts, dict):
        raise Unsound("this is not a checkpoint: its facts are no mapping")
    return facts


class Checkpoints:
    """Those of one run, in a directory of its own, of which the newest are kept. `most`: bytes that one may have."""

    def __init__(self, directory: Path, most: int = LARGEST) -> None:
        self._directory = directory
        self._most = most

    def save(self, checkpoint: Checkpoint) -> None:
        """Writes the next. Raises OSError, and then those before it are as they were."""
        if sum(array.nbytes for array in checkpoint.arrays.values()) > self._most:
            raise OSError(errno.EFBIG, "this run is too large to be written down")
        self.put(pack(checkpoint))
        for path in self._directory.glob(f"*{BESIDE}"):
            if path.stem not in checkpoint.beside:
                path.unlink(missing_ok=True)
        self._lay(checkpoint.beside)  # at the end: the last room on a disk is not for what can be done without

    def put(self, content: bytes) -> None:
        """The same, of a file that is packed already."""
        self._directory.mkdir(parents=True, exist_ok=True)
        self._sweep()
        found = self._found()
        number = found[-1][0] + 1 if found else 1
        digest = hashlib.sha256(content).hexdigest()
        write_whole(self._directory / f"{number:010}-{digest}.npz", content)
        for _, path in found[: len(found) + 1 - KEPT]:
            path.unlink(missing_ok=True)

    def load(self) -> tuple[Checkpoint | None, int]:
        """The newest that is sound, and how many newer ones are not, which are thereby out of the way. Raises OSError
        where there is none but for one that cannot be read just now: who began afresh would write over it."""
        self._sweep()
        damaged, unread = 0, None
        for _, path in reversed(self._found()):
            try:
                found = unpack(_content(path, path.stem.partition("-")[2]), self._most)
                return replace(found, beside=self._beside()), damaged
            except Unsound:
                damaged += 1
                with suppress(OSError):
                    path.unlink()
            except OSError as error:
                damaged += 1
                unread = unread or error
        if unread:
            raise unread
        return None, damaged

    def newest(self) -> bytes | None:
        """The newest file whose hash is right, packed as it is. Leaves all alone: another process may be writing."""
        for _, path in reversed(self._found()):
            with suppress(Unsound, OSError):
                return _content(path, path.stem.partition("-")[2])
        return None

    def beside(self) -> list[bytes]:
        """The files beside the checkpoints that hold what was written into them, as they are."""
        found = []
        for content in self._beside().values():
            with suppress(Unsound, OSError):
                found.append(content())
        return found

    def facts(self) -> dict[str, Any] | None:
        """Those of the newest file that still has them. Its arrays are neither read nor checked: who wants to use them
        takes `load`."""
        with suppress(OSError):
            for _, path in reversed(self._found()):
                with suppress(Unsound):
                    return _facts(read_one(path, FACTS))
        return None

    def _lay(self, beside: Mapping[str, Callable[[], bytes]]) -> None:
        """Writes the files that are not there yet, as far as the disk lets it: they can be done without. Their names
        vouch for them, so that nothing waits until they are safe from the power."""
        with suppress(OSError):
            for name in beside.keys() - self._beside().keys():
                part = self._directory / f"{name}{PART}"
                part.write_bytes(beside[name]())
                part.replace(part.with_suffix(BESIDE))

    def _beside(self) -> dict[str, Callable[[], bytes]]:
        return {path.stem: partial(_content, path, path.stem) for path in self._directory.glob(f"*{BESIDE}")}

    def _found(self) -> list[tuple[int, Path]]:
        """Number and place of each, oldest first. Raises OSError: where one may not look there may be some."""
        try:
            names = [NAME.fullmatch(name) for name in os.listdir(self._directory)]
        except FileNotFoundError:
            return []
        return sorted((int(name[1]), self._directory / name[0]) for name in names if name)

    def _sweep(self) -> None:
        """Removes what a writer left behind when it was killed. Only who writes here may do that."""
        with suppress(OSError):  # of a disk that can only be read at least that is to work
            for path in self._directory.glob(f"*{PART}"):
                with suppress(OSError):
                    path.unlink()


def named(contents: Iterable[bytes]) -> dict[str, Callable[[], bytes]]:
    """What can lie beside a checkpoint, by name."""
    return {hashlib.sha256(content).hexdigest(): partial(bytes, content) for content in contents}


def _content(path: Path, digest: str) -> bytes:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise Unsound(f"{path.name} does not hold what was written into it")
    return content


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file that is there whole or not at all, also after the power was cut. Raises OSError."""
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=PART, delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            file.close()
            os.replace(file.name, path)
        except BaseException:
            with suppress(OSError):
                file.close()
            Path(file.name).unlink(missing_ok=True)
            raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)

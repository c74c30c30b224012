"""The examples to learn from: 28×28 pictures and what they show, in the four files in which MNIST has always come.

The files are IDX: a magic number, the lengths of the dimensions, then bytes (LeCun, Cortes and Burges). Here, and only
here, bytes become numbers in [0, 1] and labels become one-hot targets.
"""

from __future__ import annotations

import hashlib
import math
import os
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from engine.arrays import Array, from_bytes

SIDE = 28
CLASSES = 10
MOST_EXAMPLES = 1_000_000
IMAGES_MAGIC, LABELS_MAGIC = 0x0803, 0x0801  # unsigned bytes, in three dimensions and in one
# The types in which decoded pictures are kept, and what their last column holds.
KINDS: Mapping[Any, int] = {np.dtype(np.float32): 1, np.dtype(np.uint8): 255}
RESTORE = "restore it from the project or download it again"
LOOK = 1000  # a look at every so many pictures that were kept tells whether they are what they should be
CACHE_FORMAT = "2"  # part of the name of every cached file: raise it when the decoded form changes

TRAIN_IMAGES, TRAIN_LABELS = "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"
TEST_IMAGES, TEST_LABELS = "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"
FILES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)
CLASS_NAMES = "labels.txt"

BUILT_IN = Path(__file__).parents[1] / "data" / "mnist"  # the files that come with the project
# SHA-256 of them.
MNIST_DIGESTS: Mapping[str, str] = {
    TRAIN_IMAGES: "0b367032e93c5d0cea0925647cfdb18614af8ee15f83e6f2fc2ad904a6835971",
    TRAIN_LABELS: "1787548bbe0bff1ec2ecdc0ef292b02df999e2d1a6002d27500982c652b17203",
    TEST_IMAGES: "1a1a05eab793c14bb050b398624a11b0ffd1a2953baed553b1b9bd079e2a20be",
    TEST_LABELS: "b91679a0acfe4ba0e50a2437a903084cba1f5f92592b016a25a7dfd00455798b",
}


class DataError(ValueError):
    """A data set that cannot be used. The message is one line: which file, what is wrong, what to do."""

    def __init__(self, path: Path, wrong: str, remedy: str) -> None:
        super().__init__(f"{path}: {wrong}; {remedy}")


@dataclass(frozen=True, slots=True)
class Dataset:
    """Examples, a row each: `x1` (m, n₀ + 1) in [0, 1] and a last 1, one-hot `y` (m, 10), `labels` (m,).

    `raw` is x1 in bytes, 255 for 1, where there are such: to train on them takes a quarter of the memory's time.
    """

    x1: Array
    y: Array
    labels: Array
    raw: Array | None = None

    @property
    def x(self) -> Array:
        """The inputs alone (m, n₀), a view."""
        return self.x1[:, :-1]

    def __len__(self) -> int:
        return len(self.labels)

    def subset(self, chosen: Array | slice) -> Dataset:
        """These examples alone, to look at: without `raw`."""
        return Dataset(self.x1[chosen], self.y[chosen], self.labels[chosen])

    def to_train(self, kind: np.dtype[Any]) -> tuple[Array, Array]:
        """x (m, n₀ + 1) and y (m, 10) as `Backprop` reads them fastest, for a network of this float type."""
        x = self.x1.astype(kind, copy=False) if self.raw is None or kind != np.float32 else self.raw
        return x, np.asfortranarray(self.y, kind)

    @classmethod
    def labelled(cls, x1: Array, labels: Array, raw: Array | None = None) -> Dataset:
        """The examples `x1` with their `labels` (uint8): these very arrays, not to be written to from now on. y is
        stored column by column, as training reads it."""
        y = np.equal.outer(np.arange(CLASSES, dtype=np.uint8), labels).astype(np.float32).T
        for each in (x1, y, labels, raw):
            if each is not None:
                each.flags.writeable = False
        return cls(x1, y, labels, raw)


@dataclass(frozen=True, slots=True)
class Data:
    """What to train on, what to test on, what the ten classes are called, and a digest of the files they came from."""

    train: Dataset
    test: Dataset
    names: tuple[str, ...]
    digest: str

    @property
    def ends(self) -> tuple[int, int]:
        """The widths of the input and the output layer of a network for these data."""
        return self.train.x.shape[1], self.train.y.shape[1]


def load(directory: Path, cache: Path | None = None, digests: Mapping[str, str] | None = None) -> Data:
    """The data set in `directory`. Raises DataError.

    With `cache`, the decoded pictures are kept in that directory and mapped into memory, where all processes that do so
    share them; if it cannot be written to, they are decoded into this process. With `digests`, a file whose SHA-256 is
    another is refused.
    """
    files = {name: _read(directory / name) for name in FILES}
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    for name, digest in (digests or {}).items():
        if hashes[name] != digest:
            raise DataError(directory / name, "the file is not the one that was published (SHA-256 differs)", RESTORE)
    digest = hashlib.sha256("".join(hashes.values()).encode()).hexdigest()

    def dataset(images: str, labels: str) -> Dataset:
        known = _labels(directory / labels, files[labels])
        shape = known.size, SIDE * SIDE + 1
        x1, raw = (_mapped(_kept(cache, hashes[images], kind), shape, kind) for kind in KINDS)
        if x1 is None or raw is None:
            raw = _images(directory / images, files[images])
            if len(raw) != known.size:
                wrong = f"there are {len(raw):,} pictures, but {known.size:,} labels in {labels}"
                raise DataError(directory / images, wrong, "take both files from the same data set")
            x1 = from_bytes(raw, np.empty(shape, np.float32))
            x1, raw = (_shared(_kept(cache, hashes[images], each.dtype), each) for each in (x1, raw))
        return Dataset.labelled(x1, known, raw)

    train, test = dataset(TRAIN_IMAGES, TRAIN_LABELS), dataset(TEST_IMAGES, TEST_LABELS)
    return Data(train, test, _names(directory / CLASS_NAMES), digest)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise DataError(path, "there is no such file", f"put the four files {', '.join(FILES)} there") from None
    except OSError as error:
        raise DataError(path, f"it cannot be read ({error.strerror})", "check its permissions") from None


def _images(path: Path, content: bytes) -> Array:
    """The pictures of an IDX file (m, 785), uint8, with a last 255."""
    (m, *_), pixels = _idx(path, content, IMAGES_MAGIC, 3)
    raw = np.full((m, SIDE * SIDE + 1), 255, np.uint8)
    raw[:, :-1] = pixels.reshape(m, SIDE * SIDE)
    return raw


def _labels(path: Path, content: bytes) -> Array:
    _, labels = _idx(path, content, LABELS_MAGIC, 1)
    if labels.max() >= CLASSES:
        place = int(np.argmax(labels >= CLASSES))
        raise DataError(path, f"label {labels[place]} at place {place} is out of range", "use labels from 0 to 9")
    return labels.copy()


def _idx(path: Path, content: bytes, magic: int, dimensions: int) -> tuple[list[int], Array]:
    """The lengths of the dimensions, and all bytes after them, of a gzipped IDX file."""
    start = 4 * (1 + dimensions)
    stream = zlib.decompressobj(wbits=31)
    try:
        header = stream.decompress(content, start)
        lengths = [int.from_bytes(header[i : i + 4], "big") for i in range(0, start, 4)]
        came, shape = lengths[0], lengths[1:]
        if len(header) < start:
            raise DataError(path, "the gzip file is cut short", RESTORE)
        if came != magic:
            raise DataError(
                path, f"it begins with {came:#010x}, expected {magic:#010x}", "use the IDX file of that name"
            )
        if not 0 < shape[0] <= MOST_EXAMPLES:
            raise DataError(path, f"it promises {shape[0]:,} examples", f"use 1 to {MOST_EXAMPLES:,}")
        if shape[1:] not in ([], [SIDE, SIDE]):
            raise DataError(path, f"the pictures are {shape[1]}×{shape[2]}", f"use pictures of {SIDE}×{SIDE}")
        expected = math.prod(shape)
        body = stream.decompress(stream.unconsumed_tail, expected + 1)  # no more, whatever the file would unpack to
    except zlib.error:
        raise DataError(path, "it is not a sound gzip file", RESTORE) from None
    if len(body) <= expected and not stream.eof:
        raise DataError(path, "the gzip file is cut short", RESTORE)
    if len(body) != expected:
        held = f"{len(body):,}" if stream.eof else f"more than {expected:,}"
        raise DataError(path, f"it holds {held} bytes, expected {expected:,}", RESTORE)
    return shape, np.frombuffer(body, np.uint8)


def _names(path: Path) -> tuple[str, ...]:
    """The names of the classes, a line each, or their numbers."""
    if not path.exists():
        return tuple(str(digit) for digit in range(CLASSES))
    try:
        lines = [line.strip() for line in _read(path).decode("utf-8").splitlines()]
    except UnicodeDecodeError:
        raise DataError(path, "it is not UTF-8 text", "write one name a line") from None
    names = tuple(line for line in lines if line)
    if len(names) != CLASSES:
        raise DataError(path, f"it has {len(names)} names", f"write {CLASSES}, one a line, or remove the file")
    return names


def _kept(cache: Path | None, digest: str, kind: DTypeLike) -> Path | None:
    """The file in which the decoded pictures are kept."""
    return cache / f"{digest[:32]}-{CACHE_FORMAT}-{np.dtype(kind).name}.npy" if cache else None


def _shared(kept: Path | None, pictures: Array) -> Array:
    """The pictures, mapped from the file in which they are now kept; as they came, if they cannot be kept."""
    mapped = _mapped(kept, pictures.shape, pictures.dtype) if kept and _write(kept, pictures) else None
    return pictures if mapped is None else mapped


def _mapped(kept: Path | None, shape: tuple[int, ...], kind: DTypeLike) -> Array | None:
    """The pictures decoded earlier, mapped read-only; None if there are none or they are damaged."""
    if kept is None:
        return None
    try:
        pictures: Array = np.load(kept, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    sound = pictures.shape == shape and pictures.dtype == kind and pictures.flags.c_contiguous
    # A look at some: to look at all would bring the whole file into memory.
    return pictures.view(np.ndarray) if sound and bool((pictures[::LOOK, -1] == KINDS[kind]).all()) else None


def _write(kept: Path, pictures: Array) -> bool:
    """Keeps the decoded pictures, whole or not at all, whoever else may be doing the same. Says whether it could."""
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=kept.parent, prefix=kept.stem, suffix=".part", delete=False) as file:
            try:
                np.save(file, pictures, allow_pickle=False)
                file.flush()
                os.fsync(file.fileno())
                os.replace(file.name, kept)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError:
        return False
    return True

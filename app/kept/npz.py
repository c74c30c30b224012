"""Arrays out of an .npz or .safetensors file that anybody may have written. Nothing is believed before it is checked,
and nothing is unpacked that would need more room than was allowed.

`numpy.load` would unpack whatever a small file promises: 292 KB can hold 300 MB of zeros.
"""

from __future__ import annotations

import io
import math
import re
import struct
import tokenize
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
from numpy.lib import format as npy
from safetensors.numpy import save

from app.wire.base import Array

MOST_ARRAYS = 64
ENTRY = b"PK\1\2"  # with which each entry in the directory of a zip begins
MOST_ENTRIES = 2 * MOST_ARRAYS  # these bytes may come in what is packed, too
NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
KINDS = "fiu"  # floats, whole numbers: no objects, no structures, no text
LONGEST_HEADER = 4_096
FLOATS = {"F16": "<f2", "F32": "<f4", "F64": "<f8"}  # of .safetensors
# What the standard library and NumPy raise where a file does not hold together.
UNSOUND = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError,
    OverflowError, IndexError, SyntaxError, TypeError, KeyError, MemoryError, tokenize.TokenError,
)  # fmt: skip


class Unsound(ValueError):
    """This is not what it should be. The message is a sentence for a person."""


def opened(content: bytes, most: int = MOST_ENTRIES) -> zipfile.ZipFile:
    """A zip whose directory is short: one that fills the whole file would take twenty times its size to be read.
    Raises Unsound, or what else is in UNSOUND."""
    if content.count(ENTRY) > most:
        raise Unsound(f"the file holds too many files, expected at most {most // 2}")
    return zipfile.ZipFile(io.BytesIO(content))


def check_packing(entry: zipfile.ZipInfo) -> None:
    """Raises Unsound where it is packed otherwise than we do it: the other ways are unpacked without any bound."""
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} or entry.flag_bits & 1:
        raise Unsound(f"{entry.filename} is packed or locked in a way that this program does not open")


def read_npz(content: bytes, most: int) -> dict[str, Array]:
    """The arrays by name, which together take at most so many bytes. Raises Unsound."""
    try:
        with opened(content) as file:
            entries = file.infolist()
            _check_entries(entries, most)
            return {entry.filename.removesuffix(".npy"): _array(file, entry) for entry in entries}
    except Unsound:
        raise
    except UNSOUND as error:
        raise Unsound(f"this is not a sound .npz file or zip of a run, it may be cut short: {error}") from None


def read_one(path: Path, name: str) -> Array:
    """One array of a file of ours, of which little else is read; its own CRC is all that vouches for it. Raises
    Unsound."""
    try:
        with zipfile.ZipFile(path) as file:
            entry = file.getinfo(f"{name}.npy")
            if entry.compress_type != zipfile.ZIP_STORED:
                raise Unsound(f"{entry.filename} is packed, which this program never does")
            return _array(file, entry)
    except Unsound:
        raise
    except UNSOUND as error:
        raise Unsound(f"this is not a sound .npz file: {error}") from None


def write_npz(arrays: Mapping[str, Array]) -> bytes:
    """The file, the same for the same arrays."""
    out = io.BytesIO()
    np.savez(out, allow_pickle=False, **arrays)
    return out.getvalue()


def read_safetensors(content: bytes, most: int) -> dict[str, Array]:
    """The same for a .safetensors file, which is never packed. Raises Unsound."""
    if len(content) > most:
        raise Unsound(f"the file has {len(content):,} bytes, expected at most {most:,}")
    try:
        tensors: list[tuple[str, Mapping[str, Any]]] = safetensors.deserialize(content)  # type: ignore[no-untyped-call]
    except safetensors.SafetensorError as error:
        raise Unsound(f"this is neither a run's zip, nor .npz, nor a sound .safetensors file: {error}") from None
    if len(tensors) > MOST_ARRAYS:
        raise Unsound(f"the file holds {len(tensors)} arrays, expected at most {MOST_ARRAYS}")
    return {_named(name): _tensor(name, tensor) for name, tensor in tensors}


def write_safetensors(arrays: Mapping[str, Array]) -> bytes:
    """The file, of float32 arrays."""
    return save({name: np.ascontiguousarray(array) for name, array in arrays.items()})


def _check_entries(entries: list[zipfile.ZipInfo], most: int) -> None:
    if len(entries) > MOST_ARRAYS:
        raise Unsound(f"the file holds {len(entries)} arrays, expected at most {MOST_ARRAYS}")
    names = [_named(entry.filename.removesuffix(".npy")) for entry in entries if entry.filename.endswith(".npy")]
    if len(names) < len(entries) or len(set(names)) < len(names):
        raise Unsound("the file holds something other than arrays, or two of one name")
    total = sum(entry.file_size for entry in entries)
    if total > most:
        raise Unsound(f"the arrays would unpack to {total:,} bytes, expected at most {most:,}")
    for entry in entries:
        check_packing(entry)


def _array(file: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Array:
    with file.open(entry) as packed:
        content = packed.read(entry.file_size + 1)  # its header may lie: no more than was counted
        if packed.read(1):
            raise Unsound(f"{entry.filename} is larger than it says")
    stream = io.BytesIO(content)
    read = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}.get(npy.read_magic(stream))
    if read is None:
        raise Unsound(f"{entry.filename} is of a version that this program does not know")
    shape, fortran, dtype = read(stream, max_header_size=LONGEST_HEADER)
    if dtype.kind not in KINDS:
        raise Unsound(f"{entry.filename} holds {dtype}, expected numbers")
    held = len(content) - stream.tell()
    if any(length < 0 for length in shape) or math.prod(shape) * dtype.itemsize != held:
        raise Unsound(f"{entry.filename} says that its shape is {shape}, but {held:,} bytes follow")
    flat = np.frombuffer(content, dtype, offset=stream.tell())
    return flat.reshape(shape, order="F" if fortran else "C")


def _tensor(name: str, tensor: Mapping[str, Any]) -> Array:
    if tensor["dtype"] not in FLOATS:
        raise Unsound(f"{name} holds {tensor['dtype']}, expected one of {', '.join(FLOATS)}")
    return np.frombuffer(tensor["data"], FLOATS[tensor["dtype"]]).reshape(tensor["shape"])


def _named(name: str) -> str:
    if not NAME.fullmatch(name):
        raise Unsound(f"an array is called {name[:64]!r}, expected letters, digits, dots and dashes")
    return name

"""Writes the treaty between server and page: `make golden`, after a change of the wire.

For every message NAME.bin, the bytes, and NAME.json, what they mean: an array is {"dtype", "shape", "data"}. For every
command command-NAME.json. For the type checker static/js/messages.d.ts. A change of a NAME.bin asks for a higher
VERSION in app/wire/protocol.py and in static/js/protocol.js.
"""

import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(HERE)]

import samples  # noqa: E402
import typescript  # noqa: E402

from app.wire import protocol  # noqa: E402


def meaning(value: Any) -> Any:
    """A message in what JSON has."""
    if isinstance(value, np.ndarray):
        letter = protocol.LETTERS[value.dtype]
        return {"dtype": letter, "shape": list(value.shape), "data": value.ravel().tolist()}
    raise TypeError(f"cannot write {value!r}")


def golden() -> dict[Path, bytes]:
    """Every file of the treaty and what it must hold."""
    files = {ROOT / "static/js/messages.d.ts": typescript.declarations().encode() + b"\n"}
    for name, message in samples.all_messages().items():
        files[HERE / f"{name}.bin"] = protocol.encode(message)
        files[HERE / f"{name}.json"] = _pretty(msgspec.json.encode(message, enc_hook=meaning))
    for name, command in samples.all_commands().items():
        files[HERE / f"command-{name}.json"] = _pretty(protocol.write_command(command))
    return files


def _pretty(text: bytes) -> bytes:
    return msgspec.json.format(text, indent=1) + b"\n"


def write() -> None:
    """Writes what differs and removes what no type stands behind."""
    files = golden()
    for stale in {*HERE.glob("*.bin"), *HERE.glob("*.json")} - set(files):
        stale.unlink()
    for path, content in files.items():
        path.write_bytes(content)


if __name__ == "__main__":
    write()

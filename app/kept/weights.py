"""The weights of a network as a file that other programs read: W0, b0, W1, b1, ..., and back, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np

from app.kept import bundle
from app.kept.checkpoint import FACTS, MOST_FACTS, Checkpoint, named, unpack
from app.kept.npz import Unsound, read_npz, read_safetensors, write_npz, write_safetensors
from app.wire.base import Array
from engine.mnist import Data
from engine.network import layers
from engine.plan import Plan

Form = Literal["npz", "safetensors"]
LARGEST = 64 * 2**20  # bytes: the largest network on MNIST has 4.8 MB of weights, one with wider ends up to 20
PARAMETERS = "parameters"
ZIP = b"PK"


def written(checkpoint: Checkpoint, form: Form) -> bytes:
    """The weights and biases of a checkpoint. Raises Unsound where it has none."""
    try:
        sizes = tuple(checkpoint.facts["plan"]["sizes"])
        blocks = layers(checkpoint.arrays[PARAMETERS], sizes)
    except (KeyError, TypeError, ValueError) as error:
        raise Unsound(f"this checkpoint holds no network: {error}") from None
    arrays: dict[str, Array] = {}
    for layer, block in enumerate(blocks):
        arrays[f"W{layer}"], arrays[f"b{layer}"] = block[:, :-1], block[:, -1]
    return write_npz(arrays) if form == "npz" else write_safetensors(arrays)


def read(path: Path) -> Checkpoint | list[Array]:
    """What a person has brought: a run's zip, its checkpoint, or W0, b0, W1, b1, ... Raises Unsound."""
    content, past = path.read_bytes(), list[bytes]()
    if bundle.is_one(content):
        content, past = bundle.checkpoint(content), bundle.past(content)
    if not content.startswith(ZIP):
        return _layers(read_safetensors(content, LARGEST))
    arrays = read_npz(content, LARGEST)
    if FACTS not in arrays:
        return _layers(arrays)
    return replace(unpack(content, most_facts=MOST_FACTS), beside=named(past))


def sizes_of(flat: list[Array]) -> tuple[int, ...]:
    """The widths of a network with these weights. Raises Unsound where they do not fit each other."""
    weights, biases = flat[::2], flat[1::2]
    for layer, (weight, bias) in enumerate(zip(weights, biases, strict=True)):
        if weight.ndim != 2 or bias.shape != weight.shape[:1]:
            raise Unsound(
                f"W{layer} and b{layer} have shapes {weight.shape} and {bias.shape}, expected (n, n before) and (n,)"
            )
    for layer, (weight, after) in enumerate(pairwise(weights), 1):
        if after.shape[1] != weight.shape[0]:
            raise Unsound(f"W{layer} has shape {after.shape}, expected {weight.shape[0]} columns, a neuron before each")
    return (weights[0].shape[1], *(weight.shape[0] for weight in weights))


def joined(flat: Sequence[Array]) -> Array:
    """W0, b0, W1, b1, ... as the parameters of a network lie: of each neuron its weights, then its bias."""
    blocks = [np.column_stack([W, b]).ravel() for W, b in zip(flat[::2], flat[1::2], strict=True)]
    return np.concatenate(blocks).astype(np.float32)


def plan_of(flat: list[Array], plan: Mapping[str, object]) -> Plan:
    """The plan of a training with these weights: `plan`, but for the sizes. Raises Unsound."""
    try:
        return Plan.from_mapping({**plan, "sizes": list(sizes_of(flat))})
    except ValueError as error:
        raise Unsound(str(error)) from None


def check_ends(plan: Plan, data: Data) -> None:
    """Raises Unsound where a network that somebody has brought is for other data."""
    try:
        plan.check_ends(*data.ends)
    except ValueError as error:
        raise Unsound(str(error)) from None


def _layers(arrays: dict[str, Array]) -> list[Array]:
    depth = len(arrays) // 2
    names = [f"{letter}{layer}" for layer in range(depth) for letter in "Wb"]
    if not depth or set(arrays) != set(names):
        raise Unsound(f"the arrays are called {', '.join(sorted(arrays)) or 'nothing'}, expected W0, b0, W1, b1, ...")
    for name in names:
        array = arrays[name]
        if array.dtype.kind != "f":
            raise Unsound(f"{name} holds {array.dtype}, expected floats")
        if not np.isfinite(array).all() or np.abs(array).max(initial=0) > np.finfo(np.float32).max:
            raise Unsound(f"{name} holds a number that is not finite")
    return [arrays[name] for name in names]

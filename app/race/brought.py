"""A race that somebody brings. Nothing of its checkpoint is believed before it has been looked at."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np

from app.child.facts import distrusted
from app.kept import bundle
from app.kept.checkpoint import MOST_FACTS, Checkpoint, unpack
from app.kept.npz import Unsound
from app.race.keeping import CHART, Facts, mine, small
from app.wire.messages import Array
from app.wire.race_setting import Setting
from engine.lane import Lane
from engine.mnist import Data
from engine.race import Race

# Of a lane's arrays, the axis along which they grow; all others are as long as those of a fresh lane.
GROWING = {"path_whole": 1, "path_numbers": 1, "path_weights": 0, "batches": 0, "scores": 0, "order": 0}
PATH = ("path_whole", "path_numbers", "path_weights")


def read(path: Path, data: Data) -> Checkpoint:
    """What `keeping.put_back` takes, of a race's zip. Its map is left out, and drawn anew. Raises Unsound."""
    found = unpack(bundle.checkpoint(path.read_bytes()), bundle.LARGEST[bundle.CHECKPOINT], MOST_FACTS)
    arrays = {name: array for name, array in found.arrays.items() if not name.startswith(CHART)}
    checkpoint = Checkpoint(found.facts | {"chart": {}}, arrays)
    with distrusted("this race"):
        _check(checkpoint, data)
    return checkpoint


def _check(checkpoint: Checkpoint, data: Data) -> None:
    facts = msgspec.convert(checkpoint.facts, Facts)
    race = Race(Setting.of(facts.setting).plan, data)
    named = [trial.lane for trial in facts.trials]
    named += facts.search.lanes if facts.search else []
    named += [lane for lane, _ in facts.errand.until] if facts.errand else []
    if any(lane not in range(len(race.lanes)) for lane in named):
        raise Unsound(f"it speaks of other lanes than its {len(race.lanes)}")
    lanes = [mine(checkpoint.arrays, index) for index in range(len(race.lanes))]
    if sum(map(len, lanes)) != len(checkpoint.arrays):
        raise Unsound("it holds arrays that belong to none of its lanes")
    for lane, arrays in zip(race.lanes, lanes, strict=True):
        _check_lane(lane, arrays)


def _check_lane(lane: Lane, arrays: dict[str, Array]) -> None:
    """Raises Unsound unless the arrays are such as this lane would write down."""
    expected = {name: small(value) for name, value in lane.state().items() if isinstance(value, np.ndarray)}
    if arrays.keys() != expected.keys():
        raise Unsound(f"a lane holds {', '.join(sorted(arrays))[:200]}, expected {', '.join(sorted(expected))}")
    for name, array in arrays.items():
        like, axis = expected[name], GROWING.get(name)
        shape = tuple(array.shape[i] if i == axis else n for i, n in enumerate(like.shape[: array.ndim]))
        if (array.shape, array.ndim, array.dtype) != (shape, like.ndim, like.dtype):
            raise Unsound(f"{name} is {array.dtype} {array.shape}, expected {like.dtype} like {like.shape}")
    lengths = {arrays[name].shape[GROWING[name]] for name in PATH}
    steps, rows = arrays["path_whole"][0], max(len(arrays["batches"]), len(arrays["scores"]))
    if len(lengths) != 1 or not lengths <= set(range(1, lane.path.capacity + 1)) or rows > bundle.ROWS:
        raise Unsound(f"a path has {lengths} points and a curve {rows}, which is too much or nothing")
    if steps[0] != 0 or np.any(np.diff(steps) <= 0) or not len(arrays["scores"]):
        raise Unsound("the points of a path do not follow each other")

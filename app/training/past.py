"""Networks of earlier, to be looked back at: some of those that have been scored, however long a training goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from math import isfinite

import msgspec
import numpy as np

from app.child.facts import Number
from app.kept.checkpoint import Checkpoint, pack, unpack
from app.kept.npz import Unsound
from app.training.scoring import Mark
from app.wire import protocol
from app.wire.base import Whole
from app.wire.messages import Array, Score
from app.wire.protocol import ProtocolError
from engine.evaluation import Evaluation
from engine.mnist import CLASSES, Dataset
from engine.network import Network
from engine.plan import Plan

MOST = 128  # networks
ROOM = 16 * 2**20  # bytes for all of them together, where they are large
BESIDES = 2**16  # bytes of its file for all but its parameters
LEAST = 4  # however large they are: the first, the newest, and what lies between


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file says of a `Mark`."""

    step: Whole
    lessons: Whole
    epoch: Number
    examples: Whole
    seconds: Number


@dataclass(frozen=True, eq=False)
class Earlier:
    """A network as it once was: how far it had come, what was said of it, and its parameters, flat."""

    mark: Mark
    score: Score
    parameters: Array

    @cached_property
    def name(self) -> str:
        """Of its file: the SHA-256 of what is in it."""
        return hashlib.sha256(self.content()).hexdigest()

    def content(self) -> bytes:
        """Its file, the same for the same network."""
        score = np.frombuffer(protocol.encode(self.score), np.uint8)
        return pack(Checkpoint(asdict(self.mark), {"score": score, "parameters": self.parameters}))

    @classmethod
    def read(cls, content: bytes, parameter_count: int) -> Earlier:
        """The network in such a file, whoever wrote it. Raises Unsound, also where it is of another version."""
        found = unpack(content, 4 * parameter_count + BESIDES)
        try:
            facts, parameters = msgspec.convert(found.facts, Facts), found.arrays["parameters"]
            score = protocol.decode(found.arrays["score"].tobytes())
        except (KeyError, msgspec.ValidationError, ProtocolError) as error:
            raise Unsound(f"this network of earlier does not hold together: {error}") from None
        if not isinstance(score, Score) or score.step != facts.step or not _is_sound(score):
            raise Unsound("what is said of a network of earlier is no score of it")
        if (parameters.shape, parameters.dtype) != ((parameter_count,), np.float32):
            raise Unsound(f"a network of earlier has parameters {parameters.dtype} {parameters.shape}")
        return cls(Mark(**msgspec.structs.asdict(facts)), score, parameters)


class LookedAt:
    """One of them, of which everybody sees what there is to see."""

    def __init__(self, earlier: Earlier, plan: Plan) -> None:
        self.mark, self.score = earlier.mark, earlier.score
        self.network = Network(plan.sizes, plan.activation, plan.cost, earlier.parameters)
        self._predicted: dict[str, Array] = {}

    def predicted(self, source: str, data: Dataset, beat: Callable[[], None]) -> Array:
        """Its answers to `data`, which is always the same of a `source`; `beat` is called meanwhile."""
        if source not in self._predicted:
            evaluation = Evaluation(self.network, data)
            while not evaluation.advance():
                beat()
            self._predicted[source] = evaluation.result.predicted
        return self._predicted[source]


class Past:
    """The first that was scored, the newest, and between them fewer the later: a training learns in its first hundred
    steps what it later takes ten thousand for."""

    def __init__(self, parameter_count: int) -> None:
        """For networks of float32."""
        self.all: list[Earlier] = []  # oldest first, one a step
        self.edition = 0  # another one whenever `all` is different
        self._most = max(LEAST, min(MOST, ROOM // (4 * parameter_count)))

    def keep(self, earlier: Earlier, looked: LookedAt | None = None) -> None:
        """Takes up the newest network, unless something in it has grown beyond all bounds. It takes the place of one of
        the same step, when there has been a lesson since, and of later ones, when steps have been undone; where they
        are too many, of any but the one that is `looked` at, which whoever goes on from there asks for by its step."""
        if not np.isfinite(earlier.parameters).all():
            return
        self.edition += 1
        while self.all and self.all[-1].mark.step >= earlier.mark.step:
            self.all.pop()
        self.all.append(earlier)
        if len(self.all) > self._most:
            del self.all[self._dispensable(looked.mark if looked else None)]

    def at(self, step: int) -> Earlier | None:
        """The newest up to this step; None if there is none."""
        return next((each for each in reversed(self.all) if each.mark.step <= step), None)

    def _dispensable(self, but: Mark | None) -> int:
        """The one whose neighbours are closest to each other, as a share of how far they have come."""
        steps = np.array([each.mark.step for each in self.all], float) + 1
        apart = steps[2:] / steps[:-2]
        apart[[each.mark == but for each in self.all[1:-1]]] = np.inf
        return 1 + int(apart.argmin())


def _is_sound(score: Score) -> bool:
    """Whether a page can show it."""
    numbers = score.epoch, score.seconds, score.test_cost, score.test_accuracy, score.train_cost
    shapes = (CLASSES, CLASSES), (CLASSES,), (CLASSES,)
    arrays = score.confusion, score.per_class, score.answers
    kinds = np.int32, np.float32, np.float32
    return all(map(isfinite, numbers)) and all(
        (array.shape, array.dtype) == (shape, kind) for array, shape, kind in zip(arrays, shapes, kinds, strict=True)
    )

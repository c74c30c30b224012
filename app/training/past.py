"""Networks of earlier, to be looked back at: some of those that have been scored, however long a training goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property

import msgspec
import numpy as np

from app.kept.checkpoint import Checkpoint, pack, unpack
from app.kept.npz import Unsound
from app.training.scoring import Mark
from app.wire import protocol
from app.wire.messages import Array, Score
from app.wire.protocol import ProtocolError
from engine.evaluation import Evaluation
from engine.mnist import Dataset
from engine.network import Network
from engine.plan import Plan

MOST = 128  # networks
ROOM = 16 * 2**20  # bytes for all of them together, where they are large
LEAST = 4  # however large they are: the first, the newest, and what lies between


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
        """The network in such a file. Raises Unsound, also where the file is of another version."""
        found = unpack(content)
        try:
            mark, parameters = msgspec.convert(found.facts, Mark), found.arrays["parameters"]
            score = protocol.decode(found.arrays["score"].tobytes())
        except (KeyError, msgspec.ValidationError, ProtocolError) as error:
            raise Unsound(f"this network of earlier does not hold together: {error}") from None
        if not isinstance(score, Score) or (parameters.shape, parameters.dtype) != ((parameter_count,), np.float32):
            raise Unsound(f"a network of earlier has parameters {parameters.dtype} {parameters.shape}")
        return cls(mark, score, parameters)


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

"""What a question is about: the network in double precision, the watched example, the last batch, one parameter."""

from __future__ import annotations

import numpy as np

from app.training import look
from app.training.trainer import Trainer
from app.training.training import KeptStep
from app.wire.commands import Check, Parameter
from app.wire.messages import Array
from app.wire.refused import Refused
from engine import explain
from engine.network import Network
from engine.nudges import Wishes

MOST_WORK = 1_000_000_000  # examples times parameters that can be gone through in a second or two


def exact(trainer: Trainer) -> tuple[Network, Wishes]:
    """The network in float64, where identities hold to the last figure shown, and what the watched example wishes."""
    network = trainer.network.copy(np.float64)
    return network, look.wishes_of(network, trainer.example)


def watched(trainer: Trainer) -> tuple[Network, Array, Array]:
    """The network and the watched example as a batch of one. Raises Refused where no weight leads to its outputs."""
    example = trainer.example
    if example.source == "preset":
        raise Refused("by_hand", "these outputs were set by hand: no weight leads to them, so nothing can be checked")
    return trainer.network, example.pixels[np.newaxis], example.target[np.newaxis]


def examined(question: Check, trainer: Trainer) -> tuple[Network, Array, Array]:
    """What a gradient is of: the watched example now, or the last batch, seen by the network before its step."""
    if question.over == "example":
        return watched(trainer)
    last, train = kept_step(trainer), trainer.data.train
    if last.batch.size * last.before.size > MOST_WORK:
        most = MOST_WORK // last.before.size
        raise Refused(
            "too_large", f"the last batch has {last.batch.size:,} examples, expected at most {most:,} to check"
        )
    # The mean is over a set: of all the data, in any order, there is no need of a copy.
    chosen = slice(None) if last.batch.size == len(train) else last.batch
    return before(trainer, last), train.x[chosen], train.y[chosen]


def kept_step(trainer: Trainer) -> KeptStep:
    """The last step. Raises Refused before the first, before the next where it was not kept, and while everybody looks
    back at a network of earlier, of whose last step nothing is kept."""
    trainer.check_present()
    if trainer.training.kept is None:
        raise Refused("no_batch", "there is no last batch yet: take a step first")
    return trainer.training.kept


def before(trainer: Trainer, last: KeptStep) -> Network:
    """The network that the last batch was shown, in float64."""
    network = trainer.training.network
    return Network(network.sizes, network.activation.name, network.cost.name, last.before.astype(np.float64))


def place(network: Network, parameter: Parameter) -> explain.Place:
    """Where a parameter is. Raises NotThere if the network has none there."""
    place = parameter.layer, parameter.j, parameter.k
    explain.check_place(network, place)
    return place


def single(array: Array) -> Array:
    """To draw and to add up on a page, seven digits are plenty."""
    return array.astype(np.float32)

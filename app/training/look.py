"""What a person sees of a network at work: pictures of a moment, cut to the neurons that fit on a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from app.training.watching import Example
from app.wire.messages import Activity, Array, Matrices, Phase, Watched, Window
from app.wire.refused import Refused
from engine import preset
from engine.explain import output_slope
from engine.network import Network
from engine.nudges import Nudge, Wishes, wishes
from engine.quantise import LEVELS, quantise

WIDTH = 24  # neurons of a layer that are sent and drawn
Kind = Literal["weights", "batch", "example", "products"]
NOTHING = np.empty(0, np.float32)


@dataclass(frozen=True, slots=True)
class Moment:
    """How far a training has come when a picture is taken."""

    step: int
    epoch: float
    examples: int
    seconds: float
    rate: float
    phase: Phase | None
    part: tuple[int, int] | None


class Windows:
    """Which neurons of each layer are shown. Index l is layer l + 1; the pixels are always shown whole."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = tuple(sizes)
        self.all = [Window(0, min(size, WIDTH), size) for size in sizes[1:]]

    def move(self, layer: int, first: int) -> None:
        """Shows a layer (from 1) from neuron `first` on, or as near to it as the layer's end allows. Raises Refused."""
        if not 1 <= layer <= len(self.all):
            raise Refused("out_of_range", f"layer {layer} has no window, expected 1 to {len(self.all)}")
        window = self.all[layer - 1]
        if first >= window.of:
            raise Refused("out_of_range", f"layer {layer} has no neuron {first}, expected 0 to {window.of - 1}")
        self.all[layer - 1] = Window(min(first, window.of - window.count), window.count, window.of)

    def part(self, layers: Sequence[Array]) -> list[Array]:
        """The shown part of one array a layer, layers 1..L."""
        return [
            each[window.first : window.first + window.count].astype(np.float32)
            for each, window in zip(layers, self.all, strict=True)
        ]

    def rows(self, layer: int) -> slice:
        """The rows of W[layer], and the entries of b[layer], that are shown."""
        return slice(self.all[layer].first, self.all[layer].first + self.all[layer].count)

    def columns(self, layer: int) -> slice:
        """The columns of W[layer] that are shown."""
        return self.rows(layer - 1) if layer else slice(None)


def wishes_of(network: Network, example: Example) -> Wishes:
    """The forward pass of an example and what it wishes; with the blackboard's outputs if that is what is watched.
    Raises Refused for a drawing without a label."""
    if example.source == "preset":
        return wishes(network, example.pixels, example.target, np.array(preset.OUTPUTS))
    return wishes(network, example.pixels, example.target)


def watched(example: Example, n: int, at: float) -> Watched:
    """The example itself."""
    return Watched(n=n, at=at, source=example.source, index=example.index, label=example.label, pixels=example.pixels)


def activity(network: Network, example: Example, windows: Windows, moment: Moment, n: int, at: float) -> Activity:
    """The example in the network: who fires, and who wishes for what."""
    if example.label is None:
        a = [each[0] for each in network.forward(example.pixels[np.newaxis]).a]
        nudge_a, cost, target, wish, slope, nudge_z = [NOTHING] * network.depth, None, NOTHING, NOTHING, None, NOTHING
    else:
        wanted = wishes_of(network, example)
        a, cost, target, wish = wanted.a, wanted.cost, example.target, wanted.wish
        nudge_a, nudge_z, slope = windows.part(wanted.nudge_a[1:]), wanted.nudge_z[-1], output_slope(network, wanted)
    return Activity(
        n=n,
        at=at,
        step=moment.step,
        epoch=moment.epoch,
        examples=moment.examples,
        seconds=moment.seconds,
        rate=moment.rate,
        label=example.label,
        verdict=int(a[-1].argmax()),
        cost=cost,
        windows=list(windows.all),
        a=windows.part(a[1:]),
        nudge_a=nudge_a,
        target=target,
        wish=wish,
        slope=NOTHING if slope is None else slope,
        nudge_z=nudge_z,
        phase=moment.phase,
        part=moment.part,
    )


def matrices(
    of: Kind, network: Network, example: Example, last: Nudge | None, windows: Windows, step: int, n: int, at: float
) -> Matrices:
    """One quantity for every shown weight and bias. What has not been asked for yet is zero: no step, no label."""
    blocks = _blocks(of, network, example, last, windows)
    quantised = [quantise(W) for W, _ in blocks]
    return Matrices(
        n=n,
        at=at,
        of=of,
        step=step,
        W=[quantised[0][0], *(W.astype(np.float32) for W, _ in blocks[1:])],
        b=[b.astype(np.float32) for _, b in blocks],
        scale=[unit * LEVELS for _, unit in quantised],
    )


def _blocks(
    of: Kind, network: Network, example: Example, last: Nudge | None, windows: Windows
) -> list[tuple[Array, Array]]:
    """The shown part of that quantity for each W and b."""
    shown = [(windows.rows(layer), windows.columns(layer)) for layer in range(network.depth)]
    weights = [(W[rows, columns], b[rows]) for W, b, (rows, columns) in zip(network.W, network.b, shown, strict=True)]
    if of == "weights":
        return weights
    if of == "products":
        a = network.forward(example.pixels[np.newaxis]).a
        return [(W * a[layer][0][shown[layer][1]], NOTHING) for layer, (W, _) in enumerate(weights)]
    if of == "batch" and last is not None:
        return [(W[rows, columns], b[rows]) for W, b, (rows, columns) in zip(last.W, last.b, shown, strict=True)]
    if of == "example" and example.label is not None:
        wanted = wishes_of(network, example)
        each = zip(wanted.nudge_z, wanted.a[:-1], shown, strict=True)
        return [(np.outer(nudge_z[rows], a[columns]), nudge_z[rows]) for nudge_z, a, (rows, columns) in each]
    return [(np.zeros_like(W), np.zeros_like(b)) for W, b in weights]

"""Why a part can speak for the whole: the gradient of a few examples scatters about the gradient of all, and less the
more there are.

Let g be the mean gradient over all N examples and σ² the mean of |gᵢ − g|² over them. The gradient g_B of B examples
drawn without replacement has mean g, and (see any book on sampling, for instance Cochran 1977, chapter 2)

    (1)  E |g_B − g|² = σ²/B · (N − B)/(N − 1)

so the spread √E falls as 1/√B, and faster, to nothing, as the part becomes the whole. Neither N nor the number of
weights appears in σ²/B: ten examples tell as much about six million as about sixty thousand.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace

import numpy as np

from engine.arrays import Array
from engine.backprop import Backprop
from engine.mnist import Dataset
from engine.network import Network
from engine.tape import play

SIZES = (1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 60_000)
CLOUD = 100  # gradients of each size, fewer where they are expensive
LEAST = 10  # of a size that is not all the data
COLUMNS = 8192  # of a hundred gradients, multiplied with each other at a time
BLOCK = 500  # examples taken through the network together while their gradients are measured


@dataclass(frozen=True, slots=True)
class Cloud:
    """K gradients of one batch size, in units of the full gradient's length; x and y as in `Agreement`.

    `mean` (2,) is that of x and y, `spread` is the root mean squared distance from the full gradient, `line` what σ/√B
    predicts and `finite` what (1) does.
    """

    batch_size: int
    cosine: Array
    x: Array
    y: Array
    mean: Array
    spread: float
    line: float
    finite: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """How gradients of parts agree with that of the whole, at one point.

    `gradient` (P,) is the full one, `norm` its length, `sigma` the root mean squared distance of single examples'
    gradients from it in units of that length. In clouds, x is along the full gradient, which is itself at (1, 0), and y
    along the direction, square to it, in which single examples differ most. `done` of `count` clouds are there.
    `piles` and `difference` are of the check that all mini-batches of one epoch have the full gradient for their mean.
    """

    gradient: Array
    norm: float
    sigma: float
    clouds: tuple[Cloud, ...]
    count: int
    piles: int | None = None
    difference: float | None = None

    @property
    def slope(self) -> float | None:
        """Of log spread against log B, by least squares over the sizes far below N; None with fewer than three."""
        far = [each for each in self.clouds if each.finite > 0.99 * each.line]
        if len(far) < 3:
            return None
        B, spread = np.log([each.batch_size for each in far]), np.log([each.spread for each in far])
        return float(np.polyfit(B, spread, 1)[0])


def compare(
    network: Network, data: Dataset, rng: np.random.Generator, check: int | None = None
) -> Iterator[Agreement | None]:
    """Works a few milliseconds at a time: None means that there is more to come, an Agreement how far it has come.

    `network` must not change meanwhile: pass a copy. `check` is the batch size of one epoch of mini-batches whose mean
    is taken at the end. Raises ValueError where the full gradient is zero or not finite: it has no direction.
    """
    everything = len(data)
    sizes = sorted({min(size, everything) for size in SIZES})
    gradient = yield from _mean_gradient(network, data, None)
    norm = float(np.linalg.norm(gradient))
    if not 0 < norm < np.inf:
        length = "zero" if norm == 0 else "not finite"
        raise ValueError(f"the full gradient is {length}, expected a point where the cost still falls")
    squared = 0.0
    for start in range(0, everything, BLOCK):
        squared += float(squared_lengths(network, data.x1[start : start + BLOCK], data.y[start : start + BLOCK]).sum())
        yield None
    sigma = float(np.sqrt(max(squared / everything - norm**2, 0.0))) / norm

    agreement = Agreement(gradient, norm, sigma, (), len(sizes))
    axes = yield from _axes(network, data, gradient, rng)
    yield agreement
    for size in sizes:
        cloud = yield from _cloud(network, data, size, agreement, axes, rng)
        agreement = replace(agreement, clouds=(*agreement.clouds, cloud))
        yield agreement
    if check is not None:
        piles = Deal.of(everything, check, rng)
        mean = yield from _mean_gradient(network, data, piles)
        difference = float(np.linalg.norm(mean - gradient)) / norm
        yield replace(agreement, piles=len(piles), difference=difference)


@dataclass(frozen=True, slots=True)
class Deal:
    """One epoch: `order` (N,), the indices of all examples shuffled, is dealt into piles of `batch_size`, one step for
    each; the last takes what is left."""

    order: Array
    batch_size: int

    @classmethod
    def of(cls, everything: int, batch_size: int, rng: np.random.Generator) -> Deal:
        """So many examples, shuffled."""
        return cls(rng.permutation(everything), batch_size)

    def __len__(self) -> int:
        """The number of piles."""
        return -(-len(self.order) // self.batch_size)

    def __iter__(self) -> Iterator[Array]:
        return (self.order[i : i + self.batch_size] for i in range(0, len(self.order), self.batch_size))

    @property
    def disjoint(self) -> bool:
        """Whether no example lies in two piles."""
        return bool(np.bincount(self.order).max() <= 1)

    @property
    def covering(self) -> bool:
        """Whether every example lies in a pile."""
        return bool(np.bincount(self.order, minlength=len(self.order)).min() >= 1)


def squared_lengths(network: Network, x1: Array, y: Array) -> Array:
    """|gᵢ|² of each example's own gradient (m,), for x1 (m, n₀ + 1) and y (m, n_L), without computing one of them.

    One example's gradient of a layer is an outer product, δ[l] (a[l], 1)ᵀ, so its length is the product of two lengths:
    |gᵢ|² = Σ_l |δ[l]|² (|a[l]|² + 1).
    """
    activity = network.forward(x1[:, :-1])
    delta = network.cost.delta(activity.z[-1], activity.a[-1], y, np.empty_like(activity.z[-1]))
    total = np.zeros(len(x1))
    for l in range(network.depth - 1, -1, -1):
        a = activity.a[l]
        total += np.square(delta, dtype=np.float64).sum(axis=1) * (np.vecdot(a, a) + 1)
        if l:
            delta = (delta @ network.W[l]) * network.activation.slope(a, np.empty_like(a))
    return total


def _mean_gradient(network: Network, data: Dataset, piles: Deal | None) -> Generator[None, None, Array]:
    """The mean of the piles' gradients (P,), each with the weight of its share of the examples; that of all the data as
    they lie when no piles are given. Added up in float64, so that only the piles' own rounding remains."""
    everything = len(data)
    if piles is None:
        piles = Deal(np.arange(everything), BLOCK)
    total = np.zeros(network.parameters.size)
    done = 0
    for gradient, size in _gradients(network, data, piles, everything):
        if gradient is not None:
            total += gradient
        done += size
        if gradient is None or done >= BLOCK:
            done = 0
            yield None
    return total


def _gradients(
    network: Network, data: Dataset, piles: Deal, of: int | None = None
) -> Iterator[tuple[Array | None, int]]:
    """The mean gradient of each pile, or its share in that `of` so many examples, valid until the next, and the pile's
    size; (None, 0) where a large pile can be put aside for a moment."""
    kind = network.parameters.dtype
    x, y = data.to_train(kind)
    whole = len(piles.order) // piles.batch_size * piles.batch_size
    for order, size in (piles.order[:whole], piles.batch_size), (piles.order[whole:], len(piles.order) - whole):
        if not order.size:
            continue
        backprop, factor = Backprop(network, size), np.array(1 / (of or size), kind)
        while order.size and backprop.one_block:
            lot = backprop.ahead(x, y, order, factor)
            order = order[len(lot) * size :]
            for calls in lot:
                play(calls)
                yield backprop.gradient, size
        for pile in Deal(order, size):
            # In what order a pile is added up does not matter, and memory delivers ahead what is asked for in its own.
            for _ in backprop.parts(x, y, np.sort(pile), factor):
                yield None, 0
            yield backprop.gradient, size


def _axes(network: Network, data: Dataset, gradient: Array, rng: np.random.Generator) -> Generator[None, None, Array]:
    """The directions x and y of the clouds (2, P): along the gradient, and the principal one of single examples'
    gradients square to it."""
    kind = network.parameters.dtype
    first = gradient / np.linalg.norm(gradient)
    along = first.astype(kind)
    chosen = rng.permutation(len(data))[:CLOUD]
    singles = np.empty((len(chosen), len(first)), kind)
    for single, (each, _) in zip(singles, _gradients(network, data, Deal(chosen, 1)), strict=True):
        if each is not None:
            single[:] = each - (each @ along) * along
        yield None
    # As in plane.principal: from the Gram matrix, which is no larger than the number of gradients.
    gram = np.zeros((len(chosen), len(chosen)))
    for start in range(0, len(first), COLUMNS):
        part = singles[:, start : start + COLUMNS]
        gram += part @ part.T
        yield None
    _, vectors = np.linalg.eigh(gram)
    yield None
    second = (vectors[:, -1].astype(kind) @ singles).astype(np.float64)
    second -= (second @ first) * first
    length = np.linalg.norm(second)
    return np.stack([first, second / length if length > 0 else second])


def _cloud(
    network: Network, data: Dataset, size: int, agreement: Agreement, axes: Array, rng: np.random.Generator
) -> Generator[None, None, Cloud]:
    """Gradients of one batch size: the first piles of a deck, or all of as many decks as it takes."""
    everything, norm = len(data), agreement.norm
    lengths, away, places = [], [], []
    for gradient, _ in _gradients(network, data, _some_piles(everything, size, rng)):
        if gradient is None:
            yield None
            continue
        lengths.append(np.linalg.norm(gradient) / norm)
        away.append(np.linalg.norm(gradient - agreement.gradient) / norm)
        places.append(axes @ gradient / norm)
        if size * len(places) % BLOCK < size:
            yield None
    place = np.array(places)
    line = agreement.sigma / size**0.5
    return Cloud(
        batch_size=size,
        cosine=(place[:, 0] / np.maximum(lengths, np.finfo(float).tiny)).astype(np.float32),
        x=place[:, 0].astype(np.float32),
        y=place[:, 1].astype(np.float32),
        mean=place.mean(axis=0),
        spread=float(np.sqrt(np.mean(np.square(away)))),
        line=line,
        finite=line * ((everything - size) / max(everything - 1, 1)) ** 0.5,
    )


def _some_piles(everything: int, size: int, rng: np.random.Generator) -> Deal:
    """Piles of this size, dealt from shuffled decks: `CLOUD` from one deck, or at least `LEAST` from several."""
    if size == everything:
        return Deal(np.arange(everything), size)
    whole = everything // size
    decks = 1 if whole >= LEAST else -(-LEAST // whole)
    return Deal(np.concatenate([rng.permutation(everything)[: min(whole, CLOUD) * size] for _ in range(decks)]), size)

"""What goes wrong when back-propagation is done by hand: each usual slip, and the number that comes of it.

A slip is a formula with one thing done otherwise. The right formula stands beside it, so that it can also be told what
follows from a number that is somebody's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from engine.activations import HIDDEN, RELU, SIGMOID, TANH, Elementwise
from engine.arrays import Array
from engine.costs import COSTS, QUADRATIC
from engine.exercise import CHOICES, Exercise, Numbers
from engine.nudges import wishes

Slip = tuple[str, Array]  # its name, and what comes of it, in the shape of that kind of number

SIGN = "sign"
TURNED = {"nudge_z", "nudge_a", "nudge_W", "nudge_b"}  # of these the sign is often turned over besides another slip


def right(exercise: Exercise, n: Numbers, kind: str) -> Array:
    """The numbers of a kind, as they follow from those before them as `n` has them. With the engine's own: its own, but
    for rounding (most where a cross-entropy follows from an `a` near 0 or 1: the engine's is read off z)."""
    formula, _ = KINDS[kind]
    return formula(exercise, n)


def slips(exercise: Exercise, n: Numbers, kind: str) -> Iterator[tuple[tuple[str, ...], Array]]:
    """One or two slips at a time, by name, and what they make of the numbers of a kind; NaN where a slip cannot be."""
    found = right(exercise, n, kind)
    _, of_kind = KINDS[kind]
    single = [*of_kind(exercise, n)]
    if kind in SIGNED:
        single.append((SIGN, -found))
    if found.ndim and kind not in {"new_W", "new_b", "nudge_W"}:
        single.append(("other_neuron", found[..., ::-1]))
    for name, value in single:
        yield (name,), value
        if kind in TURNED and name != SIGN:
            yield (SIGN, name), -value


def _z(exercise: Exercise, n: Numbers) -> Array:
    heard: Array = np.einsum("ljk,lk->lj", n["W"], n["a"][:-1])
    return heard + n["b"]


def _z_slips(exercise: Exercise, n: Numbers) -> Iterator[Slip]:
    W, b, before = n["W"], n["b"], n["a"][:-1]
    z = _z(exercise, n)
    yield "bias", z - b
    yield "bias_sign", z - 2 * b
    yield "transposed", np.einsum("lkj,lk->lj", W, before) + b
    for k in (0, 1):
        yield "one_input", W[:, :, k] * before[:, k : k + 1] + b
    yield "z_for_a", np.array([z[0] * np.nan, W[1] @ n["z"][0] + b[1]])


def _a(exercise: Exercise, n: Numbers) -> Array:
    return np.array([n["a"][0], *_of_layers(_value, exercise, n["z"])])


def _a_slips(exercise: Exercise, n: Numbers) -> Iterator[Slip]:
    z, nothing = n["z"], n["a"][0] * np.nan  # the inputs are given
    yield "not_squeezed", np.array([nothing, *z])
    hidden, output = _of_layers(_value, exercise, -z)
    is_sigmoid = exercise.activation == SIGMOID.name
    yield "minus_z", np.array([nothing, hidden if is_sigmoid else nothing, output])  # which only its e⁻ᶻ has
    if not is_sigmoid:
        yield SIGN, np.array([nothing, hidden, nothing])
    for others in _of_others(_value, exercise, z):  # ReLU does not squeeze either
        yield "other_activation", np.array([nothing, *others])


def _value(activation: Elementwise, z: Array) -> Array:
    return activation.value(z, np.empty_like(z))


def _of_layers(found: Callable[[Elementwise, Array], Array], exercise: Exercise, given: Array) -> Array:
    """What is found of each layer's activation and what is given of that layer."""
    return np.array([found(own, each) for own, each in zip(_activations(exercise), given, strict=True)])


def _of_others(found: Callable[[Elementwise, Array], Array], exercise: Exercise, given: Array) -> Iterator[Array]:
    """The same with sigmoid and with tanh in all layers, NaN where that is the layer's own."""
    for other in (SIGMOID, TANH):
        is_own = [[own is other] for own in _activations(exercise)]
        yield np.where(is_own, np.nan, found(other, given))


def _activations(exercise: Exercise) -> tuple[Elementwise, Elementwise]:
    return HIDDEN[exercise.activation], SIGMOID


def _cost(exercise: Exercise, n: Numbers) -> Array:
    return np.array(wishes(exercise.network(), exercise.x, n["y"], n["a"][2]).cost)


def _cost_slips(exercise: Exercise, n: Numbers) -> Iterator[Slip]:
    a, y = n["a"][2], n["y"]
    costs = {name: _costs(name, a, y) for name in CHOICES["cost"]}
    own = costs[exercise.cost]
    for j in (0, 1):
        yield "one_output", own[j]
    for name, each in costs.items():
        if name != exercise.cost:
            yield "other_cost", each.sum()
    if exercise.cost == QUADRATIC.name:
        yield "half", own.sum() / 2
        yield "not_squared", np.abs(a - y).sum()
        yield "not_squared", (a - y).sum()
        yield "root", np.sqrt(own.sum())
    else:
        yield "only_y", -(y * np.log(a)).sum()


def _costs(name: str, a: Array, y: Array) -> Array:
    """What each output alone costs, (2,)."""
    held = a.clip(1e-300, 1 - 1e-16)
    z = np.log(held / (1 - held))
    return np.array([COSTS[name].value(z[j : j + 1], a[j : j + 1], y[j : j + 1]) for j in (0, 1)])


def _wish(exercise: Exercise, n: Numbers) -> Array:
    wish: Array = n["y"] - n["a"][2]
    return wish


def _wish_slips(exercise: Exercise, n: Numbers) -> Iterator[Slip]:
    wish = _wish(exercise, n)
    yield "two_too_many", 2 * wish
    yield "squared", wish**2
    yield "z_for_a", n["y"] - n["z"][1]


def _slope(exercise: Exercise, n: Numbers) -> Array:
    return _of_layers(_slope_at, exercise, n["a"][1:])


def _slope_slips(exercise: Exercise, n: Numbers) -> Iterator[Slip]:
    a = n["a"][1:]
    yield "a_itself", a
    yield "slope_of_a", _slope_of_a(exercise, n)
    yield "z_for_a", _slope_at_z(exercise, n)
    yield "one_minus_a", 1 - a
    for others in _of_others(_slope_at, exercise, a):
        yield "other_activation", others


def _slope_at(activation: Elementwise, a: Array) -> Array:
    """σ′ where σ is `a`."""
    held = a.clip(0) if activation is RELU else a  # a slip may put a number below 0 here, where ReLU never is
    return activation.slope(held, np.empty_like(a))


def _slope_of_a(exercise: Exercise, n: Numbers) -> Array:
    """σ′(a) in place of σ′(z)."""
    return _of_layers(lambda own, a: _slope_at(own, _value(own, a)), exercise, n["a"][1:])


def _slope_at_z(exercise: Exercise, n: Numbers) -> Array:
    """z (1 − z) in place of a (1 − a)."""
    return _of_layers(_slope_at, exercise, n["z"])


def _nudge_z(exercise: Exercise, n: Numbers) -> Array:
    return _asked(exercise, n, n["slope"])


def _nudge_z_slips(exercise: Exercise, n: Numbers) -> Iterator[Slip]:
    weight, nothing = COSTS[exercise.cost].weight, n["wish"] * np.nan
    plain = _asked(exercise, n, np.ones((2, 2)))
    for name, slope in (("slope_of_a", _slope_of_a(exercise, n)), ("z_for_a", _slope_at_z(exercise, n))):
        yield name, _asked(exercise, n, slope)
    yield "other_layer", _asked(exercise, n, n["slope"][::-1])
    if weight is None:
        yield "no_slope", np.array([plain[0], nothing])
        yield "extra_slope", np.array([nothing, n["wish"] * n["slope"][1]])
        yield "two_too_many", np.array([nothing, 2 * n["wish"]])
    else:
        yield "no_slope", plain
        yield "no_two", np.array([nothing, n["wish"] * n["slope"][1]])
        yield "only_wish", np.array([nothing, n["wish"]])
        yield "two_too_many", np.array([2 * _nudge_z(exercise, n)[0], nothing])  # its wish has the outputs' in it


def _asked(exercise: Exercise, n: Numbers, slope: Array) -> Array:
    """nudge_z with these slopes, (2, 2)."""
    weight = COSTS[exercise.cost].weight
    output = n["wish"] if weight is None else weight * n["wish"] * slope[1]
    return np.array([n["nudge_a"][1] * slope[0], output])


def _nudge_a(exercise: Exercise, n: Numbers) -> Array:
    return _passed_back(n, n["nudge_z"][1])


def _nudge_a_slips(exercise: Exercise, n: Numbers) -> Iterator[Slip]:
    W, nudge_z = n["W"][1], n["nudge_z"][1]
    nothing = np.full(2, np.nan)
    yield "transposed", np.array([nothing, W @ nudge_z, nothing])
    for j in (0, 1):
        yield "one_listener", np.array([nothing, nudge_z[j] * W[j], nothing])
    yield "no_weights", np.array([nothing, np.full(2, nudge_z.sum()), nothing])
    if COSTS[exercise.cost].weight is not None:  # else they are the same
        yield "wish_for_nudge", _passed_back(n, n["wish"])


def _passed_back(n: Numbers, asked: Array) -> Array:
    """What the hidden activations are wished by outputs that are asked so much: Σⱼ over all that listen."""
    return np.array([n["nudge_a"][0], asked @ n["W"][1], n["nudge_a"][2]])


def _nudge_W(exercise: Exercise, n: Numbers) -> Array:
    return _outer(n["nudge_z"], n["a"][:-1])


def _nudge_W_slips(exercise: Exercise, n: Numbers) -> Iterator[Slip]:
    nudge_z, a, W = n["nudge_z"], n["a"][:-1], n["W"]
    yield "transposed", _outer(a, nudge_z)
    yield "no_activation", _outer(nudge_z, np.ones((2, 2)))
    yield "w_for_a", nudge_z[:, :, np.newaxis] * W
    yield "z_for_a", np.array([np.full((2, 2), np.nan), np.outer(nudge_z[1], n["z"][0])])
    yield "a_after", _outer(nudge_z * n["a"][1:], np.ones((2, 2)))
    yield "other_before", _outer(nudge_z, a[:, ::-1])
    yield "wish_for_nudge", _outer(_wished(exercise, n), a)
    yield "eta_early", exercise.eta * _outer(nudge_z, a)


def _wished(exercise: Exercise, n: Numbers) -> Array:
    """The wish of each neuron, in place of the nudge to its z; none where they are the same."""
    return np.array([n["nudge_a"][1], n["wish"] if COSTS[exercise.cost].weight is not None else n["wish"] * np.nan])


def _outer(to: Array, before: Array) -> Array:
    """An entry for each weight of each layer, (2, 2, 2)."""
    product: Array = np.einsum("lj,lk->ljk", to, before)
    return product


def _nudge_b(exercise: Exercise, n: Numbers) -> Array:
    return n["nudge_z"]


def _nudge_b_slips(exercise: Exercise, n: Numbers) -> Iterator[Slip]:
    yield "times_activation", n["nudge_z"] * n["a"][1:]
    yield "times_bias", n["nudge_z"] * n["b"]
    yield "wish_for_nudge", _wished(exercise, n)
    yield "eta_early", exercise.eta * n["nudge_z"]


def _new_W(exercise: Exercise, n: Numbers) -> Array:
    return n["W"] + exercise.eta * n["nudge_W"]


def _new_W_slips(exercise: Exercise, n: Numbers) -> Iterator[Slip]:
    return _step_slips(n["W"], n["nudge_W"], exercise.eta)


def _new_b(exercise: Exercise, n: Numbers) -> Array:
    return n["b"] + exercise.eta * n["nudge_b"]


def _new_b_slips(exercise: Exercise, n: Numbers) -> Iterator[Slip]:
    return _step_slips(n["b"], n["nudge_b"], exercise.eta)


def _step_slips(given: Array, nudge: Array, eta: float) -> Iterator[Slip]:
    yield "uphill", given - eta * nudge
    yield "no_eta", given + nudge
    yield "only_change", eta * nudge


# Of each kind of number the formula, and what goes wrong with it.
KINDS: dict[str, tuple[Callable[[Exercise, Numbers], Array], Callable[[Exercise, Numbers], Iterator[Slip]]]] = {
    "z": (_z, _z_slips),
    "a": (_a, _a_slips),
    "cost": (_cost, _cost_slips),
    "wish": (_wish, _wish_slips),
    "slope": (_slope, _slope_slips),
    "nudge_z": (_nudge_z, _nudge_z_slips),
    "nudge_a": (_nudge_a, _nudge_a_slips),
    "nudge_W": (_nudge_W, _nudge_W_slips),
    "nudge_b": (_nudge_b, _nudge_b_slips),
    "new_W": (_new_W, _new_W_slips),
    "new_b": (_new_b, _new_b_slips),
}
SIGNED = {"z", "wish"} | TURNED  # of the others a sign turned over has a name of its own, or is none

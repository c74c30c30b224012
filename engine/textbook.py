"""A plan as a program of its own: back-propagation as a textbook writes it, in plain NumPy, to read and to take along.

It computes in double precision, draws the same random numbers in the same order as `Network.initial` and `descend`, and
so takes the same steps but for rounding.
"""

from __future__ import annotations

from string import Template
from textwrap import indent

from engine.plan import Plan

EPOCHS = 3
INDENT = "    "

SIGMOID = "return (1 + np.tanh(z / 2)) / 2  # 1 / (1 + e^-z), in a form that cannot overflow"
SOFTMAX = "e = np.exp(z - z.max(axis=1, keepdims=True))\nreturn e / e.sum(axis=1, keepdims=True)"
HIDDEN = {  # σ(z), and σ′ in terms of a = σ(z)
    "sigmoid": (SIGMOID, "a * (1 - a)"),
    "tanh": ("return np.tanh(z)", "1 - a**2"),
    "relu": ("return np.maximum(z, 0)", "np.sign(a)"),
}
OUTPUT = {  # σ(z) of the outputs, ∂C/∂z, and the C of which it is
    "quadratic": (SIGMOID, "2 * (a - y) * a * (1 - a)", "sum (a - y)^2"),
    "cross_entropy": (SIGMOID, "a - y", "-sum (y ln a + (1 - y) ln (1 - a))"),
    "log_likelihood": (SOFTMAX, "a - y", "-sum y ln a"),
}
WIDTH = {
    "scaled": " * n_in**-0.5",
    "normal": "",
    "xavier": " * (2 / (n_in + n_out)) ** 0.5",
    "he": " * (2 / n_in) ** 0.5",
}
VELOCITY = "memory = [np.zeros_like(p) for p in W + b]  # a velocity for each parameter\n"
AVERAGES = (
    "memory = [np.zeros((2, *p.shape)) for p in W + b]  # running means of the nudges and of their squares\nstep = 0\n"
)
PLAINLY = "for p, nudge in zip(W + b, asked, strict=True):\n    "
MINDFULLY = "for p, m, nudge in zip(W + b, memory, asked, strict=True):\n    "
CHANGE = {  # what the optimizer remembers, and how a nudge becomes a change
    "plain": ("", PLAINLY + "p += ETA * nudge"),
    "momentum": (VELOCITY, MINDFULLY + "m[:] = 0.9 * m + nudge\n    p += ETA * m"),
    "nesterov": (VELOCITY, MINDFULLY + "m[:] = 0.9 * m + nudge\n    p += ETA * (nudge + 0.9 * m)"),
    "adam": (
        AVERAGES,
        f"step += 1\n{MINDFULLY}m[:] = 0.9 * m[0] + 0.1 * nudge, 0.999 * m[1] + 0.001 * nudge**2\n"
        "    mean, square = m[0] / (1 - 0.9**step), m[1] / (1 - 0.999**step)  # they began with zeros\n"
        "    p += ETA * mean / (square**0.5 + 1e-8)",
    ),
}
ONLY = "kept = np.isin(labels, {digits})\nx, labels = x[kept], labels[kept]\n"

PROGRAM = Template('''\
"""$shape on MNIST, learning as a run of Nudge does, written out in NumPy.

    python THIS.py DATA              begins anew, and takes the steps that a run of this plan takes
    python THIS.py DATA WEIGHTS.npz  goes on with weights that were taken along

DATA is the folder with the four files (.gz) of MNIST, or of a set that comes as MNIST does.
"""

import gzip
import sys
from itertools import pairwise

import numpy as np

SIZES = $sizes
BATCH, ETA, SEED, EPOCHS = $batch, $eta, $seed, $epochs


def read(part):
    """The pictures of a set, each a row of numbers from 0 to 1, and their labels."""
    images, labels = (f"{sys.argv[1]}/{part}-{kind}-ubyte.gz" for kind in ("images-idx3", "labels-idx1"))
    pictures = np.frombuffer(gzip.open(images).read(), np.uint8, offset=16).reshape(-1, SIZES[0])
    return pictures / 255, np.frombuffer(gzip.open(labels).read(), np.uint8, offset=8)


def begin(rng):
    """Weights and biases before the first lesson: a row of W[l] is how one neuron weighs all those before it."""
    W, b = [], []
    for n_in, n_out in pairwise(SIZES):
        W.append(rng.standard_normal((n_out, n_in))$width)
        b.append($bias)
    return W, b


def hidden(z):
$hidden


def slope(a):  # of `hidden`, where that gave a
    return $slope


def output(z):
$output


def blame(a, y):  # dC/dz of the outputs; C = $cost
    return $blame


def forward(W, b, x):
    """The activations of every layer, an example a row, from the pictures to the outputs."""
    a = [x]
    for l in range(len(W)):
        z = a[l] @ W[l].T + b[l]
        a.append(output(z) if l == len(W) - 1 else hidden(z))
    return a


def nudges(W, a, y):
    """What these examples ask of all weights, then of all biases: minus the gradient of their mean cost."""
    of_W, of_b = [], []
    delta = blame(a[-1], y)
    for l in reversed(range(len(W))):
        of_W.insert(0, -delta.T @ a[l] / len(y))
        of_b.insert(0, -delta.mean(axis=0))
        if l > 0:
            delta = delta @ W[l] * slope(a[l])  # one layer back
    return of_W + of_b


def descend(W, b, x, y, rng):
    """Step after step, each along the mean nudge of one batch; each pass deals the examples anew."""
${memory}    while True:
        order = rng.permutation(len(x)) if BATCH < len(x) else np.arange(len(x))
        for start in range(0, len(x), BATCH):
            batch = order[start : start + BATCH]
            asked = nudges(W, forward(W, b, x[batch]), y[batch])
$change
            yield


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    (x, labels), (x_test, labels_test) = read("train"), read("t10k")
${only}    rng = np.random.default_rng(SEED)
    W, b = begin(rng)
    if len(sys.argv) > 2:
        taken = np.load(sys.argv[2])
        W, b = ([taken[f"{name}{l}"].astype(float) for l in range(len(W))] for name in "Wb")
    steps = descend(W, b, x, np.eye(SIZES[-1])[labels], rng)
    for epoch in range(EPOCHS + 1):
        right = forward(W, b, x_test)[-1].argmax(axis=1) == labels_test
        print(f"after {epoch} epochs {right.mean():.2%} of the test digits right")
        if epoch < EPOCHS:
            for _ in range(0, len(x), BATCH):
                next(steps)
''')


def program(plan: Plan) -> str:
    """Python source that trains by itself as this plan says. It needs NumPy, and the four files of MNIST."""
    sigma, slope = HIDDEN[plan.activation]
    output, blame, cost = OUTPUT[plan.cost]
    memory, change = CHANGE[plan.optimizer]
    only = ONLY.format(digits=list(plan.digits)) if plan.digits else ""
    return PROGRAM.substitute(
        shape="-".join(map(str, plan.sizes)),
        sizes=list(plan.sizes),
        batch=plan.batch_size,
        eta=plan.eta,
        seed=plan.seed,
        epochs=EPOCHS,
        width=WIDTH[plan.initialisation],
        bias="rng.standard_normal(n_out)" if plan.initialisation == "normal" else "np.zeros(n_out)",
        hidden=indent(sigma, INDENT),
        slope=slope,
        output=indent(output, INDENT),
        blame=blame,
        cost=cost,
        memory=indent(memory, INDENT),
        change=indent(change, 3 * INDENT),
        only=indent(only, INDENT),
    )

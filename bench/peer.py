"""One contestant: `python peer.py NAME FILE` reads lines {"sizes", "batch", "seconds"} and answers {"step": seconds}.

It runs in the peers' own environment, and imports nothing of ours but for "nudge".
"""

from __future__ import annotations

import json
import os
import sys
import time
import warnings
from itertools import pairwise
from typing import Any

import numpy as np

ETA = 1.0


class Peer:
    """Plain descent on sigmoid layers and the quadratic cost, float32, examples shuffled each epoch."""

    def __init__(self, sizes: tuple[int, ...], batch: int, x: Any, y: Any) -> None:
        self.sizes, self.batch, self.x, self.y = sizes, batch, x, y
        self.position = 0
        self.everything = batch == len(x)
        self.order = np.random.default_rng(0).permutation(len(x))
        self.build()

    def build(self) -> None:
        raise NotImplementedError

    def deal(self) -> slice:
        """Where in the order the next batch lies."""
        if self.position + self.batch > len(self.order):
            self.position = 0
        self.position += self.batch
        return slice(self.position - self.batch, self.position)

    def step(self) -> None:
        raise NotImplementedError

    def steps(self, count: int) -> None:
        for _ in range(count):
            self.step()

    def measure(self, seconds: float) -> float:
        """Seconds of processor time that a step takes."""
        self.steps(2)
        started = time.process_time()
        self.steps(2)
        count = max(2, int(2 * seconds / max(time.process_time() - started, 1e-6)))
        started = time.process_time()
        self.steps(count)
        return (time.process_time() - started) / count


class Textbook(Peer):
    def build(self) -> None:
        rng = np.random.default_rng(0)
        pairs = list(pairwise(self.sizes))
        self.W = [(rng.standard_normal((n_in, n_out)) / n_in**0.5).astype(np.float32) for n_in, n_out in pairs]
        self.b = [np.zeros(n_out, np.float32) for _, n_out in pairs]

    def step(self) -> None:
        chosen = slice(None) if self.everything else self.order[self.deal()]
        a, y = [self.x[chosen]], self.y[chosen]
        for W, b in zip(self.W, self.b, strict=True):
            a.append(1 / (1 + np.exp(-(a[-1] @ W + b))))
        delta = 2 * (a[-1] - y) * a[-1] * (1 - a[-1])
        rate = np.float32(ETA / self.batch)
        for l in range(len(self.W) - 1, -1, -1):
            dW, db = a[l].T @ delta, delta.sum(axis=0)
            if l:
                delta = (delta @ self.W[l].T) * a[l] * (1 - a[l])
            self.W[l] -= rate * dW
            self.b[l] -= rate * db


class Torch(Peer):
    def build(self) -> None:
        import torch

        torch.set_num_threads(1)
        torch.manual_seed(0)
        self.torch = torch
        self.x, self.y, self.order = (torch.from_numpy(each) for each in (self.x, self.y, self.order))
        self.prepare()

    def prepare(self) -> None:
        nn, pairs = self.torch.nn, pairwise(self.sizes)
        self.model = nn.Sequential(*(each for n_in, n_out in pairs for each in (nn.Linear(n_in, n_out), nn.Sigmoid())))
        self.optimizer = self.torch.optim.SGD(self.model.parameters(), lr=ETA)

    def dealt(self) -> tuple[Any, Any]:
        """The examples of the next batch, and their targets."""
        if self.everything:
            return self.x, self.y
        chosen = self.order[self.deal()]
        return self.x[chosen], self.y[chosen]

    def step(self) -> None:
        x, y = self.dealt()
        self.optimizer.zero_grad()
        cost = (self.model(x) - y).square().sum() / self.batch
        cost.backward()
        self.optimizer.step()


class TorchByHand(Torch):
    """Back-propagation written out, into tensors that exist."""

    def prepare(self) -> None:
        torch, pairs = self.torch, list(pairwise(self.sizes))
        torch.set_grad_enabled(False)
        self.W = [torch.randn(n_in, n_out) / n_in**0.5 for n_in, n_out in pairs]
        self.b = [torch.zeros(n_out) for _, n_out in pairs]
        self.a = [torch.empty(self.batch, n) for n in self.sizes]
        self.delta = [torch.empty(self.batch, n) for n in self.sizes[1:]]
        self.target = torch.empty(self.batch, self.sizes[-1])

    def step(self) -> None:
        torch, a, delta, rate = self.torch, self.a, self.delta, -ETA / self.batch
        if self.everything:
            x, y = self.x, self.y
        else:
            chosen = self.order[self.deal()]
            x = torch.index_select(self.x, 0, chosen, out=a[0])
            y = torch.index_select(self.y, 0, chosen, out=self.target)
        before = x
        for W, b, after in zip(self.W, self.b, a[1:], strict=True):
            before = torch.addmm(b, before, W, out=after).sigmoid_()
        miss = torch.sub(a[-1], y, out=delta[-1]).mul_(2)
        found = torch.ops.aten.sigmoid_backward(miss, a[-1])
        for l in range(len(self.W) - 1, -1, -1):
            blame = torch.mm(found, self.W[l].T, out=delta[l - 1]) if l else None
            self.W[l].addmm_((a[l] if l else x).T, found, alpha=rate)
            self.b[l].add_(found.sum(0), alpha=rate)
            found = torch.ops.aten.sigmoid_backward(blame, a[l]) if l else None


class TorchCompiled(TorchByHand):
    """The same written out as a function of tensors, and compiled by TorchInductor, which needs a C++ compiler."""

    def prepare(self) -> None:
        torch, pairs, batch = self.torch, list(pairwise(self.sizes)), self.batch
        torch.set_grad_enabled(False)
        self.W = [torch.randn(n_in, n_out) / n_in**0.5 for n_in, n_out in pairs]
        self.b = [torch.zeros(n_out) for _, n_out in pairs]

        def step(W: list[Any], b: list[Any], x: Any, y: Any) -> None:
            a = [x]
            for weight, bias in zip(W, b, strict=True):
                a.append(torch.sigmoid(torch.addmm(bias, a[-1], weight)))
            delta = 2 * (a[-1] - y) * a[-1] * (1 - a[-1])
            for l in range(len(W) - 1, -1, -1):
                before = (delta @ W[l].T) * a[l] * (1 - a[l]) if l else None
                W[l].sub_(a[l].T @ delta, alpha=ETA / batch)
                b[l].sub_(delta.sum(0), alpha=ETA / batch)
                delta = before

        self.compiled = torch.compile(step, dynamic=False)

    def step(self) -> None:
        self.compiled(self.W, self.b, *self.dealt())


class Jax(Peer):
    """Many steps inside one compiled loop: no Python in between."""

    def build(self) -> None:
        import jax
        import jax.numpy as jnp

        self.jax, batch, everything = jax, self.batch, self.everything
        rng, pairs = np.random.default_rng(0), pairwise(self.sizes)
        self.parameters = [
            (jnp.asarray(rng.standard_normal((n_in, n_out)) / n_in**0.5, jnp.float32), jnp.zeros(n_out, jnp.float32))
            for n_in, n_out in pairs
        ]
        self.x, self.y, self.order = jnp.asarray(self.x), jnp.asarray(self.y), jnp.asarray(self.order, jnp.int32)

        def cost(parameters: Any, x: Any, y: Any) -> Any:
            for W, b in parameters:
                x = jax.nn.sigmoid(x @ W + b)
            return jnp.square(x - y).sum() / batch

        def loop(parameters: Any, x: Any, y: Any, order: Any, start: Any, count: Any) -> Any:
            def step(i: Any, parameters: Any) -> Any:
                if everything:
                    chosen_x, chosen_y = x, y
                else:
                    first = (start + i) % (len(order) // batch) * batch
                    chosen = jax.lax.dynamic_slice(order, (first,), (batch,))
                    chosen_x, chosen_y = x[chosen], y[chosen]
                gradient = jax.grad(cost)(parameters, chosen_x, chosen_y)
                return jax.tree_util.tree_map(lambda p, g: p - ETA * g, parameters, gradient)

            return jax.lax.fori_loop(0, count, step, parameters)

        self.loop = jax.jit(loop, donate_argnums=0)

    def steps(self, count: int) -> None:
        self.parameters = self.loop(self.parameters, self.x, self.y, self.order, self.position, count)
        self.jax.block_until_ready(self.parameters)
        self.position += count


class ScikitLearn(Peer):
    """Its own loop, with the softmax and the cost that it has: the time of some epochs more, by their number."""

    def build(self) -> None:
        from sklearn.neural_network import MLPClassifier

        warnings.filterwarnings("ignore")
        self.classifier = MLPClassifier
        self.some = min(len(self.x), max(self.batch, 2000))
        self.labels = self.y.argmax(axis=1)

    def fit(self, epochs: int) -> float:
        model = self.classifier(
            self.sizes[1:-1], activation="logistic", solver="sgd", momentum=0.0, nesterovs_momentum=False, alpha=0.0,
            learning_rate_init=0.1, batch_size=self.batch, max_iter=epochs, tol=0.0, n_iter_no_change=10**6,
        )  # fmt: skip
        started = time.process_time()
        model.fit(self.x[: self.some], self.labels[: self.some])
        return time.process_time() - started

    def measure(self, seconds: float) -> float:
        one, three = self.fit(1), self.fit(3)
        more = max(2, int(2 * seconds / max(three - one, 1e-4)))
        return max(self.fit(1 + more) - self.fit(1), 1e-9) / more / (self.some / self.batch)


class NeuralNetworkDigits(Peer):
    """Sigmoid layers, with the softmax and the cost that it has."""

    def build(self) -> None:
        from nn_digits.neural_net.network import NeuralNetwork

        self.network = NeuralNetwork(self.sizes, "sigmoid")

    def step(self) -> None:
        chosen = slice(None) if self.everything else self.order[self.deal()]
        self.network.train_step(self.x[chosen], self.y[chosen], 0.1, momentum=0.0, l2=0.0)


class Nielsen(Peer):
    """The `Network` of Nielsen's book, which takes one example after the other, in numbers of 64 bits."""

    def build(self) -> None:
        from network import Network  # type: ignore[import-not-found]

        self.network = Network(self.sizes)
        some = 10_000  # the whole set would be 376 megabytes
        columns = (each[:some].astype(np.float64)[:, :, np.newaxis] for each in (self.x, self.y))
        self.pairs = list(zip(*columns, strict=True))
        self.order = self.order[self.order < some]

    def step(self) -> None:
        self.network.update_mini_batch([self.pairs[i] for i in self.order[self.deal()]], ETA)


class Nudge(Peer):
    def build(self) -> None:
        from bench.engine import stepping

        self.step = stepping(self.sizes, self.batch)  # type: ignore[assignment, method-assign]


OURS: dict[str, type[Peer]] = {"nudge": Nudge, "NumPy, as in a textbook": Textbook}
THEIRS: dict[str, type[Peer]] = {
    "JAX, loop compiled": Jax,
    "PyTorch, by hand": TorchByHand,
    "PyTorch, compiled": TorchCompiled,
    "PyTorch, autograd": Torch,
    "scikit-learn": ScikitLearn,
    "neural-network-digits": NeuralNetworkDigits,
    "Nielsen's network.py": Nielsen,
}


def work(name: str, file: str) -> None:
    """Answers one line for each line that comes."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is no answer
    x, labels = np.load(file, mmap_mode="r")[:, :-1], np.load(f"{file}.labels.npy")
    kind = (OURS | THEIRS)[name]
    x = x if kind is Nudge else np.ascontiguousarray(x)
    y = np.eye(10, dtype=np.float32)[labels]
    peer: Peer | None = None
    known = None
    for line in sys.stdin:
        asked = json.loads(line)
        if known != (asked["sizes"], asked["batch"]):
            peer, known = None, (asked["sizes"], asked["batch"])
            peer = kind(tuple(asked["sizes"]), asked["batch"], x, y)
        assert peer is not None
        answers.write(json.dumps({"step": peer.measure(asked["seconds"])}) + "\n")
        answers.flush()


if __name__ == "__main__":
    work(*sys.argv[1:])

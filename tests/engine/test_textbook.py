"""The program that a plan becomes is run: it is to take the steps of the engine, whatever the plan says."""

import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.activations import HIDDEN
from engine.costs import COSTS
from engine.descent import descend
from engine.evaluation import evaluate
from engine.mnist import BUILT_IN, Data, Dataset
from engine.network import Network, layers
from engine.optimizers import OPTIMIZERS
from engine.plan import INITIALISATIONS, Plan
from engine.textbook import program
from tests.engine.small import small_plan

ROOT = Path(__file__).parents[2]
PLANS = [
    *(
        small_plan(activation=activation, cost=cost, optimizer=optimizer, eta=0.03)
        for activation, cost, optimizer in product(HIDDEN, COSTS, OPTIMIZERS)
    ),
    *(small_plan(initialisation=each, batch_size=8, seed=5) for each in INITIALISATIONS),
    small_plan(batch_size=50),  # all of the data, which nobody shuffles
    small_plan(digits=[2, 7], batch_size=3),
]


def told(plan: Plan) -> str:
    return f"{plan.activation}-{plan.cost}-{plan.optimizer}-{plan.initialisation}-{plan.batch_size}-{len(plan.digits)}"


@pytest.mark.parametrize("plan", PLANS, ids=told)
def test_the_program_begins_and_steps_as_the_engine_does(plan: Plan, tiny: Dataset) -> None:
    names: dict[str, Any] = {"__name__": "program"}
    exec(program(plan), names)
    rngs = [np.random.default_rng(plan.seed) for _ in range(2)]
    network = Network.initial(plan, rngs[0], np.float64)
    W, b = names["begin"](rngs[1])
    x, y = (np.asarray(each, np.float64) for each in (tiny.x, tiny.y))
    if plan.digits:
        kept = np.isin(tiny.labels, plan.digits)
        x, y = x[kept], y[kept]
        assert f"np.isin(labels, {list(plan.digits)})" in program(plan)
    ours, theirs = descend(network, tiny, plan, rngs[0]), names["descend"](W, b, x, y, rngs[1])
    before = network.parameters.copy()
    for _ in range(40):  # several passes
        next(ours)
        next(theirs)
    assert np.abs(network.parameters - before).max() > 1e-3
    for block, weights, biases in zip(layers(network.parameters, plan.sizes), W, b, strict=True):
        np.testing.assert_allclose(np.column_stack([weights, biases]), block, rtol=1e-6, atol=1e-9)


def test_the_program_runs_by_itself_on_mnist(mnist: Data, tmp_path: Path) -> None:
    plan = Plan(sizes=(784, 12, 10), batch_size=60_000, eta=3.0)
    file, weights = tmp_path / "network.py", tmp_path / "weights.npz"
    file.write_text(program(plan))
    network = Network.initial(plan.changed(seed=9), np.random.default_rng(9))
    blocks = enumerate(layers(network.parameters, plan.sizes))
    np.savez(
        weights,
        **{f"{name}{l}": part for l, each in blocks for name, part in (("W", each[:, :-1]), ("b", each[:, -1]))},
    )
    lines = run(file, str(BUILT_IN), str(weights)).splitlines()
    descent = descend(network, mnist.train, plan, np.random.default_rng(0))
    for line in lines:
        right = float(line.partition("epochs ")[2].partition("%")[0]) / 100
        assert right == pytest.approx(
            evaluate(network, mnist.test).accuracy, abs=0.0011
        )  # float32 may tip a few of 10,000
        while descent.steps < lines.index(line) + 1:
            next(descent)
    assert len(lines) == 4
    assert "DATA is the folder" in run(file, code=1)


def run(file: Path, *words: str, code: int = 0) -> str:
    done = subprocess.run([sys.executable, str(file), *words], capture_output=True, text=True, timeout=120)
    assert done.returncode == code, done.stderr
    return done.stdout or done.stderr


def test_the_program_is_good_to_read(tmp_path: Path) -> None:
    for plan in PLANS:
        source = program(plan)
        assert source.count("\n") <= 105
        (tmp_path / f"{told(plan)}.py").write_text(source)
    for words in (["check", "--extend-ignore", "E741,N"], ["format", "--diff"]):
        ruff = [sys.executable, "-m", "ruff", *words, "--no-cache", "--config", str(ROOT / "pyproject.toml")]
        done = subprocess.run([*ruff, str(tmp_path)], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr

import argparse
import io
import json

import numpy as np
import pytest

from app import train
from engine.evaluation import evaluate
from engine.mnist import Data
from tests.app.driven import bare


def chosen(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    train.add_arguments(parser)
    return parser.parse_args(arguments)


def trained(data: Data, *arguments: str) -> tuple[int, str, str]:
    """The exit status, what was printed, and what was said on the way."""
    out, progress = io.StringIO(), io.StringIO()
    status = train.train(chosen(*arguments), data, out, progress)
    return status, out.getvalue(), progress.getvalue()


def test_the_outcome_as_json_is_that_of_the_same_descent(mnist: Data) -> None:
    status, out, _ = trained(mnist, "--epochs", "0.1", "--sizes", "784,12,10", "--eta", "0.5", "--seed", "4", "--json")
    outcome = json.loads(out)
    plan = {"sizes": [784, 12, 10], "eta": 0.5, "seed": 4}
    expected = evaluate(bare(mnist, 600, **plan).network, mnist.test)
    assert status == 0
    assert (outcome["test_accuracy"], outcome["test_cost"]) == (expected.accuracy, expected.cost)
    assert (outcome["epochs"], outcome["steps"]) == (0.1, 600)
    assert outcome["plan"] | plan == outcome["plan"]
    assert outcome["seconds"] > 0


@pytest.mark.parametrize(
    ("arguments", "steps", "epochs"),
    [
        (["--epochs", "1", "--batch-size", "64"], 938, 1.0),
        (["--epochs", "2", "--batch-size", "60000"], 2, 2.0),
        (["--epochs", "1", "--batch-size", "7000", "--digits", "2,3"], 2, 1.0),
    ],
)
def test_it_trains_for_exactly_so_many_epochs(arguments: list[str], steps: int, epochs: float, mnist: Data) -> None:
    outcome = json.loads(trained(mnist, *arguments, "--json")[1])
    assert (outcome["steps"], outcome["epochs"]) == (steps, epochs)


def test_without_json_a_person_is_told(mnist: Data) -> None:
    status, out, progress = trained(mnist, "--epochs", "0.01")
    assert status == 0
    assert out.startswith("Test accuracy ") and "0.01 epochs: 60 steps" in out
    assert "600/600" in progress


def test_divergence_is_said_with_what_to_try(mnist: Data) -> None:
    arguments = ["--activation", "relu", "--cost", "log_likelihood", "--eta", "1000", "--initialisation", "normal"]
    status, out, progress = trained(mnist, "--epochs", "1", *arguments)
    assert (status, out) == (train.DIVERGED, "")
    assert "eta 1000 is too large" in " ".join(progress.split()) and "--eta 100" in progress


def test_ctrl_c_says_how_far_it_came(mnist: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> float:
        raise KeyboardInterrupt

    monkeypatch.setattr(train, "_descend", stop)
    status, out, progress = trained(mnist, "--epochs", "1")
    assert (status, out, progress.strip()) == (train.INTERRUPTED, "", "Stopped at step 0, epoch 0.00.")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--epochs", "0"], "'0' is not a number above 0"),
        (["--epochs", "many"], "'many' is not a number above 0"),
        ([], "required"),
        (["--epochs", "1", "--sizes", "784;10"], "'784;10' is not a list of whole numbers"),
    ],
)
def test_what_is_no_number_is_no_argument(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        chosen(*arguments)
    assert complaint in capsys.readouterr().err


def test_a_plan_that_cannot_be_raises(mnist: Data) -> None:
    with pytest.raises(ValueError, match="sizes has 2 layers"):
        trained(mnist, "--epochs", "1", "--sizes", "784,10")
    np.testing.assert_equal(train.plan_of(chosen("--epochs", "1", "--optimizer", "adam")).optimizer, "adam")

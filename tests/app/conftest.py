"""What the tests of the worker's side need: real MNIST, decoded once."""

from pathlib import Path

import pytest

from engine.mnist import MNIST_DIGESTS, Data, load

MNIST = Path(__file__).parents[2] / "data" / "mnist"


@pytest.fixture(scope="session")
def mnist(data_dir: Path) -> Data:
    return load(MNIST, data_dir / "cache", MNIST_DIGESTS)

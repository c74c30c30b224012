from pathlib import Path

import numpy as np
import pytest

from engine.mnist import MNIST_DIGESTS, Data, Dataset, load

MNIST = Path(__file__).parents[2] / "data" / "mnist"


@pytest.fixture(scope="session")
def tiny() -> Dataset:
    """Fifty examples of six numbers, five of each class."""
    rng = np.random.default_rng(1)
    x1 = np.ones((50, 7), np.float32)
    x1[:, :-1] = rng.random((50, 6))
    return Dataset.labelled(x1, np.repeat(np.arange(10, dtype=np.uint8), 5))


@pytest.fixture(scope="session")
def mnist() -> Data:
    return load(MNIST, digests=MNIST_DIGESTS)

"""What the tests of the app need: real MNIST, decoded once, and a server for a class."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from engine.mnist import MNIST_DIGESTS, Data, load
from tests.classroom import TOKENS, teaching
from tests.conftest import Server

MNIST = Path(__file__).parents[2] / "data" / "mnist"


@pytest.fixture(scope="session")
def mnist(data_dir: Path) -> Data:
    return load(MNIST, data_dir / "cache", MNIST_DIGESTS)


@pytest.fixture(scope="module")
def classroom(start_server: Callable[..., Server]) -> Iterator[Server]:
    server = start_server(**TOKENS)
    yield server
    server.stop()


@pytest.fixture
def client(classroom: Server) -> Iterator[httpx.Client]:
    with teaching(classroom) as client:
        yield client

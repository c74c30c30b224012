"""A picture that fails tells that the network has diverged, or that there is a fault; never one for the other."""

import numpy as np
import pytest

from app.training import look
from app.training.camera import Camera
from app.wire import commands
from engine.mnist import Data
from tests.app.driven import Driven


def test_weights_that_are_no_numbers_end_the_run_as_diverged(mnist: Data) -> None:
    driven = Driven(mnist)
    driven.parameters[:3] = np.inf
    assert Camera().take("weights", driven.trainer, 0.0, lambda: 0.0) is None
    assert driven.changed().reason == {"code": "diverged", "eta": 1.0, "step": 0, "suggested": 0.1}


def test_pictures_keep_their_beat_whenever_there_is_time_to_take_them(mnist: Data) -> None:
    driven, camera = Driven(mnist), Camera()
    driven(commands.Run())
    camera.subscribe(["picture"])
    taken = 0
    for slice in range(1, 301):  # each of ten milliseconds, of which none ends when a picture is due
        driven.trainer.turn(1)
        for route in camera.due(driven.trainer, slice * 0.010):
            camera.take(route, driven.trainer, slice * 0.010, lambda: 0.0)
            taken += route == "picture"
    assert 89 <= taken <= 91


def test_after_a_pause_no_pictures_are_caught_up_with(mnist: Data) -> None:
    driven, camera = Driven(mnist), Camera()
    driven(commands.Run())
    camera.subscribe(["picture"])
    times = [1.0, 2.0, 2.001, 2.002, 2.003]
    taken = []
    for now in times:
        driven.trainer.turn(1)
        for route in camera.due(driven.trainer, now):
            camera.take(route, driven.trainer, now, lambda: 0.0)
            taken += [now] if route == "picture" else []
    assert taken == [1.0, 2.0]


def test_a_fault_in_drawing_is_not_told_as_divergence(mnist: Data, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*args: object) -> None:
        raise ValueError("shapes (3,) and (4,) do not fit")

    driven = Driven(mnist)
    for route, name in (("weights", "matrices"), ("picture", "activity")):
        monkeypatch.setattr(look, name, faulty)
        with pytest.raises(ValueError, match="do not fit"):
            Camera().take(route, driven.trainer, 0.0, lambda: 0.0)  # type: ignore[arg-type]
    assert driven.changed().status == "paused"

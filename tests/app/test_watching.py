import numpy as np
import pytest

from app.wire.commands import Run, Watch
from app.wire.refused import Refused
from engine.mnist import Data
from tests.app.driven import Driven


@pytest.fixture(scope="module")
def driven(mnist: Data) -> Driven:
    """A run that has learned a little, so that it answers most but not all rightly."""
    driven = Driven(mnist)
    driven(Run(epochs=0.2, speed=None))
    driven.run(1000)
    return driven


def watch(driven: Driven, **wish: object) -> tuple[str, int | None, int | None]:
    driven(Watch(**wish))  # type: ignore[arg-type]
    example = driven.trainer.example
    return example.source, example.index, example.label


def test_it_begins_with_the_first_2_of_the_test_set(mnist: Data) -> None:
    example = Driven(mnist).trainer.example
    assert (example.source, example.index, example.label) == ("test", 1, 2)
    np.testing.assert_array_equal(example.pixels, mnist.test.x[1])


def test_by_index(driven: Driven, mnist: Data) -> None:
    assert watch(driven, source="train", index=59_999) == ("train", 59_999, mnist.train.labels[-1])
    assert watch(driven, index=0) == ("test", 0, 7)
    with pytest.raises(Refused, match="the test set has no example 10000, expected 0 to 9999") as caught:
        watch(driven, index=10_000)
    assert caught.value.code == "out_of_range"
    assert driven.trainer.example.index == 0


def test_the_next_and_the_previous_go_round_at_the_ends(driven: Driven) -> None:
    watch(driven, index=9_999)
    assert watch(driven)[1] == 0
    assert watch(driven, move="previous")[1] == 9_999


def test_the_next_such_digit(driven: Driven, mnist: Data) -> None:
    sevens = np.flatnonzero(mnist.test.labels == 7)
    watch(driven, index=0)
    assert watch(driven, digit=7) == ("test", sevens[1], 7)
    assert watch(driven, digit=7, move="previous") == ("test", sevens[0], 7)
    assert watch(driven, digit=7, move="previous") == ("test", sevens[-1], 7)


@pytest.mark.parametrize("source", ["test", "train"])
def test_the_next_mistake_is_one_of_this_very_network(source: str, driven: Driven, mnist: Data) -> None:
    data = {"test": mnist.test, "train": mnist.train}[source]
    for wish in ({"mistake": True}, {"mistake": True, "digit": 5}, {"predicted": 3, "digit": 5}, {"predicted": 4}):
        _, index, label = watch(driven, source=source, **wish)
        assert index is not None
        verdict = driven.trainer.training.network.forward(data.x[index][None]).a[-1].argmax()
        assert verdict == wish.get("predicted", verdict)
        assert label == wish.get("digit", label)
        assert not wish.get("mistake") or verdict != label


def test_nothing_found_says_so_and_watches_on(mnist: Data) -> None:
    driven = Driven(mnist)
    watch(driven, index=8)
    driven.settle()
    never = next(digit for digit in range(10) if digit not in driven.trainer.scoring.predicted("test"))
    with pytest.raises(Refused, match="no example of the test set") as caught:
        watch(driven, predicted=never)
    assert caught.value.code == "none_found"
    assert driven.trainer.example.index == 8


def test_while_running_the_last_answers_will_do(mnist: Data) -> None:
    driven = Driven(mnist)
    driven.settle()
    driven(Run(speed=None))
    driven.trainer.turn(5)
    watch(driven, mistake=True)
    assert driven.trainer.scoring.mark and driven.trainer.scoring.mark.step == 0


def test_a_drawing_and_then_another_label_for_it(driven: Driven) -> None:
    pixels = [0.25] * 784
    assert watch(driven, source="drawing", pixels=pixels) == ("drawing", None, None)
    assert watch(driven, source="drawing", label=4) == ("drawing", None, 4)
    np.testing.assert_array_equal(driven.trainer.example.pixels, np.float32(pixels))
    assert watch(driven, source="drawing", strokes=[[(0, 0), (5, 9)]], label=1)[2] == 1
    assert 0 < driven.trainer.example.pixels.sum() < 100


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({}, "no_drawing"),
        ({"strokes": []}, "bad_drawing"),
        ({"strokes": [[(0, float("nan"))]]}, "bad_drawing"),
        ({"strokes": [[(0, 0)]], "pixels": [0.0] * 784}, "bad_drawing"),
    ],
)
def test_a_drawing_that_is_none_is_refused(wish: dict[str, object], code: str, mnist: Data) -> None:
    driven = Driven(mnist)
    with pytest.raises(Refused) as caught:
        watch(driven, source="drawing", **wish)
    assert caught.value.code == code


def test_the_blackboards_case_is_a_2(driven: Driven) -> None:
    assert watch(driven, source="preset") == ("preset", 1, 2)
    watch(driven, source="test", index=4)

import numpy as np
import pytest

from app.training.slow import PHASE_SECONDS
from app.wire.commands import Learn, Pause, Reset, Resume, Run, Set, Step, Watch
from app.wire.refused import Refused
from engine.evaluation import evaluate
from engine.mnist import Data
from tests.app.driven import Driven, bare, same

BACK = Step(unit="phase", back=True)
PHASE = Step(unit="phase")


def phase(driven: Driven) -> tuple[str, int, int] | None:
    now = driven.trainer.moment.phase
    return now and (now.name, now.example, now.of)


def test_a_small_batch_is_followed_example_by_example_and_then_the_step_is_taken(mnist: Data) -> None:
    driven = Driven(mnist, batch_size=2)
    upcoming = bare(mnist, 0, batch_size=2).peek()
    seen = []
    for _ in range(7):
        driven(PHASE)
        seen.append(phase(driven))
        example = driven.trainer.example
        assert (example.source, example.index) == ("train", upcoming[0 if len(seen) < 4 else 1])
        assert driven.step == (len(seen) == 7)
    each = ["forward", "cost", "backward"]
    assert seen == [(name, i, 2) for i in (0, 1) for name in each] + [("update", 1, 2)]
    driven(PHASE)
    assert phase(driven) == ("forward", 0, 2)


def test_of_a_large_batch_three_are_followed_and_the_rest_goes_by_at_once(mnist: Data) -> None:
    driven = Driven(mnist, batch_size=32)
    for _ in range(10):
        driven(PHASE)
    assert phase(driven) == ("backward", 31, 32)
    driven(BACK)
    assert phase(driven) == ("backward", 2, 32)
    driven(PHASE)
    driven(PHASE)
    assert (phase(driven), driven.step) == (("update", 31, 32), 1)


@pytest.mark.parametrize("plan", [{"batch_size": 3, "optimizer": "adam", "eta": 0.01}, {"batch_size": 10_000}])
def test_the_update_is_the_very_step_that_speed_would_take(plan: dict[str, object], mnist: Data) -> None:
    driven = Driven(mnist, **plan)
    while driven.step < 3:
        driven(PHASE)
    same(driven.parameters, bare(mnist, 3, **plan).network.parameters)
    driven(Run(speed=None))
    while driven.step < 6:
        driven.trainer.turn(1)
    same(driven.parameters, bare(mnist, 6, **plan).network.parameters)


@pytest.mark.parametrize("optimizer", ["plain", "momentum", "adam"])
def test_one_update_can_be_undone_and_taken_again(optimizer: str, mnist: Data) -> None:
    driven = Driven(mnist, batch_size=2, optimizer=optimizer)
    for _ in range(7 * 2 + 2):
        driven(PHASE)
    assert (driven.step, phase(driven)) == (2, ("cost", 0, 2))
    driven(BACK)
    driven(BACK)
    assert (driven.step, phase(driven)) == (2, ("update", 1, 2))
    driven(BACK)
    assert (driven.step, phase(driven)) == (1, ("backward", 1, 2))
    same(driven.parameters, bare(mnist, 1, batch_size=2, optimizer=optimizer).network.parameters)
    record = driven.trainer.training.kept
    assert record and record.index == 1
    driven(PHASE)
    same(driven.parameters, bare(mnist, 2, batch_size=2, optimizer=optimizer).network.parameters)
    driven(Run(epochs=0.01, speed=None))
    driven.run()
    same(driven.parameters, bare(mnist, driven.step, batch_size=2, optimizer=optimizer).network.parameters)


def test_what_is_no_longer_remembered_cannot_be_undone(mnist: Data) -> None:
    driven = Driven(mnist, batch_size=1)
    with pytest.raises(Refused, match="slow motion has not begun"):
        driven(BACK)
    for _ in range(4 + 4):
        driven(PHASE)
    for _ in range(3):
        driven(BACK)
    assert (driven.step, phase(driven)) == (1, ("forward", 0, 1))
    driven(BACK)
    assert phase(driven) == ("update", 0, 1)
    with pytest.raises(Refused, match="only the last update") as caught:
        driven(BACK)
    assert (caught.value.code, driven.step) == ("too_far_back", 1)


def test_at_the_first_phase_of_all_there_is_no_way_back(mnist: Data) -> None:
    driven = Driven(mnist)
    driven(PHASE)
    with pytest.raises(Refused, match="none before it"):
        driven(BACK)


def test_a_step_of_one_example_goes_through_all_its_phases(mnist: Data) -> None:
    driven = Driven(mnist, batch_size=12)
    for i in range(11):
        driven(Step(unit="example"))
        assert (phase(driven), driven.step) == (("backward", i, 12), 0)
    driven(Step(unit="example"))
    assert (phase(driven), driven.step) == (("update", 11, 12), 1)
    driven(Step(unit="example"))
    assert phase(driven) == ("backward", 0, 12)
    driven(PHASE)
    driven(Step(unit="example"))
    assert phase(driven) == ("backward", 1, 12)
    same(driven.parameters, bare(mnist, 1, batch_size=12).network.parameters)


def test_slow_motion_runs_by_itself_and_ends_with_the_viewers_own_choice(mnist: Data) -> None:
    driven = Driven(mnist, batch_size=2)
    driven(Watch(index=5))
    driven(Set(slow=True))
    assert phase(driven) is None and driven.trainer.example.index == 5
    driven(Resume())
    assert driven.trainer.pace == 1 / PHASE_SECONDS
    for _ in range(5):
        driven.trainer.turn(1)
    assert phase(driven) == ("cost", 1, 2)
    assert driven.trainer.example.source == "train"
    driven(Pause())
    assert phase(driven) == ("cost", 1, 2)
    driven(Set(slow=False))
    assert phase(driven) is None
    assert (driven.trainer.example.source, driven.trainer.example.index) == ("test", 5)
    driven(Step())
    same(driven.parameters, bare(mnist, 1, batch_size=2).network.parameters)


def test_phases_by_hand_end_when_training_goes_on_at_speed(mnist: Data) -> None:
    for command in (Resume(), Step(), Step(unit="epoch"), Set(batch_size=3), Set(digits=[1]), Reset()):
        driven = Driven(mnist, batch_size=2)
        driven(PHASE)
        driven(command)
        assert phase(driven) is None, command


def test_another_eta_or_a_look_does_not_end_it(mnist: Data) -> None:
    driven = Driven(mnist, batch_size=2)
    driven(PHASE)
    for command in (Set(eta=0.1), Set(speed=1.0), Watch(index=3)):
        driven(command)
        assert phase(driven) == ("forward", 0, 2)


def test_a_lesson_makes_the_update_final(mnist: Data) -> None:
    driven = Driven(mnist, batch_size=1)
    driven(Watch(source="drawing", pixels=[0.5] * 784))
    for _ in range(4):
        driven(PHASE)
    driven(Learn(label=3))
    with pytest.raises(Refused):
        driven(BACK)


def test_in_slow_motion_a_run_stops_at_its_goal_too(mnist: Data) -> None:
    driven = Driven(mnist, batch_size=20_000)
    driven(Set(slow=True))
    driven(Run(epochs=1))
    for _ in range(40):
        driven.trainer.turn(1)
    assert (driven.step, driven.trainer.status) == (3, "finished")


def test_a_step_of_an_epoch_hurries_though_slow_motion_is_on(mnist: Data) -> None:
    driven = Driven(mnist, batch_size=1000)
    driven(Set(slow=True))
    driven(Step(unit="epoch"))
    assert driven.trainer.pace is None
    driven.run()
    assert driven.step == 60
    np.testing.assert_array_equal(driven.trainer.training.network.sizes, [784, 16, 16, 10])


def test_a_step_that_is_taken_again_otherwise_than_it_was_is_scored_anew(mnist: Data) -> None:
    driven = Driven(mnist, batch_size=1)
    for _ in range(4):
        driven(Step(unit="phase"))
    before = driven.settle()
    driven(BACK)
    driven(Set(eta=0.001))
    driven(Step(unit="phase"))
    assert before.step == driven.step == 1
    assert driven.settle().test_cost == evaluate(driven.trainer.network, mnist.test).cost != before.test_cost

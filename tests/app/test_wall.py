"""The wall: one drawing a browser, replaced and taken back by its own key alone; and one step on all of them."""

import os
import signal
from typing import Any

import numpy as np
import pytest

from app.kept.record import noted
from app.training import hanging, keeping
from app.training.camera import WALL_EVERY, Camera
from app.training.wall import MOST, TOLD_EVERY, Wall
from app.wire import commands, messages, protocol
from app.wire.commands import CloseWall, Hand, LearnWall, Mine, Pause, Reset, Run, Step, TakeBack, TakeDown
from app.wire.refused import Refused
from engine.mnist import Data
from engine.nudges import batch_nudge
from engine.plan import CHOICES
from tests.app.driven import Driven, same
from tests.app.test_live import workers
from tests.classroom import enter, teaching
from tests.conftest import Server

MINE, YOURS, THEIRS = "m" * 32, "y" * 32, "t" * 32
BAR, HOOK = [[(0.0, 0.0), (0.0, 1.0)]], [[(0.0, 0.0), (1.0, 0.0), (0.4, 1.0)]]


@pytest.fixture
def driven(mnist: Data) -> Driven:
    """A run on whose wall two drawings hang."""
    driven = Driven(mnist)
    driven(Hand(key=MINE, label=1, strokes=BAR))
    driven(Hand(key=YOURS, label=7, strokes=HOOK))
    return driven


def shown(driven: Driven) -> messages.Wall:
    return driven.trainer.wall.shown(1, 0.0)


def refused(driven: Driven, command: commands.Command, code: str) -> None:
    with pytest.raises(Refused) as caught:
        driven(command)
    assert caught.value.code == code


def test_a_newer_drawing_replaces_the_older_of_its_key_and_of_no_other(driven: Driven) -> None:
    first = shown(driven)
    assert first.labels.tolist() == [1, 7]
    assert driven(Hand(key=MINE, label=4, pixels=[0.5] * 784, id=3)) == messages.Handed(id=3, label=4)
    second = shown(driven)
    assert (second.labels.tolist(), second.drawings) == ([4, 7], first.drawings)
    assert set(second.pixels[0].tolist()) == {128}
    np.testing.assert_array_equal(second.pixels[1], first.pixels[1])
    assert second.edition > first.edition


def test_it_is_taken_back_under_its_own_key_alone(driven: Driven) -> None:
    assert driven(TakeBack(key=THEIRS)).label is None
    assert driven(Mine(key=YOURS)).label == 7
    assert driven(TakeBack(key=YOURS)).label is None
    assert (driven(Mine(key=YOURS)).label, shown(driven).labels.tolist()) == (None, [1])


def test_who_controls_takes_down_one_or_all(driven: Driven) -> None:
    name = shown(driven).drawings[0]
    assert driven(TakeDown(drawing=name, id=2)) == messages.Done(id=2)
    assert shown(driven).labels.tolist() == [7]
    refused(driven, TakeDown(drawing=name), "not_hung")
    driven(TakeDown())
    assert shown(driven).pixels.shape == (0, 784)


def test_a_closed_wall_takes_no_drawing_nor_another_in_place_of_one_and_gives_them_back(driven: Driven) -> None:
    assert driven(CloseWall(closed=True, id=2)) == messages.Done(id=2)
    edition = shown(driven).edition
    for key in (MINE, THEIRS):
        refused(driven, Hand(key=key, label=3, strokes=BAR), "wall_closed")
    assert (shown(driven).labels.tolist(), shown(driven).closed, shown(driven).edition) == ([1, 7], True, edition)
    driven.trainer.wall = Wall.of(protocol.encode(shown(driven)))  # in the next process
    refused(driven, Hand(key=MINE, label=3, strokes=BAR), "wall_closed")
    assert driven(TakeBack(key=YOURS)).label is None
    driven(CloseWall(closed=False))
    assert driven(Hand(key=THEIRS, label=3, strokes=BAR)).label == 3


def test_no_key_is_shown_and_what_is_shown_is_no_key(driven: Driven) -> None:
    names = shown(driven).drawings
    assert not {MINE, YOURS} & set(names)
    driven(Hand(key=names[0], label=9, strokes=HOOK))
    driven(TakeBack(key=names[1]))
    assert shown(driven).labels.tolist() == [1, 7, 9]


def test_a_full_wall_takes_another_drawing_only_in_place_of_one(driven: Driven) -> None:
    for i in range(MOST - 2):
        driven(Hand(key=f"{i:032}", label=i % 10, strokes=BAR))
    refused(driven, Hand(key=THEIRS, label=3, strokes=BAR), "wall_full")
    assert driven(Mine(key=THEIRS)).label is None
    assert driven(Hand(key=MINE, label=3, strokes=BAR)).label == 3
    driven(TakeBack(key=YOURS))
    assert driven(Hand(key=THEIRS, label=3, strokes=BAR)).label == 3
    assert len(protocol.encode(shown(driven))) < 64_000, "it goes through the pipe, and to the teacher, as a whole"


@pytest.mark.parametrize(
    ("drawing", "code"),
    [
        ({}, "no_drawing"),
        ({"strokes": []}, "bad_drawing"),
        ({"strokes": [[(0, float("nan"))]]}, "bad_drawing"),
        ({"strokes": BAR, "pixels": [0.0] * 784}, "bad_drawing"),
    ],
)
def test_what_is_no_drawing_is_refused_and_the_older_one_hangs_on(
    drawing: dict[str, Any], code: str, driven: Driven
) -> None:
    before = protocol.encode(shown(driven))
    refused(driven, Hand(key=MINE, label=1, **drawing), code)
    assert protocol.encode(shown(driven)) == before


@pytest.mark.parametrize("text", ['{"type":"hand","key":"k","label":1}', '{"type":"mine","key":7}'])
@pytest.mark.parametrize("label", ['"label":10', '"label":null', '"key":"' + "k" * 65 + '"'])
def test_a_key_or_a_label_that_is_none_is_a_sentence(text: str, label: str) -> None:
    for wrong in (text, text[:-1] + "," + label + "}"):
        with pytest.raises(protocol.ProtocolError, match=r"key|label"):
            protocol.read_command(wrong)


def test_a_later_process_takes_up_the_wall_and_its_keys(driven: Driven) -> None:
    picture = protocol.encode(shown(driven))
    wall = Wall.of(picture)
    assert wall.label(YOURS) == 7
    wall.hand(MINE, 8, np.zeros(784, np.float32))
    assert wall.shown(1, 0.0).drawings == shown(driven).drawings
    assert wall.edition > driven.trainer.wall.edition, "or what is shown might be taken for what was"
    assert len(Wall.of(None)) == len(Wall.of(protocol.encode(messages.Done()))) == 0


def test_the_wall_outlives_a_reset_and_divergence(driven: Driven) -> None:
    driven(Reset(plan={"sizes": protocol.msgspec.Raw(b"[784, 8, 10]")}))
    assert hanging.verdicts(driven.trainer, 1, 0.0).verdicts.shape == (2,)
    driven.trainer.change("diverged")
    driven(Hand(key=THEIRS, label=3, strokes=BAR))
    refused(driven, LearnWall(), "diverged")
    assert Camera().due(driven.trainer, 0.0) == ["wall"]


def test_verdicts_costs_and_how_many_are_right_are_the_networks_own(driven: Driven) -> None:
    network, found = driven.trainer.training.network, hanging.verdicts(driven.trainer, 1, 0.0)
    wall = shown(driven)
    activity = network.forward(wall.pixels.astype(np.float32) / 255)
    np.testing.assert_array_equal(found.verdicts, activity.a[-1].argmax(axis=1))
    costs = network.cost.value(activity.z[-1], activity.a[-1], np.eye(10, dtype=np.float32)[wall.labels])
    np.testing.assert_allclose(found.costs, costs, rtol=1e-6)
    assert found.cost == pytest.approx(costs.mean())
    assert found.right == (found.verdicts == wall.labels).sum()
    assert found.edition == wall.edition
    driven(TakeDown())
    empty = hanging.verdicts(driven.trainer, 1, 0.0)
    assert (empty.cost, empty.right, empty.verdicts.size) == (None, 0, 0)


@pytest.mark.parametrize("optimizer", CHOICES["optimizer"])
@pytest.mark.parametrize("cost", CHOICES["cost"])
@pytest.mark.parametrize("activation", CHOICES["activation"])
def test_one_step_on_the_wall_is_plain_descent_on_the_mean_nudge_under_any_plan(
    optimizer: str, cost: str, activation: str, mnist: Data
) -> None:
    driven = Driven(mnist, optimizer=optimizer, cost=cost, activation=activation, eta=0.01, sizes=[784, 8, 10])
    for i in range(3):
        driven(Step())
        driven(Hand(key=f"{i:032}", label=i, strokes=HOOK))
    before, (x, y) = driven.parameters.copy(), driven.trainer.wall.batch
    memory = driven.trainer.training.descent.state()
    nudge = batch_nudge(driven.trainer.training.network, x, y).flat
    learned = driven(LearnWall(id=5))
    same(driven.parameters, before + nudge * np.float32(0.01))
    for name, value in driven.trainer.training.descent.state().items():
        np.testing.assert_array_equal(value, memory[name], name)
    assert (learned.id, learned.count, learned.step) == (5, 3, 3)
    assert learned.cost_after < learned.cost_before
    now = hanging.verdicts(driven.trainer, 1, 0.0)
    assert (learned.cost_after, learned.right_after) == (pytest.approx(now.cost), now.right)


def test_a_step_on_the_wall_says_what_it_cost_everybody_else_and_is_noted(driven: Driven) -> None:
    score = driven.settle()
    stood = keeping.stands(driven.trainer)
    learned = driven(LearnWall())
    assert learned.test_accuracy_before == score.test_accuracy
    assert learned.test_accuracy_after == driven.settle().test_accuracy
    assert keeping.stands(driven.trainer) != stood, "so it is written down before it is answered"
    assert noted(LearnWall(), b'{"type":"learn_wall"}') and not noted(Hand(key=MINE, label=1), b"{}")
    notice = next(event.notice for event in driven.events if isinstance(event, messages.Notice))
    assert notice == {"code": "learned_wall", "count": 2, "eta": 1.0}
    driven(TakeDown())
    refused(driven, LearnWall(), "wall_empty")


def test_a_training_under_way_goes_on_after_it(driven: Driven) -> None:
    driven(Run(epochs=0.01, speed=None))
    driven.trainer.turn(5)
    driven(LearnWall())
    assert driven.run().status == "finished"


def test_all_are_told_at_most_twice_a_second_that_it_is_different(mnist: Data) -> None:
    wall, now = Wall(), 0.0
    assert wall.news(lambda: now) is None
    told = []
    for i in range(100):
        wall.hand(f"{i % 5:032}", 1, np.zeros(784, np.float32))
        now = i * 0.01
        told += [news] if (news := wall.news(lambda: now)) else []  # noqa: B023
    assert [news.count for news in told] == [1, 5]
    now += TOLD_EVERY
    assert wall.news(lambda: now) is not None
    wall.take_down(None)
    now += TOLD_EVERY
    assert wall.news(lambda: now) == messages.Hung(count=0, down=1, closed=False)
    assert wall.news(lambda: now) is None


def test_the_wall_is_shown_when_it_changes_and_verdicts_to_who_looks(driven: Driven) -> None:
    camera, trainer = Camera(), driven.trainer
    taken: list[str] = []

    def look(now: float) -> list[str]:
        due = [route for route in camera.due(trainer, now) if route in ("wall", "verdicts")]
        for route in due:
            camera.take(route, trainer, now, lambda: 0.0)  # type: ignore[arg-type]
        return due  # type: ignore[return-value]

    assert (look(0.0), look(1.0)) == (["wall"], [])
    camera.subscribe(["verdicts"])
    assert look(1.1) == ["verdicts"]
    driven(Run(speed=None))
    look(1.2)
    for slice in range(100):
        trainer.turn(1)
        driven(Hand(key=THEIRS, label=3, strokes=BAR))
        taken += look(2 + slice / 100)
    assert {route: taken.count(route) for route in taken} == {"wall": 1 / WALL_EVERY, "verdicts": 1 / WALL_EVERY}
    driven(Pause())
    driven(LearnWall())
    assert look(2.99) == ["wall", "verdicts"], "what people do is shown at once"


def test_a_wall_that_is_different_comes_with_its_verdicts_however_their_beats_fall(driven: Driven) -> None:
    camera, trainer = Camera(), driven.trainer
    camera.subscribe(["verdicts"])
    driven(Run(speed=None))
    shown: dict[str, int] = {}
    for slice in range(200):
        now = slice / 100
        trainer.turn(1)
        if slice % 37 == 20:
            driven(Hand(key=THEIRS, label=slice % 10, strokes=BAR))
        for route in camera.due(trainer, now):
            if route in ("wall", "verdicts"):
                shown[route] = camera.take(route, trainer, now, lambda: 0.0).edition  # type: ignore[union-attr]
        assert shown["wall"] == shown["verdicts"], f"at {now} s all verdicts would go from the wall"


# --- on a server ----------------------------------------------------------------------------------------------------


def test_who_watches_hands_in_and_takes_back_and_is_refused_everything_else(classroom: Server) -> None:
    with teaching(classroom) as client:
        run = client.post("/api/runs", json={}).json()["id"]
        answer = client.post(f"/api/runs/{run}/commands", json={"type": "hand", "key": MINE, "label": 1})
        assert answer.status_code == 422 and "belongs to a socket" in answer.json()["detail"]
    with (
        enter(classroom, run, "NUDGE_CONTROL_TOKEN") as teacher,
        enter(classroom, run, "NUDGE_WATCH_TOKEN") as pupil,
        enter(classroom, run, "NUDGE_WATCH_TOKEN") as other,
    ):
        for viewer in (teacher, pupil, other):
            viewer.hello()
        teacher.send(commands.Subscribe(kinds=["wall", "verdicts"]))
        assert pupil.ask(Hand(id=1, key=MINE, label=1, strokes=BAR)) == messages.Handed(id=1, label=1)
        assert other.ask(Hand(id=1, key=YOURS, label=7, strokes=HOOK)).label == 7
        wall = teacher.until(messages.Wall, lambda wall: len(wall.drawings) == 2)
        seen = teacher.until(messages.Verdicts, lambda verdicts: verdicts.edition == wall.edition)
        with teaching(classroom) as client:
            for i in range(2):
                pixels = (wall.pixels[i] / 255).tolist()
                answer = client.post(f"/api/runs/{run}/predict", json={"pixels": pixels}).json()
                assert answer["verdict"] == seen.verdicts[i]

        for id, refusal in enumerate(
            (TakeDown(id=2), TakeDown(id=3, drawing=wall.drawings[0]), LearnWall(id=4),
             commands.Subscribe(id=5, kinds=["wall"]), commands.Subscribe(id=6, kinds=["picture", "verdicts"])),
            start=2,
        ):  # fmt: skip
            answer = pupil.ask(refusal)
            assert (answer.id, answer.code) == (id, "watch_only")
        for id, wrong in enumerate(
            (Hand(id=7, key=YOURS, label=3, strokes=BAR), TakeBack(id=8, key=YOURS), Mine(id=9, key=THEIRS)), start=7
        ):
            answer = pupil.ask(wrong)
            assert (answer.id, answer.code) == (id, "bad_command") and "another key" in answer.message
        assert other.ask(Mine(id=10, key=YOURS)).label == 7
        learned = teacher.ask(LearnWall(id=11))
        assert learned.cost_after < learned.cost_before and learned.count == 2
        assert teacher.ask(TakeDown(id=12)) == messages.Done(id=12)
        assert pupil.until(messages.Hung, lambda hung: hung.down == 1).count == 0
        assert pupil.ask(Mine(id=13, key=MINE)).label is None


def test_the_wall_outlives_its_process_and_who_has_drawn_on_it(classroom: Server) -> None:
    with teaching(classroom) as client:
        run = client.post("/api/runs", json={}).json()["id"]
    with enter(classroom, run, "NUDGE_WATCH_TOKEN") as pupil:
        pupil.hello()
        assert pupil.ask(Hand(id=1, key=MINE, label=1, strokes=BAR)).label == 1
    with enter(classroom, run, "NUDGE_CONTROL_TOKEN") as teacher:
        teacher.hello()
        assert teacher.until(messages.State).hung == 1
        teacher.send(commands.Subscribe(kinds=["wall", "verdicts"]))
        first = teacher.until(messages.Wall)
        for worker in workers(classroom):
            os.kill(worker, signal.SIGKILL)
        assert teacher.until(messages.State).hung == 1
        again = teacher.until(messages.Wall, lambda wall: wall.edition > first.edition)
        np.testing.assert_array_equal(again.pixels, first.pixels)
        assert teacher.until(messages.Verdicts, lambda seen: seen.edition == again.edition).verdicts.size == 1
    with enter(classroom, run, "NUDGE_WATCH_TOKEN") as pupil:
        pupil.hello()
        assert pupil.ask(Mine(id=1, key=MINE)).label == 1
        assert pupil.ask(TakeBack(id=2, key=MINE)).label is None

"""Everybody can look back at a network of earlier, bit for bit as it was; what trains is the present."""

import math
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kept import bundle, weights
from app.kept.bundle import Described
from app.kept.checkpoint import BESIDE, Checkpoint, Checkpoints
from app.kept.npz import Unsound
from app.training.camera import Camera
from app.training.examining import Examining
from app.training.keeping import put_back, taken
from app.training.past import LEAST, MOST, Earlier, Past
from app.training.scoring import Mark
from app.wire import messages, protocol
from app.wire.commands import (
    Check,
    Examine,
    Explain,
    Inspect,
    Learn,
    LookBack,
    Parameter,
    Pause,
    Predict,
    Reset,
    Resume,
    Run,
    Set,
    Step,
    Subscribe,
    Table,
    Take,
    Watch,
)
from app.wire.messages import Matrices, Score, Taken
from app.wire.refused import Refused
from engine.evaluation import evaluate
from engine.mnist import Data
from engine.nudges import wishes
from tests.app.driven import Driven, bare, same
from tests.conftest import Server, Viewer

SMALL = {"sizes": [784, 12, 10], "batch_size": 32}
ONE = [[0.0] * 784]


def past(driven: Driven) -> messages.Past:
    """What was last said of it."""
    driven.collect()
    return next(event for event in reversed(driven.events) if isinstance(event, messages.Past))


def trained(data: Data, steps: int = 400, **plan: Any) -> Driven:
    """Some networks of earlier, the first at step 0; stands."""
    driven = Driven(data, **plan)
    driven.settle()
    driven(Run(speed=None))
    while driven.step < steps:
        driven.trainer.turn(5)
        driven.trainer.evaluate()
    driven(Pause())
    driven.settle()
    return driven


@pytest.fixture
def driven(mnist: Data) -> Driven:
    return trained(mnist)


def between(driven: Driven) -> int:
    """A step that is kept, neither the first nor the newest."""
    return int(past(driven).steps[1])


# --- what is kept -----------------------------------------------------------------------------------------------------


def score_of(step: int) -> Score:
    some = np.zeros(10, np.float32)
    return Score(
        step=step, epoch=step / 6000, seconds=step / 300, test_cost=0.5, test_accuracy=0.9, train_cost=0.5,
        train_count=1, test_count=1, confusion=np.zeros((10, 10), np.int32), per_class=some, answers=some,
    )  # fmt: skip


def earlier(step: int, lessons: int = 0, size: int = 3) -> Earlier:
    mark = Mark(step, lessons, step / 6000, step * 10, step / 300)
    return Earlier(mark, score_of(step), np.full(size, step, np.float32))


def steps(kept: Past) -> list[int]:
    return [each.mark.step for each in kept.all]


@given(st.lists(st.integers(1, 5000), min_size=2, max_size=1500))
@settings(max_examples=30, deadline=None)
def test_the_first_and_the_newest_are_kept_and_no_gap_is_a_large_share_of_the_way(strides: list[int]) -> None:
    kept, at = Past(3), [0, *np.cumsum(strides).tolist()]
    for step in at:
        kept.keep(earlier(step))
    assert len(kept.all) == min(len(at), MOST)
    assert (kept.all[0].mark.step, kept.all[-1].mark.step) == (0, at[-1])
    if len(at) > MOST:
        # As far apart as in a geometric row of so many, twice over: one is dropped where two others are near.
        bound = math.exp(4 * math.log(at[-1] + 1) / MOST) + 2 * 5000 / (at[MOST // 2] + 1)
        found = np.array(steps(kept), float) + 1
        assert (found[MOST // 2 + 1 :] / found[MOST // 2 : -1]).max() <= bound


@pytest.mark.parametrize(("parameter_count", "most"), [(13_002, MOST), (109_386, 38), (2**22, LEAST), (2**25, LEAST)])
def test_large_networks_are_fewer(parameter_count: int, most: int) -> None:
    kept = Past(parameter_count)
    for step in range(2 * MOST):
        kept.keep(earlier(step))
    assert len(kept.all) == most and kept.all[0].mark.step == 0 and kept.all[-1].mark.step == 2 * MOST - 1


def test_one_is_found_by_any_step_up_to_the_next() -> None:
    kept = Past(3)
    for step in (5, 10, 20):
        kept.keep(earlier(step))
    found = [kept.at(step) for step in (4, 5, 9, 10, 19, 20, 10**15)]
    assert [each and each.mark.step for each in found] == [None, 5, 5, 10, 10, 20, 20]


def test_the_one_that_is_looked_at_stays_however_near_the_present_is_to_it(mnist: Data) -> None:
    """Whoever goes one notch back just after the pause is at the newest score, a few steps before the present."""
    driven = trained(mnist)
    kept = driven.trainer.past
    kept._most = len(kept.all)
    for _ in range(2):
        driven(Step())
    near = kept.all[-1].mark.step
    driven(LookBack(step=near))
    driven.settle()
    assert len(kept.all) == kept._most and kept.all[-1].mark.step == near + 2
    assert past(driven).at == near and near in past(driven).steps
    assert driven(Take(lane=0, step=near)).step == near


def test_a_lesson_takes_the_place_of_its_step_and_an_undone_step_is_forgotten() -> None:
    kept = Past(3)
    for step, lessons in ((5, 0), (10, 0), (10, 1), (20, 1), (10, 1)):
        kept.keep(earlier(step, lessons))
    assert [(each.mark.step, each.mark.lessons) for each in kept.all] == [(5, 0), (10, 1)]


def test_what_has_grown_beyond_all_bounds_is_not_kept() -> None:
    kept = Past(3)
    kept.keep(earlier(1))
    kept.keep(Earlier(Mark(2, 0, 0.0, 2, 0.0), score_of(2), np.array([1, np.inf, 1], np.float32)))
    assert steps(kept) == [1]


def test_nor_is_a_network_whose_cost_has(mnist: Data) -> None:
    driven = Driven(mnist, activation="relu", cost="log_likelihood")
    driven.settle()
    driven.trainer.training.network.parameters[:] = 1e30  # each of them finite
    driven.trainer.training.lessons += 1
    with np.errstate(over="ignore", invalid="ignore"):
        driven.settle()
    assert driven.trainer.status == "diverged"
    assert [earlier.mark.lessons for earlier in driven.trainer.past.all] == [0]


def test_what_can_be_looked_back_at_is_said_when_nothing_trains(mnist: Data) -> None:
    driven = Driven(mnist)
    driven.settle()
    assert past(driven).steps.tolist() == []  # what there is is the present
    driven(Step())
    driven.settle()
    assert past(driven).steps.tolist() == [0]
    driven(Run(speed=None))
    count = len(driven.events)
    while driven.step < 300:
        driven.trainer.turn(5)
        driven.trainer.evaluate()
        driven.collect()
    assert not [event for event in driven.events[count:] if isinstance(event, messages.Past)]
    driven(Pause())
    kept = past(driven).steps.tolist()
    scored = [event.step for event in driven.events if isinstance(event, Score)]
    assert len(kept) >= 3 and set(kept) <= set(scored) and past(driven).at is None


# --- what is seen of it -----------------------------------------------------------------------------------------------


def test_the_network_of_then_is_the_very_network(driven: Driven, mnist: Data) -> None:
    for step in past(driven).steps.astype(int).tolist():
        driven(LookBack(step=step))
        same(driven.trainer.network.parameters, bare(mnist, step).network.parameters)
        told = past(driven)
        assert told.at == step and told.score is not None and told.score.step == step
        found = evaluate(driven.trainer.network, mnist.test)
        assert (told.score.test_cost, told.score.test_accuracy) == (found.cost, found.accuracy)
        np.testing.assert_array_equal(told.score.confusion, found.confusion)


def test_pictures_and_answers_are_of_that_network_and_say_its_step(driven: Driven, mnist: Data) -> None:
    step = between(driven)
    driven(LookBack(step=step + 1))
    then, example = bare(mnist, step).network, driven.trainer.example
    wanted = wishes(then, example.pixels, example.target)
    picture = Camera().take("picture", driven.trainer, 0.0, lambda: 0.0)
    assert isinstance(picture, messages.Activity) and (picture.step, picture.examples) == (step, 10 * step)
    assert picture.cost == wanted.cost
    np.testing.assert_array_equal(picture.a[-1], wanted.a[-1].astype(np.float32))
    weights = Camera().take("weights", driven.trainer, 0.0, lambda: 0.0)
    assert isinstance(weights, Matrices) and weights.step == step
    same(weights.W[1], then.W[1].copy())
    explained = driven(Explain(layer=3, neuron=2))
    assert explained.step == step and explained.a == pytest.approx(float(wanted.a[-1][2]), rel=1e-5)
    predicted = driven(Predict(pixels=ONE[0]))
    assert predicted.step == step
    np.testing.assert_array_equal(predicted.a[-1], then.forward(np.zeros((1, 784), np.float32)).a[-1][0])
    table = driven(Table(examples="chosen", count=3))
    cost = wishes(then, mnist.train.x[0], mnist.train.y[0]).cost
    assert table.step == step and table.costs[0] == pytest.approx(cost, rel=1e-6)


def test_the_next_mistake_is_one_of_that_network(driven: Driven, mnist: Data) -> None:
    driven(LookBack(step=0))
    then = bare(mnist, 0).network
    driven(Watch(mistake=True))
    index = driven.trainer.example.index
    assert index is not None
    assert then.forward(mnist.test.x[index][None]).a[-1].argmax() != mnist.test.labels[index]
    wrong = np.flatnonzero(evaluate(then, mnist.test).predicted != mnist.test.labels)
    driven(Watch(index=0))
    driven(Watch(mistake=True))
    assert driven.trainer.example.index == wrong[wrong > 0][0]


def test_of_the_last_batch_and_the_next_step_of_then_nothing_is_kept(driven: Driven) -> None:
    bias, examining = Parameter(layer=0, j=0), Examining()
    driven(LookBack(step=0))
    for question in (Table(), Check(parameter=bias, over="batch"), Inspect(parameters=[bias], over="batch")):
        with pytest.raises(Refused, match="everybody looks back at step 0") as caught:
            driven(question)
        assert caught.value.code == "in_the_past"
    assert not examining.asked(driven.trainer, 1, protocol.write_command(Examine(id=7)))
    batch = Camera().take("batch", driven.trainer, 0.0, lambda: 0.0)
    assert isinstance(batch, Matrices) and not any(W.any() for W in batch.W)
    driven(LookBack())
    driven(Table())


def test_an_examination_under_way_is_given_up(driven: Driven) -> None:
    examining = Examining()
    assert examining.asked(driven.trainer, 1, protocol.write_command(Examine(id=7)))
    examining.advance(driven.trainer)
    driven(LookBack(step=0))
    [(number, answer)] = examining.advance(driven.trainer)
    assert number == 1 and isinstance(answer, messages.Error) and answer.code == "in_the_past"


def test_the_present_is_no_network_of_earlier(driven: Driven) -> None:
    driven(LookBack(step=driven.step))
    assert past(driven).at is None and driven.step not in past(driven).steps
    with pytest.raises(Refused, match="no network of step 3 or before has been kept"):
        Driven(driven.trainer.data)(LookBack(step=3))


def test_nor_is_the_network_of_this_step_before_a_lesson_which_is_about_to_be_replaced(driven: Driven) -> None:
    driven(Watch(source="drawing", pixels=ONE[0], label=1))
    driven(Learn(label=1))
    driven.trainer.past.keep(earlier(driven.step, size=13_002))  # as if it had been scored just before
    driven(LookBack(step=driven.step))
    assert driven.trainer.looked is None and past(driven).at is None and driven.step not in past(driven).steps


def test_who_looks_back_while_it_trains_pauses_it(mnist: Data) -> None:
    driven = Driven(mnist)
    driven.settle()
    driven(Run(speed=None))
    driven.trainer.turn(50)
    driven(LookBack(step=0))
    assert driven.trainer.status == "paused" and past(driven).at == 0


def test_a_network_that_has_diverged_can_be_looked_back_at(mnist: Data) -> None:
    driven = Driven(mnist, activation="relu", cost="log_likelihood", eta=1000.0, initialisation="normal")
    driven.settle()
    driven(Run(epochs=10, speed=None))
    with np.errstate(over="ignore", invalid="ignore"):
        assert driven.run().status == "diverged"
    with pytest.raises(Refused):
        driven(Explain(layer=3, neuron=2))
    assert driven(Take(lane=0, step=0)).step == 0
    with pytest.raises(Refused):
        driven(Take(lane=0))
    driven(LookBack(step=0))
    assert driven(Explain(layer=3, neuron=2)).step == 0
    camera = Camera()
    camera.subscribe(["picture"])
    assert "picture" in camera.due(driven.trainer, 0.0)
    with pytest.raises(Refused):
        driven(Step())
    assert driven.trainer.looked


# --- what trains is the present ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [Step(), Step(unit="phase"), Step(unit="epoch"), Run(speed=None), Resume()])
def test_what_trains_goes_on_from_the_present_as_if_nobody_had_looked_back(order: Any, mnist: Data) -> None:
    driven = trained(mnist, 60)
    begun = driven.step
    driven(LookBack(step=0))
    driven(order)
    assert driven.trainer.looked is None and past(driven).at is None
    driven.trainer.turn(10)
    assert driven.step >= begun
    same(driven.parameters, bare(mnist, driven.step).network.parameters)


def test_slow_motion_is_where_it_was(mnist: Data) -> None:
    driven = trained(mnist, 60)
    for _ in range(2):
        driven(Step(unit="phase"))
    phase, example = driven.trainer.moment.phase, driven.trainer.example
    driven(LookBack(step=0))
    assert driven.trainer.moment.phase is None and driven.trainer.example is example
    driven(LookBack())
    assert driven.trainer.moment.phase == phase
    driven(LookBack(step=0))
    driven(Step(unit="phase"))
    assert driven.trainer.looked is None and driven.trainer.moment.phase.name == "backward"


def test_a_lesson_is_for_the_present(driven: Driven) -> None:
    driven(Watch(source="drawing", pixels=ONE[0], label=1))
    driven(LookBack(step=0))
    assert driven(Learn(label=1)).step == driven.step
    assert past(driven).at is None


def test_what_is_refused_leaves_everybody_where_they_look(driven: Driven) -> None:
    driven(LookBack(step=0))
    for order in (Step(back=True), Step(unit="phase", back=True), Learn(label=3)):
        with pytest.raises(Refused):
            driven(order)
    driven(Set(eta=0.5))
    assert past(driven).at == 0


def test_a_fresh_start_has_no_past(driven: Driven) -> None:
    driven(LookBack(step=0))
    driven(Reset())
    assert driven.trainer.looked is None and not driven.trainer.past.all


def test_what_is_taken_is_the_network_that_is_kept_or_looked_at(driven: Driven, mnist: Data) -> None:
    step = between(driven)
    found = driven(Take(lane=0, step=step))
    assert isinstance(found, Taken) and found.step == step
    same(found.W[0].copy(), bare(mnist, step).network.W[0].copy())
    assert driven(Take(lane=0)).step == driven.step
    driven(LookBack(step=0))
    assert driven(Take(lane=0)).step == 0
    with pytest.raises(Refused, match="no lane 2"):
        driven(Take(lane=2))
    with pytest.raises(Refused, match=f"no network of step {step + 1} is kept"):
        driven(Take(lane=0, step=step + 1))


# --- what is written down of it ---------------------------------------------------------------------------------------


def written(driven: Driven, directory: Path) -> Checkpoints:
    checkpoints = Checkpoints(directory)
    checkpoints.save(taken(driven.trainer))
    return checkpoints


def resumed(checkpoints: Checkpoints, data: Data) -> Driven:
    found, damaged = checkpoints.load()
    assert found is not None and not damaged
    again = Driven(data, seed=99)
    put_back(found, again.trainer)
    return again


def test_another_process_looks_back_at_the_same(driven: Driven, mnist: Data, tmp_path: Path) -> None:
    again = resumed(written(driven, tmp_path), mnist)
    assert past(again).steps.tolist() == past(driven).steps.tolist()
    for one, other in zip(again.trainer.past.all, driven.trainer.past.all, strict=True):
        same(one.parameters, other.parameters)
        assert one.mark == other.mark and protocol.encode(one.score) == protocol.encode(other.score)


def test_each_is_written_once_and_none_is_left_that_is_not_kept(driven: Driven, tmp_path: Path) -> None:
    def files() -> dict[str, int]:
        return {path.stem: path.stat().st_mtime_ns for path in tmp_path.glob(f"*{BESIDE}")}

    checkpoints = written(driven, tmp_path)
    first = files()
    assert first.keys() == {each.name for each in driven.trainer.past.all}
    driven(Step())
    driven.settle()
    checkpoints.save(taken(driven.trainer))
    assert files().items() > first.items() and len(files()) == len(first) + 1
    driven(Reset())
    checkpoints.save(taken(driven.trainer))
    assert not files()


def test_a_run_that_is_taken_along_can_be_looked_back_at_elsewhere(driven: Driven, mnist: Data, tmp_path: Path) -> None:
    written(driven, tmp_path / "run")
    checkpoints = Checkpoints(tmp_path / "run")
    newest, curve = checkpoints.newest(), {"score": [], "point": []}
    assert newest is not None
    described = Described(nudge=1, name="", plan={}, columns={}, commands=[])
    content = bundle.pack(bundle.Bundle(described, curve), newest, checkpoints.beside())
    again = brought(content, mnist, tmp_path)
    assert steps(again.trainer.past) == steps(driven.trainer.past)
    for one, other in zip(again.trainer.past.all, driven.trainer.past.all, strict=True):
        same(one.parameters, other.parameters)
    at = content.index(b"past.msgpack") + 5000
    spoilt = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
    again = brought(spoilt, mnist, tmp_path)  # without what is damaged
    same(again.parameters, driven.parameters)
    assert not again.trainer.past.all


def brought(content: bytes, data: Data, directory: Path) -> Driven:
    file = directory / "brought"
    file.write_bytes(content)
    found = weights.read(file)
    assert isinstance(found, Checkpoint)
    again = Driven(data, seed=99)
    put_back(found, again.trainer)
    return again


def test_all_that_fits_goes_along_and_a_zip_with_as_many_networks_as_there_may_be_is_read(tmp_path: Path) -> None:
    described = Described(nudge=1, name="", plan={}, columns={}, commands=[])
    one = bundle.Bundle(described, {"score": [], "point": []})
    many = [earlier(step, size=1000).content() for step in range(MOST)]
    content = bundle.pack(one, b"checkpoint", many)
    assert bundle.is_one(content) and bundle.checkpoint(content) == b"checkpoint"
    assert bundle.past(content) == many
    assert bundle.past(bundle.pack(one, b"checkpoint", [bytes(bundle.LARGEST[bundle.PAST])])) == []
    assert bundle.past(bundle.pack(one, b"checkpoint")) == []


STRANGE: dict[str, dict[str, Any]] = {
    "another step": {"step": 3},
    "no accuracy": {"test_accuracy": math.nan},
    "small confusion": {"confusion": np.zeros((3, 3), np.int32)},
    "other kind": {"answers": np.zeros(10, np.float64)},
}


@pytest.mark.parametrize("strangeness", STRANGE)
def test_what_no_page_could_show_is_not_taken_up(strangeness: str) -> None:
    sound = earlier(5)
    assert Earlier.read(sound.content(), 3).mark == sound.mark
    strange = Earlier(sound.mark, msgspec.structs.replace(sound.score, **STRANGE[strangeness]), sound.parameters)
    with pytest.raises(Unsound):
        Earlier.read(strange.content(), 3)
    with pytest.raises(Unsound):
        Earlier.read(Earlier(Mark(-1, 0, 0.0, 0, 0.0), score_of(-1), sound.parameters).content(), 3)
    with pytest.raises(Unsound):
        Earlier.read(sound.content(), 4)


@pytest.mark.parametrize("damage", ["flipped", "cut", "gone", "no file"])
def test_what_is_damaged_is_missing_and_all_else_is_there(
    damage: str, driven: Driven, mnist: Data, tmp_path: Path
) -> None:
    checkpoints = written(driven, tmp_path)
    file = tmp_path / f"{driven.trainer.past.all[1].name}{BESIDE}"
    content = file.read_bytes()
    match damage:
        case "flipped":
            file.write_bytes(content[:3000] + bytes([content[3000] ^ 1]) + content[3001:])
        case "cut":
            file.write_bytes(content[:-9])
        case _:
            file.unlink()
    if damage == "no file":
        file.mkdir()
    again = resumed(checkpoints, mnist)
    assert steps(again.trainer.past) == [step for i, step in enumerate(steps(driven.trainer.past)) if i != 1]
    same(again.parameters, driven.parameters)


def test_a_disk_that_has_no_room_for_them_still_takes_the_checkpoint(
    driven: Driven, mnist: Data, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if len(list(tmp_path.glob(f"*{BESIDE}"))) == 2:
            raise OSError(28, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    checkpoints = written(driven, tmp_path)
    again = resumed(checkpoints, mnist)
    same(again.parameters, driven.parameters)
    assert len(again.trainer.past.all) == 2
    monkeypatch.undo()
    checkpoints.save(taken(driven.trainer))  # when there is room again
    assert len(resumed(checkpoints, mnist).trainer.past.all) == len(driven.trainer.past.all)


def test_the_last_room_on_a_disk_is_for_the_checkpoint(
    driven: Driven, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> int:
        assert list(tmp_path.glob("*.npz")), "no room has been left for it"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    written(driven, tmp_path)


def test_of_other_networks_none_is_taken_up(driven: Driven, mnist: Data, tmp_path: Path) -> None:
    """As of a file that another version has written, or somebody who names other files."""
    found, _ = written(driven, tmp_path).load()
    assert found is not None
    other = trained(mnist, 40, **SMALL)
    strange = other.trainer.past.all[0]
    beside = {driven.trainer.past.all[0].name: strange.content, driven.trainer.past.all[1].name: lambda: b"PK\3\4"}
    again = Driven(mnist)
    put_back(type(found)(found.facts, found.arrays, beside), again.trainer)
    assert not again.trainer.past.all


# --- over the wire ----------------------------------------------------------------------------------------------------


def test_all_who_watch_look_back_and_another_run_goes_on_from_there(server: Server) -> None:
    run = server.new_run()
    with server.client() as client, Viewer(server, run) as viewer, Viewer(server, run) as other:
        viewer.hello()
        other.hello()
        other.send(Subscribe(kinds=["picture", "weights"]))
        viewer.send(Run(speed=300))
        for _ in range(4):
            viewer.until(Score)
        viewer.send(Pause())
        told = viewer.until(messages.Past, lambda told: told.steps.size > 2)
        step = int(told.steps[1])
        viewer.send(LookBack(step=step))
        assert other.until(messages.Past, lambda told: told.at == step).score.step == step
        weights = other.until(Matrices, lambda picture: picture.step == step)
        other.send(Subscribe(kinds=[]))  # who reads none for ten seconds is sent away
        with Viewer(server, run) as late:
            late.hello()
            state = late.until(messages.State)
            assert state.past.at == step and state.past.score.step == step and state.step > step
        answer = client.post("/api/runs", json={"from": {"run": run, "step": step}, "name": "On from there"})
        assert answer.status_code == 201, answer.text
        branch = answer.json()
        assert (branch["kind"], branch["step"], branch["name"]) == ("training", 0, "On from there")
        with Viewer(server, branch["id"]) as viewer_of_branch:
            viewer_of_branch.hello()
            viewer_of_branch.send(Subscribe(kinds=["weights"]))
            begun = viewer_of_branch.until(Matrices)
            np.testing.assert_array_equal(begun.W[1], weights.W[1])
        viewer.send(LookBack())
        other.until(messages.Past, lambda told: told.at is None)
        other.send(Subscribe(kinds=["weights"]))
        other.until(Matrices, lambda picture: picture.step > step)
        server.delete(branch["id"])
    server.delete(run)


def test_a_run_that_is_brought_has_the_past_of_the_one_that_was_taken_along(server: Server) -> None:
    run = server.new_run()
    with server.client() as client:
        with Viewer(server, run) as viewer:
            viewer.hello()
            viewer.send(Run(speed=300))
            for _ in range(3):
                viewer.until(Score)
            viewer.send(Pause())
            told = viewer.until(messages.Past)
        content = client.get(f"/api/runs/{run}/run.zip").content
        brought = client.post("/api/imports", content=content).json()["id"]
        with Viewer(server, brought) as viewer:
            viewer.hello()
            found = viewer.until(messages.State).past or viewer.until(messages.Past)
        assert found.at is None and told.steps.size > 1 and set(told.steps) <= set(found.steps)
    server.delete(run)
    server.delete(brought)


def test_who_asks_for_what_is_not_there_is_told_so(server: Server) -> None:
    run = server.new_run()
    with server.client() as client:
        race = client.post("/api/runs", json={"race": {}}).json()["id"]
        for body, complaint in (
            ({"from": {"run": "nowhere", "step": 0}}, "there is no training 'nowhere'"),
            ({"from": {"run": race, "step": 0}}, f"there is no training {race!r}"),
            ({"from": {"race": run, "lane": 0}}, f"there is no race {run!r}"),
            ({"from": {"run": run, "lane": 1}}, "a training has no lane 1"),
            ({"from": {"run": run, "step": -1}}, "step"),
            ({"from": {"run": run, "step": 9}}, "no network of step 9 is kept"),
            ({"from": {"run": run, "moon": 1}}, "moon"),
            ({"from": {"step": 1}}, "from has step, expected race, lane and step, or run and step"),
        ):
            answer = client.post("/api/runs", json=body)
            assert answer.status_code == 422 and complaint in answer.json()["detail"], (body, answer.text)
        answer = client.post(f"/api/runs/{race}/commands", json={"type": "look_back", "step": 1})
        assert answer.status_code in (409, 422) and "race" in answer.json()["detail"]
    server.delete(run)
    server.delete(race)

"""A checkpoint is there whole or not at all; a change in it is noticed; training goes on from it bit for bit."""

import errno
import hashlib
import io
import math
import os
import threading
import zipfile
from collections.abc import Callable
from concurrent.futures import wait
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given, settings
from hypothesis import strategies as st

from app.child.keeper import AGAIN, EVERY, SHARE, Keeper
from app.kept import weights
from app.kept.checkpoint import KEPT, LARGEST, Checkpoint, Checkpoints, pack, unpack
from app.kept.npz import MOST_ARRAYS, Unsound, read_npz, read_safetensors, write_npz
from app.training.keeping import TRAINING, origin_of, put_back, taken
from app.wire.commands import Learn, Pause, Run, Set, Show, Step, Table, Watch
from app.wire.messages import Changed, Notice
from engine.mnist import Data
from engine.optimizers import OPTIMIZERS
from engine.plan import Plan
from tests.app.driven import AtOnce, Driven, same

MB = 2**20
SMALL = {"sizes": [784, 12, 10], "batch_size": 32}


def some(step: int = 7) -> Checkpoint:
    numbers = np.arange(step, step + 50, dtype=np.float32)
    return Checkpoint({"step": step, "rng": 2**127 + step}, {"parameters": numbers, "count": np.array(step)})


def resumed(driven: Driven, **other: Any) -> Driven:
    """Another trainer that goes on from where this one is, by way of bytes."""
    again = Driven(driven.trainer.data, **(other or {"seed": 99}))
    again.clock.now = 1000.0
    put_back(unpack(pack(taken(driven.trainer))), again.trainer)
    return again


def failing(number: int) -> Callable[..., Any]:
    def fail(*arguments: Any, **more: Any) -> Any:
        raise OSError(number, os.strerror(number))

    return fail


# --- files ------------------------------------------------------------------------------------------------------------


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    Checkpoints(tmp_path / "a").save(some())
    found, damaged = Checkpoints(tmp_path / "a").load()
    assert found is not None and damaged == 0
    assert found.facts == some().facts
    for name, array in some().arrays.items():
        np.testing.assert_array_equal(found.arrays[name], array, strict=True)


def test_where_nothing_was_saved_nothing_is_found(tmp_path: Path) -> None:
    assert Checkpoints(tmp_path / "none").load() == (None, 0)


def test_the_newest_few_are_kept_and_what_a_killed_writer_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / "tmpabc.part").write_bytes(b"half")
    for step in range(5):
        Checkpoints(tmp_path).save(some(step))
    assert len(list(tmp_path.iterdir())) == KEPT
    found, _ = Checkpoints(tmp_path).load()
    assert found is not None and found.facts["step"] == 4


def test_who_only_reads_leaves_a_file_alone_that_is_being_written(tmp_path: Path) -> None:
    newest, part = write(tmp_path, SOUND), tmp_path / "tmpabc.part"
    part.write_bytes(b"half")
    assert Checkpoints(tmp_path).newest() == newest.read_bytes() and part.exists()
    assert Checkpoints(tmp_path).load()[1] == 0 and not part.exists()


def test_what_a_killed_writer_left_on_a_disk_that_can_only_be_read_keeps_nobody_from_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Checkpoints(tmp_path).save(some())
    (tmp_path / "tmpabc.part").write_bytes(b"half")
    monkeypatch.setattr(Path, "unlink", failing(errno.EROFS))
    found, damaged = Checkpoints(tmp_path).load()
    assert found is not None and damaged == 0


def test_what_cannot_be_read_just_now_is_not_taken_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Checkpoints(tmp_path / "none").load() == (None, 0)
    older = write(tmp_path, SOUND)
    (tmp_path / older.name.replace("0000000001", "0000000002")).mkdir()  # which no reading gets anything out of
    found, damaged = Checkpoints(tmp_path).load()
    assert found is not None and damaged == 1
    older.unlink()
    with pytest.raises(OSError, match="directory"):
        Checkpoints(tmp_path).load()
    assert Checkpoints(tmp_path).facts() is None
    monkeypatch.setattr("app.kept.checkpoint.os.listdir", failing(errno.EACCES))
    with pytest.raises(OSError, match="denied"):
        Checkpoints(tmp_path).load()
    assert Checkpoints(tmp_path).facts() is None


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Checkpoints(tmp_path).save(some(1))
    before = sorted(tmp_path.iterdir())
    monkeypatch.setattr("app.kept.checkpoint.os.fsync", failing(errno.ENOSPC))
    with pytest.raises(OSError, match="No space"):
        Checkpoints(tmp_path).save(some(2))
    assert sorted(tmp_path.iterdir()) == before


SOUND = pack(some(2))


def write(directory: Path, *contents: bytes) -> Path:
    """Files as `Checkpoints` writes them, but for the waiting for the disk; the newest."""
    for number, content in enumerate(contents, 1):
        path = directory / f"{number:010}-{hashlib.sha256(content).hexdigest()}.npz"
        path.write_bytes(content)
    return path


# Which byte belongs to what, so that each class is hit: the zip's own heads, an array's head, its numbers, the tail.
CLASSES = {
    "first": (0, 4), "local header": (4, 30), "facts header": (41, 160), "facts": (170, 200),
    "numbers": (len(SOUND) - 700, len(SOUND) - 500), "directory": (len(SOUND) - 220, len(SOUND) - 22),
    "end": (len(SOUND) - 22, len(SOUND)),
}  # fmt: skip


@pytest.mark.parametrize("place", CLASSES)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_fault_14_a_flipped_bit_is_noticed_and_the_one_before_is_used(
    place: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    directory = tmp_path_factory.mktemp("flipped")
    newest = write(directory, pack(some(1)), SOUND)
    content = bytearray(SOUND)
    at = data.draw(st.integers(*CLASSES[place]).filter(lambda at: at < len(content)))
    content[at] ^= 1 << data.draw(st.integers(0, 7))
    newest.write_bytes(content)
    found, damaged = Checkpoints(directory).load()
    assert found is not None and (found.facts["step"], damaged) == (1, 1)
    assert Checkpoints(directory).load()[1] == 0  # the damaged one is out of the way


@given(length=st.integers(0, len(SOUND) - 1))
@settings(max_examples=40, deadline=None)
def test_fault_14_what_was_cut_short_is_noticed(length: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    directory = tmp_path_factory.mktemp("cut")
    write(directory, SOUND).write_bytes(SOUND[:length])
    assert Checkpoints(directory).newest() is None
    assert Checkpoints(directory).load() == (None, 1)


@given(at=st.integers(0, len(SOUND) - 1), bit=st.integers(0, 7))
@settings(max_examples=300, deadline=None)
def test_what_anybody_changed_is_refused_by_a_sentence_or_means_the_same_kind_of_thing(at: int, bit: int) -> None:
    """Without its hash, as an import is: no other exception, whichever bit it is."""
    content = bytearray(SOUND)
    content[at] ^= 1 << bit
    try:
        unpack(bytes(content))
    except Unsound as error:
        assert str(error)


@given(content=st.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_noise_is_refused(content: bytes) -> None:
    for read in (read_npz, read_safetensors):
        for start in (b"", b"PK\x03\x04", SOUND[:200]):
            with pytest.raises(Unsound):
                read(start + content, MB)


# --- files from elsewhere ---------------------------------------------------------------------------------------------


def zipped(packing: int = zipfile.ZIP_DEFLATED, /, **entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return out.getvalue()


def npy(array: np.ndarray, **changed: Any) -> bytes:
    out = io.BytesIO()
    head: dict[str, Any] = {"descr": array.dtype.str, "fortran_order": False, "shape": array.shape} | changed
    np.lib.format.write_array_header_1_0(out, head)
    return out.getvalue() + array.tobytes()


@cache
def bomb() -> bytes:
    return zipped(**{"W0.npy": npy(np.zeros((75 * MB,), np.float32))})


def test_a_small_file_that_unpacks_to_much_is_refused_before_it_is_unpacked() -> None:
    content = bomb()
    assert len(content) < 0.5 * MB
    with pytest.raises(Unsound, match=r"unpack to 314,\d+,\d+ bytes"):
        read_npz(content, weights.LARGEST)


def test_a_file_that_lies_about_its_size_is_read_no_further_than_it_says() -> None:
    content = bytearray(bomb())
    real = (300 * MB + 128).to_bytes(4, "little")
    assert content.count(real) == 2  # at the entry, and in the directory
    small = bytes(content).replace(real, (1000).to_bytes(4, "little"))
    with pytest.raises(Unsound):
        read_npz(small, weights.LARGEST)


ODD = {
    "a claim of ten million million floats": {"W0.npy": npy(np.zeros(1, np.float32), shape=(10**13,))},
    "a claim that overflows": {"W0.npy": npy(np.zeros(1, np.float32), shape=(2**40, 2**40))},
    "a negative length": {"W0.npy": npy(np.zeros(1, np.float32), shape=(-1, -1))},
    "no array": {"W0.txt": b"hello"},
    "a path": {"../W0.npy": npy(np.zeros(1, np.float32))},
    "a backslash": {"..\\W0.npy": npy(np.zeros(1, np.float32))},
    "an absolute path": {"/etc/passwd.npy": npy(np.zeros(1, np.float32))},
    "objects": {"W0.npy": npy(np.zeros(1, np.int64), descr="|O")},
    "records": {"W0.npy": npy(np.zeros(1, np.int64), descr=[("a", "<i8")])},
    "text": {"W0.npy": npy(np.zeros(1, "<U2"))},
    "too many": {f"W{i}.npy": npy(np.zeros(1, np.float32)) for i in range(MOST_ARRAYS + 1)},
    "a head that is none": {"W0.npy": b"\x93NUMPY\x01\x00\x10\x00{'descr': __import_"},
    "an empty array file": {"W0.npy": b""},
    "a long head": {"W0.npy": b"\x93NUMPY\x01\x00\xff\xff" + b" " * 65_535},
}


@pytest.mark.parametrize("oddity", ODD)
def test_hostile_zips_are_refused(oddity: str) -> None:
    with pytest.raises(Unsound):
        read_npz(zipped(**ODD[oddity]), MB)


def test_two_arrays_of_one_name_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("W0.npy", npy(np.zeros(1, np.float32)))
        file.writestr("W0.npy", npy(np.ones(1, np.float32)))
    with pytest.raises(Unsound, match="two of one name"):
        read_npz(out.getvalue(), MB)


def layers(*sizes: int, dtype: str = "f4") -> dict[str, np.ndarray]:
    rng = np.random.default_rng(1)
    found: dict[str, np.ndarray] = {}
    for l, (n, m) in enumerate(pairwise(sizes)):
        found[f"W{l}"], found[f"b{l}"] = rng.standard_normal((m, n)).astype(dtype), np.zeros(m, dtype)
    return found


def read(tmp_path: Path, content: bytes) -> Any:
    path = tmp_path / "brought"
    path.write_bytes(content)
    return weights.read(path)


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_weights_of_other_programs_are_read(dtype: str, tmp_path: Path) -> None:
    arrays = layers(784, 5, 10, dtype=dtype)
    for content in (write_npz(arrays), safetensors.numpy.save(arrays)):
        found = read(tmp_path, content)
        assert weights.plan_of(found, {"eta": 2.0}) == Plan(sizes=(784, 5, 10), eta=2.0)
        for got, array in zip(found, arrays.values(), strict=True):
            np.testing.assert_array_equal(got, array)


def changed(**arrays: np.ndarray | None) -> bytes:
    every = layers(784, 5, 10) | arrays
    return write_npz({name: array for name, array in every.items() if array is not None})


WRONG = {
    "a missing bias": (changed(b1=None), "expected W0, b0, W1"),
    "another name": (changed(gamma=np.zeros(3)), "gamma"),
    "nothing": (write_npz({}), "nothing"),
    "a matrix for a bias": (changed(b0=np.zeros((5, 1))), r"b0 have shapes \(5, 784\) and \(5, 1\)"),
    "layers that do not meet": (changed(W1=np.zeros((10, 6))), "expected 5 columns"),
    "not a number": (changed(b0=np.array([0, 0, np.nan, 0, 0])), "b0 holds a number that is not finite"),
    "beyond float32": (changed(b0=np.full(5, 1e300)), "b0 holds a number that is not finite"),
    "whole numbers": (changed(b0=np.zeros(5, np.int64)), "b0 holds int64, expected floats"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_weights_that_are_none_are_refused_with_a_sentence(fault: str, tmp_path: Path) -> None:
    content, sentence = WRONG[fault]
    with pytest.raises(ValueError, match=sentence):
        weights.sizes_of(read(tmp_path, content))


@pytest.mark.parametrize("form", ["npz", "safetensors"])
def test_weights_go_out_and_come_back(form: weights.Form, mnist: Data, tmp_path: Path) -> None:
    driven = Driven(mnist, **SMALL)
    driven(Step())
    found = read(tmp_path, weights.written(taken(driven.trainer), form))
    for got, own in zip(found[::2], driven.trainer.training.network.W, strict=True):
        same(np.ascontiguousarray(got), np.ascontiguousarray(own))


# --- a training -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("batch_size", [32, 60_000])
def test_a_training_goes_on_from_its_checkpoint_bit_for_bit(optimizer: str, batch_size: int, mnist: Data) -> None:
    plan = {"sizes": [784, 12, 10], "batch_size": batch_size, "optimizer": optimizer, "eta": 0.01}
    undisturbed = Driven(mnist, **plan)
    steps = 2 if batch_size > 1000 else 50
    for _ in range(steps):
        undisturbed.trainer.training.step()
    again = resumed(undisturbed)
    for driven in (undisturbed, again):
        driven(Run(epochs=2 if batch_size > 1000 else 0.1))
        driven.run()
    assert again.step == undisturbed.step > steps
    same(again.parameters, undisturbed.parameters)


def test_a_goal_a_pace_an_example_and_a_window_are_kept(mnist: Data) -> None:
    driven = Driven(mnist, sizes=[784, 40, 10])
    driven(Set(eta=0.5, digits=[1, 7], speed=None))
    driven(Show(layer=1, first=9))
    driven(Watch(source="train", index=9))
    driven(Run(epochs=0.05))
    driven.trainer.turn(10)
    again = resumed(driven)
    new, old = again.trainer, driven.trainer
    assert (new.status, new.goal, new.speed, new.slow) == ("running", old.goal, None, False)
    assert new.training.plan == old.training.plan and new.windows.all == old.windows.all
    assert (new.watching.example.source, new.watching.example.index) == ("train", 9)
    events = [event for event in again.collect() if isinstance(event, Changed)]
    assert [(event.fresh, event.step) for event in events] == [(False, driven.step)]
    assert again.run().reason == driven.run().reason
    same(again.parameters, driven.parameters)


def test_a_drawing_and_a_lesson_are_kept(mnist: Data) -> None:
    driven = Driven(mnist, **SMALL)
    driven(Watch(source="drawing", pixels=[0.25] * 784))
    driven(Learn(label=3))
    driven(Step())
    again = resumed(driven)
    assert again.trainer.watching.example.source == "drawing" and again.trainer.watching.example.label == 3
    assert again.trainer.training.lessons == 1
    nudge = again.trainer.training.latest_nudge
    before = driven.trainer.training.latest_nudge
    assert nudge is not None and before is not None
    same(nudge.flat, before.flat)  # what the last step did can still be looked at
    assert again(Table()).applied_cost == driven(Table()).applied_cost


def edited(driven: Driven, facts: dict[str, Any] | None = None, **arrays: Any) -> Checkpoint:
    whole = taken(driven.trainer)
    return Checkpoint(whole.facts | (facts or {}), whole.arrays | arrays)


STRANGE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "another data set": ({"data": "x"}, {}),
    "another format": ({"format": 2}, {}),
    "a status that is none": ({"status": "<script>"}, {}),
    "a plan that is none": ({"plan": {"sizes": [1]}}, {}),
    "another network": ({"plan": Plan(sizes=(784, 30, 10)).as_mapping()}, {}),
    "another optimizer": ({"plan": Plan(sizes=(784, 12, 10), optimizer="adam").as_mapping()}, {}),
    "no generator": ({"descent": {"step": 1}}, {}),
    "an infinite pace": ({"speed": 1e300}, {}),
    "a window beyond the layer": ({"windows": [999, 0]}, {}),
    "a window before the layer": ({"windows": [-1, 0]}, {}),
    "more lessons than a page can count": ({"lessons": 2**63}, {}),
    "an example beyond the set": ({"watched": ["test", 10**6, 1]}, {}),
    "something more": ({"more": 1}, {}),
    "an order beyond the data": ({}, {"order": np.array([60_000], np.int32)}),
    "an order of floats": ({}, {"order": np.array([0.5])}),
    "other parameters": ({}, {"parameters": np.zeros(3, np.float32)}),
    "wide parameters": ({}, {"parameters": np.zeros(9550)}),
    "a batch beyond the data": ({}, {"batch": np.array([-1])}),
    "no picture": ({}, {"pixels": np.zeros(3, np.float32)}),
}


@pytest.mark.parametrize("strangeness", STRANGE)
def test_a_checkpoint_that_does_not_fit_is_refused(strangeness: str, mnist: Data) -> None:
    driven = Driven(mnist, **SMALL)
    driven(Step())
    facts, arrays = STRANGE[strangeness]
    with pytest.raises(Unsound):
        put_back(unpack(pack(edited(driven, facts, **arrays))), Driven(mnist).trainer)


@pytest.mark.parametrize("name", ["step", "examples"])
def test_so_is_one_with_more_steps_than_a_page_can_count(name: str, mnist: Data) -> None:
    driven = Driven(mnist, **SMALL)
    descent = taken(driven.trainer).facts["descent"] | {name: 2**63}
    with pytest.raises(Unsound, match=name):
        put_back(edited(driven, {"descent": descent}), Driven(mnist).trainer)


def test_facts_that_are_a_book_are_not_brought(mnist: Data, tmp_path: Path) -> None:
    whole = edited(Driven(mnist, **SMALL), {"reason": {"code": "x" * weights.MOST_FACTS}})
    with pytest.raises(Unsound, match="facts of this checkpoint"):
        read(tmp_path, pack(whole))


# --- when -------------------------------------------------------------------------------------------------------------


class Kept:
    """A trainer and its keeper."""

    def __init__(self, data: Data, directory: Path) -> None:
        self.driven = Driven(data, **SMALL)
        self.driven.clock.tick = 0.0
        self.checkpoints = Checkpoints(directory)
        self.keeper = Keeper(self.checkpoints, TRAINING, self.driven.clock, AtOnce())

    def steps(self) -> int | None:
        """The step of what would be found now."""
        self.keeper.turn(self.driven.trainer)
        found, _ = self.checkpoints.load()
        return None if found is None else int(found.facts["descent"]["step"])

    def notices(self) -> list[str]:
        return [event.notice["code"] for event in self.driven.collect() if isinstance(event, Notice)]


@pytest.fixture
def kept(mnist: Data, tmp_path: Path) -> Kept:
    return Kept(mnist, tmp_path / "a1")


def test_every_change_is_written_at_once_and_training_every_few_seconds(kept: Kept) -> None:
    assert kept.steps() == 0
    kept.driven(Step())
    assert kept.steps() == 0  # a step of one's own is nothing to lose
    kept.driven(Run(speed=None))
    assert kept.steps() == 1
    kept.driven.trainer.turn(10)
    assert kept.steps() == 1
    kept.driven.clock.now += EVERY
    assert kept.steps() == 11
    kept.driven.trainer.turn(5)
    kept.driven(Pause())
    assert kept.steps() == kept.driven.step


def test_what_cannot_be_written_as_json_is_said_and_the_run_goes_on(kept: Kept) -> None:
    kept.driven.trainer.reason = {"cost": math.inf}
    kept.keeper.turn(kept.driven.trainer)
    assert kept.notices() == ["disk_error"] and kept.driven.trainer.status == "paused"


@pytest.mark.parametrize("spoilt", [{"origin": np.zeros(3, np.float32)}, {"origin": np.zeros(13_002)}])
def test_an_origin_that_does_not_fit_its_plan_is_refused(mnist: Data, spoilt: dict[str, np.ndarray]) -> None:
    facts = {"origin": Plan().as_mapping()}
    whole = edited(Driven(mnist), facts, origin=np.ones(13_002, np.float32))
    found = origin_of(unpack(pack(whole)))
    assert found is not None and found.parameters.all() and found.plan == Plan()
    with pytest.raises(Unsound):
        origin_of(unpack(pack(edited(Driven(mnist), facts, **spoilt))))


def test_what_takes_long_to_write_is_written_less_often(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.driven(Run(speed=None))
    put = kept.checkpoints.put

    def slow(content: bytes) -> None:
        kept.driven.clock.now += 1.0
        put(content)

    monkeypatch.setattr(kept.checkpoints, "put", slow)
    assert kept.steps() == 0
    kept.driven.trainer.turn(10)
    kept.driven.clock.now += 1 / SHARE - 1.1
    assert kept.steps() == 0
    kept.driven.clock.now += 0.2
    assert kept.steps() == 10


def test_fault_13_training_goes_on_with_a_full_disk_and_says_so(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as full:
        full.setattr("app.kept.checkpoint.os.fsync", failing(errno.ENOSPC))
        kept.driven(Run(speed=None))
        assert kept.steps() is None and kept.notices() == ["disk_full"]
        kept.driven.trainer.turn(10)
        kept.driven.clock.now += AGAIN
        assert kept.steps() is None and kept.notices() == []  # it has been said
        assert not kept.keeper.write(kept.driven.trainer)
    assert kept.steps() is None  # it is not tried at every turn
    kept.driven.clock.now += AGAIN
    assert kept.steps() == 10 and kept.notices() == ["disk_ok"]


def hung(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """The disk does not answer before this is set, which is known already."""
    answers, put = threading.Event(), kept.checkpoints.put

    def hanging(content: bytes) -> None:
        assert answers.wait(60)
        put(content)

    kept.keeper = Keeper(kept.checkpoints, TRAINING, kept.driven.clock)
    monkeypatch.setattr(kept.checkpoints, "put", hanging)
    monkeypatch.setattr("app.child.keeper.PATIENCE", 0.05)
    kept.driven(Run(speed=None))
    assert kept.steps() is None and kept.notices() == ["disk_slow"]
    return answers


def test_fault_13_training_goes_on_with_a_disk_that_hangs_and_all_is_written_when_it_answers(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = hung(kept, monkeypatch)
    kept.driven.trainer.turn(10)
    kept.driven(Pause())
    assert kept.steps() is None and kept.notices() == []  # it has been said
    assert not kept.keeper.write(kept.driven.trainer)
    answers.set()
    assert kept.keeper._writer._work is not None
    wait([kept.keeper._writer._work])
    monkeypatch.setattr("app.child.keeper.PATIENCE", 60.0)  # it answers, though not at any speed
    assert kept.steps() == 10 and kept.notices() == ["disk_ok"]
    found, _ = kept.checkpoints.load()
    assert found is not None and found.facts["status"] == "paused"


def test_after_a_disk_has_hung_for_long_what_is_newest_is_written_at_once(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, writer = hung(kept, monkeypatch), kept.keeper._writer
    kept.driven.trainer.turn(10)
    kept.driven.clock.now += 60
    answers.set()
    assert writer._work is not None
    while writer._work is not None:  # what hung; and what is newest, unless that turn has seen its end, too
        wait([writer._work])
        kept.keeper.turn(kept.driven.trainer)
    found, _ = kept.checkpoints.load()  # only now: it sweeps away what is being written
    assert found is not None and found.facts["descent"]["step"] == 10


def test_the_last_checkpoint_is_waited_for_also_where_the_disk_is_slow(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, ended = hung(kept, monkeypatch), kept.keeper._writer.ended

    def answering(seconds: float) -> bool:
        if seconds:
            answers.set()
        return ended(seconds)

    monkeypatch.setattr(kept.keeper._writer, "ended", answering)
    kept.driven.trainer.turn(10)
    assert not kept.keeper.write(kept.driven.trainer)
    kept.keeper.finish(kept.driven.trainer, 60.0)
    assert kept.steps() == 10


def test_a_disk_that_fails_otherwise_is_named(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.kept.checkpoint.os.fsync", failing(errno.EIO))
    kept.keeper.turn(kept.driven.trainer)
    notices = [event.notice for event in kept.driven.collect() if isinstance(event, Notice)]
    assert notices == [{"code": "disk_error", "message": os.strerror(errno.EIO)}]


def test_fault_19_a_diverged_training_is_still_diverged_when_it_comes_back(mnist: Data) -> None:
    plan = {"activation": "relu", "cost": "log_likelihood", "eta": 1000.0, "initialisation": "normal"}
    driven = Driven(mnist, **plan)
    driven(Run(speed=None))
    with np.errstate(all="ignore"):
        assert driven.run().status == "diverged"
    again = resumed(driven)
    assert again.trainer.status == "diverged"
    assert again.trainer.reason == driven.trainer.reason


def test_fault_19_a_training_whose_cost_is_vast_but_finite_comes_back(mnist: Data) -> None:
    shape = {"sizes": [784, 100, 100, 100, 100, 10], "initialisation": "normal", "activation": "relu"}
    driven = Driven(mnist, **shape, cost="cross_entropy", eta=1000.0)
    driven(Step())
    driven(Step())
    record = driven.trainer.training.kept
    assert record is not None and record.cost is not None and record.cost > 2**53
    again = resumed(driven)
    assert again.trainer.status == "paused"
    same(again.parameters, driven.parameters)


def test_the_largest_checkpoint_fits(mnist: Data) -> None:
    plan = Plan(sizes=(4096, 512, 512, 512, 512, 4096))
    assert 5 * plan.parameter_count * 4 + 60_000 * 4 < LARGEST
    assert plan.parameter_count * 4 < weights.LARGEST

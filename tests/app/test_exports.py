"""What goes out comes in again; what comes from elsewhere is checked, by the process that it would harm."""

import asyncio
import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kept import bundle
from app.kept.bundle import MOST_ENTRIES, Bundle, Described
from app.kept.npz import Unsound
from app.kept.record import Record
from app.runs.run import Run
from app.web.exports import _checkpoint
from app.wire import commands, messages
from engine.plan import Plan
from engine.textbook import program
from tests.app.test_checkpoint import bomb, layers, npy, zipped
from tests.app.test_faults_memory import flat, weights_of
from tests.conftest import Server

COLUMNS = {"score": Record.columns("scores"), "point": Record.columns("points")}


async def test_a_run_that_many_take_along_at_once_saves_one_after_the_other(tmp_path: Path) -> None:
    under_way: list[int] = []

    async def request(command: commands.Command) -> messages.Message:
        under_way.append(1)
        await asyncio.sleep(0)
        assert under_way == [1]
        under_way.pop()
        return messages.Done()

    async def rest() -> None:
        return None

    run = cast(Run, SimpleNamespace(kept=tmp_path, alive=True, saving=asyncio.Lock(), rest=rest, request=request))
    taken = await asyncio.gather(*(_checkpoint(run) for _ in range(5)), return_exceptions=True)
    assert [getattr(each, "status_code", each) for each in taken] == [409] * 5  # nothing lies there


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with server.client() as client:
        yield client


@pytest.fixture
def trained(client: httpx.Client, server: Server) -> Iterator[str]:
    """A run that has taken three steps, the last with another eta."""
    run = server.new_run(sizes=[784, 12, 10], name="글 <b>")
    for command in ({"type": "step"}, {"type": "step"}, {"type": "set", "eta": 0.5}, {"type": "step"}):
        assert client.post(f"/api/runs/{run}/commands", json=command).status_code == 200
    yield run
    server.delete(run)


def bring(client: httpx.Client, content: bytes, **query: str) -> httpx.Response:
    return client.post("/api/imports", content=content, params=query)


def test_weights_go_out_in_both_forms_alike(client: httpx.Client, trained: str) -> None:
    arrays = weights_of(client, trained)
    answer = client.get(f"/api/runs/{trained}/weights.safetensors")
    assert answer.headers["content-disposition"] == f'attachment; filename="nudge-{trained}.safetensors"'
    others = safetensors.numpy.load(answer.content)
    assert sorted(others) == sorted(arrays) == ["W0", "W1", "b0", "b1"]
    for name, array in arrays.items():
        np.testing.assert_array_equal(others[name], array, strict=True)
    assert arrays["W0"].shape == (12, 784) and arrays["W0"].dtype == np.float32


@pytest.mark.parametrize("form", ["npz", "safetensors"])
def test_weights_come_in_as_a_new_run(form: str, client: httpx.Client, trained: str, server: Server) -> None:
    content = client.get(f"/api/runs/{trained}/weights.{form}").content
    answer = bring(client, content, name="brought", plan=json.dumps({"eta": 2.0, "batch_size": 100}))
    assert answer.status_code == 201, answer.text
    run = answer.json()
    assert (run["name"], run["status"], run["step"]) == ("brought", "paused", 0)
    assert run["plan"]["sizes"] == [784, 12, 10] and run["plan"]["eta"] == 2.0
    np.testing.assert_array_equal(flat(weights_of(client, run["id"])), flat(weights_of(client, trained)))
    server.delete(run["id"])


def test_a_whole_run_goes_out_and_comes_in(client: httpx.Client, trained: str, server: Server) -> None:
    content = client.get(f"/api/runs/{trained}/run.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        names = set(file.namelist())  # with the networks of earlier, if one has been scored already
        assert names - {bundle.PAST} == {"checkpoint.npz", "points.csv", "run.json", "scores.csv"}
        described = json.loads(file.read("run.json"))
    assert [json.loads(text)["type"] for _, _, text in described["commands"]] == ["step", "step", "set", "step"]
    answer = bring(client, content)
    assert answer.status_code == 201, answer.text
    again, before = answer.json(), client.get(f"/api/runs/{trained}").json()
    assert again["id"] != trained
    for name in ("name", "plan", "step", "epoch", "examples", "status"):
        assert again[name] == before[name]
    url = "/api/runs/{}/metrics"
    points = [client.get(url.format(run)).json()["points"] for run in (trained, again["id"])]
    assert [point["step"] for point in points[0]] == [0, 1, 2]
    np.testing.assert_allclose(*[[list(point.values()) for point in each] for each in points])
    # Both go on alike.
    for run in (trained, again["id"]):
        assert client.post(f"/api/runs/{run}/commands", json={"type": "step"}).status_code == 200
    np.testing.assert_array_equal(flat(weights_of(client, again["id"])), flat(weights_of(client, trained)))
    told = bundle.unpack(client.get(f"/api/runs/{again['id']}/run.zip").content, COLUMNS).described.commands
    assert len(told) == 5
    server.delete(again["id"])


def test_a_curve_goes_out_as_a_table(client: httpx.Client, trained: str) -> None:
    answer = client.get(f"/api/runs/{trained}/points.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["step"] for row in rows] == ["0", "1", "2"] and float(rows[0]["cost"]) > 0


def test_a_run_goes_out_as_a_program_that_has_its_plan_as_it_is_now(client: httpx.Client, trained: str) -> None:
    answer = client.get(f"/api/runs/{trained}/network.py")
    assert answer.headers["content-disposition"] == f'attachment; filename="nudge-{trained}.py"'
    plan = Plan.from_mapping(client.get(f"/api/runs/{trained}").json()["plan"])
    assert plan.eta == 0.5 and answer.text == program(plan)


def test_a_race_has_no_weights_and_no_program_of_its_own(client: httpx.Client, server: Server) -> None:
    run = client.post("/api/runs", json={"race": {}}).json()["id"]
    for file in ("weights.npz", "network.py"):
        assert client.get(f"/api/runs/{run}/{file}").status_code == 409
    server.delete(run)


def whole(packing: int = zipfile.ZIP_DEFLATED, /, **changed: bytes) -> bytes:
    """The zip of a run, sound but for its checkpoint, with some files changed."""
    described = Described(nudge=1, name="a", plan={}, columns={k: list(v) for k, v in COLUMNS.items()}, commands=[])
    content = bundle.pack(Bundle(described, {"score": [(0, (1.0,) * 6)], "point": []}), b"PK")
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    return zipped(packing, **{**parts, **changed})


def crowd() -> bytes:
    """A zip of nothing but names."""
    return zipped(**{f"{number}": b"" for number in range(MOST_ENTRIES + 1)}, **{"run.json": b"{}"})


HOSTILE: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "nothing": (b"", "neither a run's zip, nor .npz, nor a sound .safetensors file"),
    "text": (b"hello", "neither a run's zip, nor .npz, nor a sound .safetensors file"),
    "a run of which the end is missing": (lambda: whole()[:-9], "zip of a run, it may be cut short"),
    "a pickle": (b"\x80\x04\x95", "safetensors"),
    "a bomb": (bomb, "unpack to 314"),
    "a claim": (zipped(**{"W0.npy": npy(np.zeros(1, np.float32), shape=(10**13,))}), "says that its shape"),
    "a path": (zipped(**{"../../W0.npy": b""}), "called"),
    "a network for other data": (safetensors.numpy.save(layers(5, 8, 10)), "sizes begin with 5"),
    "a network of two layers": (safetensors.numpy.save(layers(5, 10)), "expected"),
    "a wide network": (safetensors.numpy.save(layers(784, 600, 10)), "expected"),
    "a run without a network": (whole(), "not a sound .npz"),
    "a run of the future": (whole(**{"run.json": b'{"nudge": 2}'}), "not a run of Nudge"),
    "a long curve": (whole(**{"scores.csv": b"n,step\r\n" + b"1,2\r\n" * 5_000}), "a curve has 5000 rows"),
    "a curve out of order": (
        whole(**{"points.csv": b"n,step,epoch,seconds,cost\r\n5,1,1,1,1\r\n"}), "do not follow each other",
    ),
    "a run that is packed in another way": (whole(zipfile.ZIP_BZIP2), "does not open"),
    "a crowd of files": (crowd(), "too many files"),
    "a huge table": (whole(**{"scores.csv": b"0" * (2**20 + 1)}), "scores.csv would unpack"),
    "a deep description": (whole(**{"run.json": b"[" * 100_000}), "not a run of Nudge"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_is_refused_with_a_sentence_and_leaves_nothing(name: str, client: httpx.Client) -> None:
    made, sentence = HOSTILE[name]
    content = made() if callable(made) else made
    before = [run["id"] for run in client.get("/api/runs").json()["runs"]]
    answer = bring(client, content)
    assert answer.status_code == 422 and sentence in answer.json()["detail"], answer.text
    assert [run["id"] for run in client.get("/api/runs").json()["runs"]] == before


def test_what_is_hostile_does_not_fill_the_log(start_server: Callable[..., Server]) -> None:
    server = start_server()
    with server.client() as client:
        assert bring(client, b"hello").status_code == 422
        assert bring(client, safetensors.numpy.save(layers(784, 8, 11))).status_code == 422
    server.stop()
    assert not [line for line in server.lines if "Traceback" in line]


def test_too_much_is_refused_before_it_is_read(client: httpx.Client) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(80):
            yield b"x" * 2**20

    assert client.post("/api/imports", content=endless()).status_code == 413


@pytest.mark.parametrize("plan", ["[]", "{", '{"eta": -1}', '{"hue": 1}'])
def test_a_plan_that_is_none_is_refused(plan: str, client: httpx.Client) -> None:
    assert bring(client, safetensors.numpy.save(layers(784, 5, 10)), plan=plan).status_code == 422


SOUND = whole()


@given(at=st.integers(0, len(SOUND) - 1), bit=st.integers(0, 7))
@settings(max_examples=200, deadline=None)
def test_a_flipped_bit_in_a_run_is_refused_or_means_the_same_kind_of_thing(at: int, bit: int) -> None:
    content = bytearray(SOUND)
    content[at] ^= 1 << bit
    try:
        bundle.unpack(bytes(content), COLUMNS)
    except Unsound as error:
        assert str(error)


def test_curves_come_back_as_they_were() -> None:
    row: tuple[Any, ...] = (1.0, 0.5, float("inf"), float("nan"))
    described = Described(nudge=1, name="a", plan={}, columns={k: list(v) for k, v in COLUMNS.items()}, commands=[])
    content = bundle.pack(Bundle(described, {"score": [], "point": [(0, row), (4, row)]}), b"")
    found = bundle.unpack(content, COLUMNS).curves["point"]
    assert [n for n, _ in found] == [0, 4]
    np.testing.assert_array_equal(found[0][1], (1.0, 0.5, np.nan, np.nan))  # a table has no word for the infinite

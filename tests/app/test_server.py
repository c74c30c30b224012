"""The server itself: its port, what it says, and how it ends whatever its callers do."""

import gc
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.kept.checkpoint import Checkpoints
from app.settings import Settings
from app.web.server import UNREAD, listen, serve
from app.wire import commands, messages
from engine.mnist import TRAIN_IMAGES
from tests.conftest import ROOT, WAIT, Server, Viewer


def gone(pid: int) -> bool:
    """Whether there is no such process, or only what is left of one."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def all_gone(processes: set[int], seconds: float = 3.0) -> bool:
    """Whether so soon none of them is there."""
    deadline = time.monotonic() + seconds
    while not all(gone(process) for process in processes):
        if time.monotonic() > deadline:
            return False
    return True


def family(pid: int) -> set[int]:
    """The process and all that come from it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {pid}.union(*(family(int(child)) for child in children))


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A directory for temporary files, with a short name: that of a socket may have a hundred characters."""
    with tempfile.TemporaryDirectory(prefix="nudge-") as directory:
        yield Path(directory)


def test_a_taken_port_gives_way_to_the_next(start_server: Callable[..., Server]) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        server = start_server("--port", str(port))
        assert server.url != f"http://127.0.0.1:{port}"
        assert f"Port {port} is taken" in "".join(server.lines)


def test_a_name_that_is_no_host_is_named() -> None:
    with pytest.raises(OSError, match=r"cannot listen on no\.such\.invalid: "):
        listen("no.such.invalid", 0)


@pytest.mark.skipif(sys.platform != "linux", reason="these options are Linux's")
def test_accepted_sockets_inherit_what_drops_a_peer_that_takes_nothing_in() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()) as _:
        accepted, _address = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == UNREAD
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT) > 0


def test_what_is_there_for_good_is_not_looked_through_again(monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = []
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("uvicorn.Server.run", lambda *server, **sockets: frozen.append(gc.get_freeze_count()))
    with socket.socket() as listener:
        serve(None, listener, Settings())
    gc.unfreeze()
    assert frozen[0] > 10_000


def test_bad_data_end_it_with_one_line_that_names_the_file(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app", "serve", "--data", str(tmp_path), "--data-dir", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=WAIT, check=False)
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1 and "train-images-idx3-ubyte.gz" in ended.stderr


def test_a_wrong_setting_ends_it_with_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app", "serve", "--data-dir", str(tmp_path)]
    environment = {**os.environ, "NUDGE_MAX_RUNS": "many"}
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=WAIT, check=False
    )
    assert ended.returncode == 2 and ended.stderr.startswith("nudge: max_runs: ") and ended.stderr.count("\n") == 1
    assert "'many' came" in ended.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_end_while_it_reads_its_data_ends_without_a_trace(number: int, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / TRAIN_IMAGES)
    command = [sys.executable, "-m", "app", "serve", "--data", str(tmp_path), "--data-dir", str(tmp_path)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    with (tmp_path / TRAIN_IMAGES).open("wb"):  # which opens when the server reads
        server.send_signal(number)
        said, _ = server.communicate(timeout=WAIT)
    assert (server.returncode, said) == (130, "")


def test_the_doctor_says_what_is_so(data_dir: Path) -> None:
    command = [sys.executable, "-m", "app", "doctor", "--data-dir", str(data_dir / "BADEN")]  # a name like any other
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=WAIT, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    for sign in (r"data_dir = .* \(flag\)", r"60000 \+ 10000 examples, as published", r"1 thread\(s\)", r"writable"):
        assert re.search(sign, ended.stdout), sign


def test_on_another_address_it_prints_an_address_with_a_token_that_opens_it(
    start_server: Callable[..., Server],
) -> None:
    server = start_server("--host", "0.0.0.0")
    port = server.url.rpartition(":")[2]
    server.url = f"http://127.0.0.1:{port}"
    with server.client() as client:
        assert client.get("/").status_code == 401
        assert client.get(f"/?token={server.token}").status_code == 200
        assert client.get("/").status_code == 200


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_end_leaves_nothing_among_temporary_files(
    number: int, start_server: Callable[..., Server], temporary: Path
) -> None:
    server = start_server(TMPDIR=str(temporary))
    server.new_run()
    assert list(temporary.iterdir())  # the socket of what forks the children
    assert server.stop(number) == 0
    assert not list(temporary.iterdir())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_what_ends_the_whole_family_at_once_loses_nothing_that_was_learnt(
    number: int, start_server: Callable[..., Server], temporary: Path, tmp_path: Path
) -> None:
    server = start_server(TMPDIR=str(temporary), memory=tmp_path)
    run = server.new_run()
    with Viewer(server, run) as viewer:
        viewer.hello()
        viewer.ask(commands.Run(speed=200, id=1))
        viewer.until(messages.Score, lambda score: score.step > 20)
        for process in sorted(family(server.process.pid)):
            os.kill(process, number)
        assert server.process.wait(WAIT) == 0
    assert not list(temporary.iterdir())
    with closing(sqlite3.connect(tmp_path / "runs.db")) as database:
        (step,) = database.execute("SELECT step FROM run").fetchone()
    facts = Checkpoints(tmp_path / "runs" / run).facts()
    assert facts is not None and facts["descent"]["step"] >= step > 20


HANGS = """
import atexit, os, signal, socket, threading, uvicorn
from app.web import server
from app.settings import Settings
server.LAST = 0.1
uvicorn.Server.run = lambda *server, **sockets: os.kill(os.getpid(), signal.SIGTERM)
atexit.register(threading.Event().wait)
server.serve(None, socket.socket(), Settings())
"""


def test_a_server_ends_also_where_python_would_wait_for_ever() -> None:
    ended = subprocess.run([sys.executable, "-c", HANGS], cwd=ROOT, timeout=WAIT, check=False)
    assert ended.returncode == 128 + signal.SIGTERM


def test_no_orphan_outlives_a_killed_server(start_server: Callable[..., Server]) -> None:
    server = start_server()
    run = server.new_run()
    with server.client() as client:
        client.post(f"/api/runs/{run}/commands", json={"type": "run", "speed": None})
    processes = family(server.process.pid)
    assert len(processes) >= 3
    server.stop(signal.SIGKILL)
    assert all_gone(processes)


def test_a_request_line_with_a_token_is_not_logged(start_server: Callable[..., Server]) -> None:
    server = start_server(NUDGE_CONTROL_TOKEN="secret" * 5)
    with server.client() as client:
        client.get("/?token=" + "secret" * 5)
        client.get("/?token=wrong")
    server.stop()
    assert not [line for line in server.lines if "GET" in line or "wrong" in line]

"""What many tests need: a real server on a free port, whose output is shown when a test fails, and a viewer of it."""

import asyncio
import inspect
import os
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect

from app.wire import commands, messages, protocol

ROOT = Path(__file__).parents[1]
START = 60.0  # seconds; the first start of all decodes the data
PLAY = 60.0  # seconds for a test that is a coroutine
WAIT = 30.0  # seconds for anything else
URL = re.compile(r"http://\S+")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Faults first, for they take longest: when one of them comes last, all others have nothing left to do."""
    items.sort(key=lambda item: "test_fault" not in item.name)


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """A test that is a coroutine has a loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    asked = {name: pyfuncitem.funcargs[name] for name in inspect.signature(pyfuncitem.obj).parameters}
    asyncio.run(asyncio.wait_for(pyfuncitem.obj(**asked), PLAY))
    return True


class Server:
    """`python -m app serve` in a process of its own."""

    def __init__(self, data_dir: Path, *flags: str, **environment: str) -> None:
        command = [sys.executable, "-m", "app", "serve", "--port", "0", "--data-dir", str(data_dir), *flags]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self._news: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.url = self.printed(URL).rstrip("/")
        self.token = self.url.partition("token=")[2]
        self.url = self.url.partition("/?")[0]

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout:
            for line in self.process.stdout:
                self.lines.append(line)
                self._news.put(line)
        self._news.put(None)

    def printed(self, pattern: re.Pattern[str]) -> str:
        """The first line to come that matches."""
        while True:
            line = self._news.get(timeout=START)
            if line is None:
                raise AssertionError("the server ended:\n" + "".join(self.lines))
            if found := pattern.search(line):
                return found[0]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ends it, and returns its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        status = self.process.wait(timeout=WAIT)
        self._reader.join(WAIT)
        return status

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=WAIT)

    def new_run(self, **plan: Any) -> str:
        """The id of a new run."""
        with self.client() as client:
            answer = client.post("/api/runs", json=plan)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def delete(self, run: str) -> None:
        with self.client() as client:
            client.delete(f"/api/runs/{run}")


class Viewer:
    """A page without a picture: a socket that speaks the wire."""

    def __init__(self, server: Server, run: str, **options: Any) -> None:
        self._connecting = connect(
            f"{server.url.replace('http', 'ws')}/ws/{run}",
            max_size=None,
            compression=None,
            open_timeout=WAIT,
            **options,
        )
        self.socket: ClientConnection
        self.drawn = 0

    def __enter__(self) -> "Viewer":
        self.socket = self._connecting.__enter__()
        return self

    def __exit__(self, *exception: Any) -> None:
        self._connecting.__exit__(*exception)

    def hello(self, boot: str = "", seq: int = 0) -> messages.Hello:
        """Greets, and returns the answer."""
        self.send(commands.Hello(version=protocol.VERSION, boot=boot, seq=seq))
        return self.until(messages.Hello)

    def send(self, command: commands.Command) -> None:
        self.socket.send(protocol.write_command(command).decode())

    def next(self) -> messages.AnyMessage:
        """The next message, unless none comes. Does not acknowledge."""
        frame = self.socket.recv(timeout=WAIT)
        assert isinstance(frame, bytes)
        return protocol.decode(frame)

    def until(self, kind: type[Any], when: Callable[[Any], bool] = lambda message: True) -> Any:
        """The next message of this kind of which that is true; pictures are acknowledged as they come."""
        while True:
            message = self.next()
            if isinstance(message, messages.Picture):
                self.drawn += 1
                self.send(commands.Ack(count=self.drawn))
            if isinstance(message, kind) and when(message):
                return message

    def ask(self, command: commands.Command) -> Any:
        """The reply to a command, which carries an id."""
        self.send(command)
        return self.until(messages.Reply, lambda reply: reply.id == command.id)


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory for the servers' files; what they cache in it they share."""
    return tmp_path_factory.mktemp("nudge")


@pytest.fixture(scope="session")
def start_server(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Starts a server with these flags, and a memory of its own unless one is given.

    It ends with the test that started it; one that a fixture of a module or of all tests started, at the end of all.
    """
    started: list[Server] = []

    def start(*flags: str, memory: Path | None = None, **environment: str) -> Server:
        directory = memory or tmp_path_factory.mktemp("memory")
        (data_dir / "cache").mkdir(exist_ok=True)
        if not (directory / "cache").exists():
            (directory / "cache").symlink_to(data_dir / "cache")
        started.append(Server(directory, *flags, **environment))
        _servers.append(started[-1])
        return started[-1]

    yield start
    for server in started:
        server.stop()


@pytest.fixture(autouse=True)
def _end_servers() -> Iterator[None]:
    """No test leaves a server behind, training on and taking the time of those that follow."""
    others = len(_servers)
    yield
    for server in _servers[others:]:
        server.stop()


@pytest.fixture(scope="session")
def server(start_server: Callable[..., Server]) -> Server:
    """One server for all tests that do it no harm."""
    return start_server()


@pytest.fixture
def run(server: Server) -> Iterator[str]:
    """A new run on it, with the default plan."""
    id = server.new_run()
    yield id
    server.delete(id)


_servers: list[Server] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """A failed test shows what the servers said."""
    report = yield
    if report.failed:
        for server in _servers:
            report.sections.append((f"server {server.url}", "".join(server.lines[-200:])))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests have measured."""
    for report in terminalreporter.getreports("passed"):
        if report.when == "call" and report.user_properties:
            measured = "; ".join(f"{name}: {value}" for name, value in report.user_properties)
            terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {measured}")

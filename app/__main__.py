"""The command line: `python -m app serve`, `train`, `doctor`."""

from __future__ import annotations

import argparse
import signal
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from app import doctor, train
from app.kept.memory import remembering
from app.kept.store import Newer
from app.main import create_app
from app.settings import Settings, strangers
from app.web.invitation import address
from app.web.server import listen, serve
from app.worker import main as worker
from engine.mnist import BUILT_IN, MNIST_DIGESTS, Data, load

PRELOAD = ("numpy", "app.worker")
FLAGS = {
    "host": "--host",
    "port": "--port",
    "data": "--data",
    "data_dir": "--data-dir",
    "allowed_hosts": "--allowed-host",
    "allowed_origins": "--allowed-origin",
}
KINDS: dict[str, dict[str, Any]] = {
    "port": {"type": int},
    "data": {"type": Path, "metavar": "DIR"},
    "data_dir": {"type": Path, "metavar": "DIR"},
    "allowed_hosts": {"action": "append", "metavar": "NAME"},
    "allowed_origins": {"action": "append", "metavar": "ORIGIN"},
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what the command line says, and returns the exit status: 2 when it cannot even begin."""
    parser = argparse.ArgumentParser(prog="python -m app", description="Watch a small network learn, nudge by nudge.")
    commands = parser.add_subparsers(dest="command", required=True)
    _settings(serving := commands.add_parser("serve", help="serve the page"), list(FLAGS))
    serving.add_argument("--open", action="store_true", help="open the page in the browser")
    _settings(
        commands.add_parser("doctor", help="say what the server would start with, and whether it could"), list(FLAGS)
    )
    training = commands.add_parser("train", help="train here in the terminal, without a server")
    _settings(training, ("data", "data_dir"))
    train.add_arguments(training)
    chosen = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: what is half written is removed
    try:
        given = {name: value for name in FLAGS if (value := getattr(chosen, name, None)) is not None}
        settings = Settings(**given)
        if chosen.command == "doctor":
            lines = list(doctor.report(settings, given, settings.data or BUILT_IN, _digests(settings)))
            print("\n".join(lines))
            return int(any("BAD: " in line for line in lines))
        for sentence in strangers():
            print(f"nudge: {sentence}", file=sys.stderr)
        data = _load(settings)
        return train.train(chosen, data) if chosen.command == "train" else _serve(settings, data, chosen.open)
    except ValidationError as error:
        return _give_up(_complaint(error.errors()[0]))
    except (ValueError, OSError, Newer) as error:
        return _give_up(str(error))
    except KeyboardInterrupt:  # before there was anything to end
        return 128 + signal.SIGINT


def _settings(parser: argparse.ArgumentParser, names: Sequence[str]) -> None:
    """The flags for these settings."""
    for name in names:
        help = Settings.model_fields[name].description
        parser.add_argument(FLAGS[name], dest=name, help=help, **KINDS.get(name, {}))


def _serve(settings: Settings, data: Data, open_page: bool) -> int:
    listener = listen(settings.host, settings.port)
    port = listener.getsockname()[1]
    if settings.port not in {0, port}:
        print(f"Port {settings.port} is taken, so this is port {port}.")
    settings = settings.model_copy(update={"port": port})
    memory, kept = remembering(settings.data_dir)
    app = create_app(settings, data, worker, PRELOAD, memory, kept)
    here = f"http://{f'[{settings.host}]' if ':' in settings.host else settings.host}:{port}/"
    url = address(settings) or here
    tokens = app.tokens
    print(f"Nudge is at {url}" if tokens is None else f"Nudge, for who teaches:  {url}?token={tokens.control}")
    if tokens:
        print(f"Nudge, for who watches: {url}?token={tokens.watch}")
    if url.startswith("https"):
        print(f"Its proxy finds it at {here}")
    sys.stdout.flush()
    if open_page:
        webbrowser.open(url if tokens is None else f"{url}?token={tokens.control}")
    serve(app, listener, settings)
    return 0


def _load(settings: Settings) -> Data:
    """The data, decoded into the cache if they were not there yet. Raises DataError."""
    return load(settings.data or BUILT_IN, settings.cache, _digests(settings))


def _digests(settings: Settings) -> dict[str, str] | None:
    return None if settings.data else dict(MNIST_DIGESTS)


def _complaint(error: Any) -> str:
    """Which setting is wrong, what came, and what was expected. Sentences of ours say it themselves."""
    said = f"{'.'.join(map(str, error['loc']))}: {error['msg'].removeprefix('Value error, ')}"
    return said if error["type"] == "value_error" else f"{said}, and {str(error['input'])[:80]!r} came"


def _give_up(sentence: str) -> int:
    print(f"nudge: {sentence}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())

"""A guarded server asks for the tokens that were set, or for its own, which stay the same when it starts again."""

import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from app.settings import Settings
from app.web.gate import Tokens
from app.web.tokens import FILE, tokens
from tests.conftest import Server, Viewer

FOREIGN = '{"control":"a+token;of,sixteen","watch":"watching-watching"}'


def settings(directory: Path, **more: str) -> Settings:
    return Settings(host="0.0.0.0", data_dir=directory, **more)  # type: ignore[arg-type]


def test_who_is_alone_needs_none(tmp_path: Path) -> None:
    assert tokens(Settings(data_dir=tmp_path)) is None
    assert not list(tmp_path.iterdir())


def test_those_that_are_made_up_are_kept_for_the_owner_alone(tmp_path: Path) -> None:
    made = tokens(settings(tmp_path / "new"))
    assert made is not None and made.control != made.watch and len(made.control) >= 16
    assert re.fullmatch(r"[a-hjkmnp-z2-9]{16}", made.watch)  # a class types it off a wall
    assert tokens(settings(tmp_path / "new")) == made
    assert tokens(settings(tmp_path / "other")) != made
    assert [file.name for file in (tmp_path / "new").iterdir()] == [FILE]
    assert stat.S_IMODE((tmp_path / "new" / FILE).stat().st_mode) == 0o600


def test_those_that_are_set_are_written_nowhere(tmp_path: Path) -> None:
    control, watch = "c" * 16, "w" * 16
    assert tokens(settings(tmp_path, control_token=control, watch_token=watch)) == Tokens(control, watch)
    assert not list(tmp_path.iterdir())
    half = tokens(settings(tmp_path, control_token=control))
    assert half is not None and half.control == control
    assert control not in (tmp_path / FILE).read_text()


def test_two_that_are_the_same_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="are the same"):
        tokens(settings(tmp_path, control_token="c" * 16, watch_token="c" * 16))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"\xff",
        b'{"control":"\xff"}',
        b'{"control":"","watch":""}',
        b'{"control":1,"watch":2}',
        FOREIGN.encode(),
    ],
)
def test_a_file_that_says_nothing_is_written_anew(content: bytes, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(content)
    made = tokens(settings(tmp_path))
    assert made is not None and len(made.watch) >= 16
    assert tokens(settings(tmp_path)) == made


def test_without_a_place_for_them_it_is_said(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("no directory")
    assert tokens(settings(tmp_path / "file")) is not None
    assert "other tokens when it starts again" in caplog.text


def test_who_was_let_in_is_still_let_in_when_the_server_has_started_again(
    start_server: Callable[..., Server], tmp_path: Path
) -> None:
    server = start_server("--host", "0.0.0.0", memory=tmp_path)
    server.printed(re.compile("for who watches"))
    server.stop()
    again = start_server("--host", "0.0.0.0", memory=tmp_path)
    again.url = f"http://127.0.0.1:{again.url.rpartition(':')[2]}"
    with again.client() as client:
        assert client.get("/api/runs", headers={"authorization": f"Bearer {server.token}"}).status_code == 200


def test_a_page_without_a_token_learns_why_its_socket_ends(start_server: Callable[..., Server]) -> None:
    server = start_server(NUDGE_CONTROL_TOKEN="c" * 16, NUDGE_WATCH_TOKEN="w" * 16)
    with Viewer(server, "any") as viewer, pytest.raises(ConnectionClosed) as ended:
        viewer.hello()
    assert ended.value.rcvd is not None and ended.value.rcvd.code == 4403

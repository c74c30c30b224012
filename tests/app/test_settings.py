"""Settings come from flags, then the environment, then defaults; wrong ones are refused; doctor tells them apart."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import Settings, default_data_dir, is_loopback, origins, strangers


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"NUDGE_{name.upper()}", raising=False)


def test_defaults_serve_this_machine_alone() -> None:
    settings = Settings()
    assert (settings.host, settings.port, settings.guarded) == ("127.0.0.1", 8000, False)
    assert settings.data_dir == default_data_dir()
    assert settings.cache == settings.data_dir / "cache"


@pytest.mark.parametrize(("names", "guarded"), [((), False), (("localhost", "127.0.0.2"), False), (("lab",), True)])
def test_a_server_that_others_call_by_a_name_is_guarded(names: tuple[str, ...], guarded: bool) -> None:
    assert Settings(allowed_hosts=names).guarded is guarded  # though it listens here alone: a proxy lets others in


def test_a_flag_beats_the_environment_and_the_environment_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUDGE_PORT", "9000")
    monkeypatch.setenv("NUDGE_MAX_RUNS", "3")
    settings = Settings(port=9001)
    assert (settings.port, settings.max_runs) == (9001, 3)
    found = origins(settings, ["port"])
    assert (found["port"], found["max_runs"], found["nice"]) == ("flag", "NUDGE_MAX_RUNS", "default")


def test_the_data_directory_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NUDGE_DATA_DIR", str(tmp_path))
    assert Settings().data_dir == tmp_path


def test_lists_in_the_environment_have_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUDGE_ALLOWED_HOSTS", "nudge.school, lab ,")
    assert Settings().allowed_hosts == ("nudge.school", "lab")


def test_the_platform_names_the_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_data_dir() == tmp_path / "nudge"
    monkeypatch.setattr("sys.platform", "darwin")
    assert default_data_dir() == Path.home() / "Library" / "Application Support" / "nudge"


@pytest.mark.parametrize(
    "wrong",
    [{"port": -1}, {"port": 65536}, {"port": "x"}, {"max_runs": 0}, {"idle_minutes": 0}, {"control_token": "short"}],
)
def test_wrong_values_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("odd", ["+", "&", ";", " ", "é", "\n", "%"])
@pytest.mark.parametrize("name", ["control_token", "watch_token"])
def test_a_token_that_an_address_or_a_cookie_would_change_is_refused_with_a_sentence(name: str, odd: str) -> None:
    with pytest.raises(ValidationError, match="16 to 256 letters, digits"):
        Settings(**{name: "x" * 16 + odd})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["NUDGE_DATA", "NUDGE_DATA_DIR"])
def test_a_directory_without_a_name_is_not_the_one_in_which_one_stands(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "")
    with pytest.raises(ValidationError, match="it is empty, expected the name of a directory"):
        Settings()


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "::1", "[::1]"])
def test_these_addresses_are_this_machine(host: str) -> None:
    assert is_loopback(host) and not Settings(host=host).guarded


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.7", "nudge.school", ""])
def test_any_other_address_needs_a_token(host: str) -> None:
    assert Settings(host=host).guarded


def test_a_token_that_is_set_is_needed_here_too() -> None:
    assert Settings(watch_token="x" * 16).guarded


def test_all_uploads_may_take_as_much_as_one_at_least() -> None:
    assert Settings(upload=8, uploads=8).uploads == 8
    with pytest.raises(ValidationError, match="at least 8, as much as NUDGE_UPLOAD"):
        Settings(upload=8, uploads=7)


def test_what_is_mistyped_in_the_environment_is_told_with_what_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("NUDGE_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("NUDGE_PORT", "9000")
    assert strangers() == []
    monkeypatch.setenv("NUDGE_CONTROL_TOKN", "x" * 16)
    monkeypatch.setenv("NUDGE_", "1")
    assert strangers() == [
        "NUDGE_ is no setting",
        "NUDGE_CONTROL_TOKN is no setting; NUDGE_CONTROL_TOKEN is one",
    ]

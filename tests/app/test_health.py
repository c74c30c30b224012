"""How the server is can be seen from outside: that it lives, that it could take another run, and in numbers."""

import asyncio
import os
import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.runs.child import Nursery
from app.runs.registry import Runs
from app.web.health import Health
from app.web.lag import BOUNDS, Lag
from app.wire import commands, messages
from tests.app import standin
from tests.conftest import Server, Viewer


def measured(client: httpx.Client) -> dict[str, float]:
    """Every sample by its name, and its labels where it has any."""
    answer = client.get("/metrics")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return {
        sample.name + "".join(sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_lag_is_counted_by_how_late_it_is() -> None:
    lag = Lag()
    for late in (0.0, 0.0005, 0.02, 99.0):
        lag.add(late)
    assert lag.counts[0] == 2 and lag.counts[BOUNDS.index(0.025)] == 1 and lag.counts[-1] == 1
    assert lag.sum == pytest.approx(99.0205)


def test_the_numbers_say_what_was_sent_and_who_is_there(server: Server, run: str) -> None:
    with server.client() as client, Viewer(server, run) as viewer:
        before = measured(client)
        viewer.hello()
        viewer.ask(commands.Run(id=1, speed=1_000.0))
        for _ in range(5):
            viewer.until(messages.Activity)
        after = measured(client)
        viewer.ask(commands.Pause(id=2))
    assert after["nudge_viewers"] == before["nudge_viewers"] + 1
    assert after["nudge_pictures_sent_total"] >= before["nudge_pictures_sent_total"] + 5
    assert after["nudge_letters_sent_total"] > before["nudge_letters_sent_total"]
    assert after["nudge_sent_bytes_total"] > before["nudge_sent_bytes_total"] + 1_000
    assert after["nudge_commands_total"] == before["nudge_commands_total"] + 1
    assert after["nudge_runsrunning"] >= 1 and after["nudge_workers"] >= 1
    assert after["nudge_loop_lag_seconds_count"] >= before["nudge_loop_lag_seconds_count"]
    assert after["process_open_fds"] > 0


def test_the_numbers_are_for_who_looks_after_the_server(start_server: Callable[..., Server]) -> None:
    control, watch = "c" * 22, "w" * 22
    server = start_server(NUDGE_CONTROL_TOKEN=control, NUDGE_WATCH_TOKEN=watch)
    with server.client() as client:
        assert client.get("/metrics").status_code == 401
        assert client.get("/metrics", headers={"authorization": f"Bearer {watch}"}).status_code == 403
        assert client.get("/metrics", headers={"authorization": f"Bearer {control}"}).status_code == 200


def test_a_server_that_could_take_another_run_is_ready_and_a_full_one_not(
    start_server: Callable[..., Server],
) -> None:
    server = start_server(NUDGE_MAX_RUNS="1")
    with server.client() as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (200, {"status": "ready"})
        server.new_run()
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (503, {"status": "full"})


async def test_fault_13_a_server_whose_disk_hangs_says_so_however_often_it_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answers, looks = threading.Event(), []

    def writable(directory: Path) -> None:
        looks.append(directory)
        answers.wait()

    monkeypatch.setattr("app.web.health.LOOKING", 0.05)
    monkeypatch.setattr("app.web.health.writable", writable)
    monkeypatch.setattr("app.web.health._bears", lambda nursery: True)
    monkeypatch.setattr("app.web.health.FILES", ())

    nursery = Nursery(standin.good)
    health = Health(Runs(nursery, 1, 60.0), nursery, tmp_path, tmp_path)
    asked = [asyncio.create_task(health.troubles()) for _ in range(3)]
    for troubles in [*await asyncio.gather(*asked), await health.troubles()]:
        assert troubles == ["the data directory does not answer"]
    assert len(looks) == 1
    answers.set()
    while await health.troubles():
        await asyncio.sleep(0)
    assert len(looks) == 1


@pytest.mark.skipif(os.name != "posix", reason="nothing there is as easily taken away")
def test_a_server_whose_directory_is_gone_says_so(start_server: Callable[..., Server], tmp_path: Path) -> None:
    own = tmp_path / "own"
    server = start_server("--data-dir", str(own))
    away = tmp_path / "away"
    own.rename(away)
    own.write_text("a file where the directory was")
    with server.client() as client:
        answer = client.get("/readyz")
        assert answer.status_code == 503 and "the data directory cannot be written" in answer.json()["status"]
        assert client.get("/healthz").status_code == 200

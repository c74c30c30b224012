"""The benchmark runs, and says something: for a few seconds, and without a threshold."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bench import peers
from bench.__main__ import PARTS
from bench.report import Part, Row, goals, number
from bench.slowed import Spread, share

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("part", PARTS)
def test_each_part_measures_something(part: str) -> None:
    command = [sys.executable, "-m", "bench", part, "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    if "cannot be measured here" in done.stderr:
        pytest.skip(done.stderr)
    assert done.stdout.startswith("## ") and "| --- |" in done.stdout


def test_a_part_that_there_is_not_is_refused() -> None:
    done = subprocess.run([sys.executable, "-m", "bench", "engin"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2 and "there is no part 'engin', there are engine, peers" in done.stderr


def test_what_misses_its_goal_is_marked() -> None:
    part = Part("A part", [Row("kept", 2.0, 1.0, "ms"), Row("missed", 2.0, 3.0)], "")
    kept, missed = goals([part]).splitlines()[-2:]
    assert kept == "| kept | ≤ 2 ms | 1 ms | 0.50 |  |"
    assert missed == "| missed | ≤ 2 | 3 | 1.50 ✗ |  |"


def test_numbers_have_three_digits_or_all_before_the_point() -> None:
    assert [number(value) for value in (0.012345, 1.5, 12.34, 60_000.4)] == ["0.0123", "1.5", "12.3", "60,000"]


def test_a_spread_is_the_median_and_the_quarters_about_it() -> None:
    spread = Spread.of([100, 200, 300, 400, 500])
    assert (spread.low, spread.middle, spread.high) == (200, 300, 400)
    assert str(spread) == "300 (200 to 400)"
    assert share(spread).middle == pytest.approx(0.9)  # percent: 300 µs 30 times a second


def test_a_peer_that_is_not_installed_has_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(peers, "PACKAGES", tmp_path)
    file = tmp_path / "pictures.npy"
    np.save(file, np.zeros((2, 785), np.float32))
    np.save(f"{file}.labels.npy", np.zeros(2, np.uint8))
    for name in (*peers.THEIRS, *peers.JAVASCRIPT):
        process = peers.Process(name, file)
        assert process.ask((784, 10), 1, 0.01) is None
        process.end()

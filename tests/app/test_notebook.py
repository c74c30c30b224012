"""The notebook in docs/ is executed against a real server, and prints what stands in it, but for the figures."""

import contextlib
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Server

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebook.ipynb"
FIGURES = re.compile(r"[0-9a-f]{12}|[+-]?[\d,]+(\.\d+)?")  # a run's name, or a number


def test_the_notebook_runs_and_says_what_it_says(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUDGE_URL", server.url)
    names: dict[str, Any] = {}
    cells = [cell for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    for cell in cells:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec("".join(cell["source"]), names)
        expected = "".join(line for output in cell["outputs"] for line in output["text"])
        assert masked(said.getvalue().replace(server.url, "http://127.0.0.1:8000")) == masked(expected)
    assert len(cells) == 7
    # What it says of the check is true, and the network has learnt.
    assert names["ours"] == pytest.approx(names["asked"]["nudge_W"][names["k"]], rel=1e-4, abs=1e-7)
    assert names["scores"][-1]["test_accuracy"] > 0.85 > 0.3 > names["scores"][0]["test_accuracy"]


def masked(text: str) -> str:
    return FIGURES.sub("#", text)

"""The server says why it refuses or what has happened in codes; the page has words for each, in every language."""

import ast
import json
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np

from engine.exercise import CHOICES as EXERCISES
from engine.exercise import draw, solve
from engine.marking import ROUNDING
from engine.slips import KINDS, slips

ROOT = Path(__file__).parents[1]
SLUG = re.compile(r"[a-z]+(_[a-z]+)*")
RAISED = re.compile(r"Refused|\w*Error|_?refuse\w*|_error")  # what is called with a code

# Reasons why a run is as it is (`reason` in `state` and `changed`): the page tells them by the run's status.
REASONS = {"epochs_done", "error", "idle", "out_of_memory", "server_ended", "start_failed", "stopped", "worker_died"}
REASONS |= {"diverged", "race_over", "worker_hung", "unreadable", "lost", "rewound", ""}
# What the page itself finds: no connection, no answer, and whatever has no words.
OWN = {"lost", "timeout", "other"}
# How words begin of which the rest comes from elsewhere altogether: the choices of a plan.
CHOICES = {"activation.", "cost.", "initialisation.", "optimizer."}


def slug(node: ast.AST) -> str | None:
    """The code that this expression is, if it is one."""
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return str(node.value) if is_text and SLUG.fullmatch(node.value) else None  # type: ignore[attr-defined]


def errors(tree: ast.AST) -> Iterator[str | None]:
    """The codes of commands that were not carried out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield from (slug(keyword.value) for keyword in node.keywords if keyword.arg == "code")
            if RAISED.fullmatch(called):
                yield from map(slug, node.args)
        elif isinstance(node, ast.arguments):
            given = [
                *zip(node.args[::-1], node.defaults[::-1], strict=False),
                *zip(node.kwonlyargs, node.kw_defaults, strict=True),
            ]
            yield from (slug(default) for name, default in given if name.arg == "code" and default is not None)
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2:  # a code with its sentence, under a name
            code, sentence = node.elts
            if isinstance(sentence, ast.Constant) and " " in str(sentence.value):
                yield slug(code)


def notices(tree: ast.AST) -> Iterator[str | None]:
    """The codes of what has happened: {"code": ...}."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            yield from (slug(value) for key, value in pairs if isinstance(key, ast.Constant) and key.value == "code")


def said() -> tuple[set[str], set[str]]:
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in (ROOT / "app").rglob("*.py")]
    return (
        {code for tree in trees for code in errors(tree) if code},
        {code for tree in trees for code in notices(tree) if code} - REASONS,
    )


def test_every_code_of_the_server_has_words_in_every_language() -> None:
    refused, told = said()
    assert {"watch_only", "too_fast", "bad_command", "asleep"} <= refused
    assert {"learned", "disk_full"} <= told
    wanted = {f"error.{code}" for code in refused | OWN} | {f"notice.{code}" for code in told}
    for file in sorted((ROOT / "static" / "i18n").glob("*.json")):
        words = json.loads(file.read_text(encoding="utf-8"))
        assert sorted(wanted - words.keys()) == [], file.name


def test_no_words_are_left_of_codes_that_nobody_says() -> None:
    refused, told = said()
    known = {f"error.{code}" for code in refused | OWN} | {f"notice.{code}" for code in told | {"other"}}
    words = json.loads((ROOT / "static" / "i18n" / "en.json").read_text(encoding="utf-8"))
    assert sorted(key for key in words if key.startswith(("error.", "notice.")) and key not in known) == []


def test_no_words_are_left_that_the_page_does_not_say() -> None:
    pages = [*(ROOT / "static" / "js").glob("**/*.js"), *(ROOT / "templates").glob("*.html")]
    text = "\n".join(file.read_text(encoding="utf-8") for file in pages)
    said = set(re.findall(r"[\"']([\w.]+)[\"']", text))
    begun = tuple(CHOICES | set(re.findall(r"`((?:\w+\.)+)\$\{", text)) - {"explain."})
    words = json.loads((ROOT / "static" / "i18n" / "en.json").read_text(encoding="utf-8"))
    spoken = {key: key.removeprefix("explain.") for key in words}
    assert [key for key, name in spoken.items() if not {key, name} & said and not name.startswith(begun)] == []


def test_every_slip_has_words_and_no_others_are_left() -> None:
    named = {ROUNDING}
    with np.errstate(all="ignore"):
        for kind in product(*EXERCISES.values()):
            exercise = draw(0, *kind)
            named |= {name for of in KINDS for names, _ in slips(exercise, solve(exercise), of) for name in names}
    words = json.loads((ROOT / "static" / "i18n" / "en.json").read_text(encoding="utf-8"))
    assert {f"practise.slip.{name}" for name in named} == {key for key in words if key.startswith("practise.slip.")}


def test_the_korean_guide_names_things_as_the_page_does_and_says_no_command_of_its_own() -> None:
    guide, english = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.ko.md", "README.md"))
    words = json.loads((ROOT / "static" / "i18n" / "ko.json").read_text(encoding="utf-8"))
    names = re.findall(r"\*\*([^*]+)\.\*\*", guide) + re.findall(r"(?:- |도움말의 )\*([^*]+)\*[:를]", guide)
    assert len(names) == 8 and set(names) <= {*words.values()}
    spans, known = (set(re.findall(r"(?<!`)`([^`\n]+)`(?!`)", each)) for each in (guide, english))
    assert spans <= known | {"EN 한", "?"}
    for file in re.findall(r"\]\(([^:)]+)\)", guide):
        assert (ROOT / file).is_file()

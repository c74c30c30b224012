"""The rules of the house that a machine can check. A failure names the file at fault; the reasons: ARCHITECTURE.md."""

import ast
import json
import re
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[1]
JS = ROOT / "static" / "js"

MAX_LINES = {".py": 300, ".js": 300, ".css": 420}
VAGUE = {"utils", "util", "helpers", "common", "constants", "services", "schemas", "misc"}

IMPURE = ["asyncio", "logging", "multiprocessing", "random", "socket", "subprocess", "threading", "time"]
FILES = ["gzip", "io", "mmap", "os", "pathlib", "shutil", "tempfile"]
WEB = ["fastapi", "starlette", "uvicorn", "websockets"]
ROUTES = ["app.web.api", "app.web.live", "app.web.pages"]

# What the files of a pattern never import. A name covers what lies below it.
NEVER: dict[str, list[str]] = {
    "engine/*.py": ["app", *IMPURE, *WEB],
    "engine/[!km]*.py": FILES,  # only mnist.py reads files, and kernel.py what is written of the processor
    "engine/costs.py": ["engine.descent", "engine.network"],
    "engine/optimizers.py": ["engine.backprop", "engine.network"],
    "engine/network.py": ["engine.descent"],  # but for the costs: the cost decides what the outputs are
    "engine/backprop.py": ["engine.descent", "engine.nudges"],
    "engine/nudges.py": ["engine.descent"],
    "engine/agreement.py": ["engine.descent"],
    "engine/mnist.py": ["engine.network"],
    "engine/drawing.py": ["engine.mnist", "engine.network"],
    "app/__main__.py": ROUTES,
    "app/web/server.py": ROUTES,
    "app/web/gate.py": ROUTES,
    "app/web/pages.py": ["engine"],
    "app/web/live.py": ["engine", "multiprocessing"],
    "app/runs/*.py": ["engine", *WEB],
    "app/kept/*.py": ["multiprocessing", *WEB],
    "app/kept/record.py": ["asyncio", "engine"],
    "app/kept/store.py": ["engine.backprop", "engine.descent", "engine.network", "engine.nudges"],
    "app/wire/*.py": ["asyncio", "multiprocessing", *WEB],
    "app/child/*.py": ["asyncio", *WEB],
    "app/training/*.py": ["asyncio", *WEB],
    "app/race/*.py": ["asyncio", *WEB],
    "app/worker.py": ["asyncio", *WEB],
}

# The packages of app, and on which of app's each leans beside itself.
PACKAGES: dict[str, list[str]] = {
    "wire": [],
    "kept": ["wire"],
    "runs": ["kept", "wire"],
    "web": ["doctor", "kept", "runs", "settings", "wire"],
    "child": ["kept", "wire"],
    "training": ["child", "kept", "wire"],
    "race": ["child", "kept", "wire"],
}

# Of the project's own modules, all that these files import.
ONLY: dict[str, list[str]] = {
    "engine/activations.py": ["engine.arrays", "engine.tape"],
    "engine/arrays.py": [],
    "engine/tape.py": [],
    "engine/plan.py": ["engine.activations", "engine.arrays", "engine.costs", "engine.optimizers"],
    "app/__init__.py": [],
    "app/settings.py": [],
    "app/worker.py": ["app.child", "app.race", "app.training"],
}

# What opens no arrays.
CARRIERS = ["app/[!tw]*.py", "app/runs/*.py", "app/web/*.py", "app/wire/*commands.py", "app/wire/re*.py"]
MAY_ASK_FOR_THE_KERNEL = ("kernel.py", "threadpoolctl.threadpool_info")  # of engine: NumPy cannot say it itself
MAY_READ_THE_ENVIRONMENT = ["app/__init__.py", "app/settings.py"]

# The same for the page, by path below static/js; a trailing / means the folder.
JS_NEVER: dict[str, list[str]] = {
    "*": ["main.js"],
    "connection.js": ["draw/", "panels/"],
    "draw/*": ["connection.js", "panels/", "state.js", "store.js"],
    "panels/*": ["connection.js", "panels/"],
    "state.js": ["connection.js", "draw/", "panels/"],
    "store.js": ["connection.js", "draw/", "panels/"],
}
JS_WITHOUT_DOM = ["protocol.js", "state.js", "store.js", "connection.js"]
JS_IMPORT = re.compile(r"""^(?:import|export)\b[^;"'`=]*["']([^"']+)["']""", re.MULTILINE)
JS_LATER = re.compile(r"""\bimport\(\s*["'](\.[^"']+)["']""")  # what is loaded when it is first wanted
JS_DOM = re.compile(r"\b(document\.|HTML\w*Element\b|querySelector|createElement)")
JS_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)

COLOUR = r"(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(\s*[\d.]"
CSS_COLOUR = re.compile(rf":[^;{{}}]*(#[0-9a-f]{{3,8}}\b|{COLOUR})[^;{{}}]*[;}}]", re.IGNORECASE)
JS_COLOUR = re.compile(rf"[\"'`]#[0-9a-f]{{3,8}}[\"'`]|{COLOUR}", re.IGNORECASE)
ELSEWHERE = re.compile(
    r"""(?:<script[^>]*\ssrc|<link[^>]*\shref|<img[^>]*\ssrc|url\(|@import|\bfrom|\bimport\(?|\bfetch\()"""
    r"""\s*=?\s*["'`]?(?:https?:)?//[^"'`\s)]+"""
)
INLINE = re.compile(
    r"""\s(?:style|on[a-z]+)\s*=\s*["']|<script(?![^>]*\b(?:src=|type="(?:application/json|importmap)"))"""
)


def files(*patterns: str) -> list[Path]:
    found = (file for pattern in patterns for file in sorted(ROOT.glob(pattern)))
    return [file for file in found if "static/vendor/" not in file.as_posix()]


def name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


def python_imports(file: Path) -> Iterator[str]:
    """The full name of each module, and of each thing from a module, that a file imports."""
    package = ".".join(file.relative_to(ROOT).parts[:-1])
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = ".".join(filter(None, [package if node.level else "", node.module]))
            yield from (f"{module}.{alias.name}" for alias in node.names)


def covers(rule: str, imported: str) -> bool:
    return imported == rule or imported.startswith(rule + ".")


def js_imports(file: Path) -> Iterator[str]:
    """What a file imports at run time: bare names as they are, relative ones as paths below static/js."""
    for imported in JS_IMPORT.findall(file.read_text(encoding="utf-8")):
        yield below(file, imported) if imported.startswith(".") else imported


def below(file: Path, imported: str) -> str:
    """What a file imports by a relative path, as a path below static/js."""
    return (file.parent / imported).resolve().relative_to(JS.resolve()).as_posix()


def test_python_files_import_nothing_that_the_table_forbids() -> None:
    faults = [
        f"{name(file)} imports {imported}"
        for file in files("engine/**/*.py", "app/**/*.py")
        for imported in python_imports(file)
        for pattern, rules in NEVER.items()
        if fnmatch(name(file), pattern) and any(covers(rule, imported) for rule in rules)
    ]
    assert not faults, "\n".join(faults)


def test_python_files_with_a_short_list_import_nothing_else_of_the_project() -> None:
    faults = [
        f"{path} imports {imported}"
        for path, allowed in ONLY.items()
        for file in files(path)
        for imported in python_imports(file)
        if imported.split(".")[0] in {"app", "engine"} and not any(covers(rule, imported) for rule in allowed)
    ]
    assert not faults, "\n".join(faults)


def test_packages_of_app_lean_on_those_below_them_alone() -> None:
    found = {file.parent.name for file in files("app/*/*.py")}
    assert found == PACKAGES.keys(), "ARCHITECTURE.md and this test name every package"
    faults = [
        f"{name(file)} imports {imported}"
        for package, below_it in PACKAGES.items()
        for file in files(f"app/{package}/*.py")
        for imported in python_imports(file)
        if covers("app", imported) and not any(covers(f"app.{each}", imported) for each in [package, *below_it])
    ]
    assert not faults, "\n".join(faults)


def test_engine_imports_numpy_and_the_standard_library_alone() -> None:
    known = {"engine", "numpy", *sys.stdlib_module_names}
    faults = [
        f"{name(file)} imports {imported}"
        for file in files("engine/**/*.py")
        for imported in python_imports(file)
        if imported.split(".")[0] not in known and (file.name, imported) != MAY_ASK_FOR_THE_KERNEL
    ]
    assert not faults, "\n".join(faults)


def test_engine_neither_prints_nor_opens_files_outside_mnist() -> None:
    faults = [
        f"{name(file)}:{node.lineno} calls {node.func.id}"
        for file in files("engine/**/*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        if node.func.id in {"print", "input"} or (node.func.id == "open" and file.name != "mnist.py")
    ]
    assert not faults, "\n".join(faults)


def test_the_web_side_of_app_opens_no_arrays() -> None:
    faults = [
        name(file) for file in files(*CARRIERS) if any(covers("numpy", imported) for imported in python_imports(file))
    ]
    assert not faults, "\n".join(faults)


def test_only_settings_read_the_environment() -> None:
    faults = [
        name(file)
        for file in files("engine/**/*.py", "app/**/*.py")
        if name(file) not in MAY_READ_THE_ENVIRONMENT
        and re.search(r"\bos\.(environ|getenv)\b", file.read_text(encoding="utf-8"))
    ]
    assert not faults, "\n".join(faults)


def test_javascript_files_import_nothing_that_the_table_forbids() -> None:
    faults = []
    for file in files("static/js/**/*.js"):
        path = file.relative_to(JS).as_posix()
        for imported in js_imports(file):
            for pattern, rules in JS_NEVER.items():
                bad = any(imported.startswith(rule) if rule.endswith("/") else imported == rule for rule in rules)
                if bad and fnmatch(path, pattern):
                    faults.append(f"{name(file)} imports {imported}")
    assert not faults, "\n".join(faults)


def test_no_javascript_files_lean_on_each_other_in_a_circle() -> None:
    leans: dict[str, set[str]] = {}
    for file in files("static/js/**/*.js"):
        later = (below(file, imported) for imported in JS_LATER.findall(file.read_text(encoding="utf-8")))
        leans[file.relative_to(JS).as_posix()] = {*js_imports(file), *later}
    while free := {file for file, others in leans.items() if not others & leans.keys()}:
        leans = {file: others for file, others in leans.items() if file not in free}
    assert not leans, "in a circle, or before one: " + ", ".join(sorted(leans))


def test_only_protocol_js_touches_wire_bytes() -> None:
    faults = [
        name(file)
        for file in files("static/js/**/*.js")
        if file.name != "protocol.js" and "@msgpack/msgpack" in js_imports(file)
    ]
    assert not faults, "\n".join(faults)


def test_the_wire_and_the_state_of_the_page_know_no_dom() -> None:
    faults = [
        f"{name(file)} uses {match[1]}"
        for file in files(*(f"static/js/{path}" for path in JS_WITHOUT_DOM))
        for match in JS_DOM.finditer(JS_COMMENT.sub("", file.read_text(encoding="utf-8")))
    ]
    assert not faults, "\n".join(faults)


def test_files_are_short_and_named_after_what_they_hold() -> None:
    faults = []
    for file in files("engine/**/*.py", "app/**/*.py", "static/js/**/*.js", "static/css/**/*.css"):
        lines = file.read_text(encoding="utf-8").count("\n")
        if lines > MAX_LINES[file.suffix]:
            faults.append(f"{name(file)} has {lines} lines, at most {MAX_LINES[file.suffix]}: look for the second noun")
        if file.stem in VAGUE:
            faults.append(f"{name(file)} is named after nothing in particular")
    assert not faults, "\n".join(faults)


def test_tests_are_no_packages() -> None:
    assert [name(file) for file in files("tests/**/__init__.py")] == []  # one would shadow the package that it tests


def test_every_message_type_is_in_the_architecture() -> None:
    architecture = ROOT / "ARCHITECTURE.md"
    text = architecture.read_text(encoding="utf-8") if architecture.exists() else ""
    faults = [
        f"{name(file)}: {keyword.value.value}"
        for file in files("app/**/*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        for keyword in node.keywords
        if keyword.arg == "tag" and isinstance(keyword.value, ast.Constant) and f"`{keyword.value.value}`" not in text
    ]
    assert not faults, "\n".join(faults)


def test_every_file_of_engine_and_app_is_in_the_architecture() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert [name(file) for file in files("engine/[!_]*.py", "app/**/[!_]*.py") if f"`{file.stem}`" not in text] == []


def keys(words: object, at: str = "") -> Iterator[str]:
    if isinstance(words, dict):
        for key, value in words.items():
            yield from keys(value, f"{at}.{key}" if at else key)
    else:
        yield at


def test_every_language_has_every_word() -> None:
    languages = {file: set(keys(json.loads(file.read_text(encoding="utf-8")))) for file in files("static/i18n/*.json")}
    every = set().union(*languages.values())
    faults = [f"{name(file)} lacks {key}" for file, has in languages.items() for key in sorted(every - has)]
    assert not faults, "\n".join(faults)


def test_every_word_fills_the_same_blanks_in_every_language() -> None:
    blanks: dict[str, dict[str, list[str]]] = {}
    for file in files("static/i18n/*.json"):
        for key, text in json.loads(file.read_text(encoding="utf-8")).items():
            if isinstance(text, str):
                blanks.setdefault(key, {})[file.name] = sorted(set(re.findall(r"\{\w+\}", text)))
    faults = [f"{key}: {by}" for key, by in blanks.items() if len({tuple(found) for found in by.values()}) > 1]
    assert not faults, "\n".join(faults)


def test_colours_are_written_in_tokens_css_alone() -> None:
    faults = [
        f"{name(file)}: {match[0].strip()}"
        for pattern, colour in {"static/css/**/*.css": CSS_COLOUR, "static/js/**/*.js": JS_COLOUR}.items()
        for file in files(pattern)
        if name(file) != "static/css/tokens.css"
        for match in colour.finditer(JS_COMMENT.sub("", file.read_text(encoding="utf-8")))
    ]
    assert not faults, "\n".join(faults)


def test_the_page_loads_nothing_from_elsewhere() -> None:
    faults = [
        f"{name(file)}: {match[0]}"
        for file in files("static/**/*.css", "static/**/*.js", "templates/**/*.html")
        for match in ELSEWHERE.finditer(file.read_text(encoding="utf-8"))
    ]
    assert not faults, "\n".join(faults)


def test_templates_carry_no_script_and_no_style_of_their_own() -> None:
    faults = [
        f"{name(file)}: {match[0].strip()}"
        for file in files("templates/**/*.html")
        for match in INLINE.finditer(file.read_text(encoding="utf-8"))
    ]
    assert not faults, "\n".join(faults)


def test_make_finds_every_javascript_test() -> None:
    faults = [
        f"{name(file)} should be called {file.name.removesuffix(file.suffix)}.test.js"
        for file in files("tests/js/**/*.js", "tests/js/**/*.mjs")
        if "node:test" in file.read_text(encoding="utf-8") and not file.name.endswith(".test.js")
    ]
    assert not faults, "\n".join(faults)

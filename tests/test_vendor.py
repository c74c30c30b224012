"""The page's libraries are what their authors published: nothing changed, nothing missing, each with its licence."""

import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
VENDOR = ROOT / "static" / "vendor"
LIBRARIES = sorted(folder for folder in VENDOR.glob("*@*") if folder.is_dir())


def test_every_file_has_the_listed_checksum_and_no_file_is_unlisted() -> None:
    listed = dict(reversed(line.split("  ")) for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    there = {
        file.relative_to(VENDOR).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for library in LIBRARIES
        for file in library.rglob("*")
        if file.is_file()
    }
    assert there == listed


def test_every_library_carries_its_licence() -> None:
    assert LIBRARIES
    assert [library.name for library in LIBRARIES if not [*library.glob("LICENSE*"), *library.glob("license*")]] == []


def test_every_library_is_credited_in_notice() -> None:
    notice = (ROOT / "NOTICE").read_text()
    assert [library.name for library in LIBRARIES if library.name.replace("@", " ") not in notice] == []


def test_every_library_has_the_version_that_the_package_lock_names() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    locked = {
        f"{path.split('/')[-1]}@{package['version']}"
        for path, package in packages.items()
        if path.startswith("node_modules/")
    }
    assert [library.name for library in LIBRARIES if library.name not in locked] == []


def test_import_map_names_files_that_are_there() -> None:
    imports = json.loads((VENDOR / "importmap.json").read_text())["imports"]
    assert [path for path in imports.values() if not (ROOT / path.lstrip("/")).exists()] == []


def test_libraries_import_only_by_relative_path_or_through_the_import_map() -> None:
    imports = json.loads((VENDOR / "importmap.json").read_text())["imports"]
    faults = []
    for library in LIBRARIES:
        for file in [*library.rglob("*.js"), *library.rglob("*.mjs")]:
            for name in re.findall(r"""\b(?:from|import)\s*["']([^"'\s]+)["']""", file.read_text(encoding="utf-8")):
                there = (file.parent / name).is_file() if name.startswith(".") else name in imports
                if not there:
                    faults.append(f"{file.relative_to(VENDOR)} imports {name}")
    assert not faults, "\n".join(faults)


def test_no_icon_is_left_that_nothing_shows() -> None:
    styles = "\n".join(sheet.read_text(encoding="utf-8") for sheet in (ROOT / "static" / "css").glob("*.css"))
    icons = sorted(icon.name for icon in VENDOR.glob("lucide-static@*/icons/*.svg"))
    assert "moon.svg" in icons
    assert [icon for icon in icons if f"/icons/{icon}" not in styles] == []

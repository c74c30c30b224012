"""Copies the page's libraries, unmodified, from node_modules to NAME@VERSION/ here, with an import map and checksums.

`make vendor` runs this after changing a version in package.json. What is copied is listed once, in VENDORED.
"""

import hashlib
import json
import shutil
from pathlib import Path

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / "node_modules"

LIT_DIRECTIVES = ["live", "ref", "repeat"]
LUCIDE_ICONS = [
    *["play", "pause", "skip-forward", "rotate-ccw", "undo-2", "trash-2", "maximize-2", "minimize-2"],
    *["moon", "sun", "circle-help", "chevron-left", "chevron-right", "x", "download", "settings-2"],
]

# package: (the files or patterns to copy, the module that `import "package"` means)
VENDORED: dict[str, tuple[list[str], str | None]] = {
    "@msgpack/msgpack": (["dist.esm/**/*.mjs", "LICENSE"], "dist.esm/index.mjs"),
    "d3-array": (["dist/d3-array.mjs", "LICENSE"], "dist/d3-array.mjs"),
    "d3-contour": (["dist/d3-contour.mjs", "LICENSE"], "dist/d3-contour.mjs"),
    "driver.js": (["dist/driver.js.mjs", "dist/driver.css", "license"], "dist/driver.js.mjs"),
    "internmap": (["src/index.js", "LICENSE"], "src/index.js"),
    "lit-html": (
        [
            *["lit-html.js", "directive.js", "directive-helpers.js", "async-directive.js", "LICENSE"],
            *(f"directives/{name}.js" for name in LIT_DIRECTIVES),
        ],
        "lit-html.js",
    ),
    "lucide-static": ([*(f"icons/{name}.svg" for name in LUCIDE_ICONS), "LICENSE"], None),
    # No module: those come unminified only, twice as heavy. index.html loads it as a script, which leaves `uPlot`.
    "uplot": (["dist/uPlot.iife.min.js", "dist/uPlot.min.css", "LICENSE"], None),
}


def fill() -> None:
    for old in HERE.glob("*@*"):
        shutil.rmtree(old)
    imports: dict[str, str] = {}
    for package, (patterns, entry) in VENDORED.items():
        source = MODULES / package
        version = json.loads((source / "package.json").read_text())["version"]
        folder = f"{package.split('/')[-1]}@{version}"
        for pattern in patterns:
            found = sorted(source.glob(pattern))
            if not found:
                raise SystemExit(f"{package} {version} has no file {pattern}: mend VENDORED in {Path(__file__).name}")
            for file in found:
                target = HERE / folder / file.relative_to(source)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
        if entry is not None:
            imports[package] = f"/static/vendor/{folder}/{entry}"
        if package == "lit-html":
            imports["lit-html/"] = f"/static/vendor/{folder}/"
    (HERE / "importmap.json").write_text(json.dumps({"imports": imports}, indent=2) + "\n")
    copied = sorted(file for file in HERE.glob("*@*/**/*") if file.is_file())
    sums = (
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(HERE).as_posix()}\n" for file in copied
    )
    (HERE / "SHA256SUMS").write_text("".join(sums))


if __name__ == "__main__":
    fill()

"""`python -m bench [PART ...] [--quick]`: measures the parts named, or all, and writes bench/RESULTS.md."""

from __future__ import annotations

import argparse
import importlib
import sys
import time

from bench import machine, report

PARTS = ("engine", "peers", "growth", "evaluation", "memory", "stream", "page", "start")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"any of {', '.join(PARTS)}; all unless named")
    parser.add_argument("--quick", action="store_true", help="a few seconds: does it work at all? Writes nothing.")
    arguments = parser.parse_args()
    for part in arguments.parts:
        if part not in PARTS:
            parser.error(f"there is no part {part!r}, there are {', '.join(PARTS)}")

    for name in arguments.parts or PARTS:
        started = time.perf_counter()
        print(f"{name} ...", file=sys.stderr, flush=True)
        found = importlib.import_module(f"bench.{name}").measure(quick=arguments.quick)
        if found is None:
            print(f"{name}: cannot be measured here", file=sys.stderr)
            continue
        print(report.section(found), flush=True)
        print(f"{name}: {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
        if not arguments.quick:
            report.keep(name, found, machine.pulse())
    if not arguments.quick:
        print(report.goals(report.kept(PARTS)))
        report.write(PARTS)
    return 0


if __name__ == "__main__":
    sys.exit(main())

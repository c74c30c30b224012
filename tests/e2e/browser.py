"""Which browser the journeys drive: CHROMIUM if set, else a Chromium or Chrome on PATH, else Playwright's own download.

    playwright.chromium.launch(executable_path=browser.find(), args=browser.ARGUMENTS)

Run as a script (`make test` does), it sees to it that there is one that starts, or says what to install and exits 1.
"""

import os
import shutil
import subprocess
import sys

from playwright.sync_api import Error, sync_playwright

# The headless shell is the same browser without a window's trimmings: the journeys take a sixth less time in it.
NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
DEBIAN_PACKAGES = [
    "chromium-headless-shell",
    "fonts-noto-cjk",
]  # the page is Korean too, and its screenshots are looked at
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0

ARGUMENTS = [
    *(["--no-sandbox"] if IS_ROOT else []),  # Chromium refuses to start as root with its sandbox
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str | None:
    """The browser's path; None leaves the choice to Playwright, which then uses the one that it downloaded."""
    if named := os.environ.get("CHROMIUM"):
        if shutil.which(named) is None:
            raise FileNotFoundError(f"CHROMIUM is {named!r}, which is not a program that can be run")
        return shutil.which(named)
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def version() -> str | None:
    """The version of the browser that starts, or None when none does."""
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=find(), args=ARGUMENTS)
        except Error:
            return None
        try:
            return browser.version
        finally:
            browser.close()


def install() -> None:
    """Asks Debian, or else Playwright, for a browser; both may refuse, and what counts is whether one starts after."""
    if IS_ROOT and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=environment, stdin=subprocess.DEVNULL)
        command = ["apt-get", "install", "-y", "-qq", *DEBIAN_PACKAGES]
        subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    if find() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdin=subprocess.DEVNULL)


def has_korean() -> bool:
    if shutil.which("fc-list") is None:
        return not sys.platform.startswith("linux")
    return bool(subprocess.run(["fc-list", ":lang=ko"], capture_output=True).stdout.strip())


def main() -> int:
    found = version()
    if found is None or (IS_ROOT and not has_korean()):
        install()
        found = version()
    if found is None:
        print(
            "No Chromium or Chrome starts here, and the browser tests need one: install Debian's `chromium`, or Google "
            "Chrome, or set CHROMIUM to its path.",
            file=sys.stderr,
        )
        return 1
    print(f"Browser: {find() or 'downloaded by Playwright'}, version {found}")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except FileNotFoundError as error:
        sys.exit(str(error))

"""What the journeys need: one window for all, and for each a page that fails the test if its console complains."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))  # tests are not a package: `browser` stands beside this file

import browser as found

WAIT = 20_000  # milliseconds for anything to happen
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = {"serious", "critical"}
IGNORED = "The Cross-Origin-Opener-Policy header has been ignored"  # over http, as in a class
USUAL: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light", "locale": "en-US"}

expect.set_options(timeout=WAIT)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A real browser."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found.find(), args=found.ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def _tidy(request: pytest.FixtureRequest) -> Iterator[None]:
    """No test leaves runs behind on the server that all share: it has room for a few only, and they take time."""
    if "server" not in request.fixturenames:
        yield
        return
    server = request.getfixturevalue("server")

    def runs() -> set[str]:
        with server.client() as client:
            return {each["id"] for each in client.get("/api/runs").json()["runs"]}

    before = runs()
    yield
    for left in runs() - before:
        server.delete(left)


@pytest.fixture(scope="session")
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """Where most pages open. An empty one keeps it open: to make another takes as much as to load the page."""
    window = chromium.new_context(**USUAL)
    window.new_page()
    yield window
    window.close()


def forget(window: BrowserContext) -> None:
    """Nothing that a page has kept is there for the next."""
    window.clear_cookies()
    session = window.new_cdp_session(window.pages[0])
    session.send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})
    session.detach()


@pytest.fixture
def open_page(chromium: Browser, window: BrowserContext) -> Iterator[Callable[..., Page]]:
    """Opens a page at an address; options as for a browser context. The second of a test is somebody else's, and shares
    nothing with the first. At the end no console may have complained.
    """
    complaints: list[str] = []
    pages: list[Page] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and IGNORED not in message.text:
            complaints.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def new_page(viewport: Any, color_scheme: Any, **options: Any) -> Page:
        if len(window.pages) > 1 or any(USUAL.get(name) != value for name, value in options.items()):
            return chromium.new_context(viewport=viewport, color_scheme=color_scheme, **options).new_page()
        page = window.new_page()
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=color_scheme)
        return page

    def open(url: str, **options: Any) -> Page:
        page = new_page(**{**USUAL, **options})
        pages.append(page)
        page.set_default_timeout(WAIT)
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(f"uncaught: {error.stack or error}"))
        page.goto(url)
        return page

    def close() -> None:
        for page in pages:
            page.close() if page.context is window else page.context.close()
        pages.clear()
        forget(window)

    def forgive() -> None:
        """Closes all pages, which brings what they still have to say, and forgets it, where a test breaks things."""
        close()
        complaints.clear()

    open.forgive = forgive  # type: ignore[attr-defined]
    yield open
    close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def axe() -> Callable[..., list[str]]:
    """What axe finds on a page that is serious or worse: its rule and the elements."""

    def check(page: Page) -> list[str]:
        page.wait_for_function("() => !document.getAnimations().some(each => each instanceof CSSTransition)")
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE.read_text(encoding="utf-8"))
        results = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{violation['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
            for violation in results["violations"]
            if violation["impact"] in GRAVE
            for node in violation["nodes"]
        ]

    return check

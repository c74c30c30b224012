"""What the journeys need: one Chromium for all, and for each a page that fails the test if its console complains."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))  # tests are not a package: `browser` stands beside this file

import browser as found

WAIT = 20_000  # milliseconds for anything to happen
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = {"serious", "critical"}

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


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page at an address; options as for a browser context. At the end no console may have complained."""
    complaints: list[str] = []
    contexts = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def open(url: str, **options: Any) -> Page:
        given = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US", **options}
        context = chromium.new_context(**given)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT)
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(f"uncaught: {error.stack or error}"))
        page.goto(url)
        return page

    def forgive() -> None:
        """Closes all pages, which brings what they still have to say, and forgets it, where a test breaks things."""
        for context in contexts:
            context.close()
        contexts.clear()
        complaints.clear()

    open.forgive = forgive  # type: ignore[attr-defined]
    yield open
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def axe() -> Callable[..., list[str]]:
    """What axe finds on a page that is serious or worse: its rule and the elements."""

    def check(page: Page) -> list[str]:
        page.wait_for_function("() => !document.getAnimations().some(each => each instanceof CSSTransition)")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        results = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{violation['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
            for violation in results["violations"]
            if violation["impact"] in GRAVE
            for node in violation["nodes"]
        ]

    return check

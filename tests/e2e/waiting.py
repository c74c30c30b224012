"""How the journeys wait for what a page will show, where Playwright's own `expect` cannot say it."""

import time
from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import Page

T = TypeVar("T")

PATIENCE = 20.0  # seconds


def comes_true(page: Page, check: Callable[[], T]) -> T:
    """What `check` returns once it does not fail. It is tried again with each frame that the page draws, as what it
    compares may have come to the page in part; when patience ends, its last failure is the test's."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return check()
        except (AssertionError, ValueError):  # ValueError: a dash where a number will be
            if time.monotonic() > end:
                raise
        page.evaluate("() => new Promise(requestAnimationFrame)")

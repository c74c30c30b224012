"""The page in a real browser, without a GPU: what it weighs, its work in a frame, and how old is what it has drawn."""

from __future__ import annotations

import gzip
import json
import random
import statistics
import time
from bisect import bisect_right
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, Response, sync_playwright

from bench import clock
from bench.report import Part, Row, number, table
from bench.server import Server
from tests.e2e import browser as found

CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "__metadata"]
TRACED, AGED = 6.0, 8.0  # seconds
HEAPED, HEAPED_QUICKLY = 240.0, 1.0  # a heap grows while it warms up: the first quarter does not count
POINTS = 60  # of the pen whose answers are waited for
PAUSE = 0.15  # seconds between two of them at least, so that each is the last
CYCLE = 1 / 30  # seconds of a picture and of the frame after it: the pen keeps no time with them
MEGABYTE = 2**20

# Notes when what goes over the page's sockets is sent, has come, and has been drawn: the page says so by its `ack`.
HOOK = """
(() => {
  const seen = window.bench = { frames: [], acks: [], asked: [], answered: [] };
  const now = () => performance.timeOrigin + performance.now();
  const Native = WebSocket;
  window.WebSocket = class extends Native {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        if (seen.decode) seen.frames.push([now(), seen.decode(data)]);
      });
    }
    send(text) {
      super.send(text);
      if (!seen.decode) return;
      const command = JSON.parse(text);
      if (command.type === "ack") seen.acks.push(now());
      if (command.type === "predict") seen.asked.push([now(), command.id, command.strokes.flat().length]);
    }
  };
})();
"""

# From here on: the newest picture drawn by each ack, and the answers to the pen, drawn in the frame after they come.
LISTEN = """
async () => {
  const { decode } = await import("/static/js/protocol.js");
  const seen = window.bench;
  const now = () => performance.timeOrigin + performance.now();
  seen.decode = (data) => {
    const message = decode(data);
    if (message.type === "prediction") {
      const id = message.id;
      requestAnimationFrame(() => setTimeout(() => seen.answered.push([now(), id]), 0));
    }
    return { type: message.type, at: message.at };
  };
  seen.points = [];
  addEventListener("pointermove", (event) => seen.points.push(performance.timeOrigin + event.timeStamp), true);
}
"""


def measure(quick: bool) -> Part | None:
    if found.find() is None:
        return None
    with Server() as server, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found.find(), args=found.ARGUMENTS)
        try:
            return _measure(server, chromium, quick)
        finally:
            chromium.close()


def _measure(server: Server, chromium: Browser, quick: bool) -> Part:
    part = 0.1 if quick else 1.0
    run = server.new_run(speed=None)
    page = chromium.new_page(viewport={"width": 1440, "height": 900}, locale="en-US")
    page.add_init_script(HOOK)
    session = page.context.new_cdp_session(page)
    traffic = Traffic(page, session)
    paint = _load(page, f"{server.url}/runs/{run}")
    sent, compressed, files = traffic.so_far()
    session.send("Network.disable")  # to listen takes time
    page.locator('[data-action="play"]').click()
    time.sleep(3 * part)

    chromium.start_tracing(page=page, categories=CATEGORIES)
    time.sleep(TRACED * part)
    work, frames, longest = _frames(json.loads(chromium.stop_tracing()))

    heaps = [_heap(session)]
    started = time.perf_counter()
    for _ in range(4):
        time.sleep((HEAPED_QUICKLY if quick else HEAPED) / 4)
        heaps.append(_heap(session))
    minutes = (time.perf_counter() - started) / 60
    growth = (heaps[-1] - heaps[1]) / (minutes * 3 / 4)

    page.evaluate(f"({LISTEN})()")
    time.sleep(AGED * part)
    ages = _ages(page.evaluate("window.bench"))
    answers = _answers(page, POINTS // 10 if quick else POINTS)
    session.send("Network.enable")
    _open_all(page)
    sent_in_all, compressed_in_all, files_in_all = traffic.so_far()
    work_95 = clock.percentile(work, 0.95)
    answer_50, answer_99 = statistics.median(answers), clock.percentile(answers, 0.99)
    age_50, age_99 = statistics.median(ages), clock.percentile(ages, 0.99)
    rows = [
        Row("page: main thread in a frame, p95", 8.0, work_95, "ms"),
        Row("page: longest task while training", 50.0, longest, "ms"),
        Row("page: first contentful paint", 500.0, paint, "ms"),
        Row("page: weight, each file compressed", 300.0, compressed, "KB", f"sent as {sent:,.0f} KB, with heads"),
        Row("from a batch's end to its picture drawn, p50", 25.0, age_50, "ms"),
        Row("from a batch's end to its picture drawn, p99", 60.0, age_99, "ms"),
        Row("from the last pen point to ten new outputs, p50", 15.0, answer_50, "ms"),
        Row("from the last pen point to ten new outputs, p99", 40.0, answer_99, "ms"),
        Row("page: growth of the heap", 1.0, max(growth, 0.0), "MB/min", "flat is less than the noise of a collection"),
    ]
    lines = [
        ("weight as sent at first, and once all has been opened", f"{sent:,.0f}, {sent_in_all:,.0f} KB"),
        ("the same, each file compressed and without heads", f"{compressed:,.0f}, {compressed_in_all:,.0f} KB"),
        ("files at first, and in all", f"{files}, {files_in_all}"),
        ("first contentful paint", f"{paint:.0f} ms"),
        ("frames a second", f"{frames:.0f}"),
        ("main thread in a frame: median, p95", f"{statistics.median(work):.1f}, {work_95:.1f} ms"),
        ("longest task", f"{longest:.0f} ms"),
        ("from a batch's end to its picture drawn: p50, p99", f"{number(age_50)}, {number(age_99)} ms"),
        ("from the last pen point to ten new outputs drawn: p50, p99", f"{number(answer_50)}, {number(answer_99)} ms"),
        (f"heap at first, and after {minutes:.1f} minutes", f"{heaps[0]:.1f}, {heaps[-1]:.1f} MB"),
    ]
    return Part("The page", rows, TEXT.format(version=chromium.version) + table(("", ""), lines))


class Traffic:
    """What has come over the wire for a page since this was made, with nothing kept from before."""

    def __init__(self, page: Page, session: CDPSession) -> None:
        self._sizes: list[float] = []
        self._responses: list[Response] = []
        session.on("Network.loadingFinished", lambda event: self._sizes.append(event["encodedDataLength"]))
        session.send("Network.enable")
        page.on("response", lambda response: self._responses.append(response))

    def so_far(self) -> tuple[float, float, int]:
        """Kilobytes, kilobytes if each file were compressed, files."""
        bodies = [each.body() for each in list(self._responses) if each.ok]
        return sum(self._sizes) / 1000, sum(len(gzip.compress(body)) for body in bodies) / 1000, len(bodies)


def _load(page: Page, url: str) -> float:
    """Milliseconds until there was something to see."""
    page.goto(url)
    page.locator('[data-action="play"]:enabled').wait_for()
    time.sleep(1)  # for what comes late
    return float(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))


def _open_all(page: Page) -> None:
    """Opens what is loaded when it is first wanted."""
    page.locator('[data-action="language"]').click()
    page.evaluate("import('driver.js')")
    page.locator("#tab-checkup").click()
    page.locator(".side-view").wait_for()
    for view, shown in ((1, ".map canvas"), (2, ".practise-net")):
        page.locator(".views .view").nth(view).click()
        page.locator(shown).first.wait_for()
    time.sleep(1)


def _heap(session: CDPSession) -> float:
    """Megabytes in use, once all that can go has gone."""
    session.send("HeapProfiler.collectGarbage")
    return float(session.send("Runtime.getHeapUsage")["usedSize"]) / MEGABYTE


def _frames(trace: Any) -> tuple[list[float], float, float]:
    """Milliseconds of the main thread's processor time in each frame, frames a second, and the longest task."""
    events = trace["traceEvents"] if isinstance(trace, dict) else trace
    mains = {
        (event["pid"], event["tid"])
        for event in events
        if event.get("name") == "thread_name" and event["args"].get("name") == "CrRendererMain"
    }
    drawn: dict[tuple[int, int], list[float]] = {main: [] for main in mains}
    for event in events:
        if event.get("name") == "FireAnimationFrame" and (main := (event["pid"], event["tid"])) in mains:
            drawn[main].append(event["ts"])
    main = max(mains, key=lambda each: len(drawn[each]))
    starts = sorted(drawn[main])
    work = [0.0] * (len(starts) - 1)
    longest = 0.0
    for event in events:
        if event.get("name") != "RunTask" or (event["pid"], event["tid"]) != main:
            continue
        used = event.get("tdur", event.get("dur", 0)) / 1000
        longest = max(longest, used)
        # The task that draws has begun before its drawing does: it belongs to the frame in which it ends.
        at = bisect_right(starts, event["ts"] + event.get("dur", 0)) - 1
        if 0 <= at < len(work):
            work[at] += used
    return work, len(work) / (starts[-1] - starts[0]) * 1e6, longest


def _ages(seen: dict[str, Any]) -> list[float]:
    """Milliseconds from when a picture was taken to the ack that says that it, or a newer one, has been drawn."""
    pictures = [(came, frame["at"] * 1e3) for came, frame in seen["frames"] if frame["type"] == "picture"]
    ages, place = [], 0
    for acknowledged in seen["acks"]:
        newest = None
        while place < len(pictures) and pictures[place][0] <= acknowledged:
            newest = pictures[place][1]
            place += 1
        if newest is not None:
            ages.append(acknowledged - newest)
    return ages


def _answers(page: Page, count: int) -> list[float]:
    """Milliseconds from a point of the pen to the frame that shows the answer to all points up to it."""
    page.locator('[data-tab="draw"]').click()
    box = page.locator(".pad-canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.2 * box["height"])
    page.mouse.down()
    time.sleep(0.5)
    moments = random.Random(0)
    page.evaluate("(() => { const seen = window.bench; seen.points = []; seen.asked = []; seen.answered = []; })()")
    for i in range(count):
        x, y = 0.2 + 0.6 * ((i * 7) % count) / count, 0.2 + 0.6 * i / count
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        time.sleep(PAUSE + CYCLE * moments.random())
    page.mouse.up()
    time.sleep(0.5)
    seen = page.evaluate("window.bench")
    drawn = {id: at for at, id in seen["answered"]}
    answers = []
    for point, later in zip(seen["points"], [*seen["points"][1:], float("inf")], strict=True):
        shown = (drawn[id] for at, id, _ in seen["asked"] if point <= at < later and id in drawn)
        if (first := next(shown, None)) is not None:
            answers.append(first - point)
    return answers


TEXT = """
Chromium {version}, headless, without a GPU, 1440 × 900; the default network trains at full speed with every panel open.
The browser, the server and the training share the machine. A frame's work is processor time of the main thread from one
drawing to the next, from the browser's own trace; the page draws when there is something new. A point of the pen asks
at once; its answer waits for the next frame, 8 ms on average at 60 frames a second, and for what that frame draws.

"""

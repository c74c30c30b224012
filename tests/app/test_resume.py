"""However often pages lose their sockets: what a page knows of a run is what the run knows of itself."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from app.kept.record import Record
from app.runs.child import Nursery
from app.runs.outbox import TOO_SLOW, Outbox
from app.runs.run import Run
from app.runs.window import MOST
from app.web.live import Greeting, _greet
from app.wire import commands, messages, protocol
from tests.app import standin

ROOM = 12  # letters that may wait for one page


class Page:
    """What a browser knows: of its socket, and, longer than that, of the run."""

    def __init__(self) -> None:
        self.boot, self.seq = "", 0
        self.steps: list[int] = []  # of the curve
        self.status = ""
        self.outbox: Outbox | None = None
        self.received = 0
        self.picture = -1

    def read(self, frame: bytes) -> None:
        message = protocol.decode(frame)
        match message:
            case messages.Hello():
                assert message.resumed == (message.boot == self.boot and self.status != "") or not message.resumed
                self.boot = message.boot
            case messages.State():
                self.seq, self.status = message.seq, message.status
                self.steps = message.scores["step"].tolist()
            case messages.Score():
                self._next(message.seq)
                self.steps.append(message.step)
            case messages.Changed():
                self._next(message.seq)
                self.status = message.status
                self.steps = [] if message.fresh else self.steps
            case messages.Matrices():
                self.received += 1
                assert message.n > self.picture, "an older picture came after a newer one"
                self.picture = message.n
            case _:
                raise AssertionError(message)

    def _next(self, seq: int) -> None:
        assert seq == self.seq + 1, f"event {seq} came after event {self.seq}"
        self.seq = seq


class Resuming(RuleBasedStateMachine):
    """A run that goes on, a server that may start anew, and pages that come, see, stop, lose and return."""

    pages = Bundle("pages")

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.boots = 0
        self.n = 0
        self.step = 0
        self.all: list[Page] = []
        self.started()

    def teardown(self) -> None:
        """All return once more, and then all know the same."""
        try:
            for page in self.all:
                self.lost(page, 0)
                self.came(page)
                self.read(page, 10_000)
                record = self.run.record
                assert (page.seq, page.status) == (record.seq, record.status)
                assert page.steps == [int(row["step"] or 0) for row in record.metrics()["scores"]]
        finally:
            self.loop.close()

    @rule()
    def started(self) -> None:
        """The server starts, anew."""
        self.boots += 1
        self.run = self._in_loop(lambda: Run(Record("a1", "Run 1", {"eta": 1.0}), Nursery(standin.good)))
        for page in self.all:
            page.outbox = None
        self.happened("paused")

    def _in_loop(self, action: Callable[[], Any]) -> Any:
        async def within() -> Any:
            return action()

        return self.loop.run_until_complete(within())

    @rule(target=pages)
    def opened(self) -> Page:
        page = Page()
        self.all.append(page)
        return page

    @rule(page=consumes(pages))
    def left(self, page: Page) -> None:
        self.lost(page, 0)
        self.all.remove(page)

    @rule(page=pages)
    def came(self, page: Page) -> None:
        if page.outbox is None:
            page.outbox = outbox = Outbox(ROOM, control=True)
            page.received, page.picture = 0, -1
            hello = commands.Hello(version=protocol.VERSION, boot=page.boot, seq=page.seq)
            greeting = Greeting(f"boot {self.boots}", {}, {})
            self._in_loop(lambda: _greet(self.run, outbox, hello, greeting, most=ROOM // 2))

    @rule(page=pages, unread=st.integers(0, 3))
    def lost(self, page: Page, unread: int) -> None:
        """With what was under way to it."""
        if page.outbox:
            for _ in range(unread):
                page.outbox.take()
            gone, page.outbox = page.outbox, None
            self._in_loop(lambda: self.run.leave(gone))

    @rule(count=st.integers(1, 15))
    def learned(self, count: int) -> None:
        for _ in range(count):
            self.step += 1
            score = messages.Score(
                step=self.step, epoch=0.0, seconds=0.0, test_cost=1.0, test_accuracy=0.5, train_cost=1.0,
                train_count=1, test_count=1, confusion=np.zeros((10, 10), np.int32),
                per_class=np.zeros(10, np.float32), answers=np.zeros(10, np.float32),
            )  # fmt: skip
            frame = protocol.wrap("event", protocol.encode(score))
            self._in_loop(partial(self.run._take, frame))

    @rule(status=st.sampled_from(["paused", "running"]), fresh=st.booleans())
    def happened(self, status: str, fresh: bool = False) -> None:
        changed = standin.changed({"plan": {}}, status=status, fresh=fresh, step=self.step)
        self.run._take(protocol.wrap("event", protocol.encode(changed)))

    @rule(count=st.integers(1, 4))
    def shown(self, count: int) -> None:
        for _ in range(count):
            self.n += 1
            picture = messages.Matrices(n=self.n, at=0.0, of="weights", step=self.step, W=[], b=[], scale=[])
            self.run._take(protocol.wrap("weights", protocol.encode(picture)))

    @rule(page=pages, count=st.integers(1, 30))
    def read(self, page: Page, count: int) -> None:
        for _ in range(count):
            frame = page.outbox.take() if page.outbox else None
            if frame is None:
                break
            page.read(frame)
        if page.outbox and page.outbox.closing:
            assert page.outbox.closing is TOO_SLOW
            self.lost(page, 0)

    @rule(page=pages)
    def drew(self, page: Page) -> None:
        if page.outbox:
            assert page.outbox.acknowledge(page.received)

    @rule(page=pages, hidden=st.booleans())
    def turned(self, page: Page, hidden: bool) -> None:
        if page.outbox:
            self.run.subscribe(page.outbox, [] if hidden else ["weights"])
            if not hidden:
                page.picture = min(page.picture, self.n - 1)  # what it saw last may be shown to it once more

    @rule(page=pages)
    def saw_the_newest(self, page: Page) -> None:
        """Who draws all that comes ends with what is now to be seen."""
        if page.outbox and not page.outbox.closing and "weights" in page.outbox.kinds:
            self.drew(page)
            self.shown(1)
            self.read(page, 10_000)
            assert page.outbox is None or page.picture == self.n

    @invariant()
    def nobody_is_sent_more_than_its_credit(self) -> None:
        for page in self.all:
            if page.outbox:
                assert len(page.outbox._window) <= MOST


Resuming.TestCase.settings = settings(max_examples=150, stateful_step_count=60, deadline=None)
test_every_page_knows_the_run_exactly = Resuming.TestCase

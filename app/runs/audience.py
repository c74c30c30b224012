"""Who watches a run: what all of them are told and shown, and what newcomers are shown first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping

from app.runs.outbox import Closing, Outbox
from app.wire.commands import Kind
from app.wire.protocol import Route

ALWAYS: frozenset[Route] = frozenset(("watched", "wall"))  # what is sent, and known, whoever looks
HOLD = 0.05  # seconds that what is on hold waits for a picture at most


class Audience:
    """Any number of viewers. `kinds` are those of picture that some of them look at; whoever takes the pictures is told
    by `subscribe` when they are others."""

    def __init__(self, subscribe: Callable[[Iterable[Kind]], None]) -> None:
        self.kinds: frozenset[Kind] = frozenset()
        self._viewers: set[Outbox] = set()
        self._last: dict[Route, bytes] = {}
        self._subscribe = subscribe
        self._holding: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._viewers)

    def watching(self) -> int:
        """How many may watch and ask alone: the class, where some may control."""
        return sum(not viewer.control for viewer in self._viewers)

    def join(self, viewer: Outbox) -> None:
        """From now on this viewer is told what happens."""
        self._viewers.add(viewer)

    def leave(self, viewer: Outbox) -> None:
        """Forgets a viewer."""
        self._viewers.discard(viewer)
        self._recount()

    def subscribe(self, viewer: Outbox, kinds: Iterable[Kind]) -> None:
        """This viewer looks at these kinds of picture alone; what is known of them it gets at once."""
        before = {route for route in self._last if viewer.wants(route)}
        viewer.subscribe(kinds)
        for route, picture in self._last.items():
            if route not in before:
                viewer.show(route, picture)
        self._recount()

    def tell(self, letter: bytes, hold: bool = False) -> None:
        """Sends a letter to all: at once, or, on `hold`, together with the next picture if one comes soon."""
        for viewer in self._viewers:
            viewer.put(letter, hold)
        if hold and self._holding is None:
            self._holding = asyncio.get_running_loop().call_later(HOLD, self._push)

    def show(self, route: Route, picture: bytes) -> None:
        """Shows a picture to all who look at its kind, if anybody does."""
        if route in ALWAYS or route in self.kinds:
            self._last[route] = picture
            for viewer in self._viewers:
                viewer.show(route, picture)

    def skip(self, counts: Mapping[Route, int]) -> None:
        """So many pictures of each kind were not shown, for a newer one had come with them."""
        for route, count in counts.items():
            for viewer in self._viewers:
                if viewer.wants(route):
                    viewer.skip(count)

    @property
    def wall(self) -> bytes | None:
        """The last that was seen of the wall."""
        return self._last.get("wall")

    def forget(self) -> None:
        """What was shown so far is of another network, but for the wall."""
        self._last = {route: picture for route, picture in self._last.items() if route == "wall"}

    def close(self, closing: Closing) -> None:
        """Ends the viewers' sockets."""
        for viewer in list(self._viewers):
            viewer.close(closing)

    def _push(self) -> None:
        self._holding = None
        for viewer in self._viewers:
            viewer.push()

    def _recount(self) -> None:
        kinds = frozenset[Kind]().union(*(viewer.kinds for viewer in self._viewers))
        if kinds == self.kinds:
            return
        for gone in self.kinds - kinds - ALWAYS:
            self._last.pop(gone, None)  # it will be out of date when somebody looks again
        self.kinds = kinds
        self._subscribe(kinds)

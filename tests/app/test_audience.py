"""What only adds to a curve waits for a picture, but not for ever."""

import asyncio

from app.runs.audience import HOLD, Audience
from app.runs.outbox import Outbox
from tests.app.test_outbox import Line


class Bell(Line):
    """Rings when something is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.rung = asyncio.Event()

    def post(self, messages: tuple[bytes, ...]) -> None:
        super().post(messages)
        self.rung.set()


async def test_what_is_on_hold_comes_with_the_next_picture_and_without_one_soon() -> None:
    audience, looks, does_not = Audience(lambda kinds: None), Bell(), Bell()
    for line in (looks, does_not):
        viewer = Outbox(8, True, None, line)
        audience.join(viewer)
        audience.subscribe(viewer, ["picture"] if line is looks else [])
    audience.tell(b"points", hold=True)
    audience.show("picture", b"picture")
    assert looks.out == [b"points", b"picture"] and looks.pieces == 1
    assert does_not.out == []
    began = asyncio.get_running_loop().time()
    await does_not.rung.wait()
    assert does_not.out == [b"points"] and looks.pieces == 1
    assert asyncio.get_running_loop().time() - began < HOLD * 20


async def test_what_matters_at_once_takes_along_what_is_on_hold() -> None:
    audience, line = Audience(lambda kinds: None), Bell()
    audience.join(Outbox(8, True, None, line))
    audience.tell(b"points", hold=True)
    audience.tell(b"paused")
    assert line.out == [b"points", b"paused"] and line.pieces == 1


async def test_who_comes_to_look_is_shown_what_is_known_once() -> None:
    audience, early, late = Audience(lambda kinds: None), Bell(), Bell()
    viewers = [Outbox(8, True, None, line) for line in (early, late)]
    for viewer in viewers:
        audience.join(viewer)
    audience.show("watched", b"watched")
    audience.show("weights", b"that nobody looks at")
    audience.subscribe(viewers[0], ["picture"])
    audience.show("picture", b"picture")
    audience.subscribe(viewers[1], ["picture"])
    audience.subscribe(viewers[0], ["picture", "weights"])
    assert early.out == late.out == [b"watched", b"picture"]

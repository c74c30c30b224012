"""A viewer gets all that happened and the newest of what is to be seen, and is given up when it does not keep up."""

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from app.runs.outbox import HEAP, PATIENCE, TOO_SLOW, Closing, Outbox
from app.runs.window import FEWEST, MOST
from tests.app.driven import Clock


def outbox(room: int = 8, clock: Clock | None = None) -> Outbox:
    box = Outbox(room, control=True, clock=clock or Clock(tick=0))
    box.subscribe(["picture", "weights"])
    return box


def taken(box: Outbox) -> list[bytes]:
    frames = []
    while (frame := box.take()) is not None:
        frames.append(frame)
    return frames


def test_events_come_out_in_order_and_before_pictures() -> None:
    box = outbox()
    box.show("picture", b"picture")
    box.put(b"1")
    box.put(b"2")
    assert taken(box) == [b"1", b"2", b"picture"]


def test_a_newer_picture_replaces_one_that_waits_and_keeps_its_turn() -> None:
    box = outbox()
    box.show("picture", b"old")
    box.show("weights", b"weights")
    box.show("picture", b"new")
    assert taken(box) == [b"new", b"weights"]
    assert box.skipped == 1


def test_a_viewer_is_sent_two_pictures_and_the_next_when_it_has_drawn_one() -> None:
    box = outbox()
    for i in range(5):
        box.show("picture", b"%d" % i)
        taken(box)
    assert box.take() is None
    box.acknowledge(1)
    assert taken(box) == [b"4"]
    assert box.take() is None


def test_events_pass_a_viewer_that_has_no_credit() -> None:
    box = outbox()
    for i in range(FEWEST + 1):
        box.show("picture", b"%d" % i)
        taken(box)
    box.put(b"event")
    assert taken(box) == [b"event"]


def test_one_cannot_acknowledge_what_was_not_sent_nor_take_it_back() -> None:
    box = outbox()
    box.show("picture", b"one")
    taken(box)
    assert not box.acknowledge(2)
    assert box.acknowledge(1)
    assert not box.acknowledge(0)


def test_a_full_outbox_closes_and_sends_no_more() -> None:
    box = outbox(room=3)
    for i in range(4):
        box.put(b"%d" % i)
    assert box.closing == TOO_SLOW
    assert box.take() is None


def test_a_viewer_for_whom_too_many_bytes_wait_is_given_up_and_they_are_let_go() -> None:
    box = outbox()
    box.put(bytes(HEAP - 4))
    box.put(b"more")
    assert box.closing is None
    box.put(b"too much")
    assert box.closing == TOO_SLOW
    assert not box._letters


def test_a_letter_larger_than_the_heap_waits_alone() -> None:
    box = outbox()
    box.put(bytes(2 * HEAP))
    assert box.closing is None
    box.put(b"and a little")
    assert box.closing == TOO_SLOW


async def test_what_waits_in_the_sockets_own_buffer_counts() -> None:
    line = Line()
    box = Outbox(8, True, None, line)
    box.put(bytes(2 * HEAP))  # alone
    line.held = HEAP - 4
    box.put(b"more")
    assert box.closing is None
    box.put(b"too much")
    assert box.closing == TOO_SLOW


def test_pictures_not_drawn_in_time_close_it() -> None:
    clock = Clock(tick=0)
    box = outbox(clock=clock)
    box.show("picture", b"one")
    clock.now = 100.0
    taken(box)
    clock.now = 100.0 + PATIENCE - 0.1
    assert box.take() is None and box.closing is None
    clock.now = 100.0 + PATIENCE
    assert box.take() is None and box.closing == TOO_SLOW


def test_each_drawn_picture_gives_the_next_its_own_time() -> None:
    clock = Clock(tick=0)
    box = outbox(clock=clock)
    for i in range(2):
        box.show("picture", b"%d" % i)
        taken(box)
    clock.now = 9.0
    box.acknowledge(1)
    clock.now = 9.0 + PATIENCE - 0.1
    box.take()
    assert box.closing is None


def test_who_has_drawn_all_owes_nothing_however_long_no_picture_comes() -> None:
    clock = Clock(tick=0)
    box = outbox(clock=clock)
    box.show("picture", b"last")
    taken(box)
    box.acknowledge(1)
    clock.now = 1_000.0
    box.show("picture", b"next")
    assert taken(box) == [b"next"] and box.closing is None


def test_a_hidden_tab_gets_no_pictures_is_not_pressed_and_comes_back_fresh() -> None:
    clock = Clock(tick=0)
    box = outbox(clock=clock)
    box.show("picture", b"on its way")
    taken(box)
    box.show("picture", b"stale")
    box.subscribe([])
    box.show("watched", b"watched")
    clock.now = 1_000.0
    assert taken(box) == [] and box.closing is None
    box.subscribe(["picture"])
    box.show("picture", b"fresh")
    assert taken(box) == [b"fresh"]


def test_only_what_a_viewer_looks_at_is_kept_for_it() -> None:
    box = outbox()
    box.subscribe(["weights"])
    for route in ("picture", "weights", "batch", "watched"):
        box.show(route, route.encode())
    assert taken(box) == [b"weights", b"watched"]


def test_the_first_reason_to_close_stands() -> None:
    box = outbox()
    box.close(Closing(4404, "gone"))
    box.close(TOO_SLOW)
    assert box.closing == Closing(4404, "gone")


async def test_waiting_ends_with_news_or_when_patience_does() -> None:
    clock = Clock(tick=0)
    box = outbox(clock=clock)
    waiting = asyncio.create_task(box.wait())
    await asyncio.sleep(0)
    assert not waiting.done()
    box.put(b"event")
    await waiting
    box.show("picture", b"one")
    taken(box)
    clock.now = PATIENCE  # which is the moment when the picture was due
    await box.wait()


class Line:
    """A socket that has room, or not."""

    hear = None

    def __init__(self) -> None:
        self.room = True
        self.held = 0
        self.out: list[bytes] = []
        self.pieces = 0

    def ready(self) -> bool:
        return self.room

    def waiting(self) -> int:
        return self.held

    def post(self, messages: tuple[bytes, ...]) -> None:
        self.out += messages
        self.pieces += 1


async def test_what_can_go_at_once_goes_past_the_task() -> None:
    line = Line()
    box = Outbox(8, True, None, line)
    box.subscribe(["picture"])
    box.put(b"event")
    for i in range(4):
        box.show("picture", b"%d" % i)
    assert line.out == [b"event", b"0", b"1"]
    box.acknowledge(1)
    assert line.out[3:] == [b"3"]
    assert box.take() is None


async def test_what_is_on_hold_goes_out_with_a_picture_or_when_it_is_pushed() -> None:
    line = Line()
    box = Outbox(8, True, None, line)
    box.subscribe(["picture"])
    box.put(b"points", hold=True)
    assert line.pieces == 0
    box.show("picture", b"picture")
    assert line.out == [b"points", b"picture"] and line.pieces == 1
    box.put(b"score", hold=True)
    box.put(b"points", hold=True)
    assert line.pieces == 1
    box.push()
    assert line.out[2:] == [b"score", b"points"] and line.pieces == 2


async def test_nothing_overtakes_what_the_task_is_sending() -> None:
    line = Line()
    box = Outbox(8, True, None, line)
    line.room = False
    box.put(b"1")
    assert box.take() == b"1"
    line.room = True
    box.put(b"2")
    assert line.out == []
    assert box.take() == b"2" and box.take() is None
    box.put(b"3")
    assert line.out == [b"3"]


async def test_a_picture_that_was_pushed_and_is_not_drawn_closes_it_too() -> None:
    line, clock = Line(), Clock(tick=0)
    box = Outbox(8, True, None, line, clock)
    box.subscribe(["picture"])
    box.show("picture", b"one")
    assert line.out == [b"one"]
    clock.now = PATIENCE
    box.take()
    assert box.closing == TOO_SLOW


@settings(max_examples=200, deadline=None)
@given(
    doings=st.lists(st.sampled_from(["put", "hold", "push", "show", "draw", "room", "no room", "task"]), max_size=60)
)
def test_every_letter_comes_once_in_order_whichever_way_it_goes(doings: list[str]) -> None:
    async def scene() -> None:
        line = Line()
        box = Outbox(1_000, True, None, line)
        box.subscribe(["picture"])
        sent, under_way = 0, None

        def task() -> None:
            nonlocal under_way
            if under_way is not None:
                if not line.room:
                    return
                line.out.append(under_way)
            under_way = box.take()

        for doing in doings:
            match doing:
                case "put":
                    sent += 1
                    box.put(b"%d" % sent)
                case "hold":
                    sent += 1
                    box.put(b"%d" % sent, hold=True)
                case "push":
                    box.push()
                case "show":
                    box.show("picture", b"picture")
                case "draw":
                    box.acknowledge(line.out.count(b"picture"))
                case "room" | "no room":
                    line.room = doing == "room"
                case "task":
                    task()
            shown = line.out.count(b"picture") + (under_way == b"picture")
            assert shown - box._drawn <= MOST
        line.room = True
        while under_way is not None or box._letters:
            task()
        assert [letter for letter in line.out if letter != b"picture"] == [b"%d" % (i + 1) for i in range(sent)]

    asyncio.run(scene())

"""All runs of a server: made, found, looked after, ended, and never more than the machine can bear."""

from __future__ import annotations

import asyncio
import logging
import secrets
import tempfile
import unicodedata
from collections.abc import Awaitable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from math import inf
from pathlib import Path
from typing import Any

from app.kept.memory import Memory
from app.kept.race_record import RaceRecord
from app.kept.record import Record
from app.kept.store import Curve, Told
from app.runs.child import Nursery
from app.runs.lead import Places
from app.runs.outbox import Closing
from app.runs.run import Run
from app.wire import commands, messages
from app.wire.messages import Status
from app.wire.refused import Refused

TICK = 1.0  # seconds between two looks at all runs
WRITES = 4  # in that time, what those that are awake have learnt is written down so often
UNTOUCHED = 60.0  # seconds after which a run that nobody has started or watches may make room
FORGETTING = 2.0  # seconds that who deletes a run waits for the disk
KEPT = 200  # runs on record, most of them without a process
KINDS: dict[str, type[Record]] = {kind.kind: kind for kind in (Record, RaceRecord)}
DELETED = Closing(4404, "this run has been deleted")
LEAVING = Closing(1012, "the server is restarting")

log = logging.getLogger(__name__)


class Full(Exception):
    """There is no room for another run. The message says so to a person."""


class Runs:
    """The registry. `most`: how many may have a process at a time; `idle`: seconds without any viewer or caller; `keep`
    and `room`: how many are kept on record, and in how many bytes."""

    def __init__(
        self, nursery: Nursery, most: int, idle: float, memory: Memory | None = None, keep: int = KEPT,
        room: float = inf,
    ) -> None:  # fmt: skip
        self._nursery = nursery
        self._memory = memory
        self._keep = keep
        self._room = room
        self._most = most
        self._idle = idle
        self._runs: dict[str, Run] = {}
        self._places = Places()  # where a class has been led last
        self._made = 0
        self._restarts = 0  # of those that have been deleted
        self._faults: set[str] = set()  # that have been said
        self._forgetting: set[asyncio.Task[None]] = set()

    def __iter__(self) -> Iterator[Run]:
        return iter(list(self._runs.values()))

    @property
    def viewers(self) -> int:
        """All open sockets."""
        return sum(run.viewers for run in self)

    @property
    def restarts(self) -> int:
        """How often a process took over from one that died, in all."""
        return self._restarts + sum(run.restarts for run in self)

    @property
    def has_room(self) -> bool:
        """Whether another run could be made now."""
        return sum(run.alive for run in self) < self._most

    def get(self, id: str) -> Run | None:
        """The run with this id, which is thereby not idle."""
        run = self._runs.get(id)
        if run:
            run.touch()
        return run

    async def remember(self) -> None:
        """Takes up the runs of earlier servers, which sleep until somebody wants one."""
        for saved in await self._memory.known() if self._memory else []:
            run = Run(KINDS[saved.kind].known(saved), self._nursery, self._places)
            self._runs[saved.id] = run
        self._made = len(self._runs)

    async def recall(self, run: Run) -> None:
        """Sees to it that a run's curves are here; a race's come with its process. Raises Full, Hanging,
        TimeoutError."""
        await self.look_up(run)
        if run.record.kind == "race" and run.asleep and not any(run.record.metrics().values()):
            await self.wake(run)
            await run.request(commands.Export(of="scores"))  # whose answer comes after all that was told before

    async def look_up(self, run: Run) -> None:
        """Sees to it that what the store has of a run is here: the curves of a training, and what any run was told.
        Raises Hanging."""
        if self._memory and not run.record.recalled:
            curves, told = await self._memory.curves(run.record.id), await self._memory.commands(run.record.id)
            if not run.record.recalled:  # nobody else has been faster
                run.record.recall(curves, told)

    async def wake(self, run: Run, fresh: bool = False) -> None:
        """Gives a sleeping run its process back, and waits until it has said how it stands. The same for one that has
        failed, if it is to start afresh. Raises Full, Hanging."""
        await self.look_up(run)
        await run.rest()
        if run.asleep or (fresh and not run.alive):
            await self._make_room(sparing=run)
            if self._runs.get(run.record.id) is run and not run.alive:  # nobody else has been faster
                run.wake() if run.asleep else run.revive()
        if run.alive:
            with suppress(TimeoutError):
                await run.settle()

    async def create(
        self,
        plan: dict[str, Any],
        name: str,
        settings: commands.Set | None = None,
        record: type[Record] = Record,
        start: bytes | None = None,
    ) -> Run:
        """A new run whose child is up, with these settings made. Raises Full, TimeoutError, or Refused.

        `record` says of what kind it is. With `start`, a training begins with weights that were taken from another run.
        """
        await self._make_room()
        run = self._new(record, plan, name)
        run.record.start = start
        self._runs[run.record.id] = run
        run.start()
        try:
            await run.settle()
            answer = await run.request(settings) if settings and run.record.status != "failed" else None
            if isinstance(answer, messages.Error):
                raise Refused(answer.code, answer.message)
        except (TimeoutError, Refused):
            await self.delete(run)
            raise
        await self._take_down([run])
        return run

    async def bring(
        self,
        content: bytes,
        plan: dict[str, Any],
        name: str,
        curves: Mapping[str, Curve] | None = None,
        told: Sequence[Told] = (),
        kind: str = Record.kind,
    ) -> Run:
        """A new run that begins with a file, which its child checks. Raises Full, TimeoutError, or OSError."""
        with tempfile.TemporaryDirectory(prefix="nudge-") as directory:
            file = Path(directory) / "brought"
            await asyncio.to_thread(file.write_bytes, content)
            await self._make_room()  # from here on nobody else comes in between, until the run has its child
            run = self._new(KINDS[kind], plan, name)
            record = run.record
            record.given, record.brought = True, str(file)
            if curves:
                record.recall(curves, told, written=False)
            self._runs[record.id] = run
            run.wake()
            try:
                await run.settle()
            except TimeoutError:
                await self.delete(run)
                raise
            finally:
                record.brought = None
        await self._take_down([run])
        return run

    def _new(self, kind: type[Record], plan: dict[str, Any], name: str) -> Run:
        """Another run, which has no process and is not on the list yet."""
        self._made += 1
        return Run(kind(secrets.token_hex(6), tidy(name) or f"Run {self._made}", plan), self._nursery, self._places)

    async def delete(self, run: Run) -> None:
        """Ends a run at once and forgets it. With a disk that does not answer it goes when it does, and nobody waits
        for that: there is no such run any more."""
        if self._runs.pop(run.record.id, None) is None:
            return  # somebody else is at it
        self._restarts += run.restarts
        forgetting = asyncio.create_task(self._surely(self._forget(run)))
        self._forgetting.add(forgetting)
        forgetting.add_done_callback(self._forgetting.discard)
        await asyncio.wait({forgetting}, timeout=FORGETTING)

    async def _forget(self, run: Run) -> None:
        await run.close(DELETED, 0.0)  # what it could still write down nobody wants
        if self._memory:
            await self._memory.forget(run.record.id)

    async def tend(self) -> None:
        """Looks after all runs until cancelled: ends those that hang, and those that nobody has cared for."""
        while True:
            for _ in range(WRITES):
                await asyncio.sleep(TICK / WRITES)
                await self._surely(self._take_down(run for run in self if run.alive))
            await self._surely(self._look_after())
            await self._surely(self._take_down(self))

    async def _look_after(self) -> None:
        now = asyncio.get_running_loop().time()
        for run in self:
            run.tick(TICK)
        idle = [run for run in self if run.alive and not run.viewers and now - run.touched > self._idle]
        await asyncio.gather(*(run.stop({"code": "idle"}) for run in idle if _may_rest(run)))
        await self._fit()

    async def _fit(self) -> None:
        """Forgets the oldest resting runs while what is kept of all takes too much room."""
        known = self._memory.sizes if self._memory else {}
        sizes = {run: known.get(run.record.id, 0) for run in self}  # what belongs to none of them nobody can free
        excess, old = sum(sizes.values()) - self._room, []
        for run, size in sizes.items():
            if excess > 0 and size and not run.alive and not run.viewers:
                excess -= size
                old.append(run)
        await asyncio.gather(*map(self.delete, old))

    async def _surely(self, work: Awaitable[None]) -> None:
        """Does that, and whatever it meets, all else goes on. What goes wrong is said once."""
        try:
            await work
        except Exception as error:
            if (fault := repr(error)) not in self._faults:
                self._faults.add(fault)
                log.exception("while looking after the runs")

    async def _take_down(self, these: Iterable[Run]) -> None:
        """Writes down what has changed of these, and tells everybody when that does not work."""
        if self._memory:
            await self._memory.take_down(run.record for run in these if run.record.id in self._runs)
            for run in self:
                run.trouble("store", self._memory.trouble_of(run.record.id))

    async def close(self) -> None:
        """Ends all, together."""
        was: dict[Run, tuple[Status, dict[str, Any]]] = {run: (run.record.status, run.record.reason) for run in self}
        await asyncio.gather(*(run.close(LEAVING) for run in self))
        if self._forgetting:
            await asyncio.wait(self._forgetting, timeout=FORGETTING)
        for run, (status, reason) in was.items():
            if status != "running":  # what rested before goes on resting, and needs no excuse
                run.record.status, run.record.reason = status, reason
        if self._memory:
            await self._memory.close([run.record for run in self])

    async def _make_room(self, sparing: Run | None = None) -> None:
        """Forgets the oldest dead runs beyond what is kept, races that never began before all others. Puts one to rest
        that nobody looks at, or forgets one that nobody wanted. Spares this one. Raises Full."""
        coming = sparing is None
        stuck: set[Run] = set()  # which do not go to rest, for all that they are told
        while len(self._runs) + coming > self._keep:
            dead = [run for run in self if not run.alive and not run.viewers and run is not sparing]
            if not dead:
                break
            idle = (run for run in dead if run.record.kind == "race" and not run.record.examples)
            await self.delete(next(idle, dead[0]))
        while not self.has_room and not (sparing and sparing.alive):  # somebody else may have woken it
            now = asyncio.get_running_loop().time()
            left = [run for run in self if run.alive and not run.viewers and now - run.touched > UNTOUCHED]
            ready = [run for run in left if run.kept and run.record.status != "running" and _may_rest(run)]
            resting = [run for run in ready if run not in stuck]
            unused = [run for run in left if run.unused]
            if resting:
                await resting[0].stop({"code": "idle"})
                if resting[0].alive:
                    stuck.add(resting[0])
            elif unused:
                await self.delete(unused[0])
            else:
                raise Full(f"{self._most} runs are open, as many as this server allows; delete one to make room")


def _may_rest(run: Run) -> bool:
    """Whether what it has learnt outlives its process: it has been written down, as far as it ever will be."""
    return run.record.status == "failed" or run.troubles.of("checkpoint") is None


def tidy(name: str) -> str:
    """A name fit to be shown: composed, without control and direction characters, at most 80 long."""
    composed = unicodedata.normalize("NFC", name)
    return "".join(c for c in composed if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"}).strip()[:80]

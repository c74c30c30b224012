"""A poll: one question to the class about what is on the screen, everybody's answer, and then what is right."""

from __future__ import annotations

import math
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable
from time import monotonic

import msgspec

from app.runs.allowance import Allowance
from app.runs.seldom import Seldom
from app.wire import commands, messages
from app.wire.messages import Asked, Polled
from app.wire.protocol import ProtocolError

RATE, BURST = 1.0, 5  # questions a second
MOST = 2_000  # answers: as many as may watch
TOLD_EVERY = 0.5  # seconds between two words to all viewers on how many have answered
# After these the question would be another.
ENDING = tuple({*commands.COURSE, commands.Watch, commands.LookBack} - {commands.Pause})


class Poll:
    """Of a run; `present` says how many could answer. What is right is said by the run's own process when the class is
    asked, in answer to the `explain` that a page would send: it is the engine's number, whoever asks, and kept here
    until it is revealed. A question is about the network and the example as they stand, and ends as soon as anything is
    asked of the run that may move them; where hands are raised for what is said aloud, nothing does."""

    def __init__(
        self,
        publish: Callable[[messages.AnyEvent], None],
        present: Callable[[], int],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._publish = publish
        self.present = present
        self._clock = clock
        self._allowance = Allowance(RATE, BURST, clock)
        self._finding: object | None = None  # the newest question whose answer is under way
        self._asked: Asked | None = None
        self._nudge: float | None = None  # of hands
        self._is_revealed = False
        self._votes: dict[str, str] = {}
        self._telling = Seldom(self._tell, TOLD_EVERY, clock)

    async def ask(
        self,
        command: commands.Poll,
        is_training: Callable[[], bool],
        explain: Callable[[commands.Explain], Awaitable[messages.Message]],
    ) -> None:
        """Asks the class, in place of what was asked before. Raises ProtocolError, TimeoutError."""
        self._allow(command)
        if (command.k is not None) != (command.about == "weight"):
            raise ProtocolError(
                f"{command.about} came with k {command.k}, expected one of a weight alone", id=command.id
            )
        self._finding = finding = object()
        explanation = await explain(commands.Explain(layer=command.layer, neuron=command.neuron))
        if isinstance(explanation, messages.Error):
            raise ProtocolError(explanation.message, explanation.code, command.id)
        if is_training() or self._finding is not finding:
            sentence = "the network learns on, or something else is looked at: pause it, and ask the class again"
            raise ProtocolError(sentence, "not_paused", command.id)
        asked, nudge = _question(command, explanation)
        self._begin(asked, nudge)

    def hands(self, command: commands.Hands) -> None:
        """Asks the class what is said aloud, in place of what was asked before. Raises ProtocolError."""
        self._allow(command)
        choices = [str(choice) for choice in range(command.choices)]
        self._begin(Asked(poll=_new(), about="hands", choices=choices, race=command.race))

    def vote(self, command: commands.Vote) -> None:
        """Takes an answer, in place of the one under this key. Raises ProtocolError."""
        asked = self._now(command.poll, command.id)
        if self._is_revealed:
            raise ProtocolError("what is right has been revealed", "poll_over", command.id)
        if command.choice not in asked.choices:
            sentence = f"choice is {command.choice!r}, expected one of {', '.join(asked.choices)}"
            raise ProtocolError(sentence, id=command.id)
        if command.key not in self._votes and len(self._votes) >= MOST:
            raise ProtocolError(f"{MOST} have answered, and no more can", "poll_full", command.id)
        self._votes[command.key] = command.choice
        self._telling.soon()

    def reveal(self, command: commands.Reveal) -> None:
        """All are told what is right, and how many have said what. Raises ProtocolError."""
        self._now(command.poll, command.id)
        if not self._is_revealed:
            self._is_revealed = True
            self._telling.now()

    def end(self) -> None:
        """There is no question any more, nor one under way."""
        self._finding = None
        if self._asked:
            self._asked = None
            self._votes.clear()
            self._telling.now()

    def over(self) -> None:
        """As `end`, but nobody has asked for it: all are told that it has happened. Hands stay up."""
        if self._asked and self._asked.about == "hands":
            self._finding = None
            return
        if self._asked and not self._is_revealed:
            self._publish(messages.Notice(notice={"code": "poll_over"}))
        self.end()

    def heed(self, command: commands.Command) -> None:
        """What is asked of the run may end the poll."""
        if isinstance(command, ENDING):
            self.over()

    def _allow(self, command: commands.Poll | commands.Hands) -> None:
        if not self._allowance.take():
            raise ProtocolError(f"more than {BURST} questions at once; ask a little later", "too_fast", command.id)

    def _begin(self, asked: Asked, nudge: float | None = None) -> None:
        self._finding, self._is_revealed = None, False
        self._asked, self._nudge = asked, nudge
        self._votes.clear()
        self._telling.now()

    def _now(self, poll: int, id: int | None) -> Asked:
        if self._asked is None or self._asked.poll != poll:
            raise ProtocolError("that question is not asked any more", "poll_over", id)
        return self._asked

    def _tell(self) -> None:
        told = Polled(asked=self._asked, votes=len(self._votes), present=self.present())
        if self._asked and self._is_revealed:
            by_choice, nudge = Counter(self._votes.values()), self._nudge
            counts, right = [by_choice[each] for each in self._asked.choices], None if nudge is None else _way(nudge)
            told = msgspec.structs.replace(told, counts=counts, right=right, nudge=nudge)
        self._publish(told)


def _question(command: commands.Poll, explanation: messages.Message) -> tuple[Asked, float]:
    """What is asked, in numbers that give nothing away, and the nudge or wish that answers it. Raises ProtocolError."""
    if not isinstance(explanation, messages.Explanation):
        raise ProtocolError("the worker has not explained the neuron", id=command.id)
    k, n = command.k or 0, len(explanation.W)
    if k >= n:
        raise ProtocolError(f"k is {k}, expected 0 to {n - 1}", "out_of_range", command.id)
    w: float | None = None
    before: float | None = None
    match command.about:
        case "activation":
            nudge = explanation.wish
        case "bias":
            nudge, w = explanation.nudge_b, explanation.b
        case "weight":
            nudge, w, before = (float(each[k]) for each in (explanation.nudge_W, explanation.W, explanation.before))
    if not math.isfinite(nudge) or (command.about == "activation" and nudge == 0):
        raise ProtocolError("nothing is wished of this neuron: there is no answer to ask for", "no_answer", command.id)
    choices = ["up", "down"] if command.about == "activation" else ["up", "down", "level"]
    asked = Asked(
        poll=_new(), about=command.about, layer=command.layer, neuron=command.neuron, k=command.k,
        choices=choices, step=explanation.step, a=explanation.a, target=explanation.target, w=w, before=before,
    )  # fmt: skip
    return asked, nudge


def _new() -> int:
    return secrets.randbelow(2**32)


def _way(nudge: float) -> str:
    return "up" if nudge > 0 else "down" if nudge < 0 else "level"

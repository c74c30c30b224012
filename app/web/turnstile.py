"""How often those who may only watch ask over HTTP: so many times a second from one address, a good many at once."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic

from app.runs.allowance import Allowance
from app.settings import is_loopback
from app.web.hall import address_of

RATE = 60.0  # a second from one address that is not this machine's: a class comes from one
AT_ONCE = 10.0  # seconds' worth of it after a rest, as when a class is led to an exercise
WHOLE = 20.0  # of what others ask is as much as to take a whole run along
MOST = 10_000  # addresses that are remembered, those that asked last


class Turnstile:
    """By address, as in the hall. Only a `rate` that is given holds for this machine, too."""

    def __init__(self, rate: float | None = None, clock: Callable[[], float] = monotonic) -> None:
        self._given = rate
        self._rate = rate or RATE
        self._clock = clock
        self._allowances: OrderedDict[str, Allowance] = OrderedDict()

    def wait(self, host: str, path: str) -> int:
        """Lets one more request from this address pass: 0; or seconds after which it will be let pass."""
        if self._given is None and is_loopback(host):
            return 0
        key, worth = address_of(host), WHOLE if path.endswith("/run.zip") else 1.0
        burst = max(WHOLE, self._rate * AT_ONCE)
        allowance = self._allowances.setdefault(key, Allowance(self._rate, burst, self._clock))
        self._allowances.move_to_end(key)
        if len(self._allowances) > MOST:
            self._allowances.popitem(last=False)
        return 0 if allowance.take(worth) else math.ceil(worth / self._rate)

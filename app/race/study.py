"""A comparison of mini-batch gradients with the full one, under way at one point of one lane."""

from __future__ import annotations

import numpy as np

from engine.agreement import Agreement, compare
from engine.mnist import Data
from engine.network import Network

USUAL_BATCH = 10  # whose epoch is checked where the lane's own batch is all the data


class Study:
    """`advance` goes on for a few milliseconds, as long as it is `under_way`; `latest` is how far it has come: to none
    of none where there is nothing to compare with, as the cost is flat."""

    def __init__(
        self, lane: int, step: int, network: Network, data: Data, batch_size: int, seed: int, asked: bool
    ) -> None:
        """Takes `network` as its own. Not `asked` for, it is done only while there is nothing else to do."""
        self.lane = lane
        self.step = step
        self.of = len(data.train)
        self.under_way = True
        self.asked = asked
        self.latest: Agreement | None = None
        self.version = 0
        check = batch_size if batch_size < len(data.train) else USUAL_BATCH
        self._work = compare(network, data.train, np.random.default_rng(seed), check=check)

    def advance(self) -> None:
        try:
            agreement = next(self._work)
        except StopIteration:
            self.under_way = False
            return
        except ValueError:
            self.under_way, agreement = False, Agreement(np.zeros(0), 0.0, 0.0, (), count=0)
        if agreement is not None:
            self.latest = agreement
            self.version += 1

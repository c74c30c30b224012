"""The smallest plan and network that have every part."""

import numpy as np

from engine.network import Network
from engine.plan import Plan


def small_plan(**changes: object) -> Plan:
    return Plan.from_mapping({"sizes": [6, 5, 4, 10], "batch_size": 4, "eta": 0.5} | changes)


def network_of(plan: Plan, dtype: type = np.float64) -> Network:
    """The network that the plan begins with."""
    return Network.initial(plan, np.random.default_rng(plan.seed), dtype)

"""A run has no last step: whatever counts steps or examples goes on beyond what an int32 holds."""

import numpy as np

from app.kept.record import Record
from app.race.curves import columns
from app.race.look import path
from app.training.points import Thinning
from app.wire import protocol
from app.wire.messages import Points
from app.wire.race import Curve, Scores
from engine.descent import descend
from engine.lane import BatchCost, Lane, LaneScore
from engine.mnist import Data
from engine.network import Network
from engine.plan import Plan
from engine.race_plan import Limit

FAR = 2**31 + 1


def test_a_point_is_told_and_kept_beyond_two_thousand_million_steps() -> None:
    thinning = Thinning()
    thinning.add(FAR, 1.0, 2.0, 0.5)
    points = thinning.take(0.0)
    assert points is not None and points.step.tolist() == [FAR]
    record = Record("a", "", {})
    told = protocol.decode(protocol.encode(record.apply(points)))
    assert isinstance(told, Points) and told.step.tolist() == [FAR]
    assert record.state().points.step.tolist() == [FAR]


def test_the_curves_of_a_race_are_told_beyond_two_thousand_million_examples() -> None:
    assert columns(Curve, [BatchCost(3, FAR, 1.0, 0.5)]).examples.tolist() == [FAR]
    scores = columns(Scores, [LaneScore(FAR, 3, 1.0, 0.5, 0.25, 0.75)])
    assert (scores.step.tolist(), scores.test_accuracy.tolist()) == ([FAR], [0.75])
    assert columns(Scores, []).step.dtype == np.float64


def test_a_path_goes_on_beyond_two_thousand_million_examples(mnist: Data) -> None:
    plan = Plan(sizes=(784, 4, 10))
    descent = descend(Network.initial(plan, np.random.default_rng(0)), mnist.test, plan, np.random.default_rng(0))
    lane = Lane(descent, mnist.test, mnist.test, Limit(), 8)
    lane.path.add(FAR, 10 * FAR, 1.0, 2.0, 0.5, lane.newest)
    seen = path(lane, 0, None)
    assert (seen.step.tolist(), seen.examples.tolist()) == ([0, FAR], [0, 10 * FAR])
    assert lane.path.nearest(FAR) == 1

"""The ten outputs of a blackboard: set by hand, they take the place of what a living network would say (`wishes`)."""

from __future__ import annotations

LABEL = 2
# The outputs that the lesson starts from: a 2 that the network takes for a 3 or a 6 (3Blue1Brown, "Backpropagation").
OUTPUTS = (0.5, 0.8, 0.2, 1.0, 0.4, 0.6, 1.0, 0.0, 0.2, 0.1)

"""The mathematics of a network that learns: costs, gradients, nudges, and nothing that knows about time or screens."""

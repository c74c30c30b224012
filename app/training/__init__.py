"""The process of a training."""

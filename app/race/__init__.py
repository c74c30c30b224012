"""The process of a race."""

"""What a run answers when it will not do what it was told."""

from __future__ import annotations


class Refused(ValueError):
    """A command that cannot be carried out now. Nothing has changed. The message is a sentence for a person, `code` is
    for a page."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

"""The parts of `moto-personalize demo`: where data comes from, the workflow, and what is shown of it."""

from __future__ import annotations


class CannotRun(Exception):
    """The demonstration cannot do what it was asked; the text is one line."""

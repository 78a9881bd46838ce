"""Everything that is remembered as a file, and back."""

from __future__ import annotations


def snapshot() -> bytes:
    """Everything that Personalize remembers, of all accounts and regions, as a file; S3 is not in it.

    ValueError names what cannot be written, which is of a recipe of the user's own.
    """
    from ..personalize import state

    return state.snapshot()


def restore(data: bytes) -> None:
    """Put a snapshot in the place of everything that is remembered. ValueError says why not, and nothing changes."""
    from ..personalize import state

    state.restore(data)

"""Everything that is remembered as a file, and back."""

from __future__ import annotations

from .backends import backends


def snapshot() -> bytes:
    """Everything that Personalize remembers, of all accounts and regions, as a file; S3 is not in it.

    ValueError names what cannot be written, which is of a recipe of the user's own.
    """
    from ..personalize import state

    return state.snapshot()


def changed(error: ValueError) -> bool:
    """Whether data were refused that may have been a snapshot before they were sent."""
    from ..personalize.state.file import DAMAGED, FOREIGN

    return str(error).startswith((FOREIGN, DAMAGED))


def restore(data: bytes) -> None:
    """Put a snapshot in the place of everything that is remembered. ValueError says why not, and nothing changes.

    Answers that were declared in place of a model go where there is no such campaign or recommender any more.
    """
    from ..personalize import script, state

    state.restore(data)
    there = {resource.arn for backend in backends(None) for resource in backend.store.every()}
    answers = script.current().answers
    for arn in answers.arns:
        if arn not in there:
            answers.outlived(arn)

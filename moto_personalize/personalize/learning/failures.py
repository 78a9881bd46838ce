"""What becomes of an exception of a recipe that is not ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..exceptions import WorkFailed

if TYPE_CHECKING:
    from ...recipes import CatalogueEntry


@contextmanager
def failures_of(recipe: CatalogueEntry) -> Iterator[None]:
    """A recipe of the user's own may raise anything; what hangs on it then fails, and says what."""
    try:
        yield
    except Exception as error:
        raise WorkFailed(f"The recipe {recipe.name} failed: {type(error).__name__}: {error}") from error

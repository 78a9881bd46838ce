"""Columns of a table. Those that a configuration names were there when it was checked; a dataset can be made anew
without them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..exceptions import WorkFailed

if TYPE_CHECKING:
    import numpy as np

    from ...datasets import Numbers, Table, Text


def strings_of(table: Table, name: str, dataset_type: str) -> Text:
    """A column of strings. Raises WorkFailed when the dataset has none of that name."""
    from ...datasets import Text

    column = table.columns.get(name)
    if not isinstance(column, Text):
        raise _missing(name, "strings", dataset_type)
    return column


def numbers_of(table: Table, name: str, dataset_type: str) -> Numbers:
    """A column of numbers. Raises WorkFailed when the dataset has none of that name."""
    from ...datasets import Numbers

    column = table.columns.get(name)
    if not isinstance(column, Numbers):
        raise _missing(name, "numbers", dataset_type)
    return column


def null_mask(column: Numbers) -> np.ndarray[Any, Any]:
    """(rows,) bool: where the column is null."""
    import numpy as np

    return column.null if column.null is not None else np.zeros(len(column.values), bool)


def _missing(name: str, kind: str, dataset_type: str) -> WorkFailed:
    return WorkFailed(f"The training needs a column {name} of {kind}, which the {dataset_type} dataset does not have.")

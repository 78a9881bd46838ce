"""A table as CSV; `read_csv` gives the same table back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from .arrays import Strings
from .schema import Schema
from .table import Column, Numbers, Table, Text, strings

ROWS = 8192  # a chunk
SPECIAL = re.compile('[,"\r\n]')


def write_csv(table: Table, schema: Schema) -> Iterator[bytes]:
    """The header line, then the rows in chunks of bytes; columns in the schema's order, null as nothing."""
    names = [field.name for field in schema.fields]
    yield ",".join(names).encode() + b"\n"
    writers = [_ColumnWriter(table.columns[name]) for name in names]
    for begin in range(0, table.rows, ROWS):
        columns = [writer.cells(begin, begin + ROWS) for writer in writers]
        yield "".join([",".join(row) + "\n" for row in zip(*columns, strict=True)]).encode()


class _ColumnWriter:
    def __init__(self, column: Column) -> None:
        self._column = column
        self._spelled: Strings = np.zeros(0, object)
        if isinstance(column, Text):  # null is code -1: the last spelling
            self._spelled = strings([*map(spelled, column.values.tolist()), ""])

    def cells(self, begin: int, end: int) -> list[str]:
        if isinstance(self._column, Text):
            out: list[str] = self._spelled[self._column.codes[begin:end]].tolist()
            return out
        return _spelled_numbers(self._column, begin, end)


def _spelled_numbers(column: Numbers, begin: int, end: int) -> list[str]:
    cells = [str(value) for value in column.values[begin:end].tolist()]
    if column.null is not None:
        for row in np.flatnonzero(column.null[begin:end]).tolist():
            cells[row] = ""
    return cells


def spelled(value: str) -> str:
    """The value as a cell: quoted only where it must be; there quotes are doubled and backslashes escaped."""
    if not SPECIAL.search(value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '""') + '"'

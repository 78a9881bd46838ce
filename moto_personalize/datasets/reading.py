"""CSV files to a table, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable

from .decoders import BadCell, Decoder, decoder_for
from .errors import CellError, DataError
from .grid import Grid, grid
from .header import check_columns, read_header
from .lines import pieces
from .rules import rule_for
from .schema import Schema
from .table import Table


def read_csv(files: Iterable[tuple[str, bytes]], schema: Schema) -> Table:
    """The rows of all files, in order.

    Columns are matched by exact name, in any order; those the schema does not know are ignored.

    Args:
        files: name and content of each; taken one at a time, so a generator keeps one file in memory.

    Raises:
        DataError: the first thing that is wrong, in the order of files, then rows, then columns of the file.
            A row must be readable (width, quotes, UTF-8) before its values are looked at.
    """
    reader = _Reader(schema)
    for name, content in files:
        reader.read(name, content)
    return reader.table()


class _Reader:
    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._decoders: dict[str, Decoder] = {
            field.name: decoder_for(rule_for(schema, field)) for field in schema.fields
        }
        self._rows = 0

    def read(self, file: str, content: bytes) -> None:
        names, begin = read_header(content, file)
        check_columns(names, self._schema, file)
        before, line = self._rows, 2
        for marks in pieces(content, begin, file):
            cells = grid(marks, len(names))
            self._add(cells, names, file, line)
            line += cells.count
        if self._rows == before:
            raise DataError.at("there are no rows below the header", file, 1)

    def _add(self, cells: Grid, names: list[str], file: str, line: int) -> None:
        bad: list[tuple[int, int, CellError]] = []
        for index, name in enumerate(names):
            if name in self._decoders and len(cells.lines):
                try:
                    self._decoders[name].add(cells.column(index))
                except BadCell as found:
                    bad.append((found.row, index, found.error))
        if bad:
            row, index, error = min(bad, key=lambda entry: entry[:2])
            raise error.located(file, line + int(cells.lines[row]), names[index])
        if cells.flaw is not None:
            cell = cells.flaw.cell
            column = names[cell] if cell is not None and cell < len(names) else None
            raise DataError.at(cells.flaw.what, file, line + cells.flaw.line, column)
        self._rows += len(cells.lines)

    def table(self) -> Table:
        if not self._rows:
            raise DataError.at("there is no file to read", "")
        return Table({name: decoder.finish() for name, decoder in self._decoders.items()}, self._rows)

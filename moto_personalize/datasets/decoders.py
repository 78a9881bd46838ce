"""From the cells of a column to its values; one decoder a type, fed chunk by chunk.

A decoder only finds out *that* a cell may be wrong; what is wrong with it, `rules.convert` says.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from .arrays import Codes, Mask, Values
from .cells import Cells
from .errors import CellError
from .integers import integers
from .rules import Rule, Value, convert
from .schema import DECIMAL_TYPES, INTEGER_TYPES
from .spellings import SHORT, Spellings
from .table import Column, Text, numbers, strings
from .textual import cut


class BadCell(Exception):
    """The first cell of a chunk that breaks its column's rule."""

    def __init__(self, row: int, error: CellError) -> None:
        super().__init__(row, error)
        self.row = row
        self.error = error


class Decoder(Protocol):
    """Takes the cells of one column and gives the column."""

    def add(self, cells: Cells) -> None:
        """Takes one chunk; raises BadCell for its first bad row."""

    def finish(self) -> Column:
        """The column of all chunks."""


def decoder_for(rule: Rule) -> Decoder:
    """A new decoder for a column of this rule."""
    if rule.type == "string":
        return TextDecoder(rule)
    return IntegerDecoder(rule) if rule.type in INTEGER_TYPES else SpelledDecoder(rule)


def convert_row(rule: Rule, cells: Cells, row: int) -> Value:
    try:
        return convert(rule, cells.text(row))
    except CellError as error:
        raise BadCell(row, error) from None


class TextDecoder:
    """Strings: coded as they are; only new spellings that could break a rule are looked at one by one."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._spellings = Spellings((lambda raw: cut(raw.decode()).encode()) if rule.cuts else None)
        self._codes: list[Codes] = []

    def add(self, cells: Cells) -> None:
        codes, fresh = self._spellings.add(cells)
        suspicious = fresh if self._rule.is_action_event else fresh[cells.length[fresh] > SHORT]
        if not self._rule.nullable:
            suspicious = np.union1d(np.flatnonzero(cells.length == 0)[:1], suspicious)
        for row in suspicious.tolist():
            convert_row(self._rule, cells, row)
        self._codes.append(codes)

    def finish(self) -> Column:
        texts, short_rank, long_rank = self._spellings.ranked()
        codes = np.concatenate(self._codes)
        self._codes.clear()
        # long spellings have negative codes: as indices they count from the end
        ranks = np.concatenate([short_rank, long_rank[::-1]]).take(codes)
        if texts and not texts[0]:  # the empty cell sorts first and is null
            return Text(strings(texts[1:]), ranks - np.int32(1))
        return Text(strings(texts), ranks)


class IntegerDecoder:
    """Integers: digits in words; only unusual spellings are looked at one by one."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._values: list[Values] = []
        self._nulls: list[Mask] = []

    def add(self, cells: Cells) -> None:
        values, odd = integers(cells)
        null = cells.length == 0
        suspicious = odd & ~null if self._rule.nullable else odd
        suspicious |= ((values < self._rule.lowest) | (values > self._rule.highest)) & ~null
        for row in np.flatnonzero(suspicious).tolist():
            values[row] = convert_row(self._rule, cells, row)
        self._values.append(values)
        self._nulls.append(null)

    def finish(self) -> Column:
        values, null = np.concatenate(self._values), np.concatenate(self._nulls)
        self._values.clear()
        return numbers(values, null)


class SpelledDecoder:
    """Decimals and booleans: each distinct spelling is converted once."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._dtype = np.float64 if rule.type in DECIMAL_TYPES else np.bool_
        self._spellings = Spellings()
        self._value: dict[int, Value] = {}
        self._chunks: list[Codes] = []

    def add(self, cells: Cells) -> None:
        codes, fresh = self._spellings.add(cells)
        for row, code in zip(fresh.tolist(), codes[fresh].tolist(), strict=True):
            self._value[code] = convert_row(self._rule, cells, row)
        self._chunks.append(codes)

    def finish(self) -> Column:
        codes = np.concatenate(self._chunks)
        self._chunks.clear()
        table, null = self._lookup()
        # long spellings have negative codes: as indices they count from the end
        return numbers(table.take(codes), null.take(codes))

    def _lookup(self) -> tuple[Values, Mask]:
        lowest, highest = min(self._value, default=0), max(self._value, default=-1)
        by_code = [self._value[code] for code in [*range(highest + 1), *range(lowest, 0)]]
        null = np.array([value is None for value in by_code], np.bool_)
        return np.array([value or 0 for value in by_code], self._dtype), null

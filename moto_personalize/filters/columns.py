"""What a filter looks at: a column for each field, with one place for each item, user or action."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from .tree import Operator

Array: TypeAlias = npt.NDArray[Any]
Mask: TypeAlias = npt.NDArray[np.bool_]
Operands: TypeAlias = Sequence[str | int | float]

SEPARATOR = "|"

COMPARISONS: Mapping[Operator, Callable[[Array, Any], Mask]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, eq=False)
class Cells:
    """The different cells of a column of strings. values: (distinct,) object array of str.

    several: whether a cell holds several strings, with | between them. first: what the first cells are, if others
    were there before.
    """

    values: Array
    several: bool
    first: Cells | None = None

    @cached_property
    def with_part(self) -> Mapping[str, list[int]]:
        """The cells that hold a string, by that string."""
        if self.first is not None:
            return self._with_part_of_more(self.first)
        if not self.several:
            return {value: [cell] for cell, value in enumerate(self.values.tolist())}
        found: dict[str, list[int]] = {}
        for cell, value in enumerate(self.values.tolist()):
            for part in parts(value, several=True):
                found.setdefault(part, []).append(cell)
        return found

    def _with_part_of_more(self, first: Cells) -> Mapping[str, list[int]]:
        found, begin = dict(first.with_part), len(first.values)
        for cell, value in enumerate(self.values[begin:].tolist(), begin):
            for part in parts(value, self.several):
                found[part] = [*found.get(part, ()), cell]
        return found

    @cached_property
    def code_of(self) -> Mapping[str, int]:
        """The place of each cell."""
        return {value: cell for cell, value in enumerate(self.values.tolist())}

    def with_more(self, values: Iterable[str]) -> Cells:
        """These cells and behind them those of `values` that are new."""
        new = [value for value in values if value not in self.code_of]
        return Cells(np.append(self.values, np.array(new, object)), self.several, self) if new else self


def parts(value: str, several: bool) -> set[str]:
    """The strings of a cell; empty ones do not count."""
    return {part for part in value.split(SEPARATOR) if part} if several else {value}


@dataclass(frozen=True, eq=False)
class Strings:
    """codes: (n,) int, the cell of each place, -1 for null."""

    cells: Cells
    codes: Array

    def at(self, rows: Array) -> Strings:
        """The column with these rows as places, -1 for none."""
        codes = self.codes[rows] if len(self.codes) else rows
        return Strings(self.cells, np.where(rows >= 0, codes, -1).astype(np.intp))  # take() is fastest so

    def matching(self, by: Operator, operands: Operands) -> Mask:
        """(n,) bool: which places satisfy a condition. Null satisfies NOT IN alone.

        A cell of several strings equals an operand when one of them does.
        """
        holding = np.zeros(len(self.cells.values) + 1, np.bool_)  # the last for null
        for wanted in operands:
            holding[self.cells.with_part.get(str(wanted), [])] = True
        if by == "NOT IN":
            holding = ~holding
        elif by == "!=":
            holding = ~holding & bool(operands)
            holding[-1] = False
        return holding.take(self.codes, mode="wrap")


@dataclass(frozen=True, eq=False)
class Numbers:
    """values: (n,) numbers; null: (n,) bool, None for nowhere."""

    values: Array
    null: Mask | None = None

    def at(self, rows: Array) -> Numbers:
        """The column with these rows as places, -1 for none."""
        if not len(self.values):
            return Numbers(np.zeros(len(rows), np.int64), np.ones(len(rows), np.bool_))
        null = rows < 0 if self.null is None else (rows < 0) | self.null[rows]
        return Numbers(self.values[rows], null if null.any() else None)

    def matching(self, by: Operator, operands: Operands) -> Mask:
        """(n,) bool: which places satisfy a condition. Null satisfies NOT IN alone."""
        if by in ("IN", "NOT IN"):
            found = np.zeros(len(self.values), np.bool_)
            for operand in operands:
                found |= self.values == operand
            return ~self._present(found) if by == "NOT IN" else self._present(found)
        if not operands:
            return np.zeros(len(self.values), np.bool_)
        return self._present(COMPARISONS[by](self.values, operands[0]))

    def _present(self, mask: Mask) -> Mask:
        return mask if self.null is None else mask & ~self.null


Column: TypeAlias = Strings | Numbers


def joined(first: Column, second: Column) -> Column:
    """The places of a column, and behind them those of another of the same type."""
    if isinstance(first, Strings) and isinstance(second, Strings):
        cells = first.cells.with_more(second.cells.values.tolist())
        place = np.array([*map(cells.code_of.__getitem__, second.cells.values.tolist()), -1], np.intp)
        return Strings(cells, np.append(first.codes, place[second.codes]))
    if isinstance(first, Numbers) and isinstance(second, Numbers):
        null = np.append(_nulls(first), _nulls(second))
        return Numbers(np.append(first.values, second.values), null if null.any() else None)
    raise TypeError("a column of strings and one of numbers")


def _nulls(column: Numbers) -> Mask:
    return np.zeros(len(column.values), np.bool_) if column.null is None else column.null

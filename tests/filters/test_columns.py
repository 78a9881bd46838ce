from __future__ import annotations

import numpy as np
import pytest

from moto_personalize.filters import Cells, Numbers, Strings
from moto_personalize.filters.columns import Operands, parts
from moto_personalize.filters.tree import Operator

from .world import made

ONE = made(["a", "b", None, "", "a|b"], "string")
SEVERAL = made(["a|b", "b", None, "", "|b||c|", "a|a"], "categories")
WHOLE = made([1, 5, None, -3, 0], "number")
FULL = made([1.5, 5.0, 0.0], "number")


def matching(column: Strings | Numbers, by: Operator, *operands: str | int | float) -> list[int]:
    """The places that match."""
    mask = column.matching(by, operands)
    assert mask.dtype == np.bool_
    return np.flatnonzero(mask).tolist()


@pytest.mark.parametrize(
    ("by", "operands", "places"),
    [
        ("IN", ["a"], [0]),
        ("IN", ["a", "b", "x"], [0, 1]),
        ("IN", ["a|b"], [4]),
        ("IN", [""], [3]),
        ("IN", [], []),
        ("=", ["b"], [1]),
        ("=", [], []),
        ("!=", ["b"], [0, 3, 4]),
        ("!=", ["x"], [0, 1, 3, 4]),
        ("!=", [], []),
        ("NOT IN", ["b"], [0, 2, 3, 4]),
        ("NOT IN", [], [0, 1, 2, 3, 4]),
    ],
)
def test_strings(by: Operator, operands: Operands, places: list[int]) -> None:
    assert matching(ONE, by, *operands) == places


@pytest.mark.parametrize(
    ("by", "operands", "places"),
    [
        ("IN", ["a"], [0, 5]),
        ("IN", ["c", "a"], [0, 4, 5]),
        ("IN", ["a|b"], []),
        ("IN", [""], []),
        ("=", ["b"], [0, 1, 4]),
        ("!=", ["b"], [3, 5]),
        ("!=", ["a", "c"], [1, 3]),
        ("NOT IN", ["b"], [2, 3, 5]),
        ("NOT IN", ["a", "b"], [2, 3]),
    ],
)
def test_cells_of_several_strings(by: Operator, operands: Operands, places: list[int]) -> None:
    assert matching(SEVERAL, by, *operands) == places


@pytest.mark.parametrize(
    ("by", "operands", "places"),
    [
        ("IN", [5, 1.0], [0, 1]),
        ("IN", [0], [4]),
        ("IN", [], []),
        ("NOT IN", [5], [0, 2, 3, 4]),
        ("NOT IN", [], [0, 1, 2, 3, 4]),
        ("=", [0], [4]),
        ("!=", [0], [0, 1, 3]),
        ("<", [1], [3, 4]),
        ("<=", [1], [0, 3, 4]),
        (">", [0.5], [0, 1]),
        (">=", [0], [0, 1, 4]),
        ("<", [], []),
        ("!=", [], []),
    ],
)
def test_numbers(by: Operator, operands: Operands, places: list[int]) -> None:
    assert matching(WHOLE, by, *operands) == places


def test_numbers_that_are_never_null() -> None:
    assert FULL.null is None  # type: ignore[union-attr]
    assert matching(FULL, "NOT IN", 5) == [0, 2]
    assert matching(FULL, ">", 1) == [0, 1]


@pytest.mark.parametrize("operand", [2**63 - 1, 2.0**63, 1e300, -1e300])
def test_whole_numbers_are_compared_with_any(operand: float) -> None:
    assert matching(WHOLE, "<" if operand > 0 else ">", operand) == [0, 1, 3, 4]


def test_rows_are_taken_for_places() -> None:
    rows = np.array([1, -1, 0, 0, 2])
    assert matching(ONE.at(rows), "IN", "a") == [2, 3]
    assert matching(ONE.at(rows), "NOT IN", "a") == [0, 1, 4]
    assert matching(WHOLE.at(rows), ">=", 1) == [0, 2, 3]
    assert matching(WHOLE.at(rows), "NOT IN", 1) == [0, 1, 4]


def test_numbers_that_are_never_null_are_for_a_place_without_a_row() -> None:
    assert matching(FULL.at(np.array([0, -1])), "<", 99) == [0]
    assert FULL.at(np.array([0, 2])).null is None  # type: ignore[union-attr]


@pytest.mark.parametrize("of_type", ["string", "categories", "number"])
def test_a_column_without_rows_is_null_everywhere(of_type: str) -> None:
    column = made([], of_type).at(np.array([-1, -1]))
    assert matching(column, "IN", 0) == []
    assert matching(column, "!=", 0) == []
    assert matching(column, "NOT IN", 0) == [0, 1]


def test_the_parts_of_a_cell() -> None:
    assert parts("a|b||a", several=True) == {"a", "b"}
    assert parts("a|b||a", several=False) == {"a|b||a"}
    assert parts("|", several=True) == set()


def test_the_cells_of_each_part() -> None:
    values = np.array(["a|b", "b", "|"], object)
    assert Cells(values, several=True).with_part == {"a": [0], "b": [0, 1]}
    assert Cells(values, several=False).with_part == {"a|b": [0], "b": [1], "|": [2]}

"""filterValues; those that are refused stand in test_refusals."""

from __future__ import annotations

import pytest

from moto_personalize.filters import FilterError
from moto_personalize.filters.values import numbers, strings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"comedy"', ["comedy"]),
        ('"comedy","drama"', ["comedy", "drama"]),
        (' "comedy" ,\t"drama"\n', ["comedy", "drama"]),
        ('"comedy, drama"', ["comedy, drama"]),
        ('" comedy "', [" comedy "]),
        ('""', [""]),
        ('"it\'s"', ["it's"]),
        ("1930", ["1930"]),
        ("-1.50,2e3", ["-1.50", "2e3"]),
        ('1930,"1931"', ["1930", "1931"]),
    ],
)
def test_strings(text: str, found: list[str]) -> None:
    assert strings("P", text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("5", [5]), ('"5"', [5]), ('" 5 "', [5]), (' 5.5 , "6"', [5.5, 6]), ("1e3", [1000.0])],
)
def test_numbers(text: str, found: list[float]) -> None:
    assert numbers("P", text) == found


@pytest.mark.parametrize("text", ["NaN", "1e999", "1_000", '"NaN"'])
def test_what_is_no_number_is_told_so_quoted_or_not(text: str) -> None:
    with pytest.raises(FilterError) as raised:
        numbers("P", text)
    bare = text.strip('"')
    what = "a finite number" if bare == "1e999" else "a number"
    assert str(raised.value) == f"The value of $P is {text}, compared with a field of numbers: {bare} is not {what}."

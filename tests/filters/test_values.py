"""filterValues; those that are refused stand in test_refusals."""

from __future__ import annotations

import pytest

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

"""What a test author writes into a row becomes what JSON has: text, numbers, booleans and None."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

PLAIN = frozenset({str, int, float, bool, type(None)})
DAY, EPOCH = 86_400, date(1970, 1, 1).toordinal()
INFINITE = (float("inf"), float("-inf"))
NULLS = ("NaTType", "NAType")  # pandas
TIMES = ("TIMESTAMP", "CREATION_TIMESTAMP", "EXPIRATION_TIMESTAMP")
SINGLE = (*TIMES, "USER_ID", "ITEM_ID", "ACTION_ID", "EVENT_TYPE", "RECOMMENDATION_ID", "EVENT_ATTRIBUTION_SOURCE")
"""Fields of one value. Others may hold several, as categories and impressions do."""


def plain_cells(what: str, name: str, values: list[Any]) -> list[Any]:
    """The cells of a column as JSON has them. ValueError names the row, which is of `what`, and the value."""
    kinds = set(map(type, values))
    if float not in kinds and kinds <= PLAIN:
        return values
    cells = [_plain(value, name not in SINGLE) for value in values]
    for number, cell in enumerate(cells, 1):
        if type(cell) not in PLAIN or cell in INFINITE:
            raise ValueError(f"{what}, row {number}: {name} is {cell!r}, not text, a number, a date, or true or false.")
    return cells


def _plain(value: Any, several: bool) -> Any:
    """One of the five types of `PLAIN`, if it stands for one. Times without a zone are in UTC, on any machine."""
    value = timed(value)
    if value is None:
        return None
    if isinstance(value, float):
        return None if value != value else float(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        texts = several and all(isinstance(each, str) for each in value)
        return "|".join(sorted(value) if isinstance(value, (set, frozenset)) else value) if texts else value
    if isinstance(value, str):
        return str(value)
    given = listed(value)
    return value if type(given) is type(value) else _plain(given, several)


def timed(value: Any) -> Any:
    """The seconds of a time or a day, None of what pandas has for none; all else as it is."""
    if type(value).__name__ in NULLS:
        return None
    return epoch_seconds(value) if isinstance(value, date) else value  # datetimes, and pandas' Timestamps, too


def listed(values: Any) -> Any:
    """An array or a series as a list, an array with names as lists by name, a scalar of numpy's; all else as it is."""
    if hasattr(values, "to_list"):
        return values.to_list()
    kind = getattr(values, "dtype", None)
    if getattr(kind, "names", None):
        return {name: listed(values[name]) for name in values.dtype.names}
    if getattr(kind, "kind", None) == "M":
        values = values.astype("datetime64[us]")  # of nanoseconds numpy would make numbers
    return values.tolist() if hasattr(values, "tolist") else values


def epoch_seconds(moment: date) -> int:
    """Since 1970; without a zone in UTC, as an SDK sends it.

    By its parts: a zone put on each of 100,000 Timestamps takes a second.
    """
    if isinstance(moment, datetime) and moment.tzinfo:
        return int(moment.timestamp())
    days = (moment.toordinal() - EPOCH) * DAY
    return days + moment.hour * 3600 + moment.minute * 60 + moment.second if isinstance(moment, datetime) else days

"""filterValues: the values that come with a request.

One or several strings in double quotes with commas between them, `"comedy","drama"`; numbers may stand without.
https://docs.aws.amazon.com/personalize/latest/dg/filter-real-time.html
"""

from __future__ import annotations

import re

from .errors import FilterError
from .tokens import number

_ITEM = re.compile(r'\s*(?:"([^"]*)"|([^",\s]+))\s*')


def strings(name: str, text: str) -> list[str]:
    """The values of a parameter. FilterError: they are not quoted, or not separated by commas."""
    found = _values(name, text)
    if not all(quoted or _is_number(value) for value, quoted in found):
        raise _unreadable(name, text)
    return [value for value, _ in found]


def numbers(name: str, text: str) -> list[int | float]:
    """The values of a parameter that is compared with numbers. FilterError: one is none."""
    try:
        return [number(value.strip()) for value, _ in _values(name, text)]
    except ValueError as error:
        if isinstance(error, FilterError):
            raise
        raise FilterError(f"The value of ${name} is {text}, compared with a field of numbers: {error}") from None


def _values(name: str, text: str) -> list[tuple[str, bool]]:
    """The values between commas, and whether each is quoted."""
    found, at = list[tuple[str, bool]](), 0
    while True:
        item = _ITEM.match(text, at)
        if item is None:
            raise _unreadable(name, text)
        found.append((item[2], False) if item[1] is None else (item[1], True))
        at = item.end()
        if at == len(text):
            return found
        if text[at] != ",":
            raise FilterError(f"The value of ${name} is {text}; expected a comma at position {at + 1}, not {text[at]}.")
        at += 1


def _unreadable(name: str, text: str) -> FilterError:
    return FilterError(
        f"The value of ${name} is {text}; expected strings in double quotes with commas between them, "
        'as in "comedy","drama".'
    )


def _is_number(text: str) -> bool:
    try:
        number(text)
    except ValueError:
        return False
    return True

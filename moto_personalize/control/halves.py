"""Half characters: JSON can escape the lone half of a surrogate pair, which no text of an answer or a file can hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

ESCAPED = r"\\ud[89a-f]"
IN_TEXT = re.compile(ESCAPED, re.IGNORECASE)
IN_BYTES = re.compile(ESCAPED.encode() + rb"|\xed[\xa0-\xbf]", re.IGNORECASE)


def check_whole(said: str | bytes, body: Any) -> None:
    """Raise ValueError with the place of a half character in a body that was said so."""
    suspect = IN_TEXT.search(said) if isinstance(said, str) else IN_BYTES.search(said)
    place = next(_places(body), None) if suspect else None
    if place is not None:
        raise ValueError(f"{place} holds half a character, a lone surrogate, which is no text.")


def _places(body: Any) -> Iterator[str]:
    """Where there is one; whatever the depth, with no recursion."""
    left = [("", body)]
    while left:
        place, value = left.pop()
        if isinstance(value, str) and not _whole(value):
            yield place
        elif isinstance(value, dict):
            if not all(map(_whole, value)):
                yield f"A name in {place or 'the request'}"
            left += [(f"{place}.{name}" if place else name, each) for name, each in reversed(value.items())]
        elif isinstance(value, list):
            left += [(f"{place}[{n}]", each) for n, each in reversed([*enumerate(value)])]


def _whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

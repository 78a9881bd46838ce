"""From a filter's text to its tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from .errors import FilterError

Kind = Literal["word", "string", "number", "parameter", "symbol", "end"]

_NUMBER = r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_TOKEN = re.compile(
    rf"""
      (?P<word>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<string>"[^"]*")
    | (?P<number>{_NUMBER})
    | (?P<parameter>\$[A-Za-z0-9_]+)
    | (?P<symbol>!=|<=|>=|[=<>(),.|*])
    """,
    re.VERBOSE,
)
LARGEST = 2**63  # of the columns of whole numbers
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True)
class Token:
    kind: Kind
    text: str
    at: int

    def __str__(self) -> str:
        return "the end" if self.kind == "end" else self.text


def tokens(text: str) -> list[Token]:
    """All tokens, the last of kind "end". FilterError: something is none."""
    found, at = list[Token](), _after_space(text, 0)
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise FilterError.at(text, at, _no_token(text, at))
        found.append(Token(match.lastgroup, match.group(), at))  # type: ignore[arg-type]  # the groups are the kinds
        at = _after_space(text, match.end())
    return [*found, Token("end", "", len(text))]


def number(text: str) -> int | float:
    """The number that a text is, whole where it can be. ValueError: it is none, or not finite."""
    if not re.fullmatch(_NUMBER, text):
        raise ValueError(f"{text} is not a number.")
    value = float(text)
    if value - value != 0:
        raise ValueError(f"{text} is not a finite number.")
    if text.lstrip("-").isdigit() and abs(int(text)) < LARGEST:
        return int(text)
    return value


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _no_token(text: str, at: int) -> str:
    letter = text[at]
    if letter == '"':
        return 'the string that begins here has no closing ".'
    if letter in "'\u2018\u2019\u201c\u201d":
        return f'{letter} does not quote: strings stand in double quotes, "so".'
    if letter == "$":
        return "a parameter is $ and a name of letters, digits and _."
    return f"{letter} has no meaning in a filter."

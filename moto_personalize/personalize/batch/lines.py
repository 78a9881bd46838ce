"""Lines of JSON: what batch jobs read and write, in the form of AWS's own files.

https://docs.aws.amazon.com/personalize/latest/dg/batch-inference-job-output-examples.html
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from json import JSONEncoder
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

if TYPE_CHECKING:
    import numpy as np

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
SHOWN = 100  # characters of a value in an error

G = TypeVar("G")
T = TypeVar("T")


class BadLine(Exception):
    """A line that is not of the form that the recipe reads."""


class NoAnswer(Exception):
    """A line of the right form that cannot be answered."""


Answer = str | BadLine | NoAnswer
"""The JSON of the output of a line, or why it has none."""


def quoted(ids: Iterable[str]) -> np.ndarray:
    """(n,) str: ids as JSON writes them."""
    import numpy as np

    return np.array([json.dumps(value, ensure_ascii=False) for value in ids], object)


def tried(work: Callable[[G], T], given: G) -> T | BadLine | NoAnswer:
    """What comes of some work, or the error instead."""
    try:
        return work(given)
    except (BadLine, NoAnswer) as error:
        return error


@dataclass(frozen=True)
class Form:
    """How the members of an output line are set: inference without blanks, segments with (seen in AWS's files)."""

    comma: str
    colon: str

    def answered(self, given: Any, output: str) -> bytes:
        """The line of what was given and the JSON of its answer."""
        return self._line(self.json(given), output, "null")

    def failed(self, given: Any, error: str) -> bytes:
        """The line of what could not be answered."""
        return self._line(self.json(given), "null", self.json(error))

    def members(self, **members: str) -> str:
        """An object of members that are JSON already."""
        return "{" + self.comma.join(f'"{name}"{self.colon}{value}' for name, value in members.items()) + "}"

    def json(self, value: Any) -> str:
        return self._encoder.encode(value)

    @cached_property
    def _encoder(self) -> JSONEncoder:
        return JSONEncoder(ensure_ascii=False, separators=(self.comma, self.colon))

    def _line(self, given: str, output: str, error: str) -> bytes:
        line = self.members(input=given, output=output, error=error)
        return line.encode("utf-8", "backslashreplace") + b"\n"  # half a surrogate pair stays the escape that it was


INFERENCE = Form(",", ":")
SEGMENTS = Form(", ", ": ")


def listed(values: Iterable[str]) -> str:
    """A list of what is JSON already: without blanks in both forms."""
    return f"[{','.join(values)}]"


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON.")


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError(f"{text} is too large")
    return value


_DECODER = json.JSONDecoder(parse_constant=_no_number, parse_float=_finite)


def parsed(line: bytes) -> dict[str, Any]:
    """The object of a line. BadLine when it is none."""
    try:
        given = _DECODER.decode(line.removeprefix(BYTE_ORDER_MARK).decode())
    except (ValueError, RecursionError) as error:
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else _reason(error)
        raise BadLine(f"The line is not valid JSON: {reason}.") from None
    if not isinstance(given, dict):
        raise BadLine(f"The line is {kind_of(given)}, not a JSON object.")
    return given


def text_of(line: bytes) -> str:
    """A line that cannot be parsed, as it is shown in its place."""
    return line.decode(errors="replace").strip()


def text_member(given: Mapping[str, Any], name: str) -> str:
    """A member that is a string of a character or more. BadLine otherwise."""
    value = given.get(name)
    if isinstance(value, str) and value:
        return value
    if name not in given:
        raise BadLine(f"{name} is missing.")
    raise BadLine(f"{name} is {_shown(value)}; expected a string that is not empty.")


def texts_member(given: Mapping[str, Any], name: str) -> list[str]:
    """A member that is a list of strings, one or more. BadLine otherwise."""
    values = given.get(name)
    if name not in given:
        raise BadLine(f"{name} is missing.")
    if not isinstance(values, list) or not values:
        raise BadLine(f"{name} is {_shown(values)}; expected a list of strings that is not empty.")
    for place, value in enumerate(values):
        if not isinstance(value, str) or not value:
            raise BadLine(f"{name}[{place}] is {_shown(value)}; expected a string that is not empty.")
    return values


def filter_values(given: Mapping[str, Any]) -> dict[str, str]:
    """The values of a filter's parameters. BadLine when they are not strings."""
    values = given.get("filterValues")
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise BadLine(f"filterValues is {_shown(values)}; expected an object of strings.")
    for name, value in values.items():
        if not isinstance(value, str):
            raise BadLine(f"filterValues.{name} is {_shown(value)}; expected a string.")
    return values


def numbers(values: Sequence[float]) -> str:
    """A list of numbers."""
    return listed(map(number, values))


@lru_cache(1 << 14)
def number(value: float) -> str:
    """A number of at most seven decimals, below 10 million, as Java writes it: 0.25, 0.0, 2.198E-4."""
    if value == 0 or abs(value) >= 1e-3:
        return repr(value)
    digits, exponent = f"{value:.6e}".split("e")
    digits = digits.rstrip("0")
    return f"{digits}{'0' if digits.endswith('.') else ''}E{int(exponent)}"


def kind_of(value: Any) -> str:
    """What a value of JSON is, in words."""
    kinds = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg[0].lower()}{error.msg[1:]} at character {error.pos + 1}"
    return "it is nested too deep" if isinstance(error, RecursionError) else re.sub(r"[.:;].*", "", str(error))

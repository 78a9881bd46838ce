"""A function of the bench as HTTP and `testing` call it: what goes in is checked, what comes out can be JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, get_args, get_origin

from .signature import Signature

LONGEST_SHOWN = 200  # characters of a value in a message
LONGEST_MESSAGE = 4000  # longer than any list of choices


@dataclass(frozen=True)
class Route:
    """A function of the bench by HTTP.

    at: its path, else the function's name. key: under which the answer shows what is no object itself. choices: the
    texts that a member can be, for the description; the function refuses others in words of its own.
    """

    function: Callable[..., Any]
    method: str = "POST"
    at: str | None = None
    key: str | None = None
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.function.__name__

    @property
    def path(self) -> str:
        return self.at or self.name.replace("_", "-")

    def __call__(self, body: Any) -> Any:
        """The answer to a body: both are mappings that JSON can say, or bytes. ValueError."""
        try:
            return self._answer(body)
        except RecursionError as error:
            raise ValueError("The request is nested too deeply.") from error
        except OverflowError as error:
            raise ValueError(f"A number of the request is too large: {error}.") from error
        except ValueError as error:
            if len(str(error)) <= LONGEST_MESSAGE:
                raise
            raise ValueError(shortened(str(error))) from None

    def _answer(self, body: Any) -> Any:
        as_it_is = self.signature.whole or self.signature.takes_bytes
        answer = self.function(body) if as_it_is else self.function(**self._arguments(body))
        if self.signature.gives_bytes:
            return answer
        answer = plain(answer)
        return {self.key: answer} if self.key else dict(answer or {})

    @cached_property
    def signature(self) -> Signature:
        return Signature(self.function)

    def _arguments(self, body: Mapping[str, Any]) -> dict[str, Any]:
        parameters = self.signature.parameters
        for name in body:
            if name not in parameters:
                known = ", ".join(parameters) or "none"
                raise ValueError(f"{name} is not a member of this request. Members: {known}.")
        given = {name: value for name, value in body.items() if value is not None}
        for name, parameter in parameters.items():
            if name in given:
                check(name, given[name], parameter.kind)
            if parameter.required and name not in given:
                raise ValueError(f"{name} must be given: {described(parameter.kind)}.")
        return given


def check(place: str, value: Any, kind: Any) -> None:
    """Raise ValueError when a value is not of a parameter's type, with the innermost place that is not."""
    if fits(value, kind):
        return
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Sequence and isinstance(value, (list, tuple)):
        for n, each in enumerate(value):
            check(f"{place}[{n}]", each, inner[0])
    if origin is Mapping and isinstance(value, Mapping):
        for name, each in value.items():
            check(f"{place}.{name}", each, inner[1])
    raise ValueError(f"{place} must be {described(kind)}, not {_shown(value)}.")


def fits(value: Any, kind: Any) -> bool:
    """Whether a value of JSON is of a parameter's type."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Any:
        return True
    if origin is None:
        return type(value) is kind or (kind is float and type(value) is int)
    if origin is Mapping:
        return isinstance(value, Mapping) and all(fits(each, inner[1]) for each in value.values())
    if origin is Callable:
        return callable(value)  # of this process: JSON says none
    if origin is Sequence:
        return isinstance(value, (list, tuple)) and all(fits(each, inner[0]) for each in value)
    return any(fits(value, each) for each in inner)


def described(kind: Any) -> str:
    """A parameter's type in words: what JSON calls it."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is None:
        return NAMES.get(kind, "anything")
    if origin is Mapping:
        return "an object" if inner[1] is Any else f"an object of {_plural(inner[1])}"
    if origin is Sequence:
        return "an array" if inner[0] is Any else f"an array of {_plural(inner[0])}"
    unsaid = (type(None), Callable)
    return " or ".join(described(each) for each in inner if each not in unsaid and get_origin(each) not in unsaid)


NAMES = {str: "a string", int: "a whole number", float: "a number", bool: "true or false"}


def _plural(kind: Any) -> str:
    words = described(kind).split(" or ")
    return " or ".join(f"{word.removeprefix('a ').removeprefix('an ')}s" for word in words)


def shortened(message: str) -> str:
    """Without the middle of what repeats a long request."""
    if len(message) <= LONGEST_MESSAGE:
        return message
    half = LONGEST_MESSAGE // 2
    return f"{message[:half]} [...] {message[-half:]}"


def _shown(value: Any) -> str:
    text = json.dumps(plain(value), default=repr)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."


def plain(value: Any) -> Any:
    """What JSON can say, of dataclasses too."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value

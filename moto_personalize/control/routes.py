"""A function of the bench as HTTP and `testing` call it: what goes in is checked, what comes out can be JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .kinds import check, described, plain
from .signature import Signature

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


def shortened(message: str) -> str:
    """Without the middle of what repeats a long request."""
    if len(message) <= LONGEST_MESSAGE:
        return message
    half = LONGEST_MESSAGE // 2
    return f"{message[:half]} [...] {message[-half:]}"

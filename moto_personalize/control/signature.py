"""What a function of the bench takes and gives: its annotations, read once for requests and for their description."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import NoneType
from typing import Any

EMPTY = inspect.Parameter.empty


@dataclass(frozen=True)
class Parameter:
    """A member of a body: what it is, and what stands for it when it is not there."""

    kind: Any
    default: Any

    @property
    def required(self) -> bool:
        return self.default is EMPTY


@dataclass(frozen=True)
class Signature:
    """Of a function whose annotations are texts."""

    function: Callable[..., Any]

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        """The members of the body."""
        return {
            name: Parameter(self._read(each.annotation), each.default) for name, each in self._of.parameters.items()
        }

    @cached_property
    def answer(self) -> Any:
        """The type of what it gives."""
        return self._read(self._of.return_annotation, **_late())

    @cached_property
    def whole(self) -> bool:
        """Whether it takes the body as it is, in a positional-only parameter, and checks it itself."""
        return inspect.Parameter.POSITIONAL_ONLY in (each.kind for each in self._of.parameters.values())

    @cached_property
    def takes_bytes(self) -> bool:
        """Whether the body is no JSON, but its one argument."""
        return [each.kind for each in self.parameters.values()] == [bytes]

    @cached_property
    def gives_bytes(self) -> bool:
        """Whether the answer is no JSON."""
        return bool(self._of.return_annotation == "bytes")

    @cached_property
    def _of(self) -> inspect.Signature:
        return inspect.signature(self.function)

    def _read(self, annotation: str, **names: Any) -> Any:
        kind = eval(annotation, {**vars(sys.modules[self.function.__module__]), **names})  # ours, not the request's
        return NoneType if kind is None else kind


def _late() -> dict[str, Any]:
    """What the bench gives and imports only when it gives it: with it comes numpy."""
    from ..filters import Explanation

    return {"Explanation": Explanation}

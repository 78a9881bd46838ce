"""Whether values are what annotations say, so that no request stumbles over what somebody else has written.

A fit looks at many values at once: of a hundred thousand it needs little more than the set of their types.
"""

from __future__ import annotations

import ast
import collections
import functools
import importlib
import inspect
import sys
import types
import typing
from collections import abc
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from importlib.util import resolve_name
from itertools import chain
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin

import numpy as np

from ..service.lifecycle import no_work

Fit: TypeAlias = Callable[[Collection[Any]], bool]
"""Whether all of some values are what an annotation says."""

ACCEPTED: Mapping[Any, tuple[type, ...]] = {
    float: (float, int),
    abc.Sequence: (list, tuple),
    abc.Collection: (list, tuple, set, frozenset),
}
"""Where other types will do, or not all that Python would take: a text is a sequence of texts to it."""
ELEMENTS = frozenset([list, set, frozenset, collections.deque, abc.Sequence, abc.Collection])


def hints(annotated: Any) -> dict[str, Any]:
    """The annotations of a class or function, resolved, with what its modules import for type checkers alone."""
    bases = annotated.__mro__ if isinstance(annotated, type) else (annotated,)
    names: dict[str, Any] = {}
    for base in reversed(bases):
        names |= _for_checkers(base.__module__)
    return typing.get_type_hints(annotated, localns=names)


@functools.cache
def _for_checkers(module: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "TYPE_CHECKING" in vars(sys.modules[module]):
        for node in ast.parse(inspect.getsource(sys.modules[module])).body:
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
                found |= _imported(node, str(sys.modules[module].__package__))
    return found


def _imported(branch: ast.If, package: str) -> Iterator[tuple[str, Any]]:
    for node in branch.body:
        if isinstance(node, ast.Import):
            yield from ((alias.asname or alias.name, importlib.import_module(alias.name)) for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            source = importlib.import_module(resolve_name("." * node.level + (node.module or ""), package))
            yield from ((alias.asname or alias.name, getattr(source, alias.name)) for alias in node.names)


@functools.cache
def fit(hint: Any) -> Fit:
    """The fit of an annotation. TypeError: it is of a kind that nobody has thought of here."""
    origin, inner = get_origin(hint), get_args(hint)
    if (meant := getattr(origin or hint, "__value__", None)) is not None:  # NDArray is a `type` alias since numpy 2.5
        return fit(meant[inner] if inner else meant)
    if hint is Any:
        return lambda values: True
    if origin in (Union, types.UnionType):
        return partial(_one_of, [fit(member) for member in inner])
    if origin is Literal:
        return lambda values: all(value in inner for value in values)
    if origin is type:
        return lambda values: all(isinstance(value, type) and issubclass(value, inner[0]) for value in values)
    if origin is abc.Callable:
        return lambda values: all(type(value) is partial or value is no_work for value in values)
    if np.ndarray in (origin, hint):
        return partial(_arrays, get_args(inner[1])[0] if inner and get_args(inner[1]) else Any)
    if origin is tuple and inner[-1] is not Ellipsis:
        return partial(_tuples, [fit(member) for member in inner])
    if origin in ELEMENTS or origin is tuple:
        return partial(_elements, _plain(origin), fit(inner[0]))
    if isinstance(origin, type) and issubclass(origin, abc.Mapping):
        return partial(_mappings, _plain(origin), fit(inner[0]), fit(inner[-1] if len(inner) > 1 else int))
    if hint is float:
        return _numbers
    if isinstance(hint, type):
        return _protocol(hint) if getattr(hint, "_is_protocol", False) else _plain(hint)
    raise TypeError(f"No value can be held against the annotation {hint}.")


def _plain(kind: type) -> Fit:
    accepted = ACCEPTED.get(kind, (kind,))
    refused = {bool} if kind in (int, float) else set()  # numpy takes it for a mask

    def fits(values: Collection[Any]) -> bool:
        found = set(map(type, values))
        return refused.isdisjoint(found) and all(issubclass(one, accepted) for one in found)

    return fits


def _numbers(values: Collection[Any]) -> bool:
    """A NaN is none, and JSON cannot say it."""
    return _plain(float)(values) and all(value == value for value in values)


def _protocol(kind: type) -> Fit:
    isinstance(None, kind)  # TypeError: it is no runtime_checkable
    return lambda values: all(isinstance(value, kind) for value in values)


def _one_of(fits: Collection[Fit], values: Collection[Any]) -> bool:
    """Alike values mostly fit alike; else each is looked at alone."""
    for found in set(map(type, values)):
        alike = [value for value in values if type(value) is found]
        if not any(one(alike) for one in fits) and not all(any(one([value]) for one in fits) for value in alike):
            return False
    return True


def _arrays(of: Any, values: Collection[Any]) -> bool:
    """Arrays of such numbers; of objects, those hold texts alone."""
    if not _plain(np.ndarray)(values) or not (of is Any or all(np.issubdtype(value.dtype, of) for value in values)):
        return False
    return all({str}.issuperset(map(type, value.flat)) for value in _distinct(values) if value.dtype.kind == "O")


def _tuples(fits: Collection[Fit], values: Collection[Any]) -> bool:
    if not _plain(tuple)(values) or not {len(fits)}.issuperset(map(len, values)):
        return False
    return all(one([value[place] for value in values]) for place, one in enumerate(fits))


def _elements(outer: Fit, inner: Fit, values: Collection[Any]) -> bool:
    return outer(values) and inner(list(chain.from_iterable(_distinct(values))))


def _mappings(outer: Fit, keys: Fit, inside: Fit, values: Collection[Any]) -> bool:
    if not outer(values):
        return False
    several = _distinct(values)
    return keys(list(chain.from_iterable(several))) and inside(
        list(chain.from_iterable(each.values() for each in several))
    )


def _distinct(values: Iterable[Any]) -> Collection[Any]:
    """Each object once: a small file can name a large one many times."""
    return {id(value): value for value in values}.values()

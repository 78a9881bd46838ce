"""The classes that a snapshot may hold: our own dataclasses, and those of registered recipes. No file names another.

A class of ours is named by its room and its own name, so that it may move within its room.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass
from typing import Any

from ..learning.caching import is_cache
from .fitting import Fit, fit, hints

PACKAGE = "moto_personalize"
ROOMS = ("datasets", "filters", "recipes", "personalize.learning", "personalize.service", "personalize.batch")
MODULES = ("personalize.rates", "personalize.neighbours")
RECIPE = "recipe "
CHECK = "check_parts"
"""The method of a class that raises ValueError where its fields do not fit each other. Each one's types are checked
before."""


@dataclass(frozen=True)
class Kind:
    """A class and those of its fields that a snapshot keeps."""

    cls: type
    name: str

    @functools.cached_property
    def fields(self) -> Mapping[str, Field[Any]]:
        return {field.name: field for field in dataclasses.fields(self.cls) if not is_cache(field)}

    @functools.cached_property
    def fits(self) -> Mapping[str, Fit]:
        """Of each field kept: whether values are such as it can hold. Models of others' recipes are theirs to know."""
        if self.name.startswith(RECIPE):
            return {}
        annotated = hints(self.cls)
        return {name: fit(annotated[name]) for name in self.fields}

    @property
    def checks(self) -> Sequence[Callable[[Any], None]]:
        """What an instance says of its fields together."""
        return (
            []
            if self.name.startswith(RECIPE)
            else [vars(base)[CHECK] for base in self.cls.__mro__ if CHECK in vars(base)]
        )

    @functools.cached_property
    def known(self) -> frozenset[str]:
        """All attributes that an instance may have; of what is no field kept, it finds the value again."""
        cached = (name for name, member in _members(self.cls) if isinstance(member, functools.cached_property))
        return frozenset([*(field.name for field in dataclasses.fields(self.cls)), *cached])

    @functools.cached_property
    def defaults(self) -> Mapping[str, Callable[[], Any]]:
        """What gives the value of each field that has one by default."""
        found: dict[str, Callable[[], Any]] = {}
        for field in dataclasses.fields(self.cls):
            if field.default_factory is not MISSING:
                found[field.name] = field.default_factory
            elif field.default is not MISSING:
                found[field.name] = functools.partial(_same, field.default)
        return found


def _same(value: Any) -> Any:
    return value


class CannotRestore(ValueError):
    """What a snapshot holds is not there, or is not what it must be."""


class Kinds:
    """All kinds there are at one moment, by class and by name."""

    def __init__(self) -> None:
        self.of_class: dict[type, Kind] = {}
        self.named: dict[str, Kind] = {}
        for kind in ours():
            self._add(kind)
        for name, cls in _of_recipes():
            if cls not in self.of_class:
                self._add(Kind(cls, f"{RECIPE}{name}: {cls.__qualname__}"))

    def _add(self, kind: Kind) -> None:
        if kind.name not in self.named:  # else it is not written: the first of two of one name is what would be read
            self.of_class[kind.cls] = self.named[kind.name] = kind

    def find(self, name: str) -> Kind:
        """CannotRestore, naming what is missing."""
        kind = self.named.get(name)
        if kind is not None:
            return kind
        if name.startswith(RECIPE):
            raise unregistered(name.removeprefix(RECIPE).partition(": ")[0], f" with its class {name.split(': ')[-1]}")
        raise CannotRestore(f"The snapshot holds a {name}, which this version does not know.")


def unregistered(recipe: str, more: str = "") -> CannotRestore:
    return CannotRestore(f"The snapshot needs the recipe {recipe}{more}: register it before you restore.")


@functools.cache
def ours() -> tuple[Kind, ...]:
    """All of this package."""
    _load()
    begins = tuple(f"{PACKAGE}.{room}." for room in ROOMS)
    whole = [f"{PACKAGE}.{module}" for module in MODULES]
    found = []
    for name, module in sorted(sys.modules.items()):
        if name.startswith(begins) or name in whole:
            room = name.removeprefix(f"{PACKAGE}.").rpartition(".")[0]
            own = (cls for cls in _dataclasses(vars(module)) if cls.__module__ == name)
            found += [Kind(cls, f"{room}.{cls.__qualname__}") for cls in own]
    return tuple(found)


def _load() -> None:
    """Every module of ours in which there may be a class."""
    for room in (*ROOMS, *MODULES):
        package = importlib.import_module(f"{PACKAGE}.{room}")
        for found in pkgutil.walk_packages(getattr(package, "__path__", []), f"{package.__name__}."):
            importlib.import_module(found.name)


def _of_recipes() -> Iterator[tuple[str, type]]:
    """Of recipes of the user's own: the class, and what its methods can see, which is what they make models of."""
    from ...recipes import entries

    for entry in entries():
        if entry.recipe is not None and entry.own:
            yield entry.name, entry.recipe
            for _, member in _members(entry.recipe):
                method = inspect.unwrap(getattr(member, "__func__", member))
                if inspect.isfunction(method):
                    yield from ((entry.name, cls) for cls in _dataclasses(_seen_by(method)))


def _seen_by(method: Any) -> Mapping[str, Any]:
    cells = zip(method.__code__.co_freevars, method.__closure__ or (), strict=True)
    return {**method.__globals__, **{name: cell.cell_contents for name, cell in cells if _filled(cell)}}


def _filled(cell: Any) -> bool:
    try:
        _ = cell.cell_contents
    except ValueError:
        return False
    return True


def _members(cls: type) -> Iterator[tuple[str, Any]]:
    for base in cls.__mro__:
        yield from list(vars(base).items())


def _dataclasses(names: Mapping[str, Any]) -> Iterator[type]:
    for found in list(names.values()):
        if isinstance(found, type) and dataclasses.is_dataclass(found):
            yield found

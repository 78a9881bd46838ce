"""The wire, made from botocore's service models: one `Operation` for each of their operations.

Shapes are compiled once into closures, so that a request costs what its own members cost. (Moto's serialiser asks
every member of every item for its aliases: a list of 500 items took about ten times as long as the call around it.)
"""

from __future__ import annotations

import functools
import json
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore import xform_name
from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape
from botocore.utils import parse_timestamp
from moto.core.utils import get_service_model

from .exceptions import SerializationException, ValidationException

SERVICES = ("personalize", "personalize-events", "personalize-runtime")

YEAR_10000 = 253_402_300_800

Read = Callable[[Any, str, list[str]], Any]
Write = Callable[[Any], Any]


@dataclass(frozen=True)
class Operation:
    """One operation of one service: how its request is read and its answer written."""

    service: str
    name: str
    verb: str
    path: str
    content_type: str
    read_input: Read
    write_output: Write | None
    error_statuses: Mapping[str, int]

    def read(self, body: bytes) -> dict[str, Any]:
        """The verb's keyword arguments.

        Raises SerializationException when the body is not of the input's types, ValidationException when it
        breaks constraints that the model declares (all of them in one message, as AWS does).
        """
        problems: list[str] = []
        members = self.read_input(_parsed(body), "", problems)
        if problems:
            noun = "error" if len(problems) == 1 else "errors"
            raise ValidationException(f"{len(problems)} validation {noun} detected: {'; '.join(problems)}")
        return {xform_name(name): value for name, value in members.items()}

    def write(self, result: Any) -> str:
        """The answer's body; truly empty for an operation without an output shape."""
        return "" if self.write_output is None else json.dumps(self.write_output(result))


def error_body(code: str, message: str) -> str:
    """An error as SDKs read it; each of the two spellings of the message is read by one or another."""
    return json.dumps({"__type": code, "message": message, "Message": message})


@functools.cache
def operations() -> Mapping[tuple[str, str], Operation]:
    """All operations of the installed botocore by service and name."""
    return {
        (service, name): _operation(service, get_service_model(service).operation_model(name))
        for service in SERVICES
        for name in get_service_model(service).operation_names
    }


@functools.cache
def by_path() -> Mapping[str, Operation]:
    """The operations of the two REST services by their path."""
    return {op.path: op for op in operations().values() if op.service != "personalize"}


def _operation(service: str, model: OperationModel) -> Operation:
    protocol = model.service_model.metadata["protocol"]
    json_version = model.service_model.metadata.get("jsonVersion")
    input_shape, output_shape = model.input_shape, model.output_shape
    return Operation(
        service=service,
        name=model.name,
        verb=xform_name(model.name),
        path=model.http["requestUri"],
        content_type=f"application/x-amz-json-{json_version}" if protocol == "json" else "application/json",
        read_input=reader(input_shape) if input_shape else lambda value, path, problems: {},
        write_output=writer(output_shape) if output_shape else None,
        error_statuses={
            shape.name: shape.metadata.get("error", {}).get("httpStatusCode", 400)
            for shape in model.service_model.error_shapes
        },
    )


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body, parse_constant=_no_constant) if body else {}
    except (ValueError, RecursionError) as error:
        raise SerializationException(f"The request is not a JSON document: {error}") from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


# --- reading -------------------------------------------------------------------------------------------------


def reader(shape: Shape, hidden: bool = False) -> Read:
    """A function that converts a JSON value of this shape and collects the constraints that it breaks.

    `hidden`: the value stands inside of something sensitive, so no message shows it.
    """
    return _READERS.get(shape.type_name, _read_scalar)(shape, hidden or "sensitive" in shape.metadata)


def _read_structure(shape: StructureShape, hidden: bool) -> Read:
    members = [(name, _lazy(member, hidden), name in shape.required_members) for name, member in shape.members.items()]

    def read(value: Any, path: str, problems: list[str]) -> Any:
        _typed(value, dict, "an object", path)
        found = {}
        for name, read_member, required in members:
            given = value.get(name)
            where = f"{path}.{name}" if path else name
            if given is not None:
                found[name] = read_member(given, where, problems)
            elif required:
                problems.append(_problem("null", where, "Member must not be null"))
        return found

    return read


def _read_list(shape: ListShape, hidden: bool) -> Read:
    check, read_member = _constraints(shape, hidden), _lazy(shape.member, hidden)

    def read(value: Any, path: str, problems: list[str]) -> Any:
        _typed(value, list, "a list", path)
        check(value, path, problems)
        return [
            read_member(_present(item, f"{path}.{n}.member"), f"{path}.{n}.member", problems)
            for n, item in enumerate(value, 1)
        ]

    return read


def _read_map(shape: MapShape, hidden: bool) -> Read:
    check = _constraints(shape, hidden)
    read_key, read_value = _lazy(shape.key, hidden), _lazy(shape.value, hidden)

    def read(value: Any, path: str, problems: list[str]) -> Any:
        _typed(value, dict, "an object", path)
        check(value, path, problems)
        return {
            read_key(key, f"{path}.{key}.member", problems): read_value(
                _present(item, f"{path}.{key}"), f"{path}.{key}.member", problems
            )
            for key, item in value.items()
        }

    return read


def _read_timestamp(_: Shape, hidden: bool) -> Read:
    def read(value: Any, path: str, problems: list[str]) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            raise SerializationException(f"{path} is {_kind(value)}, not a timestamp.")
        try:
            seconds = value if isinstance(value, (int, float)) else parse_timestamp(value).timestamp()
        except (ValueError, OverflowError):
            seconds = float("nan")
        if not 0 <= seconds < YEAR_10000:
            raise SerializationException(f"{path} is not a timestamp" + ("." if hidden else f": {value}"))
        return seconds

    return read


def _read_scalar(shape: Shape, hidden: bool) -> Read:
    kinds, described = _SCALARS[shape.type_name]
    largest = _LARGEST.get(shape.type_name)
    check = _constraints(shape, hidden)

    def read(value: Any, path: str, problems: list[str]) -> Any:
        if isinstance(value, bool) is not (kinds is bool):
            raise SerializationException(f"{path} is {_kind(value)}, not {described}.")
        _typed(value, kinds, described, path)
        if largest and not -largest - 1 <= value <= largest:
            raise SerializationException(f"{path} is {described} out of the range of its type.")
        check(value, path, problems)
        return value

    return read


_READERS: Mapping[str, Callable[[Any, bool], Read]] = {
    "structure": _read_structure,
    "list": _read_list,
    "map": _read_map,
    "timestamp": _read_timestamp,
}
_SCALARS: Mapping[str, tuple[Any, str]] = {
    "string": (str, "a string"),
    "boolean": (bool, "true or false"),
    "integer": (int, "a whole number"),
    "long": (int, "a whole number"),
    "float": ((int, float), "a number"),
    "double": ((int, float), "a number"),
}
_LARGEST: Mapping[str, float] = {
    "integer": 2**31 - 1,
    "long": 2**63 - 1,
    "float": sys.float_info.max,  # JSON may write 1e999, which Python reads as infinite
    "double": sys.float_info.max,
}
_KINDS: Mapping[type, str] = {
    dict: "an object",
    list: "a list",
    str: "a string",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    type(None): "null",
}


def _typed(value: Any, kinds: Any, described: str, path: str) -> None:
    if not isinstance(value, kinds):
        raise SerializationException(f"{path or 'The request'} is {_kind(value)}, not {described}.")


def _kind(value: Any) -> str:
    """What a JSON value is; never the value, which may be sensitive."""
    return _KINDS[type(value)]


def _present(item: Any, path: str) -> Any:
    if item is None:
        raise SerializationException(f"{path} is null.")
    return item


def _lazy(shape: Shape, hidden: bool) -> Read:
    """A reader that is compiled at its first use: most members of most requests never come."""
    made: list[Read] = []

    def read(value: Any, path: str, problems: list[str]) -> Any:
        if not made:
            made.append(reader(shape, hidden))
        return made[0](value, path, problems)

    return read


# --- constraints ---------------------------------------------------------------------------------------------


def _constraints(shape: Shape, hidden: bool) -> Callable[[Any, str, list[str]], None]:
    """A check of everything that the model declares of a shape: length or range, pattern, enum."""
    rules = _rules(shape)
    unshown = hidden or _holds_sensitive(shape)

    def check(value: Any, path: str, problems: list[str]) -> None:
        for broken, text in rules:
            if broken(value):
                problems.append(_problem("" if unshown else f"'{_java(value)}'", path, text))

    return check


def _holds_sensitive(shape: Shape) -> bool:
    """Whether a shape or anything inside of it is sensitive: printing a list prints its members."""
    if isinstance(shape, StructureShape):
        inside = list(shape.members.values())
    elif isinstance(shape, ListShape):
        inside = [shape.member]
    else:
        inside = [shape.key, shape.value] if isinstance(shape, MapShape) else []
    return "sensitive" in shape.metadata or any(map(_holds_sensitive, inside))


def _rules(shape: Shape) -> list[tuple[Callable[[Any], bool], str]]:
    meta, rules = shape.metadata, list[tuple[Callable[[Any], bool], str]]()
    numeric = shape.type_name in ("integer", "long", "float", "double")
    size: Callable[[Any], Any] = (lambda value: value) if numeric else len
    what = "value" if numeric else "length"
    if (least := meta.get("min")) is not None:
        rules.append((lambda v: size(v) < least, f"Member must have {what} greater than or equal to {least}"))
    if (most := meta.get("max")) is not None:
        rules.append((lambda v: size(v) > most, f"Member must have {what} less than or equal to {most}"))
    if (pattern := meta.get("pattern")) is not None:
        whole = java_pattern(pattern)
        text = f"Member must satisfy regular expression pattern: {pattern}"
        rules.append((lambda v: whole.fullmatch(v) is None, text))
    if enum := meta.get("enum"):
        rules.append((lambda v: v not in enum, f"Member must satisfy enum value set: [{', '.join(enum)}]"))
    return rules


def _problem(shown: str, path: str, constraint: str) -> str:
    value = f"Value {shown} at" if shown else "Value at"
    return f"{value} '{path}' failed to satisfy constraint: {constraint}"


def _java(value: Any) -> str:
    """A value as Java prints it in such a message."""
    if isinstance(value, list):
        return f"[{', '.join(map(_java, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={_java(item)}" for key, item in value.items()) + "}"
    return str(value)


_JAVA_CLASSES = {
    # \w is Python's letters and numbers of Unicode, \p{L} and \p{N} of Java stand together in these models
    r"\p{L}": r"\w",
    r"\p{N}": r"\w",
    r"\p{Z}": r"\x20\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000",
    r"\p{ASCII}": r"[\x00-\x7f]",
}


def java_pattern(pattern: str) -> re.Pattern[str]:
    r"""A Java pattern for Python: `\d` means 0-9 there, `.` no line terminator, and `\p{...}` is not Python's."""
    in_class, out, at = False, "", 0
    while at < len(pattern):
        token = next((t for t in _JAVA_CLASSES if pattern.startswith(t, at)), "")
        if token:
            out += _JAVA_CLASSES[token]
        elif pattern[at] == "\\":
            token = pattern[at : at + 2]
            out += {r"\d": "0-9" if in_class else "[0-9]"}.get(token, token)
        elif pattern[at] == "." and not in_class:
            out += r"[^\n\r\u0085\u2028\u2029]"
        else:
            in_class = {"[": True, "]": False}.get(pattern[at], in_class)
            out += pattern[at]
        at += len(token) or 1
    return re.compile(out)


# --- writing -------------------------------------------------------------------------------------------------


def writer(shape: Shape) -> Write:
    """A function that gives the JSON value of this shape for nouns, mappings and plain values."""
    if isinstance(shape, StructureShape):
        return _write_structure(shape)
    if isinstance(shape, ListShape):
        write_member = writer(shape.member)
        return lambda value: [write_member(item) for item in value]
    if isinstance(shape, MapShape):
        write_value = writer(shape.value)
        return lambda value: {key: write_value(item) for key, item in value.items()}
    if shape.type_name == "timestamp":
        return lambda value: round(value, 3)
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _write_structure(shape: StructureShape) -> Write:
    members = {name: (xform_name(name), writer(member)) for name, member in shape.members.items()}
    plain = {name for name, member in shape.members.items() if writer(member) is _as_it_is}

    def write(value: Any) -> dict[str, Any]:
        if isinstance(value, dict):
            if plain.issuperset(value) and None not in value.values():
                return value  # what lists of recommendations consist of
            found = {name: value.get(name) for name in members}
        else:
            found = {name: noun_attribute(value, attribute) for name, (attribute, _) in members.items()}
        return {name: members[name][1](item) for name, item in found.items() if item is not None}

    return write


def noun_attribute(noun: object, attribute: str) -> Any:
    """A noun's attribute under the member's name in snake_case; its own ARN is `arn`."""
    if attribute == getattr(noun, "own_arn", None):
        attribute = "arn"
    return getattr(noun, attribute, None)

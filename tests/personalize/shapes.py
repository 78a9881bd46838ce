"""Values made from the shapes of botocore's models: valid ones, and ones that break a single constraint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape
from moto.core.utils import get_service_model

from moto_personalize.personalize.wire import SERVICES

ARN = "arn:aws:personalize:us-east-1:123456789012:campaign/films"
EXAMPLES = {
    r"arn:([a-z\d-]+):personalize:.*:.*:.+": ARN,
    r"(s3|http|https)://.+": "s3://bucket/key",
    "arn:aws.*:kms:.*:[0-9]{12}:key/.*": "arn:aws:kms:us-east-1:123456789012:key/k",
    r"arn:([a-z\d-]+):iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+": "arn:aws:iam::123456789012:role/reader",
    r"rate\(\d+ days?\)": "rate(7 days)",
}
ASCII = r"\p{ASCII}{0,1500}"


@dataclass(frozen=True)
class Break:
    """A value that breaks one constraint somewhere inside: where, which, and whether a message may show it."""

    value: Any
    path: str
    constraint: str
    broken: Any = None
    shown: bool = True


def all_operations() -> list[tuple[str, OperationModel]]:
    models = [(service, get_service_model(service)) for service in SERVICES]
    return [(service, model.operation_model(name)) for service, model in models for name in model.operation_names]


def valid(shape: Shape) -> Any:
    """A value that satisfies everything that the model declares; of structures the required members."""
    if isinstance(shape, StructureShape):
        return {name: valid(shape.members[name]) for name in shape.required_members}
    if isinstance(shape, ListShape):
        return [valid(shape.member)] * max(shape.metadata.get("min", 0), 1)
    if isinstance(shape, MapShape):
        return {valid(shape.key): valid(shape.value)}
    if shape.type_name == "string":
        return _text(shape)
    numbers = {"integer": 1, "long": 1, "float": 0.5, "double": 0.5, "timestamp": 1_600_000_000}
    return numbers.get(shape.type_name, True)


def _text(shape: Shape) -> str:
    if enum := shape.metadata.get("enum"):
        return str(enum[0])
    return EXAMPLES.get(shape.metadata.get("pattern", ""), "a" * max(shape.metadata.get("min", 1), 1))


def breaks(shape: Shape, path: str = "", hidden: bool = False) -> Iterator[Break]:
    """Each constraint of a shape, and of everything inside of it, broken once."""
    hidden = hidden or "sensitive" in shape.metadata
    for value, constraint in _own_breaks(shape):
        yield Break(value, path, constraint, value, not (hidden or _holds_sensitive(shape)))
    if isinstance(shape, StructureShape):
        yield from _member_breaks(shape, path, hidden)
    elif isinstance(shape, ListShape):
        for inner in breaks(shape.member, f"{path}.1.member", hidden):
            yield replace(inner, value=[inner.value, *valid(shape)[1:]])
    elif isinstance(shape, MapShape):
        key = valid(shape.key)
        for inner in breaks(shape.value, f"{path}.{key}.member", hidden):
            yield replace(inner, value={key: inner.value})
        for inner in breaks(shape.key, path, hidden):
            yield replace(inner, value={inner.value: valid(shape.value)}, path=f"{path}.{inner.value}.member")


def _member_breaks(shape: StructureShape, path: str, hidden: bool) -> Iterator[Break]:
    whole = valid(shape)
    for name, member in shape.members.items():
        where = f"{path}.{name}" if path else name
        if name in shape.required_members:
            rest = {key: value for key, value in whole.items() if key != name}
            yield Break(rest, where, "Member must not be null", None)
        for inner in breaks(member, where, hidden):
            yield replace(inner, value={**whole, name: inner.value})


def _own_breaks(shape: Shape) -> Iterator[tuple[Any, str]]:
    meta = shape.metadata
    numeric = shape.type_name in ("integer", "long", "float", "double")
    if meta.get("min"):
        text = "value" if numeric else "length"
        value = meta["min"] - 1 if numeric else _sized(shape, meta["min"] - 1)
        yield value, f"Member must have {text} greater than or equal to {meta['min']}"
    if numeric and meta.get("min") == 0:
        yield -1, "Member must have value greater than or equal to 0"
    if "max" in meta:
        text = "value" if numeric else "length"
        value = meta["max"] + 1 if numeric else _sized(shape, meta["max"] + 1)
        yield value, f"Member must have {text} less than or equal to {meta['max']}"
    if pattern := meta.get("pattern"):
        text = f"Member must satisfy regular expression pattern: {pattern}"
        # Java matches the whole value, Python's `$` would forgive a last line feed
        yield valid(shape) + ("é" if pattern == ASCII else "\n"), text
    if enum := meta.get("enum"):
        yield enum[0].lower(), f"Member must satisfy enum value set: [{', '.join(enum)}]"


def _sized(shape: Shape, size: int) -> Any:
    if isinstance(shape, ListShape):
        return [valid(shape.member)] * size
    if isinstance(shape, MapShape):
        return {f"A{n}": valid(shape.value) for n in range(size)}
    text = valid(shape)
    if text.startswith("rate") and size > len(text):
        return text.replace("7", "7" * (size - len(text) + 1))
    return text[:size].ljust(size, "a")


def _holds_sensitive(shape: Shape) -> bool:
    if isinstance(shape, ListShape):
        return _sensitive(shape.member)
    return isinstance(shape, MapShape) and (_sensitive(shape.key) or _sensitive(shape.value))


def _sensitive(shape: Shape) -> bool:
    if "sensitive" in shape.metadata or _holds_sensitive(shape):
        return True
    return isinstance(shape, StructureShape) and any(_sensitive(member) for member in shape.members.values())


def mismatches(value: Any, shape: Shape, path: str = "") -> list[str]:
    """Where a JSON answer is not of an output shape: unknown members, nulls, wrong types, missing required ones."""
    expected: Mapping[str, Any] = {
        "structure": dict,
        "map": dict,
        "list": list,
        "string": str,
        "boolean": bool,
        "timestamp": (int, float),
        "float": (int, float),
        "double": (int, float),
        "integer": int,
        "long": int,
    }
    if not isinstance(value, expected[shape.type_name]):
        return [f"{path} is {value!r}, not {shape.type_name}"]
    if isinstance(shape, StructureShape):
        unknown = [f"{path}.{name} is not in the model" for name in value if name not in shape.members]
        missing = [f"{path}.{name} is missing" for name in shape.required_members if name not in value]
        inside = [(f"{path}.{k}", v, shape.members[k]) for k, v in value.items() if k in shape.members]
        return [*unknown, *missing, *(text for p, v, s in inside for text in mismatches(v, s, p))]
    if isinstance(shape, ListShape):
        return [text for n, item in enumerate(value) for text in mismatches(item, shape.member, f"{path}[{n}]")]
    if isinstance(shape, MapShape):
        return [text for key, item in value.items() for text in mismatches(item, shape.value, f"{path}.{key}")]
    return []

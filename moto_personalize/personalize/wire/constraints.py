"""What a service model declares of a shape's values, and the sentence of each constraint that one breaks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape


def constraints(shape: Shape, hidden: bool) -> Callable[[Any, str, list[str]], None]:
    """A check of everything that the model declares of a shape: length or range, pattern, enum."""
    rules = _rules(shape)
    unshown = hidden or _holds_sensitive(shape)

    def check(value: Any, path: str, problems: list[str]) -> None:
        for broken, text in rules:
            if broken(value):
                problems.append(problem("" if unshown else f"'{_java(value)}'", path, text))

    return check


def satisfied(shape: Shape) -> Callable[[Any], bool]:
    """Whether a value of a shape's type keeps everything that the model declares of it."""
    rules = [broken for broken, _ in _rules(shape)]
    return lambda value: not any(broken(value) for broken in rules)


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


def problem(shown: str, path: str, constraint: str) -> str:
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

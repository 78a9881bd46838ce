"""The description of the control route for people: one page of HTML, which loads nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from .remote import PREFIX

STYLE = """body { font: 16px/1.5 sans-serif; max-width: 50em; margin: 2em auto; padding: 0 1em }
h2 { border-top: 1px solid #ccc; padding-top: 1em } code, pre { background: #f4f4f4 } pre { white-space: pre-wrap }"""


def page(document: Mapping[str, Any]) -> str:
    """An OpenAPI document as HTML."""
    info = document["info"]
    parts = [
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{info['title']}</title><style>{STYLE}</style>",
        f"<h1>{info['title']} {info['version']}</h1><pre>{escape(info['description'])}</pre>",
        f"<p>For programs: <a href={PREFIX}openapi.json>openapi.json</a></p>",
        *_operations(document["paths"]),
        *_schemas(document["components"]["schemas"]),
    ]
    return "\n".join(parts)


def _operations(paths: Mapping[str, Any]) -> Iterator[str]:
    for path, by_method in paths.items():
        for method, operation in by_method.items():
            yield f"<h2 id={operation['operationId']}>{method.upper()} {PREFIX.rstrip('/')}{path}</h2>"
            yield f"<pre>{escape(operation['description'])}</pre>"
            if "requestBody" in operation:
                yield f"<p>Takes {_typed(_content(operation['requestBody']))}</p>"
            yield f"<p>Answers {_typed(_content(operation['responses']['200']))}</p>"


def _schemas(schemas: Mapping[str, Any]) -> Iterator[str]:
    for name, schema in schemas.items():
        yield f"<h2 id={name}>{name}</h2><pre>{escape(schema.get('description', ''))}</pre>{_typed(schema)}"


def _content(body: Mapping[str, Any]) -> Mapping[str, Any]:
    (content,) = body["content"].values()
    schema: Mapping[str, Any] = content["schema"]
    return schema


def _typed(schema: Mapping[str, Any]) -> str:
    """A type in a few words, an object with its members."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"<a href=#{name}>{name}</a>"
    if "anyOf" in schema:
        return " or ".join(_typed(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(f"<code>{escape(str(each))}</code>" for each in schema["enum"])
    if "properties" in schema:
        return "an object:<ul>" + "".join(_members(schema)) + "</ul>"
    if "items" in schema:
        return f"array of ({_typed(schema['items'])})"
    if isinstance(schema.get("additionalProperties"), Mapping):
        return f"object of ({_typed(schema['additionalProperties'])})"
    kinds = "bytes" if schema.get("format") == "binary" else schema.get("type", "anything")
    return kinds if isinstance(kinds, str) else " or ".join(kinds)


def _members(schema: Mapping[str, Any]) -> Iterator[str]:
    for name, member in schema["properties"].items():
        words = escape(member.get("description", ""))
        yield f"<li><code>{name}</code>: {_typed(member)}{_presence(name, member, schema)}. {words}</li>"


def _presence(name: str, member: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    if name in schema.get("required", ()):
        return ", required"
    return f", else {escape(json.dumps(member['default']))}" if "default" in member else ""

"""The control route in the words of OpenAPI 3.1, made from its table: types of annotations, words of docstrings."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from types import ModuleType
from typing import Any

from .remote import BYTES, PREFIX
from .routes import Route
from .schemas import Schemas, among

ABOUT = f"""What a test may do to moto-personalize over HTTP, below `{PREFIX}`.

Bodies and answers are JSON objects, but for snapshots, which are bytes; a member that is null is as good as absent.
What Python raises as a ValueError is answered with 400 and the sentence in `message`, a path that is not here with 404,
a method that it does not take with 405, each with a `message` that names the right ones. Accounts and regions are those
of the ARNs.
"""
JSON = "application/json"
REFUSED = {"type": "object", "properties": {"message": {"type": "string"}}, "required": ["message"]}
REFUSED_WHEN = "The test asks for what cannot be; the message names the valid choices."
TAGS = {
    "clock": "time",
    "deploying": "deployments",
    "emptying": "reset",
    "explaining": "filters",
    "failing": "failing resources",
    "handler": "description",
    "records": "log",
    "strictness": "settings",
    "stubs": "answers",
}
"""What the functions of a module are about, where its name does not say it."""


def document(routes: Sequence[Route]) -> dict[str, Any]:
    """All routes, each with what it takes and answers."""
    schemas = Schemas()
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(f"/{route.path}", {})[route.method.lower()] = _operation(route, schemas)
    used = {_module(route.function) for route in routes}
    return {
        "openapi": "3.1.0",
        "info": {"title": "moto-personalize", "version": version("moto-personalize"), "description": ABOUT},
        "servers": [{"url": PREFIX.rstrip("/")}],
        "security": [],
        "tags": [{"name": _tag(module), "description": _sentence(module)} for module in sorted(used, key=_tag)],
        "paths": paths,
        "components": {
            "schemas": {"Refusal": REFUSED, **schemas.named},
            "responses": {"Refused": _response(REFUSED_WHEN, schemas.reference("Refusal"))},
        },
    }


def _operation(route: Route, schemas: Schemas) -> dict[str, Any]:
    function = route.function
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": _sentence(function),
        "description": _description(function),
        "tags": [_tag(_module(function))],
        "responses": {
            "200": _response("The answer.", _answer(route, schemas), BYTES if route.signature.gives_bytes else JSON),
            "400": {"$ref": "#/components/responses/Refused"},
        },
    }
    taken = _taken(route, schemas)
    if not taken:
        return operation
    return {**operation, "requestBody": _body(taken, BYTES if route.signature.takes_bytes else JSON)}


def _taken(route: Route, schemas: Schemas) -> dict[str, Any]:
    """The schema of a body; empty where there is nothing to say in it."""
    signature = route.signature
    if signature.whole or signature.takes_bytes:
        (body,) = signature.parameters.values()
        return schemas.of(body.kind)
    taken = schemas.of_members(signature.parameters)
    for name, choices in route.choices.items():
        taken["properties"][name] = among(choices, taken["properties"][name])
    return taken


def _answer(route: Route, schemas: Schemas) -> dict[str, Any]:
    answered = schemas.of(route.signature.answer)
    if answered == {"type": "null"}:  # a function that gives nothing answers {}
        return {"type": "object", "additionalProperties": False}
    if route.key is None:
        return answered
    return {"type": "object", "properties": {route.key: answered}, "required": [route.key]}


def _body(schema: Mapping[str, Any], of: str) -> dict[str, Any]:
    return {"required": of == BYTES or bool(schema.get("required")), "content": {of: {"schema": schema}}}


def _response(description: str, schema: Mapping[str, Any], of: str = JSON) -> dict[str, Any]:
    return {"description": description, "content": {of: {"schema": schema}}}


def _module(function: Callable[..., Any]) -> ModuleType:
    return sys.modules[function.__module__]


def _tag(module: ModuleType) -> str:
    name = module.__name__.rpartition(".")[2]
    return TAGS.get(name, name)


def _description(function: Callable[..., Any]) -> str:
    """Its docstring, and that of its counterpart in Python, which says what each argument means."""
    from .. import testing

    name, own = function.__name__, inspect.getdoc(function) or ""
    public = vars(testing).get(name)
    return f"{own}\n\nIn Python, `testing.{name}`:\n\n{inspect.getdoc(public)}" if public else own


def _sentence(documented: Any) -> str:
    """The first sentence of a docstring."""
    first = (inspect.getdoc(documented) or "").partition("\n\n")[0].replace("\n", " ")
    return first.partition(". ")[0].rstrip(".")

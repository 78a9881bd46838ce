"""The control route's description: made from its table, true of what it answers, served as JSON and as a page."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Mapping, Sequence
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Literal

import pytest
import requests
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from moto_personalize import config, testing
from moto_personalize.bench.explaining import explain_filter
from moto_personalize.control import handler, openapi
from moto_personalize.control.openapi_page import page
from moto_personalize.control.routes import Route
from moto_personalize.control.schemas import Schemas
from tests.conftest import Aws

ROUTE = "/moto-api/personalize/"
OPERATIONS = [(route.path, route.method) for route in handler.SERVED]


@dataclasses.dataclass(frozen=True)
class Shelf:
    """Where items stand."""

    name: str
    items: list[str]
    above: Shelf | None = None


def put_up(
    name: str,
    width: float,
    kinds: Sequence[str] | Mapping[str, Any] | None = None,
    side: Literal["left", "right"] = "left",
    heavy: bool = False,
) -> Shelf:
    """Put a shelf up. And fill it.

    ValueError: there is one already.
    """
    raise NotImplementedError


def operation(route: Route) -> Any:
    return openapi.document([route])["paths"]["/put-up"]["post"]


def test_the_description_is_valid() -> None:
    OpenAPIV31SpecValidator(handler.openapi()).validate()


def test_every_route_is_described() -> None:
    paths = handler.openapi()["paths"]
    assert [(path.lstrip("/"), method.upper()) for path in paths for method in paths[path]] == OPERATIONS


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_route_says_what_it_is_for_and_what_it_answers(path: str, method: str) -> None:
    described = handler.openapi()["paths"][f"/{path}"][method.lower()]
    assert described["summary"]
    (answered,) = described["responses"]["200"]["content"].values()
    assert answered["schema"]


def test_every_route_is_shown_with_curl() -> None:
    page = (Path(__file__).parents[2] / "docs" / "control.md").read_text()
    commands = "".join(re.findall(r"```sh\n(.*?)```", page, re.DOTALL))
    assert [path for path, _ in OPERATIONS if not re.search(f"{ROUTE}{re.escape(path)}$", commands, re.MULTILINE)] == []


def test_every_member_that_a_route_takes_is_described() -> None:
    paths = handler.openapi()["paths"]
    for path, method in OPERATIONS:
        route = handler.PATHS[path][method]
        if not (route.signature.whole or route.signature.takes_bytes) and route.signature.parameters:
            body = paths[f"/{path}"][method.lower()]["requestBody"]["content"]["application/json"]["schema"]
            assert list(body["properties"]) == list(route.signature.parameters)


def test_the_annotations_of_a_function_say_what_it_takes() -> None:
    described = operation(Route(put_up))
    assert described["requestBody"] == {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "name": {"type": "string"},
                        "width": {"type": "number"},
                        "kinds": {
                            "anyOf": [
                                {"type": "array", "items": {"type": "string"}},
                                {"type": "object", "additionalProperties": {}},
                                {"type": "null"},
                            ]
                        },
                        "side": {"anyOf": [{"enum": ["left", "right"]}, {"type": "null"}], "default": "left"},
                        "heavy": {"type": ["boolean", "null"], "default": False},
                    },
                    "required": ["name", "width"],
                    "additionalProperties": False,
                }
            }
        },
    }


def test_null_is_described_as_what_it_is_as_good_as() -> None:
    """The routes take null for any member that may be absent, and so their bodies."""
    for path, method in OPERATIONS:
        parameters = handler.PATHS[path][method].signature.parameters
        described = handler.openapi()["paths"][f"/{path}"][method.lower()]
        for name, parameter in parameters.items() if "requestBody" in described else ():
            if not parameter.required:
                (body,) = described["requestBody"]["content"].values()
                assert Draft202012Validator(body["schema"]["properties"][name]).is_valid(None), (path, name)


def test_a_member_with_choices_names_them() -> None:
    route = Route(put_up, choices={"name": ("tall", "wide"), "kinds": ("tea",)})
    members = operation(route)["requestBody"]["content"]["application/json"]["schema"]["properties"]
    assert members["name"] == {"type": "string", "enum": ["tall", "wide"]}
    assert members["kinds"] == {
        "anyOf": [
            {"type": "array", "items": {"type": "string", "enum": ["tea"]}},
            {"type": "object", "additionalProperties": {}},
            {"type": "null"},
        ]
    }


def test_progressions_and_types_of_resource_are_named() -> None:
    paths = handler.openapi()["paths"]
    transition, failing = (
        paths[path]["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"]
        for path in ("/set-transition", "/fail-next")
    )
    assert transition["progression"]["enum"] == ["immediate", "manual", "time", "realistic", "frozen"]
    assert transition["resource_type"]["anyOf"][0]["enum"] == ["*", *failing["resource_type"]["enum"]]
    assert "solution_version" in failing["resource_type"]["enum"]


def test_bytes_are_no_json() -> None:
    paths = handler.openapi()["paths"]
    binary = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    assert paths["/snapshot"]["get"]["responses"]["200"]["content"] == binary
    assert paths["/restore"]["post"]["requestBody"] == {"required": True, "content": binary}
    assert "Takes bytes" in page(handler.openapi())


def test_its_docstring_says_what_it_does() -> None:
    described = operation(Route(put_up))
    assert (described["operationId"], described["summary"]) == ("put_up", "Put a shelf up")
    assert described["description"] == inspect.getdoc(put_up)


def test_the_counterpart_in_python_says_what_the_arguments_mean() -> None:
    described = handler.openapi()["paths"]["/explain-filter"]["post"]["description"]
    assert described.startswith(str(inspect.getdoc(explain_filter)))
    assert described.endswith(f"In Python, `testing.explain_filter`:\n\n{inspect.getdoc(testing.explain_filter)}")


def test_a_dataclass_is_described_by_name_and_may_name_itself() -> None:
    described = openapi.document([Route(put_up, at="shelf")])
    reference = {"$ref": "#/components/schemas/Shelf"}
    assert (
        described["paths"]["/shelf"]["post"]["responses"]["200"]["content"]["application/json"]["schema"] == reference
    )
    assert described["components"]["schemas"]["Shelf"] == {
        "type": "object",
        "description": "Where items stand.",
        "properties": {
            "name": {"type": "string"},
            "items": {"type": "array", "items": {"type": "string"}},
            "above": {"anyOf": [reference, {"type": "null"}]},
        },
        "required": ["name", "items", "above"],
        "additionalProperties": False,
    }


def test_an_answer_with_a_key_is_an_object() -> None:
    answer = operation(Route(put_up, key="shelf"))["responses"]["200"]["content"]["application/json"]["schema"]
    assert answer == {
        "type": "object",
        "properties": {"shelf": {"$ref": "#/components/schemas/Shelf"}},
        "required": ["shelf"],
    }


def test_what_json_cannot_say_is_named() -> None:
    with pytest.raises(TypeError, match=r"^JSON has nothing like <class 'complex'>\.$"):
        Schemas().of(complex)


def test_a_refusal_has_a_message() -> None:
    described = handler.openapi()
    assert described["paths"]["/advance"]["post"]["responses"]["400"] == {"$ref": "#/components/responses/Refused"}
    assert set(described["components"]["responses"]) == {"Refused"}  # no other is referred to
    assert described["security"] == []
    assert described["components"]["schemas"]["Refusal"]["required"] == ["message"]


def test_operations_are_grouped_by_words_that_a_user_knows() -> None:
    described = handler.openapi()
    tags = [tag["name"] for tag in described["tags"]]
    assert tags == [
        "answers",
        "deployments",
        "description",
        "failing resources",
        "faults",
        "filters",
        "log",
        "reset",
        "settings",
        "snapshots",
        "time",
    ]
    operations = [each for methods in described["paths"].values() for each in methods.values()]
    assert {tag for each in operations for tag in each["tags"]} == set(tags)


def test_the_answer_of_a_transition_is_described() -> None:
    answer = handler.openapi()["paths"]["/set-transition"]["post"]["responses"]["200"]["content"]
    schema = {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": {}}}
    assert answer == {"application/json": {"schema": schema}}


def test_settings_carry_their_meaning() -> None:
    described = handler.openapi()["components"]["schemas"]["Settings"]["properties"]
    assert {name: each["description"] for name, each in described.items()} == {
        field.name: field.metadata["help"] for field in dataclasses.fields(config.Settings)
    }


def test_the_description_is_served(aws: Aws) -> None:
    answer = requests.get(f"{aws.endpoint_url or 'http://motoapi.amazonaws.com'}{ROUTE}openapi.json", timeout=10)
    assert (answer.status_code, answer.json()) == (200, handler.openapi())


class Read(HTMLParser):
    """What a page links to, loads, and calls its parts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links |= {value or "" for name, value in attrs if name in ("href", "src")}
        self.ids |= {value or "" for name, value in attrs if name == "id"}


@pytest.mark.parametrize("end", ["", "/"])
def test_a_page_for_people_lists_every_route_and_loads_nothing(aws: Aws, end: str) -> None:
    host = aws.endpoint_url or "http://motoapi.amazonaws.com"
    answer = requests.get(f"{host}{ROUTE}{end}", timeout=10)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    read = Read(answer.text)
    assert read.ids >= {handler.PATHS[path][method].function.__name__ for path, method in OPERATIONS}
    assert {link.lstrip("#") for link in read.links} - read.ids == {f"{ROUTE}openapi.json"}
    assert read.tags.isdisjoint({"script", "link", "img", "iframe"})


def test_the_page_shows_types_in_words() -> None:
    shown = re.sub("<.*?>", "", page(openapi.document([Route(put_up, at="shelf")])))
    assert "POST /moto-api/personalize/shelf\nPut a shelf up. And fill it." in shown
    assert "width: number, required." in shown
    assert "kinds: array of (string) or object of (anything) or null." in shown
    assert 'side: left or right or null, else "left".' in unescape(shown)
    assert "Answers Shelf" in shown

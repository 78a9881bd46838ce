"""Every example of a page of documentation runs, in the order of the page; every difference has its source."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
import shlex
import sys
import textwrap
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import requests

from moto_personalize import cli, mock_personalize
from moto_personalize.control import handler
from moto_personalize.control.remote import PREFIX
from moto_personalize.decorator import MockPersonalize
from moto_personalize.filters import parser
from tests.pages import without_examples

PAGES = sorted(Path(__file__).parent.parent.glob("docs/*.md"))
BLOCK = re.compile(
    r"```(?P<language>python|sh)\n(?P<code>.*?)```"
    r"(?:\s+(?:</details>\s+)?```(?P<kind>text|json)\n(?P<output>.*?)```)?",
    re.DOTALL,
)
SERVER, MOCK = "http://localhost:5000", "http://motoapi.amazonaws.com"
SERVED = {"control.md", "settings.md"}  # their commands find a server that runs


@pytest.fixture
def served(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    with mock_personalize() if page.name in SERVED else contextlib.nullcontext():
        yield


@pytest.fixture
def page_module(served: None) -> Iterator[types.ModuleType]:
    """Where a page runs: dataclasses look their annotations up in their module. Mocks that it starts are stopped."""
    module = types.ModuleType("page")
    sys.modules["page"] = module
    yield module
    del sys.modules["page"]
    for value in vars(module).values():
        if isinstance(value, MockPersonalize):
            value.stop()


def run(language: str, code: str, page: Path, module: types.ModuleType) -> str:
    """What a block prints."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        if language == "python":
            exec(compile(code, page.name, "exec"), vars(module))
        else:
            run_commands(code)
    return printed.getvalue()


def run_commands(text: str) -> None:
    """Commands for a server, which is the mock of this process."""
    words = shlex.split(text.replace("\\\n", ""))
    begins = [number for number, word in enumerate(words) if word in ("curl", cli.PROGRAM)]
    assert begins[0] == 0
    for begin, end in zip(begins, [*begins[1:], None], strict=True):
        program, *arguments = words[begin:end]
        if program == "curl":
            print(curl(arguments), end="")
        else:
            assert cli.main([*arguments, "--endpoint-url", MOCK]) == 0


def curl(arguments: list[str]) -> str:
    """The answer to curl; of the control route both sides are as its description says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("-X", dest="method")
    parser.add_argument("-d", dest="body")
    parser.add_argument("--data-binary", dest="file", type=lambda name: Path(name.removeprefix("@")).read_bytes())
    parser.add_argument("-o", dest="output", type=Path)
    parser.add_argument("url")
    given = parser.parse_args(arguments)
    assert given.url.startswith(SERVER)
    body = given.body or given.file
    method = given.method or ("POST" if body else "GET")
    answer = requests.request(method, given.url.replace(SERVER, MOCK), data=body, timeout=10)
    _, found, path = given.url.partition(PREFIX)
    if found:
        check_described(method, path, given.body, answer)
    if given.output:
        given.output.write_bytes(answer.content)
    return "" if given.output else answer.text


def check_described(method: str, path: str, body: str | None, answer: requests.Response) -> None:
    document = handler.openapi()
    operation = document["paths"][f"/{path}"][method.lower()]
    response = operation["responses"][str(answer.status_code)]
    response = document["components"]["responses"]["Refused"] if answer.status_code == 400 else response
    assert answer.headers["Content-Type"] in response["content"]
    sides = [(response, answer.json())] if "application/json" in response["content"] else []
    if body and answer.ok:
        sides.append((operation["requestBody"], json.loads(body)))
    for side, value in sides:
        schema = side["content"]["application/json"]["schema"]
        jsonschema.Draft202012Validator({**schema, "components": document["components"]}).validate(value)


def like(printed: Any, shown: Any) -> Any:
    """What was printed, with "..." in the places where that is shown."""
    if shown == "...":
        return shown
    if isinstance(shown, dict) and isinstance(printed, dict):
        return {name: like(value, shown.get(name)) for name, value in printed.items()}
    if isinstance(shown, list) and isinstance(printed, list) and len(shown) == len(printed):
        return [like(*pair) for pair in zip(printed, shown, strict=True)]
    return printed


@pytest.mark.parametrize(
    "page", [page for page in PAGES if BLOCK.search(without_examples(page.read_text()))], ids=lambda page: page.name
)
def test_the_examples_of_a_page_run_and_print_what_stands_below_them(page: Path, page_module: types.ModuleType) -> None:
    for block in BLOCK.finditer(without_examples(page.read_text())):
        code, kind, output = block["code"], block["kind"], block["output"]
        assert output or "assert" in code or "register(" in code
        printed = run(block["language"], code, page, page_module)
        if kind == "json":
            assert like(json.loads(printed), json.loads(output)) == json.loads(output)
        else:
            assert printed == (output or "")


def test_there_are_pages_with_examples() -> None:
    assert {"filters.md", "recipes.md"} <= {page.name for page in PAGES}


def test_every_difference_from_aws_names_its_source() -> None:
    page = next(page for page in PAGES if page.name == "differences.md")
    tables = re.findall(r"(?:^\|.*\n)+", page.read_text(), re.MULTILINE)
    assert len(tables) == len(re.findall(r"^## ", page.read_text(), re.MULTILINE))
    for table in tables:
        header, _, *rows = ([cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines())
        assert header[-1] == "source"
        assert [row for row in rows if len(row) != len(header) or not all(row)] == []


def test_the_grammar_of_the_page_is_the_parsers() -> None:
    (page,) = (page for page in PAGES if page.name == "filters.md")
    (grammar,) = re.findall(r"```ebnf\n(.*?)```", page.read_text(), re.DOTALL)
    assert textwrap.indent(grammar, "    ") in str(parser.__doc__)

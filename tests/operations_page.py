"""docs/operations.md: every operation with a test that calls it. `python -m tests.operations_page` writes it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from botocore import xform_name

from moto_personalize.operations_table import implemented, markdown_table

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "operations.md"
VERBS = ("create_", "describe_", "list_", "delete_", "update_", "start_", "stop_")
HEAD = """# Operations

Every operation of the three services, as the newest botocore lists them, and a test that calls it. Made by
`python -m tests.operations_page`.

"""


def operations_page() -> str:
    tests = list(_tests())
    names = [name for of in implemented().values() for name, done in of.items() if done]
    return HEAD + markdown_table({name: _link(name, tests) for name in names}) + "\n"


def _tests() -> Iterator[tuple[Path, str, set[str]]]:
    """File, name and called methods of each test, of the service's own first."""
    files = [*sorted((ROOT / "tests/personalize").glob("test_*.py")), *sorted((ROOT / "tests/scenarios").glob("*.py"))]
    for file in files:
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield file, node.name, {part.func.attr for part in ast.walk(node) if _is_method_call(part)}  # type: ignore[attr-defined]  # checked


def _is_method_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)


def _link(operation: str, tests: list[tuple[Path, str, set[str]]]) -> str:
    """The first test that calls the operation, rather in the file of its noun."""
    verb = xform_name(operation)
    calling = [(file, name) for file, name, called in tests if verb in called]
    own = [(file, name) for file, name in calling if file.stem.removeprefix("test_") in _files_of(verb)]
    if not calling:
        raise LookupError(f"no test calls {operation}")
    file, name = (own or calling)[0]
    return f"[{name}](../{file.relative_to(ROOT)})"


def _files_of(verb: str) -> set[str]:
    noun = next((verb.removeprefix(prefix) for prefix in VERBS if verb.startswith(prefix)), verb).removesuffix("s")
    return {verb, noun, f"{noun}s", f"{noun.removeprefix('dataset_')}s"}


if __name__ == "__main__":
    PAGE.write_text(operations_page())

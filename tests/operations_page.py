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


def _tests() -> Iterator[tuple[Path, str, set[str], set[str]]]:
    """File and name of each test, of the service's own first; the methods that it calls, and those that answer."""
    files = [*sorted((ROOT / "tests/personalize").glob("test_*.py")), *sorted((ROOT / "tests/scenarios").glob("*.py"))]
    for file in files:
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield file, node.name, set(_calls(node)), set(_calls(node, refused=False))


def _calls(node: ast.AST, *, refused: bool = True) -> Iterator[str]:
    """Names of the methods called below a node, also where an error is expected or not."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        yield node.func.attr
    if refused or not (isinstance(node, ast.With) and any(map(_expects_an_error, node.items))):
        for part in ast.iter_child_nodes(node):
            yield from _calls(part, refused=refused)


def _expects_an_error(item: ast.withitem) -> bool:
    return ast.unparse(item.context_expr).startswith(("assert_refused(", "pytest.raises("))


def _link(operation: str, tests: list[tuple[Path, str, set[str], set[str]]]) -> str:
    """A test that calls the operation: rather one that it answers, in the file of its noun, named for what it does."""
    verb = xform_name(operation)
    calling = [test for test in tests if verb in test[2]]
    if not calling:
        raise LookupError(f"no test calls {operation}")

    def strangeness(test: tuple[Path, str, set[str], set[str]]) -> tuple[bool, bool, bool]:
        file, name, _, answering = test
        own = file.stem.removeprefix("test_") in _files_of(verb)
        return verb not in answering, not own, not any(word in name for word in _words_of(verb))

    file, name, *_ = min(calling, key=strangeness)
    return f"[{name}](../{file.relative_to(ROOT)})"


def _words_of(verb: str) -> tuple[str, ...]:
    """How the name of a test may speak of an operation."""
    kind = verb.split("_")[0]
    return {"describe": ("show", "describ"), "create": ("creat",), "list": ("list",)}.get(kind, (kind.rstrip("e"),))


def _files_of(verb: str) -> set[str]:
    noun = next((verb.removeprefix(prefix) for prefix in VERBS if verb.startswith(prefix)), verb).removesuffix("s")
    return {verb, noun, f"{noun}s", f"{noun.removeprefix('dataset_')}s"}


if __name__ == "__main__":
    PAGE.write_text(operations_page())

"""Imports go one way: ways in, then `personalize`, then the three libraries, which know neither moto nor each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import moto_personalize
from moto_personalize.personalize.models import PersonalizeBackend
from tests.programs import printed

ROOT = Path(moto_personalize.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
LIBRARIES = ("datasets", "filters", "recipes")
AWS = {"moto", "boto3", "botocore", "responses", "werkzeug", "requests"}
# of moto's insides: a service's backend, the index of services, the mock, the control app
INSIDES = ("moto.backend_index", "moto.backends", "moto.core.models", "moto.moto_api._internal.urls")
HEAVY = ("numpy", "jsonschema")


def room(file: Path) -> str:
    """`datasets`, `personalize`, or `ways in` for what stands at the top."""
    parts = file.relative_to(ROOT).parts
    return parts[0] if parts[0] in (*LIBRARIES, "personalize") else "ways in"


def imported(file: Path) -> Iterator[str]:
    """Absolute names of the modules that a file imports, wherever in the file."""
    package = ["moto_personalize", *file.relative_to(ROOT).with_suffix("").parts][:-1]
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            yield from (f"{module}.{alias.name}" for alias in node.names)


def ours(file: Path) -> set[str]:
    """The rooms of ours that a file imports from."""
    names = [name.split(".") for name in imported(file)]
    inner = [name[1] for name in names if name[0] == "moto_personalize" and len(name) > 1]
    return {name if name in (*LIBRARIES, "personalize") else "ways in" for name in inner}


def of(name: str) -> list[Path]:
    return [file for file in FILES if room(file) == name]


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_imports_nothing_of_ours_but_itself(library: str) -> None:
    assert {str(file): rooms for file in of(library) if (rooms := ours(file) - {library})} == {}


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_knows_no_aws(library: str) -> None:
    found = {(str(file), name) for file in of(library) for name in imported(file) if name.split(".")[0] in AWS}
    assert found == set()


def test_the_service_imports_no_way_in_but_the_settings() -> None:
    allowed = "moto_personalize.config"
    wrong = {
        (str(file), name)
        for file in of("personalize")
        for name in imported(file)
        if name.startswith("moto_personalize.")
        and name.split(".")[1] not in (*LIBRARIES, "personalize")
        and not name.startswith(allowed)
    }
    assert wrong == set()


# of the ways in, which of the others each may use; the libraries and the service are below them all
WAYS_IN = {
    "config": set[str](),
    "operations_table": set[str](),
    "registration": {"control"},  # moto's control app is given our handler, which is looked up at the first mock
    "bench": {"config", "registration"},
    "control": {"bench", "testing"},  # testing: its docstrings, for the description; no more, see below
    "decorator": {"config", "control", "registration"},
    # plugin: the class Personalize, by its public name
    "testing": {"bench", "config", "control", "plugin", "registration"},
    "plugin": {"bench", "config", "control", "registration", "serving", "testing"},
    "serving": {"bench", "config", "registration"},
    "demonstration": {"decorator"},
    "demo": {"demonstration"},
    "cli": {"demo", "operations_table", "serving", "testing"},
    "__main__": {"cli"},
    "__init__": {"decorator", "registration"},
}


def way_in(file: Path) -> str:
    return file.relative_to(ROOT).parts[0].removesuffix(".py")


def others(file: Path) -> set[str]:
    """The ways in that a file imports from, but its own."""
    names = [name.split(".") for name in imported(file)]
    return {name[1] for name in names if name[0] == "moto_personalize" and name[1:2] and name[1] in WAYS_IN} - {
        way_in(file)
    }


def test_a_way_in_uses_the_others_in_one_direction() -> None:
    wrong = {str(file): more for file in of("ways in") if (more := others(file) - WAYS_IN[way_in(file)])}
    assert wrong == {}


def test_of_the_control_route_only_its_description_reads_what_the_bench_says_in_python() -> None:
    found = [file.name for file in of("ways in") if way_in(file) == "control" and "testing" in others(file)]
    assert found == ["openapi.py"]


LAYERS = (
    {"arns", "hosts", "calls", "exceptions", "declared", "transitions"},
    {"faults"},
    {"wire", "neighbours", "rates", "script", "learning"},
    {"service"},
    {"events", "runtime"},
    {"batch"},
    {"models"},
    {"responses", "state"},
    {"urls"},
)


def layer(name: str) -> int:
    """Of a module inside `personalize`."""
    return next(n for n, names in enumerate(LAYERS) if name in names)


def test_inside_the_service_imports_go_down_the_layers() -> None:
    inside = ROOT / "personalize"
    wrong = set()
    for file in of("personalize"):
        room_of_file = file.relative_to(inside).parts[0].removesuffix(".py")
        if room_of_file == "__init__":
            continue
        for name in imported(file):
            parts = name.split(".")
            below = parts[:2] != ["moto_personalize", "personalize"] or layer(parts[2]) < layer(room_of_file)
            if not below and parts[2] != room_of_file:
                wrong.add((str(file), name))
    assert wrong == set()


def test_no_two_nouns_have_a_method_of_one_name() -> None:
    """The backend is one class: of two such methods the second would never be called."""
    methods = [
        (name, base.__name__)
        for base in PersonalizeBackend.__bases__
        for name, method in vars(base).items()
        if callable(method)
    ]
    names = [name for name, _ in methods]
    assert [method for method in methods if names.count(method[0]) > 1] == []


def test_only_registration_touches_the_insides_of_moto() -> None:
    found = {file.name for file in FILES if any(name.startswith(INSIDES) for name in imported(file))}
    assert found == {"registration.py"}


def test_only_neighbours_uses_other_services_of_moto() -> None:
    def service(name: str) -> bool:
        parts = name.split(".")
        return parts[0] == "moto" and len(parts) > 2 and parts[2] in ("models", "exceptions", "responses")

    not_services = ("moto.core.", "moto.moto_api.")
    found = {
        file.name
        for file in FILES
        if any(service(name) and not name.startswith(not_services) for name in imported(file))
    }
    assert found == {"neighbours.py"}


def test_no_module_of_the_service_uses_boto3() -> None:
    found = {str(file) for file in of("personalize") if any(name.split(".")[0] == "boto3" for name in imported(file))}
    assert found == set()


def test_importing_the_package_brings_no_numpy_and_no_jsonschema() -> None:
    program = f"""
        import json, sys, moto_personalize, moto_personalize.testing, moto_personalize.cli
        print(json.dumps([name for name in {HEAVY} if name in sys.modules]))
    """
    assert printed(program) == []


def test_a_suite_that_never_touches_personalize_pays_nothing() -> None:
    program = f"""
        import json, sys, boto3
        from moto_personalize import mock_personalize
        with mock_personalize():
            boto3.client("s3", "us-east-1").create_bucket(Bucket="films")
        print(json.dumps([name for name in {HEAVY} if name in sys.modules]))
    """
    assert printed(program) == []


def test_a_question_to_the_bench_brings_only_what_its_answer_needs() -> None:
    program = f"""
        import json, sys
        from moto_personalize import mock_personalize, testing
        with mock_personalize():
            testing.recorded_calls()
        print(json.dumps([name for name in {HEAVY} if name in sys.modules]))
    """
    assert printed(program) == []


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_works_without_moto(library: str) -> None:
    """The package itself brings moto, so the files are imported under another name."""
    program = f"""
        import importlib.util, json, sys
        path = {str(ROOT / library)!r}
        spec = importlib.util.spec_from_file_location("alone", path + "/__init__.py", submodule_search_locations=[path])
        module = sys.modules["alone"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        [getattr(module, name) for name in module.__all__]
        print(json.dumps([name for name in ("moto", "boto3", "botocore") if name in sys.modules]))
    """
    assert printed(program) == []

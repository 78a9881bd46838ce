"""The command `moto-personalize`: every refusal is one line on stderr and exit code 2."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from moto_personalize import cli
from moto_personalize.operations_table import markdown_table, text_table
from tests.programs import command


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command says when it refuses; AssertionError when it does not, or not in one line."""
    try:
        code = cli.main(arguments)
    except SystemExit as end:
        code = int(str(end.code))
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    return err.strip()


@pytest.fixture
def port_in_use() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


# --- refusals ---------------------------------------------------------------------------------------------------


def test_a_port_in_use_is_one_line(capsys: pytest.CaptureFixture[str], port_in_use: int) -> None:
    assert refusal(capsys, "serve", "--port", str(port_in_use)) == (
        f"moto-personalize: port {port_in_use} of 127.0.0.1 is in use; choose another with --port"
    )


def test_the_installed_command_refuses_in_the_same_way(port_in_use: int) -> None:
    program = command("serve", "-p", str(port_in_use))
    assert (program.returncode, program.stdout) == (2, "")
    assert program.stderr == (
        f"moto-personalize: port {port_in_use} of 127.0.0.1 is in use; choose another with --port\n"
    )


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["serve", "--nothing"], "moto-personalize: unrecognized arguments: --nothing (see moto-personalize --help)"),
        (
            ["serve", "-p", "many"],
            "moto-personalize serve: argument -p/--port: invalid int value: 'many' (see moto-personalize serve --help)",
        ),
        (["serve", "-p", "70000"], "moto-personalize: 70000 is not a port: 0 to 65535"),
        (["serve", "-p", "-1"], "moto-personalize: -1 is not a port: 0 to 65535"),
        (["serve", "-c", "cert.pem"], "moto-personalize: --ssl-cert and --ssl-key must be given together"),
        (["serve", "-k", "key.pem"], "moto-personalize: --ssl-cert and --ssl-key must be given together"),
        (["coverage", "--csv"], "moto-personalize: unrecognized arguments: --csv (see moto-personalize --help)"),
        ([], "moto-personalize: the following arguments are required: command (see moto-personalize --help)"),
    ],
)
def test_a_wrong_flag_is_one_line(capsys: pytest.CaptureFixture[str], arguments: list[str], text: str) -> None:
    assert refusal(capsys, *arguments) == text


def test_an_unknown_command_names_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    text = refusal(capsys, "replay")
    assert text.startswith("moto-personalize: argument command: invalid choice: 'replay' (choose from ")
    assert "serve" in text
    assert "coverage" in text


def test_a_certificate_that_cannot_be_read_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("no key")
    cert, key = str(tmp_path / "cert.pem"), str(tmp_path / "key.pem")
    text = refusal(capsys, "serve", "-p", "0", "-c", cert, "-k", key)
    assert text.startswith(f"moto-personalize: cannot read the certificate {cert} with the key {key}: ")


def test_https_without_what_makes_a_certificate_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    text = "moto-personalize: --ssl without a certificate needs: pip install cryptography"
    assert refusal(capsys, "serve", "-p", "0", "--ssl") == text


@pytest.mark.parametrize("missing", ["flask", "flask_cors"])
def test_a_missing_extra_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    assert refusal(capsys, "serve").startswith(
        "moto-personalize: serve needs what the extra 'server' brings: install moto-personalize[server] ("
    )


def test_an_address_without_permission_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    assert refusal(capsys, "serve", "-p", "80") == "moto-personalize: cannot listen on 127.0.0.1:80: Permission denied"


def test_an_address_of_nowhere_is_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert refusal(capsys, "serve", "-H", "films") == "moto-personalize: films is not an address of this machine"


def test_a_port_of_the_environment_that_is_none_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_PORT", "many")
    assert refusal(capsys, "serve") == "moto-personalize: MOTO_PORT is not a port: many"


def test_a_wrong_setting_of_the_environment_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_SEED", "many")
    text = "moto-personalize: MOTO_PERSONALIZE_SEED takes a whole number, not 'many'."
    assert refusal(capsys, "serve", "-p", "0") == text


# --- what runs --------------------------------------------------------------------------------------------------


@pytest.fixture
def passed_on(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The arguments that moto's server would be started with."""
    import moto.server

    seen: list[list[str]] = []
    monkeypatch.setattr(moto.server, "main", seen.append)
    monkeypatch.setattr("moto_personalize.serving.server.free_port", lambda host, port: port)
    return seen


def test_the_flags_are_those_of_moto_server(passed_on: list[list[str]]) -> None:
    assert cli.main(["serve", "-H", "0.0.0.0", "-p", "3000", "-r", "-s"]) == 0
    assert passed_on == [["-H", "0.0.0.0", "-p", "3000", "-r", "-s"]]


def test_the_defaults_are_those_of_moto_server(passed_on: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOTO_PORT", raising=False)
    cli.main(["serve"])
    monkeypatch.setenv("MOTO_PORT", "3333")
    cli.main(["serve"])
    assert passed_on == [["-H", "127.0.0.1", "-p", "5000"], ["-H", "127.0.0.1", "-p", "3333"]]


def test_an_interrupt_is_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("moto_personalize.serving.server.serve", interrupt)
    assert cli.main(["serve"]) == 130


def test_coverage_prints_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["coverage"]) == 0
    assert capsys.readouterr().out == text_table() + "\n"


def test_coverage_prints_the_table_of_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["coverage", "--markdown"]) == 0
    assert capsys.readouterr().out == markdown_table() + "\n"


def test_the_installed_command_prints_the_table() -> None:
    program = command("coverage")
    assert (program.returncode, program.stderr) == (0, "")
    assert program.stdout == text_table() + "\n"


@pytest.mark.parametrize(
    "arguments", [["--help"], ["serve", "--help"], ["proxy", "--help"], ["coverage", "--help"], ["demo", "--help"]]
)
def test_help_is_no_error(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    assert end.value.code == 0
    assert "usage: moto-personalize" in capsys.readouterr().out

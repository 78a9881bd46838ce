"""`moto-personalize serve --snapshot FILE`: a server that begins where another ended."""

from __future__ import annotations

import itertools
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from moto_personalize import cli, mock_personalize
from moto_personalize.bench import snapshots
from moto_personalize.serving import snapshot_file
from moto_personalize.serving.listening import CannotServe
from moto_personalize.testing import restore, snapshot
from tests.conftest import Aws
from tests.programs import PATIENCE, serving
from tests.workflow import deploy, films_group, recommended, views

pytestmark = pytest.mark.usefixtures("little_data")


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A snapshot with a dataset group."""
    path = tmp_path / "films.snapshot"
    with mock_personalize():
        Aws().personalize.create_dataset_group(name="films")
        path.write_bytes(snapshot())
    return path


def groups(url: str | None) -> list[str]:
    return [group["name"] for group in Aws(url).personalize.list_dataset_groups()["datasetGroups"]]


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line of a command that is refused."""
    assert cli.main(["serve", "-p", "0", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    return line.removeprefix("moto-personalize: ")


def test_a_server_goes_on_where_another_ended(tmp_path: Path) -> None:
    path = tmp_path / "state"
    with serving("--snapshot", str(path), "--save-on-exit") as (url, program):
        campaign = deploy(Aws(url), films_group(Aws(url), views(6, 8, 8)), "aws-user-personalization")
        before = recommended(Aws(url), campaign, userId="user-01")
        program.send_signal(signal.SIGINT)
        assert program.wait(PATIENCE) == 0
    with serving("--snapshot", str(path), "--save-on-exit") as (url, program):
        assert recommended(Aws(url), campaign, userId="user-01") == before
        Aws(url).personalize.create_dataset_group(name="books")
        program.send_signal(signal.SIGTERM)
        assert program.wait(PATIENCE) == 0
    with mock_personalize():  # and here as there
        restore(path.read_bytes())
        assert recommended(Aws(), campaign, userId="user-01") == before
        assert groups(None) == ["films", "books"]
    assert [file.name for file in tmp_path.iterdir()] == ["state"]


def test_impatience_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "state"
    with serving("--snapshot", str(path), "--save-on-exit") as (url, program):
        Aws(url).personalize.create_dataset_group(name="films")
        for ending in itertools.cycle([signal.SIGTERM, signal.SIGTERM, signal.SIGINT]):
            if path.exists() or program.poll() is not None:
                break
            program.send_signal(ending)
            time.sleep(0.005)
        assert program.wait(PATIENCE) == 0
    with mock_personalize():
        restore(path.read_bytes())
        assert groups(None) == ["films"]


def test_without_save_on_exit_the_file_stays_as_it_is(saved: Path) -> None:
    before = saved.read_bytes()
    with serving("--snapshot", str(saved)) as (url, program):
        Aws(url).personalize.create_dataset_group(name="books")
        assert groups(url) == ["films", "books"]
        program.terminate()
        assert program.wait(PATIENCE) == 0
    assert saved.read_bytes() == before


def test_a_server_that_cannot_save_says_so_and_leaves_what_was_there(tmp_path: Path, saved: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = saved.rename(folder / "state")
    before = path.read_bytes()
    with serving("--snapshot", str(path), "--save-on-exit") as (_, program):
        moved = folder.rename(tmp_path / "moved")
        program.terminate()
        _, said = program.communicate(timeout=PATIENCE)
    text = f"moto-personalize: cannot write the snapshot {path}: No such file or directory"
    assert (program.returncode, said.splitlines()[-1]) == (2, text)
    assert [(file.name, file.read_bytes()) for file in moved.iterdir()] == [("state", before)]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x80\x04."])
def test_a_file_that_is_no_snapshot_is_refused(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)
    text = f"cannot restore {path}: This is not a snapshot of moto-personalize."
    assert refusal(capsys, "--snapshot", str(path)) == text


def test_a_damaged_snapshot_is_refused_and_not_overwritten(saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved.write_bytes(damaged := saved.read_bytes()[:-1])
    text = f"cannot restore {saved}: The snapshot is damaged: it was cut short or changed."
    assert refusal(capsys, "--snapshot", str(saved), "--save-on-exit") == text
    assert saved.read_bytes() == damaged


def test_a_snapshot_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "nothing"
    text = f"cannot read the snapshot {path}: No such file or directory"
    assert refusal(capsys, "--snapshot", str(path)) == text


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["--snapshot", ""], "--snapshot needs the path of a file"),
        (["--save-on-exit", "--snapshot", ""], "--snapshot needs the path of a file"),
        (["--save-on-exit"], "--save-on-exit needs --snapshot FILE, which says where"),
        (
            ["--save-on-exit", "--snapshot", "{folder}"],
            "cannot write the snapshot {folder}: it is a directory",
        ),
        (
            ["--save-on-exit", "--snapshot", "{folder}/no/file"],
            "cannot write the snapshot {folder}/no/file: its directory is not there, or not writable",
        ),
        (
            ["--save-on-exit", "--snapshot", "{folder}/" + "s" * 300],
            "cannot write the snapshot {folder}/" + "s" * 300 + ": File name too long",
        ),
        (
            ["--reload", "--save-on-exit", "--snapshot", "{folder}/file"],
            "--save-on-exit does not go with --reload, which ends servers without notice",
        ),
    ],
)
def test_what_cannot_be_saved_is_told_at_the_start(
    arguments: list[str], text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refusal(capsys, *(each.format(folder=tmp_path) for each in arguments)) == text.format(folder=tmp_path)


def test_saving_keeps_the_mode_of_a_file_and_follows_a_link(saved: Path, tmp_path: Path) -> None:
    saved.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to(saved)
    with mock_personalize():
        snapshot_file.save(link)
    assert (link.is_symlink(), saved.stat().st_mode & 0o777) == (True, 0o640)


def test_saving_that_is_interrupted_leaves_the_file_and_no_other(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = saved.read_bytes()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with mock_personalize(), pytest.raises(CannotServe, match=r"No space left on device$"):
        snapshot_file.save(saved)
    assert saved.read_bytes() == before
    assert list(tmp_path.iterdir()) == [saved]


def test_what_an_earlier_process_left_is_in_nobodys_way(saved: Path, tmp_path: Path) -> None:
    before = saved.read_bytes()
    left = tmp_path / f"{saved.name}.{os.getpid()}.part"  # in a container, a killed server's number is the next one's
    left.write_bytes(b"half")
    with mock_personalize():
        snapshot_file.save(saved)
    assert saved.read_bytes() != before
    assert left.read_bytes() == b"half"


def test_a_file_whose_name_is_as_long_as_names_may_be_is_saved(tmp_path: Path) -> None:
    path = tmp_path / ("s" * 255)
    with mock_personalize():
        snapshot_file.save(path)
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused() -> bytes:
        raise ValueError("A snapshot cannot hold it.")

    monkeypatch.setattr(snapshots, "snapshot", refused)
    text = f"^cannot write the snapshot {tmp_path}/state: A snapshot cannot hold it\\.$"
    with pytest.raises(CannotServe, match=text):
        snapshot_file.save(tmp_path / "state")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_not_there_is_made(tmp_path: Path) -> None:
    with mock_personalize():
        snapshot_file.save(tmp_path / "state")
        snapshot_file.load(tmp_path / "state")
    assert [file.name for file in tmp_path.iterdir()] == ["state"]

"""`moto-personalize demo`: what it prints and draws, and what it refuses with one line and exit code 2."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from moto_personalize import demo
from moto_personalize.cli import main
from moto_personalize.demonstration.comparison import Lists, best, ratio_to_first
from moto_personalize.demonstration.films import films
from moto_personalize.demonstration.own import own_interactions
from moto_personalize.demonstration.screen import Screen

Demo = Callable[..., tuple[int, str, str]]
CHART = "moto-personalize-demo.png"
FOUR = ["aws-popularity-count", "aws-sims", "aws-similar-items", "aws-user-personalization-v2"]


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """80 columns without colours, whatever runs the tests."""
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Demo:
    """Run the command in an empty directory: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def demo_of(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(["demo", *arguments])
        except SystemExit as error:
            code = int(str(error.code))
        out, err = capsys.readouterr()
        return code, out, err

    return demo_of


def ratings(rows: int = 1500, users: int = 40, items: int = 60) -> list[tuple[str, str, int]]:
    """Interactions of people of two tastes."""
    return [
        (f"reader {row % users}", f"[b]ook$ {(row * 7 // users * 2) % items + row % 2}", 1_600_000_000 + 60 * row)
        for row in range(rows)
    ]


def write_csv(path: Path, header: str, rows: Sequence[Sequence[object]]) -> str:
    path.write_text("\n".join([header, *(",".join(str(cell) for cell in row) for row in rows)]) + "\n")
    return path.name


def is_png(path: Path) -> bool:
    return path.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def test_it_shows_each_step_the_metrics_both_lists_and_the_chart(run: Demo, tmp_path: Path) -> None:
    code, out, _ = run("--rows", "2000")
    assert code == 0
    lines = out.splitlines()
    for step in (
        "Make up people",
        "Import interactions",
        "Import items",
        "Deploy",
        "Ask for",
        "Send 4 live",
        "Ask again",
    ):
        assert [line for line in lines if f" s  {step}" in line]
    assert "2,000 interactions of" in out
    assert [line.split()[-1] for line in lines if "Train and evaluate" in line] == FOUR
    assert [line.split()[0] for line in lines if line.startswith("aws-") and len(line.split()) == 6] == FOUR
    assert "aws-user-personalization-v2 for user-" in out
    assert "new" in out.split("Ask again")[1]
    assert lines[-1] == f"Chart: {tmp_path / CHART}"
    assert is_png(tmp_path / CHART)


def test_it_looks_right_in_a_pipe_whatever_the_shell_has_set(tmp_path: Path) -> None:
    shell = {
        **os.environ,
        "AWS_PROFILE": "there-is-none",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "MOTO_PERSONALIZE_MIN_USERS": "a few",
        "PYTHONIOENCODING": "ascii",
        "DISPLAY": "",
    }
    done = subprocess.run(
        [sys.executable, "-m", "moto_personalize", "demo", "--rows", "1000"],
        cwd=tmp_path,
        env=shell,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.decode("ascii").splitlines()
    assert lines[-1] == f"Chart: {tmp_path / CHART}"
    assert "\x1b" not in "".join(lines)
    assert max(len(line) for line in lines if " | " in line) <= 80
    assert is_png(tmp_path / CHART)


def test_the_recipe_that_is_asked_for_takes_the_place_of_the_last_of_four(run: Demo) -> None:
    code, out, _ = run("--rows", "2000", "--recipe", "aws-personalized-ranking")
    assert code == 0
    assert [line.split()[-1] for line in out.splitlines() if "Train and evaluate" in line] == [
        *FOUR[:3],
        "aws-personalized-ranking",
    ]
    assert "Ask for the order of 30 popular items for user-" in out


def test_a_recipe_that_does_not_react_says_so(run: Demo) -> None:
    code, out, _ = run("--rows", "2000", "--recipe", "aws-sims")
    assert code == 0
    assert [line.split()[-1] for line in out.splitlines() if "Train and evaluate" in line] == FOUR
    assert "Ask for items related to " in out
    assert "Ask again: 0 of 10 items are new" in out
    assert "aws-sims learns from events at its next training: the list stays as it is." in out


def test_interactions_of_ones_own_are_used_as_they_are(run: Demo, tmp_path: Path) -> None:
    rows = [(item, user, time, "blue", "read", "") for user, item, time in ratings()]
    name = write_csv(tmp_path / "mine.csv", "ITEM_ID,USER_ID,TIMESTAMP,COLOUR,EVENT_TYPE,EVENT_VALUE", rows)
    code, out, _ = run("--csv", name)
    assert code == 0
    assert "Read mine.csv: 1,500 interactions of 40 users with 60 items" in out
    assert "Import items" not in out
    assert "aws-user-personalization-v2 for reader " in out
    assert "[b]ook$ " in out
    assert is_png(tmp_path / CHART)


def test_a_single_item_leaves_nothing_to_move(run: Demo, tmp_path: Path) -> None:
    name = write_csv(tmp_path / "one.csv", "USER_ID,ITEM_ID,TIMESTAMP", [(u, "only", t) for u, _, t in ratings()])
    code, out, _ = run("--csv", name)
    assert code == 0
    assert "The events have not moved the list." in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--rows", "999"], "moto-personalize: --rows is 999; it can be 1,000 to 10,000,000"),
        (["--rows", "10000001"], "moto-personalize: --rows is 10000001; it can be 1,000 to 10,000,000"),
        (["--seed", "-1"], "moto-personalize: --seed is -1; it cannot be negative"),
        (["--recipe", "aws-sim"], "moto-personalize: There is no recipe 'aws-sim'. Did you mean: aws-sims?"),
        (
            ["--recipe", "aws-item-affinity"],
            "moto-personalize: aws-item-affinity answers with user segments, which batch segment jobs alone give",
        ),
        (
            ["--recipe", "aws-next-best-action"],
            "moto-personalize: aws-next-best-action recommends actions, and the demo has none",
        ),
        (["--csv", "none.csv"], "moto-personalize: none.csv cannot be read: No such file or directory"),
        (
            ["--rows", "many"],
            "moto-personalize demo: argument --rows: invalid int value: 'many' (see moto-personalize demo --help)",
        ),
        (
            ["--rows", "2000", "--csv", "mine.csv"],
            "moto-personalize demo: argument --csv: not allowed with argument --rows "
            "(see moto-personalize demo --help)",
        ),
    ],
)
def test_a_wrong_argument_is_one_line_and_exit_code_2(run: Demo, arguments: list[str], message: str) -> None:
    code, _, err = run(*arguments)
    assert (code, err) == (2, f"{message}\n")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("user,ITEM_ID,when\n", "own.csv lacks the columns [USER_ID, TIMESTAMP]; it needs USER_ID, ITEM_ID, TIMESTAMP"),
        ("", "own.csv, row 1: the file is empty, or its first line is: it must name the columns"),
        (
            "USER_ID,ITEM_ID,TIMESTAMP\nann,tea,today\n",
            "own.csv, row 2, column TIMESTAMP: 'today' is not of type long",
        ),
        (
            "USER_ID,ITEM_ID,TIMESTAMP\nann,tea,1600000000\n",
            "the import failed: s3://moto-personalize-demo/Interactions.csv has 1 records; "
            "an import job of INTERACTIONS needs at least 1000.",
        ),
    ],
    ids=["columns", "empty", "cell", "few rows"],
)
def test_a_csv_that_does_not_do_is_one_line_and_exit_code_2(
    run: Demo, tmp_path: Path, content: str, message: str
) -> None:
    (tmp_path / "own.csv").write_text(content)
    code, _, err = run("--csv", "own.csv")
    assert (code, err) == (2, f"moto-personalize: {message}\n")
    assert not (tmp_path / CHART).exists()


def test_too_few_users_fail_the_training_with_the_reason_of_the_service(run: Demo, tmp_path: Path) -> None:
    name = write_csv(tmp_path / "few.csv", "USER_ID,ITEM_ID,TIMESTAMP", ratings(users=3))
    code, _, err = run("--csv", name)
    assert (code, err) == (
        2,
        "moto-personalize: the training of aws-popularity-count failed: "
        "Dataset has fewer than 25 users with at least 2 interactions each.\n",
    )


@pytest.mark.parametrize("missing", ["rich", "matplotlib"])
def test_a_missing_extra_is_one_line_and_exit_code_2(run: Demo, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    code, out, err = run()
    assert (code, out) == (2, "")
    assert err == ("moto-personalize: demo needs what the extra 'demo' brings: install moto-personalize[demo]\n")


def test_a_chart_that_cannot_be_written_is_one_line_and_exit_code_2(run: Demo, tmp_path: Path) -> None:
    (tmp_path / CHART).mkdir()
    code, _, err = run("--rows", "1000")
    assert (code, err) == (2, f"moto-personalize: {tmp_path / CHART} cannot be written: Is a directory\n")


def test_the_extra_is_imported_late() -> None:
    code = "import sys, moto_personalize.cli, moto_personalize.demo; print({'rich', 'matplotlib'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_films_are_the_same_for_the_same_seed() -> None:
    assert films(3000, 1) == films(3000, 1)
    assert films(3000, 1).interactions != films(3000, 2).interactions


def test_films_are_as_many_as_asked_for_and_no_title_stands_twice() -> None:
    for seed in range(30):
        material = films(1000, seed)
        assert material.interactions.count(b"\n") == 1001
        assert len(material.visit.items) == 4
        assert material.items is not None
        assert len(material.genres) == 200 == material.items.count(b"\n") - 1


def test_a_text_goes_to_whatever_stands_for_the_terminal() -> None:
    with contextlib.redirect_stdout(io.StringIO()) as screen:
        Screen().say("[b]ook$ 1")
    assert screen.getvalue().endswith("[b]ook$ 1\n")


def test_the_default_rows_are_of_a_few_thousand_users_of_popular_films() -> None:
    lines = films(100_000, 0).interactions.decode().splitlines()[1:]
    cells = [line.split(",") for line in lines]
    views = np.sort(np.unique([film for _, film, _, _ in cells], return_counts=True)[1])[::-1]
    assert len(lines) == 100_000
    assert 3000 <= len({user for user, *_ in cells}) <= 5000
    assert views[:100].sum() > 0.3 * views.sum()


def test_the_events_are_of_a_genre_that_is_strange_to_the_user() -> None:
    material = films(20_000, 0)
    history = [
        line.split(",")[1]
        for line in material.interactions.decode().splitlines()
        if line.startswith(material.visit.user)
    ]
    strange = {material.genres[film] for film in material.visit.items}
    assert len(strange) == 1
    assert not set(material.visit.items) & set(history)
    assert [material.genres[film] for film in history].count(strange.pop()) <= 1
    assert material.visit.last == history[-1]


def test_the_events_on_own_data_are_those_of_somebody_of_another_taste(tmp_path: Path) -> None:
    write_csv(tmp_path / "own.csv", "USER_ID,ITEM_ID,TIMESTAMP", ratings())
    visit = own_interactions(str(tmp_path / "own.csv")).visit
    seen = [item for user, item, _ in ratings() if user == visit.user]
    assert len(set(visit.items)) == 4
    assert not set(visit.items) & set(seen)
    assert visit.event_type == "click"
    assert visit.before == f"{visit.user} has {len(seen)} interactions"


def test_lists_are_compared_place_by_place() -> None:
    lists = Lists("aws-sims", before=["tea", "milk", "cake", "jam"], after=["milk", "rum", "cake", "tea"])
    rows = [(old, change.item, change.words) for old, change in lists.side_by_side()]
    assert rows == [("tea", "milk", "+1"), ("milk", "rum", "new"), ("cake", "cake", "="), ("jam", "tea", "-3")]
    assert not lists.same


def test_recipes_are_compared_to_the_first_and_the_best_is_marked() -> None:
    ndcg = "normalized_discounted_cumulative_gain_at_25"
    metrics = {"plain": {ndcg: 0.2}, "better": {ndcg: 0.3}, "mute": {}}
    assert best(metrics, ndcg) == {"better"}
    assert best(metrics, "coverage") == set()
    assert [ratio_to_first(metrics, recipe) for recipe in metrics] == ["1.00", "1.50", "0.00"]
    assert ratio_to_first({"none": {ndcg: 0.0}}, "none") == "-"


def test_run_needs_no_argument() -> None:
    assert demo.run.__kwdefaults__ == {"rows": 100_000, "seed": 0, "recipe": None, "csv": None}

"""The fixture `personalize_server`, as suites of users use it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plugin.test_server_process import ends
from tests.suites import Suite


def test_every_test_begins_with_an_empty_server(suite: Suite) -> None:
    done = suite.run(
        """
        @pytest.fixture(autouse=True)
        def of_this_test_alone(monkeypatch):
            monkeypatch.setenv("MOTO_PERSONALIZE_MIN_USERS", "7")

        @pytest.fixture
        def mocked(personalize_server):
            return Personalize(personalize_server)

        @pytest.mark.personalize(min_users=3, transitions={"dataset_group": "manual"})
        def test_that_fails(mocked):
            mocked.set_transition("campaign", "manual")
            mocked.inject_fault("ListDatasetGroups", "InternalFailure", times=None)
            mocked.fail_next("dataset_group", "unlucky", times=9)
            mocked.s3.create_bucket(Bucket="films")
            assert status_of_new_group(mocked.client) == "ACTIVE"

        def test_after_it(mocked):
            assert mocked.recorded_calls() == mocked.pending_faults() == []
            assert groups(mocked.client) == mocked.s3.list_buckets()["Buckets"] == []
            assert status_of_new_group(mocked.client) == "ACTIVE"
            assert setting(mocked, "min_users") == 25

        def test_a_client_of_the_application(personalize_server):
            client = boto3.client("personalize", endpoint_url=personalize_server)
            assert groups(client) == []
            print(personalize_server)
        """,
        "-rP",
        server_of_its_own=True,
    )
    done.assert_outcomes(passed=2, failed=1)
    done.stdout.fnmatch_lines(["*AssertionError: assert 'CREATE IN_PROGRESS' == 'ACTIVE'"])
    assert ends(next(line for line in done.outlines if line.startswith("http://")))


def test_a_mock_in_process_and_the_server_know_nothing_of_each_other(suite: Suite) -> None:
    done = suite.run("""
        from moto_personalize import mock_personalize

        @pytest.mark.personalize(seed=7)
        def test_both(personalize_server, personalize):
            server = Personalize(personalize_server)
            server.client.create_dataset_group(name="films")
            assert groups(personalize.client) == []
            assert [setting(mocked, "seed") for mocked in (server, personalize)] == [7, 7]
            with mock_personalize():
                personalize.reset()
            assert groups(server.client) == ["films"]
        """)
    done.assert_outcomes(passed=1)


def test_without_the_extra_the_one_who_asks_is_told(
    suite: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "flask_cors.py").write_text("raise ImportError('no module flask_cors')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    done = suite.run(
        """
        def test_of_the_server(personalize_server): ...
        def test_in_process(personalize): ...
        """,
        server_of_its_own=True,
    )
    done.assert_outcomes(passed=1, errors=1)
    done.stdout.no_fnmatch_line("*another exception occurred*")
    done.stdout.fnmatch_lines(["personalize_server needs what the extra 'server' brings: install *server[]] (*)"])


def test_each_worker_of_xdist_has_its_own(suite: Suite) -> None:
    done = suite.run_alone(
        """
        @pytest.mark.parametrize("n", range(4))
        def test_server(personalize_server, n, worker_id):
            mocked = Personalize(personalize_server)
            assert groups(mocked.client) == []
            mocked.client.create_dataset_group(name="films")
            print("worker", worker_id, personalize_server)

        @pytest.mark.parametrize("n", range(2))
        def test_in_process(personalize, n):
            assert groups(personalize.client) == []
            assert status_of_new_group(personalize.client) == "ACTIVE"
        """,
        "-n",
        "2",
        "-rP",
    )
    done.assert_outcomes(passed=6)
    seen = {tuple(line.split()[1:]) for line in done.outlines if line.startswith("worker ")}
    assert len({url for _, url in seen}) == len({worker for worker, _ in seen}) == 2
    assert all(ends(url) for _, url in seen)

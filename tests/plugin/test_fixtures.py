"""The pytest plugin, as suites of users use it: each test here runs one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.suites import ALONE, FLAGS, OURS, Suite


def test_a_mock_runs_for_a_test_and_is_empty_for_the_next(suite: Suite) -> None:
    done = suite.run("""
        @pytest.mark.parametrize("again", [1, 2])
        def test_of_the_application(personalize, again):
            assert groups(personalize.client) == []
            personalize.set_transition("*", "manual")
            assert status_of_new_group(boto3.client("personalize")) == "CREATE IN_PROGRESS"
            assert personalize.endpoint_url is None
            operations = [call.operation for call in personalize.recorded_calls()]
            assert operations == ["ListDatasetGroups", "CreateDatasetGroup", "DescribeDatasetGroup"]

        def test_s3(personalize):
            personalize.s3.create_bucket(Bucket="films")
            assert len(boto3.client("s3").list_buckets()["Buckets"]) == 1
        """)
    done.assert_outcomes(passed=3)


def test_a_test_that_fails_leaves_nothing_to_the_next(suite: Suite) -> None:
    done = suite.run("""
        @pytest.mark.personalize(min_users=0, transitions={"dataset_group": "manual"})
        def test_that_fails(personalize):
            personalize.client.create_dataset_group(name="films")
            raise RuntimeError("as it does")

        def test_after(personalize):
            assert groups(personalize.client) == []
            assert status_of_new_group(personalize.client) == "ACTIVE"
            assert setting(personalize, "min_users") == 25
        """)
    done.assert_outcomes(passed=1, failed=1)


MARKED = """
    pytestmark = pytest.mark.personalize(min_interactions=5, min_users=5, transitions={"dataset_group": "manual"})

    @pytest.fixture
    def mocked(FIXTURE):
        return MOCKED

    @pytest.mark.personalize(min_users=4, transitions={"*": "immediate", "campaign": "manual"})
    class TestMarked:
        @pytest.mark.personalize(seed=7, transitions={"dataset_group": {"progression": "manual", "times": 2}})
        def test_all_three(self, mocked):
            names = ("min_interactions", "min_users", "seed")
            assert [setting(mocked, name) for name in names] == [5, 4, 7]
            assert status_of_new_group(mocked.client) == "CREATE PENDING"

        def test_two(self, mocked):
            assert [setting(mocked, name) for name in ("min_users", "seed")] == [4, 0]
            assert status_of_new_group(mocked.client) == "ACTIVE"

    def test_that_of_the_module(mocked):
        assert setting(mocked, "min_users") == 5
        assert status_of_new_group(mocked.client) == "CREATE IN_PROGRESS"
"""
MODES = pytest.mark.parametrize(
    ("fixture", "mocked"),
    [("personalize", "personalize"), ("personalize_server", "Personalize(personalize_server)")],
)


@MODES
def test_of_marks_the_closest_wins_name_by_name_and_for_all_names_over_each(
    suite: Suite, fixture: str, mocked: str
) -> None:
    done = suite.run(MARKED.replace("FIXTURE", fixture).replace("MOCKED", mocked))
    done.assert_outcomes(passed=3)


WRONG = {
    "min_user=1": "min_user is not a setting of moto-personalize. Settings: min_interactions, *, transitions.",
    "True": "It takes settings by name, not True. Settings: min_interactions, *, transitions.",
    "seed='7'": "The setting seed takes a whole number, not '7'.",
    "transitions={'campaigns': 'manual'}": "*campaigns*campaign*",
    "transitions=['manual']": "transitions are a progression, or progressions by type of resource, not ['manual'].",
    "transitions=[]": "transitions are a progression, or progressions by type of resource, not [].",
    "transitions=None": "transitions are a progression, or progressions by type of resource, not None.",
}


@MODES
def test_a_wrong_mark_is_an_error_that_names_the_choices(suite: Suite, fixture: str, mocked: str) -> None:
    tests = "".join(
        f"@pytest.mark.personalize({mark})\ndef test_{n}({fixture}): ...\n\n" for n, mark in enumerate(WRONG)
    )
    done = suite.run(tests)
    done.assert_outcomes(errors=len(WRONG))
    done.stdout.no_fnmatch_line("*another exception occurred*")
    for message in WRONG.values():
        done.stdout.fnmatch_lines([f"@pytest.mark.personalize: {message.replace('[', '[[]')}"])


def test_all_transitions_at_once(suite: Suite) -> None:
    done = suite.run("""
        @pytest.mark.personalize(transitions="manual")
        def test_marked(personalize):
            assert status_of_new_group(personalize.client) == "CREATE IN_PROGRESS"
        """)
    done.assert_outcomes(passed=1)


def test_a_mark_alone_brings_the_mock_before_the_fixtures_of_the_test(suite: Suite) -> None:
    done = suite.run("""
        @pytest.fixture(scope="session", autouse=True)
        def of_the_session():
            with pytest.raises(Exception):
                groups(boto3.client("personalize"))  # no region: nothing is mocked yet

        @pytest.fixture(autouse=True)
        def films(of_the_session):
            boto3.client("personalize").create_dataset_group(name="films")

        @pytest.mark.personalize
        @pytest.mark.parametrize("again", [1, 2])
        def test_marked(again):
            assert groups(boto3.client("personalize")) == ["films"]

        @pytest.mark.personalize(min_users=1)
        class TestCase(unittest.TestCase):
            def setUp(self):
                self.before = groups(boto3.client("personalize"))

            def test_marked(self):
                assert self.before == ["films"]
        """)
    done.assert_outcomes(passed=3)


def test_the_mark_of_one_parameter_is_not_that_of_the_others(suite: Suite) -> None:
    done = suite.run("""
        @pytest.fixture
        def films(request):
            return "personalize" in request.fixturenames

        @pytest.mark.parametrize("marked", [False, pytest.param(True, marks=pytest.mark.personalize), False])
        def test_of_parameters(films, marked, request):
            assert films is ("personalize" in request.node.funcargs) is marked
        """)
    done.assert_outcomes(passed=3)


def test_a_unittest_test_case(suite: Suite) -> None:
    done = suite.run("""
        @pytest.mark.usefixtures("personalize")
        class Uses(unittest.TestCase):
            def setUp(self):
                boto3.client("personalize").create_dataset_group(name="films")

            def test_one(self):
                assert groups(boto3.client("personalize")) == ["films"]

            def test_two(self):
                assert groups(boto3.client("personalize")) == ["films"]

        class Holds(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def hold(self, personalize):
                self.personalize = personalize

            def test_one(self):
                assert status_of_new_group(self.personalize.client) == "ACTIVE"

        class Coroutines(unittest.IsolatedAsyncioTestCase):
            @pytest.fixture(autouse=True)
            def hold(self, personalize):
                self.personalize = personalize

            async def test_one(self):
                assert status_of_new_group(self.personalize.client) == "ACTIVE"
        """)
    done.assert_outcomes(passed=4)


def test_asyncio(suite: Suite) -> None:
    done = suite.run("""
        async def work():
            return await asyncio.to_thread(status_of_new_group, boto3.client("personalize"))

        def test_run(personalize):
            assert asyncio.run(work()) == "ACTIVE"
        """)
    done.assert_outcomes(passed=1)


@pytest.mark.parametrize(("library", "mark"), [("pytest_asyncio", "asyncio"), ("anyio", "anyio")])
def test_plugins_for_coroutines(suite: Suite, library: str, mark: str) -> None:
    pytest.importorskip(library)
    done = suite.run(
        f"""
        @pytest.fixture
        def anyio_backend():
            return "asyncio"

        @pytest.fixture
        async def films(personalize):
            personalize.client.create_dataset_group(name="films")

        @pytest.mark.{mark}
        @pytest.mark.personalize(seed=7)
        async def test_coroutine(personalize):
            await asyncio.sleep(0)
            assert await asyncio.to_thread(status_of_new_group, personalize.client) == "ACTIVE"
            assert setting(personalize, "seed") == 7

        @pytest.mark.{mark}
        async def test_the_next(personalize_server):
            mocked = Personalize(personalize_server)
            assert await asyncio.to_thread(groups, mocked.client) == []
        """,
        *(["-o", "asyncio_default_fixture_loop_scope=function"] if mark == "asyncio" else []),
        plugins=[OURS, mark],
    )
    done.assert_outcomes(passed=2)


def test_a_mock_around_keeps_what_it_has(suite: Suite) -> None:
    done = suite.run("""
        from moto_personalize import mock_personalize

        @pytest.fixture(scope="module", autouse=True)
        def around():
            with mock_personalize(config={"personalize": {"seed": 7, "min_users": 3}}):
                boto3.client("personalize", "us-east-1").create_dataset_group(name="films")
                yield

        @pytest.mark.personalize(min_users=2)
        def test_inside(personalize):
            assert groups(personalize.client) == ["films"]
            assert [setting(personalize, name) for name in ("seed", "min_users")] == [7, 2]

        def test_still_there():
            assert groups(boto3.client("personalize", "us-east-1")) == ["films"]
            assert setting(Personalize(), "min_users") == 3
        """)
    done.assert_outcomes(passed=2)


def test_what_a_test_declares_inside_of_a_mock_ends_with_the_test(suite: Suite) -> None:
    done = suite.run(
        """
        from moto_personalize import mock_personalize

        @pytest.fixture(scope="module", autouse=True)
        def around():
            with mock_personalize():
                personalize = Personalize()
                personalize.inject_fault("ListCampaigns", "ThrottlingException")
                personalize.fail_next("dataset_group", "no room")
                personalize.set_transition("dataset_group", "manual")
                yield personalize

        @pytest.mark.parametrize("again", [1, 2])
        @pytest.mark.personalize(transitions={"dataset_group": "immediate"})
        def test_inside(personalize, again):
            assert [fault.operation for fault in personalize.pending_faults()] == ["ListCampaigns"]
            assert status_of_new_group(personalize.client) == "CREATE FAILED"
            boto3.client("personalize").delete_dataset_group(
                datasetGroupArn=personalize.client.list_dataset_groups()["datasetGroups"][0]["datasetGroupArn"]
            )
            with pytest.raises(personalize.client.exceptions.ClientError, match="ThrottlingException"):
                boto3.client("personalize", config=Config(retries={"max_attempts": 0})).list_campaigns()
            personalize.inject_fault("ListSolutions", "ThrottlingException", times=None)
            personalize.set_transition("campaign", "frozen")
            assert len(personalize.recorded_calls()) == 5

        def test_unmarked(personalize):
            personalize.clear_faults()
            assert status_of_new_group(personalize.client) == "CREATE IN_PROGRESS"
            personalize.reset()
            assert status_of_new_group(personalize.client) == "ACTIVE"

        def test_after_the_reset(around):
            assert around.pending_faults() == []
            assert groups(boto3.client("personalize", "us-east-1")) == ["films"]
        """
    )
    done.assert_outcomes(passed=4)


def test_of_settings_a_snapshot_wins_over_a_mark_by_name(suite: Suite) -> None:
    done = suite.run("""
        from moto_personalize import mock_personalize

        @pytest.fixture(scope="session")
        def morning():
            with mock_personalize(config={"personalize": {"seed": 7, "min_users": 3}}):
                return Personalize().snapshot()

        @pytest.fixture
        def shop(personalize, morning):
            personalize.restore(morning)
            return personalize

        @pytest.mark.personalize(strict_roles=True, seed=1)
        def test_marked(shop):
            assert [setting(shop, name) for name in ("strict_roles", "seed", "min_users")] == [True, 7, 3]

        def test_the_next(personalize):
            assert [setting(personalize, name) for name in ("strict_roles", "seed", "min_users")] == [False, 0, 25]
        """)
    done.assert_outcomes(passed=2)


def test_a_decorator_inside(suite: Suite) -> None:
    done = suite.run("""
        from moto_personalize import mock_personalize

        @mock_personalize(config={"personalize": {"seed": 7}})
        def test_function(personalize):
            assert setting(personalize, "seed") == 7
            assert status_of_new_group(personalize.client) == "ACTIVE"

        @mock_personalize
        class TestClass:
            def test_method(self, personalize):
                assert status_of_new_group(personalize.client) == "ACTIVE"

            def test_another(self, personalize):
                assert status_of_new_group(personalize.client) == "ACTIVE"
        """)
    done.assert_outcomes(passed=3)


def test_a_suite_may_have_a_fixture_of_the_same_name(suite: Suite) -> None:
    done = suite.run("""
        @pytest.fixture
        def personalize():
            return "mine"

        def test_mine(personalize):
            assert personalize == "mine"
        """)
    done.assert_outcomes(passed=1)


def test_a_mistake_shows_the_line_of_the_test_alone(suite: Suite) -> None:
    program = """
        from moto_personalize import testing

        def helper(personalize):
            personalize.advance("films")

        def test_method(personalize):
            helper(personalize)

        def test_function(personalize):
            testing.stub_recommendations("films", ["a"])

        def test_rows(personalize):
            personalize.deploy_campaign("aws-sims", [("ann",)])

        def test_server(personalize_server):
            testing.fail_next("films", "no room", endpoint_url=personalize_server)

        def test_of_its_own():
            assert int("films")
        """
    ours = ("*moto_personalize*bench*:*: ValueError", "*moto_personalize*testing.py:*")
    done = suite.run(program)
    done.assert_outcomes(failed=5)
    done.stdout.fnmatch_lines(
        [
            '>*personalize.advance("films")',
            "E*ValueError: films is not an ARN of Amazon Personalize.",
            '>*testing.stub_recommendations("films", *)',
            "E*ValueError: films is not the ARN of a campaign or recommender.*",
            '>*personalize.deploy_campaign("aws-sims", *)',
            "E*ValueError: interactions, row 1: *",
            '>*testing.fail_next("films", *)',
            "E*ValueError: films is not a type of resource with a status.*",
            '>*assert int("films")',
        ]
    )
    for line in ours:
        done.stdout.no_fnmatch_line(line)
    suite.run(program, "--full-trace").stdout.fnmatch_lines([ours[1]])


def test_without_the_plugin(suite: Suite) -> None:
    done = suite.run("def test_it(personalize): ...", plugins=[])
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*fixture 'personalize' not found"])


@pytest.mark.parametrize("autoload", [True, False])
@pytest.mark.parametrize("flags", [[], ["-ppytest_moto_personalize"], ["-pmoto_personalize"]])
def test_the_plugin_may_be_asked_for_by_name(
    suite: Suite, flags: list[str], autoload: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where pytest loads no plugin by itself (PYTEST_DISABLE_PLUGIN_AUTOLOAD) it must be, where it does it may."""
    if not autoload:
        monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    suite.write("def test_it(personalize):\n    assert groups(personalize.client) == []")
    if not flags:
        suite.pytester.makeconftest('pytest_plugins = ["pytest_moto_personalize"]')
    done = suite.pytester.runpytest_inprocess(*FLAGS, *(ALONE if autoload else ()), *flags)
    done.assert_outcomes(passed=1)


def test_the_mark_is_registered(suite: Suite) -> None:
    done = suite.run("", "--markers")
    done.stdout.fnmatch_lines(["@pytest.mark.personalize(min_interactions=..., transitions=...): settings of *"])


def test_the_tests_of_the_page_pass(suite: Suite) -> None:
    page = (Path(__file__).parents[2] / "docs" / "pytest.md").read_text()
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    done = suite.run("\n\n".join(block for block in blocks if "aioboto3" not in block))
    done.assert_outcomes(passed=3)

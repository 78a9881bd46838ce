"""`mock_personalize` in every way in which it may be worn."""

from __future__ import annotations

import asyncio
import inspect
import os
import unittest
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.core.config import default_user_config

from moto_personalize import config, mock_personalize
from tests.programs import run
from tests.suites import Suite

FIVE: config.Config = {"personalize": {"min_interactions": 5}}
SEEDED: config.Config = {"personalize": {"seed": 7}}


def client() -> Any:
    return boto3.client("personalize", "us-east-1")


def create(name: str = "films") -> str:
    arn: str = client().create_dataset_group(name=name)["datasetGroupArn"]
    return arn


def names() -> list[str]:
    return [group["name"] for group in client().list_dataset_groups()["datasetGroups"]]


def mocked() -> bool:
    """Whether a request would stay in the process."""
    from moto.core.models import botocore_stubber

    return botocore_stubber.enabled


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> Any:
    before = dict(default_user_config)
    yield
    assert not mocked()
    assert dict(default_user_config) == before


# --- functions ------------------------------------------------------------------------------------------------


@mock_personalize
def test_bare_on_a_function() -> None:
    assert create().endswith("dataset-group/films")


@mock_personalize()
def test_called_on_a_function() -> None:
    assert names() == []
    create()
    assert names() == ["films"]


@mock_personalize(config=FIVE)
def test_with_settings() -> None:
    assert config.current() == config.Settings(min_interactions=5)


@pytest.mark.parametrize("name", ["films", "books"])
@mock_personalize
def test_arguments_and_fixtures_arrive(name: str, tmp_path: Path) -> None:
    assert create(name).endswith(name)
    assert tmp_path.exists()


def test_a_decorated_function_gives_its_result_and_keeps_its_name() -> None:
    @mock_personalize
    def answer(a: int, *, b: int) -> int:
        """What it does."""
        return a + b

    assert answer(1, b=2) == 3
    assert (answer.__name__, answer.__doc__) == ("answer", "What it does.")
    assert list(inspect.signature(answer).parameters) == ["a", "b"]


def test_every_call_begins_with_nothing() -> None:
    @mock_personalize
    def one() -> list[str]:
        before = names()
        create()
        return before

    assert [one(), one()] == [[], []]


def test_an_exception_ends_the_mock() -> None:
    @mock_personalize(config=FIVE)
    def fail() -> None:
        assert mocked()
        raise LookupError("inside")

    with pytest.raises(LookupError, match="inside"):
        fail()
    assert not mocked()
    assert config.current() == config.Settings()


def test_a_function_may_call_itself() -> None:
    @mock_personalize(config=FIVE)
    def nested(depth: int) -> int:
        create(f"group-{depth}")
        return nested(depth - 1) if depth else len(names())

    assert nested(2) == 3
    assert config.configured() == {}


# --- coroutine functions --------------------------------------------------------------------------------------


def test_a_coroutine_function_runs_inside_of_the_mock() -> None:
    @mock_personalize(config=FIVE)
    async def answer(name: str) -> tuple[str, int]:
        await asyncio.sleep(0)
        return create(name), config.current().min_interactions

    assert inspect.iscoroutinefunction(answer)
    arn, least = asyncio.run(answer("films"))
    assert (arn.rpartition("/")[2], least) == ("films", 5)


def test_a_generator_is_mocked_until_it_ends_and_so_are_fixtures() -> None:
    @mock_personalize(config={"personalize": {"min_users": 3}})
    def films() -> Iterator[int]:
        yield config.current().min_users

    running = films()
    assert config.current().min_users == 25
    assert next(running) == 3
    assert config.current().min_users == 3
    assert list(running) == []
    assert config.current().min_users == 25


def test_an_asynchronous_generator_is_mocked_until_it_ends() -> None:
    @mock_personalize(config={"personalize": {"min_users": 3}})
    async def films() -> AsyncIterator[int]:
        yield config.current().min_users

    async def look() -> list[int]:
        return [least async for least in films()]

    assert inspect.isasyncgenfunction(films)
    assert asyncio.run(look()) == [3]
    assert config.current().min_users == 25


def test_a_coroutine_that_was_not_awaited_mocks_nothing() -> None:
    @mock_personalize
    async def never() -> None:
        raise AssertionError

    coroutine = never()
    assert not mocked()
    coroutine.close()


def test_an_exception_in_a_coroutine_ends_the_mock() -> None:
    @mock_personalize
    async def fail() -> None:
        await asyncio.sleep(0)
        raise LookupError("inside")

    with pytest.raises(LookupError, match="inside"):
        asyncio.run(fail())
    assert not mocked()


# --- classes --------------------------------------------------------------------------------------------------


@mock_personalize
class TestClass:
    def test_one(self) -> None:
        assert names() == []
        create()

    def test_two_does_not_see_one(self) -> None:
        assert names() == []
        create()

    @pytest.mark.parametrize("name", ["films", "books"])
    def test_with_parameters(self, name: str) -> None:
        assert create(name).endswith(name)


@mock_personalize(config=FIVE)
class TestClassWithSetup:
    def setup_method(self, method: object) -> None:
        create()

    def test_sees_what_setup_made(self) -> None:
        assert names() == ["films"]
        assert config.current().min_interactions == 5

    def test_sees_nothing_else(self) -> None:
        assert names() == ["films"]
        self.helper()
        assert names() == ["films", "books"]

    def helper(self) -> None:
        create("books")


@mock_personalize
class TestClassWithSetupOfNoMethod:
    def setup_method(self) -> None:
        create()

    def teardown_method(self) -> None:
        assert mocked()

    def test_sees_what_setup_made(self) -> None:
        assert names() == ["films"]


@mock_personalize
class TestClassWithTeardownOfAMethod:
    def teardown_method(self, method: Any) -> None:
        assert (mocked(), method.__name__) == (True, "test_it")

    def test_it(self) -> None:
        create()


def test_functions_of_a_module_that_pytest_calls_are_given_what_they_take(suite: Suite) -> None:
    done = suite.run("""
        from moto_personalize import mock_personalize

        seen = []

        @mock_personalize
        def setup_module(): seen.append("module")

        @mock_personalize
        def setup_function(function): seen.append(function.__name__)

        @mock_personalize
        def teardown_function(): seen.append("down")

        def test_one(): assert seen == ["module", "test_one"]

        def test_two(): assert seen == ["module", "test_one", "down", "test_two"]
        """)
    done.assert_outcomes(passed=2)


@mock_personalize
class TestUnittest(unittest.TestCase):
    def setUp(self) -> None:
        create()

    def test_sees_what_setup_made(self) -> None:
        assert names() == ["films"]
        create("books")

    def test_sees_nothing_else(self) -> None:
        assert names() == ["films"]


@mock_personalize
class TestUnittestWithoutSetup(unittest.TestCase):
    def test_one(self) -> None:
        create()
        assert names() == ["films"]

    def test_two_does_not_see_one(self) -> None:
        assert names() == []


@mock_personalize
class TestAsync(unittest.IsolatedAsyncioTestCase):
    async def test_runs_inside_of_the_mock(self) -> None:
        await asyncio.sleep(0)
        assert create().endswith("films")


class TestStartAndStop(unittest.TestCase):
    def setUp(self) -> None:
        self.mock = mock_personalize(config=FIVE)
        self.mock.start()
        self.addCleanup(self.mock.stop)

    def test_settings_are_there(self) -> None:
        assert config.current().min_interactions == 5

    def test_state_is_new(self) -> None:
        assert names() == []


def test_a_decorated_class_is_the_class_itself() -> None:
    class Plain:
        pass

    assert mock_personalize(Plain) is Plain
    assert mock_personalize()(Plain) is Plain


# --- context managers and start/stop ----------------------------------------------------------------------------


def test_as_a_context_manager() -> None:
    with mock_personalize() as mock:
        create()
        assert names() == ["films"]
        assert mock is not None
    with mock_personalize():
        assert names() == []


def test_a_context_manager_can_be_entered_again() -> None:
    mock = mock_personalize(config=FIVE)
    for _ in range(2):
        with mock:
            assert names() == []
            create()
            assert config.current().min_interactions == 5


def test_an_exception_inside_of_the_block_ends_the_mock() -> None:
    with pytest.raises(LookupError, match="inside"), mock_personalize():
        raise LookupError("inside")
    assert not mocked()


def test_start_and_stop() -> None:
    mock = mock_personalize(config=FIVE)
    mock.start()
    create()
    assert (names(), config.current().min_interactions) == (["films"], 5)
    mock.stop()
    assert config.current().min_interactions == 1000
    with mock_personalize():
        assert names() == []


def test_stop_before_start_is_refused() -> None:
    with pytest.raises(RuntimeError, match=r"^Called stop\(\) before start\(\)\.$"):
        mock_personalize().stop()
    with mock_personalize():
        assert names() == []


def test_a_second_stop_is_refused() -> None:
    mock = mock_personalize()
    mock.start()
    mock.stop()
    with pytest.raises(RuntimeError, match=r"^Called stop\(\) before start\(\)\.$"):
        mock.stop()


def test_data_may_outlive_a_block() -> None:
    mock = mock_personalize()
    mock.start()
    create()
    mock.stop(remove_data=False)
    mock.start(reset=False)
    assert names() == ["films"]
    mock.stop()


# --- nested ---------------------------------------------------------------------------------------------------


def test_an_inner_mock_shares_the_state_of_the_outer_one() -> None:
    with mock_personalize():
        create("films")
        with mock_personalize():
            create("books")
        assert names() == ["films", "books"]
    assert not mocked()


@pytest.mark.parametrize("outer", [mock_aws, mock_personalize])
@pytest.mark.parametrize("inner", [mock_aws, mock_personalize])
def test_nested_in_both_orders_with_moto(outer: Any, inner: Any) -> None:
    with outer():
        create("films")
        with inner():
            create("books")
        assert mocked()
        assert names() == ["films", "books"]
    assert not mocked()


def test_decorators_nest_in_both_orders_with_moto() -> None:
    @mock_aws
    @mock_personalize
    def moto_outside() -> str:
        return create()

    @mock_personalize
    @mock_aws
    def moto_inside() -> str:
        return create()

    assert moto_outside() == moto_inside() == "arn:aws:personalize:us-east-1:123456789012:dataset-group/films"


def test_mocks_that_end_out_of_order_leave_nothing_behind() -> None:
    ours, moto = mock_personalize(config=FIVE), mock_aws()
    ours.start()
    moto.start()
    ours.stop()
    assert mocked()
    moto.stop()
    assert config.current() == config.Settings()
    default_user_config.pop("personalize", None)  # type: ignore[typeddict-item]


# --- settings ---------------------------------------------------------------------------------------------------


def test_inner_settings_add_to_outer_ones_and_go() -> None:
    with mock_personalize(config=FIVE):
        with mock_personalize(config=SEEDED):
            assert config.current() == config.Settings(min_interactions=5, seed=7)
        assert config.current() == config.Settings(min_interactions=5)
    assert config.current() == config.Settings()


def test_an_inner_mock_without_settings_keeps_the_outer_ones() -> None:
    with mock_personalize(config=FIVE), mock_personalize():
        assert config.current().min_interactions == 5


def test_an_inner_setting_wins() -> None:
    with mock_personalize(config=FIVE), mock_personalize(config={"personalize": {"min_interactions": 9}}):
        assert config.current().min_interactions == 9


@pytest.mark.parametrize("outer_first", [True, False])
def test_settings_nest_with_plain_moto(outer_first: bool) -> None:
    mocks: list[Any] = [mock_aws(), mock_personalize(config=FIVE)]
    first, second = mocks if outer_first else reversed(mocks)
    with first, second:
        assert config.current().min_interactions == 5
    assert config.current() == config.Settings()


def test_plain_mock_aws_takes_settings_too() -> None:
    theirs: Any = {"personalize": {"seed": 7}}
    with mock_aws(config=theirs):
        assert config.current().seed == 7
    assert config.current().seed == 0


def test_motos_own_settings_stand_beside_ours_and_go() -> None:
    theirs: config.Config = {"iam": {"load_aws_managed_policies": True}, **SEEDED}
    with mock_personalize():
        with mock_personalize(config=theirs):
            assert default_user_config["iam"] == {"load_aws_managed_policies": True}
        assert default_user_config["iam"] == {"load_aws_managed_policies": False}


def test_the_users_dictionary_is_not_changed() -> None:
    given: config.Config = {"personalize": {"seed": 7}}
    with mock_personalize(config=given):
        pass
    assert given == {"personalize": {"seed": 7}}


def test_credentials_are_mocked_as_in_moto(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "real")
    with mock_personalize():
        assert os.environ["AWS_ACCESS_KEY_ID"] == "FOOBARKEY"
    assert os.environ["AWS_ACCESS_KEY_ID"] == "real"


# --- a suite in several processes -------------------------------------------------------------------------------


def test_under_xdist_every_process_has_a_mock_of_its_own(tmp_path: Path) -> None:
    """Slow, since three interpreters start."""
    (tmp_path / "test_many.py").write_text(
        "import boto3, pytest\n"
        "from moto_personalize import mock_personalize\n"
        "@pytest.mark.parametrize('n', range(4))\n"
        "@mock_personalize\n"
        "def test_one(n, worker_id):\n"
        "    assert worker_id.startswith('gw')\n"
        "    client = boto3.client('personalize', 'us-east-1')\n"
        "    client.create_dataset_group(name='films')\n"
        "    assert len(client.list_dataset_groups()['datasetGroups']) == 1\n"
    )
    program = run(
        ["-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path)]
    )
    assert program.returncode == 0, program.stdout + program.stderr
    assert "4 passed" in program.stdout

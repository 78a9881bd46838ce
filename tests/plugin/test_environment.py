"""What of the machine a test sees, and what a suite without Personalize pays for the plugin."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from moto_personalize.plugin import environment
from tests.suites import Suite

EVERYWHERE = "http://127.0.0.1:1"  # nothing is there


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine on which nothing of AWS is configured."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def productive(bare: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine on which everything is: a profile with a region, a process for credentials, an endpoint, a proxy."""
    (tmp_path / ".aws").mkdir()
    profile = f"region = eu-west-1\nendpoint_url = {EVERYWHERE}\ncredential_process = touch {tmp_path}/asked\n"
    (tmp_path / ".aws" / "config").write_text(f"[default]\n{profile}[profile productive]\n{profile}")
    monkeypatch.setenv("AWS_PROFILE", "productive")
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_PERSONALIZE", "HTTP_PROXY", "http_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, EVERYWHERE)


APPLICATION = """
    def test_in_process(personalize):
        client = boto3.client("personalize")
        assert client.meta.region_name == personalize.client.meta.region_name == "us-east-1"
        assert status_of_new_group(client) == "ACTIVE"
        assert groups(personalize.client) == ["films"]
        arn = client.list_dataset_groups()["datasetGroups"][0]["datasetGroupArn"]
        assert arn == "arn:aws:personalize:us-east-1:123456789012:dataset-group/films"

    def test_of_the_server(personalize_server):
        client = boto3.client("personalize", endpoint_url=personalize_server)
        assert client.meta.region_name == "us-east-1"
        assert status_of_new_group(client) == "ACTIVE"
        assert groups(Personalize(personalize_server).client) == ["films"]

    def test_afterwards():
        assert boto3.DEFAULT_SESSION is SESSION
        assert {name: value for name, value in os.environ.items() if "AWS" in name or "proxy" in name.lower()} == BEFORE

    SESSION = boto3.DEFAULT_SESSION
    BEFORE = {name: value for name, value in os.environ.items() if "AWS" in name or "proxy" in name.lower()}
"""


def test_an_application_needs_no_aws_configuration(suite: Suite, bare: None) -> None:
    suite.run(APPLICATION).assert_outcomes(passed=3)


def test_nothing_that_the_machine_has_reaches_a_test(suite: Suite, productive: None, tmp_path: Path) -> None:
    suite.run(APPLICATION, server_of_its_own=True).assert_outcomes(passed=3)
    assert not (tmp_path / "asked").exists()


def test_a_region_and_credentials_of_the_environment_stay(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    done = suite.run("""
        def test_region(personalize):
            assert personalize.client.meta.region_name == "eu-central-1"

        def test_credentials(personalize_server):
            credentials = boto3.Session().get_credentials()
            assert (credentials.access_key, credentials.secret_key) == ("testing", "testing")
        """)
    done.assert_outcomes(passed=2)


def test_hosts_that_need_no_proxy_still_need_none() -> None:
    assert environment.for_a_test({"NO_PROXY": "films.test"})["no_proxy"] == "films.test,127.0.0.1"


def test_a_test_that_undoes_its_own_patches_undoes_none_of_ours(suite: Suite, bare: None) -> None:
    done = suite.run("""
        def test_undo(monkeypatch, personalize):
            monkeypatch.undo()
            assert groups(boto3.client("personalize")) == []
        """)
    done.assert_outcomes(passed=1)


def test_clients_that_an_application_made_when_it_was_imported_are_mocked(suite: Suite, bare: None) -> None:
    """Where nothing imports moto before the fixture does, they were made without it."""
    suite.pytester.makepyfile(
        shop="""
        import boto3
        session = boto3.Session(region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
        client = session.client("personalize")
        """
    )
    done = suite.run_alone(
        """
        def test_early(personalize):
            for client in (shop.client, shop.session.client("personalize")):
                client.create_dataset_group(name=f"films{len(groups(client))}")
            assert groups(personalize.client) == ["films0", "films1"]
            assert len(personalize.recorded_calls("CreateDatasetGroup")) == 2
        """,
        prelude=EARLY,
    )
    done.assert_outcomes(passed=1)


@pytest.mark.parametrize("first", ["boto3", "moto"])
def test_an_early_client_needs_no_credentials(suite: Suite, bare: None, first: str) -> None:
    suite.pytester.makepyfile(
        shop=f"""
        import {first}, boto3
        client = boto3.client("personalize", region_name="us-east-1")
        """
    )
    done = suite.run_alone(
        """
        def test_early(personalize):
            shop.client.create_dataset_group(name="films")
            assert groups(personalize.client) == ["films"]

        def test_again(personalize):
            assert groups(shop.client) == []
        """,
        prelude=EARLY,
    )
    done.assert_outcomes(passed=2)


def test_an_application_may_be_imported_by_a_fixture_between_tests(suite: Suite, bare: None) -> None:
    done = suite.run("""
        @pytest.fixture(scope="module")
        def client():
            return boto3.client("personalize", region_name="us-east-1")

        class TestFirst:
            def test_nothing(self, personalize):
                assert groups(personalize.client) == []

        class TestThen:
            @pytest.fixture(scope="class")
            def client(self):
                return boto3.client("personalize", region_name="us-east-1")

            def test_early(self, client, personalize):
                assert groups(client) == []
        """)
    done.assert_outcomes(passed=2)


@pytest.mark.parametrize("first", ["boto3", "moto"])
def test_an_early_client_of_a_configured_endpoint_is_mocked(
    suite: Suite, productive: None, first: str, tmp_path: Path
) -> None:
    suite.pytester.makepyfile(
        shop=f"""
        import os
        import {first}, boto3
        made = dict(region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
        client, s3 = boto3.client("personalize", **made), boto3.client("s3", **made)
        os.environ.pop("AWS_ENDPOINT_URL_PERSONALIZE")
        runtime = boto3.client("personalize-runtime", **made)
        del os.environ["AWS_ENDPOINT_URL"]
        of_the_profile = boto3.client("personalize", **made)
        elsewhere = boto3.client("personalize", endpoint_url="http://127.0.0.1:2", **made)
        os.environ["AWS_ENDPOINT_URL"] = "{EVERYWHERE}"
        """
    )
    done = suite.run_alone(
        """
        import pytest
        from botocore.exceptions import ClientError, EndpointConnectionError, ProxyConnectionError

        def test_early(personalize):
            shop.client.create_dataset_group(name="films")
            assert groups(personalize.client) == groups(shop.of_the_profile) == ["films"]
            shop.s3.create_bucket(Bucket="films")
            shop.s3.put_object(Bucket="films", Key="a/b.csv", Body=b"rows")
            assert personalize.s3.get_object(Bucket="films", Key="a/b.csv")["Body"].read() == b"rows"
            with pytest.raises(ClientError, match="does not exist or is not active yet"):
                shop.runtime.get_recommendations(
                    campaignArn="arn:aws:personalize:us-east-1:123456789012:campaign/films", userId="ann"
                )

        def test_what_the_application_names_itself_is_asked(personalize):
            with pytest.raises((EndpointConnectionError, ProxyConnectionError)):
                shop.elsewhere.list_campaigns()

        def test_without_a_mock_it_goes_where_it_went():
            with pytest.raises((EndpointConnectionError, ProxyConnectionError)):
                shop.client.list_campaigns()
        """,
        prelude=EARLY,
    )
    done.assert_outcomes(passed=3)
    assert not (tmp_path / "asked").exists()


EARLY = """
import shop

def groups(client):
    return [group["name"] for group in client.list_dataset_groups()["datasetGroups"]]
"""


def test_a_suite_without_personalize_imports_nothing_for_the_plugin(suite: Suite) -> None:
    suite.pytester.makeconftest("""

        import sys

        def pytest_unconfigure(config):
            brought = {"moto", "boto3", "botocore", "numpy", "requests", "moto_personalize"} & set(sys.modules)
            print("plugin:", config.pluginmanager.hasplugin("moto_personalize"), "brought:", sorted(brought))
        """)
    tests = """
        import pytest

        @pytest.mark.parametrize("n", range(3))
        def test_it(n): ...
        """
    done = suite.run_alone(tests, "-s", prelude="")
    assert "plugin: True brought: []" in done.outlines

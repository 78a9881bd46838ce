"""Importing moto_personalize makes moto serve Personalize, and changes nothing else of moto."""

from __future__ import annotations

from pathlib import Path

import boto3
import moto
import pytest
from moto import mock_aws

import moto_personalize
from moto_personalize import registration
from tests.conftest import Aws
from tests.programs import printed, run_python
from tests.workflow import assert_refused, create_dataset, create_group, schema_text

SERVES = """
    import json, boto3, moto_personalize
    from moto import mock_aws
    with mock_aws():
        client = boto3.client("personalize", "us-east-1")
        print(json.dumps(client.create_dataset_group(name="films")["datasetGroupArn"]))
"""


@mock_aws
def test_plain_mock_aws_serves_all_three_services_from_one_backend() -> None:
    aws = Aws()
    group = create_group(aws)
    create_dataset(aws, group)
    tracking_id = aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["trackingId"]
    event = {"eventType": "view", "itemId": "heat", "sentAt": 1_600_000_000}
    answer = aws.events.put_events(trackingId=tracking_id, sessionId="s", userId="ann", eventList=[event])
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    campaign = "arn:aws:personalize:us-east-1:123456789012:campaign/none"
    with assert_refused("InvalidInputException", f"{campaign} does not exist or is not active yet."):
        aws.runtime.get_recommendations(campaignArn=campaign, userId="ann")


def test_importing_is_enough_for_plain_mock_aws() -> None:
    assert printed(SERVES) == "arn:aws:personalize:us-east-1:123456789012:dataset-group/films"


def test_the_order_of_imports_does_not_matter() -> None:
    late = """
        import json, boto3
        from moto import mock_aws
        with mock_aws():
            boto3.client("personalize", "us-east-1").list_schemas()
        import moto_personalize
        with mock_aws():
            client = boto3.client("personalize", "us-east-1")
            print(json.dumps(client.create_dataset_group(name="films")["datasetGroupArn"]))
    """
    assert printed(late) == "arn:aws:personalize:us-east-1:123456789012:dataset-group/films"


def test_a_server_that_runs_already_serves_personalize_after_the_import() -> None:
    program = """
        import json, boto3
        from moto.server import ThreadedMotoServer
        server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        server.start()
        host, port = server.get_host_and_port()
        import moto_personalize
        keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
        client = boto3.client("personalize", "us-east-1", endpoint_url=f"http://{host}:{port}", **keys)
        print(json.dumps(client.create_dataset_group(name="films")["datasetGroupArn"]))
    """
    assert printed(program) == "arn:aws:personalize:us-east-1:123456789012:dataset-group/films"


def test_the_four_schema_operations_of_moto_are_replaced(aws: Aws) -> None:
    """Moto's own take any text for a schema and know no domains."""
    with assert_refused("InvalidInputException"):
        aws.personalize.create_schema(name="films", schema="no schema")
    arn = aws.personalize.create_schema(name="films", schema=schema_text(), domain="ECOMMERCE")["schemaArn"]
    assert [schema["schemaArn"] for schema in aws.personalize.list_schemas()["schemas"]] == [arn]
    assert aws.personalize.describe_schema(schemaArn=arn)["schema"]["domain"] == "ECOMMERCE"
    aws.personalize.delete_schema(schemaArn=arn)
    assert aws.personalize.list_schemas()["schemas"] == []


def test_registering_twice_changes_nothing() -> None:
    from moto import backend_index
    from moto.moto_api._internal import urls
    from moto.personalize import personalize_backends

    before = list(backend_index.backend_url_patterns), dict(urls.url_paths)
    registration.register()
    assert (list(backend_index.backend_url_patterns), dict(urls.url_paths)) == before
    assert personalize_backends is __import__("moto.personalize", fromlist=["_"]).personalize_backends


PATTERNS = """
    import json
    from moto import backend_index
    from moto.moto_api._internal import urls
    def seen():
        patterns = [(name, pattern.pattern) for name, pattern in backend_index.backend_url_patterns]
        return [patterns, sorted(urls.url_paths)]
    index = backend_index.backend_url_patterns
    before = seen()
    import moto_personalize
    from moto_personalize import registration
    registered = seen()
    registration.unregister()
    registration.unregister()
    after = seen()
    registration.register()
    same_list = index is backend_index.backend_url_patterns
    print(json.dumps([before, registered, after, seen() == registered, same_list]))
"""


def test_every_other_service_of_moto_is_left_as_it_was() -> None:
    before, registered, after, again, same_list = printed(PATTERNS)
    others = [entry for entry in before[0] if entry[0] != "personalize"]
    assert [entry for entry in registered[0] if entry[0] != "personalize"] == others
    assert {entry[0] for entry in registered[0][:2]} == {"personalize"}
    assert set(registered[1]) - set(before[1]) == {registration.CONTROL_ROUTE}
    assert after == before
    assert again
    assert same_list


def test_no_pattern_of_ours_takes_another_services_url() -> None:
    import re

    from moto_personalize.personalize.urls import url_bases

    hosts = ["personalizer", "s3", "personalize-x", "mypersonalize", "runtime-personalize"]
    urls = [f"https://{host}.us-east-1.amazonaws.com/" for host in hosts]
    assert [url for url in urls for base in url_bases if re.match(base, url)] == []


def test_after_unregistering_moto_is_its_own_again() -> None:
    program = """
        import json, boto3, moto_personalize
        from moto import mock_aws
        moto_personalize.registration.unregister()
        with mock_aws():
            client = boto3.client("personalize", "us-east-1")
            arn = client.create_schema(name="films", schema="no schema")["schemaArn"]
            try:
                client.create_dataset_group(name="films")
            except NotImplementedError:
                print(json.dumps(arn))
    """
    assert printed(program) == "arn:aws:personalize:us-east-1:123456789012:schema/films"


def test_mock_personalize_registers_again_after_unregistering() -> None:
    program = """
        import json, boto3, moto_personalize
        moto_personalize.registration.unregister()
        with moto_personalize.mock_personalize():
            client = boto3.client("personalize", "us-east-1")
            print(json.dumps(client.create_dataset_group(name="films")["datasetGroupArn"]))
    """
    assert printed(program).endswith("dataset-group/films")


@pytest.mark.parametrize("version", ["5.1.22", "4.0.0", "6.0.0", "6.0.0.dev", "10.1"])
def test_a_moto_that_does_not_fit_is_refused_with_the_versions_that_do(
    monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    monkeypatch.setattr(moto, "__version__", version)
    with pytest.raises(ImportError) as error:
        registration.check_moto()
    assert str(error.value) == (f"moto-personalize works with moto 5.2.0 and newer, below 6; this is moto {version}.")


@pytest.mark.parametrize("version", ["5.2.0", "5.2.5", "5.2.6.dev1", "5.10.0", "5.99"])
def test_a_moto_that_fits_is_taken(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    monkeypatch.setattr(moto, "__version__", version)
    assert registration.check_moto() is None


def test_importing_beside_a_moto_that_does_not_fit_fails_in_one_clear_sentence() -> None:
    program = run_python("import moto; moto.__version__ = '4.2.0'; import moto_personalize")
    assert program.returncode == 1
    assert program.stderr.splitlines()[-1] == (
        "ImportError: moto-personalize works with moto 5.2.0 and newer, below 6; this is moto 4.2.0."
    )


def test_a_moto_that_lacks_what_we_use_is_named_before_it_is_missed(tmp_path: Path) -> None:
    (tmp_path / "moto.py").write_text("__version__ = '4.0.0'")
    program = run_python("import moto_personalize", PYTHONPATH=str(tmp_path))
    assert program.stderr.splitlines()[-1] == (
        "ImportError: moto-personalize works with moto 5.2.0 and newer, below 6; this is moto 4.0.0."
    )


def test_a_moto_without_a_backend_to_replace_is_left_as_it_is() -> None:
    program = """
        import json, moto.personalize, moto.backend_index as index
        from moto.moto_api._internal import urls
        del moto.personalize.personalize_backends
        moto.__version__ = "5.9.0"
        before = list(index.backend_url_patterns), dict(urls.url_paths)
        try:
            import moto_personalize
        except ImportError as error:
            print(json.dumps([str(error), (index.backend_url_patterns, urls.url_paths) == before]))
    """
    expected = "moto 5.9.0 has no moto.personalize.personalize_backends, which moto-personalize replaces."
    assert printed(program) == [expected, True]


@mock_aws
def test_other_services_work_beside_it() -> None:
    s3 = boto3.client("s3", "us-east-1")
    s3.create_bucket(Bucket="films")
    s3.put_object(Bucket="films", Key="a", Body=b"heat")
    assert s3.get_object(Bucket="films", Key="a")["Body"].read() == b"heat"
    iam = boto3.client("iam", "us-east-1")
    role = iam.create_role(RoleName="reader", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    assert role == "arn:aws:iam::123456789012:role/reader"


def test_the_package_says_its_version() -> None:
    assert moto_personalize.__version__.count(".") == 2


def test_an_unknown_name_of_the_package_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'moto_personalize' has no attribute 'nothing'"):
        _ = moto_personalize.nothing


def test_register_is_the_engines() -> None:
    from moto_personalize.recipes import register

    assert moto_personalize.register is register

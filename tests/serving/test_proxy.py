"""`moto-personalize proxy`: for applications whose endpoint cannot be set. Most of it is a process of its own."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import requests

from moto_personalize import cli, testing
from tests.programs import printed, proxying, tool
from tests.suites import Suite
from tests.test_cli import refusal
from tests.workflow import INTERACTION_FIELDS, csv_text, schema_text, views

LOST = "ProxyConnectionError"  # what botocore makes of a connection that ends, if it goes through a proxy

APPLICATION = """
    import json, sys
    import boto3

    ROLE = "arn:aws:iam::123456789012:role/PersonalizeRole"
    s3, personalize, events, runtime = (
        boto3.client(name, region_name="eu-west-1")
        for name in ("s3", "personalize", "personalize-events", "personalize-runtime")
    )
    given = json.loads(sys.stdin.read())
    where = {"LocationConstraint": "eu-west-1"}
    s3.create_bucket(Bucket="films-of-the-proxy", CreateBucketConfiguration=where)
    s3.put_object(Bucket="films-of-the-proxy", Key="views.csv", Body=given["rows"])
    group = personalize.create_dataset_group(name="films")["datasetGroupArn"]
    schema = personalize.create_schema(name="films", schema=given["schema"])["schemaArn"]
    dataset = personalize.create_dataset(
        name="films", datasetType="Interactions", schemaArn=schema, datasetGroupArn=group
    )["datasetArn"]
    job = personalize.create_dataset_import_job(
        jobName="films",
        datasetArn=dataset,
        dataSource={"dataLocation": "s3://films-of-the-proxy/views.csv"},
        roleArn=ROLE,
    )["datasetImportJobArn"]
    tracker = personalize.create_event_tracker(name="films", datasetGroupArn=group)["trackingId"]
    recipe = "arn:aws:personalize:::recipe/aws-user-personalization"
    solution = personalize.create_solution(name="films", datasetGroupArn=group, recipeArn=recipe)["solutionArn"]
    version = personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    campaign = personalize.create_campaign(name="films", solutionVersionArn=version)["campaignArn"]
    click = {"eventType": "click", "sentAt": 1700000000, "itemId": "item-01"}
    events.put_events(trackingId=tracker, sessionId="s", userId="user-01", eventList=[click])
    items = runtime.get_recommendations(campaignArn=campaign, userId="user-01")["itemList"]
    try:
        runtime.get_recommendations(campaignArn=campaign + "s", userId="user-01")
    except runtime.exceptions.InvalidInputException as error:
        refused = error.response["Error"]["Message"]
    print(json.dumps({"campaign": campaign, "items": len(items), "refused": refused}))
"""

SUITE = """
    import json
    import boto3, os, requests
    from moto_personalize import mock_personalize, testing

    settings = f"http://localhost:{os.environ['MOTO_PROXY_PORT']}/moto-api/personalize/settings"
    seen = []

    @mock_personalize(config={"personalize": {"min_users": 3}})
    def test():
        testing.set_transition("dataset_group", "manual")
        personalize = boto3.client("personalize", region_name="us-east-1")
        arn = personalize.create_dataset_group(name="films")["datasetGroupArn"]
        seen.append(testing.advance_to(arn, "CREATE IN_PROGRESS"))
        seen.append([call.operation for call in testing.recorded_calls()])
        seen.append(requests.get(settings).json()["min_users"])

    @mock_personalize
    def test_the_next():
        personalize = boto3.client("personalize", region_name="us-east-1")
        arn = personalize.create_dataset_group(name="films")["datasetGroupArn"]
        seen.append(personalize.describe_dataset_group(datasetGroupArn=arn)["datasetGroup"]["status"])

    test()
    test_the_next()
    seen.append(requests.get(settings).json()["min_users"])
    print(json.dumps(seen))
"""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the proxy prints."""
    return tmp_path_factory.mktemp("proxy") / "log"


@pytest.fixture(scope="module")
def proxied(log: Path) -> Iterator[dict[str, str]]:
    """The variables that a proxy prints for the shell of an application."""
    with proxying(log) as variables:
        yield variables


@pytest.fixture
def endpoint(proxied: dict[str, str]) -> Iterator[str]:
    """The proxy as the endpoint of the bench, empty."""
    url = proxied["HTTPS_PROXY"]
    requests.post(f"{url}/moto-api/reset", timeout=10)
    yield url
    testing.reset(endpoint_url=url)


def of_an_application(variables: dict[str, str]) -> dict[str, str]:
    return {name: variables[name] for name in ("HTTPS_PROXY", "AWS_CA_BUNDLE")}


def run_application(variables: dict[str, str]) -> dict[str, Any]:
    """What an application that knows of no mock prints."""
    rows = csv_text(INTERACTION_FIELDS, views())
    given = json.dumps({"rows": rows, "schema": schema_text()})
    source = APPLICATION.replace("sys.stdin.read()", repr(given))
    answer: dict[str, Any] = printed(source, **of_an_application(variables))
    return answer


# --- what goes through it -----------------------------------------------------------------------------------------


def test_an_application_reaches_all_three_services_and_s3(proxied: dict[str, str], endpoint: str) -> None:
    seen = run_application(proxied)
    campaign = "arn:aws:personalize:eu-west-1:123456789012:campaign/films"
    refused = f"{campaign}s does not exist or is not active yet."
    assert seen == {"campaign": campaign, "items": 25, "refused": refused}
    calls = [call.operation for call in testing.recorded_calls(endpoint_url=endpoint)]
    assert calls[0] == "CreateDatasetGroup"
    assert calls[-3:] == ["PutEvents", "GetRecommendations", "GetRecommendations"]


def test_the_bench_takes_the_proxy_for_a_server(endpoint: str) -> None:
    asked = f"{endpoint}/moto-api/personalize/set-transition"
    answer = requests.post(asked, json={"resource_type": "campaign", "progression": "frozen"}, timeout=10)
    assert (answer.status_code, answer.json()) == (200, {"campaign": {"progression": "frozen"}})
    with pytest.raises(ValueError, match=r"^No resource has the ARN arn:aws:personalize:us-east-1:1:campaign/x\.$"):
        testing.advance("arn:aws:personalize:us-east-1:1:campaign/x", endpoint_url=endpoint)


def test_a_deployment_of_the_bench_is_made_in_the_proxy(proxied: dict[str, str], endpoint: str) -> None:
    arn = testing.deploy_campaign(recipe="aws-popularity-count", endpoint_url=endpoint).arn
    source = """
        import json, boto3
        runtime = boto3.client("personalize-runtime", region_name="us-east-1")
        print(json.dumps(len(runtime.get_recommendations(campaignArn=ARN, userId="u0")["itemList"])))
    """.replace("=ARN", f"={arn!r}")
    assert printed(source, **of_an_application(proxied)) == 25


def test_faults_are_met_in_the_proxy_and_a_lost_connection_is_one(proxied: dict[str, str], endpoint: str) -> None:
    testing.inject_fault("ListSchemas", "ThrottlingException", endpoint_url=endpoint)
    testing.inject_fault("ListSchemas", "ConnectionLost", endpoint_url=endpoint)
    source = """
        import json, boto3
        personalize, seen = boto3.client("personalize", region_name="us-east-1"), []
        for _ in range(3):
            try:
                seen.append(personalize.list_schemas()["schemas"])
            except Exception as error:
                seen.append(getattr(error, "response", {}).get("Error", {}).get("Code") or type(error).__name__)
        print(json.dumps(seen))
    """
    assert printed(source, **of_an_application(proxied)) == ["ThrottlingException", LOST, []]
    errors = [call.error for call in testing.recorded_calls(endpoint_url=endpoint)]
    assert errors == ["ThrottlingException", "ConnectionLost", None]


def test_the_control_route_goes_through_the_proxy_too(proxied: dict[str, str], endpoint: str) -> None:
    url = "http://motoapi.amazonaws.com/moto-api/personalize/settings"
    answer = requests.get(url, proxies={"http": endpoint}, timeout=10)
    assert (answer.status_code, answer.json()["min_interactions"]) == (200, 1000)


@pytest.mark.parametrize("headers", [{}, {"Proxy-Connection": "close"}], ids=["plain", "as agents of node"])
def test_the_control_route_goes_through_a_tunnel(
    proxied: dict[str, str], endpoint: str, headers: dict[str, str]
) -> None:
    """Which lasts for a client, too, that wants no second one."""
    trust = ssl.create_default_context(cafile=proxied["AWS_CA_BUNDLE"])
    trust.verify_flags &= ~ssl.VERIFY_X509_STRICT  # the default of Python 3.13; moto's authority lacks a key usage
    tunnel = http.client.HTTPSConnection("localhost", int(proxied["MOTO_PROXY_PORT"]), context=trust, timeout=10)
    tunnel.set_tunnel("motoapi.amazonaws.com", headers=headers)
    tunnel.request("GET", "/moto-api/personalize/settings")
    answer = tunnel.getresponse()
    assert (answer.status, json.load(answer)["min_interactions"]) == (200, 1000)
    tunnel.close()


def test_a_suite_in_motos_proxy_mode_has_its_mock_in_the_proxy(proxied: dict[str, str], endpoint: str) -> None:
    assert printed(SUITE, **proxied) == ["CREATE IN_PROGRESS", ["CreateDatasetGroup"], 3, "ACTIVE", 25]


def test_the_fixture_of_a_suite_in_proxy_mode_has_its_clients_in_the_proxy(
    proxied: dict[str, str], endpoint: str, suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By no HTTPS_PROXY, and with the proxy's certificate where the environment has it."""
    for name in ("TEST_PROXY_MODE", "MOTO_PROXY_PORT"):
        monkeypatch.setenv(name, proxied[name])
    monkeypatch.delenv("AWS_CA_BUNDLE", raising=False)
    monkeypatch.setenv("BUNDLE", proxied["AWS_CA_BUNDLE"])
    done = suite.run_alone("""
        @pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
        def test_of_any_certificate(personalize):
            assert status_of_new_group(personalize.client) == "ACTIVE"
            campaign = personalize.deploy_campaign("aws-popularity-count")
            assert personalize.runtime.get_recommendations(campaignArn=campaign.arn, userId="u0")["itemList"]
            calls = ["CreateDatasetGroup", "DescribeDatasetGroup", "GetRecommendations"]
            assert [call.operation for call in personalize.recorded_calls()] == calls

        @pytest.mark.filterwarnings("error")
        def test_of_the_certificate_of_the_proxy(personalize, monkeypatch):
            monkeypatch.setenv("AWS_CA_BUNDLE", os.environ["BUNDLE"])
            assert groups(personalize.client) == []
        """)
    done.assert_outcomes(passed=2)


def test_what_moto_cannot_answer_is_an_error_as_ever(endpoint: str) -> None:
    assert requests.post(f"{endpoint}/moto-api/seed", timeout=10).status_code == 502
    nowhere = requests.get("http://films.example.com/", proxies={"http": endpoint}, timeout=10)
    assert (nowhere.status_code, nowhere.text) == (404, "AWS Service not recognized or supported")


def test_hosts_can_be_let_through(endpoint: str) -> None:
    body = json.dumps({"https_hosts": ["example.com"]})
    answer = requests.post(f"{endpoint}/moto-api/proxy/passthrough", data=body, timeout=10)
    assert answer.json() == {"http_urls": [], "https_hosts": ["example.com"]}


@pytest.mark.cli
def test_the_aws_cli_goes_through_it(proxied: dict[str, str], endpoint: str) -> None:
    environment = {**os.environ, **of_an_application(proxied), "AWS_DEFAULT_REGION": "us-east-1", "AWS_PAGER": ""}
    program = tool("AWS_CLI", shutil.which("aws"))
    arguments = ["personalize", "create-dataset-group", "--name", "films", "--output", "text"]
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "arn:aws:personalize:us-east-1:123456789012:dataset-group/films\n"


# --- refusals ---------------------------------------------------------------------------------------------------


@pytest.fixture
def port_in_use() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_in_use_is_one_line(port_in_use: int, capsys: pytest.CaptureFixture[str]) -> None:
    text = f"moto-personalize: port {port_in_use} of 127.0.0.1 is in use; choose another with --port"
    assert refusal(capsys, "proxy", "-p", str(port_in_use)) == text


def test_what_the_extra_lacks_is_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    installed = metadata.version

    def without_docker(name: str) -> str:
        if name == "docker":
            raise metadata.PackageNotFoundError(name)
        return installed(name)

    monkeypatch.setattr(metadata, "version", without_docker)
    assert refusal(capsys, "proxy") == (
        "moto-personalize: proxy needs what the extra 'proxy' brings: install moto-personalize[proxy] (missing: docker)"
    )


def test_without_openssl_it_is_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    text = "moto-personalize: proxy makes certificates with the program openssl, which is not installed"
    assert refusal(capsys, "proxy") == text


def test_certificates_that_cannot_be_written_are_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from moto.moto_proxy.certificate_creator import CertificateCreator

    directory, access = CertificateCreator.certdir, os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != directory and access(path, mode))
    text = f"moto-personalize: proxy keeps certificates in {directory}, where it cannot write"
    assert refusal(capsys, "proxy") == text


def test_a_wrong_port_or_setting_of_the_environment_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_PROXY_PORT", "many")
    assert refusal(capsys, "proxy") == "moto-personalize: MOTO_PROXY_PORT is not a port: many"
    monkeypatch.setenv("MOTO_PERSONALIZE_SEED", "many")
    assert refusal(capsys, "proxy") == ("moto-personalize: MOTO_PERSONALIZE_SEED takes a whole number, not 'many'.")


# --- what runs --------------------------------------------------------------------------------------------------


def test_the_flags_and_defaults_are_those_of_moto_proxy(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import moto.proxy

    passed_on: list[list[str]] = []
    monkeypatch.setattr(moto.proxy, "main", passed_on.append)
    monkeypatch.setattr("moto_personalize.serving.proxy.free_port", lambda host, port: port)
    monkeypatch.delenv("MOTO_PROXY_PORT", raising=False)
    cli.main(["proxy"])
    monkeypatch.setenv("MOTO_PROXY_PORT", "5555")
    cli.main(["proxy", "-v"])
    cli.main(["proxy", "-H", "0.0.0.0", "-p", "6666"])
    assert passed_on == [
        ["-H", "127.0.0.1", "-p", "5005"],
        ["-H", "127.0.0.1", "-p", "5555", "-v"],
        ["-H", "0.0.0.0", "-p", "6666"],
    ]
    out = capsys.readouterr().out
    assert "export HTTPS_PROXY=http://localhost:5005\n" in out
    assert "export TEST_PROXY_MODE=true MOTO_PROXY_PORT=6666\n" in out


def test_it_speaks_of_no_other_program(proxied: dict[str, str], log: Path) -> None:
    assert "Serving HTTP Proxy on 127.0.0.1:" in log.read_text()
    assert "moto_proxy -h" not in log.read_text()


def test_the_bundle_that_it_names_is_there(proxied: dict[str, str]) -> None:
    assert Path(proxied["AWS_CA_BUNDLE"]).read_text().startswith("-----BEGIN CERTIFICATE-----")

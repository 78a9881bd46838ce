"""`moto-personalize serve` as a user starts it: every service of moto, and the three of Personalize by path."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
import requests

from moto_personalize import testing
from tests.conftest import Aws
from tests.personalize.raw import SIGNED, error_of, send
from tests.programs import PATIENCE, serving
from tests.workflow import EVENT_FIELDS, deploy, films_group, items_of, views

HEADERS = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def served_url() -> Iterator[str]:
    with serving() as (url, _):
        yield url


@pytest.fixture
def served(served_url: str) -> Iterator[Aws]:
    settings = {"min_interactions": 1, "min_users": 0}
    requests.put(f"{served_url}/moto-api/personalize/settings", json=settings, timeout=10)
    yield Aws(served_url)
    requests.post(f"{served_url}/moto-api/reset", timeout=10)
    requests.delete(f"{served_url}/moto-api/personalize/settings", timeout=10)


def test_s3_and_the_three_services_live_in_one_server(served: Aws) -> None:
    rows = [(*row, "view", 1.0) for row in views(4, 6, 4)]
    group = films_group(served, rows, EVENT_FIELDS)
    campaign = deploy(served, group, "aws-user-personalization")
    tracking_id = served.personalize.create_event_tracker(name="web", datasetGroupArn=group)["trackingId"]
    event = {"eventType": "view", "itemId": "item-01", "sentAt": 1_700_000_000}
    served.events.put_events(trackingId=tracking_id, sessionId="s", userId="ann", eventList=[event])
    answer = served.runtime.get_recommendations(campaignArn=campaign, userId="ann", numResults=3)
    assert len(items_of(answer)) == 3


@pytest.mark.parametrize(
    ("path", "needed"),
    [
        ("/events", "trackingId"),
        ("/items", "datasetArn"),
        ("/users", "datasetArn"),
        ("/actions", "datasetArn"),
        ("/action-interactions", "trackingId"),
        ("/recommendations", None),
        ("/personalize-ranking", "campaignArn"),
        ("/action-recommendations", None),
    ],
)
def test_the_path_chooses_the_service(served: Aws, path: str, needed: str | None) -> None:
    status, code, message = error_of(send(served, path=path, headers=HEADERS))
    assert (status, code) in [(400, "ValidationException"), (400, "InvalidInputException"), (501, "NotImplemented")]
    assert status == 501 or needed is None or f"Value null at '{needed}'" in message


def test_other_services_answer_as_in_moto_server(served: Aws) -> None:
    queue = served.client("sqs").create_queue(QueueName="films")["QueueUrl"]
    assert queue.endswith("/123456789012/films")
    document = '{"Version": "2012-10-17"}'
    role = served.client("iam").create_role(RoleName="reader", AssumeRolePolicyDocument=document)["Role"]
    assert role["Arn"] == "arn:aws:iam::123456789012:role/reader"


def test_the_settings_of_a_server_are_its_own(served: Aws) -> None:
    url = f"{served.endpoint_url}/moto-api/personalize/settings"
    assert requests.get(url, timeout=10).json()["min_interactions"] == 1
    assert requests.delete(url, timeout=10).json()["min_interactions"] == 1000


def test_a_server_moves_resources_when_it_is_told(served: Aws) -> None:
    transition = {"model_name": "personalize::dataset_group", "transition": {"progression": "manual", "times": 9}}
    url = f"{served.endpoint_url}/moto-api/state-manager"
    requests.post(f"{url}/set-transition", json=transition, timeout=10)
    group = served.personalize.create_dataset_group(name="films")["datasetGroupArn"]
    assert testing.advance(group, endpoint_url=served.endpoint_url) == {group: "CREATE IN_PROGRESS"}
    assert testing.advance_to(group, "ACTIVE", endpoint_url=served.endpoint_url) == "ACTIVE"
    requests.post(f"{url}/unset-transition", json={"model_name": "personalize::dataset_group"}, timeout=10)


def test_a_reset_empties_the_server(served: Aws) -> None:
    served.personalize.create_dataset_group(name="films")
    requests.post(f"{served.endpoint_url}/moto-api/reset", timeout=10)
    assert served.personalize.list_dataset_groups()["datasetGroups"] == []


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_server_ends_quietly(ending: signal.Signals) -> None:
    with serving() as (url, program):
        assert requests.get(f"{url}/moto-api/data.json", timeout=10).ok
        program.send_signal(ending)
        assert program.wait(PATIENCE) == 0


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_https_with_a_certificate_made_on_the_fly() -> None:
    headers = {"X-Amz-Target": "AmazonPersonalize.ListSchemas", "Authorization": SIGNED.format(region="us-east-1")}
    with serving("--ssl") as (url, _):
        assert url.startswith("https://")
        answer = requests.post(f"{url}/", b"{}", headers=headers, verify=False, timeout=10)
    assert answer.json() == {"schemas": []}

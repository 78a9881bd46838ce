"""Two requests at once never see half a change. Events and barriers decide the order, not the clock."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any

import pytest
from botocore.exceptions import ClientError

from moto_personalize.personalize.learning.live import EventLog
from moto_personalize.personalize.service.datasets import Dataset
from tests.conftest import Aws
from tests.personalize.films import FIELDS, ITEMS, create_filter, described_films
from tests.workflow import (
    EVENT_FIELDS,
    INTERACTION_FIELDS,
    ROLE,
    create_dataset,
    create_group,
    csv_text,
    deploy,
    films_group,
    import_csv,
    items_of,
    put_csv,
    recommended,
    schema_text,
    views,
)

THREADS = 8
PATIENCE = 20  # seconds until a test that hangs fails


def at_once(work: Callable[[int], Any], threads: int = THREADS) -> list[Any]:
    """The results of calls that begin together; a refusal is its code."""
    barrier = Barrier(threads)

    def one(n: int) -> Any:
        barrier.wait(PATIENCE)
        try:
            return work(n)
        except ClientError as error:
            return error.response["Error"]["Code"]

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, range(threads)))


def test_of_many_creations_of_a_name_one_wins(aws: Aws) -> None:
    client, text = aws.personalize, schema_text()
    for name in "abc":
        found = at_once(lambda _, name=name: client.create_schema(name=name, schema=text)["schemaArn"])
        winners = [result for result in found if result.startswith("arn:")]
        assert len(winners) == 1
        assert found.count("ResourceAlreadyExistsException") == THREADS - 1


def test_a_quota_holds_against_many_creations(aws: Aws) -> None:
    client = aws.personalize
    found = at_once(lambda n: client.create_dataset_group(name=f"group-{n}")["datasetGroupArn"])
    assert found.count("LimitExceededException") == THREADS - 5
    assert len(client.list_dataset_groups()["datasetGroups"]) == 5


def test_filtered_requests_go_on_while_everything_around_them_changes(aws: Aws, little_data: None) -> None:
    group = described_films(aws)
    campaign = deploy(aws, group, "aws-popularity-count")
    comedy = create_filter(aws, group, 'INCLUDE ItemID WHERE Items.GENRES IN ("comedy")', "comedy")
    unseen = create_filter(aws, group, 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("watch")', "unseen")
    (items,) = [d for d in aws.personalize.list_datasets()["datasets"] if d["datasetType"] == "ITEMS"]
    whole, western = csv_text(FIELDS, ITEMS), csv_text(FIELDS, [("film-3", "comedy", 1, "")])

    def change(n: int) -> None:
        import_csv(aws, items["datasetArn"], [whole, western][n % 2], f"again-{n}")
        other = create_group(aws, f"group-{n}")
        create_dataset(aws, other, "Interactions", EVENT_FIELDS)
        create_filter(aws, other, 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("a")', f"filter-{n}")
        aws.personalize.delete_filter(filterArn=comedy.replace("comedy", f"filter-{n}"))
        aws.personalize.delete_dataset(datasetArn=other.replace("dataset-group", "dataset") + "/INTERACTIONS")
        aws.personalize.delete_dataset_group(datasetGroupArn=other)

    def work(n: int) -> list[list[str]]:
        if n == 0:
            for step in range(10):
                change(step)
            return []
        found = []
        for _ in range(30):
            found.append(recommended(aws, campaign, userId="user-9", filterArn=comedy))
            assert recommended(aws, campaign, userId="user-9", filterArn=unseen)[0] == "film-1"
        return found

    lists = [tuple(found) for answers in at_once(work, 4) for found in answers]
    assert set(lists) <= {("film-0", "film-1", "film-4", "film-8"), ("film-3",)}
    assert len(lists) == 90


def test_of_many_deletions_one_wins(aws: Aws) -> None:
    client, group = aws.personalize, create_group(aws)
    found = at_once(lambda _: client.delete_dataset_group(datasetGroupArn=group)["ResponseMetadata"]["HTTPStatusCode"])
    assert sorted(map(str, found)) == ["200"] + ["ResourceNotFoundException"] * (THREADS - 1)


def test_no_tag_is_lost(aws: Aws) -> None:
    client, group = aws.personalize, create_group(aws)
    at_once(lambda n: client.tag_resource(resourceArn=group, tags=[{"tagKey": f"k{n}", "tagValue": "v"}]))
    assert len(client.list_tags_for_resource(resourceArn=group)["tags"]) == THREADS


def test_regions_are_created_once_when_many_ask(aws: Aws) -> None:
    text = schema_text()
    clients = [aws.client("personalize", "eu-west-3") for _ in range(THREADS)]
    at_once(lambda n: clients[n].create_schema(name=f"s{n}", schema=text))
    assert len(clients[0].list_schemas()["schemas"]) == THREADS


class Paused:
    """A function that stops in its middle until it may go on."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self.entered, self.released = Event(), Event()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.entered.set()
        assert self.released.wait(PATIENCE)
        return self._function(*args, **kwargs)


def test_an_import_is_seen_whole_or_not_at_all(aws: Aws, little_data: None, monkeypatch: pytest.MonkeyPatch) -> None:
    import moto_personalize.datasets as datasets

    client = aws.personalize
    dataset = create_dataset(aws, create_group(aws))
    location = put_csv(aws, "films.csv", csv_text(INTERACTION_FIELDS, views(4, 6, 4)))
    paused = Paused(datasets.read_csv)
    monkeypatch.setattr(datasets, "read_csv", paused)
    with ThreadPoolExecutor(2) as pool:
        importing = pool.submit(
            client.create_dataset_import_job,
            jobName="job",
            datasetArn=dataset,
            dataSource={"dataLocation": location},
            roleArn=ROLE,
        )
        assert paused.entered.wait(PATIENCE)
        looking = pool.submit(client.list_dataset_import_jobs)
        elsewhere = aws.client("personalize", "eu-west-1").list_dataset_import_jobs()["datasetImportJobs"]
        assert not looking.done()
        paused.released.set()
        assert importing.result(PATIENCE)
        assert [job["status"] for job in looking.result(PATIENCE)["datasetImportJobs"]] == ["ACTIVE"]
    assert elsewhere == []


def test_a_campaign_answers_while_another_training_runs(
    aws: Aws, little_data: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from moto_personalize.personalize.service import solution_versions

    campaign = deploy(aws, films_group(aws, views(4, 6, 4)), "aws-sims")
    solution = aws.personalize.list_solutions()["solutions"][0]["solutionArn"]
    runtime, personalize = aws.runtime, aws.personalize
    paused = Paused(solution_versions.train)
    monkeypatch.setattr(solution_versions, "train", paused)
    with ThreadPoolExecutor(1) as pool:
        training = pool.submit(personalize.create_solution_version, solutionArn=solution)
        assert paused.entered.wait(PATIENCE)
        answer = runtime.get_recommendations(campaignArn=campaign, itemId="item-00")
        assert not training.done()
        paused.released.set()
        training.result(PATIENCE)
    assert items_of(answer)


def test_events_of_many_threads_are_all_kept(aws: Aws, little_data: None) -> None:
    group = films_group(aws, views(4, 6, 4))
    tracking_id = aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["trackingId"]
    events = aws.events

    def put(n: int) -> int:
        event = {"eventType": "view", "itemId": f"item-{n:02}", "sentAt": 1_700_000_000 + n, "eventId": str(n)}
        answer = events.put_events(trackingId=tracking_id, sessionId=f"s{n}", userId="ann", eventList=[event])
        status: int = answer["ResponseMetadata"]["HTTPStatusCode"]
        return status

    assert at_once(put) == [200] * THREADS
    assert live_events(group) == THREADS


class Interrupted(dict[str, Any]):
    """Where an actor's events are; a deletion job comes right after somebody has asked."""

    def __init__(self, log: EventLog, user: str) -> None:
        super().__init__(log._of_actor)
        self._log, self._user = log, user

    def get(self, key: str, default: Any = None) -> Any:
        found = super().get(key, default)
        self._log.forget({self._user})
        return found


def test_a_request_goes_on_while_a_deletion_job_removes_its_user(aws: Aws, little_data: None) -> None:
    group = films_group(aws, [(*view, "watch", "") for view in views(4, 6, 4)], EVENT_FIELDS)
    campaign = deploy(aws, group, "aws-user-personalization")
    unseen = create_filter(aws, group, 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("watch")', "unseen")
    tracking_id = aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["trackingId"]
    event = {"eventType": "watch", "itemId": "item-00", "sentAt": 1_700_000_000}
    for n in range(3):
        aws.events.put_events(
            trackingId=tracking_id, sessionId="s", userId="ann", eventList=[{**event, "eventId": str(n)}]
        )
    log = interactions_of(group).live
    log._of_actor = Interrupted(log, "ann")
    found = recommended(aws, campaign, userId="ann", filterArn=unseen)
    assert "item-00" not in found
    assert "item-00" in recommended(aws, campaign, userId="ann", filterArn=unseen)


def live_events(group: str) -> int:
    return len(interactions_of(group).live)


def interactions_of(group: str) -> Dataset:
    from moto_personalize.personalize.models import personalize_backends
    from moto_personalize.personalize.service.datasets import dataset_of

    store = personalize_backends["123456789012"]["us-east-1"].store
    dataset = dataset_of(store, group, "INTERACTIONS")
    assert dataset is not None
    return dataset

"""`advance` and `advance_to`: which resources move, how far, and what is said of ARNs of nothing."""

from __future__ import annotations

import re

import pytest

from moto_personalize import testing
from tests.conftest import Aws
from tests.workflow import assert_refused, create_dataset, create_group, schema_text

MISSING = "arn:aws:personalize:us-east-1:123456789012:dataset-group/none"


def status(aws: Aws, group: str) -> str:
    """The status by a list, which moves nothing."""
    found = aws.personalize.list_dataset_groups()["datasetGroups"]
    return str(next(g["status"] for g in found if g["datasetGroupArn"] == group))


def test_advance_moves_one_resource(aws: Aws, manual: None) -> None:
    films, books = create_group(aws, "films"), create_group(aws, "books")
    assert testing.advance(films, endpoint_url=aws.endpoint_url) == {films: "CREATE IN_PROGRESS"}
    assert (status(aws, films), status(aws, books)) == ("CREATE IN_PROGRESS", "CREATE PENDING")


def test_advance_moves_everything_that_is_on_its_way(aws: Aws, manual: None) -> None:
    films, books = create_group(aws, "films"), create_group(aws, "books")
    testing.advance(films, endpoint_url=aws.endpoint_url)
    moved = {films: "ACTIVE", books: "CREATE IN_PROGRESS"}
    assert testing.advance(endpoint_url=aws.endpoint_url) == moved
    assert testing.advance(endpoint_url=aws.endpoint_url) == {books: "ACTIVE"}
    assert testing.advance(endpoint_url=aws.endpoint_url) == {}


def test_advance_reaches_every_region(aws: Aws, manual: None) -> None:
    here = create_group(aws)
    there = aws.client("personalize", "eu-west-1").create_dataset_group(name="films")["datasetGroupArn"]
    moved = testing.advance(steps=2, endpoint_url=aws.endpoint_url)
    assert moved == {here: "ACTIVE", there: "ACTIVE"}


def test_advance_takes_several_steps_and_stops_at_the_end(aws: Aws, manual: None) -> None:
    group = create_group(aws)
    assert testing.advance(group, steps=9, endpoint_url=aws.endpoint_url) == {group: "ACTIVE"}
    assert testing.advance(group, endpoint_url=aws.endpoint_url) == {group: "ACTIVE"}


def test_advance_says_what_is_gone(aws: Aws, manual: None) -> None:
    group = create_group(aws)
    testing.advance_to(group, "ACTIVE", endpoint_url=aws.endpoint_url)
    aws.personalize.delete_dataset_group(datasetGroupArn=group)
    assert testing.advance(group, steps=2, endpoint_url=aws.endpoint_url) == {group: "DELETED"}
    assert aws.personalize.list_dataset_groups()["datasetGroups"] == []


def test_advance_to_walks_until_the_status(aws: Aws, manual: None) -> None:
    group = create_group(aws)
    for wanted in ("CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE", "ACTIVE"):
        assert testing.advance_to(group, wanted, endpoint_url=aws.endpoint_url) == wanted
        assert status(aws, group) == wanted


def test_advance_to_another_status_names_those_ahead(aws: Aws, manual: None) -> None:
    group = create_group(aws)
    with pytest.raises(ValueError) as error:  # noqa: PT011  # the whole message is compared
        testing.advance_to(group, "GONE", endpoint_url=aws.endpoint_url)
    assert str(error.value) == (
        f"{group} is CREATE PENDING and cannot become GONE. Statuses ahead of it: CREATE IN_PROGRESS, ACTIVE."
    )


def test_advance_to_of_what_rests_says_that_nothing_is_ahead(aws: Aws) -> None:
    group = create_group(aws)
    with pytest.raises(ValueError) as error:  # noqa: PT011  # the whole message is compared
        testing.advance_to(group, "CREATE PENDING", endpoint_url=aws.endpoint_url)
    assert str(error.value) == f"{group} is ACTIVE and cannot become CREATE PENDING. Statuses ahead of it: none."


def test_a_status_in_another_spelling_is_taken(aws: Aws, manual: None) -> None:
    group = create_group(aws)
    assert testing.advance_to(group, "create in_progress", endpoint_url=aws.endpoint_url) == "CREATE IN_PROGRESS"
    assert testing.advance_to(group, "Active", endpoint_url=aws.endpoint_url) == "ACTIVE"
    assert testing.advance_to(group, "active", endpoint_url=aws.endpoint_url) == "ACTIVE"


def test_a_child_waits_for_its_parent(aws: Aws, manual: None) -> None:
    group = create_group(aws)
    with assert_refused("ResourceInUseException", f"The given dataset group is not ACTIVE but CREATE PENDING: {group}"):
        create_dataset(aws, group)
    testing.advance_to(group, "ACTIVE", endpoint_url=aws.endpoint_url)
    assert aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["trackingId"]


@pytest.mark.parametrize(
    ("arn", "text"),
    [
        (MISSING, f"No resource has the ARN {MISSING}."),
        (MISSING.replace("us-east-1", "mars-1"), f"No resource has the ARN {MISSING.replace('us-east-1', 'mars-1')}."),
        ("films", "films is not an ARN of Amazon Personalize."),
        ("arn:aws:s3:::films", "arn:aws:s3:::films is not an ARN of Amazon Personalize."),
    ],
)
def test_an_arn_of_nothing_is_refused(aws: Aws, arn: str, text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        testing.advance(arn, endpoint_url=aws.endpoint_url)
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        testing.advance_to(arn, "ACTIVE", endpoint_url=aws.endpoint_url)


def test_what_has_no_status_cannot_move(aws: Aws) -> None:
    schema = aws.personalize.create_schema(name="events", schema=schema_text())["schemaArn"]
    text = f"^{schema} has no status. Types: dataset_group, dataset, .*, batch_segment_job\\.$"
    with pytest.raises(ValueError, match=text):
        testing.advance(schema, endpoint_url=aws.endpoint_url)
    with pytest.raises(ValueError, match=text):
        testing.advance_to(schema, "ACTIVE", endpoint_url=aws.endpoint_url)


@pytest.mark.parametrize("arn", [MISSING, "campaign/nowhere", "nowhere", MISSING.replace("us-east-1", "eu-west-1")])
def test_what_could_have_been_meant_is_named(aws: Aws, arn: str) -> None:
    meant = create_group(aws)
    refused = rf"(No resource has the ARN {arn}|{arn} is not an ARN of Amazon Personalize)\."
    for ask in (testing.advance, testing.explain_filter):
        with pytest.raises(ValueError, match=f"^{refused} There are: {meant}\\.$"):
            ask(arn, endpoint_url=aws.endpoint_url)


def test_those_of_the_same_type_are_named_first_and_not_too_many(aws: Aws) -> None:
    group = create_group(aws)
    schemas = [aws.personalize.create_schema(name=f"schema-{n}", schema=schema_text())["schemaArn"] for n in range(7)]
    for missing, meant in ((schemas[0] + "x", ", ".join([*schemas[:5], "2 more"])), (group + "x", group)):
        with pytest.raises(ValueError, match=f"^No resource has the ARN {missing}\\. There are: {meant}\\.$"):
            testing.advance(missing, endpoint_url=aws.endpoint_url)


def test_advance_ends_when_nothing_is_on_its_way(aws: Aws, manual: None) -> None:
    group = create_group(aws)
    assert testing.advance(steps=10**18, endpoint_url=aws.endpoint_url) == {group: "ACTIVE"}
    assert testing.advance(steps=10**18, endpoint_url=aws.endpoint_url) == {}


@pytest.mark.parametrize("recipe", ["aws-user-personalization", "aws-trending-now"])
def test_advance_of_what_rests_ends_when_there_is_nothing_new(aws: Aws, recipe: str) -> None:
    """A campaign that updates itself has planned the next update as often as it is asked."""
    deployed = testing.deploy_campaign(recipe, endpoint_url=aws.endpoint_url)
    new = {"userId": "u1", "itemId": "new", "eventType": "click", "sentAt": 1_900_000_000}
    event = {name: value for name, value in new.items() if name != "userId"}
    aws.events.put_events(trackingId=deployed.tracking_id, userId="u1", sessionId="s", eventList=[event])
    moved = {deployed.arn: "ACTIVE"}
    assert testing.advance(deployed.arn, steps=10**20, endpoint_url=aws.endpoint_url) == moved


@pytest.mark.parametrize("steps", [0, -1])
def test_advance_takes_at_least_one_step(aws: Aws, steps: int) -> None:
    with pytest.raises(ValueError, match=f"^steps must be at least 1, not {steps}.$"):
        testing.advance(steps=steps, endpoint_url=aws.endpoint_url)

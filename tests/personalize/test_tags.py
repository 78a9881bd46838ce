"""Tags on create, TagResource, UntagResource, ListTagsForResource."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Aws
from tests.workflow import (
    BUCKET,
    INTERACTION_FIELDS,
    ROLE,
    assert_refused,
    batch_job,
    create_dataset,
    create_group,
    csv_text,
    domain_group,
    put_csv,
    recipe_arn,
    recommender,
    schema_text,
    train,
    views,
)

MISSING = "arn:aws:personalize:us-east-1:123456789012:campaign/none"


def tags(**pairs: str) -> list[dict[str, str]]:
    return [{"tagKey": key, "tagValue": value} for key, value in pairs.items()]


def tags_of(aws: Aws, arn: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = aws.personalize.list_tags_for_resource(resourceArn=arn)["tags"]
    return found


def many(count: int, prefix: str = "k") -> list[dict[str, str]]:
    return tags(**{f"{prefix}{n}": "v" for n in range(count)})


def test_every_resource_takes_tags_when_it_is_created(aws: Aws, little_data: None) -> None:
    client, given = aws.personalize, tags(team="search")
    group = create_group(aws, tags=given)
    schema = client.create_schema(name="films", schema=schema_text())["schemaArn"]
    dataset = client.create_dataset(
        name="films", schemaArn=schema, datasetGroupArn=group, datasetType="INTERACTIONS", tags=given
    )["datasetArn"]
    location = put_csv(aws, "films.csv", csv_text(INTERACTION_FIELDS, views(4, 6, 4)))
    job = client.create_dataset_import_job(
        jobName="job", datasetArn=dataset, dataSource={"dataLocation": location}, roleArn=ROLE, tags=given
    )["datasetImportJobArn"]
    tracker = client.create_event_tracker(name="web", datasetGroupArn=group, tags=given)["eventTrackerArn"]
    solution = client.create_solution(
        name="films", datasetGroupArn=group, recipeArn=recipe_arn("aws-sims"), tags=given
    )["solutionArn"]
    version = client.create_solution_version(solutionArn=solution, tags=given)["solutionVersionArn"]
    campaign = client.create_campaign(name="films", solutionVersionArn=version, tags=given)["campaignArn"]
    for arn in (group, dataset, job, tracker, solution, version, campaign):
        assert tags_of(aws, arn) == given


def test_jobs_and_what_serves_a_domain_take_tags_too(aws: Aws, little_data: None) -> None:
    given = tags(team="search")
    group = domain_group(aws, [(*view, "View") for view in views(4, 6, 4)])
    dataset = group.replace("dataset-group", "dataset") + "/INTERACTIONS"
    users = put_csv(aws, "users.csv", "USER_ID\nnobody\n")
    output = {"s3DataDestination": {"path": f"s3://{BUCKET}/out/"}}
    sims, affinity = (train(aws, group, recipe) for recipe in ("aws-sims", "aws-item-affinity"))
    client, item = aws.personalize, '{"itemId": "item-01"}'
    everything = 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")'
    made = [
        client.create_filter(name="f", datasetGroupArn=group, filterExpression=everything, tags=given)["filterArn"],
        client.create_dataset_export_job(jobName="e", datasetArn=dataset, roleArn=ROLE, jobOutput=output, tags=given)[
            "datasetExportJobArn"
        ],
        client.create_data_deletion_job(
            jobName="d", datasetGroupArn=group, dataSource={"dataLocation": users}, roleArn=ROLE, tags=given
        )["dataDeletionJobArn"],
        recommender(aws, group, "aws-ecomm-customers-who-viewed-x-also-viewed", tags=given),
        batch_job(aws, sims, item, tags=given),
        batch_job(aws, affinity, item, kind="segment", tags=given),
    ]
    assert [tags_of(aws, arn) for arn in made] == [given] * len(made)


def test_a_resource_without_tags_has_an_empty_list(aws: Aws) -> None:
    assert tags_of(aws, create_group(aws)) == []


def test_tags_are_added_and_replaced_by_key(aws: Aws) -> None:
    group = create_group(aws, tags=tags(team="search", stage="test"))
    aws.personalize.tag_resource(resourceArn=group, tags=tags(stage="live", owner="ann"))
    assert tags_of(aws, group) == tags(team="search", stage="live", owner="ann")


def test_keys_differ_by_case(aws: Aws) -> None:
    group = create_group(aws, tags=tags(team="search", Team="ads"))
    assert tags_of(aws, group) == tags(team="search", Team="ads")


def test_a_value_may_be_empty(aws: Aws) -> None:
    assert tags_of(aws, create_group(aws, tags=tags(team=""))) == tags(team="")


def test_tags_are_taken_away_by_key(aws: Aws) -> None:
    group = create_group(aws, tags=tags(team="search", stage="test"))
    aws.personalize.untag_resource(resourceArn=group, tagKeys=["stage", "never there"])
    assert tags_of(aws, group) == tags(team="search")


def test_tags_stand_in_no_describe_answer(aws: Aws) -> None:
    group = create_group(aws, tags=tags(team="search"))
    assert "tags" not in aws.personalize.describe_dataset_group(datasetGroupArn=group)["datasetGroup"]


def test_tags_go_with_their_resource(aws: Aws) -> None:
    group = create_group(aws, tags=tags(team="search"))
    aws.personalize.delete_dataset_group(datasetGroupArn=group)
    assert tags_of(aws, create_group(aws)) == []


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("tag_resource", {"tags": tags(team="a")}),
        ("untag_resource", {"tagKeys": ["team"]}),
        ("list_tags_for_resource", {}),
    ],
)
def test_what_is_not_there_has_no_tags(aws: Aws, operation: str, arguments: dict[str, Any]) -> None:
    with assert_refused("ResourceNotFoundException", f"The given resource does not exist: {MISSING}", status=400):
        getattr(aws.personalize, operation)(resourceArn=MISSING, **arguments)


def test_a_schema_cannot_have_tags(aws: Aws) -> None:
    arn = aws.personalize.create_schema(name="films", schema=schema_text())["schemaArn"]
    with assert_refused("InvalidInputException", f"A schema cannot have tags: {arn}"):
        aws.personalize.tag_resource(resourceArn=arn, tags=tags(team="a"))


def test_a_resource_has_at_most_50_tags(aws: Aws) -> None:
    group = create_group(aws, tags=many(50))
    message = f"The resource {group} would have 51 tags; 50 are allowed."
    with assert_refused("TooManyTagsException", message, status=400):
        aws.personalize.tag_resource(resourceArn=group, tags=tags(more="v"))
    aws.personalize.tag_resource(resourceArn=group, tags=tags(k0="new"))
    assert len(tags_of(aws, group)) == 50


def test_a_resource_with_too_many_tags_is_not_created(aws: Aws) -> None:
    arn = "arn:aws:personalize:us-east-1:123456789012:dataset-group/films"
    with assert_refused("TooManyTagsException", f"The resource {arn} would have 51 tags; 50 are allowed."):
        create_group(aws, tags=many(51))
    assert aws.personalize.list_dataset_groups()["datasetGroups"] == []


def test_a_version_with_too_many_tags_leaves_its_solution_as_it_was(aws: Aws, little_data: None) -> None:
    group = create_group(aws)
    dataset = create_dataset(aws, group)
    location = put_csv(aws, "films.csv", csv_text(INTERACTION_FIELDS, views(4, 6, 4)))
    aws.personalize.create_dataset_import_job(
        jobName="job", datasetArn=dataset, dataSource={"dataLocation": location}, roleArn=ROLE
    )
    solution = aws.personalize.create_solution(name="films", datasetGroupArn=group, recipeArn=recipe_arn("aws-sims"))[
        "solutionArn"
    ]
    with assert_refused("TooManyTagsException"):
        aws.personalize.create_solution_version(solutionArn=solution, tags=many(51))
    assert "latestSolutionVersion" not in aws.personalize.describe_solution(solutionArn=solution)["solution"]


def test_a_request_names_at_most_50_keys_to_take_away(aws: Aws) -> None:
    with assert_refused("TooManyTagKeysException", "The request names 51 tag keys; 50 are allowed.", status=400):
        aws.personalize.untag_resource(resourceArn=create_group(aws), tagKeys=[f"k{n}" for n in range(51)])


def test_a_key_twice_is_refused(aws: Aws) -> None:
    with assert_refused("InvalidInputException", "The tag key team is given more than once."):
        create_group(aws, tags=tags(team="a") + tags(team="b"))


@pytest.mark.parametrize("key", ["aws:team", "AWS:team"])
def test_a_reserved_key_is_refused(aws: Aws, key: str) -> None:
    with assert_refused("InvalidInputException", f"The tag key {key} begins with aws:, which is reserved."):
        create_group(aws, tags=tags(**{key: "a"}))

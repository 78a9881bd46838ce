"""Lists come in pages, with tokens that outlive what happens between two of them."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moto_personalize.operations_table import implemented
from moto_personalize.personalize.exceptions import InvalidNextTokenException
from moto_personalize.personalize.service.store import read_token, write_token
from tests.conftest import Aws
from tests.personalize.raw import call, error_of, send
from tests.workflow import (
    BUCKET,
    EVENT_FIELDS,
    ROLE,
    assert_refused,
    attribute,
    batch_job,
    domain_group,
    put_csv,
    recipe_arn,
    recommender,
    schema_text,
    train,
    views,
)

LISTS = [name for name, done in implemented()["personalize"].items() if done and name.startswith("List")]
PAGED = [name for name in LISTS if name != "ListTagsForResource"]
PARENTS = {
    "ListDatasets": "datasetGroupArn",
    "ListEventTrackers": "datasetGroupArn",
    "ListFilters": "datasetGroupArn",
    "ListMetricAttributions": "datasetGroupArn",
    "ListMetricAttributionMetrics": "metricAttributionArn",
    "ListSolutions": "datasetGroupArn",
    "ListRecommenders": "datasetGroupArn",
    "ListDatasetImportJobs": "datasetArn",
    "ListDatasetExportJobs": "datasetArn",
    "ListDataDeletionJobs": "datasetGroupArn",
    "ListSolutionVersions": "solutionArn",
    "ListCampaigns": "solutionArn",
    "ListBatchInferenceJobs": "solutionVersionArn",
    "ListBatchSegmentJobs": "solutionVersionArn",
}
NEWEST_FIRST = {"ListSolutionVersions", *(name for name in LISTS if name.endswith("Jobs"))}
INVALID = "The token is not valid."


def members(answer: dict[str, Any]) -> list[dict[str, Any]]:
    return next(value for key, value in answer.items() if key not in ("nextToken", "ResponseMetadata"))


def pages(aws: Aws, operation: str, **body: Any) -> list[list[dict[str, Any]]]:
    found = []
    token = {}
    while True:
        answer = send(aws, {**body, **token}, operation=operation).json()
        found.append(members(answer))
        if "nextToken" not in answer:
            return found
        token = {"nextToken": answer["nextToken"]}


def create_schemas(aws: Aws, *names: str) -> list[str]:
    return [aws.personalize.create_schema(name=name, schema=schema_text())["schemaArn"] for name in names]


def arns(page: list[dict[str, Any]]) -> list[str]:
    return [schema["schemaArn"] for schema in page]


def export_and_deletion(aws: Aws, group: str, name: str) -> None:
    aws.personalize.create_dataset_export_job(
        jobName=name,
        datasetArn=group.replace("dataset-group", "dataset") + "/INTERACTIONS",
        roleArn=ROLE,
        jobOutput={"s3DataDestination": {"path": f"s3://{BUCKET}/out/"}},
    )
    source = {"dataLocation": put_csv(aws, "users.csv", "USER_ID\nnobody\n")}
    aws.personalize.create_data_deletion_job(jobName=name, datasetGroupArn=group, dataSource=source, roleArn=ROLE)


@pytest.fixture
def two_of_everything(aws: Aws, little_data: None) -> None:
    for name in ("films", "books"):
        rows = [(*view, "watch", "") for view in views(4, 6, 4)]
        group = domain_group(aws, rows, "VIDEO_ON_DEMAND", name, EVENT_FIELDS)
        aws.personalize.create_event_tracker(name=name, datasetGroupArn=group)
        export_and_deletion(aws, group, name)
        version = train(aws, group, "aws-sims", name)
        aws.personalize.create_campaign(name=name, solutionVersionArn=version)
        recommender(aws, group, "aws-vod-most-popular", name)
        batch_job(aws, version, '{"itemId": "item-01"}', name)
        affinity = train(aws, group, "aws-item-affinity", f"{name}-affinity")
        batch_job(aws, affinity, '{"itemId": "item-01"}', name, "segment")
        everything = 'INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")'
        aws.personalize.create_filter(name=name, datasetGroupArn=group, filterExpression=everything)
        attribute(aws, group, {"watches": ("watch", "SAMPLECOUNT()")}, name=name)


def test_pages_together_are_the_whole_list(aws: Aws, two_of_everything: None) -> None:
    for operation in PAGED:
        whole = pages(aws, operation)
        assert len(whole) == 1
        assert len(whole[0]) >= 2
        assert pages(aws, operation, maxResults=1) == [[member] for member in whole[0]]


def test_a_list_of_children_leaves_others_out(aws: Aws, two_of_everything: None) -> None:
    group = aws.personalize.list_dataset_groups()["datasetGroups"][0]["datasetGroupArn"]
    dataset = aws.personalize.list_datasets(datasetGroupArn=group)["datasets"][0]["datasetArn"]
    solution, affinity = (
        solution["solutionArn"] for solution in aws.personalize.list_solutions(datasetGroupArn=group)["solutions"]
    )
    attribution = aws.personalize.list_metric_attributions()["metricAttributions"][0]["metricAttributionArn"]
    parent_arns = {
        "datasetGroupArn": group,
        "datasetArn": dataset,
        "solutionArn": solution,
        "metricAttributionArn": attribution,
    }
    for operation, parent in PARENTS.items():
        of = affinity if operation == "ListBatchSegmentJobs" else solution
        versions = aws.personalize.list_solution_versions(solutionArn=of)["solutionVersions"]
        parent_arns["solutionVersionArn"] = versions[0]["solutionVersionArn"]
        assert len(members(send(aws, {parent: parent_arns[parent]}, operation=operation).json())) == (
            2 if operation == "ListSolutions" else 1
        )


@pytest.mark.parametrize(("operation", "parent"), PARENTS.items())
def test_a_parent_that_does_not_exist_has_no_children(aws: Aws, operation: str, parent: str) -> None:
    body = {parent: "arn:aws:personalize:us-east-1:123456789012:nothing/none"}
    answer = send(aws, body, operation=operation)
    assert answer.status_code == 200
    assert members(answer.json()) == []
    assert "nextToken" not in answer.json()


def test_a_page_has_100_members_unless_told(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_VALIDATE_SCHEMAS", "false")
    client = aws.personalize
    for n in range(101):
        client.create_schema(name=f"s{n}", schema="{}")
    assert [len(page) for page in pages(aws, "ListSchemas")] == [100, 1]
    assert [len(page) for page in pages(aws, "ListSchemas", maxResults=100)] == [100, 1]
    assert [len(page) for page in pages(aws, "ListSchemas", maxResults=40)] == [40, 40, 21]


def test_an_exact_page_is_the_last(aws: Aws) -> None:
    create_schemas(aws, "a", "b")
    assert [len(page) for page in pages(aws, "ListSchemas", maxResults=2)] == [2]


@pytest.mark.parametrize(("size", "rule"), [(0, "greater than or equal to 1"), (101, "less than or equal to 100")])
def test_a_page_size_is_from_1_to_100(aws: Aws, size: int, rule: str) -> None:
    message = (
        f"1 validation error detected: Value '{size}' at 'maxResults' failed to satisfy constraint: "
        f"Member must have value {rule}"
    )
    for operation in PAGED:
        answer = error_of(call(aws, "personalize", operation, {"maxResults": size}))
        assert (operation, *answer) == (operation, 400, "ValidationException", message)


def test_a_deletion_between_pages_hides_nothing(aws: Aws) -> None:
    a, b, c, d = create_schemas(aws, "a", "b", "c", "d")
    first = aws.personalize.list_schemas(maxResults=2)
    aws.personalize.delete_schema(schemaArn=a)
    aws.personalize.delete_schema(schemaArn=b)
    second = aws.personalize.list_schemas(maxResults=2, nextToken=first["nextToken"])
    assert (arns(first["schemas"]), arns(second["schemas"])) == ([a, b], [c, d])
    assert "nextToken" not in second


def test_a_creation_between_pages_repeats_nothing(aws: Aws) -> None:
    a, b = create_schemas(aws, "a", "b")
    first = aws.personalize.list_schemas(maxResults=1)
    (c,) = create_schemas(aws, "c")
    rest = aws.personalize.list_schemas(nextToken=first["nextToken"])
    assert (arns(first["schemas"]), arns(rest["schemas"])) == ([a], [b, c])


def test_a_name_that_is_created_anew_between_pages_comes_again(aws: Aws) -> None:
    a, b = create_schemas(aws, "a", "b")
    first = aws.personalize.list_schemas(maxResults=1)
    aws.personalize.delete_schema(schemaArn=a)
    create_schemas(aws, "a")
    assert arns(aws.personalize.list_schemas(nextToken=first["nextToken"])["schemas"]) == [b, a]


def test_a_new_version_between_pages_does_not_come_behind_older_ones(aws: Aws, two_of_everything: None) -> None:
    solution = aws.personalize.list_solutions()["solutions"][0]["solutionArn"]
    older = aws.personalize.list_solution_versions(solutionArn=solution)["solutionVersions"][0]["solutionVersionArn"]
    newer = aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    first = aws.personalize.list_solution_versions(solutionArn=solution, maxResults=1)
    aws.personalize.create_solution_version(solutionArn=solution)
    rest = aws.personalize.list_solution_versions(solutionArn=solution, nextToken=first["nextToken"])
    assert [v["solutionVersionArn"] for v in first["solutionVersions"]] == [newer]
    assert [v["solutionVersionArn"] for v in rest["solutionVersions"]] == [older]


def test_a_token_can_be_used_twice(aws: Aws) -> None:
    create_schemas(aws, "a", "b")
    token = aws.personalize.list_schemas(maxResults=1)["nextToken"]
    once, twice = (aws.personalize.list_schemas(nextToken=token)["schemas"] for _ in range(2))
    assert once == twice


@pytest.mark.parametrize(
    "token",
    ["", "nonsense", "W10=", "WzFd", "W10", "e30=", "bnVsbA==", "NQ==", "[" * 1500, "W1tb" * 375],
)
def test_a_broken_token_is_refused(aws: Aws, token: str) -> None:
    for operation in PAGED:
        answer = error_of(call(aws, "personalize", operation, {"nextToken": token}))
        assert (operation, *answer) == (operation, 400, "InvalidNextTokenException", INVALID)


def test_a_token_of_another_list_is_refused(aws: Aws) -> None:
    create_schemas(aws, "a", "b")
    token = aws.personalize.list_schemas(maxResults=1)["nextToken"]
    for operation in set(PAGED) - {"ListSchemas"}:
        answer = error_of(call(aws, "personalize", operation, {"nextToken": token}))
        assert answer == (400, "InvalidNextTokenException", INVALID)


def test_a_token_of_another_parent_is_refused(aws: Aws, two_of_everything: None) -> None:
    token = aws.personalize.list_datasets(maxResults=1)["nextToken"]
    group = aws.personalize.list_dataset_groups()["datasetGroups"][0]["datasetGroupArn"]
    with assert_refused("InvalidNextTokenException", INVALID, status=400):
        aws.personalize.list_datasets(datasetGroupArn=group, nextToken=token)


def test_a_token_of_another_region_or_account_is_refused(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    create_schemas(aws, "a", "b")
    token = aws.personalize.list_schemas(maxResults=1)["nextToken"]
    with assert_refused("InvalidNextTokenException", INVALID):
        aws.client("personalize", "eu-west-1").list_schemas(nextToken=token)
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "222222222222")
    with assert_refused("InvalidNextTokenException", INVALID):
        aws.personalize.list_schemas(nextToken=token)


def test_a_changed_token_is_refused(aws: Aws) -> None:
    create_schemas(aws, "a", "b")
    token = aws.personalize.list_schemas(maxResults=1)["nextToken"]
    after, mark = json.loads(base64.urlsafe_b64decode(token))
    for changed in ([after, mark + 1], [str(after), mark], [True, mark], [after, mark, 0], [after], {"0": after}):
        text = base64.urlsafe_b64encode(json.dumps(changed).encode()).decode()
        with assert_refused("InvalidNextTokenException", INVALID):
            aws.personalize.list_schemas(nextToken=text)


def test_recipes_are_sorted_by_name_and_paged(aws: Aws) -> None:
    whole = pages(aws, "ListRecipes")[0]
    assert [recipe["name"] for recipe in whole] == sorted(recipe["name"] for recipe in whole)
    assert [recipe for page in pages(aws, "ListRecipes", maxResults=7) for recipe in page] == whole


def test_the_domain_of_recipes_is_chosen_after_paging(aws: Aws) -> None:
    found = pages(aws, "ListRecipes", maxResults=5, domain="ECOMMERCE")
    assert any(len(page) < 5 for page in found[:-1])
    assert {recipe["domain"] for page in found for recipe in page} == {"ECOMMERCE"}


def test_boto3s_paginators_walk_every_page(aws: Aws) -> None:
    created = create_schemas(aws, *"abcde")
    found = aws.personalize.get_paginator("list_schemas").paginate(PaginationConfig={"PageSize": 2})
    assert arns(found.build_full_result()["schemas"]) == created


@given(st.integers(), st.text())
def test_a_token_gives_what_was_written(after: int, list_name: str) -> None:
    name = list_name.encode("utf-8", "replace").decode()
    assert read_token(write_token(after, name), name) == after


@given(st.text(), st.text())
def test_no_text_but_a_written_token_is_read(token: str, list_name: str) -> None:
    with pytest.raises(InvalidNextTokenException, match=INVALID):
        read_token(token, list_name)


def test_the_recipe_of_a_trained_version_is_listed(aws: Aws) -> None:
    listed = [recipe["recipeArn"] for recipe in aws.personalize.list_recipes()["recipes"]]
    assert recipe_arn("aws-user-personalization-v2") in listed

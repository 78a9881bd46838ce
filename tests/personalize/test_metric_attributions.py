"""Metric attributions as resources: what they may measure, how they change, and what cannot go while they are there."""

from __future__ import annotations

from typing import Any

import pytest
from moto.moto_api import state_manager

from tests.conftest import Aws
from tests.workflow import (
    EVENT_FIELDS,
    INTERACTION_FIELDS,
    ROLE,
    answer_of,
    assert_refused,
    attribute,
    create_dataset,
    create_group,
    csv_text,
    described,
    import_csv,
)

COUNT = "SAMPLECOUNT()"
ITEMS = (
    {"name": "ITEM_ID", "type": "string"},
    {"name": "LENGTH", "type": ["null", "int"]},
    {"name": "GENRE", "type": "string", "categorical": True},
)
ARN = "arn:aws:personalize:us-east-1:123456789012:metric-attribution/impact"


@pytest.fixture
def group(aws: Aws) -> str:
    group = create_group(aws)
    create_dataset(aws, group, "Interactions", EVENT_FIELDS)
    return group


@pytest.fixture
def items(aws: Aws, group: str) -> str:
    dataset = create_dataset(aws, group, "Items", ITEMS)
    import_csv(aws, dataset, csv_text(ITEMS, [("heat", 170, "crime")]), "items")
    return dataset


def metric(name: str, event_type: str = "click", expression: str = COUNT) -> dict[str, str]:
    return {"metricName": name, "eventType": event_type, "expression": expression}


def metrics_of(aws: Aws, arn: str = ARN) -> list[dict[str, str]]:
    return aws.personalize.list_metric_attribution_metrics(metricAttributionArn=arn)["metrics"]


def names_of(aws: Aws) -> list[str]:
    return [metric["metricName"] for metric in metrics_of(aws)]


def update(aws: Aws, **changes: Any) -> None:
    aws.personalize.update_metric_attribution(metricAttributionArn=ARN, **changes)


def test_a_metric_attribution_is_created_and_described(aws: Aws, group: str) -> None:
    arn = attribute(aws, group, {"clicks": ("click", COUNT)}, "s3://reports/impact/")
    shown = aws.personalize.describe_metric_attribution(metricAttributionArn=arn)["metricAttribution"]
    assert shown.pop("creationDateTime") <= shown.pop("lastUpdatedDateTime")
    assert shown == {
        "name": "impact",
        "metricAttributionArn": ARN,
        "datasetGroupArn": group,
        "metricsOutputConfig": {"roleArn": ROLE, "s3DataDestination": {"path": "s3://reports/impact/"}},
        "status": "ACTIVE",
    }
    (summary,) = aws.personalize.list_metric_attributions(datasetGroupArn=group)["metricAttributions"]
    assert (summary["name"], summary["metricAttributionArn"], summary["status"]) == ("impact", ARN, "ACTIVE")


def test_the_metrics_are_listed_in_their_order(aws: Aws, group: str, items: str) -> None:
    attribute(aws, group, {"watched": ("watch", "SUM(Items.LENGTH)"), "clicks": ("click", COUNT)})
    listed = aws.personalize.list_metric_attribution_metrics(metricAttributionArn=ARN)["metrics"]
    assert listed == [metric("watched", "watch", "SUM(Items.LENGTH)"), metric("clicks")]


def test_a_metric_attribution_is_made_of_metrics_and_a_role(aws: Aws, group: str) -> None:
    answer = aws.personalize.create_metric_attribution(
        name="impact", datasetGroupArn=group, metrics=[metric("clicks")], metricsOutputConfig={"roleArn": ROLE}
    )
    assert answer_of(answer) == {"metricAttributionArn": ARN}


def test_a_dataset_group_has_one_metric_attribution(aws: Aws, group: str) -> None:
    attribute(aws, group, {"clicks": ("click", COUNT)})
    for name in ("impact", "other"):
        with assert_refused("ResourceAlreadyExistsException", f"Another resource with Arn {ARN} already exists."):
            attribute(aws, group, {"clicks": ("click", COUNT)}, name=name)


def test_a_deleted_metric_attribution_is_gone_with_its_metrics(aws: Aws, group: str) -> None:
    attribute(aws, group, {"clicks": ("click", COUNT)})
    aws.personalize.delete_metric_attribution(metricAttributionArn=ARN)
    with assert_refused("ResourceNotFoundException", f"The given metric attribution does not exist: {ARN}"):
        described(aws, ARN)
    assert metrics_of(aws) == []
    assert attribute(aws, group, {"views": ("view", COUNT)}) == ARN


@pytest.mark.parametrize(
    "expression", ["SUM(Items.LENGTH)", "SUM(Interactions.EVENT_VALUE)", "SUM(Interactions.TIMESTAMP)", COUNT]
)
def test_numbers_can_be_summed_and_events_counted(aws: Aws, group: str, items: str, expression: str) -> None:
    attribute(aws, group, {"m": ("watch", expression)})
    assert metrics_of(aws) == [metric("m", "watch", expression)]


@pytest.mark.parametrize(
    "expression", ["", "SUM()", "SUM(LENGTH)", "SUM(Users.AGE)", "AVG(Items.LENGTH)", "SAMPLECOUNT", "SUM(Items.A.B)"]
)
def test_an_expression_of_another_form_is_refused(aws: Aws, group: str, items: str, expression: str) -> None:
    message = f"The expression {expression} is none of SUM(Items.COLUMN), SUM(Interactions.COLUMN) and SAMPLECOUNT()."
    with assert_refused("InvalidInputException", message):
        attribute(aws, group, {"m": ("watch", expression)})


@pytest.mark.parametrize(
    ("kind", "column"), [("Items", "GENRE"), ("Items", "YEAR"), ("Interactions", "EVENT_TYPE"), ("Items", "length")]
)
def test_a_column_that_cannot_be_summed_is_refused(aws: Aws, group: str, items: str, kind: str, column: str) -> None:
    schema = f"arn:aws:personalize:us-east-1:123456789012:schema/films-{kind}"
    message = f"The expression SUM({kind}.{column}) needs a numeric column {column} in the schema {schema}."
    with assert_refused("InvalidInputException", message):
        attribute(aws, group, {"m": ("watch", f"SUM({kind}.{column})")})


@pytest.mark.parametrize("there", [False, True])
def test_a_sum_over_items_needs_imported_items(aws: Aws, group: str, there: bool) -> None:
    if there:
        create_dataset(aws, group, "Items", ITEMS)
    message = (
        f"The expression SUM(Items.LENGTH) needs an ITEMS dataset with imported data in the dataset group {group}."
    )
    with assert_refused("InvalidInputException", message):
        attribute(aws, group, {"m": ("watch", "SUM(Items.LENGTH)")})


@pytest.mark.parametrize("fields", [None, INTERACTION_FIELDS])
def test_events_must_have_types(aws: Aws, fields: Any) -> None:
    group = create_group(aws)
    if fields:
        create_dataset(aws, group, "Interactions", fields)
    message = (
        f"A metric attribution needs an Interactions dataset with the column EVENT_TYPE in the dataset group {group}."
    )
    with assert_refused("InvalidInputException", message):
        attribute(aws, group, {"clicks": ("click", COUNT)})


@pytest.mark.parametrize("member", ["metricName", "eventType"])
def test_a_metric_without_a_name_or_type_is_refused(aws: Aws, group: str, member: str) -> None:
    given = {"clicks": ("", COUNT)} if member == "eventType" else {"": ("click", COUNT)}
    with assert_refused("InvalidInputException", f"The {member} of a metric is empty."):
        attribute(aws, group, given)


def test_a_metric_name_is_given_once(aws: Aws, group: str) -> None:
    with assert_refused("ResourceAlreadyExistsException", f"The metric clicks would be twice in {ARN}."):
        aws.personalize.create_metric_attribution(
            name="impact",
            datasetGroupArn=group,
            metrics=[metric("clicks"), metric("clicks", "view")],
            metricsOutputConfig={"roleArn": ROLE},
        )


def test_a_destination_is_in_s3(aws: Aws, group: str) -> None:
    with assert_refused("InvalidInputException", "Invalid S3 output path"):
        attribute(aws, group, {"clicks": ("click", COUNT)}, "https://example.com/reports")


def test_a_role_exists_where_roles_are_enforced(aws: Aws, group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_STRICT_ROLES", "true")
    with assert_refused("InvalidInputException") as error:
        attribute(aws, group, {"clicks": ("click", COUNT)})
    assert error.message.endswith(f"(the role {ROLE} does not exist)")


def test_a_metric_attribution_needs_a_dataset_group(aws: Aws) -> None:
    group = ARN.replace("metric-attribution/impact", "dataset-group/none")
    with assert_refused("ResourceNotFoundException", f"The given dataset group does not exist: {group}"):
        attribute(aws, group, {"clicks": ("click", COUNT)})


def test_an_update_removes_and_adds_metrics(aws: Aws, group: str) -> None:
    attribute(aws, group, {"clicks": ("click", COUNT), "views": ("view", COUNT)})
    answer = aws.personalize.update_metric_attribution(
        metricAttributionArn=ARN, removeMetrics=["clicks"], addMetrics=[metric("plays", "play")]
    )
    assert answer_of(answer) == {"metricAttributionArn": ARN}
    assert names_of(aws) == ["views", "plays"]
    update(aws, removeMetrics=["views"], addMetrics=[metric("views", "look")])
    assert metrics_of(aws) == [metric("plays", "play"), metric("views", "look")]


def test_an_update_changes_the_destination(aws: Aws, group: str) -> None:
    attribute(aws, group, {"clicks": ("click", COUNT)})
    output = {"roleArn": ROLE, "s3DataDestination": {"path": "s3://reports/new"}}
    update(aws, metricsOutputConfig=output)
    assert described(aws, ARN)["metricsOutputConfig"] == output
    assert names_of(aws) == ["clicks"]


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        (
            {"addMetrics": [metric("clicks", "view")]},
            "ResourceAlreadyExistsException",
            f"The metric clicks would be twice in {ARN}.",
        ),
        (
            {"removeMetrics": ["plays"]},
            "InvalidInputException",
            f"The metric attribution {ARN} has no metric plays.",
        ),
        (
            {"addMetrics": [metric(f"m{n}") for n in range(10)]},
            "InvalidInputException",
            f"A metric attribution has at most 10 metrics; {ARN} would have 11.",
        ),
        (
            {"metricsOutputConfig": {"roleArn": ROLE, "s3DataDestination": {"path": "http://reports"}}},
            "InvalidInputException",
            "Invalid S3 output path",
        ),
    ],
)
def test_an_update_that_is_refused_changes_nothing(
    aws: Aws, group: str, changes: dict[str, Any], code: str, message: str
) -> None:
    attribute(aws, group, {"clicks": ("click", COUNT)})
    with assert_refused(code, message):
        update(aws, **changes)
    assert metrics_of(aws) == [metric("clicks")]


def test_more_than_ten_metrics_without_quotas(aws: Aws, group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_ENFORCE_QUOTAS", "false")
    attribute(aws, group, {"clicks": ("click", COUNT)})
    update(aws, addMetrics=[metric(f"m{n}") for n in range(10)])
    assert len(metrics_of(aws)) == 11


def test_an_update_names_its_metric_attribution(aws: Aws) -> None:
    with assert_refused("InvalidInputException", "metricAttributionArn is required."):
        aws.personalize.update_metric_attribution(removeMetrics=["clicks"])
    with assert_refused("ResourceNotFoundException", f"The given metric attribution does not exist: {ARN}"):
        update(aws)


def test_what_is_measured_cannot_be_deleted(aws: Aws, group: str, items: str) -> None:
    attribute(aws, group, {"watched": ("watch", "SUM(Items.LENGTH)")})
    blocked = f"cannot be deleted while the metric attribution {ARN} is ACTIVE: "
    with assert_refused("ResourceInUseException", f"The given dataset {blocked}{items}"):
        aws.personalize.delete_dataset(datasetArn=items)
    interactions = items.replace("ITEMS", "INTERACTIONS")
    with assert_refused("ResourceInUseException", f"The given dataset {blocked}{interactions}"):
        aws.personalize.delete_dataset(datasetArn=interactions)
    update(aws, removeMetrics=["watched"])
    aws.personalize.delete_dataset(datasetArn=items)
    aws.personalize.delete_metric_attribution(metricAttributionArn=ARN)
    aws.personalize.delete_dataset(datasetArn=interactions)
    aws.personalize.delete_dataset_group(datasetGroupArn=group)


def test_a_dataset_group_with_a_metric_attribution_cannot_be_deleted(aws: Aws, group: str) -> None:
    attribute(aws, group, {"clicks": ("click", COUNT)})
    with assert_refused("ResourceInUseException") as error:
        aws.personalize.delete_dataset_group(datasetGroupArn=group)
    assert error.message.startswith("The given dataset group cannot be deleted while the ")


def test_a_metric_attribution_has_no_tags(aws: Aws, group: str) -> None:
    attribute(aws, group, {"clicks": ("click", COUNT)})
    with assert_refused("InvalidInputException", f"A metric attribution cannot have tags: {ARN}"):
        aws.personalize.tag_resource(resourceArn=ARN, tags=[{"tagKey": "a", "tagValue": "b"}])


def test_an_update_walks_its_statuses_and_counts_at_its_end(aws: Aws, group: str, items: str) -> None:
    attribute(aws, group, {"clicks": ("click", COUNT)})
    state_manager.set_transition("personalize::metric_attribution", {"progression": "manual", "times": 1})
    update(aws, removeMetrics=["clicks"], addMetrics=[metric("watched", "watch", "SUM(Items.LENGTH)")])
    assert names_of(aws) == ["clicks"]
    held = f"The given dataset cannot be deleted while the metric attribution {ARN} is UPDATE PENDING: {items}"
    with assert_refused("ResourceInUseException", held):
        aws.personalize.delete_dataset(datasetArn=items)
    busy = f"The given metric attribution is not ACTIVE but UPDATE PENDING: {ARN}"
    with assert_refused("ResourceInUseException", busy):
        update(aws, removeMetrics=["clicks"])
    assert [described(aws, ARN)["status"] for _ in range(2)] == ["UPDATE IN_PROGRESS", "ACTIVE"]
    assert names_of(aws) == ["watched"]

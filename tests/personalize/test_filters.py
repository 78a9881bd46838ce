"""The filter as a resource: what CreateFilter takes and refuses, what is shown, what hangs on it."""

from __future__ import annotations

from typing import Any

import pytest

from moto_personalize.filters import FilterError, parse
from tests.conftest import Aws
from tests.filters.test_refusals import UNREADABLE
from tests.workflow import (
    EVENT_FIELDS,
    ITEM_FIELDS,
    answer_of,
    assert_refused,
    create_dataset,
    create_group,
    described,
)

ARN = "arn:aws:personalize:us-east-1:123456789012:filter/unseen"
UNSEEN = 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")'


@pytest.fixture
def group(aws: Aws) -> str:
    group = create_group(aws)
    create_dataset(aws, group, "Interactions", EVENT_FIELDS)
    create_dataset(aws, group, "Items", ITEM_FIELDS)
    return group


def create(aws: Aws, group: str, expression: str = UNSEEN, name: str = "unseen", **kwargs: Any) -> str:
    return aws.personalize.create_filter(name=name, datasetGroupArn=group, filterExpression=expression, **kwargs)[
        "filterArn"
    ]


def test_creating_a_filter_answers_with_its_arn_alone(aws: Aws, group: str) -> None:
    answer = aws.personalize.create_filter(name="unseen", datasetGroupArn=group, filterExpression=UNSEEN)
    assert answer_of(answer) == {"filterArn": ARN}


def test_a_filter_shows_its_members(aws: Aws, group: str) -> None:
    create(aws, group)
    shown = aws.personalize.describe_filter(filterArn=ARN)["filter"]
    assert shown.pop("creationDateTime") <= shown.pop("lastUpdatedDateTime")
    assert shown == {
        "name": "unseen",
        "filterArn": ARN,
        "datasetGroupArn": group,
        "filterExpression": UNSEEN,
        "status": "ACTIVE",
    }


def test_the_list_is_spelled_with_a_capital_and_shows_no_expression(aws: Aws, group: str) -> None:
    create(aws, group)
    answer = answer_of(aws.personalize.list_filters(datasetGroupArn=group))
    assert list(answer) == ["Filters"]
    assert sorted(answer["Filters"][0]) == [
        "creationDateTime",
        "datasetGroupArn",
        "filterArn",
        "lastUpdatedDateTime",
        "name",
        "status",
    ]
    assert aws.personalize.list_filters(datasetGroupArn=group + "x")["Filters"] == []


def test_a_second_filter_of_a_name_is_refused(aws: Aws, group: str) -> None:
    create(aws, group)
    with assert_refused("ResourceAlreadyExistsException"):
        create(aws, group)


def test_an_unknown_group_or_filter_is_not_found(aws: Aws, group: str) -> None:
    with assert_refused("ResourceNotFoundException", f"The given dataset group does not exist: {group}x"):
        create(aws, group + "x")
    missing = f"The given filter does not exist: {ARN}"
    with assert_refused("ResourceNotFoundException", missing):
        described(aws, ARN)
    with assert_refused("ResourceNotFoundException", missing):
        aws.personalize.delete_filter(filterArn=ARN)


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (
            'INCLUDE ItemID WHERE Items.GENRE IN ("drama")',
            "Invalid Expression at position 22: Items.GENRE is not a field of the ITEMS schema; did you mean GENRES?\n"
            'INCLUDE ItemID WHERE Items.GENRE IN ("drama")\n'
            "                     ^",
        ),
        (
            "EXCLUDE ItemID WHERE Items.GENRES NOT IN ($GENRE)",
            "Invalid input symbol: $GENRE. Placeholders are not allowed with NOT_IN operator.",
        ),
        (
            "EXCLUDE ItemID WHERE Users.AGE < 18",
            "Invalid Expression at position 22: a filter of ItemID is about Interactions or Items, not Users.\n"
            "EXCLUDE ItemID WHERE Users.AGE < 18\n"
            "                     ^",
        ),
        (
            'EXCLUDE ItemID WHERE Items.GENRES IN ("a") IF CurrentUser.AGE < 18',
            "Invalid Expression at position 47: the dataset group has no Users dataset.\n"
            'EXCLUDE ItemID WHERE Items.GENRES IN ("a") IF CurrentUser.AGE < 18\n'
            "                                              ^",
        ),
    ],
)
def test_an_expression_that_cannot_be_is_refused_at_its_place(
    aws: Aws, group: str, expression: str, message: str
) -> None:
    with assert_refused("InvalidInputException", message, 400):
        create(aws, group, expression)
    assert aws.personalize.list_filters()["Filters"] == []


@pytest.mark.parametrize("marked", [marked for marked, _ in UNREADABLE if marked != "^"])
def test_every_expression_that_cannot_be_read_is_refused(aws: Aws, group: str, marked: str) -> None:
    expression = marked.replace("^", "")
    with assert_refused("InvalidInputException") as error:
        create(aws, group, expression)
    with pytest.raises(FilterError) as raised:
        parse(expression)
    assert error.message == str(raised.value)


def test_an_expression_has_2500_characters_at_most(aws: Aws, group: str) -> None:
    fitting = UNSEEN.replace('"*"', ", ".join(f'"{n:03}"' for n in range(350)))
    assert 2400 < len(fitting) <= 2500
    create(aws, group, fitting)
    with assert_refused("ValidationException") as error:
        create(aws, group, fitting + " " * 100, "long")
    assert error.message.endswith("Member must have length less than or equal to 2500")


def test_a_31st_filter_of_a_group_is_refused(aws: Aws, group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        create(aws, group, name=f"filter-{number}")
    more = "More than 30 resources in ACTIVE state. Please delete some and try again."
    with assert_refused("LimitExceededException", more):
        create(aws, group)
    monkeypatch.setenv("MOTO_PERSONALIZE_ENFORCE_QUOTAS", "false")
    assert create(aws, group) == ARN


def columns(*numbers: int) -> str:
    return "INCLUDE ItemID WHERE " + " AND ".join(f"Items.N{number} > 0" for number in numbers)


def test_fields_are_counted_by_filter_and_by_group(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    group = create_group(aws)
    fields = [{"name": "ITEM_ID", "type": "string"}, *({"name": f"N{n}", "type": "int"} for n in range(22))]
    create_dataset(aws, group, "Items", fields)
    names = ", ".join(sorted(f"Items.N{n}" for n in range(11)))
    with assert_refused(
        "InvalidInputException", f"A filter uses at most 10 different fields; this one uses 11: {names}."
    ):
        create(aws, group, columns(*range(11)))
    create(aws, group, columns(*range(10)), "first")
    create(aws, group, columns(*range(10, 20)), "second")
    create(aws, group, columns(3, 13), "known-fields")
    with assert_refused(
        "LimitExceededException",
        f"The filters of a dataset group use at most 20 different fields; with this one those of {group} would use 22.",
    ):
        create(aws, group, columns(1, 20, 21), "third")
    monkeypatch.setenv("MOTO_PERSONALIZE_ENFORCE_QUOTAS", "false")
    create(aws, group, columns(1, 20, 21), "third")
    create(aws, group, columns(*range(11)), "eleven")


def test_a_filter_keeps_its_group_and_every_dataset(aws: Aws, group: str) -> None:
    create(aws, group)
    for dataset in aws.personalize.list_datasets(datasetGroupArn=group)["datasets"]:
        held = f"The given dataset cannot be deleted while the filter {ARN} is ACTIVE: {dataset['datasetArn']}"
        with assert_refused("ResourceInUseException", held):
            aws.personalize.delete_dataset(datasetArn=dataset["datasetArn"])
    aws.personalize.delete_filter(filterArn=ARN)
    for dataset in aws.personalize.list_datasets(datasetGroupArn=group)["datasets"]:
        aws.personalize.delete_dataset(datasetArn=dataset["datasetArn"])
    aws.personalize.delete_dataset_group(datasetGroupArn=group)


def test_a_filter_has_tags(aws: Aws, group: str) -> None:
    tags = [{"tagKey": "team", "tagValue": "search"}]
    create(aws, group, tags=tags)
    assert aws.personalize.list_tags_for_resource(resourceArn=ARN)["tags"] == tags


def test_deleting_answers_with_nothing(aws: Aws, group: str) -> None:
    create(aws, group)
    assert answer_of(aws.personalize.delete_filter(filterArn=ARN)) == {}
    assert aws.personalize.list_filters()["Filters"] == []

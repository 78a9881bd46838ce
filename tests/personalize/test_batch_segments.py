"""Batch segment jobs: what is refused, and the users that are written for each line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Aws
from tests.workflow import (
    BUCKET,
    EVENT_FIELDS,
    ITEM_FIELDS,
    ROLE,
    answer_of,
    answers_of,
    assert_refused,
    batch_job,
    create_dataset,
    csv_text,
    described,
    films_group,
    import_csv,
    put_csv,
    recipe_arn,
    train,
    views,
)

ARN = "arn:aws:personalize:us-east-1:123456789012:batch-segment-job/job"
BY_ITEM, BY_ATTRIBUTE = "aws-item-affinity", "aws-item-attribute-affinity"
FIELDS = (*ITEM_FIELDS, {"name": "PRICE", "type": "float"}, {"name": "PLOT", "type": "string", "textual": True})
USERS = ({"name": "USER_ID", "type": "string"}, {"name": "LEVEL", "type": "string", "categorical": True})


@pytest.fixture
def group(aws: Aws, little_data: None) -> str:
    group = films_group(aws, [(*view, "watch", "") for view in views(8, 12, 12)], EVENT_FIELDS)
    items = create_dataset(aws, group, "Items", FIELDS)
    rows = [(f"item-{n:02}", "odd|all" if n % 2 else "even|all", 1_600_000_000, n, "p") for n in range(12)]
    assert import_csv(aws, items, csv_text(FIELDS, rows), job="items")["status"] == "ACTIVE"
    return group


def with_users(aws: Aws, group: str) -> None:
    dataset = create_dataset(aws, group, "Users", USERS)
    rows = [(f"user-{n:02}", "gold" if n < 4 else "silver") for n in range(8)]
    assert import_csv(aws, dataset, csv_text(USERS, rows), job="users")["status"] == "ACTIVE"


def create_filter(aws: Aws, group: str, expression: str) -> str:
    return aws.personalize.create_filter(name="f", datasetGroupArn=group, filterExpression=expression)["filterArn"]


def item(name: str) -> str:
    return json.dumps({"itemId": name})


def attributes(expression: str) -> str:
    return json.dumps({"itemAttributes": expression})


def segment(line: str) -> list[str]:
    return list(json.loads(line)["output"]["usersList"])


def evenness(users: list[str]) -> set[int]:
    return {int(user[-2:]) % 2 for user in users}


# --- the job --------------------------------------------------------------------------------------------------


def test_creating_a_job_answers_with_its_arn_alone(aws: Aws, group: str) -> None:
    put_csv(aws, "in/items.json", item("item-01"))
    answer = aws.personalize.create_batch_segment_job(
        jobName="job",
        solutionVersionArn=train(aws, group, BY_ITEM),
        jobInput={"s3DataSource": {"path": f"s3://{BUCKET}/in/"}},
        jobOutput={"s3DataDestination": {"path": f"s3://{BUCKET}/out/"}},
        roleArn=ROLE,
    )
    assert answer_of(answer) == {"batchSegmentJobArn": ARN}


def test_a_sixth_running_job_is_refused(aws: Aws, group: str, request: pytest.FixtureRequest) -> None:
    version = train(aws, group, BY_ITEM)
    request.getfixturevalue("manual")
    jobs = [batch_job(aws, version, item("item-01"), f"job-{n}", "segment") for n in range(5)]
    with assert_refused("LimitExceededException", "More than 5 resources with PENDING or IN_PROGRESS status."):
        batch_job(aws, version, item("item-01"), "sixth", "segment")
    assert [described(aws, jobs[0])["status"] for _ in range(2)] == ["CREATE IN_PROGRESS", "ACTIVE"]
    assert batch_job(aws, version, item("item-01"), "sixth", "segment").endswith("/sixth")


def test_a_key_for_what_is_written_is_shown(aws: Aws, group: str) -> None:
    key = "arn:aws:kms:us-east-1:123456789012:key/answers"
    output = {"s3DataDestination": {"path": f"s3://{BUCKET}/out/job/", "kmsKeyArn": key}}
    arn = batch_job(aws, train(aws, group, BY_ITEM), item("item-01"), kind="segment", jobOutput=output)
    assert described(aws, arn)["jobOutput"] == output


def test_a_job_and_its_list_show_their_members(aws: Aws, group: str) -> None:
    version = train(aws, group, BY_ITEM)
    batch_job(aws, version, item("item-01"), kind="segment", numResults=3)
    shown = aws.personalize.describe_batch_segment_job(batchSegmentJobArn=ARN)["batchSegmentJob"]
    assert shown.pop("creationDateTime") <= shown.pop("lastUpdatedDateTime")
    assert shown == {
        "jobName": "job",
        "batchSegmentJobArn": ARN,
        "solutionVersionArn": version,
        "numResults": 3,
        "jobInput": {"s3DataSource": {"path": f"s3://{BUCKET}/in/job/"}},
        "jobOutput": {"s3DataDestination": {"path": f"s3://{BUCKET}/out/job/"}},
        "roleArn": ROLE,
        "status": "ACTIVE",
    }
    (summary,) = aws.personalize.list_batch_segment_jobs(solutionVersionArn=version)["batchSegmentJobs"]
    assert sorted(name for name in summary if not name.endswith("DateTime")) == [
        "batchSegmentJobArn",
        "jobName",
        "solutionVersionArn",
        "status",
    ]


def test_other_recipes_have_no_segments(aws: Aws, group: str) -> None:
    version = train(aws, group, "aws-sims")
    expected = (
        "A batch segment job needs a solution version with a recipe of type USER_SEGMENTATION; "
        f"{version} is of {recipe_arn('aws-sims')}."
    )
    with assert_refused("InvalidInputException", expected):
        batch_job(aws, version, item("item-01"), kind="segment")


def test_a_segment_recipe_is_not_deployed(aws: Aws, group: str) -> None:
    expected = f"{recipe_arn(BY_ITEM)} answers with user segments: create a batch segment job, not a campaign."
    with assert_refused("InvalidInputException", expected):
        aws.personalize.create_campaign(name="c", solutionVersionArn=train(aws, group, BY_ITEM))


@pytest.mark.parametrize("count", [0, 5_000_001])
def test_a_segment_has_up_to_five_million_users(aws: Aws, group: str, count: int) -> None:
    version = train(aws, group, BY_ITEM)
    with assert_refused("InvalidInputException", f"numResults is {count}; expected a number from 1 to 5000000."):
        batch_job(aws, version, item("item-01"), kind="segment", numResults=count)


def test_a_segment_of_five_million_users_is_of_all_that_there_are(aws: Aws, group: str) -> None:
    arn = batch_job(aws, train(aws, group, BY_ITEM), item("item-01"), kind="segment", numResults=5_000_000)
    assert described(aws, arn)["numResults"] == 5_000_000
    assert len(segment(answers_of(aws)[0])) == 8


def test_a_filter_is_about_users(aws: Aws, group: str) -> None:
    arn = create_filter(aws, group, 'INCLUDE ItemID WHERE Items.GENRES IN ("odd")')
    with assert_refused("InvalidInputException", f"The filter {arn} is about ItemID, not UserID."):
        batch_job(aws, train(aws, group, BY_ITEM), item("item-01"), kind="segment", filterArn=arn)


def test_segments_by_attributes_take_no_filter_of_interactions(aws: Aws, group: str) -> None:
    arn = create_filter(aws, group, 'INCLUDE UserID WHERE Interactions.EVENT_TYPE IN ("watch")')
    expected = f"The filter {arn} is about interactions, which {recipe_arn(BY_ATTRIBUTE)} does not take."
    with assert_refused("InvalidInputException", expected):
        batch_job(aws, train(aws, group, BY_ATTRIBUTE), attributes("ITEMS.PRICE = 1"), kind="segment", filterArn=arn)


# --- the training ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("recipe", [BY_ITEM, BY_ATTRIBUTE])
def test_metrics_are_those_of_segments(aws: Aws, group: str, recipe: str) -> None:
    metrics = aws.personalize.get_solution_metrics(solutionVersionArn=train(aws, group, recipe))["metrics"]
    assert list(metrics) == ["coverage", "hits_at_1_percent", "recall_at_1_percent"]
    assert all(0 <= value <= 1 for value in metrics.values())  # a hundredth of eight users is one


def test_equal_timestamps_fail_the_training(aws: Aws, little_data: None) -> None:
    group = films_group(aws, [("ann", "heat", 5), ("bob", "alien", 5)])
    version = described(aws, train(aws, group, BY_ITEM))
    assert version["status"] == "CREATE FAILED"
    assert version["failureReason"] == (
        "All interactions have the timestamp 5; aws-item-affinity learns from those that differ."
    )


def test_segments_by_attributes_need_one(aws: Aws, little_data: None) -> None:
    version = described(aws, train(aws, films_group(aws, views(4, 6, 4)), BY_ATTRIBUTE))
    assert version["status"] == "CREATE FAILED"
    assert version["failureReason"] == (
        "aws-item-attribute-affinity needs a column of the Items dataset that is a number or categorical, neither "
        "textual nor reserved."
    )


def test_streamed_events_are_not_in_segments(aws: Aws, group: str) -> None:
    tracker = aws.personalize.create_event_tracker(name="t", datasetGroupArn=group)["trackingId"]
    event = {"eventType": "watch", "itemId": "item-01", "sentAt": 1_700_000_000}
    aws.events.put_events(trackingId=tracker, sessionId="s", userId="newcomer", eventList=[event])
    batch_job(aws, train(aws, group, BY_ITEM), item("item-01"), kind="segment")
    assert "newcomer" not in segment(answers_of(aws)[0])


def test_segments_wait_for_the_next_import_of_mode_full(aws: Aws, group: str) -> None:
    interactions = group.replace("dataset-group", "dataset") + "/INTERACTIONS"
    rows = [*((*view, "watch", "") for view in views(8, 12, 12)), ("newcomer", "item-01", 1_700_000_000, "watch", "")]
    text = csv_text(EVENT_FIELDS, rows)
    for n, (mode, known) in enumerate((("INCREMENTAL", False), ("FULL", True))):
        assert import_csv(aws, interactions, text, job=f"more-{n}", importMode=mode)["status"] == "ACTIVE"
        batch_job(aws, train(aws, group, BY_ITEM, name=f"s-{n}"), item("item-01"), f"job-{n}", kind="segment")
        assert ("newcomer" in segment(answers_of(aws, f"job-{n}")[0])) is known


def test_attributes_of_items_wait_for_the_next_import_of_mode_full(aws: Aws, group: str) -> None:
    items = group.replace("dataset-group", "dataset") + "/ITEMS"
    rows = [("item-01", "even|all|western", 1_600_000_000, 1, "p")]
    imported = import_csv(aws, items, csv_text(FIELDS, rows), job="more", importMode="INCREMENTAL")
    assert imported["status"] == "ACTIVE"
    lines = [attributes(f'ITEMS.GENRES = "{genre}"') for genre in ("odd", "western")]
    batch_job(aws, train(aws, group, BY_ATTRIBUTE), "\n".join(lines), kind="segment")
    odd, new = map(json.loads, answers_of(aws))
    assert odd["error"] is None
    assert new["error"] == "No item that the solution version was trained on has the GENRES western."


# --- the lines ------------------------------------------------------------------------------------------------


def test_a_line_has_blanks_between_its_members_and_none_in_the_list(aws: Aws, group: str) -> None:
    batch_job(aws, train(aws, group, BY_ITEM), '{"itemId":"item-01"}', kind="segment", numResults=2)
    (line,) = answers_of(aws)
    first, second = segment(line)
    assert line == (
        f'{{"input": {{"itemId": "item-01"}}, "output": {{"usersList": ["{first}","{second}"]}}, "error": null}}'
    )


def test_users_of_the_item_come_first(aws: Aws, group: str) -> None:
    batch_job(aws, train(aws, group, BY_ITEM), f"{item('item-01')}\n{item('item-02')}", kind="segment", numResults=4)
    odd, even = map(segment, answers_of(aws))
    assert (evenness(odd), evenness(even)) == ({1}, {0})


def test_everybody_is_in_a_segment_that_is_large_enough(aws: Aws, group: str) -> None:
    batch_job(aws, train(aws, group, BY_ITEM), item("item-01"), kind="segment")
    assert sorted(segment(answers_of(aws)[0])) == [f"user-{n:02}" for n in range(8)]


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ('ITEMS.GENRES = "odd"', {1}),
        ('items.genres = "even" AND ITEMS.GENRES = "all"', {0}),
        ('ITEMS.PRICE = 3 AND ITEMS.GENRES = "odd"', {1}),
        ("ITEMS.PRICE = 4.0", {0}),
    ],
)
def test_users_are_drawn_to_attributes(aws: Aws, group: str, expression: str, wanted: set[int]) -> None:
    batch_job(aws, train(aws, group, BY_ATTRIBUTE), attributes(expression), kind="segment", numResults=4)
    (line,) = answers_of(aws)
    assert json.loads(line)["input"] == {"itemAttributes": expression}
    assert evenness(segment(line)) == wanted


TRAINED_ON = "that the solution version was trained on"


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (
            attributes('ITEMS.GENRES IN ("odd")'),
            'itemAttributes: Invalid Expression at position 14: expected =, not IN.\nITEMS.GENRES IN ("odd")\n'
            "             ^",
        ),
        (
            attributes('ITEMS.GENRES = "odd" OR ITEMS.PRICE = 1'),
            "itemAttributes: Invalid Expression at position 22: expected AND or the end, not OR.\n"
            'ITEMS.GENRES = "odd" OR ITEMS.PRICE = 1\n                     ^',
        ),
        (
            attributes("USERS.AGE = 1"),
            "itemAttributes: Invalid Expression at position 1: expected ITEMS, not USERS.\nUSERS.AGE = 1\n^",
        ),
        (
            attributes("ITEMS.PRICE = $PRICE"),
            'itemAttributes: Invalid Expression at position 15: expected a "string" or a number, not $PRICE.\n'
            "ITEMS.PRICE = $PRICE\n              ^",
        ),
        (
            attributes('ITEMS.PLOT = "p"'),
            f"ITEMS.PLOT is not a categorical or number column {TRAINED_ON}; those are GENRES, PRICE.",
        ),
        (attributes('ITEMS.GENRES = "horror"'), f"No item {TRAINED_ON} has the GENRES horror."),
        (item("item-01"), "itemAttributes is missing."),
    ],
)
def test_what_cannot_be_asked_for_is_an_error_of_its_line(aws: Aws, group: str, line: str, error: str) -> None:
    lines = f"{line}\n{attributes('ITEMS.PRICE = 1')}"
    batch_job(aws, train(aws, group, BY_ATTRIBUTE), lines, kind="segment")
    wrong, right = map(json.loads, answers_of(aws))
    assert wrong == {"input": json.loads(line), "output": None, "error": error}
    assert right["error"] is None


def test_an_item_must_have_been_trained_on(aws: Aws, group: str) -> None:
    batch_job(aws, train(aws, group, BY_ITEM), item("new"), kind="segment")
    assert json.loads(answers_of(aws)[0])["error"] == (
        "The item new was not among the data that the solution version was trained on."
    )


def test_a_filter_of_users_takes_values_from_the_line(aws: Aws, group: str) -> None:
    with_users(aws, group)
    arn = create_filter(aws, group, "INCLUDE UserID WHERE Users.LEVEL IN ($LEVEL)")
    line = {"itemId": "item-01", "filterValues": {"LEVEL": '"gold"'}}
    version = train(aws, group, BY_ITEM)
    batch_job(aws, version, f"{json.dumps(line)}\n{item('item-01')}", kind="segment", filterArn=arn)
    gold, missing = answers_of(aws)
    assert sorted(segment(gold)) == [f"user-{n:02}" for n in range(4)]
    assert json.loads(missing)["error"] == (
        f"The value of the parameter $LEVEL is missing in filterValues. (filter {arn})"
    )


def test_a_filter_of_interactions_sees_everybodys_events(aws: Aws, group: str) -> None:
    tracker = aws.personalize.create_event_tracker(name="t", datasetGroupArn=group)["trackingId"]
    event = {"eventType": "like", "itemId": "item-01", "sentAt": 1_700_000_000}
    aws.events.put_events(trackingId=tracker, sessionId="s", userId="user-05", eventList=[event])
    arn = create_filter(aws, group, 'EXCLUDE UserID WHERE Interactions.EVENT_TYPE IN ("like")')
    batch_job(aws, train(aws, group, BY_ITEM), item("item-01"), kind="segment", filterArn=arn)
    assert sorted(segment(answers_of(aws)[0])) == [f"user-{n:02}" for n in range(8) if n != 5]


def test_values_without_a_filter_are_an_error_of_the_line(aws: Aws, group: str) -> None:
    line: dict[str, Any] = {"itemId": "item-01", "filterValues": {"LEVEL": '"gold"'}}
    batch_job(aws, train(aws, group, BY_ITEM), json.dumps(line), kind="segment")
    assert json.loads(answers_of(aws)[0])["error"] == "filterValues are given without a filterArn."


@pytest.mark.parametrize(
    ("recipe", "line", "most"), [(BY_ITEM, item("item-01"), 500), (BY_ATTRIBUTE, attributes("ITEMS.PRICE = 1"), 10)]
)
def test_a_file_has_so_many_queries(aws: Aws, group: str, recipe: str, line: str, most: int) -> None:
    version = train(aws, group, recipe)
    assert described(aws, batch_job(aws, version, f"{line}\n" * most, "most", "segment"))["status"] == "ACTIVE"
    job = described(aws, batch_job(aws, version, f"{line}\n" * (most + 1), "more", "segment"))
    assert job["failureReason"] == (
        f"s3://{BUCKET}/in/more/lines.json has more than {most} lines; so many are allowed in an input file."
    )

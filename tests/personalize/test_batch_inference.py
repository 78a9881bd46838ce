"""Batch inference jobs: what is refused, what is written for each line, and what a failing job leaves."""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import time_machine
from moto.moto_api import state_manager

from moto_personalize import recipes
from moto_personalize.personalize.batch.lines import BadLine, number, parsed
from moto_personalize.testing import advance_to
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
    create_group,
    csv_text,
    described,
    films_group,
    import_csv,
    items_of,
    put_csv,
    ranking_of,
    recipe_arn,
    stored_text,
    train,
    views,
)

ARN = "arn:aws:personalize:us-east-1:123456789012:batch-inference-job/job"
IN, OUT = f"s3://{BUCKET}/in/job/", f"s3://{BUCKET}/out/job/"


@pytest.fixture
def group(aws: Aws, little_data: None) -> str:
    group = films_group(aws, [(*view, "watch", "") for view in views(8, 12, 12)], EVENT_FIELDS)
    items = create_dataset(aws, group, "Items", ITEM_FIELDS)
    rows = [(f"item-{n:02}", "odd|all" if n % 2 else "even|all", 1_600_000_000) for n in range(13)]
    assert import_csv(aws, items, csv_text(ITEM_FIELDS, rows), job="items")["status"] == "ACTIVE"
    return group


@pytest.fixture
def sims(aws: Aws, group: str) -> str:
    return train(aws, group, "aws-sims")


def users(*names: str) -> str:
    return "".join(f'{{"userId": "{name}"}}\n' for name in names)


def genres_filter(aws: Aws, group: str, expression: str = "INCLUDE ItemID WHERE Items.GENRES IN ($GENRE)") -> str:
    return aws.personalize.create_filter(name="genres", datasetGroupArn=group, filterExpression=expression)["filterArn"]


def failure(aws: Aws, arn: str = ARN) -> str:
    job = described(aws, arn)
    assert job["status"] == "CREATE FAILED"
    return str(job["failureReason"])


def keys(aws: Aws, prefix: str) -> list[str]:
    return [stored["Key"] for stored in aws.s3.list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", [])]


# --- the job --------------------------------------------------------------------------------------------------


def test_creating_a_job_answers_with_its_arn_alone(aws: Aws, sims: str) -> None:
    put_csv(aws, "in/job/items.json", '{"itemId": "item-01"}')
    answer = aws.personalize.create_batch_inference_job(
        jobName="job",
        solutionVersionArn=sims,
        jobInput={"s3DataSource": {"path": IN}},
        jobOutput={"s3DataDestination": {"path": OUT}},
        roleArn=ROLE,
    )
    assert answer_of(answer) == {"batchInferenceJobArn": ARN}


def test_a_job_shows_its_members_and_the_defaults(aws: Aws, sims: str) -> None:
    batch_job(aws, sims, '{"itemId": "item-01"}')
    shown = aws.personalize.describe_batch_inference_job(batchInferenceJobArn=ARN)["batchInferenceJob"]
    assert shown.pop("creationDateTime") <= shown.pop("lastUpdatedDateTime")
    assert shown == {
        "jobName": "job",
        "batchInferenceJobArn": ARN,
        "solutionVersionArn": sims,
        "numResults": 25,
        "jobInput": {"s3DataSource": {"path": IN}},
        "jobOutput": {"s3DataDestination": {"path": OUT}},
        "roleArn": ROLE,
        "batchInferenceJobMode": "BATCH_INFERENCE",
        "status": "ACTIVE",
    }


def test_a_list_shows_the_mode_and_no_paths(aws: Aws, sims: str) -> None:
    batch_job(aws, sims, '{"itemId": "item-01"}')
    (job,) = aws.personalize.list_batch_inference_jobs(solutionVersionArn=sims)["batchInferenceJobs"]
    assert {name: value for name, value in job.items() if not name.endswith("DateTime")} == {
        "batchInferenceJobArn": ARN,
        "jobName": "job",
        "status": "ACTIVE",
        "solutionVersionArn": sims,
        "batchInferenceJobMode": "BATCH_INFERENCE",
    }


def test_a_name_stays_taken(aws: Aws, sims: str) -> None:
    batch_job(aws, sims, '{"itemId": "item-01"}')
    with assert_refused("ResourceAlreadyExistsException", f"Another resource with Arn {ARN} already exists."):
        batch_job(aws, sims, '{"itemId": "item-01"}')


def test_five_jobs_run_at_once(aws: Aws, sims: str) -> None:
    state_manager.set_transition("personalize::batch_inference_job", {"progression": "manual", "times": 1})
    for n in range(5):
        batch_job(aws, sims, '{"itemId": "item-01"}', f"job-{n}")
    with assert_refused("LimitExceededException", "More than 5 resources with PENDING or IN_PROGRESS status."):
        batch_job(aws, sims, '{"itemId": "item-01"}', "job-5")


def test_a_running_job_holds_its_filter_and_the_datasets_of_its_group(aws: Aws, group: str, sims: str) -> None:
    filter_arn = genres_filter(aws, group)
    state_manager.set_transition("personalize::batch_inference_job", {"progression": "manual", "times": 1})
    batch_job(aws, sims, '{"itemId": "item-01", "filterValues": {"GENRE": "\\"odd\\""}}', filterArn=filter_arn)
    with assert_refused(
        "ResourceInUseException",
        f"The given filter cannot be deleted while the batch inference job {ARN} is CREATE PENDING: {filter_arn}",
    ):
        aws.personalize.delete_filter(filterArn=filter_arn)
    advance_to(ARN, "ACTIVE", endpoint_url=aws.endpoint_url)
    assert json.loads(answers_of(aws)[0])["error"] is None
    aws.personalize.delete_filter(filterArn=filter_arn)
    with assert_refused("ResourceNotFoundException", f"The given filter does not exist: {filter_arn}"):
        aws.personalize.describe_filter(filterArn=filter_arn)


# --- what is refused ------------------------------------------------------------------------------------------


def test_an_unknown_version_or_filter_is_not_found(aws: Aws, sims: str) -> None:
    unknown = sims.replace("aws-sims", "none")
    with assert_refused("ResourceNotFoundException", f"The given solution version does not exist: {unknown}"):
        batch_job(aws, unknown, "")
    unknown = "arn:aws:personalize:us-east-1:123456789012:filter/none"
    with assert_refused("ResourceNotFoundException", f"The given filter does not exist: {unknown}"):
        batch_job(aws, sims, "{}", filterArn=unknown)


def test_a_version_must_be_active(aws: Aws, group: str, manual: None) -> None:
    solution = aws.personalize.create_solution(name="s", datasetGroupArn=group, recipeArn=recipe_arn("aws-sims"))
    advance_to(solution["solutionArn"], "ACTIVE", endpoint_url=aws.endpoint_url)
    version = aws.personalize.create_solution_version(solutionArn=solution["solutionArn"])["solutionVersionArn"]
    with assert_refused(
        "ResourceInUseException", f"The given solution version is not ACTIVE but CREATE PENDING: {version}"
    ):
        batch_job(aws, version, "{}")


@pytest.mark.parametrize("recipe", ["aws-trending-now", "aws-item-affinity"])
def test_some_recipes_have_no_batch_inference(aws: Aws, group: str, recipe: str) -> None:
    expected = f"The recipe {recipe_arn(recipe)} does not support batch inference jobs."
    with assert_refused("InvalidInputException", expected):
        batch_job(aws, train(aws, group, recipe), "{}")


PLAIN = {"s3DataSource": {"path": IN}}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"jobInput": {"s3DataSource": {"path": "http://data/in"}}}, "Invalid S3 input path"),
        ({"jobOutput": {"s3DataDestination": {"path": "http://data/out"}}}, "Invalid S3 output path"),
        ({"jobOutput": {"s3DataDestination": {"path": IN.rstrip("/")}}}, "Invalid S3 output path"),
        (
            {"jobInput": {"s3DataSource": {"path": "s3://nowhere/in"}}},
            "Invalid S3 input path (the bucket nowhere does not exist)",
        ),
        (
            {"jobInput": {"s3DataSource": {"path": f"s3://{BUCKET}/none"}}},
            f"Invalid S3 input path (nothing begins with s3://{BUCKET}/none)",
        ),
        (
            {"jobOutput": {"s3DataDestination": {"path": "s3://nowhere/out"}}},
            "Invalid S3 output path (the bucket nowhere does not exist)",
        ),
        ({"numResults": 0}, "numResults is 0; expected a number from 1 to 500."),
        ({"numResults": 501}, "numResults is 501; expected a number from 1 to 500."),
        (
            {"batchInferenceJobConfig": {"itemExplorationConfig": {"explorationWeight": "0.5"}}},
            f"itemExplorationConfig is not for the recipe {recipe_arn('aws-sims')}.",
        ),
        (
            {"batchInferenceJobConfig": {"rankingInfluence": {"POPULARITY": 0.5}}},
            f"rankingInfluence is not for the recipe {recipe_arn('aws-sims')}.",
        ),
    ],
)
def test_a_wrong_request_is_refused(aws: Aws, sims: str, change: dict[str, Any], message: str) -> None:
    with assert_refused("InvalidInputException", message):
        batch_job(aws, sims, "{}", **change)


def test_a_filter_must_fit(aws: Aws, group: str, sims: str) -> None:
    of_users = 'INCLUDE UserID WHERE Interactions.EVENT_TYPE IN ("*")'
    arn = genres_filter(aws, group, of_users)
    with assert_refused("InvalidInputException", f"The filter {arn} is about UserID, not ItemID."):
        batch_job(aws, sims, "{}", filterArn=arn)
    books = create_group(aws, "books")
    create_dataset(aws, books, "Interactions", EVENT_FIELDS)
    seen = 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")'
    other = aws.personalize.create_filter(name="other", datasetGroupArn=books, filterExpression=seen)["filterArn"]
    expected = f"The filter {other} is of {books}, the solution version of {group}."
    with assert_refused("InvalidInputException", expected):
        batch_job(aws, sims, "{}", filterArn=other)


# --- the lines ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("recipe", ["aws-user-personalization", "aws-hrnn"])
def test_a_line_of_a_user_is_as_a_campaign_recommends(aws: Aws, group: str, recipe: str) -> None:
    version = train(aws, group, recipe)
    batch_job(aws, version, users("user-03", "nobody"), numResults=3)
    campaign = aws.personalize.create_campaign(name="c", solutionVersionArn=version)["campaignArn"]
    for line, user in zip(answers_of(aws), ("user-03", "nobody"), strict=True):
        real = aws.runtime.get_recommendations(campaignArn=campaign, userId=user, numResults=3)
        items = ",".join(f'"{item}"' for item in items_of(real))
        scores = ",".join(number(item["score"]) for item in real["itemList"])
        output = f'{{"recommendedItems":[{items}],"scores":[{scores}]}}'
        assert line == f'{{"input":{{"userId":"{user}"}},"output":{output},"error":null}}'


def test_popular_items_have_no_scores(aws: Aws, group: str) -> None:
    batch_job(aws, train(aws, group, "aws-popularity-count"), users("a", "b"), numResults=2)
    output = '{"recommendedItems":["item-00","item-01"]}'
    assert answers_of(aws) == [f'{{"input":{{"userId":"{user}"}},"output":{output},"error":null}}' for user in "ab"]


def test_related_items_have_no_scores_and_unknown_items_the_popular_ones(aws: Aws, group: str) -> None:
    version = train(aws, group, "aws-similar-items")
    batch_job(aws, version, '{"itemId": "item-03"}\n{"itemId": "new"}', numResults=2)
    found = [json.loads(line) for line in answers_of(aws)]
    assert [line["input"] for line in found] == [{"itemId": "item-03"}, {"itemId": "new"}]
    assert all(int(item[-2:]) % 2 for item in found[0]["output"]["recommendedItems"])
    assert found[1]["output"] == {"recommendedItems": ["item-00", "item-01"]}


def test_a_ranking_has_the_whole_list_unknown_items_last_with_no_score(aws: Aws, group: str) -> None:
    version = train(aws, group, "aws-personalized-ranking")
    wanted = ["x", "item-02", "y", "item-03", "item-02"]
    batch_job(aws, version, json.dumps({"userId": "user-03", "itemList": wanted}), numResults=1)
    campaign = aws.personalize.create_campaign(name="c", solutionVersionArn=version)["campaignArn"]
    real = aws.runtime.get_personalized_ranking(campaignArn=campaign, userId="user-03", inputList=wanted)
    (line,) = map(json.loads, answers_of(aws))
    assert line["input"] == {"userId": "user-03", "itemList": wanted}
    assert line["output"]["recommendedItems"] == ranking_of(real) == ["item-03", "item-02", "x", "y"]
    assert line["output"]["scores"] == [*(item["score"] for item in real["personalizedRanking"][:2]), 0.0, 0.0]


def test_v2_has_reasons_beside_its_scores(aws: Aws, group: str) -> None:
    batch_job(aws, train(aws, group, "aws-user-personalization-v2"), users("user-03"), numResults=2)
    output = json.loads(answers_of(aws)[0])["output"]
    assert list(output) == ["recommendedItems", "scores", "reasons"]
    assert [len(values) for values in output.values()] == [2, 2, 2]


def test_a_filter_takes_its_values_from_the_line(aws: Aws, group: str) -> None:
    version, filter_arn = train(aws, group, "aws-user-personalization"), genres_filter(aws, group)
    lines = [{"userId": "user-03", "filterValues": {"GENRE": f'"{genre}"'}} for genre in ("odd", "even")]
    batch_job(aws, version, "\n".join(map(json.dumps, [*lines, {"userId": "user-03"}])), filterArn=filter_arn)
    odd, even, missing = map(json.loads, answers_of(aws))
    assert {int(item[-2:]) % 2 for item in odd["output"]["recommendedItems"]} == {1}
    assert {int(item[-2:]) % 2 for item in even["output"]["recommendedItems"]} == {0}
    assert odd["input"] == lines[0]
    assert missing["output"] is None
    assert missing["error"] == (f"The value of the parameter $GENRE is missing in filterValues. (filter {filter_arn})")


def test_a_filter_of_events_knows_the_user_of_the_line(aws: Aws, group: str) -> None:
    seen = genres_filter(aws, group, 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")')
    batch_job(aws, train(aws, group, "aws-popularity-count"), users("user-02", "user-03"), filterArn=seen)
    of_even, of_odd = (set(json.loads(line)["output"]["recommendedItems"]) for line in answers_of(aws))
    assert of_even == {f"item-{n:02}" for n in (1, 3, 5, 7, 9, 11, 12)}  # nobody has touched item-12
    assert of_odd == {f"item-{n:02}" for n in (0, 2, 4, 6, 8, 10, 12)}


def test_a_ranking_is_filtered(aws: Aws, group: str) -> None:
    version, filter_arn = train(aws, group, "aws-personalized-ranking"), genres_filter(aws, group)
    line = {"userId": "user-03", "itemList": ["item-02", "x", "item-03"], "filterValues": {"GENRE": '"odd"'}}
    batch_job(aws, version, json.dumps(line), filterArn=filter_arn)
    assert json.loads(answers_of(aws)[0])["output"] == {"recommendedItems": ["item-03"], "scores": [1.0]}


def test_exploration_is_that_of_the_job(aws: Aws, group: str) -> None:
    version = train(aws, group, "aws-user-personalization")
    found = []
    for weight in ("0", "1"):
        config = {"itemExplorationConfig": {"explorationWeight": weight, "explorationItemAgeCutOff": "30"}}
        batch_job(aws, version, users("user-03"), f"job-{weight}", batchInferenceJobConfig=config)
        found.append(json.loads(answers_of(aws, f"job-{weight}")[0])["output"]["recommendedItems"])
    assert found[0] != found[1]  # item-12, which nobody has touched
    assert found[0].index("item-12") > found[1].index("item-12")


@pytest.mark.parametrize(
    ("line", "shown", "error"),
    [
        ("nonsense", '"nonsense"', "The line is not valid JSON: expecting value at character 1."),
        ('["user-03"]', '"[\\"user-03\\"]"', "The line is a list, not a JSON object."),
        ("{}", "{}", "userId is missing."),
        ('{"userId": 3}', '{"userId":3}', "userId is 3; expected a string that is not empty."),
        ('{"userId": ""}', '{"userId":""}', 'userId is ""; expected a string that is not empty.'),
        ('{"userId": null}', '{"userId":null}', "userId is null; expected a string that is not empty."),
        ('{"itemId": "item-01"}', '{"itemId":"item-01"}', "userId is missing."),
        (
            '{"userId": "u", "filterValues": ["x"]}',
            '{"userId":"u","filterValues":["x"]}',
            'filterValues is ["x"]; expected an object of strings.',
        ),
        (
            '{"userId": "u", "filterValues": {"GENRE": 1}}',
            '{"userId":"u","filterValues":{"GENRE":1}}',
            "filterValues.GENRE is 1; expected a string.",
        ),
        (
            '{"userId": "u", "filterValues": {"GENRE": "1"}}',
            '{"userId":"u","filterValues":{"GENRE":"1"}}',
            "filterValues are given without a filterArn.",
        ),
        ('{"userId": NaN}', '"{\\"userId\\": NaN}"', "The line is not valid JSON: NaN is not JSON."),
    ],
)
def test_a_bad_line_is_answered_with_its_error_and_the_job_goes_on(
    aws: Aws, group: str, line: str, shown: str, error: str
) -> None:
    batch_job(aws, train(aws, group, "aws-popularity-count"), f"{line}\n\n{users('user-03')}", numResults=1)
    assert answers_of(aws) == [
        f'{{"input":{shown},"output":null,"error":{json.dumps(error)}}}',
        '{"input":{"userId":"user-03"},"output":{"recommendedItems":["item-00"]},"error":null}',
    ]


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        ("item-01", 'itemList is "item-01"; expected a list of strings that is not empty.'),
        ([], "itemList is []; expected a list of strings that is not empty."),
        (["item-01", 2], "itemList[1] is 2; expected a string that is not empty."),
    ],
)
def test_a_list_to_rank_is_one_of_strings(aws: Aws, group: str, wanted: object, error: str) -> None:
    good = {"userId": "user-03", "itemList": ["item-01"]}
    lines = [json.dumps({"userId": "user-03", "itemList": wanted}), json.dumps(good)]
    batch_job(aws, train(aws, group, "aws-personalized-ranking"), "\n".join(lines))
    assert [json.loads(line)["error"] for line in answers_of(aws)] == [error, None]


def test_ids_of_any_script_are_written_as_they_are(aws: Aws, group: str) -> None:
    lines = '\ufeff{"userId": "J\u00f6rg"}\r\n{"userId": "\\ud800"}\r\n'
    batch_job(aws, train(aws, group, "aws-popularity-count"), lines, numResults=1)
    output = '"output":{"recommendedItems":["item-00"]},"error":null}'
    assert answers_of(aws) == [f'{{"input":{{"userId":"{user}"}},{output}' for user in ("J\u00f6rg", "\\ud800")]


# --- the files ------------------------------------------------------------------------------------------------


def test_every_object_below_the_prefix_is_answered_in_a_file_of_its_own(aws: Aws, group: str) -> None:
    for key in ("in/job/a.json", "in/job-2/b.txt", "in/job/deep/c", "in/job/other/c", "in/job/folder/"):
        put_csv(aws, key, "" if key.endswith("/") else users(key))
    version = train(aws, group, "aws-popularity-count")
    batch_job(
        aws,
        version,
        users("x"),
        jobInput={"s3DataSource": {"path": f"s3://{BUCKET}/in/job"}},
        jobOutput={"s3DataDestination": {"path": f"s3://{BUCKET}/out"}},
    )
    assert keys(aws, "out/") == [
        "out/_CHECK",
        "out/a.json.out",
        "out/b.txt.out",
        "out/job/deep/c.out",
        "out/job/other/c.out",
        "out/lines.json.out",
    ]
    assert json.loads(stored_text(aws, "out/job/deep/c.out"))["input"] == {"userId": "in/job/deep/c"}


def test_lines_are_answered_in_their_order(aws: Aws, group: str) -> None:
    names = [f"user-{n % 50:02}" for n in range(300)]
    batch_job(aws, train(aws, group, "aws-user-personalization"), users(*names), numResults=1)
    assert [json.loads(line)["input"]["userId"] for line in answers_of(aws)] == names


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("\n \n", f"There are no lines in {IN}."),
        (
            "USER_ID\nann\n",
            f"No line of {IN} is of the form that the recipe reads. The first: The line is not valid JSON: "
            "expecting value at character 1.",
        ),
        (
            '{"itemId": "item-01"}',
            f"No line of {IN} is of the form that the recipe reads. The first: userId is missing.",
        ),
    ],
)
def test_a_job_without_a_good_line_fails_and_writes_nothing(aws: Aws, group: str, lines: str, reason: str) -> None:
    batch_job(aws, train(aws, group, "aws-popularity-count"), lines)
    assert failure(aws) == reason
    assert keys(aws, "out/") == []


def test_a_job_that_cannot_write_leaves_no_half_file(aws: Aws, group: str) -> None:
    version = train(aws, group, "aws-popularity-count")
    aws.s3.create_bucket(Bucket="gone")
    state_manager.set_transition("personalize::batch_inference_job", {"progression": "manual", "times": 1})
    batch_job(aws, version, users("a"), jobOutput={"s3DataDestination": {"path": "s3://gone/out"}})
    aws.s3.delete_bucket(Bucket="gone")
    advance_to(ARN, "CREATE FAILED", endpoint_url=aws.endpoint_url)
    assert failure(aws) == "Invalid S3 output path (the bucket gone does not exist)"


def test_input_that_goes_before_the_job_reads_it_fails_the_job(aws: Aws, group: str) -> None:
    version = train(aws, group, "aws-popularity-count")
    state_manager.set_transition("personalize::batch_inference_job", {"progression": "manual", "times": 1})
    batch_job(aws, version, users("a"))
    aws.s3.delete_object(Bucket=BUCKET, Key="in/job/lines.json")
    advance_to(ARN, "CREATE FAILED", endpoint_url=aws.endpoint_url)
    assert failure(aws) == f"Invalid S3 input path (nothing begins with {IN})"


def test_quotas_of_input_fail_the_job(aws: Aws, group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    version = train(aws, group, "aws-popularity-count")
    for limit, value, reason in (
        ("files.MAX_FILES", 0, f"There are 1 files in s3://{BUCKET}/in/1/; 0 are allowed."),
        ("files.MAX_BYTES", 5, f"The files in s3://{BUCKET}/in/2/ have 32 bytes; 5 are allowed."),
        (
            "inference.MAX_LINES",
            1,
            f"s3://{BUCKET}/in/3/lines.json has more than 1 lines; so many are allowed in an input file.",
        ),
    ):
        name = reason.split("/in/")[1][0]
        with monkeypatch.context() as patched:
            patched.setattr(f"moto_personalize.personalize.batch.{limit}", value)
            assert failure(aws, batch_job(aws, version, users("a", "b"), name)) == reason
    monkeypatch.setenv("MOTO_PERSONALIZE_ENFORCE_QUOTAS", "false")
    monkeypatch.setattr("moto_personalize.personalize.batch.files.MAX_BYTES", 5)
    assert described(aws, batch_job(aws, version, users("a", "b"), "4"))["status"] == "ACTIVE"


# --- themes ---------------------------------------------------------------------------------------------------

THEMED_FIELDS = (
    *ITEM_FIELDS,
    {"name": "TITLE", "type": "string"},
    {"name": "PLOT", "type": "string", "textual": True},
)
NAMED = {"fieldsForThemeGeneration": {"itemName": "TITLE"}}
THEMED = {"batchInferenceJobMode": "THEME_GENERATION", "themeGenerationConfig": NAMED}


@dataclass(frozen=True)
class Frankfurt(Aws):
    def client(self, service: str, region: str = "eu-central-1", **kwargs: Any) -> Any:
        return super().client(service, "us-east-1" if service == "s3" else region, **kwargs)


@pytest.fixture
def themed(aws: Aws, little_data: None) -> str:
    return themed_group(aws)


def themed_group(aws: Aws) -> str:
    """Odd items are tools for gardens, even ones films of crime."""
    group = films_group(aws, views(8, 12, 12))
    items = create_dataset(aws, group, "Items", THEMED_FIELDS)
    kinds = (("crime", "The Detective", "A detective hunts a killer."), ("garden", "Rake", "For a small garden."))
    rows = [(f"item-{n:02}", kinds[n % 2][0], 1_600_000_000, *kinds[n % 2][1:]) for n in range(12)]
    assert import_csv(aws, items, csv_text(THEMED_FIELDS, rows), job="items")["status"] == "ACTIVE"
    return group


def test_similar_items_have_a_theme_and_how_well_each_fits(aws: Aws, themed: str) -> None:
    version = train(aws, themed, "aws-similar-items")
    batch_job(aws, version, '{"itemId": "item-02"}\n{"itemId": "item-03"}', numResults=5, **THEMED)
    job = described(aws, ARN)
    assert (job["batchInferenceJobMode"], job["themeGenerationConfig"]) == ("THEME_GENERATION", NAMED)
    crime, garden = (json.loads(line)["output"] for line in answers_of(aws))
    assert list(crime) == ["recommendedItems", "theme", "itemsThemeRelevanceScores"]
    assert "detective" in crime["theme"].lower()
    assert "garden" in garden["theme"].lower()
    assert len(crime["itemsThemeRelevanceScores"]) == len(crime["recommendedItems"]) == 5
    assert all(-0.1 <= score <= 0.6 for score in crime["itemsThemeRelevanceScores"])


def test_themes_are_asked_for_by_mode_and_configuration_together(aws: Aws, themed: str) -> None:
    version = train(aws, themed, "aws-similar-items")
    expected = "batchInferenceJobMode THEME_GENERATION needs themeGenerationConfig.fieldsForThemeGeneration.itemName."
    with assert_refused("InvalidInputException", expected):
        batch_job(aws, version, "{}", batchInferenceJobMode="THEME_GENERATION")
    expected = "themeGenerationConfig is for batchInferenceJobMode THEME_GENERATION alone."
    with assert_refused("InvalidInputException", expected):
        batch_job(aws, version, "{}", themeGenerationConfig=NAMED)


def test_some_regions_have_no_themes(aws: Aws, little_data: None) -> None:
    frankfurt = Frankfurt(aws.endpoint_url)
    version = train(frankfurt, themed_group(frankfurt), "aws-similar-items")
    expected = "Themes are generated in us-east-1, us-west-2, ap-northeast-1 alone, not in eu-central-1."
    with assert_refused("InvalidInputException", expected):
        batch_job(frankfurt, version, '{"itemId": "item-02"}', **THEMED)
    job = batch_job(frankfurt, version, '{"itemId": "item-02"}')
    assert described(frankfurt, job)["status"] == "ACTIVE"


@pytest.mark.parametrize("column", ["NAME", "CREATION_TIMESTAMP"])
def test_names_of_items_are_a_column_of_strings(aws: Aws, themed: str, column: str) -> None:
    config = {**THEMED, "themeGenerationConfig": {"fieldsForThemeGeneration": {"itemName": column}}}
    expected = f"itemName is {column}, which is no column of strings of the Items dataset."
    with assert_refused("InvalidInputException", expected):
        batch_job(aws, train(aws, themed, "aws-similar-items"), "{}", **config)


def test_themes_need_a_textual_column_and_the_recipe_similar_items(aws: Aws, group: str, sims: str) -> None:
    config = {**THEMED, "themeGenerationConfig": {"fieldsForThemeGeneration": {"itemName": "GENRES"}}}
    arn = group.replace("dataset-group", "dataset")
    with assert_refused("InvalidInputException", f"Themes need a textual column in {arn}/ITEMS."):
        batch_job(aws, train(aws, group, "aws-similar-items"), "{}", **config)
    expected = f"Themes are for the recipe aws-similar-items alone, not for {recipe_arn('aws-sims')}."
    with assert_refused("InvalidInputException", expected):
        batch_job(aws, sims, "{}", **config)


def test_a_file_with_themes_has_a_hundred_lines(aws: Aws, themed: str) -> None:
    version = train(aws, themed, "aws-similar-items")
    arn = batch_job(aws, version, '{"itemId": "item-02"}\n' * 101, **THEMED)
    assert failure(aws, arn) == (
        f"s3://{BUCKET}/in/job/lines.json has more than 100 lines; so many are allowed in an input file."
    )


# --- which events count ---------------------------------------------------------------------------------------


def test_events_count_a_quarter_of_an_hour_after_they_came(aws: Aws, group: str) -> None:
    """Of the recipes that react to them; what a campaign does at once, a batch job does later."""
    start = datetime.datetime(2030, 1, 1, tzinfo=datetime.timezone.utc)
    with time_machine.travel(start, tick=False) as clock:
        version = train(aws, group, "aws-user-personalization")
        tracker = aws.personalize.create_event_tracker(name="t", datasetGroupArn=group)["trackingId"]
        event = {"eventType": "watch", "itemId": "item-05", "sentAt": start}
        aws.events.put_events(trackingId=tracker, sessionId="s", userId="new", eventList=[event])
        found = []
        for minutes in (0, 14, 16):
            clock.move_to(start + datetime.timedelta(minutes=minutes))
            batch_job(aws, version, users("new", "nobody"), f"job-{minutes}")
            new, nobody = (json.loads(line)["output"] for line in answers_of(aws, f"job-{minutes}"))
            found.append(new == nobody)
    assert found == [True, True, False]


# --- the form of lines ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1.0"),
        (0.25, "0.25"),
        (0.001, "0.001"),
        (0.0009999, "9.999E-4"),
        (0.0002198, "2.198E-4"),
        (0.0000001, "1.0E-7"),
        (0.0, "0.0"),
        (-0.0312, "-0.0312"),
        (-0.0003, "-3.0E-4"),
    ],
)
def test_numbers_are_written_as_java_writes_them(value: float, text: str) -> None:
    assert number(value) == text
    assert float(text) == value


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"\xff{}", "The line is not valid JSON: it is not UTF-8."),
        (b"[" * 100_000, "The line is not valid JSON: it is nested too deep."),
        (b'{"a": 1e999}', "The line is not valid JSON: 1e999 is too large."),
        (b"3", "The line is a number, not a JSON object."),
    ],
)
def test_what_is_not_an_object_of_json_is_called_what_it_is(line: bytes, reason: str) -> None:
    with pytest.raises(BadLine) as info:
        parsed(line)
    assert str(info.value) == reason


@dataclass(frozen=True)
class Moody:
    """A recipe of a user's own that answers whom it was trained with, and nobody else."""

    name = "moody"
    recipe_type = "USER_PERSONALIZATION"
    asked: int = 0

    def fit(self, data: recipes.Snapshot) -> Moody:
        return Moody(len(data.users))

    def scores(self, query: recipes.Query) -> recipes.Scores:
        if query.user < 0:
            raise ZeroDivisionError("who is that?")
        return recipes.Scores.of(recipes.Prior.of(np.zeros(13)))


def test_a_recipe_of_the_users_own_that_raises_fails_the_job(aws: Aws, group: str) -> None:
    recipes.register(Moody)
    try:
        version = train(aws, group, "moody")
        job = batch_job(aws, version, users("user-01", "stranger"))
    finally:
        recipes.unregister("moody")
    shown = described(aws, job)
    expected = "The recipe moody failed: ZeroDivisionError: who is that?"
    assert (shown["status"], shown["failureReason"]) == ("CREATE FAILED", expected)
    assert "Contents" not in aws.s3.list_objects_v2(Bucket=BUCKET, Prefix="out/")


@pytest.mark.parametrize(
    ("recipe", "line"),
    [
        ("aws-hrnn-metadata", {"userId": "user-01"}),
        ("aws-hrnn-coldstart", {"userId": "user-01"}),
        ("aws-personalized-ranking-v2", {"userId": "user-01", "itemList": ["item-04", "item-01", "item-02"]}),
    ],
)
def test_a_job_answers_as_a_campaign_of_the_version_does(
    aws: Aws, group: str, recipe: str, line: dict[str, Any]
) -> None:
    version = train(aws, group, recipe)
    campaign = aws.personalize.create_campaign(name="live", solutionVersionArn=version)["campaignArn"]
    batch_job(aws, version, json.dumps(line), numResults=5)
    (written,) = map(json.loads, answers_of(aws))
    if "itemList" in line:
        answer = aws.runtime.get_personalized_ranking(
            campaignArn=campaign, userId="user-01", inputList=line["itemList"]
        )
        assert written["output"]["recommendedItems"] == ranking_of(answer)
    else:
        answer = aws.runtime.get_recommendations(campaignArn=campaign, userId="user-01", numResults=5)
        assert written["output"]["recommendedItems"] == items_of(answer)


def test_a_key_for_what_is_written_is_shown(aws: Aws, sims: str) -> None:
    key = "arn:aws:kms:us-east-1:123456789012:key/answers"
    output = {"s3DataDestination": {"path": OUT, "kmsKeyArn": key}}
    job = batch_job(aws, sims, '{"itemId": "item-01"}', jobOutput=output)
    assert described(aws, job)["jobOutput"] == output

"""New items that become recommendable without a training in full: by themselves every two hours, or by mode UPDATE."""

from __future__ import annotations

import json
from typing import Any

import pytest

from moto_personalize.testing import advance
from tests.clocks import DAY, HOUR, Clock, either_clock, frozen
from tests.conftest import Aws
from tests.personalize.test_automatic_training import click
from tests.workflow import (
    EVENT_FIELDS,
    ITEM_FIELDS,
    answers_of,
    assert_refused,
    batch_job,
    create_dataset,
    csv_text,
    deploy,
    described,
    films_group,
    import_csv,
    recommended,
    schema_text,
    train,
    views,
)

NEW = "brand-new"


@pytest.fixture
def group(aws: Aws) -> str:
    group = films_group(aws, [(*view, "watch", "") for view in views()], EVENT_FIELDS)
    rows = [(f"item-{n:02}", "drama" if n % 2 else "comedy", 1_600_000_000) for n in range(40)]
    imported = import_csv(aws, create_dataset(aws, group, "Items", ITEM_FIELDS), csv_text(ITEM_FIELDS, rows), "items")
    assert imported["status"] == "ACTIVE"
    return group


def add_item(aws: Aws, group: str, item: str = NEW) -> None:
    dataset = group.replace("dataset-group", "dataset") + "/ITEMS"
    rows = [(item, "drama", 1_600_070_000)]
    job = import_csv(aws, dataset, csv_text(ITEM_FIELDS, rows), f"add-{item}", importMode="INCREMENTAL")
    assert job["status"] == "ACTIVE"


def offered(aws: Aws, campaign: str, item: str = NEW) -> bool:
    return item in recommended(aws, campaign, userId="user-01", numResults=200)


RECIPES = ("aws-user-personalization", "aws-user-personalization-v2")


@either_clock
@pytest.mark.parametrize("recipe", RECIPES)
def test_a_new_item_becomes_recommendable_within_two_hours(aws: Aws, group: str, recipe: str, clock: Clock) -> None:
    with clock() as shift:
        campaign = deploy(aws, group, recipe)
        version = described(aws, campaign)["solutionVersionArn"]
        metrics = aws.personalize.get_solution_metrics(solutionVersionArn=version)["metrics"]
        shift(HOUR)
        add_item(aws, group)
        assert not offered(aws, campaign)
        shift(HOUR)
        assert offered(aws, campaign)
        shown = described(aws, campaign)
        assert shown["solutionVersionArn"] == version
        assert "latestCampaignUpdate" not in shown
        assert aws.personalize.get_solution_metrics(solutionVersionArn=version)["metrics"] == metrics


def test_an_update_keeps_items_that_an_import_has_dropped(aws: Aws, group: str) -> None:
    add_item(aws, group, "item-dropped")
    campaign = deploy(aws, group, "aws-user-personalization")
    assert offered(aws, campaign, "item-dropped")
    dataset = group.replace("dataset-group", "dataset") + "/ITEMS"
    import_csv(aws, dataset, csv_text(ITEM_FIELDS, [(NEW, "drama", 1_600_070_000)]), "full")
    advance(campaign, endpoint_url=aws.endpoint_url)
    assert (offered(aws, campaign), offered(aws, campaign, "item-dropped")) == (True, True)


def test_advance_of_a_campaign_brings_its_next_update_about(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, "aws-user-personalization")
    add_item(aws, group)
    assert advance(campaign, endpoint_url=aws.endpoint_url) == {campaign: "ACTIVE"}
    assert offered(aws, campaign)


def test_what_was_learned_stays_as_it_was(aws: Aws, group: str) -> None:
    campaign = deploy(
        aws,
        group,
        "aws-user-personalization",
        campaignConfig={"itemExplorationConfig": {"explorationWeight": "0"}},
    )
    before = [recommended(aws, campaign, userId=f"user-{n:02}", numResults=10) for n in range(30)]
    add_item(aws, group, "a-first-in-the-alphabet")
    advance(campaign, endpoint_url=aws.endpoint_url)
    assert offered(aws, campaign, "a-first-in-the-alphabet")
    after = [
        [item for item in recommended(aws, campaign, userId=f"user-{n:02}", numResults=11) if item[0] != "a"][:10]
        for n in range(30)
    ]
    assert after == before


def test_an_item_of_a_live_event_becomes_recommendable_too(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, "aws-user-personalization")
    click(aws, group, NEW)
    assert not offered(aws, campaign)
    advance(campaign, endpoint_url=aws.endpoint_url)
    assert offered(aws, campaign)


def batch_knows(aws: Aws, version: str, name: str, item: str = NEW) -> bool:
    batch_job(aws, version, '{"userId": "user-01"}', name, numResults=200)
    return item in json.loads(answers_of(aws, name)[0])["output"]["recommendedItems"]


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_batch_job_brings_the_newest_version_up_to_date(aws: Aws, group: str, recipe: str) -> None:
    version = train(aws, group, recipe)
    assert not batch_knows(aws, version, "before")
    add_item(aws, group)
    assert batch_knows(aws, version, "after")


def test_a_batch_job_does_not_bring_an_older_version_up_to_date(aws: Aws, group: str) -> None:
    older = train(aws, group, "aws-user-personalization")
    solution = described(aws, older)["solutionArn"]
    newest = aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    add_item(aws, group)
    assert not batch_knows(aws, older, "older")
    assert batch_knows(aws, newest, "newest")


def test_a_batch_job_whose_update_fails_goes_on_with_the_items_that_it_has(
    aws: Aws, group: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def update(*_: Any) -> None:
        raise ZeroDivisionError("no items")

    version = train(aws, group, "aws-user-personalization")
    add_item(aws, group)
    with monkeypatch.context() as patched:
        patched.setattr("moto_personalize.recipes.sequences.UserPersonalization.update", update)
        assert not batch_knows(aws, version, "without")
    failed = "The recipe aws-user-personalization failed: ZeroDivisionError: no items"
    assert f"{version} goes on with the items that it has: {failed}" in caplog.messages
    assert batch_knows(aws, version, "with")


def test_a_batch_job_of_another_recipe_waits_for_a_training(aws: Aws, group: str) -> None:
    version = train(aws, group, "aws-hrnn")
    add_item(aws, group)
    assert not batch_knows(aws, version, "job")


def test_fields_that_a_schema_got_since_are_not_learned_from(aws: Aws, group: str) -> None:
    unexplored = {"itemExplorationConfig": {"explorationWeight": "0"}}
    campaign = deploy(aws, group, "aws-user-personalization", campaignConfig=unexplored)
    fields = (*ITEM_FIELDS, {"name": "MAKER", "type": ["null", "string"], "categorical": True})
    schema = aws.personalize.create_schema(name="wider", schema=schema_text("Items", fields))["schemaArn"]
    items = group.replace("dataset-group", "dataset") + "/ITEMS"
    aws.personalize.update_dataset(datasetArn=items, schemaArn=schema)
    rows = [(f"item-{n:02}", "drama" if n % 2 else "comedy", 1_600_000_000, n % 2) for n in range(40)]
    rows += [(f"new-{n}", "drama", 1_600_070_000, n) for n in range(2)]
    assert import_csv(aws, items, csv_text(fields, rows), "wider")["status"] == "ACTIVE"
    advance(campaign, endpoint_url=aws.endpoint_url)
    listed = aws.runtime.get_recommendations(campaignArn=campaign, userId="user-01", numResults=200)["itemList"]
    scores = {item["itemId"]: item.get("score") for item in listed}
    assert scores["new-0"] == scores["new-1"]


@pytest.mark.parametrize("recipe", ["aws-popularity-count", "aws-hrnn", "aws-similar-items"])
def test_other_recipes_wait_for_a_training(aws: Aws, group: str, recipe: str) -> None:
    campaign = deploy(aws, group, recipe)
    add_item(aws, group)
    assert advance(campaign, endpoint_url=aws.endpoint_url) == {campaign: "ACTIVE"}
    served = recommended(aws, campaign, userId="user-01", itemId="item-02", numResults=200)
    assert NEW not in served


def test_an_older_version_is_not_brought_up_to_date(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, "aws-user-personalization")
    solution = described(aws, campaign)["solutionVersionArn"].rsplit("/", 1)[0]
    aws.personalize.create_solution_version(solutionArn=solution)
    add_item(aws, group)
    advance(campaign, endpoint_url=aws.endpoint_url)
    assert not offered(aws, campaign)


def test_two_campaigns_of_a_version_are_both_brought_up_to_date(aws: Aws, group: str) -> None:
    first = deploy(aws, group, "aws-user-personalization")
    version = described(aws, first)["solutionVersionArn"]
    second = aws.personalize.create_campaign(name="second", solutionVersionArn=version)["campaignArn"]
    add_item(aws, group)
    advance(first, endpoint_url=aws.endpoint_url)
    assert [offered(aws, campaign) for campaign in (first, second)] == [True, False]
    advance(second, endpoint_url=aws.endpoint_url)
    assert offered(aws, second)


def test_a_jump_over_years_costs_no_more_than_a_day(aws: Aws, group: str) -> None:
    with frozen() as shift:
        campaign = deploy(aws, group, "aws-user-personalization")
        add_item(aws, group)
        shift(50_000 * DAY)
        assert offered(aws, campaign)


# --- trends ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("frequency", "hours"), [("30 minutes", 0.5), ("2 hours", 2), ("1 day", 2)])
def test_trends_are_those_of_now_in_each_interval_of_at_most_two_hours(
    aws: Aws, group: str, frequency: str, hours: float
) -> None:
    with frozen() as shift:
        config = {"featureTransformationParameters": {"trend_discovery_frequency": frequency}}
        version = train(aws, group, "aws-trending-now", solutionConfig=config)
        campaign = aws.personalize.create_campaign(name="trends", solutionVersionArn=version)["campaignArn"]
        metrics = aws.personalize.get_solution_metrics(solutionVersionArn=version)["metrics"]
        for trend in (NEW, "item-07"):
            click(aws, group, trend)
            shift(hours * HOUR - 1)
            assert recommended(aws, campaign, numResults=1) != [trend]
            shift(1)
            assert trend in recommended(aws, campaign, numResults=2)
        assert aws.personalize.get_solution_metrics(solutionVersionArn=version)["metrics"] == metrics


# --- trainingMode UPDATE ---------------------------------------------------------------------------------------


def update(aws: Aws, version: str) -> str:
    solution = version.rsplit("/", 1)[0]
    return aws.personalize.create_solution_version(solutionArn=solution, trainingMode="UPDATE")["solutionVersionArn"]


@pytest.mark.parametrize("recipe", ["aws-user-personalization", "aws-hrnn-coldstart"])
def test_an_update_knows_new_items_and_has_the_metrics_of_its_base(aws: Aws, group: str, recipe: str) -> None:
    full = train(aws, group, recipe)
    add_item(aws, group)
    version = update(aws, full)
    shown = described(aws, version)
    assert (shown["status"], shown["trainingMode"], shown["trainingType"]) == ("ACTIVE", "UPDATE", "MANUAL")
    metrics = [aws.personalize.get_solution_metrics(solutionVersionArn=each)["metrics"] for each in (full, version)]
    assert metrics[0] == metrics[1]
    campaign = aws.personalize.create_campaign(name="films", solutionVersionArn=version)["campaignArn"]
    assert offered(aws, campaign)


def test_an_update_ends_the_updates_of_the_version_that_it_came_from(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, "aws-user-personalization")
    update(aws, described(aws, campaign)["solutionVersionArn"])
    add_item(aws, group)
    advance(campaign, endpoint_url=aws.endpoint_url)
    assert not offered(aws, campaign)


def test_an_update_that_is_stopped_leaves_the_version_that_it_came_from_to_its_updates(
    aws: Aws, group: str, request: pytest.FixtureRequest
) -> None:
    campaign = deploy(aws, group, "aws-user-personalization")
    add_item(aws, group)
    request.getfixturevalue("manual")
    version = update(aws, described(aws, campaign)["solutionVersionArn"])
    aws.personalize.stop_solution_version_creation(solutionVersionArn=version)
    assert described(aws, version)["status"] == "CREATE STOPPED"
    advance(campaign, endpoint_url=aws.endpoint_url)
    assert offered(aws, campaign)


def test_an_update_needs_a_full_version_and_a_recipe_that_takes_it(aws: Aws, group: str) -> None:
    solution = aws.personalize.create_solution(
        name="films", datasetGroupArn=group, recipeArn="arn:aws:personalize:::recipe/aws-user-personalization"
    )["solutionArn"]
    expected = f"trainingMode UPDATE needs an ACTIVE version of mode FULL of {solution}."
    with assert_refused("InvalidInputException", expected):
        update(aws, solution + "/none")
    other = train(aws, group, "aws-user-personalization-v2")
    expected = "trainingMode UPDATE is not for the recipe arn:aws:personalize:::recipe/aws-user-personalization-v2."
    with assert_refused("InvalidInputException", expected):
        update(aws, other)
    expected = "trainingMode AUTOTRAIN cannot be asked for: automatic training is set by performAutoTraining."
    with assert_refused("InvalidInputException", expected):
        aws.personalize.create_solution_version(solutionArn=solution, trainingMode="AUTOTRAIN")

"""Recommenders as resources: what they need, how they change, stop, start and go."""

from __future__ import annotations

from typing import Any

import pytest

from moto_personalize.personalize.exceptions import WorkFailed
from moto_personalize.personalize.models import personalize_backends
from moto_personalize.personalize.service.recommenders import Recommender
from moto_personalize.testing import advance_to
from tests.conftest import Aws
from tests.workflow import (
    answer_of,
    assert_refused,
    create_dataset,
    create_group,
    csv_text,
    described,
    domain_group,
    films_group,
    import_csv,
    items_of,
    recipe_arn,
    recommender,
    status,
    views,
)

pytestmark = pytest.mark.usefixtures("little_data")
ARN = "arn:aws:personalize:us-east-1:123456789012:recommender/shop"
MOST_VIEWED = "aws-ecomm-popular-items-by-views"
FOR_YOU = "aws-ecomm-recommended-for-you"
METRICS = {
    "coverage",
    "mean_reciprocal_rank_at_25",
    *(f"{of}_at_{k}" for of in ("normalized_discounted_cumulative_gain", "precision") for k in (5, 10, 25)),
}
ITEM_FIELDS = (
    {"name": "ITEM_ID", "type": "string"},
    {"name": "PRICE", "type": "float"},
    {"name": "CATEGORY_L1", "type": "string", "categorical": True},
)


def viewed(event_type: str = "View") -> list[tuple[Any, ...]]:
    """48 events of six users with twelve items."""
    return [(*view, event_type) for view in views(6, 12, 8)]


def add_items(aws: Aws, group: str, items: int = 12) -> str:
    """An Items dataset in two categories, even and odd."""
    dataset = create_dataset(aws, group, "Items", ITEM_FIELDS, domain="ECOMMERCE")
    rows = [(f"item-{n:02}", float(n), "odd" if n % 2 else "even") for n in range(items)]
    assert import_csv(aws, dataset, csv_text(ITEM_FIELDS, rows), "items")["status"] == "ACTIVE"
    return dataset


def served(aws: Aws, arn: str, **request: Any) -> list[str]:
    return items_of(aws.runtime.get_recommendations(recommenderArn=arn, **request))


@pytest.fixture
def group(aws: Aws) -> str:
    return domain_group(aws, viewed())


# --- what is shown --------------------------------------------------------------------------------------------


def test_creating_a_recommender_answers_with_its_arn_alone(aws: Aws, group: str) -> None:
    answer = aws.personalize.create_recommender(
        name="shop", datasetGroupArn=group, recipeArn=recipe_arn(MOST_VIEWED), tags=[{"tagKey": "a", "tagValue": "b"}]
    )
    assert answer_of(answer) == {"recommenderArn": ARN}
    tags = aws.personalize.list_tags_for_resource(resourceArn=ARN)["tags"]
    assert tags == [{"tagKey": "a", "tagValue": "b"}]


def test_a_recommender_shows_its_members_and_the_metrics_of_its_model(aws: Aws, group: str) -> None:
    recommender(aws, group, MOST_VIEWED, "shop")
    shown = answer_of(aws.personalize.describe_recommender(recommenderArn=ARN))["recommender"]
    assert shown.pop("creationDateTime") <= shown.pop("lastUpdatedDateTime")
    assert shown.pop("modelMetrics").keys() == METRICS
    assert shown == {
        "recommenderArn": ARN,
        "datasetGroupArn": group,
        "name": "shop",
        "recipeArn": recipe_arn(MOST_VIEWED),
        "recommenderConfig": {},
        "status": "ACTIVE",
    }


def test_recommenders_are_listed_by_dataset_group(aws: Aws, group: str) -> None:
    config = {"minRecommendationRequestsPerSecond": 2}
    recommender(aws, group, MOST_VIEWED, "shop", recommenderConfig=config)
    other = domain_group(aws, viewed("Watch"), "VIDEO_ON_DEMAND", "films")
    recommender(aws, other, "aws-vod-most-popular")
    (listed,) = aws.personalize.list_recommenders(datasetGroupArn=group)["recommenders"]
    assert listed.pop("creationDateTime") <= listed.pop("lastUpdatedDateTime")
    assert listed == {
        "name": "shop",
        "recommenderArn": ARN,
        "datasetGroupArn": group,
        "recipeArn": recipe_arn(MOST_VIEWED),
        "recommenderConfig": config,
        "status": "ACTIVE",
    }
    assert len(aws.personalize.list_recommenders()["recommenders"]) == 2


def test_metrics_are_absent_while_a_recommender_is_created_or_deleted(
    aws: Aws, group: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("manual")
    arn = recommender(aws, group, MOST_VIEWED)
    shown = described(aws, arn)
    assert (shown["status"], "modelMetrics" in shown) == ("CREATE IN_PROGRESS", False)
    shown = described(aws, arn)
    assert (shown["status"], "modelMetrics" in shown) == ("ACTIVE", True)
    aws.personalize.delete_recommender(recommenderArn=arn)
    shown = described(aws, arn)
    assert (shown["status"], "modelMetrics" in shown) == ("DELETE IN_PROGRESS", False)


# --- what is refused ------------------------------------------------------------------------------------------


def test_a_second_recommender_of_a_name_is_refused(aws: Aws, group: str) -> None:
    recommender(aws, group, MOST_VIEWED, "shop")
    with assert_refused("ResourceAlreadyExistsException", f"Another resource with Arn {ARN} already exists."):
        recommender(aws, group, FOR_YOU, "shop")


def test_what_does_not_exist_is_not_found(aws: Aws, group: str) -> None:
    with assert_refused("ResourceNotFoundException", f"The given dataset group does not exist: {group}x"):
        recommender(aws, group + "x", MOST_VIEWED)
    with assert_refused("ResourceNotFoundException", f"The given recipe does not exist: {recipe_arn('aws-x')}"):
        recommender(aws, group, "aws-x")
    for verb in ("describe", "delete", "stop", "start"):
        with assert_refused("ResourceNotFoundException", f"The given recommender does not exist: {ARN}"):
            getattr(aws.personalize, f"{verb}_recommender")(recommenderArn=ARN)
    with assert_refused("ResourceNotFoundException", f"The given recommender does not exist: {ARN}"):
        aws.personalize.update_recommender(recommenderArn=ARN, recommenderConfig={})


def test_a_custom_group_has_no_recommenders(aws: Aws) -> None:
    custom = films_group(aws, views())
    expected = f"Recommenders need a Domain dataset group; {custom} is a Custom one."
    with assert_refused("InvalidInputException", expected):
        recommender(aws, custom, MOST_VIEWED)


def test_a_custom_recipe_and_a_use_case_of_the_other_domain_are_refused(aws: Aws, group: str) -> None:
    expected = f"{recipe_arn('aws-sims')} is not a use case of a domain; create a solution for it."
    with assert_refused("InvalidInputException", expected):
        recommender(aws, group, "aws-sims")
    other = recipe_arn("aws-vod-top-picks")
    expected = f"{other} is a use case of domain VIDEO_ON_DEMAND; {group} is of domain ECOMMERCE."
    with assert_refused("InvalidInputException", expected):
        recommender(aws, group, "aws-vod-top-picks")


def test_a_recommender_needs_interactions(aws: Aws) -> None:
    empty = create_group(aws, "shop", domain="ECOMMERCE")
    expected = (
        "Dataset group must contain an INTERACTIONS dataset with successfully completed dataset import job "
        "or EVENT_INTERACTIONS"
    )
    with assert_refused("InvalidInputException", expected):
        recommender(aws, empty, MOST_VIEWED)


def test_more_like_x_needs_items(aws: Aws) -> None:
    group = domain_group(aws, viewed("Watch"), "VIDEO_ON_DEMAND", "films")
    expected = f"{recipe_arn('aws-vod-more-like-x')} needs an ITEMS dataset with imported items in {group}."
    with assert_refused("InvalidInputException", expected):
        recommender(aws, group, "aws-vod-more-like-x")


def test_a_sixth_recommender_of_a_group_is_refused(aws: Aws, group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        recommender(aws, group, MOST_VIEWED, f"shop-{number}")
    aws.personalize.stop_recommender(recommenderArn=f"{ARN}-0")
    expected = "More than 5 resources in ACTIVE state. Please delete some and try again."
    with assert_refused("LimitExceededException", expected):
        recommender(aws, group, MOST_VIEWED, "shop")
    monkeypatch.setenv("MOTO_PERSONALIZE_ENFORCE_QUOTAS", "false")
    assert recommender(aws, group, MOST_VIEWED, "shop") == ARN


def test_exploration_is_for_personalised_use_cases(aws: Aws, group: str) -> None:
    config = {"itemExplorationConfig": {"explorationWeight": "0.9", "explorationItemAgeCutOff": "7"}}
    expected = f"itemExplorationConfig is not for the recipe {recipe_arn(MOST_VIEWED)}."
    with assert_refused("InvalidInputException", expected):
        recommender(aws, group, MOST_VIEWED, recommenderConfig=config)
    arn = recommender(aws, group, FOR_YOU, recommenderConfig=config)
    assert described(aws, arn)["recommenderConfig"] == config
    wrong = {"itemExplorationConfig": {"explorationWeight": "2"}}
    with assert_refused("InvalidInputException", "explorationWeight takes a number from 0 to 1, not 2."):
        aws.personalize.update_recommender(recommenderArn=arn, recommenderConfig=wrong)


def test_training_columns_must_be_there(aws: Aws, group: str) -> None:
    columns = {"trainingDataConfig": {"excludedDatasetColumns": {"INTERACTIONS": ["COLOUR"]}}}
    dataset = group.replace("dataset-group", "dataset") + "/INTERACTIONS"
    expected = f"excludedDatasetColumns names COLOUR, which is not a column of {dataset}."
    with assert_refused("InvalidInputException", expected):
        recommender(aws, group, FOR_YOU, recommenderConfig=columns)


# --- training -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("use_case", "reason"),
    [
        (MOST_VIEWED, "Dataset has fewer than 1000 interactions after filtering by event type: View"),
        (
            "aws-ecomm-frequently-bought-together",
            "Dataset has fewer than 1000 interactions after filtering by event type: Purchase",
        ),
    ],
)
def test_too_few_events_of_the_type_fail_the_recommender(
    aws: Aws, use_case: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MOTO_PERSONALIZE_MIN_INTERACTIONS")
    rows = [(*view, "view") for view in views()[:999]] + [(*view, "add") for view in views()]
    group = domain_group(aws, rows)
    shown = described(aws, recommender(aws, group, use_case))
    assert (shown["status"], shown["failureReason"]) == ("CREATE FAILED", reason)
    assert "modelMetrics" not in shown
    assert described(aws, recommender(aws, group, FOR_YOU))["status"] == "ACTIVE"


def test_too_few_events_of_any_type_fail_the_recommender(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    group = domain_group(aws, viewed())
    monkeypatch.setenv("MOTO_PERSONALIZE_MIN_INTERACTIONS", "49")
    shown = described(aws, recommender(aws, group, FOR_YOU))
    assert (shown["status"], shown["failureReason"]) == ("CREATE FAILED", "Dataset has fewer than 49 interactions")


def test_a_failed_recommender_serves_nothing_and_can_be_deleted(aws: Aws) -> None:
    arn = recommender(aws, domain_group(aws, viewed("Purchase")), MOST_VIEWED)
    assert status(aws, arn) == "CREATE FAILED"
    with assert_refused("InvalidInputException", f"{arn} does not exist or is not active yet."):
        served(aws, arn, userId="user-01")
    aws.personalize.delete_recommender(recommenderArn=arn)
    assert aws.personalize.list_recommenders()["recommenders"] == []


def test_a_recommender_in_training_keeps_every_dataset(aws: Aws, group: str, request: pytest.FixtureRequest) -> None:
    dataset = group.replace("dataset-group", "dataset") + "/INTERACTIONS"
    request.getfixturevalue("manual")
    arn = recommender(aws, group, MOST_VIEWED)
    expected = f"The given dataset cannot be deleted while the recommender {arn} is CREATE PENDING: {dataset}"
    with assert_refused("ResourceInUseException", expected):
        aws.personalize.delete_dataset(datasetArn=dataset)


def test_an_active_recommender_keeps_its_group_and_no_dataset(aws: Aws, group: str) -> None:
    arn = recommender(aws, group, MOST_VIEWED)
    aws.personalize.delete_dataset(datasetArn=group.replace("dataset-group", "dataset") + "/INTERACTIONS")
    expected = f"The given dataset group cannot be deleted while the recommender {arn} is ACTIVE: {group}"
    with assert_refused("ResourceInUseException", expected):
        aws.personalize.delete_dataset_group(datasetGroupArn=group)
    assert len(served(aws, arn, userId="user-01")) == 12


# --- updates --------------------------------------------------------------------------------------------------


def more_events(aws: Aws, group: str) -> None:
    """Item-11 becomes the most viewed."""
    dataset = group.replace("dataset-group", "dataset") + "/INTERACTIONS"
    rows = [(f"user-{n % 6:02}", "item-11", 1_700_000_000 + n, "View") for n in range(60)]
    text = csv_text([{"name": name} for name in ("USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE")], rows)
    assert import_csv(aws, dataset, text, "more", importMode="INCREMENTAL")["status"] == "ACTIVE"


def test_an_update_answers_with_the_arn_alone_and_replaces_the_whole_configuration(aws: Aws, group: str) -> None:
    arn = recommender(aws, group, FOR_YOU, "shop", recommenderConfig={"minRecommendationRequestsPerSecond": 3})
    config = {"itemExplorationConfig": {"explorationWeight": "0"}}
    answer = aws.personalize.update_recommender(recommenderArn=arn, recommenderConfig=config)
    assert answer_of(answer) == {"recommenderArn": ARN}
    shown = described(aws, arn)
    assert (shown["status"], shown["recommenderConfig"]) == ("ACTIVE", config)
    update = shown["latestRecommenderUpdate"]
    assert update.pop("creationDateTime") <= update.pop("lastUpdatedDateTime")
    assert update == {"recommenderConfig": config, "status": "ACTIVE"}


def test_an_update_trains_anew_only_for_other_columns(aws: Aws, group: str) -> None:
    add_items(aws, group)
    excluded = {"excludedDatasetColumns": {"ITEMS": ["PRICE", "CATEGORY_L1"]}}
    arn = recommender(aws, group, MOST_VIEWED, recommenderConfig={"trainingDataConfig": excluded})
    before = served(aws, arn, userId="user-01")
    more_events(aws, group)
    again = {"excludedDatasetColumns": {"items": ["CATEGORY_L1", "PRICE"]}}
    for config in (
        {"trainingDataConfig": again},
        {"trainingDataConfig": again, "minRecommendationRequestsPerSecond": 2},
    ):
        aws.personalize.update_recommender(recommenderArn=arn, recommenderConfig=config)
        assert served(aws, arn, userId="user-01") == before
    aws.personalize.update_recommender(recommenderArn=arn, recommenderConfig={})
    assert before[0] != "item-11"
    assert served(aws, arn, userId="user-01")[0] == "item-11"


def test_an_update_serves_the_old_configuration_until_it_is_active(
    aws: Aws, group: str, request: pytest.FixtureRequest
) -> None:
    add_items(aws, group)
    arn = recommender(aws, group, MOST_VIEWED)
    before = served(aws, arn, userId="user-01")
    more_events(aws, group)
    request.getfixturevalue("manual")
    config = {"trainingDataConfig": {"excludedDatasetColumns": {"ITEMS": ["PRICE"]}}}
    aws.personalize.update_recommender(recommenderArn=arn, recommenderConfig=config)
    shown = described(aws, arn)
    assert (shown["status"], shown["recommenderConfig"]) == ("ACTIVE", {})
    assert shown["latestRecommenderUpdate"]["status"] == "CREATE IN_PROGRESS"
    assert shown["lastUpdatedDateTime"] == shown["latestRecommenderUpdate"]["creationDateTime"]
    assert served(aws, arn, userId="user-01") == before
    shown = described(aws, arn)
    assert (shown["latestRecommenderUpdate"]["status"], shown["recommenderConfig"]) == ("ACTIVE", config)
    assert served(aws, arn, userId="user-01") != before


def test_an_update_that_fails_changes_nothing(aws: Aws, group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    add_items(aws, group)
    arn = recommender(aws, group, MOST_VIEWED)
    before, metrics = served(aws, arn, userId="user-01"), described(aws, arn)["modelMetrics"]
    monkeypatch.setenv("MOTO_PERSONALIZE_MIN_INTERACTIONS", "500")
    config = {"trainingDataConfig": {"excludedDatasetColumns": {"ITEMS": ["PRICE"]}}}
    aws.personalize.update_recommender(recommenderArn=arn, recommenderConfig=config)
    shown = described(aws, arn)
    update = shown["latestRecommenderUpdate"]
    expected = "Dataset has fewer than 500 interactions after filtering by event type: View"
    assert (update["status"], update["failureReason"]) == ("CREATE FAILED", expected)
    assert (shown["status"], shown["recommenderConfig"], shown["modelMetrics"]) == ("ACTIVE", {}, metrics)
    assert "failureReason" not in shown
    assert served(aws, arn, userId="user-01") == before


def test_an_update_that_fails_makes_no_new_column_known(aws: Aws, group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    arn = recommender(aws, group, MOST_VIEWED)
    add_items(aws, group)
    found = personalize_backends["123456789012"]["us-east-1"].store.get(Recommender, arn)
    config = {"trainingDataConfig": {"excludedDatasetColumns": {"ITEMS": ["PRICE"]}}}
    monkeypatch.setenv("MOTO_PERSONALIZE_MIN_INTERACTIONS", "500")
    aws.personalize.update_recommender(recommenderArn=arn, recommenderConfig=config)
    assert found.columns is not None
    assert "ITEMS" not in found.columns
    monkeypatch.undo()
    monkeypatch.setenv("MOTO_PERSONALIZE_MIN_INTERACTIONS", "1")
    monkeypatch.setenv("MOTO_PERSONALIZE_MIN_USERS", "1")
    aws.personalize.update_recommender(recommenderArn=arn, recommenderConfig=config)
    assert "PRICE" in found.columns["ITEMS"]


def test_only_work_can_fail(aws: Aws, group: str, request: pytest.FixtureRequest) -> None:
    arn = recommender(aws, group, MOST_VIEWED)
    request.getfixturevalue("manual")
    aws.personalize.stop_recommender(recommenderArn=arn)
    expected = f"{arn} is STOP PENDING and cannot become GONE. Statuses ahead of it: STOP IN_PROGRESS, INACTIVE."
    with pytest.raises(ValueError, match=f"^{expected}$"):
        advance_to(arn, "GONE", endpoint_url=aws.endpoint_url)
    assert advance_to(arn, "INACTIVE", endpoint_url=aws.endpoint_url) == "INACTIVE"
    aws.personalize.start_recommender(recommenderArn=arn)
    expected = f"{arn} is START PENDING and cannot become GONE. Statuses ahead of it: START IN_PROGRESS, ACTIVE."
    with pytest.raises(ValueError, match=f"^{expected}$"):
        advance_to(arn, "GONE", endpoint_url=aws.endpoint_url)


def test_a_recommender_in_an_update_is_neither_updated_stopped_nor_deleted(
    aws: Aws, group: str, request: pytest.FixtureRequest
) -> None:
    arn = recommender(aws, group, MOST_VIEWED)
    request.getfixturevalue("manual")
    aws.personalize.update_recommender(recommenderArn=arn, recommenderConfig={})
    expected = "The given recommender cannot be {} while its update is CREATE PENDING: " + arn
    with assert_refused("ResourceInUseException", expected.format("updated")):
        aws.personalize.update_recommender(recommenderArn=arn, recommenderConfig={})
    with assert_refused("ResourceInUseException", expected.format("stopped")):
        aws.personalize.stop_recommender(recommenderArn=arn)
    with assert_refused("ResourceInUseException", expected.format("deleted")):
        aws.personalize.delete_recommender(recommenderArn=arn)


# --- stop and start -------------------------------------------------------------------------------------------


def test_a_recommender_walks_out_and_in_again(aws: Aws, group: str, request: pytest.FixtureRequest) -> None:
    arn = recommender(aws, group, MOST_VIEWED, "shop")
    before = served(aws, arn, userId="user-01")
    request.getfixturevalue("manual")
    assert answer_of(aws.personalize.stop_recommender(recommenderArn=arn)) == {"recommenderArn": ARN}
    seen = [aws.personalize.list_recommenders()["recommenders"][0]["status"], status(aws, arn), status(aws, arn)]
    assert seen == ["STOP PENDING", "STOP IN_PROGRESS", "INACTIVE"]
    with assert_refused("InvalidInputException", f"{arn} does not exist or is not active yet."):
        served(aws, arn, userId="user-01")
    assert answer_of(aws.personalize.start_recommender(recommenderArn=arn)) == {"recommenderArn": ARN}
    seen = [aws.personalize.list_recommenders()["recommenders"][0]["status"], status(aws, arn), status(aws, arn)]
    assert seen == ["START PENDING", "START IN_PROGRESS", "ACTIVE"]
    assert served(aws, arn, userId="user-01") == before


def test_starting_makes_no_new_model(aws: Aws, group: str) -> None:
    arn = recommender(aws, group, MOST_VIEWED)
    before = served(aws, arn, userId="user-01")
    aws.personalize.stop_recommender(recommenderArn=arn)
    more_events(aws, group)
    aws.personalize.start_recommender(recommenderArn=arn)
    assert served(aws, arn, userId="user-01") == before


def test_only_an_active_recommender_stops_and_only_a_stopped_one_starts(aws: Aws, group: str) -> None:
    arn = recommender(aws, group, MOST_VIEWED)
    with assert_refused("ResourceInUseException", f"The given recommender cannot be started while it is ACTIVE: {arn}"):
        aws.personalize.start_recommender(recommenderArn=arn)
    aws.personalize.stop_recommender(recommenderArn=arn)
    expected = "The given recommender cannot be {} while it is INACTIVE: " + arn
    with assert_refused("ResourceInUseException", expected.format("stopped")):
        aws.personalize.stop_recommender(recommenderArn=arn)
    with assert_refused("ResourceInUseException", expected.format("updated")):
        aws.personalize.update_recommender(recommenderArn=arn, recommenderConfig={})


def test_a_stopped_recommender_can_be_deleted(aws: Aws, group: str) -> None:
    arn = recommender(aws, group, MOST_VIEWED)
    aws.personalize.stop_recommender(recommenderArn=arn)
    assert answer_of(aws.personalize.delete_recommender(recommenderArn=arn)) == {}
    with assert_refused("ResourceNotFoundException", f"The given recommender does not exist: {arn}"):
        described(aws, arn)


# --- retraining -----------------------------------------------------------------------------------------------


def backend_of(arn: str) -> tuple[Any, Recommender]:
    backend = personalize_backends["123456789012"]["us-east-1"]
    return backend, backend.store.get(Recommender, arn)


def test_a_full_retraining_takes_in_what_came_since(aws: Aws, group: str) -> None:
    arn = recommender(aws, group, MOST_VIEWED)
    assert served(aws, arn, userId="user-01")[0] != "item-11"
    more_events(aws, group)
    backend, found = backend_of(arn)
    backend.retrain(found)
    assert served(aws, arn, userId="user-01")[0] == "item-11"
    assert described(aws, arn)["status"] == "ACTIVE"


def test_a_retraining_that_fails_changes_nothing(aws: Aws, group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    arn = recommender(aws, group, MOST_VIEWED)
    before, shown = served(aws, arn, userId="user-01"), described(aws, arn)
    more_events(aws, group)
    monkeypatch.setenv("MOTO_PERSONALIZE_MIN_INTERACTIONS", "500")
    backend, found = backend_of(arn)
    expected = "^Dataset has fewer than 500 interactions after filtering by event type: View$"
    with pytest.raises(WorkFailed, match=expected):
        backend.retrain(found)
    assert (served(aws, arn, userId="user-01"), described(aws, arn)) == (before, shown)

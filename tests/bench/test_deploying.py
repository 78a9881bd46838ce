"""Deployments in one call, in process and against a server."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
import requests
from freezegun import freeze_time
from moto import settings
from moto.core.responses import ActionAuthenticatorMixin

from moto_personalize import mock_personalize, testing
from moto_personalize.bench.deployable import SEGMENTS
from moto_personalize.bench.site import Site
from moto_personalize.recipes import CatalogueEntry, entries
from moto_personalize.testing import Deployment
from tests.conftest import Aws
from tests.workflow import (
    EVENT_FIELDS,
    INTERACTION_FIELDS,
    answer_of,
    assert_refused,
    create_dataset,
    create_group,
    csv_text,
    described,
    import_csv,
    items_of,
    put_csv,
    ranking_of,
    recipe_arn,
    recommended,
    schema_text,
    status,
)

COUNT = "aws-popularity-count"
UNKNOWN_TOKEN = "The security token included in the request is invalid."
SIMPLE = [("ann", "film", 1), ("bob", "film", 2), ("bob", "book", 3)]
CAMPAIGNS = [entry for entry in entries() if not entry.domain and entry.recipe_type != SEGMENTS]
USE_CASES = [entry for entry in entries() if entry.domain]


def deploy(aws: Aws, recipe: str = COUNT, interactions: Any = SIMPLE, **kwargs: Any) -> Deployment:
    return testing.deploy_campaign(recipe, interactions, endpoint_url=aws.endpoint_url, **kwargs)


def deploy_use_case(aws: Aws, recipe: str, interactions: Any = None, **kwargs: Any) -> Deployment:
    return testing.deploy_recommender(recipe, interactions, endpoint_url=aws.endpoint_url, **kwargs)


def answered(aws: Aws, entry: CatalogueEntry, arn: str) -> list[str]:
    """What a deployment of made-up data answers, asked as its recipe wants it."""
    if entry.recipe_type == "PERSONALIZED_RANKING":
        return ranking_of(aws.runtime.get_personalized_ranking(campaignArn=arn, userId="u0", inputList=["i1", "i2"]))
    if entry.recipe_type == "PERSONALIZED_ACTIONS":
        listed = aws.runtime.get_action_recommendations(campaignArn=arn, userId="u0", numResults=2)["actionList"]
        return [action["actionId"] for action in listed]
    about = {"itemId": "i1"} if entry.recipe_type == "RELATED_ITEMS" else {}
    source = {"recommenderArn" if entry.domain else "campaignArn": arn}
    return items_of(aws.runtime.get_recommendations(**source, **about, userId="u0", numResults=2))


LISTS = (
    "list_dataset_groups",
    "list_schemas",
    "list_datasets",
    "list_dataset_import_jobs",
    "list_solutions",
    "list_solution_versions",
    "list_campaigns",
    "list_event_trackers",
    "list_recommenders",
    "list_filters",
)


def at_step(monkeypatch: pytest.MonkeyPatch, step: str, happens: Callable[[], None], *, before: bool = True) -> None:
    """Let something happen in the midst of a deployment: before one of its calls of the API, or behind it."""
    asked = Site._asked

    def interrupted(site: Site, verb: str, **members: Any) -> Any:
        if verb == step and before:
            happens()
        answer = asked(site, verb, **members)
        if verb == step and not before:
            happens()
        return answer

    monkeypatch.setattr(Site, "_asked", interrupted)


def left(aws: Aws) -> dict[str, Any]:
    """Everything that is there, by the operation that lists it."""
    lists = {name: answer_of(getattr(aws.personalize, name)()) for name in LISTS}
    lists["list_buckets"] = {"buckets": aws.s3.list_buckets()["Buckets"]}
    return {name: answer for name, answer in lists.items() if any(answer.values())}


# --- what is made -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", CAMPAIGNS, ids=lambda entry: entry.name)
def test_every_recipe_is_deployed_without_data(aws: Aws, entry: CatalogueEntry) -> None:
    made = deploy(aws, entry.name, None)
    assert len(answered(aws, entry, made.arn)) == 2


@pytest.mark.parametrize("entry", USE_CASES, ids=lambda entry: entry.name)
def test_every_use_case_is_deployed_without_data(aws: Aws, entry: CatalogueEntry) -> None:
    made = deploy_use_case(aws, entry.name)
    assert len(answered(aws, entry, made.arn)) == 2


def test_rows_are_what_is_learned_from(aws: Aws) -> None:
    assert recommended(aws, deploy(aws).arn, userId="ann") == ["film", "book"]


class Rated(NamedTuple):
    item_id: str
    user_id: str
    timestamp: int


@pytest.mark.parametrize(
    "rows", [[Rated(item, user, when) for user, item, when in SIMPLE], np.array(SIMPLE)], ids=["namedtuples", "array"]
)
def test_rows_are_read_by_their_names_or_places(aws: Aws, rows: Any) -> None:
    assert recommended(aws, deploy(aws, interactions=rows).arn, userId="ann") == ["film", "book"]


def test_an_id_of_several_texts_is_told(aws: Aws) -> None:
    with pytest.raises(ValueError, match=r"^interactions, row 1: ITEM_ID is \['film', 'book'\], not text, a number,"):
        deploy(aws, interactions=[("ann", ["film", "book"], 1)])


def test_all_that_a_campaign_takes_is_active(aws: Aws) -> None:
    made = deploy(aws, items=[{"ITEM_ID": "film", "GENRE": "Drama"}], users=[{"USER_ID": "ann", "AGE": 33}])
    arns = [made.arn, made.dataset_group_arn, made.solution_arn, made.solution_version_arn, *made.datasets.values()]
    assert {status(aws, arn) for arn in arns} == {"ACTIVE"}
    assert list(made.datasets) == ["INTERACTIONS", "ITEMS", "USERS"]
    assert described(aws, made.solution_arn)["performAutoTraining"] is False


def test_a_recommender_has_no_solution(aws: Aws) -> None:
    made = deploy_use_case(aws, "aws-ecomm-popular-items-by-views", SIMPLE)
    assert status(aws, made.arn) == "ACTIVE"
    assert (made.solution_arn, made.solution_version_arn, made.action_tracking_id) == ("", "", "")
    assert described(aws, made.dataset_group_arn)["domain"] == "ECOMMERCE"


def test_a_recipe_may_be_given_by_its_arn(aws: Aws) -> None:
    made = deploy(aws, recipe_arn(COUNT))
    assert described(aws, made.solution_arn)["recipeArn"] == recipe_arn(COUNT)


def test_events_are_taken_under_the_tracking_id(aws: Aws) -> None:
    made = deploy(
        aws, "aws-user-personalization-v2", filters={"seen": 'INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")'}
    )
    event = {"eventType": "click", "itemId": "book", "sentAt": datetime(2024, 1, 1)}
    aws.events.put_events(trackingId=made.tracking_id, userId="eve", sessionId="s", eventList=[event])
    assert recommended(aws, made.arn, userId="eve", filterArn=made.filters["seen"]) == ["book"]


def test_a_recipe_of_texts_alone_has_no_event_tracker(aws: Aws) -> None:
    items = [{"ITEM_ID": f"i{n}", "TITLE": f"Title {n}", "DESCRIPTION": f"A story of {n} bears."} for n in range(3)]
    made = deploy(aws, "aws-semantic-similarity", None, items=items)
    assert made.tracking_id == ""
    assert sorted(recommended(aws, made.arn, itemId="i1")) == ["i0", "i2"]


def test_actions_and_what_came_of_them_are_imported(aws: Aws) -> None:
    offers = [(user, action, n, "Taken") for n, (user, action) in enumerate([("ann", "join"), ("bob", "rate")])]
    offers += [("ann", "rate", 5, "Not Taken"), ("bob", "join", 6, "Not Taken")]
    made = deploy(
        aws,
        "aws-next-best-action",
        actions=[{"ACTION_ID": "join", "KIND": "club", "VALUE": 5}, {"ACTION_ID": "rate", "KIND": "app"}],
        action_interactions=offers,
    )
    listed = aws.runtime.get_action_recommendations(campaignArn=made.arn, userId="ann")["actionList"]
    assert sorted(action["actionId"] for action in listed) == ["join", "rate"]
    event = {"actionId": "join", "eventType": "Viewed", "sessionId": "s", "timestamp": 7, "userId": "ann"}
    answer = aws.events.put_action_interactions(trackingId=made.action_tracking_id, actionInteractions=[event])
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_configurations_are_passed_on_in_the_words_of_the_api(aws: Aws) -> None:
    exploring = {"itemExplorationConfig": {"explorationWeight": "0.7"}}
    parameters = {"algorithmHyperParameters": {"hidden_dimension": "55"}}
    made = deploy(aws, "aws-user-personalization", solution_config=parameters, campaign_config=exploring)
    assert described(aws, made.solution_arn)["solutionConfig"] == parameters
    assert described(aws, made.arn)["campaignConfig"] == exploring
    recommender = deploy_use_case(aws, "aws-vod-top-picks", SIMPLE, recommender_config=exploring)
    assert described(aws, recommender.arn)["recommenderConfig"] == exploring


# --- event types ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("use_case", "event_type"),
    [
        ("aws-vod-because-you-watched-x", "Watch"),
        ("aws-vod-more-like-x", "Watch"),
        ("aws-vod-most-popular", "Watch"),
        ("aws-vod-top-picks", "Watch"),
        ("aws-vod-trending-now", "Watch"),
        ("aws-ecomm-customers-who-viewed-x-also-viewed", "View"),
        ("aws-ecomm-frequently-bought-together", "Purchase"),
        ("aws-ecomm-popular-items-by-views", "View"),
        ("aws-ecomm-popular-items-by-purchases", "Purchase"),
        ("aws-ecomm-recommended-for-you", "View"),
    ],
)
def test_rows_without_an_event_type_get_that_of_the_use_case(aws: Aws, use_case: str, event_type: str) -> None:
    rows: list[tuple[Any, ...]] = [*SIMPLE, ("cid", "card", 4, "Other")]
    made = deploy_use_case(
        aws, use_case, rows, filters={"those": f'INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("{event_type}")'}
    )
    explained = testing.explain_filter(made.filters["those"], "bob", endpoint_url=aws.endpoint_url)
    assert "2 of" in str(explained)


def test_every_use_case_has_an_event_type_of_rows_without_one() -> None:
    (mark,) = test_rows_without_an_event_type_get_that_of_the_use_case.pytestmark  # type: ignore[attr-defined]
    assert {use_case for use_case, _ in mark.args[1]} == {entry.name for entry in USE_CASES}


@pytest.mark.parametrize("entry", [entry for entry in USE_CASES if entry.event_type], ids=lambda entry: entry.name)
def test_rows_that_a_use_case_learns_nothing_from_are_refused(aws: Aws, entry: CatalogueEntry) -> None:
    rows: list[tuple[Any, ...]] = [("ann", "chess", 3, "buy"), ("bob", "go", 4, "Look")]
    with pytest.raises(ValueError, match=r"^") as told:
        deploy_use_case(aws, entry.name, rows)
    assert str(told.value) == (
        f"interactions: rows have the event types Look, buy; {entry.name} learns from {entry.event_type}."
    )


def test_the_case_of_an_event_type_does_not_matter(aws: Aws) -> None:
    made = deploy_use_case(aws, "aws-vod-most-popular", [("ann", "film", 3, "WATCH"), ("bob", "book", 4, "look")])
    assert items_of(aws.runtime.get_recommendations(recommenderArn=made.arn, userId="bob"))[0] == "film"


def test_ids_are_enough_to_describe_items_users_and_actions(aws: Aws) -> None:
    items, users, actions = [{"ITEM_ID": "chess"}], [{"USER_ID": "ann"}], [{"ACTION_ID": "join"}]
    made = deploy(aws, "aws-next-best-action", items=items, users=users, actions=actions)
    answer = aws.runtime.get_action_recommendations(campaignArn=made.arn, userId="ann")
    assert [action["actionId"] for action in answer["actionList"]] == ["join"]


def test_truths_and_ids_are_enough_too(aws: Aws) -> None:
    made = deploy(
        aws,
        items=[{"ITEM_ID": "film", "SOLD_OUT": True}, {"ITEM_ID": "book", "SOLD_OUT": False}],
        users=[{"USER_ID": "ann", "VIP": True}],
    )
    assert recommended(aws, made.arn, userId="ann") == ["film", "book"]


@pytest.mark.parametrize("use_case", ["aws-ecomm-popular-items-by-views", "aws-vod-most-popular"])
@pytest.mark.parametrize("row", [{}, {"PRICE": 3.0}])
def test_items_of_a_domain_need_not_be_described(aws: Aws, use_case: str, row: dict[str, Any]) -> None:
    made = deploy_use_case(aws, use_case, SIMPLE, items=[{"ITEM_ID": name, **row} for name in ("film", "chess")])
    answer = aws.runtime.get_recommendations(recommenderArn=made.arn, userId="ann")
    assert items_of(answer) == ["film", "book", "chess"]


def test_rows_without_an_event_type_get_that_of_the_solution(aws: Aws) -> None:
    made = deploy(aws, event_type="buy", interactions=[*SIMPLE, ("ann", "card", 4, "look"), ("bob", "card", 4, "look")])
    assert recommended(aws, made.arn, userId="ann") == ["film", "book"]
    assert described(aws, made.solution_arn)["eventType"] == "buy"


def test_rows_without_an_event_type_get_the_first_of_the_events_config(aws: Aws) -> None:
    rule = {"eventsConfig": {"eventParametersList": [{"eventType": "buy", "weight": 1.0}]}}
    made = deploy(aws, "aws-user-personalization-v2", solution_config=rule)
    assert status(aws, made.arn) == "ACTIVE"


# --- filters ----------------------------------------------------------------------------------------------------

UNSEEN = 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")'


def test_filters_are_found_by_their_names(aws: Aws) -> None:
    first, second = (deploy(aws, filters={"unseen": UNSEEN}) for _ in range(2))
    assert recommended(aws, first.arn, userId="ann", filterArn=first.filters["unseen"]) == ["book"]
    assert recommended(aws, second.arn, userId="ann", filterArn=second.filters["unseen"]) == ["book"]


# --- into a dataset group that is there ------------------------------------------------------------------------


def test_a_campaign_is_deployed_into_a_dataset_group_that_is_there(aws: Aws) -> None:
    first = deploy(aws, items=[{"ITEM_ID": "film", "GENRE": "Drama"}, {"ITEM_ID": "book", "GENRE": "Crime"}])
    second = deploy(
        aws,
        "aws-user-personalization-v2",
        None,
        dataset_group_arn=first.dataset_group_arn,
        filters={"crime": 'INCLUDE ItemID WHERE Items.GENRE IN ("Crime")', "seen": UNSEEN.replace("EXC", "INC")},
    )
    assert second.arn.endswith("/bench-2")
    assert (second.dataset_group_arn, second.datasets) == (first.dataset_group_arn, first.datasets)
    assert recommended(aws, second.arn, userId="ann", filterArn=second.filters["crime"]) == ["book"]
    assert [len(aws.personalize.list_dataset_groups()["datasetGroups"]), len(left(aws)["list_datasets"])] == [1, 1]
    event = {"eventType": "click", "itemId": "book", "sentAt": datetime(2024, 1, 1)}
    aws.events.put_events(trackingId=first.tracking_id, userId="eve", sessionId="s", eventList=[event])
    assert second.tracking_id == first.tracking_id
    assert recommended(aws, second.arn, userId="eve", filterArn=second.filters["seen"]) == ["book"]


def test_a_recommender_is_deployed_into_a_domain_dataset_group_that_is_there(aws: Aws) -> None:
    first = deploy_use_case(aws, "aws-vod-most-popular", SIMPLE, region_name="eu-west-1")
    second = deploy_use_case(aws, "aws-vod-top-picks", dataset_group_arn=first.dataset_group_arn)
    assert second.arn == "arn:aws:personalize:eu-west-1:123456789012:recommender/bench-2"
    assert second.tracking_id == first.tracking_id


def test_a_dataset_group_of_the_applications_gets_what_it_lacks(aws: Aws, little_data: None) -> None:
    group = create_group(aws, "of-the-application")
    import_csv(aws, create_dataset(aws, group), csv_text(INTERACTION_FIELDS, SIMPLE))
    made = deploy(aws, interactions=None, dataset_group_arn=group)
    assert recommended(aws, made.arn, userId="ann") == ["film", "book"]
    assert [tracker["status"] for tracker in aws.personalize.list_event_trackers()["eventTrackers"]] == ["ACTIVE"]
    assert made.tracking_id


def test_what_does_not_go_with_a_dataset_group_is_told_and_it_stays_as_it_was(aws: Aws) -> None:
    group = deploy(aws).dataset_group_arn
    before = left(aws)
    elsewhere = group.replace("us-east-1", "eu-west-1")
    mistakes: list[tuple[dict[str, Any], str]] = [
        (
            {"interactions": SIMPLE, "items": [{"ITEM_ID": "film", "GENRE": "Drama"}]},
            "A dataset group that is there keeps its data: interactions and items cannot be given with one.",
        ),
        ({"dataset_group_arn": f"{group}-2"}, f"There is no dataset group {group}-2. Dataset groups: {group}."),
        ({"dataset_group_arn": elsewhere}, f"There is no dataset group {elsewhere}. Dataset groups: none."),
        ({"dataset_group_arn": "bench-1"}, "bench-1 is not the ARN of a dataset group."),
        (
            {"region_name": "eu-west-1"},
            "region_name is eu-west-1, and that of the dataset group us-east-1: give one of them.",
        ),
        (
            {"account_id": "000000000001"},
            "account_id is 000000000001, and that of the dataset group 123456789012: give one of them.",
        ),
    ]
    for given, text in mistakes:
        with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
            deploy(aws, **{"interactions": None, "dataset_group_arn": group, **given})
    with pytest.raises(ValueError, match=r"^CreateFilter: Invalid Expression"):
        deploy(aws, interactions=None, dataset_group_arn=group, filters={"bad": "nonsense"})
    with pytest.raises(ValueError, match=r"^CreateRecommender: "):
        deploy_use_case(aws, "aws-vod-top-picks", dataset_group_arn=group)
    assert left(aws) == before


# --- nothing is left of what failed -----------------------------------------------------------------------------


def test_a_wrong_filter_is_told_and_nothing_is_left(aws: Aws) -> None:
    with pytest.raises(ValueError, match=r"^CreateFilter: Invalid Expression at position 22: "):
        deploy(aws, filters={"good": UNSEEN, "bad": "EXCLUDE ItemID WHERE Interactions.EVENT_KIND IN (1)"})
    assert left(aws) == {}


def test_a_failed_training_is_told_with_its_reason_and_nothing_is_left(aws: Aws) -> None:
    rule = {"eventsConfig": {"eventParametersList": [{"eventType": "buy"}]}}
    rows = [(*row, "look") for row in SIMPLE]
    with pytest.raises(ValueError, match=r"^The solution version arn:.* is CREATE FAILED: Dataset has fewer than 1 "):
        deploy(aws, "aws-user-personalization-v2", rows, solution_config=rule)
    assert left(aws) == {}


def test_a_failed_import_is_told_with_its_reason_and_nothing_is_left(aws: Aws) -> None:
    items = [{"ITEM_ID": "i1", "A": "x" * 1001, "B": "x" * 1001}]
    with pytest.raises(ValueError, match=r"^The dataset import job arn:.* is CREATE FAILED: .*Length cannot be more"):
        deploy(aws, items=items)
    assert left(aws) == {}


def test_a_failed_recommender_is_told_and_nothing_is_left(aws: Aws) -> None:
    rows = [("ann", "film", 1, f"Look{n}") for n in range(10)]
    with pytest.raises(ValueError, match=r"^The recommender arn:.* is CREATE FAILED: Dataset has 10 distinct event "):
        deploy_use_case(aws, "aws-vod-top-picks", rows)
    assert left(aws) == {}


def test_a_wrong_configuration_is_told_in_words(aws: Aws) -> None:
    with pytest.raises(ValueError, match='Unknown parameter in campaignConfig: "exploration"'):
        deploy(aws, campaign_config={"exploration": 1})
    with pytest.raises(ValueError, match=r"^CreateSolution: .*hidden_dimension"):
        deploy(aws, "aws-user-personalization", solution_config={"algorithmHyperParameters": {"hidden_dimension": "1"}})
    assert left(aws) == {}


@pytest.mark.parametrize(
    "step", ["create_dataset", "create_dataset_import_job", "create_solution_version", "create_filter"]
)
def test_a_mock_that_is_emptied_meanwhile_is_told_by_what_is_missing(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    at_step(monkeypatch, step, lambda: testing.reset(endpoint_url=aws.endpoint_url))
    with pytest.raises(ValueError, match=r"^Create\w+: The given .* does not exist: arn:"):
        deploy(aws, filters={"unseen": UNSEEN})
    assert left(aws) == {}


@pytest.mark.parametrize("step", ["create_dataset_group", "create_dataset_import_job", "create_campaign"])
def test_what_is_gone_when_it_should_be_there_is_told(aws: Aws, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    at_step(monkeypatch, step, lambda: testing.reset(endpoint_url=aws.endpoint_url), before=False)
    with pytest.raises(ValueError, match=r"^The \w+( \w+)* arn:\S+ is gone: the mock was reset or restored meanwhile"):
        deploy(aws, filters={"unseen": UNSEEN})
    assert left(aws) == {}


@pytest.mark.parametrize("step", ["create_dataset_group", "create_dataset", "create_solution"])
def test_what_is_restored_meanwhile_is_not_deleted(aws: Aws, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    made = deploy(aws, name="films", filters={"unseen": UNSEEN})
    before, world = left(aws), testing.snapshot(endpoint_url=aws.endpoint_url)
    testing.reset(endpoint_url=aws.endpoint_url)
    at_step(monkeypatch, step, lambda: testing.restore(world, endpoint_url=aws.endpoint_url))
    with pytest.raises(ValueError, match=r"^Create\w+: Another resource with Arn "):
        deploy(aws, name="films")
    assert left(aws) == before
    assert recommended(aws, made.arn, userId="ann", filterArn=made.filters["unseen"]) == ["book"]


# --- mistakes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("recipe", "text"),
    [
        ("aws-nothing", "There is no recipe aws-nothing. Recipes for campaigns: aws-deepfm, "),
        (
            "aws-vod-top-picks",
            "aws-vod-top-picks is a use case of VIDEO_ON_DEMAND, for deploy_recommender. Recipes",
        ),
        (
            "aws-item-affinity",
            "aws-item-affinity makes user segments, by batch segment jobs alone; no campaign ",
        ),
    ],
)
def test_a_recipe_that_no_campaign_deploys_is_told_with_those_that_one_does(aws: Aws, recipe: str, text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)) as refusal:
        deploy(aws, recipe)
    assert str(refusal.value).endswith("aws-user-personalization, aws-user-personalization-v2.")
    assert left(aws) == {}


@pytest.mark.parametrize(
    ("recipe", "text"),
    [
        ("aws-nothing", "There is no use case aws-nothing. Use cases for recommenders: aws-ecomm-"),
        ("aws-sims", "aws-sims is no use case of a domain: it is for deploy_campaign. Use cases for recommenders: "),
    ],
)
def test_what_is_no_use_case_is_told_with_those_that_are(aws: Aws, recipe: str, text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)) as refusal:
        deploy_use_case(aws, recipe)
    assert str(refusal.value).endswith("aws-vod-top-picks, aws-vod-trending-now.")


def test_a_wrong_row_is_told_before_anything_is_made(aws: Aws) -> None:
    with pytest.raises(ValueError, match=r"^interactions, row 2: TIMESTAMP is 'soon', not seconds since 1970\.$"):
        deploy(aws, interactions=[("ann", "film", 1), ("bob", "film", "soon")])
    assert left(aws) == {}
    assert deploy(aws).arn.endswith("/bench-1")


def test_actions_are_for_recipes_of_actions(aws: Aws) -> None:
    with pytest.raises(ValueError, match=r"^aws-popularity-count recommends no actions: actions cannot be given\.$"):
        deploy(aws, actions=[{"ACTION_ID": "join", "KIND": "club"}])


def test_an_unknown_region_is_told_with_those_that_are(aws: Aws) -> None:
    with pytest.raises(ValueError, match=r"^mars-1 is not a region\. Regions: .*us-east-1"):
        deploy(aws, region_name="mars-1")


def test_where_moto_takes_any_region_the_bench_does(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_ALLOW_NONEXISTENT_REGION", "true")
    made = deploy(aws, region_name="eu-mars-1")
    testing.stub_recommendations(made.arn, ["book"], endpoint_url=aws.endpoint_url)
    answer = aws.client("personalize-runtime", "eu-mars-1").get_recommendations(campaignArn=made.arn, userId="ann")
    assert items_of(answer) == ["book"]
    assert len(testing.recorded_calls(region_name="eu-mars-1", endpoint_url=aws.endpoint_url)) == 1
    monkeypatch.delenv("MOTO_ALLOW_NONEXISTENT_REGION")
    with pytest.raises(ValueError, match=r"^eu-mars-1 is not a region\. Near it: eu-"):
        deploy(aws, region_name="eu-mars-1")
    elsewhere = made.arn.replace("eu-mars-1", "eu-moon-1")
    with pytest.raises(ValueError, match=f"^{elsewhere} is not the ARN of a campaign"):
        testing.stub_recommendations(elsewhere, ["book"], endpoint_url=aws.endpoint_url)


def test_without_a_mock_nothing_is_deployed() -> None:
    with pytest.raises(ValueError, match=r"^No mock is running: start mock_personalize, or give the endpoint_url of a"):
        testing.deploy_campaign(COUNT)
    with pytest.raises(ValueError, match=r"^No mock is running"):
        testing.deploy_recommender("aws-vod-top-picks")


def test_what_moto_passes_through_is_not_sent() -> None:
    through: Any = {"core": {"passthrough": {"services": ["personalize"]}}}
    with mock_personalize(config=through), pytest.raises(ValueError, match="to AWS; the bench sends nothing"):
        testing.deploy_campaign(COUNT)


# --- rules of the application, and of the bench -----------------------------------------------------------------


def few_rows(aws: Aws, group: str) -> dict[str, Any]:
    dataset = create_dataset(aws, group)
    return import_csv(aws, dataset, csv_text(INTERACTION_FIELDS, SIMPLE), job="few")


def test_minima_are_loosened_for_the_deployment_only(aws: Aws) -> None:
    made = deploy(aws)
    job = few_rows(aws, create_group(aws, "of-the-application"))
    assert (job["status"], job["failureReason"]) == (
        "CREATE FAILED",
        f"{job['dataSource']['dataLocation']} has 3 records; an import job of INTERACTIONS needs at least 1000.",
    )
    version = aws.personalize.create_solution_version(solutionArn=made.solution_arn)["solutionVersionArn"]
    assert status(aws, version) == "ACTIVE"
    location = put_csv(aws, "more.csv", csv_text([*INTERACTION_FIELDS, {"name": "EVENT_TYPE"}], [("a", "b", 1, "c")]))
    again = aws.personalize.create_dataset_import_job(
        jobName="more",
        datasetArn=made.datasets["INTERACTIONS"],
        dataSource={"dataLocation": location},
        roleArn="arn:aws:iam::123456789012:role/r",
    )["datasetImportJobArn"]
    assert status(aws, again) == "ACTIVE"


@pytest.mark.parametrize("account_id", ["123456789012", "000000000001"])
def test_a_bucket_of_the_applications_is_in_nobodys_way(aws: Aws, account_id: str) -> None:
    name = "moto-personalize-bench-1"
    for taken in (name, f"{name}-2"):
        aws.s3.create_bucket(Bucket=taken)
    assert deploy(aws, account_id=account_id).arn.endswith(f":{account_id}:campaign/bench-1")
    assert [bucket["Name"] for bucket in aws.s3.list_buckets()["Buckets"]] == [name, f"{name}-2"]


def test_a_deployment_can_be_a_key(aws: Aws) -> None:
    made = deploy(aws, filters={"unseen": UNSEEN})
    assert {made: "first"}[dataclasses.replace(made)] == "first"
    assert made != dataclasses.replace(made, filters={})


def test_deployments_count_against_no_quota(aws: Aws) -> None:
    made = [deploy(aws) for _ in range(6)]
    assert [one.arn.rsplit("/")[-1] for one in made] == [f"bench-{n}" for n in range(1, 7)]
    for n in range(5):
        create_group(aws, f"of-the-application-{n}")
    with assert_refused(
        "LimitExceededException", "More than 5 resources in ACTIVE state. Please delete some and try again."
    ):
        create_group(aws, "one-too-many")
    assert status(aws, deploy(aws).arn) == "ACTIVE"


def test_a_deployment_leaves_no_trace_in_s3_and_in_the_log(aws: Aws) -> None:
    deploy(aws, filters={"unseen": UNSEEN})
    with pytest.raises(ValueError, match="soon"):
        deploy(aws, filters={"wrong": "soon"})
    assert aws.s3.list_buckets()["Buckets"] == []
    assert testing.recorded_calls(endpoint_url=aws.endpoint_url) == []


@pytest.mark.parametrize("progression", ["manual", "time", "realistic", "frozen"])
def test_a_deployment_waits_for_no_transition_and_what_follows_does(aws: Aws, progression: str) -> None:
    seconds = {"seconds": 60} if progression == "time" else {}
    testing.set_transition("*", progression, **seconds, endpoint_url=aws.endpoint_url)
    made = deploy(aws)
    assert recommended(aws, made.arn, userId="ann") == ["film", "book"]
    version = aws.personalize.create_solution_version(solutionArn=made.solution_arn)["solutionVersionArn"]
    assert status(aws, version) != "ACTIVE"


@pytest.mark.parametrize("use_case", ["aws-vod-most-popular", "aws-vod-more-like-x"])
def test_a_recommender_waits_for_no_transition(aws: Aws, use_case: str) -> None:
    testing.set_transition("*", "frozen", endpoint_url=aws.endpoint_url)
    assert status(aws, deploy_use_case(aws, use_case).arn) == "ACTIVE"


def test_what_is_due_to_the_application_stays_the_applications(aws: Aws) -> None:
    with freeze_time("2031-02-03") as clock:
        group = deploy(aws).dataset_group_arn
        solution = aws.personalize.create_solution(
            name="of-the-application", datasetGroupArn=group, recipeArn=recipe_arn(COUNT), performAutoTraining=True
        )["solutionArn"]
        testing.set_transition("solution_version", "frozen", endpoint_url=aws.endpoint_url)
        clock.tick(timedelta(hours=2))
        deploy(aws)  # the first request since the training is due
        versions = aws.personalize.list_solution_versions(solutionArn=solution)["solutionVersions"]
    assert [(version["status"], version["trainingType"]) for version in versions] == [("CREATE PENDING", "AUTOMATIC")]


def test_a_recommender_is_trained_every_week_on_as_little(aws: Aws) -> None:
    with freeze_time("2031-02-03") as clock:
        made = deploy_use_case(aws, "aws-vod-most-popular", SIMPLE)
        event = {"eventType": "Watch", "itemId": "card", "sentAt": datetime(2031, 2, 3)}
        aws.events.put_events(trackingId=made.tracking_id, userId="eve", sessionId="s", eventList=[event])
        clock.tick(timedelta(days=8))
        answer = aws.runtime.get_recommendations(recommenderArn=made.arn, userId="ann")
    assert items_of(answer) == ["film", "book", "card"]


def test_deployments_at_the_same_time_have_names_of_their_own(aws: Aws) -> None:
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: deploy(aws), range(8)))
    assert sorted(one.arn.rsplit("-")[-1] for one in made) == list("12345678")
    assert [recommended(aws, one.arn, userId="ann") for one in made] == [["film", "book"]] * 8


def test_a_frozen_clock_does_not_hinder(aws: Aws) -> None:
    with freeze_time("2031-02-03"):
        made = deploy(aws)
    assert recommended(aws, made.arn, userId="ann") == ["film", "book"]


def test_strict_roles_are_the_applications(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_STRICT_ROLES", "true")
    assert status(aws, deploy(aws).arn) == "ACTIVE"
    with assert_refused("InvalidInputException"):
        few_rows(aws, create_group(aws))


# --- names, regions, accounts -----------------------------------------------------------------------------------


def test_names_that_the_application_has_taken_are_left_out(aws: Aws) -> None:
    create_group(aws, "bench-1")
    assert [deploy(aws).arn.rsplit("/")[-1] for _ in range(2)] == ["bench-2", "bench-3"]


@pytest.mark.parametrize("part", ["schema", "filter"])
def test_names_of_parts_that_the_application_has_taken_are_left_out(aws: Aws, part: str) -> None:
    if part == "schema":
        aws.personalize.create_schema(
            name="bench-1-interactions", schema=schema_text("Interactions", INTERACTION_FIELDS)
        )
    else:
        group = create_group(aws, "of-the-application")
        create_dataset(aws, group, "Interactions", EVENT_FIELDS)
        aws.personalize.create_filter(name="bench-1-seen", datasetGroupArn=group, filterExpression=UNSEEN)
    assert deploy(aws, filters={"seen": UNSEEN}).arn.endswith("/bench-2")
    create_group(aws, "bench-30")
    assert deploy(aws).arn.endswith("/bench-3")


def delete_deployed(aws: Aws, made: Deployment) -> None:
    """All but schemas and import jobs, which a dataset group does not take with it."""
    aws.personalize.delete_campaign(campaignArn=made.arn)
    aws.personalize.delete_solution(solutionArn=made.solution_arn)
    for tracker in aws.personalize.list_event_trackers()["eventTrackers"]:
        aws.personalize.delete_event_tracker(eventTrackerArn=tracker["eventTrackerArn"])
    for arn in made.datasets.values():
        aws.personalize.delete_dataset(datasetArn=arn)
    aws.personalize.delete_dataset_group(datasetGroupArn=made.dataset_group_arn)


def schemas_of(aws: Aws, made: Deployment) -> list[str]:
    return [described(aws, arn)["schemaArn"].rpartition("/")[2] for arn in made.datasets.values()]


def test_a_name_is_free_again_when_its_dataset_group_is_deleted(aws: Aws) -> None:
    for rows, schema in (
        (SIMPLE, "films-interactions"),
        (SIMPLE, "films-interactions"),
        ([(*row, "buy", 2.5) for row in SIMPLE], "films-interactions-2"),
        ([(*row, "buy", 2.5) for row in SIMPLE], "films-interactions-3"),
    ):
        made = deploy(aws, name="films", interactions=rows)
        assert recommended(aws, made.arn, userId="ann") == ["film", "book"]
        assert schemas_of(aws, made) == [schema]
        delete_deployed(aws, made)
    assert len(aws.personalize.list_schemas()["schemas"]) == 3


def test_a_schema_that_was_there_outlives_a_deployment_that_fails(aws: Aws) -> None:
    delete_deployed(aws, deploy(aws, name="films"))
    before = left(aws)
    with pytest.raises(ValueError, match=r"^CreateFilter: "):
        deploy(aws, name="films", filters={"wrong": "soon"})
    assert left(aws) == before


def test_a_name_of_ones_own_is_that_of_all_that_is_made(aws: Aws) -> None:
    made = deploy(aws, name="films", filters={"unseen": UNSEEN})
    assert [arn.split(":")[-1] for arn in (made.arn, made.dataset_group_arn, made.solution_arn)] == [
        "campaign/films",
        "dataset-group/films",
        "solution/films",
    ]
    assert made.filters["unseen"].endswith(":filter/films-unseen")


LONG = "films-" * 10 + "abc"  # 63


def test_a_name_may_have_as_many_characters_as_on_aws(aws: Aws) -> None:
    for name in (LONG[:-1] + "1", LONG[:-1] + "2"):
        made = deploy(
            aws,
            name=name,
            items=[{"ITEM_ID": "film", "GENRE": "Drama"}],
            filters={"unseen": UNSEEN, "unseen-" * 9: UNSEEN},
        )
        assert made.arn.endswith(f":campaign/{name}")
        assert list(made.filters) == ["unseen", "unseen-" * 9]
        assert recommended(aws, made.arn, userId="ann", filterArn=made.filters["unseen"]) == ["book"]
    schemas = aws.personalize.list_schemas()["schemas"]
    assert {len(schema["name"]) for schema in schemas} == {63}
    assert {schema["name"][:50] for schema in schemas} == {LONG[:50]}


@pytest.mark.parametrize("name", ["", "-films", "my films", LONG + "d"])
def test_a_name_that_cannot_be_one_is_told_before_anything_is_made(aws: Aws, name: str) -> None:
    text = "name is 1 to 63 letters, digits, hyphens and underscores, and begins with a letter or digit: "
    for deployed in (lambda: deploy(aws, name=name), lambda: deploy_use_case(aws, "aws-vod-top-picks", name=name)):
        with pytest.raises(ValueError, match=f"^{text}'{name}' cannot be one\\.$"):
            deployed()
    assert left(aws) == {}


@pytest.mark.parametrize("name", ["", "not seen", "u" * 64])
def test_a_filter_whose_name_cannot_be_one_is_told(aws: Aws, name: str) -> None:
    text = f"The name of a filter is 1 to 63 letters, digits, hyphens and underscores: '{name}' cannot be one."
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        deploy(aws, filters={name: UNSEEN})
    assert left(aws) == {}


def test_a_name_that_is_taken_is_refused_and_the_first_stays(aws: Aws) -> None:
    made = deploy(aws, name="films")
    with pytest.raises(ValueError, match=r"^CreateDatasetGroup: Another resource with Arn .*dataset-group/films"):
        deploy(aws, name="films")
    assert recommended(aws, made.arn, userId="ann") == ["film", "book"]


def test_the_region_is_the_given_one_or_that_of_the_environment(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    made, other = deploy(aws), deploy(aws, region_name="eu-central-1")
    assert [one.arn.split(":")[3] for one in (made, other)] == ["eu-west-1", "eu-central-1"]
    listed = aws.client("personalize", "eu-west-1").list_campaigns()["campaigns"]
    assert [campaign["campaignArn"] for campaign in listed] == [made.arn]


class Unknown:
    """Like the missing value of pandas."""

    def __bool__(self) -> bool:
        raise TypeError("boolean value of NA is ambiguous")


@pytest.mark.parametrize("region", [0, False, [], {}, b"", set(), Unknown()])
def test_what_is_no_region_does_not_pass_for_none(aws: Aws, region: Any) -> None:
    for deployed in (deploy, lambda *_, **given: deploy_use_case(aws, "aws-vod-top-picks", **given)):
        with pytest.raises(ValueError, match=r"^region_name must be a string, not "):
            deployed(aws, region_name=region)
    assert left(aws) == {}


def test_an_empty_text_is_no_region(aws: Aws) -> None:
    made = deploy(aws, region_name="")
    assert made.arn.split(":")[3] == "us-east-1"
    again = deploy(aws, interactions=None, dataset_group_arn=made.dataset_group_arn, region_name="")
    assert again.dataset_group_arn == made.dataset_group_arn


@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1"])
def test_other_partitions_have_recipes_of_their_own(aws: Aws, region: str) -> None:
    made = deploy(aws, region_name=region)
    partition = made.arn.split(":")[1]
    solution = aws.client("personalize", region).describe_solution(solutionArn=made.solution_arn)["solution"]
    assert solution["recipeArn"] == recipe_arn(COUNT, partition)
    assert partition in ("aws-cn", "aws-us-gov")


def test_another_account_may_be_meant(aws: Aws) -> None:
    assert deploy(aws, account_id="000000000001").arn.split(":")[4] == "000000000001"


@pytest.mark.parametrize("account_id", ["12", "", "tenant-a", "1234567890123", "１２３４５６７８９０１２"])
def test_what_is_no_account_is_told_before_anything_is_made(aws: Aws, account_id: str) -> None:
    with pytest.raises(ValueError, match=f"^account_id is 12 digits, not '{account_id}'\\.$"):
        deploy(aws, account_id=account_id)
    with pytest.raises(ValueError, match=f"^account_id is 12 digits, not '{account_id}'\\.$"):
        deploy_use_case(aws, "aws-vod-top-picks", account_id=account_id)
    assert left(aws) == {}


@pytest.mark.parametrize("account_id", ["1234", "tenant-a"])
def test_an_account_of_motos_own_variable_may_be_any(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, account_id: str
) -> None:
    monkeypatch.setenv("MOTO_ACCOUNT_ID", account_id)
    made = deploy(aws, filters={"unseen": UNSEEN})
    assert made.arn == f"arn:aws:personalize:us-east-1:{account_id}:campaign/bench-1"
    assert recommended(aws, made.arn, userId="ann", filterArn=made.filters["unseen"]) == ["book"]
    testing.stub_recommendations(made.arn, ["film"], endpoint_url=aws.endpoint_url)
    assert recommended(aws, made.arn, userId="ann") == ["film"]
    group = deploy(aws, interactions=None, dataset_group_arn=made.dataset_group_arn).dataset_group_arn
    assert group == made.dataset_group_arn
    assert deploy(aws, account_id=account_id).arn.endswith("/bench-3")


def test_no_variable_of_the_machine_leads_a_deployment_astray(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    assert deploy(aws, region_name="ap-south-1").arn.endswith("/bench-1")


def test_every_mock_begins_at_one_and_answers_the_same() -> None:
    ids = []
    for _ in range(2):
        with mock_personalize():
            made = testing.deploy_campaign("aws-user-personalization-v2")
            ids.append((made.arn, recommended(Aws(), made.arn, userId="u1")))
    assert ids[0] == ids[1]
    assert ids[0][0].endswith("/bench-1")


# --- over HTTP, by other languages ------------------------------------------------------------------------------


def post(aws: Aws, path: str, body: Any) -> tuple[int, Any]:
    host = aws.endpoint_url or "http://motoapi.amazonaws.com"
    answer = requests.post(f"{host}/moto-api/personalize/{path}", data=json.dumps(body), timeout=30)
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    "rows",
    [
        [["ann", "film", 1], ["bob", "film", 2], ["bob", "book", 3]],
        [{"userId": user, "itemId": item, "timestamp": when} for user, item, when in SIMPLE],
        {"USER_ID": ["ann", "bob", "bob"], "ITEM_ID": ["film", "film", "book"], "TIMESTAMP": [1, 2, 3]},
        "USER_ID,ITEM_ID,TIMESTAMP\nann,film,1\nbob,film,2\nbob,book,3\n",
    ],
    ids=["arrays", "objects", "columns", "csv"],
)
def test_a_campaign_is_deployed_by_http(aws: Aws, rows: Any) -> None:
    code, made = post(aws, "deploy-campaign", {"recipe": COUNT, "interactions": rows, "filters": {"unseen": UNSEEN}})
    assert code == 200
    assert recommended(aws, made["arn"], userId="ann") == ["film", "book"]
    assert recommended(aws, made["arn"], userId="ann", filterArn=made["filters"]["unseen"]) == ["book"]


def test_a_recommender_is_deployed_by_http(aws: Aws) -> None:
    code, made = post(aws, "deploy-recommender", {"recipe": "aws-vod-most-popular", "region_name": "eu-west-1"})
    assert (code, made["arn"]) == (200, "arn:aws:personalize:eu-west-1:123456789012:recommender/bench-1")


def test_a_mistake_is_told_by_http(aws: Aws) -> None:
    for user, why in ((None, "missing."), (["a"], "['a'], not text, a number, a date, or true or false.")):
        row = {"message": f"interactions, row 1: USER_ID is {why}"}
        assert post(aws, "deploy-campaign", {"recipe": COUNT, "interactions": [[user, "i", 1]]}) == (400, row)
    assert post(aws, "deploy-recommender", {}) == (400, {"message": "recipe must be given: a string."})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("views.csv", "is the text of a CSV file here, not its path: a header line and rows, not 'views.csv'."),
        ("USER_ID,ITEM_ID,TIMESTAMP", "has no rows."),
        ("", "has no rows."),
    ],
)
def test_a_path_by_http_is_not_taken_for_a_file_without_rows(aws: Aws, text: str, why: str) -> None:
    told = {"message": f"interactions {why}"}
    assert post(aws, "deploy-campaign", {"recipe": COUNT, "interactions": text}) == (400, told)


# --- files ------------------------------------------------------------------------------------------------------


@pytest.fixture
def ratings(tmp_path: Path) -> Path:
    path = tmp_path / "ratings.csv"
    path.write_text("USER_ID,ITEM_ID,TIMESTAMP,DEVICE\nann,film,1,tv\nbob,film,2,\nbob,7,3,tv\n")
    return path


def test_a_file_is_read_on_the_callers_side(aws: Aws, ratings: Path) -> None:
    for path in (ratings, str(ratings)):
        assert recommended(aws, deploy(aws, interactions=path).arn, userId="ann") == ["film", "7"]


def test_a_file_that_is_not_there_is_told(aws: Aws) -> None:
    with pytest.raises(ValueError, match=r"^interactions: nowhere\.csv cannot be read: .*No such file"):
        deploy(aws, interactions="nowhere.csv")


# --- where moto enforces IAM policies ----------------------------------------------------------------------------


def test_a_deployment_needs_no_permission(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0)
    assert deploy(aws).arn.endswith("-1")
    with assert_refused("UnrecognizedClientException", UNKNOWN_TOKEN, status=400):
        aws.personalize.list_campaigns()


def test_a_deployment_takes_none_of_the_actions_that_are_free(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "INITIAL_NO_AUTH_ACTION_COUNT", ActionAuthenticatorMixin.request_count + 1)
    deploy(aws)
    assert len(aws.personalize.list_campaigns()["campaigns"]) == 1
    with assert_refused("UnrecognizedClientException", UNKNOWN_TOKEN, status=400):
        aws.personalize.list_campaigns()

"""Everything that is remembered as a file, and back: in process, on a server, and from one to the other."""

from __future__ import annotations

import dataclasses
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import requests
from freezegun import freeze_time

from moto_personalize import recipes, testing
from moto_personalize.datasets import Numbers, Table, Text
from moto_personalize.personalize.learning.merged import Bulk
from moto_personalize.personalize.models import personalize_backends
from moto_personalize.personalize.service.datasets import Dataset
from moto_personalize.personalize.service.solution_versions import SolutionVersion
from moto_personalize.testing import restore, snapshot
from tests.bench import golden
from tests.clocks import DAY, HOUR, frozen
from tests.conftest import Aws
from tests.personalize.films import create_filter
from tests.personalize.offers import campaign as deploy_actions
from tests.personalize.offers import small_shop
from tests.personalize.test_regions_and_accounts import OTHER_ACCOUNT, client_of
from tests.personalize.test_states import LIVES, by_hand, shy, statuses  # noqa: F401 - fixtures
from tests.workflow import (
    EVENT_FIELDS,
    ITEM_FIELDS,
    ROLE,
    assert_refused,
    create_dataset,
    create_group,
    csv_text,
    deploy,
    described,
    domain_group,
    films_group,
    import_csv,
    items_of,
    put_csv,
    recommender,
    schema_text,
    train,
    views,
)

pytestmark = pytest.mark.usefixtures("little_data")
WATCHED = [(*view, "Watch", "") for view in views(6, 8, 8)]
DESCRIBED: tuple[Any, ...] = (
    *ITEM_FIELDS,
    {"name": "TITLE", "type": ["null", "string"], "itemName": True},
    {"name": "PLOT", "type": ["null", "string"], "textual": True},
)
USER_FIELDS = ({"name": "USER_ID", "type": "string"}, {"name": "AGE", "type": ["null", "int"]})
ITEMS = [
    (f"item-{n:02}", ("war", "noir|war", "")[n % 3], 1_000 + n, f"Film {n}", f"plot of {n % 4}") for n in range(12)
]


def taken(aws: Aws) -> bytes:
    return snapshot(endpoint_url=aws.endpoint_url)


def put_back(aws: Aws, data: bytes) -> None:
    restore(data, endpoint_url=aws.endpoint_url)


def emptied(aws: Aws) -> None:
    testing.reset(endpoint_url=aws.endpoint_url)
    assert aws.personalize.list_dataset_groups()["datasetGroups"] == []


_filled: dict[str | None, tuple[str, bytes]] = {}


def filled(aws: Aws, domain: str | None = None) -> str:
    """A group with interactions and items: made once, and from then on put back, which is all that there is then."""
    if domain in _filled:
        group, data = _filled[domain]
        put_back(aws, data)
        return group
    group = made(aws, domain)
    _filled[domain] = group, taken(aws)
    return group


def made(aws: Aws, domain: str | None = None) -> str:
    """The same, through the API."""
    more = {"domain": domain} if domain else {}
    happened = [(*row[:3], kind) for row in WATCHED for kind in ("Watch", "View", "Purchase")]
    group = domain_group(aws, happened, **more) if domain else films_group(aws, WATCHED, EVENT_FIELDS)
    items = create_dataset(aws, group, "Items", DESCRIBED, **more)
    assert import_csv(aws, items, csv_text(DESCRIBED, ITEMS), "items")["status"] == "ACTIVE"
    return group


def watch(aws: Aws, group: str, item: str, user: str = "user-01", **more: Any) -> None:
    trackers = aws.personalize.list_event_trackers(datasetGroupArn=group)["eventTrackers"]
    if not trackers:
        aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)
        trackers = aws.personalize.list_event_trackers(datasetGroupArn=group)["eventTrackers"]
    event = {"eventType": "Watch", "itemId": item, "sentAt": 1_800_000_000, **more}
    tracking = described(aws, trackers[0]["eventTrackerArn"])["trackingId"]
    aws.events.put_events(trackingId=tracking, sessionId="visit", userId=user, eventList=[event])


def answer(aws: Aws, campaign: str, **asked: Any) -> list[dict[str, Any]]:
    given: list[dict[str, Any]] = aws.runtime.get_recommendations(campaignArn=campaign, **asked)["itemList"]
    return given


# --- what comes back --------------------------------------------------------------------------------------------


def test_everything_answers_as_before(aws: Aws) -> None:
    group = made(aws)
    campaign = deploy(aws, group, "aws-user-personalization")
    seen = create_filter(aws, group, 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("Watch")')
    watch(aws, group, "item-03", "user-01")
    before = [answer(aws, campaign, userId="user-01", filterArn=seen), described(aws, campaign), described(aws, group)]
    explained = testing.explain_filter(seen, "user-01", endpoint_url=aws.endpoint_url)
    data = taken(aws)
    emptied(aws)
    put_back(aws, data)
    after = [answer(aws, campaign, userId="user-01", filterArn=seen), described(aws, campaign), described(aws, group)]
    assert after == before
    assert testing.explain_filter(seen, "user-01", endpoint_url=aws.endpoint_url) == explained


def test_what_was_restored_goes_on(aws: Aws) -> None:
    group = filled(aws)
    campaign = deploy(aws, group, "aws-user-personalization")
    data = taken(aws)
    for _ in range(2):
        emptied(aws)
        put_back(aws, data)
        watch(aws, group, "item-05", "newcomer")
        again = train(aws, group, "aws-popularity-count", "again")
        shown = answer(aws, campaign, userId="newcomer", numResults=5)
        assert (described(aws, again)["status"], len(shown)) == ("ACTIVE", 5)
    assert len(aws.personalize.list_solution_versions()["solutionVersions"]) == 2


def test_restoring_replaces_everything_in_all_regions(aws: Aws) -> None:
    filled(aws)
    data = taken(aws)
    frankfurt = aws.client("personalize", "eu-central-1")
    frankfurt.create_dataset_group(name="other")
    aws.personalize.create_dataset_group(name="more")
    put_back(aws, data)
    assert frankfurt.list_dataset_groups()["datasetGroups"] == []
    assert [group["name"] for group in aws.personalize.list_dataset_groups()["datasetGroups"]] == ["films"]


def test_every_region_comes_back(aws: Aws) -> None:
    frankfurt = aws.client("personalize", "eu-central-1")
    frankfurt.create_dataset_group(name="here")
    aws.personalize.create_dataset_group(name="there")
    data = taken(aws)
    emptied(aws)
    put_back(aws, data)
    assert [group["name"] for group in frankfurt.list_dataset_groups()["datasetGroups"]] == ["here"]


def test_every_account_comes_back(aws: Aws) -> None:
    theirs = client_of(aws, OTHER_ACCOUNT)
    theirs.create_dataset_group(name="theirs")
    aws.personalize.create_dataset_group(name="ours")
    data = taken(aws)
    emptied(aws)
    put_back(aws, data)
    assert [group["name"] for group in theirs.list_dataset_groups()["datasetGroups"]] == ["theirs"]
    assert [group["name"] for group in aws.personalize.list_dataset_groups()["datasetGroups"]] == ["ours"]


@pytest.mark.parametrize("model", [True, False])
def test_an_answer_in_place_of_a_model_goes_where_there_is_no_campaign_any_more(aws: Aws, model: bool) -> None:
    nothing = taken(aws)
    campaign = testing.deploy_campaign("aws-popularity-count", endpoint_url=aws.endpoint_url).arn
    deployed = taken(aws)
    testing.stub_recommendations(campaign, ["i7"], model=model, endpoint_url=aws.endpoint_url)
    put_back(aws, deployed)
    assert items_of(aws.runtime.get_recommendations(campaignArn=campaign, userId="u0")) == ["i7"]
    put_back(aws, nothing)
    if model:
        with assert_refused("InvalidInputException"):
            aws.runtime.get_recommendations(campaignArn=campaign, userId="u0")
    else:
        assert items_of(aws.runtime.get_recommendations(campaignArn=campaign, userId="u0")) == ["i7"]


def test_the_settings_come_back(aws: Aws) -> None:
    settings(aws, "PUT", min_interactions=7)
    data = taken(aws)
    settings(aws, "PUT", min_interactions=9, seed=3)
    put_back(aws, data)
    assert settings(aws)["min_interactions"] == 7


def test_settings_that_a_snapshot_does_not_name_stay(aws: Aws) -> None:
    settings(aws, "PUT", min_interactions=7)
    data = taken(aws)
    settings(aws, "PUT", strict_roles=True, min_interactions=9)
    put_back(aws, data)
    found = settings(aws)
    assert (found["min_interactions"], found["strict_roles"], found["seed"]) == (7, True, 0)


def test_an_account_may_have_any_name(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "tenant-a")
    client = aws.client_of_its_own("personalize")
    arn = client.create_dataset_group(name="films")["datasetGroupArn"]
    assert ":tenant-a:" in arn
    data = taken(aws)
    emptied(aws)
    put_back(aws, data)
    assert client.describe_dataset_group(datasetGroupArn=arn)["datasetGroup"]["status"] == "ACTIVE"


def test_who_asks_for_what_is_not_there_leaves_nothing_in_a_snapshot(aws: Aws) -> None:
    data = taken(aws)
    for account in ("abc", "123456789012"):
        with pytest.raises(ValueError, match=r"^No resource has the ARN"):
            testing.advance(f"arn:aws:personalize:us-east-1:{account}:campaign/x", endpoint_url=aws.endpoint_url)
    assert "abc" not in personalize_backends
    assert aws.personalize.list_campaigns()["campaigns"] == []
    assert taken(aws) == data


def settings(aws: Aws, method: str = "GET", **given: Any) -> dict[str, Any]:
    url = f"{aws.endpoint_url or 'http://motoapi.amazonaws.com'}/moto-api/personalize/settings"
    found: dict[str, Any] = requests.request(method, url, json=given, timeout=10).json()
    return found


def test_the_next_page_goes_on_where_the_first_ended(aws: Aws) -> None:
    for name in ("one", "two", "three"):
        aws.personalize.create_dataset_group(name=name)
    token = aws.personalize.list_dataset_groups(maxResults=2)["nextToken"]
    data = taken(aws)
    emptied(aws)
    put_back(aws, data)
    page = aws.personalize.list_dataset_groups(nextToken=token)["datasetGroups"]
    assert [group["name"] for group in page] == ["three"]


def test_tags_come_back(aws: Aws) -> None:
    arn = aws.personalize.create_dataset_group(name="films", tags=[{"tagKey": "team", "tagValue": "home"}])
    data = taken(aws)
    emptied(aws)
    put_back(aws, data)
    tags = aws.personalize.list_tags_for_resource(resourceArn=arn["datasetGroupArn"])["tags"]
    assert tags == [{"tagKey": "team", "tagValue": "home"}]


def test_a_list_that_was_shown_before_is_the_impression_of_an_event_after(aws: Aws) -> None:
    group = filled(aws)
    campaign = deploy(aws, group, "aws-user-personalization")
    given = aws.runtime.get_recommendations(campaignArn=campaign, userId="user-01", numResults=3)
    data = taken(aws)
    emptied(aws)
    put_back(aws, data)
    watch(aws, group, "item-03", recommendationId=given["recommendationId"])
    (event,) = live_events()
    assert event.impression == tuple(items_of(given))


def live_events() -> list[Any]:
    """Live events with items: the server of the tests lives in this process, too."""
    (dataset,) = personalize_backends["123456789012"]["us-east-1"].store.where(Dataset, dataset_type="INTERACTIONS")
    return dataset.live.until(len(dataset.live))


@pytest.mark.parametrize("aws", ["in_process"], indirect=True)
def test_a_snapshot_of_what_was_restored_is_the_same(aws: Aws) -> None:
    group = made(aws)
    deploy(aws, group, "aws-user-personalization")
    watch(aws, group, "item-03")
    items = group.replace("dataset-group", "dataset") + "/ITEMS"
    aws.events.put_items(datasetArn=items, items=[{"itemId": "item-99", "properties": '{"creationTimestamp": 9}'}])
    data = taken(aws)
    emptied(aws)
    put_back(aws, data)
    assert taken(aws) == data


@pytest.mark.parametrize("call", [snapshot, lambda: restore(b"")])
def test_without_a_mock_there_is_nothing_to_take_or_to_fill(call: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match="No mock is running: start mock_personalize"):
        call()


def test_what_is_no_bytes_is_no_snapshot(aws: Aws) -> None:
    with pytest.raises(ValueError, match=r"^A snapshot is bytes, not str\.$"):
        put_back(aws, "snapshot")  # type: ignore[arg-type]


# --- every noun, every recipe -----------------------------------------------------------------------------------


@pytest.mark.parametrize("aws", ["in_process"], indirect=True)
@pytest.mark.parametrize("kind", LIVES)
def test_a_resource_goes_on_from_every_state(kind: str, aws: Aws, shy: None, by_hand: Any) -> None:  # noqa: F811
    life, expected = LIVES[kind]
    found, data = set(), b""
    for arn in life(aws, by_hand):
        for status in statuses(aws, arn):
            found.add(status)
            before, data = data, taken(aws)
            if data != before:  # several are shown of one state
                put_back(aws, data)
                assert taken(aws) == data
    assert found == expected


ACTIONS, SEGMENTS = "PERSONALIZED_ACTIONS", "USER_SEGMENTATION"
SERVED = [entry for entry in recipes.entries() if entry.recipe_type not in (ACTIONS, SEGMENTS)]


@pytest.mark.parametrize("aws", ["in_process"], indirect=True)
@pytest.mark.parametrize("recipe", SERVED, ids=lambda recipe: recipe.name)
def test_a_campaign_of_every_recipe_answers_to_the_bit(aws: Aws, recipe: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_VALIDATE_SCHEMAS", "false")  # what domains ask for matters to none
    if recipe.domain:
        arn = recommender(aws, filled(aws, recipe.domain), recipe.name)
    else:
        arn = deploy(aws, filled(aws), recipe.name)
    before = answers(aws, arn, recipe.recipe_type)
    data = taken(aws)
    emptied(aws)
    put_back(aws, data)
    assert answers(aws, arn, recipe.recipe_type) == before


def answers(aws: Aws, arn: str, recipe_type: str) -> list[Any]:
    """Items and scores, for a known and an unknown user, about an item."""
    if recipe_type == "PERSONALIZED_RANKING":
        listed = ["item-01", "item-06", "item-04", "other"]
        asked = [{"campaignArn": arn, "userId": user, "inputList": listed} for user in ("user-01", "nobody")]
        return [aws.runtime.get_personalized_ranking(**each)["personalizedRanking"] for each in asked]
    member = "recommenderArn" if ":recommender/" in arn else "campaignArn"
    asked = [{member: arn, "userId": user, "itemId": "item-03"} for user in ("user-01", "nobody")]
    return [aws.runtime.get_recommendations(**each)["itemList"] for each in asked]


@pytest.mark.parametrize("aws", ["in_process"], indirect=True)
def test_a_campaign_of_actions_answers_to_the_bit(aws: Aws) -> None:
    campaign = deploy_actions(aws, small_shop(aws), "0.5")

    def offered(user: str) -> Any:
        return aws.runtime.get_action_recommendations(campaignArn=campaign, userId=user)["actionList"]

    before = [offered(user) for user in ("user-01", "nobody")]
    data = taken(aws)
    emptied(aws)
    put_back(aws, data)
    assert [offered(user) for user in ("user-01", "nobody")] == before


# --- what is on its way or planned ------------------------------------------------------------------------------


@pytest.mark.parametrize("aws", ["in_process"], indirect=True)
def test_what_is_on_its_way_is_done_after_it_was_restored(aws: Aws, by_hand: Any) -> None:  # noqa: F811
    group = filled(aws)
    for resource_type in ("solution_version", "campaign", "filter", "dataset_import_job"):
        by_hand(resource_type)
    version = train(aws, group, "aws-user-personalization")
    data = taken(aws)
    testing.advance_to(version, "ACTIVE")
    campaign = aws.personalize.create_campaign(name="home", solutionVersionArn=version)["campaignArn"]
    testing.advance_to(campaign, "ACTIVE")
    expected = answer(aws, campaign, userId="user-01")
    put_back(aws, data)
    assert described(aws, version)["status"] == "CREATE PENDING"
    testing.advance_to(version, "ACTIVE")
    assert aws.personalize.list_campaigns()["campaigns"] == []
    campaign = aws.personalize.create_campaign(name="home", solutionVersionArn=version)["campaignArn"]
    testing.advance_to(campaign, "ACTIVE")
    assert answer(aws, campaign, userId="user-01") == expected


@pytest.mark.parametrize("aws", ["in_process"], indirect=True)
def test_what_is_to_fail_fails_after_it_was_restored(aws: Aws, by_hand: Any) -> None:  # noqa: F811
    group = filled(aws)
    by_hand("solution_version")
    testing.fail_next("solution_version", "no room")
    version = train(aws, group, "aws-sims")
    data = taken(aws)
    emptied(aws)
    put_back(aws, data)
    assert testing.advance(version, 2) == {version: "CREATE FAILED"}
    assert described(aws, version)["failureReason"] == "no room"


@pytest.mark.parametrize("aws", ["in_process"], indirect=True)
def test_what_is_planned_comes_at_its_time(aws: Aws) -> None:
    with frozen() as shift:
        group = filled(aws)
        train(aws, group, "aws-popularity-count")
        shift(6 * DAY)
        watch(aws, group, "item-03")
        data = taken(aws)
        emptied(aws)
        put_back(aws, data)
        shift(DAY - HOUR)
        assert len(aws.personalize.list_solution_versions()["solutionVersions"]) == 1
        shift(2 * HOUR)
        versions = aws.personalize.list_solution_versions()["solutionVersions"]
        assert [version["trainingType"] for version in versions] == ["AUTOMATIC", "MANUAL"]


@pytest.mark.parametrize("aws", ["in_process"], indirect=True)
def test_a_plan_may_be_of_a_time_before_1970(aws: Aws) -> None:
    with freeze_time("1969-06-01"):
        campaign = testing.deploy_campaign("aws-user-personalization").arn
        data = taken(aws)
        put_back(aws, data)
        assert described(aws, campaign)["creationDateTime"].year == 1969


@pytest.mark.parametrize("aws", ["in_process"], indirect=True)
def test_what_was_due_is_in_a_snapshot(aws: Aws) -> None:
    with frozen() as shift:
        group = filled(aws)
        aws.personalize.create_solution(
            name="films", datasetGroupArn=group, recipeArn="arn:aws:personalize:::recipe/aws-sims"
        )
        shift(HOUR)
        put_back(aws, taken(aws))
        (version,) = personalize_backends["123456789012"]["us-east-1"].store.where(SolutionVersion)
        assert version.training_type == "AUTOMATIC"


@pytest.mark.parametrize("aws", ["in_process"], indirect=True)
def test_rates_go_on(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_REQUEST_RATES", "true")
    with frozen():
        group = filled(aws)
        watch(aws, group, "item-01")
        backend = personalize_backends["123456789012"]["us-east-1"]
        before = vars(backend.rates)
        put_back(aws, taken(aws))
        assert sum(before["_spent"].values()) > 0
        assert vars(backend.rates) == before


@pytest.mark.parametrize("aws", ["in_process"], indirect=True)
def test_removed_users_stay_removed(aws: Aws) -> None:
    group = filled(aws)
    campaign = deploy(aws, group, "aws-user-personalization")
    location = put_csv(aws, "users.csv", "USER_ID\nuser-01\n")
    aws.personalize.create_data_deletion_job(
        jobName="leave", datasetGroupArn=group, dataSource={"dataLocation": location}, roleArn=ROLE
    )
    stranger = answer(aws, campaign, userId="nobody")
    data = taken(aws)
    put_back(aws, data)
    assert taken(aws) == data
    assert answer(aws, campaign, userId="user-01") == stranger


def test_faults_and_records_are_no_part_of_it(aws: Aws) -> None:
    testing.inject_fault("ListCampaigns", "ThrottlingException", endpoint_url=aws.endpoint_url)
    aws.personalize.list_schemas()
    put_back(aws, taken(aws))
    with assert_refused("ThrottlingException"):
        aws.personalize.list_campaigns()
    calls = testing.recorded_calls(endpoint_url=aws.endpoint_url)
    assert [call.operation for call in calls] == ["ListSchemas", "ListCampaigns"]


def seeded(aws: Aws) -> None:
    url = aws.endpoint_url or "http://motoapi.amazonaws.com"
    assert requests.post(f"{url}/moto-api/seed?a=42", timeout=10).status_code == 200


@pytest.mark.parametrize("aws", ["in_process"], indirect=True)
def test_whoever_seeds_moto_alike_after_a_restore_meets_no_id_again(aws: Aws) -> None:
    group = filled(aws)
    solution = described(aws, train(aws, group, "aws-sims"))["solutionArn"]
    other = create_group(aws, "other")
    versions, tracking = set(), set()
    for item, tracked in (("item-01", group), ("item-02", other)):
        seeded(aws)
        tracker = aws.personalize.create_event_tracker(name="web", datasetGroupArn=tracked)
        tracking.add(tracker["trackingId"])
        for _ in range(2):
            seeded(aws)
            versions.add(aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"])
            seeded(aws)
            watch(aws, group, item)
            put_back(aws, taken(aws))
    assert (len(versions), len(tracking)) == (4, 2)
    assert [event.item_id for event in live_events()] == ["item-01", "item-01", "item-02", "item-02"]


@pytest.mark.parametrize("aws", ["in_process"], indirect=True)
def test_actions_under_a_seed_are_all_kept(aws: Aws) -> None:
    group = small_shop(aws)
    found = aws.personalize.list_datasets(datasetGroupArn=group)["datasets"]
    arn = next(each["datasetArn"] for each in found if each["datasetType"] == "ACTION_INTERACTIONS")
    taken_action = {"actionId": "save", "sessionId": "visit", "timestamp": 1_800_000_000, "eventType": "Taken"}
    for _ in range(2):
        seeded(aws)
        aws.events.put_action_interactions(
            trackingId=described(aws, arn)["trackingId"], actionInteractions=[taken_action]
        )
        put_back(aws, taken(aws))
    (dataset,) = personalize_backends["123456789012"]["us-east-1"].store.where(Dataset, arn=arn)
    assert len(dataset.live) == 2


# --- recipes of the user's own ----------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Weights:
    """A model of arrays."""

    weights: np.ndarray[Any, Any]

    def scores(self, query: recipes.Query) -> recipes.Scores:
        return recipes.Scores.of(recipes.Prior.of(self.weights))


@dataclasses.dataclass(frozen=True)
class Longest:
    """Recommends by the length of the catalogue."""

    name = "longest"
    recipe_type = "USER_PERSONALIZATION"
    opaque: bool = False

    def fit(self, data: recipes.Snapshot) -> Any:
        model = Weights(np.arange(len(data.items))[::-1] % 5)
        return Opaque(model) if self.opaque else model


class Opaque:
    """A model that is no dataclass."""

    def __init__(self, model: Weights) -> None:
        self.scores = model.scores


@pytest.fixture
def longest() -> Iterator[None]:
    recipes.register(Longest)
    yield
    if "longest" in [entry.name for entry in recipes.entries()]:
        recipes.unregister("longest")


def test_a_recipe_of_ones_own_comes_back_if_it_is_registered(aws: Aws, longest: None) -> None:
    campaign = deploy(aws, filled(aws), "longest")
    before = answer(aws, campaign, userId="user-01")
    data = taken(aws)
    emptied(aws)
    recipes.unregister("longest")
    text = r"^The snapshot needs the recipe longest( with its class Weights)?: register it before you restore\.$"
    with pytest.raises(ValueError, match=text):
        put_back(aws, data)
    assert aws.personalize.list_dataset_groups()["datasetGroups"] == []
    recipes.register(Longest)
    put_back(aws, data)
    assert answer(aws, campaign, userId="user-01") == before


@dataclasses.dataclass(frozen=True)
class Scaled:
    """A recipe with a hyperparameter, whose model has a method that means something else to this package."""

    name = "scaled"
    recipe_type = "USER_PERSONALIZATION"
    alpha: int = 1

    def fit(self, data: recipes.Snapshot) -> Sized:
        return Sized(np.arange(len(data.items)))


@dataclasses.dataclass(frozen=True)
class Sized(Weights):
    """Of sizes that are its own."""

    def check_sizes(self, smallest: int, largest: int) -> None:
        raise AssertionError("nobody else asks for them")


def test_a_model_of_ones_own_is_not_asked_for_its_sizes(aws: Aws) -> None:
    recipes.register(Scaled)
    try:
        campaign = deploy(aws, filled(aws), "scaled")
        before = answer(aws, campaign, userId="user-01")
        put_back(aws, taken(aws))
        assert answer(aws, campaign, userId="user-01") == before
    finally:
        recipes.unregister("scaled")


def test_a_recipe_of_ones_own_that_has_changed_is_asked_for_as_it_was(aws: Aws) -> None:
    recipes.register(Scaled)
    try:
        train(aws, filled(aws), "scaled", solutionConfig={"algorithmHyperParameters": {"alpha": "3"}})
        data = taken(aws)
        recipes.register(Longest, name="scaled")
        text = "^The snapshot needs the recipe scaled as it was: scaled has no hyperparameter 'alpha'; it has: opaque"
        with pytest.raises(ValueError, match=text):
            put_back(aws, data)
    finally:
        recipes.unregister("scaled")


def test_a_model_that_is_no_dataclass_is_named(aws: Aws, longest: None) -> None:
    config = {"algorithmHyperParameters": {"opaque": "true"}}
    train(aws, filled(aws), "longest", solutionConfig=config)
    text = f"^A snapshot cannot hold TrainedItems.model: a Opaque of {__name__}. It can hold dataclasses of arrays"
    with pytest.raises(ValueError, match=text):
        taken(aws)


# --- by HTTP ----------------------------------------------------------------------------------------------------


def route(aws: Aws, path: str) -> str:
    return f"{aws.endpoint_url or 'http://motoapi.amazonaws.com'}/moto-api/personalize/{path}"


@pytest.mark.parametrize("kind", ["application/octet-stream", "application/x-www-form-urlencoded", "application/json"])
def test_a_large_snapshot_goes_by_http_whatever_it_is_called(aws: Aws, kind: str) -> None:
    group = create_group(aws)
    schema = aws.personalize.create_schema(name="items", schema=schema_text("Items", ITEM_FIELDS))["schemaArn"]
    aws.personalize.create_dataset(name="items", schemaArn=schema, datasetGroupArn=group, datasetType="Items")
    (dataset,) = personalize_backends["123456789012"]["us-east-1"].store.where(Dataset)
    noise = np.random.default_rng(0).integers(0, 1 << 62, 1 << 19)
    texts = Text(np.array(["item-1"], object), np.zeros(len(noise), np.int32))
    table = Table({"ITEM_ID": texts, "GENRES": texts, "CREATION_TIMESTAMP": Numbers(noise)}, len(noise))
    dataset.content = dataclasses.replace(dataset.content, full=Bulk(table, noise * 0))
    answered = requests.get(route(aws, "snapshot"), timeout=60)
    assert answered.headers["Content-Type"] == "application/octet-stream"
    assert len(answered.content) > 1 << 21
    emptied(aws)
    sent = requests.post(route(aws, "restore"), answered.content, headers={"Content-Type": kind}, timeout=60)
    assert (sent.status_code, sent.json()) == (200, {})
    assert [found["name"] for found in aws.personalize.list_datasets()["datasets"]] == ["items"]


AS_THEY_ARE = "Send its bytes as they are, as `curl --data-binary @FILE` does."


@pytest.mark.parametrize(
    ("sent", "text"),
    [(b"films", "This is not a snapshot of moto-personalize."), (b"", "The body is empty.")],
)
def test_a_refusal_by_http_says_how_a_snapshot_is_sent(aws: Aws, sent: bytes, text: str) -> None:
    answered = requests.post(route(aws, "restore"), sent, timeout=10)
    assert (answered.status_code, answered.json()) == (400, {"message": f"{text} {AS_THEY_ARE}"})


def test_a_snapshot_whose_bytes_curl_has_changed_is_told_how_it_is_sent(aws: Aws) -> None:
    changed = requests.get(route(aws, "snapshot"), timeout=60).content[:-1]
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answered = requests.post(route(aws, "restore"), changed, headers=headers, timeout=10)
    assert answered.json()["message"] == f"The snapshot is damaged: it was cut short or changed. {AS_THEY_ARE}"


def test_python_is_told_nothing_of_http(aws: Aws) -> None:
    for data in (b"", b"films"):
        with pytest.raises(ValueError, match=r"^This is not a snapshot of moto-personalize\.$"):
            testing.restore(data, endpoint_url=aws.endpoint_url)


# --- at once with others ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("aws", ["in_process"], indirect=True)
def test_a_snapshot_is_of_one_moment(aws: Aws) -> None:
    """Each put makes two records; none is ever seen alone."""
    group = create_group(aws)
    arn = create_dataset(aws, group, "Items", ITEM_FIELDS)
    done, taken_meanwhile = threading.Event(), []

    def put() -> None:
        n = 0
        while not done.is_set():
            n += 1
            properties = '{"genres": "war", "creationTimestamp": 1}'
            items = [{"itemId": f"item-{n}-{half}", "properties": properties} for half in "ab"]
            aws.events.put_items(datasetArn=arn, items=items)

    thread = threading.Thread(target=put)
    thread.start()
    for _ in range(10):
        taken_meanwhile.append(taken(aws))
    done.set()
    thread.join()
    (dataset,) = personalize_backends["123456789012"]["us-east-1"].store.where(Dataset)
    counts = []
    for data in taken_meanwhile:
        put_back(aws, data)
        (dataset,) = personalize_backends["123456789012"]["us-east-1"].store.where(Dataset)
        counts.append(len(dataset.records))
    assert [count % 2 for count in counts] == [0] * 10
    assert counts == sorted(counts)


# --- of another day ---------------------------------------------------------------------------------------------


def test_a_snapshot_of_the_first_version_of_this_minor_number_is_read(aws: Aws) -> None:
    """It was made once, on another machine. Where a change breaks it, give new fields defaults, or read both."""
    with frozen():  # long after, what was planned is done first
        put_back(aws, golden.FILE.read_bytes())
        answers = golden.answers(aws)
    assert answers == json.loads(golden.ANSWERS.read_text())
    assert settings(aws)["min_interactions"] == 1


def test_what_was_restored_from_another_day_can_be_trained_anew(aws: Aws) -> None:
    put_back(aws, golden.FILE.read_bytes())
    solution = described(aws, described(aws, golden.CAMPAIGN)["solutionVersionArn"])["solutionArn"]
    again = aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    assert described(aws, again)["status"] == "ACTIVE"

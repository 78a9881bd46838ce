"""What a training uses, what it needs, and what it says."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from moto_personalize import recipes
from tests.conftest import Aws
from tests.workflow import (
    EVENT_FIELDS,
    INTERACTION_FIELDS,
    ITEM_FIELDS,
    assert_refused,
    create_dataset,
    csv_text,
    described,
    films_group,
    import_csv,
    recommended,
    train,
    views,
)

METRICS = [
    "coverage",
    "mean_reciprocal_rank_at_25",
    "normalized_discounted_cumulative_gain_at_10",
    "normalized_discounted_cumulative_gain_at_25",
    "normalized_discounted_cumulative_gain_at_5",
    "precision_at_10",
    "precision_at_25",
    "precision_at_5",
]
POPULARITY = "aws-popularity-count"


def failure(aws: Aws, version: str) -> str | None:
    shown = described(aws, version)
    assert shown["status"] == ("CREATE FAILED" if "failureReason" in shown else "ACTIVE")
    return shown.get("failureReason")


def ranked(aws: Aws, version: str) -> list[str]:
    """All items of a version, as a campaign lists them."""
    name = version.rsplit("/", 1)[-1]
    campaign = aws.personalize.create_campaign(name=name, solutionVersionArn=version)["campaignArn"]
    return recommended(aws, campaign, userId="anybody", numResults=500)


EVENTS: Sequence[Sequence[Any]] = [
    *((f"u{n}", "bought", n, "Purchase", 5.0) for n in range(4)),
    *((f"u{n}", "watched", n, "watch", 0.9) for n in range(3)),
    *((f"u{n}", "skipped", n, "watch", 0.1) for n in range(2)),
    ("u0", "glanced", 1, "watch", ""),
]


@pytest.fixture
def events(aws: Aws, little_data: None) -> str:
    return films_group(aws, EVENTS, EVENT_FIELDS)


def test_every_interaction_counts_where_nothing_is_chosen(aws: Aws, events: str) -> None:
    assert ranked(aws, train(aws, events, POPULARITY)) == ["bought", "watched", "skipped", "glanced"]


def test_an_event_type_chooses_its_events_in_any_case(aws: Aws, events: str) -> None:
    version = train(aws, events, POPULARITY, eventType="WATCH")
    assert ranked(aws, version) == ["watched", "skipped", "glanced"]
    assert described(aws, version)["eventType"] == "WATCH"


def test_a_threshold_chooses_events_of_at_least_that_value(aws: Aws, events: str) -> None:
    version = train(aws, events, POPULARITY, solutionConfig={"eventValueThreshold": "0.9"})
    assert ranked(aws, version) == ["bought", "watched"]


def test_event_type_and_threshold_choose_together(aws: Aws, events: str) -> None:
    config = {"eventValueThreshold": "0.5"}
    version = train(aws, events, POPULARITY, eventType="watch", solutionConfig=config)
    assert ranked(aws, version) == ["watched"]


def test_fewer_than_1000_interactions_fail(aws: Aws) -> None:
    group = films_group(aws, [(*row, "watch", "") for row in views()], EVENT_FIELDS)
    version = train(aws, group, POPULARITY, eventType="Purchase")
    assert failure(aws, version) == "Dataset has fewer than 1000 interactions after filtering by event type: Purchase"
    version = train(aws, group, POPULARITY, "dear", solutionConfig={"eventValueThreshold": "1"})
    assert failure(aws, version) == "Dataset has fewer than 1000 interactions"


def test_fewer_than_25_users_with_two_interactions_fail(aws: Aws) -> None:
    group = films_group(aws, views(users=24, each=42))
    expected = "Dataset has fewer than 25 users with at least 2 interactions each."
    assert failure(aws, train(aws, group, POPULARITY)) == expected


def test_25_users_with_two_interactions_suffice(aws: Aws) -> None:
    assert failure(aws, train(aws, films_group(aws, views(users=25, each=40)), POPULARITY)) is None


def test_one_user_in_a_hundred_needs_two_interactions(aws: Aws) -> None:
    returning = [(f"u{n}", item, 1) for n in range(25) for item in ("a", "b")]
    once = [(f"once-{n}", "a", 1) for n in range(2476)]
    expected = "Fewer than 1% of the users of the dataset have at least 2 interactions each."
    assert failure(aws, train(aws, films_group(aws, returning + once), POPULARITY)) == expected
    books = films_group(aws, returning + once[:-1], name="books")
    assert failure(aws, train(aws, books, POPULARITY, "books")) is None


def test_minima_are_what_the_settings_say(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_MIN_INTERACTIONS", "3")
    monkeypatch.setenv("MOTO_PERSONALIZE_MIN_USERS", "2")
    group = films_group(aws, [("u", "a", 1), ("u", "b", 2), ("v", "a", 3)])
    expected = "Dataset has fewer than 2 users with at least 2 interactions each."
    assert failure(aws, train(aws, group, POPULARITY)) == expected
    monkeypatch.setenv("MOTO_PERSONALIZE_MIN_USERS", "1")
    assert failure(aws, train(aws, group, POPULARITY, "again")) is None


@pytest.mark.usefixtures("little_data")
def test_more_than_ten_event_types_and_optional_columns_fail(aws: Aws) -> None:
    rows = [(f"u{n}", "a", n, f"type-{n}", "") for n in range(9)]
    expected = "Dataset has 9 distinct event types and 2 optional columns; together at most 10 are allowed."
    assert failure(aws, train(aws, films_group(aws, rows, EVENT_FIELDS), POPULARITY)) == expected


def test_a_failed_version_shows_neither_hours_nor_metrics_and_is_not_deployed(aws: Aws) -> None:
    version = train(aws, films_group(aws, views(users=24, each=42)), POPULARITY)
    assert "trainingHours" not in described(aws, version)
    (listed,) = aws.personalize.list_solution_versions()["solutionVersions"]
    assert listed["failureReason"] == "Dataset has fewer than 25 users with at least 2 interactions each."
    with assert_refused("ResourceInUseException", "Cannot get metrics for solution since it is not in ACTIVE state."):
        aws.personalize.get_solution_metrics(solutionVersionArn=version)
    with assert_refused(
        "ResourceInUseException", f"The given solution version is not ACTIVE but CREATE FAILED: {version}"
    ):
        aws.personalize.create_campaign(name="films", solutionVersionArn=version)


@pytest.mark.parametrize(
    "recipe", [POPULARITY, "aws-user-personalization", "aws-personalized-ranking", "aws-sims", "aws-similar-items"]
)
def test_metrics_have_eight_keys_in_order_with_four_decimals(aws: Aws, recipe: str) -> None:
    version = train(aws, films_group(aws, views()), recipe)
    metrics = aws.personalize.get_solution_metrics(solutionVersionArn=version)["metrics"]
    assert list(metrics) == METRICS
    assert all(value == round(value, 4) and 0 <= value <= 1 for value in metrics.values())
    assert metrics["coverage"] > 0


def test_the_metrics_of_trending_now_tell_of_trends(aws: Aws) -> None:
    version = train(aws, films_group(aws, views()), "aws-trending-now")
    metrics = aws.personalize.get_solution_metrics(solutionVersionArn=version)["metrics"]
    assert "trend_prediction_accuracy" in metrics


def test_hours_grow_with_the_interactions_and_have_three_decimals(aws: Aws, little_data: None) -> None:
    few = train(aws, films_group(aws, views()), POPULARITY)
    many = train(aws, films_group(aws, views(each=400, items=800), name="books"), POPULARITY, "books")
    hours = [described(aws, version)["trainingHours"] for version in (few, many)]
    assert hours == [0.251, 0.262]


def test_a_training_uses_what_was_imported_when_it_was_asked_for(
    aws: Aws, little_data: None, request: pytest.FixtureRequest
) -> None:
    group = films_group(aws, [("u", "old", 1)])
    dataset = group.replace("dataset-group", "dataset") + "/INTERACTIONS"
    solution = train(aws, group, POPULARITY).rsplit("/", 1)[0]
    tracking = aws.personalize.create_event_tracker(name="clicks", datasetGroupArn=group)["trackingId"]
    request.getfixturevalue("manual")
    version = aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    job = import_csv(aws, dataset, csv_text(INTERACTION_FIELDS, [("u", "new", 1)]), "newer")
    assert job["status"] == "CREATE IN_PROGRESS"
    assert described(aws, job["datasetImportJobArn"])["status"] == "ACTIVE"
    event = {"eventType": "click", "itemId": "live", "sentAt": 2}
    aws.events.put_events(trackingId=tracking, sessionId="s", userId="u", eventList=[event])
    assert [described(aws, version)["status"] for _ in range(2)] == ["CREATE IN_PROGRESS", "ACTIVE"]
    later = aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    assert [described(aws, later)["status"] for _ in range(2)] == ["CREATE IN_PROGRESS", "ACTIVE"]
    for arn, items in ((version, ["old"]), (later, ["live", "new"])):
        name = arn.rsplit("/", 1)[-1]
        campaign = aws.personalize.create_campaign(name=name, solutionVersionArn=arn)["campaignArn"]
        assert [described(aws, campaign)["status"] for _ in range(2)] == ["CREATE IN_PROGRESS", "ACTIVE"]
        assert recommended(aws, campaign) == items


def items_with_genres(aws: Aws, group: str) -> None:
    items = create_dataset(aws, group, "Items", ITEM_FIELDS)
    rows = [(f"item-{n:02}", "Comedy" if n % 2 else "Crime", 1_500_000_000) for n in range(40)]
    rows += [("cold-comedy", "Comedy", 1_599_999_999), ("cold-crime", "Crime", 1_599_999_999)]
    assert import_csv(aws, items, csv_text(ITEM_FIELDS, rows), "items")["status"] == "ACTIVE"


def similar(aws: Aws, group: str, item: str, name: str, **config: Any) -> list[str]:
    version = train(aws, group, "aws-similar-items", name, solutionConfig={"trainingDataConfig": config})
    campaign = aws.personalize.create_campaign(name=name, solutionVersionArn=version)["campaignArn"]
    return recommended(aws, campaign, itemId=item, numResults=20)


def test_excluded_columns_are_not_trained_on(aws: Aws) -> None:
    group = films_group(aws, views())
    items_with_genres(aws, group)
    comedy, crime = (similar(aws, group, f"cold-{kind}", f"with-{kind}") for kind in ("comedy", "crime"))
    assert comedy != crime
    excluded = {"excludedDatasetColumns": {"ITEMS": ["GENRES", "CREATION_TIMESTAMP"]}}
    comedy, crime = (similar(aws, group, f"cold-{kind}", f"no-{kind}", **excluded) for kind in ("comedy", "crime"))
    assert [item for item in comedy if "cold" not in item] == [item for item in crime if "cold" not in item]


def test_columns_that_are_not_included_are_not_trained_on(aws: Aws) -> None:
    group = films_group(aws, views())
    items_with_genres(aws, group)
    included = {"includedDatasetColumns": {"ITEMS": ["CREATION_TIMESTAMP"]}}
    excluded = {"excludedDatasetColumns": {"ITEMS": ["GENRES"]}}
    lists = [
        similar(aws, group, "cold-comedy", name, **config)
        for name, config in (("included", included), ("excluded", excluded))
    ]
    assert lists[0] == lists[1]


def test_two_trainings_on_the_same_data_serve_the_same_scores(aws: Aws) -> None:
    group = films_group(aws, views())
    answers = []
    for name in ("first", "second"):
        version = train(aws, group, "aws-user-personalization", name)
        campaign = aws.personalize.create_campaign(name=name, solutionVersionArn=version)["campaignArn"]
        answers.append(aws.runtime.get_recommendations(campaignArn=campaign, userId="user-01")["itemList"])
    assert answers[0] == answers[1]


@dataclasses.dataclass(frozen=True)
class Stubborn:
    """A recipe of a user's own that does not learn."""

    name = "stubborn"
    recipe_type = "POPULAR_ITEMS"

    def fit(self, data: Any) -> Any:
        raise RuntimeError("no patience")


def popular(data: recipes.Snapshot) -> recipes.Model:
    return recipes.make(recipes.find(POPULARITY), {}).fit(data)


@dataclasses.dataclass(frozen=True)
class Timid:
    """A recipe of a user's own that learns, and then dares nothing new."""

    name = "timid"
    recipe_type = "USER_PERSONALIZATION"
    explores = True

    def fit(self, data: recipes.Snapshot) -> Any:
        return TimidModel(popular(data))


@dataclasses.dataclass(frozen=True)
class TimidModel:
    popular: recipes.Model

    def scores(self, query: recipes.Query) -> recipes.Scores:
        return self.popular.scores(query)

    def exploring(self, weight: float, age_cut_off: float) -> recipes.Model:
        raise RuntimeError(f"not with {weight} of {age_cut_off} days")


@dataclasses.dataclass(frozen=True)
class Diligent:
    """A recipe of a user's own that works."""

    name = "diligent"
    recipe_type = "POPULAR_ITEMS"

    def fit(self, data: recipes.Snapshot) -> Any:
        return popular(data)


@pytest.fixture
def own_recipes() -> Iterator[None]:
    own = [Stubborn, Timid, Diligent]
    for recipe in own:
        recipes.register(recipe)
    yield
    for recipe in own:
        if recipe.name in {entry.name for entry in recipes.entries()}:
            recipes.unregister(recipe.name)


@pytest.mark.usefixtures("own_recipes")
def test_a_recipe_of_the_users_own_that_raises_fails_its_version(aws: Aws, events: str) -> None:
    reason = failure(aws, train(aws, events, "stubborn"))
    assert reason == "The recipe stubborn failed: RuntimeError: no patience"


@pytest.mark.usefixtures("own_recipes")
def test_a_model_of_the_users_own_that_cannot_explore_fails_its_campaign(aws: Aws, events: str) -> None:
    campaign = aws.personalize.create_campaign(
        name="films",
        solutionVersionArn=train(aws, events, "timid"),
        campaignConfig={"itemExplorationConfig": {"explorationWeight": "0.5", "explorationItemAgeCutOff": "7"}},
    )["campaignArn"]
    assert failure(aws, campaign) == "The recipe timid failed: RuntimeError: not with 0.5 of 7.0 days"
    with assert_refused("InvalidInputException", f"{campaign} does not exist or is not active yet."):
        recommended(aws, campaign, userId="u1")
    other = train(aws, events, "diligent")
    aws.personalize.update_campaign(campaignArn=campaign, solutionVersionArn=other, campaignConfig={})
    assert failure(aws, campaign) is None
    assert recommended(aws, campaign, userId="u1", numResults=1) == ["bought"]


@pytest.mark.usefixtures("own_recipes")
def test_a_campaign_serves_the_recipe_that_was_trained_whatever_became_of_its_name(
    aws: Aws, events: str, request: pytest.FixtureRequest
) -> None:
    version = train(aws, events, "diligent")
    request.getfixturevalue("manual")
    campaign = aws.personalize.create_campaign(name="films", solutionVersionArn=version)["campaignArn"]
    recipes.unregister("diligent")
    assert [described(aws, campaign)["status"] for _ in range(2)] == ["CREATE IN_PROGRESS", "ACTIVE"]
    assert recommended(aws, campaign, numResults=1) == ["bought"]


@pytest.mark.usefixtures("little_data")
def test_numbers_of_items_are_trained_on_and_booleans_and_free_texts_are_not(aws: Aws) -> None:
    fields = [
        {"name": "ITEM_ID", "type": "string"},
        {"name": "PRICE", "type": ["float", "null"]},
        {"name": "ADULT", "type": "boolean"},
        {"name": "NOTE", "type": "string"},
    ]
    group = films_group(aws, views())
    items = create_dataset(aws, group, "Items", fields)
    rows = [(f"item-{n:02}", n % 2 * 100, "True", f"note {n}") for n in range(40)]
    rows += [("cold-cheap", 0, "True", "x"), ("cold-dear", 100, "True", "x"), ("cold-dull", "", "False", "y")]
    assert import_csv(aws, items, csv_text(fields, rows), "items")["status"] == "ACTIVE"
    cheap, dear = (similar(aws, group, f"cold-{kind}", kind) for kind in ("cheap", "dear"))
    assert cheap != dear
    excluded = {"excludedDatasetColumns": {"ITEMS": ["PRICE"]}}
    dull = [similar(aws, group, f"cold-{kind}", f"no-{kind}", **excluded) for kind in ("dear", "dull")]
    assert [[item for item in items if "cold" not in item] for items in dull] == [
        [item for item in dull[0] if "cold" not in item]
    ] * 2


@pytest.mark.usefixtures("little_data")
def test_what_was_often_shown_in_vain_is_explored_less(aws: Aws) -> None:
    fields = (*INTERACTION_FIELDS, {"name": "IMPRESSION", "type": ["string", "null"]})
    lists = []
    for name, shown in (("unseen", ""), ("seen", "new-0|new-1|new-2")):
        rows = [(*row, shown) for row in views()]
        rows += [(f"user-{n:02}", f"new-{n}", 1_600_090_000, "") for n in range(6)]
        version = train(aws, films_group(aws, rows, fields, name), "aws-user-personalization", name)
        config = {"itemExplorationConfig": {"explorationWeight": "1"}}
        campaign = aws.personalize.create_campaign(name=name, solutionVersionArn=version, campaignConfig=config)
        lists.append(recommended(aws, campaign["campaignArn"], userId="user-09", numResults=500))
    places = [sum(items.index(f"new-{n}") for n in range(3)) for items in lists]
    assert places[0] < places[1]


@pytest.mark.parametrize("recipe", ["aws-user-personalization", "aws-user-personalization-v2", "aws-hrnn-metadata"])
def test_users_without_a_history_get_what_their_group_likes(aws: Aws, recipe: str) -> None:
    """Even users watch even items; a newcomer is known by a city alone."""
    fields = ({"name": "USER_ID", "type": "string"}, {"name": "CITY", "type": "string", "categorical": True})
    group = films_group(aws, views())
    cities = [(f"user-{n:02}", ["north", "south"][n % 2]) for n in range(30)]
    users = create_dataset(aws, group, "Users", fields)
    import_csv(aws, users, csv_text(fields, [*cities, ("new-n", "north"), ("new-s", "south")]), "users")
    config = {"itemExplorationConfig": {"explorationWeight": "0"}} if recipe == "aws-user-personalization" else {}
    campaign = aws.personalize.create_campaign(
        name="films", solutionVersionArn=train(aws, group, recipe), campaignConfig=config
    )
    for user, parity in (("new-n", 0), ("new-s", 1)):
        found = recommended(aws, campaign["campaignArn"], userId=user, numResults=10)
        assert {int(item[-2:]) % 2 for item in found} == {parity}

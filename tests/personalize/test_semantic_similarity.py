"""aws-semantic-similarity: related items by what is said of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pytest

from moto_personalize.recipes import Prior, Query, Scores, Snapshot, register, unregister
from tests.clocks import HOUR, Clock, either_clock, frozen
from tests.conftest import Aws
from tests.personalize.films import create_filter
from tests.workflow import (
    INTERACTION_FIELDS,
    Field,
    answer_of,
    answers_of,
    assert_refused,
    batch_job,
    create_dataset,
    create_group,
    csv_text,
    described,
    import_csv,
    recommended,
    train,
)

SEMANTIC = "aws-semantic-similarity"
FIELDS: tuple[Field, ...] = (
    {"name": "ITEM_ID", "type": "string"},
    {"name": "TITLE", "type": "string", "itemName": True},
    {"name": "PLOT", "type": ["null", "string"], "textual": True},
    {"name": "SHELF", "type": ["null", "string"], "categorical": True},
    {"name": "CREATION_TIMESTAMP", "type": "long"},
)
DAY = 86400
BOOKS = [
    ("night", "Night detective", "A detective hunts a thief through the harbour", "crime", 1 * DAY),
    ("thief", "The thief", "The thief of the harbour flees from a detective", "crime", 2 * DAY),
    ("inspector", "An inspector", "Detectives hunt a thief who leaves a clue", "crime", 9 * DAY),
    ("garden", "Roses", "How roses and tulips grow in a garden", "garden", 3 * DAY),
    ("soil", "Good soil", "What a garden needs before tulips grow", "garden", 4 * DAY),
    ("moon", "To the moon", "A rocket leaves the earth for the moon", "space", 5 * DAY),
    ("mars", "Red planet", "The rocket that came back from mars to the earth", "space", 6 * DAY),
    ("silent", "Silence", "", "", 7 * DAY),
]


PERFORM = "performIncrementalUpdate"


def library(aws: Aws, books: Sequence[Sequence[Any]] = BOOKS, fields: Sequence[Field] = FIELDS) -> str:
    """A dataset group with items alone."""
    group = create_group(aws, "library")
    job = import_csv(aws, create_dataset(aws, group, "Items", fields), csv_text(fields, books), "books")
    assert job["status"] == "ACTIVE", job
    return group


def deploy_semantic(aws: Aws, group: str, config: dict[str, Any] | None = None, **solution: Any) -> str:
    version = train(aws, group, SEMANTIC, **solution)
    more = {"campaignConfig": config} if config else {}
    return aws.personalize.create_campaign(name="related", solutionVersionArn=version, **more)["campaignArn"]


@pytest.fixture
def campaign(aws: Aws) -> str:
    return deploy_semantic(aws, library(aws))


def add_readers(aws: Aws, group: str, *rows: Sequence[Any]) -> None:
    import_csv(aws, create_dataset(aws, group), csv_text(INTERACTION_FIELDS, rows), "reads")


def test_items_with_similar_words_are_related_without_any_interactions(aws: Aws, campaign: str) -> None:
    assert recommended(aws, campaign, itemId="night", numResults=2) == ["thief", "inspector"]
    assert recommended(aws, campaign, itemId="garden", numResults=1) == ["soil"]
    assert recommended(aws, campaign, itemId="mars", numResults=1) == ["moon"]


def test_answers_hold_item_ids_alone(aws: Aws, campaign: str) -> None:
    answer = answer_of(aws.runtime.get_recommendations(campaignArn=campaign, itemId="night", numResults=1))
    assert answer == {"itemList": [{"itemId": "thief"}], "recommendationId": answer["recommendationId"]}


@pytest.mark.usefixtures("little_data")
@pytest.mark.parametrize("item", ["silent", "unknown"])
def test_unknown_items_and_those_without_words_are_answered_with_popular_ones(aws: Aws, item: str) -> None:
    group = library(aws)
    add_readers(aws, group, ("ann", "moon", 1), ("bob", "moon", 2), ("bob", "soil", 3))
    campaign = deploy_semantic(aws, group)
    assert recommended(aws, campaign, itemId=item, numResults=2) == ["moon", "soil"]


def test_an_item_is_required(aws: Aws, campaign: str) -> None:
    with assert_refused("InvalidInputException", f"itemId is required for the recipe {SEMANTIC}."):
        aws.runtime.get_recommendations(campaignArn=campaign)


def test_metadata_come_without_being_switched_on(aws: Aws, campaign: str) -> None:
    request = {"campaignArn": campaign, "itemId": "moon", "numResults": 1, "metadataColumns": {"ITEMS": ["TITLE"]}}
    items = aws.runtime.get_recommendations(**request)["itemList"]
    assert items == [{"itemId": "mars", "metadata": {"title": "Red planet"}}]


def test_filters_compare_with_the_item_of_the_request(aws: Aws) -> None:
    group = library(aws)
    arn = create_filter(aws, group, "EXCLUDE ItemID WHERE Items.SHELF IN CurrentItem.SHELF")
    campaign = deploy_semantic(aws, group)
    assert set(recommended(aws, campaign, itemId="night", filterArn=arn)) == {
        "garden",
        "soil",
        "moon",
        "mars",
        "silent",
    }


def test_items_cannot_be_promoted(aws: Aws) -> None:
    group = library(aws)
    arn = create_filter(aws, group, 'INCLUDE ItemID WHERE Items.SHELF IN ("space")')
    campaign = deploy_semantic(aws, group)
    promotion = {"name": "space", "percentPromotedItems": 50, "filterArn": arn}
    with assert_refused("InvalidInputException", f"promotions are not for the recipe {SEMANTIC}."):
        aws.runtime.get_recommendations(campaignArn=campaign, itemId="night", promotions=[promotion])


@pytest.mark.usefixtures("little_data")
def test_ranking_influence_favours_what_is_popular_or_new(aws: Aws) -> None:
    group = library(aws)
    add_readers(aws, group, ("ann", "inspector", 1), ("bob", "inspector", 2))
    campaign = deploy_semantic(aws, group)
    asked = {"itemId": "night", "numResults": 2}
    assert recommended(aws, campaign, **asked) == ["thief", "inspector"]
    for key in ("POPULARITY", "FRESHNESS"):
        config = {"rankingInfluence": {key: 1.0}}
        aws.personalize.update_campaign(campaignArn=campaign, campaignConfig=config)
        assert described(aws, campaign)["campaignConfig"] == config
        assert recommended(aws, campaign, **asked) == ["inspector", "thief"]
    aws.personalize.update_campaign(campaignArn=campaign, campaignConfig={"rankingInfluence": {"POPULARITY": 0.0}})
    assert recommended(aws, campaign, **asked) == ["thief", "inspector"]


@pytest.mark.usefixtures("little_data")
def test_ranking_influence_of_a_batch_job_orders_its_answers(aws: Aws) -> None:
    group = library(aws)
    add_readers(aws, group, ("ann", "inspector", 1), ("bob", "inspector", 2))
    version = train(aws, group, SEMANTIC)
    for job, weight, expected in (("plain", 0.0, ["thief", "inspector"]), ("read", 1.0, ["inspector", "thief"])):
        config = {"rankingInfluence": {"POPULARITY": weight}}
        batch_job(aws, version, '{"itemId": "night"}', job, numResults=2, batchInferenceJobConfig=config)
        assert json.loads(answers_of(aws, job)[0])["output"]["recommendedItems"] == expected


@pytest.mark.parametrize(
    ("influence", "message"),
    [
        ({"POPULARITY": 1.5}, "Value '1.5' at '{}POPULARITY.member' {}Member must have value less than or equal to 1"),
        (
            {"NOVELTY": 0.5},
            "Value 'NOVELTY' at '{}NOVELTY.member' {}Member must satisfy enum value set: [POPULARITY, FRESHNESS]",
        ),
    ],
)
def test_ranking_influence_is_between_0_and_1(
    aws: Aws, campaign: str, influence: dict[str, float], message: str
) -> None:
    expected = message.format("campaignConfig.rankingInfluence.", "failed to satisfy constraint: ")
    with assert_refused("ValidationException", f"1 validation error detected: {expected}"):
        aws.personalize.update_campaign(campaignArn=campaign, campaignConfig={"rankingInfluence": influence})


@pytest.mark.usefixtures("little_data")
def test_its_metrics_are_averages_of_the_catalogue(aws: Aws) -> None:
    group = library(aws)
    add_readers(aws, group, ("ann", "moon", 1), ("bob", "moon", 2), ("bob", "soil", 3))
    version = train(aws, group, SEMANTIC)
    metrics = aws.personalize.get_solution_metrics(solutionVersionArn=version)["metrics"]
    assert metrics.keys() == {"item_freshness", "item_popularity", "item_similarity"}
    assert metrics["item_popularity"] == pytest.approx((1 + 0.5) / 8, abs=1e-4)
    assert metrics["item_freshness"] == pytest.approx((0 + 1 + 8 + 2 + 3 + 4 + 5 + 6) / 8 / 8, abs=1e-4)
    assert 0 < metrics["item_similarity"] < 1


def test_without_items_there_is_nothing_to_train_on(aws: Aws) -> None:
    group = create_group(aws)
    expected = "Dataset group must contain an ITEMS dataset with successfully completed dataset import job"
    with assert_refused("InvalidInputException", expected):
        train(aws, group, SEMANTIC)
    create_dataset(aws, group, "Items", FIELDS)
    with assert_refused("InvalidInputException", expected):
        train(aws, group, SEMANTIC)


@pytest.mark.parametrize(
    ("missing", "kept"), [("itemName", [0, 2, 3, 4]), ("textual", [0, 1, 3, 4])], ids=["itemName", "textual"]
)
def test_a_schema_without_names_or_texts_fails_the_training(aws: Aws, missing: str, kept: list[int]) -> None:
    books = [[book[place] for place in kept] for book in BOOKS]
    version = train(aws, library(aws, books, [FIELDS[place] for place in kept]), SEMANTIC)
    shown = described(aws, version)
    assert shown["status"] == "CREATE FAILED"
    assert shown["failureReason"] == f"The recipe {SEMANTIC} needs a field of Items with {missing} true."


def test_columns_left_out_of_the_training_relate_nothing(aws: Aws) -> None:
    group = library(aws)
    config = {"trainingDataConfig": {"includedDatasetColumns": {"ITEMS": ["TITLE", "SHELF"]}}}
    campaign = deploy_semantic(aws, group, solutionConfig=config)
    # nothing but the shelf is shared, and a title of common words says less beside it
    assert recommended(aws, campaign, itemId="inspector", numResults=2) == ["thief", "night"]


@pytest.mark.parametrize(("asked", "shown"), [({}, True), ({PERFORM: True}, True), ({PERFORM: False}, False)])
def test_incremental_updates_are_on_unless_they_are_turned_off(aws: Aws, asked: dict[str, bool], shown: bool) -> None:
    version = train(aws, library(aws), SEMANTIC, **asked)
    solution = described(aws, version.rpartition("/")[0])
    assert (solution[PERFORM], described(aws, version)[PERFORM]) == (shown, shown)


@pytest.mark.usefixtures("little_data")
def test_similar_items_finds_a_book_by_its_text_before_anybody_has_read_it(aws: Aws) -> None:
    group = library(aws, [(*book[:3], "", book[4]) for book in BOOKS])
    add_readers(aws, group, ("ann", "soil", 1), ("ann", "night", 2))
    version = train(aws, group, "aws-similar-items")
    campaign = aws.personalize.create_campaign(name="similar", solutionVersionArn=version)["campaignArn"]
    assert recommended(aws, campaign, itemId="mars", numResults=1) == ["moon"]


NEW = ("harbour", "Harbour thief", "A detective hunts a thief in the harbour", "crime", 10 * DAY)


def add_book(aws: Aws, group: str) -> None:
    import_csv(aws, f"{group.replace(':dataset-group/', ':dataset/')}/ITEMS", csv_text(FIELDS, [*BOOKS, NEW]), "more")


@either_clock
def test_an_incremental_update_takes_new_items_up_within_half_an_hour(aws: Aws, clock: Clock) -> None:
    with clock() as shift:
        group = library(aws)
        campaign = deploy_semantic(aws, group, performAutoTraining=False)
        version = described(aws, campaign)["solutionVersionArn"]
        before = aws.personalize.get_solution_metrics(solutionVersionArn=version)["metrics"]
        add_book(aws, group)
        shift(0.4 * HOUR)
        assert "harbour" not in recommended(aws, campaign, itemId="night")
        shift(0.2 * HOUR)
        assert recommended(aws, campaign, itemId="night", numResults=1) == ["harbour"]
        assert recommended(aws, campaign, itemId="harbour", numResults=1) == ["thief"]
        solution = version.rpartition("/")[0]
        versions = aws.personalize.list_solution_versions(solutionArn=solution)["solutionVersions"]
        assert [each["solutionVersionArn"] for each in versions] == [version]
        assert aws.personalize.get_solution_metrics(solutionVersionArn=version)["metrics"] == before


def test_without_incremental_updates_new_items_wait_for_a_training(aws: Aws) -> None:
    with frozen() as shift:
        group = library(aws)
        campaign = deploy_semantic(aws, group, performIncrementalUpdate=False, performAutoTraining=False)
        add_book(aws, group)
        shift(5 * HOUR)
        assert "harbour" not in recommended(aws, campaign, itemId="night")


def test_new_items_are_reason_enough_to_train_by_itself(aws: Aws) -> None:
    with frozen() as shift:
        group = library(aws)
        solution = train(aws, group, SEMANTIC).rpartition("/")[0]
        shift(8 * DAY)
        assert len(aws.personalize.list_solution_versions(solutionArn=solution)["solutionVersions"]) == 1
        add_book(aws, group)
        shift(8 * DAY)
        assert len(aws.personalize.list_solution_versions(solutionArn=solution)["solutionVersions"]) == 2


@dataclass(frozen=True)
class Wordy:
    """Items with long descriptions first; influence makes it those with long names."""

    name: ClassVar[str] = "wordy"
    recipe_type: ClassVar[str] = "RELATED_ITEMS"
    uses_texts: ClassVar[bool] = True
    influenced: ClassVar[bool] = True

    def fit(self, data: Snapshot) -> Longest:
        texts, names = ([len(text) for text in column] for column in (data.item_texts, data.item_names))
        return Longest(Prior.of(np.array(texts)), Prior.of(np.array(names)))


@dataclass(frozen=True)
class Longest:
    prior: Prior
    other: Prior

    def scores(self, query: Query) -> Scores:
        return Scores.of(self.prior)

    def influenced(self, popularity: float, freshness: float) -> Longest:
        return Longest(self.other, self.other) if popularity else self


@pytest.fixture
def wordy() -> Iterator[None]:
    register(Wordy)
    yield
    unregister("wordy")


@pytest.mark.usefixtures("little_data", "wordy")
def test_recipes_of_ones_own_learn_from_texts_and_take_an_influence(aws: Aws) -> None:
    group = library(aws)
    add_readers(aws, group, ("ann", "moon", 1))
    version = train(aws, group, "wordy")
    campaign = aws.personalize.create_campaign(name="wordy", solutionVersionArn=version)["campaignArn"]
    assert recommended(aws, campaign, itemId="moon", numResults=1) == ["mars"]
    config = {"rankingInfluence": {"POPULARITY": 1.0}}
    aws.personalize.update_campaign(campaignArn=campaign, campaignConfig=config)
    assert recommended(aws, campaign, itemId="moon", numResults=1) == ["night"]

"""What users were shown: impressions that events bring, and those that recommendation ids stand for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from moto_personalize.personalize.learning.live import MOST_SHOWN, EventLog
from moto_personalize.personalize.models import personalize_backends
from moto_personalize.personalize.service.datasets import Dataset
from moto_personalize.personalize.service.solution_versions import SolutionVersion
from tests.conftest import Aws
from tests.workflow import deploy, domain_group, films_group, items_of, ranking_of, recommender, train, views

pytestmark = pytest.mark.usefixtures("little_data")
RECIPE = "aws-user-personalization"
WATCHED = [(*view, "Watch") for view in views(6, 8, 8)]


@pytest.fixture
def group(aws: Aws) -> str:
    return films_group(aws, views(8, 12, 12))


def put(aws: Aws, group: str, recommendation_id: str, item: str = "item-00", **more: Any) -> None:
    """An event that names a recommendation."""
    tracker = aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["trackingId"]
    event = {"eventType": "click", "itemId": item, "sentAt": 1_700_000_000, "recommendationId": recommendation_id}
    aws.events.put_events(trackingId=tracker, sessionId="s", userId="user-01", eventList=[{**event, **more}])


def impressions(group: str) -> list[tuple[str, ...]]:
    """Of the live events of a group; no operation shows them."""
    store = personalize_backends["123456789012"]["us-east-1"].store
    (dataset,) = store.where(Dataset, dataset_group_arn=group)
    return [event.impression for event in dataset.live.until(len(dataset.live))]


def shown(aws: Aws, group: str) -> dict[str, int]:
    """How often a training of now takes each item for shown; those that were."""
    version = train(aws, group, RECIPE, "again")
    trained = personalize_backends["123456789012"]["us-east-1"].store.get(SolutionVersion, version).trained
    assert trained is not None
    counts = zip(trained.snapshot.items.tolist(), trained.snapshot.impressions.tolist(), strict=True)
    return {item: count for item, count in counts if count}


def test_a_recommendation_id_stands_for_the_items_of_its_list(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, RECIPE)
    answer = aws.runtime.get_recommendations(campaignArn=campaign, userId="user-01", numResults=5)
    put(aws, group, answer["recommendationId"])
    assert shown(aws, group) == dict.fromkeys(items_of(answer), 1)


def test_a_ranking_is_an_impression_too(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, "aws-personalized-ranking")
    wanted = ["item-03", "item-01", "unknown"]
    answer = aws.runtime.get_personalized_ranking(campaignArn=campaign, userId="user-01", inputList=wanted)
    put(aws, group, answer["recommendationId"])
    assert impressions(group) == [tuple(ranking_of(answer))]
    assert shown(aws, group) == {"item-01": 1, "item-03": 1}


def test_a_recommenders_list_is_an_impression_too(aws: Aws) -> None:
    group = domain_group(aws, WATCHED, "VIDEO_ON_DEMAND", "vod")
    arn = recommender(aws, group, "aws-vod-most-popular")
    answer = aws.runtime.get_recommendations(recommenderArn=arn, userId="user-01", numResults=3)
    put(aws, group, answer["recommendationId"])
    assert impressions(group) == [tuple(items_of(answer))]


def test_an_impression_that_an_event_brings_wins(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, RECIPE)
    answer = aws.runtime.get_recommendations(campaignArn=campaign, userId="user-01", numResults=5)
    put(aws, group, answer["recommendationId"], impression=["item-10", "item-11"])
    assert shown(aws, group) == {"item-10": 1, "item-11": 1}


def test_a_recommendation_id_that_nobody_gave_stands_for_nothing(aws: Aws, group: str) -> None:
    put(aws, group, "RID-87-4684-8e6f-1dafc3beb890-CID-c07c3b")
    assert shown(aws, group) == {}


def test_the_newest_lists_are_remembered() -> None:
    log = EventLog()
    for n in range(MOST_SHOWN + 1):
        log.show(f"list-{n}", np.array(["item"], object), np.array([0]))
    assert (log.shown("list-0"), log.shown("list-1"), log.shown(f"list-{MOST_SHOWN}")) == ((), ("item",), ("item",))

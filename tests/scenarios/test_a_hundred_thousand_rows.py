"""Real-sized data in process: from a file in S3 to recommendations, rankings and live events."""

from __future__ import annotations

from moto_personalize import mock_personalize
from moto_personalize.demonstration.films import films
from tests.conftest import Aws
from tests.workflow import create_dataset, create_group, deploy, import_csv, items_of, ranking_of

ROWS = 100_000


@mock_personalize
def test_a_hundred_thousand_rows_from_s3_to_live_events() -> None:
    aws, material = Aws(), films(ROWS, seed=0)
    visit = material.visit
    assert material.interactions.count(b"\n") == ROWS + 1
    group = create_group(aws)
    dataset = create_dataset(aws, group, fields=material.interaction_fields)
    assert import_csv(aws, dataset, material.interactions)["status"] == "ACTIVE"
    campaign = deploy(aws, group, "aws-user-personalization")
    ranker = deploy(aws, group, "aws-personalized-ranking")

    def recommended() -> list[str]:
        return items_of(aws.runtime.get_recommendations(campaignArn=campaign, userId=visit.user))

    def ranked() -> list[str]:
        return ranking_of(
            aws.runtime.get_personalized_ranking(campaignArn=ranker, userId=visit.user, inputList=visit.shelf)
        )

    def share(items: list[str]) -> float:
        """How many of ten films are of the genre that the user turns to."""
        return sum(material.genres[item] == material.genres[visit.items[0]] for item in items[:10]) / 10

    before, shelf = recommended(), ranked()
    assert len(before) == 25
    assert share(before) == 0.0
    tracking_id = aws.personalize.create_event_tracker(name="clicks", datasetGroupArn=group)["trackingId"]
    events = [{"eventType": visit.event_type, "itemId": item, "sentAt": 1_800_000_000} for item in visit.items]
    aws.events.put_events(trackingId=tracking_id, sessionId="visit", userId=visit.user, eventList=events)
    assert share(recommended()) > 0.5
    watched = set(visit.items) & set(visit.shelf)  # nobody watches twice in these data
    after = ranked()
    assert set(after[-len(watched) :]) == watched != set(shelf[-len(watched) :])
    assert sorted(after) == sorted(shelf) == sorted(visit.shelf)

"""A video service: rows of a home page, and a film page, by the use cases of its domain."""

from __future__ import annotations

from typing import Any

from tests.conftest import Aws
from tests.workflow import (
    create_dataset,
    csv_text,
    described,
    domain_group,
    evenness,
    import_csv,
    items_of,
    recommender,
    views,
)

FILM_FIELDS = (
    {"name": "ITEM_ID", "type": "string"},
    {"name": "GENRES", "type": "string", "categorical": True},
    {"name": "CREATION_TIMESTAMP", "type": "long"},
)
START = 1_600_000_000


def rows_of_home(aws: Aws, group: str) -> dict[str, str]:
    use_cases = ("most-popular", "trending-now", "top-picks", "because-you-watched-x", "more-like-x")
    return {name: recommender(aws, group, f"aws-vod-{name}") for name in use_cases}


def test_the_home_page_of_a_video_service(aws: Aws) -> None:
    # watches of an evening long ago, 40 films of two kinds, and clicks of these minutes on one film
    now = START + 10_000_000
    watches: list[tuple[Any, ...]] = [(*view, "Watch") for view in views(each=18)]
    clicks = [(f"user-{user:02}", f"item-{item:02}", START, "Click") for user in range(30) for item in range(20)]
    rush = [(f"user-{user:02}", "item-39", now - user, "Click") for user in range(10)]
    watches += [(f"user-{n % 30:02}", f"item-{n % 2:02}", START - n, "watch") for n in range(600)]
    group = domain_group(aws, [*watches, *clicks, *rush], "VIDEO_ON_DEMAND", "video")
    films = create_dataset(aws, group, "Items", FILM_FIELDS, domain="VIDEO_ON_DEMAND")
    genres = [(f"item-{n:02}", "drama" if n % 2 == 0 else "comedy", START) for n in range(40)]
    genres.append(("premiere", "drama", now))
    assert import_csv(aws, films, csv_text(FILM_FIELDS, genres), "films")["status"] == "ACTIVE"
    page = rows_of_home(aws, group)
    assert {described(aws, arn)["status"] for arn in page.values()} == {"ACTIVE"}

    def row(name: str, **request: Any) -> list[str]:
        return items_of(aws.runtime.get_recommendations(recommenderArn=page[name], **request))

    watched = {item for user, item, _, _ in watches if user == "user-04"}
    assert set(row("most-popular", userId="user-04", numResults=2)) <= {"item-00", "item-01"} | watched
    assert row("trending-now")[0] == "item-39"
    picks = row("top-picks", userId="user-04", numResults=5)
    assert not watched & set(picks)
    assert not watched & set(row("because-you-watched-x", userId="user-04", itemId="item-02"))
    newcomer = row("because-you-watched-x", userId="newcomer", itemId="item-02", numResults=10)
    assert evenness(newcomer) >= 0.9
    assert row("more-like-x", userId="newcomer", itemId="premiere", numResults=5)
    assert evenness(row("more-like-x", userId="newcomer", itemId="premiere", numResults=5)) == 1.0

    # what is watched now is gone from the picks at once, and others come to the top
    tracking = aws.personalize.create_event_tracker(name="tv", datasetGroupArn=group)["trackingId"]
    events = [{"eventType": "Watch", "itemId": item, "sentAt": now + n} for n, item in enumerate(picks[:3])]
    aws.events.put_events(trackingId=tracking, sessionId="tv", userId="user-04", eventList=events)
    assert not set(picks[:3]) & set(row("top-picks", userId="user-04"))

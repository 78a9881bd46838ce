"""A visitor becomes a customer: anonymous clicks change a list at once, and the next training knows them."""

from __future__ import annotations

from typing import Any

from tests.conftest import Aws
from tests.workflow import deploy, evenness, films_group, items_of, recommended, views


def click(aws: Aws, tracking: str, *items: str, user: str | None = None, **more: Any) -> None:
    events = [
        {"eventType": "click", "sentAt": 1_700_000_000 + n, "itemId": item, **more} for n, item in enumerate(items)
    ]
    who = {"userId": user} if user else {}
    aws.events.put_events(trackingId=tracking, sessionId="visit", eventList=events, **who)


def test_a_visitors_clicks_change_the_list_at_once_and_outlast_the_next_training(aws: Aws) -> None:
    group = films_group(aws, views())
    tracking = aws.personalize.create_event_tracker(name="clicks", datasetGroupArn=group)["trackingId"]
    campaign = deploy(aws, group, "aws-user-personalization")

    answer = aws.runtime.get_recommendations(campaignArn=campaign, userId="visit", numResults=10)
    stranger = items_of(answer)
    click(aws, tracking, "item-02", "item-04", recommendationId=answer["recommendationId"], impression=stranger)
    visitor = recommended(aws, campaign, userId="visit", numResults=10)
    assert evenness(visitor) == 1.0 > evenness(stranger)

    click(aws, tracking, "item-06", user="customer")
    version = aws.personalize.create_solution_version(solutionArn=campaign.replace(":campaign/", ":solution/"))[
        "solutionVersionArn"
    ]
    aws.personalize.update_campaign(campaignArn=campaign, solutionVersionArn=version)
    customer = recommended(aws, campaign, userId="customer", numResults=10)
    assert evenness(customer) == 1.0
    assert recommended(aws, campaign, userId="visit", numResults=10) == recommended(
        aws, campaign, userId="nobody", numResults=10
    )

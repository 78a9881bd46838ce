"""A shop offers its users what they will most likely take: from data to answers that follow what they do."""

from __future__ import annotations

from tests.conftest import Aws
from tests.personalize.films import create_filter
from tests.personalize.offers import campaign, offered, put, shop, tracking_id


def test_a_shop_offers_each_user_the_next_best_action(aws: Aws) -> None:
    group = shop(aws)
    arn = campaign(aws, group)
    answer = aws.runtime.get_action_recommendations(campaignArn=arn, userId="user-00")
    scores = {action["actionId"]: action["score"] for action in answer["actionList"]}
    assert list(scores) == ["rate", "join", "download", "brand-new"]
    assert scores["join"] > 0.5 > scores["download"] > scores["brand-new"] == 0.0
    assert offered(aws, arn, "user-01") == ["rate", "download", "join", "brand-new"]

    tracking = tracking_id(aws, group)
    put(aws, tracking, "rate", "NOT_TAKEN", recommendationId=answer["recommendationId"])
    put(aws, tracking, "rate", "VIEWED")
    later = aws.runtime.get_action_recommendations(campaignArn=arn, userId="user-00")["actionList"]
    assert {action["actionId"]: action["score"] for action in later}["rate"] < scores["rate"]

    done = create_filter(aws, group, 'EXCLUDE ActionID WHERE Action_Interactions.EVENT_TYPE IN ("NOT_TAKEN", "Viewed")')
    assert offered(aws, arn, "user-00", filterArn=done) == ["join", "brand-new"]

import boto3


def bought(tracking_id, user_id, item_id):  # a piece of your application
    events = boto3.client("personalize-events", region_name="us-east-1")
    event = {"eventType": "buy", "itemId": item_id, "sentAt": 1_700_000_000}
    events.put_events(trackingId=tracking_id, userId=user_id, sessionId="s", eventList=[event])


def test_what_was_bought_is_told_to_personalize(personalize):
    campaign = personalize.deploy_campaign("aws-user-personalization-v2")
    bought(campaign.tracking_id, "ann", "chess")
    bought(campaign.tracking_id, "ben", "go")
    assert personalize.recorded_events(user_id="ann") == [{"event_type": "buy", "item_id": "chess"}]
    assert [event.item_id for event in personalize.recorded_events(event_type="buy")] == ["chess", "go"]


def test_personalize_is_asked_once(personalize):
    campaign = personalize.deploy_campaign("aws-user-personalization-v2")
    personalize.runtime.get_recommendations(campaignArn=campaign.arn, userId="u0", numResults=3)
    (call,) = personalize.recorded_calls("GetRecommendations")
    assert call == {"error": None, "params": {"num_results": 3}}
    assert call.params["user_id"] == "u0"

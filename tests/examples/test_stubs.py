import boto3
import pytest

CAMPAIGN = "arn:aws:personalize:us-east-1:123456789012:campaign/for-you"


def for_you(user_id):  # a piece of your application
    runtime = boto3.client("personalize-runtime", region_name="us-east-1")
    answer = runtime.get_recommendations(campaignArn=CAMPAIGN, userId=user_id, numResults=2)
    return [item["itemId"] for item in answer["itemList"]]


def test_what_you_say_is_answered(personalize):
    personalize.stub_recommendations(CAMPAIGN, ["chess", "go", "ludo"], model=False)
    personalize.stub_recommendations(CAMPAIGN, [], user_id="ann", model=False)
    assert for_you("ben") == ["chess", "go"]
    assert for_you("ann") == []


def test_with_a_model_behind_other_users_get_its_answers(personalize):
    campaign = personalize.deploy_campaign("aws-popularity-count", name="for-you")
    assert campaign.arn == CAMPAIGN
    personalize.stub_recommendations(CAMPAIGN, ["i7"], user_id="ann")
    assert for_you("ann") == ["i7"]
    assert len(for_you("u0")) == 2


def test_an_item_that_the_model_does_not_know_is_refused_at_once(personalize):
    personalize.deploy_campaign("aws-popularity-count", name="for-you")
    with pytest.raises(ValueError, match="chess"):
        personalize.stub_recommendations(CAMPAIGN, ["chess"])

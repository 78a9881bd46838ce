import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

CAMPAIGN = "arn:aws:personalize:us-east-1:123456789012:campaign/for-you"
BESTSELLERS = ["chess"]


def for_you(user_id, tries=1):  # a piece of your application
    retries = {"mode": "standard", "total_max_attempts": tries}
    runtime = boto3.client("personalize-runtime", region_name="us-east-1", config=Config(retries=retries))
    try:
        answer = runtime.get_recommendations(campaignArn=CAMPAIGN, userId=user_id)
    except ClientError:
        return BESTSELLERS
    return [item["itemId"] for item in answer["itemList"]]


def test_the_bestsellers_are_shown_when_personalize_fails(personalize):
    personalize.stub_recommendations(CAMPAIGN, ["go"], model=False)
    personalize.inject_fault("GetRecommendations", "ResourceNotFoundException")
    assert for_you("ann") == BESTSELLERS
    assert for_you("ann") == ["go"]  # it failed once


def test_the_sdk_tries_again(personalize):
    personalize.stub_recommendations(CAMPAIGN, ["go"], model=False)
    personalize.inject_fault("GetRecommendations", "ThrottlingException")
    assert for_you("ann", tries=2) == ["go"]
    assert [call.error for call in personalize.recorded_calls("GetRecommendations")] == ["ThrottlingException", None]


def test_only_ann_meets_it(personalize):
    personalize.stub_recommendations(CAMPAIGN, ["go"], model=False)
    personalize.inject_fault("GetRecommendations", "InternalFailure", times=None, when={"user_id": "ann"})
    assert (for_you("ann"), for_you("ben")) == (BESTSELLERS, ["go"])

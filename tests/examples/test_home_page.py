import boto3


def home_page(user, campaign_arn):  # a piece of your application
    runtime = boto3.client("personalize-runtime")
    answer = runtime.get_recommendations(campaignArn=campaign_arn, userId=user, numResults=10)
    return [item["itemId"] for item in answer["itemList"]]


def test_home_page_recommends_ten_films(personalize):
    campaign = personalize.deploy_campaign(recipe="aws-user-personalization-v2")  # on made-up data
    assert len(set(home_page("u0", campaign.arn))) == 10

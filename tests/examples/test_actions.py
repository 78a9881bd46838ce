import boto3


def proposed(campaign_arn, user_id):  # a piece of your application
    runtime = boto3.client("personalize-runtime", region_name="us-east-1")
    answer = runtime.get_action_recommendations(campaignArn=campaign_arn, userId=user_id, numResults=1)
    return [action["actionId"] for action in answer["actionList"]]


def test_what_users_take_up_is_proposed(personalize):
    campaign = personalize.deploy_campaign(
        "aws-next-best-action",
        actions=[{"ACTION_ID": "join"}, {"ACTION_ID": "invite"}],
        action_interactions=[
            ("ann", "join", 1_700_000_000, "Taken"),
            ("ben", "join", 1_700_000_060, "Taken"),
            ("ann", "invite", 1_700_000_120, "Not Taken"),
        ],
    )
    assert proposed(campaign.arn, "ben") == ["join"]

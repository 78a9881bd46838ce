import boto3

PLAYED = [  # user, item, timestamp, and perhaps event type and event value
    ("ann", "chess", 1_700_000_000),
    ("ann", "go", 1_700_000_100),
    ("ben", "go", 1_700_000_200),
    ("cat", "go", 1_700_000_300),
    ("cat", "chess", 1_700_000_400),
    ("dan", "ludo", 1_700_000_500),
]
GAMES = [{"ITEM_ID": "chess", "PRICE": 30}, {"ITEM_ID": "go", "PRICE": 45}, {"ITEM_ID": "ludo", "PRICE": 12}]


def for_you(campaign_arn, user_id, **more):  # a piece of your application
    runtime = boto3.client("personalize-runtime", region_name="us-east-1")
    answer = runtime.get_recommendations(campaignArn=campaign_arn, userId=user_id, **more)
    return [item["itemId"] for item in answer["itemList"]]


def test_rows_of_your_own(personalize):
    campaign = personalize.deploy_campaign("aws-popularity-count", interactions=PLAYED)
    assert for_you(campaign.arn, "eve") == ["go", "chess", "ludo"]


def test_items_and_a_filter(personalize):
    campaign = personalize.deploy_campaign(
        "aws-popularity-count",
        interactions=PLAYED,
        items=GAMES,
        filters={"cheap": "INCLUDE ItemID WHERE Items.PRICE < 40"},
    )
    assert for_you(campaign.arn, "eve", filterArn=campaign.filters["cheap"]) == ["chess", "ludo"]


def test_no_rows_at_all(personalize):
    campaign = personalize.deploy_campaign("aws-user-personalization-v2")  # users u0, u1, ... and items i0, i1, ...
    assert len(for_you(campaign.arn, "u0", numResults=5)) == 5


def test_two_campaigns_of_one_dataset_group(personalize):
    popular = personalize.deploy_campaign("aws-popularity-count", interactions=PLAYED)
    for_ann = personalize.deploy_campaign("aws-user-personalization", dataset_group_arn=popular.dataset_group_arn)
    assert for_ann.tracking_id == popular.tracking_id  # one event reaches both
    assert set(for_you(for_ann.arn, "ann")) == set(for_you(popular.arn, "ann"))

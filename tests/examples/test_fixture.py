import boto3


def open_shop(name):  # a piece of your application
    client = boto3.client("personalize", region_name="us-east-1")
    return client.create_dataset_group(name=name)["datasetGroupArn"]


def test_a_shop_is_ready_at_once(personalize):
    arn = open_shop("games")
    group = personalize.client.describe_dataset_group(datasetGroupArn=arn)["datasetGroup"]
    assert (group["name"], group["status"]) == ("games", "ACTIVE")

import boto3

from moto_personalize import mock_personalize


@mock_personalize
def test_a_dataset_group_is_ready_at_once():
    personalize = boto3.client("personalize", region_name="us-east-1")
    arn = personalize.create_dataset_group(name="films")["datasetGroupArn"]
    group = personalize.describe_dataset_group(datasetGroupArn=arn)["datasetGroup"]
    assert group["status"] == "ACTIVE"

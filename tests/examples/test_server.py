import boto3

from moto_personalize.testing import Personalize


def shop_names(endpoint_url):  # your application, which may as well run in a process or container of its own
    client = boto3.client("personalize", region_name="us-east-1", endpoint_url=endpoint_url)
    return [group["name"] for group in client.list_dataset_groups()["datasetGroups"]]


def test_against_a_server(personalize_server):
    personalize = Personalize(endpoint_url=personalize_server)
    personalize.client.create_dataset_group(name="games")
    assert shop_names(personalize_server) == ["games"]
    assert [call.operation for call in personalize.recorded_calls()] == ["CreateDatasetGroup", "ListDatasetGroups"]

import pytest


def status(client, arn):
    return client.describe_dataset_group(datasetGroupArn=arn)["datasetGroup"]["status"]


def test_a_group_is_on_its_way_until_the_test_says_so(personalize):
    personalize.set_transition("dataset_group", "frozen")
    arn = personalize.client.create_dataset_group(name="films")["datasetGroupArn"]
    assert status(personalize.client, arn) == "CREATE PENDING"

    personalize.advance_to(arn, "ACTIVE")
    assert status(personalize.client, arn) == "ACTIVE"


def test_your_waiting_loop_ends(personalize):
    personalize.set_transition("dataset_group", "manual", times=2)  # every second Describe shows the next status
    arn = personalize.client.create_dataset_group(name="films")["datasetGroupArn"]
    seen = [status(personalize.client, arn) for _ in range(5)]
    assert (seen[0], seen[-1]) == ("CREATE PENDING", "ACTIVE")


def test_a_status_that_cannot_come_is_a_mistake_of_the_test(personalize):
    arn = personalize.client.create_dataset_group(name="films")["datasetGroupArn"]
    with pytest.raises(ValueError, match="cannot become CREATE FAILED"):
        personalize.advance_to(arn, "CREATE FAILED")

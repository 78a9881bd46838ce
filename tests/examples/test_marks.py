import pytest


@pytest.mark.personalize(transitions={"campaign": "frozen"})
def test_a_campaign_that_is_not_ready(personalize):
    deployed = personalize.deploy_campaign("aws-popularity-count")
    campaign = personalize.client.create_campaign(name="late", solutionVersionArn=deployed.solution_version_arn)
    shown = personalize.client.describe_campaign(campaignArn=campaign["campaignArn"])["campaign"]
    assert shown["status"] == "CREATE PENDING"


@pytest.mark.personalize(request_rates=True, strict_roles=True)
class TestAsStrictAsItGets:
    def test_a_role_must_exist(self, personalize):
        with pytest.raises(personalize.client.exceptions.InvalidInputException):
            personalize.client.create_dataset_group(name="games", roleArn="arn:aws:iam::123456789012:role/none")

import pytest

from moto_personalize import mock_personalize
from moto_personalize.testing import Personalize


@pytest.fixture(scope="session")
def trained():
    """A campaign that is trained once for all tests, and everything around it."""
    with mock_personalize():
        shop = Personalize()
        campaign = shop.deploy_campaign("aws-user-personalization-v2")
        return campaign, shop.snapshot()


@pytest.fixture
def campaign(personalize, trained):
    deployed, snapshot = trained
    personalize.restore(snapshot)
    return deployed


def test_it_recommends(personalize, campaign):
    answer = personalize.runtime.get_recommendations(campaignArn=campaign.arn, userId="u0", numResults=5)
    assert len(answer["itemList"]) == 5


def test_what_another_test_deletes_is_there_again(personalize, campaign):
    personalize.client.delete_campaign(campaignArn=campaign.arn)
    assert personalize.client.list_campaigns()["campaigns"] == []

from __future__ import annotations

from typing import Any

import pytest

from moto_personalize import testing
from tests.conftest import Aws
from tests.workflow import answer_of, assert_refused, deploy, described, films_group, recommended, train, views

ARN = "arn:aws:personalize:us-east-1:123456789012:campaign/films"


@pytest.fixture
def group(aws: Aws) -> str:
    return films_group(aws, views())


@pytest.fixture
def version(aws: Aws, group: str) -> str:
    return train(aws, group, "aws-popularity-count", "films")


def create(aws: Aws, version: str, name: str = "films", **kwargs: Any) -> str:
    return aws.personalize.create_campaign(name=name, solutionVersionArn=version, **kwargs)["campaignArn"]


def solution_of(version: str) -> str:
    return version.rsplit("/", 1)[0]


def test_creating_a_campaign_answers_with_its_arn_alone(aws: Aws, version: str) -> None:
    answer = aws.personalize.create_campaign(name="films", solutionVersionArn=version)
    assert answer_of(answer) == {"campaignArn": ARN}


def test_a_campaign_shows_its_members_and_defaults(aws: Aws, version: str) -> None:
    campaign = described(aws, create(aws, version))
    assert campaign.pop("creationDateTime") <= campaign.pop("lastUpdatedDateTime")
    assert campaign == {
        "name": "films",
        "campaignArn": ARN,
        "solutionVersionArn": version,
        "minProvisionedTPS": 1,
        "campaignConfig": {},
        "status": "ACTIVE",
    }


def test_campaigns_are_listed_by_solution(aws: Aws, version: str, group: str) -> None:
    create(aws, version)
    deploy(aws, group, "aws-sims", "books")
    (campaign,) = aws.personalize.list_campaigns(solutionArn=solution_of(version))["campaigns"]
    assert list(campaign) == ["name", "campaignArn", "status", "creationDateTime", "lastUpdatedDateTime"]
    assert len(aws.personalize.list_campaigns()["campaigns"]) == 2


def test_a_second_campaign_of_a_name_is_refused(aws: Aws, version: str) -> None:
    create(aws, version)
    with assert_refused("ResourceAlreadyExistsException", f"Another resource with Arn {ARN} already exists."):
        create(aws, version)


def test_an_unknown_version_or_campaign_is_not_found(aws: Aws, version: str) -> None:
    missing = solution_of(version) + "/00000000"
    with assert_refused("ResourceNotFoundException", f"The given solution version does not exist: {missing}"):
        create(aws, missing)
    for verb in ("describe_campaign", "update_campaign", "delete_campaign"):
        with assert_refused("ResourceNotFoundException", f"The given campaign does not exist: {ARN}"):
            getattr(aws.personalize, verb)(campaignArn=ARN)


def test_a_campaign_needs_an_active_version(aws: Aws, version: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("manual")
    training = aws.personalize.create_solution_version(solutionArn=solution_of(version))["solutionVersionArn"]
    expected = f"The given solution version is not ACTIVE but CREATE PENDING: {training}"
    with assert_refused("ResourceInUseException", expected):
        create(aws, training)


def test_latest_is_the_newest_active_version(aws: Aws, version: str, request: pytest.FixtureRequest) -> None:
    newer = aws.personalize.create_solution_version(solutionArn=solution_of(version))["solutionVersionArn"]
    request.getfixturevalue("manual")
    aws.personalize.create_solution_version(solutionArn=solution_of(version))
    campaign = create(aws, solution_of(version) + "/$LATEST")
    assert described(aws, campaign)["solutionVersionArn"] == newer


def test_latest_needs_an_active_version(aws: Aws, group: str, request: pytest.FixtureRequest) -> None:
    solution = aws.personalize.create_solution(
        name="films", datasetGroupArn=group, recipeArn="arn:aws:personalize:::recipe/aws-sims"
    )["solutionArn"]
    with assert_refused("ResourceInUseException", f"The given solution has no ACTIVE version: {solution}"):
        create(aws, solution + "/$LATEST")
    with assert_refused("ResourceNotFoundException", f"The given solution does not exist: {solution}x"):
        create(aws, solution + "x/$LATEST")


def test_the_newest_version_of_a_solution_that_is_going_is_refused(
    aws: Aws, version: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("manual")
    solution = solution_of(version)
    aws.personalize.delete_solution(solutionArn=solution)
    expected = f"The given solution is not ACTIVE but DELETE PENDING: {solution}"
    with assert_refused("ResourceInUseException", expected):
        create(aws, solution + "/$LATEST")


def test_an_update_to_a_solution_that_is_going_fails(
    aws: Aws, version: str, group: str, request: pytest.FixtureRequest
) -> None:
    campaign = create(aws, version)
    other = train(aws, group, "aws-sims", "books")
    request.getfixturevalue("manual")
    aws.personalize.update_campaign(campaignArn=campaign, solutionVersionArn=other)
    aws.personalize.delete_solution(solutionArn=solution_of(other))
    testing.advance(campaign, 2, endpoint_url=aws.endpoint_url)
    found = described(aws, campaign)
    assert found["latestCampaignUpdate"]["failureReason"] == f"The given solution version does not exist: {other}"
    assert found["solutionVersionArn"] == version


def test_a_sixth_campaign_of_a_group_is_refused(aws: Aws, version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        create(aws, version, f"films-{number}")
    expected = "More than 5 resources in ACTIVE state. Please delete some and try again."
    with assert_refused("LimitExceededException", expected):
        create(aws, version)
    monkeypatch.setenv("MOTO_PERSONALIZE_ENFORCE_QUOTAS", "false")
    assert create(aws, version) == ARN


def test_provisioned_throughput_and_configuration_are_shown(aws: Aws, group: str) -> None:
    config = {
        "itemExplorationConfig": {"explorationWeight": "0.5", "explorationItemAgeCutOff": "7"},
        "enableMetadataWithRecommendations": True,
    }
    version = train(aws, group, "aws-user-personalization")
    campaign = described(aws, create(aws, version, minProvisionedTPS=3, campaignConfig=config))
    assert (campaign["minProvisionedTPS"], campaign["campaignConfig"]) == (3, config)


def test_exploration_is_for_recipes_that_explore(aws: Aws, version: str) -> None:
    config = {"itemExplorationConfig": {"explorationWeight": "0.5"}}
    expected = "itemExplorationConfig is not for the recipe arn:aws:personalize:::recipe/aws-popularity-count."
    with assert_refused("InvalidInputException", expected):
        create(aws, version, campaignConfig=config)


@pytest.mark.parametrize(
    ("exploration", "expected"),
    [
        ({"explorationWeight": "1.5"}, "explorationWeight takes a number from 0 to 1, not 1.5."),
        ({"explorationWeight": "much"}, "explorationWeight takes a number from 0 to 1, not much."),
        ({"explorationWeight": "0_1"}, "explorationWeight takes a number from 0 to 1, not 0_1."),
        ({"explorationWeight": "nan"}, "explorationWeight takes a number from 0 to 1, not nan."),
        ({"explorationItemAgeCutOff": "0"}, "explorationItemAgeCutOff takes a number of at least 1, not 0."),
        ({"explorationItemAgeCutOff": "inf"}, "explorationItemAgeCutOff takes a number of at least 1, not inf."),
        (
            {"exploration_weight": "1"},
            "itemExplorationConfig has no key exploration_weight; "
            "its keys are explorationWeight and explorationItemAgeCutOff.",
        ),
    ],
)
def test_a_wrong_exploration_is_refused(aws: Aws, group: str, exploration: dict[str, str], expected: str) -> None:
    version = train(aws, group, "aws-user-personalization")
    with assert_refused("InvalidInputException", expected):
        create(aws, version, campaignConfig={"itemExplorationConfig": exploration})


def test_an_update_answers_with_the_arn_alone_and_replaces_what_it_names(aws: Aws, version: str) -> None:
    campaign = create(aws, version, minProvisionedTPS=2)
    newer = aws.personalize.create_solution_version(solutionArn=solution_of(version))["solutionVersionArn"]
    answer = aws.personalize.update_campaign(campaignArn=campaign, solutionVersionArn=newer)
    assert answer_of(answer) == {"campaignArn": ARN}
    shown = described(aws, campaign)
    assert (shown["solutionVersionArn"], shown["minProvisionedTPS"], shown["status"]) == (newer, 2, "ACTIVE")
    update = shown["latestCampaignUpdate"]
    assert update.pop("creationDateTime") <= update.pop("lastUpdatedDateTime")
    assert update == {"solutionVersionArn": newer, "status": "ACTIVE"}


def test_an_update_without_a_version_keeps_it(aws: Aws, version: str) -> None:
    campaign = create(aws, version)
    aws.personalize.update_campaign(campaignArn=campaign, minProvisionedTPS=9)
    shown = described(aws, campaign)
    assert (shown["solutionVersionArn"], shown["minProvisionedTPS"]) == (version, 9)
    assert shown["latestCampaignUpdate"]["minProvisionedTPS"] == 9


def test_an_update_may_go_to_another_solution(aws: Aws, version: str, group: str) -> None:
    campaign = create(aws, version)
    other = train(aws, group, "aws-trending-now")
    aws.personalize.update_campaign(campaignArn=campaign, solutionVersionArn=other)
    assert aws.personalize.list_campaigns(solutionArn=solution_of(version))["campaigns"] == []
    aws.personalize.delete_solution(solutionArn=solution_of(version))
    assert len(recommended(aws, campaign)) == 25


def test_an_update_serves_the_old_version_until_it_is_active(
    aws: Aws, version: str, group: str, request: pytest.FixtureRequest
) -> None:
    campaign = create(aws, version)
    before = recommended(aws, campaign, itemId="item-01", numResults=10)
    other = train(aws, group, "aws-sims")
    request.getfixturevalue("manual")
    aws.personalize.update_campaign(campaignArn=campaign, solutionVersionArn=other, minProvisionedTPS=4)
    (listed,) = aws.personalize.list_campaigns()["campaigns"]
    assert listed["status"] == "ACTIVE"
    shown = described(aws, campaign)
    assert (shown["status"], shown["solutionVersionArn"]) == ("ACTIVE", version)
    assert shown["latestCampaignUpdate"]["status"] == "CREATE IN_PROGRESS"
    assert shown["lastUpdatedDateTime"] == shown["latestCampaignUpdate"]["creationDateTime"]
    assert recommended(aws, campaign, itemId="item-01", numResults=10) == before
    shown = described(aws, campaign)
    assert (shown["solutionVersionArn"], shown["minProvisionedTPS"]) == (other, 4)
    assert shown["latestCampaignUpdate"]["status"] == "ACTIVE"
    assert recommended(aws, campaign, itemId="item-01", numResults=10) != before


def test_a_campaign_in_an_update_is_neither_updated_nor_deleted(
    aws: Aws, version: str, request: pytest.FixtureRequest
) -> None:
    campaign = create(aws, version)
    request.getfixturevalue("manual")
    aws.personalize.update_campaign(campaignArn=campaign, minProvisionedTPS=2)
    expected = "The given campaign cannot be {} while its update is CREATE PENDING: " + campaign
    with assert_refused("ResourceInUseException", expected.format("updated")):
        aws.personalize.update_campaign(campaignArn=campaign, minProvisionedTPS=3)
    with assert_refused("ResourceInUseException", expected.format("deleted")):
        aws.personalize.delete_campaign(campaignArn=campaign)


def test_an_update_to_a_version_that_is_gone_fails_and_changes_nothing(
    aws: Aws, version: str, group: str, request: pytest.FixtureRequest
) -> None:
    campaign = create(aws, version)
    other = train(aws, group, "aws-sims", "short-lived")
    before = recommended(aws, campaign)
    request.getfixturevalue("manual")
    aws.personalize.update_campaign(campaignArn=campaign, solutionVersionArn=other)
    aws.personalize.delete_solution(solutionArn=solution_of(other))
    described(aws, solution_of(other))
    with assert_refused("ResourceNotFoundException", f"The given solution does not exist: {solution_of(other)}"):
        described(aws, solution_of(other))
    described(aws, campaign)
    shown = described(aws, campaign)
    assert shown["latestCampaignUpdate"]["status"] == "CREATE FAILED"
    assert shown["latestCampaignUpdate"]["failureReason"] == f"The given solution version does not exist: {other}"
    assert (shown["status"], shown["solutionVersionArn"]) == ("ACTIVE", version)
    assert recommended(aws, campaign) == before


def test_deleting_a_campaign_keeps_its_solution(aws: Aws, version: str) -> None:
    campaign = create(aws, version)
    assert answer_of(aws.personalize.delete_campaign(campaignArn=campaign)) == {}
    with assert_refused("ResourceNotFoundException", f"The given campaign does not exist: {campaign}"):
        described(aws, campaign)
    assert described(aws, version)["status"] == "ACTIVE"

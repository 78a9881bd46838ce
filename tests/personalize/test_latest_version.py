"""Campaigns that go along with the versions of their solution."""

from __future__ import annotations

from typing import Any

import pytest
from moto.moto_api import state_manager

from moto_personalize.testing import advance
from tests.clocks import HOUR, frozen
from tests.conftest import Aws
from tests.personalize.test_automatic_training import click
from tests.workflow import EVENT_FIELDS, assert_refused, described, films_group, recommended, train, views

ALONG = {"syncWithLatestSolutionVersion": True}


@pytest.fixture
def group(aws: Aws) -> str:
    return films_group(aws, [(*view, "watch", "") for view in views()], EVENT_FIELDS)


@pytest.fixture
def solution(aws: Aws, group: str) -> str:
    return train(aws, group, "aws-popularity-count", "films").rsplit("/", 1)[0]


def follow(aws: Aws, solution: str, **config: Any) -> str:
    return aws.personalize.create_campaign(
        name="films", solutionVersionArn=f"{solution}/$LATEST", campaignConfig={**ALONG, **config}
    )["campaignArn"]


def retrain(aws: Aws, solution: str) -> str:
    return aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]


def deployed(aws: Aws, campaign: str) -> str:
    return described(aws, campaign)["solutionVersionArn"]


def needs_latest(arn: str) -> str:
    return f"syncWithLatestSolutionVersion needs a solutionVersionArn of the form solutionArn/$LATEST, not {arn}."


def test_a_campaign_goes_along_with_each_new_version(aws: Aws, solution: str) -> None:
    campaign = follow(aws, solution)
    assert "latestCampaignUpdate" not in described(aws, campaign)
    for _ in range(2):
        version = retrain(aws, solution)
        assert deployed(aws, campaign) == version
    update = described(aws, campaign)["latestCampaignUpdate"]
    assert (update["solutionVersionArn"], update["status"]) == (version, "ACTIVE")


def test_a_campaign_goes_along_with_an_automatic_version(aws: Aws, group: str) -> None:
    with frozen() as shift:
        solution = train(aws, group, "aws-user-personalization", "films").rsplit("/", 1)[0]
        campaign = follow(aws, solution)
        before = deployed(aws, campaign)
        click(aws, group, "brand-new")
        shift(7 * 24 * HOUR)
        served = recommended(aws, campaign, userId="user-01", numResults=100)  # it is this request that lets time pass
        assert "brand-new" in served
        assert (
            before != deployed(aws, campaign) == described(aws, solution)["latestSolutionVersion"]["solutionVersionArn"]
        )


def test_without_the_switch_latest_means_the_version_of_that_moment(aws: Aws, solution: str) -> None:
    campaign = aws.personalize.create_campaign(name="films", solutionVersionArn=f"{solution}/$LATEST")["campaignArn"]
    before = deployed(aws, campaign)
    retrain(aws, solution)
    assert deployed(aws, campaign) == before


def test_the_switch_asks_for_the_form_with_latest(aws: Aws, solution: str) -> None:
    version = described(aws, solution)["latestSolutionVersion"]["solutionVersionArn"]
    with assert_refused("InvalidInputException", needs_latest(version)):
        aws.personalize.create_campaign(name="films", solutionVersionArn=version, campaignConfig=ALONG)
    campaign = aws.personalize.create_campaign(name="films", solutionVersionArn=version)["campaignArn"]
    with assert_refused("InvalidInputException", needs_latest(version)):
        aws.personalize.update_campaign(campaignArn=campaign, campaignConfig=ALONG)
    aws.personalize.update_campaign(
        campaignArn=campaign, solutionVersionArn=f"{solution}/$LATEST", campaignConfig=ALONG
    )
    assert deployed(aws, campaign) == version
    assert retrain(aws, solution) == deployed(aws, campaign)
    with assert_refused("InvalidInputException", needs_latest(version)):
        aws.personalize.update_campaign(campaignArn=campaign, solutionVersionArn=version)


def test_a_campaign_that_stops_going_along_stays_where_it_is(aws: Aws, solution: str) -> None:
    campaign = follow(aws, solution)
    before = deployed(aws, campaign)
    aws.personalize.update_campaign(campaignArn=campaign, campaignConfig={})
    retrain(aws, solution)
    assert deployed(aws, campaign) == before


def test_an_update_that_names_no_version_keeps_a_campaign_going_along(aws: Aws, solution: str) -> None:
    campaign = follow(aws, solution)
    aws.personalize.update_campaign(campaignArn=campaign, minProvisionedTPS=3)
    version = retrain(aws, solution)
    shown = described(aws, campaign)
    assert (shown["solutionVersionArn"], shown["minProvisionedTPS"]) == (version, 3)
    assert shown["campaignConfig"] == ALONG


def test_a_version_that_fails_is_not_deployed(aws: Aws, group: str, solution: str) -> None:
    campaign = follow(aws, solution)
    before = deployed(aws, campaign)
    state_manager.set_transition("personalize::solution_version", {"progression": "manual", "times": 9})
    version = retrain(aws, solution)
    aws.personalize.stop_solution_version_creation(solutionVersionArn=version)
    advance(version, 3, endpoint_url=aws.endpoint_url)
    assert described(aws, version)["status"] == "CREATE STOPPED"
    assert deployed(aws, campaign) == before


def test_a_version_that_comes_during_an_update_is_deployed_after_it(aws: Aws, solution: str) -> None:
    campaign = follow(aws, solution)
    state_manager.set_transition("personalize::campaign", {"progression": "manual", "times": 1})
    aws.personalize.update_campaign(campaignArn=campaign, minProvisionedTPS=5)
    version = retrain(aws, solution)
    seen = []
    for _ in range(5):
        shown = described(aws, campaign)
        update = shown["latestCampaignUpdate"]
        seen.append((update["status"], update.get("minProvisionedTPS"), shown["solutionVersionArn"] == version))
    assert seen == [
        ("CREATE IN_PROGRESS", 5, False),
        ("ACTIVE", 5, False),
        ("CREATE IN_PROGRESS", None, False),
        ("ACTIVE", None, True),
        ("ACTIVE", None, True),
    ]
    assert described(aws, campaign)["minProvisionedTPS"] == 5


def test_an_older_version_that_comes_late_is_not_deployed(aws: Aws, solution: str) -> None:
    campaign = follow(aws, solution)
    state_manager.set_transition("personalize::solution_version", {"progression": "manual", "times": 9})
    older, newer = retrain(aws, solution), retrain(aws, solution)
    advance(newer, 2, endpoint_url=aws.endpoint_url)
    assert deployed(aws, campaign) == newer
    advance(older, 2, endpoint_url=aws.endpoint_url)
    assert deployed(aws, campaign) == newer


def test_a_campaign_on_its_way_out_goes_along_no_more(aws: Aws, solution: str) -> None:
    campaign = follow(aws, solution)
    state_manager.set_transition("personalize::campaign", {"progression": "manual", "times": 9})
    aws.personalize.delete_campaign(campaignArn=campaign)
    retrain(aws, solution)
    assert described(aws, campaign)["status"] == "DELETE PENDING"
    assert advance(campaign, 2, endpoint_url=aws.endpoint_url) == {campaign: "DELETED"}
    assert described(aws, retrain(aws, solution))["status"] == "ACTIVE"

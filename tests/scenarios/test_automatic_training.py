"""A shop that is left alone: versions come by themselves, the campaign goes along, until somebody turns it off."""

from __future__ import annotations

from moto_personalize.testing import advance
from tests.clocks import DAY, HOUR, frozen
from tests.conftest import Aws
from tests.personalize.test_automatic_training import click, trainings
from tests.workflow import EVENT_FIELDS, described, films_group, recipe_arn, recommended, views


def create(aws: Aws, group: str) -> str:
    return aws.personalize.create_solution(
        name="films",
        datasetGroupArn=group,
        recipeArn=recipe_arn("aws-user-personalization"),
        solutionConfig={"autoTrainingConfig": {"schedulingExpression": "rate(1 day)"}},
    )["solutionArn"]


def deploy_latest(aws: Aws, solution: str) -> str:
    return aws.personalize.create_campaign(
        name="films",
        solutionVersionArn=f"{solution}/$LATEST",
        campaignConfig={"syncWithLatestSolutionVersion": True},
    )["campaignArn"]


def test_a_shop_that_is_left_alone_learns_of_its_new_films(aws: Aws) -> None:
    group = films_group(aws, [(*view, "watch", "") for view in views()], EVENT_FIELDS)
    with frozen() as shift:
        solution = create(aws, group)
        shift(HOUR)
        campaign = deploy_latest(aws, solution)
        first = described(aws, campaign)["solutionVersionArn"]

        click(aws, group, "new-film")
        shift(2 * HOUR)
        assert "new-film" in recommended(aws, campaign, userId="user-01", numResults=100)
        assert described(aws, campaign)["solutionVersionArn"] == first

        shift(DAY)
        second = described(aws, campaign)["solutionVersionArn"]
        assert second != first
        assert described(aws, second)["trainingType"] == "AUTOMATIC"

        aws.personalize.update_solution(solutionArn=solution, performAutoTraining=False)
        click(aws, group, "newer-film")
        shift(30 * DAY)
        assert trainings(aws, solution) == [("AUTOMATIC", 1 / 24), ("AUTOMATIC", 1 + 1 / 24)]


def test_the_same_without_a_clock(aws: Aws) -> None:
    group = films_group(aws, [(*view, "watch", "") for view in views()], EVENT_FIELDS)
    solution = create(aws, group)
    advance(solution, endpoint_url=aws.endpoint_url)
    campaign = deploy_latest(aws, solution)
    click(aws, group, "new-film")
    advance(campaign, endpoint_url=aws.endpoint_url)
    assert "new-film" in recommended(aws, campaign, userId="user-01", numResults=100)
    shown = advance(solution, endpoint_url=aws.endpoint_url)
    (version,) = set(shown) - {solution}
    assert described(aws, campaign)["solutionVersionArn"] == version

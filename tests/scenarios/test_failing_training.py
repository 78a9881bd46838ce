"""A training fails: the version says why, the campaign goes on serving, and more data put it right."""

from __future__ import annotations

from tests.conftest import Aws
from tests.workflow import (
    EVENT_FIELDS,
    assert_refused,
    csv_text,
    described,
    films_group,
    import_csv,
    recipe_arn,
    recommended,
    views,
)


def test_a_failing_training_is_understood_and_put_right_by_more_data(aws: Aws) -> None:
    group = films_group(aws, [(*row, "buy", 1.0) for row in views()], EVENT_FIELDS)
    dataset = group.replace("dataset-group", "dataset") + "/INTERACTIONS"
    solution = aws.personalize.create_solution(
        name="films", datasetGroupArn=group, recipeArn=recipe_arn("aws-popularity-count"), eventType="buy"
    )["solutionArn"]
    good = aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    campaign = aws.personalize.create_campaign(name="films", solutionVersionArn=good)["campaignArn"]
    before = recommended(aws, campaign)

    import_csv(aws, dataset, csv_text(EVENT_FIELDS, [(*row, "look", "") for row in views()]), "looks")
    failed = aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    shown = described(aws, failed)
    assert shown["status"] == "CREATE FAILED"
    assert shown["failureReason"] == "Dataset has fewer than 1000 interactions after filtering by event type: buy"
    assert described(aws, solution)["latestSolutionVersion"]["failureReason"] == shown["failureReason"]
    with assert_refused(
        "ResourceInUseException", f"The given solution version is not ACTIVE but CREATE FAILED: {failed}"
    ):
        aws.personalize.update_campaign(campaignArn=campaign, solutionVersionArn=failed)
    assert recommended(aws, campaign) == before

    bought = [(*row[:1], f"new-{row[1]}", row[2], "buy", 1.0) for row in views()]
    import_csv(aws, dataset, csv_text(EVENT_FIELDS, bought), "bought", importMode="INCREMENTAL")
    mended = aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    aws.personalize.update_campaign(campaignArn=campaign, solutionVersionArn=mended)
    assert all(item.startswith("new-") for item in recommended(aws, campaign))

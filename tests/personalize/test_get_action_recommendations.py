"""GetActionRecommendations: who gets which actions, what is left out, and what is refused."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from freezegun import freeze_time

from moto_personalize.testing import explain_filter
from tests.conftest import Aws
from tests.personalize.films import create_filter
from tests.personalize.offers import (
    ACTION_FIELDS,
    ACTIONS,
    DAY,
    FEW_OFFERS,
    START,
    campaign,
    create_offers,
    dataset_arn,
    offered,
    put,
    put_actions,
    small_shop,
    tracking_id,
)
from tests.workflow import (
    ROLE,
    answer_of,
    assert_refused,
    create_dataset,
    csv_text,
    deploy,
    films_group,
    import_csv,
    recipe_arn,
    train,
    views,
)

USER_FIELDS = (
    {"name": "USER_ID", "type": "string"},
    {"name": "AGE", "type": ["null", "int"]},
)


@pytest.fixture
def group(aws: Aws, little_data: None) -> str:
    return small_shop(aws)


@pytest.fixture
def served(aws: Aws, group: str) -> str:
    return campaign(aws, group)


def scores(aws: Aws, arn: str, user: str = "user-00") -> dict[str, float]:
    answer = aws.runtime.get_action_recommendations(campaignArn=arn, userId=user)
    return {action["actionId"]: action["score"] for action in answer["actionList"]}


# --- answers -------------------------------------------------------------------------------------------------


def test_an_answer_has_actions_with_scores_and_an_id(aws: Aws, served: str) -> None:
    answer = answer_of(aws.runtime.get_action_recommendations(campaignArn=served, userId="user-00"))
    assert list(answer) == ["actionList", "recommendationId"]
    assert re.fullmatch(r"RID-[0-9a-f-]{25}-CID-[0-9a-f]{6}", answer["recommendationId"])
    given = [action["score"] for action in answer["actionList"]]
    assert given == sorted(given, reverse=True)
    assert all(0 <= score <= 1 and score == round(score, 7) for score in given)


def test_users_get_what_users_like_them_take(aws: Aws, served: str) -> None:
    even, odd = scores(aws, served, "user-00"), scores(aws, served, "user-01")
    assert even["join"] > even["download"]
    assert odd["download"] > odd["join"]


def test_an_unknown_user_gets_what_is_taken_first_and_the_worthier_of_equals(aws: Aws, served: str) -> None:
    found = scores(aws, served, "nobody")
    assert found["join"] == found["download"]
    assert list(found).index("join") < list(found).index("download")


def test_five_actions_are_the_default_and_zero_counts_as_not_given(aws: Aws, little_data: None) -> None:
    arn = campaign(aws, small_shop(aws, [(f"a{n}", "app", "", "", "", "") for n in range(7)], []))
    assert offered(aws, arn) == offered(aws, arn, numResults=0) == ["a0", "a1", "a2", "a3", "a4"]
    assert len(offered(aws, arn, numResults=100)) == 7
    assert set(scores(aws, arn).values()) == {0.0}


def test_live_interactions_with_actions_change_the_answer_at_once(aws: Aws, group: str, served: str) -> None:
    before = scores(aws, served, "user-01")
    put(aws, tracking_id(aws, group), "download", "Not Taken", "user-01")
    after = scores(aws, served, "user-01")
    assert after["download"] < before["download"]
    put(aws, tracking_id(aws, group), "download", "TAKEN", "somebody", eventId="t")
    assert scores(aws, served, "somebody") != scores(aws, served, "nobody")


def test_live_interactions_with_items_change_the_answer_at_once(aws: Aws, group: str, served: str) -> None:
    tracker = aws.personalize.create_event_tracker(name="clicks", datasetGroupArn=group)["trackingId"]
    before = scores(aws, served, "visit")
    events = [{"eventType": "click", "itemId": item, "sentAt": START + DAY} for item in ("item-00", "item-02")]
    aws.events.put_events(trackingId=tracker, sessionId="visit", eventList=events)
    after = scores(aws, served, "visit")
    assert after["join"] > before["join"]
    assert after["download"] < before["download"]


def test_actions_without_interactions_are_explored_and_have_no_score(aws: Aws, group: str) -> None:
    explored = campaign(aws, group, weight="0.5")
    assert offered(aws, explored, numResults=2)[1] == "brand-new"
    assert scores(aws, explored)["brand-new"] == 0.0
    assert "brand-new" not in offered(aws, campaign(aws, group, weight="0", name="pure"), numResults=2)


def test_before_there_are_action_interactions_nothing_has_a_score(aws: Aws, little_data: None) -> None:
    arn = campaign(aws, small_shop(aws, offers=[]))
    found = scores(aws, arn)
    assert list(found) == ["join", "download", "rate", "brand-new"]
    assert set(found.values()) == {0.0}


def test_a_group_without_an_action_interactions_dataset_is_enough(aws: Aws, little_data: None) -> None:
    group = films_group(aws, views(users=6, items=6, each=3))
    put_actions(aws, create_dataset(aws, group, "Actions", ACTION_FIELDS), ACTIONS, "actions")
    arn = campaign(aws, group)
    assert offered(aws, arn) == ["join", "download", "rate", "brand-new"]
    create_offers(aws, group)
    put(aws, tracking_id(aws, group), "join", "TAKEN")
    assert offered(aws, arn) == ["join", "download", "rate", "brand-new"]


# --- what is left out by itself ------------------------------------------------------------------------------


@pytest.mark.parametrize("aws", ["in_process"], indirect=True)
def test_an_action_is_left_out_from_its_expiration_on(aws: Aws, little_data: None) -> None:
    with freeze_time("2026-01-01") as clock:
        soon = int(time.time()) + DAY
        arn = campaign(aws, small_shop(aws, [*ACTIONS, ("sale", "club", "", soon, "", START)]))
        assert "sale" in offered(aws, arn)
        clock.tick(DAY - 1)
        assert "sale" in offered(aws, arn)
        clock.tick(1)
        assert "sale" not in offered(aws, arn)


def test_an_action_that_an_import_lets_expire_is_left_out_without_training(aws: Aws, group: str, served: str) -> None:
    gone = [("join", "club", 9, START, "", START), *ACTIONS[1:]]
    put_actions(aws, dataset_arn(group, "ACTIONS"), gone, "expired")
    assert "join" not in offered(aws, served)


@pytest.mark.parametrize("outcome", ["TAKEN", "Not Taken", "VIEWED"])
def test_an_action_comes_back_when_its_repeat_frequency_has_passed(
    aws: Aws, group: str, served: str, outcome: str
) -> None:
    put_actions(aws, dataset_arn(group, "ACTIONS"), [("join", "club", 9, "", 7, START), *ACTIONS[1:]], "weekly")
    assert "join" in offered(aws, served)  # the imported offer is years old
    now = int(time.time())
    put(aws, tracking_id(aws, group), "join", outcome, timestamp=now - 7 * DAY - 60)
    assert "join" in offered(aws, served)
    put(aws, tracking_id(aws, group), "join", outcome, timestamp=now - 7 * DAY + 3600)
    assert "join" not in offered(aws, served)
    assert "join" in offered(aws, served, "user-02")


def test_imported_interactions_count_for_repeat_frequencies(aws: Aws, little_data: None) -> None:
    now = int(time.time())
    actions = [(*row[:4], 30, row[5]) for row in ACTIONS]
    recent = [("user-00", "join", "TAKEN", now - 31 * DAY, ""), ("user-00", "rate", "VIEWED", now - 29 * DAY, "")]
    arn = campaign(aws, small_shop(aws, actions, [*FEW_OFFERS, *recent]))
    assert set(offered(aws, arn)) == {"join", "download", "brand-new"}


# --- filters -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "values", "left"),
    [
        ('INCLUDE ActionID WHERE Actions.KIND IN ("app")', {}, {"download", "rate"}),
        ("EXCLUDE ActionID WHERE Actions.VALUE > 3", {}, {"download", "rate", "brand-new"}),
        ("INCLUDE ActionID WHERE Actions.KIND IN ($KIND)", {"KIND": '"club"'}, {"join", "brand-new"}),
        ('EXCLUDE ActionID WHERE Action_Interactions.EVENT_TYPE IN ("Taken")', {}, {"download", "rate", "brand-new"}),
        ('INCLUDE ActionID WHERE Action_Interactions.EVENT_TYPE IN ("NOT TAKEN")', {}, {"rate"}),
        ('EXCLUDE ActionID WHERE Action_Interactions.EVENT_TYPE IN ("*")', {}, {"brand-new"}),
        (
            'EXCLUDE ActionID WHERE Action_Interactions.EVENT_TYPE IN ("viewed") | '
            'EXCLUDE ActionID WHERE Actions.KIND IN ("club")',
            {},
            {"rate"},
        ),
    ],
)
def test_filters_of_actions(
    aws: Aws, group: str, served: str, expression: str, values: dict[str, str], left: set[str]
) -> None:
    arn = create_filter(aws, group, expression)
    assert set(offered(aws, served, filterArn=arn, filterValues=values)) == left


def test_a_filter_may_ask_for_the_current_user(aws: Aws, group: str) -> None:
    import_csv(aws, create_dataset(aws, group, "Users", USER_FIELDS), csv_text(USER_FIELDS, [("user-00", 12)]), "users")
    arn = campaign(aws, group)
    young = create_filter(aws, group, 'EXCLUDE ActionID WHERE Actions.KIND IN ("club") IF CurrentUser.AGE < 18')
    assert set(offered(aws, arn, "user-00", filterArn=young)) == {"download", "rate"}
    assert len(offered(aws, arn, "user-01", filterArn=young)) == 4


def test_a_filter_sees_live_interactions_and_the_newest_300_of_a_type(aws: Aws, group: str, served: str) -> None:
    tracking = tracking_id(aws, group)
    seen = create_filter(aws, group, 'EXCLUDE ActionID WHERE Action_Interactions.EVENT_TYPE IN ("VIEWED")')
    put(aws, tracking, "rate", "VIEWED", "somebody", timestamp=START)
    assert "rate" not in offered(aws, served, "somebody", filterArn=seen)
    for n in range(30):
        later = {"actionId": "join", "eventType": "viewed", "sessionId": "s", "userId": "somebody"}
        batch = [{**later, "timestamp": START + 10 * n + k + 1} for k in range(10)]
        aws.events.put_action_interactions(trackingId=tracking, actionInteractions=batch)
    assert "rate" in offered(aws, served, "somebody", filterArn=seen)


def test_explain_filter_judges_actions(aws: Aws, group: str) -> None:
    arn = create_filter(
        aws,
        group,
        'INCLUDE ActionID WHERE Actions.KIND IN ("club") | '
        'EXCLUDE ActionID WHERE Action_Interactions.EVENT_TYPE IN ("taken")',
    )
    found = explain_filter(arn, user_id="user-00", item_id="join", endpoint_url=aws.endpoint_url)
    assert (found.subject, found.total, found.passing, found.passes) == ("ActionID", 4, 1, False)
    assert str(found).splitlines()[-3:] == [
        'The action join is out: excluded by EXCLUDE ActionID WHERE Action_Interactions.EVENT_TYPE IN ("taken").',
        '    Actions.KIND IN ("club")  yes: Actions.KIND is "club"',
        '    Action_Interactions.EVENT_TYPE IN ("taken")  yes: events: taken',
    ]


# --- refusals ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"userId": "ann"}, "campaignArn is required."),
        ({"campaignArn": "{served}"}, "userId is required for the recipe aws-next-best-action."),
        ({"campaignArn": "{served}", "userId": ""}, "userId is required for the recipe aws-next-best-action."),
        (
            {"campaignArn": "{served}", "userId": "ann", "numResults": 101},
            "numResults is 101; at most 100 are allowed.",
        ),
        (
            {"campaignArn": "{served}", "userId": "ann", "filterValues": {"A": '"b"'}},
            "filterValues are given without a filterArn.",
        ),
        ({"campaignArn": "{served}x", "userId": "ann"}, "{served}x does not exist or is not active yet."),
    ],
    ids=str,
)
def test_what_is_missing_or_too_much_is_refused(aws: Aws, served: str, request_: dict[str, Any], message: str) -> None:
    if "campaignArn" in request_:
        request_ = {**request_, "campaignArn": request_["campaignArn"].format(served=served)}
    with assert_refused("InvalidInputException", message.format(served=served), status=400):
        aws.runtime.get_action_recommendations(**request_)


def test_filters_of_others_and_of_nobody_are_refused(aws: Aws, group: str, served: str) -> None:
    create_dataset(aws, group, "Users", USER_FIELDS)
    users = create_filter(aws, group, "INCLUDE UserID WHERE Users.AGE < 18")
    with assert_refused("InvalidInputException", f"The filter {users} is about UserID, not ActionID."):
        offered(aws, served, filterArn=users)
    with assert_refused("ResourceNotFoundException", f"The given filter does not exist: {users}x", status=404):
        offered(aws, served, filterArn=f"{users}x")


def test_a_campaign_of_items_has_no_actions_and_the_converse(aws: Aws, group: str, served: str) -> None:
    items = deploy(aws, group, "aws-popularity-count")
    expected = (
        "GetActionRecommendations needs a campaign with a recipe of type PERSONALIZED_ACTIONS; "
        f"{items} serves aws-popularity-count."
    )
    with assert_refused("InvalidInputException", expected):
        offered(aws, items)
    for_items = "{} is not for the recipe aws-next-best-action; use GetActionRecommendations."
    with assert_refused("InvalidInputException", for_items.format("GetRecommendations")):
        aws.runtime.get_recommendations(campaignArn=served, userId="ann")
    with assert_refused("InvalidInputException", for_items.format("GetPersonalizedRanking")):
        aws.runtime.get_personalized_ranking(campaignArn=served, userId="ann", inputList=["a"])


def test_a_campaign_goes_from_actions_to_items_and_back(aws: Aws, group: str, served: str) -> None:
    actions = aws.personalize.describe_campaign(campaignArn=served)["campaign"]["solutionVersionArn"]
    items = deploy(aws, group, "aws-popularity-count")
    other = aws.personalize.describe_campaign(campaignArn=items)["campaign"]["solutionVersionArn"]
    aws.personalize.update_campaign(campaignArn=served, solutionVersionArn=other, campaignConfig={})
    assert aws.runtime.get_recommendations(campaignArn=served, userId="user-00")["itemList"]
    aws.personalize.update_campaign(campaignArn=served, solutionVersionArn=actions, campaignConfig={})
    assert offered(aws, served)


def test_a_version_for_actions_answers_no_batch_job(aws: Aws, group: str) -> None:
    version = train(aws, group, "aws-next-best-action")
    job: dict[str, Any] = {
        "jobName": "job",
        "solutionVersionArn": version,
        "jobInput": {"s3DataSource": {"path": "s3://bucket/in.json"}},
        "jobOutput": {"s3DataDestination": {"path": "s3://bucket/out/"}},
        "roleArn": ROLE,
    }
    recipe = recipe_arn("aws-next-best-action")
    with assert_refused("InvalidInputException", f"The recipe {recipe} does not support batch inference jobs."):
        aws.personalize.create_batch_inference_job(**job)
    expected = (
        "A batch segment job needs a solution version with a recipe of type USER_SEGMENTATION; "
        f"{version} is of {recipe}."
    )
    with assert_refused("InvalidInputException", expected):
        aws.personalize.create_batch_segment_job(**job)


# --- solutions -----------------------------------------------------------------------------------------------


def test_a_solution_needs_actions(aws: Aws, little_data: None) -> None:
    group = films_group(aws, views(users=6, items=6, each=3))
    expected = "Dataset group must contain an ACTIONS dataset with successfully completed dataset import job"
    with assert_refused("InvalidInputException", expected):
        campaign(aws, group)


def test_the_metrics_are_those_of_actions(aws: Aws, group: str, served: str) -> None:
    version = aws.personalize.describe_campaign(campaignArn=served)["campaign"]["solutionVersionArn"]
    metrics = aws.personalize.get_solution_metrics(solutionVersionArn=version)["metrics"]
    assert sorted(metrics) == [
        "area_under_the_curve",
        "coverage",
        "normalized_discounted_cumulative_gain_at_10",
        "normalized_discounted_cumulative_gain_at_25",
        "normalized_discounted_cumulative_gain_at_5",
        "precision",
        "recall",
    ]
    assert all(0 <= value <= 1 for value in metrics.values())


@pytest.mark.parametrize("period", ["6", "29", "x"])
def test_the_optimization_period_is_of_7_to_28_days(aws: Aws, group: str, period: str) -> None:
    expected = f"'action_optimization_period' is {period}, expected an integer from 7 to 28."
    if period == "x":
        expected = "'action_optimization_period' is 'x', expected an integer from 7 to 28."
    config = {"featureTransformationParameters": {"action_optimization_period": period}}
    with assert_refused("InvalidInputException", expected):
        aws.personalize.create_solution(
            name="nba",
            datasetGroupArn=group,
            recipeArn="arn:aws:personalize:::recipe/aws-next-best-action",
            solutionConfig=config,
        )


def test_too_few_interactions_with_items_fail_the_version(aws: Aws, group: str, monkeypatch: Any) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_MIN_INTERACTIONS", "1000")
    solution = aws.personalize.create_solution(
        name="nba", datasetGroupArn=group, recipeArn="arn:aws:personalize:::recipe/aws-next-best-action"
    )["solutionArn"]
    arn = aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    version = aws.personalize.describe_solution_version(solutionVersionArn=arn)["solutionVersion"]
    assert (version["status"], version["failureReason"]) == (
        "CREATE FAILED",
        "Dataset has fewer than 1000 interactions",
    )

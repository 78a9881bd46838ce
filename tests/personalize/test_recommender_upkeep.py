"""What a recommender does by itself: a training each week, and for two use cases new items every two hours."""

from __future__ import annotations

import pytest

from moto_personalize.personalize.models import personalize_backends
from moto_personalize.personalize.service.recommenders import Recommender
from moto_personalize.testing import advance
from tests.clocks import DAY, HOUR, Clock, either_clock, frozen
from tests.conftest import Aws
from tests.personalize.test_automatic_training import click
from tests.personalize.test_data_deletion_jobs import forget
from tests.personalize.test_recommenders import FOR_YOU, MOST_VIEWED, served, viewed
from tests.workflow import described, domain_group, recommender

pytestmark = pytest.mark.usefixtures("little_data")
NEW = "brand-new"


@pytest.fixture
def group(aws: Aws) -> str:
    return domain_group(aws, viewed())


def view(aws: Aws, group: str, item: str = NEW) -> None:
    click(aws, group, item, "View")


@either_clock
def test_a_recommender_trains_anew_after_a_week(aws: Aws, group: str, clock: Clock) -> None:
    with clock() as shift:
        arn = recommender(aws, group, MOST_VIEWED)
        shift(HOUR)
        view(aws, group)
        shift(7 * DAY - HOUR - 1)
        assert NEW not in served(aws, arn, userId="user-01")
        shift(1)
        assert NEW in served(aws, arn, userId="user-01")
        assert "latestRecommenderUpdate" not in described(aws, arn)


def test_a_recommender_trains_anew_without_removed_users(aws: Aws, group: str) -> None:
    for _ in range(50):
        view(aws, group, "item-02")
    arn = recommender(aws, group, MOST_VIEWED)
    assert served(aws, arn, userId="user-02")[0] == "item-02"
    forget(aws, group, "user-01")
    assert served(aws, arn, userId="user-02")[0] == "item-02"
    advance(arn, endpoint_url=aws.endpoint_url)
    assert served(aws, arn, userId="user-02")[0] != "item-02"


def test_a_stopped_recommender_is_not_trained(aws: Aws, group: str) -> None:
    with frozen() as shift:
        arn = recommender(aws, group, MOST_VIEWED)
        aws.personalize.stop_recommender(recommenderArn=arn)
        view(aws, group)
        shift(8 * DAY)
        aws.personalize.start_recommender(recommenderArn=arn)
        assert NEW not in served(aws, arn, userId="user-01")
        shift(6 * DAY)
        assert NEW in served(aws, arn, userId="user-01")


def test_advance_brings_the_next_training_about(aws: Aws, group: str) -> None:
    arn = recommender(aws, group, MOST_VIEWED)
    view(aws, group)
    assert advance(arn, endpoint_url=aws.endpoint_url) == {arn: "ACTIVE"}
    assert NEW in served(aws, arn, userId="user-01")


def test_recommended_for_you_takes_new_items_every_two_hours(aws: Aws, group: str) -> None:
    with frozen() as shift:
        arn = recommender(aws, group, FOR_YOU)
        metrics = described(aws, arn)["modelMetrics"]
        view(aws, group)
        assert NEW not in served(aws, arn, userId="user-01")
        shift(2 * HOUR)
        assert NEW in served(aws, arn, userId="user-01")
        assert described(aws, arn)["modelMetrics"] == metrics


def test_a_stopped_recommender_takes_no_new_items(aws: Aws, group: str) -> None:
    with frozen() as shift:
        arn = recommender(aws, group, FOR_YOU)
        aws.personalize.stop_recommender(recommenderArn=arn)
        view(aws, group)
        shift(2 * HOUR)
        aws.personalize.start_recommender(recommenderArn=arn)
        assert NEW not in served(aws, arn, userId="user-01")
        shift(2 * HOUR)
        assert NEW in served(aws, arn, userId="user-01")


@pytest.mark.parametrize("use_case", [MOST_VIEWED, FOR_YOU])
def test_without_new_data_a_recommender_keeps_its_model(aws: Aws, group: str, use_case: str) -> None:
    arn = recommender(aws, group, use_case)
    store = personalize_backends["123456789012"]["us-east-1"].store
    before = store.get(Recommender, arn).deployment
    assert advance(arn, endpoint_url=aws.endpoint_url) == {arn: "ACTIVE"}
    assert before is not None
    assert store.get(Recommender, arn).deployment is before


def test_trending_now_follows_the_events_of_the_last_two_hours(aws: Aws) -> None:
    with frozen() as shift:
        films = domain_group(aws, viewed("Watch"), "VIDEO_ON_DEMAND", "films")
        arn = recommender(aws, films, "aws-vod-trending-now")
        metrics = described(aws, arn)["modelMetrics"]
        click(aws, films, NEW, "Watch")
        assert NEW not in served(aws, arn)
        shift(2 * HOUR)
        assert served(aws, arn)[0] == NEW
        assert described(aws, arn)["modelMetrics"] == metrics


def test_a_training_that_fails_leaves_what_is_served(
    aws: Aws, group: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    arn = recommender(aws, group, MOST_VIEWED)
    before = served(aws, arn, userId="user-01")
    view(aws, group)
    monkeypatch.setenv("MOTO_PERSONALIZE_MIN_INTERACTIONS", "1000")
    assert advance(arn, endpoint_url=aws.endpoint_url) == {arn: "ACTIVE"}
    assert f"retraining of {arn} failed: Dataset has fewer than 1000 interactions" in caplog.text
    assert served(aws, arn, userId="user-01") == before

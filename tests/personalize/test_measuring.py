"""What metric attributions measure: live events and imports, in CloudWatch and in S3."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import time_machine
from moto.moto_api import state_manager

from moto_personalize.testing import advance_to
from tests.conftest import Aws
from tests.workflow import (
    BUCKET,
    EVENT_FIELDS,
    assert_refused,
    attribute,
    create_dataset,
    create_group,
    csv_text,
    deploy,
    described,
    domain_group,
    films_group,
    import_csv,
    recommender,
    status,
    views,
)

DAY = 86_400
WINDOW = 900
NOW = 1_700_000_100  # 1_699_999_200 and 1_700_000_100 are beginnings of windows
ITEMS = ({"name": "ITEM_ID", "type": "string"}, {"name": "LENGTH", "type": ["null", "int"]})
ATTRIBUTED = (
    *EVENT_FIELDS,
    {"name": "RECOMMENDATION_ID", "type": ["string", "null"]},
    {"name": "EVENT_ATTRIBUTION_SOURCE", "type": ["string", "null"]},
)
METRICS = {"clicks": ("click", "SAMPLECOUNT()"), "watched": ("watch", "SUM(Items.LENGTH)")}
UNDEFINED = "SOURCE_NAME_UNDEFINED"


@pytest.fixture(autouse=True)
def at_a_fixed_time(little_data: None) -> Iterator[None]:
    with time_machine.travel(NOW + 60, tick=False):
        yield


@pytest.fixture
def group(aws: Aws) -> str:
    """Datasets of interactions and of items: heat lasts 170 minutes, alien 117, nobody knows how long solaris does."""
    group = create_group(aws)
    create_dataset(aws, group, "Interactions", ATTRIBUTED)
    items = create_dataset(aws, group, "Items", ITEMS)
    import_csv(aws, items, csv_text(ITEMS, [("heat", 170), ("alien", 117), ("solaris", "")]), "items")
    return group


def interactions(group: str) -> str:
    return group.replace("dataset-group", "dataset") + "/INTERACTIONS"


@pytest.fixture
def tracker(aws: Aws, group: str) -> str:
    return aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["trackingId"]


def put(aws: Aws, tracker: str, *events: dict[str, Any]) -> None:
    events = tuple({"sentAt": NOW, "itemId": "heat", **event} for event in events)
    aws.events.put_events(trackingId=tracker, sessionId="s", userId="ann", eventList=list(events))


def statistics(aws: Aws, name: str, **dimensions: str) -> list[tuple[int, float, float]]:
    """Beginning, Sum and SampleCount of each window of a metric."""
    found = aws.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Personalize",
        MetricName=name,
        Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
        StartTime=datetime.datetime.fromtimestamp(NOW - 100 * WINDOW, datetime.timezone.utc),
        EndTime=datetime.datetime.fromtimestamp(NOW + 100 * WINDOW, datetime.timezone.utc),
        Period=WINDOW,
        Statistics=["Sum", "SampleCount"],
    )["Datapoints"]
    return sorted((int(point["Timestamp"].timestamp()), point["Sum"], point["SampleCount"]) for point in found)


def from_source(name: str) -> dict[str, Any]:
    return {"metricAttribution": {"eventAttributionSource": name}}


def test_live_events_are_counted_and_summed_by_window(aws: Aws, group: str, tracker: str) -> None:
    attribute(aws, group, METRICS)
    put(aws, tracker, {"eventType": "click"}, {"eventType": "watch"}, {"eventType": "watch", "itemId": "alien"})
    put(aws, tracker, {"eventType": "click", "sentAt": NOW - 1}, {"eventType": "Click", "sentAt": NOW + WINDOW - 1})
    assert statistics(aws, "clicks") == [(NOW - WINDOW, 1.0, 1.0), (NOW, 2.0, 2.0)]
    assert statistics(aws, "watched") == [(NOW, 287.0, 2.0)]


def test_events_are_told_apart_by_their_sources(aws: Aws, group: str, tracker: str) -> None:
    attribute(aws, group, METRICS)
    put(aws, tracker, {"eventType": "click", **from_source("mail")}, {"eventType": "click", **from_source("mail")})
    put(aws, tracker, {"eventType": "click", **from_source("shop window")}, {"eventType": "click"})
    assert statistics(aws, "clicks", EventAttributionSource="mail") == [(NOW, 2.0, 2.0)]
    assert statistics(aws, "clicks", EventAttributionSource="shop window") == [(NOW, 1.0, 1.0)]
    assert statistics(aws, "clicks", EventAttributionSource=UNDEFINED) == [(NOW, 1.0, 1.0)]


def test_a_recommendation_points_at_its_campaign(aws: Aws) -> None:
    rows = [(*view, "watch", "") for view in views(4, 6, 4)]
    group = films_group(aws, rows, EVENT_FIELDS)
    campaign = deploy(aws, group, "aws-popularity-count")
    attribute(aws, group, {"clicks": ("click", "SAMPLECOUNT()")})
    tracker = aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["trackingId"]
    shown = aws.runtime.get_recommendations(campaignArn=campaign, userId="ann")["recommendationId"]
    click = {"eventType": "click", "recommendationId": shown}
    put(aws, tracker, click, {**click, **from_source("mail")}, {**click, "recommendationId": "RID-12345678"})
    assert statistics(aws, "clicks", EventAttributionSource=campaign) == [(NOW, 1.0, 1.0)]
    assert statistics(aws, "clicks", EventAttributionSource="mail") == [(NOW, 1.0, 1.0)]
    assert statistics(aws, "clicks", EventAttributionSource=UNDEFINED) == [(NOW, 1.0, 1.0)]


def test_a_recommendation_points_at_its_recommender(aws: Aws) -> None:
    group = domain_group(aws, [(*view, "View") for view in views(4, 6, 4)])
    serving = recommender(aws, group, "aws-ecomm-popular-items-by-views")
    attribute(aws, group, {"views": ("View", "SAMPLECOUNT()")})
    tracker = aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["trackingId"]
    shown = aws.runtime.get_recommendations(recommenderArn=serving, userId="ann")["recommendationId"]
    put(aws, tracker, {"eventType": "View", "recommendationId": shown})
    assert statistics(aws, "views", EventAttributionSource=serving) == [(NOW, 1.0, 1.0)]


def test_the_metrics_stand_in_the_namespace_of_the_service(aws: Aws, group: str, tracker: str) -> None:
    attribute(aws, group, METRICS)
    put(aws, tracker, {"eventType": "click", **from_source("mail")})
    (metric,) = aws.client("cloudwatch").list_metrics(Namespace="AWS/Personalize")["Metrics"]
    assert metric["MetricName"] == "clicks"
    assert {dimension["Name"]: dimension["Value"] for dimension in metric["Dimensions"]} == {
        "DatasetGroupArn": group,
        "EventType": "click",
        "EventAttributionSource": "mail",
    }


def test_get_metric_data_reads_them_too(aws: Aws, group: str, tracker: str) -> None:
    attribute(aws, group, METRICS)
    put(aws, tracker, *({"eventType": "watch", "itemId": item, **from_source("mail")} for item in ("heat", "alien")))
    dimensions = {"DatasetGroupArn": group, "EventType": "watch", "EventAttributionSource": "mail"}
    metric = {
        "Namespace": "AWS/Personalize",
        "MetricName": "watched",
        "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions.items()],
    }
    (result,) = aws.client("cloudwatch").get_metric_data(
        MetricDataQueries=[{"Id": "m", "MetricStat": {"Metric": metric, "Period": WINDOW, "Stat": "Sum"}}],
        StartTime=NOW - WINDOW,
        EndTime=NOW + WINDOW,
    )["MetricDataResults"]
    assert (result["Values"], [time.timestamp() for time in result["Timestamps"]]) == ([287.0], [NOW])


def test_interactions_are_summed_by_their_own_columns(aws: Aws, group: str, tracker: str) -> None:
    attribute(aws, group, {"revenue": ("buy", "SUM(Interactions.EVENT_VALUE)")})
    put(aws, tracker, {"eventType": "buy", "eventValue": 1.5}, {"eventType": "buy", "eventValue": 2.25})
    put(aws, tracker, {"eventType": "buy"})
    assert statistics(aws, "revenue") == [(NOW, 3.75, 2.0)]


@pytest.mark.parametrize("item", ["solaris", "stalker", None], ids=["null", "unknown", "none"])
def test_items_without_a_value_add_nothing(aws: Aws, group: str, tracker: str, item: str | None) -> None:
    attribute(aws, group, METRICS)
    event: dict[str, Any] = {"eventType": "watch", "sentAt": NOW, **({"itemId": item} if item else {})}
    aws.events.put_events(trackingId=tracker, sessionId="s", eventList=[event])
    assert statistics(aws, "watched") == []


def test_sums_use_the_items_of_now(aws: Aws, group: str, tracker: str) -> None:
    attribute(aws, group, METRICS)
    items = interactions(group).replace("INTERACTIONS", "ITEMS")
    import_csv(aws, items, csv_text(ITEMS, [("heat", 171)]), "cut")
    put(aws, tracker, {"eventType": "watch"})
    assert statistics(aws, "watched") == [(NOW, 171.0, 1.0)]


@pytest.mark.parametrize(
    ("sent", "counts"), [(-14 * DAY + 61, True), (-14 * DAY + 60, False), (7_260, True), (7_261, False)]
)
def test_cloudwatch_takes_two_weeks_back_and_two_hours_ahead(
    aws: Aws, group: str, tracker: str, sent: int, counts: bool
) -> None:
    attribute(aws, group, METRICS)
    put(aws, tracker, {"eventType": "click", "sentAt": NOW + sent})
    listed = aws.client("cloudwatch").list_metrics(Namespace="AWS/Personalize")["Metrics"]
    assert [metric["MetricName"] for metric in listed] == ["clicks"] * counts


@pytest.mark.parametrize("sent", [0, 253_402_300_799], ids=["1970", "9999"])
def test_an_event_of_another_age_is_taken_and_not_measured(aws: Aws, group: str, tracker: str, sent: int) -> None:
    attribute(aws, group, METRICS)
    event = {"eventType": "click", "sentAt": sent}  # without an item it may be of any time
    aws.events.put_events(trackingId=tracker, sessionId="s", eventList=[event])
    assert aws.client("cloudwatch").list_metrics(Namespace="AWS/Personalize")["Metrics"] == []


def test_an_event_that_came_before_is_not_counted_again(aws: Aws, group: str, tracker: str) -> None:
    attribute(aws, group, METRICS)
    for _ in range(2):
        put(aws, tracker, {"eventType": "click", "eventId": "one"})
    assert statistics(aws, "clicks") == [(NOW, 1.0, 1.0)]


def test_a_call_that_is_refused_is_not_measured(aws: Aws, group: str, tracker: str) -> None:
    attribute(aws, group, METRICS)
    with assert_refused("InvalidInputException", "Error parsing properties json"):
        put(aws, tracker, {"eventType": "click"}, {"eventType": "click", "properties": "{"})
    assert statistics(aws, "clicks") == []


def test_only_an_attribution_that_is_there_measures(aws: Aws, group: str, tracker: str) -> None:
    put(aws, tracker, {"eventType": "click"})
    arn = attribute(aws, group, METRICS)
    aws.personalize.update_metric_attribution(
        metricAttributionArn=arn,
        removeMetrics=["watched"],
        addMetrics=[{"metricName": "views", "eventType": "view", "expression": "SAMPLECOUNT()"}],
    )
    put(aws, tracker, {"eventType": "watch"}, {"eventType": "view"})
    aws.personalize.delete_metric_attribution(metricAttributionArn=arn)
    put(aws, tracker, {"eventType": "click"})
    assert [statistics(aws, name) for name in ("clicks", "watched", "views")] == [[], [], [(NOW, 1.0, 1.0)]]


def test_an_attribution_measures_by_its_old_metrics_while_it_is_updated(aws: Aws, group: str, tracker: str) -> None:
    arn = attribute(aws, group, METRICS)
    state_manager.set_transition("personalize::metric_attribution", {"progression": "manual", "times": 1})
    aws.personalize.update_metric_attribution(metricAttributionArn=arn, removeMetrics=["clicks"])
    put(aws, tracker, {"eventType": "click"})
    advance_to(arn, "ACTIVE", endpoint_url=aws.endpoint_url)
    put(aws, tracker, {"eventType": "click"})
    assert statistics(aws, "clicks") == [(NOW, 1.0, 1.0)]


@pytest.mark.parametrize(("quotas", "reported"), [("true", 100), ("false", 104)])
def test_an_attribution_reports_on_100_sources(
    aws: Aws, group: str, tracker: str, quotas: str, reported: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_ENFORCE_QUOTAS", quotas)
    attribute(aws, group, METRICS)
    for batch in range(13):
        put(aws, tracker, *({"eventType": "click", **from_source(f"s{8 * batch + n:03}")} for n in range(8)))
    put(aws, tracker, {"eventType": "click"}, {"eventType": "click", **from_source("s000")})
    assert statistics(aws, "clicks") == [(NOW, reported + 2.0, reported + 2.0)]
    assert statistics(aws, "clicks", EventAttributionSource="s000") == [(NOW, 2.0, 2.0)]
    assert statistics(aws, "clicks", EventAttributionSource=UNDEFINED) == [(NOW, 1.0, 1.0)]


@pytest.mark.parametrize(("asked", "left"), [({}, 100), ({"publishAttributionMetricsToS3": True}, 0)])
def test_only_sources_that_are_reported_on_count(
    aws: Aws, group: str, tracker: str, asked: dict[str, Any], left: int
) -> None:
    attribute(aws, group, METRICS, f"s3://{BUCKET}/reports")
    rows = [("ann", "heat", NOW, "click", "", "", f"imported-{n:03}") for n in range(120)]
    assert import_rows(aws, group, rows=rows, **asked)["status"] == "ACTIVE"
    for batch in range(13):
        put(aws, tracker, *({"eventType": "click", **from_source(f"s{8 * batch + n:03}")} for n in range(8)))
    counted = [(NOW, float(left), float(left))] if left else []
    assert statistics(aws, "clicks") == counted


# --- imports -------------------------------------------------------------------------------------------------

ROWS = [
    # user, item, time, event type, value, recommendation, source
    ("ann", "heat", NOW, "click", "", "", "mail"),
    ("ann", "heat", NOW + 1, "watch", "", "", "mail"),
    ("bob", "alien", NOW + 2, "watch", "", "", ""),
    ("bob", "solaris", NOW + 3, "watch", "", "", ""),
    ("bob", "heat", NOW - 1, "Watch", "", "", "mail"),
    ("eve", "heat", NOW - 20 * DAY, "click", "", "", "mail"),
]
HEADER = "METRIC_NAME,EVENT_TYPE,VALUE,MATH_FUNCTION,EVENT_ATTRIBUTION_SOURCE,TIMESTAMP\n"
REPORT = f"""{HEADER}clicks,click,1.0,samplecount,mail,{NOW}
clicks,click,1.0,samplecount,mail,{NOW - 20 * DAY}
watched,watch,117.0,sum,{UNDEFINED},{NOW}
watched,watch,170.0,sum,mail,{NOW}
watched,watch,170.0,sum,mail,{NOW - WINDOW}
"""


def import_rows(aws: Aws, group: str, job: str = "first", rows: Sequence[Any] = ROWS, **kwargs: Any) -> dict[str, Any]:
    return import_csv(aws, interactions(group), csv_text(ATTRIBUTED, rows), job, **kwargs)


def reports(aws: Aws, prefix: str = "reports/") -> dict[str, str]:
    """The files below a prefix of the bucket, by their names."""
    found = aws.s3.list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", [])
    keys = [entry["Key"] for entry in found]
    return {key: aws.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read().decode() for key in keys}


@pytest.mark.parametrize("path", ["reports", "reports/"])
def test_an_import_job_publishes_its_metrics_to_s3(aws: Aws, group: str, path: str) -> None:
    attribute(aws, group, METRICS, f"s3://{BUCKET}/{path}")
    job = import_rows(aws, group, publishAttributionMetricsToS3=True)
    assert (job["status"], job["publishAttributionMetricsToS3"]) == ("ACTIVE", True)
    assert reports(aws) == {f"reports/AggregatedAttributionMetrics - FULL - {NOW + 60}.csv": REPORT}
    assert statistics(aws, "clicks") == []


def test_an_incremental_import_puts_its_young_events_to_cloudwatch(aws: Aws, group: str) -> None:
    attribute(aws, group, METRICS)
    import_rows(aws, group, rows=ROWS[:1])
    assert statistics(aws, "clicks") == []
    assert import_rows(aws, group, "more", importMode="INCREMENTAL")["status"] == "ACTIVE"
    assert statistics(aws, "clicks") == [(NOW, 1.0, 1.0)]
    assert statistics(aws, "watched") == [(NOW - WINDOW, 170.0, 1.0), (NOW, 287.0, 2.0)]
    assert statistics(aws, "watched", EventAttributionSource=UNDEFINED) == [(NOW, 117.0, 1.0)]


def test_each_job_publishes_a_file_of_its_own(aws: Aws, group: str) -> None:
    attribute(aws, group, METRICS, f"s3://{BUCKET}/reports/")
    import_rows(aws, group, rows=ROWS[:1], publishAttributionMetricsToS3=True)
    for job in ("second", "third"):
        import_rows(aws, group, job, ROWS[2:3], importMode="INCREMENTAL", publishAttributionMetricsToS3=True)
    assert list(reports(aws)) == [
        f"reports/AggregatedAttributionMetrics - {name}.csv"
        for name in (f"FULL - {NOW + 60}", f"INCREMENTAL - {NOW + 60}", f"INCREMENTAL - {NOW + 61}")
    ]


def test_imported_recommendations_point_at_their_campaigns(aws: Aws, group: str) -> None:
    rows = [(*view, "watch", "", "", "") for view in views(4, 6, 4)]
    import_rows(aws, group, rows=rows)
    campaign = deploy(aws, group, "aws-popularity-count")
    attribute(aws, group, METRICS, f"s3://{BUCKET}/reports")
    shown = aws.runtime.get_recommendations(campaignArn=campaign, userId="ann")["recommendationId"]
    clicks = [("ann", "heat", NOW + n, "click", "", shown, source) for n, source in enumerate(("", "mail", ""))]
    import_rows(aws, group, "more", clicks, importMode="INCREMENTAL", publishAttributionMetricsToS3=True)
    (report,) = reports(aws).values()
    assert report == (
        f"{HEADER}clicks,click,2.0,samplecount,{campaign},{NOW}\nclicks,click,1.0,samplecount,mail,{NOW}\n"
    )


def test_a_dataset_without_sources_is_measured_too(aws: Aws) -> None:
    group = create_group(aws)
    dataset = create_dataset(aws, group, "Interactions", EVENT_FIELDS)
    attribute(aws, group, {"revenue, so far": ("buy", "SUM(Interactions.EVENT_VALUE)")}, f"s3://{BUCKET}/reports")
    rows = [("ann", "heat", NOW, "buy", 1.5), ("ann", "alien", NOW, "buy", 2.25), ("ann", "alien", NOW, "buy", "")]
    import_csv(aws, dataset, csv_text(EVENT_FIELDS, rows), publishAttributionMetricsToS3=True)
    (report,) = reports(aws).values()
    assert report == f'{HEADER}"revenue, so far",buy,3.75,sum,{UNDEFINED},{NOW}\n'


@pytest.mark.parametrize("attributed", [False, True])
def test_publishing_needs_a_destination(aws: Aws, group: str, attributed: bool) -> None:
    if attributed:
        attribute(aws, group, METRICS)
    with assert_refused("InvalidInputException", nowhere(group)):
        import_rows(aws, group, publishAttributionMetricsToS3=True)
    assert aws.personalize.list_dataset_import_jobs(datasetArn=interactions(group))["datasetImportJobs"] == []


def nowhere(group: str) -> str:
    return (
        "publishAttributionMetricsToS3 needs an active metric attribution with an s3DataDestination "
        f"in the dataset group {group}."
    )


def test_publishing_is_for_interactions(aws: Aws, group: str) -> None:
    attribute(aws, group, METRICS, f"s3://{BUCKET}/reports")
    items = interactions(group).replace("INTERACTIONS", "ITEMS")
    message = f"publishAttributionMetricsToS3 is for datasets of type INTERACTIONS; {items} is of type ITEMS."
    with assert_refused("InvalidInputException", message):
        import_csv(aws, items, csv_text(ITEMS, [("heat", 1)]), publishAttributionMetricsToS3=True)


def test_a_job_that_cannot_publish_imports_nothing(aws: Aws, group: str) -> None:
    attribute(aws, group, METRICS, "s3://gone/reports")
    job = import_rows(aws, group, publishAttributionMetricsToS3=True)
    reason = "The metrics cannot be written to s3://gone/reports: the bucket gone does not exist"
    assert (job["status"], job["failureReason"]) == ("CREATE FAILED", reason)
    with assert_refused("InvalidInputException") as error:
        import_rows(aws, group, "more", importMode="INCREMENTAL")
    assert error.message.startswith("The import mode INCREMENTAL needs an earlier import job of mode FULL")


def test_a_job_whose_attribution_goes_first_fails(aws: Aws, group: str) -> None:
    arn = attribute(aws, group, METRICS, f"s3://{BUCKET}/reports")
    state_manager.set_transition("personalize::dataset_import_job", {"progression": "manual", "times": 1})
    import_rows(aws, group, publishAttributionMetricsToS3=True)
    aws.personalize.delete_metric_attribution(metricAttributionArn=arn)
    job = arn.replace("metric-attribution/impact", "dataset-import-job/first")
    assert (status(aws, job), described(aws, job)["failureReason"]) == ("CREATE FAILED", nowhere(group))


def test_a_job_that_fails_publishes_nothing(aws: Aws, group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    attribute(aws, group, METRICS, f"s3://{BUCKET}/reports")
    monkeypatch.setenv("MOTO_PERSONALIZE_MIN_INTERACTIONS", "7")
    assert import_rows(aws, group, publishAttributionMetricsToS3=True)["status"] == "CREATE FAILED"
    assert reports(aws) == {}

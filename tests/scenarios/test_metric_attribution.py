"""Two lists compete for clicks: live events and a nightly import say which of them sells more."""

from __future__ import annotations

import time
from typing import Any

from tests.conftest import Aws
from tests.workflow import (
    BUCKET,
    EVENT_FIELDS,
    assert_refused,
    attribute,
    create_dataset,
    csv_text,
    deploy,
    films_group,
    import_csv,
    items_of,
    views,
)

ATTRIBUTED = (*EVENT_FIELDS, {"name": "RECOMMENDATION_ID", "type": ["string", "null"]})
PRICES = ({"name": "ITEM_ID", "type": "string"}, {"name": "PRICE", "type": "float"})


def totals(aws: Aws, metric: str) -> dict[str, float]:
    """The sum of a metric by source, as a dashboard would read it."""
    cloudwatch = aws.client("cloudwatch")
    found = {}
    for listed in cloudwatch.list_metrics(Namespace="AWS/Personalize", MetricName=metric)["Metrics"]:
        source = next(d["Value"] for d in listed["Dimensions"] if d["Name"] == "EventAttributionSource")
        points = cloudwatch.get_metric_statistics(
            Namespace="AWS/Personalize",
            MetricName=metric,
            Dimensions=listed["Dimensions"],
            StartTime=time.time() - 86_400,
            EndTime=time.time() + 900,
            Period=900,
            Statistics=["Sum"],
        )["Datapoints"]
        found[source] = sum(point["Sum"] for point in points)
    return found


def test_a_metric_attribution_tells_which_list_sells(aws: Aws) -> None:
    rows = [(*view, "watch", "", "") for view in views()]
    group = films_group(aws, rows, ATTRIBUTED)
    items = create_dataset(aws, group, "Items", PRICES)
    import_csv(aws, items, csv_text(PRICES, [(f"item-{n:02}", n + 0.5) for n in range(40)]), "items")
    personal = deploy(aws, group, "aws-user-personalization")
    popular = deploy(aws, group, "aws-popularity-count")
    tracker = aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["trackingId"]
    metrics = {"clicks": ("click", "SAMPLECOUNT()"), "revenue": ("buy", "SUM(Items.PRICE)")}
    arn = attribute(aws, group, metrics, f"s3://{BUCKET}/reports/")

    def visit(campaign: str, event_type: str, user: str) -> str:
        """A user does something with the first item of a list; the item."""
        answer = aws.runtime.get_recommendations(campaignArn=campaign, userId=user)
        event: dict[str, Any] = {"eventType": event_type, "itemId": items_of(answer)[0], "sentAt": time.time()}
        event["recommendationId"] = answer["recommendationId"]
        aws.events.put_events(trackingId=tracker, sessionId=user, userId=user, eventList=[event])
        return str(event["itemId"])

    for user in ("user-00", "user-01", "user-02"):
        visit(personal, "click", user)
    visit(popular, "click", "user-03")
    bought = visit(personal, "buy", "user-04")
    assert totals(aws, "clicks") == {personal: 3.0, popular: 1.0}
    assert totals(aws, "revenue") == {personal: int(bought[-2:]) + 0.5}

    shown = aws.runtime.get_recommendations(campaignArn=popular, userId="user-05")["recommendationId"]
    now = int(time.time())
    nightly = [(f"user-{n % 30:02}", "item-10", now - n % 60, "buy", n, shown) for n in range(1000)]
    job = import_csv(
        aws,
        items.replace("ITEMS", "INTERACTIONS"),
        csv_text(ATTRIBUTED, nightly),
        "nightly",
        importMode="INCREMENTAL",
        publishAttributionMetricsToS3=True,
    )
    assert job["status"] == "ACTIVE"
    assert totals(aws, "revenue")[popular] == 1000 * 10.5
    (report,) = aws.s3.list_objects_v2(Bucket=BUCKET, Prefix="reports/")["Contents"]
    header, *lines = aws.s3.get_object(Bucket=BUCKET, Key=report["Key"])["Body"].read().decode().splitlines()
    assert header == "METRIC_NAME,EVENT_TYPE,VALUE,MATH_FUNCTION,EVENT_ATTRIBUTION_SOURCE,TIMESTAMP"
    cells = [line.split(",") for line in lines]
    assert {(name, of, how, source) for name, of, _, how, source, _ in cells} == {("revenue", "buy", "sum", popular)}
    assert sum(float(cell[2]) for cell in cells) == 10_500.0

    with assert_refused("ResourceInUseException") as error:
        aws.personalize.delete_dataset(datasetArn=items)
    assert error.message.startswith("The given dataset cannot be deleted while the ")
    aws.personalize.delete_metric_attribution(metricAttributionArn=arn)
    visit(popular, "click", "user-06")
    assert totals(aws, "clicks") == {personal: 3.0, popular: 1.0}

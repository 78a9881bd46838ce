"""A shop on the use cases of its domain: from nothing to a front page that follows sales, and back to nothing."""

from __future__ import annotations

from typing import Any

from tests.conftest import Aws
from tests.workflow import (
    DOMAIN_FIELDS,
    assert_refused,
    create_dataset,
    create_group,
    csv_text,
    described,
    evenness,
    import_csv,
    items_of,
    recommender,
    views,
)

ITEM_FIELDS = (
    {"name": "ITEM_ID", "type": "string"},
    {"name": "PRICE", "type": "float"},
    {"name": "CATEGORY_L1", "type": "string", "categorical": True},
)
USER_FIELDS = ({"name": "USER_ID", "type": "string"}, {"name": "AGE", "type": "int"})


def purchases() -> list[tuple[Any, ...]]:
    """Each user buys five of the items that they look at, eight times each."""
    return [
        (f"user-{user:02}", f"item-{(2 * (step % 5 + user)) % 40 + user % 2:02}", 1_650_000_000 + 40 * user + step)
        for user in range(30)
        for step in range(40)
    ]


def shop_with_data(aws: Aws) -> str:
    """Even users look at and buy even items, odd ones odd items."""
    group = create_group(aws, "shop", domain="ECOMMERCE")
    events = [(*view, "View") for view in views()] + [(*purchase, "Purchase") for purchase in purchases()]
    items = [(f"item-{n:02}", float(n), "even" if n % 2 == 0 else "odd") for n in range(40)]
    users = [(f"user-{n:02}", 20 + n) for n in range(30)]
    for kind, fields, rows in (
        ("Interactions", DOMAIN_FIELDS, events),
        ("Items", ITEM_FIELDS, items),
        ("Users", USER_FIELDS, users),
    ):
        dataset = create_dataset(aws, group, kind, fields, domain="ECOMMERCE")
        job = import_csv(aws, dataset, csv_text(fields, rows), kind)
        assert job["status"] == "ACTIVE", job
    return group


def test_a_shop_from_its_first_import_to_its_last_deletion(aws: Aws) -> None:
    group = shop_with_data(aws)
    config = {"enableMetadataWithRecommendations": True}
    for_you = recommender(aws, group, "aws-ecomm-recommended-for-you", recommenderConfig=config)
    together = recommender(aws, group, "aws-ecomm-frequently-bought-together")
    viewed = recommender(aws, group, "aws-ecomm-customers-who-viewed-x-also-viewed")
    assert {described(aws, arn)["status"] for arn in (for_you, together, viewed)} == {"ACTIVE"}
    assert 0 < described(aws, for_you)["modelMetrics"]["coverage"] <= 1

    # the front page: tastes, without what was bought; dearer items promoted, with their prices
    bought = {item for user, item, _ in purchases() if user == "user-02"}
    page = items_of(aws.runtime.get_recommendations(recommenderArn=for_you, userId="user-02", numResults=10))
    assert evenness(page) >= 0.8
    assert not bought & set(page)
    dear = aws.personalize.create_filter(
        name="dear", datasetGroupArn=group, filterExpression="INCLUDE ItemID WHERE Items.PRICE >= $PRICE"
    )["filterArn"]
    promotion = {"name": "sale", "percentPromotedItems": 20, "filterArn": dear, "filterValues": {"PRICE": "38"}}
    listed = aws.runtime.get_recommendations(
        recommenderArn=for_you,
        userId="user-02",
        numResults=10,
        promotions=[promotion],
        metadataColumns={"ITEMS": ["PRICE"]},
    )["itemList"]
    promoted = [item for item in listed if "promotionName" in item]
    assert {item["metadata"]["price"] for item in promoted} == {"38.0", "39.0"}
    assert all("score" not in item for item in listed)

    # a product page: what buyers of it bought is of its kind
    beside = items_of(aws.runtime.get_recommendations(recommenderArn=together, itemId="item-04", numResults=4))
    assert evenness(beside) == 1.0

    # a purchase at this moment leaves the lists at once
    tracking = aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["trackingId"]
    request = {"recommenderArn": viewed, "userId": "user-02", "itemId": "item-04"}
    first = items_of(aws.runtime.get_recommendations(**request))[0]
    event = {"eventType": "Purchase", "itemId": first, "sentAt": 1_700_000_000}
    aws.events.put_events(trackingId=tracking, sessionId="s", userId="user-02", eventList=[event])
    assert first not in items_of(aws.runtime.get_recommendations(**request))

    # other columns, a pause, the end
    columns = {"trainingDataConfig": {"excludedDatasetColumns": {"ITEMS": ["PRICE"]}}}
    aws.personalize.update_recommender(recommenderArn=for_you, recommenderConfig=columns)
    assert described(aws, for_you)["latestRecommenderUpdate"]["status"] == "ACTIVE"
    aws.personalize.stop_recommender(recommenderArn=for_you)
    with assert_refused("InvalidInputException", f"{for_you} does not exist or is not active yet."):
        aws.runtime.get_recommendations(recommenderArn=for_you, userId="user-02")
    aws.personalize.start_recommender(recommenderArn=for_you)
    assert len(items_of(aws.runtime.get_recommendations(recommenderArn=for_you, userId="user-02"))) == 25
    take_down(aws, group)
    assert aws.personalize.list_dataset_groups()["datasetGroups"] == []


def take_down(aws: Aws, group: str) -> None:
    for listed in aws.personalize.list_recommenders(datasetGroupArn=group)["recommenders"]:
        aws.personalize.delete_recommender(recommenderArn=listed["recommenderArn"])
    for listed in aws.personalize.list_filters(datasetGroupArn=group)["Filters"]:
        aws.personalize.delete_filter(filterArn=listed["filterArn"])
    for listed in aws.personalize.list_event_trackers(datasetGroupArn=group)["eventTrackers"]:
        aws.personalize.delete_event_tracker(eventTrackerArn=listed["eventTrackerArn"])
    for listed in aws.personalize.list_datasets(datasetGroupArn=group)["datasets"]:
        aws.personalize.delete_dataset(datasetArn=listed["datasetArn"])
    aws.personalize.delete_dataset_group(datasetGroupArn=group)

"""The ten use cases on data of which the right answers are known by hand, and differ."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from tests.conftest import Aws
from tests.workflow import (
    assert_refused,
    create_dataset,
    csv_text,
    deploy,
    domain_group,
    evenness,
    import_csv,
    ranking_of,
    recipe_arn,
    recommended,
    recommender,
    views,
)

pytestmark = pytest.mark.usefixtures("little_data")
T = 1_700_000_000
# user, item, event type, in this order. Views: a 4 by 2 users, b 3 by 3, e 2 by 1, c 1 by 1; purchases: c 3, d 2, e, f
SHOP = """
    ann a View  ann a View  ann a View  ann b View  ann c Purchase  ann d Purchase
    bob a view  bob b VIEW  bob c purchase  bob d PURCHASE
    cid b View  cid c View  cid c Purchase  cid e Purchase
    dan e View  dan e View  dan f Purchase
"""
# Watches: x 5 by 3 users, w 2 by 2, z 6 by 1; clicks of y in the last two hours
FILMS = """
    ann w Watch  ann x Watch  bob w Watch  bob x Watch  bob x watch  bob x WATCH  cid x Watch
    dan z Watch  dan z Watch  dan z Watch  dan z Watch  dan z Watch  dan z Watch
"""
FILM_FIELDS = (
    {"name": "ITEM_ID", "type": "string"},
    {"name": "GENRES", "type": "string", "categorical": True},
    {"name": "CREATION_TIMESTAMP", "type": "long"},
)
GENRES = {"x": "noir", "n": "noir", "w": "comedy", "y": "western", "z": "war"}


def rows(text: str, start: int = T - 100_000) -> list[tuple[Any, ...]]:
    words = text.split()
    return [(*words[n : n + 2], start + n, words[n + 2]) for n in range(0, len(words), 3)]


@pytest.fixture
def shop(aws: Aws) -> str:
    return domain_group(aws, rows(SHOP))


@pytest.fixture
def cinema(aws: Aws) -> str:
    clicks = rows("ann y Click  cid y Click  ann w Click", T)
    group = domain_group(aws, rows(FILMS) + clicks, "VIDEO_ON_DEMAND", "films")
    dataset = create_dataset(aws, group, "Items", FILM_FIELDS, domain="VIDEO_ON_DEMAND")
    items = [(item, genre, T) for item, genre in GENRES.items()]
    assert import_csv(aws, dataset, csv_text(FILM_FIELDS, items), "films")["status"] == "ACTIVE"
    return group


def answer(aws: Aws, arn: str, **request: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = aws.runtime.get_recommendations(recommenderArn=arn, **request)["itemList"]
    return items


def asked(aws: Aws, arn: str, user: str = "", item: str = "", **request: Any) -> str:
    """The recommended items as a word."""
    ids = {name: value for name, value in (("userId", user), ("itemId", item)) if value}
    return "".join(each["itemId"] for each in answer(aws, arn, **ids, **request))


def act(aws: Aws, group: str, user: str, events: Iterable[tuple[str, str]]) -> None:
    """Live events of a user: type and item."""
    tracker = aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)
    listed = [{"eventType": kind, "itemId": item, "sentAt": T + n} for n, (kind, item) in enumerate(events)]
    aws.events.put_events(trackingId=tracker["trackingId"], sessionId="s", userId=user, eventList=listed)


def create_filter(aws: Aws, group: str, expression: str) -> str:
    return aws.personalize.create_filter(name="f", datasetGroupArn=group, filterExpression=expression)["filterArn"]


# --- each use case --------------------------------------------------------------------------------------------


def test_most_viewed_counts_views(aws: Aws, shop: str) -> None:
    arn = recommender(aws, shop, "aws-ecomm-popular-items-by-views")
    assert {asked(aws, arn, user) for user in ("ann", "dan", "new")} == {"abec"}


def test_best_sellers_counts_purchases(aws: Aws, shop: str) -> None:
    arn = recommender(aws, shop, "aws-ecomm-popular-items-by-purchases")
    assert {asked(aws, arn, user) for user in ("ann", "dan", "new")} == {"cdef"}


def test_frequently_bought_together_counts_common_purchasers(aws: Aws, shop: str) -> None:
    arn = recommender(aws, shop, "aws-ecomm-frequently-bought-together")
    assert asked(aws, arn, item="c") == "def"  # two buyers of c bought d, one bought e; f only fills up
    assert asked(aws, arn, item="e") == "cdf"
    assert asked(aws, arn, item="a") == "cdef"  # nobody bought a
    assert asked(aws, arn, "ann", "c") == "def"  # bought items stay


def test_customers_who_viewed_x_also_viewed_follows_views_without_what_the_user_bought(aws: Aws, shop: str) -> None:
    arn = recommender(aws, shop, "aws-ecomm-customers-who-viewed-x-also-viewed")
    assert asked(aws, arn, "new", "a") == "bce"
    assert asked(aws, arn, "ann", "a") == "be"  # ann bought c
    assert asked(aws, arn, "cid", "a") == "b"  # cid bought c and e
    assert asked(aws, arn, "new", "c") == "bae"


def test_recommended_for_you_leaves_out_what_the_user_bought(aws: Aws, shop: str) -> None:
    arn = recommender(aws, shop, "aws-ecomm-recommended-for-you")
    assert sorted(asked(aws, arn, "new")) == list("abcdef")
    assert sorted(asked(aws, arn, "ann")) == list("abef")
    assert sorted(asked(aws, arn, "dan")) == list("abcde")


def test_because_you_watched_x_follows_watches_without_what_the_user_watched(aws: Aws, cinema: str) -> None:
    arn = recommender(aws, cinema, "aws-vod-because-you-watched-x")
    assert asked(aws, arn, "new", "x") == "wzny"
    assert asked(aws, arn, "ann", "x") == "zny"
    assert asked(aws, arn, "dan", "x") == "wny"


def test_more_like_x_follows_metadata_too(aws: Aws, cinema: str) -> None:
    arn = recommender(aws, cinema, "aws-vod-more-like-x")
    # users of x are ann, bob and cid: w and y share two of them, n shares its genre, z nothing
    assert asked(aws, arn, "new", "x") == "wynz"
    assert asked(aws, arn, "ann", "x") == "ynz"  # ann watched w, and only clicked on y
    assert asked(aws, arn, "new", "n")[0] == "x"


def test_excluded_columns_are_not_learned_from(aws: Aws, cinema: str) -> None:
    excluded = {"trainingDataConfig": {"excludedDatasetColumns": {"ITEMS": ["GENRES"]}}}
    arn = recommender(aws, cinema, "aws-vod-more-like-x", recommenderConfig=excluded)
    assert asked(aws, arn, "new", "x") == "wyzn"
    aws.personalize.update_recommender(recommenderArn=arn, recommenderConfig={})
    assert asked(aws, arn, "new", "x") == "wynz"


def test_most_popular_counts_those_who_watched(aws: Aws, cinema: str) -> None:
    arn = recommender(aws, cinema, "aws-vod-most-popular")
    assert {asked(aws, arn, user) for user in ("ann", "new")} == {"xwzny"}


def test_trending_now_follows_the_last_two_hours(aws: Aws, cinema: str) -> None:
    arn = recommender(aws, cinema, "aws-vod-trending-now")
    assert asked(aws, arn) == asked(aws, arn, "ann") == "ywxzn"


def test_top_picks_leaves_out_what_the_user_watched(aws: Aws, cinema: str) -> None:
    arn = recommender(aws, cinema, "aws-vod-top-picks")
    assert sorted(asked(aws, arn, "ann")) == list("nyz")
    assert sorted(asked(aws, arn, "new")) == list("nwxyz")


@pytest.mark.parametrize(
    ("use_case", "domain"), [("aws-vod-top-picks", "VIDEO_ON_DEMAND"), ("aws-ecomm-recommended-for-you", "ECOMMERCE")]
)
def test_personal_use_cases_learn_tastes_and_follow_live_events(aws: Aws, use_case: str, domain: str) -> None:
    group = domain_group(aws, [(*view, "Click") for view in views()], domain)
    arn = recommender(aws, group, use_case)

    def even(user: str) -> float:
        return evenness([item["itemId"] for item in answer(aws, arn, userId=user, numResults=10)])

    assert (even("user-02") >= 0.8, even("user-03") <= 0.2) == (True, True)
    act(aws, group, "stranger", [("Click", f"item-{n:02}") for n in (1, 3, 5, 7)])
    assert even("stranger") <= 0.2


# --- what all have in common ----------------------------------------------------------------------------------

NEEDS = {
    "aws-ecomm-popular-items-by-views": "userId",
    "aws-ecomm-popular-items-by-purchases": "userId",
    "aws-ecomm-frequently-bought-together": "itemId",
    "aws-ecomm-customers-who-viewed-x-also-viewed": "userId itemId",
    "aws-ecomm-recommended-for-you": "userId",
    "aws-vod-because-you-watched-x": "userId itemId",
    "aws-vod-more-like-x": "userId itemId",
    "aws-vod-most-popular": "userId",
    "aws-vod-trending-now": "",
    "aws-vod-top-picks": "userId",
}


@pytest.mark.parametrize("domain", ["ecomm", "vod"])
def test_each_use_case_needs_its_ids_and_answers_with_items_alone(
    aws: Aws, domain: str, request: pytest.FixtureRequest
) -> None:
    group = request.getfixturevalue("shop" if domain == "ecomm" else "cinema")
    for use_case in (name for name in NEEDS if f"-{domain}-" in name):
        arn, needed = recommender(aws, group, use_case), NEEDS[use_case].split()
        ids = {"userId": "new", "itemId": "c" if domain == "ecomm" else "x"}
        for missing in needed:
            with assert_refused("InvalidInputException", f"{missing} is required for the recipe {use_case}."):
                answer(aws, arn, **{name: ids[name] for name in needed if name != missing})
        items = answer(aws, arn, **{name: ids[name] for name in needed})
        assert items
        assert {name for item in items for name in item} == {"itemId"}


def test_a_purchase_that_was_just_made_is_dropped_at_once(aws: Aws, shop: str) -> None:
    arn = recommender(aws, shop, "aws-ecomm-customers-who-viewed-x-also-viewed")
    act(aws, shop, "new", [("purchase", "b"), ("View", "e")])
    assert asked(aws, arn, "new", "a") == "ce"


def test_the_100_newest_purchases_are_dropped(aws: Aws) -> None:
    items = [f"item-{n:03}" for n in range(101)]
    bought = [("max", item, T + n, "Purchase") for n, item in enumerate(items)]
    group = domain_group(aws, bought + [("eve", item, T, "View") for item in items])
    arn = recommender(aws, group, "aws-ecomm-recommended-for-you")
    assert asked(aws, arn, "max", numResults=500) == "item-000"


def test_dropping_comes_before_filters_and_promotions(aws: Aws, shop: str) -> None:
    arn = recommender(aws, shop, "aws-ecomm-recommended-for-you")
    bought = create_filter(aws, shop, 'INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("Purchase")')
    assert asked(aws, arn, "ann", filterArn=bought) == ""
    promotion = {"name": "again", "percentPromotedItems": 50, "filterArn": bought}
    listed = answer(aws, arn, userId="ann", numResults=4, promotions=[promotion])
    assert [item for item in listed if "promotionName" in item] == []
    assert len(listed) == 4


def test_every_recommender_filters_and_promotes(aws: Aws, shop: str) -> None:
    seen = create_filter(aws, shop, 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("View")')
    arn = recommender(aws, shop, "aws-ecomm-popular-items-by-views")
    assert asked(aws, arn, "ann", filterArn=seen) == "ec"
    promotion = {"name": "new", "percentPromotedItems": 50, "filterArn": seen}
    listed = answer(aws, arn, userId="ann", numResults=2, promotions=[promotion])
    assert listed == [{"itemId": "a"}, {"itemId": "e", "promotionName": "new"}]


def test_current_item_is_for_related_items(aws: Aws, cinema: str) -> None:
    alike = create_filter(aws, cinema, "INCLUDE ItemID WHERE Items.GENRES IN CurrentItem.GENRES")
    arn = recommender(aws, cinema, "aws-vod-more-like-x")
    assert asked(aws, arn, "new", "x", filterArn=alike) == "n"
    popular = recommender(aws, cinema, "aws-vod-most-popular")
    expected = f"The filter {alike} compares with CurrentItem, which a recipe of type RELATED_ITEMS alone has."
    with assert_refused("InvalidInputException", expected):
        asked(aws, popular, "new", filterArn=alike)


def test_metadata_needs_to_be_enabled(aws: Aws, cinema: str) -> None:
    config = {"enableMetadataWithRecommendations": True}
    arn = recommender(aws, cinema, "aws-vod-most-popular", recommenderConfig=config)
    wanted = {"metadataColumns": {"ITEMS": ["GENRES"]}, "userId": "ann", "numResults": 1}
    assert answer(aws, arn, **wanted) == [{"itemId": "x", "metadata": {"genres": "noir"}}]
    aws.personalize.update_recommender(recommenderArn=arn, recommenderConfig={})
    expected = "metadataColumns needs a campaign or recommender with enableMetadataWithRecommendations."
    with assert_refused("InvalidInputException", expected):
        answer(aws, arn, **wanted)


def test_exploration_can_be_turned_up_without_training(aws: Aws) -> None:
    group = domain_group(aws, [(*view, "Click") for view in views(6, 12, 8)], "VIDEO_ON_DEMAND", "films")
    dataset = create_dataset(aws, group, "Items", FILM_FIELDS, domain="VIDEO_ON_DEMAND")
    items = [(f"new-{n}", "noir", T) for n in range(3)] + [(f"item-{n:02}", "war", 1) for n in range(12)]
    import_csv(aws, dataset, csv_text(FILM_FIELDS, items), "films")

    def new_items(weight: str) -> int:
        config = {"itemExplorationConfig": {"explorationWeight": weight}}
        aws.personalize.update_recommender(recommenderArn=arn, recommenderConfig=config)
        listed = [
            item["itemId"] for user in range(6) for item in answer(aws, arn, userId=f"user-{user:02}", numResults=3)
        ]
        return sum(item.startswith("new") for item in listed)

    arn = recommender(aws, group, "aws-vod-top-picks")
    assert new_items("0") == 0
    assert new_items("1") > 0


# --- a campaign and a recommender -----------------------------------------------------------------------------


def test_a_campaign_is_no_recommender_nor_the_reverse(aws: Aws, shop: str) -> None:
    arn, campaign = (
        recommender(aws, shop, "aws-ecomm-popular-items-by-views"),
        deploy(aws, shop, "aws-popularity-count"),
    )
    with assert_refused("InvalidInputException", f"{arn} does not exist or is not active yet."):
        aws.runtime.get_recommendations(campaignArn=arn, userId="ann")
    with assert_refused("InvalidInputException", f"{campaign} does not exist or is not active yet."):
        aws.runtime.get_recommendations(recommenderArn=campaign, userId="ann")
    with assert_refused("InvalidInputException", f"{arn} does not exist or is not active yet."):
        aws.runtime.get_personalized_ranking(campaignArn=arn, userId="ann", inputList=["a"])


def test_a_domain_group_trains_and_serves_custom_recipes_beside_use_cases(aws: Aws, shop: str) -> None:
    campaign = deploy(aws, shop, "aws-popularity-count")
    assert recommended(aws, campaign) == list("bcadef")
    ranking = deploy(aws, shop, "aws-personalized-ranking")
    ranked = aws.runtime.get_personalized_ranking(campaignArn=ranking, userId="ann", inputList=["f", "a"])
    assert ranking_of(ranked) == ["a", "f"]


def test_a_use_case_cannot_be_trained_as_a_solution(aws: Aws, shop: str) -> None:
    arn = recipe_arn("aws-ecomm-popular-items-by-views")
    expected = f"{arn} is a use case of domain ECOMMERCE; create a recommender for it."
    with assert_refused("InvalidInputException", expected):
        aws.personalize.create_solution(name="s", datasetGroupArn=shop, recipeArn=arn)

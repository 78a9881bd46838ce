"""The customers of the tests: what they looked at, bought, and said to offers; and the shop deployed for them."""

from __future__ import annotations

from collections.abc import Iterator

from moto_personalize.testing import Personalize

from second_flush import Settings
from second_flush.catalogue import Catalogue

CATALOGUE = Catalogue.load()
KINDS = sorted({tea.kind for tea in CATALOGUE})
OPENED = 1_700_000_000
DAY = 24 * 3600
FIVE_LOOKS_ARE_A_PURCHASE = [{"eventType": "View", "weight": 0.2}, {"eventType": "Purchase", "weight": 1.0}]
UNBOUGHT = 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("Purchase")'
CALM = 'EXCLUDE ItemID WHERE Items.KIND NOT IN ("herbal") IF CurrentUser.CAFFEINE IN ("no")'
SHELF_FILTERS = {
    "shelf": f"{UNBOUGHT} | {CALM}",
    # what is promoted passes this one alone
    "harvest": f"INCLUDE ItemID WHERE Items.HARVEST IN ($HARVEST) | {UNBOUGHT} | {CALM}",
}
WITH_METADATA = {"enableMetadataWithRecommendations": True}
RETIRED = "monkey-picked"
"""Personalize still knows it; the shop sells it no more."""

TEAS = [
    {"ITEM_ID": tea.id, "KIND": tea.kind, "ORIGIN": tea.origin, "HARVEST": tea.harvest, "PRICE": tea.price}
    for tea in CATALOGUE
] + [{"ITEM_ID": RETIRED, "KIND": "oolong", "ORIGIN": "Anxi", "HARVEST": "autumn", "PRICE": 45.0}]

OFFERS = [
    {"ACTION_ID": "subscribe", "KIND": "sale", "VALUE": 9},
    {"ACTION_ID": "review", "KIND": "word", "VALUE": 3},
    {"ACTION_ID": "newsletter", "KIND": "word", "VALUE": 1},
]


def customers() -> list[str]:
    """Eight for each kind of tea: `green-0`, `green-1`, ..."""
    return [f"{kind}-{n}" for kind in KINDS for n in range(8)]


def known() -> list[dict[str, str]]:
    """What each customer has told. Who drinks herbal tea drinks no caffeine."""
    return [{"USER_ID": customer, "CAFFEINE": "no" if "herbal" in customer else "yes"} for customer in customers()]


def visits() -> Iterator[tuple[str, str, int, str]]:
    """Each customer looks at all teas of a kind, one a day, and buys the first."""
    for n, customer in enumerate(customers()):
        teas = [tea.id for tea in CATALOGUE if tea.kind in customer]
        for day in range(len(teas)):
            tea, time = teas[(n + day) % len(teas)], OPENED + day * DAY + n * 60
            yield customer, tea, time, "View"
            if day == 0:
                yield customer, tea, time + 30, "Purchase"


def answers() -> Iterator[dict[str, object]]:
    """Who drinks green tea subscribes, who drinks black tea writes reviews."""
    for n, customer in enumerate(customers()):
        for day, offer in enumerate(("subscribe", "review", "newsletter")):
            taken = (offer == "subscribe" and "green" in customer) or (offer == "review" and "black" in customer)
            yield {
                "USER_ID": customer,
                "ACTION_ID": offer,
                "EVENT_TYPE": "TAKEN" if taken else "NOT_TAKEN",
                "TIMESTAMP": OPENED + day * DAY + n * 60,
            }


def deployed(bench: Personalize) -> Settings:
    """The whole shop deployed in a mock or on a server, and what the application must know of it."""
    history = list(visits())
    offers = bench.deploy_campaign(
        recipe="aws-next-best-action",
        name="offers",
        interactions=history,
        items=TEAS,
        users=known(),
        actions=OFFERS,
        action_interactions=list(answers()),
    )
    here = offers.dataset_group_arn  # one for the three campaigns: what customers do reaches all of them
    shelf = bench.deploy_campaign(
        recipe="aws-user-personalization-v2",
        name="shelf",
        dataset_group_arn=here,
        filters=SHELF_FILTERS,
        solution_config={"eventsConfig": {"eventParametersList": FIVE_LOOKS_ARE_A_PURCHASE}},
        campaign_config=WITH_METADATA,
    )
    search = bench.deploy_campaign(recipe="aws-personalized-ranking-v2", name="search", dataset_group_arn=here)
    related = bench.deploy_recommender(
        recipe="aws-ecomm-customers-who-viewed-x-also-viewed",
        name="related",
        interactions=history,
        recommender_config={"minRecommendationRequestsPerSecond": 5},
    )
    return Settings(
        shelf_campaign=shelf.arn,
        search_campaign=search.arn,
        offer_campaign=offers.arn,
        related_recommender=related.arn,
        shelf_filter=shelf.filters["shelf"],
        harvest_filter=shelf.filters["harvest"],
        tracking_id=shelf.tracking_id,
        offer_tracking_id=offers.action_tracking_id,
        catalogue_dataset=shelf.datasets["ITEMS"],
        customers_dataset=shelf.datasets["USERS"],
        bucket="second-flush",
        import_role="arn:aws:iam::123456789012:role/second-flush-import",
        secret_key="steep for three minutes",
    )

"""The shelf on other data, recipes and places than those of the town: before somebody changes them in earnest."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from moto_personalize.testing import Deployment, Personalize, synthetic_interactions

from second_flush import Settings

from .browser import Browser, bestsellers, opened
from .town import CATALOGUE, SHELF_FILTERS, TEAS, WITH_METADATA

COMPLAINT = Path(__file__).with_name("complaint.csv")


def shop_with(shelf: Deployment, settings: Settings) -> Browser:
    """The shop with another campaign for its shelf."""
    there = replace(
        settings,
        shelf_campaign=shelf.arn,
        shelf_filter=shelf.filters["shelf"],
        harvest_filter=shelf.filters["harvest"],
    )
    return opened(there)


def busy_month() -> list[tuple[str, str, int]]:
    """Made up: 2,000 looks of 80 customers, u0, u1, ..., mostly at the teas that sell best."""
    teas = [tea.id for tea in CATALOGUE.bestsellers()]
    looks = synthetic_interactions(users=80, items=len(teas), rows=2000, seed=11)
    return [(customer, teas[int(item.removeprefix("i"))], time) for customer, item, time in looks]


@pytest.mark.parametrize("recipe", ["aws-user-personalization", "aws-popularity-count", "aws-trending-now"])
def test_the_shelf_is_full_with_every_recipe_that_we_consider(
    personalize: Personalize, settings: Settings, recipe: str
) -> None:
    considered = personalize.deploy_campaign(
        recipe,
        busy_month(),
        items=TEAS,
        users=[{"USER_ID": "u1", "CAFFEINE": "yes"}],
        filters=SHELF_FILTERS,
        event_type="View",
        campaign_config=WITH_METADATA,
        name="considered",
    )
    shelf = shop_with(considered, settings).sign_in("u1").sees()
    assert len(shelf) == 6
    assert [call.error for call in personalize.recorded_calls("GetRecommendations")] == [None]


def test_the_complaint_of_july(personalize: Personalize, settings: Settings) -> None:
    """\"Twice I bought Lapsang, and your shelf shows me Lapsang." The rows are those of the shop in that month."""
    july = personalize.deploy_campaign(
        "aws-user-personalization-v2",
        interactions=COMPLAINT,
        items=TEAS,
        users=[{"USER_ID": "mrs-grey", "CAFFEINE": "yes"}],
        filters=SHELF_FILTERS,
        campaign_config=WITH_METADATA,
    )
    assert "lapsang" not in shop_with(july, settings).sign_in("mrs-grey").sees()


@pytest.mark.parametrize(("region", "account"), [("eu-central-1", None), ("us-east-1", "210987654321")])
def test_a_campaign_of_another_region_or_account_leaves_the_shop_open(
    personalize: Personalize, settings: Settings, region: str, account: str | None
) -> None:
    elsewhere = personalize.deploy_campaign(  # on made-up data
        "aws-user-personalization-v2", region_name=region, account_id=account
    )
    shop = opened(replace(settings, shelf_campaign=elsewhere.arn))
    assert shop.sees() == bestsellers(6)
    (call,) = personalize.recorded_calls("GetRecommendations", error=True, account_id="123456789012")
    assert (call.region_name, call.error) == ("us-east-1", "InvalidInputException")

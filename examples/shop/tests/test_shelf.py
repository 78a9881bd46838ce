"""The home page: what somebody may like. Some tests ask the model that was trained, some say what it answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from freezegun import freeze_time
from moto_personalize.testing import Personalize

from second_flush import Settings, create_app

from .browser import Browser, bestsellers, teas_of
from .town import RETIRED


@freeze_time("2030-01-15")  # nothing is harvested
def test_who_drinks_green_tea_finds_green_tea(shop: Browser) -> None:
    shelf = shop.sign_in("green-3").sees()
    assert len(shelf) == 6
    assert set(shelf[:3]) <= teas_of("green")


@pytest.mark.parametrize("day", ["2030-01-15", "2030-04-15"])  # without and with promotions
def test_what_was_bought_leaves_the_shelf(
    shop: Browser, personalize: Personalize, settings: Settings, day: str
) -> None:
    with freeze_time(day):
        first = shop.sign_in("black-2").sees()[0]
        shop.buys(first)
        assert first not in shop.sees()
    why = personalize.explain_filter(settings.unbought_filter, user_id="black-2", item_id=first)
    assert why.passes is False, why


@freeze_time("2030-09-20")
def test_in_autumn_a_third_of_the_shelf_is_of_the_harvest(
    shop: Browser, personalize: Personalize, settings: Settings
) -> None:
    assert shop.sign_in("green-3").text().count('class="fresh"') == 2
    (call,) = personalize.recorded_calls("GetRecommendations")
    assert call.params["promotions"] == [
        {
            "name": "harvest",
            "percent_promoted_items": 34,
            "filter_arn": settings.harvest_filter,
            "filter_values": {"HARVEST": '"autumn"'},
        }
    ]


def test_the_shelf_keeps_the_order_of_the_answer_and_says_where_a_tea_grows(
    shop: Browser, personalize: Personalize, settings: Settings
) -> None:
    personalize.stub_recommendations(
        settings.shelf_campaign,
        [
            {"item_id": "keemun", "score": 0.7, "metadata": {"origin": "Anhui"}},
            {"item_id": "sencha", "score": 0.2, "metadata": {"origin": "Shizuoka"}, "promotion_name": "harvest"},
        ],
        user_id="ann",
    )
    page = shop.sign_in("ann").text()
    assert page.index("Keemun") < page.index("from Anhui") < page.index("Sencha") < page.index("from Shizuoka")
    assert '<li data-tea="sencha" class="fresh">' in page


def test_a_tea_that_is_no_longer_sold_is_left_out(shop: Browser, personalize: Personalize, settings: Settings) -> None:
    personalize.stub_recommendations(settings.shelf_campaign, [RETIRED, "rooibos"])
    assert shop.sees() == ["rooibos"]


def test_no_shelf_is_empty(shop: Browser, personalize: Personalize, settings: Settings) -> None:
    personalize.stub_recommendations(settings.shelf_campaign, [])
    assert shop.sees() == bestsellers(6)


def test_a_campaign_of_somebody_elses_goods_shows_bestsellers(personalize: Personalize, settings: Settings) -> None:
    goods = personalize.deploy_recommender("aws-ecomm-customers-who-viewed-x-also-viewed")  # of made-up data
    shop = Browser(create_app(replace(settings, related_recommender=goods.arn)))
    assert shop.sees("/tea/assam") == bestsellers(4, without="assam")
    assert [call.error for call in personalize.recorded_calls("GetRecommendations")] == [None]


@pytest.mark.usefixtures("shop")
def test_a_test_that_misspells_a_tea_hears_of_it_at_once(personalize: Personalize, settings: Settings) -> None:
    with pytest.raises(ValueError, match="senca"):
        personalize.stub_recommendations(settings.shelf_campaign, ["senca"])

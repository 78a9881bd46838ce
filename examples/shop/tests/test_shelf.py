"""The home page: what somebody may like. Some tests ask the model that was trained, some say what it answers."""

from __future__ import annotations

import pytest
import time_machine
from moto_personalize.testing import Personalize

from second_flush import Settings

from .browser import Browser, bestsellers, teas_of
from .town import RETIRED


@time_machine.travel("2030-01-15")  # nothing is harvested
def test_who_drinks_green_tea_finds_green_tea(shop: Browser) -> None:
    shelf = shop.sign_in("green-3").sees()
    assert len(shelf) == 6
    assert set(shelf[:3]) <= teas_of("green")


@pytest.mark.parametrize("day", ["2030-01-15", "2030-04-15"])  # without and with promotions
def test_what_was_bought_leaves_the_shelf(
    shop: Browser, personalize: Personalize, settings: Settings, day: str
) -> None:
    with time_machine.travel(day):
        first = shop.sign_in("black-2").sees()[0]
        shop.buys(first)
        assert first not in shop.sees()
    why = personalize.explain_filter(settings.shelf_filter, user_id="black-2", item_id=first)
    assert why.passes is False, why


@time_machine.travel("2030-09-20")
def test_in_autumn_a_third_of_the_shelf_is_of_the_harvest(
    shop: Browser, personalize: Personalize, settings: Settings
) -> None:
    assert shop.sign_in("green-3").text().count("fresh from the harvest") == 2
    (call,) = personalize.recorded_calls("GetRecommendations")
    assert call.params["promotions"] == [
        {
            "name": "harvest",
            "percent_promoted_items": 34,
            "filter_arn": settings.harvest_filter,
            "filter_values": {"HARVEST": '"autumn"'},
        }
    ]


@time_machine.travel("2030-06-01")
def test_nothing_that_was_bought_is_promoted(shop: Browser, personalize: Personalize, settings: Settings) -> None:
    shop.sign_in("black-2").buys("assam")
    why = personalize.explain_filter(
        settings.harvest_filter, user_id="black-2", item_id="assam", filter_values={"HARVEST": '"summer"'}
    )
    assert not why.passes, why  # pytest shows which condition it was
    assert "assam" not in shop.sees()


@time_machine.travel("2030-01-15")
def test_who_tells_that_they_drink_no_caffeine_finds_herbal_teas(shop: Browser) -> None:
    assert set(shop.sign_in("black-3").sees()) & teas_of("black")
    assert shop.tells("no") == 302
    assert set(shop.sees()) <= teas_of("herbal")
    shop.tells("yes")
    assert set(shop.sees()) & teas_of("black")


def test_a_stranger_cannot_tell_what_they_drink(shop: Browser, personalize: Personalize) -> None:
    assert shop.tells("no") == 404
    assert personalize.recorded_calls("PutUsers") == []


def test_the_shelf_keeps_the_order_of_the_answer_and_says_why_a_tea_is_there(
    shop: Browser, personalize: Personalize, settings: Settings
) -> None:
    personalize.stub_recommendations(
        settings.shelf_campaign,
        [
            {"item_id": "keemun", "score": 0.7, "metadata": {"origin": "Anhui"}},
            {"item_id": "sencha", "score": 0.2, "metadata": {"origin": "Shizuoka"}, "promotion_name": "harvest"},
            {"item_id": "rooibos", "metadata": {"origin": "Cederberg"}, "reason": ["Popular item"]},
        ],
        user_id="ann",
    )
    page = shop.sign_in("ann").text()
    seen = ["Keemun", "from Anhui", "Sencha", "fresh from the harvest", "Rooibos", "loved by many"]
    assert sorted(seen, key=page.index) == seen


def test_a_tea_that_is_no_longer_sold_is_left_out(shop: Browser, personalize: Personalize, settings: Settings) -> None:
    personalize.stub_recommendations(settings.shelf_campaign, [RETIRED, "rooibos"])
    assert shop.sees() == ["rooibos"]


def test_no_shelf_is_empty(shop: Browser, personalize: Personalize, settings: Settings) -> None:
    personalize.stub_recommendations(settings.shelf_campaign, [])
    assert shop.sees() == bestsellers(6)


@pytest.mark.usefixtures("shop")
def test_a_test_that_misspells_a_tea_hears_of_it_at_once(personalize: Personalize, settings: Settings) -> None:
    with pytest.raises(ValueError, match="senca"):
        personalize.stub_recommendations(settings.shelf_campaign, ["senca"])

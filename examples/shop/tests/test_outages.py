"""Personalize is away, throttles, or forgets: the shop stays open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from moto_personalize.testing import Personalize

from second_flush import Settings

from .browser import Browser, bestsellers

pytestmark = pytest.mark.usefixtures("without_pauses")


def test_a_throttled_request_is_sent_again_and_nobody_notices(shop: Browser, personalize: Personalize) -> None:
    personalize.inject_fault("GetRecommendations", "ThrottlingException")
    assert shop.sign_in("green-3").sees() != bestsellers(6)
    assert [call.error for call in personalize.recorded_calls("GetRecommendations")] == ["ThrottlingException", None]


@pytest.mark.parametrize("error", ["ThrottlingException", "InternalFailure", "ConnectionLost"])
def test_without_an_answer_the_shelves_show_bestsellers(shop: Browser, personalize: Personalize, error: str) -> None:
    personalize.inject_fault("GetRecommendations", error, times=None)
    assert shop.sign_in("green-3").sees() == bestsellers(6)
    assert shop.sees("/tea/assam") == bestsellers(4, without="assam")
    assert len(personalize.recorded_calls("GetRecommendations")) == 4  # each is tried twice


def test_a_campaign_that_somebody_deleted_closes_no_page(
    shop: Browser, personalize: Personalize, settings: Settings
) -> None:
    personalize.client.delete_campaign(campaignArn=settings.shelf_campaign)
    assert shop.sees() == bestsellers(6)
    (call,) = personalize.recorded_calls("GetRecommendations")
    assert call.error == "InvalidInputException"


def test_what_was_found_stays_in_the_order_of_prices(shop: Browser, personalize: Personalize) -> None:
    personalize.inject_fault("GetPersonalizedRanking", "InternalFailure", times=None)
    assert shop.sees("/search?words=herbal") == ["peppermint", "camomile", "rooibos", "winter-orchard"]


def test_a_search_that_is_too_much_for_the_campaign_costs_the_others_nothing(
    shop: Browser, personalize: Personalize
) -> None:
    too_much = personalize.inject_fault(
        "GetPersonalizedRanking", "InternalFailure", times=None, when=lambda request: len(request["input_list"]) > 10
    )
    everything = shop.sign_in("black-1").sees("/search?words=")
    assert everything[:3] == ["peppermint", "camomile", "rooibos"]
    assert personalize.pending_faults("GetPersonalizedRanking") == [replace(too_much, used=2)]  # it was tried twice
    shop.sees("/search?words=black")
    assert [call.error for call in personalize.recorded_calls("GetPersonalizedRanking")][2:] == [None]


def test_no_offer_is_better_than_no_page(shop: Browser, personalize: Personalize) -> None:
    personalize.inject_fault("GetActionRecommendations", "ResourceNotFoundException")
    shop.sign_in("green-1")
    assert shop.offered() is None
    assert shop.offered() == "subscribe"  # the next page has one again


def test_when_personalize_is_back_so_are_personal_shelves(shop: Browser, personalize: Personalize) -> None:
    personalize.inject_fault("*", "ServiceUnavailable", times=None)
    assert shop.sign_in("green-3").sees() == bestsellers(6)
    personalize.clear_faults("*")
    assert shop.sees() != bestsellers(6)


def test_one_customers_trouble_is_nobody_elses(shop: Browser, personalize: Personalize) -> None:
    trouble = personalize.inject_fault("GetRecommendations", "InternalFailure", times=None, when={"user_id": "green-3"})
    assert shop.sign_in("green-3").sees() == bestsellers(6)
    assert shop.sign_in("green-4").sees() != bestsellers(6)
    personalize.clear_faults(number=trouble.number)
    assert shop.sign_in("green-3").sees() != bestsellers(6)


def test_on_a_bad_day_about_half_of_the_shelves_are_personal(shop: Browser, personalize: Personalize) -> None:
    personalize.inject_fault("GetRecommendations", "ResourceNotFoundException", times=None, probability=0.5, seed=7)
    shop.sign_in("green-3")
    assert 5 <= sum(shop.sees() == bestsellers(6) for _ in range(20)) <= 15


def test_an_event_that_is_lost_stops_no_purchase(shop: Browser, personalize: Personalize) -> None:
    personalize.inject_fault("PutEvents", "InternalFailure", "Not today.", times=None)
    assert shop.sign_in("ann").buys("keemun") == 302
    assert personalize.recorded_events() == []
    assert [call.error for call in personalize.recorded_calls("PutEvents")] == ["InternalFailure"] * 2


def test_a_shop_whose_campaigns_are_gone_is_open(shop: Browser, personalize: Personalize) -> None:
    personalize.reset()
    assert shop.sign_in("green-3").sees() == bestsellers(6)

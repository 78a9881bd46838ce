"""What was found, the visitor's favourites first."""

from __future__ import annotations

from moto_personalize.testing import Personalize

from second_flush import Settings

from .browser import Browser

BY_PRICE = ["assam", "earl-grey", "lapsang", "keemun", "darjeeling-second", "darjeeling-first"]


def test_what_was_found_is_ranked_for_the_visitor(shop: Browser, personalize: Personalize, settings: Settings) -> None:
    personalize.stub_ranking(settings.search_campaign, ["lapsang", "keemun"], user_id="ann")
    assert shop.sign_in("ann").sees("/search?words=black")[:2] == ["lapsang", "keemun"]


def test_everything_that_was_found_is_sent_to_be_ranked_and_shown(shop: Browser, personalize: Personalize) -> None:
    shown = shop.sign_in("black-1").sees("/search?words=black")
    (call,) = personalize.recorded_calls("GetPersonalizedRanking")
    assert (call.params["user_id"], call.params["input_list"]) == ("black-1", BY_PRICE)
    assert sorted(shown) == sorted(BY_PRICE)


def test_one_tea_need_not_be_ranked(shop: Browser, personalize: Personalize) -> None:
    assert shop.sees("/search?words=dragon") == ["dragon-well"]
    assert personalize.recorded_calls("GetPersonalizedRanking") == []

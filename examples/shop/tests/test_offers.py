"""What a customer may want to do next."""

from __future__ import annotations

from dataclasses import replace

import pytest
from moto_personalize.testing import Personalize

from second_flush import Settings

from .browser import Browser, opened


@pytest.mark.parametrize(("customer", "offer"), [("green-1", "subscribe"), ("black-1", "review")])
def test_a_customer_is_offered_what_others_like_them_took(shop: Browser, customer: str, offer: str) -> None:
    assert shop.sign_in(customer).offered() == offer


def test_a_stranger_is_offered_nothing_and_personalize_is_not_asked(shop: Browser, personalize: Personalize) -> None:
    assert shop.offered() is None
    assert personalize.recorded_calls("GetActionRecommendations") == []


@pytest.mark.parametrize(("word", "event_type"), [("yes", "TAKEN"), ("no", "NOT_TAKEN")])
def test_an_answer_is_told_to_personalize(
    shop: Browser, personalize: Personalize, settings: Settings, word: str, event_type: str
) -> None:
    assert shop.sign_in("green-1").says(word, "subscribe") == 302
    (call,) = personalize.recorded_calls(tracking_id=settings.offer_tracking_id, error=False)
    (told,) = call.params["action_interactions"]
    assert (told["user_id"], told["action_id"], told["event_type"]) == ("green-1", "subscribe", event_type)


def test_nobody_answers_what_was_not_offered(shop: Browser, personalize: Personalize) -> None:
    assert shop.says("yes", "subscribe") == 404  # a stranger
    assert shop.sign_in("green-1").says("yes", "free-tea") == 404
    assert personalize.recorded_calls("PutActionInteractions") == []


def test_an_offer_can_be_tried_before_its_campaign_is_there(personalize: Personalize, settings: Settings) -> None:
    tomorrows = "arn:aws:personalize:us-east-1:123456789012:campaign/offers-of-tomorrow"
    personalize.stub_actions(tomorrows, ["newsletter"], model=False)
    personalize.stub_actions(tomorrows, [{"action_id": "review", "score": 0.9}], user_id="ben", model=False)
    shop = opened(replace(settings, offer_campaign=tomorrows))
    assert shop.sign_in("ann").offered() == "newsletter"
    assert shop.sign_in("ben").offered() == "review"

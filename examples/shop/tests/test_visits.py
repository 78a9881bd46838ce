"""What Personalize hears of a visit."""

from __future__ import annotations

from moto_personalize.testing import Personalize

from second_flush import Settings

from .browser import Browser, teas_of


def test_a_look_at_a_tea_is_told_with_the_shelf_it_was_chosen_from(shop: Browser, personalize: Personalize) -> None:
    shelf = shop.sign_in("ann").sees()
    shop.text(f"/tea/{shelf[2]}")
    (event,) = personalize.recorded_events(user_id="ann")
    assert event == {"event_type": "View", "item_id": shelf[2], "impression": shelf}
    assert str(event.recommendation_id).startswith("RID-")


def test_a_tea_that_stood_on_no_shelf_is_told_alone(shop: Browser, personalize: Personalize) -> None:
    shop.text("/tea/keemun")
    assert personalize.recorded_events() == [{"item_id": "keemun", "impression": None, "recommendation_id": None}]


def test_a_purchase_is_told_with_what_it_brought(shop: Browser, personalize: Personalize, settings: Settings) -> None:
    assert shop.sign_in("ann").buys("keemun", tins=3) == 302
    assert personalize.recorded_events(settings.tracking_id, event_type="Purchase") == [
        {"item_id": "keemun", "event_value": 48.0, "properties": {"tins": 3}}
    ]


def test_a_purchase_of_nothing_is_none(shop: Browser, personalize: Personalize) -> None:
    assert shop.buys("keemun", tins=0) == 400
    assert personalize.recorded_events() == []


def test_a_visit_is_one_session_before_and_after_somebody_signs_in(shop: Browser, personalize: Personalize) -> None:
    shop.text("/tea/sencha")
    shop.sign_in("ann").text("/tea/gyokuro")
    before, after = personalize.recorded_events()
    assert (before.user_id, after.user_id) == (None, "ann")
    assert before.session_id == after.session_id


def test_a_strangers_shelf_follows_what_they_look_at(shop: Browser) -> None:
    for tea in ("assam", "keemun", "earl-grey"):
        shop.text(f"/tea/{tea}")
    assert len(teas_of("black") & set(shop.sees())) >= 3


def test_the_page_of_a_tea_costs_two_requests(shop: Browser, personalize: Personalize) -> None:
    shop.sign_in("ann").text()
    personalize.clear_recorded()
    shop.text("/tea/keemun")
    assert [call.operation for call in personalize.recorded_calls()] == ["PutEvents", "GetRecommendations"]
    (question,) = personalize.recorded_calls(service="personalize-runtime", region_name="us-east-1")
    assert question == {"user_id": "ann", "item_id": "keemun", "num_results": 4}


def test_what_is_bought_in_the_street_leaves_the_shelf_on_the_web(
    shop: Browser, personalize: Personalize, settings: Settings
) -> None:
    first = shop.sign_in("black-2").sees()[0]
    bought = {"eventType": "Purchase", "itemId": first, "sentAt": 1_900_000_000}
    personalize.events.put_events(  # as the till does
        trackingId=settings.tracking_id, userId="black-2", sessionId="till", eventList=[bought]
    )
    assert first not in shop.sees()

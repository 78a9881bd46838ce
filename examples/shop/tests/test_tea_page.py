"""The page of a tea, and what those looked at who looked at it."""

from __future__ import annotations

from moto_personalize.testing import Personalize

from second_flush import Settings

from .browser import Browser, teas_of


def test_related_teas_are_of_the_same_kind(shop: Browser) -> None:
    related = shop.sees("/tea/assam")
    assert len(related) == 4
    assert set(related) <= teas_of("black") - {"assam"}


def test_the_page_shows_what_the_recommender_answers(
    shop: Browser, personalize: Personalize, settings: Settings
) -> None:
    answer = personalize.runtime.get_recommendations(
        recommenderArn=settings.related_recommender, itemId="assam", userId="ann", numResults=4
    )
    assert shop.sign_in("ann").sees("/tea/assam") == [item["itemId"] for item in answer["itemList"]]


def test_each_tea_has_its_own_relations(shop: Browser, personalize: Personalize, settings: Settings) -> None:
    recommender = settings.related_recommender
    personalize.stub_recommendations(recommender, ["peppermint"])
    personalize.stub_recommendations(recommender, ["gyokuro"], item_id="sencha")
    personalize.stub_recommendations(recommender, ["genmaicha"], item_id="sencha", user_id="ann")
    assert shop.sees("/tea/keemun") == ["peppermint"]
    assert shop.sees("/tea/sencha") == ["gyokuro"]
    assert shop.sign_in("ann").sees("/tea/sencha") == ["genmaicha"]
    personalize.clear_stubs(recommender)
    assert len(shop.sees("/tea/sencha")) == 4

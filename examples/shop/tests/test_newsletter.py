"""The letter of the month, for which Personalize is asked about many customers side by side."""

from __future__ import annotations

import pytest
from moto_personalize.testing import Personalize

from second_flush import Settings, newsletter
from second_flush.recommendations import Recommendations

from .browser import Browser, aws, bestsellers
from .town import CATALOGUE, customers


@pytest.fixture
def recommendations(shop: Browser, settings: Settings) -> Recommendations:
    return Recommendations(aws().patient_runtime, settings, CATALOGUE)


async def test_each_subscriber_gets_a_letter(recommendations: Recommendations, personalize: Personalize) -> None:
    letters = await newsletter.letters(recommendations, customers())
    assert list(letters) == customers()
    assert sorted(call.params["user_id"] for call in personalize.recorded_calls(params={"num_results": 6})) == sorted(
        customers()
    )


async def test_a_letter_without_an_answer_is_of_bestsellers_and_holds_up_no_other(
    recommendations: Recommendations, personalize: Personalize, settings: Settings
) -> None:
    personalize.stub_recommendations(settings.shelf_campaign, ["keemun"])
    personalize.inject_fault("GetRecommendations", "ResourceNotFoundException", when={"user_id": "ben"})
    letters = await newsletter.letters(recommendations, ["ann", "ben", "cat"])
    teas = {subscriber: [tea.id for tea in shelf.teas] for subscriber, shelf in letters.items()}
    assert teas == {"ann": ["keemun"], "ben": bestsellers(6), "cat": ["keemun"]}


def test_the_command_prints_a_line_for_each_subscriber(
    shop: Browser, personalize: Personalize, settings: Settings
) -> None:
    personalize.stub_recommendations(settings.shelf_campaign, ["keemun", "lapsang"], user_id="ann")
    personalize.stub_recommendations(settings.shelf_campaign, ["sencha"], user_id="ben")
    assert shop.command("newsletter", "ann", "ben") == (0, "ann: Keemun, Lapsang Souchong\nben: Sencha")

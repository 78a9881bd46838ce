"""The nightly training: hours of waiting, and everything that may go wrong, in milliseconds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory
from moto_personalize.testing import Personalize

from second_flush import Settings, upkeep

from .browser import Browser


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[FrozenDateTimeFactory]:
    """Time passes while the shop sleeps, and nobody waits."""
    with freeze_time("2030-01-15 02:00") as clock:
        assert isinstance(clock, FrozenDateTimeFactory)
        monkeypatch.setattr(upkeep, "sleep", clock.tick)
        yield clock


def served(personalize: Personalize, settings: Settings) -> str:
    """The version that the shelf's campaign serves."""
    campaign = personalize.client.describe_campaign(campaignArn=settings.shelf_campaign)["campaign"]
    return str(campaign["solutionVersionArn"])


def test_the_shelf_is_served_by_what_was_trained_last(
    shop: Browser, personalize: Personalize, settings: Settings
) -> None:
    before = served(personalize, settings)
    said = shop.command("retrain")
    after = served(personalize, settings)
    assert said == (0, f"The shelf is served by {after}")
    assert after != before


def test_a_training_that_fails_is_begun_once_more(shop: Browser, personalize: Personalize) -> None:
    personalize.fail_next("solution_version", "No instance is free.")
    assert shop.command("retrain")[0] == 0
    assert len(personalize.recorded_calls("CreateSolutionVersion")) == 2


def test_a_training_that_fails_twice_leaves_the_shelf_as_it_was(
    shop: Browser, personalize: Personalize, settings: Settings
) -> None:
    before, shelf = served(personalize, settings), shop.sign_in("green-3").sees()
    personalize.fail_next("solution_version", "No instance is free.", times=2)
    assert shop.command("retrain") == (1, "Error: training: CREATE FAILED, No instance is free.")
    assert (served(personalize, settings), shop.sees()) == (before, shelf)


def test_the_command_waits_as_long_as_a_training_takes(
    shop: Browser, personalize: Personalize, clock: FrozenDateTimeFactory
) -> None:
    personalize.set_transition("*", "realistic")
    began = clock()
    assert shop.command("retrain")[0] == 0
    assert 20 <= (clock() - began).total_seconds() / 60 <= 120
    assert len(personalize.recorded_calls("DescribeSolutionVersion")) > 5


def test_the_command_ends_at_the_first_look_after_the_work_is_done(
    shop: Browser, personalize: Personalize, clock: FrozenDateTimeFactory
) -> None:
    personalize.set_transition(["solution_version", "campaign"], "time", seconds=600)  # for each of two statuses
    began = clock()
    assert shop.command("retrain")[0] == 0
    assert (clock() - began).total_seconds() == 4 * 600


def test_the_command_asks_until_the_campaign_is_updated(
    shop: Browser, personalize: Personalize, clock: FrozenDateTimeFactory
) -> None:
    personalize.set_transitions({"solution_version": "realistic", "campaign": {"progression": "manual", "times": 2}})
    assert shop.command("retrain")[0] == 0
    assert len(personalize.recorded_calls("DescribeCampaign")) >= 4  # two for each status on the way


@pytest.mark.usefixtures("without_pauses")
def test_a_night_without_a_connection_is_told(shop: Browser, personalize: Personalize) -> None:
    personalize.inject_fault("CreateSolutionVersion", "ConnectionLost", times=None)
    code, said = shop.command("retrain")
    assert code == 1
    assert said.startswith("Error: Connection was closed before we received a valid response from endpoint")


@pytest.mark.personalize(transitions="frozen")
def test_the_command_goes_on_when_the_work_is_done_however_long_that_takes(
    shop: Browser, personalize: Personalize, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "sleep", lambda _: personalize.advance(steps=2))  # whatever is on its way
    assert shop.command("retrain")[0] == 0
    assert len(personalize.recorded_calls("DescribeSolutionVersion", error=False)) == 3  # of two versions


@pytest.mark.personalize(transitions={"solution_version": "frozen"})
@pytest.mark.usefixtures("clock")
def test_the_command_gives_up_on_a_training_that_never_ends(shop: Browser) -> None:
    assert shop.command("retrain") == (1, "Error: training: still CREATE PENDING after 6 hours")


def test_a_training_that_somebody_stops_ends_the_command(
    shop: Browser, personalize: Personalize, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_: float) -> None:
        for version in personalize.client.list_solution_versions()["solutionVersions"]:
            if version["status"] == "CREATE IN_PROGRESS":
                personalize.client.stop_solution_version_creation(solutionVersionArn=version["solutionVersionArn"])

    monkeypatch.setattr(upkeep, "sleep", stop)
    personalize.set_transition("solution_version", "manual")
    assert shop.command("retrain") == (1, "Error: training: CREATE STOPPED, without a reason")


def test_the_shop_is_open_while_its_campaign_is_updated(
    shop: Browser, personalize: Personalize, settings: Settings
) -> None:
    campaign, shelf = settings.shelf_campaign, shop.sign_in("green-3").sees()
    personalize.set_transition("campaign", "frozen")
    personalize.client.update_campaign(campaignArn=campaign, solutionVersionArn=served(personalize, settings))
    assert personalize.advance(campaign) == {campaign: "CREATE IN_PROGRESS"}
    assert shop.sees() == shelf
    assert personalize.advance_to(campaign, "ACTIVE") == "ACTIVE"
    assert shop.sees() == shelf

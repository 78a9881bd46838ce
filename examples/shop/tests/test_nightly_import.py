"""The catalogue goes to Personalize every night."""

from __future__ import annotations

import pytest
import time_machine
from moto_personalize.testing import Personalize

from second_flush import Settings, upkeep

from .browser import Browser, opened
from .town import TEAS, deployed


@pytest.fixture(autouse=True)
def bucket(personalize: Personalize, settings: Settings) -> None:
    """S3 is not in the snapshot."""
    personalize.s3.create_bucket(Bucket=settings.bucket)


def test_all_teas_are_imported(shop: Browser, personalize: Personalize, settings: Settings) -> None:
    code, said = shop.command("import-catalogue")
    assert code == 0, said
    (call,) = personalize.recorded_calls("CreateDatasetImportJob")
    assert (call.params["dataset_arn"], call.params["import_mode"]) == (settings.catalogue_dataset, "FULL")
    key = call.params["data_source"]["data_location"].removeprefix(f"s3://{settings.bucket}/")
    rows = personalize.s3.get_object(Bucket=settings.bucket, Key=key)["Body"].read().decode().splitlines()
    assert rows[:2] == ["ITEM_ID,KIND,ORIGIN,HARVEST,PRICE", "sencha,green,Shizuoka,spring,12.5"]
    assert len(rows) == len(TEAS)  # a header more, the retired tea less


def test_an_import_that_fails_is_told_with_its_reason(shop: Browser, personalize: Personalize) -> None:
    personalize.fail_next("dataset_import_job", "Something went wrong on our side.")
    assert shop.command("import-catalogue") == (1, "Error: import: CREATE FAILED, Something went wrong on our side.")


def test_an_import_is_looked_at_until_it_is_done(
    shop: Browser, personalize: Personalize, monkeypatch: pytest.MonkeyPatch
) -> None:
    personalize.set_transition("dataset_import_job", "time", seconds=upkeep.POLL)
    with time_machine.travel("2030-01-15 03:00", tick=False) as clock:
        monkeypatch.setattr(upkeep, "sleep", clock.shift)
        assert shop.command("import-catalogue")[0] == 0
    assert len(personalize.recorded_calls("DescribeDatasetImportJob")) == 3  # pending, in progress, active


@pytest.mark.personalize(strict_roles=True)
def test_a_role_that_nobody_made_is_found_before_the_first_night(personalize: Personalize) -> None:
    settings = deployed(personalize)  # and not restored: a snapshot would bring its own settings along
    code, said = opened(settings).command("import-catalogue")
    assert code == 1
    assert f"the role {settings.import_role} does not exist" in said

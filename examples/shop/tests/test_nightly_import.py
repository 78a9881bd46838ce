"""The catalogue goes to Personalize every night."""

from __future__ import annotations

import pytest
from moto_personalize.testing import Personalize

from second_flush import Settings, create_app

from .browser import Browser
from .town import TEAS, deployed


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


@pytest.mark.personalize(strict_roles=True)
def test_a_role_that_nobody_made_is_found_before_the_first_night(personalize: Personalize) -> None:
    settings = deployed(personalize)  # and not restored: a snapshot would bring its own settings along
    personalize.s3.create_bucket(Bucket=settings.bucket)
    code, said = Browser(create_app(settings)).command("import-catalogue")
    assert code == 1
    assert f"the role {settings.import_role} does not exist" in said

"""Settings by the control route: shown, set, reset."""

from __future__ import annotations

import pytest

from tests.conftest import Aws
from tests.control.asking import DEFAULTS, control, message
from tests.workflow import assert_refused


def test_settings_are_shown(aws: Aws) -> None:
    assert control(aws, "GET", "settings") == (200, DEFAULTS)


def test_some_settings_are_set_and_the_others_stay(aws: Aws) -> None:
    assert control(aws, "PUT", "settings", {"seed": 7}) == (200, {**DEFAULTS, "seed": 7})
    assert control(aws, "PUT", "settings", {"min_users": 3}) == (200, {**DEFAULTS, "seed": 7, "min_users": 3})
    assert control(aws, "GET", "settings") == (200, {**DEFAULTS, "seed": 7, "min_users": 3})


def test_settings_act_on_the_next_request(aws: Aws) -> None:
    with assert_refused("InvalidInputException"):
        aws.personalize.create_schema(name="films", schema="no schema")
    control(aws, "PUT", "settings", {"validate_schemas": False})
    assert aws.personalize.create_schema(name="films", schema="no schema")["schemaArn"].endswith("films")


def test_settings_are_reset(aws: Aws) -> None:
    control(aws, "PUT", "settings", {"seed": 7})
    assert control(aws, "DELETE", "settings") == (200, DEFAULTS)
    assert control(aws, "GET", "settings") == (200, DEFAULTS)


def test_a_reset_leaves_the_environment(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_SEED", "5")
    control(aws, "PUT", "settings", {"seed": 7})
    assert control(aws, "DELETE", "settings") == (200, {**DEFAULTS, "seed": 5})


def test_a_wrong_setting_is_refused_and_changes_nothing(aws: Aws) -> None:
    names = ", ".join(DEFAULTS)
    text = f"sead is not a setting of moto-personalize. Settings: {names}."
    assert control(aws, "PUT", "settings", {"seed": 7, "sead": 1}) == (400, message(text))
    assert control(aws, "PUT", "settings", {"seed": "7"}) == (
        400,
        message('The setting seed takes a whole number, not "7".'),
    )
    assert control(aws, "GET", "settings") == (200, DEFAULTS)


@pytest.mark.parametrize(("given", "shown"), [(True, "true"), ([7], "[7]"), ({"value": None}, '{"value": null}')])
def test_a_value_is_told_as_it_came(aws: Aws, given: object, shown: str) -> None:
    text = f"The setting seed takes a whole number, not {shown}."
    assert control(aws, "PUT", "settings", {"seed": given}) == (400, message(text))


def test_a_setting_that_is_null_is_as_good_as_absent(aws: Aws) -> None:
    control(aws, "PUT", "settings", {"seed": 7})
    assert control(aws, "PUT", "settings", {"seed": None, "min_users": 3}) == (
        200,
        {**DEFAULTS, "seed": 7, "min_users": 3},
    )
    text = f"sead is not a setting of moto-personalize. Settings: {', '.join(DEFAULTS)}."
    assert control(aws, "PUT", "settings", {"sead": None}) == (400, message(text))

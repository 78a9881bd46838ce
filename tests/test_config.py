"""Settings: defaults as strict as AWS, the environment over them, a configuration over both."""

from __future__ import annotations

import dataclasses
import re
from typing import Any, cast

import pytest
from moto import mock_aws

from moto_personalize import config, mock_personalize
from moto_personalize.config import Settings

NAMES = "min_interactions, min_users, validate_schemas, enforce_quotas, request_rates, strict_roles, seed"
FLAGS = ("validate_schemas", "enforce_quotas", "request_rates", "strict_roles")
NUMBERS = ("min_interactions", "min_users", "seed")


def test_the_defaults_are_as_strict_as_aws() -> None:
    assert config.current() == Settings(
        min_interactions=1000,
        min_users=25,
        validate_schemas=True,
        enforce_quotas=True,
        request_rates=False,
        strict_roles=False,
        seed=0,
    )


def test_the_typed_configuration_has_every_setting_with_its_type() -> None:
    assert {field.name: field.type for field in dataclasses.fields(Settings)} == {
        name: annotation.__forward_arg__ for name, annotation in config.PersonalizeConfig.__annotations__.items()
    }


@pytest.mark.parametrize("name", FLAGS)
@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("1", True), ("YES", True), ("false", False), ("0", False), ("No", False)],
)
def test_the_environment_sets_a_flag(monkeypatch: pytest.MonkeyPatch, name: str, text: str, value: bool) -> None:
    monkeypatch.setenv(f"MOTO_PERSONALIZE_{name.upper()}", text)
    assert getattr(config.current(), name) is value


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize(("text", "value"), [("7", 7), (" 12 ", 12), ("0", 0)])
def test_the_environment_sets_a_number(monkeypatch: pytest.MonkeyPatch, name: str, text: str, value: int) -> None:
    monkeypatch.setenv(f"MOTO_PERSONALIZE_{name.upper()}", text)
    assert getattr(config.current(), name) == value


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_SEED", "")
    assert config.current() == Settings()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("SEED", "many", "MOTO_PERSONALIZE_SEED takes a whole number, not 'many'."),
        ("SEED", "1.5", "MOTO_PERSONALIZE_SEED takes a whole number, not '1.5'."),
        ("SEED", "--5", "MOTO_PERSONALIZE_SEED takes a whole number, not '--5'."),
        ("SEED", "²", "MOTO_PERSONALIZE_SEED takes a whole number, not '²'."),
        ("SEED", "-5", "MOTO_PERSONALIZE_SEED cannot be negative: -5."),
        ("STRICT_ROLES", "perhaps", "MOTO_PERSONALIZE_STRICT_ROLES takes true or false, not 'perhaps'."),
        ("STRICT_ROLES", "2", "MOTO_PERSONALIZE_STRICT_ROLES takes true or false, not '2'."),
    ],
)
def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch, name: str, text: str, message: str) -> None:
    monkeypatch.setenv(f"MOTO_PERSONALIZE_{name}", text)
    with pytest.raises(ValueError) as error:  # noqa: PT011  # the whole message is compared
        config.current()
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"min_interaction": 1}, f"min_interaction is not a setting of moto-personalize. Settings: {NAMES}."),
        ({"seed": "7"}, "The setting seed takes a whole number, not '7'."),
        ({"seed": 7.0}, "The setting seed takes a whole number, not 7.0."),
        ({"seed": True}, "The setting seed takes a whole number, not True."),
        ({"seed": None}, "The setting seed takes a whole number, not None."),
        ({"strict_roles": 1}, "The setting strict_roles takes true or false, not 1."),
        ({"min_users": -1}, "The setting min_users cannot be negative: -1."),
    ],
)
def test_a_wrong_setting_of_a_decorator_is_named_when_it_is_written(given: Any, message: str) -> None:
    with pytest.raises(ValueError) as error:  # noqa: PT011  # the whole message is compared
        mock_personalize(config={"personalize": given})
    assert str(error.value) == message


@pytest.mark.parametrize("given", ["x", "", 3, 0, False, [], (), {"seed"}])
def test_what_is_no_mapping_of_settings_is_refused(given: Any) -> None:
    text = re.escape(f"config['personalize'] takes a mapping of settings, not {given!r}. Settings: {NAMES}.")
    with pytest.raises(ValueError, match=f"^{text}$"):
        mock_personalize(config={"personalize": given})
    with mock_aws(config=cast("Any", {"personalize": given})), pytest.raises(ValueError, match=f"^{text}$"):
        config.current()


@pytest.mark.parametrize("given", ["x", "", 3, 0, [1], (), {"personalize"}])
def test_what_is_no_configuration_is_refused(given: Any) -> None:
    text = re.escape(f"config takes a mapping, as {{'personalize': {{'min_users': 1}}}}, not {given!r}.")
    with pytest.raises(ValueError, match=f"^{text}$"):
        mock_personalize(config=given)


@pytest.mark.parametrize("given", [None, {}, {"personalize": None}, {"personalize": {}}])
def test_nothing_may_be_said_in_many_ways(given: Any) -> None:
    with mock_personalize(config=given):
        assert config.current() == Settings()


@pytest.mark.parametrize("key", ["personalise", "Personalize", "personalize_runtime"])
def test_a_key_that_is_nearly_ours_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=f"^{key} is no key of a configuration\\. Near it: personalize\\.$"):
        mock_personalize(config=cast("Any", {key: {"seed": 7}}))


def test_other_keys_are_motos() -> None:
    theirs: Any = {"core": {"mock_credentials": True}, "batch": {"use_docker": False}, "of a later moto": {}, 7: {}}
    with mock_personalize(config={**theirs, "personalize": {"seed": 7}}):
        assert (config.current().seed, config.user_config()["batch"]) == (7, {"use_docker": False})


def test_a_wrong_setting_under_plain_moto_is_named_at_the_first_request() -> None:
    theirs: Any = {"personalize": {"sead": 7}}
    with (
        mock_aws(config=theirs),
        pytest.raises(ValueError, match=r"^sead is not a setting of moto-personalize\. Settings: "),
    ):
        config.current()


def test_a_configuration_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_SEED", "1")
    monkeypatch.setenv("MOTO_PERSONALIZE_MIN_USERS", "2")
    with mock_personalize(config={"personalize": {"seed": 7}}):
        assert config.current() == Settings(seed=7, min_users=2)


def test_the_environment_is_read_at_each_request(monkeypatch: pytest.MonkeyPatch) -> None:
    with mock_personalize():
        before = config.current().seed
        monkeypatch.setenv("MOTO_PERSONALIZE_SEED", "7")
        assert (before, config.current().seed) == (0, 7)


def test_settings_cannot_be_changed_in_place() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.current().seed = 7  # type: ignore[misc]  # what the test is about

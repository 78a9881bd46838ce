"""How the shop is told where it is."""

from __future__ import annotations

import pytest

from second_flush import Settings


def test_each_setting_is_a_variable_of_the_environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    assert Settings.from_environment() == settings


def test_a_variable_that_is_missing_is_named() -> None:
    with pytest.raises(KeyError, match="SHOP_SHELF_CAMPAIGN"):
        Settings.from_environment()

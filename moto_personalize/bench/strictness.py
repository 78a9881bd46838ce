"""How strict the mock is."""

from __future__ import annotations

import json

from ..config import CONFIG_KEY, FIELDS, PersonalizeConfig, Settings, checked, configured, current, user_config


def settings() -> Settings:
    """The settings in force."""
    return current()


def set_settings(given: PersonalizeConfig, /) -> Settings:
    """Set some settings; the others stay. Gives all of them.

    What is set outlives moto's reset. ValueError names a setting that is unknown or of a wrong type.
    """
    wanted = {name: value for name, value in given.items() if value is not None or name not in FIELDS}
    user_config()[CONFIG_KEY] = {**configured(), **checked(wanted, shown=json.dumps)}
    return current()


def reset_settings() -> Settings:
    """Take back what was set: the environment and the defaults count again. Gives all settings."""
    user_config().pop(CONFIG_KEY, None)
    return current()

"""How strict the mock is: one dataclass, set by decorator, environment or control route.

Precedence, weakest first: the defaults below (as strict as AWS), the environment
(``MOTO_PERSONALIZE_MIN_INTERACTIONS=1``), the ``"personalize"`` key of moto's own user configuration, which is
where ``mock_personalize(config=...)``, ``mock_aws(config=...)`` and the control route put it.
"""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypedDict, TypeVar, cast

from moto.core.config import DefaultConfig, default_user_config

CONFIG_KEY = "personalize"
ENVIRONMENT_PREFIX = "MOTO_PERSONALIZE_"
DEFAULT_REGION = "us-east-1"  # where neither a call nor AWS_DEFAULT_REGION says one


T = TypeVar("T")


def _setting(default: T, help: str) -> T:
    """A setting with its default; `help`: what it means, in a sentence for a table and perhaps more."""
    return dataclasses.field(default=default, metadata={"help": help})


@dataclasses.dataclass(frozen=True)
class Settings:
    """What can be loosened or tightened, each by name."""

    min_interactions: int = _setting(
        1000,
        "the fewest interactions of a training, and of an import job of interactions. A value below 50 is also the "
        "number of offers taken, and of offers not taken, that an action needs for a score.",
    )
    min_users: int = _setting(25, "the fewest users with two interactions; a smaller number lifts the 1 % rule, too.")
    validate_schemas: bool = _setting(True, "check schemas, and that they fit their dataset.")
    enforce_quotas: bool = _setting(True, "enforce the quotas on numbers of resources.")
    request_rates: bool = _setting(False, "enforce AWS's requests per second: ThrottlingException beyond them.")
    strict_roles: bool = _setting(False, "IAM roles must exist in (mocked) IAM; import jobs need one.")
    seed: int = _setting(0, "of what a training draws at random.")


class PersonalizeConfig(TypedDict, total=False):
    """The ``"personalize"`` key of a configuration: `Settings` once more, for mypy makes no one of the other."""

    min_interactions: int
    min_users: int
    validate_schemas: bool
    enforce_quotas: bool
    request_rates: bool
    strict_roles: bool
    seed: int


class Config(DefaultConfig, total=False):
    """Moto's configuration with our key."""

    personalize: PersonalizeConfig


FIELDS: Mapping[str, type[Any]] = {field.name: type(field.default) for field in dataclasses.fields(Settings)}


def current() -> Settings:
    """The settings in force now. ValueError when the environment or a configuration holds a wrong one."""
    given = {**_from_environment(), **configured()}
    return Settings(**checked(given)) if given else Settings()


def configured() -> dict[str, Any]:
    """What moto's user configuration holds under our key. ValueError when that is no mapping."""
    return of_our_key(user_config().get(CONFIG_KEY))


def of_our_key(given: Any) -> dict[str, Any]:
    """What a configuration holds there, None for nothing, as a mapping. ValueError."""
    if given is not None and not isinstance(given, Mapping):
        raise ValueError(f"config[{CONFIG_KEY!r}] takes a mapping of settings, not {given!r}. {choices()}")
    return dict(given or {})


def user_config() -> dict[str, Any]:
    """Moto's own user configuration, which does not declare our key."""
    return cast("dict[str, Any]", default_user_config)


def checked(
    given: Mapping[str, Any], *, besides: Sequence[str] = (), shown: Callable[[Any], str] = repr
) -> dict[str, Any]:
    """The given settings, each known and of the right type. ValueError names the one that is not.

    besides: what else is taken where they are given. shown: a wrong value in words.
    """
    for name, value in given.items():
        if name not in FIELDS:
            raise ValueError(f"{name} is not a setting of moto-personalize. {choices(besides=besides)}")
        _check(f"The setting {name}", value, FIELDS[name], shown)
    return dict(given)


def _check(called: str, value: Any, kind: type[Any], shown: Callable[[Any], str] = repr) -> None:
    if type(value) is not kind:
        raise ValueError(f"{called} takes {described(kind)}, not {shown(value)}.")
    if value < 0:
        raise ValueError(f"{called} cannot be negative: {value}.")


def choices(*, besides: Sequence[str] = ()) -> str:
    """The settings, in a sentence, and what else is taken where they are given."""
    return f"Settings: {', '.join([*FIELDS, *besides])}."


def described(kind: type) -> str:
    """What a setting takes, in words."""
    return "true or false" if kind is bool else "a whole number"


def _from_environment() -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, kind in FIELDS.items():
        variable = ENVIRONMENT_PREFIX + name.upper()
        if text := os.environ.get(variable):
            given[name] = _parsed(text, kind)
            _check(variable, given[name], kind)
    return given


def _parsed(text: str, kind: type) -> int | bool | str:
    """A value of a type, or the text that says none."""
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if kind is bool:
        return words.get(text.lower(), text)
    return int(text) if re.fullmatch(r"\s*-?[0-9]+\s*", text) else text

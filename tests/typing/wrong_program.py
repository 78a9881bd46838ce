"""What mypy must refuse, a line each."""

from __future__ import annotations

from moto_personalize import mock_personalize
from moto_personalize.testing import Personalize, advance


@mock_personalize
def one(name: str) -> str:
    return name


one(5)  # arg-type
mock_personalize(config={"personalize": {"sead": 7}})  # a key that is no setting
mock_personalize(config={"personalize": {"seed": "7"}})  # a value of a wrong type
advance(steps="2")  # arg-type
Personalize().advance(steps="2")  # arg-type, of a method
Personalize().advnace()  # no method
Personalize().deploy_campaign()  # no recipe

"""The shop of every test, as it opens in the morning."""

from __future__ import annotations

import pytest
from moto_personalize.testing import Personalize

from second_flush import Settings, create_app

from .browser import Browser
from .town import deployed


@pytest.fixture
def settings(personalize: Personalize) -> Settings:
    """Of three campaigns, a recommender and all that belongs to them."""
    return deployed(personalize)


@pytest.fixture
def shop(personalize: Personalize, settings: Settings) -> Browser:
    personalize.s3.create_bucket(Bucket=settings.bucket)
    return Browser(create_app(settings))

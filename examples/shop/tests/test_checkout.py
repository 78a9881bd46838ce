"""What is bought. These tests are of the time before the shop had pytest: the mark gives the mock to unittest, too."""

from __future__ import annotations

import unittest

import pytest
from moto_personalize.testing import Personalize

from .browser import opened
from .town import deployed


@pytest.mark.personalize
class CheckoutTest(unittest.TestCase):
    def setUp(self) -> None:
        self.personalize = Personalize()
        self.shop = opened(deployed(self.personalize))

    def test_a_purchase_leads_home_and_is_told(self) -> None:
        assert self.shop.sign_in("ann").buys("keemun", tins=2) == 302
        (event,) = self.personalize.recorded_events(user_id="ann", event_type="Purchase")
        assert (event.item_id, event.event_value) == ("keemun", 32.0)

    def test_nobody_buys_what_is_not_sold(self) -> None:
        assert self.shop.buys("coffee") == 404
        assert self.personalize.recorded_events() == []

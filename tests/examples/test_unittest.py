import unittest

import boto3

from moto_personalize import mock_personalize
from moto_personalize.testing import Personalize


@mock_personalize
class ShopTest(unittest.TestCase):
    def setUp(self):
        self.personalize = Personalize()
        self.client = boto3.client("personalize", region_name="us-east-1")

    def test_a_shop_is_opened_once(self):
        self.client.create_dataset_group(name="games")
        (call,) = self.personalize.recorded_calls("CreateDatasetGroup")
        assert call.params == {"name": "games"}

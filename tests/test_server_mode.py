"""Moto's own server mode: TEST_SERVER_MODE turns every mock of a suite into calls of a server."""

from __future__ import annotations

from tests.programs import printed

PROGRAM = """
    import json, os
    import boto3, requests
    from moto_personalize import mock_personalize

    settings = os.environ["TEST_SERVER_MODE_ENDPOINT"] + "/moto-api/personalize/settings"
    seen = [requests.get(settings).json()["min_users"]]

    @mock_personalize(config={"personalize": {"min_users": 3}})
    def test():
        boto3.client("personalize", region_name="eu-west-1").create_dataset_group(name="films")
        seen.append(requests.get(settings).json()["min_users"])
        with mock_personalize(config={"personalize": {"min_users": 2}}):
            seen.append(requests.get(settings).json()["min_users"])
        seen.append(requests.get(settings).json()["min_users"])

    test()
    seen.append(requests.get(settings).json()["min_users"])
    print(json.dumps(seen))
"""


def test_the_settings_of_a_mock_reach_the_server_and_go_with_it(server_url: str) -> None:
    seen = printed(PROGRAM, TEST_SERVER_MODE="true", TEST_SERVER_MODE_ENDPOINT=server_url)
    assert seen == [25, 3, 2, 3, 25]

"""The shop, its commands and Personalize as they run outside of tests: each in a process of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from moto_personalize.testing import Personalize

from second_flush import Clients, Settings, create_app

from . import desk
from .browser import Browser, opened

SHOP = Path(__file__).parent.parent


@contextmanager
def running(*arguments: str, until: str) -> Iterator[str]:
    """`moto-personalize` with these arguments, and what it prints until it is ready. It ends as by Ctrl-C."""
    command = [sys.executable, "-u", "-m", "moto_personalize", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as program:
        assert program.stdout is not None
        printed = ""
        while until not in printed and (line := program.stdout.readline()):
            printed += line
        try:
            yield printed
        finally:
            program.terminate()
            program.communicate()


def test_the_server_on_the_desk_remembers_what_was_bought_yesterday(
    morning: tuple[Settings, bytes], personalize: Personalize, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, snapshot = morning
    desk.lay(tmp_path, settings, snapshot)
    file = tmp_path / "desk.snapshot"
    with running("serve", "-p", "0", "--snapshot", str(file), "--save-on-exit", until="Running on") as printed:
        monkeypatch.setenv("AWS_ENDPOINT_URL", printed.split()[-1])  # its address
        shop = Browser(create_app(settings, Clients(patience=30))).sign_in("black-2")
        first = shop.sees()[0]
        assert shop.buys(first) == 302
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    personalize.restore(file.read_bytes())
    assert first not in opened(settings).sign_in("black-2").sees()


@pytest.mark.usefixtures("personalize")
@pytest.mark.skipif(not shutil.which("openssl"), reason="the proxy makes certificates with openssl")
def test_the_scheduler_of_the_night_needs_no_endpoint_of_ours(morning: tuple[Settings, bytes]) -> None:
    settings, snapshot = morning
    with running("proxy", "-p", "0", until="Serving HTTP Proxy") as printed:
        of_the_proxy = dict(re.findall(r"(HTTPS_PROXY|AWS_CA_BUNDLE)=(\S+)", printed))
        aws = Personalize(of_the_proxy["HTTPS_PROXY"])
        aws.restore(snapshot)
        night = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "second_flush", "retrain"],
            cwd=SHOP,
            env={**os.environ, **settings.environment(), **of_the_proxy},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert "The shelf is served by arn:aws:personalize:" in night.stdout, night.stderr
        assert len(aws.recorded_calls("UpdateCampaign", error=False)) == 1

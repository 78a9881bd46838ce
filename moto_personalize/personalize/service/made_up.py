"""Ids that AWS makes up, from moto's generator: whoever seeds it alike twice meets the same ids twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.moto_api._internal import mock_random


def made_up(taken: Callable[[str], Any], make: Callable[[], Any] = mock_random.uuid4) -> str:
    """An id that is not taken, as one can be that a snapshot has brought."""
    while taken(made := str(make())):
        pass
    return made

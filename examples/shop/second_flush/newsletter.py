"""The letter of the month: what each subscriber may like."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from .recommendations import Recommendations, Shelf
from .visitors import Visitor

AT_ONCE = 8
"""So many are asked for side by side: a campaign answers as many requests a second as it is provisioned for."""


async def letters(recommendations: Recommendations, subscribers: Iterable[str]) -> dict[str, Shelf]:
    """The shelf of each. boto3 knows no asyncio, but its clients may be used in threads."""
    free = asyncio.Semaphore(AT_ONCE)

    async def letter(subscriber: str) -> tuple[str, Shelf]:
        async with free:
            return subscriber, await asyncio.to_thread(recommendations.shelf, Visitor("newsletter", subscriber))

    return dict(await asyncio.gather(*map(letter, subscribers)))

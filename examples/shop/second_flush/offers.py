"""What the shop would like its customers to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Offer:
    id: str
    words: str


OFFERS = {
    offer.id: offer
    for offer in (
        Offer("subscribe", "A tin of something new every month?"),
        Offer("review", "How was your last tea?"),
        Offer("newsletter", "Hear of the harvests first?"),
    )
}

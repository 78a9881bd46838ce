"""Who looks at a page."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import session


@dataclass(frozen=True)
class Visitor:
    """A visit, and the customer if somebody has signed in."""

    visit: str
    customer: str | None = None

    @property
    def user_id(self) -> str:
        """Personalize knows who is not signed in by the visit, and joins the two when it sees both together."""
        return self.customer or self.visit


def visitor() -> Visitor:
    """Whoever sent the request."""
    if "visit" not in session:
        session["visit"] = str(uuid.uuid4())
    return Visitor(session["visit"], session.get("customer"))

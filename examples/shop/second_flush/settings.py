"""What differs from one environment of the shop to the next."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True)
class Settings:
    """ARNs and names of what the shop uses; `shelf_campaign` is SHOP_SHELF_CAMPAIGN in the environment, and so on."""

    shelf_campaign: str
    search_campaign: str
    offer_campaign: str
    related_recommender: str
    shelf_filter: str
    harvest_filter: str
    tracking_id: str
    offer_tracking_id: str
    catalogue_dataset: str
    customers_dataset: str
    bucket: str
    import_role: str
    secret_key: str

    @classmethod
    def from_environment(cls) -> Settings:
        """KeyError names a variable that is missing."""
        return cls(**{field.name: os.environ[_variable(field.name)] for field in fields(cls)})

    def environment(self) -> dict[str, str]:
        """The variables that say this."""
        return {_variable(name): value for name, value in asdict(self).items()}


def _variable(name: str) -> str:
    return f"SHOP_{name.upper()}"

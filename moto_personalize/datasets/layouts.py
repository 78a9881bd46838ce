"""What each dataset type asks of its schema: one table row a reserved field, one layout a type and domain.

Source: developer guide, custom-datasets-and-schemas, ECOMMERCE-datasets-and-schemas,
VIDEO-ON-DEMAND-datasets-and-schemas, limits.
"""

from __future__ import annotations

from dataclasses import dataclass

DOMAINS = ("ECOMMERCE", "VIDEO_ON_DEMAND")


@dataclass(frozen=True)
class Reserved:
    """A field whose name, type and flag Personalize fixes.

    Attributes:
        required: the schema must have it, and it must not allow null.
        flag: `categorical`, `textual`, or empty when neither may be set.
        metadata: it describes the item or user, so it counts among the metadata fields.
    """

    name: str
    type: str
    required: bool = False
    flag: str = ""
    metadata: bool = False


@dataclass(frozen=True)
class Layout:
    """The rules for one dataset type in one kind of group.

    Attributes:
        record: what the Avro record must be called.
        most: how many metadata fields are allowed.
        needs_metadata: at least one field must be a categorical or textual string or a number.
        texts: textual and itemName fields are allowed (Items only).
    """

    record: str
    reserved: tuple[Reserved, ...]
    most: int
    needs_metadata: bool = False
    texts: bool = False


def _required(name: str, kind: str = "string", flag: str = "", metadata: bool = False) -> Reserved:
    return Reserved(name, kind, required=True, flag=flag, metadata=metadata)


def _category(name: str) -> Reserved:
    return Reserved(name, "string", flag="categorical", metadata=True)


def _number(name: str) -> Reserved:
    return Reserved(name, "float", metadata=True)


_DESCRIPTION = Reserved("PRODUCT_DESCRIPTION", "string", flag="textual", metadata=True)
_CREATED = Reserved("CREATION_TIMESTAMP", "long")

_INTERACTION = (_required("USER_ID"), _required("ITEM_ID"), _required("TIMESTAMP", "long"))
_EVENT = (
    Reserved("EVENT_VALUE", "float"),
    Reserved("IMPRESSION", "string"),
    Reserved("RECOMMENDATION_ID", "string"),
    Reserved("EVENT_ATTRIBUTION_SOURCE", "string"),
)
_DOMAIN_INTERACTIONS = Layout("Interactions", (*_INTERACTION, _required("EVENT_TYPE"), *_EVENT), most=5)

LAYOUTS: dict[tuple[str, str | None], Layout] = {
    ("INTERACTIONS", None): Layout("Interactions", (*_INTERACTION, Reserved("EVENT_TYPE", "string"), *_EVENT), most=5),
    ("USERS", None): Layout("Users", (_required("USER_ID"),), most=25, needs_metadata=True),
    ("ITEMS", None): Layout("Items", (_required("ITEM_ID"), _CREATED), most=100, needs_metadata=True, texts=True),
    ("ACTIONS", None): Layout(
        "Actions",
        (
            _required("ACTION_ID"),
            _CREATED,
            Reserved("VALUE", "long"),
            Reserved("TYPE", "string"),
            Reserved("EXPIRATION_TIMESTAMP", "long"),
            Reserved("REPEAT_FREQUENCY", "long"),
        ),
        most=10,
        needs_metadata=True,
    ),
    ("ACTION_INTERACTIONS", None): Layout(
        "ActionInteractions",
        (
            _required("USER_ID"),
            _required("ACTION_ID"),
            _required("EVENT_TYPE"),
            _required("TIMESTAMP", "long"),
            Reserved("IMPRESSION", "string"),
            Reserved("RECOMMENDATION_ID", "string"),
        ),
        most=5,
    ),
    ("INTERACTIONS", "ECOMMERCE"): _DOMAIN_INTERACTIONS,
    ("USERS", "ECOMMERCE"): Layout("Users", (_required("USER_ID"),), most=25, needs_metadata=True),
    ("ITEMS", "ECOMMERCE"): Layout(
        "Items",
        (
            _required("ITEM_ID"),
            _required("PRICE", "float", metadata=True),
            _required("CATEGORY_L1", flag="categorical", metadata=True),
            _category("CATEGORY_L2"),
            _category("CATEGORY_L3"),
            _DESCRIPTION,
            _CREATED,
            _category("AGE_GROUP"),
            _category("ADULT"),
            _category("GENDER"),
        ),
        most=100,
        texts=True,
    ),
    ("INTERACTIONS", "VIDEO_ON_DEMAND"): _DOMAIN_INTERACTIONS,
    ("USERS", "VIDEO_ON_DEMAND"): Layout(
        "Users", (_required("USER_ID"), _category("SUBSCRIPTION_MODEL")), most=25, needs_metadata=True
    ),
    ("ITEMS", "VIDEO_ON_DEMAND"): Layout(
        "Items",
        (
            _required("ITEM_ID"),
            _required("GENRES", flag="categorical", metadata=True),
            _required("CREATION_TIMESTAMP", "long"),
            _number("PRICE"),
            _number("DURATION"),
            _number("AVERAGE_RATING"),
            _category("GENRE_L2"),
            _category("GENRE_L3"),
            _category("CONTENT_OWNER"),
            _category("CONTENT_CLASSIFICATION"),
            _DESCRIPTION,
        ),
        most=100,
        texts=True,
    ),
}

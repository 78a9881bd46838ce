"""What a deployment imports: the test author's rows, and made-up ones where a recipe needs what was not given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from . import synthetic
from .deployable import usual_event_type
from .describing import described
from .rows import Columns, columns_of
from .tables import Ready, Rules, ready

if TYPE_CHECKING:
    from ..recipes import CatalogueEntry

USERS, ITEMS, ROWS = 50, 100, 1000
TYPES = {
    "interactions": "INTERACTIONS",
    "items": "ITEMS",
    "users": "USERS",
    "actions": "ACTIONS",
    "action_interactions": "ACTION_INTERACTIONS",
}


def material_of(
    entry: CatalogueEntry, given: Mapping[str, Any], event_type: str | None = None, config: Mapping[str, Any] = {}
) -> list[Ready]:
    """Schemas and files of the datasets that a recipe is deployed with. ValueError: a row is wrong.

    given: rows by the name of their argument, None for none. event_type: of rows without one, else the first of the
    `config`'s eventsConfig, else what the recipe is about.
    """
    columns = {name: columns_of(name, rows) for name, rows in given.items() if rows is not None}
    for_actions = entry.action_recipe is not None
    if not for_actions and (useless := [name for name in columns if name.startswith("action")]):
        raise ValueError(f"{entry.name} recommends no actions: {' and '.join(useless)} cannot be given.")
    _check_event_types(entry, columns.get("interactions", {}).get("EVENT_TYPE", []))
    columns = {**columns, **dict(_made_up(entry, columns))}
    if "items" in columns:
        columns["items"] = described(columns["items"], columns.get("interactions", {}), entry.domain)
    kinds = {"interactions": {"EVENT_TYPE": event_type or _first_event_type(config) or usual_event_type(entry)}}
    kinds["action_interactions"] = {"EVENT_TYPE": "Taken"}
    return [
        ready(
            Rules(
                name,
                dataset_type,
                entry.domain,
                defaults=kinds.get(name, {}),
                texts=entry.uses_texts,
                titles=not entry.needs_interactions and name == "items",
            ),
            columns[name],
        )
        for name, dataset_type in TYPES.items()
        if name in columns
    ]


def _check_event_types(entry: CatalogueEntry, given: Sequence[Any]) -> None:
    """Rows without an event type get the right one."""
    kinds = {str(value or entry.event_type) for value in given}
    if entry.event_type and kinds and entry.event_type.lower() not in map(str.lower, kinds):
        raise ValueError(
            f"interactions: rows have the event types {', '.join(sorted(kinds))}; "
            f"{entry.name} learns from {entry.event_type}."
        )


def _first_event_type(config: Mapping[str, Any]) -> str | None:
    """What an eventsConfig names first. One that is no such thing is refused by CreateSolution."""
    try:
        return str(config["eventsConfig"]["eventParametersList"][0]["eventType"])
    except (LookupError, TypeError):
        return None


def _made_up(entry: CatalogueEntry, columns: Mapping[str, Columns]) -> Iterator[tuple[str, Columns]]:
    """What a recipe needs beside the given columns: of the users, items and actions that they name."""
    if entry.needs_interactions and "interactions" not in columns:
        users, items = _users(columns), _items(columns)
        rows = synthetic.interactions_of(users, items, max(ROWS, len(items)))
        names = ("USER_ID", "ITEM_ID", "TIMESTAMP")
        yield "interactions", dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    if (entry.needs_items or not entry.needs_interactions) and "items" not in columns:
        yield "items", synthetic.synthetic_items(_items(columns))
    if entry.action_recipe is None:
        return
    actions = columns.get("actions")
    if actions is None:
        named = _ids(columns, "ACTION_ID")
        actions = synthetic.actions_of(named or [f"a{n}" for n in range(synthetic.ACTIONS)])
        yield "actions", actions
    if "action_interactions" not in columns:
        yield (
            "action_interactions",
            synthetic.offers_of(_users(columns), [str(action) for action in actions.get("ACTION_ID", [])]),
        )


def _users(columns: Mapping[str, Columns]) -> list[str]:
    return _ids(columns, "USER_ID") or [f"u{n}" for n in range(USERS)]


def _items(columns: Mapping[str, Columns]) -> list[str]:
    return _ids(columns, "ITEM_ID") or [f"i{n}" for n in range(ITEMS)]


def _ids(columns: Mapping[str, Columns], name: str) -> list[str]:
    """The ids that any rows name, in the order of their appearance."""
    found = (value for of in columns.values() for value in of.get(name, ()))
    return list(dict.fromkeys(str(value) for value in found if value not in (None, "")))

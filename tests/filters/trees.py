"""Trees without places, so that those of two texts can be compared."""

from __future__ import annotations

import dataclasses
from typing import Any

from moto_personalize.filters import Filter


def placeless(tree: Any) -> Any:
    """What a tree says, wherever its words stand."""
    if isinstance(tree, Filter):
        return placeless(tree.expressions)
    if isinstance(tree, tuple):
        return tuple(map(placeless, tree))
    if not dataclasses.is_dataclass(tree):
        return tree
    names = [field.name for field in dataclasses.fields(tree) if field.name != "at"]
    return (type(tree).__name__, *(placeless(getattr(tree, name)) for name in names))

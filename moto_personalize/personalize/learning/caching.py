"""What is remembered for speed alone: it is left out of snapshots, and begins as its default in what is restored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field
from types import MappingProxyType
from typing import Any

CACHE: Mapping[str, Any] = MappingProxyType({"cache": True})
"""Metadata of the field of a dataclass that holds nothing but such."""


def is_cache(field: Field[Any]) -> bool:
    return bool(field.metadata.get("cache"))

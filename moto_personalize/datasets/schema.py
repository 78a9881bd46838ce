"""What a schema says, once it is parsed."""

from __future__ import annotations

from dataclasses import dataclass

INTEGER_TYPES = frozenset({"int", "long"})
DECIMAL_TYPES = frozenset({"float", "double"})
NUMBER_TYPES = INTEGER_TYPES | DECIMAL_TYPES
TYPES = ("string", "int", "long", "float", "double", "boolean")


@dataclass(frozen=True)
class Field:
    """One field of a schema.

    Attributes:
        type: one of `TYPES`; what an Avro union allows beside null.
        nullable: the union names null.
        categorical, textual, item_name: Personalize's own attributes (`itemName` is the wire's spelling).
    """

    name: str
    type: str
    nullable: bool = False
    categorical: bool = False
    textual: bool = False
    item_name: bool = False


@dataclass(frozen=True)
class Schema:
    """A parsed schema: the Avro record's name (`Interactions`, `Items`, ...) and its fields in order."""

    name: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field | None:
        """The field of that exact name, or None."""
        return next((field for field in self.fields if field.name == name), None)

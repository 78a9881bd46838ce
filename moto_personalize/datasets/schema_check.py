"""Does a schema fit the dataset it is meant for?"""

from __future__ import annotations

from .errors import SchemaError
from .layouts import DOMAINS, LAYOUTS, Layout, Reserved
from .schema import NUMBER_TYPES, Field, Schema


def check_schema(schema: Schema, dataset_type: str, domain: str | None) -> None:
    """Checks what depends on the dataset: its type, and the domain of its group (None for a custom group).

    Args:
        dataset_type: INTERACTIONS, ITEMS, USERS, ACTIONS or ACTION_INTERACTIONS.
        domain: ECOMMERCE, VIDEO_ON_DEMAND or None.

    Raises:
        SchemaError: the first rule that is broken (record name, required and reserved fields, flags, counts).
    """
    layout = _layout(dataset_type, domain)
    if schema.name != layout.record:
        raise SchemaError(f"name must be {layout.record} for a dataset of type {dataset_type}, not {schema.name}", None)
    for reserved in layout.reserved:
        _check_reserved(schema, layout, reserved)
    _check_texts(schema, layout)
    _check_metadata(schema, layout)


def check_schema_update(old: Schema, new: Schema) -> None:
    """Checks a schema that is to replace another (UpdateDataset) [dg:updating-dataset-schema].

    Raises:
        SchemaError: a field of the old schema is gone or changed, or an added one does not allow null.
    """
    for field in old.fields:
        kept = new.field(field.name)
        if kept is None:
            raise SchemaError(f"{field.name} is missing: a new schema keeps every field of the old one", field.name)
        if kept != field:
            raise SchemaError(f"{field.name} must keep its type and attributes", field.name)
    for field in new.fields:
        if old.field(field.name) is None and not field.nullable:
            raise SchemaError(f"{field.name} must allow null: rows imported before do not have it", field.name)


def _layout(dataset_type: str, domain: str | None) -> Layout:
    if domain is not None and domain not in DOMAINS:
        raise SchemaError(f"There is no domain {domain}: the domains are {' and '.join(DOMAINS)}")
    layout = LAYOUTS.get((dataset_type, domain))
    if layout is not None:
        return layout
    if (dataset_type, None) in LAYOUTS:
        raise SchemaError(f"A dataset of type {dataset_type} needs a custom dataset group, not one of {domain}")
    known = ", ".join(kind for kind, group in LAYOUTS if group is None)
    raise SchemaError(f"There is no dataset type {dataset_type}: the types are {known}")


def _check_reserved(schema: Schema, layout: Layout, reserved: Reserved) -> None:
    name, field = reserved.name, schema.field(reserved.name)
    if field is None:
        if reserved.required:
            needed = ", ".join(word.name for word in layout.reserved if word.required)
            raise SchemaError(f"{name} is missing: a schema of {layout.record} needs {needed}", name)
        return
    if field.type != reserved.type:
        raise SchemaError(f"{name} must be of type {reserved.type}, not {field.type}", name)
    if reserved.required and field.nullable:
        raise SchemaError(f"{name} is required and must not allow null", name)
    _check_flag(field, "categorical", field.categorical, reserved.flag)
    _check_flag(field, "textual", field.textual, reserved.flag)


def _check_flag(field: Field, flag: str, is_set: bool, wanted: str) -> None:
    if is_set != (flag == wanted):
        raise SchemaError(f"{field.name} must {'not ' if is_set else ''}be {flag}", field.name)


def _check_texts(schema: Schema, layout: Layout) -> None:
    for attribute, fields in (
        ("textual", [field for field in schema.fields if field.textual]),
        ("itemName", [field for field in schema.fields if field.item_name]),
    ):
        for field in fields:
            if not layout.texts:
                raise SchemaError(f"{field.name} must not be {attribute}: only a field of Items may be", field.name)
            if field.type != "string":
                raise SchemaError(
                    f"{field.name} is {attribute} and must be of type string, not {field.type}", field.name
                )
        if len(fields) > 1:
            names = " and ".join(field.name for field in fields)
            raise SchemaError(f"Only one field may be {attribute}, not {names}", fields[1].name)


def _check_metadata(schema: Schema, layout: Layout) -> None:
    plain = {reserved.name for reserved in layout.reserved if not reserved.metadata}
    metadata = [field for field in schema.fields if field.name not in plain]
    if len(metadata) > layout.most:
        raise SchemaError(
            f"A schema of {layout.record} may have at most {layout.most} metadata fields, not {len(metadata)}",
            metadata[layout.most].name,
        )
    if layout.needs_metadata and not any(_trainable(field) for field in metadata):
        kinds = "a categorical or textual string or a number" if layout.texts else "a categorical string or a number"
        raise SchemaError(f"A schema of {layout.record} needs at least one metadata field ({kinds})")


def _trainable(field: Field) -> bool:
    return field.type in NUMBER_TYPES or field.categorical or field.textual

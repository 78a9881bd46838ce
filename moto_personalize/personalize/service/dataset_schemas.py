"""Which schema a dataset may have. https://docs.aws.amazon.com/personalize/latest/dg/how-it-works-dataset-schema.html"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..exceptions import InvalidInputException
from ..learning.dataset_types import NEEDED
from .dataset_groups import DatasetGroup
from .schemas import Schema

if TYPE_CHECKING:
    from ...datasets import Schema as AvroSchema

TEXTS = {"USER_ID", "ITEM_ID", "ACTION_ID", "EVENT_TYPE", "IMPRESSION"}
NUMBERS = {"TIMESTAMP", "EVENT_VALUE", "CREATION_TIMESTAMP"}


def fitting_schema(schema: Schema, kind: str, group: DatasetGroup, *, strict: bool) -> AvroSchema | None:
    """The schema as a dataset of the type `kind` takes it; None for one that nobody can compute with.

    Raises InvalidInputException, if strict, for what AWS refuses.
    """
    from ...datasets import SchemaError, check_schema, parse_schema

    try:
        avro = parse_schema(schema.schema)
        if strict:
            check_schema(avro, kind, group.domain)
    except SchemaError as error:
        if strict:
            raise InvalidInputException(f"{error} (schema {schema.arn})") from None
        return None
    if strict and schema.domain != group.domain:
        raise InvalidInputException(
            f"The schema {schema.arn} is of {_domain(schema.domain)}, the dataset group {group.arn} of "
            f"{_domain(group.domain)}."
        )
    return avro if usable(avro, kind) else None


def _domain(domain: str | None) -> str:
    return f"domain {domain}" if domain else "no domain"


def usable(avro: AvroSchema, kind: str) -> bool:
    """Whether the columns that we compute with are there, and of a type that we compute with."""
    types = {field.name: field.type for field in avro.fields}
    texts = {name for name, of_type in types.items() if of_type == "string"}
    return types.keys() >= NEEDED[kind] and texts >= TEXTS & types.keys() and not texts & NUMBERS


def check_extends(dataset_arn: str, before: AvroSchema | None, avro: AvroSchema | None, schema_arn: str) -> None:
    """Rows of a dataset's old schema must be rows of the new one, whatever `validate_schemas` says."""
    from ...datasets import SchemaError, check_schema_update

    if before is None:
        return
    if avro is None:
        raise InvalidInputException(f"The schema {schema_arn} cannot be used for {dataset_arn}.")
    try:
        check_schema_update(before, avro)
    except SchemaError as error:
        raise InvalidInputException(f"{error} (schema {schema_arn})") from None

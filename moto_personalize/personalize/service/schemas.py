"""Schemas: Avro documents that say what a dataset holds. https://docs.aws.amazon.com/personalize/latest/dg/how-it-works-dataset-schema.html"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ..exceptions import InvalidInputException, PersonalizeException, ResourceInUseException
from .operations import Operations
from .store import Resource, Store

MAX_SCHEMAS = 500


class SchemaNotFoundException(PersonalizeException):
    code = "ResourceNotFoundException"
    message = "Resource Arn {arn} does not exist."  # moto's own text, on which its tests rely


@dataclass(kw_only=True, eq=False)
class Schema(Resource):
    """The text is kept byte for byte; a schema has no status and never changes."""

    resource_type: ClassVar[str] = "schema"

    name: str
    schema: str
    domain: str | None = None


class SchemaOperations(Operations):
    def create_schema(self, *, name: str, schema: str, domain: str | None = None) -> dict[str, Any]:
        from ...datasets import SchemaError, parse_schema

        arn = self.arn(f"schema/{name}")
        self.store.check_free(Schema, arn)
        self.check_quota(Schema, MAX_SCHEMAS)
        if self.settings.validate_schemas:
            try:
                parse_schema(schema)
            except SchemaError as error:
                raise InvalidInputException(str(error)) from None
        self.store.add(Schema(arn=arn, name=name, schema=schema, domain=domain))
        return {"schemaArn": arn}

    def describe_schema(self, *, schema_arn: str) -> dict[str, Any]:
        return {"schema": schema_of(self.store, schema_arn)}

    def list_schemas(self, **page: Any) -> dict[str, Any]:
        return self.listed(Schema, "schemas", **page)

    def delete_schema(self, *, schema_arn: str) -> None:
        from .datasets import Dataset

        schema = schema_of(self.store, schema_arn)
        if users := self.store.where(Dataset, schema_arn=schema_arn):
            raise ResourceInUseException(
                f"The given schema cannot be deleted while {users[0].arn} uses it: {schema_arn}"
            )
        self.store.remove(schema)


def schema_of(store: Store, arn: str) -> Schema:
    """The schema, or ResourceNotFoundException with moto's text."""
    schema = store.find(Schema, arn)
    if schema is None:
        raise SchemaNotFoundException(arn=arn)
    return schema

"""Schemas: Avro documents that say what a dataset holds. https://docs.aws.amazon.com/personalize/latest/dg/how-it-works-dataset-schema.html"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ..exceptions import InvalidInputException
from .operations import Operations
from .store import Resource

MAX_SCHEMAS = 500


@dataclass(kw_only=True, eq=False)
class Schema(Resource):
    """The text is kept byte for byte; a schema has no status and never changes."""

    resource_type: ClassVar[str] = "schema"
    not_found: ClassVar[str] = "Resource Arn {arn} does not exist."  # moto's own text, on which its tests rely
    taggable: ClassVar[bool] = False

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
        return {"schema": self.store.get(Schema, schema_arn)}

    def list_schemas(self, **page: Any) -> dict[str, Any]:
        return self.listed(Schema, "schemas", **page)

    def delete_schema(self, *, schema_arn: str) -> None:
        schema = self.store.get(Schema, schema_arn)
        self.check_deletable(schema)
        self.store.remove(schema)

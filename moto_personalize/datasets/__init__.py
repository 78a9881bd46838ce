"""Datasets: Avro schemas, CSV in and out, columnar tables. Knows nothing of AWS's API or of moto.

`parse_schema` and `check_schema` read schemas; `read_csv`, `from_records` and `write_csv` move data in
and out; `concat`, `distinct`, `absent` and `last_by` put tables together as Personalize's import modes do.
"""

from .avro import parse_schema
from .errors import DataError, SchemaError
from .header import missing_columns, other_columns
from .merging import absent, concat, distinct, last_by
from .reading import read_csv
from .records import from_records, from_values
from .schema import Field, Schema
from .schema_check import check_schema, check_schema_update
from .table import Column, Numbers, Table, Text
from .writing import write_csv

__all__ = [
    "Column",
    "DataError",
    "Field",
    "Numbers",
    "Schema",
    "SchemaError",
    "Table",
    "Text",
    "absent",
    "check_schema",
    "check_schema_update",
    "concat",
    "distinct",
    "from_records",
    "from_values",
    "last_by",
    "missing_columns",
    "other_columns",
    "parse_schema",
    "read_csv",
    "write_csv",
]

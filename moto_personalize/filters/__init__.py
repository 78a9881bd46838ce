"""The filter language of Amazon Personalize: parsed, checked against schemas, evaluated on columns.

>>> import numpy as np
>>> fields = {"Items": {"GENRE": "categories"}}
>>> parsed = resolve(parse('INCLUDE ItemID WHERE items.genre IN ("comedy", $OTHER)'), fields)
>>> genre = Strings(Cells(np.array(["comedy|crime", "crime", "drama"], object), several=True), np.array([0, 1, 2, -1]))
>>> program = Program(parsed, fields, 4, {"GENRE": genre})
>>> program.passing(Request(values={"OTHER": '"drama"'})).tolist()
[True, False, True, False]
"""

from .columns import Cells, Column, Numbers, Strings, joined
from .errors import FilterError, MissingParameter
from .explain import explain
from .parser import attributes, parse
from .program import Program, Request, event_key
from .report import Explanation
from .resolve import MAX_FIELDS, Fields, FieldType, resolve
from .tree import Condition, Expression, Filter

__all__ = [
    "MAX_FIELDS",
    "Cells",
    "Column",
    "Condition",
    "Explanation",
    "Expression",
    "FieldType",
    "Fields",
    "Filter",
    "FilterError",
    "MissingParameter",
    "Numbers",
    "Program",
    "Request",
    "Strings",
    "attributes",
    "event_key",
    "explain",
    "joined",
    "parse",
    "resolve",
]

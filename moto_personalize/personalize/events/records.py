"""PutItems, PutUsers and PutActions: whole records, one by one.
https://docs.aws.amazon.com/personalize/latest/dg/importing-items.html"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..exceptions import InvalidInputException
from ..learning.dataset_types import ACTIONS, ITEMS, USERS
from ..learning.records import Record
from ..service.datasets import Dataset
from ..service.filters import compile_for_all
from ..service.operations import Operations
from .properties import parse_properties, plain

if TYPE_CHECKING:
    from ...datasets import Schema

REQUESTS_PER_SECOND = 10  # of a dataset group, each of the three


class PutRecordsOperations(Operations):
    """A record stands for its id from now on: it takes the place of an earlier one, and is not joined with it.

    Filters and metadata see it with the next request; models with the next training or update.
    """

    def put_items(self, *, dataset_arn: str, items: list[dict[str, Any]]) -> None:
        """All items of a call are taken, or none."""
        self._put("PutItems", ITEMS, dataset_arn, items)

    def put_users(self, *, dataset_arn: str, users: list[dict[str, Any]]) -> None:
        """All users of a call are taken, or none."""
        self._put("PutUsers", USERS, dataset_arn, users)

    def put_actions(self, *, dataset_arn: str, actions: list[dict[str, Any]]) -> None:
        """All actions of a call are taken, or none."""
        self._put("PutActions", ACTIONS, dataset_arn, actions)

    def _put(self, operation: str, kind: str, dataset_arn: str, given: Sequence[Mapping[str, Any]]) -> None:
        dataset = self.store.get(Dataset, dataset_arn)
        if dataset.dataset_type != kind:
            raise InvalidInputException(
                f"{operation} takes a dataset of type {kind}; {dataset_arn} is of type {dataset.dataset_type}."
            )
        dataset.require_active()
        self.check_rate(**{f"{operation} {dataset.dataset_group_arn}": REQUESTS_PER_SECOND})
        dataset.records.extend(_records(given, dataset.fields))
        if dataset.fold():  # now, so that no request has to
            compile_for_all(self.store, dataset.dataset_group_arn)


def _records(given: Sequence[Mapping[str, Any]], schema: Schema) -> list[Record]:
    """The records with their properties as columns of the schema. InvalidInputException for what does not fit."""
    from ...datasets import DataError, from_records

    records = []
    for members in given:
        values = parse_properties(members.get("properties"))
        values.update({plain(name): value for name, value in members.items() if name != "properties"})
        records.append({field.name: values.get(plain(field.name)) for field in schema.fields})
    try:
        return list(from_records(records, schema).records())
    except DataError as error:
        raise InvalidInputException(str(error)) from None

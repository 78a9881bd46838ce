"""Dataset groups: the container of everything else. https://docs.aws.amazon.com/personalize/latest/dg/API_DatasetGroup.html"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ..exceptions import AccessDeniedException, InvalidInputException
from ..neighbours import role_exists
from .lifecycle import DELETE_GROUP
from .operations import Operations
from .store import Resource

MAX_GROUPS = 5


@dataclass(kw_only=True, eq=False)
class DatasetGroup(Resource):
    resource_type: ClassVar[str] = "dataset_group"

    name: str
    role_arn: str | None = None
    kms_key_arn: str | None = None
    domain: str | None = None


class DatasetGroupOperations(Operations):
    def create_dataset_group(
        self,
        *,
        name: str,
        role_arn: str | None = None,
        kms_key_arn: str | None = None,
        domain: str | None = None,
        tags: list[dict[str, str]] | None = None,
    ) -> dict[str, Any]:
        if (role_arn is None) != (kms_key_arn is None):
            raise InvalidInputException("roleArn and kmsKeyArn must be given together.")
        self._check_key_role(role_arn)
        arn = self.arn(f"dataset-group/{name}")
        self.store.check_free(DatasetGroup, arn)
        self.check_quota(DatasetGroup, MAX_GROUPS)
        group = DatasetGroup(arn=arn, name=name, role_arn=role_arn, kms_key_arn=kms_key_arn, domain=domain)
        self.created(group, tags)
        return {"datasetGroupArn": arn, "domain": domain}

    def _check_key_role(self, role_arn: str | None) -> None:
        if role_arn and role_arn.split(":")[4] != self.account_id:
            raise AccessDeniedException("Cross-account pass role is not allowed.")
        if role_arn and self.settings.strict_roles and not role_exists(self.account_id, self.partition, role_arn):
            raise InvalidInputException(f"The given role does not exist: {role_arn}")

    def describe_dataset_group(self, *, dataset_group_arn: str) -> dict[str, Any]:
        return {"datasetGroup": self.described(DatasetGroup, dataset_group_arn)}

    def list_dataset_groups(self, **page: Any) -> dict[str, Any]:
        return self.listed(DatasetGroup, "datasetGroups", **page)

    def delete_dataset_group(self, *, dataset_group_arn: str) -> None:
        group = self.store.get(DatasetGroup, dataset_group_arn)
        self.deleted(group, DELETE_GROUP)


def datasets_of(dataset_group_arn: str) -> str:
    """What the ARNs of all datasets of a group begin with."""
    return dataset_group_arn.replace(":dataset-group/", ":dataset/", 1) + "/"

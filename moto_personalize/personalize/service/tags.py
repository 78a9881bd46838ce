"""Tags: the three operations, on every resource that AWS lets be tagged."""

from __future__ import annotations

from typing import Any

from ..exceptions import InvalidInputException, ResourceNotFoundException, TooManyTagKeysException
from .operations import Operations
from .store import Resource
from .validation import MAX_TAGS, given_tags


class TagOperations(Operations):
    def tag_resource(self, *, resource_arn: str, tags: list[dict[str, str]]) -> dict[str, Any]:
        resource = self._taggable(resource_arn)
        resource.tags = given_tags(resource_arn, tags, resource.tags)
        return {}

    def untag_resource(self, *, resource_arn: str, tag_keys: list[str]) -> dict[str, Any]:
        resource = self._taggable(resource_arn)
        if len(tag_keys) > MAX_TAGS:
            raise TooManyTagKeysException(count=len(tag_keys))
        resource.tags = {key: value for key, value in resource.tags.items() if key not in tag_keys}
        return {}

    def list_tags_for_resource(self, *, resource_arn: str) -> dict[str, Any]:
        tags = self._taggable(resource_arn).tags
        return {"tags": [{"tagKey": key, "tagValue": value} for key, value in tags.items()]}

    def _taggable(self, arn: str) -> Resource:
        resource = self.store.by_arn(arn)
        if resource is None:
            raise ResourceNotFoundException(noun="resource", arn=arn)
        if not resource.taggable:
            raise InvalidInputException(f"A {resource.noun} cannot have tags: {arn}")
        return resource

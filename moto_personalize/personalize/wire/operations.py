"""One `Operation` for each operation of the three service models."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore import xform_name
from botocore.model import OperationModel, Shape
from moto.core.utils import get_service_model

from ..exceptions import SerializationException, ValidationException
from .naming import in_snake_case, members_of
from .reading import Read, reader
from .writing import Write, writer

SERVICES = ("personalize", "personalize-events", "personalize-runtime")
# of the errors that every service may answer and no model declares, those whose status is not 400
COMMON_STATUSES = {"InternalFailure": 500, "InternalServerException": 500, "ServiceUnavailable": 503}


@dataclass(frozen=True)
class Operation:
    """One operation of one service: how its request is read and its answer written.

    `error_statuses` are those of all that the service may answer, `errors` what the operation models, with what the
    model says of each.
    """

    service: str
    name: str
    verb: str
    path: str
    content_type: str
    read_input: Read
    write_output: Write | None
    error_statuses: Mapping[str, int]
    input_shape: Shape | None
    errors: Mapping[str, str]

    @property
    def members(self) -> dict[str, Shape]:
        """Those of its request, by their names in snake_case."""
        return members_of(self.input_shape)

    def params(self, body: bytes) -> dict[str, Any]:
        """The members of a request in snake_case, whatever constraints they break; nothing of an unreadable one."""
        try:
            members = self.read_input(_parsed(body), "", [])
        except SerializationException:
            return {}
        return dict(in_snake_case(self.input_shape, members)) if self.input_shape else {}

    def read(self, body: bytes) -> dict[str, Any]:
        """The verb's keyword arguments.

        Raises SerializationException when the body is not of the input's types, ValidationException when it
        breaks constraints that the model declares (all of them in one message, as AWS does).
        """
        problems: list[str] = []
        members = self.read_input(_parsed(body), "", problems)
        if problems:
            noun = "error" if len(problems) == 1 else "errors"
            raise ValidationException(f"{len(problems)} validation {noun} detected: {'; '.join(problems)}")
        return {xform_name(name): value for name, value in members.items()}

    def write(self, result: Any) -> str:
        """The answer's body; truly empty for an operation without an output shape."""
        return "" if self.write_output is None else json.dumps(self.write_output(result))


def error_body(code: str, message: str) -> str:
    """An error as SDKs read it; each of the two spellings of the message is read by one or another."""
    return json.dumps({"__type": code, "message": message, "Message": message})


@functools.cache
def operations() -> Mapping[tuple[str, str], Operation]:
    """All operations of the installed botocore by service and name."""
    return {
        (service, name): _operation(service, get_service_model(service).operation_model(name))
        for service in SERVICES
        for name in get_service_model(service).operation_names
    }


@functools.cache
def by_path() -> Mapping[str, Operation]:
    """The operations of the two REST services by their path."""
    return {op.path: op for op in operations().values() if op.service != "personalize"}


def _operation(service: str, model: OperationModel) -> Operation:
    protocol = model.service_model.metadata["protocol"]
    json_version = model.service_model.metadata.get("jsonVersion")
    input_shape, output_shape = model.input_shape, model.output_shape
    return Operation(
        service=service,
        name=model.name,
        verb=xform_name(model.name),
        path=model.http["requestUri"],
        content_type=f"application/x-amz-json-{json_version}" if protocol == "json" else "application/json",
        read_input=reader(input_shape) if input_shape else lambda value, path, problems: {},
        write_output=writer(output_shape) if output_shape else None,
        error_statuses=COMMON_STATUSES
        | {
            shape.name: shape.metadata.get("error", {}).get("httpStatusCode", 400)
            for shape in model.service_model.error_shapes
        },
        input_shape=input_shape,
        errors={shape.name: re.sub("<.*?>", "", shape.documentation).strip() for shape in model.error_shapes},
    )


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body, parse_constant=_no_constant) if body else {}
    except (ValueError, RecursionError) as error:
        raise SerializationException(f"The request is not a JSON document: {error}") from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")

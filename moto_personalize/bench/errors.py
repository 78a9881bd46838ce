"""The codes of errors that an application can meet."""

from __future__ import annotations

from collections.abc import Collection

from ..personalize.calls import CONNECTION_LOST
from .naming import choices

COMMON_ERRORS = {
    "ThrottlingException": "Rate exceeded",
    "InternalFailure": "The request processing has failed because of an unknown error, exception or failure.",
    "InternalServerException": "The request processing has failed because of an internal error.",
    "ServiceUnavailable": "The request has failed due to a temporary failure of the server.",
    "AccessDeniedException": "You are not authorized to perform this operation.",
    "ExpiredTokenException": "The security token included in the request is expired",
    "UnrecognizedClientException": "The security token included in the request is invalid.",
    "ValidationException": "1 validation error detected",
}
"""What any operation may answer, though no model says so."""

OURS = ("SerializationException", "UnknownOperationException", "InvalidSignatureException", "NotImplemented")
"""What requests are refused with that cannot be read, or that ask for what is not there."""


def check_error(code: str, seen: Collection[str] = ()) -> None:
    """Raise ValueError unless some request can be refused with an error, or was."""
    from ..personalize.wire import operations

    modeled = (operation.errors for operation in operations().values())
    known = {*COMMON_ERRORS, CONNECTION_LOST, *OURS, *seen}.union(*modeled)
    if code not in known:
        raise ValueError(f"{code} is no error of Amazon Personalize. {choices(code, known, 'Errors')}")

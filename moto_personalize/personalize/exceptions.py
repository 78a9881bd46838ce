"""The errors of the three services. Status and fault come from the service model."""

from __future__ import annotations

from moto.core.exceptions import ServiceException


class PersonalizeException(ServiceException):
    """Base of everything that a client sees as an error."""


class InvalidInputException(PersonalizeException):
    code = "InvalidInputException"


class InvalidNextTokenException(PersonalizeException):
    code = "InvalidNextTokenException"
    message = "The token is not valid."


class LimitExceededException(PersonalizeException):
    code = "LimitExceededException"


class ResourceAlreadyExistsException(PersonalizeException):
    code = "ResourceAlreadyExistsException"
    message = "Another resource with Arn {arn} already exists."


class ResourceInUseException(PersonalizeException):
    code = "ResourceInUseException"


class ResourceNotFoundException(PersonalizeException):
    code = "ResourceNotFoundException"
    message = "The given {noun} does not exist: {arn}"


class TooManyTagsException(PersonalizeException):
    code = "TooManyTagsException"
    message = "The resource {arn} would have {count} tags; 50 are allowed."


class TooManyTagKeysException(PersonalizeException):
    code = "TooManyTagKeysException"
    message = "The request names {count} tag keys; 50 are allowed."


# Not in the service models: what the framework in front of the service answers.


class ValidationException(PersonalizeException):
    code = "ValidationException"


class SerializationException(PersonalizeException):
    code = "SerializationException"


class UnknownOperationException(PersonalizeException):
    code = "UnknownOperationException"
    message = "The operation {operation} is not one of Amazon Personalize."


class AccessDeniedException(PersonalizeException):
    code = "AccessDeniedException"


class InvalidSignatureException(PersonalizeException):
    code = "InvalidSignatureException"
    message = "Credential should be scoped to a valid region, not '{region}'."


class ThrottlingException(PersonalizeException):
    code = "ThrottlingException"
    message = "Rate exceeded"


class WorkFailed(Exception):
    """Not for a client: the work of a status change (import, training, deployment) failed. The text is its reason."""

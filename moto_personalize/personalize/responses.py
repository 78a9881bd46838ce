"""From a request to a verb and back. No operation is named here: all are made from the service models."""

from __future__ import annotations

import gzip
import logging
import zlib
from typing import Any

from moto.core.common_types import TYPE_RESPONSE
from moto.core.responses import BaseResponse
from moto.utilities.aws_headers import gen_amzn_requestid_long
from werkzeug.exceptions import HTTPException

from . import script
from .exceptions import (
    InvalidSignatureException,
    PersonalizeException,
    SerializationException,
    UnknownOperationException,
)
from .models import PersonalizeBackend, personalize_backends
from .wire import Operation, by_path, error_body, operations

GZIP = b"\x1f\x8b"
TARGET_PREFIX = "AmazonPersonalize."
# moto names its refusals as the XML services of AWS do
JSON_CODES = {
    "AccessDenied": "AccessDeniedException",
    "InvalidClientTokenId": "UnrecognizedClientException",
    "SignatureDoesNotMatch": "InvalidSignatureException",
}
log = logging.getLogger(__name__)


class PersonalizeResponse(BaseResponse):
    """Handler of the three services: moto finds account, region and signature, the service model does the rest."""

    def __init__(self) -> None:
        super().__init__(service_name="personalize")
        self.allow_request_decompression = False  # a body that is none would end in moto, with a traceback

    @property
    def backend(self) -> PersonalizeBackend:
        try:
            return personalize_backends[self.current_account][self.region]
        except KeyError:
            raise InvalidSignatureException(region=self.region) from None

    def _dispatch(self, request: Any, full_url: str | None = None, headers: Any = None) -> TYPE_RESPONSE:
        # keep the body before moto looks for a form in it: curl calls JSON a form unless told otherwise
        if hasattr(request, "get_data"):
            request.get_data()
        self.setup_class(request, full_url, headers, use_raw_body=True)
        return self.call_action()

    def call_action(self) -> TYPE_RESPONSE:
        """Answer with an output of the model or an error that SDKs can read.

        In process, what is not implemented raises NotImplementedError, as everywhere in moto, and a defect of ours
        shows its traceback; on the server both are JSON errors, since a client can read nothing else.
        """
        with script.request_of(bench=script.BENCH_HEADER in self.headers):
            return self._call(self._operation())

    def _call(self, operation: Operation | None) -> TYPE_RESPONSE:
        gen_amzn_requestid_long(self.response_headers)
        self.response_headers["Content-Type"] = operation.content_type if operation else "application/json"
        try:
            self._authenticate_and_authorize_normal_action()
            return 200, self.response_headers, self._answer(operation)
        except PersonalizeException as error:
            return self._error(operation, error)
        except HTTPException as error:  # moto enforces IAM policies, and would answer in XML
            return self._error(operation, _as_ours(error))
        except NotImplementedError as error:
            return self._server_only(501, "NotImplemented", error)
        except Exception as error:
            log.exception("%s failed", operation.name if operation else self.path)
            return self._server_only(500, "InternalFailure", error)

    def _answer(self, operation: Operation | None) -> str:
        if operation is None:
            raise UnknownOperationException(operation=self.headers.get("X-Amz-Target") or self.path)
        call = script.Call(operation.service, operation.name, self.current_account, self.region)
        try:
            return self._answer_to(call, operation)
        except PersonalizeException as error:
            call.error = error.code
            raise
        finally:
            if not script.by_bench():
                script.current().record(call)

    def _answer_to(self, call: script.Call, operation: Operation) -> str:
        backend = self.backend
        verb = getattr(backend, operation.verb, None)
        if verb is None:
            raise NotImplementedError(f"The {operation.verb} action has not been implemented")
        call.params = members = operation.read(_plain(self.body))
        if operation.service == "personalize-runtime":
            backend.settle()
            return operation.write(verb(**members))
        with backend.lock:
            backend.settle()
            answer = operation.write(verb(**members))
            backend.settle()  # what follows from it at once: a campaign goes along with a new version
            return answer

    def _error(self, operation: Operation | None, error: PersonalizeException) -> TYPE_RESPONSE:
        status = operation.error_statuses.get(error.code, 400) if operation else self._unknown_status
        self.response_headers["X-Amzn-ErrorType"] = error.code
        return status, self.response_headers, error_body(error.code, error.message)

    def _server_only(self, status: int, code: str, error: Exception) -> TYPE_RESPONSE:
        if not self.is_werkzeug_request:
            raise error
        self.response_headers["X-Amzn-ErrorType"] = code
        return status, self.response_headers, error_body(code, str(error))

    @property
    def _unknown_status(self) -> int:
        """The JSON protocol calls an operation that does not exist a bad request, REST a page that does not."""
        return 400 if self.headers.get("X-Amz-Target") else 404

    def _operation(self) -> Operation | None:
        if self.method != "POST":
            return None
        target = self.headers.get("X-Amz-Target")
        if target:
            return operations().get(("personalize", str(target).removeprefix(TARGET_PREFIX)))
        return by_path().get(self.path.rstrip("/"))

    def _get_action(self) -> str:
        """What moto asks for when it enforces IAM policies."""
        operation = self._operation()
        return operation.name if operation else ""


def _as_ours(error: HTTPException) -> PersonalizeException:
    code = str(getattr(error, "error_type", error.name))
    message = str(getattr(error, "message", error.description))
    return PersonalizeException(JSON_CODES.get(code, code), message)


def _plain(body: Any) -> bytes:
    """The body as bytes, decompressed where moto has not done so; in process an SDK may give text."""
    raw = body if isinstance(body, bytes) else str(body or "").encode()
    try:
        return gzip.decompress(raw) if raw.startswith(GZIP) else raw
    except (OSError, EOFError, zlib.error) as error:
        raise SerializationException(f"The request cannot be decompressed: {error}") from None

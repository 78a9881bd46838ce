"""From a request to a verb and back. No operation is named here: all are made from the service models."""

from __future__ import annotations

import contextlib
import gzip
import logging
import socket
import zlib
from typing import Any

import requests
from botocore.exceptions import ConnectionClosedError
from moto.core.common_types import TYPE_RESPONSE
from moto.core.responses import BaseResponse
from moto.utilities.aws_headers import gen_amzn_requestid_long
from werkzeug.exceptions import HTTPException

from . import script
from .calls import CONNECTION_LOST, Call
from .exceptions import (
    InvalidSignatureException,
    PersonalizeException,
    SerializationException,
    UnknownOperationException,
)
from .faults import ConnectionLost
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


class LostConnection(ConnectionClosedError, requests.ConnectionError):
    """What a client in this process raises, botocore or requests: both are mocked."""


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
        self._environ: dict[str, Any] = getattr(request, "environ", {})
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
        self._script = script.current()
        call = self._received(operation)
        if not script.by_bench():
            self._script.record(call)  # now: a client may give up while its request waits, and then look
        try:
            if not script.by_bench():
                self._authenticate_and_authorize_normal_action()
            answer = self._answer(call, operation)
            call.answered = True
            return 200, self.response_headers, answer
        except PersonalizeException as error:
            return self._error(call, operation, error)
        except HTTPException as error:  # moto enforces IAM policies, and would answer in XML
            return self._error(call, operation, _as_ours(error))
        except ConnectionLost:
            return self._no_answer(call)
        except NotImplementedError as error:
            return self._server_only(call, 501, "NotImplemented", error)
        except Exception as error:
            log.exception("%s failed", call.operation)
            return self._server_only(call, 500, "InternalFailure", error)

    def _received(self, operation: Operation | None) -> Call:
        service, name = (operation.service, operation.name) if operation else ("", self._unknown)
        call = Call(service, name, self.current_account, self.region)
        with contextlib.suppress(SerializationException):  # told when the request is read
            call.body = _plain(self.body)
        return call

    def _answer(self, call: Call, operation: Operation | None) -> str:
        if operation is None:
            raise UnknownOperationException(operation=call.operation)
        backend = self.backend
        verb = getattr(backend, operation.verb, None)
        if verb is None:
            raise NotImplementedError(f"The {operation.verb} action has not been implemented")
        members = operation.read(_plain(self.body))
        if not script.by_bench():
            self._script.faults.meet(call)
        if operation.service == "personalize-runtime":
            backend.settle()
            return operation.write(verb(**members))
        with backend.lock:
            backend.settle()
            answer = operation.write(verb(**members))
            backend.settle()  # what follows from it at once: a campaign goes along with a new version
            return answer

    def _error(self, call: Call, operation: Operation | None, error: PersonalizeException) -> TYPE_RESPONSE:
        status = operation.error_statuses.get(error.code, 400) if operation else self._unknown_status
        return self._refused(call, status, error.code, error.message)

    def _server_only(self, call: Call, status: int, code: str, error: Exception) -> TYPE_RESPONSE:
        call.error = code
        if not self.is_werkzeug_request:
            raise error
        return self._refused(call, status, code, str(error))

    def _refused(self, call: Call, status: int, code: str, message: str) -> TYPE_RESPONSE:
        call.error = self.response_headers["X-Amzn-ErrorType"] = code
        return status, self.response_headers, error_body(code, message)

    def _no_answer(self, call: Call) -> TYPE_RESPONSE:
        call.error = CONNECTION_LOST
        connection = self._environ.get("werkzeug.socket")
        if connection is None:  # in process and in moto's proxy
            raise LostConnection(endpoint_url=self.uri)
        connection.shutdown(socket.SHUT_RDWR)  # the server writes to it in vain, and says nothing
        return 500, {}, ""

    @property
    def _unknown(self) -> str:
        """What is asked for in place of an operation."""
        return str(self.headers.get("X-Amz-Target") or self.path)

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

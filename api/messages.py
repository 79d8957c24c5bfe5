"""GraphQL over HTTP: what a request says, and which media type its answer has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.message import Message
from functools import lru_cache
from itertools import chain
from typing import Any

import orjson
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response

from api.documents import NO_TEXT, Rejected

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
MAX_BODY_BYTES = 256 * 1024
MAX_VARIABLE_DEPTH = 100
"""Lists and objects within one another: what reads them may recurse."""


NO_DOCUMENTS: Mapping[str, str] = {}
REMEMBERED_HEADERS = 256
"""Callers send few different media types; a longer list of them is read each time."""


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """The parameters of a request, of the right types."""

    query: str
    operation_name: str | None
    variables: Mapping[str, Any]


def answer_type(accept: str | None) -> str | None:
    """The media type that the caller prefers of the two we speak; None: neither."""
    offers = [_media_type(offer) for offer in (accept or "*/*").split(",")]
    spoken = [kind for kind, charset in offers if charset in {"utf-8", "utf8"}]
    for kind in spoken:
        if kind == GRAPHQL_RESPONSE:
            return GRAPHQL_RESPONSE
        if kind in {JSON, "*/*", "application/*"}:
            return JSON
    return None


async def read(request: Request, documents: Mapping[str, str] = NO_DOCUMENTS) -> GraphQLRequest:
    """Read the parameters from the body, or from the URL of a GET.

    Args:
        request: what came.
        documents: those that may be named by their SHA-256 instead of being sent.

    Raises:
        Rejected: the body is too long, of another media type or no JSON, or a parameter is wrong.
    """
    if request.method == "GET":
        return _checked(_from_url(request), documents)
    if _media_type(request.headers.get("content-type", "")) != (JSON, "utf-8"):
        raise _rejected("A request's body must be application/json in UTF-8.", 415)
    try:
        parameters = orjson.loads(await _body(request))
    except orjson.JSONDecodeError:
        raise _rejected("The body is no JSON.") from None
    return _checked(parameters, documents)


def response(body: bytes, media_type: str, status: int = 200) -> Response:
    return Response(body, status, media_type=f"{media_type}; charset=utf-8")


def rejection(rejected: Rejected, media_type: str) -> Response:
    """400 if the caller knows GraphQL's own media type, else, as servers always did, 200."""
    status = rejected.status or (400 if media_type == GRAPHQL_RESPONSE else 200)
    body = orjson.dumps({"errors": [error.formatted for error in rejected.errors]})
    return response(body, media_type, status)


async def _body(request: Request) -> bytes:
    """The body, given up on as soon as it is too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise _rejected(f"The body exceeds {MAX_BODY_BYTES} bytes.", 413)
    return bytes(body)


def _from_url(request: Request) -> dict[str, Any]:
    parameters: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        if name in parameters:
            try:
                parameters[name] = orjson.loads(parameters[name])
            except orjson.JSONDecodeError:
                raise _rejected(f"The parameter {name} is no JSON.") from None
    return parameters


def _checked(parameters: Any, documents: Mapping[str, str]) -> GraphQLRequest:
    if not isinstance(parameters, dict):
        raise _rejected("The body must be one JSON object; batches are not accepted.")
    name = _optional(parameters, "operationName", str)
    variables = _optional(parameters, "variables", dict)
    _must_be_plain(variables)
    extensions = _optional(parameters, "extensions", dict) or {}
    query = parameters.get("query") or _persisted(extensions, documents)
    if not isinstance(query, str):
        raise _rejected("The parameter query must be a string.")
    return GraphQLRequest(query, name, variables or {})


def _must_be_plain(variables: Any) -> None:
    """Raises: Rejected."""
    level = [variables]
    for _ in range(MAX_VARIABLE_DEPTH):
        level = [item for each in level for item in _inner(each)]
        if any(isinstance(item, str) and "\0" in item for item in level):
            raise Rejected([GraphQLError(NO_TEXT, extensions={"code": "invalid"})])
        if not level:
            return
    raise _rejected(f"The variables are nested more than {MAX_VARIABLE_DEPTH} deep.")


def _inner(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return chain(value, value.values())
    return value if isinstance(value, list) else ()


def _persisted(extensions: Mapping[str, Any], documents: Mapping[str, str]) -> str | None:
    """The document that is named by its hash; None where none is named.

    Raises:
        Rejected: there is none of this hash, for example since the frontend was renewed.
    """
    named = extensions.get("persistedQuery")
    if not isinstance(named, Mapping):
        return None
    found = documents.get(str(named.get("sha256Hash")))
    if found is None:
        message = "This document is not known here: load the page again."
        raise Rejected([GraphQLError(message, extensions={"code": "unknown_document"})], 404)
    return found


def _optional(parameters: dict[str, Any], name: str, kind: type) -> Any:
    value = parameters.get(name)
    if value is not None and not isinstance(value, kind):
        raise _rejected(
            f"The parameter {name} must be {'a string' if kind is str else 'an object'}."
        )
    return value


@lru_cache(maxsize=REMEMBERED_HEADERS)
def _media_type(header: str) -> tuple[str, str]:
    """The type and its charset, both in lower case; without one, UTF-8."""
    message = Message()
    message["content-type"] = header.strip() or "none/none"
    return message.get_content_type(), str(message.get_param("charset", "utf-8")).lower()


def _rejected(reason: str, status: int = 400) -> Rejected:
    return Rejected([GraphQLError(reason, extensions={"code": "bad_request"})], status)

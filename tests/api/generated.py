"""Requests that Schemathesis makes up from the schema of the API and from its routes."""

import base64
import os
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import graphql
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case
from schemathesis.graphql import nodes
from starlette.applications import Starlette
from starlette.routing import Route

EXAMPLES = int(os.environ.get("GENERATED_REQUESTS", "2"))
"""For each operation: few in every run, hundreds where somebody looks for bugs."""

WORDS = [
    "01", "90471", "Z23", "CA", "UTC", "America/Chicago", "someone@example.com", "1234567893",
    "12-3456789", "2026-13-45", "patients:read", "https://example.com", "\x00", "💊" * 40, "A" * 5_000,
]  # fmt: skip
"""Among any text, what the field writes, nearly writes, or never should."""
NEAR = (date(2025, 1, 1), date(2028, 12, 31))

SCALARS: Mapping[str, st.SearchStrategy[Any]] = {
    "Base64": st.binary(max_size=30).map(
        lambda some: nodes.String(base64.b64encode(some).decode())
    ),
    "Cents": st.integers(1 - 2**53, 2**53 - 1).map(nodes.Int),
    "Date": (st.dates(*NEAR) | st.dates()).map(lambda day: nodes.String(str(day))),
    "DateTime": st.datetimes(timezones=st.timezones()).map(
        lambda instant: nodes.String(instant.isoformat())
    ),
    "Decimal": st.decimals().map(lambda number: nodes.String(str(number))),
    "Int": (st.integers(1, 20) | st.integers(-(2**31), 2**31 - 1)).map(nodes.Int),
    "JSON": st.text(max_size=10).map(nodes.String)
    | st.integers().map(nodes.Int)
    | st.just(nodes.Object([])),
    "String": (st.text(max_size=40) | st.sampled_from(WORDS)).map(nodes.String),
}

FIELDS = (
    "challenge", "client_assertion", "client_assertion_type", "client_id", "client_secret", "code",
    "credential", "csrf_token", "email", "enrolment", "grant_type", "id", "invitation", "link",
    "name", "organization", "password", "present", "scope", "state", "token",
)  # fmt: skip
"""What forms are asked for, all routes together."""
PARAMETERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "/auth/oidc": {"query": ("code", "error", "iss", "provider", "state", "target")},
    "/auth/prove": {"query": ("provider",)},
    "/patients": {"query": ("despiteDuplicates", "dryRun"), "header": ("accept", "x-file-name")},
    "/scim": {"query": ("attributes", "count", "filter", "startIndex"), "header": ("if-match",)},
}
"""What else is looked at, by how a path begins."""
RESOURCES = ("Users", "Users/{id}", "Groups", "Groups/{id}", ".search", "{id}")
TEXT = {"type": "string"}


def graphql_operations(
    schema: graphql.GraphQLSchema, ids: Mapping[str, list[str]]
) -> Iterator[APIOperation]:
    """Every root field; while one is used, ids are mostly of what its words speak of."""
    for name, values in SCALARS.items():
        schemathesis.graphql.scalar(name, values)
    loaded = schemathesis.graphql.from_dict(dict(graphql.introspection_from_schema(schema)))
    for found in loaded.get_all_operations():
        operation = found.ok()
        schemathesis.graphql.scalar("ID", _ids_for(operation, ids))
        yield operation


def _ids_for(operation: APIOperation, ids: Mapping[str, list[str]]) -> st.SearchStrategy[Any]:
    field = operation.definition.raw
    words = f"{operation.label} {field.type} {[*field.args]} {[*field.args.values()]}".lower()
    known = [id_ for each in ids.values() for id_ in each]
    near = [id_ for kind, each in ids.items() if kind.lower() in words for id_ in each] or known
    return (st.sampled_from(near) | st.sampled_from(known) | st.text(max_size=60)).map(nodes.String)


def http_operations(app: Starlette) -> Iterator[APIOperation]:
    """Every route and method of the application but GraphQL's."""
    loaded = schemathesis.openapi.from_dict(_described(app))
    return (found.ok() for found in loaded.get_all_operations())


def _described(app: Starlette) -> dict[str, Any]:
    """The routes as OpenAPI, but for folders of files. A form may have any field that any has."""
    paths: dict[str, dict[str, Any]] = {}
    for route in app.routes:
        if not isinstance(route, Route):
            continue
        for path in _paths(route.path):
            for method in sorted({*(route.methods or ())} - {"HEAD"}):
                paths.setdefault(path, {})[method.lower()] = _described_call(path, method)
    del paths["/graphql"]
    return {"openapi": "3.1.0", "info": {"title": "Mortar", "version": "1"}, "paths": paths}


def _paths(path: str) -> list[str]:
    if path.startswith("/scim/v2"):
        return [f"/scim/v2/{resource}" for resource in RESOURCES]
    return [re.sub(r"{(\w+):\w+}", r"{\1}", path)]


def _described_call(path: str, method: str) -> dict[str, Any]:
    begun = (more for beginning, more in PARAMETERS.items() if path.startswith(beginning))
    places = {"path": re.findall(r"{(\w+)}", path), **next(begun, {})}
    call: dict[str, Any] = {
        "responses": {"default": {"description": "Any answer."}},
        "parameters": [
            {"in": place, "name": name, "required": place == "path", "schema": TEXT}
            for place, names in places.items()
            for name in names
        ],
    }
    if method in {"POST", "PUT", "PATCH"}:
        call["requestBody"] = {"content": _bodies(path)}
    return call


def _bodies(path: str) -> dict[str, Any]:
    if path == "/patients/import":
        return {"text/csv": {"schema": TEXT}}
    anything: dict[str, Any] = {"type": "object"}
    if path.startswith("/scim"):
        return {"application/scim+json": {"schema": anything}}
    form = anything | {"properties": dict.fromkeys(FIELDS, TEXT)}
    return {kind: {"schema": form} for kind in ("application/json", FORM)}


FORM = "application/x-www-form-urlencoded"


def each_case(operation: APIOperation, ask: Callable[[Case], None]) -> None:
    """Ask whatever is made up of one operation; the same in every run."""

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def asked(case: Case) -> None:
        ask(case)

    asked()

"""Asks every question twice, of the compiled reads and of the executor, and compares the answers."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from api.documents import Documents
from api.operations import Ask, Executor
from api.reading.plans import CompiledOperations
from api.schema import core
from infra.seal import Seal, new_key
from infra.statement_pool import StatementPool
from tenants.actor import Actor
from tenants.audit import AuditEvent, Origin
from tenants.database import TenantDatabase
from tenants.identifiers import new_id
from tests.conftest import TestDatabase

EXECUTOR = Executor(Seal(new_key()))


class Reader:
    """The API's two ways of reading, as one actor."""

    def __init__(
        self, runner: asyncio.Runner, compiled: CompiledOperations, database: TenantDatabase
    ) -> None:
        self.runner = runner
        self.compiled = compiled
        self.database = database
        self.documents = Documents(core(), introspection=True)

    def as_actor(self, actor: Actor) -> "Reader":
        database = TenantDatabase(self.database.engine, self.database.signer, actor)
        return Reader(self.runner, self.compiled, database)

    def ask(self, query: str, **variables: Any) -> Any:
        """The data of a query that compiles, after the executor has given the same answer.

        Both leave the same patients in the audit log.
        """
        fast, slow = self.in_request(str(new_id())), self.in_request(str(new_id()))
        answer = fast.compiled_answer(query, **variables)
        assert answer is not None, "not compiled"
        assert answer == slow.plain_answer(query, **variables)
        assert fast.seen() == slow.seen()
        return answer["data"]

    def in_request(self, request_id: str) -> "Reader":
        database = replace(self.database, origin=Origin(request_id=request_id))
        return Reader(self.runner, self.compiled, database)

    def seen(self) -> set[UUID]:
        """The patients whom the audit log names in this reader's request."""
        found = select(AuditEvent.patient_ids).where(
            AuditEvent.request_id == self.database.origin.request_id
        )
        with self.database.transaction() as session:
            return {id_ for ids in session.scalars(found) for id_ in ids}

    def compiled_answer(self, query: str, **variables: Any) -> Any:
        """None where the compiled reads leave the answer to the executor."""
        operation = self.documents.operation(query, None)
        coerced = operation.coerced(variables)
        body = self.runner.run(self.compiled(operation, coerced, self.database))
        return body and json.loads(body)

    def plain_answer(self, query: str, **variables: Any) -> Any:
        operation = self.documents.operation(query, None)
        ask = Ask(operation, variables, operation.coerced(variables))
        return json.loads(EXECUTOR.answer_now(ask, self.database))


@pytest.fixture(scope="package")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="package")
def compiled(database: TestDatabase, runner: asyncio.Runner) -> Iterator[CompiledOperations]:
    pool = StatementPool(database.urls.application)
    runner.run(pool.open())
    yield CompiledOperations(pool, database.signer)
    runner.run(pool.close())


@pytest.fixture
def reader(runner: asyncio.Runner, compiled: CompiledOperations, tenant: TenantDatabase) -> Reader:
    return Reader(runner, compiled, tenant)

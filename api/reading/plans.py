"""Answers operations with compiled statements, remembering each for its next use."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from graphql import GraphQLError
from starlette.concurrency import run_in_threadpool

from api.documents import Operation, Rejected
from api.reading.commands import ORIGIN, CommandCompiler, CommandPlan
from api.reading.compiler import Compiler, Plan
from api.reading.opening import opened
from api.reading.parameters import NotCompiled, shape
from api.reading.sightings import without_marks
from api.recording import Recorder
from infra.statement_pool import Busy, StatementFailed, StatementPool
from tenants.actor import Actor
from tenants.audit import Outcome, rows_of
from tenants.context import ContextSigner, SignedContexts
from tenants.database import TenantDatabase
from tenants.permissions import Permission
from tenants.refusals import Refused
from tenants.sealed_fields import NoKeys
from tenants.sealing import TenantKeys

REMEMBERED_PLANS = 1_000
EXPLAINED_BY_EXECUTOR = ("22", "23", "40", "55")
"""SQLSTATEs that blame a value, a rule, a deadlock or a lock: the executor says it or tries again."""


CANCELLED = "57014"
"""The SQLSTATE of a statement that ran into its time limit."""


class CompiledOperations:
    """The compiled way to answer; where there is none, the executor's way is left."""

    def __init__(self, pool: StatementPool, signer: ContextSigner) -> None:
        self.pool = pool
        self.recorder = Recorder(pool, signer)
        self.contexts = SignedContexts(signer)
        self._plans: OrderedDict[Any, Plan | CommandPlan | None] = OrderedDict()

    async def __call__(
        self, operation: Operation, variables: Mapping[str, Any], database: TenantDatabase
    ) -> bytes | None:
        """The finished JSON answer; None: the executor must give it, or refuse to.

        Raises:
            Rejected: the database has no time for it now, or not enough.
            StatementFailed: the statement is not what the database takes: a bug.
            Interrupted: nobody knows whether a command took effect.
        """
        plan = self.plan(operation, variables, database.actor)
        if plan is None:
            return None
        try:
            answer = await self._run(plan, _with_origin(operation, variables, database), database)
            if answer is None:
                return None
            return await self._recorded(operation, plan, answer, database)
        except Refused:
            return None
        except Busy:
            raise _rejected("busy", "Too much is asked at this moment. Try again soon.") from None
        except StatementFailed as failed:
            if failed.sqlstate == CANCELLED:
                raise _rejected("too_slow", "This takes too long. Ask for less.") from None
            if failed.sqlstate.startswith(EXPLAINED_BY_EXECUTOR):
                return None
            raise

    async def _run(
        self, plan: Plan | CommandPlan, variables: Mapping[str, Any], database: TenantDatabase
    ) -> bytes | None:
        context = partial(self.contexts.signed, database.actor)
        keys = await _keys(database) if plan.is_sealed else None
        if isinstance(plan, Plan):
            asked = plan.bound(variables, keys)
            answer = await self.pool.read(asked, context, is_heavy=plan.is_heavy)
        else:
            statements = [plan.command.bound(variables, keys), plan.answer.bound(variables, keys)]
            done, answer = await self.pool.write(statements, context)
            answer = None if done is None else answer
        return answer if answer is None or keys is None else opened(answer, keys)

    async def _recorded(
        self,
        operation: Operation,
        plan: Plan | CommandPlan,
        answer: bytes,
        database: TenantDatabase,
    ) -> bytes:
        """The answer, once the audit log says durably whose data it shows.

        A command's own event names the patient of its row, and was written with its effect.
        """
        body, seen = without_marks(answer)
        is_told = len(seen) < (1 if operation.is_query else 2)
        if is_told and not _is_always_told(operation, plan):
            return body
        about = {"action": operation.action, "outcome": Outcome.DONE.value, "code": None}
        await self.recorder.record(rows_of(database.actor, database.origin, about, seen))
        return body

    def plan(
        self, operation: Operation, variables: Mapping[str, Any], actor: Actor
    ) -> Plan | CommandPlan | None:
        """The plan for these variables' shape and these permissions, compiled if it is new."""
        key = (operation, shape(variables), actor.permissions)
        if key in self._plans:
            self._plans.move_to_end(key)
            return self._plans[key]
        plan = _compiled(operation, variables, actor)
        self._plans[key] = plan
        if len(self._plans) > REMEMBERED_PLANS:
            self._plans.popitem(last=False)
        return plan


def _is_always_told(operation: Operation, plan: Plan | CommandPlan) -> bool:
    """Whether asking is recorded although nobody is shown: a list of none, or no more than a count."""
    if Permission.READ_AUDIT in operation.permissions:
        return True
    return isinstance(plan, Plan) and plan.lists_patients


def _with_origin(
    operation: Operation, variables: Mapping[str, Any], database: TenantDatabase
) -> Mapping[str, Any]:
    """Of a command, the variables with what its event says of where it came from."""
    if operation.is_query:
        return variables
    return {**variables, ORIGIN: {**asdict(database.origin), "action": operation.action}}


async def _keys(database: TenantDatabase) -> TenantKeys:
    """The tenant's keys: from memory, else in a thread that may wait for them."""
    keys = database.known_keys() or await run_in_threadpool(database.keys)
    if keys is None:
        raise NoKeys
    return keys


def _rejected(code: str, message: str) -> Rejected:
    return Rejected([GraphQLError(message, extensions={"code": code})], 503)


def _compiled(
    operation: Operation, variables: Mapping[str, Any], actor: Actor
) -> Plan | CommandPlan | None:
    try:
        if operation.is_query:
            return Compiler(operation, variables, actor.permissions).plan()
        return CommandCompiler(operation, variables, actor.permissions).command_plan()
    except NotCompiled:
        return None

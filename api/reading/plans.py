"""Answers query operations with compiled statements, remembering each for its next use."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError

from api.documents import Operation, Rejected
from api.reading.compiler import Compiler, Plan
from api.reading.parameters import NotCompiled, shape
from infra.read_pool import Busy, ReadFailed, ReadPool
from tenants.actor import Actor
from tenants.context import ContextSigner
from tenants.refusals import Refused

REMEMBERED_PLANS = 1_000
DATA_EXCEPTION = "22"
"""The class of SQLSTATEs that blame a value: the executor can say which field it was."""


CANCELLED = "57014"
"""The SQLSTATE of a statement that ran into its time limit."""


class CompiledReads:
    """The compiled way to answer a query; where there is none, the executor's way is left."""

    def __init__(self, pool: ReadPool, signer: ContextSigner) -> None:
        self.pool = pool
        self.signer = signer
        self._plans: OrderedDict[Any, Plan | None] = OrderedDict()

    async def __call__(
        self, operation: Operation, variables: Mapping[str, Any], actor: Actor
    ) -> bytes | None:
        """The finished JSON answer; None: the executor must give it, or refuse to.

        Raises:
            Rejected: the database has no time for it now, or not enough.
            ReadFailed: the statement is not what the database takes: a bug.
        """
        plan = self.plan(operation, variables, actor)
        if plan is None:
            return None
        try:
            values = plan.bound(variables)
        except Refused:
            return None
        tenant = str(actor.tenant_id).encode()

        def context(backend_pid: int) -> tuple[bytes, bytes]:
            return tenant, self.signer.sign(actor, backend_pid).encode()

        try:
            return await self.pool.read(plan.sql, values, context, is_heavy=plan.is_heavy)
        except Busy:
            raise _rejected("busy", "Too much is asked at this moment. Try again soon.") from None
        except ReadFailed as failed:
            if failed.sqlstate == CANCELLED:
                raise _rejected("too_slow", "This takes too long. Ask for less.") from None
            if failed.sqlstate.startswith(DATA_EXCEPTION):
                return None
            raise

    def plan(self, operation: Operation, variables: Mapping[str, Any], actor: Actor) -> Plan | None:
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


def _rejected(code: str, message: str) -> Rejected:
    return Rejected([GraphQLError(message, extensions={"code": code})], 503)


def _compiled(operation: Operation, variables: Mapping[str, Any], actor: Actor) -> Plan | None:
    try:
        return Compiler(operation, variables, actor.permissions).plan()
    except NotCompiled:
        return None

"""Raw SQL as the application role against another tenant's rows, table by table and verb by verb."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

import psycopg
from psycopg import sql

from tenants.actor import Actor
from tenants.context import LIFETIME_SECONDS, ContextSigner

BIND = "select set_config('app.tenant_id', %s, true), set_config('app.context', %s, true)"

Attempt = tuple[sql.SQL, tuple[UUID, ...]]
"""A statement on a table, and its parameters."""


@dataclass(frozen=True, slots=True)
class Guise:
    """Who the attacker claims to be: a bound tenant and a context, true or not."""

    name: str
    tenant_id: str
    context: str


def guises(signer: ContextSigner, thief: Actor, victim_id: UUID, pid: int) -> Iterator[Guise]:
    """Every way to come to a database that one is not allowed into."""
    victim = replace(thief, tenant_id=victim_id)
    own, other = str(thief.tenant_id), str(victim_id)
    truly = signer.sign(thief, pid)
    past = time.time() - LIFETIME_SECONDS - 1
    yield Guise("as itself", own, truly)
    yield Guise("bound to nobody", "", "")
    yield Guise("bound to the victim, unsigned", other, "")
    yield Guise("bound to the victim, signed as itself", other, truly)
    yield Guise("signed as the victim by a key of its own", other, _forged(victim, pid))
    yield Guise("signed as the victim, expired", other, signer.sign(victim, pid, past))
    yield Guise("signed as the victim for another connection", other, signer.sign(victim, pid + 1))
    yield Guise("with the victim's name in its own context", other, truly.replace(own, other))
    yield Guise("with a cut context", other, signer.sign(victim, pid)[:-1])
    yield Guise("with an empty seal", other, f"{other}|user:x|*|{pid}|9999999999|{'0' * 64}")


def guises_of_a_neighbour(
    signer: ContextSigner, neighbour: Actor, store_id: UUID, pid: int
) -> Iterator[Guise]:
    """Every way to come from one store of a tenant to another."""
    tenant = str(neighbour.tenant_id)
    truly = signer.sign(neighbour, pid)
    (own,) = map(str, neighbour.store_ids or ())
    past = time.time() - LIFETIME_SECONDS - 1
    everywhere = replace(neighbour, store_ids=None)
    yield Guise("from another store", tenant, truly)
    yield Guise(
        "with the store's name in its own context", tenant, truly.replace(own, str(store_id))
    )
    yield Guise("with every store in its own context", tenant, truly.replace(own, "*"))
    yield Guise("with no seal", tenant, f"{tenant}|user:x|*|{pid}|9999999999")
    yield Guise("with a seal of its own", tenant, _forged(everywhere, pid))
    yield Guise("with every store, expired", tenant, signer.sign(everywhere, pid, past))
    yield Guise(
        "with every store, for another connection", tenant, signer.sign(everywhere, pid + 1)
    )
    yield Guise("without a context", tenant, "")


def leaks(
    connection: psycopg.Connection, guise: Guise, table: str, victim_id: UUID, row_id: UUID
) -> Iterator[str]:
    """Each attempt on one row of the victim's that had an effect, as a sentence."""
    here = (victim_id, row_id)
    attempts = {
        "read": (sql.SQL("select from {} where tenant_id = %s or id = %s"), here),
        "counted": (sql.SQL("select from {} where created_at is not null and tenant_id = %s"), here[:1]),
        "locked": (sql.SQL("select from {} where tenant_id = %s or id = %s for update"), here),
        "changed": (sql.SQL("update {} set created_at = now() where tenant_id = %s or id = %s"), here),
        "moved": (sql.SQL("update {} set tenant_id = current_setting('app.tenant_id')::uuid where tenant_id = %s"), here[:1]),
        "deleted": (sql.SQL("delete from {} where tenant_id = %s or id = %s"), here),
        "copied": (sql.SQL("insert into {0} select * from {0} where tenant_id = %s"), here[:1]),
        "merged": (
            sql.SQL(
                "merge into {} t using (select %s::uuid as tenant_id, %s::uuid as id) s"
                " on t.id = s.id when matched then update set created_at = now()"
            ),
            here,
        ),
    }  # fmt: skip
    yield from _successes(connection, guise, table, attempts)


def leaks_between_stores(
    connection: psycopg.Connection, guise: Guise, table: str, row_id: UUID
) -> Iterator[str]:
    """Each attempt on one row of another store of the same tenant that had an effect."""
    here = (row_id,)
    attempts = {
        "read": (sql.SQL("select from {} where id = %s"), here),
        "listed": (sql.SQL("select from (select id from {}) t where id = %s"), here),
        "locked": (sql.SQL("select from {} where id = %s for update"), here),
        "changed": (sql.SQL("update {} set created_at = now() where id = %s"), here),
        "moved": (
            sql.SQL("update {} set store_id = (security.store_ids())[1] where id = %s"),
            here,
        ),
        "deleted": (sql.SQL("delete from {} where id = %s"), here),
        "merged": (
            sql.SQL(
                "merge into {} t using (select %s::uuid as id) s on t.id = s.id"
                " when matched then update set created_at = now()"
            ),
            here,
        ),
    }
    yield from _successes(connection, guise, table, attempts)


def _successes(
    connection: psycopg.Connection, guise: Guise, table: str, attempts: dict[str, Attempt]
) -> Iterator[str]:
    name = sql.Identifier("public", table)
    for verb, (statement, parameters) in attempts.items():
        if _affected(connection, guise, statement.format(name), parameters):
            yield f"{table} was {verb} by one who came {guise.name}"


def _affected(
    connection: psycopg.Connection,
    guise: Guise,
    statement: sql.Composed,
    parameters: tuple[UUID, ...],
) -> bool:
    """Whether any row came of it; it is undone in every case."""
    with connection.transaction(force_rollback=True):
        connection.execute(BIND, (guise.tenant_id, guise.context))
        try:
            with connection.transaction():
                return connection.execute(statement, parameters).rowcount > 0
        except psycopg.Error:
            return False


def _forged(victim: Actor, pid: int) -> str:
    return ContextSigner(hashlib.sha256(b"a key of the attacker's").digest()).sign(victim, pid)

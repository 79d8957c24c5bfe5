"""The only place that opens a session: one transaction, one tenant, one actor."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Engine, event, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, object_mapper
from sqlalchemy.orm.util import identity_key

from tenants.actor import Actor
from tenants.audit import Origin, begin_trail, finish_trail
from tenants.context import ContextSigner
from tenants.keyring import NoSuchTenant, WrappedKey, keyring_of
from tenants.models import TenantKey
from tenants.records import NO_STORE, Record, StoreOwned, TenantOwned, hangs_on
from tenants.refusals import AlreadyExists, NotFound
from tenants.sealed_fields import KEYS, NoKeys, seal_all
from tenants.sealing import TenantKeys

# `true` scopes the settings to the transaction, so a pooled connection cannot leak them.
BIND = text(
    "select set_config('app.tenant_id', :tenant_id, true), set_config('app.context', :context, true)"
)
TENANT_BY_SLUG = text("select security.tenant_by_slug(:slug)")
TWINS = frozenset({"23505", "23P01"})
"""SQLSTATE of a unique key, and of an exclusion constraint, that finds the like there already."""

R = TypeVar("R", bound=Record)
Owned = TypeVar("Owned", bound=TenantOwned)


@dataclass(frozen=True)
class TenantDatabase:
    """The database as one actor of one tenant sees it; row-level security hides the rest."""

    engine: Engine
    signer: ContextSigner
    actor: Actor
    origin: Origin = field(default=Origin(), kw_only=True)
    """How the actor came here; the audit log says so."""

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open one transaction: commit on success, roll back on any exception.

        What it writes leaves an event in the audit log, whoever forgets to record one.
        """
        keys = self.keys()
        with self._bound() as session:
            session.info[KEYS] = keys
            yield session

    def known_keys(self) -> TenantKeys | None:
        """The tenant's own keys, if this process has them in memory."""
        keyring = keyring_of(self.engine)
        return None if keyring is None else keyring.known(self.actor.tenant_id)

    def keys(self) -> TenantKeys | None:
        """The tenant's own keys; None without a keyring, or for the id of no tenant."""
        keyring = keyring_of(self.engine)
        if keyring is None:
            return None
        try:
            return keyring.keys(self.actor.tenant_id, self._bound)
        except NoSuchTenant:
            return None

    def fresh_key(self) -> tuple[WrappedKey, timedelta]:
        """A new key for the tenant, and how long after it is kept everyone knows it."""
        keyring = keyring_of(self.engine)
        if keyring is None:
            raise NoKeys
        return keyring.fresh(self.actor.tenant_id), keyring.known_to_all

    def forget_keys(self) -> None:
        """Read the tenant's keys again before they are next used."""
        keyring = keyring_of(self.engine)
        if keyring is not None:
            keyring.forget(self.actor.tenant_id)

    def shred(self) -> int:
        """Destroy the tenant's keys; what they sealed never opens again. Returns how many there were.

        It does not take the master key. Processes that have the keys in memory forget them in time.
        """
        with self._bound() as session:
            destroyed = session.execute(
                update(TenantKey)
                .where(TenantKey.wrapped.is_not(None))
                .values(wrapped=None, shredded_at=func.now())
                .returning(TenantKey.id)
            ).all()
        self.forget_keys()
        return len(destroyed)

    @contextmanager
    def _bound(self) -> Iterator[Session]:
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            session.info["actor"] = self.actor
            begin_trail(session, self.actor, self.origin)
            pid = session.connection().connection.dbapi_connection.info.backend_pid  # type: ignore[union-attr]
            session.execute(
                BIND,
                {
                    "tenant_id": str(self.actor.tenant_id),
                    "context": self.signer.sign(self.actor, pid),
                },
            )
            yield session
            finish_trail(session)


@contextmanager
def platform_transaction(engine: Engine) -> Iterator[Session]:
    """One transaction as the platform role: code sets, provisioning, the outbox relay; no tenant."""
    with unbound_transaction(engine) as session:
        yield session


@contextmanager
def unbound_transaction(engine: Engine) -> Iterator[Session]:
    """One transaction without a tenant: it sees what belongs to none, such as our own keys."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


def tenant_by_slug(engine: Engine, slug: str) -> UUID | None:
    """The tenant that a person names at sign-in; the one thing asked before anyone is known."""
    with engine.connect() as connection:
        found: UUID | None = connection.scalar(TENANT_BY_SLUG, {"slug": slug})
        return found


def actor_of(session: Session) -> Actor:
    """Who acts in this transaction."""
    actor: Actor = session.info["actor"]
    return actor


def find(session: Session, kind: type[R], id_: UUID, **options: Any) -> R:
    """The tenant's own record.

    Raises:
        NotFound: there is none, or it is another tenant's.
    """
    record = session.get(kind, id_, **options)
    if record is None:
        raise NotFound(f"There is no such {kind.__name__.lower()}.", path="id")
    return record


def find_all(session: Session, kind: type[Owned], ids: Iterable[UUID | None]) -> dict[UUID, Owned]:
    """The tenant's own records among these, by id: one statement for those not in the session yet."""
    found: dict[UUID, Owned] = {}
    missing: set[UUID] = set()
    for id_ in {id_ for id_ in ids if id_ is not None}:
        held = session.identity_map.get(identity_key(kind, id_))
        if held is None:
            missing.add(id_)
        else:
            found[id_] = held
    if missing:
        for record in session.scalars(select(kind).where(kind.id.in_(missing))):
            found[record.id] = record
    return found


def find_every(
    session: Session, kind: type[Owned], ids: Iterable[UUID | None]
) -> dict[UUID, Owned]:
    """As `find_all`, where each must be there.

    Raises:
        NotFound: one is not, or it is another tenant's.
    """
    wanted = {id_ for id_ in ids if id_ is not None}
    found = find_all(session, kind, wanted)
    if len(found) < len(wanted):
        raise NotFound(f"There is no such {kind.__name__.lower()}.", path="id")
    return found


def insert(session: Session, record: R, twin: str) -> R:
    """Store a new record at once.

    Raises:
        AlreadyExists: a unique key says that there is one; `twin` says it in words.
    """
    with unlike_others(session, twin):
        session.add(record)
    return record


@contextmanager
def unlike_others(session: Session, twin: str) -> Iterator[None]:
    """Write at its end what was changed within; a savepoint keeps the rest when it is refused.

    Raises:
        AlreadyExists: as `insert`.
    """
    try:
        with session.begin_nested():
            yield
            session.flush()
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) not in TWINS:
            raise
        raise AlreadyExists(twin) from None


def lock(session: Session, kind: type[R], id_: UUID) -> R:
    """As `find`, locked against other writers until the transaction ends."""
    return find(session, kind, id_, with_for_update=True, populate_existing=True)


@event.listens_for(Session, "before_flush")
def _complete(session: Session, *_: object) -> None:
    actor = session.info.get("actor")
    if actor is None:
        return
    for record in session.new:
        if isinstance(record, TenantOwned):
            record.tenant_id = actor.tenant_id
    seal_all(session, [*session.new, *session.dirty])


@event.listens_for(Session, "before_flush")
def _fill_store(session: Session, *_: object) -> None:
    """Copy each new row's store from the row it hangs on; the foreign key refuses any other."""
    waiting = defaultdict(list)
    for record in session.new:
        if isinstance(record, StoreOwned):
            kind, column = hangs_on(object_mapper(record).local_table)
            waiting[kind].append((record, getattr(record, column)))
    for kind, children in waiting.items():
        owners = find_all(session, kind, (id_ for _, id_ in children))
        for record, id_ in children:
            record.store_id = owners[id_].store_id if id_ in owners else NO_STORE

"""The audit log: who did what, to which patients, through what, with what outcome. Ids only.

A session gathers by itself what it writes, so that no command can forget to. An event is a row of
the transaction in which its effect is: both come true, or neither does.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Index, Table, event, insert, inspect, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from tenants.actor import Actor
from tenants.belonging import NAMES_PATIENT, PATIENTS, parent_of, patients_of, way_to_patient
from tenants.identifiers import new_id
from tenants.records import Record, TenantOwned, index

MOST_PATIENTS = 1_000
"""Of one event; more of them make more events."""
MOST_OBJECTS = 200
"""Of one event: what was touched beside patients is named this far."""
MACHINERY = frozenset(
    {
        "access_days",
        "allowances",
        "anomaly_scans",
        "audit_events",
        "client_assertions",
        "failed_jobs",
        "idempotency_keys",
        "job_receipts",
        "outbox",
        "row_counts",
        "used_states",
        "user_sessions",
    }
)
"""Tables whose rows are made by the way; what made them is what is recorded."""


class Outcome(StrEnum):
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


class AuditEvent(TenantOwned, Record):
    """Something that somebody did or tried. Rows are only ever added; months are dropped whole.

    The tenant is no foreign key: the log outlasts what it tells of.
    """

    __tablename__ = "audit_events"
    __table_args__ = (
        index("ix_audit_events_actor", "actor", "id"),
        Index("ix_audit_events_patient_ids", "patient_ids", postgresql_using="gin"),
        Index("ix_audit_events_transaction_id", "transaction_id"),  # The sealer's: of all tenants.
        {"postgresql_partition_by": "RANGE (id)"},
    )

    tenant_id: Mapped[UUID] = mapped_column(
        primary_key=True, server_default=text("current_setting('app.tenant_id')::uuid")
    )
    actor: Mapped[str]
    """Kind and id: `user:0193…`, `client:0193…`, `job:post_charges`."""
    store_ids: Mapped[list[UUID] | None]
    """The stores that the actor acted for; null for all of the tenant's."""
    through: Mapped[str]
    """`browser`, `application`, `job` or `machine`."""
    through_id: Mapped[str | None]
    """The browser's session, the client application, or the personal token."""
    request_id: Mapped[str | None]
    """What the caller and the log call the request; a job's is the event that started it."""
    action: Mapped[str]
    """The root field, the job, or what happened at sign-in."""
    patient_ids: Mapped[list[UUID]]
    objects: Mapped[list[str]]
    """What else was touched: `claims/0193…`."""
    purpose: Mapped[str | None]
    """Why, where it was said: a code of HL7's PurposeOfUse."""
    outcome: Mapped[str]
    code: Mapped[str | None]
    """Of the refusal or the error."""
    transaction_id: Mapped[int] = mapped_column(
        server_default=text("(pg_current_xact_id()::text::bigint)")
    )
    """PostgreSQL's: those below the oldest that still runs are complete, so the chain has no gaps."""


@dataclass(frozen=True, slots=True)
class Origin:
    """How an actor came to act."""

    through: str = "job"
    through_id: str | None = None
    request_id: str | None = None
    purpose: str | None = None
    action: str | None = None
    """What it is called where no command names itself."""


@dataclass(slots=True)
class Trail:
    """What a transaction has touched since its last event."""

    actor: Actor
    origin: Origin
    patients: set[UUID] = field(default_factory=set)
    seen: set[UUID] = field(default_factory=set)
    """Patients of whom something is shown; an event of its own says so."""
    has_listed: bool = False
    """Whether rows of patients were listed or counted, if only to find none."""
    told: set[UUID] = field(default_factory=set)
    """Patients whom events of this transaction name already."""
    objects: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    """By table."""
    whose: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    """Those whose patients are still to be found out."""

    def note(self, table: str, id_: UUID, *, patient_is_known: bool = False) -> None:
        if table == PATIENTS:
            self.patients.add(id_)
            return
        self.objects[table].add(id_)
        if not patient_is_known and way_to_patient(table):
            self.whose[table].add(id_)

    def note_list(self, table: str) -> None:
        self.has_listed |= way_to_patient(table) is not None

    def forget(self) -> None:
        """Begin anew: it is recorded, or nothing of it happened."""
        self.patients, self.objects, self.whose = set(), defaultdict(set), defaultdict(set)

    def is_empty(self) -> bool:
        return not self.patients and not self.objects


def begin_trail(session: Session, actor: Actor, origin: Origin) -> None:
    session.info["trail"] = Trail(actor, origin)


def trail_of(session: Session) -> Trail:
    trail: Trail = session.info["trail"]
    return trail


def touch(session: Session, table: str, ids: Iterable[UUID]) -> None:
    """Note rows that were written by a statement of its own, which the session cannot see."""
    trail = trail_of(session)
    if table not in MACHINERY:
        for id_ in ids:
            trail.note(table, id_)


def record(
    session: Session,
    action: str,
    outcome: Outcome = Outcome.DONE,
    code: str | None = None,
    *,
    actor: Actor | None = None,
    origin: Origin | None = None,
) -> None:
    """Append what was touched since the last event as one event, or more if it is much.

    Who is just signing in, or proves who they are, acts for themselves: `actor`, from `origin`.
    """
    session.flush()
    trail = trail_of(session)
    patients = trail.patients | _found_out(session, trail.whose)
    about = {"action": action, "outcome": outcome.value, "code": code}
    by = replace(trail, actor=actor or trail.actor, origin=origin or trail.origin)
    _append(session, by, about, patients, _named(trail.objects))
    trail.forget()


def record_reading(session: Session, action: str, *, always: bool = False) -> None:
    """Append which patients something was shown of, if no event here names them yet.

    Who lists or counts patients' rows leaves an event even if it shows nobody.
    """
    trail = trail_of(session)
    shown = trail.seen - trail.told
    if shown or always or (trail.has_listed and not trail.told):
        about = {"action": action, "outcome": Outcome.DONE.value, "code": None}
        _append(session, trail, about, shown, [])
    trail.seen = set()


def finish_trail(session: Session) -> None:
    """Append what nobody has recorded, before the transaction is committed."""
    if not session.in_transaction():
        return
    session.flush()
    trail = trail_of(session)
    if not trail.is_empty():
        record(session, trail.origin.action or trail.actor.name)


def rows_of(
    actor: Actor, origin: Origin, about: dict[str, str | None], patient_ids: Iterable[Any]
) -> list[dict[str, Any]]:
    """An event as a row, or as several if it is about many patients; without objects."""
    ids = sorted(patient_ids)
    portions = [ids[at : at + MOST_PATIENTS] for at in range(0, len(ids), MOST_PATIENTS)] or [[]]
    return [_row(actor, origin, about, portion) for portion in portions]


def _row(
    actor: Actor, origin: Origin, about: dict[str, str | None], patient_ids: list[Any]
) -> dict[str, Any]:
    store_ids = None if actor.store_ids is None else sorted(actor.store_ids)
    return {
        "tenant_id": actor.tenant_id,
        "id": new_id(),
        "actor": f"{actor.kind}:{actor.name}",
        "store_ids": store_ids,
        "through": origin.through,
        "through_id": origin.through_id,
        "request_id": origin.request_id,
        "patient_ids": patient_ids,
        "objects": [],
        "purpose": origin.purpose,
        **about,
    }


def _append(
    session: Session,
    trail: Trail,
    about: dict[str, str | None],
    patients: set[UUID],
    objects: list[str],
) -> None:
    trail.told |= patients
    rows = rows_of(trail.actor, trail.origin, about, patients)
    rows[0]["objects"] = objects
    session.execute(insert(cast("Table", AuditEvent.__table__)), rows)


def _found_out(session: Session, whose: dict[str, set[UUID]]) -> set[UUID]:
    found: set[UUID] = set()
    for table, ids in whose.items():
        found.update(session.scalars(patients_of(table, ids)))
    return found


def _named(objects: dict[str, set[UUID]]) -> list[str]:
    named = [f"{table}/{id_}" for table in sorted(objects) for id_ in sorted(objects[table])]
    return named[:MOST_OBJECTS]


@event.listens_for(Session, "after_flush")
def _gather(session: Session, _: object) -> None:
    trail: Trail | None = session.info.get("trail")
    if trail is not None:
        for record_ in _written(session):
            _note(trail, record_)


def _written(session: Session) -> Iterator[Any]:
    yield from session.new
    yield from session.deleted
    for record_ in session.dirty:
        if inspect(record_).modified:
            yield record_


def _note(trail: Trail, record_: Any) -> None:
    """Rows that hang on another are noted as what they hang on: a claim's lines as the claim."""
    table = record_.__tablename__
    if table in MACHINERY or not hasattr(record_, "tenant_id"):
        return
    way = way_to_patient(table)
    if not way:
        trail.note(table, record_.id)
    elif way[0] == NAMES_PATIENT:
        trail.patients |= {record_.patient_id} - {None}
        trail.note(table, record_.id, patient_is_known=True)
    else:
        hung_on = getattr(record_, way[0])
        trail.note(*((table, record_.id) if hung_on is None else (parent_of(table), hung_on)))

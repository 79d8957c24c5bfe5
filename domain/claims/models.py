"""Claims: what is asked of a payer, what stands in the way, and everything that happened to them."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import Record, StoreOwned, TenantOwned, belongs_to, index, of_its_store, unique
from tenants.sealed_fields import sealed


class Readiness(StrEnum):
    """May it leave?"""

    BLOCKED = "blocked"
    READY = "ready"
    RELEASED = "released"
    CANCELLED = "cancelled"


class Transport(StrEnum):
    """How far has it travelled?"""

    NOT_SENT = "not_sent"
    BATCHED = "batched"
    SENT = "sent"
    RECEIVED = "received"
    """TA1 and 999 accepted."""
    ACCEPTED = "accepted"
    """277CA accepted: the payer will adjudicate it."""
    REJECTED = "rejected"


class Adjudication(StrEnum):
    """What did the payer decide?"""

    PENDING = "pending"
    PAID = "paid"
    PARTIALLY_PAID = "partially_paid"
    DENIED = "denied"
    REVERSED = "reversed"


class Money(StrEnum):
    """Whose balance is left?"""

    UNBILLED = "unbilled"
    PAYER = "payer"
    NEXT_PAYER = "next_payer"
    PATIENT = "patient"
    SETTLED = "settled"


class Work(StrEnum):
    """Does a person have to act?"""

    NONE = "none"
    FIX = "fix"
    HELD = "held"
    REJECTION = "rejection"
    DENIAL = "denial"
    REVIEW = "review"


class Claim(TenantOwned, Record):
    """One claim to one payer for one patient, by one billing provider (loop 2300)."""

    __tablename__ = "claims"
    __table_args__ = (
        of_its_store("encounter_id", "encounters"),
        belongs_to("store_id", "stores"),
        belongs_to("patient_id", "patients"),
        belongs_to("coverage_id", "coverages"),
        belongs_to("payer_id", "payers"),
        belongs_to("provider_id", "providers"),
        belongs_to("replaces_id", "claims"),
        belongs_to("previous_payer_claim_id", "claims"),
        unique("id", "store_id"),
        unique("patient_control_number"),
        index("ix_claims_served_on", text("served_on desc"), text("id desc")),
        index("ix_claims_status", "display_status", text("served_on desc"), text("id desc")),
        index("ix_claims_patient", "patient_id"),
        index("ix_claims_store", "store_id", text("served_on desc"), text("id desc")),
        index("ix_claims_encounter", "encounter_id"),
        index("ix_claims_payer", "payer_id", text("served_on desc"), text("id desc")),
        index("ix_claims_transport", "transport", "payer_id"),
        index("ix_claims_payer_claim_control_number", "payer_claim_control_number"),
        index("ix_claims_adjudicated", "adjudicated_at"),
        index("ix_claims_charge", text("charge_cents desc"), text("id desc")),
        CheckConstraint("claim_frequency_code in ('1', '7', '8')", name="frequency"),
    )

    encounter_id: Mapped[UUID | None]
    """Null for a claim built by hand."""
    store_id: Mapped[UUID]
    patient_id: Mapped[UUID]
    coverage_id: Mapped[UUID]
    payer_id: Mapped[UUID]
    provider_id: Mapped[UUID]
    patient_control_number: Mapped[str]
    """CLM01, at most 20 characters; the payer returns it as CLP01."""
    claim_frequency_code: Mapped[str] = mapped_column(default="1", server_default=text("'1'"))
    """CLM05-3: 1 original, 7 replacement, 8 void."""
    payer_claim_control_number: Mapped[str | None]
    """The payer's number (277CA REF*1K, 835 CLP07); REF*F8 when a claim replaces this one."""
    replaces_id: Mapped[UUID | None]
    previous_payer_claim_id: Mapped[UUID | None]
    """The claim to the payer before this one, when this is a secondary claim."""
    payer_sequence: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    """1 primary, 2 secondary, 3 tertiary (SBR01)."""
    served_on: Mapped[date]
    place_of_service_code: Mapped[str]
    diagnosis_codes: Mapped[list[str]]
    charge_cents: Mapped[int]
    """CLM02: the sum of the service lines."""
    expected_cents: Mapped[int | None]
    """What the contract says the payer will allow; null without a contract."""
    paid_cents: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    patient_responsibility_cents: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    prior_authorization_number: Mapped[str | None] = sealed()
    clia_number: Mapped[str | None]
    note: Mapped[str | None] = sealed()
    readiness: Mapped[str] = mapped_column(default=Readiness.BLOCKED)
    transport: Mapped[str] = mapped_column(default=Transport.NOT_SENT)
    adjudication: Mapped[str] = mapped_column(default=Adjudication.PENDING)
    money: Mapped[str] = mapped_column(default=Money.UNBILLED)
    work: Mapped[str] = mapped_column(default=Work.NONE)
    display_status: Mapped[str]
    """Derived from the five axes by `status.display_status`; kept for lists and counts."""
    submitted_at: Mapped[datetime | None]
    adjudicated_at: Mapped[datetime | None]


class ServiceLine(StoreOwned, Record):
    """One line of a claim (loop 2400)."""

    __tablename__ = "service_lines"
    __table_args__ = (
        of_its_store("claim_id", "claims"),
        belongs_to("charge_id", "charges"),
        unique("claim_id", "line_number"),
        unique("line_control_number"),
        CheckConstraint("units > 0", name="units"),
    )

    claim_id: Mapped[UUID]
    charge_id: Mapped[UUID | None]
    line_number: Mapped[int]
    line_control_number: Mapped[str]
    """REF*6R: unique for ever; the payer returns it in the 835."""
    served_on: Mapped[date]
    procedure_code: Mapped[str]
    modifiers: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    units: Mapped[Decimal]
    charge_cents: Mapped[int]
    expected_cents: Mapped[int | None]
    diagnosis_pointers: Mapped[list[int]]
    """SV107: positions in the claim's diagnoses, from 1."""
    ndc: Mapped[str | None]
    ndc_quantity: Mapped[Decimal | None]
    ndc_unit_code: Mapped[str | None]
    lot_number: Mapped[str | None]
    rule: Mapped[str]


class ClaimFinding(StoreOwned, Record):
    """Something an edit found; gone when the edit no longer finds it."""

    __tablename__ = "claim_findings"
    __table_args__ = (of_its_store("claim_id", "claims"), unique("claim_id", "code", "path"))

    claim_id: Mapped[UUID]
    code: Mapped[str]
    path: Mapped[str]
    message: Mapped[str] = sealed()
    fix: Mapped[str]
    source: Mapped[str]
    severity: Mapped[str]
    overridden_by: Mapped[str | None]
    """The actor who let it pass."""
    override_reason: Mapped[str | None] = sealed()


class ClaimHold(StoreOwned, Record):
    """A person keeps the claim here, until released."""

    __tablename__ = "claim_holds"
    __table_args__ = (of_its_store("claim_id", "claims"), index("ix_claim_holds_claim", "claim_id"))

    claim_id: Mapped[UUID]
    reason: Mapped[str] = sealed()
    held_by: Mapped[str]
    released_by: Mapped[str | None]
    released_at: Mapped[datetime | None]


class ClaimEvent(StoreOwned, Record):
    """One step of a claim's history: only ever appended."""

    __tablename__ = "claim_events"
    __table_args__ = (
        of_its_store("claim_id", "claims"),
        index("ix_claim_events_claim", "claim_id", "happened_at", "id"),
    )

    claim_id: Mapped[UUID]
    happened_at: Mapped[datetime]
    actor: Mapped[str]
    kind: Mapped[str]
    """`assembled`, `held`, `released`, `batched`, `sent`, `acknowledged`, `paid`, `posted` ..."""
    summary: Mapped[str] = sealed()
    """What happened, in words."""
    changes: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    """Each axis or field that moved: `{"transport": ["sent", "received"]}`."""
    raw_file_id: Mapped[UUID | None]
    raw_segments: Mapped[str | None] = sealed()
    """The segments of that file that say so."""


class PriorAdjudication(StoreOwned, Record):
    """What an earlier payer decided on one line of this claim (loops 2320, 2330 and 2430)."""

    __tablename__ = "prior_adjudications"
    __table_args__ = (
        of_its_store("claim_id", "claims"),
        belongs_to("service_line_id", "service_lines"),
        belongs_to("coverage_id", "coverages"),
        unique("service_line_id", "coverage_id"),
        index("ix_prior_adjudications_claim", "claim_id"),
    )

    claim_id: Mapped[UUID]
    service_line_id: Mapped[UUID]
    coverage_id: Mapped[UUID]
    """The coverage that paid before."""
    adjudicated_on: Mapped[date]
    """2430 DTP*573."""
    payer_claim_control_number: Mapped[str | None]
    paid_cents: Mapped[int]
    """SVD02."""
    remaining_cents: Mapped[int]
    """AMT*EAF: what that payer left to the patient."""
    adjustments: Mapped[list[dict[str, Any]]]
    """CAS: `group_code`, `reason_code`, `amount_cents`, in the payer's order."""


class ClaimView(TenantOwned, Record):
    """A list of claims that a person keeps under a name."""

    __tablename__ = "claim_views"
    __table_args__ = (unique("owner", "name"),)

    name: Mapped[str]
    owner: Mapped[str]
    """Who keeps it: kind and id, as in histories."""
    search: Mapped[str]
    """How the list is narrowed, as its address says it: `view=overdue&payer=Payer_…`."""
    is_shared: Mapped[bool]
    """Whether everybody of the tenant who reads claims sees it."""


class BulkState(StrEnum):
    """How far an act on many claims has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    STOPPED = "stopped"


class StopReason(StrEnum):
    """What an act on many claims was stopped by, before it had come to all of them."""

    ACCESS_ENDED = "access_ended"
    """Who asked is no longer here, or the token or program that they asked through is not."""
    PERMISSION_LOST = "permission_lost"
    MODULE_OFF = "module_off"
    STORE_LOST = "store_lost"


class BulkAct(TenantOwned, Record):
    """One act on many claims, done piece by piece by a job as the person who asked for it."""

    __tablename__ = "bulk_acts"
    __table_args__ = (
        belongs_to("retries_id", "bulk_acts"),
        unique("retries_id"),
        index("ix_bulk_acts_asked_by", "asked_by", "id"),
        index("ix_bulk_acts_selected", "selected_count", "id"),
        index("ix_bulk_acts_refused", "refused_count", "id"),
        CheckConstraint(
            "state in ('waiting', 'running', 'done', 'cancelled', 'stopped')", name="state"
        ),
        CheckConstraint("(state = 'stopped') = (stopped_because is not null)", name="stopped"),
        CheckConstraint(
            "done_count >= 0 and refused_count >= 0"
            " and done_count + refused_count <= selected_count",
            name="counts",
        ),
    )

    act: Mapped[str]
    reason: Mapped[str | None] = sealed()
    finding_code: Mapped[str | None]
    asked_by: Mapped[str]
    """Kind and id, as in histories."""
    token_id: Mapped[UUID | None]
    """The personal token that they asked through."""
    store_ids: Mapped[list[UUID]]
    """Of the claims that were selected."""
    retries_id: Mapped[UUID | None]
    """The act whose refused and unreached claims these are."""
    state: Mapped[str]
    stopped_because: Mapped[str | None]
    selected_count: Mapped[int]
    done_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    refused_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class BulkActPiece(TenantOwned, Record):
    """Some of the claims, as they were selected; all of them are acted on in one transaction."""

    __tablename__ = "bulk_act_pieces"
    __table_args__ = (
        belongs_to("bulk_act_id", "bulk_acts"),
        unique("bulk_act_id", "position"),
    )

    bulk_act_id: Mapped[UUID]
    position: Mapped[int]
    claim_ids: Mapped[list[UUID]]
    is_done: Mapped[bool] = mapped_column(default=False, server_default=text("false"))


class BulkActRefusal(StoreOwned, Record):
    """Why an act on many claims was not done to one of them."""

    __tablename__ = "bulk_act_refusals"
    __table_args__ = (
        belongs_to("bulk_act_id", "bulk_acts"),
        of_its_store("claim_id", "claims"),
        unique("bulk_act_id", "claim_id"),
        index("ix_bulk_act_refusals_act", "bulk_act_id", "id"),
    )

    bulk_act_id: Mapped[UUID]
    claim_id: Mapped[UUID]
    code: Mapped[str]
    message: Mapped[str] = sealed()
    """It may repeat what a finding says."""

"""Disclosures of a patient's information, what keeps some of them back, and accounts given of them."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.records import Record, TenantOwned, belongs_to, index, unique
from tenants.sealed_fields import sealed


def folded(name: str) -> str:
    """A recipient's name as it is compared: without capitals and needless spaces."""
    return " ".join(name.split()).casefold()


class DisclosureKind(StrEnum):
    """What permits a disclosure that must be accounted for (45 CFR 164.512, unless another is named)."""

    REQUIRED_BY_LAW = "required_by_law"
    """(a)."""
    PUBLIC_HEALTH = "public_health"
    """(b)(1)(i): to a registry of immunizations, for one."""
    ABUSE_OR_NEGLECT = "abuse_or_neglect"
    """(b)(1)(ii) and (c)."""
    HEALTH_OVERSIGHT = "health_oversight"
    """(d)."""
    JUDICIAL = "judicial"
    """(e): a court's order, a subpoena."""
    LAW_ENFORCEMENT = "law_enforcement"
    """(f)."""
    DECEDENT = "decedent"
    """(g): coroners, medical examiners, funeral directors."""
    DONATION = "donation"
    """(h): of organs, eyes and tissue."""
    RESEARCH = "research"
    """(i)."""
    SAFETY_THREAT = "safety_threat"
    """(j)."""
    GOVERNMENT_FUNCTION = "government_function"
    """(k)."""
    WORKERS_COMPENSATION = "workers_compensation"
    """(l)."""
    IMPERMISSIBLE = "impermissible"
    """Permitted by nothing: a breach is accounted for, too."""
    PAYMENT = "payment"
    """Exempt (164.528(a)(1)(i)); kept where a tenant tells more than it must."""


class Disclosure(TenantOwned, Record):
    """That a patient's information was given to somebody outside (45 CFR 164.528(b)(2))."""

    __tablename__ = "disclosures"
    __table_args__ = (
        belongs_to("patient_id", "patients"),
        unique("source_id"),
        index("ix_disclosures_patient", "patient_id", "disclosed_on", "id"),
        index("ix_disclosures_disclosed_on", "disclosed_on", "id"),
        CheckConstraint("disclosure_count >= 1", name="at_least_one"),
        CheckConstraint("(disclosure_count = 1) = (last_disclosed_on is null)", name="span"),
        CheckConstraint("last_disclosed_on >= disclosed_on", name="days"),
    )

    patient_id: Mapped[UUID]
    kind: Mapped[str]
    disclosed_on: Mapped[date]
    """The day or, of several to the same recipient for the same purpose, the first."""
    last_disclosed_on: Mapped[date | None]
    disclosure_count: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    frequency: Mapped[str | None] = sealed()
    """How often, in words: `monthly`."""
    recipient_name: Mapped[str] = sealed(index=True, fold=folded)
    recipient_name_index: Mapped[bytes]
    recipient_address: Mapped[str | None] = sealed()
    description: Mapped[str] = sealed()
    """What was disclosed, briefly."""
    purpose: Mapped[str] = sealed()
    """Why, or what the written request said that asked for it."""
    recorded_by: Mapped[str]
    source_id: Mapped[UUID | None]
    """What made it by itself, a claim's submission; null where somebody recorded it."""
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    withdrawal_reason: Mapped[str | None] = sealed()
    """Why it was recorded wrongly; it stays here, and no account tells of it."""


class DisclosureSuspension(TenantOwned, Record):
    """That an agency wants its disclosures kept from the patient's account for a time ((a)(2))."""

    __tablename__ = "disclosure_suspensions"
    __table_args__ = (
        belongs_to("patient_id", "patients"),
        belongs_to("disclosure_id", "disclosures"),
        index("ix_disclosure_suspensions_patient", "patient_id", "ends_on"),
    )

    patient_id: Mapped[UUID]
    disclosure_id: Mapped[UUID]
    """One of those to the agency; it stands for all of the patient's to the same recipient."""
    official: Mapped[str] = sealed()
    """Who asked, of which agency."""
    statement: Mapped[str] = sealed()
    """What was stated: that an account would impede the agency's work, and for how long."""
    is_written: Mapped[bool]
    """An oral statement holds for thirty days at most."""
    ends_on: Mapped[date]
    """The last day."""
    suspended_by: Mapped[str]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None]


class DisclosureAccounting(TenantOwned, Record):
    """An account as it was given to the patient, word for word ((d)(2))."""

    __tablename__ = "disclosure_accountings"
    __table_args__ = (
        belongs_to("patient_id", "patients"),
        index("ix_disclosure_accountings_patient", "patient_id", "id"),
        CheckConstraint("to_on >= from_on", name="days"),
    )

    patient_id: Mapped[UUID]
    from_on: Mapped[date]
    to_on: Mapped[date]
    requested_on: Mapped[date]
    """It is due sixty days later ((c)(1)(i))."""
    entry_count: Mapped[int]
    document: Mapped[bytes] = sealed(deferred=True)
    """HTML."""
    made_by: Mapped[str]

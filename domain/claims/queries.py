"""What may be asked about claims; nothing here changes anything."""

from collections.abc import Sequence
from itertools import groupby
from typing import TypeVar
from uuid import UUID

from sqlalchemy import and_, inspect, select
from sqlalchemy.orm import Session, aliased

from domain.claims.content import ClaimContent, OtherPayer
from domain.claims.models import (
    Claim,
    ClaimFinding,
    ClaimHold,
    PriorAdjudication,
    Readiness,
    ServiceLine,
)
from domain.errors import NotFound
from domain.patients.models import Coverage, Patient
from domain.payers.models import Payer
from domain.providers.models import Provider, Store
from tenants.records import Record

R = TypeVar("R", bound=Record)


def content_of(session: Session, claim_id: UUID) -> ClaimContent:
    """One claim with everything it says.

    Raises:
        NotFound: this tenant has no such claim.
    """
    contents = contents_of(session, [claim_id])
    if not contents:
        raise NotFound("There is no such claim.", path="id")
    return contents[0]


def contents_of(session: Session, claim_ids: Sequence[UUID]) -> list[ClaimContent]:
    """Many claims with everything they say, in the order asked; a fixed number of statements."""
    claims = _by_id(session, Claim, set(claim_ids))
    replaced = _by_id(session, Claim, {claim.replaces_id for claim in claims.values()})
    lines = _lines_by_claim(session, claims)
    others = _other_payers_by_claim(session, claims)
    duplicates = _duplicates_by_claim(session, claims)
    patients = _by_id(session, Patient, {claim.patient_id for claim in claims.values()})
    coverages = _by_id(session, Coverage, {claim.coverage_id for claim in claims.values()})
    payers = _by_id(session, Payer, {claim.payer_id for claim in claims.values()})
    stores = _by_id(session, Store, {claim.store_id for claim in claims.values()})
    providers = _by_id(session, Provider, {claim.provider_id for claim in claims.values()})
    return [
        ClaimContent(
            claim=claim,
            service_lines=lines.get(claim.id, ()),
            patient=patients[claim.patient_id],
            coverage=coverages[claim.coverage_id],
            payer=payers[claim.payer_id],
            store=stores[claim.store_id],
            provider=providers[claim.provider_id],
            other_payers=others.get(claim.id, ()),
            replaced=replaced.get(claim.replaces_id) if claim.replaces_id else None,
            duplicate_numbers=duplicates.get(claim.id, ()),
        )
        for claim in (claims[claim_id] for claim_id in claim_ids if claim_id in claims)
    ]


def findings_of(session: Session, claim_id: UUID) -> Sequence[ClaimFinding]:
    return session.scalars(
        select(ClaimFinding).where(ClaimFinding.claim_id == claim_id).order_by(ClaimFinding.id)
    ).all()


def open_hold(session: Session, claim_id: UUID) -> ClaimHold | None:
    return session.scalars(
        select(ClaimHold).where(ClaimHold.claim_id == claim_id, ClaimHold.released_at.is_(None))
    ).first()


def claims_of_encounter(session: Session, encounter_id: UUID) -> Sequence[Claim]:
    """Its living claims: cancelled ones are history."""
    return session.scalars(
        select(Claim)
        .where(Claim.encounter_id == encounter_id, Claim.readiness != Readiness.CANCELLED)
        .order_by(Claim.id)
    ).all()


def _by_id(session: Session, kind: type[R], ids: set[UUID] | set[UUID | None]) -> dict[UUID, R]:
    column = inspect(kind).columns["id"]
    found = session.scalars(select(kind).where(column.in_(ids - {None})))
    return {record.id: record for record in found}  # type: ignore[attr-defined]


def _lines_by_claim(
    session: Session, claims: dict[UUID, Claim]
) -> dict[UUID, tuple[ServiceLine, ...]]:
    found = session.scalars(
        select(ServiceLine)
        .where(ServiceLine.claim_id.in_(claims))
        .order_by(ServiceLine.claim_id, ServiceLine.line_number)
    )
    return {id_: tuple(lines) for id_, lines in groupby(found, lambda line: line.claim_id)}


def _other_payers_by_claim(
    session: Session, claims: dict[UUID, Claim]
) -> dict[UUID, tuple[OtherPayer, ...]]:
    rows = session.execute(
        select(PriorAdjudication, Coverage, Payer)
        .join(Coverage, Coverage.id == PriorAdjudication.coverage_id)
        .join(Payer, Payer.id == Coverage.payer_id)
        .where(PriorAdjudication.claim_id.in_(claims))
        .order_by(PriorAdjudication.claim_id, Coverage.priority, Coverage.id)
    ).all()
    return {
        claim_id: tuple(
            OtherPayer(group[0][1], group[0][2], tuple(prior for prior, _, _ in group))
            for group in (
                list(same) for _, same in groupby(of_claim, lambda row: row[0].coverage_id)
            )
        )
        for claim_id, of_claim in groupby(rows, lambda row: row[0].claim_id)
    }


def _duplicates_by_claim(
    session: Session, claims: dict[UUID, Claim]
) -> dict[UUID, tuple[str, ...]]:
    """Claims that ask the same payer for the same thing twice; replacements are not duplicates."""
    this, other = aliased(Claim), aliased(Claim)
    line, same_line = aliased(ServiceLine), aliased(ServiceLine)
    asks_the_same = (
        select(line.id)
        .join(
            same_line,
            and_(
                same_line.procedure_code == line.procedure_code,
                same_line.modifiers == line.modifiers,
            ),
        )
        .where(line.claim_id == this.id, same_line.claim_id == other.id)
        .exists()
    )
    rows = session.execute(
        select(this.id, other.patient_control_number)
        .join(
            other,
            and_(
                other.patient_id == this.patient_id,
                other.payer_id == this.payer_id,
                other.served_on == this.served_on,
                other.id != this.id,
                other.claim_frequency_code == "1",
                other.readiness != Readiness.CANCELLED,
            ),
        )
        .where(this.id.in_(claims), this.claim_frequency_code == "1", asks_the_same)
        .order_by(this.id, other.id)
    ).all()
    return {
        claim_id: tuple(number for _, number in same)
        for claim_id, same in groupby(rows, lambda row: row[0])
    }

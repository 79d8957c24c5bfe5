"""What may be asked about claims; nothing here changes anything."""

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import Session, aliased

from domain.charges.models import Charge
from domain.claims.content import ClaimContent, OtherPayer
from domain.claims.edits.pairs import lonely_add_ons
from domain.claims.models import (
    Claim,
    ClaimFinding,
    ClaimHold,
    PriorAdjudication,
    Readiness,
    ServiceLine,
)
from domain.encounters.models import Encounter, EncounterStatus
from domain.errors import NotFound, Restricted
from domain.patients.models import Coverage, Patient
from domain.payers.models import Payer
from domain.providers.models import Enrollment, Provider, Store
from domain.providers.queries import credentials_of, enrollments_of
from tenants.database import find_all
from tenants.setting_values import value_at
from tenants.settings import CREDENTIALS_RECORDED, FILING_WARNING_DAYS

_this, _other = aliased(Claim), aliased(Claim)
_line, _same_line = aliased(ServiceLine), aliased(ServiceLine)
_asks_the_same = (
    select(_line.id)
    .join(
        _same_line,
        and_(
            _same_line.procedure_code == _line.procedure_code,
            _same_line.modifiers == _line.modifiers,
        ),
    )
    .where(_line.claim_id == _this.id, _same_line.claim_id == _other.id)
    .exists()
)
# Made once: SQLAlchemy takes longer to put these aliases together than PostgreSQL to answer.
DUPLICATES = (
    select(_this.id, _other.patient_control_number)
    .join(
        _other,
        and_(
            _other.patient_id == _this.patient_id,
            _other.payer_id == _this.payer_id,
            _other.served_on == _this.served_on,
            _other.id != _this.id,
            _other.claim_frequency_code == "1",
            _other.readiness != Readiness.CANCELLED,
        ),
    )
    .where(
        _this.id.in_(bindparam("claim_ids", expanding=True)),
        _this.claim_frequency_code == "1",
        _asks_the_same,
    )
    .order_by(_this.id, _other.id)
)


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
    """Many claims with everything they say, in the order asked; thirteen statements at most."""
    claims = find_all(session, Claim, claim_ids)
    replaced = find_all(session, Claim, (claim.replaces_id for claim in claims.values()))
    lines = _lines_by_claim(session, claims)
    others = _other_payers_by_claim(session, claims)
    duplicates = _duplicates_by_claim(session, claims)
    beside = _billed_beside_by_claim(session, lines)
    patients = find_all(session, Patient, (claim.patient_id for claim in claims.values()))
    if {claim.patient_id for claim in claims.values()} - set(patients):
        raise Restricted("The patient is restricted: break the glass to work on the claim.")
    coverages = find_all(session, Coverage, (claim.coverage_id for claim in claims.values()))
    payers = find_all(session, Payer, (claim.payer_id for claim in claims.values()))
    stores = find_all(session, Store, (claim.store_id for claim in claims.values()))
    providers = find_all(session, Provider, (claim.provider_id for claim in claims.values()))
    credentials = credentials_of(session, set(providers))
    enrollments = enrollments_of(
        session, set(providers), {each.id for each in payers.values() if each.requires_enrollment}
    )
    return [
        ClaimContent(
            claim=claim,
            service_lines=lines.get(claim.id, ()),
            patient=patients[claim.patient_id],
            coverage=coverages[claim.coverage_id],
            payer=payers[claim.payer_id],
            store=stores[claim.store_id],
            provider=providers[claim.provider_id],
            credentials=credentials.get(claim.provider_id, ()),
            enrollments=_enrollments_for(claim, enrollments),
            credentials_are_recorded=value_at(session, CREDENTIALS_RECORDED, claim.store_id),
            filing_warning_days=value_at(session, FILING_WARNING_DAYS, claim.store_id),
            other_payers=others.get(claim.id, ()),
            replaced=replaced.get(claim.replaces_id) if claim.replaces_id else None,
            duplicate_numbers=duplicates.get(claim.id, ()),
            billed_beside=beside.get(claim.id, frozenset()),
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


def _enrollments_for(claim: Claim, enrollments: tuple[Enrollment, ...]) -> tuple[Enrollment, ...]:
    return tuple(
        each
        for each in enrollments
        if each.provider_id == claim.provider_id and each.payer_id == claim.payer_id
    )


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
    later = [claim.id for claim in claims.values() if claim.payer_sequence > 1]
    if not later:
        return {}
    rows = session.execute(
        select(PriorAdjudication, Coverage, Payer)
        .join(Coverage, Coverage.id == PriorAdjudication.coverage_id)
        .join(Payer, Payer.id == Coverage.payer_id)
        .where(PriorAdjudication.claim_id.in_(later))
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
    rows = session.execute(DUPLICATES, {"claim_ids": list(claims)}).all()
    return {
        claim_id: tuple(number for _, number in same)
        for claim_id, same in groupby(rows, lambda row: row[0])
    }


def _billed_beside_by_claim(
    session: Session, lines: dict[UUID, tuple[ServiceLine, ...]]
) -> dict[UUID, frozenset[str]]:
    """Asked only for claims with an add-on whose first may have been billed elsewhere."""
    asking = [
        claim_id
        for claim_id, of_claim in lines.items()
        if lonely_add_ons(line.procedure_code for line in of_claim)
    ]
    if not asking:
        return {}
    rows = session.execute(
        select(Claim.id, Charge.procedure_code)
        .join(
            Encounter,
            and_(
                Encounter.patient_id == Claim.patient_id,
                Encounter.served_on == Claim.served_on,
                Encounter.store_id == Claim.store_id,
                Encounter.provider_id == Claim.provider_id,
                Encounter.status == EncounterStatus.SIGNED,
                Encounter.id != Claim.encounter_id,
            ),
        )
        .join(Charge, Charge.encounter_id == Encounter.id)
        .where(Claim.id.in_(asking))
        .order_by(Claim.id)
    ).all()
    return {
        claim_id: frozenset(code for _, code in same)
        for claim_id, same in groupby(rows, lambda row: row[0])
    }

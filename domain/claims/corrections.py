"""Claims that follow claims: corrected after a rejection, replaced, voided, to the next payer."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from domain.claims.assembly import Assembled, control_number
from domain.claims.commands import AT_PAYER, REPLACEMENT, cancel_claim, check_and_release, keep
from domain.claims.content import ClaimContent
from domain.claims.history import Step, advance
from domain.claims.models import (
    Claim,
    PriorAdjudication,
    Readiness,
    ServiceLine,
    Transport,
    Work,
)
from domain.claims.obstacles import was_not_rejected
from domain.claims.pricing import price_anew
from domain.claims.queries import claims_of_encounter, content_of
from domain.codes.codebook import Codebook
from domain.errors import Invalid, WrongState, refuse
from domain.patients.models import Coverage
from tenants.database import find, lock
from tenants.identifiers import new_id

VOID = "8"
"""CLM05-3."""
SENT_AGAIN = "To be sent again, as it is."
SENT = AT_PAYER - {Transport.BATCHED}
LINE_FIELDS = (
    "charge_id", "line_number", "served_on", "procedure_code", "modifiers", "units",
    "charge_cents", "expected_cents", "diagnosis_pointers", "ndc", "ndc_quantity",
    "ndc_unit_code", "lot_number", "rule",
)  # fmt: skip
CLAIM_FIELDS = (
    "encounter_id", "store_id", "patient_id", "coverage_id", "payer_id", "provider_id",
    "payer_sequence", "served_on", "place_of_service_code", "diagnosis_codes", "charge_cents",
    "expected_cents", "prior_authorization_number", "clia_number", "note",
)  # fmt: skip


@dataclass(frozen=True)
class Correction:
    """What a person may change on a claim that is still here; None leaves it as it is."""

    coverage_id: UUID | None = None
    provider_id: UUID | None = None
    diagnosis_codes: Sequence[str] | None = None
    place_of_service_code: str | None = None
    prior_authorization_number: str | None = None
    clia_number: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class PriorDecision:
    """What a payer decided on one line of its claim, in the words of the remittance."""

    service_line_id: UUID
    paid_cents: int
    remaining_cents: int
    adjustments: Sequence[dict[str, Any]]
    """`group_code`, `reason_code`, `amount_cents`."""


@dataclass(frozen=True)
class PriorPayment:
    """One payer's decision on a whole claim."""

    adjudicated_on: date
    payer_claim_control_number: str | None
    lines: Sequence[PriorDecision]


def correct_claim(
    session: Session, claim_id: UUID, correction: Correction, codes: Codebook
) -> Claim:
    """Change a claim that is here, or that came back rejected, and check it again.

    Another payer's prices apply to a claim that never left; one that was sent keeps its charge.

    Raises:
        NotFound: this tenant has no such claim, coverage or provider.
        WrongState: it is with the payer; replace it instead.
    """
    claim = lock(session, Claim, claim_id)
    if claim.readiness == Readiness.CANCELLED or claim.transport in AT_PAYER:
        raise WrongState("The claim is not here to be corrected; replace it instead.")
    changed = [
        field.name for field in fields(correction) if getattr(correction, field.name) is not None
    ]
    if not changed:
        raise Invalid("Nothing to correct was given.")
    payer_id = claim.payer_id
    if correction.coverage_id is not None:
        claim.payer_id = find(session, Coverage, correction.coverage_id).payer_id
    for name in changed:
        setattr(claim, name, getattr(correction, name))
    repriced = claim.payer_id != payer_id and price_anew(session, claim)
    told = [*changed, *(["charge_cents"] if repriced else [])]
    bring_home(session, claim, f"Corrected: {', '.join(told)}.")
    session.flush()
    check_and_release(session, claim, codes)
    return claim


def resubmit_claim(session: Session, claim_id: UUID, codes: Codebook) -> Claim:
    """Send a rejected claim again, after what it rests on was mended: a payer, a provider, a patient.

    Raises:
        NotFound: this tenant has no such claim.
        WrongState: it did not come back rejected.
    """
    claim = lock(session, Claim, claim_id)
    refuse(was_not_rejected(claim))
    bring_home(session, claim, SENT_AGAIN)
    check_and_release(session, claim, codes)
    return claim


def replace_claim(session: Session, claim_id: UUID, codes: Codebook) -> Claim:
    """Make a replacement (frequency 7) of a claim the payer has; it can then be corrected.

    Raises:
        NotFound: this tenant has no such claim.
        WrongState: the payer does not have it.
    """
    return _follow(session, claim_id, REPLACEMENT, codes)


def void_claim(session: Session, claim_id: UUID, codes: Codebook) -> Claim:
    """Ask the payer to forget a claim (frequency 8).

    Raises:
        NotFound: this tenant has no such claim.
        WrongState: the payer does not have it.
    """
    return _follow(session, claim_id, VOID, codes)


def withdraw_claims(session: Session, encounter_id: UUID, codes: Codebook) -> None:
    """Take back what a voided encounter asked for: cancel what is here, void what the payer has.

    A claim that is just leaving cannot be caught: it is marked for a person.
    """
    for claim in claims_of_encounter(session, encounter_id):
        if claim.claim_frequency_code == VOID:
            continue
        if claim.transport in SENT:
            void_claim(session, claim.id, codes)
        elif claim.transport == Transport.BATCHED:
            step = Step("review", "Its encounter was voided while it was leaving: void it.")
            advance(session, claim, step, work=Work.REVIEW)
        else:
            cancel_claim(session, claim.id, "The encounter was voided.")


def bill_next_payer(
    session: Session,
    claim_id: UUID,
    coverage: Coverage,
    payment: PriorPayment,
    codes: Codebook,
) -> Claim:
    """Make the claim to the payer after this one, telling it what was decided so far.

    Raises:
        NotFound: this tenant has no such claim.
    """
    content = content_of(session, claim_id)
    made = _copy(content, "1")
    claim = made.claim
    claim.coverage_id, claim.payer_id = coverage.id, coverage.payer_id
    claim.payer_sequence = content.claim.payer_sequence + 1
    claim.previous_payer_claim_id = claim_id
    claim.expected_cents = None
    keep(session, made, f"Made from {content.claim.patient_control_number}, for the next payer.")
    new_line_ids = _line_ids(content, made)
    session.add_all(_inherited(content, made, new_line_ids))
    session.add_all(
        _prior(claim, content.claim, payment, decision, new_line_ids) for decision in payment.lines
    )
    session.flush()
    check_and_release(session, claim, codes)
    return claim


def _follow(session: Session, claim_id: UUID, frequency: str, codes: Codebook) -> Claim:
    lock(session, Claim, claim_id)
    content = content_of(session, claim_id)
    if content.claim.transport not in SENT:
        raise WrongState("The payer does not have this claim; correct or cancel it instead.")
    made = _copy(content, frequency)
    made.claim.replaces_id = claim_id
    made.claim.previous_payer_claim_id = content.claim.previous_payer_claim_id
    word = "Replaces" if frequency == REPLACEMENT else "Voids"
    keep(session, made, f"{word} {content.claim.patient_control_number}.")
    session.add_all(_inherited(content, made, _line_ids(content, made)))
    session.flush()
    if frequency == VOID:
        check_and_release(session, made.claim, codes)
    return made.claim


def _copy(content: ClaimContent, frequency: str) -> Assembled:
    claim_id = new_id()
    number = control_number(claim_id)
    claim = Claim(
        id=claim_id,
        patient_control_number=number,
        claim_frequency_code=frequency,
        paid_cents=0,
        patient_responsibility_cents=0,
        **{name: getattr(content.claim, name) for name in CLAIM_FIELDS},
    )
    lines = tuple(
        ServiceLine(
            id=new_id(),
            claim_id=claim_id,
            line_control_number=f"{number}-{line.line_number}",
            **{name: getattr(line, name) for name in LINE_FIELDS},
        )
        for line in content.service_lines
    )
    return Assembled(claim, lines)


def _line_ids(content: ClaimContent, made: Assembled) -> dict[UUID, UUID]:
    """Old line → new line."""
    pairs = zip(content.service_lines, made.service_lines, strict=True)
    return {old.id: new.id for old, new in pairs}


def _inherited(
    content: ClaimContent, made: Assembled, line_ids: dict[UUID, UUID]
) -> list[PriorAdjudication]:
    """What still earlier payers decided goes along."""
    return [
        PriorAdjudication(
            claim_id=made.claim.id,
            service_line_id=line_ids[prior.service_line_id],
            coverage_id=prior.coverage_id,
            adjudicated_on=prior.adjudicated_on,
            payer_claim_control_number=prior.payer_claim_control_number,
            paid_cents=prior.paid_cents,
            remaining_cents=prior.remaining_cents,
            adjustments=prior.adjustments,
        )
        for other in content.other_payers
        for prior in other.adjudications
    ]


def _prior(
    claim: Claim,
    previous: Claim,
    payment: PriorPayment,
    decision: PriorDecision,
    line_ids: dict[UUID, UUID],
) -> PriorAdjudication:
    return PriorAdjudication(
        claim_id=claim.id,
        service_line_id=line_ids[decision.service_line_id],
        coverage_id=previous.coverage_id,
        adjudicated_on=payment.adjudicated_on,
        payer_claim_control_number=payment.payer_claim_control_number,
        paid_cents=decision.paid_cents,
        remaining_cents=decision.remaining_cents,
        adjustments=list(decision.adjustments),
    )


def bring_home(session: Session, claim: Claim, summary: str) -> None:
    """A corrected claim is unsent and unchecked, whatever it was."""
    readiness = claim.readiness
    if readiness == Readiness.RELEASED:
        readiness = Readiness.BLOCKED
    work = Work.HELD if claim.work == Work.HELD else Work.NONE
    step = Step("corrected", summary)
    advance(
        session,
        claim,
        step,
        readiness=Readiness(readiness),
        transport=Transport.NOT_SENT,
        work=work,
    )

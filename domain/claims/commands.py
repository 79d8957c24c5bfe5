"""What may be done with a claim. Every command leaves a step in its history."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.charges.models import Charge
from domain.claims.assembly import Assembled, Basis, assemble
from domain.claims.checking import blocking_findings, check
from domain.claims.events import ClaimCancelled, ClaimReleased
from domain.claims.history import Step, acting, advance
from domain.claims.models import Claim, ClaimFinding, ClaimHold, Readiness, Transport, Work
from domain.claims.obstacles import has_findings, has_left, is_held, is_not_held, must_wait
from domain.claims.queries import claims_of_encounter, findings_of, open_hold
from domain.claims.status import display_status
from domain.codes.codebook import Codebook
from domain.encounters.models import Encounter
from domain.encounters.queries import first_coverages
from domain.errors import Invalid, WrongState, refuse
from domain.outbox.commands import announce
from domain.payers.models import ContractRate
from domain.providers.models import Store
from tenants.database import find, lock

LONGEST_REASON = 1_000
REPLACEMENT = "7"
"""CLM05-3."""
AT_PAYER = frozenset({Transport.BATCHED, Transport.SENT, Transport.RECEIVED, Transport.ACCEPTED})
"""Too late to cancel: what is there can only be replaced or voided."""


def assemble_claims(session: Session, encounter_id: UUID, codes: Codebook) -> list[Claim]:
    """Make the claims of a coded encounter, check them, release those that may leave.

    Harmless when run twice: an encounter with living claims keeps them. Without coverage on the
    day there is nobody to ask, and so no claim.

    Raises:
        NotFound: this tenant has no such encounter.
    """
    encounter = lock(session, Encounter, encounter_id)
    existing = claims_of_encounter(session, encounter_id)
    coverage = first_coverages(session, [encounter]).get(encounter_id)
    if existing or coverage is None:
        return list(existing)
    basis = Basis(
        encounter,
        coverage,
        find(session, Store, encounter.store_id),
        session.scalars(
            select(ContractRate).where(ContractRate.payer_id == coverage.payer_id)
        ).all(),
    )
    assembled = assemble(basis, _charges(session, encounter_id))
    _take_the_place_of_amended(session, encounter, assembled)
    for each in assembled:
        keep(session, each)
        check_and_release(session, each.claim, codes)
    return [each.claim for each in assembled]


def keep(session: Session, assembled: Assembled, summary: str = "Made from the charges.") -> None:
    """Store a new claim with its lines, not yet checked."""
    claim = assembled.claim
    claim.readiness, claim.transport = Readiness.BLOCKED, Transport.NOT_SENT
    claim.adjudication, claim.money, claim.work = "pending", "unbilled", Work.NONE
    claim.display_status = display_status(claim)
    session.add(claim)
    session.flush()
    session.add_all(assembled.service_lines)
    advance(session, claim, Step("assembled", summary))
    session.flush()


def check_and_release(session: Session, claim: Claim, codes: Codebook) -> None:
    """Judge the claim by its edits; let it leave if nothing speaks against it.

    What it has become is written once at the end, not before each of the questions.
    """
    session.flush()
    with session.no_autoflush:
        if check(session, claim.id, codes):
            let_leave(session, claim)


def recheck_claim(session: Session, claim_id: UUID, codes: Codebook) -> Claim:
    """Judge a claim again after something it rests on was corrected; release it if it may leave.

    Raises:
        NotFound: this tenant has no such claim.
        WrongState: it has left already.
    """
    claim = _at_home(session, claim_id)
    check_and_release(session, claim, codes)
    return claim


def release_claim(session: Session, claim_id: UUID, codes: Codebook) -> Claim:
    """Let a claim leave with the next interchange.

    Raises:
        NotFound: this tenant has no such claim.
        WrongState: it has left already.
        Held: a person holds it, or an edit found something to fix.
    """
    claim = _at_home(session, claim_id)
    if claim.readiness == Readiness.RELEASED:
        return claim
    refuse(must_wait(open_hold(session, claim_id)))
    check(session, claim_id, codes)
    session.flush()
    blocking = blocking_findings(findings_of(session, claim_id))
    refuse(has_findings([each.message for each in blocking]))
    let_leave(session, claim)
    return claim


def hold_claim(session: Session, claim_id: UUID, reason: str) -> Claim:
    """Keep a claim here until a person lifts the hold.

    Raises:
        NotFound: this tenant has no such claim.
        WrongState: it is on its way already, cancelled, or on hold.
    """
    claim = _at_home(session, claim_id)
    refuse(is_held(open_hold(session, claim_id)))
    put_on_hold(session, claim, reason_given(reason))
    return claim


def lift_hold(session: Session, claim_id: UUID, codes: Codebook) -> Claim:
    """End the hold, check the claim again, let it leave if it may.

    Raises:
        NotFound: this tenant has no such claim.
        WrongState: it is not on hold.
    """
    claim = lock(session, Claim, claim_id)
    hold = open_hold(session, claim_id)
    refuse(is_not_held(hold))
    assert hold is not None
    end_hold(session, claim, hold)
    session.flush()
    check_and_release(session, claim, codes)
    return claim


def override_finding(
    session: Session, claim_id: UUID, finding_id: UUID, reason: str, codes: Codebook
) -> Claim:
    """Let one finding pass, on somebody's word; the claim leaves if it was the last.

    Raises:
        NotFound: this tenant has no such claim or finding.
        WrongState: the claim has left, or the finding was overridden before.
    """
    claim = _at_home(session, claim_id)
    finding = find(session, ClaimFinding, finding_id)
    if finding.claim_id != claim_id or finding.overridden_by:
        raise WrongState("This finding is not open on this claim.", path="finding_id")
    let_pass(session, claim, finding, reason_given(reason))
    session.flush()
    check_and_release(session, claim, codes)
    return claim


def cancel_claim(session: Session, claim_id: UUID, reason: str) -> Claim:
    """Give up a claim that has not left, or that came back rejected; its history stays.

    Raises:
        NotFound: this tenant has no such claim.
        WrongState: it is on its way; void it instead.
    """
    claim = lock(session, Claim, claim_id)
    if claim.transport in AT_PAYER:
        raise WrongState("The payer has this claim, or soon will; void it instead.")
    step = Step("cancelled", f"Cancelled: {reason_given(reason)}")
    advance(session, claim, step, readiness=Readiness.CANCELLED, work=Work.NONE)
    announce(session, ClaimCancelled(claim.id))
    return claim


def _take_the_place_of_amended(
    session: Session, encounter: Encounter, assembled: Sequence[Assembled]
) -> None:
    """Claims of an amendment replace those of what it amends: at the payer, or before they leave."""
    if encounter.amends_id is None:
        return
    old = claims_of_encounter(session, encounter.amends_id)
    at_payer = [claim for claim in old if claim.transport in AT_PAYER and claim.payer_sequence == 1]
    for claim in old:
        if claim.transport in {Transport.NOT_SENT, Transport.REJECTED}:
            cancel_claim(session, claim.id, "The encounter was amended.")
    for each, replaced in zip(assembled, at_payer, strict=False):
        each.claim.claim_frequency_code = REPLACEMENT
        each.claim.replaces_id = replaced.id


def put_on_hold(session: Session, claim: Claim, reason: str) -> None:
    session.add(ClaimHold(claim_id=claim.id, reason=reason, held_by=acting(session)))
    readiness = Readiness.READY if claim.readiness == Readiness.RELEASED else claim.readiness
    step = Step("held", f"Held: {reason}")
    advance(session, claim, step, readiness=Readiness(readiness), work=Work.HELD)


def end_hold(session: Session, claim: Claim, hold: ClaimHold) -> None:
    hold.released_by, hold.released_at = acting(session), datetime.now(UTC)
    advance(session, claim, Step("hold_lifted", "The hold was lifted."), work=Work.NONE)


def let_pass(session: Session, claim: Claim, finding: ClaimFinding, reason: str) -> None:
    finding.overridden_by, finding.override_reason = acting(session), reason
    advance(session, claim, Step("overridden", f"{finding.message} Overridden: {reason}"))


def let_leave(session: Session, claim: Claim) -> None:
    if claim.readiness == Readiness.RELEASED:
        return
    step = Step("released", "Released for the next interchange.")
    advance(session, claim, step, readiness=Readiness.RELEASED, work=Work.NONE)
    announce(session, ClaimReleased(claim.id))


def _at_home(session: Session, claim_id: UUID) -> Claim:
    """The claim, locked, if it has not left and is not cancelled."""
    claim = lock(session, Claim, claim_id)
    refuse(has_left(claim))
    return claim


def _charges(session: Session, encounter_id: UUID) -> Sequence[Charge]:
    return session.scalars(
        select(Charge).where(Charge.encounter_id == encounter_id).order_by(Charge.position)
    ).all()


def reason_given(text: str) -> str:
    reason = text.strip()
    if not 3 <= len(reason) <= LONGEST_REASON:
        raise Invalid(f"Say why, in 3 to {LONGEST_REASON} characters.", path="reason")
    return reason

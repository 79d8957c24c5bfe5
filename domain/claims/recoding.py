"""Which injection was the day's first decides its code: what follows when that one is voided."""

from uuid import UUID

from sqlalchemy.orm import Session

from domain.charges.commands import code_anew
from domain.charges.queries import Recoding, recodings_after
from domain.claims.commands import AT_PAYER, cancel_claim, hold_claim
from domain.claims.corrections import VOID
from domain.claims.history import Step, advance
from domain.claims.models import Claim, Transport, Work
from domain.claims.queries import claims_of_encounter, open_hold
from domain.encounters.models import Encounter
from domain.patients.models import Patient
from tenants.database import find, lock

REASON = "Another encounter of that day was voided; this one is coded anew."


def recode_the_day(session: Session, voided_encounter_id: UUID) -> None:
    """Give the day's other encounters the codes that they have without the one that was voided.

    Claims that are here are made anew. What a payer has is not changed behind it, and what cannot
    be coded is not guessed: a person is told.

    Raises:
        NotFound: this tenant has no such encounter.
    """
    voided = find(session, Encounter, voided_encounter_id)
    lock(session, Patient, voided.patient_id)
    for recoding in recodings_after(session, voided):
        claims = [
            lock(session, Claim, claim.id)
            for claim in claims_of_encounter(session, recoding.encounter.id)
            if claim.claim_frequency_code != VOID
        ]
        is_here = all(claim.transport not in AT_PAYER for claim in claims)
        if is_here and code_anew(session, recoding):
            for claim in claims:
                cancel_claim(session, claim.id, REASON)
        else:
            for claim in claims:
                _show(session, claim, _told(recoding))


def _show(session: Session, claim: Claim, told: str) -> None:
    """A claim that is here does not leave as it is."""
    if claim.transport == Transport.NOT_SENT and open_hold(session, claim.id) is None:
        hold_claim(session, claim.id, told)
    else:
        advance(session, claim, Step("review", told), work=Work.REVIEW)


def _told(recoding: Recoding) -> str:
    billed = ", ".join(recoding.billed)
    found = " ".join(finding.message for finding in recoding.coding.findings)
    due = found or f"It should bill {', '.join(e.procedure_code for e in recoding.coding.lines)}."
    return (
        f"Another encounter of that day was voided, and this one billed {billed}. {due}"
        " Amend the encounter: its claim then takes this one's place."
    )

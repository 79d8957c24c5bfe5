"""What may be done about charges: code a signed encounter, once, and again what could not be."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from domain.charges.coding import ChargeLine
from domain.charges.events import ChargesReady, CodingMended
from domain.charges.models import Charge
from domain.charges.queries import (
    Recoding,
    charges_of,
    codings_of,
    preview_coding,
    uncoded_encounters,
)
from domain.codes.in_memory import codebook
from domain.encounters.models import Encounter, EncounterStatus
from domain.errors import Finding, Refused, WrongState
from domain.outbox.commands import announce
from domain.outbox.failed_jobs import note_resumed
from domain.patients.models import Patient
from domain.services.queries import price_list
from tenants.database import lock

MOST_RESUMED = 5_000
"""Looked at in one round; the oldest first."""
CODING_JOB = "code_encounter"


class CannotCode(Refused):
    """Documentation that comes to no charge; the findings say what to fix, all at once."""

    code = "cannot_code"

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(" ".join(finding.message for finding in findings), findings[0].path)
        self.findings = tuple(findings)


def code_encounter(session: Session, encounter_id: UUID) -> Sequence[Charge]:
    """Turn a signed encounter into charges and announce them; coded before, it stays as it is.

    One that was amended or voided meanwhile is coded no more.

    Raises:
        NotFound: this tenant has no such encounter.
        WrongState: the encounter is not signed yet.
        CannotCode: a code or price is missing, or there is nothing to bill; nothing was kept.
    """
    encounter = lock(session, Encounter, encounter_id)
    charges = charges_of(session, encounter.id)
    if charges or encounter.status in {EncounterStatus.AMENDED, EncounterStatus.VOIDED}:
        return charges
    if encounter.status != EncounterStatus.SIGNED:
        raise WrongState("Only a signed encounter is coded.", "encounter_id")
    lock(session, Patient, encounter.patient_id)  # One after another: which is the day's first?
    coding = preview_coding(session, encounter.id)
    if coding.findings:
        raise CannotCode(coding.findings)
    charges = [
        charge_of(encounter, position, line) for position, line in enumerate(coding.lines, start=1)
    ]
    session.add_all(charges)
    session.flush()
    announce(session, ChargesReady(encounter.id))
    return charges


@dataclass(frozen=True)
class Resumed:
    """How many encounters waited to be coded, and how many of them can be now."""

    waiting_count: int
    mended_count: int


def resume_coding(session: Session) -> Resumed:
    """Have coded what lacked a price, a certificate or a code that is there now.

    What still lacks something stays where it is, untried: `uncodedEncounters` shows it.
    """
    waiting = uncoded_encounters(session, MOST_RESUMED)
    codings = codings_of(
        session,
        waiting,
        price_list(session, {each.store_id for each in waiting}),
        codebook(session),
    )
    mended = [encounter.id for encounter in waiting if not codings[encounter.id].findings]
    for encounter_id in mended:
        announce(session, CodingMended(encounter_id))
    note_resumed(session, CODING_JOB, [{"encounter_id": str(id_)} for id_ in mended])
    return Resumed(len(waiting), len(mended))


def code_anew(session: Session, recoding: Recoding) -> bool:
    """Let an encounter's charges say what it should bill; False: it takes other lines, or lacks one."""
    charges = charges_of(session, recoding.encounter.id)
    lines = recoding.coding.lines
    if recoding.coding.findings or len(lines) != len(charges):
        return False
    for charge, line in zip(charges, lines, strict=True):
        for name, value in _values(line).items():
            setattr(charge, name, value)
    session.flush()
    announce(session, ChargesReady(recoding.encounter.id))
    return True


def charge_of(encounter: Encounter, position: int, line: ChargeLine) -> Charge:
    """A line as the charge that it becomes, not yet kept."""
    return Charge(
        encounter_id=encounter.id,
        store_id=encounter.store_id,
        position=position,
        served_on=encounter.served_on,
        **_values(line),
    )


def _values(line: ChargeLine) -> dict[str, Any]:
    return asdict(line) | {
        "units": Decimal(line.units),
        "modifiers": list(line.modifiers),
        "diagnosis_codes": list(line.diagnosis_codes),
        "charge_cents": line.charge_cents,
    }

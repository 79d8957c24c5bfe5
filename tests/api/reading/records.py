"""Claims with every kind of thing around them, written straight into the tables."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from domain.claims.models import (
    Adjudication,
    Claim,
    ClaimEvent,
    ClaimFinding,
    ClaimHold,
    Money,
    Readiness,
    ServiceLine,
    Transport,
    Work,
)
from domain.claims.status import DisplayStatus
from tests.builders import a_coverage, a_provider, a_store, an_encounter

_numbers = count(1)


def a_claim(session: Session, **given: Any) -> Claim:
    """A claim that was sent, without an encounter unless one is given."""
    coverage = given.pop("coverage", None) or a_coverage(session)
    values = {
        "store_id": given.get("store_id") or a_store(session).id,
        "provider_id": given.get("provider_id") or a_provider(session).id,
        "patient_id": coverage.patient_id,
        "coverage_id": coverage.id,
        "payer_id": coverage.payer_id,
        "patient_control_number": f"R{next(_numbers):08d}",
        "served_on": date(2026, 10, 15),
        "place_of_service_code": "01",
        "diagnosis_codes": ["Z23"],
        "charge_cents": 67_50,
        "readiness": Readiness.RELEASED,
        "transport": Transport.SENT,
        "adjudication": Adjudication.PENDING,
        "money": Money.PAYER,
        "work": Work.NONE,
        "display_status": DisplayStatus.SENT,
    }
    claim = Claim(**values | given)
    session.add(claim)
    session.flush()
    return claim


def a_service_line(session: Session, claim: Claim, line_number: int = 1, **given: Any) -> None:
    values = {
        "claim_id": claim.id,
        "line_number": line_number,
        "line_control_number": f"L{next(_numbers):08d}",
        "served_on": claim.served_on,
        "procedure_code": "90471",
        "units": Decimal(1),
        "charge_cents": 25_00,
        "diagnosis_pointers": [1],
        "rule": "immunization@1/administration",
    }
    session.add(ServiceLine(**values | given))
    session.flush()


def a_claim_with_everything(session: Session) -> Claim:
    """Every relation has something in it, and the text everything that JSON must escape."""
    encounter = an_encounter(session)
    claim = a_claim(
        session,
        coverage=a_coverage(session, patient_id=encounter.patient_id),
        encounter_id=encounter.id,
        store_id=encounter.store_id,
        expected_cents=4_000_000_000_00,
        note='Quote " back \\ slash / tab \t new\nline é 😀 \u2028 \x01 {}',
        submitted_at=datetime(2026, 10, 16, 8, 30, 0, 120_000, UTC),
        adjudicated_at=datetime(2026, 10, 17, 8, 30, tzinfo=UTC),
    )
    a_service_line(session, claim, 2, modifiers=["GC", '"'], ndc_quantity=Decimal("0.50"))
    a_service_line(session, claim, 1, units=Decimal("1.5"), ndc="49281042450")
    finding = {"path": "charge_cents", "message": "M", "fix": "F", "source": "S"}
    session.add(ClaimFinding(claim_id=claim.id, code="charge.total", severity="error", **finding))
    session.add(ClaimHold(claim_id=claim.id, reason="Ask the prescriber.", held_by="user:1"))
    session.add(_event(claim.id, "assembled", changes={"readiness": ["blocked", None], "n": 1.5}))
    session.add(_event(claim.id, "sent", raw_segments="CLM*1*2~"))
    session.flush()
    return claim


def _event(claim_id: UUID, kind: str, **given: Any) -> ClaimEvent:
    at = datetime(2026, 10, 16, tzinfo=UTC)
    values = {"claim_id": claim_id, "happened_at": at, "actor": "job:test", "summary": kind}
    return ClaimEvent(kind=kind, **values | given)

"""Claims with every kind of thing around them, written straight into the tables."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.anomalies.models import Anomaly
from domain.approvals.models import Approval
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
from domain.disclosures.models import Disclosure, DisclosureAccounting, DisclosureSuspension
from domain.ledger import journal
from domain.ledger.models import Account
from domain.patients.models import GlassBreak, PatientRestriction
from domain.remittances.models import (
    Adjustment,
    ClaimPayment,
    ProviderAdjustment,
    Remittance,
    ServicePayment,
)
from domain.services.models import ServicePrice
from domain.submissions.models import Acknowledgement, ClaimSubmission, Interchange, RawFile
from tenants.models import SettingValue
from tests.builders import (
    a_coverage,
    a_credential,
    a_provider,
    a_store,
    a_trading_partner,
    an_encounter,
    an_enrollment,
)

T = TypeVar("T")

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
    provider = a_provider(session)
    encounter = an_encounter(session, provider_id=provider.id)
    a_credential(session, provider, effective_to_on=date(2027, 1, 1))
    an_enrollment(session, provider, store_id=encounter.store_id)
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
    price = {"procedure_code": "90471", "price_cents": 25_00, "label": "One vaccine"}
    unit_id = encounter.store_id
    session.add(
        SettingValue(
            unit_id=unit_id,
            name="claims.filing_warning_days",
            value=14,
            is_inherited=False,
            effective_from_on=date(2026, 1, 1),
            set_by="user:1",
        )
    )
    session.add(
        Approval(
            kind="write_off",
            subject_id=claim.id,
            store_id=claim.store_id,
            amount_cents=2,
            limit_cents=1,
            arguments={},
            state={},
            reason="Hardship.",
            asked_by="user:1",
            expires_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
    )
    by, later = "user:1", datetime(2026, 1, 2, tzinfo=UTC)
    session.add(
        PatientRestriction(
            patient_id=claim.patient_id, reason="Kin.", restricted_by=by, lifted_at=later
        )
    )
    session.add(
        GlassBreak(patient_id=claim.patient_id, reason="Harm.", broken_by=by, expires_at=later)
    )
    session.add(ServicePrice(effective_from_on=date(2026, 1, 1), **price))
    _disclosed(session, claim.patient_id)
    session.flush()
    return claim


def _disclosed(session: Session, patient_id: UUID) -> None:
    """A disclosure that an agency has kept back, an account given before, and a look at it all."""
    by, day = "user:1", date(2026, 1, 2)
    disclosure = Disclosure(
        patient_id=patient_id,
        kind="law_enforcement",
        disclosed_on=day,
        last_disclosed_on=day,
        disclosure_count=2,
        recipient_name='Sheriff "é"',
        description="A visit",
        purpose="A search",
        recorded_by=by,
    )
    kept_back = {"official": "A. Sample", "statement": "It would impede.", "is_written": True}
    accounting = DisclosureAccounting(
        patient_id=patient_id,
        from_on=day,
        to_on=day,
        requested_on=day,
        entry_count=1,
        document=b"<p>",
        made_by=by,
    )
    at = datetime(2026, 1, 2, tzinfo=UTC)
    anomaly = Anomaly(
        kind="vip",
        actor=by,
        occasion="2026-01-02",
        patient_id=patient_id,
        explanation="A VIP",
        happened_from_at=at,
        happened_to_at=at,
        event_count=1,
        event_ids=[patient_id, patient_id],
    )
    session.add_all([disclosure, accounting, anomaly])
    session.flush()
    session.add(
        DisclosureSuspension(
            patient_id=patient_id,
            disclosure_id=disclosure.id,
            ends_on=date(9999, 1, 1),
            suspended_by=by,
            **kept_back,
        )
    )


def _event(claim_id: UUID, kind: str, **given: Any) -> ClaimEvent:
    at = datetime(2026, 10, 16, tzinfo=UTC)
    values = {"claim_id": claim_id, "happened_at": at, "actor": "job:test", "summary": kind}
    return ClaimEvent(kind=kind, **values | given)


def its_journey(session: Session, claim: Claim) -> None:
    """What follows a claim: file, interchange, acknowledgement, remittance, payments, ledger."""
    partner = a_trading_partner(session)
    sent = _added(session, _raw_file("out", trading_partner_id=partner.id, kind="837P"))
    received = _added(session, _raw_file("in", status="quarantined", reason="CLP04 differs."))
    interchange = _added(
        session,
        Interchange(
            trading_partner_id=partner.id,
            raw_file_id=sent.id,
            control_number=17,
            batch_number="B1",
            claim_count=1,
            charge_cents=claim.charge_cents,
            status="accepted",
        ),
    )
    named = {"interchange_id": interchange.id, "claim_id": claim.id}
    session.add(
        ClaimSubmission(
            transaction_control_number="0001", first_segment=1, last_segment=30, **named
        )
    )
    session.add(
        Acknowledgement(
            raw_file_id=received.id,
            kind="277CA",
            is_accepted=True,
            codes={"STC": ["A2:20"]},
            message="Accepted.",
            segments="STC*A2:20~",
            **named,
        )
    )
    session.add(_event(claim.id, "acknowledged", raw_file_id=received.id))
    payment = _remitted(session, claim, received.id)
    _posted(session, claim, payment.id)
    claim.adjudication, claim.paid_cents = Adjudication.PAID, payment.paid_cents
    session.flush()


def _remitted(session: Session, claim: Claim, raw_file_id: UUID) -> ClaimPayment:
    remittance = _added(
        session,
        Remittance(
            raw_file_id=raw_file_id,
            transaction_control_number="0001",
            payer_id=claim.payer_id,
            payer_identifier="1411234567",
            payer_name="INVENTED HEALTH PLAN",
            trace_number=f"T{next(_numbers)}",
            payment_method_code="ACH",
            paid_cents=50_00,
            provider_adjustment_cents=10_00,
            claim_paid_cents=60_00,
            paid_on=date(2026, 10, 20),
            claim_count=1,
            status="posted",
        ),
    )
    payment = _added(
        session,
        ClaimPayment(
            remittance_id=remittance.id,
            position=1,
            claim_id=claim.id,
            patient_control_number=claim.patient_control_number,
            claim_status_code="1",
            charge_cents=67_50,
            paid_cents=60_00,
            patient_responsibility_cents=5_00,
            remark_codes=["N620"],
            status="posted",
            segments="CLP*1~",
        ),
    )
    line = _added(
        session,
        ServicePayment(
            claim_payment_id=payment.id,
            position=1,
            service_line_id=session.scalar(
                select(ServiceLine.id).where(ServiceLine.claim_id == claim.id).limit(1)
            ),
            procedure_code="90471",
            units=Decimal(1),
            charge_cents=25_00,
            paid_cents=20_00,
        ),
    )
    reason = {"claim_payment_id": payment.id, "group_code": "CO", "reason_code": "45"}
    session.add(Adjustment(service_payment_id=line.id, amount_cents=5_00, **reason))
    session.add(Adjustment(amount_cents=-1, quantity=Decimal("1.00"), **reason))
    session.add(
        ProviderAdjustment(
            remittance_id=remittance.id, claim_id=claim.id, reason_code="WO", amount_cents=10_00
        )
    )
    session.flush()
    return payment


def _posted(session: Session, claim: Claim, payment_id: UUID) -> None:
    where = {"claim_id": claim.id, "payer_id": claim.payer_id, "store_id": claim.store_id}
    legs = (
        journal.Leg(Account.INSURANCE_RECEIVABLE, 67_50, **where),
        journal.Leg(Account.REVENUE, -67_50, **where),
    )
    journal.post(
        session,
        [journal.Entry("charge", "claim_payments", payment_id, claim.served_on, "Billed.", legs)],
    )


def _raw_file(direction: str, **given: Any) -> RawFile:
    number = next(_numbers)
    values = {"name": f"{number}.x12", "checksum": str(number), "status": "processed"}
    return RawFile(direction=direction, content=b"ISA*00~\xe9", **values | given)


def _added(session: Session, record: T) -> T:
    session.add(record)
    session.flush()
    return record

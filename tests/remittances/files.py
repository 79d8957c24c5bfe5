"""Remittance files as a payer would write them, about claims that the test has sent."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.claims.commands import assemble_claims
from domain.claims.history import Step, advance
from domain.claims.models import Claim, ServiceLine, Transport
from domain.codes.in_memory import codebook
from domain.submissions.models import RawFile
from domain.x12.interchange import Interchange, TransactionId
from domain.x12.parties import Adjustment, Reference
from domain.x12.remittances import (
    ClaimPayment,
    ProviderAdjustment,
    Remittance,
    RemittanceParty,
    ServicePayment,
)
from domain.x12.writing import write_remittances
from tests.builders import a_charge, a_coverage, a_vaccine_charge, an_encounter

_numbers = count(1)
PAID_ON = date(2026, 11, 2)


def a_sent_claim(session: Session, **coverage: Any) -> Claim:
    """A flu shot for $67.50: administration $25.00, vaccine $42.50."""
    encounter = an_encounter(session)
    a_coverage(session, patient_id=encounter.patient_id, **coverage)
    a_charge(session, encounter)
    a_vaccine_charge(session, encounter)
    claim = assemble_claims(session, encounter.id, codebook(session))[0]
    send(session, claim)
    return claim


def send(session: Session, claim: Claim) -> None:
    advance(session, claim, Step("batched", "Batched."), transport=Transport.BATCHED)
    advance(session, claim, Step("sent", "Sent."), transport=Transport.SENT)
    session.flush()


def decided(
    session: Session, claim: Claim, *reasons: Sequence[Adjustment], **values: Any
) -> ClaimPayment:
    """The payer's decision: the adjustments of each line; what they leave is paid."""
    lines = session.scalars(
        select(ServiceLine)
        .where(ServiceLine.claim_id == claim.id)
        .order_by(ServiceLine.line_number)
    ).all()
    services = tuple(
        ServicePayment(
            procedure_code=line.procedure_code,
            charge_cents=line.charge_cents,
            paid_cents=line.charge_cents - sum(each.amount_cents for each in given),
            adjustments=tuple(given),
            line_control_number=line.line_control_number,
            service_on=line.served_on,
        )
        for line, given in zip(lines, reasons or [()] * len(lines), strict=True)
    )
    defaults: dict[str, Any] = {
        "patient_control_number": claim.patient_control_number,
        "claim_status_code": "1",
        "charge_cents": claim.charge_cents,
        "paid_cents": sum(each.paid_cents for each in services),
        "patient_responsibility_cents": sum(
            each.amount_cents for given in reasons for each in given if each.group_code == "PR"
        ),
        "claim_filing_indicator_code": "CI",
        "payer_claim_control_number": f"ICN{next(_numbers):06d}",
        "service_payments": services,
    }
    return ClaimPayment(**defaults | values)


def turned(payment: ClaimPayment) -> ClaimPayment:
    """The reversal of a payment: every amount with the other sign."""
    return ClaimPayment(
        patient_control_number=payment.patient_control_number,
        claim_status_code="22",
        charge_cents=-payment.charge_cents,
        paid_cents=-payment.paid_cents,
        claim_filing_indicator_code="CI",
        payer_claim_control_number=payment.payer_claim_control_number,
        service_payments=tuple(
            ServicePayment(
                procedure_code=line.procedure_code,
                charge_cents=-line.charge_cents,
                paid_cents=-line.paid_cents,
                adjustments=tuple(
                    Adjustment(each.group_code, each.reason_code, -each.amount_cents)
                    for each in line.adjustments
                ),
                line_control_number=line.line_control_number,
                service_on=line.service_on,
            )
            for line in payment.service_payments
        ),
    )


def a_remittance(
    *payments: ClaimPayment,
    provider_adjustments: Sequence[ProviderAdjustment] = (),
    **values: Any,
) -> Remittance:
    """A payment that balances, unless an amount is given that does not."""
    number = next(_numbers)
    interchange = Interchange("INVENTED", "MORTAR01", number, datetime(2026, 11, 2, 6, tzinfo=UTC))
    total = sum(each.paid_cents for each in payments)
    total -= sum(each.amount_cents for each in provider_adjustments)
    defaults: dict[str, Any] = {
        "id": TransactionId(interchange, f"{number:04d}", "005010X221A1"),
        "amount_cents": total,
        "paid_on": PAID_ON,
        "trace_number": f"EFT{number:06d}",
        "originating_company_id": "1999999999",
        "payment_method_code": "ACH",
        "payer": RemittanceParty(
            "INVENTED HEALTH PLAN", "XV", "INV00001", references=(Reference("2U", "INV00001"),)
        ),
        "payee": RemittanceParty("PRAIRIE PHARMACIES", "XX", "1000000012"),
        "claim_payments": payments,
        "provider_adjustments": tuple(provider_adjustments),
    }
    return Remittance(**defaults | values)


def received(session: Session, *remittances: Remittance, content: bytes | None = None) -> RawFile:
    """The file as it lies in the inbox, not yet read."""
    content = write_remittances(remittances) if content is None else content
    raw_file = RawFile(
        direction="in",
        name=f"835-{next(_numbers)}.x12",
        checksum=sha256(content).hexdigest(),
        content=content,
        status="received",
    )
    session.add(raw_file)
    session.flush()
    return raw_file

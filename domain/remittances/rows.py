"""From what an 835 says to the rows that keep it."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from domain.remittances import balancing
from domain.remittances.models import (
    Adjustment,
    ClaimPayment,
    ProviderAdjustment,
    Remittance,
    ServicePayment,
)
from domain.x12 import remittances as x12
from domain.x12.parties import Adjustment as WrittenAdjustment
from tenants.identifiers import new_id


@dataclass(frozen=True)
class PaymentRows:
    """One claim payment with all that belongs to it."""

    payment: ClaimPayment
    lines: tuple[ServicePayment, ...]
    adjustments: tuple[Adjustment, ...]


def remittance_row(written: x12.Remittance, raw_file_id: UUID, payer_id: UUID | None) -> Remittance:
    """Where BPR16 tells no day, that of the advice stands in until a person says the right one."""
    stand_in = written.produced_on or written.interchange.created_at.date()
    return Remittance(
        id=new_id(),
        raw_file_id=raw_file_id,
        transaction_control_number=written.id.control_number,
        payer_id=payer_id,
        payer_identifier=written.originating_company_id,
        payer_name=written.payer.name,
        trace_number=written.trace_number,
        payment_method_code=written.payment_method_code,
        paid_cents=balancing.signed_amount_cents(written),
        provider_adjustment_cents=balancing.provider_adjustment_cents(written),
        claim_paid_cents=balancing.claim_paid_cents(written),
        paid_on=written.paid_on or stand_in,
        claim_count=len(written.claim_payments),
        status="balanced",
    )


def payment_rows(remittance_id: UUID, position: int, written: x12.ClaimPayment) -> PaymentRows:
    crossover = written.crossover_payer
    payment = ClaimPayment(
        id=new_id(),
        remittance_id=remittance_id,
        position=position,
        patient_control_number=written.patient_control_number,
        payer_claim_control_number=written.payer_claim_control_number or None,
        claim_status_code=written.claim_status_code,
        charge_cents=written.charge_cents,
        paid_cents=written.paid_cents,
        patient_responsibility_cents=_patient_cents(written),
        crossover_payer_name=crossover.name if crossover else None,
        remark_codes=[*written.inpatient_remark_codes, *written.remark_codes],
        status="quarantined",
        segments="\n".join(written.raw_segments),
    )
    adjustments = [_adjustment(payment.id, None, each) for each in written.adjustments]
    lines = []
    for place, each in enumerate(written.service_payments, 1):
        line = _line(payment.id, place, each)
        lines.append(line)
        adjustments += [_adjustment(payment.id, line.id, reason) for reason in each.adjustments]
    return PaymentRows(payment, tuple(lines), tuple(adjustments))


def provider_adjustment_row(
    remittance_id: UUID, written: x12.ProviderAdjustment, claim_id: UUID | None
) -> ProviderAdjustment:
    return ProviderAdjustment(
        remittance_id=remittance_id,
        claim_id=claim_id,
        reason_code=written.reason_code,
        reference=written.reference or None,
        amount_cents=written.amount_cents,
        fiscal_period_on=written.fiscal_period_on,
    )


def _line(claim_payment_id: UUID, position: int, written: x12.ServicePayment) -> ServicePayment:
    return ServicePayment(
        id=new_id(),
        claim_payment_id=claim_payment_id,
        position=position,
        line_control_number=written.line_control_number or None,
        procedure_code=written.procedure_code,
        modifiers=list(written.modifiers),
        units=written.paid_units if written.paid_units is not None else Decimal(1),
        charge_cents=written.charge_cents,
        paid_cents=written.paid_cents,
        allowed_cents=written.allowed_cents,
        remark_codes=list(written.remark_codes),
    )


def _adjustment(
    claim_payment_id: UUID, service_payment_id: UUID | None, written: WrittenAdjustment
) -> Adjustment:
    return Adjustment(
        claim_payment_id=claim_payment_id,
        service_payment_id=service_payment_id,
        group_code=written.group_code,
        reason_code=written.reason_code,
        amount_cents=written.amount_cents,
        quantity=written.quantity,
    )


def _patient_cents(written: x12.ClaimPayment) -> int:
    """The sum of the PR adjustments, which is what CLP05 should say."""
    reasons = [
        *written.adjustments,
        *(reason for line in written.service_payments for reason in line.adjustments),
    ]
    return sum(reason.amount_cents for reason in reasons if reason.group_code == "PR")

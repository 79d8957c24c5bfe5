"""Valid answers of payers to begin with: payments, acknowledgments, claim statuses."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from domain.x12.acknowledgments import (
    Context,
    ElementError,
    ImplementationAcknowledgment,
    SegmentError,
    TransactionAcknowledgment,
)
from domain.x12.claim_acknowledgments import (
    ClaimAcknowledgment,
    ClaimStatus,
    LineStatus,
    ProviderStatus,
    ReceiverStatus,
    SourceStatus,
    Status,
    StatusCode,
)
from domain.x12.parties import (
    Address,
    Adjustment,
    Amount,
    Communication,
    Contact,
    DateReference,
    Reference,
)
from domain.x12.remittances import (
    ClaimPayment,
    ProviderAdjustment,
    Remittance,
    RemittanceName,
    RemittanceParty,
    ServicePayment,
)
from tests.x12.builders import SERVED_ON, STREET, WRITTEN_AT, transaction_id


def service_payment(**more: object) -> ServicePayment:
    given = ServicePayment(
        10000,
        6000,
        "99605",
        modifiers=("25",),
        paid_units=Decimal(1),
        service_on=SERVED_ON,
        adjustments=(Adjustment("CO", "45", 2000), Adjustment("PR", "2", 2000, Decimal(1))),
        line_control_number="L1",
        references=(Reference("0K", "POLICY1"),),
        allowed_cents=8000,
        remark_codes=("N130",),
    )
    return replace(given, **more)


def claim_payment(number: str = "PCN00000001", **more: object) -> ClaimPayment:
    given = ClaimPayment(
        number,
        "1",
        15000,
        8000,
        3000,
        "12",
        "ICN1000",
        "11",
        "1",
        names=(
            RemittanceName("QC", "DOE", "JANE", "Q", "", "1", "MI", "X000000001"),
            RemittanceName("82", "PHARM", "PAT", "", "", "1", "XX", "1555555550"),
        ),
        remark_codes=("MA18",),
        references=(Reference("1L", "GRP2"),),
        dates=(DateReference("232", SERVED_ON), DateReference("050", date(2026, 11, 2))),
        contacts=(Contact("CX", "CLAIMS", (Communication("TE", "8005550000"),)),),
        amounts=(Amount("AU", 11000),),
        service_payments=(
            service_payment(),
            service_payment(
                procedure_code="87635",
                modifiers=("QW",),
                charge_cents=5000,
                paid_cents=2000,
                allowed_cents=3000,
                line_control_number="L2",
                adjustments=(Adjustment("CO", "45", 2000), Adjustment("PR", "1", 1000)),
            ),
        ),
    )
    return replace(given, **more)


def denied(number: str = "PCN00000002") -> ClaimPayment:
    return claim_payment(
        number,
        claim_status_code="4",
        charge_cents=6550,
        paid_cents=0,
        patient_responsibility_cents=0,
        adjustments=(Adjustment("CO", "29", 6550),),
        service_payments=(),
        remark_codes=(),
        amounts=(),
    )


def remittance(**more: object) -> Remittance:
    given = Remittance(
        transaction_id("005010X221A1"),
        7000,
        "EFT12345",
        "1512345678",
        paid_on=date(2026, 11, 5),
        payment_method_code="ACH",
        payment_format_code="CCP",
        payer_routing_number="044000037",
        payer_account_number="123456",
        payer_company_id="1512345678",
        payee_routing_number="044000037",
        payee_account_number="654321",
        receiver_id="CLRHOUSE",
        produced_on=date(2026, 11, 4),
        payer=RemittanceParty(
            "EXAMPLE HEALTH PLAN",
            address=Address("1 PLAN WAY", "", "DAYTON", "OH", "45402"),
            references=(Reference("2U", "87726"),),
            contacts=(Contact("BL", "EDI", (Communication("TE", "8005559999"),)),),
        ),
        payee=RemittanceParty(
            "MAIN STREET PHARMACY",
            "XX",
            "1234567893",
            STREET,
            (Reference("TJ", "311234567"),),
        ),
        claim_payments=(claim_payment(), denied()),
        provider_adjustments=(
            ProviderAdjustment("WO", 1500, "ICN0001", "1234567893", date(2026, 12, 31)),
            ProviderAdjustment("L6", -500, "", "1234567893", date(2026, 12, 31)),
        ),
    )
    return replace(given, **more)


def acknowledgment(**more: object) -> ImplementationAcknowledgment:
    given = ImplementationAcknowledgment(
        transaction_id("005010X231A1"),
        1,
        "P",
        2,
        2,
        1,
        version="005010X222A1",
        transactions=(
            TransactionAcknowledgment("0001", "A", version="005010X222A1"),
            TransactionAcknowledgment(
                "0002",
                "R",
                version="005010X222A1",
                segment_errors=(
                    SegmentError(
                        "NM1",
                        8,
                        "2010",
                        "8",
                        contexts=(Context("CLM01", "PCN00000001"),),
                        element_errors=(
                            ElementError(9, "7", reference_number="67", bad_value="X"),
                        ),
                    ),
                    SegmentError("CLM", 22, "2300", "3"),
                ),
                error_codes=("5",),
            ),
        ),
    )
    return replace(given, **more)


ACCEPTED = Status((StatusCode("A2", "20", "PR"),), date(2026, 11, 2), "WQ", 15000)
REJECTED = Status(
    (StatusCode("A7", "562", "85"), StatusCode("A7", "21")), date(2026, 11, 2), "U", 6550
)


def claim_acknowledgment(**more: object) -> ClaimAcknowledgment:
    provider = ProviderStatus(
        "MAIN STREET PHARMACY",
        "1234567893",
        trace_number="0",
        statuses=(replace(ACCEPTED, codes=(StatusCode("A1", "19", "PR"),), charge_cents=21550),),
        accepted_count=1,
        rejected_count=1,
        accepted_cents=15000,
        rejected_cents=6550,
        claims=(
            ClaimStatus(
                "PCN00000001", last_name="DOE", first_name="JANE", member_id="X000000001",
                statuses=(ACCEPTED,), payer_claim_control_number="ICN1000",
                clearinghouse_trace_number="CH0001", service_on=SERVED_ON,
            ),
            ClaimStatus(
                "PCN00000002", last_name="ROE", first_name="KID", member_id="W000000002",
                statuses=(REJECTED,), service_on=SERVED_ON,
                lines=(
                    LineStatus(
                        "90471", charge_cents=2000, units=Decimal(1), statuses=(REJECTED,),
                        line_control_number="L1", service_on=SERVED_ON,
                    ),
                ),
            ),
        ),
    )  # fmt: skip
    receiver = ReceiverStatus(
        "RX BILLER INC",
        "RXBILLER",
        "B000001",
        statuses=(replace(ACCEPTED, codes=(StatusCode("A1", "19", "PR"),), charge_cents=21550),),
        accepted_count=1,
        rejected_count=1,
        accepted_cents=15000,
        rejected_cents=6550,
        providers=(provider,),
    )
    source = SourceStatus(
        "EXAMPLE HEALTH PLAN", "87726", "TRACE1", date(2026, 11, 1), date(2026, 11, 2),
        receivers=(receiver,),
    )  # fmt: skip
    given = ClaimAcknowledgment(transaction_id("005010X214"), "REF1", WRITTEN_AT, (source,))
    return replace(given, **more)

"""Valid X12 values to begin with; a test states only what it is about. Everybody is invented."""

from dataclasses import replace
from datetime import UTC, date, datetime
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
from domain.x12.interchange import Interchange, TransactionId
from domain.x12.parties import (
    Address,
    Adjustment,
    Amount,
    Communication,
    Contact,
    DateReference,
    Provider,
    Reference,
)
from domain.x12.professional_claims import (
    BillingProvider,
    Claim,
    ClaimBatch,
    Diagnosis,
    Drug,
    LineAdjudication,
    Note,
    OtherPayer,
    OtherSubscriber,
    Patient,
    Payer,
    PayTo,
    Receiver,
    ServiceLine,
    Submitter,
    Subscriber,
)
from domain.x12.remittances import (
    ClaimPayment,
    ProviderAdjustment,
    Remittance,
    RemittanceName,
    RemittanceParty,
    ServicePayment,
)

WRITTEN_AT = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
SERVED_ON = date(2026, 10, 28)
STREET = Address("100 MAIN ST", "", "COLUMBUS", "OH", "432151234")
HOME = Address("1 ELM ST", "", "COLUMBUS", "OH", "432150001")

INTERCHANGE = Interchange("RXBILLER", "CLRHOUSE", 905, WRITTEN_AT)


def transaction_id(version: str, number: str = "0001") -> TransactionId:
    return TransactionId(
        replace(
            INTERCHANGE,
            application_sender_code="RXBILLER",
            application_receiver_code="CLRHOUSE",
        ),
        number,
        version,
    )


SUBMITTER = Submitter(
    "RX BILLER INC",
    "RXBILLER",
    contacts=(Contact("IC", "EDI DESK", (Communication("TE", "8005551212"),)),),
)
RECEIVER = Receiver("CLEARINGHOUSE", "CLRHOUSE")

PHARMACY = BillingProvider(
    "MAIN STREET PHARMACY",
    "1234567893",
    "311234567",
    address=STREET,
    taxonomy_code="3336C0003X",
    contacts=(Contact("IC", "BILLING", (Communication("TE", "6145551212"),)),),
    pay_to=PayTo(Address("PO BOX 77", "", "COLUMBUS", "OH", "432160077")),
)

JANE = Subscriber(
    "DOE",
    Payer("EXAMPLE HEALTH PLAN", "87726"),
    member_id="X000000001",
    first_name="JANE",
    middle_name="Q",
    relationship_code="18",
    group_number="GRP2",
    claim_filing_indicator_code="CI",
    address=HOME,
    born_on=date(1960, 5, 1),
    sex_code="F",
)
JOHN = replace(
    JANE,
    last_name="ROE",
    first_name="JOHN",
    middle_name="",
    member_id="W000000002",
    relationship_code="",
    address=None,
    born_on=None,
    sex_code="",
)
KID = Patient(
    "19",
    "ROE",
    first_name="KID",
    address=replace(HOME, street="2 OAK ST"),
    born_on=date(2015, 5, 1),
    sex_code="M",
)
PHARMACIST = Provider("PHARM", "PAT", npi="1555555550", taxonomy_code="183500000X")
DOCTOR = Provider("SMITH", "ALAN", npi="1987654328", role_code="DN")
BRANCH = Provider(
    "MAIN STREET PHARMACY EAST",
    npi="1444444446",
    entity_type_code="2",
    address=Address("200 EAST ST", "", "COLUMBUS", "OH", "432159876"),
)
FIRST_PLAN = OtherPayer(
    "FIRST PLAN",
    "60054",
    OtherSubscriber("DOE", "W000000001", "JANE", address=HOME),
    group_number="GRP1",
    claim_filing_indicator_code="CI",
    paid_cents=8000,
    remaining_liability_cents=3000,
)


def claim(number: str = "PCN00000001", **more: object) -> Claim:
    """One immunisation visit of a subscriber, original and primary."""
    lines = (
        ServiceLine("90471", 2000, SERVED_ON, diagnosis_pointers=(1,), line_control_number="L1"),
        ServiceLine(
            "90686",
            4550,
            SERVED_ON,
            diagnosis_pointers=(1,),
            line_control_number="L2",
            vaccine_lot_number="LOT77",
            drug=Drug("49281042150", Decimal("0.5"), "ML", "RX123"),
        ),
    )
    given = Claim(
        number,
        6550,
        PHARMACY,
        JANE,
        lines,
        diagnoses=(Diagnosis("Z23", "ABK"),),
        rendering_provider=PHARMACIST,
    )
    return replace(given, **more)


def dependent_claim(number: str = "PCN00000002") -> Claim:
    return claim(number, subscriber=JOHN, patient=KID, patient_paid_cents=500)


def decided(
    procedure: str, paid: int, contract: int, owed: int, *modifiers: str
) -> LineAdjudication:
    return LineAdjudication(
        "60054",
        paid,
        procedure,
        modifiers=modifiers,
        adjustments=(Adjustment("CO", "45", contract), Adjustment("PR", "2", owed)),
        adjudicated_on=date(2026, 10, 30),
    )


def secondary_claim(number: str = "PCN00000003") -> Claim:
    """MTM and a waived test, decided by a first payer, replacing an earlier claim."""
    lines = (
        ServiceLine(
            "99605", 10000, SERVED_ON, modifiers=("25",), diagnosis_pointers=(1, 2),
            line_control_number="L1", adjudications=(decided("99605", 6000, 2000, 2000, "25"),),
        ),
        ServiceLine(
            "87635", 5000, SERVED_ON, modifiers=("QW",), diagnosis_pointers=(3,),
            line_control_number="L2", adjudications=(decided("87635", 2000, 2000, 1000, "QW"),),
        ),
    )  # fmt: skip
    return claim(
        number,
        charge_cents=15000,
        subscriber=replace(JANE, payer_responsibility_code="S"),
        service_lines=lines,
        place_of_service_code="11",
        claim_frequency_code="7",
        payer_claim_control_number="ICN0009",
        prior_authorization_number="AUTH77",
        clia_number="36D1234567",
        clearinghouse_trace_number="CH0001",
        note=Note("ADD", "SEEN AT THE COUNTER"),
        onset_on=date(2026, 10, 20),
        diagnoses=(Diagnosis("E119", "ABK"), Diagnosis("I10"), Diagnosis("Z7901")),
        referring_providers=(DOCTOR,),
        service_facility=BRANCH,
        supervising_provider=replace(DOCTOR, role_code=""),
        other_payers=(FIRST_PLAN,),
    )


def batch(*claims: Claim, **more: object) -> ClaimBatch:
    given = ClaimBatch(INTERCHANGE, "B000001", SUBMITTER, RECEIVER, claims)
    return replace(given, **more)


def rich_batch() -> ClaimBatch:
    """Secondary replacement, dependent with a vaccine, plain subscriber."""
    return batch(secondary_claim(), dependent_claim(), claim("PCN00000004"))


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

"""Valid claims and batches to begin with; a test states only what it is about. Everybody is invented."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from domain.x12.interchange import Interchange, TransactionId
from domain.x12.parties import (
    Address,
    Adjustment,
    Communication,
    Contact,
    Provider,
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

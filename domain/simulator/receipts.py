"""The acknowledgements (TA1, 999, 277CA) that a simulated payer sends for one file."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from domain.simulator.adjudication import claim_number
from domain.simulator.payments import Scripted
from domain.simulator.scripts import Instructions, Outcome
from domain.x12.acknowledgments import (
    ElementError,
    ImplementationAcknowledgment,
    InterchangeAcknowledgment,
    SegmentError,
    TransactionAcknowledgment,
)
from domain.x12.claim_acknowledgments import (
    ClaimAcknowledgment,
    ClaimStatus,
    ProviderStatus,
    ReceiverStatus,
    SourceStatus,
    Status,
    StatusCode,
)
from domain.x12.findings import Finding
from domain.x12.interchange import Interchange, TransactionId
from domain.x12.professional_claims import VERSION, BillingProvider, Claim, ProfessionalTransaction

ACCEPTED, REJECTED = "A", "R"
INVALID_CONTENT, DUPLICATE_NUMBER, NO_ERROR = "024", "025", "000"
"""TA105."""
SEGMENT_HAS_ELEMENT_ERRORS, INVALID_CODE, SET_HAS_SEGMENT_ERRORS = "8", "7", "5"
"""IK304, IK403, IK502."""
MOST_ERRORS = 50
TAKEN, TURNED_BACK = "WQ", "U"
"""STC03."""


def interchange_receipt(
    envelope: Interchange, received: Interchange, note_code: str = NO_ERROR
) -> InterchangeAcknowledgment:
    """TA1: clean, or refused for what the note says."""
    return InterchangeAcknowledgment(
        interchange=envelope,
        acknowledged_control_number=received.control_number,
        acknowledged_at=received.created_at,
        status_code=ACCEPTED if note_code == NO_ERROR else REJECTED,
        note_code=note_code,
    )


def set_receipt(
    id_: TransactionId, scripted: Sequence[Scripted], findings: Sequence[Finding]
) -> ImplementationAcknowledgment:
    """999: refused where the file has faults, or a script says so."""
    header = _header(scripted[0].claim)
    errors = _errors(scripted, findings)
    numbers = dict.fromkeys(_header(each.claim).id.control_number for each in scripted)
    status = REJECTED if errors else ACCEPTED
    accepted = 0 if errors else len(numbers)
    return ImplementationAcknowledgment(
        id=id_,
        group_control_number=header.id.interchange.group_control_number,
        status_code=status,
        included_count=len(numbers),
        received_count=len(numbers),
        accepted_count=accepted,
        version=VERSION,
        transactions=tuple(
            TransactionAcknowledgment(
                control_number=number,
                status_code=status,
                version=VERSION,
                segment_errors=errors,
                error_codes=(SET_HAS_SEGMENT_ERRORS,) if errors else (),
            )
            for number in numbers
        ),
    )


def claim_receipts(
    id_: TransactionId, scripted: Iterable[Scripted], instructions: Instructions
) -> ClaimAcknowledgment:
    """277CA: claim by claim, but for batches and providers that are turned back whole."""
    held = list(scripted)
    header = _header(held[0].claim)
    outcomes = {each.script.outcome for each in held}
    payer = held[0].claim.subscriber.payer
    if Outcome.REJECT_BATCH in outcomes:
        status = _rejection(held, Outcome.REJECT_BATCH)
        receiver = _receiver(header, _dated(status, held), ())
    else:
        providers = tuple(_providers(held, instructions))
        receiver = _receiver(header, _dated(_acceptance("A1", "19"), held), providers)
    source = SourceStatus(
        name=payer.name,
        identification=payer.payer_id,
        trace_number=header.batch_number,
        received_on=header.created_at.date(),
        processed_on=header.created_at.date(),
        receivers=(receiver,),
    )
    return ClaimAcknowledgment(
        id=id_,
        reference_number=header.batch_number,
        created_at=header.created_at,
        sources=(source,),
    )


def _receiver(
    header: ProfessionalTransaction, status: Status, providers: tuple[ProviderStatus, ...]
) -> ReceiverStatus:
    return ReceiverStatus(
        name=header.submitter.name,
        identification=header.submitter.submitter_id,
        batch_number=header.batch_number,
        statuses=(status,),
        providers=providers,
    )


def _providers(held: list[Scripted], instructions: Instructions) -> Iterable[ProviderStatus]:
    def npi(one: Scripted) -> str:
        return one.claim.billing_provider.npi

    for _, group in groupby(sorted(held, key=npi), key=npi):
        of_provider = list(group)
        provider = of_provider[0].claim.billing_provider
        if any(each.script.outcome == Outcome.REJECT_PROVIDER for each in of_provider):
            status = _rejection(of_provider, Outcome.REJECT_PROVIDER)
            yield _provider(provider, (_dated(status, of_provider),), ())
            continue
        claims = tuple(
            _claim(each, instructions)
            for each in of_provider
            if each.script.outcome != Outcome.SILENT
        )
        if claims:
            yield _provider(provider, (), claims)


def _provider(
    provider: BillingProvider, statuses: tuple[Status, ...], claims: tuple[ClaimStatus, ...]
) -> ProviderStatus:
    return ProviderStatus(
        name=provider.name,
        identification=provider.npi,
        trace_number="0",
        statuses=statuses,
        claims=claims,
    )


def _claim(scripted: Scripted, instructions: Instructions) -> ClaimStatus:
    claim = scripted.claim
    person = claim.patient or claim.subscriber
    is_rejected = scripted.script.outcome == Outcome.REJECT_CLAIM
    status = (
        _rejection([scripted], Outcome.REJECT_CLAIM) if is_rejected else _acceptance("A2", "20")
    )
    return ClaimStatus(
        patient_control_number=claim.patient_control_number,
        last_name=person.last_name,
        first_name=person.first_name,
        member_id=claim.subscriber.member_id,
        statuses=(_dated(status, [scripted]),),
        payer_claim_control_number="" if is_rejected else claim_number(claim, instructions),
        service_on=claim.service_lines[0].service_on,
    )


def _acceptance(category_code: str, status_code: str) -> Status:
    return Status((StatusCode(category_code, status_code),), action_code=TAKEN)


def _rejection(held: Iterable[Scripted], outcome: Outcome) -> Status:
    """As the first script with this outcome words it."""
    script = next(each.script for each in held if each.script.outcome == outcome)
    return Status((StatusCode("A7", script.status_code),), action_code=TURNED_BACK)


def _dated(status: Status, held: Iterable[Scripted]) -> Status:
    """The status on the day of the file, for the charges of all these claims."""
    claims = [each.claim for each in held]
    on = _header(claims[0]).created_at.date()
    charge_cents = sum(each.charge_cents for each in claims)
    return Status(status.codes, on, status.action_code, charge_cents, status.message)


def _errors(scripted: Sequence[Scripted], findings: Sequence[Finding]) -> tuple[SegmentError, ...]:
    told = [
        SegmentError(
            "CLM",
            each.claim.position,
            "2300",
            SEGMENT_HAS_ELEMENT_ERRORS,
            element_errors=(ElementError(5, INVALID_CODE),),
        )
        for each in scripted
        if each.script.outcome == Outcome.REJECT_SET
    ]
    found = [
        SegmentError(
            finding.segment,
            finding.position,
            finding.loop,
            SEGMENT_HAS_ELEMENT_ERRORS,
            element_errors=(ElementError(_element(finding), finding.syntax or INVALID_CODE),),
        )
        for finding in findings
    ]
    return tuple(told + found)[:MOST_ERRORS]


def _element(finding: Finding) -> int:
    """The number in `CLM05-3`; 1 for a fault of the whole segment."""
    digits = finding.element.removeprefix(finding.segment).partition("-")[0]
    return int(digits) if digits.isdigit() else 1


def _header(claim: Claim) -> ProfessionalTransaction:
    assert claim.transaction is not None
    return claim.transaction

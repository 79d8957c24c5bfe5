"""How the simulated payer decides one claim: pure arithmetic that always balances."""

from dataclasses import dataclass, replace

from domain.simulator.scripts import Instructions, Outcome, Script, draw
from domain.x12.parties import Adjustment
from domain.x12.professional_claims import Claim, ServiceLine
from domain.x12.remittances import ClaimPayment, RemittanceName, ServicePayment

PRIMARY, SECONDARY, DENIED, FORWARDED, REVERSAL = "1", "2", "4", "19", "22"
"""CLP02."""
CONTRACTUAL, PATIENT, OTHER = "CO", "PR", "OA"
"""CAS01."""
FEE_SCHEDULE, PRIOR_PAYER, DEDUCTIBLE, COINSURANCE, COPAY = "45", "23", "1", "2", "3"
"""CARC."""
MUTUALLY_DEFINED = "ZZ"
FILING_INDICATORS = frozenset(
    "12 13 14 15 16 17 AM CH DS HM LM MA MB MC OF TV VA WC".split()  # noqa: SIM905 a code list
)
"""CLP06 knows fewer kinds of payer than SBR09 does."""
NEXT_PAYER = RemittanceName(
    "TT", "INVENTED SUPPLEMENT", entity_type_code="2",
    identification_qualifier="PI", identification="INVSUPP",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """How one decision splits what is allowed."""

    allowed_percent: int = 100
    deductible_percent: int = 0
    coinsurance_percent: int = 0
    copay_cents: int = 0


def pays(claim: Claim, instructions: Instructions, terms: Terms = Terms()) -> ClaimPayment:
    """A decision by the fee schedule: contractual adjustment, the patient's shares, the rest paid."""
    copay = terms.copay_cents
    services: list[ServicePayment] = []
    for line in claim.service_lines:
        service = _line(claim, line, instructions, replace(terms, copay_cents=copay))
        copay -= sum(each.amount_cents for each in service.adjustments if _is_copay(each))
        services.append(service)
    status = SECONDARY if claim.other_payers else PRIMARY
    return _decision(claim, instructions, status, tuple(services))


def denies(claim: Claim, instructions: Instructions, script: Script) -> ClaimPayment:
    """Nothing is allowed, for the script's reason."""
    services = tuple(
        replace(
            _service(claim, line, [Adjustment(CONTRACTUAL, script.reason_code, line.charge_cents)]),
            remark_codes=script.remark_codes,
        )
        for line in claim.service_lines
    )
    return _decision(claim, instructions, DENIED, services)


def reverses(payment: ClaimPayment) -> ClaimPayment:
    """The same decision with every amount negated (CLP02 22)."""
    return replace(
        payment,
        claim_status_code=REVERSAL,
        charge_cents=-payment.charge_cents,
        paid_cents=-payment.paid_cents,
        patient_responsibility_cents=None,
        service_payments=tuple(
            replace(
                line,
                charge_cents=-line.charge_cents,
                paid_cents=-line.paid_cents,
                allowed_cents=None,
                adjustments=tuple(
                    replace(each, amount_cents=-each.amount_cents) for each in line.adjustments
                ),
            )
            for line in payment.service_payments
        ),
    )


def forwards(payment: ClaimPayment) -> ClaimPayment:
    """Processed as primary, and sent on to the next payer."""
    return replace(payment, claim_status_code=FORWARDED, names=(*payment.names, NEXT_PAYER))


def estranges(payment: ClaimPayment, seed: int) -> ClaimPayment:
    """The same payment for a claim that nobody sent."""
    number = draw(seed, f"stranger {payment.patient_control_number}") % 10**9
    return replace(
        payment,
        patient_control_number=f"STRANGER{number:09d}",
        payer_claim_control_number=f"SIMX{number:09d}",
        service_payments=tuple(
            replace(line, line_control_number=f"STRANGER{number:09d}-{place}")
            for place, line in enumerate(payment.service_payments, 1)
        ),
    )


def terms_of(script: Script) -> Terms:
    """The split that an outcome begins with."""
    if script.outcome in {Outcome.UNDERPAY, Outcome.CORRECT, Outcome.TAKE_BACK}:
        return Terms(allowed_percent=script.allowed_percent)
    if script.outcome in {Outcome.SHARE, Outcome.CROSS_OVER}:
        return Terms(
            deductible_percent=script.deductible_percent,
            coinsurance_percent=script.coinsurance_percent,
            copay_cents=script.copay_cents,
        )
    return Terms()


def _line(
    claim: Claim, line: ServiceLine, instructions: Instructions, terms: Terms
) -> ServicePayment:
    if claim.other_payers:
        return _secondary_line(claim, line)
    fee = instructions.allowed(line.procedure_code)
    scheduled = line.charge_cents if fee is None else min(int(fee * line.units), line.charge_cents)
    allowed = scheduled * terms.allowed_percent // 100
    deductible = allowed * terms.deductible_percent // 100
    coinsurance = (allowed - deductible) * terms.coinsurance_percent // 100
    copay = min(terms.copay_cents, allowed - deductible - coinsurance)
    adjustments = [
        Adjustment(CONTRACTUAL, FEE_SCHEDULE, line.charge_cents - allowed),
        Adjustment(PATIENT, DEDUCTIBLE, deductible),
        Adjustment(PATIENT, COINSURANCE, coinsurance),
        Adjustment(PATIENT, COPAY, copay),
    ]
    return replace(_service(claim, line, adjustments), allowed_cents=allowed)


def _secondary_line(claim: Claim, line: ServiceLine) -> ServicePayment:
    """Pays what the payers before left to the patient; the rest is their impact (OA 23)."""
    left = min((each.remaining_liability_cents or 0 for each in line.adjudications), default=0)
    return _service(claim, line, [Adjustment(OTHER, PRIOR_PAYER, line.charge_cents - left)])


def _service(claim: Claim, line: ServiceLine, adjustments: list[Adjustment]) -> ServicePayment:
    told = tuple(each for each in adjustments if each.amount_cents)
    return ServicePayment(
        procedure_code=line.procedure_code,
        procedure_qualifier=line.procedure_qualifier,
        modifiers=line.modifiers,
        charge_cents=line.charge_cents,
        paid_cents=line.charge_cents - sum(each.amount_cents for each in told),
        paid_units=line.units,
        service_on=line.service_on,
        adjustments=told,
        line_control_number=line.line_control_number or f"{claim.patient_control_number}-0",
    )


def _decision(
    claim: Claim, instructions: Instructions, status: str, services: tuple[ServicePayment, ...]
) -> ClaimPayment:
    patient_cents = sum(
        each.amount_cents
        for service in services
        for each in service.adjustments
        if each.group_code == PATIENT
    )
    return ClaimPayment(
        patient_control_number=claim.patient_control_number,
        claim_status_code=status,
        charge_cents=claim.charge_cents,
        paid_cents=sum(service.paid_cents for service in services),
        patient_responsibility_cents=patient_cents or None,
        claim_filing_indicator_code=_filing_indicator(claim),
        payer_claim_control_number=claim_number(claim, instructions),
        facility_code=claim.place_of_service_code,
        claim_frequency_code=claim.claim_frequency_code,
        names=(_patient_name(claim),),
        service_payments=services,
    )


def claim_number(claim: Claim, instructions: Instructions) -> str:
    """The payer's own number of a claim (CLP07, and REF*1K of the 277CA)."""
    return f"SIM{draw(instructions.seed, claim.patient_control_number) % 10**12:012d}"


def _filing_indicator(claim: Claim) -> str:
    code = claim.subscriber.claim_filing_indicator_code
    return code if code in FILING_INDICATORS else MUTUALLY_DEFINED


def _patient_name(claim: Claim) -> RemittanceName:
    person = claim.patient or claim.subscriber
    return RemittanceName(
        "QC",
        person.last_name,
        person.first_name,
        identification_qualifier="MI",
        identification=claim.subscriber.member_id,
    )


def _is_copay(adjustment: Adjustment) -> bool:
    return (adjustment.group_code, adjustment.reason_code) == (PATIENT, COPAY)

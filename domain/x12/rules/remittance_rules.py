"""835: amounts that must add up (guide section 1.10.2.1), what must be there, codes' shapes."""

from datetime import date
from itertools import chain

from domain.x12.remittances import ClaimPayment, Remittance, ServicePayment
from domain.x12.rules.faults import CodeSets, Fault, Faults, warning
from domain.x12.rules.forms import (
    STATES,
    is_adjustment_reason,
    is_npi,
    is_remark,
    is_routing_number,
    is_tax_id,
    is_zip,
)

REVERSAL = "22"
CROSSED_OVER = frozenset({"19", "20", "21"})
PROVIDER_ADJUSTMENTS = frozenset(
    [
        "50",
        "51",
        "72",
        "90",
        "AH",
        "AM",
        "AP",
        "B2",
        "B3",
        "BD",
        "BN",
        "C5",
        "CR",
        "CS",
        "CT",
        "CV",
        "CW",
        "DM",
        "E3",
        "FB",
        "FC",
        "GO",
        "HM",
        "IP",
        "IR",
        "IS",
        "J1",
        "L3",
        "L6",
        "LE",
        "LS",
        "OA",
        "OB",
        "PI",
        "PL",
        "RA",
        "RE",
        "SL",
        "TL",
        "WO",
        "WU",
    ]
)
MONEY_MOVES = frozenset({"ACH", "BOP", "FWT"})


def line_balances(claim: ClaimPayment) -> Faults:
    """SVC03 = SVC02 - line CAS."""
    for line in claim.service_payments:
        adjusted_cents = sum(one.amount_cents for one in line.adjustments)
        if line.charge_cents - adjusted_cents != line.paid_cents:
            message = "The line's charge less its adjustments is not what was paid."
            yield Fault("balance.line_payment", line, "paid_cents", message)


def claim_balances(claim: ClaimPayment) -> Faults:
    """CLP04 = CLP03 - claim CAS - line CAS."""
    adjusted_cents = sum(
        one.amount_cents
        for one in chain(claim.adjustments, *(line.adjustments for line in claim.service_payments))
    )
    if claim.charge_cents - adjusted_cents != claim.paid_cents:
        message = "The claim's charge less all adjustments is not what was paid."
        yield Fault("balance.claim_payment", claim, "paid_cents", message)


def lines_add_up_to_the_claim(claim: ClaimPayment) -> Faults:
    """CLP03 = sum of SVC02, where lines are told."""
    lines = claim.service_payments
    if lines and sum(line.charge_cents for line in lines) != claim.charge_cents:
        message = "The charges of the lines are not the charge of the claim."
        yield warning("balance.claim_lines", claim, "charge_cents", message)


def patient_responsibility_is_told(claim: ClaimPayment) -> Faults:
    """CLP05 = sum of CAS*PR."""
    owed_cents = sum(
        one.amount_cents
        for one in chain(claim.adjustments, *(line.adjustments for line in claim.service_payments))
        if one.group_code == "PR"
    )
    if claim.claim_status_code != REVERSAL and (
        (claim.patient_responsibility_cents or 0) != owed_cents
    ):
        message = "What the patient owes is not the sum of the patient's adjustments."
        yield warning(
            "balance.patient_responsibility", claim, "patient_responsibility_cents", message
        )


def payment_is_claims_less_provider_adjustments(
    remittance: Remittance, claims_paid_cents: int
) -> Faults:
    """BPR02 = sum of CLP04 - sum of PLB."""
    withheld_cents = sum(one.amount_cents for one in remittance.provider_adjustments)
    if remittance.amount_cents != claims_paid_cents - withheld_cents:
        message = "The payment is not the claims' sum less the provider adjustments."
        yield Fault("balance.payment", remittance, "amount_cents", message)


def payment_is_not_negative(remittance: Remittance) -> Faults:
    """BPR02: a forwarded balance absorbs what would be negative."""
    if remittance.amount_cents < 0:
        yield Fault("amount.negative", remittance, "amount_cents", "The payment is negative.")


def payment_method_fits_the_amount(remittance: Remittance) -> Faults:
    """BPR04: NON without money, a bank account with an electronic transfer."""
    method = remittance.payment_method_code
    if (method == "NON") != (remittance.amount_cents == 0):
        message = "The payment method and the amount contradict each other."
        yield warning("payment.method", remittance, "payment_method_code", message)
    if method in MONEY_MOVES and not remittance.payee_account_number:
        message = "The money is transferred, but the payee's account is missing."
        yield Fault("payment.account", remittance, "payee_account_number", message)


def transfer_has_a_format(remittance: Remittance) -> Faults:
    """BPR05 with ACH."""
    if remittance.payment_method_code == "ACH" and not remittance.payment_format_code:
        message = "The money is transferred, but in which format is missing."
        yield Fault("payment.format", remittance, "payment_format_code", message)


def money_comes_in(remittance: Remittance) -> Faults:
    """BPR03: a payer that takes money from the provider's account is a thing to look at."""
    if remittance.credit_debit_code == "D":
        message = "The payer takes the money instead of paying it."
        yield warning("payment.debit", remittance, "credit_debit_code", message)


def payer_has_a_technical_contact(remittance: Remittance) -> Faults:
    """PER*BL of loop 1000A."""
    if not any(one.function_code == "BL" for one in remittance.payer.contacts):
        message = "The payer's technical contact is missing."
        yield Fault("payer.contact", remittance.payer, "contacts.name", message)


def reversal_takes_back(claim: ClaimPayment) -> Faults:
    """CLP02 22 carries the negated amounts of the first decision."""
    if claim.claim_status_code == REVERSAL and claim.charge_cents > 0:
        message = "A reversal carries a positive charge."
        yield Fault("claim_payment.reversal", claim, "charge_cents", message)
    if claim.claim_status_code != REVERSAL and claim.charge_cents < 0:
        message = "A claim that is no reversal carries a negative charge."
        yield Fault("claim_payment.negative", claim, "charge_cents", message)


def forwarded_claim_names_the_next_payer(claim: ClaimPayment) -> Faults:
    """NM1*TT with CLP02 19, 20 and 21."""
    if claim.claim_status_code in CROSSED_OVER and claim.crossover_payer is None:
        message = "The claim was forwarded, but to whom is missing."
        yield warning("claim_payment.crossover", claim, "names.entity_code", message)


def patient_is_named(claim: ClaimPayment) -> Faults:
    """NM1*QC."""
    if claim.patient is None:
        yield Fault("claim_payment.patient", claim, "names.entity_code", "The patient is missing.")


def services_are_dated(claim: ClaimPayment) -> Faults:
    """DTM*472 or 150 with 151 of the line, or DTM*232 of the claim."""
    claim_is_dated = any(one.qualifier == "232" for one in claim.dates)
    for line in claim.service_payments:
        if line.first_service_on is None and not claim_is_dated:
            yield Fault(
                "service_payment.date", line, "service_on", "The date of service is missing."
            )
        if (line.service_began_on is None) != (line.service_ended_on is None):
            field = "service_began_on" if line.service_began_on is None else "service_ended_on"
            yield Fault("service_payment.period", line, field, "Half of the period is missing.")


def control_numbers_are_distinct(claim: ClaimPayment) -> Faults:
    """REF*6R comes back once a line; an unbundled line shares its original code in SVC06."""
    seen: set[str] = set()
    for line in claim.service_payments:
        number = line.line_control_number
        if number and number in seen and not line.original_procedure_code:
            message = "Two lines of the claim have the same control number."
            yield warning("service_payment.control_number", line, "line_control_number", message)
        seen.add(number)


def reasons_and_remarks_have_their_form(claim: ClaimPayment, codes: CodeSets) -> Faults:  # noqa: ARG001
    """CAS, MOA and LQ."""
    holders: tuple[ClaimPayment | ServicePayment, ...] = (claim, *claim.service_payments)
    for holder in holders:
        for index, adjustment in enumerate(holder.adjustments):
            if not is_adjustment_reason(adjustment.reason_code):
                path = f"adjustments[{index}].reason_code"
                yield Fault("code.adjustment_reason", holder, path, "This is no adjustment reason.")
        for index, remark in enumerate(holder.remark_codes):
            if not is_remark(remark):
                path = f"remark_codes[{index}]"
                yield Fault("code.remark", holder, path, "This is no remark code.")


def paid_procedures_are_valid(claim: ClaimPayment, codes: CodeSets) -> Faults:
    """SVC01-2, on the day of service."""
    for line in claim.service_payments:
        on = line.first_service_on or date.max
        if line.procedure_qualifier == "HC" and not codes.procedure_is_valid(
            line.procedure_code, on
        ):
            message = "This is no HCPCS or CPT code of the day of service."
            yield Fault("code.procedure", line, "procedure_code", message)


def named_providers_are_real(claim: ClaimPayment, codes: CodeSets) -> Faults:  # noqa: ARG001
    """NM109 after XX."""
    for index, name in enumerate(claim.names):
        if name.identification_qualifier == "XX" and not is_npi(name.identification):
            path = f"names[{index}].identification"
            yield Fault("code.npi", claim, path, "The NPI is not one: its check digit is wrong.")


def payee_is_real(remittance: Remittance) -> Faults:
    """N104 of loop 1000B."""
    payee = remittance.payee
    if payee.identification_qualifier == "XX" and not is_npi(payee.identification):
        yield Fault("code.npi", payee, "identification", "The NPI is not one.")
    for index, reference in enumerate(payee.references):
        if reference.qualifier == "TJ" and not is_tax_id(reference.number):
            path = f"references[{index}].number"
            yield Fault("code.tax_id", payee, path, "A tax number has nine digits.")
    if payee.identification_qualifier == "FI" and not is_tax_id(payee.identification):
        yield Fault("code.tax_id", payee, "identification", "A tax number has nine digits.")


def accounts_are_at_real_banks(remittance: Remittance) -> Faults:
    """BPR07 and BPR13 after 01, the ABA routing number."""
    for side in ("payer", "payee"):
        is_routing = getattr(remittance, f"{side}_routing_qualifier") == "01"
        number = getattr(remittance, f"{side}_routing_number")
        if is_routing and number and not is_routing_number(number):
            message = "The bank's routing number is not one: its check digit is wrong."
            yield Fault("code.routing_number", remittance, f"{side}_routing_number", message)


def parties_can_get_mail(remittance: Remittance) -> Faults:
    """N402 and N403 of loops 1000A and 1000B."""
    for party in (remittance.payer, remittance.payee):
        address = party.address
        if address is None or address.country_code not in {"", "US"}:
            continue
        if address.state_code not in STATES:
            yield Fault("code.state", party, "address.state_code", "There is no such state.")
        if not is_zip(address.postal_code):
            yield Fault("code.zip", party, "address.postal_code", "This is no ZIP code.")


def adjusted_providers_are_real(remittance: Remittance) -> Faults:
    """PLB01, where the payee is known by its NPI."""
    if remittance.payee.identification_qualifier != "XX":
        return
    numbers = dict.fromkeys(one.provider_id for one in remittance.provider_adjustments)
    for index, number in enumerate(numbers):
        if not (is_npi(number) or is_tax_id(number)):
            message = "The provider's number is no NPI."
            yield warning("code.npi", remittance, f"provider_id[{index}]", message)


def provider_adjustments_have_a_reason(remittance: Remittance) -> Faults:
    """PLB03-1."""
    for index, adjustment in enumerate(remittance.provider_adjustments):
        if adjustment.reason_code not in PROVIDER_ADJUSTMENTS:
            path = f"provider_adjustments[{index}].reason_code"
            message = "This is no reason of a provider adjustment."
            yield Fault("code.provider_adjustment", remittance, path, message)


PAYMENT_CODES = (
    reasons_and_remarks_have_their_form,
    paid_procedures_are_valid,
    named_providers_are_real,
)
REMITTANCE_CODES = (
    payee_is_real,
    parties_can_get_mail,
    accounts_are_at_real_banks,
    adjusted_providers_are_real,
    provider_adjustments_have_a_reason,
)
PAYMENT_BALANCES = (line_balances, claim_balances, lines_add_up_to_the_claim,
                    patient_responsibility_is_told)  # fmt: skip
PAYMENT_SITUATIONS = (
    reversal_takes_back,
    forwarded_claim_names_the_next_payer,
    patient_is_named,
    services_are_dated,
    control_numbers_are_distinct,
)
REMITTANCE_SITUATIONS = (
    payment_is_not_negative,
    transfer_has_a_format,
    money_comes_in,
    payment_method_fits_the_amount,
    payer_has_a_technical_contact,
)

"""835: parts that are each well formed and cannot both be true."""

import re
from collections.abc import Sequence

from domain.x12.remittances import ClaimPayment, Remittance, ServicePayment
from domain.x12.rules.faults import CodeSets, Fault, Faults, warning
from domain.x12.rules.forms import PLACES_OF_SERVICE, is_mail, is_modifier, is_telephone

REVERSAL = "22"
UNPAID = frozenset({"23", "25"})
MONEY_MOVES = frozenset({"ACH", "BOP", "FWT"})

MOST_DAYS_AHEAD = 31
FARTHEST_DAYS = 366

_COMPANY = re.compile(r"1\d{9}")
_BILL_TYPE = re.compile(r"[1-8][1-9]")


def transfer_names_both_accounts(remittance: Remittance) -> Faults:
    """BPR07 and BPR09 with an electronic transfer; BPR05 with nothing else."""
    if remittance.payment_method_code in MONEY_MOVES and not remittance.payer_account_number:
        message = "The money is transferred, but the payer's account is missing."
        yield Fault("payment.account", remittance, "payer_account_number", message)
    if remittance.payment_method_code in {"CHK", "NON"} and remittance.payment_format_code:
        message = "The format of a transfer is told although nothing is transferred."
        yield Fault("payment.format", remittance, "payment_format_code", message)


def notice_moves_no_money(remittance: Remittance) -> Faults:
    """BPR01 H tells of no payment."""
    if remittance.handling_code == "H" and remittance.amount_cents:
        message = "A mere notice carries an amount."
        yield warning("payment.handling", remittance, "handling_code", message)


def payer_is_one_company(remittance: Remittance) -> Faults:
    """TRN03: 1 and nine digits; BPR10 the same."""
    company = remittance.originating_company_id
    if not _COMPANY.fullmatch(company):
        message = "The payer's number is not 1 and a tax number."
        yield warning("payment.company", remittance, "originating_company_id", message)
    if remittance.payer_company_id and remittance.payer_company_id != company:
        message = "The payer has another number in BPR10 than in TRN03."
        yield warning("payment.company", remittance, "payer_company_id", message)


def advice_is_not_of_the_future(remittance: Remittance) -> Faults:
    """DTM*405 is not a month after the file, and BPR16 within a year of it."""
    written_on = remittance.interchange.created_at.date()
    if written_on.year == 1:
        return
    if remittance.produced_on and (remittance.produced_on - written_on).days > MOST_DAYS_AHEAD:
        message = "The advice was produced long after the file was written."
        yield Fault("date.future", remittance, "produced_on", message)
    if remittance.paid_on and abs((remittance.paid_on - written_on).days) > FARTHEST_DAYS:
        message = "The payment lies more than a year from the file."
        yield warning("payment.date", remittance, "paid_on", message)


def payer_can_be_reached(remittance: Remittance) -> Faults:
    """PER of loop 1000A: ten digits of a telephone, an at sign in a mail address."""
    payer = remittance.payer
    ways = [way for contact in payer.contacts for way in contact.communications]
    for index, way in enumerate(ways):
        is_wrong_call = way.qualifier in {"TE", "FX"} and not is_telephone(way.number)
        if is_wrong_call or (way.qualifier == "EM" and not is_mail(way.number)):
            path = f"contacts.communications[{index}].number"
            yield Fault("code.contact", payer, path, "Nobody can be reached this way.")


def recoupments_name_their_claim(remittance: Remittance) -> Faults:
    """PLB03-2 with WO; no adjustment of nothing."""
    for index, one in enumerate(remittance.provider_adjustments):
        path = f"provider_adjustments[{index}]"
        if one.reason_code == "WO" and not one.reference:
            message = "Money is taken back, but for which claim is missing."
            yield warning(
                "provider_adjustment.reference", remittance, f"{path}.reason_code", message
            )
        if one.amount_cents == 0:
            message = "A provider adjustment of nothing."
            yield warning("provider_adjustment.zero", remittance, f"{path}.amount_cents", message)


def undecided_claim_is_not_paid(claim: ClaimPayment) -> Faults:
    """CLP04 of CLP02 23 and 25."""
    if claim.claim_status_code in UNPAID and claim.paid_cents:
        message = "A claim that was only forwarded or predetermined is paid."
        yield Fault("claim_payment.unpaid", claim, "claim_status_code", message)


def patient_is_a_person(claim: ClaimPayment) -> Faults:
    """NM102 of NM1*QC."""
    for index, one in enumerate(claim.names):
        if one.entity_code == "QC" and one.entity_type_code != "1":
            path = f"names[{index}].entity_type_code"
            yield Fault("claim_payment.name_kind", claim, path, "The patient is no person.")


def each_kind_is_told_once(claim: ClaimPayment) -> Faults:
    """AMT01 and QTY01 of loops 2100 and 2110."""
    for holder in _holders(claim):
        for field in ("amounts", "quantities"):
            kinds = [one.qualifier for one in getattr(holder, field)]
            for index in _again(kinds):
                path = f"{field}[{index}].qualifier"
                message = "The same kind of amount is told twice."
                yield Fault("amount.twice", holder, path, message)


def nothing_is_said_again(claim: ClaimPayment) -> Faults:
    """REF of loops 2100 and 2110; LQ02 of loop 2110."""
    for holder in _holders(claim):
        for index in _again(holder.references):
            path = f"references[{index}].qualifier"
            yield warning("reference.twice", holder, path, "The same number is told twice.")
    for line in claim.service_payments:
        for index in _again(line.remark_codes):
            message = "The same remark stands twice."
            yield warning("remark.repeated", line, f"remark_codes[{index}]", message)


def services_come_before_the_claim(claim: ClaimPayment) -> Faults:
    """DTM*472 is not after DTM*050, when the payer received the claim; it excludes DTM*150."""
    received_on = next((one.on for one in claim.dates if one.qualifier == "050"), None)
    for line in claim.service_payments:
        if received_on and line.service_on and line.service_on > received_on:
            message = "The service was given after its claim was received."
            yield Fault("date.service_late", line, "service_on", message)
        if line.service_on and line.service_began_on:
            message = "A day and a period are told of one service."
            yield Fault("service_payment.period", line, "service_began_on", message)


def units_are_not_negative(claim: ClaimPayment) -> Faults:
    """SVC05, but in a reversal."""
    if claim.claim_status_code == REVERSAL:
        return
    for line in claim.service_payments:
        if line.paid_units is not None and line.paid_units < 0:
            yield Fault("service_payment.units", line, "paid_units", "The units are negative.")


def adjustments_adjust(claim: ClaimPayment) -> Faults:
    """CAS03: zero adjusts nothing."""
    for holder in _holders(claim):
        for index, one in enumerate(holder.adjustments):
            if one.amount_cents == 0:
                path = f"adjustments[{index}].amount_cents"
                yield warning("adjustment.zero", holder, path, "The adjustment is of nothing.")


def modifiers_have_two_characters(claim: ClaimPayment, codes: CodeSets) -> Faults:  # noqa: ARG001
    """SVC01-3 to -6, each once."""
    for line in claim.service_payments:
        for index, modifier in enumerate(line.modifiers):
            if not is_modifier(modifier):
                yield Fault("code.modifier", line, f"modifiers[{index}]", "This is no modifier.")
            elif modifier in line.modifiers[:index]:
                message = "The same modifier stands twice."
                yield Fault("line.modifier_twice", line, f"modifiers[{index}]", message)


def original_procedures_are_valid(claim: ClaimPayment, codes: CodeSets) -> Faults:
    """SVC06-2, on the day of service."""
    for line in claim.service_payments:
        on, code = line.first_service_on, line.original_procedure_code
        is_coded = bool(code) and line.original_procedure_qualifier == "HC" and on is not None
        if is_coded and on is not None and not codes.procedure_is_valid(code, on):
            message = "This is no HCPCS or CPT code of the day of service."
            yield Fault("code.procedure", line, "original_procedure_code", message)


def facility_is_listed(claim: ClaimPayment, codes: CodeSets) -> Faults:  # noqa: ARG001
    """CLP08: a place of service, or the first two digits of a bill type."""
    code = claim.facility_code
    if code and code not in PLACES_OF_SERVICE and not _BILL_TYPE.fullmatch(code):
        message = "There is no such place of service or bill type."
        yield Fault("code.place_of_service", claim, "facility_code", message)


def _holders(claim: ClaimPayment) -> tuple[ClaimPayment | ServicePayment, ...]:
    return claim, *claim.service_payments


def _again(told: Sequence[object]) -> list[int]:
    """Where something stands that stood before."""
    return [index for index, one in enumerate(told) if one in told[:index]]


PAYMENT_CONTRADICTIONS = (
    undecided_claim_is_not_paid,
    patient_is_a_person,
    each_kind_is_told_once,
    nothing_is_said_again,
    services_come_before_the_claim,
    units_are_not_negative,
    adjustments_adjust,
)
PAYMENT_FORMS = (modifiers_have_two_characters, original_procedures_are_valid, facility_is_listed)
REMITTANCE_CONTRADICTIONS = (
    transfer_names_both_accounts,
    notice_moves_no_money,
    payer_is_one_company,
    advice_is_not_of_the_future,
    payer_can_be_reached,
    recoupments_name_their_claim,
)

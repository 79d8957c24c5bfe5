"""835: who is named in a claim payment and which days it tells, each once and as it should be."""

from datetime import date

from domain.x12.parties import ORGANIZATION
from domain.x12.remittances import ClaimPayment, Remittance
from domain.x12.rules.faults import Fault, Faults, warning

PATIENT_NUMBERS = frozenset({"34", "HN", "II", "MI", "MR"})
PROVIDER_NUMBERS = frozenset({"BD", "BS", "FI", "MC", "PC", "SL", "UP", "XX"})
PAYER_NUMBERS = frozenset({"AD", "FI", "NI", "PI", "PP", "XV"})
NUMBERS = {
    "QC": PATIENT_NUMBERS,
    "IL": frozenset({"FI", "II", "MI"}),
    "74": frozenset({"C"}),
    "82": PROVIDER_NUMBERS,
    "TT": PAYER_NUMBERS,
    "PR": PAYER_NUMBERS,
    "GB": frozenset({"FI", "II", "MI"}),
}
"""NM108 by NM101."""
ORGANIZATIONS = frozenset({"TT", "PR"})
NUMBERED = frozenset({"82", "TT", "PR"})


def names_come_once(claim: ClaimPayment) -> Faults:
    """NM101: one patient, one subscriber, one provider, one next payer."""
    roles = [one.entity_code for one in claim.names]
    for index, role in enumerate(roles):
        if role in roles[:index]:
            message = "The same role is named twice."
            yield Fault("claim_payment.name_twice", claim, f"names[{index}].entity_code", message)


def names_are_of_their_kind(claim: ClaimPayment) -> Faults:
    """NM102, NM108 and NM109 as the role in NM101 wants them."""
    for index, one in enumerate(claim.names):
        path = f"names[{index}]"
        if one.entity_code in ORGANIZATIONS and one.entity_type_code != ORGANIZATION:
            message = "A payer is no person."
            yield Fault("claim_payment.name_kind", claim, f"{path}.entity_type_code", message)
        qualifier = one.identification_qualifier
        if qualifier and qualifier not in NUMBERS.get(one.entity_code, {qualifier}):
            message = "This kind of number does not belong to this role."
            path = f"{path}.identification_qualifier"
            yield Fault("claim_payment.name_number", claim, path, message)
        elif not qualifier and one.entity_code in NUMBERED:
            message = "The number of the provider or payer is missing."
            yield warning("claim_payment.name_number", claim, f"{path}.entity_code", message)


def days_come_once(claim: ClaimPayment) -> Faults:
    """DTM of loop 2100, and its period not backwards."""
    seen: dict[str, date] = {}
    for index, one in enumerate(claim.dates):
        if one.qualifier in seen:
            message = "The same kind of day is told twice."
            path = f"dates[{index}].qualifier"
            yield Fault("claim_payment.date_twice", claim, path, message)
        seen[one.qualifier] = one.on
    if "232" in seen and "233" in seen and seen["233"] < seen["232"]:
        index = [one.qualifier for one in claim.dates].index("233")
        message = "The period ends before it begins."
        yield Fault("date.reversed", claim, f"dates[{index}].on", message)


def periods_of_lines_run_forward(claim: ClaimPayment) -> Faults:
    """DTM*151 is not before DTM*150."""
    for line in claim.service_payments:
        began, ended = line.service_began_on, line.service_ended_on
        if began and ended and ended < began:
            message = "The period ends before it begins."
            yield Fault("date.reversed", line, "service_ended_on", message)


def denied_claim_is_not_paid(claim: ClaimPayment) -> Faults:
    """CLP04 of CLP02 4."""
    if claim.claim_status_code == "4" and claim.paid_cents:
        message = "The claim is denied and paid."
        yield warning("claim_payment.denied", claim, "claim_status_code", message)


def parties_are_named(remittance: Remittance) -> Faults:
    """N102 of payer and payee, N104 of the payee."""
    for name, party in (("payer", remittance.payer), ("payee", remittance.payee)):
        if not party.name:
            yield Fault(f"{name}.name", party, "name", f"The {name}'s name is missing.")
    if not remittance.payee.identification:
        message = "The payee's NPI or tax number is missing."
        yield Fault("payee.identification", remittance.payee, "identification", message)


def contacts_come_once(remittance: Remittance) -> Faults:
    """PER*CX and PER*IC of loop 1000A; PER*BL may repeat."""
    functions = [one.function_code for one in remittance.payer.contacts]
    for index, function in enumerate(functions):
        if function != "BL" and function in functions[:index]:
            message = "The payer has two contacts of one kind."
            path = f"contacts[{index}].function_code"
            yield Fault("payer.contact_twice", remittance.payer, path, message)


NAMES_AND_DAYS = (
    names_come_once,
    names_are_of_their_kind,
    days_come_once,
    periods_of_lines_run_forward,
    denied_claim_is_not_paid,
)
PARTIES = (parties_are_named, contacts_come_once)

"""837P: parts that are each well formed and cannot both be true, or cannot be meant."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from domain.x12.parties import ORGANIZATION, Contact, Reference
from domain.x12.professional_claims import Claim
from domain.x12.rules.faults import Fault, Faults, warning
from domain.x12.rules.forms import zip_fits_state

LONGEST_CONTROL_NUMBER = 20
LONGEST_PERIOD = timedelta(days=366)
OLDEST = timedelta(days=366 * 125)
FINEST_UNITS = Decimal("0.001")
MOST_UNITS = Decimal(100_000_000)


def control_number_is_kept_whole(claim: Claim) -> Faults:
    """CLM01: receivers need keep no more than twenty characters."""
    if len(claim.patient_control_number) > LONGEST_CONTROL_NUMBER:
        message = "Receivers may cut the claim's number after twenty characters."
        yield warning("claim.number_long", claim, "patient_control_number", message)


def patient_is_a_person(claim: Claim) -> Faults:
    """NM102 of loop 2010BA, where the subscriber is the patient."""
    subscriber = claim.subscriber
    if claim.patient is None and subscriber.entity_type_code == ORGANIZATION:
        message = "An organisation is said to be the patient."
        yield Fault("subscriber.kind", subscriber, "entity_type_code", message)


def pregnant_patient_is_no_man(claim: Claim) -> Faults:
    """PAT09 and DMG03."""
    person = claim.patient or claim.subscriber
    if person.pregnancy_indicator and person.sex_code == "M":
        message = "The patient is said to be male and pregnant."
        yield Fault("patient.pregnancy", person, "pregnancy_indicator", message)


def people_have_a_name(claim: Claim) -> Faults:
    """NM103 of subscriber and patient holds a letter."""
    for person in (claim.subscriber, claim.patient):
        if person is not None and not any(letter.isalpha() for letter in person.last_name):
            yield Fault("name.form", person, "last_name", "The name holds no letter.")


def patient_has_lived_a_human_life(claim: Claim) -> Faults:
    """DMG02 is no more than 125 years before the service; death is not before birth."""
    person = claim.patient or claim.subscriber
    if person.born_on is None:
        return
    days = [line.service_on for line in claim.service_lines if line.service_on]
    if days and min(days) - person.born_on > OLDEST:
        message = "The patient would be older than anybody."
        yield Fault("date.birth_early", person, "born_on", message)
    if person.died_on is not None and person.died_on < person.born_on:
        yield Fault("date.reversed", person, "died_on", "The patient died before birth.")


def related_causes_are_distinct(claim: Claim) -> Faults:
    """CLM11-1 and -2; CLM11-4 belongs to an automobile accident."""
    causes = claim.related_cause_codes
    if len(set(causes)) < len(causes):
        message = "The same related cause stands twice."
        yield Fault("claim.related_cause_twice", claim, "related_cause_codes[1]", message)
    if claim.accident_state_code and "AA" not in causes:
        message = "A state is told although no automobile accident is."
        yield Fault("claim.accident_state", claim, "accident_state_code", message)


def units_are_countable(claim: Claim) -> Faults:
    """SV104: at most eight digits and three decimals; SVD05 not below zero."""
    for line in claim.service_lines:
        if line.units >= MOST_UNITS or line.units % FINEST_UNITS:
            message = "The line's units have more than eight digits or three decimals."
            yield Fault("line.units", line, "units", message)
        for decision in line.adjudications:
            if decision.units < 0:
                message = "The units that the other payer paid are negative."
                yield Fault("adjudication.units", decision, "units", message)


def minutes_are_of_anesthesia(claim: Claim) -> Faults:
    """SV103 MJ goes with procedures 00100 to 01999."""
    for line in claim.service_lines:
        if line.unit_code == "MJ" and not line.procedure_code.startswith("0"):
            message = "Only anesthesia is counted in minutes."
            yield Fault("line.unit_code", line, "unit_code", message)


def periods_are_short(claim: Claim) -> Faults:
    """An RD8 of more than a year is no one service."""
    for line in claim.service_lines:
        first, last = line.service_on, line.service_through_on
        if first and last and last - first > LONGEST_PERIOD:
            message = "The service lasts longer than a year."
            yield warning("date.long_period", line, "service_through_on", message)


def prescription_and_admission_come_first(claim: Claim) -> Faults:
    """DTP*471 of the line and DTP*435 are not after DTP*472; DTP*096 goes with DTP*435."""
    days = [line.service_on for line in claim.service_lines if line.service_on]
    for line in claim.service_lines:
        if line.prescribed_on and line.service_on and line.prescribed_on > line.service_on:
            message = "What was given was prescribed afterwards."
            yield Fault("date.prescribed_late", line, "prescribed_on", message)
    if claim.admitted_on and days and claim.admitted_on > max(days):
        message = "The patient was admitted after the last service."
        yield Fault("date.admitted_late", claim, "admitted_on", message)
    if claim.discharged_on and claim.admitted_on is None:
        message = "The patient was discharged but never admitted."
        yield Fault("claim.admission", claim, "admitted_on", message)


def referrers_have_one_role_each(claim: Claim) -> Faults:
    """Loop 2310A: DN once, and P3 once behind it."""
    roles = [one.role_code for one in claim.referring_providers]
    for index, one in enumerate(claim.referring_providers):
        if one.role_code in roles[:index]:
            message = "Two providers referred in the same role."
            yield Fault("provider.referring_twice", one, "role_code", message)
    if "P3" in roles and "DN" not in roles:
        message = "A primary care provider is told, but who referred is not."
        yield Fault("provider.referring", claim.referring_providers[0], "role_code", message)


def pay_to_address_differs(claim: Claim) -> Faults:
    """Loop 2010AB is used only where money goes elsewhere."""
    provider = claim.billing_provider
    if provider.pay_to is not None and provider.pay_to.address == provider.address:
        message = "The pay-to address is the billing address, which needs no second mention."
        yield warning("provider.pay_to_same", provider.pay_to, "address.street", message)


def earlier_payers_decide_first(claim: Claim) -> Faults:
    """SBR01: who comes after another payer names a primary one; a primary awaits no decision."""
    turns = {payer.payer_responsibility_code for payer in claim.other_payers}
    subscriber = claim.subscriber
    turn = subscriber.payer_responsibility_code
    if turns and turn not in {"P", "U"} and not turns & {"P", "U"}:
        message = "The payer is not the first one, but none of the others is."
        yield warning("other_payer.missing", subscriber, "payer_responsibility_code", message)
    for payer in claim.other_payers:
        if turn == "P" and payer.paid_cents:
            message = "A later payer paid before the first one was asked."
            yield Fault("other_payer.turn", payer, "payer_responsibility_code", message)
        if payer.payer_id == subscriber.payer.payer_id:
            message = "The other payer has the id of the payer who is asked."
            yield warning("other_payer.duplicate", payer, "payer_id", message)
        if (payer.remaining_liability_cents or 0) > claim.charge_cents:
            message = "The patient owes more than the claim charges."
            yield Fault("balance.remaining", payer, "remaining_liability_cents", message)


def adjustments_have_distinct_reasons(claim: Claim) -> Faults:
    """CAS: a reason stands once in its group."""
    holders: list[Any] = [*claim.other_payers]
    for line in claim.service_lines:
        holders += line.adjudications
    for holder in holders:
        seen = [(one.group_code, one.reason_code) for one in holder.adjustments]
        for index, one in enumerate(seen):
            if one in seen[:index]:
                path = f"adjustments[{index}].reason_code"
                message = "The same reason adjusts twice in one group."
                yield warning("adjustment.repeated", holder, path, message)


def references_have_distinct_qualifiers(claim: Claim) -> Faults:
    """REF01 within one loop of a party: each kind of number once."""
    for subject, field, references in _references(claim):
        kinds = [one.qualifier for one in references]
        for index, kind in enumerate(kinds):
            if kind in kinds[:index]:
                message = "The same kind of number is told twice."
                yield Fault("reference.twice", subject, f"{field}[{index}].qualifier", message)


def contacts_have_distinct_ways(claim: Claim) -> Faults:
    """PER03, 05, 07: each way once, an extension behind a telephone."""
    holders: list[tuple[Any, tuple[Contact, ...]]] = [
        (claim.billing_provider, claim.billing_provider.contacts)
    ]
    if claim.transaction is not None:
        submitter = claim.transaction.submitter
        holders.append((submitter, submitter.contacts))
    for subject, contacts in holders:
        for contact in contacts:
            ways = [one.qualifier for one in contact.communications]
            for index, way in enumerate(ways):
                if way in ways[:index] or (way == "EX" and ways[:index][-1:] != ["TE"]):
                    message = "A way to reach someone stands twice, or an extension alone."
                    path = f"contacts.communications[{index}].qualifier"
                    yield Fault("contact.ways", subject, path, message)


def zip_codes_lie_in_their_states(claim: Claim) -> Faults:
    """N402 and the first digit of N403."""
    facility = claim.service_facility
    for subject in (claim.billing_provider, claim.subscriber, claim.patient, facility):
        address = getattr(subject, "address", None)
        if address is not None and not zip_fits_state(address.postal_code, address.state_code):
            message = "The ZIP code is not one of the state."
            yield warning("address.zip_state", subject, "address.postal_code", message)


def _references(claim: Claim) -> Iterator[tuple[Any, str, tuple[Reference, ...]]]:
    billing, payer = claim.billing_provider, claim.subscriber.payer
    yield billing, "license_references", billing.license_references
    yield payer, "references", payer.references
    yield payer, "billing_provider_references", payer.billing_provider_references
    providers = (claim.rendering_provider, claim.service_facility, claim.supervising_provider)
    for one in (*providers, *claim.referring_providers, *claim.other_payers):
        if one is not None:
            yield one, "references", one.references


CONTRADICTIONS = (
    control_number_is_kept_whole,
    patient_is_a_person,
    pregnant_patient_is_no_man,
    people_have_a_name,
    patient_has_lived_a_human_life,
    related_causes_are_distinct,
    units_are_countable,
    minutes_are_of_anesthesia,
    periods_are_short,
    prescription_and_admission_come_first,
    referrers_have_one_role_each,
    pay_to_address_differs,
    earlier_payers_decide_first,
    adjustments_have_distinct_reasons,
    references_have_distinct_qualifiers,
    contacts_have_distinct_ways,
    zip_codes_lie_in_their_states,
)

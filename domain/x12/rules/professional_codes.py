"""837P: codes and numbers that must be what they claim to be."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from domain.x12.parties import Address, Contact, Provider
from domain.x12.professional_claims import Claim, LineAdjudication, ServiceLine
from domain.x12.rules.faults import CodeSets, Fault, Faults, warning
from domain.x12.rules.forms import (
    DOMESTIC,
    PLACES_OF_SERVICE,
    STATES,
    is_adjustment_reason,
    is_clia,
    is_country,
    is_diagnosis,
    is_mail,
    is_modifier,
    is_ndc,
    is_npi,
    is_post_office_box,
    is_remark,
    is_social_security_number,
    is_tax_id,
    is_taxonomy,
    is_telephone,
    is_zip,
    is_zip_plus_4,
)

EXTERNAL_CAUSES = "VWXY"
ICD_10 = frozenset({"ABK", "ABF"})
ICD_10_SINCE = date(2015, 10, 1)
NATIONAL_DRUG_CODE = "N4"


def npis_have_their_check_digit(claim: Claim, codes: CodeSets) -> Faults:  # noqa: ARG001
    """NM109 after XX."""
    for provider in _providers(claim):
        if provider.npi and not is_npi(provider.npi):
            yield Fault(
                "code.npi", provider, "npi", "The NPI is not one: its check digit is wrong."
            )


def taxonomies_have_their_form(claim: Claim, codes: CodeSets) -> Faults:  # noqa: ARG001
    """PRV03."""
    for provider in _providers(claim):
        if provider.taxonomy_code and not is_taxonomy(provider.taxonomy_code):
            yield Fault("code.taxonomy", provider, "taxonomy_code", "This is no taxonomy code.")


def tax_ids_have_nine_digits(claim: Claim, codes: CodeSets) -> Faults:  # noqa: ARG001
    """REF*EI and REF*SY: nine digits without separators, in the form of their kind."""
    billing = claim.billing_provider
    is_person = billing.tax_id_qualifier == "SY"
    told: list[tuple[Any, str, bool]] = [(billing, "tax_id", is_person)]
    told += [(one, "social_security_number", True) for one in (claim.subscriber, claim.patient)]
    for subject, field, is_social in told:
        number = getattr(subject, field, "")
        fits = is_social_security_number if is_social else is_tax_id
        if number and not fits(number):
            message = "A tax or social security number has nine digits, of which some never occur."
            yield Fault("code.tax_id", subject, field, message)


def addresses_are_deliverable(claim: Claim, codes: CodeSets) -> Faults:  # noqa: ARG001
    """N402 a state, N403 a ZIP code, where N404 names no other country."""
    for subject, field, address in _addresses(claim):
        if address.country_code not in DOMESTIC:
            continue
        if address.city and not address.street:
            message = "The street is missing."
            yield warning("address.street", subject, f"{field}.street", message)
        if not address.state_code:
            yield Fault("address.state", subject, f"{field}.state_code", "The state is missing.")
        elif address.state_code not in STATES:
            yield Fault("code.state", subject, f"{field}.state_code", "There is no such state.")
        if not address.postal_code:
            yield Fault("address.zip", subject, f"{field}.postal_code", "The ZIP code is missing.")
        elif not is_zip(address.postal_code):
            yield Fault("code.zip", subject, f"{field}.postal_code", "This is no ZIP code.")


def countries_exist(claim: Claim, codes: CodeSets) -> Faults:  # noqa: ARG001
    """N404."""
    for subject, field, address in _addresses(claim):
        if not is_country(address.country_code):
            message = "There is no such country."
            yield Fault("code.country", subject, f"{field}.country_code", message)


def streets_can_be_served(claim: Claim, codes: CodeSets) -> Faults:  # noqa: ARG001
    """Loops 2010AA and 2310C: never a post office box, and ZIP+4."""
    facility = claim.service_facility
    places: list[tuple[Any, Address | None]] = [
        (claim.billing_provider, claim.billing_provider.address),
        (facility, facility.address if facility else None),
    ]
    for subject, address in places:
        if address is None:
            continue
        if is_post_office_box(address.street) or is_post_office_box(address.street_2):
            message = "A post office box stands where a street must be."
            field = "street" if is_post_office_box(address.street) else "street_2"
            yield Fault("address.post_office_box", subject, f"address.{field}", message)
        if address.country_code in DOMESTIC and not is_zip_plus_4(address.postal_code):
            message = "The ZIP code needs its last four digits."
            yield Fault("address.zip_plus_4", subject, "address.postal_code", message)


def diagnoses_are_valid(claim: Claim, codes: CodeSets) -> Faults:
    """HI: valid on the first day of service."""
    on = min((line.service_on for line in claim.service_lines if line.service_on), default=None)
    if on is None:
        return
    for index, diagnosis in enumerate(claim.diagnoses):
        is_icd_10 = diagnosis.qualifier.startswith("AB")
        if is_icd_10 and not codes.diagnosis_is_valid(diagnosis.code, on):
            message = "This is no ICD-10-CM code to bill with on the day of service."
            yield Fault("code.diagnosis", claim, f"diagnoses[{index}].code", message)


def diagnoses_are_icd_10(claim: Claim, codes: CodeSets) -> Faults:  # noqa: ARG001
    """ICD-9 (BK, BF) ended with services of 30 September 2015."""
    on = min((line.service_on for line in claim.service_lines if line.service_on), default=None)
    if on is None:
        return
    for index, diagnosis in enumerate(claim.diagnoses):
        if (diagnosis.qualifier in ICD_10) != (on >= ICD_10_SINCE):
            message = "The kind of diagnosis code does not fit the date of service."
            yield Fault("diagnosis.qualifier", claim, f"diagnoses[{index}].qualifier", message)


def principal_diagnosis_is_no_external_cause(claim: Claim, codes: CodeSets) -> Faults:  # noqa: ARG001
    """HI01: codes V00 to Y99 tell how an injury came about and never stand first."""
    principal = claim.diagnoses[0] if claim.diagnoses else None
    if (
        principal
        and principal.qualifier == "ABK"
        and principal.code[:1] in EXTERNAL_CAUSES
        and is_diagnosis(principal.code)
    ):
        message = "An external cause cannot be the principal diagnosis."
        yield Fault("diagnosis.external_cause", claim, "diagnoses[0].code", message)


def accident_state_exists(claim: Claim, codes: CodeSets) -> Faults:  # noqa: ARG001
    """CLM11-4."""
    state = claim.accident_state_code
    if state and claim.accident_country_code in DOMESTIC and state not in STATES:
        yield Fault("code.state", claim, "accident_state_code", "There is no such state.")


def procedures_are_valid(claim: Claim, codes: CodeSets) -> Faults:
    """SV101-2 and SVD03-2: valid on the day of service."""
    for line in claim.service_lines:
        on = line.service_on
        coded: tuple[ServiceLine | LineAdjudication, ...] = (line, *line.adjudications)
        for subject in coded:
            if on is None or subject.procedure_qualifier != "HC" or not subject.procedure_code:
                continue
            if not codes.procedure_is_valid(subject.procedure_code, on):
                message = "This is no HCPCS or CPT code of the day of service."
                yield Fault("code.procedure", subject, "procedure_code", message)


def modifiers_have_two_characters(claim: Claim, codes: CodeSets) -> Faults:  # noqa: ARG001
    """SV101-3 to -6, each once."""
    for line in claim.service_lines:
        for index, modifier in enumerate(line.modifiers):
            if not is_modifier(modifier):
                yield Fault("code.modifier", line, f"modifiers[{index}]", "This is no modifier.")
            elif modifier in line.modifiers[:index]:
                message = "The same modifier stands twice."
                yield Fault("line.modifier_twice", line, f"modifiers[{index}]", message)


def places_of_service_are_listed(claim: Claim, codes: CodeSets) -> Faults:  # noqa: ARG001
    """CLM05-1 and SV105, from the CMS list."""
    holders: tuple[Claim | ServiceLine, ...] = (claim, *claim.service_lines)
    for subject in holders:
        place = subject.place_of_service_code
        if place and place not in PLACES_OF_SERVICE:
            message = "There is no such place of service."
            yield Fault("code.place_of_service", subject, "place_of_service_code", message)


def drug_codes_have_eleven_digits(claim: Claim, codes: CodeSets) -> Faults:  # noqa: ARG001
    """LIN03 after N4: 5-4-2 without hyphens."""
    for line in claim.service_lines:
        drug = line.drug
        if drug and drug.product_qualifier == NATIONAL_DRUG_CODE and not is_ndc(drug.ndc):
            yield Fault("code.ndc", drug, "ndc", "A national drug code has eleven digits here.")


def laboratory_numbers_have_their_form(claim: Claim, codes: CodeSets) -> Faults:  # noqa: ARG001
    """REF*X4 and REF*F4: two digits, D, seven digits."""
    numbers: list[tuple[Claim | ServiceLine, str]] = [(claim, "clia_number")]
    for line in claim.service_lines:
        numbers += [(line, "clia_number"), (line, "referring_clia_number")]
    for subject, field in numbers:
        number = getattr(subject, field)
        if number and not is_clia(number):
            yield Fault("code.clia", subject, field, "This is no CLIA number.")


def adjustment_reasons_have_their_form(claim: Claim, codes: CodeSets) -> Faults:  # noqa: ARG001
    """CAS: the shape of a CARC; MOA: of a remark code."""
    holders: list[Any] = [*claim.other_payers]
    for line in claim.service_lines:
        holders += line.adjudications
    for holder in holders:
        for index, adjustment in enumerate(holder.adjustments):
            if not is_adjustment_reason(adjustment.reason_code):
                path = f"adjustments[{index}].reason_code"
                yield Fault("code.adjustment_reason", holder, path, "This is no adjustment reason.")
    for payer in claim.other_payers:
        for index, remark in enumerate(payer.remark_codes):
            if not is_remark(remark):
                yield Fault(
                    "code.remark", payer, f"remark_codes[{index}]", "This is no remark code."
                )


def contacts_can_be_reached(claim: Claim, codes: CodeSets) -> Faults:  # noqa: ARG001
    """PER: ten digits of a telephone, an at sign in a mail address."""
    holders: list[tuple[Any, str, tuple[Contact, ...]]] = [
        (claim.billing_provider, "contacts", claim.billing_provider.contacts)
    ]
    if claim.transaction is not None:
        submitter = claim.transaction.submitter
        holders.append((submitter, "contacts", submitter.contacts))
    for subject, field, contacts in holders:
        ways = [way for contact in contacts for way in contact.communications]
        for index, way in enumerate(ways):
            is_wrong_call = way.qualifier in {"TE", "FX"} and not is_telephone(way.number)
            if is_wrong_call or (way.qualifier == "EM" and not is_mail(way.number)):
                path = f"{field}.communications[{index}].number"
                yield Fault("code.contact", subject, path, "Nobody can be reached this way.")


def _providers(claim: Claim) -> Iterator[Any]:
    yield claim.billing_provider
    yield from _present(
        claim.rendering_provider, claim.service_facility, claim.supervising_provider,
        *claim.referring_providers,
    )  # fmt: skip
    for line in claim.service_lines:
        yield from _present(
            line.rendering_provider, line.purchased_service_provider, line.service_facility,
            line.supervising_provider, line.ordering_provider, *line.referring_providers,
        )  # fmt: skip


def _present(*providers: Provider | None) -> Iterator[Provider]:
    return (one for one in providers if one is not None)


def _addresses(claim: Claim) -> Iterator[tuple[Any, str, Address]]:
    held: list[tuple[Any, str]] = [
        (claim.billing_provider, "address"),
        (claim.billing_provider.pay_to, "address"),
        (claim.billing_provider.pay_to_plan, "address"),
        (claim.subscriber, "address"),
        (claim.subscriber.payer, "address"),
        (claim.patient, "address"),
        (claim.service_facility, "address"),
    ]
    for payer in claim.other_payers:
        held += [(payer, "payer_address"), (payer.subscriber, "address")]
    for line in claim.service_lines:
        held += [(line.service_facility, "address"), (line.ordering_provider, "address")]
    for subject, field in held:
        address = getattr(subject, field, None)
        if address is not None:
            yield subject, field, address


CODES = (
    npis_have_their_check_digit,
    taxonomies_have_their_form,
    tax_ids_have_nine_digits,
    addresses_are_deliverable,
    countries_exist,
    diagnoses_are_valid,
    diagnoses_are_icd_10,
    principal_diagnosis_is_no_external_cause,
    accident_state_exists,
    streets_can_be_served,
    procedures_are_valid,
    modifiers_have_two_characters,
    places_of_service_are_listed,
    drug_codes_have_eleven_digits,
    laboratory_numbers_have_their_form,
    adjustment_reasons_have_their_form,
    contacts_can_be_reached,
)

"""Edits on people and organisations: patient, subscriber, billing and rendering provider, payer."""

import re
from collections.abc import Iterator

from domain.claims.content import ClaimContent
from domain.errors import Finding

SELF = "18"
PATIENT_IS_SUBSCRIBER = frozenset({"MA", "MB", "MC"})
"""SBR09 of Medicare and Medicaid, which know no dependents."""

PO_BOX = re.compile(r"\bP\.?\s*O\.?\s*BOX\b", re.IGNORECASE)
CLIA = re.compile(r"\d{2}D\d{7}")
NINE_DIGITS = re.compile(r"\d{9}")


def is_npi(number: str) -> bool:
    """Ten digits whose last is the Luhn digit of 80840 and the nine before. Source: 45 CFR 162.406."""
    if not re.fullmatch(r"\d{10}", number):
        return False
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (24 + sum(doubled) + sum(int(digit) for digit in number[-1::-2])) % 10 == 0


def billing_npi_is_valid(content: ClaimContent) -> Iterator[Finding]:
    """Source: loop 2010AA NM109; 45 CFR 162.406."""
    if not is_npi(content.store.npi):
        yield Finding(
            "billing.npi",
            "store.npi",
            "The store's NPI is not a valid number.",
            "Correct the store's NPI as it stands in NPPES.",
            "45 CFR 162.406",
        )


def rendering_npi_is_valid(content: ClaimContent) -> Iterator[Finding]:
    """Source: loop 2310B NM109; 45 CFR 162.406."""
    if not is_npi(content.provider.npi):
        yield Finding(
            "rendering.npi",
            "provider.npi",
            "The pharmacist's NPI is not a valid number.",
            "Correct the pharmacist's NPI as it stands in NPPES.",
            "45 CFR 162.406",
        )


def billing_address_is_deliverable(content: ClaimContent) -> Iterator[Finding]:
    """A street, not a box, and ZIP+4. Source: loop 2010AA N3 and N4."""
    store = content.store
    if PO_BOX.search(f"{store.address_line} {store.address_line_2 or ''}"):
        yield Finding(
            "billing.address",
            "store.address_line",
            "The billing address is a post office box, which payers refuse.",
            "Give the store's street address; a box may be the pay-to address.",
            "005010X222A1, loop 2010AA",
        )
    if not NINE_DIGITS.fullmatch(store.zip_code) or store.zip_code.endswith("0000"):
        yield Finding(
            "billing.zip",
            "store.zip_code",
            "The billing address lacks the full ZIP+4.",
            "Look up the store's ZIP+4 at USPS.",
            "005010X222A1, loop 2010AA N403",
        )


def billing_tax_id_is_nine_digits(content: ClaimContent) -> Iterator[Finding]:
    """Source: loop 2010AA REF*EI."""
    if not NINE_DIGITS.fullmatch(content.store.tax_id):
        yield Finding(
            "billing.tax_id",
            "store.tax_id",
            "The store's tax id is not nine digits.",
            "Enter the employer identification number without the hyphen.",
            "005010X222A1, loop 2010AA REF02",
        )


def taxonomy_is_given_where_required(content: ClaimContent) -> Iterator[Finding]:
    """Source: loop 2000A PRV03."""
    if content.payer.requires_taxonomy and not re.fullmatch(
        r"[0-9A-Z]{9}X", content.store.taxonomy_code
    ):
        yield Finding(
            "billing.taxonomy",
            "store.taxonomy_code",
            f"{content.payer.name} needs the store's taxonomy code.",
            "Enter the ten-character code that NPPES has for the store.",
            "005010X222A1, loop 2000A PRV03",
        )


def member_id_is_given(content: ClaimContent) -> Iterator[Finding]:
    """Source: loop 2010BA NM109."""
    if len(content.coverage.member_id.strip()) < 2:
        yield Finding(
            "subscriber.member_id",
            "coverage.member_id",
            "The member id is missing.",
            "Copy the member id from the patient's card.",
            "005010X222A1, loop 2010BA NM109",
        )


def subscriber_is_described(content: ClaimContent) -> Iterator[Finding]:
    """A dependent's claim names the subscriber too. Source: loops 2010BA and 2010CA."""
    coverage = content.coverage
    missing = [
        words
        for value, words in (
            (coverage.subscriber_last_name, "last name"),
            (coverage.subscriber_first_name, "first name"),
        )
        if not value
    ]
    if content.has_dependent and missing:
        yield Finding(
            "subscriber.name",
            "coverage.subscriber_last_name",
            f"The patient is a dependent, but the subscriber's {' and '.join(missing)} is missing.",
            "Enter the subscriber as on the card.",
            "005010X222A1, loop 2010BA NM1",
        )


def government_patients_are_subscribers(content: ClaimContent) -> Iterator[Finding]:
    """Medicare and Medicaid cover each person on their own number. Source: SBR02, SBR09."""
    filing = content.payer.claim_filing_indicator_code
    if filing in PATIENT_IS_SUBSCRIBER and content.has_dependent:
        yield Finding(
            "subscriber.relationship",
            "coverage.relationship_code",
            f"{content.payer.name} has no dependents: the patient is always the subscriber.",
            "Set the relationship to self, with the patient's own member id.",
            "005010X222A1, loop 2000B SBR02",
        )


def patient_address_is_complete(content: ClaimContent) -> Iterator[Finding]:
    """Source: loop 2010BA or 2010CA, N3 and N4."""
    patient = content.patient
    parts = {
        "street": patient.address_line,
        "city": patient.city,
        "state": patient.state,
        "ZIP code": patient.zip_code,
    }
    missing = [name for name, value in parts.items() if not value.strip()]
    if missing:
        yield Finding(
            "patient.address",
            "patient.address_line",
            f"The patient's address lacks {', '.join(missing)}.",
            "Complete the address.",
            "005010X222A1, loops 2010BA and 2010CA",
        )


def payer_can_be_reached(content: ClaimContent) -> Iterator[Finding]:
    """A payer without a trading partner has no way in."""
    if content.payer.trading_partner_id is None or not content.payer.is_active:
        yield Finding(
            "payer.route",
            "payer.trading_partner_id",
            f"There is no way to send claims to {content.payer.name}.",
            "Give the payer a trading partner, or choose another payer.",
        )


def waived_test_has_certificate(content: ClaimContent) -> Iterator[Finding]:
    """A line with QW needs the store's CLIA number. Source: 42 CFR 493; loop 2300 REF*X4."""
    tested = any("QW" in line.modifiers for line in content.service_lines)
    number = content.claim.clia_number
    if tested and not number:
        yield Finding(
            "clia.missing",
            "claim.clia_number",
            "A waived test is billed without the store's CLIA certificate.",
            "Enter the store's CLIA number.",
            "42 CFR 493.35; 005010X222A1, REF*X4",
        )
    if number and not CLIA.fullmatch(number):
        yield Finding(
            "clia.form",
            "claim.clia_number",
            "The CLIA number is not two digits, D, and seven digits.",
            "Copy the number from the certificate.",
            "CMS CLIA certificate format",
        )

"""Each edit finds its fault in an otherwise clean claim, and nothing in the clean claim itself."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from domain.claims.commands import assemble_claims
from domain.claims.content import ClaimContent
from domain.claims.edits.catalogue import CODED_EDITS, EDITS, findings
from domain.claims.edits.parties import is_npi
from domain.claims.queries import content_of
from domain.codes.codebook import Codebook
from domain.codes.in_memory import codebook
from domain.payers.models import Payer
from domain.providers.models import Credential, Enrollment, Provider
from tests.builders import (
    a_charge,
    a_coverage,
    a_credential,
    a_provider,
    a_vaccine_charge,
    an_encounter,
    an_enrollment,
)

DAY = date(2026, 10, 15)
BEFORE = date(2026, 10, 14)


@dataclass
class Clean:
    content: ClaimContent
    codes: Codebook


@pytest.fixture
def clean(session: Session, embedded_codes: None) -> Clean:
    encounter = an_encounter(session, served_on=DAY)
    a_coverage(session, patient_id=encounter.patient_id)
    a_charge(session, encounter)
    a_vaccine_charge(session, encounter)
    codes = codebook(session)
    claim = assemble_claims(session, encounter.id, codes)[0]
    return Clean(replace(content_of(session, claim.id), as_of_on=date(2026, 11, 1)), codes)


def test_a_clean_claim_has_no_findings(clean: Clean) -> None:
    assert findings(clean.content, clean.codes) == []


def test_an_add_on_may_follow_a_first_of_another_encounter(
    session: Session, embedded_codes: None
) -> None:
    first = an_encounter(session, served_on=DAY)
    place = {name: getattr(first, name) for name in ("patient_id", "store_id", "provider_id")}
    second = an_encounter(session, served_on=DAY, **place)
    a_coverage(session, patient_id=first.patient_id)
    a_charge(session, second, procedure_code="90472")
    a_vaccine_charge(session, second)
    codes = codebook(session)
    claim = assemble_claims(session, second.id, codes)[0]

    alone = content_of(session, claim.id)
    a_charge(session, first)
    beside = content_of(session, claim.id)

    assert [each.code for each in findings(alone, codes)] == ["addon.alone"]
    assert beside.billed_beside == {"90471"}
    assert findings(beside, codes) == []


def setting(part: str, **values: Any) -> Callable[[ClaimContent], ClaimContent]:
    """Spoil one part of the claim: `claim`, `patient`, `store`, ... or `line` for the first line."""

    def spoil(content: ClaimContent) -> ClaimContent:
        target = content.service_lines[0] if part == "line" else getattr(content, part)
        for name, value in values.items():
            setattr(target, name, value)
        return content

    return spoil


def another(**values: Any) -> Callable[[ClaimContent], ClaimContent]:
    return lambda content: replace(content, **values)


def _medicaid_dependent(content: ClaimContent) -> ClaimContent:
    setting("payer", claim_filing_indicator_code="MC")(content)
    return setting("coverage", relationship_code="19", subscriber_last_name="X")(content)


def _with_line(content: ClaimContent, **values: Any) -> ClaimContent:
    for name, value in values.items():
        setattr(content.service_lines[1], name, value)
    return content


def _to_medicare_behind_another(content: ClaimContent) -> ClaimContent:
    setting("payer", claim_filing_indicator_code="MB")(content)
    return setting("claim", payer_sequence=2)(content)


def _to_unwilling_second_payer(content: ClaimContent) -> ClaimContent:
    setting("payer", accepts_secondary_claims=False)(content)
    return setting("claim", payer_sequence=2)(content)


def given(kind: str, **values: Any) -> Callable[[ClaimContent], ClaimContent]:
    """The provider has one credential only, which ended the day before."""
    ended = {
        "state": "MN",
        "procedure_codes": [],
        "effective_from_on": date(2024, 1, 1),
        "effective_to_on": BEFORE,
    }
    return another(credentials=(Credential(kind=kind, **ended | values),))


def certified(**values: Any) -> Callable[[ClaimContent], ClaimContent]:
    """The claim names the store's certificate, which has these days."""

    def spoil(content: ClaimContent) -> ClaimContent:
        setting("claim", clia_number=content.store.clia_number)(content)
        return setting("store", **values)(content)

    return spoil


def enrolled(**values: Any) -> Callable[[ClaimContent], ClaimContent]:
    """The payer demands an enrolment, and there is one such."""

    def spoil(content: ClaimContent) -> ClaimContent:
        setting("payer", requires_enrollment=True)(content)
        span = {"store_id": content.claim.store_id, "stage": "effective"}
        span |= {"effective_from_on": date(2024, 1, 1), "effective_to_on": None}
        return replace(content, enrollments=(Enrollment(**span | values),))

    return spoil


FAULTS: list[tuple[str, Callable[[ClaimContent], ClaimContent]]] = [
    ("billing.npi", setting("store", npi="1234567890")),
    ("rendering.npi", setting("provider", npi="123")),
    ("billing.address", setting("store", address_line="PO BOX 12")),
    ("billing.zip", setting("store", zip_code="55101")),
    ("billing.zip", setting("store", zip_code="551010000")),
    ("billing.tax_id", setting("store", tax_id="41-1234567")),
    ("billing.taxonomy", setting("store", taxonomy_code="")),
    ("subscriber.member_id", setting("coverage", member_id="")),
    ("subscriber.name", setting("coverage", relationship_code="19")),
    ("subscriber.relationship", _medicaid_dependent),
    ("patient.address", setting("patient", city="")),
    ("payer.route", setting("payer", trading_partner_id=None)),
    ("payer.route", setting("payer", is_active=False)),
    ("clia.missing", setting("line", modifiers=["QW"])),
    ("clia.form", setting("claim", clia_number="24D")),
    ("credential.license", given("license")),
    ("credential.license", given("license", state="WI", effective_to_on=None)),
    ("credential.immunization", given("immunization_certificate")),
    ("credential.protocol", given("protocol")),
    ("credential.protocol", given("collaborative_agreement", procedure_codes=["90656"])),
    ("clia.dates", certified(clia_effective_to_on=BEFORE)),
    ("clia.dates", certified(clia_effective_from_on=date(2026, 10, 16))),
    ("enrollment.dates", setting("payer", requires_enrollment=True)),
    ("enrollment.dates", enrolled(effective_to_on=BEFORE)),
    ("enrollment.dates", enrolled(effective_from_on=date(2026, 10, 16))),
    ("enrollment.dates", enrolled(stage="pending")),
    ("enrollment.dates", enrolled(store_id=uuid4())),
    ("date.future", another(as_of_on=date(2026, 10, 14))),
    ("date.line", setting("line", served_on=date(2026, 10, 14))),
    ("patient.birth", setting("patient", birth_on=date(2026, 10, 16))),
    ("coverage.dates", setting("coverage", effective_to_on=date(2026, 10, 14))),
    ("coverage.dates", setting("coverage", effective_from_on=date(2026, 10, 16))),
    ("filing.late", another(as_of_on=date(2027, 10, 16))),
    ("filing.soon", another(as_of_on=date(2027, 10, 10))),
    ("charge.total", setting("claim", charge_cents=1)),
    ("lines.count", another(service_lines=())),
    ("charge.zero", setting("claim", charge_cents=0)),
    ("diagnosis.count", setting("claim", diagnosis_codes=[])),
    ("diagnosis.twice", setting("claim", diagnosis_codes=["Z23", "Z23"])),
    ("diagnosis.invalid", setting("claim", diagnosis_codes=["Z681"])),
    ("diagnosis.invalid", setting("claim", diagnosis_codes=["Z2"])),
    ("diagnosis.pointer", setting("line", diagnosis_pointers=[2])),
    ("diagnosis.pointer", setting("line", diagnosis_pointers=[])),
    ("diagnosis.pointer", setting("line", diagnosis_pointers=[1, 1])),
    ("procedure.form", setting("line", procedure_code="D0120")),
    ("procedure.uncertain", setting("line", procedure_code="K0001")),
    ("modifier.form", setting("line", modifiers=["25", "59", "LT", "RT", "QW"])),
    ("modifier.form", setting("line", modifiers=["2"])),
    ("modifier.qw", setting("line", modifiers=["59", "QW"])),
    ("ndc.form", setting("line", ndc="49281", ndc_quantity=Decimal(1), ndc_unit_code="ML")),
    ("ndc.unit", setting("line", ndc="49281042450", ndc_quantity=Decimal(1), ndc_unit_code="XX")),
    ("addon.alone", setting("line", procedure_code="90472")),
    ("vaccine.administration", setting("line", procedure_code="99406")),
    ("vaccine.medicare_code", setting("line", procedure_code="G0008")),
    ("modifier.25", lambda content: _with_line(content, procedure_code="99213")),
    ("vaccine.supplied", lambda content: _with_line(content, modifiers=["SL"])),
    ("control_number.length", setting("claim", patient_control_number="X" * 21)),
    ("replacement.number", setting("claim", claim_frequency_code="7")),
    ("claim.duplicate", another(duplicate_numbers=("0ABC",))),
    ("secondary.refused", _to_unwilling_second_payer),
    ("secondary.insurance_type", _to_medicare_behind_another),
    ("secondary.prior", setting("claim", payer_sequence=2)),
]


@pytest.mark.parametrize(("code", "spoil"), FAULTS, ids=[code for code, _ in FAULTS])
def test_a_single_fault_is_found(
    clean: Clean, session: Session, code: str, spoil: Callable[[ClaimContent], ClaimContent]
) -> None:
    with session.no_autoflush:
        found = {finding.code for finding in findings(spoil(clean.content), clean.codes)}

    assert code in found
    session.expire_all()
    session.rollback()


@pytest.mark.parametrize(
    "harmless",
    [
        given("license", effective_to_on=DAY),
        given("protocol", procedure_codes=["87804"]),
        given("protocol", state="WI"),
        enrolled(),
        enrolled(effective_to_on=DAY),
    ],
)
def test_what_held_that_day_is_no_fault(
    clean: Clean, session: Session, harmless: Callable[[ClaimContent], ClaimContent]
) -> None:
    with session.no_autoflush:
        found = findings(harmless(clean.content), clean.codes)

    assert found == []
    session.expire_all()
    session.rollback()


def test_a_claim_knows_what_its_provider_was_given(session: Session) -> None:
    encounter = an_encounter(session, served_on=DAY)
    coverage = a_coverage(session, patient_id=encounter.patient_id)
    provider = session.get_one(Provider, encounter.provider_id)
    session.get_one(Payer, coverage.payer_id).requires_enrollment = True
    license_ = a_credential(session, provider)
    a_credential(session, a_provider(session))
    enrollment = an_enrollment(
        session, provider, store_id=encounter.store_id, payer_id=coverage.payer_id
    )
    an_enrollment(session, provider)
    a_charge(session, encounter)

    claim = assemble_claims(session, encounter.id, codebook(session))[0]
    content = content_of(session, claim.id)

    assert content.credentials == (license_,)
    assert content.enrollments == (enrollment,)


def test_every_edit_has_a_name_of_its_own() -> None:
    names = [edit.__name__ for edit in (*EDITS, *CODED_EDITS)]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("number", "valid"),
    [("1234567893", True), ("1234567890", False), ("123456789", False), ("12345678a3", False)],
)
def test_an_npi_has_a_luhn_digit(number: str, valid: bool) -> None:
    assert is_npi(number) is valid

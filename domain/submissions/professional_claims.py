"""What a claim says, in the words of the 837P (005010X222A1)."""

from dataclasses import replace

from domain.claims.content import ClaimContent, OtherPayer, insurance_type
from domain.claims.models import PriorAdjudication, ServiceLine
from domain.patients.models import Coverage, Patient
from domain.payers.models import Payer
from domain.providers.models import Provider, Store
from domain.x12 import professional_claims as x12
from domain.x12.parties import Address, Adjustment
from domain.x12.parties import Provider as X12Provider

RESPONSIBILITY = "PSTABCDEFGH"
"""SBR01: primary, secondary, tertiary, then payer four to eleven."""
SELF = "18"
ADDITIONAL_INFORMATION = "ADD"
"""NTE01."""


def professional_claim(content: ClaimContent) -> x12.Claim:
    """One claim as loop 2300 tells it, with everybody it names."""
    claim = content.claim
    return x12.Claim(
        patient_control_number=claim.patient_control_number,
        charge_cents=claim.charge_cents,
        billing_provider=_billing_provider(content.store),
        subscriber=_subscriber(content),
        patient=_dependent(content) if content.has_dependent else None,
        place_of_service_code=claim.place_of_service_code,
        claim_frequency_code=claim.claim_frequency_code,
        prior_authorization_number=claim.prior_authorization_number or "",
        payer_claim_control_number=_replaced_number(content),
        clia_number=claim.clia_number or "",
        note=x12.Note(ADDITIONAL_INFORMATION, claim.note) if claim.note else None,
        diagnoses=_diagnoses(claim.diagnosis_codes),
        rendering_provider=_rendering_provider(content.provider),
        other_payers=tuple(
            _other_payer(content, other, place) for place, other in enumerate(content.other_payers)
        ),
        service_lines=tuple(_service_line(content, line) for line in content.service_lines),
    )


def _billing_provider(store: Store) -> x12.BillingProvider:
    return x12.BillingProvider(
        name=store.legal_name,
        npi=store.npi,
        tax_id=store.tax_id,
        address=_address(store),
        taxonomy_code=store.taxonomy_code,
    )


def _address(place: Store | Patient) -> Address:
    return Address(
        place.address_line, place.address_line_2 or "", place.city, place.state, place.zip_code
    )


def _subscriber(content: ClaimContent) -> x12.Subscriber:
    """Loops 2000B, 2010BA, 2010BB: with address and birth only where it is the patient too."""
    coverage, payer, patient = content.coverage, content.payer, content.patient
    subscriber = x12.Subscriber(
        last_name=coverage.subscriber_last_name or patient.last_name,
        first_name=coverage.subscriber_first_name or "",
        payer=x12.Payer(name=payer.name, payer_id=payer.payer_number),
        member_id=coverage.member_id,
        group_number=coverage.group_number or "",
        insurance_type_code=content.insurance_type_code or "",
        claim_filing_indicator_code=payer.claim_filing_indicator_code,
        payer_responsibility_code=RESPONSIBILITY[content.claim.payer_sequence - 1],
    )
    if content.has_dependent:
        return subscriber
    return replace(
        subscriber,
        last_name=patient.last_name,
        first_name=patient.first_name,
        middle_name=patient.middle_name or "",
        relationship_code=SELF,
        address=_address(patient),
        born_on=patient.birth_on,
        sex_code=patient.sex,
    )


def _dependent(content: ClaimContent) -> x12.Patient:
    patient = content.patient
    return x12.Patient(
        relationship_code=content.coverage.relationship_code,
        last_name=patient.last_name,
        first_name=patient.first_name,
        middle_name=patient.middle_name or "",
        address=_address(patient),
        born_on=patient.birth_on,
        sex_code=patient.sex,
    )


def _replaced_number(content: ClaimContent) -> str:
    """REF*F8: the payer's number of the claim that a replacement or void is about."""
    if content.replaced is None:
        return ""
    return content.replaced.payer_claim_control_number or ""


def _diagnoses(codes: list[str]) -> tuple[x12.Diagnosis, ...]:
    return tuple(
        x12.Diagnosis(code.replace(".", ""), "ABF" if place else "ABK")
        for place, code in enumerate(codes)
    )


def _rendering_provider(provider: Provider) -> X12Provider:
    return X12Provider(
        name=provider.last_name,
        first_name=provider.first_name,
        npi=provider.npi,
        taxonomy_code=provider.taxonomy_code,
    )


def _other_payer(content: ClaimContent, other: OtherPayer, place: int) -> x12.OtherPayer:
    return x12.OtherPayer(
        payer_name=other.payer.name,
        payer_id=other.payer.payer_number,
        subscriber=_other_subscriber(content.patient, other.coverage),
        payer_responsibility_code=RESPONSIBILITY[place],
        relationship_code=other.coverage.relationship_code,
        group_number=other.coverage.group_number or "",
        insurance_type_code=insurance_type(other.coverage, other.payer, place + 1) or "",
        claim_filing_indicator_code=other.payer.claim_filing_indicator_code,
        paid_cents=other.paid_cents,
        payer_claim_control_number=_their_number(other),
    )


def _other_subscriber(patient: Patient, coverage: Coverage) -> x12.OtherSubscriber:
    if coverage.relationship_code == SELF:
        return x12.OtherSubscriber(patient.last_name, coverage.member_id, patient.first_name)
    return x12.OtherSubscriber(
        coverage.subscriber_last_name or "",
        coverage.member_id,
        coverage.subscriber_first_name or "",
    )


def _their_number(other: OtherPayer) -> str:
    numbers = (prior.payer_claim_control_number for prior in other.adjudications)
    return next((number for number in numbers if number), "")


def _service_line(content: ClaimContent, line: ServiceLine) -> x12.ServiceLine:
    return x12.ServiceLine(
        procedure_code=line.procedure_code,
        modifiers=tuple(line.modifiers),
        charge_cents=line.charge_cents,
        units=line.units,
        service_on=line.served_on,
        diagnosis_pointers=tuple(line.diagnosis_pointers),
        line_control_number=line.line_control_number,
        vaccine_lot_number=line.lot_number or "",
        drug=_drug(line),
        adjudications=tuple(
            _adjudication(line, other.payer, prior)
            for other in content.other_payers
            for prior in other.adjudications
            if prior.service_line_id == line.id
        ),
    )


def _drug(line: ServiceLine) -> x12.Drug | None:
    if not line.ndc:
        return None
    return x12.Drug(line.ndc, line.ndc_quantity, line.ndc_unit_code or "")


def _adjudication(
    line: ServiceLine, payer: Payer, prior: PriorAdjudication
) -> x12.LineAdjudication:
    """Loop 2430: what the payer before this one decided, in its own groups and reasons."""
    return x12.LineAdjudication(
        payer_id=payer.payer_number,
        paid_cents=prior.paid_cents,
        procedure_code=line.procedure_code,
        modifiers=tuple(line.modifiers),
        units=line.units,
        adjustments=tuple(
            Adjustment(each["group_code"], each["reason_code"], each["amount_cents"])
            for each in prior.adjustments
        ),
        adjudicated_on=prior.adjudicated_on,
        remaining_liability_cents=prior.remaining_cents,
    )

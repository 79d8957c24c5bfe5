"""Every edit there is, and what they find about one claim."""

from collections.abc import Callable, Iterator

from domain.claims.content import ClaimContent
from domain.claims.edits import dates, lines, pairs, parties, references, standing
from domain.codes.codebook import Codebook
from domain.errors import Finding

Edit = Callable[[ClaimContent], Iterator[Finding]]
CodedEdit = Callable[[ClaimContent, Codebook], Iterator[Finding]]

EDITS: tuple[Edit, ...] = (
    parties.billing_npi_is_valid,
    parties.rendering_npi_is_valid,
    parties.billing_address_is_deliverable,
    parties.billing_tax_id_is_nine_digits,
    parties.taxonomy_is_given_where_required,
    parties.member_id_is_given,
    parties.subscriber_is_described,
    parties.government_patients_are_subscribers,
    parties.patient_address_is_complete,
    parties.payer_can_be_reached,
    parties.waived_test_has_certificate,
    standing.license_was_in_force,
    standing.immunization_certificate_was_in_force,
    standing.protocol_was_in_force,
    standing.laboratory_certificate_was_in_force,
    standing.provider_was_enrolled,
    dates.service_is_not_in_the_future,
    dates.lines_share_the_day,
    dates.patient_was_born,
    dates.coverage_was_in_force,
    dates.claim_is_in_time,
    lines.charge_is_sum_of_lines,
    lines.has_one_to_fifty_lines,
    lines.something_is_charged,
    lines.diagnoses_are_usable,
    lines.pointers_lead_to_diagnoses,
    lines.procedures_have_the_form_of_codes,
    lines.modifiers_have_the_form_of_codes,
    lines.waived_test_modifier_is_first,
    lines.drugs_are_complete,
    pairs.add_ons_follow_their_first,
    pairs.vaccines_are_administered,
    pairs.medicare_administration_codes_are_for_medicare,
    pairs.visit_beside_vaccine_is_marked,
    pairs.supplied_vaccine_is_free,
    references.control_number_survives,
    references.replacement_names_the_payers_number,
    references.claim_is_asked_once,
    references.payer_takes_secondary_claims,
    references.secondary_claim_tells_what_was_paid,
    references.medicare_behind_another_tells_why,
    references.earlier_decisions_balance,
)

CODED_EDITS: tuple[CodedEdit, ...] = (lines.diagnoses_are_billable, lines.procedures_are_known)
"""Those that ask the code sets of the day of service."""


def findings(content: ClaimContent, codes: Codebook) -> list[Finding]:
    """Everything that keeps this claim from leaving, or asks for a look."""
    return [
        *(finding for edit in EDITS for finding in edit(content)),
        *(finding for edit in CODED_EDITS for finding in edit(content, codes)),
    ]

"""837P: what must be there, or must not, because of what else is there."""

from domain.x12.parties import ORGANIZATION, PERSON
from domain.x12.professional_claims import Claim, ServiceLine
from domain.x12.rules.faults import Fault, Faults, warning

NEEDS_THE_PAYERS_NUMBER = frozenset({"7", "8"})
UNLISTED = frozenset({"J3490", "J3590", "J9999", "J7999", "A9999", "90749", "99199", "99429"})
INPATIENT = "21"
SENT_APART = frozenset({"BM", "EL", "EM", "FT", "FX"})
THIRD_PARTY_NOTE = "TPO"
MEDICARE = frozenset({"MA", "MB"})


def subscriber_is_patient_or_a_patient_follows(claim: Claim) -> Faults:
    """SBR02 is 18 where the subscriber is the patient, else empty with loop 2000C below."""
    subscriber = claim.subscriber
    if claim.patient is None and subscriber.relationship_code != "18":
        message = "The subscriber is not said to be the patient, and no patient follows."
        yield Fault("subscriber.relationship", subscriber, "relationship_code", message)
    if claim.patient is not None and subscriber.relationship_code == "18":
        message = "The subscriber is said to be the patient, yet another patient follows."
        yield Fault("subscriber.relationship", subscriber, "relationship_code", message)


def patient_who_subscribes_is_described(claim: Claim) -> Faults:
    """N3, N4 and DMG of loop 2010BA are required where the subscriber is the patient."""
    subscriber = claim.subscriber
    if claim.patient is not None or subscriber.relationship_code != "18":
        return
    if subscriber.address is None or not subscriber.address.street:
        yield Fault(
            "subscriber.address", subscriber, "address.street", "The patient's street is missing."
        )
    if subscriber.address is None or not subscriber.address.city:
        yield Fault(
            "subscriber.address", subscriber, "address.city", "The patient's city is missing."
        )
    if subscriber.born_on is None:
        message = "The patient's birth date and sex are missing."
        yield Fault("subscriber.demographics", subscriber, "born_on", message)


def person_who_subscribes_has_a_member_id(claim: Claim) -> Faults:
    """NM109 of loop 2010BA."""
    subscriber = claim.subscriber
    if subscriber.entity_type_code == PERSON and not subscriber.member_id:
        yield Fault("subscriber.member_id", subscriber, "member_id", "The member id is missing.")


def filing_indicator_is_given(claim: Claim) -> Faults:
    """SBR09, required until the national plan id exists."""
    if not claim.subscriber.claim_filing_indicator_code:
        yield Fault(
            "subscriber.filing_indicator", claim.subscriber, "claim_filing_indicator_code",
            "The kind of insurance (filing indicator) is missing.",
        )  # fmt: skip
    for payer in claim.other_payers:
        if not payer.claim_filing_indicator_code:
            yield Fault(
                "other_payer.filing_indicator", payer, "claim_filing_indicator_code",
                "The kind of the other insurance (filing indicator) is missing.",
            )  # fmt: skip


def insurance_type_only_behind_medicare(claim: Claim) -> Faults:
    """SBR05 tells why Medicare is secondary, and is used for nothing else."""
    subscriber = claim.subscriber
    is_medicare = subscriber.claim_filing_indicator_code in MEDICARE
    is_primary = subscriber.payer_responsibility_code == "P"
    if subscriber.insurance_type_code and (is_primary or not is_medicare):
        message = "An insurance type is given although Medicare is not a later payer."
        yield Fault("subscriber.insurance_type", subscriber, "insurance_type_code", message)
    if is_medicare and not is_primary and not subscriber.insurance_type_code:
        message = "Medicare is not primary, but the insurance type that says why is missing."
        yield Fault("subscriber.insurance_type", subscriber, "insurance_type_code", message)


def each_payer_has_its_own_turn(claim: Claim) -> Faults:
    """SBR01 of loop 2000B and of each 2320 differ, except U."""
    seen = {claim.subscriber.payer_responsibility_code}
    for payer in claim.other_payers:
        turn = payer.payer_responsibility_code
        if turn in seen and turn != "U":
            message = "Two payers of the claim have the same turn."
            yield Fault("other_payer.turn", payer, "payer_responsibility_code", message)
        seen.add(turn)


def later_payer_knows_the_earlier_ones(claim: Claim) -> Faults:
    """A secondary claim carries loop 2320 of the primary payer."""
    if claim.subscriber.payer_responsibility_code not in {"P", "U"} and not claim.other_payers:
        message = "The payer is not the first one, but no other payer is told."
        yield warning("other_payer.missing", claim.subscriber, "payer_responsibility_code", message)


def other_payers_are_distinct(claim: Claim) -> Faults:
    """NM109 of loop 2330B is what SVD01 points to."""
    seen: set[str] = set()
    for payer in claim.other_payers:
        if payer.payer_id in seen:
            message = "Two other payers of the claim have the same id."
            yield Fault("other_payer.duplicate", payer, "payer_id", message)
        seen.add(payer.payer_id)


def adjudication_points_to_an_other_payer(claim: Claim) -> Faults:
    """SVD01 equals an NM109 of loop 2330B."""
    known = {payer.payer_id for payer in claim.other_payers}
    for line in claim.service_lines:
        seen: set[str] = set()
        for decision in line.adjudications:
            if decision.payer_id not in known:
                message = "The line was decided by a payer that the claim does not name."
                yield Fault("adjudication.payer", decision, "payer_id", message)
            elif decision.payer_id in seen and decision.bundled_line_number is None:
                message = "The same payer decides the line twice."
                yield warning("adjudication.repeated", decision, "payer_id", message)
            seen.add(decision.payer_id)


def decided_claim_says_what_was_paid_and_when(claim: Claim) -> Faults:
    """AMT*D, and DTP*573 either at the payer or at its lines."""
    for payer in claim.other_payers:
        by_line = any(
            one.payer_id == payer.payer_id
            for line in claim.service_lines
            for one in line.adjudications
        )
        is_decided = by_line or payer.adjudicated_on is not None or bool(payer.adjustments)
        if is_decided and payer.paid_cents is None:
            message = "The other payer decided, but what it paid is missing."
            yield Fault("other_payer.paid", payer, "paid_cents", message)
        if by_line and payer.adjudicated_on:
            message = "The other payer's date stands at the claim although its lines have dates."
            yield Fault("other_payer.date_twice", payer, "adjudicated_on", message)
        if not by_line and payer.paid_cents is not None and payer.adjudicated_on is None:
            message = "The other payer paid, but when it decided is missing."
            yield Fault("other_payer.date", payer, "adjudicated_on", message)


def replacement_names_the_original(claim: Claim) -> Faults:
    """REF*F8 goes with claim frequency 7 and 8, and with no other."""
    is_replacement = claim.claim_frequency_code in NEEDS_THE_PAYERS_NUMBER
    if is_replacement and not claim.payer_claim_control_number:
        message = "A replacement or void needs the payer's number of the original claim."
        yield Fault("claim.original_number", claim, "payer_claim_control_number", message)
    if claim.claim_frequency_code == "1" and claim.payer_claim_control_number:
        message = "An original claim carries a payer's number as if it replaced another."
        yield warning("claim.original_number_unasked", claim, "payer_claim_control_number", message)


def frequency_is_known(claim: Claim) -> Faults:
    """CLM05-3: 1 original, 6 corrected, 7 replacement, 8 void."""
    if claim.claim_frequency_code not in {"1", "6", "7", "8"}:
        message = "The claim frequency is none that a professional claim has."
        yield Fault("claim.frequency", claim, "claim_frequency_code", message)


def diagnoses_are_distinct(claim: Claim) -> Faults:
    """Each code once in HI."""
    seen: set[str] = set()
    for index, diagnosis in enumerate(claim.diagnoses):
        if diagnosis.code in seen:
            message = "The same diagnosis stands twice."
            yield Fault("diagnosis.duplicate", claim, f"diagnoses[{index}].code", message)
        seen.add(diagnosis.code)


def pointers_reach_a_diagnosis(claim: Claim) -> Faults:
    """SV107 counts the diagnoses of HI from 1, each once a line."""
    count = len(claim.diagnoses)
    for line in claim.service_lines:
        for index, pointer in enumerate(line.diagnosis_pointers):
            if not 1 <= pointer <= count:
                message = "The line points to a diagnosis that the claim does not have."
                yield Fault("line.pointer", line, f"diagnosis_pointers[{index}]", message)
            elif pointer in line.diagnosis_pointers[:index]:
                message = "The line points twice to the same diagnosis."
                yield Fault("line.pointer_twice", line, f"diagnosis_pointers[{index}]", message)


def line_control_numbers_are_distinct(claim: Claim) -> Faults:
    """REF*6R is unique in the claim, for the 835 to find the line again."""
    seen: set[str] = set()
    for line in claim.service_lines:
        number = line.line_control_number
        if number and number in seen:
            message = "Two lines of the claim have the same control number."
            yield Fault("line.control_number", line, "line_control_number", message)
        seen.add(number)


def units_are_positive(claim: Claim) -> Faults:
    """SV104 and CTP04 count something."""
    for line in claim.service_lines:
        if line.units <= 0:
            yield Fault("line.units", line, "units", "The line counts nothing.")
        if line.drug and line.drug.quantity is not None and line.drug.quantity <= 0:
            yield Fault("drug.quantity", line.drug, "quantity", "The drug's quantity is nothing.")


def waived_test_names_its_laboratory(claim: Claim) -> Faults:
    """Modifier QW needs a CLIA number, at the claim or at the line (REF*X4)."""
    for line in claim.service_lines:
        if "QW" in line.modifiers and not (line.clia_number or claim.clia_number):
            message = "A waived test needs the CLIA number of the place that performed it."
            yield Fault("line.clia", line, "clia_number", message)


def unlisted_procedure_is_described(claim: Claim) -> Faults:
    """SV101-7 or a note says what a catch-all code stands for."""
    for line in claim.service_lines:
        if line.procedure_code in UNLISTED and not (line.description or line.notes):
            message = "A code without a meaning of its own needs a description."
            yield Fault("line.description", line, "description", message)


def accident_is_dated_and_placed(claim: Claim) -> Faults:
    """DTP*439 with any related cause; the state with an automobile accident."""
    if claim.related_cause_codes and claim.accident_on is None:
        yield Fault("claim.accident_date", claim, "accident_on", "The accident's date is missing.")
    if claim.accident_on is not None and not claim.related_cause_codes:
        message = "An accident is dated, but that one caused the visit is not said."
        yield warning("claim.accident_cause", claim, "related_cause_codes", message)
    if "AA" in claim.related_cause_codes and not claim.accident_state_code:
        message = "The state of the automobile accident is missing."
        yield Fault("claim.accident_state", claim, "accident_state_code", message)


def attachments_can_be_found(claim: Claim) -> Faults:
    """PWK06, where PWK02 says that the document travels apart from the claim."""
    holders: tuple[Claim | ServiceLine, ...] = (claim, *claim.service_lines)
    for subject in holders:
        for index, one in enumerate(subject.attachments):
            if one.transmission_code in SENT_APART and not one.control_number:
                message = "The number that joins the attachment to the claim is missing."
                path = f"attachments[{index}].control_number"
                yield Fault("attachment.number", subject, path, message)


def notes_of_a_line_are_distinct(claim: Claim) -> Faults:
    """NTE of loop 2400: one that adds or describes, one for a third party."""
    for line in claim.service_lines:
        kinds = [one.reference_code == THIRD_PARTY_NOTE for one in line.notes]
        for index, kind in enumerate(kinds):
            if kind in kinds[:index]:
                message = "The line has two notes of one kind."
                yield Fault("line.note_twice", line, f"notes[{index}].reference_code", message)


def bundled_line_exists(claim: Claim) -> Faults:
    """SVD06 names a line of the claim."""
    for line in claim.service_lines:
        for decision in line.adjudications:
            number = decision.bundled_line_number
            if number is not None and not 1 <= number <= len(claim.service_lines):
                message = "The line was bundled into one that the claim does not have."
                yield Fault("adjudication.bundled", decision, "bundled_line_number", message)


def inpatient_has_an_admission_date(claim: Claim) -> Faults:
    """DTP*435 with place of service 21."""
    if claim.place_of_service_code == INPATIENT and claim.admitted_on is None:
        yield Fault("claim.admission", claim, "admitted_on", "The admission date is missing.")


def providers_have_an_npi(claim: Claim) -> Faults:
    """NM109; a provider who cannot have one is known by another number (REF)."""
    if not claim.billing_provider.npi:
        message = "The billing provider has no NPI."
        yield Fault("provider.npi_missing", claim.billing_provider, "npi", message)
    others = (claim.rendering_provider, claim.supervising_provider, *claim.referring_providers)
    for provider in others:
        if provider is None or provider.npi:
            continue
        note = warning if provider.references else Fault
        yield note("provider.npi_missing", provider, "npi", "The provider has no NPI.")


def rendering_provider_differs_from_billing(claim: Claim) -> Faults:
    """Loop 2310B is used only where the billing provider did not do it itself."""
    rendering = claim.rendering_provider
    if rendering is not None and rendering.npi and rendering.npi == claim.billing_provider.npi:
        message = "The rendering provider is the billing provider, who needs no second mention."
        yield warning("provider.rendering_is_billing", rendering, "npi", message)


def names_fit_the_kind(claim: Claim) -> Faults:
    """A person has a first name, an organisation none."""
    people = [claim.subscriber, claim.patient, claim.billing_provider, claim.rendering_provider]
    for one in [*people, claim.supervising_provider, *claim.referring_providers]:
        if one is None:
            continue
        if one.entity_type_code == ORGANIZATION and one.first_name:
            message = "An organisation has a first name."
            yield Fault("name.organization", one, "first_name", message)
        if one.entity_type_code == PERSON and not one.first_name:
            yield warning("name.first", one, "first_name", "The first name is missing.")


SITUATIONS = (
    subscriber_is_patient_or_a_patient_follows,
    patient_who_subscribes_is_described,
    person_who_subscribes_has_a_member_id,
    filing_indicator_is_given,
    insurance_type_only_behind_medicare,
    each_payer_has_its_own_turn,
    later_payer_knows_the_earlier_ones,
    other_payers_are_distinct,
    adjudication_points_to_an_other_payer,
    decided_claim_says_what_was_paid_and_when,
    replacement_names_the_original,
    frequency_is_known,
    diagnoses_are_distinct,
    pointers_reach_a_diagnosis,
    line_control_numbers_are_distinct,
    units_are_positive,
    waived_test_names_its_laboratory,
    unlisted_procedure_is_described,
    accident_is_dated_and_placed,
    inpatient_has_an_admission_date,
    attachments_can_be_found,
    notes_of_a_line_are_distinct,
    bundled_line_exists,
    providers_have_an_npi,
    rendering_provider_differs_from_billing,
    names_fit_the_kind,
)

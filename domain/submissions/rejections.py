"""Why payers turn claims back before adjudication, in our own words, and what mends it.

The codes are those of STC01-2 (claim status codes, X12 external code list 508); the words are ours.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.errors import Finding

CODE = "payer.rejected"
SEND_AGAIN = "Put it right, then send the claim again."


@dataclass(frozen=True, slots=True)
class Reason:
    """What the payer did not accept, where it stands on the claim, and what mends it."""

    message: str
    path: str = "claim"
    fix: str = SEND_AGAIN


_MEMBER = "Compare it with the card, correct the coverage, then send the claim again."
_PATIENT = "Compare it with the card, correct the patient, then send the claim again."
_STORE = "Compare it with what the payer has on file, correct the store, then send the claim again."
_ENROLMENT = "Ask the payer for the enrolment, and hold the claim until it is in force."

REASONS = {
    "21": Reason("Something that the payer needs is missing or invalid."),
    "24": Reason("The payer does not take electronic claims of this sender.", "store", _ENROLMENT),
    "26": Reason("The payer does not know one of the parties of the claim."),
    "33": Reason(
        "The payer does not know this member and member number.", "coverage.member_id", _MEMBER
    ),
    "54": Reason(
        "The payer has decided on the same claim already.",
        fix="Look for the earlier claim: replace that one, and cancel this.",
    ),
    "78": Reason(
        "The payer has the same claim already and is about to decide on it.",
        fix="Wait for the answer to the earlier claim, and cancel this.",
    ),
    "84": Reason(
        "The payer did not authorize the service.",
        "prior_authorization_number",
        "Ask for the authorization, enter its number, then send the claim again.",
    ),
    "85": Reason(
        "Another payer comes first for this patient.",
        "coverage.priority",
        "Ask the patient who pays first, put the coverages in order, then send the claim again.",
    ),
    "88": Reason("The patient was not covered on the day of service.", "coverage", _MEMBER),
    "97": Reason("The payer finds no coverage of this patient.", "coverage", _MEMBER),
    "109": Reason("One of the parties of the claim is not eligible.", "coverage", _MEMBER),
    "116": Reason(
        "The claim went to the wrong payer.",
        "payer_id",
        "Choose the coverage that pays for this, then send the claim again.",
    ),
    "122": Reason("What is missing or invalid keeps the payer from reading the claim."),
    "125": Reason("A name is missing or is not what the payer has on file.", "patient", _PATIENT),
    "126": Reason("An address is missing or invalid.", "patient.address_line", _PATIENT),
    "128": Reason("The payer does not know the tax number.", "store.tax_id", _STORE),
    "145": Reason("The taxonomy code is not what the payer has on file.", "store", _STORE),
    "158": Reason(
        "The date of birth is not what the payer has on file.", "patient.birth_on", _PATIENT
    ),
    "164": Reason("The payer does not know this member number.", "coverage.member_id", _MEMBER),
    "187": Reason("The payer does not accept the day of service.", "served_on"),
    "249": Reason("The payer does not accept the place of service.", "place_of_service_code"),
    "254": Reason("The payer does not accept the first diagnosis.", "diagnosis_codes"),
    "255": Reason("The payer does not accept a diagnosis.", "diagnosis_codes"),
    "453": Reason("The payer does not accept a modifier.", "service_lines"),
    "454": Reason("The payer does not accept a procedure code.", "service_lines"),
    "476": Reason("The payer does not accept the units of a line.", "service_lines"),
    "477": Reason("A line points to no diagnosis that the payer accepts.", "service_lines"),
    "496": Reason(
        "The payer does not take electronic claims for this provider.", "store", _ENROLMENT
    ),
    "500": Reason("A ZIP code is missing or invalid.", "patient.zip_code", _PATIENT),
    "504": Reason("The last name is not what the payer has on file.", "patient", _PATIENT),
    "505": Reason("The first name is not what the payer has on file.", "patient", _PATIENT),
    "535": Reason(
        "The payer does not accept that the claim replaces another.", "claim_frequency_code"
    ),
    "562": Reason("The payer does not know the NPI of a provider.", "provider", _ENROLMENT),
    "746": Reason(
        "The payer was sent the same claim before.",
        fix="Look for the earlier claim, and cancel this.",
    ),
}
"""Those that pharmacies meet; of others only their code is said."""


def words_for(codes: Iterable[str]) -> str:
    """What the codes say, each once, as far as there are words."""
    return " ".join(dict.fromkeys(REASONS[code].message for code in codes if code in REASONS))


def finding_of(codes: Iterable[str], source: str) -> Finding:
    """What a person has to mend: by the first code there are words for, or by the codes alone."""
    reason = next((REASONS[code] for code in codes if code in REASONS), None)
    if reason is None:
        return Finding(
            CODE,
            "claim",
            "The payer turned the claim back for a reason that it gives by code alone.",
            "Look the code up with the payer, put the claim right, then send it again.",
            source,
        )
    return Finding(CODE, reason.path, reason.message, reason.fix, source)


def of_a_segment(message: str, source: str) -> Finding:
    """A 999 names the claim's segment."""
    fix = "Correct what the segment says, or have its set-up corrected, then send the claim again."
    return Finding(CODE, "segment", message, fix, source)


def not_of_the_claim(source: str) -> Finding:
    """A TA1 or a 999 refuses what the claim travelled in."""
    return Finding(
        CODE,
        "interchange",
        "The payer could not take the file that the claim travelled in.",
        "Nothing is wrong with the claim: have the connection looked at, then send it again.",
        source,
    )

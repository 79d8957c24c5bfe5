"""From claims to the bytes of one 837P, and where each claim stands in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from domain.errors import Refused
from domain.payers.models import TradingPartner
from domain.submissions.places import Place
from domain.x12.element_writing import Unwritable
from domain.x12.findings import Finding, Level, Severity
from domain.x12.interchange import PRODUCTION, TEST, Interchange
from domain.x12.parties import Communication, Contact
from domain.x12.professional_claims import Claim, ClaimBatch, Receiver, Submitter
from domain.x12.validating import validate
from domain.x12.writing import write_professional_claims


class Unsendable(Refused):
    """Nothing can be sent to this partner as it is set up; no claim is to blame."""

    code = "unsendable"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file that may leave."""

    content: bytes
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """What names an interchange for ever, taken before anything is written."""

    control_number: int
    """ISA13 and GS06."""
    batch_number: str
    """BHT03."""
    created_at: datetime


def write(partner: TradingPartner, numbers: Numbers, claims: Iterable[Claim]) -> bytes:
    """The 837P file of these claims; the same values give the same bytes."""
    return write_professional_claims(
        ClaimBatch(
            interchange=Interchange(
                sender_id=partner.submitter_id,
                receiver_id=partner.receiver_id,
                control_number=numbers.control_number,
                created_at=numbers.created_at.astimezone(UTC).replace(second=0, microsecond=0),
                group_control_number=numbers.control_number,
                usage_code=PRODUCTION if partner.is_production else TEST,
                acknowledgment_requested=True,
            ),
            batch_number=numbers.batch_number,
            submitter=Submitter(
                partner.submitter_name,
                partner.submitter_id,
                contacts=(
                    Contact(
                        name=partner.contact_name,
                        communications=(Communication("TE", partner.contact_phone),),
                    ),
                ),
            ),
            receiver=Receiver(partner.receiver_name, partner.receiver_id),
            claims=claims,
        )
    )


def unwritable(fault: Unwritable) -> Finding:
    """What the writer holds against the claim that it could not write.

    Raises:
        Unsendable: the value belongs to no claim.
    """
    if not fault.patient_control_number:
        raise Unsendable(str(fault)) from fault
    return Finding(
        "element.unwritable", Severity.ERROR, Level.SYNTAX, 0, fault.element[:3], fault.element,
        "", str(fault),
    )  # fmt: skip


def faults(content: bytes, found: Sequence[Place]) -> dict[str, list[Finding]]:
    """What the validator holds against each claim, by patient control number.

    Raises:
        Unsendable: a fault lies outside every claim.
    """
    by_claim: dict[str, list[Finding]] = {}
    for finding in validate(content):
        if finding.severity == Severity.ERROR:
            concerned = [place for place in found if place.concerns(finding.position)]
            if not concerned:
                raise Unsendable(f"{finding.element or finding.segment}: {finding.message}")
            for place in concerned:
                by_claim.setdefault(place.patient_control_number, []).append(finding)
    return by_claim

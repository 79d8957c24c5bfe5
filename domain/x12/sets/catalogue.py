"""Which declared set reads a transaction: by its code in ST01 and its version in GS08 or ST03."""

from domain.x12.schema import TransactionSet
from domain.x12.sets.acknowledgment import ACKNOWLEDGMENT
from domain.x12.sets.claim_acknowledgment import CLAIM_ACKNOWLEDGMENT
from domain.x12.sets.professional_claim import PROFESSIONAL_CLAIM
from domain.x12.sets.remittance import REMITTANCE

SETS = (PROFESSIONAL_CLAIM, REMITTANCE, ACKNOWLEDGMENT, CLAIM_ACKNOWLEDGMENT)


def set_of(code: str, version: str) -> TransactionSet | None:
    """The set for this code and version; None where it is not among those read here."""
    for one in SETS:
        if one.code == code and (one.reads_any_version or version in one.accepts):
            return one
    return None


def known_codes() -> frozenset[str]:
    return frozenset(one.code for one in SETS)

"""What keeps an act from being done to a claim, as the refusal that says so; None: nothing does."""

from collections.abc import Sequence

from domain.claims.models import Claim, ClaimHold, Readiness, Transport
from domain.errors import Held, Refused, WrongState


def has_left(claim: Claim) -> Refused | None:
    if claim.readiness == Readiness.CANCELLED:
        return WrongState("The claim was cancelled.")
    if claim.transport != Transport.NOT_SENT:
        return WrongState(
            f"The claim has left: it is {claim.transport}. Replace or void it instead."
        )
    return None


def is_held(hold: ClaimHold | None) -> Refused | None:
    return WrongState("The claim is on hold already.") if hold else None


def is_not_held(hold: ClaimHold | None) -> Refused | None:
    return None if hold else WrongState("The claim is not on hold.")


def must_wait(hold: ClaimHold | None) -> Refused | None:
    return Held("The claim is on hold; lift the hold first.") if hold else None


def was_not_rejected(claim: Claim) -> Refused | None:
    if claim.readiness == Readiness.CANCELLED:
        return WrongState("The claim was cancelled.")
    if claim.transport != Transport.REJECTED:
        return WrongState("The claim did not come back rejected; there is nothing to send again.")
    return None


def has_findings(messages: Sequence[str]) -> Refused | None:
    """From the messages of those that block."""
    if not messages:
        return None
    if len(messages) == 1:
        return Held(f"A finding keeps the claim here: {messages[0]}")
    return Held(f"{len(messages)} findings keep the claim here: {messages[0]}")

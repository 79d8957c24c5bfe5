"""Five independent axes, the moves each allows, and the one status shown for all of them."""

from enum import StrEnum
from typing import Protocol

from domain.claims.models import Adjudication, Money, Readiness, Transport, Work


class DisplayStatus(StrEnum):
    """What a person sees: the most telling of the five axes."""

    NEEDS_FIX = "needs_fix"
    HELD = "held"
    READY = "ready"
    RELEASED = "released"
    BATCHED = "batched"
    SENT = "sent"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PAID = "paid"
    PARTIALLY_PAID = "partially_paid"
    DENIED = "denied"
    REVERSED = "reversed"
    IN_REVIEW = "in_review"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class Axes(Protocol):
    """Anything with the five axes of a claim."""

    readiness: str
    transport: str
    adjudication: str
    money: str
    work: str


MOVES: dict[str, dict[StrEnum, frozenset[StrEnum]]] = {
    "readiness": {
        Readiness.BLOCKED: frozenset({Readiness.READY, Readiness.CANCELLED}),
        Readiness.READY: frozenset({Readiness.BLOCKED, Readiness.RELEASED, Readiness.CANCELLED}),
        Readiness.RELEASED: frozenset({Readiness.BLOCKED, Readiness.READY, Readiness.CANCELLED}),
        Readiness.CANCELLED: frozenset(),
    },
    "transport": {
        Transport.NOT_SENT: frozenset({Transport.BATCHED}),
        Transport.BATCHED: frozenset({Transport.SENT, Transport.NOT_SENT, Transport.REJECTED}),
        Transport.SENT: frozenset({Transport.RECEIVED, Transport.ACCEPTED, Transport.REJECTED}),
        Transport.RECEIVED: frozenset({Transport.ACCEPTED, Transport.REJECTED}),
        Transport.ACCEPTED: frozenset({Transport.REJECTED}),
        # A corrected claim starts its journey again; a late acceptance does not undo a rejection.
        Transport.REJECTED: frozenset({Transport.NOT_SENT}),
    },
    "adjudication": {
        before: frozenset(Adjudication) - {before, Adjudication.PENDING} for before in Adjudication
    },
    "money": {before: frozenset(Money) - {before, Money.UNBILLED} for before in Money},
    "work": {before: frozenset(Work) - {before} for before in Work},
}
"""Every legal move, and there are no others. Axis → from → to."""


def may_move(axis: str, before: str, after: str) -> bool:
    moves = MOVES[axis]
    return any(after in allowed for state, allowed in moves.items() if state == before)


def display_status(claim: Axes) -> DisplayStatus:
    """The one status to show, by what most wants attention, then by how far the claim has come."""
    if claim.readiness == Readiness.CANCELLED:
        return DisplayStatus.CANCELLED
    if claim.work in _WORK:
        return _WORK[claim.work]
    if claim.adjudication != Adjudication.PENDING:
        return _adjudicated(claim)
    if claim.transport != Transport.NOT_SENT:
        return DisplayStatus(claim.transport)
    return _READINESS[claim.readiness]


def _adjudicated(claim: Axes) -> DisplayStatus:
    if claim.money == Money.SETTLED and claim.adjudication == Adjudication.PARTIALLY_PAID:
        return DisplayStatus.SETTLED
    return DisplayStatus(claim.adjudication)


_WORK: dict[str, DisplayStatus] = {
    Work.FIX: DisplayStatus.NEEDS_FIX,
    Work.HELD: DisplayStatus.HELD,
    Work.REJECTION: DisplayStatus.REJECTED,
    Work.DENIAL: DisplayStatus.DENIED,
    Work.REVIEW: DisplayStatus.IN_REVIEW,
}

_READINESS: dict[str, DisplayStatus] = {
    Readiness.BLOCKED: DisplayStatus.NEEDS_FIX,
    Readiness.READY: DisplayStatus.READY,
    Readiness.RELEASED: DisplayStatus.RELEASED,
}

"""What may be done with remittances: take a file in, match by hand, try again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from domain.claims.models import Claim
from domain.errors import Invalid, WrongState
from domain.outbox.commands import announce
from domain.payers.models import Payer
from domain.remittances.balancing import imbalances
from domain.remittances.events import RemittanceBalanced
from domain.remittances.matching import Candidates, candidates, match, match_lines
from domain.remittances.models import ClaimPayment, Remittance, ServicePayment
from domain.remittances.reversals import REVERSAL, open_payments, reversed_by
from domain.remittances.rows import (
    PaymentRows,
    payment_rows,
    provider_adjustment_row,
    remittance_row,
)
from domain.submissions.models import RawFile
from domain.x12 import remittances as x12
from domain.x12.findings import Finding, Unreadable
from domain.x12.reading import read_remittances
from tenants.database import find, lock

MOST_REASONS = 5
PAID_ON = "BPR16"
UNMATCHED = "No claim of ours has this line number, control number or payer's number."
UNMATCHED_REVERSAL = "It takes back a payment that was never posted here."


def take_in(session: Session, raw_file_id: UUID) -> list[Remittance]:
    """Keep every payment of an 835 file, prove it, match it; what is proved can be posted.

    Harmless when run twice. A file that cannot be read goes to quarantine with its segment; a
    payment that does not balance or has no day, and a claim that is not ours, each with its
    reason.

    Raises:
        NotFound: this tenant has no such file.
    """
    raw_file = lock(session, RawFile, raw_file_id)
    if raw_file.status == "processed":
        return []
    try:
        written = list(read_remittances(_content(session, raw_file_id)))
    except Unreadable as unreadable:
        raw_file.status, raw_file.reason = "quarantined", _place(unreadable.finding)
        return []
    if not written:
        raw_file.status, raw_file.reason = "quarantined", "There is no payment."
        return []
    kept = [_keep(session, raw_file_id, each) for each in written]
    raw_file.status, raw_file.kind = "processed", "835"
    raw_file.reason = None if all(kept) else "A payment of this file was taken in before."
    return [remittance for remittance in kept if remittance is not None]


def replay_remittance(
    session: Session, remittance_id: UUID, paid_on: date | None = None
) -> Remittance:
    """Prove and match again what was left in quarantine, after its cause is mended.

    `paid_on` mends a payment whose BPR16 tells no day.

    Raises:
        NotFound: this tenant has no such remittance.
        WrongState: nothing of it is in quarantine, or the same payment was taken in before.
        Invalid: a day is given although the file tells it.
    """
    remittance = lock(session, Remittance, remittance_id)
    waiting = session.scalars(
        select(ClaimPayment)
        .where(
            ClaimPayment.remittance_id == remittance_id,
            ClaimPayment.status == "quarantined",
        )
        .order_by(ClaimPayment.position)
    ).all()
    if not waiting and remittance.status != "quarantined":
        raise WrongState("Nothing of this remittance is in quarantine.")
    written = _written(session, remittance)
    if paid_on is not None:
        _date(session, remittance, written, paid_on)
    if paid_on is not None or remittance.status != "quarantined":
        written = _dated(written, remittance.paid_on)
    lines = _lines_of(session, waiting)
    rows = [PaymentRows(payment, lines.get(payment.id, ()), ()) for payment in waiting]
    _settle(session, remittance, written, rows)
    return remittance


def match_by_hand(session: Session, claim_payment_id: UUID, claim_id: UUID) -> ClaimPayment:
    """Say which claim a quarantined payment is for; it is then posted.

    Raises:
        NotFound: this tenant has no such payment or claim.
        WrongState: the payment is not in quarantine, or its remittance does not balance.
        Invalid: the claim was not charged what the payer decided on.
    """
    payment = lock(session, ClaimPayment, claim_payment_id)
    remittance = lock(session, Remittance, payment.remittance_id)
    claim = find(session, Claim, claim_id)
    if payment.status != "quarantined" or remittance.status == "quarantined":
        raise WrongState("Only an unmatched payment of a balanced remittance can be matched.")
    if abs(payment.charge_cents) != claim.charge_cents:
        raise Invalid("The claim's charge is not the one that the payer decided on.", "claim_id")
    written = _written(session, remittance).claim_payments[payment.position - 1]
    rows = PaymentRows(payment, _lines_of(session, [payment]).get(payment.id, ()), ())
    _attach(rows, written, claim, "hand", _candidates_of(session, claim))
    _take_back(session, [payment])
    announce(session, RemittanceBalanced(remittance.id))
    return payment


def _keep(session: Session, raw_file_id: UUID, written: x12.Remittance) -> Remittance | None:
    """Store one payment and settle it; None if it has been taken in before."""
    remittance = remittance_row(written, raw_file_id, _payer_id(session, written))
    _wait_for_twin(session, remittance)
    if _known(session, remittance, remittance.paid_on):
        return None
    session.add(remittance)
    session.flush()
    rows = [
        payment_rows(remittance.id, position, each)
        for position, each in enumerate(written.claim_payments, 1)
    ]
    _settle(session, remittance, written, rows)
    session.add_all(each.payment for each in rows)
    session.flush()
    session.add_all(line for each in rows for line in each.lines)
    session.flush()
    session.add_all(adjustment for each in rows for adjustment in each.adjustments)
    session.add_all(_provider_adjustments(session, remittance.id, written))
    return remittance


def _settle(
    session: Session, remittance: Remittance, written: x12.Remittance, rows: Sequence[PaymentRows]
) -> None:
    """Prove the payment; then find a claim for each of its rows."""
    problems = _problems(written)
    if problems:
        remittance.status, remittance.reason = "quarantined", _list(problems)
        for each in rows:
            each.payment.reason = "The remittance is in quarantine as a whole."
        return
    if remittance.status == "quarantined":
        remittance.status, remittance.reason = "balanced", None
    with session.no_autoflush:
        _match(session, written, rows)
    announce(session, RemittanceBalanced(remittance.id))


def _problems(written: x12.Remittance) -> list[str]:
    """Why the payment cannot be posted as a whole."""
    problems = [_place(finding) for finding in written.unreadable_elements]
    if written.paid_on is None and not written.unreadable_elements:
        problems.append("BPR16: The payment has no date.")
    problems += [finding.path + ": " + finding.message for finding in imbalances(written)]
    return problems + [
        f"CLP at segment {each.segment_index}: {each.finding.message}"
        for each in written.unreadable_claims
    ]


def _date(session: Session, remittance: Remittance, written: x12.Remittance, paid_on: date) -> None:
    """Keep the day that a person knows, where the file tells none."""
    if written.paid_on is not None:
        raise Invalid("BPR16 of the file tells the day.", "paid_on")
    _wait_for_twin(session, remittance)
    if _known(session, remittance, paid_on):
        raise WrongState("The same payment was taken in before.")
    remittance.paid_on = paid_on


def _dated(written: x12.Remittance, paid_on: date) -> x12.Remittance:
    """As if BPR16 had told the day."""
    others = (each for each in written.unreadable_elements if each.element != PAID_ON)
    return replace(written, paid_on=paid_on, unreadable_elements=tuple(others))


def _match(session: Session, written: x12.Remittance, rows: Sequence[PaymentRows]) -> None:
    theirs = [written.claim_payments[each.payment.position - 1] for each in rows]
    ours = candidates(session, theirs)
    for each, payment in zip(rows, theirs, strict=True):
        found = match(payment, ours)
        if found is None:
            each.payment.reason = UNMATCHED
        else:
            _attach(each, payment, found.claim, found.matched_by, ours)
    _take_back(session, [each.payment for each in rows])


def _attach(
    rows: PaymentRows, written: x12.ClaimPayment, claim: Claim, matched_by: str, ours: Candidates
) -> None:
    payment = rows.payment
    payment.claim_id, payment.store_id = claim.id, claim.store_id
    payment.status, payment.reason, payment.matched_by = "matched", None, matched_by
    lines = match_lines(written, ours.lines_of.get(claim.id, []))
    for line, our_line in zip(rows.lines, lines, strict=True):
        line.service_line_id = our_line.id if our_line else None


def _take_back(session: Session, payments: Sequence[ClaimPayment]) -> None:
    """Give each reversal the payment that it takes back; without one it waits in quarantine."""
    reversals = [
        each for each in payments if each.claim_status_code == REVERSAL and each.status == "matched"
    ]
    claim_ids = {each.claim_id for each in reversals if each.claim_id}
    earlier = list(open_payments(session, claim_ids)) if claim_ids else []
    for reversal in reversals:
        payment = reversed_by(reversal, earlier)
        if payment is None:
            reversal.status, reversal.reason = "quarantined", UNMATCHED_REVERSAL
        else:
            earlier.remove(payment)
            reversal.reverses_id = payment.id


def _candidates_of(session: Session, claim: Claim) -> Candidates:
    """As if a payer had named just this claim."""
    named = x12.ClaimPayment(claim.patient_control_number, "1", claim.charge_cents, 0)
    return candidates(session, [named])


def _content(session: Session, raw_file_id: UUID) -> bytes:
    content: bytes = find(session, RawFile, raw_file_id, options=[undefer(RawFile.content)]).content
    return content


def _written(session: Session, remittance: Remittance) -> x12.Remittance:
    """What the file says of this payment, read again from its bytes."""
    for each in read_remittances(_content(session, remittance.raw_file_id)):
        same_set = each.id.control_number == remittance.transaction_control_number
        if same_set and each.trace_number == remittance.trace_number:
            return each
    raise AssertionError("the raw file of a remittance holds it")


def _wait_for_twin(session: Session, remittance: Remittance) -> None:
    """Let nobody else take the same payment in until this transaction ends."""
    name = f"{remittance.payer_identifier}|{remittance.trace_number}"
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def _known(session: Session, remittance: Remittance, paid_on: date) -> bool:
    """Payer, trace number, amount and day name one payment in the world."""
    return (
        session.scalars(
            select(Remittance.id).where(
                Remittance.id != remittance.id,
                Remittance.payer_identifier == remittance.payer_identifier,
                Remittance.trace_number == remittance.trace_number,
                Remittance.paid_cents == remittance.paid_cents,
                Remittance.paid_on == paid_on,
            )
        ).first()
        is not None
    )


def _payer_id(session: Session, written: x12.Remittance) -> UUID | None:
    numbers = {written.payer.identification, written.originating_company_id} - {""}
    numbers |= {each.number for each in written.payer.references if each.qualifier == "2U"}
    return session.scalars(
        select(Payer.id).where(Payer.payer_number.in_(numbers)).order_by(Payer.id)
    ).first()


def _provider_adjustments(
    session: Session, remittance_id: UUID, written: x12.Remittance
) -> list[object]:
    references = {each.reference for each in written.provider_adjustments} - {""}
    named = session.execute(
        select(Claim.payer_claim_control_number, Claim.id).where(
            Claim.payer_claim_control_number.in_(references)
        )
    ).all()
    claims = {row.payer_claim_control_number: row.id for row in named}
    return [
        provider_adjustment_row(remittance_id, each, claims.get(each.reference))
        for each in written.provider_adjustments
    ]


def _lines_of(
    session: Session, payments: Sequence[ClaimPayment]
) -> dict[UUID, tuple[ServicePayment, ...]]:
    lines: dict[UUID, tuple[ServicePayment, ...]] = {}
    for line in session.scalars(
        select(ServicePayment)
        .where(ServicePayment.claim_payment_id.in_({each.id for each in payments}))
        .order_by(ServicePayment.position)
    ):
        lines[line.claim_payment_id] = (*lines.get(line.claim_payment_id, ()), line)
    return lines


def _place(finding: Finding) -> str:
    place = finding.element or finding.segment
    return f"{place} at segment {finding.segment_index}: {finding.message}"


def _list(problems: Sequence[str]) -> str:
    more = len(problems) - MOST_REASONS
    return " ".join(problems[:MOST_REASONS]) + (f" And {more} more." if more > 0 else "")

"""Charging: what a claim asks for becomes a receivable, and is taken back with it."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.claims.models import Claim, PriorAdjudication, ServiceLine
from domain.ledger.journal import Entry, Leg, post
from domain.ledger.models import Account
from domain.ledger.models import Entry as EntryRow
from domain.ledger.models import Leg as LegRow
from domain.ledger.postings import Subject, legs_of_charge, legs_of_transfer
from tenants.database import find


def charge_claims(session: Session, claims: Iterable[Claim]) -> int:
    """Post what these claims ask for, unless it has been posted.

    A first claim brings revenue; a claim to the next payer takes over what the one before left to
    the patient; a replacement takes the place of what it replaces; a void brings nothing.
    """
    claims = list(claims)
    followed = [claim.replaces_id for claim in claims if claim.replaces_id]
    for claim_id in followed:
        take_back_charge(session, claim_id)
    first = [
        each for each in claims if each.claim_frequency_code != "8" and each.payer_sequence == 1
    ]
    later = [
        each for each in claims if each.claim_frequency_code != "8" and each.payer_sequence > 1
    ]
    return post(session, [*_charge_entries(session, first), *_transfer_entries(session, later)])


def take_back_charge(session: Session, claim_id: UUID) -> None:
    """Undo what a claim charged, and its denial, when it is cancelled, voided or replaced."""
    claim = find(session, Claim, claim_id)
    charged = session.scalars(
        select(EntryRow).where(
            EntryRow.source_kind == "claims",
            EntryRow.source_id == claim_id,
            EntryRow.kind == "charge",
        )
    ).one_or_none()
    if charged is None:
        return
    legs = [
        Leg(Account(leg.account), -leg.amount_cents, leg.claim_id, leg.service_line_id,
            leg.payer_id, leg.store_id)
        for leg in session.scalars(select(LegRow).where(LegRow.entry_id == charged.id))
    ]  # fmt: skip
    denied = balance(session, claim_id, Account.DENIALS)
    subject = subject_of(claim)
    legs += [
        Leg(Account.DENIALS, -denied, claim_id, None, subject.payer_id, subject.store_id),
        Leg(
            Account.INSURANCE_RECEIVABLE, denied, claim_id, None, subject.payer_id, subject.store_id
        ),
    ]
    memo = f"Takes back the charge of {claim.patient_control_number}."
    post(
        session,
        [
            Entry(
                "charge_reversal",
                "claims",
                claim_id,
                claim.served_on,
                memo,
                tuple(legs),
                charged.id,
            )
        ],
    )


def balance(session: Session, claim_id: UUID, account: Account) -> int:
    """What stands on one account for one claim."""
    total = session.scalar(
        select(func.coalesce(func.sum(LegRow.amount_cents), 0)).where(
            LegRow.claim_id == claim_id, LegRow.account == account
        )
    )
    return int(total or 0)


def subject_of(claim: Claim) -> Subject:
    return Subject(claim.id, claim.payer_id, claim.store_id)


def _charge_entries(session: Session, claims: Sequence[Claim]) -> list[Entry]:
    lines: dict[UUID, list[tuple[UUID, int]]] = {}
    for line in session.scalars(
        select(ServiceLine)
        .where(ServiceLine.claim_id.in_({claim.id for claim in claims}))
        .order_by(ServiceLine.line_number)
    ):
        lines.setdefault(line.claim_id, []).append((line.id, line.charge_cents))
    return [
        Entry(
            "charge",
            "claims",
            claim.id,
            claim.served_on,
            f"Charge of {claim.patient_control_number}.",
            legs_of_charge(subject_of(claim), lines.get(claim.id, [])),
        )
        for claim in claims
    ]


def _transfer_entries(session: Session, claims: Sequence[Claim]) -> list[Entry]:
    previous = {
        claim.id: claim
        for claim in session.scalars(
            select(Claim).where(Claim.id.in_({each.previous_payer_claim_id for each in claims}))
        )
    }
    entries = []
    for claim in claims:
        assert claim.previous_payer_claim_id is not None
        before = previous[claim.previous_payer_claim_id]
        remaining = session.execute(
            select(PriorAdjudication.service_line_id, PriorAdjudication.remaining_cents).where(
                PriorAdjudication.claim_id == claim.id,
                PriorAdjudication.coverage_id == before.coverage_id,
            )
        ).all()
        legs = legs_of_transfer(
            subject_of(claim),
            subject_of(before),
            [(row.service_line_id, row.remaining_cents) for row in remaining],
        )
        memo = f"{before.patient_control_number} goes on to the next payer."
        entries.append(Entry("transfer", "claims", claim.id, claim.served_on, memo, legs))
    return entries

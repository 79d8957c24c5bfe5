"""Ask for a second person where the tenant wants one; approve, decline, withdraw."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from domain.approvals.deeds import DEEDS, Deed, billable_cents
from domain.approvals.models import Approval, ApprovalKind, ApprovalStatus
from domain.claims.models import Claim
from domain.errors import Forbidden, Invalid, WrongState
from domain.ledger.models import Entry
from domain.ledger.refunds import RefundTo
from domain.services.models import ServiceTemplate
from domain.services.revisions import open_draft
from tenants.actor import ActorKind
from tenants.database import actor_of, find, lock
from tenants.models import User
from tenants.records import Record
from tenants.setting_values import value_at
from tenants.settings import APPROVAL_HOURS

LONGEST_NOTE = 500

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class _Request:
    """A command as somebody asks for it."""

    kind: ApprovalKind
    subject_id: UUID
    store_id: UUID | None
    amount_cents: int
    arguments: dict[str, Any]
    reason: str


def write_off(session: Session, claim_id: UUID, amount_cents: int, reason: str) -> Entry | Approval:
    """As `ledger.commands.write_off`, by a second person where it exceeds the tenant's limit.

    Raises:
        NotFound, Invalid, WrongState: as there; also when it would only be asked for.
    """
    claim = find(session, Claim, claim_id)
    arguments = {"amount_cents": amount_cents, "reason": reason}
    request = _Request(
        ApprovalKind.WRITE_OFF, claim.id, claim.store_id, amount_cents, arguments, reason
    )
    return _done(session, request, Entry)


def refund(
    session: Session, claim_id: UUID, to: RefundTo, amount_cents: int, reason: str
) -> Entry | Approval:
    """As `ledger.refunds.refund`, by a second person where it exceeds the tenant's limit.

    Raises:
        NotFound, Invalid, WrongState: as there; also when it would only be asked for.
    """
    claim = find(session, Claim, claim_id)
    arguments = {"to": to.value, "amount_cents": amount_cents, "reason": reason}
    request = _Request(
        ApprovalKind.REFUND, claim.id, claim.store_id, amount_cents, arguments, reason
    )
    return _done(session, request, Entry)


def publish_template(
    session: Session, template_id: UUID, effective_from_on: date, revision: int | None = None
) -> ServiceTemplate | Approval:
    """As `services.commands.publish_template`, by a second person where the prices of all that it
    may bill add up to more than the tenant's limit.

    Raises:
        NotFound, Invalid, WrongState, EditedMeanwhile: as there; also when it would only be asked
            for.
    """
    template = open_draft(session, template_id, revision)
    at_stake = billable_cents(session, template, effective_from_on)
    arguments = {"effective_from_on": effective_from_on.isoformat()}
    reason = f"Version {template.version} from {effective_from_on} on."
    request = _Request(ApprovalKind.ACTIVATION, template.id, None, at_stake, arguments, reason)
    return _done(session, request, ServiceTemplate)


def approve(session: Session, approval_id: UUID, note: str | None = None) -> Approval:
    """Do what was asked for, now and once, if everything is as it was; else the approval is stale.

    Raises:
        NotFound: this tenant has no such approval.
        WrongState: it was decided, or has expired; or as the command.
        Forbidden: it is the actor's own, or the actor may not do this alone either.
    """
    approval, deed = _open(session, approval_id)
    state = deed.state(session, approval.subject_id)
    if state != approval.state:
        return _decided(session, approval, ApprovalStatus.STALE, note)
    approval.result_id = deed.perform(session, approval.subject_id, approval.arguments)
    return _decided(session, approval, ApprovalStatus.APPROVED, note)


def decline(session: Session, approval_id: UUID, note: str | None = None) -> Approval:
    """Say no; it can be asked for again.

    Raises:
        NotFound, WrongState, Forbidden: as `approve`.
    """
    approval, _ = _open(session, approval_id)
    return _decided(session, approval, ApprovalStatus.DECLINED, note)


def withdraw(session: Session, approval_id: UUID) -> Approval:
    """Take back what oneself asked for.

    Raises:
        NotFound, WrongState
        Forbidden: somebody else asked.
    """
    approval = _pending(session, approval_id)
    if approval.asked_by != _acting(session):
        raise Forbidden("Whoever asked withdraws.")
    return _decided(session, approval, ApprovalStatus.WITHDRAWN, None)


def _done(session: Session, request: _Request, result: type[R]) -> R | Approval:
    """What came of it at once, or the approval that it now waits for."""
    deed = DEEDS[request.kind]
    limit: int | None = value_at(session, deed.limit, request.store_id)
    if limit is None or (limit > 0 and request.amount_cents <= limit):
        done = deed.perform(session, request.subject_id, request.arguments)
        return find(session, result, done)
    _refuse_what_would_be_refused(session, deed, request)
    hours: int = value_at(session, APPROVAL_HOURS, request.store_id)
    approval = Approval(
        kind=request.kind,
        subject_id=request.subject_id,
        store_id=request.store_id,
        amount_cents=request.amount_cents,
        limit_cents=limit,
        arguments=request.arguments,
        state=deed.state(session, request.subject_id),
        reason=request.reason.strip(),
        status=ApprovalStatus.PENDING,
        asked_by=_acting(session),
        expires_at=datetime.now(UTC) + timedelta(hours=hours),
    )
    session.add(approval)
    session.flush()
    return approval


def _refuse_what_would_be_refused(session: Session, deed: Deed, request: _Request) -> None:
    """Nobody is asked for what cannot be done: it is tried, and undone."""
    with session.begin_nested() as trial:
        deed.perform(session, request.subject_id, request.arguments)
        trial.rollback()


def _open(session: Session, approval_id: UUID) -> tuple[Approval, Deed]:
    approval = _pending(session, approval_id)
    deed = DEEDS[ApprovalKind(approval.kind)]
    _must_be_another(session, approval.asked_by)
    actor_of(session).must(deed.permission)
    return approval, deed


def _pending(session: Session, approval_id: UUID) -> Approval:
    approval = lock(session, Approval, approval_id)
    if approval.status != ApprovalStatus.PENDING:
        raise WrongState(f"This is {approval.status} already.")
    if approval.expires_at <= datetime.now(UTC):
        raise WrongState("This has expired: it must be asked for again.")
    return approval


def _must_be_another(session: Session, asked_by: str) -> None:
    """Another person: not the same with a second account for the same mailbox.

    Raises: Forbidden.
    """
    actor = actor_of(session)
    if actor.kind is not ActorKind.USER:
        raise Forbidden("Only a person approves.")
    kind, _, name = asked_by.partition(":")
    if kind == ActorKind.USER and _mailbox(session, actor.name) == _mailbox(session, name):
        raise Forbidden("Somebody else must decide this.")


def _mailbox(session: Session, user_id: str) -> str:
    """Where the user's mail arrives: what follows a plus sign makes no other person."""
    before, _, host = find(session, User, UUID(user_id)).email.partition("@")
    return f"{before.partition('+')[0]}@{host}"


def _decided(
    session: Session, approval: Approval, status: ApprovalStatus, note: str | None
) -> Approval:
    if note is not None and len(note) > LONGEST_NOTE:
        raise Invalid(f"A note has at most {LONGEST_NOTE} characters.", path="note")
    approval.status = status
    approval.decided_by = _acting(session)
    approval.decided_at = datetime.now(UTC)
    approval.note = note
    session.flush()
    return approval


def _acting(session: Session) -> str:
    actor = actor_of(session)
    return f"{actor.kind}:{actor.name}"

"""The commands that may need a second person: what each looks at, and how it is done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from domain.approvals.models import ApprovalKind
from domain.claims.models import Claim
from domain.ledger.charging import balance
from domain.ledger.commands import write_off
from domain.ledger.models import Account
from domain.ledger.refunds import RefundTo, refund
from domain.services.commands import publish_template
from domain.services.models import ServiceTemplate
from domain.services.queries import price_list
from domain.services.templates import template_from
from tenants.database import lock
from tenants.permissions import Permission
from tenants.settings import ACTIVATION_LIMIT, REFUND_LIMIT, WRITE_OFF_LIMIT, Setting

Arguments = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Deed:
    """A command, as it is asked for, compared and done."""

    permission: Permission
    limit: Setting
    state: Callable[[Session, UUID], dict[str, Any]]
    """What the subject is like now; it is locked, so that it stays so."""
    perform: Callable[[Session, UUID, Arguments], UUID]
    """Do it; the id of what came of it."""


def money_of(session: Session, claim_id: UUID) -> dict[str, Any]:
    """What stands where for a claim: a write-off or refund was asked for at these balances."""
    lock(session, Claim, claim_id)
    return {account.value: balance(session, claim_id, account) for account in Account}


def draft_of(session: Session, template_id: UUID) -> dict[str, Any]:
    """What a version would put in force."""
    template = lock(session, ServiceTemplate, template_id)
    is_draft = template.effective_from_on is None
    return {"definition": template.definition, "is_draft": is_draft}


def billable_cents(session: Session, template: ServiceTemplate, on: date) -> int:
    """What one of everything that a version may bill would cost from a day on."""
    prices = price_list(session)
    codes = template_from(template.definition).procedure_codes()
    return sum(prices.unit_price_cents(code, on) or 0 for code in codes)


def _write_off(session: Session, claim_id: UUID, arguments: Arguments) -> UUID:
    entry = write_off(session, claim_id, arguments["amount_cents"], arguments["reason"])
    return entry.id


def _refund(session: Session, claim_id: UUID, arguments: Arguments) -> UUID:
    to = RefundTo(arguments["to"])
    return refund(session, claim_id, to, arguments["amount_cents"], arguments["reason"]).id


def _activate(session: Session, template_id: UUID, arguments: Arguments) -> UUID:
    first_day = date.fromisoformat(arguments["effective_from_on"])
    return publish_template(session, template_id, first_day).id


DEEDS: Mapping[ApprovalKind, Deed] = {
    ApprovalKind.WRITE_OFF: Deed(Permission.WRITE_LEDGER, WRITE_OFF_LIMIT, money_of, _write_off),
    ApprovalKind.REFUND: Deed(Permission.WRITE_LEDGER, REFUND_LIMIT, money_of, _refund),
    ApprovalKind.ACTIVATION: Deed(
        Permission.MANAGE_SERVICES, ACTIVATION_LIMIT, draft_of, _activate
    ),
}

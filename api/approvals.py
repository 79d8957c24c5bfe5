"""GraphQL of the second person: what waits for one, and what they decide."""

from datetime import datetime
from typing import Annotated

import strawberry
from sqlalchemy import and_, case, func

from api.context import Info
from api.doors import mutation
from api.ids import Id, key_of
from api.providers import Store
from api.reading.conditions import Choice
from api.reading.declarations import computed, one
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, SortKey
from api.refusal import Refusal
from api.scalars import Cents
from domain.approvals import commands, models
from tenants.permissions import Permission

strawberry.enum(models.ApprovalKind)
strawberry.enum(models.ApprovalStatus)


@shows(models.Approval, Permission.READ_APPROVALS)
class Approval(Node):
    """A command that waits, or waited, for a second person."""

    kind: models.ApprovalKind
    amount_cents: Cents
    limit_cents: Cents
    reason: str
    status: models.ApprovalStatus
    is_expired: bool = computed(
        lambda row: case(
            (and_(row.status == "pending", row.expires_at <= func.now()), True), else_=False
        )
    )
    asked_by: str
    created_at: datetime
    expires_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    note: str | None
    subject_id: Id = computed(
        lambda row: func.concat(
            case((row.kind == "activation", "ServiceTemplate_"), else_="Claim_"), row.subject_id
        )
    )
    result_id: Id | None = computed(
        lambda row: case(
            (row.result_id.is_(None), None),
            else_=func.concat(
                case((row.kind == "activation", "ServiceTemplate_"), else_="Entry_"), row.result_id
            ),
        )
    )
    store: Store | None = one("store_id")


@strawberry.enum
class ApprovalOrder(SortKey):
    ASKED = "id"


@strawberry.input
class ApprovalFilter:
    status: Choice[models.ApprovalStatus] | None = strawberry.UNSET
    kind: Choice[models.ApprovalKind] | None = strawberry.UNSET
    store_id: Choice[Id] | None = strawberry.UNSET


ApprovalResult = Annotated[Approval | Refusal, strawberry.union("ApprovalResult")]


@strawberry.type
class ApprovalQuery:
    approval: Approval | None = record(Permission.READ_APPROVALS)
    approvals: Connection[Approval] = connection(
        Permission.READ_APPROVALS, ApprovalOrder.ASKED, filters=ApprovalFilter
    )


@strawberry.type
class ApprovalMutation:
    @mutation(
        Permission.DECIDE_APPROVALS,
        recent_sign_in=True,
        description="Do what another person asked for; stale if it is no longer as it was.",
    )
    def approve(self, info: Info, approval_id: Id, note: str | None = None) -> ApprovalResult:
        return Approval.of(commands.approve(info.context.session, key_of(approval_id), note))

    @mutation(Permission.DECIDE_APPROVALS)
    def decline(self, info: Info, approval_id: Id, note: str | None = None) -> ApprovalResult:
        return Approval.of(commands.decline(info.context.session, key_of(approval_id), note))

    @mutation(Permission.READ_APPROVALS, description="Take back what oneself asked for.")
    def withdraw(self, info: Info, approval_id: Id) -> ApprovalResult:
        return Approval.of(commands.withdraw(info.context.session, key_of(approval_id)))

"""GraphQL of the audit log's chain: how far it is sealed, and whether all is as it was."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry
from sqlalchemy import select

from api.context import Info
from api.doors import mutation, query
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, SortKey
from api.refusal import Refusal
from domain.outbox import chain_checks
from tenants.chain import checks
from tenants.chain.blocks import AuditBlock
from tenants.chain.checks import CheckState
from tenants.permissions import Permission

strawberry.enum(CheckState, name="ChainCheckState")


@shows(checks.ChainCheck, Permission.READ_AUDIT)
class ChainCheck(Node):
    """A verification of the whole audit log: how far it has come, and the first thing wrong."""

    state: CheckState
    asked_by: str
    created_at: datetime
    block_count: int
    checked_count: int
    event_count: int
    checked_until_at: datetime | None
    exported_number: int | None
    exported_at: datetime | None
    break_count: int
    first_break_kind: str | None
    first_break_block: int | None
    first_break_event_id: UUID | None
    ended_at: datetime | None


@strawberry.type(description="The head of the chain: every event up to it is sealed.")
class ChainHead:
    number: int
    hash: str = strawberry.field(description="SHA-256, in hexadecimal.")
    sealed_at: datetime
    event_count: int = strawberry.field(description="Of this block.")


@strawberry.enum
class ChainCheckOrder(SortKey):
    ASKED = "id"


ChainCheckResult = Annotated[ChainCheck | Refusal, strawberry.union("ChainCheckResult")]


@strawberry.type
class ChainQuery:
    chain_check: ChainCheck | None = record(Permission.READ_AUDIT)
    chain_checks: Connection[ChainCheck] = connection(Permission.READ_AUDIT, ChainCheckOrder.ASKED)

    @query(Permission.READ_AUDIT, description="Null where nothing was sealed yet.")
    def chain_head(self, info: Info) -> ChainHead | None:
        newest = select(AuditBlock).order_by(AuditBlock.number.desc()).limit(1)
        block = info.context.session.scalar(newest)
        if block is None:
            return None
        return ChainHead(
            number=block.number,
            hash=block.hash.hex(),
            sealed_at=block.created_at,
            event_count=len(block.event_ids),
        )


@strawberry.type
class ChainMutation:
    @mutation(
        Permission.READ_AUDIT,
        description="Have every event compared with what was sealed of it, in the background.",
    )
    def check_chain(self, info: Info) -> ChainCheckResult:
        return ChainCheck.of(chain_checks.check_chain(info.context.session))

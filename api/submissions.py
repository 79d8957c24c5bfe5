"""GraphQL of what travels: interchanges out, files in, and what acknowledgements said."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from sqlalchemy import ColumnElement, case
from strawberry.scalars import JSON

from api.context import Info
from api.doors import mutation
from api.ids import Id, key_of
from api.payers import TradingPartner
from api.reading.conditions import Choice, Range
from api.reading.declarations import computed, many, one, pages
from api.reading.fields import Node, connection, record, shows
from api.reading.paging import Connection, Counter, Direction, SortKey
from api.refusal import Refusal
from api.scalars import Cents
from domain.remittances.files import is_seen_whole, patients_of_file
from domain.submissions import commands, models, receiving, transmission
from tenants.permissions import Permission

if TYPE_CHECKING:
    from api.claims import Claim


@strawberry.enum
class SubmissionOrder(SortKey):
    CREATED = "id"


def _whole(file: Any, value: ColumnElement[Any]) -> ColumnElement[Any]:
    """Other stores' claims are not read by way of the file that they share."""
    return case((is_seen_whole(file.id), value))


@shows(models.RawFile, Permission.READ_SUBMISSIONS)
class RawFile(Node):
    """A file exactly as it was received or sent."""

    direction: str
    name: str
    checksum: str
    kind: str | None
    status: str
    reason: str | None = computed(lambda file: _whole(file, file.reason))
    created_at: datetime
    trading_partner: TradingPartner | None = one("trading_partner_id")
    content: str | None = computed(
        lambda file: _whole(file, file.content),
        patients=lambda file: patients_of_file(file.id).where(is_seen_whole(file.id)),
    )


@shows(models.ClaimSubmission, Permission.READ_SUBMISSIONS)
class ClaimSubmission(Node):
    """A claim's place in an interchange."""

    transaction_control_number: str
    first_segment: int
    last_segment: int
    claim: Annotated["Claim", strawberry.lazy("api.claims")] | None = one("claim_id")
    interchange: Annotated["Interchange", strawberry.lazy("api.submissions")] = one(
        "interchange_id"
    )


@shows(models.Acknowledgement, Permission.READ_SUBMISSIONS)
class Acknowledgement(Node):
    """What one TA1, 999 or 277CA said about an interchange or one of its claims."""

    kind: str
    is_accepted: bool
    codes: JSON
    message: str
    segments: str
    created_at: datetime
    raw_file: RawFile = one("raw_file_id")
    claim: Annotated["Claim", strawberry.lazy("api.claims")] | None = one("claim_id")
    interchange: Annotated["Interchange", strawberry.lazy("api.submissions")] | None = one(
        "interchange_id"
    )


@shows(models.Interchange, Permission.READ_SUBMISSIONS)
class Interchange(Node):
    """One 837P on its way: bytes and control numbers fixed before the first byte leaves."""

    control_number: int
    batch_number: str
    claim_count: int
    charge_cents: Cents
    status: str
    sent_at: datetime | None
    attempt_count: int
    last_error: str | None
    created_at: datetime
    trading_partner: TradingPartner = one("trading_partner_id")
    raw_file: RawFile = one("raw_file_id")
    submissions: Connection[ClaimSubmission] = pages(
        "interchange_id", SubmissionOrder.CREATED, Direction.ASCENDING
    )
    acknowledgements: list[Acknowledgement] = many("interchange_id")


@strawberry.enum
class InterchangeOrder(SortKey):
    CREATED = "id"
    CONTROL_NUMBER = "control_number"


@strawberry.input
class InterchangeFilter:
    status: Choice[str] | None = strawberry.UNSET
    trading_partner_id: Choice[Id] | None = strawberry.UNSET
    created_at: Range[datetime] | None = strawberry.UNSET


@strawberry.enum
class RawFileOrder(SortKey):
    CREATED = "created_at"


@strawberry.input
class RawFileFilter:
    status: Choice[str] | None = strawberry.UNSET
    direction: Choice[str] | None = strawberry.UNSET
    kind: Choice[str] | None = strawberry.UNSET
    trading_partner_id: Choice[Id] | None = strawberry.UNSET
    created_at: Range[datetime] | None = strawberry.UNSET


@strawberry.type
class SubmissionQuery:
    interchange: Interchange | None = record(Permission.READ_SUBMISSIONS)
    interchanges: Connection[Interchange] = connection(
        Permission.READ_SUBMISSIONS,
        InterchangeOrder.CREATED,
        filters=InterchangeFilter,
        counter=Counter("status"),
    )
    raw_file: RawFile | None = record(Permission.READ_SUBMISSIONS)
    raw_files: Connection[RawFile] = connection(
        Permission.READ_SUBMISSIONS,
        RawFileOrder.CREATED,
        filters=RawFileFilter,
        counter=Counter("status"),
    )


SubmittedResult = Annotated[TradingPartner | Refusal, strawberry.union("SubmittedResult")]
InterchangeResult = Annotated[Interchange | Refusal, strawberry.union("InterchangeResult")]
RawFileResult = Annotated[RawFile | Refusal, strawberry.union("RawFileResult")]


@strawberry.type
class SubmissionMutation:
    @mutation(Permission.SUBMIT_INTERCHANGES)
    def submit_released_claims(self, info: Info, trading_partner_id: Id) -> SubmittedResult:
        """Send what is released for a partner now, without waiting for more."""
        partner = commands.submit_now(info.context.session, key_of(trading_partner_id))
        return TradingPartner.of(partner)

    @mutation(Permission.SUBMIT_INTERCHANGES)
    def resume_interchange(self, info: Info, interchange_id: Id) -> InterchangeResult:
        """Try again to hand over an interchange; the partner never gets it twice."""
        resumed = transmission.resume(info.context.session, key_of(interchange_id))
        return Interchange.of(resumed)

    @mutation(Permission.SUBMIT_INTERCHANGES)
    def replay_file(self, info: Info, raw_file_id: Id) -> RawFileResult:
        """Have a file in quarantine read again, after what was wrong has been put right."""
        replayed = receiving.replay_file(info.context.session, key_of(raw_file_id))
        return RawFile.of(replayed)

"""GraphQL of acts on many claims: asked for at once, done in the background, followed, tried again."""

from datetime import datetime
from typing import Annotated, Self

import strawberry

from api.bulk_claims import ClaimOutcome
from api.claim_views import ClaimSheet
from api.claims import Claim, ClaimFilter
from api.context import Info
from api.doors import mutation, query
from api.ids import Id, key_of
from api.reading.conditions import Choice, Range
from api.reading.declarations import Own, computed, one, pages
from api.reading.fields import Node, connection, record, shows
from api.reading.narrowing import narrowing
from api.reading.paging import Connection, Direction, SortKey
from api.refusal import Refusal
from domain.claims import bulk_acts, models, refused_sheet
from domain.claims.bulk import Act, Change
from domain.claims.bulk_foreseen import Foreseen, foresee_selected
from domain.claims.models import BulkState, StopReason
from domain.claims.totals import Narrowing
from domain.codes.in_memory import codebook
from domain.errors import Invalid
from tenants.audit import trail_of
from tenants.permissions import Permission

strawberry.enum(BulkState, name="BulkActState")
strawberry.enum(StopReason, name="BulkActStopReason")

MOST_NAMED = 5_000


@shows(
    models.BulkActRefusal,
    Permission.READ_CLAIMS,
    own=Own(bulk_acts.is_of_mine, Permission.READ_AUDIT),
)
class BulkActRefusal(Node):
    """Why an act on many claims was not done to one of them."""

    code: str
    message: str
    claim: Claim | None = one("claim_id")


@strawberry.enum
class BulkActRefusalOrder(SortKey):
    REFUSED = "id"


@shows(models.BulkAct, Permission.READ_CLAIMS, own=Own(bulk_acts.is_mine, Permission.READ_AUDIT))
class BulkAct(Node):
    """One act on many claims, done in the background as the person who asked for it."""

    act: Act
    reason: str | None
    finding_code: str | None
    asked_by: str
    is_mine: bool = computed(bulk_acts.is_mine)
    state: BulkState
    stopped_because: StopReason | None
    is_broken_down: bool = computed(bulk_acts.is_broken_down)
    selected_count: int
    done_count: int
    refused_count: int
    remaining_count: int = computed(
        lambda row: row.selected_count - row.done_count - row.refused_count
    )
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    retries: Annotated["BulkAct", strawberry.lazy("api.bulk_acts")] | None = one("retries_id")
    retried_by: Annotated["BulkAct", strawberry.lazy("api.bulk_acts")] | None = one(
        "id", "retries_id"
    )
    refusals: Connection[BulkActRefusal] = pages(
        "bulk_act_id", BulkActRefusalOrder.REFUSED, Direction.ASCENDING
    )


@strawberry.enum
class BulkActOrder(SortKey):
    ASKED = "id"
    SELECTED = "selected_count"
    REFUSED = "refused_count"


@strawberry.input
class BulkActFilter:
    act: Choice[Act] | None = strawberry.UNSET
    state: Choice[BulkState] | None = strawberry.UNSET
    asked_by: Choice[str] | None = strawberry.UNSET
    created_at: Range[datetime] | None = strawberry.UNSET


@strawberry.input(description="Claims by name, at most 5000; or all of a list, at most 100000.")
class ClaimSelectionInput:
    claim_ids: list[Id] | None = None
    filter: ClaimFilter | None = None


@strawberry.input(description="An act and the claims that it is for.")
class BulkActInput:
    act: Act
    selection: ClaimSelectionInput
    reason: str | None = strawberry.field(default=None, description="Of a hold or an override.")
    finding_code: str | None = strawberry.field(
        default=None, description="Which finding an override lets pass."
    )


@strawberry.type(description="How many claims would be refused in the same words.")
class RefusedAlike:
    code: str
    message: str
    count: int


@strawberry.type(description="What would come of an act on many claims.")
class BulkActForeseen:
    selected_count: int
    refused_count: int = strawberry.field(
        description="Of all that are selected: those that their state refuses, whatever edits find."
    )
    refused_alike: list[RefusedAlike] = strawberry.field(
        description="They by reason, the most frequent first."
    )
    judged_count: int = strawberry.field(
        description="Of the others, those whose edits were asked: each of them, or at most 400"
        " evenly over the list; none for a hold, which asks no edits."
    )
    judged_refused_count: int = strawberry.field(
        description="Of those judged: refused for what their edits find."
    )
    outcomes: list[ClaimOutcome] = strawberry.field(
        description="Of those judged, then of at most 100 of those that their state refuses."
    )

    @classmethod
    def of(cls, found: Foreseen) -> Self:
        return cls(
            selected_count=found.selected_count,
            refused_count=found.refused_count,
            refused_alike=[
                RefusedAlike(code=each.refusal.code, message=each.refusal.message, count=each.count)
                for each in found.alike
            ],
            judged_count=len(found.judged),
            judged_refused_count=sum(each.refusal is not None for each in found.judged),
            outcomes=[ClaimOutcome.of(each) for each in (*found.judged, *found.refused)],
        )


BulkActResult = Annotated[BulkAct | Refusal, strawberry.union("BulkActResult")]


@strawberry.type
class BulkActQuery:
    bulk_act: BulkAct | None = record(Permission.READ_CLAIMS)
    bulk_acts: Connection[BulkAct] = connection(
        Permission.READ_CLAIMS, BulkActOrder.ASKED, filters=BulkActFilter
    )

    @query(
        Permission.READ_CLAIMS,
        description="How many claims are selected, and what the act would do to them.",
    )
    def bulk_act_preview(self, info: Info, change: BulkActInput) -> BulkActForeseen:
        session = info.context.session
        asked, narrow = _asked(
            info, change.act, change.selection, change.reason, change.finding_code
        )
        found = foresee_selected(session, asked, codebook(session), narrow)
        trail_of(session).note_list(models.Claim.__tablename__)
        return BulkActForeseen.of(found)

    @query(
        Permission.READ_CLAIMS,
        description="What an act was refused, as CSV, at most 20000; the audit log names whose.",
    )
    def bulk_act_sheet(self, info: Info, bulk_act_id: Id) -> ClaimSheet:
        session = info.context.session
        content, rows, patients = refused_sheet.refused_sheet(session, key_of(bulk_act_id))
        trail_of(session).note_list(models.Claim.__tablename__)
        trail_of(session).seen.update(patients)
        is_cut = rows >= refused_sheet.MOST_ROWS
        return ClaimSheet(content=content, row_count=rows, is_cut=is_cut)


@strawberry.type
class BulkActMutation:
    @mutation(Permission.WRITE_CLAIMS, description="As holdClaims, in the background.")
    def hold_selected_claims(
        self, info: Info, selection: ClaimSelectionInput, reason: str
    ) -> BulkActResult:
        return _begun(info, Act.HOLD, selection, reason)

    @mutation(Permission.WRITE_CLAIMS, description="As liftHolds, in the background.")
    def lift_selected_holds(self, info: Info, selection: ClaimSelectionInput) -> BulkActResult:
        return _begun(info, Act.LIFT_HOLD, selection)

    @mutation(Permission.WRITE_CLAIMS, description="As recheckClaims, in the background.")
    def recheck_selected_claims(self, info: Info, selection: ClaimSelectionInput) -> BulkActResult:
        return _begun(info, Act.RECHECK, selection)

    @mutation(Permission.SUBMIT_CLAIMS, description="As releaseClaims, in the background.")
    def release_selected_claims(self, info: Info, selection: ClaimSelectionInput) -> BulkActResult:
        return _begun(info, Act.RELEASE, selection)

    @mutation(Permission.SUBMIT_CLAIMS, description="As resubmitClaims, in the background.")
    def resubmit_selected_claims(self, info: Info, selection: ClaimSelectionInput) -> BulkActResult:
        return _begun(info, Act.RESUBMIT, selection)

    @mutation(Permission.OVERRIDE_FINDINGS, description="As overrideFindings, in the background.")
    def override_selected_findings(
        self, info: Info, selection: ClaimSelectionInput, finding_code: str, reason: str
    ) -> BulkActResult:
        return _begun(info, Act.OVERRIDE, selection, reason, finding_code)

    @mutation(Permission.READ_CLAIMS, description="Act on no more claims; what is done stays done.")
    def cancel_bulk_act(self, info: Info, bulk_act_id: Id) -> BulkActResult:
        return BulkAct.of(bulk_acts.cancel_bulk_act(info.context.session, key_of(bulk_act_id)))

    @mutation(
        Permission.READ_CLAIMS,
        description="Have it done, as a new act, to what was refused or not reached; once.",
    )
    def retry_bulk_act(self, info: Info, bulk_act_id: Id) -> BulkActResult:
        return BulkAct.of(bulk_acts.retry_bulk_act(info.context.session, key_of(bulk_act_id)))


def _begun(
    info: Info,
    act: Act,
    selection: ClaimSelectionInput,
    reason: str | None = None,
    finding_code: str | None = None,
) -> BulkAct:
    asked, narrow = _asked(info, act, selection, reason, finding_code)
    return BulkAct.of(bulk_acts.begin(info.context.session, asked, narrow))


def _asked(
    info: Info,
    act: Act,
    selection: ClaimSelectionInput,
    reason: str | None,
    finding_code: str | None,
) -> tuple[Change, Narrowing | None]:
    """Raises: Invalid."""
    named = selection.claim_ids
    if (named is None) == (selection.filter is None):
        raise Invalid("Name claims, or narrow a list; not both.", path="selection")
    if named is not None and len(named) > MOST_NAMED:
        raise Invalid(f"Name at most {MOST_NAMED} claims.", path="selection.claim_ids")
    change = Change(act, [key_of(claim_id) for claim_id in named or ()], reason, finding_code)
    narrow = narrowing(info.context.session, selection.filter) if named is None else None
    return change, narrow

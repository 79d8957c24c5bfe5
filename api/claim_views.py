"""GraphQL of lists of claims: kept under a name, and what any of them comes to."""

from typing import Annotated

import strawberry

from api.claims import ClaimFilter
from api.context import Info
from api.doors import mutation, query
from api.ids import Id, key_of
from api.reading.declarations import computed
from api.reading.fields import Node, listing, shows
from api.reading.narrowing import narrowing
from api.refusal import Refusal
from api.scalars import Cents
from domain.claims import sheet, totals, views
from domain.claims.models import Claim
from domain.claims.models import ClaimView as KeptView
from tenants.audit import trail_of
from tenants.permissions import Permission


@shows(KeptView, Permission.READ_CLAIMS)
class ClaimView(Node):
    """A list of claims that a person keeps under a name."""

    name: str
    search: str
    is_shared: bool
    is_mine: bool = computed(views.is_mine)


@strawberry.type(description="What the claims of a list come to.")
class ClaimTotal:
    count: int
    charge_cents: Cents
    expected_cents: Cents
    paid_cents: Cents
    patient_responsibility_cents: Cents


@strawberry.type(description="A list of claims as CSV, safe to open in a spreadsheet.")
class ClaimSheet:
    content: str
    row_count: int
    is_cut: bool = strawberry.field(description="Whether the list goes on beyond its last row.")


@strawberry.type
class ClaimViewQuery:
    claim_views: list[ClaimView] = listing(
        Permission.READ_CLAIMS, views.views, "name", "id", is_heavy=False
    )

    @query(
        Permission.READ_CLAIMS,
        description="Counts and sums of lists of claims, at most 60, in the order asked.",
    )
    def claim_totals(self, info: Info, filters: list[ClaimFilter]) -> list[ClaimTotal]:
        session = info.context.session
        wanted = [narrowing(session, each) for each in filters]
        trail_of(session).note_list(Claim.__tablename__)
        return [
            ClaimTotal(count=row["count"], **{name: Cents(row[name]) for name in totals.SUMS})
            for row in totals.totals(session, wanted)
        ]

    @query(
        Permission.READ_CLAIMS,
        description="The claims of a list as CSV, at most 20000; the audit log names whose.",
    )
    def claim_sheet(self, info: Info, filter: ClaimFilter) -> ClaimSheet:  # noqa: A002 the name that lists have it by
        session = info.context.session
        content, rows, patients = sheet.claim_sheet(session, narrowing(session, filter))
        trail_of(session).note_list(Claim.__tablename__)
        trail_of(session).seen.update(patients)
        return ClaimSheet(content=content, row_count=rows, is_cut=rows >= sheet.MOST_ROWS)


ClaimViewResult = Annotated[ClaimView | Refusal, strawberry.union("ClaimViewResult")]


@strawberry.type(description="It is gone.")
class ClaimViewRemoved:
    name: str


ClaimViewRemovedResult = Annotated[
    ClaimViewRemoved | Refusal, strawberry.union("ClaimViewRemovedResult")
]


@strawberry.type
class ClaimViewMutation:
    @mutation(
        Permission.READ_CLAIMS,
        description="Keep a narrowed list under a name; one's own of that name is overwritten.",
    )
    def keep_claim_view(
        self, info: Info, name: str, search: str, is_shared: bool = False
    ) -> ClaimViewResult:
        kept = views.keep_view(info.context.session, name, search, is_shared=is_shared)
        return ClaimView.of(kept)

    @mutation(Permission.READ_CLAIMS, description="Forget one of one's own lists.")
    def remove_claim_view(self, info: Info, claim_view_id: Id) -> ClaimViewRemovedResult:
        removed = views.remove_view(info.context.session, key_of(claim_view_id))
        return ClaimViewRemoved(name=removed.name)

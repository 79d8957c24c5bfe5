"""GraphQL of one act on many claims: what would come of it, and the act; told claim by claim."""

from collections.abc import Sequence
from typing import Annotated, Self

import strawberry

from api.context import Info
from api.doors import mutation, query
from api.ids import Id, global_id, key_of
from api.refusal import Refusal
from domain.claims.bulk import Act, Change, Outcome, change_claims, foresee
from domain.claims.status import DisplayStatus
from domain.codes.in_memory import codebook
from tenants.permissions import Permission

strawberry.enum(Act, name="ClaimAct")


@strawberry.type(description="What came, or would come, of an act for one claim.")
class ClaimOutcome:
    claim_id: Id | None = strawberry.field(description="Null where there is no such claim.")
    patient_control_number: str | None
    display_status: DisplayStatus | None
    is_changed: bool
    code: str | None = strawberry.field(description="Of the refusal, where it is refused.")
    message: str | None = strawberry.field(
        description="Why it is refused, or what still keeps a changed claim here."
    )

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        claim, refusal = outcome.claim, outcome.refusal
        return cls(
            claim_id=None if claim is None else Id(global_id("Claim", claim.id)),
            patient_control_number=None if claim is None else claim.patient_control_number,
            display_status=None if claim is None else DisplayStatus(claim.display_status),
            is_changed=refusal is None,
            code=None if refusal is None else refusal.code,
            message=outcome.note if refusal is None else refusal.message,
        )


@strawberry.type(description="An act on many claims: in the order asked, each named once.")
class ClaimsChanged:
    changed_count: int
    refused_count: int
    outcomes: list[ClaimOutcome]

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> Self:
        changed = sum(outcome.refusal is None for outcome in outcomes)
        return cls(
            changed_count=changed,
            refused_count=len(outcomes) - changed,
            outcomes=[ClaimOutcome.of(outcome) for outcome in outcomes],
        )


@strawberry.input(description="An act and the claims that it is for, at most 500.")
class ClaimChangeInput:
    act: Act
    claim_ids: list[Id]
    reason: str | None = strawberry.field(default=None, description="Of a hold or an override.")
    finding_code: str | None = strawberry.field(
        default=None, description="Which finding an override lets pass."
    )


ClaimsChangedResult = Annotated[ClaimsChanged | Refusal, strawberry.union("ClaimsChangedResult")]


@strawberry.type
class BulkClaimQuery:
    @query(
        Permission.READ_CLAIMS,
        description="How many claims an act would change, and which it would be refused, and why.",
    )
    def claim_change_preview(self, info: Info, change: ClaimChangeInput) -> ClaimsChanged:
        session = info.context.session
        asked = _change(change.act, change.claim_ids, change.reason, change.finding_code)
        return ClaimsChanged.of(foresee(session, asked, codebook(session)))


@strawberry.type
class BulkClaimMutation:
    @mutation(Permission.WRITE_CLAIMS, description="Keep many claims here; for one reason.")
    def hold_claims(self, info: Info, claim_ids: list[Id], reason: str) -> ClaimsChangedResult:
        return _done(info, _change(Act.HOLD, claim_ids, reason))

    @mutation(Permission.WRITE_CLAIMS, description="End the holds of many claims.")
    def lift_holds(self, info: Info, claim_ids: list[Id]) -> ClaimsChangedResult:
        return _done(info, _change(Act.LIFT_HOLD, claim_ids))

    @mutation(Permission.WRITE_CLAIMS, description="Judge many claims again.")
    def recheck_claims(self, info: Info, claim_ids: list[Id]) -> ClaimsChangedResult:
        return _done(info, _change(Act.RECHECK, claim_ids))

    @mutation(Permission.SUBMIT_CLAIMS, description="Let many claims leave.")
    def release_claims(self, info: Info, claim_ids: list[Id]) -> ClaimsChangedResult:
        return _done(info, _change(Act.RELEASE, claim_ids))

    @mutation(Permission.SUBMIT_CLAIMS, description="Send many rejected claims again.")
    def resubmit_claims(self, info: Info, claim_ids: list[Id]) -> ClaimsChangedResult:
        return _done(info, _change(Act.RESUBMIT, claim_ids))

    @mutation(Permission.OVERRIDE_FINDINGS, description="Let the same finding of many claims pass.")
    def override_findings(
        self, info: Info, claim_ids: list[Id], finding_code: str, reason: str
    ) -> ClaimsChangedResult:
        return _done(info, _change(Act.OVERRIDE, claim_ids, reason, finding_code))


def _change(
    act: Act, claim_ids: Sequence[Id], reason: str | None = None, code: str | None = None
) -> Change:
    return Change(act, [key_of(claim_id) for claim_id in claim_ids], reason, code)


def _done(info: Info, change: Change) -> ClaimsChanged:
    session = info.context.session
    return ClaimsChanged.of(change_claims(session, change, codebook(session)))

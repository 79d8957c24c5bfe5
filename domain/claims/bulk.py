"""One act on many claims: what would come of it for each, and the act itself, refusals apart."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.claims.checking import is_decided, judge, keep, still_blocking
from domain.claims.commands import end_hold, let_leave, let_pass, put_on_hold, reason_given
from domain.claims.corrections import SENT_AGAIN, bring_home
from domain.claims.edits.catalogue import findings
from domain.claims.models import Claim, ClaimFinding, ClaimHold, Readiness
from domain.claims.obstacles import (
    has_findings,
    has_left,
    is_held,
    is_not_held,
    must_wait,
    was_not_rejected,
)
from domain.claims.queries import contents_of
from domain.codes.codebook import Codebook
from domain.errors import Finding, Invalid, NotFound, Refused, Restricted, WrongState
from domain.patients.models import Patient
from tenants.database import find_all
from tenants.permissions import Permission

MOST_AT_ONCE = 500


class Act(StrEnum):
    """What may be done to many claims at once."""

    HOLD = "hold"
    LIFT_HOLD = "lift_hold"
    RELEASE = "release"
    RECHECK = "recheck"
    RESUBMIT = "resubmit"
    OVERRIDE = "override"


NEEDS: Mapping[Act, Permission] = {
    Act.HOLD: Permission.WRITE_CLAIMS,
    Act.LIFT_HOLD: Permission.WRITE_CLAIMS,
    Act.RELEASE: Permission.SUBMIT_CLAIMS,
    Act.RECHECK: Permission.WRITE_CLAIMS,
    Act.RESUBMIT: Permission.SUBMIT_CLAIMS,
    Act.OVERRIDE: Permission.OVERRIDE_FINDINGS,
}
"""What the act takes, on one claim as on many."""


@dataclass(frozen=True, slots=True)
class Change:
    """An act and the claims that it is for."""

    act: Act
    claim_ids: Sequence[UUID]
    reason: str | None = None
    """Of a hold or an override."""
    finding_code: str | None = None
    """Which finding an override lets pass."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came, or would come, of the act for one claim."""

    claim: Claim | None
    """None where this tenant has no such claim."""
    refusal: Refused | None
    note: str | None = None
    """What still keeps a changed claim here."""


@dataclass(frozen=True, slots=True)
class Case:
    """One of the claims, with what decides about it."""

    claim: Claim
    hold: ClaimHold | None
    kept: Sequence[ClaimFinding]
    found: Sequence[Finding]
    is_hidden: bool
    """Its patient is restricted: what it says cannot be judged."""

    def blocking(self, passed: str | None = None) -> list[str]:
        """Messages of what keeps it here, but for the finding that would be let pass."""
        return [
            each.message
            for each in still_blocking(self.found, self.kept)
            if each.code != passed or not self.open_findings(each.code)
        ]

    def open_findings(self, code: str | None) -> list[ClaimFinding]:
        return [each for each in self.kept if each.code == code and not each.overridden_by]


JUDGED = frozenset(Act) - {Act.HOLD}
"""These look at all that the claims say, not at their states alone."""


def foresee(session: Session, change: Change, codes: Codebook) -> list[Outcome]:
    """What the act would come to for each claim, in the order asked; nothing changes.

    Raises:
        Invalid: no claim, too many, or no reason where one is needed.
    """
    return _outcomes(_cases(session, change, codes, lock=False), change)


def change_claims(session: Session, change: Change, codes: Codebook) -> list[Outcome]:
    """Do it to each claim that allows it. The statements are as many for one claim as for hundreds.

    Raises:
        Invalid: as `foresee`.
    """
    cases = _cases(session, change, codes, lock=True)
    outcomes = _outcomes(cases, change)
    with session.no_autoflush:
        for outcome in outcomes:
            if outcome.refusal is None and outcome.claim is not None:
                _DEEDS[change.act](session, cases[outcome.claim.id], change)
    session.flush()
    return outcomes


def _outcomes(cases: Mapping[UUID, Case], change: Change) -> list[Outcome]:
    return [
        Outcome(None, NotFound("There is no such claim."))
        if (case := cases.get(claim_id)) is None
        else outcome_of(case, change)
        for claim_id in dict.fromkeys(change.claim_ids)
    ]


def outcome_of(case: Case, change: Change) -> Outcome:
    """What the act would come to for one claim."""
    if case.is_hidden and change.act in JUDGED:
        return Outcome(case.claim, Restricted("The patient is restricted: break the glass first."))
    refusal = _OBSTACLES[change.act](case, change)
    if refusal is not None or change.act is Act.HOLD:
        return Outcome(case.claim, refusal)
    rest = has_findings(case.blocking(change.finding_code))
    return Outcome(case.claim, None, rest.message if rest else None)


def _cases(session: Session, change: Change, codes: Codebook, *, lock: bool) -> dict[UUID, Case]:
    _must_be_sound(change)
    statement = select(Claim).where(Claim.id.in_(change.claim_ids)).order_by(Claim.id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    claims = {claim.id: claim for claim in session.scalars(statement)}
    open_holds = select(ClaimHold).where(
        ClaimHold.claim_id.in_(claims), ClaimHold.released_at.is_(None)
    )
    holds = {hold.claim_id: hold for hold in session.scalars(open_holds)}
    seen = find_all(session, Patient, (claim.patient_id for claim in claims.values()))
    hidden = {claim.id for claim in claims.values() if claim.patient_id not in seen}
    judged = [claim_id for claim_id in claims if claim_id not in hidden]
    found = _found(session, judged, codes) if change.act in JUDGED else {}
    kept = _kept(session, claims) if change.act in JUDGED else {}
    return {
        id_: Case(claim, holds.get(id_), kept.get(id_, ()), found.get(id_, ()), id_ in hidden)
        for id_, claim in claims.items()
    }


def _must_be_sound(change: Change) -> None:
    if not 1 <= len(set(change.claim_ids)) <= MOST_AT_ONCE:
        raise Invalid(f"Name 1 to {MOST_AT_ONCE} claims.", path="claim_ids")
    must_say_enough(change)


def must_say_enough(change: Change) -> None:
    """Raises: Invalid: no reason or no finding where one is needed."""
    if change.act in {Act.HOLD, Act.OVERRIDE}:
        reason_given(change.reason or "")
    if change.act is Act.OVERRIDE and not change.finding_code:
        raise Invalid("Say which finding to let pass.", path="finding_code")


def _found(
    session: Session, claim_ids: Sequence[UUID], codes: Codebook
) -> dict[UUID, Sequence[Finding]]:
    contents = contents_of(session, claim_ids)
    return {content.claim.id: findings(content, codes) for content in contents}


def _kept(session: Session, claims: Mapping[UUID, Claim]) -> dict[UUID, list[ClaimFinding]]:
    statement = select(ClaimFinding).where(ClaimFinding.claim_id.in_(claims))
    rows = session.scalars(statement.order_by(ClaimFinding.claim_id, ClaimFinding.id))
    return {id_: list(same) for id_, same in groupby(rows, lambda each: each.claim_id)}


def _cannot_hold(case: Case, _: Change) -> Refused | None:
    return has_left(case.claim) or is_held(case.hold)


def _cannot_lift(case: Case, _: Change) -> Refused | None:
    return is_not_held(case.hold)


def _cannot_release(case: Case, _: Change) -> Refused | None:
    if case.claim.readiness == Readiness.RELEASED:
        return WrongState("The claim is released already.")
    return has_left(case.claim) or must_wait(case.hold) or has_findings(case.blocking())


def _cannot_recheck(case: Case, _: Change) -> Refused | None:
    return has_left(case.claim)


def _cannot_resubmit(case: Case, _: Change) -> Refused | None:
    return was_not_rejected(case.claim) or has_findings(case.blocking())


def _cannot_override(case: Case, change: Change) -> Refused | None:
    if has_left(case.claim) or case.open_findings(change.finding_code):
        return has_left(case.claim)
    return WrongState("This finding is not open on this claim.")


def _hold(session: Session, case: Case, change: Change) -> None:
    put_on_hold(session, case.claim, reason_given(change.reason or ""))


def _lift(session: Session, case: Case, _: Change) -> None:
    assert case.hold is not None
    end_hold(session, case.claim, case.hold)
    _judge(session, case, held=False)


def _recheck(session: Session, case: Case, _: Change) -> None:
    _judge(session, case, held=case.hold is not None)


def _resubmit(session: Session, case: Case, _: Change) -> None:
    bring_home(session, case.claim, SENT_AGAIN)
    _judge(session, case, held=case.hold is not None)


def _override(session: Session, case: Case, change: Change) -> None:
    for finding in case.open_findings(change.finding_code):
        let_pass(session, case.claim, finding, reason_given(change.reason or ""))
    _judge(session, case, held=case.hold is not None)


def _judge(session: Session, case: Case, *, held: bool) -> None:
    """As `check_and_release`, of what is loaded already."""
    blocking = keep(session, case.claim.id, case.found, case.kept)
    if is_decided(case.claim):
        return
    if judge(session, case.claim, blocking, held=held):
        let_leave(session, case.claim)


_OBSTACLES: Mapping[Act, Callable[[Case, Change], Refused | None]] = {
    Act.HOLD: _cannot_hold,
    Act.LIFT_HOLD: _cannot_lift,
    Act.RELEASE: _cannot_release,
    Act.RECHECK: _cannot_recheck,
    Act.RESUBMIT: _cannot_resubmit,
    Act.OVERRIDE: _cannot_override,
}

_DEEDS: Mapping[Act, Callable[[Session, Case, Change], None]] = {
    Act.HOLD: _hold,
    Act.LIFT_HOLD: _lift,
    Act.RELEASE: _recheck,
    Act.RECHECK: _recheck,
    Act.RESUBMIT: _resubmit,
    Act.OVERRIDE: _override,
}

"""What would come of an act on a whole list: counted by what decides; judged one by one in a sample."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    exists,
    false,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from domain.claims.bulk import (
    JUDGED,
    MOST_AT_ONCE,
    Act,
    Case,
    Change,
    Outcome,
    foresee,
    must_say_enough,
    outcome_of,
)
from domain.claims.bulk_selection import (
    MOST_SELECTED,
    must_be_sound,
    selecting,
    stores_to_act_in,
)
from domain.claims.models import Claim, ClaimFinding, ClaimHold
from domain.claims.totals import Narrowing
from domain.codes.codebook import Codebook
from domain.errors import Refused
from domain.patients.models import Patient
from tenants.access import Stores
from tenants.asking import asker_of

MOST_NAMED = 100
"""Of those that their state refuses."""
MOST_JUDGED = MOST_AT_ONCE - MOST_NAMED
"""Of those that it allows."""


@dataclass(frozen=True, slots=True)
class RefusedAlike:
    """How many the act refuses for the same reason."""

    refusal: Refused
    count: int


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would come of an act on a list."""

    selected_count: int
    alike: Sequence[RefusedAlike]
    """Of all that are selected, those that their state refuses; the most frequent reason first."""
    judged: Sequence[Outcome]
    """Of the others, what their edits find as well: each of them, or some evenly over the list;
    none, where the act asks no edits."""
    refused: Sequence[Outcome]
    """The first of those that their state refuses."""

    @property
    def refused_count(self) -> int:
        return sum(each.count for each in self.alike)


def foresee_selected(
    session: Session, change: Change, codes: Codebook, narrow: Narrowing | None = None
) -> Foreseen:
    """What would come of it for the claims that are named or that a list has; nothing changes.

    Raises:
        Forbidden, Invalid, ModuleOff, NotFound: as `begin`.
    """
    must_say_enough(change)
    stores = stores_to_act_in(session, asker_of(session), change.act)
    states = _states(change, narrow, stores)
    counts = {State(*state): count for *state, count in session.execute(_counts(states))}
    selected_count = sum(counts.values())
    must_be_sound(change, selected_count)
    refusals = {state: _refusal(state, change) for state in counts}
    allowed = {state: counts[state] for state, refusal in refusals.items() if refusal is None}
    sample = _sample(states, allowed, is_judged=change.act in JUDGED)
    is_allowed = {row.id: row.is_allowed for row in session.execute(sample)}
    outcomes = _outcomes(session, replace(change, claim_ids=list(is_allowed)), codes)
    return Foreseen(
        selected_count,
        _alike(counts, refusals),
        judged=[each for each in outcomes if each.claim and is_allowed[each.claim.id]],
        refused=[each for each in outcomes if each.claim and not is_allowed[each.claim.id]],
    )


class State(NamedTuple):
    """All that decides about a claim but what its edits find."""

    readiness: str
    transport: str
    is_held: bool
    is_hidden: bool
    has_finding: bool
    """That the act would let pass."""


def _states(change: Change, narrow: Narrowing | None, stores: Stores) -> Subquery:
    """Each selected claim with its state; one more than may be selected, where there are more."""
    claims = Claim.__table__.alias()
    chosen = select(claims.c.id, claims.c.readiness, claims.c.transport, claims.c.patient_id)
    chosen = chosen.where(*selecting(claims.c, change, narrow, stores)).order_by(claims.c.id)
    selected = chosen.limit(MOST_SELECTED + 1).subquery()
    return select(
        selected.c.id,
        selected.c.readiness,
        selected.c.transport,
        _is_held(selected.c).label("is_held"),
        (_is_hidden(selected.c) if change.act in JUDGED else false()).label("is_hidden"),
        _has_finding(selected.c, change).label("has_finding"),
    ).subquery()


def _is_held(claim: Any) -> ColumnElement[bool]:
    holds = ClaimHold.__table__
    return exists().where(holds.c.claim_id == claim.id, holds.c.released_at.is_(None))


def _is_hidden(claim: Any) -> ColumnElement[bool]:
    return ~exists().where(Patient.__table__.c.id == claim.patient_id)


def _has_finding(claim: Any, change: Change) -> ColumnElement[bool]:
    if change.act is not Act.OVERRIDE:
        return false()
    found = ClaimFinding.__table__
    return exists().where(
        found.c.claim_id == claim.id,
        found.c.code == change.finding_code,
        found.c.overridden_by.is_(None),
    )


def _counts(states: Subquery) -> Select[Any]:
    axes = [states.c[axis] for axis in State._fields]
    return select(*axes, func.count()).group_by(*axes)


def _refusal(state: State, change: Change) -> Refused | None:
    """What the act on one claim in that state says, before its edits are asked."""
    case = Case(
        claim=Claim(readiness=state.readiness, transport=state.transport),
        hold=ClaimHold() if state.is_held else None,
        kept=[ClaimFinding(code=change.finding_code)] if state.has_finding else [],
        found=(),
        is_hidden=state.is_hidden,
    )
    return outcome_of(case, change).refusal


def _sample(
    states: Subquery, allowed: Mapping[State, int], *, is_judged: bool
) -> Select[UUID, bool]:
    """Ids, and whether their state allows the act: evenly of those, the first of the others."""
    axes = tuple_(*(states.c[axis] for axis in State._fields))
    is_allowed = axes.in_(list(allowed)) if allowed else false()
    place = func.row_number().over(partition_by=is_allowed, order_by=states.c.id)
    placed = select(states.c.id, is_allowed.label("is_allowed"), place.label("place")).subquery()
    step = max(1, -(-sum(allowed.values()) // MOST_JUDGED))
    taken = or_(
        and_(placed.c.is_allowed, placed.c.place % step == 0) if is_judged else false(),
        and_(~placed.c.is_allowed, placed.c.place <= MOST_NAMED),
    )
    return select(placed.c.id, placed.c.is_allowed).where(taken).order_by(placed.c.id)


def _outcomes(session: Session, change: Change, codes: Codebook) -> Sequence[Outcome]:
    return foresee(session, change, codes) if change.claim_ids else ()


def _alike(
    counts: Mapping[State, int], refusals: Mapping[State, Refused | None]
) -> list[RefusedAlike]:
    """States that are refused in the same words are one."""
    found: dict[str, RefusedAlike] = {}
    for state, refusal in refusals.items():
        if refusal is not None:
            before = found.get(refusal.message, RefusedAlike(refusal, 0))
            found[refusal.message] = RefusedAlike(refusal, before.count + counts[state])
    return sorted(found.values(), key=lambda each: -each.count)

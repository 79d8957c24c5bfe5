"""Which claims an act on many is for: those named, or those a list has now, where it may be done."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, literal
from sqlalchemy.orm import Session

from domain.claims.bulk import NEEDS, Act, Change
from domain.claims.totals import Narrowing
from domain.errors import Forbidden, Invalid, NotFound
from tenants.access import Stores
from tenants.asking import Asker

MOST_SELECTED = 100_000


def stores_to_act_in(session: Session, asker: Asker, act: Act) -> Stores:
    """Where whoever asks may do it.

    Raises:
        Forbidden, ModuleOff
    """
    access = asker.access(session)
    if access is None:
        raise Forbidden("Only a person or a program can ask for this.")
    actor = access.actor(frozenset({NEEDS[act]}))
    actor.must(NEEDS[act])
    return actor.store_ids


def selecting(
    claims: Any, change: Change, narrow: Narrowing | None, stores: Stores
) -> list[ColumnElement[bool]]:
    """Conditions on the columns of claims."""
    chosen = (narrow or among(change.claim_ids))(claims)
    if stores is not None:
        chosen.append(claims.store_id == any_(literal(sorted(stores), ARRAY(Uuid))))
    return chosen


def must_be_sound(change: Change, selected_count: int) -> None:
    """Raises: Invalid, NotFound."""
    if selected_count < len(set(change.claim_ids)):
        raise NotFound("Not all of these claims are there.", path="claim_ids")
    if not 1 <= selected_count <= MOST_SELECTED:
        raise Invalid(f"Select 1 to {MOST_SELECTED} claims.", path="selection")


def among(claim_ids: Sequence[UUID]) -> Narrowing:
    return lambda row: [row.id == any_(literal(list(claim_ids), ARRAY(Uuid)))]

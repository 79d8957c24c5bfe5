"""Lists of claims that people keep under a name: how they narrowed one, to come back to."""

import re
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from domain.claims.history import acting, asking
from domain.claims.models import ClaimView
from domain.errors import Invalid, NotFound
from tenants.database import find

MOST_VIEWS = 50
"""Of one person."""
LONGEST_NAME, LONGEST_SEARCH = 60, 500
SEARCH = re.compile(r"[A-Za-z0-9_=&,.:%+-]*")
"""What the address of a list is made of: names, ids, states and days."""


def keep_view(session: Session, name: str, search: str, *, is_shared: bool) -> ClaimView:
    """Keep a narrowed list; one of the same person and name is overwritten.

    Raises:
        Invalid: no name, no address of a list, or too many kept already.
    """
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(f"Give it a name of at most {LONGEST_NAME} characters.", path="name")
    if len(search) > LONGEST_SEARCH or not SEARCH.fullmatch(search):
        raise Invalid("This is not the address of a list of claims.", path="search")
    own = select(ClaimView).where(ClaimView.owner == acting(session)).with_for_update()
    kept = {view.name: view for view in session.scalars(own)}
    view = kept.get(name)
    if view is None:
        if len(kept) >= MOST_VIEWS:
            raise Invalid(f"At most {MOST_VIEWS} lists are kept; remove one first.", path="name")
        view = ClaimView(name=name, owner=acting(session))
        session.add(view)
    view.search, view.is_shared = search, is_shared
    session.flush()
    return view


def remove_view(session: Session, view_id: UUID) -> ClaimView:
    """Forget one of one's own.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    view = find(session, ClaimView, view_id)
    if view.owner != acting(session):
        raise NotFound("There is no such list of yours.", path="id")
    session.delete(view)
    session.flush()
    return view


def views(narrow: Any) -> Select[Any]:
    """One's own and what others share: the database shows no others."""
    table = ClaimView.__table__.alias()
    return select(table).where(*narrow(table.c))


def is_mine(row: Any) -> ColumnElement[bool]:
    mine: ColumnElement[bool] = row.owner == asking()
    return mine

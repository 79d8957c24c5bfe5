"""What units decided about settings, inherited down the tree, from day to day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.database import actor_of, find, unlike_others
from tenants.models import Membership, OrganizationUnit, SettingValue
from tenants.organization import must_manage
from tenants.refusals import Invalid
from tenants.settings import Setting

CACHE = "setting_values"
TWIN = "Somebody has just set this."


@dataclass(frozen=True, slots=True)
class Effective:
    """A setting's value at a unit on a day, and who decided it when; nobody: it is the default."""

    value: int | bool | None
    unit_id: UUID | None = None
    effective_from_on: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A unit where another value would hold."""

    unit: OrganizationUnit
    before: int | bool | None
    after: int | bool | None


def effective(
    setting: Setting, path: Sequence[UUID], on: date, values: Iterable[SettingValue]
) -> Effective:
    """What holds at the end of a path of units on a day: the nearest decision, the latest of it."""
    for unit_id in reversed(path):
        here = [
            each
            for each in values
            if each.name == setting.name
            and each.unit_id == unit_id
            and each.effective_from_on <= on
        ]
        latest = max(here, key=lambda each: each.effective_from_on, default=None)
        if latest is not None and not latest.is_inherited:
            return Effective(latest.value, unit_id, latest.effective_from_on)
    return Effective(setting.default)


def effective_at(
    session: Session, setting: Setting, unit_id: UUID | None = None, on: date | None = None
) -> Effective:
    """As `effective`, at a unit or, without one, at the organisation; today unless told.

    Raises:
        NotFound: there is no such unit.
    """
    values = _values(session)
    if not any(each.name == setting.name for each in values):
        return Effective(setting.default)
    return effective(setting, _path(session, unit_id), on or today(), values)


def value_at(session: Session, setting: Setting, unit_id: UUID | None = None) -> Any:
    """What holds at a store, or at the organisation, today."""
    return effective_at(session, setting, unit_id).value


def set_value(
    session: Session, setting: Setting, unit_id: UUID, value: Any, effective_from_on: date
) -> SettingValue:
    """Decide for a unit and all beneath it from a day on; the same day decides anew.

    Raises:
        NotFound: there is no such unit.
        Forbidden: the branch is not the actor's.
        Invalid: the value is none of the setting, or the day is over.
    """
    return _written(session, setting, unit_id, (setting.checked(value), False), effective_from_on)


def inherit_value(
    session: Session, setting: Setting, unit_id: UUID, effective_from_on: date
) -> SettingValue:
    """Let what holds above hold again from a day on.

    Raises:
        NotFound, Forbidden
        Invalid: the day is over.
    """
    return _written(session, setting, unit_id, (None, True), effective_from_on)


def preview_value(
    session: Session, setting: Setting, unit_id: UUID, value: Any, effective_from_on: date
) -> list[Change]:
    """The units where another value would hold from that day, from the top of the tree down.

    Raises:
        NotFound: there is no such unit.
        Invalid: the value is none of the setting.
    """
    unit = find(session, OrganizationUnit, unit_id)
    values = _values(session)
    wanted = SettingValue(
        unit_id=unit.id,
        name=setting.name,
        value=setting.checked(value),
        is_inherited=False,
        effective_from_on=effective_from_on,
    )
    others = [each for each in values if not _is_same(each, wanted)]
    found = []
    for beneath in session.scalars(
        select(OrganizationUnit)
        .where(OrganizationUnit.path.contains([unit.id]))
        .order_by(OrganizationUnit.path)
    ):
        before = effective(setting, beneath.path, effective_from_on, values).value
        after = effective(setting, beneath.path, effective_from_on, [*others, wanted]).value
        if before != after:
            found.append(Change(beneath, before, after))
    return found


def members_at(session: Session, unit_ids: Iterable[UUID]) -> int:
    """How many users have a role right at one of these units."""
    found = select(Membership.user_id).where(Membership.unit_id.in_(set(unit_ids))).distinct()
    return len(session.scalars(found).all())


def today() -> date:
    return datetime.now(UTC).date()


def _written(
    session: Session,
    setting: Setting,
    unit_id: UUID,
    decided: tuple[int | bool | None, bool],
    effective_from_on: date,
) -> SettingValue:
    must_manage(session, unit_id)
    if effective_from_on < today() - timedelta(days=1):  # It may be yesterday west of here.
        raise Invalid("What held on days gone by stays as it was.", path="effectiveFromOn")
    named = {"name": setting.name, "unit_id": unit_id, "effective_from_on": effective_from_on}
    with unlike_others(session, TWIN):
        found = session.scalars(select(SettingValue).filter_by(**named).with_for_update()).first()
        row = found or SettingValue(**named)
        row.value, row.is_inherited = decided
        actor = actor_of(session)
        row.set_by = f"{actor.kind}:{actor.name}"
        session.add(row)
    session.info.pop(CACHE, None)
    return row


def _values(session: Session) -> Sequence[SettingValue]:
    """All that the tenant ever decided: little, and read once a transaction."""
    if CACHE not in session.info:
        session.info[CACHE] = session.scalars(select(SettingValue)).all()
    values: Sequence[SettingValue] = session.info[CACHE]
    return values


def _path(session: Session, unit_id: UUID | None) -> Sequence[UUID]:
    if unit_id is not None:
        return find(session, OrganizationUnit, unit_id).path
    root = session.scalar(select(OrganizationUnit.id).where(OrganizationUnit.parent_id.is_(None)))
    return [root] if root is not None else []


def _is_same(one: SettingValue, other: SettingValue) -> bool:
    return (one.name, one.unit_id, one.effective_from_on) == (
        other.name,
        other.unit_id,
        other.effective_from_on,
    )

"""Whether the stores that somebody acted for were closed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.providers.models import Store
from tenants.database import find_all
from tenants.models import OrganizationUnit
from tenants.setting_values import value_at
from tenants.settings import OPEN_FROM_HOUR, OPEN_ON_SUNDAYS, OPEN_UNTIL_HOUR

SUNDAY = 6


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When work at a store is no surprise, by its own clock."""

    time_zone: str
    from_hour: int
    until_hour: int
    on_sundays: bool

    def local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.time_zone))

    def is_open(self, at: datetime) -> bool:
        """From midnight to midnight where both hours are the same; past midnight where the first is later."""
        there = self.local(at)
        if there.weekday() == SUNDAY and not self.on_sundays:
            return False
        if self.from_hour < self.until_hour:
            return self.from_hour <= there.hour < self.until_hour
        return there.hour >= self.from_hour or there.hour < self.until_hour

    def __str__(self) -> str:
        return f"{self.from_hour}:00 to {self.until_hour}:00"


def opening_hours(session: Session) -> dict[UUID, OpeningHours]:
    """Of every store."""
    stores = session.execute(select(Store.id, Store.time_zone).order_by(Store.id)).all()
    units = find_all(session, OrganizationUnit, (store_id for store_id, _ in stores))
    assert len(units) == len(stores), "settings would be asked for one store after the other"
    return {
        store_id: OpeningHours(
            time_zone,
            value_at(session, OPEN_FROM_HOUR, store_id),
            value_at(session, OPEN_UNTIL_HOUR, store_id),
            value_at(session, OPEN_ON_SUNDAYS, store_id),
        )
        for store_id, time_zone in stores
    }


def closed_everywhere(
    at: datetime, store_ids: Collection[UUID] | None, stores: Mapping[UUID, OpeningHours]
) -> OpeningHours | None:
    """The hours of the first of these stores, if all of them were closed; None means every store."""
    concerned = (
        stores.values()
        if store_ids is None
        else [stores[id_] for id_ in sorted(store_ids) if id_ in stores]
    )
    different = list(dict.fromkeys(concerned))
    if not different or any(each.is_open(at) for each in different):
        return None
    return different[0]

"""What may be asked about the catalogue; nothing here changes anything."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from domain.services.models import ServicePrice, ServiceTemplate
from domain.services.prices import PriceList
from domain.services.templates import template_from

MOST_SERVICES = 500


@dataclass(frozen=True, slots=True)
class Pricing:
    """The codes that the newest version of a service's template may bill."""

    service_id: UUID
    procedure_codes: tuple[str, ...]
    unpriced_codes: tuple[str, ...]
    """Those without a price on the day asked about: whatever bills them is not coded."""


def template_on(session: Session, service_id: UUID, on: date) -> ServiceTemplate | None:
    """The newest published version in force on a day."""
    return session.scalars(
        select(ServiceTemplate)
        .where(ServiceTemplate.service_id == service_id, ServiceTemplate.effective_from_on <= on)
        .order_by(ServiceTemplate.version.desc())
        .limit(1)
    ).one_or_none()


def templates_of(session: Session, service_id: UUID) -> Sequence[ServiceTemplate]:
    """Every version, the newest first; a draft has no first day."""
    return session.scalars(
        select(ServiceTemplate)
        .where(ServiceTemplate.service_id == service_id)
        .order_by(ServiceTemplate.version.desc())
    ).all()


def price_list(session: Session) -> PriceList:
    """All that the tenant charges."""
    rows = session.execute(
        select(
            ServicePrice.procedure_code, ServicePrice.effective_from_on, ServicePrice.price_cents
        ).order_by(ServicePrice.procedure_code, ServicePrice.effective_from_on)
    )
    prices: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for procedure_code, effective_from_on, price_cents in rows:
        prices[procedure_code].append((effective_from_on, price_cents))
    return PriceList(prices)


def pricing_on(session: Session, on: date) -> list[Pricing]:
    """What each service may bill, and what of it has no price on a day."""
    newest = session.scalars(
        select(ServiceTemplate)
        .ext(distinct_on(ServiceTemplate.service_id))
        .order_by(ServiceTemplate.service_id, ServiceTemplate.version.desc())
        .limit(MOST_SERVICES)
    )
    prices = price_list(session)
    return [_pricing(template, prices, on) for template in newest]


def _pricing(template: ServiceTemplate, prices: PriceList, on: date) -> Pricing:
    codes = template_from(template.definition).procedure_codes()
    unpriced = (code for code in codes if prices.unit_price_cents(code, on) is None)
    return Pricing(template.service_id, tuple(codes), tuple(unpriced))

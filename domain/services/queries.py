"""What may be asked about the catalogue; nothing here changes anything."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from domain.services.models import ServicePrice, ServiceTemplate
from domain.services.prices import DatedPrice, PriceList, Special
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


def price_list(session: Session, store_ids: Iterable[UUID] = ()) -> PriceList:
    """All that the tenant charges at every store and at these, whoever pays: one statement."""
    rows = session.execute(
        select(
            ServicePrice.procedure_code,
            ServicePrice.payer_id,
            ServicePrice.store_id,
            ServicePrice.effective_from_on,
            ServicePrice.price_cents,
            ServicePrice.effective_to_on,
        )
        .where(or_(ServicePrice.store_id.is_(None), ServicePrice.store_id.in_(set(store_ids))))
        .order_by(ServicePrice.procedure_code, ServicePrice.effective_from_on)
    )
    prices: dict[str, list[DatedPrice]] = defaultdict(list)
    special: dict[Special, list[DatedPrice]] = defaultdict(list)
    for procedure_code, payer_id, store_id, first, price_cents, last in rows:
        dated = DatedPrice(first, price_cents, last)
        if payer_id is None and store_id is None:
            prices[procedure_code].append(dated)
        else:
            special[Special(procedure_code, payer_id, store_id)].append(dated)
    return PriceList(dict(prices), dict(special))


def fitting_prices(
    session: Session,
    procedure_code: str,
    on: date,
    payer_id: UUID | None = None,
    store_id: UUID | None = None,
) -> Sequence[ServicePrice]:
    """The prices in force that fit, each the newest of its kind: the first is what applies."""
    return session.scalars(_fitting([procedure_code], on, payer_id, store_id)).all()


def applying_prices(
    session: Session,
    procedure_codes: Iterable[str],
    on: date,
    payer_id: UUID | None = None,
    store_id: UUID | None = None,
) -> Sequence[ServicePrice]:
    """Of each code the one price that applies, by code; nothing of those that have none."""
    applying: dict[str, ServicePrice] = {}
    for price in session.scalars(_fitting(set(procedure_codes), on, payer_id, store_id)):
        applying.setdefault(price.procedure_code, price)
    return list(applying.values())


def _fitting(
    procedure_codes: Iterable[str], on: date, payer_id: UUID | None, store_id: UUID | None
) -> Select[ServicePrice]:
    """By code, the most specific first."""
    kinds = (
        ServicePrice.procedure_code,
        ServicePrice.payer_id.is_(None),
        ServicePrice.store_id.is_(None),
    )
    newest = (
        select(ServicePrice)
        .ext(distinct_on(*kinds))
        .where(
            ServicePrice.procedure_code.in_(procedure_codes),
            ServicePrice.effective_from_on <= on,
            or_(ServicePrice.payer_id.is_(None), ServicePrice.payer_id == payer_id),
            or_(ServicePrice.store_id.is_(None), ServicePrice.store_id == store_id),
        )
        .order_by(*kinds, ServicePrice.effective_from_on.desc())
    )
    price = aliased(ServicePrice, newest.subquery())
    return (
        select(price)
        .where(or_(price.effective_to_on.is_(None), price.effective_to_on >= on))
        .order_by(price.procedure_code, price.payer_id.is_(None), price.store_id.is_(None))
    )


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

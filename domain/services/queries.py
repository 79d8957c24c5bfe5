"""What may be asked about the catalogue; nothing here changes anything."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.services.models import ServicePrice, ServiceTemplate
from domain.services.prices import PriceList


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

"""What may be done about prices: set one, correct it, end it, take it back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.codes.procedures import is_procedure_code
from domain.errors import Finding, Invalid, NotFound, refuse_if_any
from domain.outbox.commands import announce
from domain.payers.models import Payer
from domain.providers.models import Store
from domain.services.events import PriceSet
from domain.services.models import ServicePrice
from tenants.database import actor_of, find, insert, lock

LONGEST_LABEL = 120
HIGHEST_PRICE_CENTS = 100_000_00


@dataclass(frozen=True)
class Price:
    """What one unit of a procedure costs from a day of service on; for one payer or store, or all."""

    procedure_code: str
    label: str
    """The tenant's own words."""
    price_cents: int
    effective_from_on: date
    payer_id: UUID | None = None
    store_id: UUID | None = None
    effective_to_on: date | None = None
    """Its last day; where none is said, one that is known stays."""


def price_findings(price: Price) -> Iterator[Finding]:
    """What is wrong with a price, whatever else the tenant has."""
    if not is_procedure_code(price.procedure_code):
        yield Finding("price.code", "procedure_code", "A procedure code has five characters.")
    if not price.label.strip() or len(price.label) > LONGEST_LABEL:
        yield Finding("price.label", "label", f"A label has one to {LONGEST_LABEL} characters.")
    if not 0 <= price.price_cents <= HIGHEST_PRICE_CENTS:
        words = "A price lies between nothing and 100,000 dollars."
        yield Finding("price.amount", "price_cents", words)
    last = price.effective_to_on
    if last is not None and last < price.effective_from_on:
        yield Finding("price.days", "effective_to_on", "The last day is before the first.")


def stores_to_price(session: Session) -> dict[str, UUID]:
    """The stores whose prices the actor sees and may set, by their NPI."""
    own = actor_of(session).store_ids
    stores = session.execute(select(Store.npi, Store.id))
    return {row.npi: row.id for row in stores if own is None or row.id in own}


def set_price(session: Session, price: Price) -> ServicePrice:
    """Keep a price; the same day for the same payer and store corrects it.

    Signed encounters that waited for it are coded; what is coded keeps its price.

    Raises:
        NotFound: this tenant has no such payer or store.
        Invalid: `path` names the field.
        AlreadyExists: somebody else sets the same price at this moment.
    """
    refuse_if_any(price_findings(price))
    if price.payer_id is not None:
        find(session, Payer, price.payer_id)
    if price.store_id is not None and price.store_id not in stores_to_price(session).values():
        raise NotFound("You have no such store.", "store_id")
    kept = session.scalars(
        select(ServicePrice)
        .where(
            ServicePrice.procedure_code == price.procedure_code,
            ServicePrice.effective_from_on == price.effective_from_on,
            ServicePrice.payer_id.is_not_distinct_from(price.payer_id),
            ServicePrice.store_id.is_not_distinct_from(price.store_id),
        )
        .with_for_update()
    ).one_or_none()
    if kept is None:
        kept = ServicePrice(**vars(price))
        insert(session, kept, "Somebody has just set this price.")
    kept.label = price.label.strip()
    kept.price_cents = price.price_cents
    kept.effective_to_on = price.effective_to_on or kept.effective_to_on
    session.flush()
    announce(session, PriceSet(kept.id))
    return kept


def end_price(session: Session, price_id: UUID, effective_to_on: date | None) -> ServicePrice:
    """Have a price apply until a day and no longer; null lifts its end. The same end again does nothing.

    From the next day the more general price applies. What is coded keeps its price.

    Raises:
        NotFound: this tenant has no such price.
        Invalid: the day is before its first, or the next price has begun by then.
    """
    price = lock(session, ServicePrice, price_id)
    if price.effective_to_on == effective_to_on:
        return price
    if effective_to_on is not None:
        _refuse_end(session, price, effective_to_on)
    price.effective_to_on = effective_to_on
    session.flush()
    announce(session, PriceSet(price.id))
    return price


def _refuse_end(session: Session, price: ServicePrice, last: date) -> None:
    if last < price.effective_from_on:
        words = f"It holds from {price.effective_from_on} on: end it that day or later, or take it back."
        raise Invalid(words, "effective_to_on")
    next_on = session.scalars(
        select(func.min(ServicePrice.effective_from_on)).where(
            ServicePrice.procedure_code == price.procedure_code,
            ServicePrice.payer_id.is_not_distinct_from(price.payer_id),
            ServicePrice.store_id.is_not_distinct_from(price.store_id),
            ServicePrice.effective_from_on > price.effective_from_on,
        )
    ).one()
    if next_on is not None and last >= next_on:
        words = f"The next price begins on {next_on}: this one ends before that day by itself."
        raise Invalid(words, "effective_to_on")


def remove_price(session: Session, price_id: UUID) -> ServicePrice:
    """Take back a price set by mistake: the one before it holds on. What is coded keeps its price.

    Raises:
        NotFound: this tenant has no such price.
    """
    price = lock(session, ServicePrice, price_id)
    session.delete(price)
    session.flush()
    return price

"""What the tenant charges, by procedure and day of service, and by payer and store where it says so."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID


class DatedPrice(NamedTuple):
    """Of one unit, from a day on until the next begins, or until its own last day."""

    effective_from_on: date
    price_cents: int
    effective_to_on: date | None = None


Dated = Sequence[DatedPrice]
"""Oldest first."""


class Special(NamedTuple):
    """A procedure for one payer, at one store, or both."""

    procedure_code: str
    payer_id: UUID | None
    store_id: UUID | None


@dataclass(frozen=True, slots=True)
class PriceList:
    """Of the prices in force on a day, the most specific applies: of the payer at the store, of the
    payer, of the store, of nobody in particular; however old it is. One that has ended leaves its
    place to the next, not to the one that it had replaced.
    """

    prices: Mapping[str, Dated]
    """By procedure code, for every payer and store."""
    special: Mapping[Special, Dated] = field(default_factory=lambda: MappingProxyType({}))

    def unit_price_cents(
        self,
        procedure_code: str,
        on: date,
        payer_id: UUID | None = None,
        store_id: UUID | None = None,
    ) -> int | None:
        """The price that applies that day; none where there is none yet."""
        for dated in self._by_precedence(procedure_code, payer_id, store_id):
            started = bisect_right(dated, on, key=lambda price: price.effective_from_on)
            newest = dated[started - 1] if started else None
            if newest and (newest.effective_to_on is None or on <= newest.effective_to_on):
                return newest.price_cents
        return None

    def _by_precedence(
        self, procedure_code: str, payer_id: UUID | None, store_id: UUID | None
    ) -> Iterator[Dated]:
        for payer, store in ((payer_id, store_id), (payer_id, None), (None, store_id)):
            yield self.special.get(Special(procedure_code, payer, store), ())
        yield self.prices.get(procedure_code, ())

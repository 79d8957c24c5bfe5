"""What the tenant charges, by procedure and day of service."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PriceList:
    """Prices of one unit in cents, by procedure code, each with its first day, oldest first."""

    prices: Mapping[str, Sequence[tuple[date, int]]]

    def unit_price_cents(self, procedure_code: str, on: date) -> int | None:
        """The price in force that day; none where there is none yet."""
        dated = self.prices.get(procedure_code, ())
        started = bisect_right(dated, on, key=lambda price: price[0])
        return dated[started - 1][1] if started else None

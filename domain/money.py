"""Money as integer cents: parsing, writing and summing without ever meeting a float."""

import re
from decimal import Decimal

_AMOUNT = re.compile(r"-?(?:\d{1,15}(?:\.\d{0,2})?|\.\d{1,2})")


def cents(text: str) -> int:
    """The integer cents of a decimal dollar amount as X12 writes it (`12`, `12.5`, `.05`, `-3`).

    Raises:
        ValueError: not an amount, or finer than a cent.
    """
    if not _AMOUNT.fullmatch(text):
        raise ValueError("not an amount in dollars and cents")
    return int(Decimal(text).scaleb(2))


def dollars(amount_cents: int) -> str:
    """The shortest decimal dollar amount, as X12 wants it: no trailing zeros, no exponent."""
    sign = "-" if amount_cents < 0 else ""
    whole, part = divmod(abs(amount_cents), 100)
    return f"{sign}{whole}" + (f".{part:02d}".rstrip("0") if part else "")


def in_dollars(amount_cents: int) -> str:
    """An amount for people: `$1,234.50`, and `-$0.05`."""
    sign = "-" if amount_cents < 0 else ""
    return f"{sign}${abs(amount_cents) // 100:,}.{abs(amount_cents) % 100:02d}"

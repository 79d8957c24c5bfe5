"""Elements: how each kind is read and written, where each stands, which field it fills."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from domain.money import cents, dollars
from domain.x12.schema import Composite, Element, Kind, Repeat, Segment

Draft = dict[str, Any]


@lru_cache(maxsize=4096)
def day_of(written: str) -> date:
    """`20261028` as a date."""
    if len(written) != 8 or not _is_digits(written):
        raise ValueError("not a date")
    return date(int(written[:4]), int(written[4:6]), int(written[6:]))


def written_day(on: date) -> str:
    """A date as `20261028`."""
    return on.isoformat().replace("-", "")


@lru_cache(maxsize=4096)
def decimal_of(written: str) -> Decimal:
    """A number as X12 writes it: no exponent, no infinity."""
    if not _is_digits(written.removeprefix("-").replace(".", "", 1)):
        raise ValueError("not a number")
    return Decimal(written)


def whole_of(written: str) -> int:
    """A number without a point: no plus sign, spaces or underscores."""
    if not _is_digits(written.removeprefix("-")):
        raise ValueError("not a whole number")
    return int(written)


def _is_digits(written: str) -> bool:
    """Superscripts and the digits of other scripts are none."""
    return written.isascii() and written.isdigit()


def plain(number: Decimal) -> str:
    """The shortest way to write a number: no trailing zeros, no exponent."""
    written = format(number, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def amount_of(written: str) -> int:
    """Cents; the usual ways to write an amount are taken without a detour."""
    whole, point, part = written.partition(".")
    if whole.isdigit() and written.isascii():
        if not point:
            return int(whole) * 100
        if len(part) <= 2 and part.isdigit():
            return int(f"{whole}{part:0<2}")
    return cents(written)


READ: dict[Kind, Callable[[str], Any]] = {
    Kind.WHOLE: whole_of,
    Kind.NUMBER: decimal_of,
    Kind.MONEY: amount_of,
    Kind.DATE: day_of,
    Kind.PADDED: str.rstrip,
    Kind.CONTROL: whole_of,
    Kind.FLAG: "1".__eq__,
}
WRITE: dict[Kind, Callable[[Any], str]] = {
    Kind.TEXT: str,
    Kind.WORDS: str,
    Kind.CODE: str,
    Kind.WHOLE: str,
    Kind.NUMBER: plain,
    Kind.MONEY: dollars,
    Kind.DATE: written_day,
    Kind.MOMENT_DATE: "{:%Y%m%d}".format,
    Kind.MOMENT_TIME: "{:%H%M}".format,
    Kind.SHORT_MOMENT_DATE: "{:%y%m%d}".format,
    Kind.PADDED: str,
    Kind.CONTROL: str,
    Kind.FLAG: "{:d}".format,
}


class UnreadableElement(ValueError):
    """An element that cannot become the value it stands for."""

    def __init__(self, element: str) -> None:
        super().__init__(element)
        self.element = element


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands: `SV101-2` is position 1, component 2 of SV1."""

    segment: str
    position: int
    component: int = 0

    def __str__(self) -> str:
        suffix = f"-{self.component}" if self.component else ""
        return f"{self.segment}{self.position:02d}{suffix}"

    def read(self, fields: list[str], component_separator: str) -> str:
        if self.position >= len(fields):
            return ""
        if not self.component:
            return fields[self.position]
        parts = fields[self.position].split(component_separator)
        return parts[self.component - 1] if self.component <= len(parts) else ""


def places(segment: Segment) -> Iterator[tuple[Place, str, Element]]:
    """Every element of a segment with its place and the path of the field it fills.

    Rows of a repeat or of an `into` composite give paths as `adjustments.reason_code`.
    """
    prefix = f"{segment.name}." if segment.into else ""
    position = 0
    for part in segment.parts:
        rows, count = (part.elements, part.count) if isinstance(part, Repeat) else ((part,), 1)
        inner = prefix + (f"{part.name}." if isinstance(part, Repeat) else "")
        for _ in range(count):
            for element in rows:
                position += 1
                yield from _places_of(element, Place(segment.code, position), inner)


def _places_of(
    part: Element | Composite, place: Place, prefix: str
) -> Iterator[tuple[Place, str, Element]]:
    if isinstance(part, Element):
        yield place, prefix + part.name if part.name else "", part
        return
    inner = f"{prefix}{part.name}." if part.into else prefix
    for component, element in enumerate(part.parts, 1):
        path = inner + element.name if element.name else ""
        yield Place(place.segment, place.position, component), path, element

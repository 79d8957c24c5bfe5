"""The language in which a transaction set is declared: loops of segments of elements.

One declaration says the order, usage and size of everything, and, by naming fields, which value
each element is read into and written from. Nothing else in the codec knows a position.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

R, S, N = "R", "S", "N"
"""Usage: required, situational, not used."""

UNBOUNDED = 999_999


class Kind(Enum):
    """How an element is written, and what it becomes."""

    TEXT = "AN"
    WORDS = "AN for people, which may be spelled in other letters"
    CODE = "ID"
    WHOLE = "N0"
    NUMBER = "R"
    MONEY = "R money"
    DATE = "DT"
    TIME = "TM"
    DATE_FORMAT = "ID of a date format"
    PERIOD = "D8 or RD8"
    MOMENT_DATE = "DT of a moment"
    MOMENT_TIME = "TM of a moment"
    COUNTER = "N0 counted by the writer"
    LEVEL = "HL, numbered by the writer"
    PADDED = "AN filled up with spaces"
    CONTROL = "N0 filled up with zeros"
    FLAG = "0 or 1"
    MARK = "a delimiter"
    SHORT_MOMENT_DATE = "YYMMDD of a moment"


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """One element or component.

    `name` is the field it is bound to; without one it is only checked, or, where a single code is
    allowed, written by itself. `key` marks the element that tells segments of one code apart.
    `follows` names the field without which this element has no business being written.
    """

    kind: Kind
    minimum: int
    maximum: int
    usage: str = S
    codes: tuple[str, ...] = ()
    name: str = ""
    key: bool = False
    follows: str = ""
    until: str = ""
    """The field for the last day of a period."""

    @property
    def constant(self) -> str:
        return self.codes[0] if len(self.codes) == 1 and not self.name else ""


@dataclass(frozen=True, slots=True, eq=False)
class Composite:
    """Several components in one element; `into` makes them a value of their own under `name`."""

    parts: tuple[Element, ...]
    usage: str = S
    name: str = ""
    into: type | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Repeat:
    """Elements that come again and again in one segment, each time one `into` of the field `name`.

    `shares` names fields of the segment that every row carries too, as the group code of a CAS.
    """

    count: int
    name: str
    into: type
    elements: tuple["Element | Composite", ...]
    shares: tuple[str, ...] = ()


Part = Element | Composite | Repeat


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """One segment at its place in a loop.

    With `into`, its elements become one value of field `name`; several segments may fill the same
    value. Where `most` exceeds one, the field holds a tuple.
    """

    code: str
    usage: str
    most: int
    parts: tuple[Part, ...]
    name: str = ""
    into: type | None = None
    notes: tuple[str, ...] = ()
    """Syntax notes as X12 writes them: P0304 both or neither, R, E, C, L; D0203
    says that a date format and its date agree."""


@dataclass(frozen=True, slots=True, eq=False)
class Loop:
    """Segments and loops that repeat together.

    Without `into` its fields belong to the loop around it. A `context` stands open around the
    values that are emitted one by one (`emits`) and is handed to each of them under its name.
    """

    id: str
    usage: str
    most: int
    children: tuple["Segment | Loop", ...]
    name: str = ""
    into: type | None = None
    context: bool = False
    emits: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class TransactionSet:
    """One transaction set of one guide."""

    code: str
    """ST01."""
    functional_id_code: str
    """GS01."""
    version: str
    accepts: tuple[str, ...]
    """The versions read with this table: errata differ in nothing that we bind."""
    root: Loop
    names_its_version: bool = True
    """Whether ST03 is required."""
    reads_any_version: bool = False
    """What payers send is read whatever it calls itself; validation says what it should be."""
    has_st03: bool = True
    """The 835 alone leaves its version to GS08."""
    composite_keys: tuple[str, ...] = field(default=())
    """Segments told apart by the first component of their first element."""


def text(name: str, minimum: int, maximum: int, usage: str = S, **more: Any) -> Element:
    return Element(Kind.TEXT, minimum, maximum, usage, name=name, **more)


def words(name: str, minimum: int, maximum: int, usage: str = S) -> Element:
    """Text that only people read: a character that X12 lacks may be replaced."""
    return Element(Kind.WORDS, minimum, maximum, usage, name=name)


def code(name: str, codes: str, usage: str = S, **more: Any) -> Element:
    """One of the listed codes, written apart by spaces."""
    listed = tuple(codes.split())
    sizes = [len(one) for one in listed]
    return Element(Kind.CODE, min(sizes), max(sizes), usage, listed, name, **more)


def key(codes: str, name: str = "") -> Element:
    """The code that tells this segment from others of its kind."""
    return code(name, codes, R, key=True)


def const(only: str, usage: str = R, **more: Any) -> Element:
    """A code that the writer supplies, since nothing else is allowed."""
    return code("", only, usage, **more)


def money(name: str, usage: str = S, **more: Any) -> Element:
    return Element(Kind.MONEY, 1, 18, usage, name=name, **more)


def number(name: str, usage: str = S, maximum: int = 15, **more: Any) -> Element:
    return Element(Kind.NUMBER, 1, maximum, usage, name=name, **more)


def whole(name: str, minimum: int, maximum: int, usage: str = S, **more: Any) -> Element:
    return Element(Kind.WHOLE, minimum, maximum, usage, name=name, **more)


def day(name: str, usage: str = S, **more: Any) -> Element:
    return Element(Kind.DATE, 8, 8, usage, name=name, **more)


def clock(usage: str = S) -> Element:
    return Element(Kind.TIME, 4, 8, usage)


UNUSED = Element(Kind.TEXT, 0, 0, N)


def unused(count: int) -> tuple[Element, ...]:
    return (UNUSED,) * count


def composite(
    *parts: Element, usage: str = S, name: str = "", into: type | None = None
) -> Composite:
    return Composite(parts, usage, name, into)


def segment(
    head: str, *parts: Part, name: str = "", into: type | None = None, notes: str = ""
) -> Segment:
    """`head` reads `CLM R 1`: code, usage and how often at most (`>` for no end)."""
    identifier, usage, most = head.split()
    limit = UNBOUNDED if most == ">" else int(most)
    return Segment(identifier, usage, limit, parts, name, into, tuple(notes.split()))


def loop(head: str, *children: Segment | Loop, **more: Any) -> Loop:
    """`head` reads `2300 S 100`: id, usage and how often at most."""
    identifier, usage, most = head.split()
    return Loop(identifier, usage, UNBOUNDED if most == ">" else int(most), children, **more)

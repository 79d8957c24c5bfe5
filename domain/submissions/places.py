"""Where each claim stands in an 837P of ours, and which segments it shares with its neighbours."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from domain.x12.tokens import batches

LEVELS = {"20": 0, "22": 1, "23": 2}
"""HL03: billing provider, subscriber, patient."""

Span = tuple[int, int]
"""First and last segment, ST being 1."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one claim stands: its transaction, and its segments there, ST being 1.

    The levels above a claim count as part of the first claim beneath them.
    """

    patient_control_number: str
    transaction_control_number: str
    first_segment: int
    last_segment: int
    levels: tuple[Span, ...] = ()
    """Of its provider, subscriber and patient, shared with other claims."""

    def concerns(self, position: int) -> bool:
        """Whether a fault in that segment is one of this claim, alone or with its neighbours."""
        spans = ((self.first_segment, self.last_segment), *self.levels)
        return any(first <= position <= last for first, last in spans)


def segments_of(content: bytes, found: Iterable[Place]) -> dict[str, str]:
    """Each claim's own segments as they leave, by patient control number."""
    sets: dict[str, list[str]] = {}
    here: list[str] = []
    for delimiters, segments in batches(content):
        for each in segments:
            segment = each.strip()
            elements = segment.split(delimiters.element)
            if elements[0] == "ST":
                here = sets.setdefault(elements[2], [])
            here.append(segment)
    return {
        place.patient_control_number: "\n".join(
            sets[place.transaction_control_number][place.first_segment - 1 : place.last_segment]
        )
        for place in found
    }


@dataclass(slots=True)
class _Claim:
    number: str
    position: int
    levels: tuple[int, ...]


@dataclass(slots=True)
class _Transaction:
    """What has been met since the ST: where levels begin, where claims do."""

    control_number: str
    starts: list[int] = field(default_factory=list)
    claims: list[_Claim] = field(default_factory=list)
    levels: tuple[int, ...] = ()

    def meet(self, elements: list[str], position: int) -> None:
        if elements[0] == "HL":
            self.levels = (*self.levels[: LEVELS[elements[3]]], position)
        elif elements[0] == "CLM":
            self.claims.append(_Claim(elements[1], position, self.levels))
        else:
            return
        self.starts.append(position)

    def places(self, end: int) -> Iterator[Place]:
        """`end` is the position of the SE."""
        ends = dict(zip(self.starts, [*self.starts[1:], end], strict=True))
        first = self.starts[0] if self.starts else end
        for claim in self.claims:
            levels = tuple((level, ends[level] - 1) for level in claim.levels)
            last = ends[claim.position] - 1
            yield Place(claim.number, self.control_number, first, last, levels)
            first = last + 1


def places(content: bytes) -> tuple[Place, ...]:
    """Where each claim of the file stands, in its order."""
    return tuple(_places(content))


def _places(content: bytes) -> Iterator[Place]:
    transaction, position = _Transaction(""), 0
    for delimiters, segments in batches(content):
        for segment in segments:
            elements = segment.split(delimiters.element)
            position += 1
            if elements[0] == "ST":
                transaction, position = _Transaction(elements[2]), 1
            elif elements[0] == "SE":
                yield from transaction.places(position)
            else:
                transaction.meet(elements, position)

"""What a segment is and says at its place: the same words at the same place are read once.

Most segments of a batch come again: line numbers, payers, dates, adjustments. What was read is
kept for one transaction only, so that no patient's words outlive their file.
"""

from domain.x12.elements import Draft, UnreadableElement
from domain.x12.structure import SegmentNode, Structure

MOST_REMEMBERED = 512
NUMBERED = frozenset({"HL", "LX"})

Words = dict[str, "Met"]


class Met:
    """A segment as met at one place: where it leads, what it says, what is wrong with it."""

    __slots__ = ("fault", "following", "in_order", "is_remarkable", "is_sound", "node", "parsed")

    def __init__(
        self, node: SegmentNode, parsed: Draft, following: Words, *, in_order: bool
    ) -> None:
        self.node = node
        self.parsed = parsed
        self.following = following
        """What came behind its node before."""
        self.in_order = in_order
        self.fault = ""
        """The element that cannot be read."""
        self.is_sound = True
        self.is_remarkable = False
        """An inspector has something to look at."""


class Memory:
    """Meets segments of one transaction; with `inspects`, holds each to its pattern too."""

    def __init__(self, structure: Structure, *, inspects: bool) -> None:
        self.first: Words = {}
        """What the transaction may begin with."""
        self._structure = structure
        self._inspects = inspects
        self._following: dict[SegmentNode, Words] = {}

    def meet(
        self, current: SegmentNode | None, known: Words, written: str, elements: list[str]
    ) -> Met | None:
        """What these words are behind the current segment; None where they have no place.

        `known` is what came here before; when full it makes room: what repeats soon returns.
        """
        step = self._structure.step(current, elements)
        if step is None:
            return None
        node = step.node
        following = self._following.get(node)
        if following is None:
            following = self._following[node] = {}
        met = Met(node, {}, following, in_order=step.in_order)
        try:
            node.reader.read(elements, met.parsed)
        except UnreadableElement as fault:
            met.fault = fault.element
        except TypeError:
            met.fault = node.segment.code
        if self._inspects:
            met.is_sound = self._structure.accepts(node, written, elements)
            met.is_remarkable = (
                not met.is_sound or not met.in_order or node.segment.code in NUMBERED
            )
        if len(known) >= MOST_REMEMBERED:
            known.clear()
        known[written] = met
        return met

"""What a segment is and says at its place: words that come again at a place are read once.

Many segments of a batch repeat: line numbers, payers, dates, adjustments. Others come only once,
and are not worth remembering: words are kept from the second time on. What was read is kept for
one transaction only, so that no patient's words outlive their file.
"""

from domain.x12.elements import Draft, UnreadableElement
from domain.x12.structure import SegmentNode, Step, Structure

MOST_REMEMBERED = 512
MOST_NOTICED = 8192
NUMBERED = frozenset({"HL", "LX"})

Words = dict[str, "Met"]


class Met:
    """A segment as met at one place: where it leads, what it says, what is wrong with it."""

    __slots__ = ("fault", "following", "in_order", "is_remarkable", "is_sound", "node", "parsed")

    def __init__(self, step: Step, following: Words, *, is_sound: bool = True) -> None:
        self.node = step.node
        self.in_order = step.in_order
        self.following = following
        """What came behind its node before."""
        self.parsed: Draft | None = None
        """What it says; None where that is still to be read."""
        self.fault = ""
        """The element that cannot be read."""
        self.is_sound = is_sound
        code = step.node.segment.code
        self.is_remarkable = not is_sound or not step.in_order or code in NUMBERED
        """An inspector has something to look at."""


class Memory:
    """Meets segments of one transaction; with `inspects`, holds each to its pattern too."""

    def __init__(self, structure: Structure, *, inspects: bool) -> None:
        self.first: Words = {}
        """What the transaction may begin with."""
        self._structure = structure
        self._inspects = inspects
        self._following: dict[SegmentNode, Words] = {}
        self._unread: dict[Step, Met] = {}
        self._noticed: set[int] = set()

    def meet(
        self, current: SegmentNode | None, known: Words, written: str, elements: list[str]
    ) -> Met | None:
        """What these words are behind the current segment; None where they have no place.

        `known` is what came here before; when full it makes room: what repeats soon returns.
        """
        step = self._structure.step(current, elements)
        if step is None:
            return None
        met = self._unread.get(step) or self._first_at(step)
        if self._inspects and not self._structure.accepts(step.node, written, elements):
            met = Met(step, met.following, is_sound=False)
        if hash(written) in self._noticed:
            met = _read(met, step, elements)
            if len(known) >= MOST_REMEMBERED:
                known.clear()
            known[written] = met
        else:
            self._notice(written)
        return met

    def _first_at(self, step: Step) -> Met:
        following = self._following.setdefault(step.node, {})
        met = self._unread[step] = Met(step, following)
        return met

    def _notice(self, written: str) -> None:
        if len(self._noticed) >= MOST_NOTICED:
            self._noticed.clear()
        self._noticed.add(hash(written))


def _read(met: Met, step: Step, elements: list[str]) -> Met:
    """The same with what it says."""
    read = Met(step, met.following, is_sound=met.is_sound)
    read.parsed = {}
    read.fault = fault_in_reading(step.node, elements, read.parsed)
    return read


def fault_in_reading(node: SegmentNode, elements: list[str], draft: Draft) -> str:
    """Read a segment into a draft; the element that cannot be read, if there is one."""
    try:
        node.reader.read(elements, draft)
    except UnreadableElement as fault:
        return fault.element
    except TypeError:
        return node.segment.code
    return ""

"""Cut a stream of bytes into segments, in bounded memory, whatever its delimiters and line breaks."""

from collections.abc import Iterable, Iterator

from domain.x12.delimiters import Delimiters
from domain.x12.findings import Finding, Level, Severity, Unreadable

Source = bytes | Iterable[bytes]
"""A whole file, or its bytes in chunks of any size."""

CHUNK = 1 << 16
LONGEST_SEGMENT = 1 << 20
ISA_ELEMENTS = 16
ISA_LENGTH = 106
PADDING = " \t\r\n\x00\x1a"
"""What mainframes and DOS leave around a file."""
BYTE_ORDER_MARK = "\xef\xbb\xbf"


def unreadable(element: str, message: str, index: int = 0, segment: str = "ISA") -> Unreadable:
    """The refusal to read on, naming where it began."""
    return Unreadable(
        Finding(
            "file.unreadable", Severity.ERROR, Level.SYNTAX, index, segment, element, "", message
        )
    )


def batches(source: Source) -> Iterator[tuple[Delimiters, list[str]]]:
    """Segments in batches that never cross from one interchange into the next.

    Raises:
        Unreadable: there is no ISA where one must be, or a segment has no end.
    """
    buffer, delimiters = "", None
    for chunk in _chunks(source):
        buffer += chunk.decode("latin-1")
        while True:
            if delimiters is None:
                buffer = buffer.removeprefix(BYTE_ORDER_MARK).lstrip(PADDING)
                delimiters = delimiters_of(buffer)
                if delimiters is None:
                    break
            end = _end_of_interchange(buffer, delimiters)
            cut = end or buffer.rfind(delimiters.segment) + 1
            if cut:
                yield delimiters, _cut(buffer[:cut], delimiters)
                buffer = buffer[cut:]
            if not end:
                break
            delimiters = None
        if len(buffer) > LONGEST_SEGMENT:
            raise unreadable("ISA16", "A segment has no end: the terminator does not come again.")
    yield from _rest(buffer, delimiters)


def delimiters_of(buffer: str) -> Delimiters | None:
    """The delimiters that the ISA at the start names; None while too little has come to tell.

    An ISA of the wrong length is read all the same, by counting its elements.

    Raises:
        Unreadable: it does not start with a usable ISA.
    """
    if len(buffer) >= 3 and not buffer.startswith("ISA"):
        raise unreadable("ISA", "The file does not begin with an ISA segment.")
    if len(buffer) < ISA_LENGTH:
        return None
    mark = buffer[3]
    elements = buffer[: ISA_LENGTH * 3].split(mark, ISA_ELEMENTS)
    if mark.isalnum() or len(elements) <= ISA_ELEMENTS or len(elements[ISA_ELEMENTS]) < 2:
        raise unreadable("ISA16", "The ISA has fewer than sixteen elements.")
    component, rest = elements[ISA_ELEMENTS][0], elements[ISA_ELEMENTS][1:]
    if not rest.strip() and len(buffer) < ISA_LENGTH + 4:
        return None
    terminator = _terminator(rest)
    if terminator.isalnum() or terminator in " " + mark + component:
        raise unreadable("ISA16", "No segment terminator follows the ISA.")
    repetition = elements[11][:1]
    if not repetition or repetition.isalnum() or elements[12] < "00402":
        repetition = "\x1f"
    return Delimiters(mark, component, repetition, terminator)


def _terminator(rest: str) -> str:
    """What follows ISA16; a line break only where no other mark stands behind it."""
    mark = rest.lstrip("\r\n")[:1]
    return mark if mark and not mark.isalnum() and mark != " " else rest[0]


def _chunks(source: Source) -> Iterator[bytes]:
    if not isinstance(source, bytes):
        yield from source
        return
    for start in range(0, len(source), CHUNK):
        yield source[start : start + CHUNK]


def _rest(buffer: str, delimiters: Delimiters | None) -> Iterator[tuple[Delimiters, list[str]]]:
    """The last segment of a file may lack its terminator."""
    if not buffer.strip(PADDING):
        return
    if delimiters is None:
        raise unreadable("ISA", "What follows is no interchange, or its ISA is cut short.")
    yield delimiters, _cut(buffer.rstrip(PADDING) + delimiters.segment, delimiters)


def _end_of_interchange(buffer: str, delimiters: Delimiters) -> int:
    """Where the IEA ends that begins a segment; 0 while it has not come."""
    sought = f"IEA{delimiters.element}"
    start = buffer.find(sought)
    while start >= 0:
        if start == 0 or buffer[start - 1] in f"{delimiters.segment}\r\n\t ":
            return buffer.find(delimiters.segment, start) + 1
        start = buffer.find(sought, start + 1)
    return 0


def _cut(piece: str, delimiters: Delimiters) -> list[str]:
    """Line breaks that are not the terminator are only for the eye."""
    for ornament in "\r\n":
        if ornament != delimiters.segment and ornament in piece:
            piece = piece.replace(ornament, "")
    segments = piece.split(delimiters.segment)
    segments.pop()
    return segments

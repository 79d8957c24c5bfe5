"""Single faults to inject into a clean file, each with the place where it must be found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

Segments = list[str]


@dataclass(frozen=True, slots=True)
class Injected:
    """One named fault: how it is made, and the segment or element that a finding must name."""

    name: str
    inject: Callable[[Segments], Segments]
    expected: str


def swap(old: str, new: str, nth: int = 0) -> Callable[[Segments], Segments]:
    """Replace text within the nth segment that holds it."""

    def inject(segments: Segments) -> Segments:
        index = [i for i, one in enumerate(segments) if old in one][nth]
        return [*segments[:index], segments[index].replace(old, new, 1), *segments[index + 1 :]]

    return inject


def drop(start: str, nth: int = 0) -> Callable[[Segments], Segments]:
    """Remove the nth segment that starts so."""

    def inject(segments: Segments) -> Segments:
        index = [i for i, one in enumerate(segments) if one.startswith(start)][nth]
        return segments[:index] + segments[index + 1 :]

    return inject


def repeat(start: str, times: int = 1, nth: int = 0) -> Callable[[Segments], Segments]:
    """Say the nth segment that starts so once or more again."""

    def inject(segments: Segments) -> Segments:
        index = [i for i, one in enumerate(segments) if one.startswith(start)][nth]
        return segments[: index + 1] + [segments[index]] * times + segments[index + 1 :]

    return inject


def add(after: str, new: str, nth: int = 0) -> Callable[[Segments], Segments]:
    """Put a new segment behind the nth one that starts so."""

    def inject(segments: Segments) -> Segments:
        index = [i for i, one in enumerate(segments) if one.startswith(after)][nth]
        return [*segments[: index + 1], *new.split("~"), *segments[index + 1 :]]

    return inject


def move(start: str, behind: str) -> Callable[[Segments], Segments]:
    """Take a segment from its place and put it behind another."""

    def inject(segments: Segments) -> Segments:
        index = next(i for i, one in enumerate(segments) if one.startswith(start))
        rest = segments[:index] + segments[index + 1 :]
        at = next(i for i, one in enumerate(rest) if one.startswith(behind))
        return [*rest[: at + 1], segments[index], *rest[at + 1 :]]

    return inject


def recounted(segments: Segments) -> Segments:
    """SE01 made right again, so that only the injected fault is left."""
    start = next(i for i, one in enumerate(segments) if one.startswith("ST*"))
    end = next((i for i, one in enumerate(segments) if one.startswith("SE*")), None)
    if end is None:
        return segments
    fields = segments[end].split("*")
    fields[1] = str(end - start + 1)
    return [*segments[:end], "*".join(fields), *segments[end + 1 :]]


def element_faults(segments: Segments, required: set[str]) -> Iterator[Injected]:
    """For each element of each segment: too long, a control character, emptied where required."""
    seen: set[str] = set()
    for index, written in enumerate(segments):
        fields = written.split("*")
        for position in range(1, len(fields)):
            name = f"{fields[0]}{position:02d}"
            if not fields[position] or fields[0] in {"ISA", "SE", "GE", "IEA", "HL", "LX"}:
                continue
            for fault, value in (("too long", fields[position] + "X" * 300), ("bell", "\x07A")):
                key = f"{name} {fault}"
                if key not in seen:
                    seen.add(key)
                    yield Injected(key, _element(index, position, value), name)
            if name in required and f"{name} empty" not in seen:
                seen.add(f"{name} empty")
                yield Injected(f"{name} empty", _element(index, position, ""), name)


def _element(index: int, position: int, value: str) -> Callable[[Segments], Segments]:
    def inject(segments: Segments) -> Segments:
        fields = segments[index].split("*")
        fields[position] = value
        written = "*".join(fields).rstrip("*")
        return [*segments[:index], written, *segments[index + 1 :]]

    return inject

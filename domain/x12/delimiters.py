"""The characters that part segments, elements, components and repetitions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delimiters:
    """Every interchange names its own in its ISA; these are the usual ones."""

    element: str = "*"
    component: str = ":"
    repetition: str = "^"
    segment: str = "~"


USUAL = Delimiters()

"""Tells whether two records may be one person: names by sound and by spelling."""

import re
import unicodedata
from dataclasses import dataclass
from uuid import UUID

import jellyfish

CLOSE_SPELLING = 0.9
"""Jaro-Winkler, from which two names may be one name mistyped."""
CLOSE_SOUND = 0.75
"""The same for names that sound alike."""
SHORTEST_SHORT_FORM = 3

_OTHER_THAN_LETTERS = re.compile(r"[^a-z ]")
_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})


@dataclass(frozen=True)
class Candidate:
    """A patient who is already here and may be the same person."""

    patient_id: UUID
    reasons: tuple[str, ...]
    """In words: `same identifier`, `same birth date and a similar name`, `same member id`."""


def same_person_by_name(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two first and last names may be one person's; also when they were swapped."""
    first, last = map(_folded, one)
    other_first, other_last = map(_folded, other)
    straight = _alike(first, other_first) and _alike(last, other_last)
    swapped = first == other_last and last == other_first
    return straight or swapped


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    words = _OTHER_THAN_LETTERS.sub(" ", plain.replace("'", "")).split()
    return " ".join(word for word in words if word not in _GENERATIONS)


def _alike(one: str, other: str) -> bool:
    if not one or not other:
        return False
    if one == other or _is_short_for(one, other) or _is_short_for(other, one):
        return True
    likeness = jellyfish.jaro_winkler_similarity(one, other)
    sounds_alike = jellyfish.metaphone(one) == jellyfish.metaphone(other)
    return likeness >= CLOSE_SPELLING or (sounds_alike and likeness >= CLOSE_SOUND)


def _is_short_for(short: str, long: str) -> bool:
    """BEN for BENJAMIN; SMITH or JONES for SMITH-JONES."""
    return len(short) >= SHORTEST_SHORT_FORM and (long.startswith(short) or short in long.split())

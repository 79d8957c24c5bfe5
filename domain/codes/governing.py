"""Which release of a code system answers for a day of service."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Protocol, TypeVar


class Release(Protocol):
    """What decides between releases; a stored one or one held in memory."""

    @property
    def effective_from_on(self) -> date: ...
    @property
    def is_complete(self) -> bool: ...
    @property
    def is_embedded(self) -> bool: ...
    @property
    def activated_at(self) -> datetime | None: ...


R = TypeVar("R", bound=Release)


def in_order(releases: Iterable[R]) -> list[R]:
    """Active releases of one system, the weakest claim to a day first.

    A selection steps back once a complete release is there. Of two releases with the same first
    day a loaded file goes before the embedded one, and the later activation before the earlier.
    """
    found = list(releases)
    complete = [release for release in found if release.is_complete]
    return sorted(complete or found, key=_claim)


def governing(ordered: Sequence[R], on: date) -> R | None:
    """The last release in force on a day.

    Before the first one it is the first that answers: where codes carry dates of their own
    (HCPCS), those reach further back; where they do not (ICD-10-CM), nothing is in force there.
    """
    started = [release for release in ordered if release.effective_from_on <= on]
    return started[-1] if started else next(iter(ordered), None)


def _claim(release: Release) -> tuple[date, bool, float]:
    activated = release.activated_at
    return (
        release.effective_from_on,
        not release.is_embedded,
        activated.timestamp() if activated else 0.0,
    )

"""What may be asked of code sets. Every question about a code names a day of service."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from domain.codes.governing import governing, in_order
from domain.codes.models import CodeRelease, CodeVersion, ReleaseState
from domain.codes.systems import CodeSystem, normalized
from domain.errors import NotFound

MOST_FOUND = 100
_SHORTEST_WORD = 2


def list_releases(session: Session, system: CodeSystem | None = None) -> list[CodeRelease]:
    """Every release there is, newest first within its system."""
    query = select(CodeRelease)
    if system is not None:
        query = query.where(CodeRelease.system == system)
    order = (CodeRelease.system, CodeRelease.effective_from_on.desc(), CodeRelease.staged_at.desc())
    return list(session.scalars(query.order_by(*order)))


def find_release(session: Session, release_id: UUID) -> CodeRelease:
    """Raises: NotFound."""
    release = session.get(CodeRelease, release_id)
    if release is None:
        raise NotFound("There is no such code release.", path="id")
    return release


def active_releases(session: Session, system: CodeSystem) -> list[CodeRelease]:
    """The releases that answer, in the order of their claim to a day."""
    query = select(CodeRelease).where(
        CodeRelease.system == system, CodeRelease.state == ReleaseState.ACTIVE
    )
    return in_order(session.scalars(query))


def in_force_on(releases: Iterable[CodeRelease], on: date) -> set[UUID]:
    """Of all releases of their systems, those that answer for a day."""
    by_system: dict[str, list[CodeRelease]] = defaultdict(list)
    for release in releases:
        if release.state == ReleaseState.ACTIVE:
            by_system[release.system].append(release)
    answering = (governing(in_order(active), on) for active in by_system.values())
    return {release.id for release in answering if release is not None}


def governing_release(session: Session, system: CodeSystem, on: date) -> CodeRelease | None:
    """The release that answers for a day."""
    return governing(active_releases(session, system), on)


def resolve(session: Session, system: CodeSystem, code: str, on: date) -> CodeVersion | None:
    """A code as it was in force on a day of service, header or billable; none if it was not."""
    return resolve_many(session, system, [code], on).get(normalized(system, code))


def resolve_many(
    session: Session, system: CodeSystem, codes: Iterable[str], on: date
) -> dict[str, CodeVersion]:
    """Those of the codes that were in force on a day, keyed as stored (`Z681`, eleven digits)."""
    release = governing_release(session, system, on)
    if release is None:
        return {}
    wanted = {normalized(system, code) for code in codes}
    query = _in_force(release, on).where(CodeVersion.code.in_(wanted))
    return {version.code: version for version in session.scalars(query)}


def search(
    session: Session,
    system: CodeSystem,
    words: str,
    on: date,
    *,
    billable_only: bool = True,
    limit: int = 20,
) -> list[CodeVersion]:
    """Codes that begin with what was typed, else codes whose long text has every word of it."""
    release = governing_release(session, system, on)
    if release is None or len(words.strip()) < _SHORTEST_WORD:
        return []
    query = _in_force(release, on).order_by(CodeVersion.code).limit(min(limit, MOST_FOUND))
    if billable_only:
        query = query.where(CodeVersion.is_billable)
    by_code = query.where(CodeVersion.code.startswith(normalized(system, words), autoescape=True))
    found = list(session.scalars(by_code))
    return found or list(session.scalars(_with_words(query, words)))


def _in_force(release: CodeRelease, on: date) -> Select[CodeVersion]:
    return select(CodeVersion).where(
        CodeVersion.release_id == release.id,
        CodeVersion.valid_from_on <= on,
        (CodeVersion.valid_to_on.is_(None)) | (CodeVersion.valid_to_on > on),
    )


def _with_words(query: Select[CodeVersion], words: str) -> Select[CodeVersion]:
    for word in words.split():
        query = query.where(CodeVersion.long_text.icontains(word, autoescape=True))
    return query

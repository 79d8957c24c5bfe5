"""What may be done with releases of code sets: stage, activate, roll back. As the platform only."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from domain.codes import changes, guards
from domain.codes.governing import governing
from domain.codes.models import CodeRelease, ReleaseState
from domain.codes.queries import active_releases, find_release
from domain.codes.snapshot import embedded_files
from domain.codes.sources import CodeFile
from domain.codes.systems import CodeSystem, FileRefused, PublishedCode
from domain.errors import WrongState

Progress = Callable[[str], None]

_COPY = (
    "COPY code_versions (release_id, code, is_billable, short_text, long_text, valid_from_on,"
    " valid_to_on, attributes) FROM STDIN"
)
# A load takes longer than a request may, and waits for another load of the same system.
_PATIENCE = text(
    "select set_config('statement_timeout', '5min', true), set_config('lock_timeout', '5min', true)"
)


def _silently(_message: str) -> None:
    pass


def load_embedded(session: Session, progress: Progress = _silently) -> list[CodeRelease]:
    """Stage and activate what Mortar ships and this database lacks; harmless when repeated.

    A release that an operator has withdrawn stays withdrawn.
    """
    loaded = []
    for file in embedded_files():
        release = stage_release(session, file, progress=progress)
        if release.state == ReleaseState.STAGED:
            loaded.append(activate_release(session, release.id, progress))
    return loaded


def stage_release(
    session: Session,
    file: CodeFile,
    *,
    bounds: guards.Bounds | None = None,
    progress: Progress = _silently,
) -> CodeRelease:
    """Keep a file's codes and reckon what they change, answering nobody yet.

    The same file again is the same release, in whatever state it is.

    Raises:
        FileRefused: the file breaks its layout or a guard; nothing of it is kept.
    """
    _take_turn(session, file.system)
    known = _release_of(session, file)
    if known is not None:
        if known.effective_from_on != file.effective_from_on:
            raise FileRefused(f"{file.name} is the file of {known.version} under a new name.")
        progress(f"{file.system} {known.version}: {file.name} is {known.state} already.")
        return known
    release = _add_release(session, file)
    tally = guards.Tally()
    _copy(session, release, guards.counted(file, tally, file.read()))
    release.code_count, release.billable_count = tally.codes, tally.billable
    bounds = bounds or guards.OFFICIAL_BOUNDS.get(file.system)
    if bounds is not None and not file.is_embedded:
        guards.check_size(file, tally, bounds)
        guards.check_newest_change(file, tally)
        _check_changes(session, file, release, bounds)
    else:
        _compare(session, release)
    progress(f"{file.system} {file.version}: staged {tally.codes} codes of {file.name}.")
    return release


def activate_release(
    session: Session, release_id: UUID, progress: Progress = _silently
) -> CodeRelease:
    """Let a release answer, from its first day on. Active already, it stays as it is.

    Raises:
        NotFound: there is no such release.
    """
    release = find_release(session, release_id)
    _take_turn(session, CodeSystem(release.system))
    session.refresh(release)
    if release.state == ReleaseState.ACTIVE:
        return release
    if release.compared_with_id != _id(_before(session, release)):
        _compare(session, release)
    release.state = ReleaseState.ACTIVE
    release.activated_at = datetime.now(UTC)
    release.withdrawn_at = None
    session.flush()
    _compare_later(session, release)
    progress(f"{release.system} {release.version}: active from {release.effective_from_on}.")
    return release


def roll_back(session: Session, system: CodeSystem, progress: Progress = _silently) -> CodeRelease:
    """Withdraw the release of a system that was activated last; those before it answer again.

    Raises:
        WrongState: no other release would be left to answer.
    """
    _take_turn(session, system)
    releases = list(
        session.scalars(
            select(CodeRelease)
            .where(CodeRelease.system == system, CodeRelease.state == ReleaseState.ACTIVE)
            .order_by(CodeRelease.activated_at.desc(), CodeRelease.effective_from_on.desc())
            .with_for_update()
        )
    )
    if len(releases) < 2:
        raise WrongState(f"{system} has no earlier release to go back to.")
    withdrawn = releases[0]
    withdrawn.state = ReleaseState.WITHDRAWN
    withdrawn.withdrawn_at = datetime.now(UTC)
    session.flush()
    _compare_later(session, withdrawn)
    progress(f"{system} {withdrawn.version}: withdrawn; {releases[1].version} answers again.")
    return withdrawn


def _take_turn(session: Session, system: CodeSystem) -> None:
    """One at a time for each system, until the transaction ends."""
    session.execute(_PATIENCE)
    turn = func.pg_advisory_xact_lock(func.hashtextextended(f"codes:{system}", 0))
    session.execute(select(turn))


def _release_of(session: Session, file: CodeFile) -> CodeRelease | None:
    query = select(CodeRelease).where(
        CodeRelease.system == file.system, CodeRelease.sha256 == file.sha256
    )
    return session.scalars(query).one_or_none()


def _add_release(session: Session, file: CodeFile) -> CodeRelease:
    release = CodeRelease(
        system=file.system,
        version=file.version,
        effective_from_on=file.effective_from_on,
        stale_from_on=file.stale_from_on,
        state=ReleaseState.STAGED,
        is_complete=file.is_complete,
        is_embedded=file.is_embedded,
        file_name=file.name,
        sha256=file.sha256,
        code_count=0,
        billable_count=0,
    )
    session.add(release)
    session.flush()
    return release


def _copy(session: Session, release: CodeRelease, codes: Iterable[PublishedCode]) -> None:
    """Stream the codes in, in the transaction of the session."""
    connection: Any = session.connection().connection.driver_connection
    release_id, first_day = release.id, release.effective_from_on
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for published in codes:
            copy.write_row(
                (
                    release_id,
                    published.code,
                    published.is_billable,
                    published.short_text,
                    published.long_text,
                    published.valid_from_on or first_day,
                    published.valid_to_on,
                    json.dumps(published.attributes) if published.attributes else "{}",
                )
            )


def _check_changes(
    session: Session, file: CodeFile, release: CodeRelease, bounds: guards.Bounds
) -> None:
    counts = _compare(session, release)
    earlier = _before(session, release)
    if earlier is None:
        return
    guards.check_losses(file, counts.deleted, earlier.code_count, bounds)
    guards.check_chapters(file, changes.lost_initials(session, release, earlier))
    if counts.total == 0 and earlier.effective_from_on < release.effective_from_on:
        raise FileRefused(f"{file.name} changes nothing: it is {earlier.version} under a new name.")


def _compare(session: Session, release: CodeRelease) -> changes.ChangeCounts:
    return changes.reckon(session, release, _before(session, release))


def _compare_later(session: Session, release: CodeRelease) -> None:
    """Reckon anew the releases after this one, where it came before them or no longer does."""
    for later in active_releases(session, CodeSystem(release.system)):
        is_later = later.effective_from_on > release.effective_from_on
        if is_later and later.compared_with_id != _id(_before(session, later)):
            _compare(session, later)


def _before(session: Session, release: CodeRelease) -> CodeRelease | None:
    """The release that would answer for this one's first day without it, if it can be compared."""
    active = active_releases(session, CodeSystem(release.system))
    others = [other for other in active if other.id != release.id]
    earlier = governing(others, release.effective_from_on)
    if earlier is None or earlier.effective_from_on > release.effective_from_on:
        return None
    return earlier if earlier.is_complete == release.is_complete else None


def _id(release: CodeRelease | None) -> UUID | None:
    return release.id if release else None

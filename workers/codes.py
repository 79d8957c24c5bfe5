"""Brings code sets up to date: the embedded ones at first start, official files as they arrive."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from domain.codes import commands
from domain.codes.changes import ChangeCounts, count_changes
from domain.codes.models import CodeRelease, ReleaseState
from domain.codes.sources import LARGEST_FILE_BYTES, CodeFile, official_file, systems_in
from domain.codes.systems import CodeSystem, FileRefused
from domain.reports.code_impact import impact_of
from tenants.actor import job as job_actor
from tenants.database import TenantDatabase, platform_transaction
from tenants.models import Tenant
from workers.broker import Delivery, Installation, Job, Queue
from workers.charges import WAITING_DUE

MOST_FILES = 100
"""Looked at in one round of a watched folder."""
TIME_LIMIT_SECONDS = 1800

DUE_NOW = text("update schedules set due_at = now() where name = :name")

Progress = Callable[[str], None]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What became of one file."""

    file_name: str
    release: CodeRelease | None
    changes: ChangeCounts | None
    refusal: str | None = None


def load_embedded_codes(platform: Engine, progress: Progress) -> None:
    """Let a fresh database answer; a second time it does nothing."""
    with platform_transaction(platform) as session:
        if commands.load_embedded(session, progress):
            _wake_waiting_encounters(session)


def load_code_file(
    platform: Engine,
    system: CodeSystem,
    path: Path,
    progress: Progress,
    effective_from_on: date | None = None,
) -> LoadReport:
    """Stage an official file, then activate it: two transactions, each harmless to repeat.

    Killed between them, the file is staged, answers nobody, and the next load goes on from there.
    An operator who loads a withdrawn release again wants it back.

    Raises:
        FileRefused: it is not the official file it should be; nothing of it is kept.
    """
    file = official_file(system, path.name, _content(path), effective_from_on)
    release = _stage(platform, file, progress)
    return _activate(platform, release, progress)


def refresh_codes(platform: Engine, folder: Path, progress: Progress) -> list[LoadReport]:
    """Load every official file in a folder that is not loaded yet; the scheduled job.

    A file that is refused stops no other, and is tried again next time: it may still be arriving.
    A release that was withdrawn stays withdrawn.
    """
    return [
        report for path in _candidates(folder) for report in _refresh_from(platform, path, progress)
    ]


def roll_back_codes(platform: Engine, system: CodeSystem, progress: Progress) -> CodeRelease:
    """Withdraw the release activated last.

    Raises:
        WrongState: no other release would be left to answer.
    """
    with platform_transaction(platform) as session:
        withdrawn = commands.roll_back(session, system, progress)
        _wake_waiting_encounters(session)
        return withdrawn


def _refresh_from(platform: Engine, path: Path, progress: Progress) -> Iterator[LoadReport]:
    try:
        content = _content(path)
        for system in systems_in(path.name, content):
            release = _stage(platform, official_file(system, path.name, content), progress)
            if release.state == ReleaseState.STAGED:
                yield _activate(platform, release, progress)
    except FileRefused as refused:
        progress(refused.message)
        yield LoadReport(path.name, None, None, refused.message)


def _stage(platform: Engine, file: CodeFile, progress: Progress) -> CodeRelease:
    with platform_transaction(platform) as session:
        return commands.stage_release(session, file, progress=progress)


def _activate(platform: Engine, release: CodeRelease, progress: Progress) -> LoadReport:
    with platform_transaction(platform) as session:
        active = commands.activate_release(session, release.id, progress)
        _wake_waiting_encounters(session)
        return LoadReport(active.file_name, active, count_changes(session, active.id))


def _wake_waiting_encounters(session: Session) -> None:
    """Due now in every tenant, once however many releases come together; on a fresh database it is."""
    session.execute(DUE_NOW, {"name": WAITING_DUE})


def _candidates(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_file())[:MOST_FILES]


def _content(path: Path) -> bytes:
    if path.stat().st_size > LARGEST_FILE_BYTES:
        raise FileRefused(f"{path.name} is larger than any official file.")
    return path.read_bytes()


def _watch(installation: Installation, _: Delivery) -> None:
    """Load what has arrived, then tell what each release touches of each tenant."""
    if installation.code_sets is None:
        return
    for report in refresh_codes(installation.platform, installation.code_sets, logger.info):
        if report.release is not None:
            _tell_impact(installation, report.release)


def _tell_impact(installation: Installation, release: CodeRelease) -> None:
    with platform_transaction(installation.platform) as session:
        tenant_ids = list(session.scalars(select(Tenant.id)))
    for tenant_id in tenant_ids:
        actor = job_actor(tenant_id, refresh_code_sets.name)
        database = TenantDatabase(installation.application, installation.signer, actor)
        with database.transaction() as session:
            impact = impact_of(session, release.id)
        logger.info(
            "%s %s touches of tenant %s: services %d, drafts %d, claims %d.",
            release.system,
            release.version,
            tenant_id,
            len(impact.services),
            len(impact.encounters),
            len(impact.claims),
        )


refresh_code_sets = Job("refresh_code_sets", Queue.SLOW, TIME_LIMIT_SECONDS, _watch)

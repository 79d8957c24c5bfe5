"""Where the commands find their database: the given one, or the embedded server."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from infra.database_roles import DatabaseUrls, prepare_database, prepare_given_database
from infra.postgres import EmbeddedPostgres
from infra.settings import Settings


@dataclass(frozen=True, slots=True)
class RunningDatabase:
    """Settings in which all three roles' URLs are filled, and the server if it is ours."""

    settings: Settings
    server: EmbeddedPostgres | None


@contextmanager
def running_database(settings: Settings, *, attach: bool = True) -> Iterator[RunningDatabase]:
    """Use what DATABASE_URL says; without it start the embedded server, or attach to it."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if settings.database_url:
        yield RunningDatabase(_completed(settings), None)
        return
    server = EmbeddedPostgres(settings.data_dir)
    server.start(attach=attach)
    try:
        yield RunningDatabase(_with_urls(settings, prepare_database(server)), server)
    finally:
        server.stop()


def _completed(settings: Settings) -> Settings:
    """A lone DATABASE_URL is an administrator's; each part is given no more URLs than it needs."""
    if settings.owner_database_url or settings.platform_database_url:
        return settings
    return _with_urls(settings, prepare_given_database(settings.database_url, settings.data_dir))


def _with_urls(settings: Settings, urls: DatabaseUrls) -> Settings:
    return replace(
        settings,
        database_url=urls.application,
        owner_database_url=urls.owner,
        platform_database_url=urls.platform,
    )
